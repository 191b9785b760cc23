"""What is known of a build's wiring once it is computed: currents, drops, pins, fuses, returns, and gaps.

`metering.wiring` makes it; checks judge it, pages and diagrams show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from buildgen.calc.circuit import Case, Circuit, Fault
from buildgen.calc.network import Unsolved
from buildgen.catalog.harness import Control, Pole
from buildgen.quantity import Amps, Gauge, Length, Volts, Watts, divide_half_up

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """A current in both cases and the worst of them with one conductor lost; None when not solved."""

    cables: Amps | None
    slots: Amps | None
    lost: Amps | None = None

    @property
    def least(self) -> Amps | None:
        """What flows in every case."""
        return min((a for a in (self.cables, self.slots) if a is not None), default=None)

    @property
    def most(self) -> Amps | None:
        """What flows in the worst case, with all conductors whole."""
        return max((a for a in (self.cables, self.slots) if a is not None), default=None)


@dataclass(frozen=True, slots=True)
class StrandLoad:
    """One pole of one lead under current.

    `total` is the current of all its conductors together, `each` that of one, `pin` that of one pin of the
    far plug; `limit` is what the table allows one of the conductors that lie together, `pin_limit` one pin's.
    """

    id: str
    run: str
    lead: str
    pole: Pole
    count: int | None
    gauge: Gauge | None
    length: Length | None
    total: Load
    each: Load | None
    limit: Amps | None
    pin: Load | None
    pin_limit: Amps | None
    known: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """Where the voltage between a supply and a card goes: wires, contacts and joints, fuse."""

    wire: Volts
    contacts: Volts
    fuse: Volts

    @property
    def whole(self) -> Volts:
        """The whole drop."""
        return self.wire + self.contacts + self.fuse


@dataclass(frozen=True, slots=True)
class InletLoad:
    """A power inlet: what feeds it, and the power through it in both cases."""

    id: str
    plug: str | None
    leads: tuple[str, ...]
    supplies: tuple[str, ...]
    rated: Watts | None
    cables: Watts | None
    slots: Watts | None


@dataclass(frozen=True, slots=True)
class CardFeed:
    """One card: its inlets, the least voltage that it sees, where the rest went, and its way back.

    `volts` and `drop` are None when not solved; if not `known`, `volts` is an upper and `drop` a lower bound.
    `slot_share` is the part of its cables' current, in percent, that returns through slot and board.
    """

    id: str
    plugs: tuple[str, ...] | None
    inlets: tuple[InletLoad, ...]
    board_power: Watts | None
    slot_power: Watts | None
    supplies: tuple[str, ...]
    returns: tuple[str, ...]
    volts: Volts | None
    drop: Drop | None
    slot_share: str | None
    slot_return: Amps | None
    known: bool


@dataclass(frozen=True, slots=True)
class FuseWindow:
    """What a fuse on a lead must be: at least `least`, at most `most`; beside it what is there.

    `fitted` None: nobody says whether there is one. `dc` is the voltage that it breaks.
    """

    lead: str
    run: str
    made: str
    supply: str | None
    per: str
    fitted: bool | None
    rating: Amps | None
    least: Amps | None
    most: Amps | None
    at: str | None
    dc: Volts | None
    dc_needed: Volts | None


@dataclass(frozen=True, slots=True)
class JointLoad:
    """A joint and the current through it, against what it bears."""

    id: str
    current: Amps | None
    rating: Amps | None


@dataclass(frozen=True, slots=True)
class RailTaker:
    """A consumer on a rail of the board's main plug: a role, or all card slots; `kind` tells which sort."""

    name: str
    kind: Literal["slots", "drives", "fans"]
    count: int | None
    current: Amps | None


@dataclass(frozen=True, slots=True)
class BoardRail:
    """One rail of the board's main plug: its pins, what one bears, and who takes current from it."""

    run: str
    net: Literal["12V", "3V3"]
    pins: int
    limit: Amps | None
    takers: tuple[RailTaker, ...]

    @property
    def current(self) -> Amps:
        """The sum of what is known; a lower bound unless `known`."""
        return Amps.total([taker.current for taker in self.takers if taker.current is not None])

    @property
    def known(self) -> bool:
        """Whether every consumer's current is known."""
        return all(taker.current is not None for taker in self.takers)

    @property
    def each(self) -> Amps:
        """The current of one pin."""
        return Amps(divide_half_up(self.current.grains, max(self.pins, 1)))


@dataclass(frozen=True, slots=True)
class SupplyWiring:
    """A supply at its output: its current, its least voltage, its control and its mains.

    `heat` is what its wires and joints turn into heat when everything runs on the cables: it comes on top of
    the loads' power; unless `heat_known`, it is a lower bound.
    """

    id: str
    supply_class: str
    current: Amps | None
    heat: Watts | None
    heat_known: bool
    minimum: Volts | None
    minimum_assumed: bool
    control: Control
    earthed: bool | None
    pinout: str | None
    declared: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing, or that nobody stated, by its path in the build."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything computed of a build's wiring; `established` tells whether it may serve as an instruction.

    `foreign` names the cards on another supply than the board's. `board_share` is the part of their cable
    current that returns through slots and board, in percent; None while a return is unknown.
    """

    build: str
    supplies: tuple[SupplyWiring, ...]
    cards: tuple[CardFeed, ...]
    strands: tuple[StrandLoad, ...]
    fuses: tuple[FuseWindow, ...]
    joints: tuple[JointLoad, ...]
    rails: tuple[BoardRail, ...]
    joined: tuple[tuple[str, str], ...]
    linked: bool
    foreign: tuple[str, ...]
    board_share: str | None
    board_return: Amps | None
    share_known: bool
    unsolved: Mapping[Case, Unsolved]
    faults: tuple[Fault, ...]
    missing: tuple[Gap, ...]
    assumed: tuple[Gap, ...]
    circuit: Circuit

    @property
    def established(self) -> bool:
        """Whether everything that a reader would wire by is known or asked for, and the network is solved."""
        return not (self.missing or self.assumed or self.faults or self.unsolved)
