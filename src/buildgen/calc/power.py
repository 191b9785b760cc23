"""The power budget: every watt charged to the supply that carries it; `calc.supply` says what it means."""

from __future__ import annotations

from collections.abc import Iterable

from buildgen.calc.rating import inlet_limit, rating_on, slot_limit
from buildgen.calc.supply import Charge, Path, PowerBudget, SupplyLoad, times
from buildgen.catalog.builds import Build, Use
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Fact
from buildgen.catalog.parts import (
    CardState,
    Cpu,
    Fan,
    Gpu,
    MemoryModule,
    Motherboard,
    Part,
    Psu,
    Storage,
    System,
)
from buildgen.quantity import Watts


def power_budget(build: Build, catalog: Catalog) -> PowerBudget:
    """Charge every consumer of a build to its supply.

    The supply of the slots is the one that feeds the board. A role that a stated load covers is not charged
    again; memory, drives and fans that neither a load nor a feed names hang on the board. Without a policy
    the slot's limit is unknown, and so is what goes through it.
    """
    supplies = [role for role in build.parts if isinstance(catalog.part(build, role), Psu)]
    board = _board_supply(build, catalog)
    charges: dict[str, list[Charge]] = {role: [] for role in supplies}
    for supply in supplies:
        for name in build.feeds.get(supply, ()):
            _charge(build, catalog, supply, name, board, charges)
    for name in _on_board(build, catalog):
        if board in charges:
            _charge(build, catalog, board, name, board, charges)
    return PowerBudget(
        build=build.id,
        supplies=tuple(_supply(build, catalog, role, charges[role]) for role in supplies),
        unfed=tuple(_unfed(build, catalog)),
        fed_twice=tuple(_fed_twice(build)),
    )


def with_state(build: Build, role: str, state: str) -> Build:
    """Give the same build with a card in another state."""
    use = build.parts[role].model_copy(update={"state": state})
    return build.model_copy(update={"parts": {**build.parts, role: use}})


def card_state(build: Build, catalog: Catalog, role: str) -> tuple[str, CardState] | None:
    """Give the state that a role's card runs in: the chosen one, else the part's default, else None."""
    part, use = catalog.part(build, role), build.parts.get(role)
    if not isinstance(part, Gpu) or use is None:
        return None
    name = use.state or part.default_state
    state = part.states.get(name) if name else None
    return (name, state) if name and state else None


def _board_supply(build: Build, catalog: Catalog) -> str | None:
    boards = {role for role in build.parts if isinstance(catalog.part(build, role), Motherboard)}
    return next((supply for supply in build.feeds if boards & set(fed_by(build, supply))), None)


def fed_by(build: Build, supply: str) -> tuple[str, ...]:
    """List what hangs on a supply's cables: roles and loads, and the roles that those loads cover."""
    fed = build.feeds.get(supply, ())
    covered = (role for name in fed if name in build.loads for role in build.loads[name].covers)
    return tuple(dict.fromkeys((*fed, *covered)))


def _covered(build: Build) -> dict[str, str]:
    return {role: name for name, load in build.loads.items() for role in load.covers}


def _charge(  # noqa: PLR0913, PLR0917 - one place that sees both ends of a feed
    build: Build,
    catalog: Catalog,
    supply: str,
    name: str,
    board: str | None,
    charges: dict[str, list[Charge]],
) -> None:
    if name in build.loads:
        cards = [role for role in build.loads[name].covers if isinstance(catalog.part(build, role), Gpu)]
        charges[supply].append(_stated(build, name, cards=bool(cards)))
        if board in charges and board != supply:
            charges[board] += [_slot(build, catalog, role) for role in cards]
        return
    use, part = build.parts.get(name), catalog.part(build, name)
    if use is None or part is None or name in _covered(build):
        return
    if isinstance(part, Gpu):
        charges[supply].append(_card(build, catalog, name, use, part, same=board == supply))
        if board in charges and board != supply:
            charges[board].append(_slot(build, catalog, name))
        return
    power = own_power(part)
    watts = times(power.value if power else None, use.count)
    assumed = (f"{name}.power",) if power is not None and part.is_assumed(power) else ()
    charges[supply].append(
        Charge(name, "cable", use.count, watts, watts, watts, assumed=assumed, path=("parts", name, "part"))
    )


def own_power(part: Part) -> Fact[Watts] | None:
    """Give the power that a part's own entry states, for the kinds that have one."""
    return part.power if isinstance(part, (Cpu, Storage, Fan, System)) else None


