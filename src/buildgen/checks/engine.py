"""Run the checks over a catalog: stage by stage, one cause one finding, all findings in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build, Waiver
from buildgen.catalog.catalog import Catalog, Key
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day
from buildgen.checks.check import Check, Problem
from buildgen.checks.registry import CHECKS
from buildgen.diagnostics import Diagnostic, Label, Message, Place, Severity, in_file_order
from buildgen.source import collector_off

Entries = Mapping[type[Entry], tuple[Entry, ...]]


def run_checks(
    catalog: Catalog, as_of: Day | None = None, checks: Iterable[Check] = CHECKS
) -> tuple[tuple[Diagnostic, ...], Results | None]:
    """Run every check; return all findings in file order, and the results that they judged.

    Without a policy nothing can be judged: the findings say so, and there are no results.
    """
    found = list(catalog.findings)
    if catalog.policy is None:
        if ("policy", "policy") not in catalog.broken:
            found.append(_no_policy())
        return in_file_order(found), None
    results = Results(catalog, catalog.policy, as_of)
    with collector_off():
        found += _judged(results, tuple(checks))
        return in_file_order(found), results


def _judged(results: Results, checks: tuple[Check, ...]) -> list[Diagnostic]:
    """Run the stage of references over all entries, then that of meaning over those that passed."""
    catalog = results.catalog
    entries = {kind: catalog.entries(kind) for kind in dict.fromkeys(check.kind for check in checks)}
    found: list[Diagnostic] = []
    unsound: set[Key] = set()
    for check in checks:
        if check.stage == "references":
            for problem in _problems(check, results, entries):
                unsound.add(problem.entry.key)
                found.append(_diagnostic(problem, check, catalog))
    unsound |= {b.key for b in catalog.builds.values() if catalog.missing_parts(b)}
    sound = {kind: tuple(e for e in those if e.key not in unsound) for kind, those in entries.items()}
    judged: list[Diagnostic] = []
    for check in checks:
        if check.stage == "meaning":
            judged.extend(_diagnostic(p, check, catalog) for p in _problems(check, results, sound))
    codes = frozenset(c.code for c in checks if c.stage == "meaning")
    return found + _waived(judged, results, frozenset(unsound), codes)


def _problems(check: Check, results: Results, entries: Entries) -> Iterator[Problem]:
    for entry in entries[check.kind]:
        yield from check.find(entry, results)


def _no_policy() -> Diagnostic:
    return Diagnostic(
        "REF010",
        Severity.ERROR,
        Place("policy.yaml"),
        Message.of("REF010.message"),
        help=Message.of("REF010.help"),
    )


def _diagnostic(problem: Problem, check: Check, catalog: Catalog) -> Diagnostic:
    """Give a problem its place and its sentences."""
    code, entry, values = check.code, problem.entry, problem.values
    draft = check.stage == "meaning" and isinstance(entry, Build) and entry.is_draft
    related = tuple(
        Label(catalog.place(p.entry, p.path), Message(f"{code}.{p.sentence}", values + p.values))
        for p in problem.related
    )
    return Diagnostic(
        code,
        problem.severity or check.severity,
        catalog.place(entry, problem.path, key=problem.key),
        Message(f"{code}.{problem.sentence}", values),
        label=Message(f"{code}.{problem.label}", values) if problem.label else None,
        related=related,
        help=Message(f"{code}.{problem.help}", values),
        draft=draft,
        entry="/".join(entry.key),
        subject=problem.subject,
    )


def _waived(
    found: list[Diagnostic], results: Results, unsound: frozenset[tuple[str, str]], codes: frozenset[str]
) -> list[Diagnostic]:
    """Mark what the builds' waivers cover, and report waivers that have expired or cover nothing.

    A build that was not judged has no findings yet: its waivers may still cover some. `codes` can be waived.
    """
    marked = list(found)
    for build in results.catalog.entries(Build):
        for index, waiver in enumerate(build.waivers):
            path = ("waivers", index)
            values: dict[str, object] = {"code": waiver.code, "subject": waiver.subject}
            if waiver.until.first < results.as_of.first:
                values |= {"until": waiver.until, "as_of": results.as_of}
                until = results.catalog.place(build, (*path, "until"))
                marked.append(_about_waiver("WVR002", until, build, values))
                continue
            hits = [i for i, d in enumerate(marked) if _covers(waiver, build, d)]
            for i in hits:
                marked[i] = replace(marked[i], waived=True)
            if not hits and (waiver.code not in codes or build.key not in unsound):
                others = any(d.code == waiver.code and d.entry == "/".join(build.key) for d in marked)
                sentence = "never" if waiver.code not in codes else "subject" if others else "message"
                field = "subject" if sentence == "subject" else "code"
                place = results.catalog.place(build, (*path, field))
                marked.append(_about_waiver("WVR001", place, build, values, sentence))
    return marked


def _covers(waiver: Waiver, build: Build, found: Diagnostic) -> bool:
    same = found.code == waiver.code and found.entry == "/".join(build.key)
    return same and (waiver.subject is None or waiver.subject == found.subject)


def _about_waiver(
    code: str, place: Place, build: Build, values: dict[str, object], sentence: str = "message"
) -> Diagnostic:
    return Diagnostic(
        code,
        Severity.WARNING,
        place,
        Message.of(f"{code}.{sentence}", **values),
        help=Message.of(f"{code}.help" if sentence == "message" else f"{code}.help_{sentence}", **values),
        draft=build.is_draft,
        entry="/".join(build.key),
    )
