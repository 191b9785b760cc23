"""What a rig costs to run and to own: per month, per million tokens, and against a service's price.

    energy of a month    = (busy watts x busy hours + idle watts x idle hours) x days / efficiency
    seconds of a token   = 1 / decode + prompt tokens for each generated one / prefill
    energy of a million  = busy watts x seconds of a token x 10^6 / 3600 / efficiency
    purchase of a month  = total / (years x 12)
    break-even in months = total / (service's price x tokens of a month - electricity of a month)

All of it is exact until the one rounding at the end (`divide_half_up`). Nothing is assumed in silence: each
input stands in `assumptions` under an id (`terms`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from buildgen.calc.bom import Bom, Line, Total
from buildgen.calc.terms import (
    DAYS_OF_MONTH,
    Assumption,
    Pace,
    Reason,
    Service,
    Tariff,
    Terms,
    assumptions_of,
    gaps,
    impossible,
)
from buildgen.catalog.fields import Day
from buildgen.money import MINOR_DIGITS, Money
from buildgen.quantity import Memory, WattHours, divide_half_up

MILLION = 10**6
AGEING = frozenset({"quoted", "list", "sold"})
"""Kinds of price that grow stale; what was paid does not."""


@dataclass(frozen=True, slots=True)
class RunningCost:
    """What a rig costs; None where an input is missing, and `reasons` say which.

    `*_million` is for a million generated tokens: `electricity_million` with the rig busy all the time,
    `million` everything at this use, purchase and idle hours included. `at_least` marks lower bounds; where
    the cap stands in for what is drawn at work, that energy is an upper bound, and nothing is a lower one.
    """

    currency: str
    energy_month: WattHours | None
    electricity_month: Money | None
    energy_million: WattHours | None
    electricity_million: Money | None
    purchase_month: Money | None
    month: Money | None
    tokens_month: int | None
    million: Money | None
    at_least: bool
    assumptions: tuple[Assumption, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """After how long the rig has paid for itself; None where it never has, or where something is missing.

    `months` has one digit. `at_least` when something in it is a lower bound. `reasons` say what is missing,
    `caveats` what the answer rests on.
    """

    months: str | None
    tokens: int | None
    at_least: bool
    reasons: tuple[Reason, ...]
    caveats: tuple[Reason, ...]


def running_cost(terms: Terms, total: Total) -> RunningCost:
    """Work out the cost of a rig whose parts cost `total`; what cannot be said is None, with its reason."""
    currency = total.amount.currency
    refused = tuple(impossible(terms))
    reasons = [*refused, *gaps(terms, total)]
    if refused:
        nothing = (None, None, None, None, None, None, None, None)
        return RunningCost(currency, *nothing, False, assumptions_of(terms, None), tuple(reasons))
    energy, electricity = _energy_month(terms), _electricity_month(terms, currency)
    each, tokens = _energy_token(terms), _tokens_month(terms)
    million = _priced(each * MILLION, terms.tariff, currency) if each is not None else None
    known = total.amount.minor > 0
    purchase = Fraction(total.amount.minor) / (Fraction(terms.years) * 12) if known else None
    month = purchase + electricity if purchase is not None and electricity is not None else None
    return RunningCost(
        currency=currency,
        energy_month=None if energy is None else WattHours(_rounded(energy)),
        electricity_month=_money(electricity, currency),
        energy_million=None if each is None else WattHours(_rounded(each * MILLION)),
        electricity_million=_money(million, currency),
        purchase_month=_money(purchase, currency),
        month=_money(month, currency),
        tokens_month=None if tokens is None else _rounded(tokens),
        million=_money(month / tokens * MILLION if month is not None and tokens else None, currency),
        at_least=_is_lower_bound(reasons),
        assumptions=assumptions_of(terms, None),
        reasons=tuple(reasons),
    )


def break_even(
    terms: Terms, total: Total, service: Service | None, stale: tuple[str, ...] = (), *, accept: bool = False
) -> BreakEven:
    """Say after how many months the rig is cheaper than the service at the same number of tokens.

    `stale` names lines of the total whose prices are too old: they make the answer not established, unless
    `accept` takes them as they are, and then they stand among the caveats.
    """
    currency = total.amount.currency
    reasons = [*impossible(terms), *(r for r in gaps(terms, total) if r.code not in _CAVEATS)]
    caveats = [reason for reason in gaps(terms, total) if reason.code in _CAVEATS]
    old = Reason("stale-total", ", ".join(stale))
    if stale:
        (caveats if accept else reasons).append(old)
    undated = [name for name, rate in (("tariff", terms.tariff), ("service", service)) if _is_undated(rate)]
    if undated:
        caveats.append(Reason("undated", ", ".join(undated)))
    if service is None:
        reasons.append(Reason("no-service"))
    elif service.currency != currency:
        reasons.append(Reason("currency", f"{currency} and {service.currency}"))
    tokens = None if reasons else _tokens_month(terms)
    electricity = None if reasons else _electricity_month(terms, currency)
    if service is None or tokens is None or electricity is None:
        return BreakEven(None, None, False, tuple(reasons), tuple(caveats))
    if not tokens:
        return BreakEven(None, None, False, (Reason("no-use"),), tuple(caveats))
    spared = tokens * service_token(service, terms) - electricity
    if spared <= 0:
        return BreakEven(None, None, False, (Reason("never"),), tuple(caveats))
    months = Fraction(total.amount.minor) / spared
    tenths = _rounded(months * 10)
    return BreakEven(
        months=f"{tenths // 10}.{tenths % 10}",
        tokens=_rounded(months * tokens),
        at_least=_is_lower_bound(caveats),
        reasons=(),
        caveats=tuple(caveats),
    )


def service_token(service: Service, terms: Terms) -> Fraction:
    """Give a service's price of one generated token with its share of prompt, in minor units."""
    prompt = Fraction(terms.pace.prompt) if terms.pace else Fraction(0)
    each = Fraction(service.output) + prompt * Fraction(service.input)
    return each * _minor_units(service.currency) / MILLION


