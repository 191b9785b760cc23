"""Facts that somebody states beside a file: `cards=3`, `patches=none`, `date=2025-01-03`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from buildgen.bench.entry import Told
from buildgen.catalog.benchmarks import Conditions, Engine
from buildgen.catalog.fields import Day, FieldError
from buildgen.catalog.shape import closest

LISTS = frozenset({"flags", "patches"})
"""Facts with several values: by commas; `none` is an empty list, which is not unknown."""

# What a run states of itself, and what has an option of its own.
_NOT_TOLD = frozenset({"extra", "model", "state", "prompt", "generate", "depth"})
_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


class FactError(ValueError):
    """A fact that cannot be taken; the text says what would do."""


def known_facts() -> tuple[str, ...]:
    """List the names that a fact may have."""
    conditions = [name for name in Conditions.model_fields if name not in _NOT_TOLD]
    return (*conditions, "engine", *(name for name in Engine.model_fields if name != "name"), "date")


def with_fact(told: Told, text: str) -> Told:
    """Add one `NAME=VALUE` to what is told; raises FactError."""
    name, mark, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not mark or not value:
        raise FactError(f"{text!r} is no fact: write it as cards=3")
    if name == "date":
        return replace(told, date=_day(value))
    if name not in known_facts():
        guess = closest(name, known_facts())
        hint = f"did you mean {guess!r}?" if guess else f"known are: {', '.join(known_facts())}"
        raise FactError(f"no fact {name[:40]!r}: {hint}")
    field = "name" if name == "engine" else name
    if field in Engine.model_fields:
        return replace(told, engine={**told.engine, field: _value(field, value, Engine.model_fields)})
    return replace(told, conditions={**told.conditions, name: _value(name, value, Conditions.model_fields)})


def _day(value: str) -> str:
    try:
        return Day.parse(value).text
    except FieldError:
        raise FactError(f"date wants a day as 2025-01-03, found {value[:40]!r}") from None


def _value(name: str, value: str, fields: Mapping[str, Any]) -> Any:
    if value == "null":
        return None
    if name in LISTS:
        return () if value == "none" else tuple(part.strip() for part in value.split(",") if part.strip())
    kinds = _kinds(fields[name].annotation)
    if bool in kinds:
        if value.lower() not in _YES | _NO:
            raise FactError(f"{name} wants true or false, found {value[:40]!r}")
        return value.lower() in _YES
    if int in kinds:
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
            raise FactError(f"{name} wants a whole number, found {value[:40]!r}")
        return int(value)
    words = tuple(word for word in kinds if isinstance(word, str))
    if words and value not in words:
        raise FactError(f"{name} wants one of {', '.join(words)}, found {value[:40]!r}")
    return value


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """Flatten an annotation into the types and the words that it allows."""
    inner = get_args(annotation)
    if not inner:
        return (annotation,)
    return tuple(kind for part in inner for kind in ((part,) if isinstance(part, str) else _kinds(part)))
