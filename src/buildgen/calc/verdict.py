"""How a supply is judged: each reason is a code with its figures, and the verdict is the worst of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from buildgen.calc.supply import Charge, SupplyLoad
from buildgen.catalog.registers import Policy
from buildgen.quantity import Watts


class Verdict(StrEnum):
    """The four verdicts, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOT_ESTABLISHED = "not established"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a supply is not simply ok: a check's code, the verdict it makes, and the figures."""

    code: str
    verdict: Verdict
    values: tuple[tuple[str, object], ...] = ()


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst of some verdicts; `ok` when there are none."""
    return min(verdicts, key=tuple(Verdict).index, default=Verdict.OK)


def judge(supply: SupplyLoad, policy: Policy) -> tuple[Reason, ...]:
    """Judge one supply by the policy; the reasons in order of their codes."""
    reasons = list(_plain_reasons(supply, policy))
    assumed = _assumption(supply, policy, reasons)
    if assumed is not None:
        reasons.append(assumed)
    return tuple(sorted(reasons, key=lambda r: r.code))


def share_of(policy: Policy, supply: SupplyLoad) -> Decimal | None:
    """Give the share of the rating that a builder's budget should stay within, for this class of supply."""
    fact = policy.budget_share.get(supply.supply_class)  # type: ignore[call-overload]
    return fact.value if fact is not None else None


def next_lower(policy: Policy, supply: SupplyLoad) -> Watts | None:
    """Give the rating at the next lower standard size of the supply's class, all pieces of it together.

    None when there is none, or nothing to be lower than.
    """
    fact = policy.standard_ratings.get(supply.supply_class)  # type: ignore[call-overload]
    if supply.rating is None or supply.count is None or fact is None:
        return None
    sizes = [size * supply.count for size in fact.value or ()]
    return max((size for size in sizes if size < supply.rating), default=None)


def _plain_reasons(supply: SupplyLoad, policy: Policy) -> Iterator[Reason]:
    yield from _unknown_reasons(supply)
    over = tuple(dict.fromkeys(c.name for c in supply.charges if is_above_inlets(c)))
    if over:
        yield Reason("PWR015", Verdict.ERROR, (("loads", over),))
    rating, budget, low = supply.rating, supply.known_budget, supply.low
    if rating is None:
        return
    if budget >= rating:
        yield Reason("PWR001", Verdict.ERROR, (("budget", budget), ("rating", rating)))
    # Where no slot helps, the least draw is the budget itself and says nothing new.
    if low is not None and low >= rating and low < budget:
        yield Reason("PWR002", Verdict.ERROR, (("low", low), ("rating", rating)))
    if budget >= rating:
        return  # high is never below the budget, nor is the budget's share: one cause, told once
    share = share_of(policy, supply)
    limit = rating.scaled(share) if share is not None else None
    if limit is not None and limit < budget:
        percent = budget.percent_of(rating)
        figures = (("budget", budget), ("percent", percent), ("rating", rating), ("limit", limit))
        yield Reason("PWR003", Verdict.WARNING, figures)
    high = known_high(supply)
    if high >= rating:
        yield Reason("PWR004", Verdict.WARNING, (("high", high), ("rating", rating)))
    yield from _peak_reasons(supply, rating, high)


def _peak_reasons(supply: SupplyLoad, rating: Watts, high: Watts) -> Iterator[Reason]:
    """Hold the cards' peak against what the supply bears, and how long it lasts against for how long."""
    peak, bears = supply.peak, supply.bears
    if peak is None or bears is None:
        return
    jumps = peak > rating and peak > high
    lasts, bears_for = supply.peak_lasts, supply.bears_for
    figures: tuple[tuple[str, object], ...] = (("peak", peak), ("bears", bears))
    durations = (("lasts", lasts), ("bears_for", bears_for))
    if bears > rating and lasts is not None and bears_for is not None and lasts > bears_for:
        if jumps:
            yield Reason("PWR005", Verdict.WARNING, (*figures, *durations))
    # Of a supply that states no peak the rating is all that is known, and PWR004 has told that.
    elif peak > bears and (bears > rating or high < rating):
        yield Reason("PWR005", Verdict.WARNING, figures)
    elif jumps and bears >= peak and (lasts is None or bears_for is None):
        yield Reason("PWR017", Verdict.NOT_ESTABLISHED, (*figures, *durations))


def is_above_inlets(charge: Charge) -> bool:
    """Tell whether cards draw more than their slots and plugs are rated for together."""
    high, limit = charge.high, charge.inlet_limit
    counted = charge.count is not None and charge.count > 0  # BOM002 tells of any other
    return counted and high is not None and limit is not None and high > limit


def known_high(supply: SupplyLoad) -> Watts:
    """Give the most that a supply may carry as far as it is known: a card counts at least with its cap."""
    known = (c.high if c.high is not None else c.budget for c in supply.charges)
    return Watts.total([watts for watts in known if watts is not None])


def _unknown_reasons(supply: SupplyLoad) -> Iterator[Reason]:
    """Name what is missing for a full judgement, each input by itself."""
    budget = ("budget", supply.known_budget)
    if supply.rating is None:
        line = (("line", supply.line),) if supply.line is not None else ()
        yield Reason("PWR007", Verdict.NOT_ESTABLISHED, (budget, *line))
    loads = tuple(dict.fromkeys(c.name for c in supply.charges if c.budget is None))
    if loads:
        yield Reason("PWR008", Verdict.NOT_ESTABLISHED, (("loads", loads), budget))
    cards = tuple(dict.fromkeys(c.name for c in supply.charges if c.high is None and c.budget is not None))
    if cards:
        yield Reason("PWR010", Verdict.NOT_ESTABLISHED, (("loads", cards),))
    peaks = tuple(dict.fromkeys(c.name for c in supply.charges if c.can_peak and c.peak is None and c.high))
    if peaks:
        yield Reason("PWR011", Verdict.NOT_ESTABLISHED, (("loads", peaks),))


def _assumption(supply: SupplyLoad, policy: Policy, reasons: list[Reason]) -> Reason | None:
    """Warn when the verdict rests on an assumed value and would change at the next lower standard rating.

    An assumed rating that has no lower one to be tried at is as good as any other guess: that is told, too.
    """
    lower = next_lower(policy, supply)
    if not supply.assumed or supply.rating is None:
        return None
    if lower is None:
        untried = (("assumed", supply.assumed), ("lower", None))
        return Reason("PWR006", Verdict.WARNING, untried) if supply.rating_assumed else None
    bears = lower if supply.bears == supply.rating else supply.bears
    then = list(_plain_reasons(replace(supply, rating=lower, bears=bears), policy))
    if worst(r.verdict for r in then) == worst(r.verdict for r in reasons):
        return None
    known = {r.code for r in reasons}
    first = min((r for r in then if r.code not in known), key=lambda r: tuple(Verdict).index(r.verdict))
    figure = dict(first.values)
    reached = next((figure[name] for name in ("budget", "low", "high", "peak") if name in figure), None)
    figures = (("assumed", supply.assumed), ("lower", lower), ("reached", reached), ("code", first.code))
    return Reason("PWR006", Verdict.WARNING, figures)
