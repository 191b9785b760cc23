"""Judging what is connected to what: ends, inlets, plugs, sources, returns, pins and terminals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from buildgen.calc.wiring import CardFeed, Wiring
from buildgen.calc.wiring_reason import (
    ERROR,
    OPEN,
    WARNING,
    Reasons,
    Values,
    WiringReason,
    each_run,
    role_of,
    role_path,
    run_path,
)
from buildgen.catalog.connectors import Connector
from buildgen.quantity import Gauge

# How a name in a harness may lead nowhere, and the field that holds it.
_LOOSE = {"loose-from": "from", "loose-to": "to"}


def loose_ends(wiring: Wiring) -> Reasons:
    """WIR001: every run ends at two points that exist, at known plugs, and at pins that they have."""
    for fault in wiring.faults:
        where = run_path(fault.subject)
        if fault.what in _LOOSE:
            values: Values = (("run", fault.subject), ("name", fault.name))
            yield WiringReason("WIR001", ERROR, (*where, _LOOSE[fault.what]), values)
        elif fault.what == "loose-joint":
            values = (("why", "joint"), ("run", fault.subject), ("name", fault.name))
            yield WiringReason("WIR001", ERROR, ("harness", "joints", fault.subject, "on"), values)
        elif fault.what in {"loose-supplies", "loose-inlets"}:
            field = fault.what.removeprefix("loose-")
            yield WiringReason(
                "WIR001", ERROR, ("harness", field, fault.name), (("why", field), ("name", fault.name))
            )
    for lead in each_run(wiring):
        for field, name, found in (
            ("plug", lead.wires.plug, lead.plug),
            ("outlet", lead.wires.outlet, lead.outlet),
        ):
            if name is not None and found is None:
                values = (("why", "connector"), ("run", lead.run), ("name", name))
                yield WiringReason("WIR001", ERROR, run_path(lead.run, field), values)
        known = lead.plug.pins if lead.plug else None
        for pin in lead.wires.pins or {}:
            if known is not None and pin not in known:
                values = (("why", "pin"), ("run", lead.run), ("name", pin), ("plug", lead.wires.plug))
                yield WiringReason("WIR001", ERROR, run_path(lead.run, "pins", pin), values)


def unfed_inlets(wiring: Wiring) -> Reasons:
    """WIR002: every power inlet is fed; a card is never powered through its slot alone."""
    by_role: dict[str, list[CardFeed]] = {}
    for card in wiring.cards:
        if any(i.plug is not None and not i.leads for i in card.inlets):
            by_role.setdefault(role_of(card), []).append(card)
    for cards in by_role.values():
        empty = [i.plug for card in cards for i in card.inlets if i.plug is not None and not i.leads]
        values: Values = (
            ("why", "slot" if not any(i.leads for card in cards for i in card.inlets) else "inlet"),
            ("cards", tuple(card.id for card in cards)),
            ("inlets", tuple(dict.fromkeys(p for p in empty if p))),
        )
        guests = any(i.plug is None for card in cards for i in card.inlets)  # leads whose plug nobody named
        yield WiringReason("WIR002", OPEN if guests else ERROR, role_path(cards[0]), values)
    yield from _unfed_board(wiring)


def _unfed_board(wiring: Wiring) -> Reasons:
    """Hold the board's inlets against the plugs that end at it; a harness without the board says nothing."""
    circuit = wiring.circuit
    plugs: Counter[str | None] = Counter(
        lead.wires.plug for lead in circuit.leads if lead.end == circuit.board
    )
    lacking = Counter[str | None](circuit.board_inlets or ()) - plugs
    if plugs and lacking:
        values: Values = (
            ("why", "board"),
            ("cards", (circuit.board,)),
            ("inlets", tuple(sorted(p for p in lacking if p))),
        )
        unnamed = None in plugs
        yield WiringReason("WIR002", OPEN if unnamed else ERROR, ("parts", circuit.board or ""), values)


def misplaced_plugs(wiring: Wiring) -> Reasons:
    """WIR003: every plug has an inlet of its own kind; an EPS plug forced into a card shorts the supply."""
    told = set()
    for fault in wiring.faults:
        if fault.what != "no-inlet":
            continue
        lead = wiring.circuit.lead(fault.subject)
        inlets = {i.plug for card in wiring.cards if card.id == lead.end for i in card.inlets}
        danger = lead.plug is not None and bool(inlets & set(lead.plug.mistaken_for))
        values: Values = (("card", lead.end), ("plug", fault.name), *((("why", "shorts"),) if danger else ()))
        if lead.run not in told:
            yield WiringReason("WIR003", ERROR, run_path(lead.run, "plug"), values)
        told.add(lead.run)


