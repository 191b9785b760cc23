"""Metering: a build's circuit solved, and its currents and voltages read off.

Two cases are solved at the least voltage of each supply: `cables`, where each card takes all of its board
power from its cables, and `slots`, where it takes as much as a slot may give from the board. Each figure is
the worst of the two. A figure that rests on an unknown conductor is a lower bound and marked so. Nothing is
judged here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from buildgen.calc.circuit import CASES, Card, Case, Circuit, Feed, Lead, Strand
from buildgen.calc.conductor import grouped_limit, single_limit
from buildgen.calc.gaps import gaps
from buildgen.calc.laying import circuit
from buildgen.calc.network import Solution, Unsolved, solve
from buildgen.calc.wiring import (
    CardFeed,
    Drop,
    FuseWindow,
    InletLoad,
    JointLoad,
    Load,
    StrandLoad,
    SupplyWiring,
    Wiring,
)
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.harness import SupplyEnd
from buildgen.quantity import Amps, Ohms, Volts, Watts, decimal_text, divide_half_up


def wiring(build: Build, catalog: Catalog) -> Wiring | None:
    """Compute a build's wiring; None when the build states no harness or the catalog no wiring figures."""
    laid = circuit(build, catalog)
    if laid is None:
        return None
    answers = {case: solve(laid.network(case)) for case in CASES}
    solved = {case: answer for case, answer in answers.items() if isinstance(answer, Solution)}
    bench = _Bench(laid, solved)
    strands = tuple(bench.strand(lead, strand) for lead in laid.leads for strand in lead.strands)
    cards = tuple(bench.card(card) for card in laid.cards)
    share, carried = bench.through_board()
    missing, assumed = gaps(laid, build)
    return Wiring(
        build=build.id,
        supplies=tuple(bench.supply(feed) for feed in laid.feeds),
        cards=cards,
        strands=strands,
        fuses=tuple(bench.fuse(lead, strands) for lead in laid.leads if "12V" in lead.wires.poles),
        joints=tuple(bench.joints()),
        joined=tuple(bench.joined()),
        linked=bench.linked(),
        board_share=share,
        board_return=carried,
        share_known=bench.returns_known,
        unsolved={case: answer for case, answer in answers.items() if isinstance(answer, Unsolved)},
        faults=laid.faults,
        missing=missing,
        assumed=assumed,
        circuit=laid,
    )


def _amps(value: float) -> Amps:
    return Amps(round(abs(value) * 1000))


def _volts(value: float) -> Volts:
    return Volts(round(value * 1000))


def _divided(load: Load, count: int) -> Load:
    """Give the current of one of several like conductors; `lost` counts one conductor less."""

    def share(amps: Amps | None, among: int) -> Amps | None:
        return Amps(divide_half_up(amps.grains, among)) if amps is not None else None

    return Load(share(load.cables, count), share(load.slots, count), share(load.lost, max(count - 1, 1)))


