"""Connectors: families with their pins, and what a pin and the whole bear."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Fact, Id, Record, unknown
from buildgen.quantity import Amps, Gauge, Ohms, Watts

PinNet = Literal["12V", "GND", "5V", "3V3", "5VSB", "-12V", "sense", "signal", "none"]


def _unknown() -> Any:
    return Field(default_factory=unknown)


class Pin(Record):
    """One pin: the net it belongs to, its name, and what the cable ties it to (a sense pin: `GND`).

    A bare net stands for `{net: ...}`. `optional` pins are wired by some makers and not by others.
    """

    net: PinNet
    label: str | None = None
    tied: Literal["GND"] | None = None
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"net": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        full = handler(core)
        resolved = handler.resolve_ref_schema(full)
        return {"anyOf": [resolved.get("properties", {}).get("net", {}), full]}


class Connector(Named):
    """A family of connectors. `pins` null: the pin map is not known, and nobody may guess it.

    `accepts` lists inlets that its plug fits besides its own; `mistaken_for` those it can be forced into.
    `rated` is what the whole may carry for hours, `pin_current` what one pin may, `wires` the thinnest and
    the thickest conductor that its terminals take.
    """

    KIND = "connector"

    pins: dict[str, Pin] | None = None
    keyed: Fact[bool] = _unknown()
    rated: Fact[Watts] = _unknown()
    rated_current: Fact[Amps] = _unknown()
    pin_current: Fact[Amps] = _unknown()
    contact: Fact[Ohms] = _unknown()
    wires: Fact[tuple[Gauge, Gauge]] = _unknown()
    accepts: tuple[Id, ...] = ()
    mistaken_for: tuple[Id, ...] = ()

    def power_pins(self, net: PinNet) -> int | None:
        """Count the pins that surely carry a net; None when the pin map is not known."""
        if self.pins is None:
            return None
        return sum(pin.net == net and not pin.optional for pin in self.pins.values())

    def outlet_pins(self, net: PinNet) -> int | None:
        """Count the pins on which an outlet may offer a net: optional ones and tied ones are wired there."""
        if self.pins is None:
            return None
        return sum(net in {pin.net, pin.tied} for pin in self.pins.values())
