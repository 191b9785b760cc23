"""A catalog whose every free text is hostile: the real one, each text replaced by one that means harm."""

from __future__ import annotations

import itertools
import typing
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from buildgen.catalog.catalog import Catalog
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Fact, Text

TRICKS = (
    "<script>alert(1)</script>",
    "a|b*c_d",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "\u202egnp.exe\u200f",
    "</title></script><script>alert(2)</script>",
    "```\n<b onclick=alert(3)>\n```",
    "~~~ {{ 7*7 }} {% raw %} &lt;i&gt; &#60;",
    "=1+1 <!--## x: y --> ' onfocus='alert(4)' autofocus='",
    "]]></desc></svg><svg onload=alert(5)>",
    "--- wzxhzdk:0 ![i](x) `code`",
)


class Poison:
    """Replaces texts, each with the next trick and a number of its own, so that it can be found again."""

    def __init__(self) -> None:
        self.tricks = itertools.cycle(TRICKS)
        self.numbers = itertools.count(1)
        self.given: list[str] = []

    def text(self) -> str:
        """Give the next hostile text."""
        text = f"{next(self.tricks)} n{next(self.numbers)}"
        self.given.append(text)
        return text

    def entry(self, entry: Any) -> Any:
        """Give an entry with all its free texts replaced; ids, units, dates and links stay."""
        return self._record(entry)

    def _record(self, record: BaseModel) -> BaseModel:
        changes = {}
        for name, field in type(record).model_fields.items():
            value = getattr(record, name)
            if name not in record.model_fields_set or name in {"id", "build"}:
                continue
            changes[name] = self._value(value, field.annotation, plain=not field.metadata)
        return record.model_copy(update=changes)

    def _value(self, value: Any, annotation: Any, *, plain: bool) -> Any:  # noqa: PLR0911 - a branch a type
        if isinstance(value, Text):
            return Text(en=self.text(), zh=self.text())
        if isinstance(value, Fact):
            return self._fact(value)
        if isinstance(value, BaseModel):
            return self._record(value)
        if isinstance(value, str):
            return self.text() if plain and _free(annotation) else value
        if isinstance(value, tuple):
            inner = next((a for a in _arguments(annotation) if a is not ...), Any)
            return tuple(self._value(item, inner, plain=plain) for item in value)
        if isinstance(value, dict):
            inner = (_arguments(annotation) or (Any,))[-1]
            return {key: self._value(item, inner, plain=plain) for key, item in value.items()}
        return value

    def _fact(self, fact: Any) -> Any:
        generic = type(fact).__pydantic_generic_metadata__["args"]
        changes: dict[str, Any] = {}
        if generic:
            changes["value"] = self._value(fact.value, generic[0], plain=True)
        for name in ("label", "note", "why"):
            if getattr(fact, name, None) is not None:
                changes[name] = Text(en=self.text(), zh=self.text())
        return fact.model_copy(update=changes)


def _free(annotation: Any) -> bool:
    """Tell whether a field holds any text at all: `str`, perhaps with None, and nothing narrower."""
    if annotation is str:
        return True
    return str in typing.get_args(annotation) and typing.get_origin(annotation) is not typing.Annotated


def _arguments(annotation: Any) -> tuple[Any, ...]:
    for inner in typing.get_args(annotation):
        if typing.get_origin(inner) in {tuple, dict}:
            return typing.get_args(inner)
    return typing.get_args(annotation)


def poisoned(catalog: Catalog) -> tuple[Catalog, Poison]:
    """Give the catalog with every free text of every entry replaced."""
    poison = Poison()

    def group(entries: Any) -> dict[str, Any]:
        return {name: poison.entry(entry) for name, entry in entries.items()}

    registers = tuple(poison.entry(entry) for entry in catalog.registers)
    changed = replace(
        catalog,
        parts=group(catalog.parts),
        builds=group(catalog.builds),
        benchmarks=group(catalog.benchmarks),
        models=group(catalog.models),
        software=group(catalog.software),
        sources=group(catalog.sources),
        registers=registers,
    )
    return changed, poison


def names(catalog: Catalog) -> Iterator[tuple[str, Entry, str]]:
    """Give the page of each part and build with the name that it must show."""
    for part in catalog.parts.values():
        yield f"catalog/{part.KIND}/{part.id}/index.html", part, part.name.en
    for build in catalog.builds.values():
        yield f"builds/{build.id}/index.html", build, build.title.en
