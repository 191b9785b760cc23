"""Findings as people and programs read them: text with excerpts, JSON, GitHub annotations."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from buildgen.cli.words import weight, words_of
from buildgen.diagnostics import Diagnostic, Label, Message, Place, Severity
from buildgen.sentences import say

JSON_VERSION = 1
# GitHub shows about ten annotations per kind and step; the rest would vanish silently.
MAX_ANNOTATIONS = 10
WIDTH = 100

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]"
)
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOT_ESTABLISHED: "bold cyan"}


def distinct(findings: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, tuple[str, ...]], ...]:
    """Tell each cause once: builds that inherit a value share the finding about it.

    Beside each finding stand the builds that it concerns, when none of them wrote the value itself.
    """
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for found in findings:
        groups.setdefault((found.code, found.place, found.severity, found.message), []).append(found)
    told = []
    for group in groups.values():
        own = [f for f in group if not f.entry.startswith("build/") or _writes(f)]
        first = own[0] if own else group[0]
        told.append((first, () if own else tuple(f.entry.removeprefix("build/") for f in group)))
    return tuple(told)


def _writes(found: Diagnostic) -> bool:
    """Tell whether the finding's build is written in the file it points at."""
    return found.entry == f"build/{Path(found.place.path).stem}"


@dataclass(frozen=True, slots=True)
class Report:
    """Findings and where to read their excerpts; paths are shown below `root`."""

    root: Path
    told: tuple[tuple[Diagnostic, tuple[str, ...]], ...]
    lines_of: Callable[[str], Sequence[str]]
    outside: frozenset[str] = frozenset()
    language: str = "en"

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings, each cause once."""
        return tuple(found for found, _ in self.told)

    def say(self, message: Message | None) -> str:
        """Make a message text in the report's language; nothing for none."""
        return say(message, self.language) if message is not None else ""

    def path(self, place: Place) -> str:
        """Write a place's path as the user can open it from here."""
        if place.path in self.outside:
            return place.path
        return posixpath.normpath((self.root / place.path).as_posix())

    def counts(self) -> Mapping[str, int]:
        """Count the findings that weigh: those about drafts and those waived are apart."""
        counted = Counter(f.severity for f in self.findings if not f.draft and not f.waived)
        return {
            "errors": counted[Severity.ERROR],
            "warnings": counted[Severity.WARNING],
            "not_established": counted[Severity.NOT_ESTABLISHED],
        }


def visible(text: str) -> str:
    """Make characters visible that would change what a terminal shows."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text.replace("\t", " "))


def as_json(report: Report) -> dict[str, Any]:
    """The findings as the contract says: see `contracts/check.schema.json`."""
    return {
        "version": JSON_VERSION,
        "diagnostics": [
            {
                "code": f.code,
                "severity": f.severity.value,
                "path": report.path(f.place),
                "line": f.place.line,
                "column": f.place.column,
                "message": _message(report, f, builds),
                "help": report.say(f.help) or None,
                "draft": f.draft,
                "waived": f.waived,
            }
            for f, builds in report.told
        ],
        "summary": dict(report.counts()),
    }


def as_github(report: Report) -> Iterable[str]:
    """Annotations for GitHub, the worst first, ten of a kind, and one line that says what was left out."""
    words = words_of(report.language)
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOT_ESTABLISHED: "notice"}
    for severity, kind in kinds.items():
        found = [(f, b) for f, b in report.told if f.severity is severity and not f.draft and not f.waived]
        shown = found if len(found) <= MAX_ANNOTATIONS else found[: MAX_ANNOTATIONS - 1]
        for f, builds in shown:
            place = f.place
            where = f"file={_property(report.path(place))},line={place.line},endLine={place.end_line}"
            where += f",col={place.column},endColumn={place.end_column},title={_property(f.code)}"
            text = _message(report, f, builds)
            text += f"\n{words('help: ')}{report.say(f.help)}" if f.help else ""
            yield f"::{kind} {where}::{_data(text)}"
        if len(found) > len(shown):
            more = words("and {count} more: run `buildgen check`", count=len(found) - len(shown))
            yield f"::{kind} title=buildgen::{more}"
    yield summary(report)


def _message(report: Report, found: Diagnostic, builds: tuple[str, ...]) -> str:
    """Say a finding, and in which builds when it points into a file that they only inherit from."""
    words = words_of(report.language)
    where = words(" (in {builds})", builds=words(", ").join(builds)) if builds else ""
    return report.say(found.message) + where


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(report: Report) -> str:
    """One line that counts."""
    counts = report.counts()
    drafts = sum(1 for f in report.findings if f.draft)
    waived = sum(1 for f in report.findings if f.waived)
    words = words_of(report.language)
    errors, warnings = counts["errors"], counts["warnings"]
    told = [
        words("1 error") if errors == 1 else words("{count} errors", count=errors),
        words("1 warning") if warnings == 1 else words("{count} warnings", count=warnings),
        words("{count} not established", count=counts["not_established"]),
    ]
    text = words(", ").join(told)
    apart = [words("{count} about drafts", count=drafts)] if drafts else []
    apart += [words("{count} waived", count=waived)] if waived else []
    return text + words(" (and {apart})", apart=words(", ").join(apart)) if apart else text


def print_report(report: Report, *, every: bool = False, file: IO[str] | None = None) -> None:
    """Print findings with excerpts; what is not established in one line unless `every`."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False, file=file)
    for f, builds in report.told:
        _headline(console, report, f, builds)
        brief = f.severity is Severity.NOT_ESTABLISHED or f.draft or f.waived
        if brief and not every:
            continue
        _excerpts(console, report, f)
        console.print()


