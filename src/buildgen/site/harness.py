"""From computed wiring to its drawing: what stands beside each wire, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from buildgen.calc.circuit import Lead
from buildgen.calc.netlist import NetRow, net_list
from buildgen.calc.verdict import Verdict
from buildgen.calc.wiring import Gap, StrandLoad, Wiring
from buildgen.calc.wiring_reason import WiringReason
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Text
from buildgen.diagram import harness
from buildgen.quantity import Amps
from buildgen.sentences import LANGUAGES, table

_WORST = {Verdict.ERROR: "error", Verdict.WARNING: "warning", Verdict.NOT_ESTABLISHED: "unknown"}
_ORDER = ("error", "warning", "unknown", "")
BOTH = frozenset({"12V", "GND"})


class Words(Protocol):
    """What writes a phrase in the reader's language, with values filled in."""

    def __call__(self, phrase: str, /, **values: object) -> str:
        """Write one phrase."""


def plain(phrase: str, /, **values: object) -> str:
    """Write a phrase in English."""
    return phrase.format(**values)


def wiring_diagram(  # noqa: PLR0913, PLR0917 - what is drawn, and how its words are found
    build: Build,
    wiring: Wiring,
    reasons: Iterable[WiringReason],
    catalog: Catalog,
    words: Words = plain,
    language: str = "en",
) -> harness.Diagram:
    """Make the drawing's data: every wire of the net list once, with the reasons at what they are about."""
    sheet = _Sheet(build, wiring, tuple(reasons), catalog, words, language)
    return harness.Diagram(
        title=words("Wiring of {build}", build=wiring.build),
        desc=words(
            "{supplies} supplies, {leads} leads, {cards} cards; every wire is listed in the net list.",
            supplies=len(wiring.supplies),
            leads=len(wiring.circuit.leads),
            cards=len(wiring.cards),
        ),
        points=tuple(sheet.points()),
        leads=tuple(sheet.lead(lead) for lead in wiring.circuit.leads),
        loads=tuple(sheet.loads()),
        stamp="" if wiring.established else words("Not a wiring instruction: not everything is known"),
        words=harness.Words(
            joined=words("joined; lines that cross without a dot are not"),
            hint=words("colour is a hint, the label decides"),
            error=words("fails a check"),
            warning=words("near or beyond a limit in some case"),
            unknown=words("something is not known"),
            starts=words("from the plug of"),
            outlet=words("outlet"),
            fuse=words("fuse"),
        ),
    )


