"""Power: each supply against what its cables and slots put on it (the reasons are made in `calc.verdict`)."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.rating import mains_of
from buildgen.calc.results import Results
from buildgen.calc.supply import SupplyLoad
from buildgen.calc.verdict import Reason, share_of
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Part, Psu
from buildgen.checks.check import Path, Pointer, Problem, check, found
from buildgen.diagnostics import Severity
from buildgen.quantity import Watts


def _reasons(build: Build, results: Results, code: str) -> Iterator[tuple[SupplyLoad, Reason]]:
    by_role = results.reasons(build)
    for supply in results.power(build).supplies:
        yield from ((supply, reason) for reason in by_role[supply.role] if reason.code == code)


def _cause(build: Build, results: Results, supply: SupplyLoad) -> Path:
    """Point at what a user would change: the biggest charge that the build's own file writes, else of all."""
    known = [c for c in supply.charges if c.budget is not None and c.budget.grains]
    if not known:
        return ("parts", supply.role)
    own = results.catalog.lineage[build.key].documents[0]
    written = [c for c in known if own.holds(c.path[:2])]
    if not written and own.holds(("parts", supply.role, "part")):
        return ("parts", supply.role, "part")
    biggest = max(written or known, key=lambda c: c.budget.grains if c.budget else 0)
    spots = (biggest.path, (*biggest.path[:2], "power"), (*biggest.path[:2], "count"))
    return next((path for path in spots if len(path) > 2 and own.holds(path)), biggest.path)


