"""How wiring is judged: one function for each code, from the computed wiring alone to reasons with figures.

A limit passed whatever the cards do is an error; passed only when everything runs on the cables, or only at
the slots' limit, or only with one conductor lost, a warning; a figure that is missing leaves it not
established.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from buildgen.calc.circuit import Lead
from buildgen.calc.verdict import Verdict
from buildgen.calc.wiring import CardFeed, FuseWindow, Load, Path, StrandLoad, Wiring
from buildgen.catalog.connectors import Connector
from buildgen.quantity import Amps, Watts


@dataclass(frozen=True, slots=True)
class WiringReason:
    """Why wiring is not simply ok: the code, the verdict, what it is about, and the figures."""

    code: str
    verdict: Verdict
    subject: Path
    values: tuple[tuple[str, object], ...] = ()


Reasons = Iterator[WiringReason]
ERROR, WARNING, OPEN = Verdict.ERROR, Verdict.WARNING, Verdict.NOT_ESTABLISHED


def judge_wiring(wiring: Wiring) -> tuple[WiringReason, ...]:
    """Judge a build's wiring by every code, in their order."""
    return tuple(reason for judge in JUDGES for reason in judge(wiring))


def _run(name: str, *more: str) -> Path:
    return ("harness", "runs", name, *more)


def _role(card: CardFeed) -> Path:
    return ("parts", card.id.rpartition(".")[0])


def loose_ends(wiring: Wiring) -> Reasons:
    """WIR001: every run ends at two points that exist, and at pins that its plug has."""
    for fault in wiring.faults:
        if fault.what.startswith("loose"):
            end = fault.what.removeprefix("loose-")
            yield WiringReason("WIR001", ERROR, _run(fault.subject, end), (("name", fault.name),))
    for lead in _once(wiring):
        known = lead.plug.pins if lead.plug else None
        for pin in lead.wires.pins or {}:
            if known is not None and pin not in known:
                yield WiringReason("WIR001", ERROR, _run(lead.run, "pins", pin), (("name", pin),))


def _once(wiring: Wiring) -> Iterator[Lead]:
    """Take one lead of each run: what is written is the same for all."""
    yield from {lead.run: lead for lead in reversed(wiring.circuit.leads)}.values()


def unfed_inlets(wiring: Wiring) -> Reasons:
    """WIR002: every power inlet of a card is fed; a card is never powered through its slot alone."""
    for card in wiring.cards:
        empty = tuple(i.id for i in card.inlets if i.plug is not None and not i.leads)
        guests = any(i.plug is None for i in card.inlets)  # leads whose plug nobody named
        if empty:
            verdict = OPEN if guests else ERROR
            values = (
                ("card", card.id),
                ("inlets", empty),
                ("slot_only", not any(i.leads for i in card.inlets)),
            )
            yield WiringReason("WIR002", verdict, _role(card), values)


def misplaced_plugs(wiring: Wiring) -> Reasons:
    """WIR003: every plug has an inlet of its own kind; an EPS plug forced into a card shorts the supply."""
    for fault in wiring.faults:
        if fault.what == "no-inlet":
            lead = wiring.circuit.lead(fault.subject)
            inlets = {i.plug for card in wiring.cards if card.id == lead.end for i in card.inlets}
            danger = lead.plug is not None and bool(inlets & set(lead.plug.mistaken_for))
            values = (("card", lead.end), ("plug", fault.name), ("shorts", danger))
            yield WiringReason("WIR003", ERROR, _run(lead.run, "plug"), values)


def mixed_sources(wiring: Wiring) -> Reasons:
    """WIR004: an inlet is fed from exactly one supply, and a card's cables had better share one."""
    for card in wiring.cards:
        for inlet in card.inlets:
            if len(inlet.supplies) > 1:
                values = (("card", card.id), ("inlet", inlet.id), ("supplies", inlet.supplies))
                yield WiringReason("WIR004", ERROR, _role(card), values)
        if len(card.supplies) > 1:
            yield WiringReason(
                "WIR004", WARNING, _role(card), (("card", card.id), ("supplies", card.supplies))
            )


def joined_rails(wiring: Wiring) -> Reasons:
    """WIR005: no wire joins the 12 V of two supplies."""
    for a, b in wiring.joined:
        yield WiringReason("WIR005", ERROR, ("harness",), (("supplies", (a, b)),))
    for case, unsolved in wiring.unsolved.items():
        if unsolved.reason == "parallel":
            yield WiringReason(
                "WIR005", ERROR, ("harness",), (("supplies", unsolved.subjects), ("case", case))
            )


