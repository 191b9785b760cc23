"""What would mend a supply's verdict: each way tried by judging again, and ranked.

Ways: another state of the cards, a lower cap set in software, the same supply with a stated or a larger
rating, another supply of the catalog, a load moved to another supply. None is offered that does not make the
build's supplies better off, by the worst verdict first and the number of reasons second. Where the board
power at a lower cap is not known, it is taken to stay as far above the cap as it is now, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from buildgen.calc.plugs import has_plugs
from buildgen.calc.power import card_state, power_budget, with_state
from buildgen.calc.supply import Charge, SupplyLoad
from buildgen.calc.verdict import Reason, Verdict, judge, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Gpu, Psu
from buildgen.catalog.registers import Policy
from buildgen.money import Money
from buildgen.quantity import Watts

Kind = Literal["state", "cap", "label", "rating", "supply", "move"]
# What costs a command goes before what costs a look, an order, or new cables.
ORDER: tuple[Kind, ...] = ("cap", "state", "label", "move", "supply", "rating")
Loads = tuple[SupplyLoad, ...]
_RANK = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Mend:
    """One way: what to change, and what the supply and all supplies are judged then.

    `subject` is the role of the card, the load or the supply that changes; `value` the state, part or supply
    that it changes to; `watts` the new cap or rating. `price` None: it costs nothing if `free`, else not
    known. `reasons` are the codes that are left; `others` ranks each supply's verdict then, 0 for the worst;
    `assumed` tells what it rests on beyond the data.
    """

    kind: Kind
    subject: str
    value: str
    watts: Watts | None
    verdict: Verdict
    overall: Verdict
    load: SupplyLoad
    reasons: tuple[str, ...]
    free: bool
    others: Mapping[str, int]
    price: Money | None = None
    assumed: tuple[str, ...] = ()


def mends(build: Build, catalog: Catalog, role: str) -> tuple[Mend, ...]:
    """List the ways to mend one supply of a build, the best first; none when nothing is wrong with it."""
    policy = catalog.policy
    if policy is None:
        return ()
    now = power_budget(build, catalog).supplies
    supply = next((s for s in now if s.role == role), None)
    if supply is None or not judge(supply, policy):
        return ()
    bench = _Bench(build, catalog, policy, now, supply)
    better = [mend for mend in bench.ways() if bench.better(mend)]
    return tuple(sorted(better, key=_rank))


def _rank(mend: Mend) -> tuple[int, int, int, bool, int, str, str]:
    priced = mend.free or mend.price is not None
    return (
        -_RANK.index(mend.overall),
        -_RANK.index(mend.verdict),
        len(mend.reasons),
        not priced,
        mend.price.minor if mend.price is not None else 0,
        f"{ORDER.index(mend.kind)}",
        f"{mend.subject} {mend.value}",
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    build: Build
    catalog: Catalog
    policy: Policy
    now: Loads
    supply: SupplyLoad

    def ways(self) -> Iterator[Mend]:
        """Try everything."""
        yield from self._states()
        yield from self._caps()
        yield from self._ratings()
        yield from self._supplies()
        yield from self._moves()

    def better(self, mend: Mend) -> bool:
        """Tell whether this supply is better off, by verdict or by reasons, and no other one worse off."""
        if any(mend.others[role] < rank for role, rank in self._ranks(self.now).items()):
            return False
        before = self._judged(self.now)[self.supply.role]
        own = _RANK.index(mend.verdict)
        return own > _RANK.index(worst(r.verdict for r in before)) or len(mend.reasons) < len(before)

    def _ranks(self, loads: Loads) -> dict[str, int]:
        """Rank the verdict of each supply, 0 for the worst."""
        judged = self._judged(loads)
        return {role: _RANK.index(worst(r.verdict for r in reasons)) for role, reasons in judged.items()}

    def _judged(self, loads: Loads) -> Mapping[str, tuple[Reason, ...]]:
        return {load.role: judge(load, self.policy) for load in loads}

    def _mend(  # noqa: PLR0913 - a way to mend has this many sides
        self,
        kind: Kind,
        subject: str,
        value: str,
        loads: Loads,
        *,
        watts: Watts | None = None,
        free: bool = True,
        price: Money | None = None,
        assumed: tuple[str, ...] = (),
    ) -> Mend:
        judged = self._judged(loads)
        own = judged[self.supply.role]
        return Mend(
            kind=kind,
            subject=subject,
            value=value,
            watts=watts,
            verdict=worst(r.verdict for r in own),
            overall=worst(r.verdict for reasons in judged.values() for r in reasons),
            load=next(load for load in loads if load.role == self.supply.role),
            reasons=tuple(r.code for r in own),
            free=free,
            others=self._ranks(loads),
            price=price,
            assumed=assumed,
        )

    def _with(self, supply: SupplyLoad) -> Loads:
        return tuple(supply if load.role == supply.role else load for load in self.now)

    def _cards(self) -> tuple[Charge, ...]:
        return tuple(c for c in self.supply.charges if c.via == "cable" and c.can_peak and c.count)

    def _states(self) -> Iterator[Mend]:
        """Other states of the cards on this supply, of a lower cap: they may want another VBIOS."""
        for charge in self._cards():
            part, chosen = (
                self.catalog.part(self.build, charge.name),
                card_state(self.build, self.catalog, charge.name),
            )
            cap = chosen[1].cap.value if chosen else None
            for name, state in part.states.items() if isinstance(part, Gpu) else ():
                lower = state.cap.value is not None and cap is not None and state.cap.value < cap
                if chosen is None or lower:
                    loads = power_budget(with_state(self.build, charge.name, name), self.catalog).supplies
                    yield self._mend("state", charge.name, name, loads, watts=state.cap.value)

    def _caps(self) -> Iterator[Mend]:
        """The highest cap that mends the verdict, and the highest that leaves the fewest reasons."""
        for charge in self._cards():
            if charge.budget is None or self.supply.rating is None:
                continue
            now = charge.budget.grains // (charge.count or 1) // 1000
            tried = []
            for cap in sorted({cap for cap in _breaks(self.supply, charge, self.policy) if 0 < cap < now}):
                loads = self._with(capped(self.supply, charge, Watts.of(cap)))
                assumed = () if charge.high is None else (f"{charge.name}.board_power",)
                watts = Watts.of(cap)
                tried.append(self._mend("cap", charge.name, str(watts), loads, watts=watts, assumed=assumed))
            yield from self._best(tried)

    def _best(self, tried: list[Mend]) -> Iterator[Mend]:
        """Of like ways keep the last with the best verdict and the last with the least reasons."""
        good = [mend for mend in tried if self.better(mend)]
        if not good:
            return
        by_verdict = max(good, key=lambda m: (_RANK.index(m.verdict), m.watts.grains if m.watts else 0))
        by_reasons = max(good, key=lambda m: (-len(m.reasons), m.watts.grains if m.watts else 0))
        yield by_verdict
        if by_reasons is not by_verdict and by_reasons.verdict == by_verdict.verdict:
            yield by_reasons

    def _ratings(self) -> Iterator[Mend]:
        """The supply as it is with its rating stated, and the least standard rating that mends it."""
        supply = self.supply
        if supply.rating is not None and supply.rating_assumed:
            loads = self._with(_rated(supply, supply.rating, supply.bears))
            yield self._mend("label", supply.role, supply.part, loads, watts=supply.rating)
        fact = self.policy.standard_ratings.get(supply.supply_class)  # type: ignore[call-overload]
        ratings = sorted((fact.value if fact is not None else None) or ())
        tried = [
            self._mend(
                "rating",
                supply.role,
                f"{rating} {supply.supply_class}",
                self._with(_rated(supply, rating, None)),
                watts=rating,
                free=False,
            )
            for rating in ratings
            if supply.rating is None or rating > supply.rating
        ]
        good = [mend for mend in tried if self.better(mend)]
        if good:  # the smallest of those with the best verdict
            yield max(good, key=lambda m: (_RANK.index(m.verdict), -(m.watts.grains if m.watts else 0)))

    def _supplies(self) -> Iterator[Mend]:
        """Other supplies of the catalog in this one's place."""
        for identifier, part in sorted(self.catalog.parts.items()):
            if not isinstance(part, Psu) or part.supply_class != self.supply.supply_class:
                continue  # one with 12 V only runs no board
            if identifier == self.supply.part or part.rating.value is None:
                continue
            use = self.build.parts[self.supply.role].model_copy(update={"part": identifier, "count": 1})
            parts = {**self.build.parts, self.supply.role: use}
            changed = self.build.model_copy(update={"parts": parts})
            loads = power_budget(changed, self.catalog).supplies
            price = price_of(part, self.build.currency)
            yield self._mend(
                "supply",
                self.supply.role,
                identifier,
                loads,
                watts=part.rating.value,
                free=False,
                price=price,
            )

    def _moves(self) -> Iterator[Mend]:
        """Each load of this supply on another one: cards on any, what needs more than 12 V on its like.

        A supply that is known to lack the plugs is not offered; where its plugs are unknown, that is said.
        """
        others = [load for load in self.now if load.role != self.supply.role]
        fed = self.build.feeds.get(self.supply.role, ())
        for name in dict.fromkeys(charge.name for charge in self.supply.charges if charge.name in fed):
            card = isinstance(self.catalog.part(self.build, name), Gpu)
            for load in others:
                other = load.role
                if not card and load.supply_class != self.supply.supply_class:
                    continue
                feeds = {
                    **self.build.feeds,
                    self.supply.role: tuple(item for item in fed if item != name),
                    other: (*self.build.feeds.get(other, ()), name),
                }
                changed = self.build.model_copy(update={"feeds": feeds})
                plugs = has_plugs(changed, self.catalog, other)
                if plugs is False:
                    continue
                loads = power_budget(changed, self.catalog).supplies
                assumed = () if plugs else (f"{other}.plugs",)
                yield self._mend("move", name, other, loads, assumed=assumed)


