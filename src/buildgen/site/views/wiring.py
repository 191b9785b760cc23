"""The wiring of a build for display: drawing, nets, fuses, lists, order of start, and what is open."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.netlist import NetRow, cut_list, net_list, shopping_list
from buildgen.calc.wiring import BoardRail, FuseWindow, RailTaker, Wiring
from buildgen.calc.wiring_verdict import JUDGES
from buildgen.catalog.builds import Build
from buildgen.diagram import wiring as drawing
from buildgen.quantity import Celsius, Quantity
from buildgen.site.address import Link
from buildgen.site.charts import drawn
from buildgen.site.harness import amps, gap_name, wiring_diagram
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import VerdictWord, verdict_word
from buildgen.site.views.findings import Finding, findings
from buildgen.site.views.starting import Step, starting_steps

NOT_CHECKED = (
    "how well a joint is soldered or crimped, and whether a plug is fully in",
    "how a card really divides its power among its plugs and its slot",
    "heat: of wires in a bundle, of plugs behind a card, of the supply itself",
    "inrush, ripple, and what happens within thousandths of a second",
    "what the board itself takes, and the copper of its slots, sockets and fan headers",
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
class RailLine:
    """One rail of the board's main plug: who takes current there, and what a pin carries and bears."""

    rail: str
    takers: str
    whole: str
    pins: int
    each: str
    limit: str


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
    ampacity: str
    cards: tuple[CardLine, ...]
    fuses: tuple[FuseLine, ...]
    rails: tuple[RailLine, ...]
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
        ampacity=words(
            "Wires are held against {table}, with a factor for wires that lie together, and pins against "
            "their terminals. Published tables differ by up to seven times.",
            table=words.text(wiring.circuit.rules.ampacity.name),
        ),
        cards=_cards(wiring, matter),
        fuses=tuple(_fuse(f, matter) for f in wiring.fuses if f.made != "factory"),
        rails=tuple(_rail(rail, matter) for rail in wiring.rails),
        cuts=_cuts(wiring),
        shopping=_shopping(wiring, matter),
        steps=starting_steps(wiring, matter),
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
        if card.drop is not None:
            drop = words(
                "{whole}: wires {wire}, contacts {contacts}, fuses {fuse}",
                whole=drop,
                wire=card.drop.wire,
                contacts=card.drop.contacts,
                fuse=card.drop.fuse,
            )
        if not card.known:
            volts, drop = words("at most {value}", value=volts), words("at least {value}", value=drop)
        slot = f"{card.slot_share} %" if card.slot_share is not None else words("not known")
        found.append(CardLine(card.id, _shown(card.board_power, matter), volts, drop, slot))
    return tuple(found)


def _rail(rail: BoardRail, matter: Matter) -> RailLine:
    words = matter.words
    takers = [f"{_taker(taker, matter)} {_shown(taker.current, matter)}" for taker in rail.takers]
    whole, each = str(rail.current), str(rail.each)
    if not rail.known:
        whole, each = words("at least {value}", value=whole), words("at least {value}", value=each)
    name = {"12V": "12 V", "3V3": "3.3 V"}[rail.net]
    return RailLine(name, words(", ").join(takers), whole, rail.pins, each, _shown(rail.limit, matter))


def _taker(taker: RailTaker, matter: Matter) -> str:
    if taker.kind == "slots":
        return matter.words("card slots, {count} of them", count=taker.count)
    return taker.name


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
            "{pieces} cables, {outlet} to {plug}: {conductors} \u00d7 {gauge} a pole, {length}, "
            "for {insulation}, terminals for {terminal} a pin",
            pieces=item.pieces,
            outlet=_connector(item.outlet, matter),
            plug=_connector(item.plug, matter),
            conductors=item.conductors,
            gauge=item.gauge,
            length=item.length,
            insulation=_degrees(item.insulation, matter),
            terminal=_shown(item.terminal, matter),
        )
        for item in lists[0]
    ]
    fuses = [
        words(
            "{pieces} fuses of {rating} for {dc} direct, for {run}: one in {each}, {place}",
            pieces=f.pieces,
            rating=f.rating,
            dc=_shown(f.window.dc, matter),
            run=f.run,
            each=words(_PER[f.window.per]),
            place=words(_PLACES.get(f.window.at or "", "not known")),
        )
        for f in lists[1]
    ]
    return (*leads, *fuses)


def _connector(name: str | None, matter: Matter) -> str:
    """Name a connector as one would order it."""
    family = matter.catalog.connectors.get(name or "")
    return matter.words.text(family.name) if family is not None else name or "?"


def _degrees(value: Celsius | None, matter: Matter) -> str:
    return f"{value.number()} \u00b0C" if value is not None else matter.words("not known")


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