def missing_returns(wiring: Wiring) -> Reasons:
    """WIR006: every card has a return to each supply that feeds it, of no fewer conductors than specified."""
    for card in wiring.cards:
        absent = tuple(s for s in card.supplies if s not in card.returns)
        if absent:
            yield WiringReason("WIR006", ERROR, _role(card), (("card", card.id), ("supplies", absent)))
    for case, unsolved in wiring.unsolved.items():
        if unsolved.reason != "parallel":
            values = (("why", unsolved.reason), ("subjects", unsolved.subjects), ("case", case))
            yield WiringReason("WIR006", ERROR, ("harness",), values)


def returns_through_board(wiring: Wiring) -> Reasons:
    """WIR007: slots and board carry no large share of what the cards return."""
    limit, share = wiring.circuit.rules.board_share.value, wiring.board_share
    if limit is None or len(wiring.supplies) < 2 or not wiring.cards:
        return
    if share is None:
        if not wiring.share_known:
            yield WiringReason("WIR007", OPEN, ("harness",), (("limit", limit),))
    elif _tenths(share) > limit * 1000:
        values = (("share", share), ("current", wiring.board_return), ("limit", limit))
        yield WiringReason("WIR007", WARNING, ("harness",), values)


def _tenths(percent: str) -> int:
    return int(percent.replace(".", ""))


def low_voltage(wiring: Wiring) -> Reasons:
    """WIR008: with the supply at its least voltage, each card still sees its own minimum."""
    minimum = wiring.circuit.rules.card_minimum.value
    assumed = {s.id for s in wiring.supplies if s.minimum_assumed}
    for card in _lowest_of_role(wiring):
        if card.volts is None or minimum is None or card.drop is None:
            continue
        values = (("card", card.id), ("volts", card.volts), ("minimum", minimum), ("drop", card.drop.whole))
        if card.volts < minimum:
            rests = tuple(s for s in card.supplies if s in assumed)
            verdict = WARNING if rests else ERROR
            yield WiringReason("WIR008", verdict, _role(card), (*values, ("assumed", rests)))
        elif not card.known:
            yield WiringReason("WIR008", OPEN, _role(card), values)


def _lowest_of_role(wiring: Wiring) -> Iterable[CardFeed]:
    """Take of each role the card with the least voltage; a bound goes before a figure of the same height."""
    found: dict[Path, CardFeed] = {}
    for card in sorted(wiring.cards, key=lambda c: (c.volts.grains if c.volts else 0, c.known)):
        found.setdefault(_role(card), card)
    return found.values()


def hot_conductors(wiring: Wiring) -> Reasons:
    """WIR009: no conductor carries more than the named table allows, also with one of its siblings lost."""
    table = wiring.circuit.rules.ampacity.name
    for strand in _worst(wiring, lambda s: s.each):
        made = wiring.circuit.lead(strand.lead).wires.made
        if strand.gauge is None or strand.each is None or strand.limit is None:
            values = (("total", strand.total.most), ("pole", strand.pole))
            yield WiringReason("WIR009", OPEN, _run(strand.run, "gauge"), values)
        elif (
            made != "factory"
        ):  # a supply's own lead is judged by its pins: its gauge is only taken for granted
            yield from _over("WIR009", strand, strand.each, strand.limit, (("table", table),))


def hot_pins(wiring: Wiring) -> Reasons:
    """WIR010: no pin carries more than its terminal bears; the slots' 12 V comes through two pins."""
    for strand in _worst(wiring, lambda s: s.pin):
        if strand.pin is not None and strand.pin_limit is not None:
            yield from _over("WIR010", strand, strand.pin, strand.pin_limit, ())
        elif wiring.circuit.lead(strand.lead).plug is not None:
            yield WiringReason("WIR010", OPEN, _run(strand.run, "terminal"), (("pole", strand.pole),))


def _worst(wiring: Wiring, figure: Callable[[StrandLoad], Load | None]) -> Iterable[StrandLoad]:
    """Take of each run and pole the strand with the greatest figure."""
    found: dict[tuple[str, str], StrandLoad] = {}
    for strand in wiring.strands:
        key = (strand.run, strand.pole)
        if key not in found or _grains(figure(strand)) > _grains(figure(found[key])):
            found[key] = strand
    return found.values()


def _grains(load: Load | None) -> int:
    most = load.most if load is not None else None
    return most.grains if most is not None else -1


