"""Texts: both languages are there, and nothing hides in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.entry import Entry
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity

# Marks that reorder the text after them, so that a page shows another order than the file holds.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A file without any, written or escaped, has none in its texts.
_MAY_TURN = re.compile(rf"{_DIRECTION.pattern}|\\")


@check("TXT001", "language-missing", on=Entry, severity=Severity.WARNING)
def texts_have_both_languages(entry: Entry, results: Results) -> Iterator[Problem]:
    """Every text is there in English and in Chinese."""
    for path, text in results.contents(entry).texts:
        if not (text.zh and text.zh.strip()):
            field = next(step for step in reversed(path) if isinstance(step, str))
            yield found(entry, path, values={"field": field}, key=isinstance(path[-1], str))


@check("TXT002", "direction-mark", on=Entry, severity=Severity.WARNING)
def texts_keep_their_direction(entry: Entry, results: Results) -> Iterator[Problem]:
    """No text holds an invisible mark that changes the direction of writing."""
    if not any(_MAY_TURN.search(document.text) for document in results.catalog.lineage[entry.key].documents):
        return
    contents = results.contents(entry)
    parts: list[tuple[Path, str]] = [(path, plain) for path, plain in contents.plain if not plain.isascii()]
    for path, text in contents.texts:
        if not text.en.isascii():
            parts.append(((*path, "en"), text.en))
        if text.zh is not None and text.zh != text.en:
            parts.append(((*path, "zh"), text.zh))
    for where, plain in parts:
        match = _DIRECTION.search(plain)
        if match is not None:
            yield found(entry, where, values={"mark": f"U+{ord(match[0]):04X}"})
