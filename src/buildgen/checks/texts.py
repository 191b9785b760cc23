"""Texts: both languages are there, and nothing hides in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from buildgen.calc.results import Results
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Record, Text
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity

# Marks that reorder the text after them, so that a page shows another order than the file holds.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, Text | str]]:
    """Walk over the texts of an entry: those in two languages, and plain ones."""
    if isinstance(value, (Text, str)):
        yield path, value
    elif isinstance(value, Record):
        for name, field in type(value).model_fields.items():
            item = getattr(value, name)
            if isinstance(item, (Record, Mapping, tuple, str)):
                yield from _texts(item, (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


@check("TXT001", "language-missing", on=Entry, severity=Severity.WARNING)
def texts_have_both_languages(entry: Entry, _results: Results) -> Iterator[Problem]:
    """Every text is there in English and in Chinese."""
    for path, text in _texts(entry, ()):
        if isinstance(text, Text) and not (text.zh and text.zh.strip()):
            field = next(step for step in reversed(path) if isinstance(step, str))
            yield found(entry, path, values={"field": field}, key=isinstance(path[-1], str))


@check("TXT002", "direction-mark", on=Entry, severity=Severity.WARNING)
def texts_keep_their_direction(entry: Entry, _results: Results) -> Iterator[Problem]:
    """No text holds an invisible mark that changes the direction of writing."""
    for path, text in _texts(entry, ()):
        parts = [(path, text)] if isinstance(text, str) else [((*path, "en"), text.en)]
        if isinstance(text, Text) and text.zh is not None and text.zh != text.en:
            parts.append(((*path, "zh"), text.zh))
        for where, plain in parts:
            match = _DIRECTION.search(plain)
            if match is not None:
                yield found(entry, where, values={"mark": f"U+{ord(match[0]):04X}"})
