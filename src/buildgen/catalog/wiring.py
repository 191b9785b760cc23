"""The figures that wiring is judged by, in one file with their sources: `wiring.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Evidence, Fact, Number, Record, Text, unknown
from buildgen.catalog.registers import Share
from buildgen.quantity import Amps, Celsius, Gauge, Length, Ohms, Volts

Factor = Annotated[Number, Field(gt=0, le=10)]


class Step(Record):
    """The most that one conductor of a size may carry."""

    gauge: Gauge
    limit: Amps


class Ampacity(Record):
    """One named table of currents by size; between two sizes the thinner one's limit holds."""

    name: Text
    insulation: Fact[Celsius]
    steps: Fact[tuple[Step, ...]]


class Grouping(Record):
    """The factor on each conductor's limit when up to this many lie together."""

    up_to: Annotated[int, Field(ge=1, le=1000)]
    factor: Share


class FactoryLead(Record):
    """What a supply's own lead is taken for while nobody has measured it."""

    gauge: Fact[Gauge]
    length: Fact[Length]


class WiringRules(Named):
    """The figures behind every wiring result.

    `copper` is the resistance of 1 m of 1 mm2 at 20 degC, `hot` the factor from there to a warm cable,
    `contact` one mated pin, `joint` one joint by its kind; `fuse_drop` is the drop of a fuse at its rating.
    `slot_*` and `board_*` are the paths of a card through its slot and the board's copper, but
    `slot_current` is what a slot gives on 12 V and `slot_current_3v3` on 3.3 V. A drive in an M.2 socket
    draws its power at `m2_voltage`. `allowance` is added to each cut end.
    """

    KIND = "wiring"

    name: Text = Text(en="Wiring figures", zh="布线参数")
    evidence: Evidence | None = None
    copper: Fact[Ohms]
    hot: Fact[Factor]
    contact: Fact[Ohms]
    joint: dict[Literal["pad", "terminal", "connector", "splice", "bus"], Fact[Ohms]]
    slot_12v: Fact[Ohms]
    slot_ground: Fact[Ohms]
    board_12v: Fact[Ohms]
    board_ground: Fact[Ohms]
    factory_lead: FactoryLead
    fuse_drop: Fact[Volts]
    fuse_margin: Fact[Factor]
    fuse_dc: Fact[Volts]
    card_minimum: Fact[Volts]
    supply_minimum: dict[Literal["atx", "server"], Fact[Volts]]
    slot_current: Fact[Amps]
    slot_current_3v3: Fact[Amps] = Field(default_factory=unknown)
    m2_voltage: Fact[Volts] = Field(default_factory=unknown)
    board_share: Fact[Share]
    ampacity: Ampacity
    grouping: Fact[tuple[Grouping, ...]]
    allowance: Fact[Length]
