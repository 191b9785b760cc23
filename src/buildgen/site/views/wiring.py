"""The wiring of a build for display: drawing, nets, fuses, lists, order of start, and what is open."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.netlist import NetRow, cut_list, net_list, shopping_list
from buildgen.calc.wiring import FuseWindow, SupplyWiring, Wiring
from buildgen.calc.wiring_verdict import JUDGES
from buildgen.catalog.builds import Build
from buildgen.diagram import wiring as drawing
from buildgen.quantity import Quantity
from buildgen.site.address import Link
from buildgen.site.charts import drawn
from buildgen.site.harness import amps, gap_name, wiring_diagram
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import VerdictWord, verdict_word
from buildgen.site.views.findings import Finding, findings

NOT_CHECKED = (
    "how well a joint is soldered or crimped, and whether a plug is fully in",
    "how a card really divides its power among its plugs and its slot",
    "heat: of wires in a bundle, of plugs behind a card, of the supply itself",
    "inrush, ripple, and what happens within thousandths of a second",
    "the 3.3 V of the slots, the sockets of drives, and the fan headers",
    "the inside of any supply, and the mains wiring of the house",
)


_PLACES = {"source": "at the source", "middle": "in the middle", "load": "at the load"}
_PER = {"run": "each lead", "conductor": "each conductor"}


@dataclass(frozen=True, slots=True)
class Net:
    """One wire of the net list, ready to read."""

    wire: str
    net: str
    start: str
    end: str
    plug: str
    made_of: str
    current: str


@dataclass(frozen=True, slots=True)
class FuseLine:
    """One fuse beside the window that it must lie in."""

    lead: str
    rating: str
    window: str
    per: str
    place: str
    dc: str


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card: what it sees, what is lost on the way, and how much returns through its slot."""

    name: str
    power: str
    volts: str
    drop: str
    slot: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of starting up; `danger` is the one warning that belongs to it, or empty."""

    text: str
    danger: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One check of wiring, and what it said here."""

    code: Link
    title: str
    verdict: VerdictWord


