"""Judging how supplies are switched and earthed, and whether a harness may serve as an instruction."""

from __future__ import annotations

from buildgen.calc.wiring import Path, Wiring
from buildgen.calc.wiring_reason import ERROR, OPEN, WARNING, Reasons, Values, WiringReason


def loose_control(wiring: Wiring) -> Reasons:
    """WIR014: a supply that follows another is driven at its own logic level, across an isolated link.

    Where the link is not isolated, the returns must be joined on purpose, or the enable wire carries them.
    """
    for supply in wiring.supplies:
        control, where = supply.control, _control(supply.id)
        if control.method.value != "follows":
            continue
        level, driver, isolation = control.level.value, control.driver.value, control.isolation.value
        bare = isolation in {"none", "diode"}
        name = ("supply", supply.id)
        if isolation is None or (bare and (level is None or driver is None)):
            yield WiringReason("WIR014", OPEN, where, (name, ("level", level)))
        elif isolation == "none" and level is not None and driver is not None and driver > level:
            values: Values = (("why", "level"), name, ("level", level), ("driver", driver))
            yield WiringReason("WIR014", ERROR, where, values)
        elif bare and not wiring.linked:
            values = (("why", "no-link"), name, ("isolation", isolation))
            yield WiringReason("WIR014", ERROR, where, values)


def start_order(wiring: Wiring) -> Reasons:
    """WIR015: the cards have power before the board leaves reset, and losing either supply stops both."""
    feeding = {s for card in wiring.cards for s in card.supplies}
    behind = {s for s in feeding if not _feeds_board(wiring, s)}
    for supply in wiring.supplies:
        if supply.id not in behind:
            continue
        where, name = _control(supply.id), ("supply", supply.id)
        method = supply.control.method.value
        if method is None:
            yield WiringReason("WIR015", OPEN, where, (("why", "unknown"), name))
        elif supply.control.off.value is None:
            verdict = WARNING if method in {"strap", "switch"} else OPEN
            values: Values = (("why", "no-off"), name, ("method", method))
            yield WiringReason("WIR015", verdict, (*where, "off"), values)
        elif method != "follows":
            values = (("why", "by-hand"), name, ("method", method))
            yield WiringReason("WIR015", WARNING, (*where, "method"), values)


def _control(supply: str) -> Path:
    return ("harness", "supplies", supply, "control")


def _feeds_board(wiring: Wiring, supply: str) -> bool:
    return any(lead.start == supply and lead.end == wiring.circuit.board for lead in wiring.circuit.leads)


def unearthed_supplies(wiring: Wiring) -> Reasons:
    """WIR016: every supply of the rig is on an earthed outlet."""
    for supply in wiring.supplies:
        where = ("harness", "supplies", supply.id, "earthed")
        if supply.earthed is None:
            yield WiringReason("WIR016", OPEN, where, (("supply", supply.id),))
        elif not supply.earthed:
            yield WiringReason("WIR016", ERROR, where, (("supply", supply.id),))


def not_an_instruction(wiring: Wiring) -> Reasons:
    """WIR020: what a reader would wire by is known; else no page of it is a wiring instruction."""
    if wiring.missing or wiring.assumed:
        why = "both" if wiring.missing and wiring.assumed else "missing" if wiring.missing else "assumed"
        values: Values = (
            ("why", why),
            ("missing", tuple(gap.path for gap in wiring.missing)),
            ("assumed", tuple(gap.path for gap in wiring.assumed)),
        )
        yield WiringReason("WIR020", OPEN, ("harness",), values)