class _Sheet:
    """The wiring with its reasons sorted by what they are about."""

    def __init__(  # noqa: PLR0913, PLR0917 - as the function above
        self,
        build: Build,
        wiring: Wiring,
        reasons: tuple[WiringReason, ...],
        catalog: Catalog,
        words: Words,
        language: str,
    ) -> None:
        self.build = build
        self.wiring, self.catalog, self.words, self.language = wiring, catalog, words, language
        self.titles = table(language if language in LANGUAGES else "en")
        self.rows: Mapping[str, NetRow] = {row.strand: row for row in net_list(wiring)}
        self.loads_of: Mapping[str, StrandLoad] = {strand.id: strand for strand in wiring.strands}
        self.reasons = tuple(r for r in reasons if r.code != "WIR020")
        self.gaps: tuple[Gap, ...] = (*wiring.missing, *wiring.assumed)

    def about(self, *path: str) -> tuple[str, tuple[str, ...]]:
        """Give the worst verdict and the notes on what lies at a path."""
        own = [r for r in self.reasons if r.subject[: len(path)] == path]
        notes = [f"{r.code} {self.titles[r.code]['title']}" for r in own]
        open_ = [gap_name(gap, self.words) for gap in self.gaps if gap.path[: len(path)] == path]
        if open_:
            notes.append(self.words("not known: {what}", what=", ".join(dict.fromkeys(open_))))
        found = [_WORST[r.verdict] for r in own] + (["unknown"] if open_ else [])
        return min(found, key=_ORDER.index, default=""), tuple(dict.fromkeys(notes))

    def points(self) -> Iterator[harness.Point]:
        """Make the supplies, the joints, and whatever else leads start at."""
        wiring, words, named = self.wiring, self.words, set()
        for supply in wiring.supplies:
            part = self.name_of(supply.id)
            worst, notes = self.about("harness", "supplies", supply.id)
            details = [words("12 V, up to {current}", current=amps(supply.current, words))]
            method = supply.control.method.value
            if method == "follows":
                details.append(words("switched: follows {other}", other=supply.control.follows or "?"))
            else:
                details.append(words("switched: {method}", method=words(method or "not known")))
            if supply.earthed:
                details.append(words("on an earthed outlet"))
            named.add(supply.id)
            yield harness.Point(
                supply.id, f"{supply.id}: {part}", (*details, *notes), supply=True, worst=worst
            )
        ratings = {joint.id.rpartition(".")[0]: joint for joint in reversed(wiring.joints)}
        for name, joint in wiring.circuit.harness.joints.items():
            worst, notes = self.about("harness", "joints", name)
            load = ratings.get(name)
            details = [words("up to {current}", current=amps(load.current if load else None, words))]
            if load is not None and load.rating is not None:
                details.append(words("bears {rating}", rating=load.rating))
            poles = (joint.net,) if joint.net else ("12V", "GND")
            title = words("{name} ({kind})", name=name, kind=words(joint.kind))
            named.add(name)
            yield harness.Point(name, title, (*details, *notes), joint.on or "", poles=poles, worst=worst)
        starts = dict.fromkeys(lead.start for lead in wiring.circuit.leads if lead.parent is None)
        yield from (harness.Point(start, start) for start in starts if start not in named)

    def name_of(self, role: str) -> str:
        """Name the part in a role."""
        part = self.catalog.part(self.build, role)
        if part is None:
            return role
        return self.text(part.name)

    def text(self, name: Text) -> str:
        """Write a name in the reader's language, where it has one there."""
        return str(getattr(name, self.language, None) or name)

    def lead(self, lead: Lead) -> harness.Lead:
        """Make one lead with its wires."""
        worst, notes = self.about("harness", "runs", lead.run)
        shown = self.text(lead.plug.name) if lead.plug is not None else self.words("plug not known")
        if lead.plug is None and lead.wires.plug is None and not self.is_load(lead.end):
            shown = self.words("joint")
        return harness.Lead(
            name=lead.id,
            start=lead.start,
            end=lead.end,
            plug=shown,
            wires=tuple(
                replace(self.wire(strand.id), sound=strand.pole not in self.poles_of(lead.run))
                for strand in lead.strands
            ),
            outlet=self.text(lead.outlet.name) if lead.outlet is not None else "",
            fuse=self.fuse(lead),
            parent=lead.parent or "",
            worst=worst,
            notes=notes,
        )

    def poles_of(self, run: str) -> frozenset[str]:
        """Give the poles that what is said of a run is about: a pin's is its own, a fuse's is 12 V."""
        path = ("harness", "runs", run)
        found: set[str] = set()
        for reason in self.reasons:
            if reason.subject[:3] == path:
                pole = dict(reason.values).get("pole")
                found |= {str(pole)} & {"12V", "GND"} or (
                    {"12V"} if pole or "fuse" in reason.subject else BOTH
                )
        for gap in self.gaps:
            if gap.path[:3] == path:
                found |= {"12V"} if "fuse" in gap.path else BOTH
        return frozenset(found)

    def is_load(self, name: str) -> bool:
        """Tell whether a lead ends at a card or a board."""
        return name == self.wiring.circuit.board or any(card.id == name for card in self.wiring.cards)

    def wire(self, strand: str) -> harness.Wire:
        """Make one wire: what it is made of, and what flows in it at most."""
        row, load, words = self.rows[strand], self.loads_of[strand], self.words
        if row.made == "factory" and row.gauge is None:
            spec = words("{count} wires of the supply's own lead", count=row.count or "?")
        else:
            gauge = row.gauge or words("gauge not known")
            length = row.length or words("length not known")
            spec = f"{row.count or '?'} \u00d7 {gauge}, {length}, {words(row.colour)}"
        current = amps(load.total.most, words)
        if not load.known and load.total.most is not None:
            current = words("at least {current}", current=current)
        return harness.Wire(row.wire, row.pole, spec, current, row.colour)

    def fuse(self, lead: Lead) -> harness.Fuse | None:
        """Make the fuse of a lead; none where there is none, and an open one where nobody knows."""
        if "12V" not in lead.wires.poles or lead.wires.made == "factory":
            return None
        fuse, words = lead.wires.fuse, self.words
        if fuse is None:
            return None if lead.parent else harness.Fuse(words("fuse not known"), "")
        if not fuse.fitted:
            return None
        rating = fuse.rating.value or words("not known")
        each = fuse.per == "conductor"
        text = words("fuse {rating} each", rating=rating) if each else words("fuse {rating}", rating=rating)
        return harness.Fuse(text, fuse.at.value or "")

    def loads(self) -> Iterator[harness.Load]:
        """Make the cards, and what else leads end at."""
        words, points = self.words, {point.id for point in self.points()}
        cards = {card.id: card for card in self.wiring.cards}
        for end in dict.fromkeys(lead.end for lead in self.wiring.circuit.leads):
            card = cards.get(end)
            role = end.rpartition(".")[0] or end
            worst, notes = self.about("parts", role)
            if card is not None:
                details = [self.name_of(role)]
                if card.board_power is not None:
                    details.append(words("up to {power}", power=card.board_power))
                if card.volts is not None and card.known:
                    details.append(words("sees at least {volts}", volts=card.volts))
                yield harness.Load(end, end, (*details, *notes), worst)
            elif end not in points:
                details = [self.name_of(end)]
                slots = self.wiring.circuit.rules.slot_current.value
                if end == self.wiring.circuit.board and slots is not None and cards:
                    details.append(words("its slots give each card up to {current} at 12 V", current=slots))
                yield harness.Load(end, end, (*details, *notes), worst)


# What a gap is called, by the end of its path.
_GAPS: Mapping[str, str] = {
    "fuse.rating": "fuse rating",
    "fuse.at": "place of the fuse",
    "fuse.dc": "direct voltage of the fuse",
    "conductors": "number of conductors",
    "insulation": "insulation",
    "control.method": "how it is switched on",
    "control.off": "how it is switched off",
    "control.isolation": "isolation of its control",
    "control.level": "level of its enable pin",
    "control.driver": "voltage that drives it",
    "pinout": "pins of its output",
    "earthed": "earthed outlet",
    "rating": "what it bears",
}


def gap_name(gap: Gap, words: Words) -> str:
    """Name what is missing, as a reader would ask for it."""
    if gap.path[0] == "parts" or gap.path[:2] == ("harness", "inlets"):
        return words(
            {"count": "how many there are", "board-power": "board power"}.get(gap.reason, "its inlets")
        )
    tail = ".".join(str(step) for step in gap.path[3:])
    return words(_GAPS.get(tail, tail))


def amps(value: Amps | None, words: Words) -> str:
    """Write a current to a tenth of an ampere."""
    return f"{value.number(1)} A" if value is not None else words("current not known")
