"""Money in integer minor units with a currency.

Laws, kept here and by the calculator's twin: sums are exact and do not depend on order; a multiple is exact;
two currencies never add up; every division rounds by `divide_half_up`, once, at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import total_ordering
from typing import Any, Self

from buildgen.quantity import decimal_text, divide_half_up

# Minor digits per currency, as ISO 4217 lists them; a currency is added here with the first price in it.
MINOR_DIGITS = {
    "CNY": 2,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "HKD": 2,
    "TWD": 2,
    "CAD": 2,
    "AUD": 2,
    "JPY": 0,
    "KRW": 0,
}

HIGHEST_PRICE = 10**12  # minor units; beyond this a catalog price is a slip of the keyboard

_WRITTEN = re.compile(r"([+-]?[0-9]{1,12})(?:\.([0-9]{1,9}))? ?([A-Z]{3})")
_BARE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


class MoneyError(ValueError):
    """A text that is not an amount of money: `reason` names how."""

    def __init__(self, reason: str, found: object, detail: str = "") -> None:
        self.reason = reason
        self.found = found
        self.detail = detail
        super().__init__(f"{reason}: {found!r}")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """An exact amount: `minor` counts fen, cents, ... of `currency`."""

    minor: int
    currency: str
    written: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `3140.19 CNY`; raises MoneyError for a bare number, an unknown currency or too many digits."""
        if isinstance(text, (int, Decimal)) and not isinstance(text, bool):
            raise MoneyError("missing-currency", text)
        if not isinstance(text, str):
            raise MoneyError("not-money", text)
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise MoneyError("missing-currency" if _BARE.fullmatch(text) else "not-money", text)
        whole, fraction, currency = match[1], match[2] or "", match[3]
        digits = MINOR_DIGITS.get(currency)
        if digits is None:
            raise MoneyError("unknown-currency", text, currency)
        if len(fraction.rstrip("0")) > digits:
            raise MoneyError("too-fine", text, currency)
        minor = int(whole + fraction[:digits].ljust(digits, "0"))
        return cls(minor, currency, text)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(0, currency)

    @property
    def amount(self) -> str:
        """The decimal text with all minor digits: `3140.19`."""
        digits = MINOR_DIGITS[self.currency]
        return decimal_text(self.minor, 10**digits, digits)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return (self.minor, self.currency) == (other.minor, other.currency)

    def __hash__(self) -> int:
        return hash((self.minor, self.currency))

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            raise TypeError(f"money is multiplied by a whole count, not by {count!r}")
        return Money(self.minor * count, self.currency)

    __rmul__ = __mul__

    def _same(self, other: object) -> None:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} do not mix")
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up without a dated rate")

    def percent_of(self, whole: Money) -> str:
        """Give this as a percentage of `whole`, one digit, rounded half up: `55.1`."""
        self._same(whole)
        return decimal_text(divide_half_up(self.minor * 1000, whole.minor), 10, 1)

    def converted(self, rate: Decimal, currency: str) -> Money:
        """Convert by `rate` units of `currency` per unit of this one, rounded half up to its minor unit."""
        numerator, denominator = rate.as_integer_ratio()
        numerator *= 10 ** MINOR_DIGITS[currency]
        denominator *= 10 ** MINOR_DIGITS[self.currency]
        return Money(divide_half_up(self.minor * numerator, denominator), currency)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls._from_model, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def _from_model(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        money = cls.parse(value)
        if not 0 <= money.minor <= HIGHEST_PRICE:
            raise MoneyError("out-of-range", value, money.currency)
        return money

    @classmethod
    def __get_pydantic_json_schema__(cls, core: object, handler: object) -> dict[str, Any]:
        codes = "|".join(MINOR_DIGITS)
        return {
            "type": "string",
            "pattern": rf"^[+-]?[0-9]{{1,12}}(\.[0-9]{{1,9}})? ?({codes})$",
            "description": "An amount with its currency, as in 3140.19 CNY.",
        }
