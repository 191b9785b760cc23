"""Metering: a build's circuit solved, and its currents and voltages read off.

Two cases are solved at the least voltage of each supply: `cables`, where each card takes all of its board
power from its cables, and `slots`, where it takes as much as a slot may give from the board. Each figure is
the worst of the two. A figure that rests on an unknown conductor is a lower bound and marked so. Nothing is
judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildgen.calc.bench import Bench, percent
from buildgen.calc.circuit import CASES, Card, Lead, Strand
from buildgen.calc.conductor import grouped_limit, single_limit
from buildgen.calc.gaps import gaps
from buildgen.calc.laying import circuit
from buildgen.calc.likeness import counterparts
from buildgen.calc.network import Solution, Unsolved
from buildgen.calc.outputs import foreign, joined, linked, supply, through_board
from buildgen.calc.rails import board_rails
from buildgen.calc.solver import solve
from buildgen.calc.wiring import (
    CardFeed,
    Drop,
    FuseWindow,
    InletLoad,
    JointLoad,
    Load,
    StrandLoad,
    Wiring,
)
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.quantity import Amps, Ohms, Volts, Watts, divide_half_up


def wiring(build: Build, catalog: Catalog) -> Wiring | None:
    """Compute a build's wiring; None when the build states no harness or the catalog no wiring figures."""
    laid = circuit(build, catalog)
    if laid is None:
        return None
    answers = {case: solve(laid.network(case)) for case in CASES}
    solved = {case: answer for case, answer in answers.items() if isinstance(answer, Solution)}
    bench = Bench(laid, solved)
    lost = _lost(bench)
    strands = tuple(_strand(bench, lead, strand, lost) for lead in laid.leads for strand in lead.strands)
    cards = tuple(_card(bench, card) for card in laid.cards)
    share, carried = through_board(bench)
    missing, assumed = gaps(laid, build)
    return Wiring(
        build=build.id,
        supplies=tuple(supply(bench, feed) for feed in laid.feeds),
        cards=cards,
        strands=strands,
        fuses=tuple(_fuse(bench, lead, strands) for lead in laid.leads if "12V" in lead.wires.poles),
        joints=tuple(_joints(bench)),
        rails=board_rails(laid, build, catalog),
        joined=tuple(joined(bench)),
        linked=linked(bench),
        foreign=tuple(card.id for card in foreign(bench)),
        board_share=share,
        board_return=carried,
        share_known=bench.returns_known,
        unsolved={case: answer for case, answer in answers.items() if isinstance(answer, Unsolved)},
        faults=laid.faults,
        missing=missing,
        assumed=assumed,
        circuit=laid,
    )


def _volts(value: float) -> Volts:
    return Volts(round(value * 1000))


def _divided(load: Load, count: int) -> Load:
    """Give the current of one of several like conductors; `lost` counts one conductor less."""

    def share(amps: Amps | None, among: int) -> Amps | None:
        return Amps(divide_half_up(amps.grains, among)) if amps is not None else None

    return Load(share(load.cables, count), share(load.slots, count), share(load.lost, max(count - 1, 1)))


def _lost(bench: Bench) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Solve for the loss of one conductor of each strand: in wire and plug, once for all leads alike."""
    stands, found = counterparts(bench.laid), dict[str, tuple[tuple[float, float], ...]]()
    for strand in bench.laid.strands():
        like = f"{stands[strand.lead]}.{strand.pole}"
        if strand.count is None or strand.count < 2 or strand.id in found:
            continue
        if like not in found:
            answers = [solve(bench.laid.network(case, lost=like)) for case in bench.solved]
            found[like] = tuple(
                (answer.currents[f"{like}.wire"], answer.currents[f"{like}.plug"])
                for answer in answers
                if isinstance(answer, Solution)
            )
        found[strand.id] = found[like]
    return found


def _strand(
    bench: Bench, lead: Lead, strand: Strand, lost: Mapping[str, tuple[tuple[float, float], ...]]
) -> StrandLoad:
    """Read a strand's currents, also with one of its conductors lost, and look up its limits."""
    maimed = lost.get(strand.id, ())
    total = bench.load(f"{strand.id}.wire", (wire for wire, _ in maimed))
    plug = bench.load(f"{strand.id}.plug", (plug for _, plug in maimed))
    together = sum(s.count or 0 for s in lead.strands)
    stated = lead.wires.terminal.value
    return StrandLoad(
        id=strand.id,
        run=strand.run,
        lead=strand.lead,
        pole=strand.pole,
        count=strand.count,
        gauge=strand.gauge,
        length=strand.length,
        total=total,
        each=_divided(total, strand.count) if strand.count else None,
        limit=grouped_limit(strand.gauge, together, bench.laid.rules) if strand.gauge else None,
        pin=_divided(plug, strand.count) if strand.count and lead.plug else None,
        pin_limit=(stated or lead.plug.pin_current.value) if lead.plug else None,
        known=strand.known,
    )


