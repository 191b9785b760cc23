"""Exact quantities with a unit: an integer count of a smallest step, never a float, never a bare number.

A quantity stores how many *grains* it holds (1 mW, 1 mV, 1 byte, ...), so sums and multiples are exact in
Python and in JavaScript alike. What was written is kept for display; two ways to write one amount are equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, ClassVar, Self

NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,30})?")
# A unit starts with a letter or a degree sign, which Unicode counts as a symbol.
WRITTEN = re.compile(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,30})?)[ ]?((?:[^\W\d_]|[°℃])[^\s0-9]{0,7}2?)")


class QuantityError(ValueError):
    """A text that is not the quantity wanted: `reason` names how, `units` lists the units that would do."""

    def __init__(self, reason: str, found: object, units: tuple[str, ...], detail: str = "") -> None:
        self.reason = reason
        self.found = found
        self.units = units
        self.detail = detail
        super().__init__(f"{reason}: {found!r} (units: {', '.join(units)})")


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide two integers and round to the nearest, halves away from zero.

    The one rounding function of the project; its JavaScript twin does the same on BigInt. Laws: exact
    multiples come out exact; the result is off by at most half; `f(-n, d) == -f(n, d)`.
    """
    if denominator <= 0:
        raise ValueError(f"denominator must be positive, not {denominator}")
    quotient, remainder = divmod(abs(numerator), denominator)
    if 2 * remainder >= denominator:
        quotient += 1
    return -quotient if numerator < 0 else quotient