@dataclass(frozen=True, slots=True)
class _Bench:
    """The laid-out circuit with the solutions that exist."""

    laid: Circuit
    solved: Mapping[Case, Solution]

    def load(self, resistor: str, lost: Iterable[float] = ()) -> Load:
        """Read one resistance's current in both cases."""
        read = {
            case: _amps(answer.currents[resistor])
            for case, answer in self.solved.items()
            if resistor in answer.currents
        }
        worst = max((_amps(value) for value in lost), default=None)
        return Load(read.get("cables"), read.get("slots"), worst)

    def strand(self, lead: Lead, strand: Strand) -> StrandLoad:
        """Read a strand's currents, also with one of its conductors lost, and look up its limits."""
        maimed = [
            answer
            for case in self.solved
            if strand.count is not None and strand.count > 1
            for answer in (solve(self.laid.network(case, lost=strand.id)),)
            if isinstance(answer, Solution)
        ]
        total = self.load(f"{strand.id}.wire", (a.currents[f"{strand.id}.wire"] for a in maimed))
        plug = self.load(f"{strand.id}.plug", (a.currents[f"{strand.id}.plug"] for a in maimed))
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
            limit=grouped_limit(strand.gauge, together, self.laid.rules) if strand.gauge else None,
            pin=_divided(plug, strand.count) if strand.count and lead.plug else None,
            pin_limit=(stated or lead.plug.pin_current.value) if lead.plug else None,
            known=strand.known,
        )

    def sources_of(self, lead: Lead) -> tuple[str, ...]:
        """Name the supply that a lead comes from, through joints, boards and leads; none when it is loose."""
        supplies, seen = {feed.id for feed in self.laid.feeds}, set()
        first = self._origin(lead)
        while first not in supplies:
            joint = self.laid.harness.joints.get(first)
            feeding = next((k for k in self.laid.leads if k.end == first), None)
            before = joint.on if joint is not None else None
            before = before or (self._origin(feeding) if feeding is not None else None)
            if before is None or first in seen:
                return ()
            seen.add(first)
            first = before
        return (first,)

    def _origin(self, lead: Lead) -> str:
        """Give the point at which the first of the leads that this one hangs on starts."""
        return self._origin(self.laid.lead(lead.parent)) if lead.parent else lead.start

    def card(self, card: Card) -> CardFeed:
        """Read a card's voltage, drop and returns."""
        leads = [lead for lead in self.laid.leads if lead.end == card.id]
        worst = self._worst_inlet(card)
        slot = self.load(f"{card.id}.slot.GND").cables if self.returns_known else None
        whole = sum(
            abs(self._current(f"{s.id}.plug")) for lead in leads for s in lead.strands if s.pole == "12V"
        )
        strands = [s for lead in leads for s in self._path(lead)]
        return CardFeed(
            id=card.id,
            plugs=card.plugs,
            inlets=tuple(self._inlet(card, inlet.id) for inlet in card.inlets),
            board_power=card.board_power,
            slot_power=self.laid.slot_power,
            supplies=self._ends(leads, "12V"),
            returns=self._ends(leads, "GND"),
            volts=worst[0] if worst else None,
            drop=self._drop(card, worst[1], worst[2]) if worst else None,
            slot_share=_percent(slot, whole),
            slot_return=slot,
            known=all(s.known for s in strands),
        )

    @property
    def returns_known(self) -> bool:
        """Whether every return's resistance is known: how currents divide among them has no lower bound."""
        return all(s.known for s in self.laid.strands() if s.pole == "GND")

    def _ends(self, leads: Iterable[Lead], pole: str) -> tuple[str, ...]:
        found = {s for lead in leads if pole in lead.wires.poles for s in self.sources_of(lead)}
        return tuple(sorted(found))

    def _current(self, resistor: str) -> float:
        answer = self.solved.get("cables")
        return answer.currents.get(resistor, 0.0) if answer else 0.0

    def _inlet(self, card: Card, name: str) -> InletLoad:
        inlet = next(i for i in card.inlets if i.id == name)
        part, whole = inlet.share
        watts = {
            case: Watts(divide_half_up(power.grains * part, whole))
            for case in CASES
            if (power := self.laid.cable_power(card, case)) is not None and part
        }
        feeding = [self.laid.lead(lead) for lead in inlet.leads]
        supplies = self._ends(feeding, "12V")
        return InletLoad(
            name, inlet.plug, inlet.leads, supplies, inlet.rated, watts.get("cables"), watts.get("slots")
        )

    def _worst_inlet(self, card: Card) -> tuple[Volts, str, Solution] | None:
        """Find the inlet and case with the least voltage."""
        seen = [
            (answer.volts(f"{inlet.id}.12V", f"{card.id}.GND"), inlet.id, answer)
            for answer in self.solved.values()
            for inlet in card.inlets
            if inlet.share[0] and f"{inlet.id}.12V" in answer.potentials and inlet.id in answer.loads
        ]
        if not seen:
            return None
        least = min(seen, key=lambda item: (item[0], item[1]))
        return _volts(least[0]), least[1], least[2]

    def _path(self, lead: Lead) -> Iterator[Strand]:
        """Walk over a lead's strands and those of the leads that it hangs on."""
        yield from lead.strands
        if lead.parent:
            yield from self._path(self.laid.lead(lead.parent))

    def _drop(self, card: Card, inlet: str, answer: Solution) -> Drop:
        """Add up where the voltage goes on the worst inlet's way out and on the way back beside it."""
        leads = [lead for lead in self.laid.leads if lead.inlet == inlet]
        wire = contacts = fuse = 0.0
        for strand in (s for lead in leads for s in self._path(lead)):
            count = strand.count or 1
            along = abs(answer.currents[f"{strand.id}.wire"]) / count / 1_000_000
            through = abs(answer.currents[f"{strand.id}.plug"]) / count / 1_000_000
            if strand.count is not None:
                wire += along * (strand.wire or Ohms(0)).grains
                fuse += along * (strand.fuse or Ohms(0)).grains
                # The far contact of a parent run is not on the way: the pigtail leaves before it.
                own = strand.lead in {lead.id for lead in leads}
                contacts += along * strand.near.grains + (through * strand.far.grains if own else 0.0)
        source = next((s for lead in leads for s in self.sources_of(lead)), None)
        if source is not None and len({s.pole for lead in leads for s in lead.strands}) == 2:
            given = answer.volts(f"{source}.12V", f"{source}.GND")
            whole = given - answer.volts(f"{inlet}.12V", f"{card.id}.GND")
            contacts = max(whole - wire - fuse, 0.0)  # with the joints that the leads share
        return Drop(_volts(wire), _volts(contacts), _volts(fuse))

    def through_board(self) -> tuple[str | None, Amps | None]:
        """Give the part of all cable current that returns through slots and board, and that current."""
        if "cables" not in self.solved or not self.laid.cards or not self.returns_known:
            return None, None
        back = sum(abs(self._current(f"{card.id}.slot.GND")) for card in self.laid.cards)
        cards = {card.id for card in self.laid.cards}
        out = sum(
            abs(self._current(f"{s.id}.plug"))
            for lead in self.laid.leads
            for s in lead.strands
            if lead.end in cards and s.pole == "12V"
        )
        return _percent(_amps(back), out), _amps(back)

    def fuse(self, lead: Lead, strands: tuple[StrandLoad, ...]) -> FuseWindow:
        """Compute what the fuse on a lead must be."""
        fuse, rules = lead.wires.fuse, self.laid.rules
        per = fuse.per if fuse else "run"
        own = next(s for s in strands if s.lead == lead.id and s.pole == "12V")
        carried = own.each if per == "conductor" else own.total
        most = carried.most if carried else None
        margin = rules.fuse_margin.value
        return FuseWindow(
            lead=lead.id,
            run=lead.run,
            made=lead.wires.made,
            supply=next(iter(self.sources_of(lead)), None),
            per=per,
            fitted=fuse.fitted if fuse else None,
            rating=fuse.rating.value if fuse else None,
            least=most.scaled(margin) if most is not None and margin is not None else None,
            most=self._thinnest(lead),
            at=fuse.at.value if fuse else None,
            dc=fuse.dc.value if fuse else None,
            dc_needed=rules.fuse_dc.value,
        )

    def _thinnest(self, lead: Lead) -> Amps | None:
        """Give the limit of the thinnest single conductor that a fuse at a lead's start must protect."""
        behind = [lead, *(p for p in self.laid.leads if p.parent == lead.id and p.wires.fuse is None)]
        gauges = [s.gauge for p in behind for s in p.strands if s.pole == "12V"]
        if any(g is None for g in gauges):
            return None
        return single_limit(min(g for g in gauges if g is not None), self.laid.rules)

    def joints(self) -> Iterator[JointLoad]:
        """Read the current through each joint that sits on something."""
        for name, _, pole, _ in self.laid.joints:
            rating = self.laid.harness.joints[name].rating.value
            yield JointLoad(f"{name}.{pole}", self.load(f"{name}.{pole}.joint").most, rating)

    def supply(self, feed: Feed) -> SupplyWiring:
        """Read a supply's current, and take over what the harness says of its end."""
        declared = self.laid.harness.supplies.get(feed.id)
        end = declared or SupplyEnd()
        read = [answer.sources[feed.id] for answer in self.solved.values() if feed.id in answer.sources]
        return SupplyWiring(
            id=feed.id,
            supply_class=feed.supply_class,
            current=max((_amps(value) for value in read), default=None),
            heat=self._heat(feed),
            minimum=feed.minimum,
            minimum_assumed=feed.assumed,
            control=end.control,
            earthed=end.earthed.value,
            pinout=end.pinout.value,
            declared=declared is not None,
        )

    def _heat(self, feed: Feed) -> Watts | None:
        """Add up I^2 R over the leads and joints of a supply; a link counts for where it starts."""
        answer = self.solved.get("cables")
        if answer is None:
            return None
        own = {
            f"{s.id}.{end}"
            for lead in self.laid.leads
            if feed.id in self.sources_of(lead)
            for s in lead.strands
            for end in ("wire", "plug")
        }
        own |= {f"{name}.{pole}.joint" for name, on, pole, _ in self.laid.joints if on == feed.id}
        wires = [r for r in self.laid.network("cables").resistors if r.id in own]
        return Watts(round(math.fsum(r.ohms * answer.currents[r.id] ** 2 for r in wires) * 1000))

    def joined(self) -> Iterator[tuple[str, str]]:
        """Find supplies whose 12 V rails a wire joins."""
        reach: dict[str, str] = {}
        edges = [(s.start, s.middle) for s in self.laid.strands()] + [
            (s.middle, s.end) for s in self.laid.strands()
        ]
        edges += [(f"{on}.{pole}", f"{name}.{pole}") for name, on, pole, _ in self.laid.joints]

        def root(node: str) -> str:
            while node in reach:
                node = reach[node]
            return node

        for a, b in edges:
            if root(a) != root(b):
                reach[root(a)] = root(b)
        feeds = [feed.id for feed in self.laid.feeds]
        for n, a in enumerate(feeds):
            for b in feeds[n + 1 :]:
                if root(f"{a}.12V") == root(f"{b}.12V"):
                    yield (a, b)

    def linked(self) -> bool:
        """Tell whether a run joins the returns of two supplies on purpose."""
        ends = {feed.id for feed in self.laid.feeds} | set(self.laid.harness.joints)
        return any(lead.wires.net == "GND" and {lead.start, lead.end} <= ends for lead in self.laid.leads)


def _percent(part: Amps | None, whole: float) -> str | None:
    if part is None or whole <= 0:
        return None
    return (
        decimal_text(divide_half_up(part.grains * 1000, _amps(whole).grains), 10, 1)
        if _amps(whole).grains
        else None
    )
