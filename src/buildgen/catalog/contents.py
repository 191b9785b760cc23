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


# What follows runs for every value of the catalog: what there is most of comes first.
def _gather(record: Record, path: Path, contents: Contents) -> None:
    written, values = record.__pydantic_fields_set__, record.__dict__
    manner = _manner(type(record))
    if manner.is_fact:
        contents.facts.append((path, record))  # type: ignore[arg-type] # which `is_fact` tells
        if len(written) == 1 and not manner.value_tells and "value" in written:
            return  # a bare figure: what most facts are
    for name, alias in manner.fields:
        if name in written and (value := values[name]) is not None:
            if type(value) is str:
                (contents.sources if alias == "source" else contents.plain).append(((*path, alias), value))
            else:
                _sort(value, (*path, alias), contents)


def _sort(value: Any, path: Path, contents: Contents) -> None:
    kind = type(value)
    if kind is str:
        (contents.sources if path[-1] == "source" else contents.plain).append((path, value))
    elif kind is Text:
        contents.texts.append((path, value))
    elif kind is dict:
        for key, item in value.items():
            _sort(item, (*path, key), contents)
    elif kind is tuple:
        for index, item in enumerate(value):
            _sort(item, (*path, index), contents)
    elif isinstance(value, Record):
        _gather(value, path, contents)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How to gather from a model: the fields that may hold texts or facts, with their names in YAML."""

    fields: tuple[tuple[str, str], ...]
    is_fact: bool
    value_tells: bool


@cache
def _manner(model: type[Record]) -> _Manner:
    telling = tuple(
        (name, field.alias or name)
        for name, field in model.model_fields.items()
        if _may_tell(field.annotation)
    )
    return _Manner(telling, issubclass(model, Fact), any(name == "value" for name, _ in telling))


def _may_tell(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, (Record, str))
    return any(_may_tell(inner) for inner in typing.get_args(annotation))
