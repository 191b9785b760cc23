"""Rails: what comes through the board's main plug on 12 V and on 3.3 V, consumer by consumer.

The slots take up to their limits there, drives in M.2 sockets take 3.3 V, and fans on the board's headers
12 V. The board's own needs are in no data sheet that was found: they are not in these sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from buildgen.calc.circuit import Circuit
from buildgen.calc.wiring import BoardRail, RailTaker
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Cooler, Fan, Storage
from buildgen.catalog.wiring import WiringRules
from buildgen.quantity import Amps, Volts, Watts, divide_half_up

Net = Literal["12V", "3V3"]
NETS: tuple[Net, ...] = ("12V", "3V3")


def board_rails(laid: Circuit, build: Build, catalog: Catalog) -> tuple[BoardRail, ...]:
    """List the rails of the plug that feeds the slots; none where the harness does not show that plug."""
    mains = [
        lead for lead in laid.leads if lead.end == laid.board and lead.plug and lead.plug.power_pins("3V3")
    ]
    if not mains or mains[0].plug is None:
        return ()
    lead, plug = mains[0], mains[0].plug
    limit = lead.wires.terminal.value or plug.pin_current.value
    return tuple(
        BoardRail(
            run=lead.run,
            net=net,
            pins=plug.power_pins(net) or 0,
            limit=limit,
            takers=tuple(_takers(net, laid, build, catalog)),
        )
        for net in NETS
    )


def _takers(net: Net, laid: Circuit, build: Build, catalog: Catalog) -> Iterator[RailTaker]:
    rules = laid.rules
    slots = {"12V": rules.slot_current, "3V3": rules.slot_current_3v3}[net].value
    cards = len(laid.cards)
    yield RailTaker("slots", "slots", cards, slots * cards if slots is not None else None)
    named = {name for names in build.feeds.values() for name in names}
    for role, use in build.parts.items():
        part = catalog.part(build, role)
        if role in named:
            continue
        if net == "3V3" and isinstance(part, Storage) and (part.interface.value or "M.2").startswith("M.2"):
            yield RailTaker(
                role, "drives", use.count, _drawn(part.power.value, rules.m2_voltage.value, use.count)
            )
        if net == "12V" and isinstance(part, (Fan, Cooler)):
            power = part.power.value if isinstance(part, Fan) else None
            yield RailTaker(role, "fans", use.count, _drawn(power, _twelve(rules), use.count))


def _twelve(rules: WiringRules) -> Volts | None:
    """Give the least 12 V of the board's supply: the current is greatest there."""
    return rules.supply_minimum["atx"].value


def _drawn(power: Watts | None, volts: Volts | None, count: int | None) -> Amps | None:
    if power is None or volts is None or not volts.grains or count is None:
        return None
    return Amps(divide_half_up(power.grains * count * 1000, volts.grains))
