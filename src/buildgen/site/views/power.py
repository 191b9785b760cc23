"""The power of a build for display: each supply with figures and reasons, and the states side by side."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.power import power_budget, with_state
from buildgen.calc.single import at_next_lower
from buildgen.calc.supply import Charge, PowerBudget, SupplyLoad
from buildgen.calc.verdict import Verdict, judge, share_of, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import CardState, Gpu
from buildgen.quantity import Watts
from buildgen.site.address import Link
from buildgen.site.matter import Matter, part_path
from buildgen.site.views.evidence import Figure, VerdictWord, claimed, verdict_word
from buildgen.site.views.findings import Finding, findings


@dataclass(frozen=True, slots=True)
class ChargeView:
    """One consumer on a supply."""

    name: str
    via: str
    count: str
    budget: str
    low: str
    high: str
    peak: str


@dataclass(frozen=True, slots=True)
class SupplyView:
    """One supply: figures, verdict, the reasons in words, and what it carries."""

    role: str
    part: Link
    rating: Figure
    limit: str
    share: str
    budget: str
    load: str
    low: str
    high: str
    peak: str
    verdict: VerdictWord
    reasons: tuple[Finding, ...]
    charges: tuple[ChargeView, ...]
    assumed: tuple[str, ...]
    lower: str
    at_lower: VerdictWord | None
    summary: str


@dataclass(frozen=True, slots=True)
class StateLoad:
    """What one state of a card makes of one supply."""

    supply: str
    budget: str
    load: str
    low: str
    high: str
    verdict: VerdictWord
    codes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class StateView:
    """One state of a card in a build: cap, board power, and the supplies at it."""

    id: str
    name: str
    chosen: bool
    cap: Figure
    board_power: Figure
    proof: str
    loads: tuple[StateLoad, ...]


@dataclass(frozen=True, slots=True)
class StatesView:
    """All states of the cards of one role, side by side."""

    role: str
    part: Link
    count: str
    states: tuple[StateView, ...]


@dataclass(frozen=True, slots=True)
class PowerView:
    """The supplies, the verdict over all, and the states of each card."""

    supplies: tuple[SupplyView, ...]
    verdict: VerdictWord | None
    total: str
    states: tuple[StatesView, ...]
    unfed: tuple[str, ...]


def watts(value: Watts | None) -> str:
    """Write watts; a question mark when not known."""
    return f"{value.number()} W" if value is not None else "?"


def span(low: Watts | None, high: Watts | None) -> str:
    """Write a range of watts."""
    return f"{low.number() if low is not None else '?'} \u2013 {watts(high)}"


def supply_verdict(matter: Matter, build: Build, supply: SupplyLoad) -> Verdict:
    """The worst of a supply's reasons."""
    return worst(reason.verdict for reason in matter.results.reasons(build)[supply.role])


def power_verdict(matter: Matter, build: Build) -> Verdict | None:
    """The worst verdict of all supplies; None without any."""
    supplies = matter.results.power(build).supplies
    return worst(supply_verdict(matter, build, s) for s in supplies) if supplies else None


def power_view(build: Build, matter: Matter) -> PowerView:
    """Make the power of a build."""
    budget, words = matter.results.power(build), matter.words
    verdict = power_verdict(matter, build)
    return PowerView(
        supplies=tuple(_supply(build, supply, matter) for supply in budget.supplies),
        verdict=verdict_word(verdict.value, words) if verdict else None,
        total=watts(budget.total) if budget.supplies else "",
        states=tuple(_states(build, matter)),
        unfed=budget.unfed,
    )


def limit_of(matter: Matter, supply: SupplyLoad) -> Watts | None:
    """The share of the rating that a builder plans with, in watts."""
    share = share_of(matter.results.policy, supply)
    return supply.rating.scaled(share) if supply.rating is not None and share is not None else None


def share_text(matter: Matter, supply: SupplyLoad) -> str:
    """That share in percent."""
    share = share_of(matter.results.policy, supply)
    return f"{(share * 100).normalize():f} %" if share is not None else ""


