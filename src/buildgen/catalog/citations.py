"""Which sources an entry names, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Record

Path = tuple[str | int, ...]


def sources_named(entry: Entry) -> Iterator[tuple[Path, str]]:
    """Walk over every `source` field of an entry with its path."""
    yield from _walk(entry, ())


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Record):
        for name, field in type(value).model_fields.items():
            item = getattr(value, name)
            below = (*path, field.alias or name)
            if name == "source" and isinstance(item, str):
                yield below, item
            elif isinstance(item, (Record, Mapping, tuple)):
                yield from _walk(item, below)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, (Record, Mapping, tuple)):
                yield from _walk(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, (Record, Mapping, tuple)):
                yield from _walk(item, (*path, index))