def capped(supply: SupplyLoad, charge: Charge, cap: Watts) -> SupplyLoad:
    """Give the supply with one of its cards at another cap, its board power as far above the cap as now."""
    count = charge.count or 1
    less = Watts((charge.budget.grains if charge.budget is not None else 0) - cap.grains * count)

    def lowered(watts: Watts | None) -> Watts | None:
        return Watts(max(watts.grains - less.grains, 0)) if watts is not None else None

    peak = None
    high = lowered(charge.high)
    if charge.peak is not None and charge.high is not None and charge.high.grains and high is not None:
        peak = Watts(charge.peak.grains * high.grains // charge.high.grains)
    of_one = Watts((peak.grains - high.grains) // count) if peak is not None and high is not None else None
    new = replace(
        charge,
        budget=lowered(charge.budget),
        low=lowered(charge.low),
        high=high,
        peak=peak,
        peak_of_one=of_one,
    )
    return replace(supply, charges=tuple(new if c is charge else c for c in supply.charges))


def _breaks(supply: SupplyLoad, charge: Charge, policy: Policy) -> Iterator[int]:
    """List the caps, in whole watts, just below which a figure of the supply passes one of its limits."""
    rating, count = supply.rating, charge.count or 1
    if rating is None or charge.budget is None:
        return
    fact = policy.budget_share.get(supply.supply_class)  # type: ignore[call-overload]
    limits = [rating] + ([rating.scaled(fact.value)] if fact is not None and fact.value is not None else [])
    if supply.bears is not None:
        limits.append(supply.bears)
    each = charge.budget.grains // count
    for figure in (supply.budget, supply.low, supply.high):
        for limit in limits if figure is not None else ():
            excess = (figure.grains if figure is not None else 0) - limit.grains
            cap = (each * count - excess) // count // 1000
            yield from (cap, cap - 1)


def _rated(supply: SupplyLoad, rating: Watts, bears: Watts | None) -> SupplyLoad:
    """Give the supply with a stated rating."""
    assumed = tuple(path for path in supply.assumed if path != f"{supply.part}.rating")
    return replace(supply, rating=rating, rating_assumed=False, bears=bears or rating, assumed=assumed)


def price_of(part: Psu, currency: str | None) -> Money | None:
    """Give the latest price of one piece in a currency; None where nobody saw one."""
    seen = [p for p in part.prices if p.per == 1 and p.date is not None]
    seen = [p for p in seen if currency is None or p.amount.currency == currency]
    latest = max(seen, key=lambda p: p.date.first if p.date else 0, default=None)
    return latest.amount if latest is not None else None