def _supply(build: Build, supply: SupplyLoad, matter: Matter) -> SupplyView:
    words, part = matter.words, matter.catalog.parts[supply.part]
    codes = {reason.code for reason in matter.results.reasons(build)[supply.role]}
    about = [f for f in matter.about(build) if f.subject == supply.role and f.code in codes]
    rating = getattr(part, "rating", None)
    figure = claimed(rating, part, matter.catalog, words) if rating is not None else Figure("?", known=False)
    trial = at_next_lower(supply, matter.results.policy)
    return SupplyView(
        role=supply.role,
        part=Link(words.text(part.name), part_path(part)),
        rating=Figure(watts(supply.rating), figure.cite, figure.note, figure.known),
        limit=watts(limit_of(matter, supply)),
        share=share_text(matter, supply),
        budget=watts(supply.budget),
        load=f"{supply.load_percent} %" if supply.load_percent else "?",
        low=watts(supply.low),
        high=watts(supply.high),
        peak=watts(supply.peak),
        verdict=verdict_word(supply_verdict(matter, build, supply).value, words),
        reasons=findings(about, matter),
        charges=tuple(_charge(charge, matter) for charge in supply.charges),
        assumed=supply.assumed,
        lower=words("If it were {lower}", lower=trial[0]) if trial else "",
        at_lower=verdict_word(trial[1].value, words) if trial else None,
        summary=_summary(supply, matter),
    )


def _summary(supply: SupplyLoad, matter: Matter) -> str:
    """Say a supply's three figures in one line."""
    words = matter.words
    load = f" ({supply.load_percent} %)" if supply.load_percent else ""
    budget = words("Budget {budget} of {rating}", budget=watts(supply.budget), rating=watts(supply.rating))
    low_to_high = words("low to high {span}", span=span(supply.low, supply.high))
    peak = words("peak not known") if supply.peak is None else words("peak {peak}", peak=watts(supply.peak))
    if supply.peak is not None and supply.peak_of_one not in {None, supply.peak}:
        one, whole = watts(supply.peak_of_one), watts(supply.peak)
        peak = words("peak {one} with one card, {whole} with all at once", one=one, whole=whole)
    return f"{budget}{load}, {low_to_high}, {peak}."


def _charge(charge: Charge, matter: Matter) -> ChargeView:
    words = matter.words
    via = {"cable": words("by cable"), "slot": words("through its slots")}.get(charge.via)
    covers = ", ".join(charge.covers)
    return ChargeView(
        name=charge.name,
        via=via or words("stated for {roles}", roles=covers),
        count="?" if charge.count is None else str(charge.count),
        budget=watts(charge.budget),
        low=watts(charge.low),
        high=watts(charge.high),
        peak=watts(charge.peak) if charge.can_peak else "",
    )


def _states(build: Build, matter: Matter) -> list[StatesView]:
    found = []
    for role, use in build.parts.items():
        part = matter.catalog.part(build, role)
        if not isinstance(part, Gpu) or len(part.states) < 2:
            continue
        chosen = use.state or part.default_state
        views = tuple(
            _state(build, role, name, state, part, matter, chosen=name == chosen)
            for name, state in part.states.items()
        )
        count = "?" if use.count is None else str(use.count)
        link = Link(matter.words.text(part.name), part_path(part))
        found.append(StatesView(role, link, count, views))
    return found


def state_power(build: Build, role: str, state: str, matter: Matter) -> PowerBudget:
    """The power of a build with the cards of one role in another state."""
    name = ("state", build.id, role, state)
    return matter.results.once(name, lambda: power_budget(with_state(build, role, state), matter.catalog))


def _state(  # noqa: PLR0913, PLR0917 - one column of the table of states
    build: Build, role: str, name: str, state: CardState, part: Gpu, matter: Matter, *, chosen: bool
) -> StateView:
    words = matter.words
    supplies = state_power(build, role, name, matter).supplies
    return StateView(
        id=name,
        name=words.text(state.name),
        chosen=chosen,
        cap=claimed(state.cap, part, matter.catalog, words),
        board_power=claimed(state.board_power, part, matter.catalog, words),
        proof=state.proof or "",
        loads=tuple(_load(supply, matter) for supply in supplies if any(c.can_peak for c in supply.charges)),
    )


def _load(supply: SupplyLoad, matter: Matter) -> StateLoad:
    reasons = judge(supply, matter.results.policy)
    return StateLoad(
        supply=supply.role,
        budget=watts(supply.budget),
        load=f"{supply.load_percent} %" if supply.load_percent else "?",
        low=watts(supply.low),
        high=watts(supply.high),
        verdict=verdict_word(worst(r.verdict for r in reasons).value, matter.words),
        codes=tuple(matter.rule_link(r.code) or Link(r.code, "") for r in reasons),
    )