def _stated(build: Build, name: str, *, cards: bool) -> Charge:
    """Charge a stated load; one that stands for cards tells what they are set to, not what they may draw."""
    load = build.loads[name]
    assumed = (f"loads.{name}",) if load.kind == "assumed" else ()
    bound = None if cards else load.power
    return Charge(
        name=name,
        via="load",
        count=1,
        budget=load.power,
        low=bound,
        high=bound,
        can_peak=cards,
        covers=load.covers,
        assumed=assumed,
        path=("loads", name),
    )


def _card(  # noqa: PLR0913
    build: Build, catalog: Catalog, role: str, use: Use, part: Gpu, *, same: bool
) -> Charge:
    """Charge a card's cables; `same` when the supply stands behind the card's slot, too."""
    chosen = card_state(build, catalog, role)
    state = chosen[1] if chosen else None
    cap = state.cap.value if state else None
    board_power = state.board_power.value if state else None
    slot = slot_limit(catalog, part)
    low = cap if same else (max(cap - slot, Watts(0)) if cap is not None and slot is not None else None)
    factor = part.peak_factor.value
    peak = board_power.scaled(factor) if board_power is not None and factor is not None else None
    limit = inlet_limit(catalog, part) if build.harness is None else None
    return Charge(
        name=role,
        via="cable",
        count=use.count,
        budget=times(cap, use.count),
        low=times(low, use.count),
        high=times(board_power, use.count),
        peak=times(peak, use.count),
        peak_of_one=peak - board_power if peak is not None and board_power is not None else None,
        can_peak=True,
        peak_duration=part.peak_duration.value,
        inlet_limit=times(limit, use.count),
        state=chosen[0] if chosen else None,
        assumed=_assumed_of(part, chosen),
        path=("parts", role, "state" if use.state else "part"),
    )


def _slot(build: Build, catalog: Catalog, role: str) -> Charge:
    """Charge a card's slot to the supply behind the board: nothing at least, the slot's limit at most."""
    use, part = build.parts[role], catalog.part(build, role)
    assert isinstance(part, Gpu)  # noqa: S101 - the callers ask for cards only
    most = times(slot_limit(catalog, part), use.count)
    path: Path = ("parts", role, "state" if use.state else "part")
    return Charge(role, "slot", use.count, Watts(0), Watts(0), most, path=path)


def _assumed_of(part: Gpu, chosen: tuple[str, CardState] | None) -> tuple[str, ...]:
    if chosen is None:
        return ()
    name, state = chosen
    facts = (("cap", state.cap), ("board_power", state.board_power))
    return tuple(f"{part.id}.states.{name}.{field}" for field, fact in facts if part.is_assumed(fact))


def _supply(build: Build, catalog: Catalog, role: str, charges: list[Charge]) -> SupplyLoad:
    part = catalog.part(build, role)
    assert isinstance(part, Psu)  # noqa: S101 - the caller lists supplies only
    count, found = build.parts[role].count, rating_on(part, build, catalog)
    rating_assumed = part.is_assumed(part.rating if found.line is None else part.line_ratings)
    rated = f"{part.id}.{'rating' if found.line is None else 'line_ratings'}"
    assumed = [rated] if rating_assumed else []
    assumed += [path for charge in charges for path in charge.assumed]
    # What it bears for a moment is stated for the mains of its own rating.
    peak = part.peak.value if found.line is None else None
    return SupplyLoad(
        role=role,
        part=part.id,
        supply_class=part.supply_class,
        rating=times(found.watts, count),
        rating_assumed=rating_assumed,
        bears=times(peak, count) or times(found.watts, count),
        charges=tuple(charges),
        assumed=tuple(dict.fromkeys(assumed)),
        count=count,
        line=found.line,
        bears_for=part.peak_duration.value if peak is not None else None,
    )


# What needs a feed of its own, and what hangs on the board unless the build says otherwise.
_NEEDS_FEED = (Gpu, Cpu, Motherboard, System)
_ON_BOARD = (MemoryModule, Storage, Fan)


def _on_board(build: Build, catalog: Catalog) -> Iterable[str]:
    named = {name for names in build.feeds.values() for name in names} | set(_covered(build))
    for role in build.parts:
        if role not in named and isinstance(catalog.part(build, role), _ON_BOARD):
            yield role


def _unfed(build: Build, catalog: Catalog) -> Iterable[str]:
    fed = {name for supply in build.feeds for name in fed_by(build, supply)}
    for role in build.parts:
        if role not in fed and isinstance(catalog.part(build, role), _NEEDS_FEED):
            yield role
    yield from (name for name in build.loads if name not in fed)


def _fed_twice(build: Build) -> Iterable[tuple[str, tuple[str, ...]]]:
    feeders: dict[str, list[str]] = {}
    for supply, names in build.feeds.items():
        for name in names:
            feeders.setdefault(name, []).append(supply)
    for name, supplies in feeders.items():
        if len(supplies) > 1:
            yield name, tuple(supplies)
