"""The bill of materials: what each line cost, what the whole comes to, and what it would cost today.

A lot is one line, whatever it covers. A role that no lot covers takes the observation nearest to the day
the build is priced at (`price_defaults.date`): the latest one not after it, else the earliest after it; so
an alternative to a rig of 2025 is compared at prices of 2025. Unknown amounts stay unknown, and the total is
then a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from buildgen.catalog.builds import Build, Use
from buildgen.catalog.catalog import Catalog, part_id
from buildgen.catalog.fields import Day
from buildgen.catalog.inheritance import DroppedLot
from buildgen.catalog.prices import Lot, Observation
from buildgen.catalog.registers import Rates
from buildgen.money import Money
from buildgen.quantity import divide_half_up

DEFAULT_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many of a part; `count` None when it is not known."""

    id: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: a lot, or a role at a quoted price, or a role whose price is not known.

    `amount` is the low end when `up_to` is given. `path` is where the build says so.
    """

    name: str
    roles: tuple[str, ...]
    parts: tuple[PartCount, ...]
    kinds: tuple[str, ...]
    basis: str
    amount: Money | None = None
    up_to: Money | None = None
    kind: str | None = None
    date: Day | None = None
    source: str | None = None
    freight: str | None = None
    foreign: str | None = None
    path: tuple[str | int, ...] = ()

    @property
    def at_least(self) -> bool:
        """Whether the line may cost more than its amount."""
        return self.amount is None or self.up_to is not None or self.freight != "included"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of lines; `at_least` when something in it is unknown."""

    amount: Money
    at_least: bool

    def __str__(self) -> str:
        return f"at least {self.amount}" if self.at_least else str(self.amount)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a total lies from a base; `percent` of the base with one digit, None when the base is zero."""

    amount: Money
    percent: str | None


@dataclass(frozen=True, slots=True)
class Bom:
    """The bill of materials of one build."""

    build: str
    currency: str
    lines: tuple[Line, ...]
    total: Total
    today: tuple[Line, ...]
    today_total: Total
    dropped: tuple[DroppedLot, ...]
    budget: Money | None

    @property
    def dates(self) -> tuple[Day, Day] | None:
        """The first and the last day of the prices used."""
        days = [line.date for line in self.lines if line.date is not None]
        return (min(days), max(days)) if days else None

    @property
    def over_budget(self) -> Money | None:
        """The total less the budget; negative when there is money left, None without a budget."""
        return self.total.amount - self.budget if self.budget is not None else None

    def share(self, line: Line) -> str | None:
        """Give a line's share of the total in percent, one digit."""
        if line.amount is None or self.total.amount.minor <= 0:
            return None
        return line.amount.percent_of(self.total.amount)

    def subtotals(self) -> Mapping[tuple[str, ...], Total]:
        """Sum up by kind of part; a lot over several kinds stands under all of them together."""
        groups: dict[tuple[str, ...], list[Line]] = {}
        for line in self.lines:
            groups.setdefault(line.kinds, []).append(line)
        return {kinds: _sum(lines, self.currency) for kinds, lines in groups.items()}


def bill(build: Build, catalog: Catalog, as_of: Day) -> Bom:
    """Make the bill of materials of a build; `as_of` is the day that "today" means."""
    currency = currency_of(build)
    basis = build.price_defaults.date or as_of
    covered = {role for lot in build.prices.values() for role in lot.covers}
    lines = [_lot_line(build, catalog, name, lot) for name, lot in build.prices.items()]
    lines += [
        _quote_line(build, catalog, role, use, basis)
        for role, use in build.parts.items()
        if role not in covered
    ]
    today = [_today_line(build, catalog, role, use, as_of) for role, use in build.parts.items()]
    return Bom(
        build=build.id,
        currency=currency,
        lines=tuple(lines),
        total=_sum(lines, currency),
        today=tuple(today),
        today_total=_sum(today, currency),
        dropped=catalog.lineage[build.key].dropped,
        budget=build.budget,
    )


def difference(bom: Bom, base: Bom) -> Difference | None:
    """Compare two totals; None when their currencies differ."""
    if bom.currency != base.currency:
        return None
    amount = bom.total.amount - base.total.amount
    if base.total.amount.minor <= 0:
        return Difference(amount, None)
    tenths = divide_half_up(amount.minor * 1000, base.total.amount.minor)
    sign = "-" if tenths < 0 else ""
    return Difference(amount, f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}")


def currency_of(build: Build) -> str:
    """Give the currency that a build is priced in: its own, else its budget's, else its first lot's."""
    if build.currency is not None:
        return build.currency
    if build.budget is not None:
        return build.budget.currency
    return next((lot.total.currency for lot in build.prices.values()), DEFAULT_CURRENCY)


