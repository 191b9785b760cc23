"""What `wiring` shows: the same harness as text, drawing, table, JSON, and YAML for WireViz."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buildgen.calc.netlist import NetRow, cut_list, net_list, shopping_list
from buildgen.calc.results import Results
from buildgen.calc.wiring import CardFeed, FuseWindow, Gap, Wiring
from buildgen.catalog.builds import Build
from buildgen.cli.report import visible
from buildgen.cli.words import cells, ranged, weight, words_of
from buildgen.diagnostics import Diagnostic
from buildgen.quantity import Quantity, decimal_text
from buildgen.sentences import say

if TYPE_CHECKING:
    from buildgen.site.words import Words

JSON_VERSION = 1
STAMP = "NOT A WIRING INSTRUCTION: not everything is known"
# What makes a spreadsheet take a cell for a formula.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Workshop:
    """A build's wiring with the findings about it."""

    build: Build
    wiring: Wiring
    results: Results
    findings: tuple[Diagnostic, ...]
    language: str = "en"

    @property
    def words(self) -> Words:
        """The words of the language that this is shown in."""
        return words_of(self.language)

    @property
    def title(self) -> str:
        """The build's title, safe to print."""
        return visible(self.words.text(self.build.title))

    @property
    def rows(self) -> tuple[NetRow, ...]:
        """The net list."""
        return net_list(self.wiring)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: Quantity | None) -> str | None:
    return None if value is None else value.number()


def _gap(gap: Gap) -> str:
    return ".".join(str(step) for step in gap.path)


def as_json(workshop: Workshop) -> dict[str, Any]:
    """The contract: see `contracts/wiring.schema.json`. Quantities are texts; null is not known."""
    wiring = workshop.wiring
    cuts, shopping = cut_list(wiring), shopping_list(wiring)
    return {
        "version": JSON_VERSION,
        "build": workshop.build.id,
        "established": wiring.established,
        "missing": [_gap(gap) for gap in wiring.missing],
        "assumed": [_gap(gap) for gap in wiring.assumed],
        "nets": [_net(row) for row in workshop.rows],
        "supplies": [
            {
                "id": supply.id,
                "current": _text(supply.current),
                "heat": _text(supply.heat),
                "minimum": _text(supply.minimum),
                "minimum_assumed": supply.minimum_assumed,
                "method": supply.control.method.value,
                "earthed": supply.earthed,
            }
            for supply in wiring.supplies
        ],
        "cards": [
            {
                "id": card.id,
                "board_power": _text(card.board_power),
                "volts": _text(card.volts),
                "drop": _text(card.drop.whole) if card.drop else None,
                "known": card.known,
                "supplies": list(card.supplies),
                "slot_return_percent": card.slot_share,
            }
            for card in wiring.cards
        ],
        "fuses": [
            {
                "lead": fuse.lead,
                "fitted": fuse.fitted,
                "rating": _text(fuse.rating),
                "least": _text(fuse.least),
                "most": _text(fuse.most),
                "per": fuse.per,
                "at": fuse.at,
                "dc": _text(fuse.dc),
            }
            for fuse in wiring.fuses
            if fuse.made != "factory"
        ],
        "rails": [
            {
                "run": rail.run,
                "net": rail.net,
                "pins": rail.pins,
                "takers": [
                    {"name": t.name, "kind": t.kind, "count": t.count, "current": _text(t.current)}
                    for t in rail.takers
                ],
                "current": str(rail.current),
                "known": rail.known,
                "each": str(rail.each),
                "limit": _text(rail.limit),
            }
            for rail in wiring.rails
        ],
        "cuts": None if cuts is None else [_cells(cut) for cut in cuts],
        "shopping": None if shopping is None else [_cells(item) for item in shopping[0]],
        "findings": [
            {
                "code": found.code,
                "severity": found.severity.value,
                "waived": found.waived,
                "subject": found.subject,
                "message": say(found.message, workshop.language),
            }
            for found in workshop.findings
        ],
    }


def _net(row: NetRow) -> dict[str, Any]:
    return {
        "wire": row.wire,
        "net": row.net,
        "pole": row.pole,
        "from": row.start,
        "to": row.end,
        "outlet": row.outlet,
        "plug": row.plug,
        "conductors": row.count,
        "gauge": _text(row.gauge),
        "length": _text(row.length),
        "colour": row.colour,
        "current": _text(row.current),
        "made": row.made,
    }


def _cells(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in type(row).__dataclass_fields__}
    return {name: _text(value) if isinstance(value, Quantity) else value for name, value in found.items()}


def cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula; nothing stands for what is not known."""
    text = "" if value is None else visible(str(value))
    return f"'{text}" if text.startswith(_RUNS) else text


def as_csv(workshop: Workshop) -> str:
    """Write the net list as comma-separated values, currents in amperes, lengths in millimetres."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ("wire", "net", "from", "to", "outlet", "plug", "conductors", "gauge", "length_mm", "colour")
    writer.writerow([*head, "current_a", "made", "wiring_instruction"])
    for row in workshop.rows:
        length = decimal_text(row.length.grains, 1000) if row.length is not None else None
        cells: tuple[object, ...] = (
            row.wire,
            row.net,
            row.start,
            row.end,
            row.outlet,
            row.plug,
            row.count,
            row.gauge,
            length,
        )
        instruction = "yes" if workshop.wiring.established else "no"
        cells = (*cells, row.colour, _number(row.current), row.made, instruction)
        writer.writerow([cell(value) for value in cells])
    return out.getvalue()