def mixed_sources(wiring: Wiring) -> Reasons:
    """WIR004: an inlet is fed from exactly one supply, and a card's cables had better share one."""
    told: set[str] = set()
    for card in wiring.cards:
        if role_of(card) in told:
            continue
        shared = [inlet for inlet in card.inlets if len(inlet.supplies) > 1]
        for inlet in shared:
            values: Values = (("why", "inlet"), ("inlet", inlet.id), ("supplies", inlet.supplies))
            yield WiringReason("WIR004", ERROR, role_path(card), values)
        if len(card.supplies) > 1 and not shared:
            values = (("card", card.id), ("supplies", card.supplies))
            yield WiringReason("WIR004", WARNING, role_path(card), values)
        if len(card.supplies) > 1:
            told.add(role_of(card))


def joined_rails(wiring: Wiring) -> Reasons:
    """WIR005: no wire joins the 12 V of two supplies."""
    for a, b in wiring.joined:
        yield WiringReason("WIR005", ERROR, ("harness",), (("supplies", (a, b)),))
    if wiring.joined:
        return
    for unsolved in list(wiring.unsolved.values())[:1]:
        if unsolved.reason == "parallel":
            yield WiringReason("WIR005", ERROR, ("harness",), (("supplies", unsolved.subjects),))


def missing_returns(wiring: Wiring) -> Reasons:
    """WIR006: every card has a return to each supply that feeds it, and every load a closed circuit."""
    absent: dict[tuple[str, tuple[str, ...]], list[CardFeed]] = {}
    for card in wiring.cards:
        lacking = tuple(s for s in card.supplies if s not in card.returns)
        if lacking:
            absent.setdefault((role_of(card), lacking), []).append(card)
    for (_, supplies), cards in absent.items():
        values: Values = (("cards", tuple(card.id for card in cards)), ("supplies", supplies))
        yield WiringReason("WIR006", ERROR, role_path(cards[0]), values)
    if absent or wiring.faults:
        return  # a load without a way back follows from them
    told = [unsolved for unsolved in wiring.unsolved.values() if unsolved.reason != "parallel"]
    for unsolved in told[:1]:
        values = (("why", unsolved.reason), ("subjects", unsolved.subjects))
        yield WiringReason("WIR006", ERROR, ("harness",), values)


def crossed_pins(wiring: Wiring) -> Reasons:
    """WIR017: each pin is wired to its own net: poles are not crossed, no signal touches power."""
    for lead in each_run(wiring):
        for pin, target in sorted((lead.wires.pins or {}).items()):
            own = _nets(lead.plug, pin)
            other = _nets(lead.outlet, target) or frozenset({target})
            if own and not own & other:
                net = lead.plug.pins[pin].net if lead.plug and lead.plug.pins else min(own)
                values: Values = (("run", lead.run), ("pin", pin), ("net", net), ("other", min(other)))
                yield WiringReason("WIR017", ERROR, run_path(lead.run, "pins", pin), values)


def _nets(connector: Connector | None, pin: str) -> frozenset[str]:
    """Give the nets that a pin may be wired to: its own, and what a cable ties it to."""
    found = connector.pins.get(pin) if connector is not None and connector.pins else None
    if found is None:
        return frozenset()
    return frozenset({found.net, *((found.tied,) if found.tied is not None else ())})


def unfit_gauges(wiring: Wiring) -> Reasons:
    """WIR019: the terminals of both ends take the conductor."""
    for lead in each_run(wiring):
        for connector in _too_tight(lead.plug, lead.outlet, lead.wires.gauge.value):
            low, high = connector.wires.value or (None, None)
            values: Values = (("gauge", lead.wires.gauge.value), ("connector", connector.id))
            where = run_path(lead.run, "gauge")
            yield WiringReason("WIR019", ERROR, where, (*values, ("thinnest", low), ("thickest", high)))
            break


def _too_tight(plug: Connector | None, outlet: Connector | None, gauge: Gauge | None) -> Iterator[Connector]:
    for connector in (plug, outlet):
        limits = connector.wires.value if connector is not None else None
        if connector is None or limits is None or gauge is None:
            continue
        if not limits[0] <= gauge <= limits[1]:
            yield connector
