"""A harness as YAML for WireViz: each lead a cable with all its conductors, pins where they are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buildgen.calc.circuit import Lead
from buildgen.calc.netlist import NetRow
from buildgen.catalog.connectors import Connector
from buildgen.catalog.harness import Pole
from buildgen.cli.harness import STAMP, Workshop

if TYPE_CHECKING:
    from buildgen.site.words import Words

# Colours as WireViz abbreviates them.
COLOURS = {
    "black": "BK",
    "white": "WH",
    "grey": "GY",
    "gray": "GY",
    "pink": "PK",
    "red": "RD",
    "orange": "OG",
    "yellow": "YE",
    "green": "GN",
    "blue": "BU",
    "violet": "VT",
    "purple": "VT",
    "brown": "BN",
}


def as_wireviz(workshop: Workshop) -> str:
    """Write YAML that WireViz reads: each lead a cable with all its conductors, pins where they are known."""
    wiring, stamp = workshop.wiring, workshop.words(STAMP)
    lines = [f"# {workshop.build.id}, from buildgen" + ("" if wiring.established else f"; {stamp}")]
    title = workshop.words.text(workshop.build.title)
    title = title if wiring.established else f"{title}{workshop.words(': ')}{stamp}"
    lines += [f"metadata: {_flow({'title': title})}", "connectors:"]
    ends: dict[str, dict[str, Any]] = {}
    cables: list[str] = []
    connections: list[str] = []
    for lead in wiring.circuit.leads:
        near, far = _near(lead, workshop), _far(lead)
        ends.setdefault(near.name, near.described)
        ends.setdefault(far.name, far.described)
        rows = [row for row in workshop.rows if row.strand.rpartition(".")[0] == lead.id]
        cables.append(f"  {_flow(_name(lead.id))}: {_flow(_cable(rows, workshop.words))}")
        count = sum(row.count or 1 for row in rows)
        pins = [{near.name: near.pins(rows)}, {_name(lead.id): list(range(1, count + 1))}]
        connections.append(f"  - {_flow([*pins, {far.name: far.pins(rows)}])}")
    lines += [f"  {_flow(name)}: {_flow(described)}" for name, described in ends.items()]
    return "\n".join([*lines, "cables:", *cables, "connections:", *connections]) + "\n"


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _name(identifier: str) -> str:
    """WireViz keeps the dot for its own use."""
    return identifier.replace(".", "_")


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a lead: a connector with pins, or a terminal with one pin a pole."""

    name: str
    connector: Connector | None
    kind: str

    @property
    def described(self) -> dict[str, Any]:
        """The entry under `connectors`."""
        if self.connector is None or self.connector.pins is None:
            return {"type": self.kind, "pinlabels": ["12V", "GND"]}
        pins = self.connector.pins
        return {
            "type": self.connector.name.en,
            "pins": [_pin(name) for name in pins],
            "pinlabels": [p.net for p in pins.values()],
        }

    def pins(self, rows: Sequence[NetRow]) -> list[str | int]:
        """The pins that the conductors of some rows go to, in their order."""
        found: list[str | int] = []
        for row in rows:
            count = row.count or 1
            own = _pins_of(self.connector, row.pole) or [1 if row.pole == "12V" else 2]
            found += [own[n % len(own)] for n in range(count)]
        return found


def _pin(name: str) -> str | int:
    """WireViz reads digits as a number."""
    return int(name) if name.isdigit() else name


def _pins_of(connector: Connector | None, pole: Pole) -> list[str | int]:
    """List the pins that surely carry a pole, then those that a cable may wire to it."""
    if connector is None or connector.pins is None:
        return []
    sure = [name for name, pin in connector.pins.items() if pin.net == pole and not pin.optional]
    more = [name for name, pin in connector.pins.items() if name not in sure and pole in {pin.net, pin.tied}]
    return [_pin(name) for name in (*sure, *more)]


def _near(lead: Lead, workshop: Workshop) -> _End:
    if lead.parent is not None:
        return _far(workshop.wiring.circuit.lead(lead.parent))
    if lead.outlet is not None:
        return _End(f"{_name(lead.id)}_outlet", lead.outlet, lead.start)
    return _End(_name(lead.start), None, lead.start)


def _far(lead: Lead) -> _End:
    if lead.plug is None:
        return _End(_name(lead.inlet or lead.end), None, lead.end)
    return _End(_name(lead.inlet or f"{lead.end}_{lead.plug.id}"), lead.plug, lead.end)


def _cable(rows: Sequence[NetRow], words: Words) -> dict[str, Any]:
    count = sum(row.count or 1 for row in rows)
    first = rows[0]
    most = "{wire}, up to {current}"
    notes = [
        words(most, wire=f"{row.wire} {row.pole}", current=row.current or words("an unknown current"))
        for row in rows
    ]
    found: dict[str, Any] = {"wirecount": count}
    if first.gauge is not None:
        found["gauge"] = str(first.gauge)
    if first.length is not None:
        found["length"] = first.length.grains / 1_000_000
    colours = [COLOURS.get(row.colour, "") for row in rows for _ in range(row.count or 1)]
    if all(colours):
        found["colors"] = colours
    found["wirelabels"] = [row.wire for row in rows for _ in range(row.count or 1)]
    return {**found, "notes": "; ".join(notes)}
