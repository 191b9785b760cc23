"""The macro language of hand-written pages: `{{ name word word key=value }}`, and nothing else.

A macro stands on one line. Its words are parted by blanks; a word with a blank in it stands in double quotes.
What starts with a digit, a sign or a quotation mark is an explicit literal: `{{ 190 W }}`. A mark is a pair,
`{{ fact S021 }} ... {{ end }}`, inside one paragraph. Code, in fences or between backticks, holds no macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.diagnostics import Place

_OPEN = re.compile(r"\{\{(.*?)\}\}")
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_OPTION = re.compile(r"([a-z][a-z_0-9]*)=(\S+)")
_NAME = re.compile(r"[a-z][a-z-]*")
_LITERAL = re.compile(r"[\d\"<>~+*-]|[^\x00-\x7f]")
_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL)

FACT, END, LITERAL, RAN = "fact", "end", "literal", "ran"


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """One hand-written page: its path below docs/<language>, and its text."""

    language: str
    path: str
    text: str

    @property
    def id(self) -> str:
        """The path without its ending, as coverage names pages."""
        return self.path.removesuffix(".md")

    def place(self, start: int, end: int, above: str = "docs") -> Place:
        """Find where a span of the text stands."""
        before = self.text[:start]
        line = before.count("\n") + 1
        column = start - (before.rfind("\n") + 1) + 1
        last = min(end, self.text.find("\n", start) % (len(self.text) + 1))
        return Place(
            f"{above}/{self.language}/{self.path}", line, column, line, column + max(last - start, 1)
        )


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro and its span in the page's text."""

    name: str
    words: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact's mark: the fact, the span from its opening to its end, and that of what it holds."""

    fact: str
    start: int
    end: int
    inner: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that is no macro, by the name of its sentence, and where."""

    reason: str
    start: int
    end: int
    values: tuple[tuple[str, object], ...] = ()


def without_code(text: str) -> str:
    """Blank out front matter, code and comments; every other character keeps its place."""
    for pattern in (_FRONT, _FENCE, _CODE, _COMMENT):
        text = pattern.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return "".join(c if c == "\n" else " " for c in found[0])


def macros(page: WrittenPage) -> tuple[list[Macro], list[Slip]]:
    """Read the macros of a page, and what looks like one and is none."""
    found: list[Macro] = []
    slips: list[Slip] = []
    text = without_code(page.text)
    for match in _OPEN.finditer(text):
        inside = page.text[match.start(1) : match.end(1)].strip()
        if _LITERAL.match(inside):
            found.append(Macro(LITERAL, (inside.strip('"'),), (), match.start(), match.end()))
            continue
        words = [a or b for a, b in _WORD.findall(inside)]
        if not words or not _NAME.fullmatch(words[0]):
            slips.append(Slip("shape", match.start(), match.end()))
            continue
        plain = tuple(w for w in words[1:] if not _OPTION.fullmatch(w))
        options = tuple((m[1], m[2]) for w in words[1:] if (m := _OPTION.fullmatch(w)))
        found.append(Macro(words[0], plain, options, match.start(), match.end()))
    rest = _OPEN.sub(_blank, text)
    slips += [Slip("open", m.start(), m.end()) for m in re.finditer(r"\{\{|\}\}", rest)]
    return found, slips


def marks(page: WrittenPage, found: list[Macro]) -> tuple[list[Mark], list[Slip]]:
    """Pair the marks of facts with their ends."""
    paired: list[Mark] = []
    slips: list[Slip] = []
    opened: Macro | None = None
    for macro in found:
        if macro.name == FACT:
            if opened is not None or len(macro.words) != 1 or macro.options:
                slips.append(Slip("nested" if opened else "shape", macro.start, macro.end))
            else:
                opened = macro
        elif macro.name == END:
            if opened is None:
                slips.append(Slip("end", macro.start, macro.end))
            elif "\n\n" in page.text[opened.end : macro.start]:
                slips.append(Slip("paragraph", opened.start, opened.end))
            else:
                inner = (opened.end, macro.start)
                paired.append(Mark(opened.words[0], opened.start, macro.end, inner))
            opened = None
    if opened is not None:
        slips.append(Slip("unended", opened.start, opened.end))
    return paired, slips


def pages_of(files: dict[str, bytes], language: str) -> Iterator[WrittenPage]:
    """Read the pages among hand-written files."""
    for path, data in sorted(files.items()):
        if path.endswith(".md"):
            yield WrittenPage(language, path, data.decode("utf-8", "replace"))