def _over(
    code: str, strand: StrandLoad, load: Load, limit: Amps, more: tuple[tuple[str, object], ...]
) -> Reasons:
    """Judge a current against a limit: in every case, in the worst one, or with one conductor lost."""
    values = (("lead", strand.lead), ("pole", strand.pole), ("limit", limit), *more)
    if load.least is not None and load.least > limit:
        yield WiringReason(code, ERROR, _run(strand.run), (("current", load.least), *values))
    elif load.most is not None and load.most > limit:
        case = "cables" if load.most == load.cables else "slots"
        yield WiringReason(code, WARNING, _run(strand.run), (("current", load.most), ("case", case), *values))
    elif load.lost is not None and load.lost > limit and (strand.count or 0) > 1:
        yield WiringReason(
            code, WARNING, _run(strand.run), (("current", load.lost), ("case", "lost"), *values)
        )


def overloaded_plugs(wiring: Wiring) -> Reasons:
    """WIR011: no plug carries more than it is rated for, and no card takes more than slot and plugs give."""
    for card in _first_of_role(wiring):
        rated = [inlet.rated for inlet in card.inlets if inlet.plug is not None]
        whole = Watts.total([r for r in rated if r is not None])
        limit = (
            whole + card.slot_power if card.slot_power is not None and rated and None not in rated else None
        )
        if card.board_power is not None and limit is not None and card.board_power > limit:
            values = (("card", card.id), ("power", card.board_power), ("limit", limit))
            yield WiringReason("WIR011", ERROR, _role(card), values)
            continue
        for inlet in card.inlets:
            if inlet.rated is None or inlet.cables is None or inlet.cables <= inlet.rated:
                continue
            verdict = ERROR if inlet.slots is not None and inlet.slots > inlet.rated else WARNING
            values = (("inlet", inlet.id), ("power", inlet.cables), ("limit", inlet.rated))
            yield WiringReason("WIR011", verdict, _role(card), values)


def _first_of_role(wiring: Wiring) -> Iterable[CardFeed]:
    return {card.id.rpartition(".")[0]: card for card in reversed(wiring.cards)}.values()


def unfit_fuses(wiring: Wiring) -> Reasons:
    """WIR012: a fuse is at least 1.25 x its load, and at most what the thinnest single conductor bears."""
    for window in _fuses(wiring):
        where = _run(window.run, "fuse")
        values = (("least", window.least), ("most", window.most), ("per", window.per))
        if window.fitted is False:
            yield WiringReason("WIR012", ERROR, where, (("why", "none"), *values))
        elif window.least is not None and window.most is not None and window.least > window.most:
            yield WiringReason("WIR012", ERROR, where, (("why", "no-window"), *values))
        elif window.rating is None or window.most is None or window.least is None:
            yield WiringReason("WIR012", OPEN, where, (("why", "unknown"), *values))
        elif not window.least <= window.rating <= window.most:
            why = "small" if window.rating < window.least else "large"
            yield WiringReason("WIR012", ERROR, where, (("why", why), ("rating", window.rating), *values))


def misplaced_fuses(wiring: Wiring) -> Reasons:
    """WIR013: a fuse sits at the source end and breaks direct current."""
    for window in _fuses(wiring):
        where = _run(window.run, "fuse")
        if window.fitted and window.at != "source":
            yield WiringReason("WIR013", ERROR if window.at else OPEN, (*where, "at"), (("at", window.at),))
        if (
            window.fitted
            and window.dc_needed is not None
            and (window.dc is None or window.dc < window.dc_needed)
        ):
            values = (("dc", window.dc), ("needed", window.dc_needed))
            yield WiringReason("WIR013", ERROR if window.dc else OPEN, (*where, "dc"), values)


def _fuses(wiring: Wiring) -> Iterable[FuseWindow]:
    """Take of each run the window with the greatest load; a supply's own leads have its own guard.

    A pigtail without a fuse of its own is behind that of its parent.
    """
    found: dict[str, FuseWindow] = {}
    for window in wiring.fuses:
        if window.made == "factory" or (window.fitted is None and wiring.circuit.lead(window.lead).parent):
            continue
        old = found.get(window.run)
        if old is None or _at_least(window) > _at_least(old):
            found[window.run] = window
    return found.values()


def _at_least(window: FuseWindow) -> int:
    return window.least.grains if window.least is not None else -1


