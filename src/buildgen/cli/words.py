"""The terminal's words per language: written in English where they are said, looked up for the others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from buildgen.diagnostics import Severity

if TYPE_CHECKING:
    from buildgen.diagnostics import Diagnostic
    from buildgen.site.words import Words


@cache
def _own(language: str) -> Mapping[str, Mapping[str, str]]:
    path = files(__name__.rpartition(".")[0]).joinpath(f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def misuse(text: str, language: str) -> str:
    """Say what is wrong with the words of a command in another language; what it has no words for stays."""
    from buildgen.sentences import reworded

    return reworded(text, _own(language).get("misuse", {}))


@cache
def words_of(language: str) -> Words:
    """Give the words of a language: those of the site, and over them the terminal's own."""
    from buildgen.site.words import Words

    return Words(language, {**Words.of(language).table, **_own(language).get("words", {})})


def cells(text: str) -> int:
    """Count the columns that a text takes in a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def ranged(text: str, width: int, *, right: bool = False) -> str:
    """Fill a text up with blanks to a number of columns, to its right or, ranged right, to its left."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


def weight(found: Diagnostic, words: Words) -> str:
    """Write how much a finding weighs, with the mark of a draft or a waiver, and its code."""
    mark = words(" (draft)") if found.draft else words(" (waived)") if found.waived else ""
    return f"{words(found.severity.value)}{mark}[{found.code}]"


SEVERITIES = tuple(severity.value for severity in Severity)
"""Words that are looked up by the value of an enumeration, not written where they are said."""
