"""The terminal's words per language: written in English where they are said, looked up for the others."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from buildgen.diagnostics import Severity

if TYPE_CHECKING:
    from buildgen.diagnostics import Diagnostic
    from buildgen.site.words import Words


@cache
def words_of(language: str) -> Words:
    """Give the words of a language: those of the site, and over them the terminal's own."""
    from buildgen.site.words import Words

    path = files(__name__.rpartition(".")[0]).joinpath(f"{language}.toml")
    own = tomllib.loads(path.read_text(encoding="utf-8"))["words"] if path.is_file() else {}
    return Words(language, {**Words.of(language).table, **own})


def weight(found: Diagnostic, words: Words) -> str:
    """Write how much a finding weighs, with the mark of a draft or a waiver, and its code."""
    mark = words(" (draft)") if found.draft else words(" (waived)") if found.waived else ""
    return f"{words(found.severity.value)}{mark}[{found.code}]"


SEVERITIES = tuple(severity.value for severity in Severity)
"""Words that are looked up by the value of an enumeration, not written where they are said."""
