"""Harnesses: which wire goes from where to where, and how the supplies are switched.

The common case is short, one line for a plug of every card:

    harness:
      runs:
        gpu_8pin: {from: server, to: gpus, plug: pcie8, gauge: 16 AWG, length: 60 cm}

A run carries both poles, 12 V and its return, unless `net` names one. A *point* is a role of the build
(`server`, `gpus`), one piece of a role (`gpus.0`, counted from 0), a joint of the harness, or another run:
then the wire starts at that run's far plug, as a pigtail does. What is not known is null, and said to be
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from buildgen.catalog.fields import Evidence, Fact, FieldError, Id, Record, Role, Text, unknown
from buildgen.catalog.parts import Plug
from buildgen.quantity import Amps, Celsius, Gauge, Length, Ohms, Volts

Pole = Literal["12V", "GND"]
POLES: tuple[Pole, ...] = ("12V", "GND")
Conductors = Annotated[int, Field(ge=1, le=64)]

_POINT = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[0-9]{1,3})?")


def _point(text: str) -> str:
    if len(text) > 70 or _POINT.fullmatch(text) is None:
        raise FieldError("bad-role", text)
    return text


Point = Annotated[str, AfterValidator(_point)]


def _unknown() -> Any:
    return Field(default_factory=unknown)


class Fuse(Record):
    """A fuse: its rating, at which end it sits, whether each conductor has its own, and its DC rating.

    Written short as `15 A`; `none` says that there is no fuse, which null does not.
    """

    fitted: bool = True
    rating: Fact[Amps] = _unknown()
    at: Fact[Literal["source", "middle", "load"]] = _unknown()
    per: Literal["run", "conductor"] = "run"
    dc: Fact[Volts] = _unknown()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"fitted": False} if value == "none" else {"rating": value}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "pattern": "^(none|[0-9.]+ ?m?A)$"}, handler(core)]}


class Joint(Record):
    """A point where conductors meet: a soldered pad, a screw terminal, a connector, a splice, a bus.

    `on` names the supply or joint that it sits on, `net` the pole if it has one only.
    """

    kind: Literal["pad", "terminal", "connector", "splice", "bus"]
    on: Point | None = None
    net: Pole | None = None
    connector: Id | None = None
    rating: Fact[Amps] = _unknown()
    resistance: Fact[Ohms] = _unknown()
    label: Text | None = None
    note: Text | None = None


class Run(Record):
    """Conductors laid together from one point to another.

    `plug` is the connector at the far end and `outlet` the one at the near end; `conductors` counts those of
    each pole, by default the power pins of the plug. `pins` names what each pin of the plug is wired to, a
    net or a pin of the outlet; by default each goes to its like. `made`: `factory` is captive to its supply
    and nobody cuts it, `ready` is bought whole, `hand` is cut and joined by the builder. `terminal` is the
    current that one pin's terminal bears when it is known better than the connector's own figure.
    """

    start: Point = Field(alias="from")
    end: Point = Field(alias="to")
    plug: Id | None = None
    outlet: Id | None = None
    net: Pole | None = None
    conductors: Fact[Conductors] = _unknown()
    gauge: Fact[Gauge] = _unknown()
    length: Fact[Length] = _unknown()
    pins: dict[str, str] | None = None
    insulation: Fact[Celsius] = _unknown()
    terminal: Fact[Amps] = _unknown()
    fuse: Fuse | None = None
    colours: dict[Pole, str] = Field(default_factory=dict)
    made: Literal["factory", "ready", "hand"] = "ready"
    label: Text | None = None
    note: Text | None = None

    @property
    def poles(self) -> tuple[Pole, ...]:
        """The poles that this run carries."""
        return POLES if self.net is None else (self.net,)


class Control(Record):
    """How a supply is switched on and off.

    `method`: `button`, by the board's power button (an ATX supply on its board); `switch`, by hand;
    `follows`, by the supply or board named in `follows`; `strap`, on whenever it has mains. `isolation` is
    what stands between the two circuits, `level` the voltage of the enable pin, `driver` that of what pulls
    it, and `off` says how this supply is switched off when the other one fails or stops.
    """

    method: Fact[Literal["button", "switch", "follows", "strap"]] = _unknown()
    follows: Role | None = None
    pins: Fact[tuple[str, ...]] = _unknown()
    isolation: Fact[Literal["none", "diode", "optocoupler", "relay"]] = _unknown()
    level: Fact[Volts] = _unknown()
    driver: Fact[Volts] = _unknown()
    off: Fact[Text] = _unknown()


class SupplyEnd(Record):
    """A supply as the harness sees it: its output, the least it delivers there, its mains and its control.

    `pinout` says whether the pins of the output are known; a keyed output of the supply's own cables, or of a
    ready-made board for exactly this model, needs no more.
    """

    output: Id | None = None
    pinout: Fact[Literal["keyed", "known"]] = _unknown()
    minimum: Fact[Volts] = _unknown()
    earthed: Fact[bool] = _unknown()
    control: Control = Control()


class Harness(Record):
    """All wiring of a build. Facts without evidence of their own take the harness's `evidence`.

    `inlets` says, by role, for which power inlets of a card this harness is made, where sources on the card
    disagree or none is known.
    """

    evidence: Evidence | None = None
    inlets: dict[Role, Fact[tuple[Plug, ...]]] = Field(default_factory=dict)
    supplies: dict[Role, SupplyEnd] = Field(default_factory=dict)
    joints: dict[Role, Joint] = Field(default_factory=dict)
    runs: dict[Role, Run] = Field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    def facts(self) -> Iterator[tuple[tuple[str | int, ...], Fact[Any]]]:
        """Walk over all facts with their paths below the harness."""
        yield from _facts(self, ())

    def is_assumed(self, fact: Fact[Any]) -> bool:
        """Tell whether a fact has a value that nobody stated or asked for."""
        if fact.value is None:
            return False
        kind = fact.kind or (self.evidence.kind if self.evidence else None)
        return kind == "assumed"


def _facts(record: Record, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Fact[Any]]]:
    for name, field in type(record).model_fields.items():
        value, here = getattr(record, name), (*path, field.alias or name)
        if isinstance(value, Fact):
            yield here, value
        elif isinstance(value, Record) and not isinstance(value, (Text, Evidence)):
            yield from _facts(value, here)
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, Fact):
                    yield (*here, key), item
                elif isinstance(item, Record):
                    yield from _facts(item, (*here, key))