def _headline(console: Any, report: Report, found: Diagnostic, builds: tuple[str, ...]) -> None:
    from rich.text import Text

    place = f"{report.path(found.place)}:{found.place.line}:{found.place.column}"
    word = weight(found, words_of(report.language))
    message = visible(_message(report, found, builds))
    text = Text.assemble(
        (visible(place), "bold"), ": ", (word, _STYLES[found.severity]), ": ", (message, "bold")
    )
    console.print(text)


def _excerpts(console: Any, report: Report, found: Diagnostic) -> None:
    from rich.text import Text

    places = [found.place, *(label.place for label in found.related)]
    margin = len(str(max(p.line for p in places)))
    shown = _excerpt(report, found.place, report.say(found.label), margin)
    for related in found.related:
        shown += _related(report, related, margin)
    for kind, line in shown:
        style = {"gutter": "blue", "caret": _STYLES[found.severity], "code": ""}[kind]
        console.print(Text(line, style=style))
    if found.help:
        lead = f"{' ' * (margin + 1)}= {words_of(report.language)('help: ')}"
        console.print(Text.assemble((lead, "bold"), visible(report.say(found.help))))


def _related(report: Report, label: Label, margin: int) -> list[tuple[str, str]]:
    place = label.place
    header = f"{' ' * margin}::: {report.path(place)}:{place.line}:{place.column}"
    return [("gutter", header), *_excerpt(report, place, report.say(label.text), margin)]


def _excerpt(report: Report, place: Place, label: str, margin: int) -> list[tuple[str, str]]:
    """Show the line of a place with carets under the span; wide characters count as two columns."""
    from rich.cells import cell_len

    lines = report.lines_of(place.path)
    if not 1 <= place.line <= len(lines):
        return []
    line = lines[place.line - 1]
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    cut = max(0, start - WIDTH // 2) if len(line) > WIDTH else 0
    head, span = visible(line[cut:start]), visible(line[start:end])
    tail = visible(line[end : cut + WIDTH])
    before = "..." if cut else ""
    carets = max(1, min(cell_len(span), WIDTH))
    pad = " " * (cell_len(before) + cell_len(head))
    gutter = " " * (margin + 1) + "|"
    text = f"{str(place.line).rjust(margin)} | {before}{head}{span[:WIDTH]}{tail}".rstrip()
    under = f"{gutter} {pad}{'^' * carets} {visible(label)}".rstrip()
    return [("gutter", gutter), ("code", text), ("caret", under)]
