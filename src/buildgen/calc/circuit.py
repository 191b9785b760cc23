"""The circuit of a build: every run laid out piece by piece between nodes, ready to be solved.

Nodes are named `<point>.12V` and `<point>.GND`. A card has one ground and a 12 V node for each inlet, for its
plugs are not joined on every card: the power on its cables is divided by the inlets' ratings (assumed).
Parallel conductors of one run are one resistance with a count. What is not known adds no resistance, so
every drop and current is then a lower bound, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from buildgen.calc.network import Load, Network, Resistor, Source
from buildgen.catalog.connectors import Connector
from buildgen.catalog.harness import POLES, Harness, Pole, Run
from buildgen.catalog.wiring import WiringRules
from buildgen.quantity import Gauge, Length, Ohms, Volts, Watts

# How the cards draw: everything on their cables, or as much as allowed through their slots.
Case = Literal["cables", "slots"]
CASES: tuple[Case, ...] = ("cables", "slots")
# Stands in for resistances that are not known, where nought would merge two nodes.
SLIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class Strand:
    """One pole of one lead: `count` like conductors from `start` over `middle` (at the plug) to `end`.

    Resistances are those of one conductor; `fuse` is counted for one conductor too.
    """

    id: str
    lead: str
    run: str
    pole: Pole
    start: str
    middle: str
    end: str
    count: int | None
    gauge: Gauge | None
    length: Length | None
    wire: Ohms | None
    near: Ohms
    far: Ohms
    fuse: Ohms | None

    @property
    def known(self) -> bool:
        """Whether its resistance is known, not only bounded from below."""
        return self.count is not None and self.wire is not None


@dataclass(frozen=True, slots=True)
class Lead:
    """One piece of a run: from a point to a point, with the inlet that its plug sits in.

    `parent` is the lead at whose far plug this one starts, as a pigtail does.
    """

    id: str
    run: str
    wires: Run
    start: str
    end: str
    plug: Connector | None
    outlet: Connector | None
    inlet: str | None
    parent: str | None
    strands: tuple[Strand, ...] = ()


@dataclass(frozen=True, slots=True)
class Inlet:
    """A power inlet of a card, or one that stands in for a lead whose plug nobody named (`plug` None).

    `leads` feed it; of the power on the card's cables it takes the part `share`, a fraction.
    """

    id: str
    plug: str | None
    rated: Watts | None
    leads: tuple[str, ...]
    share: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what it draws, and through which inlets; `assumed` lists its figures that nobody stated."""

    id: str
    role: str
    part: str
    plugs: tuple[str, ...] | None
    inlets: tuple[Inlet, ...]
    board_power: Watts | None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """One supply as a source: the least voltage that it delivers, and whether that is assumed."""

    id: str
    supply_class: str
    minimum: Volts | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A run, a joint or a supply that cannot be laid out as written: how, which, and the name at fault."""

    what: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Circuit:
    """Everything that the solver and the judges need to know of a build's wiring.

    `disputed` names the roles of cards on whose inlets sources disagree, the harness taking no side.
    """

    build: str
    rules: WiringRules
    harness: Harness
    board: str | None
    board_inlets: tuple[str, ...] | None
    feeds: tuple[Feed, ...]
    leads: tuple[Lead, ...]
    cards: tuple[Card, ...]
    disputed: tuple[str, ...]
    processor: Watts | None
    slot_power: Watts | None
    faults: tuple[Fault, ...]

    def strands(self) -> Iterator[Strand]:
        """Walk over all strands in order of their leads."""
        for lead in self.leads:
            yield from lead.strands

    @property
    def _board_is_fed(self) -> bool:
        return any(lead.end == self.board for lead in self.leads)

    def lead(self, identifier: str) -> Lead:
        """Give a lead by its id."""
        return next(lead for lead in self.leads if lead.id == identifier)

    @property
    def joints(self) -> Iterator[tuple[str, str, Pole, Ohms]]:
        """Walk over the joints that sit on something: their id, what they sit on, the pole and resistance."""
        for name, joint in self.harness.joints.items():
            stated = joint.resistance.value or self.rules.joint[joint.kind].value or Ohms(0)
            for pole in POLES if joint.net is None else (joint.net,):
                if joint.on is not None:
                    yield name, joint.on, pole, stated

    def network(self, case: Case, lost: str | None = None) -> Network:
        """Give the network to solve; `lost` names a strand that has lost one of its conductors.

        Sources work at the least voltage that they deliver; one whose voltage is unknown is left out.
        """
        wires = [
            *(wire for strand in self.strands() for wire in _resistors(strand, lost)),
            *(
                Resistor(f"{name}.{pole}.joint", f"{on}.{pole}", f"{name}.{pole}", _ohms(stated))
                for name, on, pole, stated in self.joints
            ),
        ]
        loads = [load for card in self.cards for load in self._card_loads(card, case)]
        if self._board_is_fed:
            wires.extend(wire for card in self.cards for wire in self._slot(card, case))
            if self.processor is not None and any(s.end == f"{self.board}.eps8.12V" for s in self.strands()):
                ends = (f"{self.board}.eps8.12V", f"{self.board}.GND")
                loads.append(Load("processor", *ends, watts=self.processor.grains / 1000))
        sources = tuple(
            Source(feed.id, f"{feed.id}.12V", f"{feed.id}.GND", feed.minimum.grains / 1000)
            for feed in self.feeds
            if feed.minimum is not None
        )
        return Network(tuple(wires), sources, tuple(loads))

    def cable_power(self, card: Card, case: Case) -> Watts | None:
        """Give what a card takes from its cables: all of its power, or what the slot leaves."""
        if card.board_power is None or case == "cables" or self.slot_power is None:
            return card.board_power
        return max(card.board_power - self.slot_power, Watts(0))

    def _card_loads(self, card: Card, case: Case) -> Iterator[Load]:
        power = self.cable_power(card, case)
        for inlet in card.inlets:
            part, whole = inlet.share
            if power is not None and part:
                yield Load(inlet.id, f"{inlet.id}.12V", f"{card.id}.GND", power.grains / 1000 * part / whole)
        current = self.rules.slot_current.value
        if case == "slots" and current is not None and self._board_is_fed:
            yield Load(f"{card.id}.slot", f"{card.id}.slot.12V", f"{card.id}.GND", amps=current.grains / 1000)

    def _slot(self, card: Card, case: Case) -> Iterator[Resistor]:
        rules = self.rules
        ground = _ohms(rules.slot_ground.value) + _ohms(rules.board_ground.value)
        yield Resistor(f"{card.id}.slot.GND", f"{card.id}.GND", f"{self.board}.GND", ground)
        if case == "slots":
            hot = _ohms(rules.slot_12v.value) + _ohms(rules.board_12v.value)
            yield Resistor(f"{card.id}.slot.12V", f"{self.board}.12V", f"{card.id}.slot.12V", hot)


def _ohms(stated: Ohms | None) -> float:
    return max((stated.grains if stated is not None else 0) / 1_000_000, SLIGHT)


def _resistors(strand: Strand, lost: str | None) -> tuple[Resistor, Resistor]:
    """Give a strand's two resistances, up to the plug and through it, with its conductors side by side."""
    count = (strand.count or 1) - (strand.id == lost)
    known = strand.count is not None
    wire = (strand.wire or Ohms(0)) + strand.near + (strand.fuse or Ohms(0))
    return (
        Resistor(f"{strand.id}.wire", strand.start, strand.middle, _ohms(wire if known else None) / count),
        Resistor(
            f"{strand.id}.plug", strand.middle, strand.end, _ohms(strand.far if known else None) / count
        ),
    )
