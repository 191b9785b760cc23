"""Judging voltages and currents against what things bear: wires, pins, plugs, fuses, joints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from buildgen.calc.wiring import CardFeed, FuseWindow, InletLoad, Load, StrandLoad, Wiring
from buildgen.calc.wiring_reason import (
    ERROR,
    OPEN,
    WARNING,
    Reasons,
    WiringReason,
    role_of,
    role_path,
    run_path,
)
from buildgen.quantity import Amps, Watts


def returns_through_board(wiring: Wiring) -> Reasons:
    """WIR007: slots and board carry no large share of what cards on another supply return."""
    limit, share = wiring.circuit.rules.board_share.value, wiring.board_share
    if limit is None or not wiring.foreign:
        return  # to its own supply the board is a return by design; WIR010 judges its pins
    percent = f"{(limit * 100).normalize():f} %"
    if share is None:
        if not wiring.share_known:
            yield WiringReason("WIR007", OPEN, ("harness",), (("limit", percent),))
    elif _tenths(share) > limit * 1000:
        values = (("share", f"{share} %"), ("current", wiring.board_return), ("limit", percent))
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
            said = (("why", "assumed"), ("supplies", rests)) if rests else (("supplies", card.supplies),)
            yield WiringReason("WIR008", WARNING if rests else ERROR, role_path(card), (*values, *said))
        elif not card.known:
            yield WiringReason("WIR008", OPEN, role_path(card), values)


def _lowest_of_role(wiring: Wiring) -> Iterable[CardFeed]:
    """Take of each role the card with the least voltage; a bound goes before a figure of the same height."""
    found: dict[str, CardFeed] = {}
    for card in sorted(wiring.cards, key=lambda c: (c.volts.grains if c.volts else 0, c.known)):
        found.setdefault(role_of(card), card)
    return found.values()


def hot_conductors(wiring: Wiring) -> Reasons:
    """WIR009: no conductor carries more than the named table allows, also with one of its siblings lost."""
    for strand in _worst(wiring, lambda s: s.each, lambda s: s.limit):
        if strand.gauge is None or strand.each is None or strand.limit is None:
            values = (("run", strand.run), ("total", strand.total.most))
            yield WiringReason("WIR009", OPEN, run_path(strand.run, "gauge"), values)
        elif wiring.circuit.lead(strand.lead).wires.made != "factory":
            # A supply's own lead is judged by its pins: its gauge is only taken for granted.
            yield from _over("WIR009", strand, strand.each, strand.limit)


def hot_pins(wiring: Wiring) -> Reasons:
    """WIR010: no pin carries more than its terminal bears; the slots' 12 V comes through two pins."""
    for strand in _worst(wiring, lambda s: s.pin, lambda s: s.pin_limit):
        if strand.pin is not None and strand.pin_limit is not None:
            yield from _over("WIR010", strand, strand.pin, strand.pin_limit)
        elif wiring.circuit.lead(strand.lead).plug is not None:
            yield WiringReason("WIR010", OPEN, run_path(strand.run, "terminal"), (("run", strand.run),))
    yield from _hot_rails(wiring)


def _hot_rails(wiring: Wiring) -> Reasons:
    """Judge what is not in the network: the 3.3 V of slots and drives, and fans beside the slots' 12 V.

    Fans that nobody knows of leave the 12 V a lower bound: the page says so, or no rig with a cooler passed.
    """
    told = {strand.run for strand in wiring.strands if strand.pole == "12V" and _is_hot(strand)}
    for rail in wiring.rails:
        if rail.limit is None or (rail.net == "12V" and rail.run in told):
            continue
        pole = ("pole", {"12V": "12V", "3V3": "3.3 V"}[rail.net])
        if rail.each > rail.limit:
            values = (
                ("run", rail.run),
                pole,
                ("limit", rail.limit),
                ("current", rail.each),
                ("case", "slots"),
            )
            yield WiringReason("WIR010", WARNING, run_path(rail.run), values)
        elif rail.net == "3V3" and not rail.known:
            takers = tuple(taker.name for taker in rail.takers if taker.current is None)
            open_ = (("why", "rail"), ("run", rail.run), pole, ("takers", takers))
            yield WiringReason("WIR010", OPEN, run_path(rail.run), open_)


def _is_hot(strand: StrandLoad) -> bool:
    most = strand.pin.most if strand.pin is not None else None
    return most is not None and strand.pin_limit is not None and most > strand.pin_limit