def loose_control(wiring: Wiring) -> Reasons:
    """WIR014: a supply that follows another is driven at its own logic level, across an isolated link.

    Where the link is not isolated, the returns must be joined on purpose, or the enable wire carries them.
    """
    for supply in wiring.supplies:
        control, where = supply.control, ("harness", "supplies", supply.id, "control")
        if control.method.value != "follows":
            continue
        level, driver, isolation = control.level.value, control.driver.value, control.isolation.value
        if isolation is None or (isolation in {"none", "diode"} and (level is None or driver is None)):
            yield WiringReason("WIR014", OPEN, where, (("isolation", isolation), ("level", level)))
            continue
        if isolation == "none" and level is not None and driver is not None and driver > level:
            values = (("why", "level"), ("level", level), ("driver", driver))
            yield WiringReason("WIR014", ERROR, where, values)
        if isolation in {"none", "diode"} and not wiring.linked:
            yield WiringReason("WIR014", ERROR, where, (("why", "no-link"), ("isolation", isolation)))


def start_order(wiring: Wiring) -> Reasons:
    """WIR015: the cards have power before the board leaves reset, and losing either supply stops both."""
    feeding = {s for card in wiring.cards for s in card.supplies}
    behind = {s for s in feeding if not _feeds_board(wiring, s)}
    for supply in wiring.supplies:
        if supply.id not in behind:
            continue
        where = ("harness", "supplies", supply.id, "control")
        method = supply.control.method.value
        if method is None:
            yield WiringReason("WIR015", OPEN, where, (("why", "unknown"),))
        elif supply.control.off.value is None:
            verdict = WARNING if method in {"strap", "switch"} else OPEN
            yield WiringReason("WIR015", verdict, (*where, "off"), (("why", "no-off"), ("method", method)))
        elif method != "follows":
            yield WiringReason("WIR015", WARNING, where, (("why", "by-hand"), ("method", method)))


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


def crossed_pins(wiring: Wiring) -> Reasons:
    """WIR017: each pin is wired to its own net: poles are not crossed, no signal touches power."""
    for lead in _once(wiring):
        for pin, target in sorted((lead.wires.pins or {}).items()):
            own = _nets(lead.plug, pin)
            other = _nets(lead.outlet, target) or frozenset({target})
            if own and not own & other:
                values = (("pin", pin), ("net", min(own)), ("target", target), ("other", min(other)))
                yield WiringReason("WIR017", ERROR, _run(lead.run, "pins", pin), values)


def _nets(connector: Connector | None, pin: str) -> frozenset[str]:
    """Give the nets that a pin may be wired to: its own, and what a cable ties it to."""
    found = connector.pins.get(pin) if connector is not None and connector.pins else None
    return frozenset({found.net, found.tied} - {None}) if found is not None else frozenset()  # type: ignore[arg-type]


def overloaded_joints(wiring: Wiring) -> Reasons:
    """WIR018: no joint carries more than it bears."""
    for joint in wiring.joints:
        where = ("harness", "joints", joint.id.rpartition(".")[0], "rating")
        if joint.current is None:
            continue
        if joint.rating is None:
            yield WiringReason("WIR018", OPEN, where, (("joint", joint.id), ("current", joint.current)))
        elif joint.current > joint.rating:
            values = (("joint", joint.id), ("current", joint.current), ("limit", joint.rating))
            yield WiringReason("WIR018", ERROR, where, values)


def unfit_gauges(wiring: Wiring) -> Reasons:
    """WIR019: the terminals of both ends take the conductor."""
    for lead in _once(wiring):
        gauge = lead.wires.gauge.value
        for connector in (lead.plug, lead.outlet):
            range_ = connector.wires.value if connector is not None else None
            if gauge is not None and range_ is not None and not range_[0] <= gauge <= range_[1]:
                values = (
                    ("gauge", gauge),
                    ("connector", connector.id if connector else ""),
                    ("range", range_),
                )
                yield WiringReason("WIR019", ERROR, _run(lead.run, "gauge"), values)


def not_an_instruction(wiring: Wiring) -> Reasons:
    """WIR020: what a reader would wire by is known; else no page of it is a wiring instruction."""
    if wiring.missing or wiring.assumed:
        values = (
            ("missing", tuple(gap.path for gap in wiring.missing)),
            ("assumed", tuple(gap.path for gap in wiring.assumed)),
        )
        yield WiringReason("WIR020", OPEN, ("harness",), values)


# In the order of their codes, written by hand.
JUDGES: tuple[Callable[[Wiring], Reasons], ...] = (
    loose_ends,
    unfed_inlets,
    misplaced_plugs,
    mixed_sources,
    joined_rails,
    missing_returns,
    returns_through_board,
    low_voltage,
    hot_conductors,
    hot_pins,
    overloaded_plugs,
    unfit_fuses,
    misplaced_fuses,
    loose_control,
    start_order,
    unearthed_supplies,
    crossed_pins,
    overloaded_joints,
    unfit_gauges,
    not_an_instruction,
)
