"""Prices: dated observations of one part, and lots that were bought together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from buildgen.catalog.fields import Day, Id, Record, Role, Text
from buildgen.money import MINOR_DIGITS, Money, MoneyError

PriceKind = Literal["paid", "sold", "quoted", "list"]
Condition = Literal["new", "used", "refurbished", "modified"]
Freight = Literal["included", "excluded"]


def _currency(code: str) -> str:
    if code not in MINOR_DIGITS:
        raise MoneyError("unknown-currency", code, code)
    return code


Currency = Annotated[str, AfterValidator(_currency), WithJsonSchema({"enum": list(MINOR_DIGITS)})]


class Observation(Record):
    """What a part cost, or was offered at, somewhere on a day.

    `amount` is for `per` pieces; with `up_to` it is the low end of a range. `freight` null: not known whether
    the amount includes it.
    """

    amount: Money
    up_to: Money | None = None
    per: int = Field(default=1, ge=1, le=1000)
    date: Day | None = None
    source: Id | None = None
    kind: PriceKind = "quoted"
    condition: Condition | None = None
    freight: Freight | None = None
    region: str | None = Field(default=None, max_length=40)
    note: Text | None = None


class Lot(Record):
    """Roles of a build that were paid together; a lot is never divided."""

    covers: tuple[Role, ...]
    total: Money
    freight: Freight | None = None
    kind: PriceKind | None = None
    date: Day | None = None
    source: Id | None = None
    condition: Condition | None = None
    note: Text | None = None


class PriceDefaults(Record):
    """What every lot of a build takes when it does not say otherwise; `date` is the day it is priced at."""

    kind: PriceKind | None = None
    date: Day | None = None
    source: Id | None = None
    freight: Freight | None = None
    condition: Condition | None = None