@dataclass(frozen=True, slots=True)
class WiringView:
    """The whole page; lists that only an established harness offers are empty before."""

    title: str
    build: Link
    established: bool
    summary: str
    drawing: Markup
    missing: tuple[str, ...]
    nets: tuple[Net, ...]
    cards: tuple[CardLine, ...]
    fuses: tuple[FuseLine, ...]
    cuts: tuple[str, ...]
    shopping: tuple[str, ...]
    steps: tuple[Step, ...]
    checked: tuple[Looked, ...]
    unchecked: tuple[str, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    command: str


def wiring_view(build: Build, matter: Matter) -> WiringView | None:
    """Make the view of a build's wiring; None when the build states none."""
    wiring, words = matter.results.wiring(build), matter.words
    if wiring is None or build.harness is None:
        return None
    reasons = matter.results.wiring_reasons(build)
    diagram = wiring_diagram(build, wiring, reasons, matter.catalog, words, words.language)
    about = [f for f in matter.about(build) if f.code.startswith("WIR")]
    return WiringView(
        title=words.text(build.title),
        build=Link(words.text(build.title), f"builds/{build.id}/index.html"),
        established=wiring.established,
        summary=_summary(wiring, matter),
        drawing=drawn(drawing.draw(diagram, "wiring")),
        missing=_missing(wiring, matter),
        nets=tuple(_net(row, matter) for row in net_list(wiring)),
        cards=_cards(wiring, matter),
        fuses=tuple(_fuse(f, matter) for f in wiring.fuses if f.made != "factory"),
        cuts=_cuts(wiring),
        shopping=_shopping(wiring, matter),
        steps=_steps(wiring, matter),
        checked=_checked(wiring, matter),
        unchecked=tuple(words(text) for text in NOT_CHECKED),
        findings=findings(about, matter),
        notes=tuple(words.text(note) for note in build.harness.notes),
        command=f"buildgen wiring {build.id} --format svg",
    )


def _summary(wiring: Wiring, matter: Matter) -> str:
    words = matter.words
    parts = []
    for supply in wiring.supplies:
        cards = [card.id for card in wiring.cards if supply.id in card.supplies]
        if cards:
            current = amps(supply.current, words)
            parts.append(
                words(
                    "{supply} feeds {cards} with up to {current}",
                    supply=supply.id,
                    cards=", ".join(cards),
                    current=current,
                )
            )
    return "; ".join(parts)


def _shown(value: Quantity | None, matter: Matter) -> str:
    return str(value) if value is not None else matter.words("not known")


def _missing(wiring: Wiring, matter: Matter) -> tuple[str, ...]:
    """Gather what is missing or only assumed, by run, joint or supply."""
    found: dict[str, list[str]] = {}
    for word, gaps in (("", wiring.missing), (matter.words("assumed"), wiring.assumed)):
        for gap in gaps:
            owner = str(gap.path[2] if gap.path[0] == "harness" and len(gap.path) > 2 else gap.path[1])
            name = gap_name(gap, matter.words)
            found.setdefault(owner, []).append(f"{name} ({word})" if word else name)
    return tuple(f"{owner}: {', '.join(dict.fromkeys(names))}" for owner, names in found.items())


def _net(row: NetRow, matter: Matter) -> Net:
    words = matter.words
    if row.made == "factory" and row.gauge is None:
        made = words("{count} wires of the supply's own lead", count=row.count or "?")
    else:
        gauge, length = _shown(row.gauge, matter), _shown(row.length, matter)
        made = f"{row.count or '?'} \u00d7 {gauge}, {length}, {words(row.colour)}"
    return Net(row.wire, row.net, row.start, row.end, row.plug or "?", made, amps(row.current, words))


def _cards(wiring: Wiring, matter: Matter) -> tuple[CardLine, ...]:
    words, found = matter.words, []
    for card in wiring.cards:
        volts, drop = _shown(card.volts, matter), _shown(card.drop.whole if card.drop else None, matter)
        if not card.known:
            volts, drop = words("at most {value}", value=volts), words("at least {value}", value=drop)
        slot = f"{card.slot_share} %" if card.slot_share is not None else words("not known")
        found.append(CardLine(card.id, _shown(card.board_power, matter), volts, drop, slot))
    return tuple(found)


def _fuse(fuse: FuseWindow, matter: Matter) -> FuseLine:
    words = matter.words
    rating = words("none") if fuse.fitted is False else _shown(fuse.rating, matter)
    window = words("{least} to {most}", least=_shown(fuse.least, matter), most=_shown(fuse.most, matter))
    place = words(_PLACES.get(fuse.at or "", "not known"))
    return FuseLine(fuse.lead, rating, window, words(_PER[fuse.per]), place, _shown(fuse.dc, matter))


def _cuts(wiring: Wiring) -> tuple[str, ...]:
    return tuple(
        f"{cut.run}, {cut.pole}: {cut.pieces} \u00d7 {cut.each}, {cut.gauge}, {cut.colour}"
        for cut in cut_list(wiring) or ()
    )


def _shopping(wiring: Wiring, matter: Matter) -> tuple[str, ...]:
    lists = shopping_list(wiring)
    if lists is None:
        return ()
    words = matter.words
    leads = [
        words(
            "{pieces} cables {outlet} to {plug}: {conductors} x {gauge} a pole, {length}, {insulation}",
            pieces=item.pieces,
            outlet=item.outlet or "?",
            plug=item.plug or "?",
            conductors=item.conductors,
            gauge=item.gauge,
            length=item.length,
            insulation=_shown(item.insulation, matter),
        )
        for item in lists[0]
    ]
    fuses = [
        words("{pieces} fuses of {rating} for {run}", pieces=f.pieces, rating=f.rating, run=f.run)
        for f in lists[1]
    ]
    return (*leads, *fuses)


def _steps(wiring: Wiring, matter: Matter) -> tuple[Step, ...]:
    """Order the start: cards' supplies before the board's, and the reverse to stop; one danger a step."""
    words = matter.words
    board = [s for s in wiring.supplies if _feeds_board(wiring, s.id)]
    cards = [s for s in wiring.supplies if s not in board and any(s.id in c.supplies for c in wiring.cards)]
    largest = max((s.current for s in cards if s.current is not None), default=None)
    steps = [
        Step(
            words("Pull every mains plug, and wait. Wire everything; join only what the net list joins."),
            words("Never open a supply: its capacitors hold mains voltage long after the plug is out."),
        ),
        Step(
            words("Check each plug with a meter before it meets a card: polarity, and no short."),
            words(
                "A crossed plug or a dropped tool shorts a supply of {current} and more: it welds.",
                current=amps(largest, words),
            )
            if largest is not None
            else "",
        ),
        Step(words("Run each supply alone on a dummy load, and measure its voltage at the plugs.")),
    ]
    if cards and board:
        first, last = (
            ", ".join(_switch(s, matter) for s in cards),
            ", ".join(_switch(s, matter) for s in board),
        )
        steps += [
            Step(
                words(
                    "To start: first the cards' ({first}), then the board's ({last}).",
                    first=first,
                    last=last,
                )
            ),
            Step(
                words("To stop: shut the computer down, then the board's supply, then the cards'."),
                words("A card with one of two supplies off is fed backwards: never run it so."),
            ),
        ]
    elif board:
        steps.append(Step(words("Start and stop with the computer's own button.")))
    return tuple(steps)


def _feeds_board(wiring: Wiring, supply: str) -> bool:
    return any(lead.start == supply and lead.end == wiring.circuit.board for lead in wiring.circuit.leads)


def _switch(supply: SupplyWiring, matter: Matter) -> str:
    words, method = matter.words, supply.control.method.value
    if method == "follows":
        return words("{supply}, which follows {other}", supply=supply.id, other=supply.control.follows or "?")
    how = {"button": "by the computer's button", "switch": "by its switch", "strap": "with the mains"}
    return words("{supply}, {how}", supply=supply.id, how=words(how.get(method or "", "how is not known")))


def _checked(wiring: Wiring, matter: Matter) -> tuple[Looked, ...]:
    """List every check of wiring with the worst that it said, ok among them."""
    words = matter.words
    found = []
    for judge in JUDGES:
        code = (judge.__doc__ or "")[:6]
        verdicts = [r.verdict.value for r in judge(wiring)]
        order = ("error", "warning", "not established", "ok")
        verdict = min(verdicts, key=order.index, default="ok")
        link = matter.rule_link(code) or Link(code, "")
        found.append(Looked(link, words.check(code), verdict_word(verdict, words)))
    return tuple(found)
