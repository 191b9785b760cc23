"""Laying a harness out: from runs as they are written to leads, strands and inlets of a circuit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buildgen.calc.circuit import Card, Circuit, Fault, Feed, Inlet, Lead, Strand
from buildgen.calc.conductor import wire_resistance
from buildgen.calc.power import card_state
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.connectors import Connector
from buildgen.catalog.harness import Harness, Pole, Run
from buildgen.catalog.parts import Gpu, Motherboard, Psu
from buildgen.catalog.wiring import WiringRules
from buildgen.quantity import Amps, Gauge, Length, Ohms, Watts, divide_half_up


@dataclass(frozen=True, slots=True)
class _Draft:
    """A piece of a run before its plug has found an inlet."""

    id: str
    name: str
    run: Run
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every step of the laying looks at."""

    build: Build
    catalog: Catalog
    harness: Harness
    rules: WiringRules
    connectors: Mapping[str, Connector]
    cards: Mapping[str, Gpu]
    supplies: Mapping[str, Psu]
    board: str | None


def circuit(build: Build, catalog: Catalog) -> Circuit | None:
    """Lay out a build's harness; None when it has none, or the catalog holds no wiring figures."""
    rules = catalog.wiring
    if build.harness is None or rules is None:
        return None
    parts = {role: catalog.part(build, role) for role in build.parts}
    bench = _Bench(
        build,
        catalog,
        build.harness,
        rules,
        catalog.connectors,
        {
            f"{r}.{n}": p
            for r, p in parts.items()
            if isinstance(p, Gpu)
            for n in range(build.parts[r].count or 0)
        },
        {role: part for role, part in parts.items() if isinstance(part, Psu)},
        next((role for role, part in parts.items() if isinstance(part, Motherboard)), None),
    )
    faults = list(_misnamed(bench))
    drafts = [
        d for name, run in sorted(build.harness.runs.items()) for d in _drafts(bench, name, run, faults)
    ]
    seats = _seats(bench, drafts, faults)
    leads = tuple(_lead(bench, draft, seats.get(draft.id), _parent(bench, draft, drafts)) for draft in drafts)
    return Circuit(
        build=build.id,
        rules=rules,
        harness=build.harness,
        board=bench.board,
        board_inlets=_board_inlets(bench),
        feeds=tuple(_feeds(bench)),
        leads=leads,
        disputed=tuple(sorted(_disputed(bench))),
        cards=tuple(_card(bench, name, part, seats) for name, part in bench.cards.items()),
        processor=next((load.power for load in build.loads.values() if load.covers == ("cpu",)), None),
        slot_power=catalog.policy.slot_power.value if catalog.policy else None,
        faults=tuple(faults),
    )


def _board_inlets(bench: _Bench) -> tuple[str, ...] | None:
    part = bench.catalog.part(bench.build, bench.board) if bench.board else None
    return part.inlets.value if isinstance(part, Motherboard) else None


def _misnamed(bench: _Bench) -> Iterator[Fault]:
    """Find joints that sit on nothing, and supplies and inlets of roles that are none."""
    for name, joint in sorted(bench.harness.joints.items()):
        if joint.on is not None and not _is_place(bench, joint.on):
            yield Fault("loose-joint", name, joint.on)
    yield from (
        Fault("loose-supplies", n, n) for n in sorted(set(bench.harness.supplies) - set(bench.supplies))
    )
    roles = {card.rpartition(".")[0] for card in bench.cards}
    yield from (Fault("loose-inlets", n, n) for n in sorted(set(bench.harness.inlets) - roles))


def _drafts(bench: _Bench, name: str, run: Run, faults: list[Fault]) -> Iterator[_Draft]:
    """Cut a run into pieces: one for each card when its end names a role of several."""
    for point, end in ((run.start, "from"), (run.end, "to")):
        if not (_is_place(bench, point) or (end == "from" and point in bench.harness.runs)):
            faults.append(Fault(f"loose-{end}", name, point))
            return
    pieces = [card for card in bench.cards if run.end in {card, card.rpartition(".")[0]}]
    for piece in pieces or [run.end]:
        suffix = f".{piece.rpartition('.')[2]}" if len(pieces) > 1 else ""
        yield _Draft(f"{name}{suffix}", name, run, run.start, piece)


