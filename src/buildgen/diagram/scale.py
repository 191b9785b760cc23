"""Scales: from a value to a place, and the round numbers to write along them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low` to `high` onto `start` to `end`, evenly or by their logarithm to base 2."""

    low: float
    high: float
    start: float
    end: float
    log2: bool = False

    def at(self, value: float) -> float:
        """Give the place of a value; a value outside is held at the nearer end."""
        inside = min(max(value, self.low), self.high)
        low, high, here = self.low, self.high, inside
        if self.log2:
            low, high, here = math.log2(low), math.log2(high), math.log2(inside)
        if high == low:
            return (self.start + self.end) / 2
        return self.start + (here - low) / (high - low) * (self.end - self.start)


def ticks(high: Decimal, most: int) -> tuple[Decimal, ...]:
    """Give at most `most` steps of 1, 2, 2.5 or 5 times a power of ten, from 0 to the first one >= high."""
    if high <= 0:
        return (Decimal(0), Decimal(1))
    power = Decimal(10) ** (high.adjusted() - 1)
    while True:
        for base in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)):
            step = base * power
            count = math.ceil(high / step)
            if count <= most:
                return tuple(step * n for n in range(count + 1))
        power *= 10


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def powers_of_two(low: int, high: int) -> tuple[int, ...]:
    """Give the powers of two from the last one <= low to the first one >= high; both are positive."""
    first, last = low.bit_length() - 1, (high - 1).bit_length()
    return tuple(2**n for n in range(first, max(last, first) + 1))


def short_power(value: int) -> str:
    """Write a length the way people say it: 512, 1k, 32k, 1M (by 1024)."""
    for step, unit in ((1 << 20, "M"), (1 << 10, "k")):
        if value >= step and value % step == 0:
            return f"{value // step}{unit}"
    return str(value)