def _sum_text(supply: SupplyLoad, figure: str = "budget") -> str:
    """Write a figure of a supply as its sum: `3 x 190 W` or `120 W + 100 W`."""
    terms = []
    for charge in supply.charges:
        watts: Watts | None = getattr(charge, figure) or charge.budget
        if watts is None or not watts.grains:
            continue
        count = charge.count or 1
        each = Watts(watts.grains // count)
        through = " through a slot" if charge.via == "slot" else ""
        terms.append(f"{count} x {each}{through}" if count > 1 else f"{each}{through}")
    return " + ".join(terms)


def _judged(build: Build, results: Results, code: str) -> Iterator[Problem]:
    """Tell of a budget or a least draw: the sum, the rating, and what a card may draw to pass."""
    for supply, reason in _reasons(build, results, code):
        part = results.catalog.parts[supply.part]
        figure = "low" if code == "PWR002" else "budget"
        values = {"supply": supply.role, "part": supply.part, "sum": _sum_text(supply, figure)}
        advice = _advice(results, supply)
        yield found(
            build,
            _cause(build, results, supply),
            values={**values, **dict(reason.values), **advice},
            sentence="message" if supply.budget is not None else "at_least",
            label="label",
            related=(_rated(part, supply),),
            help="help_easy" if "easy" in advice else "help_pass" if advice else "help",
            subject=supply.role,
        )


def _highest(build: Build, results: Results, code: str) -> Iterator[Problem]:
    """Tell of the most that a supply may carry, without or with peaks."""
    for supply, reason in _reasons(build, results, code):
        part = results.catalog.parts[supply.part]
        assert isinstance(part, Psu)  # noqa: S101 - a supply's part is a supply
        slots = any(c.via == "slot" for c in supply.charges)
        apart = any(c.can_peak and c.low != c.budget for c in supply.charges)
        field = "peak" if code == "PWR005" and supply.bears != supply.rating else "rating"
        figure = "peak" if code == "PWR005" else "high"
        yield found(
            build,
            _cause(build, results, supply),
            values={
                "supply": supply.role,
                "part": supply.part,
                "sum": _sum_text(supply, figure),
                **dict(reason.values),
            },
            sentence=_highest_sentence(supply, reason),
            label="label_slots" if slots else "label_apart" if apart else "label",
            related=(Pointer(part, (field,), "bears") if field == "peak" else _rated(part, supply),),
            help="help_slots" if slots and not apart else "help",
            subject=supply.role,
        )


def _highest_sentence(supply: SupplyLoad, reason: Reason) -> str:
    if "lasts" in dict(reason.values):
        return "too_long"
    return "message" if supply.high is not None else "at_least"


def _rated(part: Part, supply: SupplyLoad, word: str = "rated") -> Pointer:
    """Point at the rating: the supply's own, or the one for the mains of the build."""
    if supply.line is None:
        return Pointer(part, ("rating",), word)
    return Pointer(part, ("line_ratings",), "on_line", (("line", supply.line),))


def _advice(results: Results, supply: SupplyLoad) -> dict[str, object]:
    """Work out what a card may draw for this supply to pass, and to stay within the policy's share."""
    cards = [c for c in supply.charges if c.via == "cable" and c.can_peak and c.count]
    if len(cards) != 1 or supply.rating is None or cards[0].budget is None:
        return {}
    count, rest = cards[0].count or 1, supply.known_budget - cards[0].budget
    passing = _whole((supply.rating - rest).grains // count)
    share = share_of(results.policy, supply)
    easy = _whole((supply.rating.scaled(share) - rest).grains // count) if share is not None else Watts(0)
    if passing.grains <= 0:
        return {}
    return {"passing": passing, "easy": easy} if easy.grains > 0 else {"passing": passing}


def _whole(grains: int) -> Watts:
    return Watts(grains // 1000 * 1000)


@check("PWR001", "budget-reaches-rating", on=Build)
def budget_is_below_rating(build: Build, results: Results) -> Iterator[Problem]:
    """The configured caps and stated loads on a supply sum to less than its rating."""
    yield from _judged(build, results, "PWR001")


@check("PWR002", "low-reaches-rating", on=Build)
def least_draw_is_below_rating(build: Build, results: Results) -> Iterator[Problem]:
    """Even with all that the slots may carry, a supply's cables carry less than its rating."""
    yield from _judged(build, results, "PWR002")


@check("PWR003", "budget-above-share", on=Build, severity=Severity.WARNING)
def budget_is_within_share(build: Build, results: Results) -> Iterator[Problem]:
    """The budget stays within the share of the rating that the policy sets for the class of supply."""
    yield from _judged(build, results, "PWR003")


@check("PWR004", "board-power-reaches-rating", on=Build, severity=Severity.WARNING)
def highest_draw_is_below_rating(build: Build, results: Results) -> Iterator[Problem]:
    """The most that physics allows, cards at board power, stays below the rating."""
    yield from _highest(build, results, "PWR004")


@check("PWR005", "peak-above-bearing", on=Build, severity=Severity.WARNING)
def peak_is_bearable(build: Build, results: Results) -> Iterator[Problem]:
    """All cards peaking at once stay within what the supply is known to bear."""
    yield from _highest(build, results, "PWR005")


@check("PWR006", "rests-on-assumption", on=Build, severity=Severity.WARNING)
def verdict_is_robust(build: Build, results: Results) -> Iterator[Problem]:
    """A verdict that rests on an assumed value would be the same at the next lower standard rating."""
    for supply, reason in _reasons(build, results, "PWR006"):
        part = results.catalog.parts[supply.part]
        values = {"supply": supply.role, "rating": supply.rating, **dict(reason.values)}
        yield found(
            build,
            ("parts", supply.role),
            values=values,
            sentence="untried"
            if values["lower"] is None
            else "open"
            if values["code"] == "PWR017"
            else "message",
            related=(_rated(part, supply, "assumed" if supply.rating_assumed else "rated"),),
            help="help" if supply.rating_assumed else "help_load",
            subject=supply.role,
            key=True,
        )


@check("PWR007", "rating-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def rating_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every supply's rating is known."""
    for supply, reason in _reasons(build, results, "PWR007"):
        part = results.catalog.parts[supply.part]
        values = {"supply": supply.role, "part": supply.part, **dict(reason.values)}
        yield found(
            build,
            ("parts", supply.role),
            values=values,
            sentence="message" if supply.line is None else "on_mains",
            related=(_rated(part, supply, "unknown"),),
            help="help" if supply.line is None else "help_line",
            subject=supply.role,
            key=True,
        )


@check("PWR008", "load-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def loads_are_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every consumer on a supply has a known draw."""
    yield from _unknown(build, results, "PWR008")


@check("PWR010", "board-power-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def board_power_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """The board power of every card is known, and so the most that its supply may carry."""
    yield from _unknown(build, results, "PWR010")


@check("PWR011", "peak-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def peak_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every card on a supply's cables has a known peak factor."""
    yield from _unknown(build, results, "PWR011")


def _unknown(build: Build, results: Results, code: str) -> Iterator[Problem]:
    for supply, reason in _reasons(build, results, code):
        values = dict(reason.values)
        loads = [c for c in supply.charges if c.name in values["loads"]]  # type: ignore[operator]
        # A card whose state is not known draws who knows what: PWR014 tells that.
        told = [c for c in loads if not (c.can_peak and c.via == "cable" and c.state is None)]
        stated = [c for c in told if c.can_peak and c.via == "load"]
        for charges, suffix in (([c for c in told if c not in stated], ""), (stated, "stated")):
            if charges:
                values |= {"supply": supply.role, "loads": tuple(dict.fromkeys(c.name for c in charges))}
                words = {"sentence": suffix, "help": f"help_{suffix}"} if suffix else {}
                yield found(build, charges[0].path, values=values, subject=supply.role, **words)


@check("PWR017", "peak-duration-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def durations_are_known(build: Build, results: Results) -> Iterator[Problem]:
    """A peak that a supply is stated to bear lasts no longer than it is stated to bear it."""
    for supply, reason in _reasons(build, results, "PWR017"):
        part, values = results.catalog.parts[supply.part], dict(reason.values)
        unknown = (values["lasts"] is None, values["bears_for"] is None)
        yield found(
            build,
            _cause(build, results, supply),
            values={"supply": supply.role, "part": supply.part, **values},
            sentence="both" if all(unknown) else "cards" if unknown[0] else "message",
            related=(Pointer(part, ("peak",), "bears"),),
            subject=supply.role,
        )


@check("PWR018", "outlet-overloaded", on=Build)
def outlet_bears_the_rig(build: Build, results: Results) -> Iterator[Problem]:
    """What a rig takes from the wall, all supplies on one outlet, is at most what the outlet gives."""
    mains = mains_of(build, results.catalog)
    if mains is None or mains.outlet.value is None:
        return
    wall = results.wall(build)
    over = wall.over
    if over is None or over.current is None:
        return
    values: dict[str, object] = {"current": f"{over.current.number(1)} A", "outlet": wall.outlet}
    values |= {"region": build.region, "voltage": wall.voltage}
    yield found(
        build,
        ("region",),
        values=values,
        sentence="message" if over.known else "at_least",
        label=over.state.replace("-", "_"),
        related=(Pointer(results.policy, ("mains", build.region or "", "outlet"), "outlet"),),
    )