def _card(bench: Bench, card: Card) -> CardFeed:
    """Read a card's voltage, drop and returns."""
    leads = [lead for lead in bench.laid.leads if lead.end == card.id]
    worst = _worst_inlet(bench, card)
    slot = bench.load(f"{card.id}.slot.GND").cables if bench.returns_known else None
    whole = sum(abs(bench.current(f"{s.id}.plug")) for lead in leads for s in lead.strands if s.pole == "12V")
    strands = [s for lead in leads for s in bench.path(lead)]
    return CardFeed(
        id=card.id,
        plugs=card.plugs,
        inlets=tuple(_inlet(bench, card, inlet.id) for inlet in card.inlets),
        board_power=card.board_power,
        slot_power=bench.laid.slot_power,
        supplies=bench.ends(leads, "12V"),
        returns=bench.ends(leads, "GND"),
        volts=worst[0] if worst else None,
        drop=_drop(bench, card, worst[1], worst[2]) if worst else None,
        slot_share=percent(slot, whole),
        slot_return=slot,
        known=all(s.known for s in strands),
    )


def _inlet(bench: Bench, card: Card, name: str) -> InletLoad:
    inlet = next(i for i in card.inlets if i.id == name)
    part, whole = inlet.share
    watts = {
        case: Watts(divide_half_up(power.grains * part, whole))
        for case in CASES
        if (power := bench.laid.cable_power(card, case)) is not None and part
    }
    feeding = [bench.laid.lead(lead) for lead in inlet.leads]
    supplies = bench.ends(feeding, "12V")
    return InletLoad(
        name, inlet.plug, inlet.leads, supplies, inlet.rated, watts.get("cables"), watts.get("slots")
    )


def _worst_inlet(bench: Bench, card: Card) -> tuple[Volts, str, Solution] | None:
    """Find the inlet and case with the least voltage."""
    seen = [
        (answer.volts(f"{inlet.id}.12V", f"{card.id}.GND"), inlet.id, answer)
        for answer in bench.solved.values()
        for inlet in card.inlets
        if inlet.share[0] and f"{inlet.id}.12V" in answer.potentials and inlet.id in answer.loads
    ]
    if not seen:
        return None
    least = min(seen, key=lambda item: (item[0], item[1]))
    return _volts(least[0]), least[1], least[2]


def _drop(bench: Bench, card: Card, inlet: str, answer: Solution) -> Drop:
    """Add up where the voltage goes on the worst inlet's way out and on the way back beside it."""
    leads = [lead for lead in bench.laid.leads if lead.inlet == inlet]
    wire = contacts = fuse = 0.0
    for strand in (s for lead in leads for s in bench.path(lead)):
        count = strand.count or 1
        along = abs(answer.currents[f"{strand.id}.wire"]) / count / 1_000_000
        through = abs(answer.currents[f"{strand.id}.plug"]) / count / 1_000_000
        if strand.count is not None:
            wire += along * (strand.wire or Ohms(0)).grains
            fuse += along * (strand.fuse or Ohms(0)).grains
            # The far contact of a parent run is not on the way: the pigtail leaves before it.
            own = strand.lead in {lead.id for lead in leads}
            contacts += along * strand.near.grains + (through * strand.far.grains if own else 0.0)
    source = next((s for lead in leads for s in bench.sources_of(lead)), None)
    if source is not None and len({s.pole for lead in leads for s in lead.strands}) == 2:
        given = answer.volts(f"{source}.12V", f"{source}.GND")
        whole = given - answer.volts(f"{inlet}.12V", f"{card.id}.GND")
        contacts = max(whole - wire - fuse, 0.0)  # with the joints that the leads share
    return Drop(_volts(wire), _volts(contacts), _volts(fuse))


def _fuse(bench: Bench, lead: Lead, strands: tuple[StrandLoad, ...]) -> FuseWindow:
    """Compute what the fuse on a lead must be."""
    fuse, rules = lead.wires.fuse, bench.laid.rules
    per = fuse.per if fuse else "run"
    own = next(s for s in strands if s.lead == lead.id and s.pole == "12V")
    carried = own.each if per == "conductor" else own.total
    most = carried.most if carried else None
    margin = rules.fuse_margin.value
    return FuseWindow(
        lead=lead.id,
        run=lead.run,
        made=lead.wires.made,
        supply=next(iter(bench.sources_of(lead)), None),
        per=per,
        fitted=fuse.fitted if fuse else None,
        rating=fuse.rating.value if fuse else None,
        least=most.scaled(margin) if most is not None and margin is not None else None,
        most=_thinnest(bench, lead),
        at=fuse.at.value if fuse else None,
        dc=fuse.dc.value if fuse else None,
        dc_needed=rules.fuse_dc.value,
    )


def _thinnest(bench: Bench, lead: Lead) -> Amps | None:
    """Give the limit of the thinnest single conductor that a fuse at a lead's start must protect."""
    behind = [lead, *(p for p in bench.laid.leads if p.parent == lead.id and p.wires.fuse is None)]
    gauges = [s.gauge for p in behind for s in p.strands if s.pole == "12V"]
    if any(g is None for g in gauges):
        return None
    return single_limit(min(g for g in gauges if g is not None), bench.laid.rules)


def _joints(bench: Bench) -> Iterator[JointLoad]:
    """Read the current through each joint that sits on something."""
    for name, _, pole, _ in bench.laid.joints:
        rating = bench.laid.harness.joints[name].rating.value
        yield JointLoad(f"{name}.{pole}", bench.load(f"{name}.{pole}.joint").most, rating)
