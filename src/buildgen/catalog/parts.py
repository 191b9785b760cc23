"""Parts: one model per kind, chosen by the folder that the file lies in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Fact, Id, Link, Number, Record, Text, unknown
from buildgen.catalog.prices import Observation
from buildgen.quantity import (
    Amps,
    Bandwidth,
    Compute,
    Duration,
    Frequency,
    Length,
    Memory,
    TransferRate,
    Volts,
    Watts,
)

Plug = Literal["atx24", "eps8", "eps4", "pcie6", "pcie8", "pcie12", "sata", "molex"]
Count = Annotated[int, Field(ge=0, le=1000)]


def _unknown() -> Any:
    return Field(default_factory=unknown)


class Detail(Fact[Text]):
    """A fact that only people read, with the label it is shown under."""

    label: Text


class Reading(Record):
    """A page about the part."""

    title: Text
    url: Link


class Part(Named):
    """What every part has; `aliases` are other names of the very same part."""

    maker: Text | None = None
    model_number: Fact[str] = _unknown()
    aliases: tuple[str, ...] = ()
    details: dict[Id, Detail] = Field(default_factory=dict)
    links: tuple[Reading, ...] = ()
    prices: tuple[Observation, ...] = ()


def facts_of(record: Record) -> Iterator[tuple[tuple[str | int, ...], Fact[Any]]]:
    """Walk over all facts of an entry with their paths."""
    yield from _facts(record, ())


def _facts(record: Record, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Fact[Any]]]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Fact):
            yield (*path, name), value
        elif isinstance(value, Record):
            yield from _facts(value, (*path, name))
        elif isinstance(value, Mapping):
            for key, item in value.items():
                if isinstance(item, Fact):
                    yield (*path, name, key), item
                elif isinstance(item, Record):
                    yield from _facts(item, (*path, name, key))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record) and not isinstance(item, Observation):
                    yield from _facts(item, (*path, name, index))


class Cpu(Part):
    """A processor."""

    KIND = "cpu"

    socket: Fact[str] = _unknown()
    cores: Fact[Count] = _unknown()
    threads: Fact[Count] = _unknown()
    clock_base: Fact[Frequency] = _unknown()
    clock_all_cores: Fact[Frequency] = _unknown()
    clock_single_core: Fact[Frequency] = _unknown()
    memory_types: Fact[tuple[str, ...]] = _unknown()
    pcie_lanes: Fact[Count] = _unknown()
    pcie_generation: Fact[Count] = _unknown()
    power: Fact[Watts] = _unknown()
    graphics: Fact[bool] = _unknown()


class BoardSlot(Record):
    """A card slot: its mechanical size and the lanes that are wired."""

    size: Literal["x16", "x8", "x4", "x1"]
    lanes: Fact[Count] = _unknown()
    generation: Fact[Count] = _unknown()


class Motherboard(Part):
    """A board; `inlets` are the plugs that it must be fed through."""

    KIND = "motherboard"

    socket: Fact[str] = _unknown()
    memory_types: Fact[tuple[str, ...]] = _unknown()
    registered_memory: Fact[bool] = _unknown()
    memory_slots: Fact[Count] = _unknown()
    slots: tuple[BoardSlot, ...] | None = None
    m2_slots: Fact[Count] = _unknown()
    inlets: Fact[tuple[Plug, ...]] = _unknown()
    display_output: Fact[bool] = _unknown()


class MemoryModule(Part):
    """A memory module."""

    KIND = "memory"

    capacity: Fact[Memory] = _unknown()
    type: Fact[str] = _unknown()
    registered: Fact[bool] = _unknown()
    rate: Fact[TransferRate] = _unknown()
    voltage: Fact[Volts] = _unknown()
    organisation: Fact[str] = _unknown()


class CardState(Record):
    """A way to run a card: the cap of the chip package, and the power of the whole board at it.

    `cap` is what `rocm-smi` shows, a soft limit; `board_power` flows through connectors and slot.
    `proof` is the command that shows on the machine which state holds.
    """

    name: Text
    cap: Fact[Watts] = _unknown()
    board_power: Fact[Watts] = _unknown()
    display_output: Fact[bool] = _unknown()
    proof: str | None = None
    note: Text | None = None


class Gpu(Part):
    """A graphics or compute card; `plugs` are its power inlets, `slot_power` the most it may take there.

    `printed_as` are names that drivers and programs show for it. They need not be its own: a flashed card
    shows the name of its ROM.
    """

    KIND = "gpu"

    printed_as: tuple[str, ...] = ()
    chip: Fact[str] = _unknown()
    architecture: Fact[str] = _unknown()
    memory: Fact[Memory] = _unknown()
    memory_reported: Fact[Memory] = _unknown()
    memory_type: Fact[str] = _unknown()
    bandwidth: Fact[Bandwidth] = _unknown()
    fp32: Fact[Compute] = _unknown()
    fp16: Fact[Compute] = _unknown()
    slot: Fact[Literal["x16", "x8", "x4", "x1"]] = _unknown()
    pcie_generation: Fact[Count] = _unknown()
    slots_wide: Fact[Number] = _unknown()
    length: Fact[Length] = _unknown()
    cooling: Fact[Literal["passive", "active"]] = _unknown()
    plugs: Fact[tuple[Plug, ...]] = _unknown()
    slot_power: Fact[Watts] = _unknown()
    peak_factor: Fact[Number] = _unknown()
    peak_duration: Fact[Duration] = _unknown()
    idle_power: Fact[Watts] = _unknown()
    states: dict[Id, CardState] = Field(default_factory=dict)
    default_state: Id | None = None


class Storage(Part):
    """A drive."""

    KIND = "storage"

    capacity: Fact[Memory] = _unknown()
    interface: Fact[str] = _unknown()
    lanes: Fact[Count] = _unknown()
    power: Fact[Watts] = _unknown()


class EfficiencyPoint(Record):
    """What part of its input a supply gives out, at a load that is a part of its rating."""

    load: Annotated[Number, Field(gt=0, le=1)]
    efficiency: Annotated[Number, Field(gt=0, le=1)]


class LineRating(Record):
    """What a supply is rated for on a mains of at least `line`; null where not known."""

    line: Volts
    rating: Watts | None


class Psu(Part):
    """A power supply: `rating` is its continuous output, `peak` what it bears for `peak_duration`.

    `efficiency` lists measured or promised points on a mains of `efficiency_line`, `line_ratings` the rating
    by mains voltage.
    """

    KIND = "psu"

    supply_class: Literal["atx", "server"]
    rating: Fact[Watts] = _unknown()
    rating_12v: Fact[Amps] = _unknown()
    peak: Fact[Watts] = _unknown()
    peak_duration: Fact[Duration] = _unknown()
    efficiency_class: Fact[str] = _unknown()
    efficiency: Fact[tuple[EfficiencyPoint, ...]] = _unknown()
    efficiency_line: Fact[Volts] = _unknown()
    line_ratings: Fact[tuple[LineRating, ...]] = _unknown()
    plugs: Fact[dict[Plug, Count]] = _unknown()


class Chassis(Part):
    """What holds the parts: a case or a frame."""

    KIND = "chassis"

    form: Fact[str] = _unknown()


class Cooler(Part):
    """A processor cooler."""

    KIND = "cooler"

    form: Fact[str] = _unknown()
    sockets: Fact[tuple[str, ...]] = _unknown()


class Fan(Part):
    """A fan."""

    KIND = "fan"

    size: Fact[Length] = _unknown()
    power: Fact[Watts] = _unknown()


class Cable(Part):
    """A cable or an adapter."""

    KIND = "cable"

    plugs: Fact[tuple[Plug, ...]] = _unknown()


class System(Part):
    """A whole computer sold as one; `provides` lists the kinds of part that it brings."""

    KIND = "system"

    provides: tuple[str, ...] = ()
    memory: Fact[Memory] = _unknown()
    bandwidth: Fact[Bandwidth] = _unknown()
    power: Fact[Watts] = _unknown()


PART_KINDS: Mapping[str, type[Part]] = {
    "cpu": Cpu,
    "motherboard": Motherboard,
    "memory": MemoryModule,
    "gpu": Gpu,
    "storage": Storage,
    "psu": Psu,
    "chassis": Chassis,
    "cooler": Cooler,
    "fan": Fan,
    "cable": Cable,
    "system": System,
}
