"""The reference pages that come from the program itself: commands, fields, limits."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day, Fact, Text
from buildgen.catalog.registers import Policy
from buildgen.money import Money
from buildgen.quantity import Quantity
from buildgen.site.address import Link
from buildgen.site.matter import Command, Matter
from buildgen.site.views.evidence import Figure, claimed
from buildgen.site.views.part import label
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class CommandsView:
    """All commands of the program."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the policy, with where it comes from."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The limits that checks judge by."""

    limits: tuple[Limit, ...]
    file: str
    edit: Link | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of an entry."""

    name: str
    holds: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """One kind of entry, or a record inside one."""

    anchor: str
    name: str
    folder: str
    text: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class SchemaView:
    """All kinds of entry, and the records that they are made of."""

    kinds: tuple[ModelView, ...]
    records: tuple[ModelView, ...]


def commands_view(matter: Matter) -> CommandsView:
    """Make the page of commands."""
    return CommandsView(tuple(_command(command, matter.words) for command in matter.commands))


def _command(command: Command, words: Words) -> Command:
    """Say what a command says of itself in the page's language."""
    return replace(
        command,
        summary=words(command.summary),
        text=tuple(words(text) for text in command.text),
        options=tuple(replace(option, help=words(option.help)) for option in command.options),
    )


def policy_view(policy: Policy, matter: Matter) -> PolicyView:
    """Make the page of limits."""
    words = matter.words

    def limits() -> Iterator[Limit]:
        yield Limit(words("Day against which ages count"), Figure(str(matter.results.as_of)))
        yield Limit(words("Kinds that a build must have"), Figure(", ".join(policy.required_kinds)))
        yield Limit(
            words("A quote goes stale after"), Figure(words("{count} days", count=policy.quote_max_age_days))
        )
        yield Limit(words("Highest count of a part"), Figure(str(policy.max_count)))
        for name in type(policy).model_fields:
            value = getattr(policy, name)
            if isinstance(value, Fact):
                yield Limit(words(label(name)), claimed(value, policy, matter.catalog, words))
            elif isinstance(value, dict):
                for key, fact in value.items():
                    if isinstance(fact, Fact):
                        title = f"{words(label(name))}, {key}"
                        yield Limit(title, claimed(fact, policy, matter.catalog, words))

    path = matter.catalog.lineage[policy.key].documents[0].path
    return PolicyView(tuple(limits()), path, matter.edit_link(policy))


def schema_view(words: Words) -> SchemaView:
    """Make the page of fields, from the models themselves."""
    from buildgen.catalog.benchmarks import Benchmark
    from buildgen.catalog.folders import BENCHMARKS, FOLDERS, SINGLE_FILES

    kinds: dict[str, type[Entry]] = {**FOLDERS, f"{BENCHMARKS}/<build>": Benchmark, **SINGLE_FILES}
    records: dict[str, type[BaseModel]] = {}
    shown = [_model(folder, model, records, words) for folder, model in kinds.items()]
    below: list[ModelView] = []
    while len(below) < len(records):
        model = list(records.values())[len(below)]
        below.append(_model("", model, records, words))
    return SchemaView(tuple(shown), tuple(below))


def _model(
    folder: str, model: type[BaseModel], records: dict[str, type[BaseModel]], words: Words
) -> ModelView:
    name = model.KIND if issubclass(model, Entry) else model.__name__
    fields = []
    for field_name, field in model.model_fields.items():
        if field_name == "id":
            continue
        fields.append(
            FieldView(
                field.alias or field_name,
                holds(field.annotation, records, words),
                field.default is PydanticUndefined and field.default_factory is None,
                words.known(field.description or ""),
            )
        )
    text = words.known(" ".join((model.__doc__ or "").split()))
    anchor = f"{'kind' if folder else 'record'}-{name.lower()}"
    return ModelView(anchor, name, folder, text, tuple(fields))


_PLAIN = {str: "text", int: "whole number", bool: "true or false", Decimal: "number", Day: "date"}


# One branch per way a field can be written, read top to bottom.
def holds(annotation: Any, records: dict[str, type[BaseModel]], words: Words) -> str:  # noqa: PLR0911
    """Say in words what a field holds; records on the way are noted."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return holds(args[0], records, words)
    if origin in {typing.Union, types.UnionType}:
        inner = [holds(arg, records, words) for arg in args if arg is not type(None)]
        said = reduce(lambda one, other: words("{one} or {other}", one=one, other=other), inner)
        return words("{what} or null", what=said) if type(None) in args else said
    if origin is typing.Literal:
        return words("one of {words}", words=", ".join(str(arg) for arg in args))
    if origin is tuple:
        return words("list of {what}", what=holds(args[0], records, words))
    if origin is dict:
        key, value = (holds(arg, records, words) for arg in args)
        return words("mapping of {key} to {value}", key=key, value=value)
    if annotation in _PLAIN:
        return words(_PLAIN[annotation])
    if isinstance(annotation, type):
        return _class_words(annotation, records, words)
    return words("anything")


def _class_words(kind: type, records: dict[str, type[BaseModel]], words: Words) -> str:
    if issubclass(kind, Quantity):
        return words("quantity in {units}", units=", ".join(kind.UNITS))
    if issubclass(kind, Money):
        return words("amount with its currency")
    if issubclass(kind, Text):
        return words("text, or {en, zh}")
    if issubclass(kind, BaseModel):
        generic = kind.__pydantic_generic_metadata__
        if generic["args"]:
            return words("fact: {what}", what=holds(generic["args"][0], records, words))
        records.setdefault(kind.__name__, kind)
        return kind.__name__
    return kind.__name__.lower()