def _is_place(bench: _Bench, point: str) -> bool:
    """Tell whether a point is a joint, a role or a piece of one: these go before runs of the same name."""
    return point in bench.cards if "." in point else point in {*bench.harness.joints, *bench.build.parts}


def _parent(bench: _Bench, draft: _Draft, drafts: list[_Draft]) -> str | None:
    if _is_place(bench, draft.start):
        return None
    parents = [d for d in drafts if d.name == draft.start]
    beside = next((d for d in parents if d.end == draft.end), parents[0] if parents else None)
    return beside.id if beside else None


def _seats(bench: _Bench, drafts: list[_Draft], faults: list[Fault]) -> dict[str, str]:
    """Give each lead that brings 12 V to a card the inlet that its plug sits in, by name where it fits."""
    seats: dict[str, str] = {}
    free = {card: _inlets(bench, card) for card in bench.cards}
    for draft in drafts:
        if draft.end not in free or "12V" not in draft.run.poles:
            continue
        if draft.run.plug is None or _plugs(bench, draft.end) is None:
            seats[draft.id] = f"{draft.end}.{draft.id.replace('.', '-')}"
            continue
        plug = bench.connectors.get(draft.run.plug)
        fits = (draft.run.plug, *(plug.accepts if plug else ()))
        left = [inlet for want in fits for inlet, kind in free[draft.end].items() if kind == want]
        if left:
            seats[draft.id] = left[0]
            del free[draft.end][left[0]]
        else:
            faults.append(Fault("no-inlet", draft.id, draft.run.plug))
    return seats


def _plugs(bench: _Bench, card: str) -> tuple[str, ...] | None:
    """Give the inlets that the harness is made for, else those that the card's entry states."""
    stated = bench.harness.inlets.get(card.rpartition(".")[0])
    return stated.value if stated is not None else bench.cards[card].plugs.value


def _disputed(bench: _Bench) -> set[str]:
    """Find roles whose cards' inlets sources disagree on, and for which the harness takes no side."""
    return {
        name.rpartition(".")[0]
        for name, part in bench.cards.items()
        if any(other.value != part.plugs.value for other in part.plugs.others)
    } - set(bench.harness.inlets)


def _inlets(bench: _Bench, card: str) -> dict[str, str]:
    """Name a card's inlets: by plug, numbered where a plug occurs twice."""
    plugs = _plugs(bench, card) or ()
    return {
        f"{card}.{plug}" + (f"-{plugs[: n + 1].count(plug)}" if plugs.count(plug) > 1 else ""): plug
        for n, plug in enumerate(plugs)
    }


def _card(bench: _Bench, name: str, part: Gpu, seats: Mapping[str, str]) -> Card:
    role = name.rpartition(".")[0]
    chosen = card_state(bench.build, bench.catalog, role)
    own: dict[str, str | None] = dict(_inlets(bench, name))
    fed = {inlet: lead for lead, inlet in seats.items() if inlet.startswith(f"{name}.")}
    rated = {inlet: _rated(bench, plug) for inlet, plug in {**dict.fromkeys(fed), **own}.items()}
    weights = {inlet: watts.grains for inlet in fed if (watts := rated[inlet]) is not None}
    if len(weights) < len(fed):  # some rating is not known: all alike
        weights = dict.fromkeys(fed, 1)
    whole = sum(weights.values()) or 1
    inlets = tuple(
        Inlet(
            inlet,
            own.get(inlet),
            rated[inlet],
            (fed[inlet],) if inlet in fed else (),
            (weights.get(inlet, 0), whole),
        )
        for inlet in sorted(rated)
    )
    board_power = chosen[1].board_power if chosen else None
    assumed = board_power is not None and part.is_assumed(board_power)
    return Card(
        name,
        role,
        part.id,
        _plugs(bench, name),
        inlets,
        board_power.value if board_power is not None else None,
        (f"{part.id}.states.{chosen[0]}.board_power",) if assumed and chosen else (),
    )


def _rated(bench: _Bench, plug: str | None) -> Watts | None:
    connector = bench.connectors.get(plug or "")
    return connector.rated.value if connector else None