def as_svg(workshop: Workshop) -> str:
    """Draw the wiring as a file of its own."""
    from buildgen.diagram.scene import WIDE
    from buildgen.diagram.svg import render
    from buildgen.diagram.wiring import layout
    from buildgen.site.harness import wiring_diagram

    results = workshop.results
    reasons = results.wiring_reasons(workshop.build)
    words, language = workshop.words, workshop.language
    diagram = wiring_diagram(workshop.build, workshop.wiring, reasons, results.catalog, words, language)
    return render(layout(diagram, WIDE), "wiring")


def print_text(workshop: Workshop) -> None:
    """Print for a terminal."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    for text in _lines(workshop):
        console.print(text)


def _lines(workshop: Workshop) -> Iterator[str]:
    wiring, words = workshop.wiring, workshop.words
    yield f"{workshop.build.id}: {workshop.title}"
    if not wiring.established:
        yield f"\n{words(STAMP)}{words('.')}"
    yield "\n" + words("NET LIST")
    heads = ("wire", "net", "from", "to", "plug", "made of", "at most")
    yield from _table(heads, [_net_cells(row, words) for row in workshop.rows], words)
    yield "\n" + words("CARDS, everything on their cables, supplies at their least voltage")
    yield from _table(
        ("card", "power", "sees", "lost", "returns through its slot"),
        [_card_cells(card, words) for card in wiring.cards],
        words,
    )
    fuses = [f for f in wiring.fuses if f.made != "factory"]
    if fuses:
        yield "\n" + words("FUSES")
        columns = ("lead", "rating", "window", "for", "at", "dc")
        yield from _table(columns, [_fuse_cells(fuse, words) for fuse in fuses], words)
    yield from _buying(wiring, words)
    yield "\n" + (words("FINDINGS") if workshop.findings else words("no findings"))
    for found in workshop.findings:
        yield f"{weight(found, words)}: {visible(say(found.message, workshop.language))}"


def _card_cells(card: CardFeed, words: Words) -> tuple[str, ...]:
    """Write what a card sees; where a wire is not known, its voltage and its drop are bounds."""
    volts, drop = card.volts, card.drop.whole if card.drop is not None else None
    most, least = words("at most {amount}", amount=volts), words("at least {amount}", amount=drop)
    return (
        card.id,
        _text(card.board_power) or "?",
        "?" if volts is None else str(volts) if card.known else most,
        "?" if drop is None else str(drop) if card.known else least,
        f"{card.slot_share} %" if card.slot_share is not None else "?",
    )


def _fuse_cells(fuse: FuseWindow, words: Words) -> tuple[str, ...]:
    return (
        fuse.lead,
        words("none") if fuse.fitted is False else _text(fuse.rating) or words("not known"),
        words("{least} to {most}", least=fuse.least or "?", most=fuse.most or "?"),
        words(f"each {fuse.per}"),
        words(fuse.at) if fuse.at else "?",
        _text(fuse.dc) or "?",
    )


def _net_cells(row: NetRow, words: Words) -> tuple[str, ...]:
    own = row.made == "factory" and row.gauge is None
    kind = words("the supply's own")
    kind = kind if own else f"{row.gauge or '?'} {row.length or '?'} {words(row.colour)}"
    current = f"{row.current.number(1)} A" if row.current is not None else "?"
    return (row.wire, row.net, row.start, row.end, row.plug or "?", f"{row.count or '?'} x {kind}", current)


def _buying(wiring: Wiring, words: Words) -> Iterator[str]:
    """List what to cut and to buy, where the wiring is established."""
    cuts, shopping = cut_list(wiring), shopping_list(wiring)
    if cuts:
        yield "\n" + words("CUT LIST, with the allowance at both ends")
        rows: list[tuple[str, ...]] = [
            (c.run, c.pole, f"{c.pieces} x {c.each}", str(c.gauge), words(c.colour)) for c in cuts
        ]
        yield from _table(("run", "pole", "pieces", "gauge", "colour"), rows, words)
    if shopping is not None and shopping[0]:
        yield "\n" + words("TO BUY")
        rows = [
            (
                p.run,
                f"{p.pieces} x",
                words("{outlet} to {plug}", outlet=p.outlet or "-", plug=p.plug or "-"),
                f"2 x {p.conductors} x {p.gauge}, {p.length}",
                words("insulation {degrees}", degrees=p.insulation) if p.insulation else "",
            )
            for p in shopping[0]
        ]
        yield from _table(("run", "count", "plugs", "conductors", "insulation"), rows, words)
        for fuse in shopping[1]:
            pieces = f"{fuse.pieces} x {fuse.rating}"
            yield words("fuses of {run}: {pieces}", run=fuse.run, pieces=pieces)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], words: Words) -> Iterator[str]:
    """Set columns under their heads, two blanks apart."""
    told = [tuple(words(head) for head in heads), *(tuple(row) for row in rows)]
    widths = [max(cells(row[n]) for row in told) for n in range(len(heads))]
    for row in told:
        yield "  ".join(ranged(text, wide) for text, wide in zip(row, widths, strict=True)).rstrip()
