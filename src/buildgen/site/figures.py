"""Results and values as plain data, the form in which Python and the browser's engine are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from buildgen.catalog.fields import Day, Text
from buildgen.money import Money
from buildgen.quantity import Quantity

SAFE = 2**53
"""Whole numbers from here on are written as text: a browser reads a larger one inexactly."""


def figures(value: Any) -> Any:
    """Write a value or a result: grains, [minor, currency], text; properties stand beside the fields.

    Raises TypeError for what has no such form.
    """
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a record in the form of a tuple
        return {**figures(value._asdict()), **_properties(value)}
    for kinds, form in _FORMS:
        if isinstance(value, kinds):
            return form(value)
    if is_dataclass(value):
        return _record(value)
    raise TypeError(f"no plain form for {type(value).__name__}")


def _whole(value: int) -> int | str:
    return value if abs(value) < SAFE else str(value)


def _record(value: Any) -> dict[str, Any]:
    return {field.name: figures(getattr(value, field.name)) for field in fields(value)} | _properties(value)


def _properties(value: Any) -> dict[str, Any]:
    names = [name for name, found in vars(type(value)).items() if isinstance(found, property)]
    return {name: figures(getattr(value, name)) for name in names}


# Read from above: a truth value is a whole number, too, and a word of an enumeration is a text.
_FORMS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((bool, float, type(None)), lambda value: value),
    ((str, Day), str),
    (int, _whole),
    (Decimal, lambda value: f"{value:f}"),
    (Quantity, lambda value: _whole(value.grains)),
    (Money, lambda value: [_whole(value.minor), value.currency]),
    (Text, lambda value: {"en": value.en, "zh": value.zh}),
    (Mapping, lambda value: {str(key): figures(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [figures(item) for item in value]),
)