def _feeds(bench: _Bench) -> Iterator[Feed]:
    for role, part in bench.supplies.items():
        end = bench.harness.supplies.get(role)
        if end is not None and end.minimum.value is not None:
            assumed = bench.harness.is_assumed(end.minimum)
            yield Feed(role, part.supply_class, end.minimum.value, assumed)
        else:
            fact = bench.rules.supply_minimum[part.supply_class]
            yield Feed(role, part.supply_class, fact.value, bench.rules.is_assumed(fact))


def _lead(bench: _Bench, draft: _Draft, seat: str | None, parent: str | None) -> Lead:
    plug = bench.connectors.get(draft.run.plug or "")
    outlet = bench.connectors.get(draft.run.outlet or "")
    strands = tuple(_strand(bench, draft, pole, seat, parent) for pole in draft.run.poles)
    return Lead(draft.id, draft.name, draft.run, draft.start, draft.end, plug, outlet, seat, parent, strands)


def _strand(bench: _Bench, draft: _Draft, pole: Pole, seat: str | None, parent: str | None) -> Strand:
    run = draft.run
    gauge, length = run.gauge.value, run.length.value
    if run.made == "factory":
        gauge = gauge or bench.rules.factory_lead.gauge.value
        length = length or bench.rules.factory_lead.length.value
    count = _count(bench, run, pole)
    fuse = run.fuse if pole == "12V" and run.fuse is not None and run.fuse.fitted else None
    return Strand(
        id=f"{draft.id}.{pole}",
        lead=draft.id,
        run=draft.name,
        pole=pole,
        start=f"{parent}.plug.{pole}" if parent else f"{draft.start}.{pole}",
        middle=f"{draft.id}.plug.{pole}",
        end=_end(bench, draft, pole, seat),
        count=count,
        gauge=gauge,
        length=length,
        wire=_wire(bench, gauge, length),
        near=_contact(bench, draft.start, run.outlet, factory=run.made == "factory"),
        far=_contact(bench, draft.end, run.plug),
        fuse=_fuse(bench, fuse.rating.value, None if fuse.per == "conductor" else count) if fuse else None,
    )


def _count(bench: _Bench, run: Run, pole: Pole) -> int | None:
    """Count a pole's conductors: as stated, at most the plug's pins; else the plug's power pins."""
    stated, plug = run.conductors.value, bench.connectors.get(run.plug or "")
    pins = plug.outlet_pins("12V") if plug and pole == "12V" else plug.power_pins(pole) if plug else None
    if stated is not None:
        return min(stated, pins) if pins else stated
    return plug.power_pins(pole) if plug else None


def _wire(bench: _Bench, gauge: Gauge | None, length: Length | None) -> Ohms | None:
    return wire_resistance(gauge, length, bench.rules) if gauge is not None and length is not None else None


def _contact(bench: _Bench, point: str, connector: str | None, *, factory: bool = False) -> Ohms:
    """Give the resistance of one conductor's end: a mated pin, a joint, or the inside of a supply."""
    family = bench.connectors.get(connector or "")
    if family is not None:
        return family.contact.value or bench.rules.contact.value or Ohms(0)
    joint = bench.harness.joints.get(point)
    kind = joint.kind if joint else "pad" if factory else None if _is_place(bench, point) else "splice"
    fact = bench.rules.joint[kind] if kind is not None else bench.rules.contact
    return fact.value or Ohms(0)


def _fuse(bench: _Bench, rating: Amps | None, shared_by: int | None) -> Ohms | None:
    """Give a fuse's resistance as one conductor sees it: a fuse that n share counts n times for each."""
    drop = bench.rules.fuse_drop.value
    if rating is None or drop is None or rating.grains == 0:
        return None
    return Ohms(divide_half_up(drop.grains * 1_000_000, rating.grains)) * (shared_by or 1)


def _end(bench: _Bench, draft: _Draft, pole: Pole, seat: str | None) -> str:
    if pole == "GND":
        return f"{draft.end}.GND"
    if draft.end == bench.board and draft.run.plug is not None and draft.run.plug.startswith("eps"):
        return f"{draft.end}.eps8.12V"
    return f"{seat or draft.end}.12V"
