"""The terms on which a rig is costed: what it draws, how long, at which price, for how many years.

Each input carries its proof and is listed as an assumption under an id; one without a date is `assumed`,
whatever its source calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from buildgen.calc.bom import Total
from buildgen.catalog.fields import Day
from buildgen.quantity import Watts

DAYS_OF_MONTH = Decimal("30.4375")
"""A twelfth of 365.25 days."""

HOURS_OF_DAY = 24

COST_REASONS = {
    "no-draw": "the power of the rig is not known",
    "cap-draw": "the cap stands in for what is drawn at work: the energy may be lower",
    "no-idle-draw": "the power at idle is not known: its energy is left out",
    "no-efficiency": "what the supplies lose is not known: the energy at the wall is higher",
    "no-tariff": "no price of electricity is given",
    "no-speed": "no decode speed is known",
    "no-prefill": "prompts are asked for, and no prefill speed is known",
    "no-total": "no price of any part is known",
    "total-at-least": "the total is a lower bound",
    "stale-total": "prices in the total are too old: {value}",
    "undated": "no date is known, so it is assumed: {value}",
    "no-service": "no price of a service is given",
    "currency": "{value} do not add up without a dated rate",
    "hours": "{value} hours do not fit in a day",
    "efficiency": "an efficiency of {value} is not possible",
    "years": "a span of {value} years is not possible",
    "no-use": "no token is generated at these hours",
    "never": "electricity alone costs as much as the service or more",
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One input of the sums: its id, what it says, and what it rests on; `kind` `assumed` when undated."""

    id: str
    value: str
    kind: str
    date: Day | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is missing or only a bound: a code of `COST_REASONS` and what it is about."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """How an input is known: kind of evidence, day and source."""

    kind: str = "assumed"
    date: Day | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What the parts take, before the supplies' losses; None where not known.

    `busy` is measured or typical while tokens are made; without it `cap`, the configured limit, stands in
    and the energy is an upper bound of it.
    """

    idle: Watts | None
    typical: Watts | None
    cap: Watts | None
    proof: Proof = Proof()

    @property
    def busy(self) -> Watts | None:
        """The watts counted while tokens are made."""
        return self.typical if self.typical is not None else self.cap


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of a kilowatt hour in major units of a currency, where and when it held."""

    per_kwh: Decimal
    currency: str
    place: str = ""
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens a second over all sequences; `prompt` is how many prompt tokens come with each generated one."""

    decode: Decimal | None
    prefill: Decimal | None = None
    prompt: Decimal = Decimal(0)
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Service:
    """What a service asks for a million tokens, generated and prompted, in major units of a currency."""

    name: str
    output: Decimal
    input: Decimal
    currency: str
    proof: Proof = Proof()


@dataclass(frozen=True, slots=True)
class Terms:
    """How the rig is used and what that is priced by."""

    draw: Draw
    busy_hours: Decimal
    idle_hours: Decimal
    years: Decimal
    tariff: Tariff | None = None
    efficiency: Decimal | None = None
    pace: Pace | None = None


def assumptions_of(terms: Terms, service: Service | None) -> tuple[Assumption, ...]:
    """List every input with its id, in the order of the formulas."""
    return tuple(_assumptions(terms, service))


def impossible(terms: Terms) -> Iterator[Reason]:
    """Name what no rig can do: more hours than a day has, no years."""
    hours = terms.busy_hours + terms.idle_hours
    if terms.busy_hours < 0 or terms.idle_hours < 0 or hours > HOURS_OF_DAY:
        yield Reason("hours", f"{plain(terms.busy_hours)} and {plain(terms.idle_hours)}")
    if terms.efficiency is not None and not 0 < terms.efficiency <= 1:
        yield Reason("efficiency", plain(terms.efficiency))
    if terms.years <= 0:
        yield Reason("years", plain(terms.years))


def gaps(terms: Terms, total: Total) -> Iterator[Reason]:
    """Name what is missing, and what makes the result a bound."""
    draw, pace, tariff = terms.draw, terms.pace, terms.tariff
    if draw.busy is None:
        yield Reason("no-draw")
    elif draw.typical is None:
        yield Reason("cap-draw")
    if draw.idle is None and terms.idle_hours > 0:
        yield Reason("no-idle-draw")
    if terms.efficiency is None:
        yield Reason("no-efficiency")
    if tariff is None:
        yield Reason("no-tariff")
    elif tariff.currency != total.amount.currency:
        yield Reason("currency", f"{total.amount.currency} and {tariff.currency}")
    if pace is None or pace.decode is None or pace.decode <= 0:
        yield Reason("no-speed")
    elif pace.prompt > 0 and (pace.prefill is None or pace.prefill <= 0):
        yield Reason("no-prefill")
    if total.amount.minor <= 0:
        yield Reason("no-total")
    elif total.at_least:
        yield Reason("total-at-least")


def _assumptions(terms: Terms, service: Service | None) -> Iterator[Assumption]:
    draw, own = terms.draw, Proof()
    for name, watts in (("idle-draw", draw.idle), ("typical-draw", draw.typical), ("cap-draw", draw.cap)):
        if watts is not None:
            yield _assumption(name, f"{watts.number()} W", draw.proof)
    yield _assumption("busy-hours", plain(terms.busy_hours), own)
    yield _assumption("idle-hours", plain(terms.idle_hours), own)
    yield _assumption("days-of-month", plain(DAYS_OF_MONTH), own)
    yield _assumption("years", plain(terms.years), own)
    if terms.efficiency is not None:
        yield _assumption("efficiency", plain(terms.efficiency), own)
    if terms.tariff is not None:
        tariff = terms.tariff
        where = f" ({tariff.place})" if tariff.place else ""
        text = f"{plain(tariff.per_kwh)} {tariff.currency}/kWh{where}"
        yield _assumption("tariff", text, tariff.proof)
    if terms.pace is not None:
        yield from _paces(terms.pace)
    if service is not None:
        text = f"{plain(service.output)} and {plain(service.input)} {service.currency} ({service.name})"
        yield _assumption("service", text, service.proof)


def _paces(pace: Pace) -> Iterable[Assumption]:
    for name, rate in (("decode", pace.decode), ("prefill", pace.prefill)):
        if rate is not None:
            yield _assumption(name, f"{plain(rate)} t/s", pace.proof)
    yield _assumption("prompt", plain(pace.prompt), Proof())


def _assumption(name: str, value: str, proof: Proof) -> Assumption:
    """What has no date counts as assumed, whatever it is called."""
    kind = proof.kind if proof.date is not None else "assumed"
    return Assumption(name, value, kind, proof.date, proof.source)


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without idle zeros: `0.6`, `4`, `1000`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
