"""What an entry holds: its texts, its facts and the sources it names, each with its path in the file."""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Fact, Record, Text

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts, plain texts, facts and named sources of one entry, in the order of the model's fields."""

    texts: list[tuple[Path, Text]] = field(default_factory=list)
    plain: list[tuple[Path, str]] = field(default_factory=list)
    facts: list[tuple[Path, Fact[Any]]] = field(default_factory=list)
    sources: list[tuple[Path, str]] = field(default_factory=list)


def contents_of(entry: Entry) -> Contents:
    """Gather what was written in an entry; a default holds no text, no source and no value."""
    contents = Contents()
    _gather(entry, (), contents)
    return contents


# Runs for every value of the catalog: what there is most of comes first.
def _gather(record: Record, path: Path, contents: Contents) -> None:
    if isinstance(record, Fact):
        contents.facts.append((path, record))
    written, values = record.__pydantic_fields_set__, record.__dict__
    for name, alias in _telling_fields(type(record)):
        if name in written and (value := values[name]) is not None:
            _sort(value, (*path, alias), contents)


def _sort(value: Any, path: Path, contents: Contents) -> None:
    if type(value) is str:
        (contents.sources if path[-1] == "source" else contents.plain).append((path, value))
    elif isinstance(value, Text):
        contents.texts.append((path, value))
    elif isinstance(value, Record):
        _gather(value, path, contents)
    elif isinstance(value, dict):
        for key, item in value.items():
            _sort(item, (*path, key), contents)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _sort(item, (*path, index), contents)


@cache
def _telling_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """List the fields that may hold texts or facts, with their names in YAML."""
    return tuple(
        (name, field.alias or name)
        for name, field in model.model_fields.items()
        if _may_tell(field.annotation)
    )


def _may_tell(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, (Record, str))
    return any(_may_tell(inner) for inner in typing.get_args(annotation))