def per_speed(total: Total, pace: Pace) -> Money | None:
    """Give the price of one token a second; None without a speed."""
    if pace.decode is None or pace.decode <= 0:
        return None
    return _money(Fraction(total.amount.minor) / Fraction(pace.decode), total.amount.currency)


def per_gibibyte(total: Total, memory: Memory) -> Money | None:
    """Give the price of one GiB of the cards' memory (what shops call 16 GB is 16 GiB); None without any."""
    if memory.grains <= 0:
        return None
    return _money(Fraction(total.amount.minor * 2**30, memory.grains), total.amount.currency)


def stale_lines(bom: Bom, as_of: Day, max_age_days: int) -> tuple[str, ...]:
    """Name the lines whose price is older than that; what was paid never goes stale, offers do.

    A price that nobody dates, or says to be paid, is not taken for a fresh one.
    """
    return tuple(line.name for line in bom.lines if _is_stale(line, as_of, max_age_days))


_UPPER = "cap-draw"
_LOWER = frozenset({"no-idle-draw", "no-efficiency", "total-at-least"})
_CAVEATS = _LOWER | {_UPPER}


def _is_lower_bound(reasons: Iterable[Reason]) -> bool:
    """Tell whether what is left out only adds to a figure: an upper bound inside takes that away."""
    codes = {reason.code for reason in reasons}
    return bool(codes & _LOWER) and _UPPER not in codes


def _is_undated(rate: Tariff | Service | None) -> bool:
    return rate is not None and rate.proof.date is None


def _is_stale(line: Line, as_of: Day, max_age_days: int) -> bool:
    if line.amount is None or (line.kind is not None and line.kind not in AGEING):
        return False
    return line.date is None or line.date.age(as_of) > max_age_days


def _energy_month(terms: Terms) -> Fraction | None:
    """Milliwatt hours at the wall in a month."""
    busy, idle = terms.draw.busy, terms.draw.idle
    if busy is None:
        return None
    each_day = busy.grains * Fraction(terms.busy_hours)
    if idle is not None:
        each_day += idle.grains * Fraction(terms.idle_hours)
    return each_day * Fraction(DAYS_OF_MONTH) / _efficiency(terms)


def _electricity_month(terms: Terms, currency: str) -> Fraction | None:
    energy = _energy_month(terms)
    return None if energy is None else _priced(energy, terms.tariff, currency)


def _energy_token(terms: Terms) -> Fraction | None:
    """Milliwatt hours at the wall for one generated token."""
    seconds, busy = _seconds_token(terms.pace), terms.draw.busy
    if seconds is None or busy is None:
        return None
    return busy.grains * seconds / 3600 / _efficiency(terms)


def _seconds_token(pace: Pace | None) -> Fraction | None:
    if pace is None or pace.decode is None or pace.decode <= 0:
        return None
    seconds = 1 / Fraction(pace.decode)
    if pace.prompt <= 0:
        return seconds
    if pace.prefill is None or pace.prefill <= 0:
        return None
    return seconds + Fraction(pace.prompt) / Fraction(pace.prefill)


def _tokens_month(terms: Terms) -> Fraction | None:
    seconds = _seconds_token(terms.pace)
    if seconds is None:
        return None
    return Fraction(terms.busy_hours) * Fraction(DAYS_OF_MONTH) * 3600 / seconds


def _efficiency(terms: Terms) -> Fraction:
    """The share that reaches the parts; without a figure losses are left out, and `gaps` says so."""
    return Fraction(terms.efficiency) if terms.efficiency is not None else Fraction(1)


def _priced(energy: Fraction, tariff: Tariff | None, currency: str) -> Fraction | None:
    """Minor units for milliwatt hours; None in another currency."""
    if tariff is None or tariff.currency != currency:
        return None
    return energy * Fraction(tariff.per_kwh) * _minor_units(currency) / 10**6


def _minor_units(currency: str) -> int:
    return int(10 ** MINOR_DIGITS[currency])


def _rounded(value: Fraction) -> int:
    return divide_half_up(value.numerator, value.denominator)


def _money(minor: Fraction | None, currency: str) -> Money | None:
    return None if minor is None else Money(_rounded(minor), currency)
