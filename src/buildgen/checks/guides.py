"""Guides and decisions: every part has its step, every step its tools, its warning and its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.assembly import served, steps_of
from buildgen.calc.results import Results
from buildgen.catalog.decision import Decision
from buildgen.catalog.entry import Entry
from buildgen.catalog.guides import BuildGuide
from buildgen.catalog.shape import closest
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity


@check("STP001", "part-without-step", on=BuildGuide)
def parts_have_steps(guide: BuildGuide, results: Results) -> Iterator[Problem]:
    """Every part of every build that the guide serves is used by one of the steps that the build has."""
    catalog = results.catalog
    told: dict[str, list[str]] = {}
    for build in served(guide, catalog):
        if not build.is_draft:
            used = {role for step in steps_of(guide, build, catalog) for role in step.parts}
            for role in build.parts:
                if role not in used:
                    told.setdefault(role, []).append(build.id)
    for role, builds in told.items():
        yield found(guide, ("steps",), key=True, values={"role": role, "builds": tuple(builds)})


@check("STP002", "step-for-no-part", on=BuildGuide)
def steps_use_the_bill(guide: BuildGuide, results: Results) -> Iterator[Problem]:
    """What a step uses or asks for is a role, or a kind of part, of a build that the guide serves."""
    catalog = results.catalog
    builds = served(guide, catalog)
    roles = {role for build in builds for role in build.parts}
    kinds = {p.KIND for b in builds for r in b.parts if (p := catalog.part(b, r)) is not None}
    for at, step in enumerate(guide.steps):
        named: list[tuple[Path, str, set[str]]] = [
            (("steps", at, "parts", n), role, roles) for n, role in enumerate(step.parts)
        ]
        named += [(("steps", at, "when", "has", n), x, roles | kinds) for n, x in enumerate(step.when.has)]
        named += [
            (("steps", at, "when", "lacks", n), x, roles | kinds) for n, x in enumerate(step.when.lacks)
        ]
        for path, name, known in named:
            if builds and name not in known:
                guess = closest(name, known)
                hint = "did_you_mean" if guess else "help"
                values = {"name": name, "guess": guess, "known": tuple(sorted(known))}
                yield found(guide, path, values=values, help=hint)


@check("STP003", "unlisted-tool", on=BuildGuide)
def tools_are_listed(guide: BuildGuide, _results: Results) -> Iterator[Problem]:
    """Every tool that a step needs is in the guide's list, and every listed tool is needed by a step."""
    used: set[str] = set()
    for at, step in enumerate(guide.steps):
        for n, tool in enumerate(step.tools):
            used.add(tool)
            if tool not in guide.tools:
                guess = closest(tool, guide.tools)
                values = {"tool": tool, "guess": guess}
                path = ("steps", at, "tools", n)
                yield found(guide, path, values=values, help="did_you_mean" if guess else "help")
    for tool in guide.tools:
        if tool not in used:
            values = {"tool": tool}
            yield found(
                guide,
                ("tools", tool),
                key=True,
                values=values,
                sentence="idle",
                help="idle_help",
                severity=Severity.WARNING,
            )


@check("STP004", "risk-without-warning", on=BuildGuide)
def risks_have_one_warning(guide: BuildGuide, _results: Results) -> Iterator[Problem]:
    """A step with a risk has its warning, and a step without one has none."""
    for at, step in enumerate(guide.steps):
        if step.risk != "none" and step.warning is None:
            values = {"step": step.id, "risk": step.risk}
            yield found(guide, ("steps", at, "risk"), values=values)
        if step.risk == "none" and step.warning is not None:
            yield found(
                guide,
                ("steps", at, "warning"),
                key=True,
                values={"step": step.id},
                sentence="idle",
                help="idle_help",
            )


@check("STP005", "command-without-provenance", on=BuildGuide)
def commands_have_provenance(guide: BuildGuide, _results: Results) -> Iterator[Problem]:
    """Every command says on what it was run and by whom; a day needs its source."""
    for at, step in enumerate(guide.steps):
        for n, command in enumerate(step.commands):
            lacking = tuple(name for name in ("on", "by") if getattr(command, name) is None)
            if command.date is not None and command.source is None:
                lacking += ("source",)
            if lacking:
                values = {"command": command.run, "fields": lacking}
                yield found(guide, ("steps", at, "commands", n, "run"), values=values)


@check("STP006", "unknown-fact", on=Entry, stage="references")
def facts_are_known(entry: Entry, results: Results) -> Iterator[Problem]:
    """Every fact that a step or a question rests on is one of `coverage.yaml`."""
    coverage = results.catalog.coverage
    known = set(coverage.facts) if coverage is not None else set()
    cited: list[tuple[Path, str]] = []
    if isinstance(entry, BuildGuide):
        for at, step in enumerate(entry.steps):
            cited += [(("steps", at, "facts", n), fact) for n, fact in enumerate(step.facts)]
    elif isinstance(entry, Decision):
        for at, question in enumerate(entry.questions):
            cited += [(("questions", at, "facts", n), fact) for n, fact in enumerate(question.facts)]
    for path, fact in cited:
        if fact not in known:
            yield found(entry, path, values={"fact": fact})


@check("STP007", "guide-for-no-build", on=BuildGuide, stage="references")
def build_is_known(guide: BuildGuide, results: Results) -> Iterator[Problem]:
    """The guide's build is in the catalog."""
    catalog = results.catalog
    if guide.build not in catalog.builds and ("build", guide.build) not in catalog.broken:
        guess = closest(guide.build, catalog.builds)
        values = {"build": guide.build, "guess": guess}
        yield found(guide, ("build",), values=values, help="did_you_mean" if guess else "help")