def decimal_text(count: int, step: int, places: int | None = None) -> str:
    """Write `count / step` as a decimal; `step` is a power of ten.

    Without `places` the shortest exact text; with `places` rounded half up to that many digits.
    """
    if places is not None:
        scaled = divide_half_up(count * 10**places, step)
        sign = "-" if scaled < 0 else ""
        digits = str(abs(scaled)).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
    whole, rest = divmod(abs(count), step)
    sign = "-" if count < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    fraction = str(rest).rjust(len(str(step)) - 1, "0").rstrip("0")
    return f"{sign}{whole}.{fraction}"


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An exact amount of one dimension, counted in grains.

    Subclasses name the units with the grains in each, and the unit used for display.
    """

    grains: int
    written: str = field(default="", repr=False)

    UNITS: ClassVar[Mapping[str, int]] = {}
    SHOWN: ClassVar[str] = ""
    LOWEST: ClassVar[int] = 0
    HIGHEST: ClassVar[int] = 10**18

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `750 W` (one optional space); raises QuantityError that says what was wrong."""
        units = tuple(cls.UNITS)
        if isinstance(text, (int, Decimal)) and not isinstance(text, bool):
            raise QuantityError("missing-unit", text, units)
        if not isinstance(text, str):
            raise QuantityError("not-a-quantity", text, units)
        match = WRITTEN.fullmatch(text)
        if match is None:
            reason = "missing-unit" if NUMBER.fullmatch(text) else "not-a-quantity"
            raise QuantityError(reason, text, units)
        number, unit = match.groups()
        step = cls.UNITS.get(unit)
        if step is None:
            raise QuantityError("wrong-unit", text, units, detail=unit)
        return cls(cls._count(number, step, text), text)

    @classmethod
    def _count(cls, number: str, step: int, text: str) -> int:
        whole, _, fraction = number.partition(".")
        if not fraction:
            return int(whole) * step
        scale: int = 10 ** len(fraction)
        grains, rest = divmod(int(whole + fraction) * step, scale)
        if rest:
            raise QuantityError("too-fine", text, tuple(cls.UNITS), detail=cls.grain_name())
        return grains

    @classmethod
    def grain_name(cls) -> str:
        """Name the smallest step in the unit of display, as in `0.001 W`."""
        return f"{decimal_text(1, cls.UNITS[cls.SHOWN])} {cls.SHOWN}" if cls._decimal() else "1 B"

    @classmethod
    def _decimal(cls) -> bool:
        return str(cls.UNITS[cls.SHOWN]).strip("0") == "1"

    @classmethod
    def of(cls, amount: int | Decimal, unit: str | None = None) -> Self:
        """Make a quantity from a number and a unit of this dimension; raises QuantityError when too fine."""
        return cls.parse(f"{Decimal(amount):f} {unit or cls.SHOWN}")

    def number(self, places: int | None = None) -> str:
        """Write the amount in the unit of display, exact or rounded half up to `places` digits."""
        step = self.UNITS[self.SHOWN]
        if self._decimal():
            return decimal_text(self.grains, step, places)
        bits = step.bit_length() - 1  # 1 / 2^n is 5^n / 10^n: a binary unit has a finite decimal text too
        return decimal_text(self.grains * 5**bits, 10**bits, places)

    def __str__(self) -> str:
        return self.written or f"{self.number()} {self.SHOWN}"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.grains == other.grains

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.grains < other.grains

    # Written out: mypy does not follow functools.total_ordering into subclasses.
    def __le__(self, other: Self) -> bool:
        self._same(other)
        return self.grains <= other.grains

    def __gt__(self, other: Self) -> bool:
        self._same(other)
        return self.grains > other.grains

    def __ge__(self, other: Self) -> bool:
        self._same(other)
        return self.grains >= other.grains

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.grains))

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.grains + other.grains)

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.grains - other.grains)

    def __mul__(self, count: int) -> Self:
        if type(count) is not int:
            raise TypeError(f"a quantity is multiplied by a whole count, not by {count!r}")
        return type(self)(self.grains * count)

    __rmul__ = __mul__

    def _same(self, other: object) -> None:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} and {type(other).__name__} do not mix")

    def scaled(self, factor: Decimal) -> Self:
        """Multiply by a decimal factor and round half up to a whole grain."""
        numerator, denominator = factor.as_integer_ratio()
        return type(self)(divide_half_up(self.grains * numerator, denominator))

    def percent_of(self, whole: Self) -> str:
        """Give this as a percentage of `whole`, with one digit, rounded half up: `76.0`."""
        self._same(whole)
        return decimal_text(divide_half_up(self.grains * 1000, whole.grains), 10, 1)

    @classmethod
    def total(cls, parts: list[Self]) -> Self:
        """Add up; the sum of nothing is zero; raises TypeError for another dimension."""
        return sum(parts, start=cls(0))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        parse: Callable[[object], Quantity] = cls._from_model
        return core_schema.no_info_plain_validator_function(
            parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def _from_model(cls, value: object) -> Self:
        if isinstance(value, str):
            return cls._within(value)
        return value if isinstance(value, cls) else cls.parse(value)

    @classmethod
    @lru_cache(maxsize=8_192)  # a catalog says `250 W` often
    def _within(cls, text: str) -> Self:
        quantity = cls.parse(text)
        if not cls.LOWEST <= quantity.grains <= cls.HIGHEST:
            limits = f"{cls(cls.LOWEST)} to {cls(cls.HIGHEST)}"
            raise QuantityError("out-of-range", text, tuple(cls.UNITS), detail=limits)
        return quantity

    @classmethod
    def __get_pydantic_json_schema__(cls, core: object, handler: object) -> dict[str, Any]:
        units = "|".join(re.escape(unit) for unit in cls.UNITS)
        summary = (cls.__doc__ or "").partition("\n")[0]
        return {
            "type": "string",
            "pattern": rf"^[+-]?[0-9]{{1,15}}(\.[0-9]{{1,30}})? ?({units})$",
            "description": f"{summary} Written with its unit: {', '.join(cls.UNITS)}.",
        }


class Watts(Quantity):
    """Power."""

    UNITS = {"W": 1000, "kW": 1_000_000, "mW": 1}
    SHOWN = "W"
    HIGHEST = 100_000_000


class Volts(Quantity):
    """Electric potential."""

    UNITS = {"V": 1000, "mV": 1}
    SHOWN = "V"
    HIGHEST = 1_000_000


class Amps(Quantity):
    """Electric current."""

    UNITS = {"A": 1000, "mA": 1}
    SHOWN = "A"
    HIGHEST = 10_000_000


class Ohms(Quantity):
    """Electric resistance."""

    UNITS = {"mOhm": 1000, "Ohm": 1_000_000, "uOhm": 1}
    SHOWN = "mOhm"
    HIGHEST = 10**12


class WattHours(Quantity):
    """Energy."""

    UNITS = {"Wh": 1000, "kWh": 1_000_000}
    SHOWN = "Wh"
    HIGHEST = 10**12


class Memory(Quantity):
    """Capacity of memory or storage; decimal (GB) and binary (GiB) units are kept apart."""

    UNITS = {
        "GiB": 1 << 30,
        "MiB": 1 << 20,
        "KiB": 1 << 10,
        "TiB": 1 << 40,
        "GB": 10**9,
        "MB": 10**6,
        "kB": 10**3,
        "TB": 10**12,
        "B": 1,
    }
    SHOWN = "GiB"
    HIGHEST = 10**18


class Bandwidth(Quantity):
    """Memory or link throughput, decimal gigabytes a second."""

    UNITS = {"GB/s": 1000, "MB/s": 1, "TB/s": 1_000_000}
    SHOWN = "GB/s"
    HIGHEST = 10**9


class TransferRate(Quantity):
    """Memory transfers a second."""

    UNITS = {"MT/s": 1000, "GT/s": 1_000_000}
    SHOWN = "MT/s"
    HIGHEST = 10**9


class Frequency(Quantity):
    """Clock frequency."""

    UNITS = {"MHz": 1000, "GHz": 1_000_000, "kHz": 1}
    SHOWN = "MHz"
    HIGHEST = 10**9


class Length(Quantity):
    """Length."""

    UNITS = {"mm": 1000, "cm": 10_000, "m": 1_000_000}
    SHOWN = "mm"
    HIGHEST = 10**9


class Celsius(Quantity):
    """Temperature in degrees Celsius."""

    UNITS = {"degC": 10, "°C": 10, "℃": 10}
    SHOWN = "°C"
    LOWEST = -2731
    HIGHEST = 20_000


class Duration(Quantity):
    """A span of time."""

    UNITS = {"s": 1_000_000, "ms": 1000, "us": 1, "min": 60_000_000, "h": 3_600_000_000}
    SHOWN = "s"
    HIGHEST = 10**14


class Compute(Quantity):
    """Arithmetic throughput, 10^12 floating-point operations a second."""

    UNITS = {"TFLOPS": 1000, "GFLOPS": 1}
    SHOWN = "TFLOPS"
    HIGHEST = 10**9


class TokenRate(Quantity):
    """Speed of a language model, tokens a second; what was printed is kept to the last digit."""

    UNITS = {"t/s": 10**18}  # some programs print every digit of a double
    SHOWN = "t/s"
    HIGHEST = 10**25


class Gauge(Quantity):
    """Conductor size: a cross-section in mm2, or an AWG number; compared by cross-section.

    AWG n is a round wire of 0.127 mm x 92^((36 - n) / 39) diameter (ASTM B258), n from 0 to 56; the
    cross-section is rounded to 1e-6 mm2. `00 AWG` is a thicker wire than `0 AWG`: write it in mm2.
    """

    UNITS = {"mm2": 1_000_000, "mm²": 1_000_000, "AWG": 0}
    SHOWN = "mm2"
    LOWEST = 1
    HIGHEST = 1_000_000_000

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `16 AWG` or `2.5 mm2`; raises QuantityError."""
        if isinstance(text, str) and (match := re.fullmatch(r"([0-9]|[1-4][0-9]|5[0-6]) ?AWG", text)):
            return cls(_awg_area(int(match[1])), text)
        if isinstance(text, str) and text.endswith("AWG"):
            raise QuantityError("not-a-quantity", text, tuple(cls.UNITS))
        return super().parse(text)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: object, handler: object) -> dict[str, Any]:
        area = super().__get_pydantic_json_schema__(core, handler)
        pattern = area["pattern"].replace("|AWG)$", ")$").removeprefix("^").removesuffix("$")
        return {**area, "pattern": rf"^(([0-9]|[1-4][0-9]|5[0-6]) ?AWG|{pattern})$"}


def _awg_area(number: int) -> int:
    with localcontext(prec=30):
        diameter = Decimal("0.127") * Decimal(92) ** (Decimal(36 - number) / Decimal(39))
        area = Decimal("3.14159265358979323846") / 4 * diameter * diameter
        return divide_half_up(int(area * 10**12), 10**6)
