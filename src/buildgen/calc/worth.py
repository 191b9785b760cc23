"""What a measured speed is worth: by price, by power, in energy and money per million tokens, in waiting.

Everything is an exact fraction of the figures that were printed; `text` rounds once, when it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from buildgen.calc.bom import Total
from buildgen.calc.contrast import FIELDS, Measured
from buildgen.calc.power import power_budget, with_state
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Gpu
from buildgen.catalog.registers import EnergyPrice
from buildgen.quantity import TokenRate, Watts, decimal_text, divide_half_up

MILLION = 1_000_000
SECONDS_PER_HOUR = 3600


def text(value: Fraction, places: int) -> str:
    """Write an exact value as a decimal: exact where it ends within `places` digits, else rounded half up."""
    step = 10**places
    exact = value * step
    if exact.denominator == 1:
        return decimal_text(exact.numerator, step)
    return decimal_text(divide_half_up(exact.numerator, exact.denominator), step, places)


def fixed(value: Fraction, places: int) -> str:
    """Write a value with so many digits after the point, rounded half up: for figures in a column."""
    return decimal_text(divide_half_up(value.numerator * 10**places, value.denominator), 10**places, places)


def rate(speed: TokenRate) -> Fraction:
    """Give a speed in tokens per second."""
    return Fraction(speed.grains, TokenRate.UNITS["t/s"])


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between two bounds; `high` None where nothing bounds it."""

    low: Fraction
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class PerMoney:
    """Tokens per second for 1000 units of a currency; `at_most` where the price is only known from below."""

    value: Fraction
    currency: str
    at_most: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """What a build draws while it runs, in watts at the supplies' outputs.

    Measured: both bounds are the measurement. Else from the cards' idle power, as far as it is known, to all
    parts at once with every card at its board power; `taken` says what was taken for granted.
    """

    watts: Interval
    measured: bool
    taken: tuple[str, ...]


def per_money(speed: TokenRate, total: Total, unit: int = 1000) -> PerMoney | None:
    """Give the tokens per second that `unit` of a build's currency buy; None for a price of nothing.

    value = speed / (price / unit); the price is the build's total as priced at its own date.
    """
    minor = total.amount.minor
    if minor <= 0:
        return None
    scale = _minor_scale(total)
    return PerMoney(rate(speed) * unit * scale / minor, total.amount.currency, total.at_least)


def _minor_scale(total: Total) -> int:
    """Give how many minor units make one, from the way the amount is written."""
    digits = len(total.amount.amount.partition(".")[2])
    return int(10**digits)


def draw_of(found: Measured, build: Build, catalog: Catalog) -> Draw | None:
    """Say what a build draws during a run; None where a part's power is not known.

    The lower bound is what the cards draw at rest: a rig that computes draws more. What else idles counts
    nothing. The upper bound is the sum of the stated loads and of every card's board power, in the state that
    the run names; where it names none, in the state that the build chooses.
    """
    if found.run.power is not None:
        watts = Fraction(found.run.power.grains, Watts.UNITS["W"])
        return Draw(Interval(watts, watts), True, ())
    taken = ["idle"]
    state = found.benchmark.value(found.run, "state")
    if state is None:
        taken.append("state")
    else:
        for role in build.parts:
            part = catalog.part(build, role)
            if isinstance(part, Gpu) and state in part.states:
                build = with_state(build, role, state)
    budget = power_budget(build, catalog)
    # What a card draws through its slot is part of its board power, and is not counted twice.
    most = [c.high for s in budget.supplies for c in s.charges if c.via != "slot"]
    if not most or budget.unfed or any(each is None for each in most):
        return None
    total = Watts.total([each for each in most if each is not None])
    low = Fraction(_idle(build, catalog).grains, Watts.UNITS["W"])
    high = Fraction(total.grains, Watts.UNITS["W"])
    return Draw(Interval(min(low, high), high), False, tuple(taken))


def _idle(build: Build, catalog: Catalog) -> Watts:
    """Add up what the cards draw at rest, as far as it is known; what idles beside them is not in it."""
    cards = ((catalog.part(build, role), use.count) for role, use in build.parts.items())
    known = [
        part.idle_power.value * count
        for part, count in cards
        if isinstance(part, Gpu) and part.idle_power.value is not None and count is not None
    ]
    return Watts.total(known)


def per_watt(speed: TokenRate, draw: Draw) -> Interval:
    """Give the tokens per second and watt, which are tokens per joule: speed / power."""
    low, high = draw.watts.low, draw.watts.high
    most = rate(speed) / low if low else None
    least = rate(speed) / high if high else Fraction(0)
    return Interval(least, most)


def energy_per_million(speed: TokenRate, draw: Draw) -> Interval | None:
    """Give the kilowatt-hours of a million tokens: power / 1000 x (10^6 / speed) / 3600."""
    per_second = rate(speed)
    if per_second <= 0:
        return None
    hours = MILLION / per_second / SECONDS_PER_HOUR / 1000
    high = draw.watts.high
    return Interval(draw.watts.low * hours, None if high is None else high * hours)


def cost_per_million(speed: TokenRate, draw: Draw, price: EnergyPrice) -> Interval | None:
    """Give the money that the electricity of a million tokens costs: energy x price, bound by bound.

    What the hardware cost, and what the supplies lose between the wall and their outputs, is not in it.
    """
    energy = energy_per_million(speed, draw)
    if energy is None:
        return None
    dear = price.up_to if price.up_to is not None else price.price
    high = None if energy.high is None else energy.high * Fraction(dear)
    return Interval(energy.low * Fraction(price.price), high)


def reading_seconds(prefill: TokenRate, tokens: int) -> Fraction | None:
    """Give the seconds until a prompt is read: tokens / speed, as if the speed held over the whole prompt."""
    per_second = rate(prefill)
    return Fraction(tokens) / per_second if per_second > 0 else None


def each(speed: TokenRate, sequences: int) -> Fraction:
    """Give what one of several sequences gets of a speed that is the sum over them, in tokens per second."""
    return rate(speed) / sequences


@dataclass(frozen=True, slots=True)
class SpeedUp:
    """How much faster a run of several sequences is than its twin of one; exact."""

    found: Measured
    base: Measured
    factor: Fraction


def speed_ups(speeds: tuple[Measured, ...]) -> tuple[SpeedUp, ...]:
    """Pair each speed with the one-sequence speed of the same entry that differs from it in nothing else.

    What neither states counts as alike only here, inside one table of one source.
    """
    found = []
    for speed in speeds:
        twins = (other for other in speeds if other.key["sequences"] == 1 and _is_twin(speed, other))
        base = next(twins, None)
        if base is not None and speed.key["sequences"] is not None and rate(base.speed) > 0:
            found.append(SpeedUp(speed, base, rate(speed.speed) / rate(base.speed)))
    return tuple(found)


def _is_twin(one: Measured, other: Measured) -> bool:
    same_entry = one.benchmark.key == other.benchmark.key and one.benchmark.build == other.benchmark.build
    return same_entry and all(one.key[n] == other.key[n] for n in FIELDS if n != "sequences")