def rate_for(rates: Rates | None, amount: Money, currency: str, day: Day) -> Money | None:
    """Convert an amount by the latest rate not after `day`; None when there is none."""
    if amount.currency == currency:
        return amount
    known = [r for r in (rates.exchange if rates else ()) if (r.of, r.to) == (amount.currency, currency)]
    known = [r for r in known if r.date <= day]
    if not known:
        return None
    return amount.converted(max(known, key=lambda r: r.date).rate, currency)


def _sum(lines: Iterable[Line], currency: str) -> Total:
    total, at_least = Money.zero(currency), False
    for line in lines:
        at_least = at_least or line.at_least
        if line.amount is not None:
            total += line.amount
    return Total(total, at_least)


def _kinds(build: Build, catalog: Catalog, roles: Iterable[str]) -> tuple[str, ...]:
    parts = [catalog.part(build, role) for role in roles]
    return tuple(dict.fromkeys([part.KIND for part in parts if part is not None]))


def _lot_line(build: Build, catalog: Catalog, name: str, lot: Lot) -> Line:
    defaults = build.price_defaults
    date = lot.date or defaults.date
    currency = currency_of(build)
    amount = rate_for(catalog.rates, lot.total, currency, date) if date else None
    amount = lot.total if lot.total.currency == currency else amount
    # A lot that writes `freight: null` says that it is not known; one that is silent takes the default.
    freight = lot.freight if "freight" in lot.model_fields_set else defaults.freight
    return Line(
        name=name,
        roles=lot.covers,
        parts=tuple(
            PartCount(part_id(build, role, build.parts[role]), build.parts[role].count)
            for role in lot.covers
            if role in build.parts
        ),
        kinds=_kinds(build, catalog, lot.covers),
        basis="lot",
        amount=amount,
        kind=lot.kind or defaults.kind,
        date=date,
        source=lot.source or defaults.source,
        freight=freight,
        foreign=lot.total.currency if amount is None else None,
        path=("prices", name),
    )


def _quote_line(build: Build, catalog: Catalog, role: str, use: Use, basis: Day) -> Line:
    part = catalog.part(build, role)
    usable = _usable(build, part.prices if part else ())
    before = [o for o in usable if o.date is not None and o.date <= basis]
    after = [o for o in usable if o.date is not None and o.date > basis]
    if before:
        return _observed(build, catalog, role, use, max(before, key=_when))
    return _observed(build, catalog, role, use, min(after, key=_when) if after else None)


def _today_line(build: Build, catalog: Catalog, role: str, use: Use, as_of: Day) -> Line:
    part = catalog.part(build, role)
    usable = [
        o for o in _usable(build, part.prices if part else ()) if o.date is not None and o.date <= as_of
    ]
    return _observed(build, catalog, role, use, max(usable, key=_when) if usable else None)


def _when(observation: Observation) -> Day:
    assert observation.date is not None  # noqa: S101 - callers keep dated ones only
    return observation.date


def _usable(build: Build, observations: Iterable[Observation]) -> list[Observation]:
    """Keep what has a date and a source and was seen in the build's region; own currency first."""
    seen = [
        o
        for o in observations
        if o.date is not None
        and o.source is not None
        and (build.region is None or o.region is None or o.region == build.region)
    ]
    currency = currency_of(build)
    own = [o for o in seen if o.amount.currency == currency]
    return own or seen


def _observed(build: Build, catalog: Catalog, role: str, use: Use, seen: Observation | None) -> Line:
    part = PartCount(part_id(build, role, use), use.count)
    kinds = _kinds(build, catalog, (role,))
    path = ("parts", role)
    if seen is None:
        return Line(role, (role,), (part,), kinds, "none", path=path)
    amount = up_to = None
    currency, when = currency_of(build), _when(seen)
    foreign = None
    if rate_for(catalog.rates, seen.amount, currency, when) is None:
        foreign = seen.amount.currency
    elif use.count is not None:
        amount = _times(catalog, seen.amount, use.count, seen.per, currency, when)
        up_to = _times(catalog, seen.up_to, use.count, seen.per, currency, when) if seen.up_to else None
    return Line(
        name=role,
        roles=(role,),
        parts=(part,),
        kinds=kinds,
        basis="quote",
        amount=amount,
        up_to=up_to,
        kind=seen.kind,
        date=seen.date,
        source=seen.source,
        freight=seen.freight,
        foreign=foreign,
        path=path,
    )


def _times(catalog: Catalog, each: Money, count: int, per: int, currency: str, day: Day) -> Money | None:  # noqa: PLR0913, PLR0917
    """Price `count` pieces at `each` for `per`, in the build's currency; rounded half up once."""
    converted = rate_for(catalog.rates, each, currency, day)
    return Money(divide_half_up(converted.minor * count, per), currency) if converted is not None else None
