"""What is wrong with hand-written pages: macros that lead nowhere, bare figures, facts without a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from buildgen.calc.results import Results
from buildgen.catalog.coverage import Coverage
from buildgen.catalog.shape import closest
from buildgen.diagnostics import Diagnostic, Place
from buildgen.site.prose.blocks import BLOCKS, block_marks
from buildgen.site.prose.commands import command_findings
from buildgen.site.prose.filling import INLINE, Desk, marked_texts
from buildgen.site.prose.finding import said
from buildgen.site.prose.front import Unreadable, front_matter
from buildgen.site.prose.links import link_findings
from buildgen.site.prose.lookup import Nowhere
from buildgen.site.prose.macros import END, FACT, Macro, WrittenPage, macros, marks, without_code
from buildgen.site.prose.twins import twin_findings
from buildgen.site.words import Words

# A figure with its unit, where prose is meant to take it from the catalog.
_UNITS = (
    "kWh|kW|W|V|mA|A|GiB|MiB|TiB|GB/s|TB/s|GB|MB|TB|t/s|CNY|yuan|EUR|USD|GHz|MHz|nm|mm|cm|AWG|TFLOPS|%"
    "|minutes?|min|seconds?|hours?|元|瓦|分钟|秒|小时"
)
_BARE = re.compile(rf"(?<![\w.,/-])\d[\d.,]*(?:\s?[x×*]\s?\d+)?\s?(?:{_UNITS})(?![\w/])")
# Addresses and attributes are no prose.
_ASIDE = re.compile(
    r"\]\([^)\s]*\)|<[^<>]*>|\{\{.*?\}\}|\{[#.:][^{}]*\}|https?://\S+|^\s{4,}\S.*$", re.MULTILINE
)
LINTED = ("guide/", "how-to/", "sources/")

Texts = Mapping[str, list[tuple[str, str]]]


def prose_findings(pages: Iterable[WrittenPage], results: Results, above: str) -> list[Diagnostic]:
    """Judge all hand-written pages of all languages; `above` is the folder docs/ as paths are told."""
    pages = tuple(pages)
    found: list[Diagnostic] = [*twin_findings(pages, above), *link_findings(pages, above)]
    told: dict[str, dict[str, list[tuple[str, str]]]] = {"en": {}, "zh": {}}
    for page in pages:
        slips, texts = _page_findings(page, results, above)
        found += slips
        told[page.language][page.id] = texts
    if results.catalog.coverage is not None:
        found += _coverage_findings(results.catalog.coverage, told["en"], results)
        found += _twin_findings(results.catalog.coverage, told["zh"], results)
    return found


def _page_findings(
    page: WrittenPage, results: Results, above: str
) -> tuple[list[Diagnostic], list[tuple[str, str]]]:
    words = Words.of(page.language)
    read, slips = macros(page)
    paired, more = marks(page, read)
    found = [said("DOC001", s.reason, page.place(s.start, s.end, above), s.values) for s in (*slips, *more)]
    head = front_matter(page)
    if isinstance(head, Unreadable):
        place = page.place(head.at, head.at + 1, above)
        found.append(said("DOC004", "message", place, (("reason", head.reason),)))
    fine = True
    for macro in read:
        try:
            _try(macro, Desk(results, words, page))
        except Nowhere as wrong:
            fine = False
            found.append(_nowhere(wrong, page.place(macro.start, macro.end, above)))
    coverage = results.catalog.coverage
    known = coverage.facts if coverage is not None else {}
    for mark in paired:
        if mark.fact not in known:
            guess = closest(mark.fact, known)
            place = page.place(mark.start, mark.start + 1, above)
            found.append(said("COV003", "message", place, (("fact", mark.fact), ("guess", guess))))
    found += _bare_figures(page, above)
    found += command_findings(page, read, above)
    if slips or more or not fine:
        return found, []
    return found, marked_texts(page, results, words) + block_marks(page, results, words)


def _try(macro: Macro, desk: Desk) -> None:
    """Fill a macro, for what it raises."""
    if macro.name in {FACT, END}:
        return
    fill = INLINE.get(macro.name) or BLOCKS.get(macro.name)
    if fill is None:
        known = tuple(sorted({*INLINE, *BLOCKS, FACT, END} - {"literal"}))
        raise Nowhere("unknown", name=macro.name, guess=closest(macro.name, known), known=known)
    fill(macro, desk)


def _nowhere(wrong: Nowhere, place: Place) -> Diagnostic:
    code = "DOC001" if wrong.reason in {"unknown", "usage"} else "DOC002"
    return said(code, wrong.reason, place, tuple(wrong.values.items()))


def _bare_figures(page: WrittenPage, above: str) -> Iterator[Diagnostic]:
    if not page.path.startswith(LINTED):
        return
    text = _ASIDE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), without_code(page.text))
    for match in _BARE.finditer(text):
        place = page.place(match.start(), match.end(), above)
        yield said("DOC003", "message", place, (("figure", match[0]),))


def _coverage_findings(coverage: Coverage, told: Texts, results: Results) -> Iterator[Diagnostic]:
    for name, fact in coverage.facts.items():
        if not fact.pages:
            place = results.catalog.place(coverage, ("facts", name), key=True)
            yield said("COV004", "message", place, (("fact", name),))
        for at, page in enumerate(fact.pages):
            place = results.catalog.place(coverage, ("facts", name, "pages", at))
            if page not in told:
                guess = closest(page, told)
                yield said("COV001", "message", place, (("page", page), ("guess", guess)))
                continue
            texts = [plain(text) for fact_name, text in told[page] if fact_name == name]
            if not texts:
                yield said("COV002", "message", place, (("page", page), ("fact", name)))
                continue
            lacking = tuple(n for n in fact.numbers if not any(holds(text, n) for text in texts))
            if lacking:
                values = (("page", page), ("fact", name), ("numbers", lacking))
                yield said("COV005", "message", place, values)


def _twin_findings(coverage: Coverage, told: Texts, results: Results) -> Iterator[Diagnostic]:
    """Hold the Chinese pages that are there to the same facts and numbers; units may be in Chinese."""
    for name, fact in coverage.facts.items():
        for at, page in enumerate(fact.pages):
            if page not in told:
                continue
            place = results.catalog.place(coverage, ("facts", name, "pages", at))
            texts = [plain(text) for fact_name, text in told[page] if fact_name == name]
            if not texts:
                yield said("COV002", "twin", place, (("page", page), ("fact", name)))
            lacking = tuple(n for n in fact.numbers if texts and not any(_held(t, n) for t in texts))
            if lacking:
                values = (("page", page), ("fact", name), ("numbers", lacking))
                yield said("COV005", "twin", place, values)


def _held(text: str, number: str) -> bool:
    """Tell whether a Chinese text holds a number: as printed, or its figure with a unit in Chinese."""
    figure = re.match(r"\d[\d.,]*", number)
    return holds(text, number) or (figure is not None and holds(text, figure[0]))


def plain(text: str) -> str:
    """Give what a reader sees of HTML or Markdown: no tags, no emphasis, single blanks."""
    text = unescape(re.sub(r"<[^<>]*>", "", text)).replace("\u00a0", " ")
    return " ".join(re.sub(r"\]\([^)\s]*\)|[`\[\]]|\*\*", "", text).split())


def holds(text: str, number: str) -> bool:
    """Tell whether a text holds a number as printed, and not as a piece of a longer one.

    `40.5` is in `40.50`, which is the same number; `3` is not in `30`, nor `30` in `3.30`.
    """
    first = r"(?<![\d.,])" if number[:1].isdigit() else ""
    last = ""
    if number[-1:].isdigit():
        last = r"(?!\d*[1-9])" if "." in number else r"(?!\d)(?!\.\d*[1-9])"
    return re.search(first + re.escape(number) + last, text) is not None