def _worst(
    wiring: Wiring, figure: Callable[[StrandLoad], Load | None], limit: Callable[[StrandLoad], Amps | None]
) -> Iterable[StrandLoad]:
    """Take of each run the strand that is nearest to its limit; one without figures goes before all."""

    def key(strand: StrandLoad) -> tuple[bool, int, int]:
        load, bears = figure(strand), limit(strand)
        return (load is None or bears is None, _grains(load), strand.count is None)

    found: dict[str, StrandLoad] = {}
    for strand in wiring.strands:
        if strand.run not in found or key(strand) > key(found[strand.run]):
            found[strand.run] = strand
    return found.values()


def _grains(load: Load | None) -> int:
    most = load.most if load is not None else None
    return most.grains if most is not None else -1


def _over(code: str, strand: StrandLoad, load: Load, limit: Amps) -> Reasons:
    """Judge a current against a limit: in every case, in the worst one, or with one conductor lost."""
    values = (("run", strand.run), ("pole", strand.pole), ("limit", limit))
    where = run_path(strand.run)
    if load.least is not None and load.least > limit:
        yield WiringReason(code, ERROR, where, (("current", load.least), *values))
    elif load.most is not None and load.most > limit:
        case = "cables" if load.most == load.cables else "slots"
        yield WiringReason(code, WARNING, where, (("current", load.most), ("case", case), *values))
    elif load.lost is not None and load.lost > limit and (strand.count or 0) > 1:
        yield WiringReason(code, WARNING, where, (("current", load.lost), ("case", "lost"), *values))


def overloaded_plugs(wiring: Wiring) -> Reasons:
    """WIR011: no plug carries more than it is rated for, and no card takes more than slot and plugs give."""
    for card in {role_of(card): card for card in reversed(wiring.cards)}.values():
        rated = [inlet.rated for inlet in card.inlets if inlet.plug is not None]
        whole = Watts.total([r for r in rated if r is not None])
        known = card.slot_power is not None and rated and None not in rated
        limit = whole + card.slot_power if known and card.slot_power is not None else None
        if card.board_power is not None and limit is not None and card.board_power > limit:
            values = (("why", "card"), ("card", card.id), ("power", card.board_power), ("limit", limit))
            yield WiringReason("WIR011", ERROR, role_path(card), values)
            continue
        over = [i for i in card.inlets if i.rated and i.cables is not None and i.cables > i.rated]
        if over:
            always = any(_over_with_slots(inlet) for inlet in over)
            loads = tuple(f"{i.plug or i.id} {_rounded(i.cables)} of {i.rated}" for i in over)
            case = () if always else (("case", "cables"),)
            values = (("card", card.id), ("loads", loads), *case)
            yield WiringReason("WIR011", ERROR if always else WARNING, role_path(card), values)


def _over_with_slots(inlet: InletLoad) -> bool:
    return inlet.slots is not None and inlet.rated is not None and inlet.slots > inlet.rated


def _rounded(watts: Watts | None) -> str:
    return f"{watts.number(1)} W" if watts is not None else "?"


def unfit_fuses(wiring: Wiring) -> Reasons:
    """WIR012: a fuse is at least 1.25 x its load, and at most what the thinnest single conductor bears."""
    for window in _fuses(wiring):
        where = run_path(window.run, "fuse")
        values = (("run", window.run), ("least", window.least), ("most", window.most), ("per", window.per))
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
        where, run = run_path(window.run, "fuse"), ("run", window.run)
        if not window.fitted:
            continue
        if window.at != "source":
            why = ("why", "place" if window.at else "unknown-place")
            verdict = ERROR if window.at else OPEN
            yield WiringReason("WIR013", verdict, (*where, "at"), (why, run, ("at", window.at)))
        if window.dc_needed is not None and (window.dc is None or window.dc < window.dc_needed):
            why = ("why", "voltage" if window.dc else "unknown-voltage")
            values = (why, run, ("dc", window.dc), ("needed", window.dc_needed))
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


def overloaded_joints(wiring: Wiring) -> Reasons:
    """WIR018: no joint carries more than it bears."""
    told: set[str] = set()
    for joint in sorted(wiring.joints, key=lambda j: -(j.current.grains if j.current is not None else -1)):
        name = joint.id.rpartition(".")[0]
        where = ("harness", "joints", name, "rating")
        if joint.current is None or name in told:
            continue
        told.add(name)  # both poles carry the same, nearly: the worse one stands for both
        if joint.rating is None:
            yield WiringReason("WIR018", OPEN, where, (("joint", name), ("current", joint.current)))
        elif joint.current > joint.rating:
            values = (("joint", name), ("current", joint.current), ("limit", joint.rating))
            yield WiringReason("WIR018", ERROR, where, values)
