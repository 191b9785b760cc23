"""The two languages of one page: is the twin there, does it show the same figures, is it of this text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from buildgen.diagnostics import Diagnostic, Severity
from buildgen.site.prose.finding import said
from buildgen.site.prose.front import Unreadable, front_matter
from buildgen.site.prose.macros import LITERAL, RAN, Macro, WrittenPage, macros

# Macros that show figures, by their words; names, links and marks may differ between the languages.
_FIGURES = frozenset({"value", "paid", "total", "sum", "over", "supply", "power", "run", "dated", RAN})
_TABLES = frozenset({"runs", "compare", "steps"})
_NUMBER = re.compile(r"\d[\d.,]*")
# Pages of checks hold examples with their output; a test holds them to each other.
APART = ("checks/",)
STAMP = "english"

Figure = tuple[str, ...]


def twin_findings(pages: Sequence[WrittenPage], above: str) -> Iterator[Diagnostic]:
    """Judge the pages of both languages beside each other; a project in one language has no twins."""
    own: dict[str, dict[str, WrittenPage]] = {"en": {}, "zh": {}}
    for page in pages:
        own[page.language][page.path] = page
    if not own["en"] or not own["zh"]:
        return
    for path, page in own["en"].items():
        twin = own["zh"].get(path)
        if twin is None:
            yield _lacking(page, "message", above)
        elif not path.startswith(APART):
            yield from _drifting(page, twin, above)
            yield from _stale(page, twin, above)
    for path, page in own["zh"].items():
        if path not in own["en"]:
            yield _lacking(page, "alone", above)


def _lacking(page: WrittenPage, part: str, above: str) -> Diagnostic:
    return said("DOC005", part, page.place(0, 1, above), (("page", page.path),), Severity.WARNING)


def figures(page: WrittenPage) -> Mapping[Figure, Macro]:
    """Give the figures that a page shows: what each asks for, or a literal's number, and where it stands."""
    found: dict[Figure, Macro] = {}
    for macro in macros(page)[0]:
        if macro.name == LITERAL:
            number = _NUMBER.search(macro.words[0])
            found.setdefault((LITERAL, number[0].rstrip(".,") if number else macro.words[0]), macro)
        elif macro.name in _FIGURES | _TABLES:
            options = tuple("=".join(pair) for pair in sorted(macro.options))
            found.setdefault((macro.name, *_compared(macro), *options), macro)
    return found


def _compared(macro: Macro) -> tuple[str, ...]:
    """Leave out what is words: the names of columns, and the machine and the person of a command."""
    if macro.name == RAN:
        return macro.words[1:2]
    return macro.words[:3] if macro.name == "compare" else macro.words


def _drifting(page: WrittenPage, twin: WrittenPage, above: str) -> Iterator[Diagnostic]:
    ours, theirs = figures(page), figures(twin)
    for one, other, mine, others in ((page, twin, ours, theirs), (twin, page, theirs, ours)):
        for figure, macro in mine.items():
            if figure not in others:
                values = (("figure", " ".join(figure[figure[0] == LITERAL :])), ("twin", _named(other)))
                yield said("DOC006", "message", one.place(macro.start, macro.end, above), values)


def _named(page: WrittenPage) -> str:
    return f"docs/{page.language}/{page.path}"


def fingerprint(page: WrittenPage) -> str:
    """Give eight digits that change with the page's words, and not with its line breaks."""
    return hashlib.sha256(" ".join(page.text.split()).encode()).hexdigest()[:8]


def _stale(page: WrittenPage, twin: WrittenPage, above: str) -> Iterator[Diagnostic]:
    head = front_matter(twin)
    if isinstance(head, Unreadable):
        return
    stamp, now = str(head.get(STAMP, "")), fingerprint(page)
    if stamp != now:
        values = (("twin", _named(page)), ("stamp", stamp), ("now", now))
        part = "message" if stamp else "unstamped"
        found = re.search(rf"^{STAMP}:", twin.text, re.MULTILINE)
        start = found.start() if found else 0
        yield said("DOC007", part, twin.place(start, start + 1, above), values, Severity.WARNING)
