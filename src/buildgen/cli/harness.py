"""What `wiring` shows: the same harness as text, drawing, table, JSON, and YAML for WireViz."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from buildgen.calc.netlist import NetRow, cut_list, net_list, shopping_list
from buildgen.calc.results import Results
from buildgen.calc.wiring import Gap, Wiring
from buildgen.catalog.builds import Build
from buildgen.cli.report import visible
from buildgen.diagnostics import Diagnostic
from buildgen.quantity import Quantity, decimal_text
from buildgen.sentences import say

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
                "message": say(found.message),
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
    diagram = wiring_diagram(workshop.build, workshop.wiring, reasons, results.catalog)
    return render(layout(diagram, WIDE), "wiring")


def print_text(workshop: Workshop) -> None:
    """Print for a terminal."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    for text in _lines(workshop):
        console.print(text)


def _lines(workshop: Workshop) -> Iterator[str]:
    wiring = workshop.wiring
    yield f"{workshop.build.id}: {visible(workshop.build.title.en)}"
    if not wiring.established:
        yield f"\n{STAMP}."
    yield "\nNET LIST"
    head = ("wire", "net", "from", "to", "plug", "made of", "at most")
    yield from _table(head, [_net_cells(row) for row in workshop.rows])
    cards = [
        (
            card.id,
            _text(card.board_power) or "?",
            f"{'' if card.known else 'at most '}{card.volts}" if card.volts is not None else "?",
            f"{'' if card.known else 'at least '}{card.drop.whole}" if card.drop is not None else "?",
            f"{card.slot_share} %" if card.slot_share is not None else "?",
        )
        for card in wiring.cards
    ]
    yield "\nCARDS, everything on their cables, supplies at their least voltage"
    yield from _table(("card", "power", "sees", "lost", "returns through its slot"), cards)
    fuses = [f for f in wiring.fuses if f.made != "factory"]
    if fuses:
        yield "\nFUSES"
        cells = [
            (
                f.lead,
                "none" if f.fitted is False else _text(f.rating) or "not known",
                f"{f.least or '?'} to {f.most or '?'}",
                f"each {f.per}",
                f.at or "?",
                _text(f.dc) or "?",
            )
            for f in fuses
        ]
        yield from _table(("lead", "rating", "window", "for", "at", "dc"), cells)
    yield from _buying(wiring)
    yield "\nFINDINGS" if workshop.findings else "\nno findings"
    for found in workshop.findings:
        mark = " (waived)" if found.waived else ""
        yield f"{found.severity.value}{mark}[{found.code}]: {visible(say(found.message))}"


def _net_cells(row: NetRow) -> tuple[str, ...]:
    own = row.made == "factory" and row.gauge is None
    kind = "the supply's own" if own else f"{row.gauge or '?'} {row.length or '?'} {row.colour}"
    current = f"{row.current.number(1)} A" if row.current is not None else "?"
    return (row.wire, row.net, row.start, row.end, row.plug or "?", f"{row.count or '?'} x {kind}", current)


def _buying(wiring: Wiring) -> Iterator[str]:
    """List what to cut and to buy, where the wiring is established."""
    cuts, shopping = cut_list(wiring), shopping_list(wiring)
    if cuts:
        yield "\nCUT LIST, with the allowance at both ends"
        rows: list[tuple[str, ...]] = [
            (c.run, c.pole, f"{c.pieces} x {c.each}", str(c.gauge), c.colour) for c in cuts
        ]
        yield from _table(("run", "pole", "pieces", "gauge", "colour"), rows)
    if shopping is not None and shopping[0]:
        yield "\nTO BUY"
        rows = [
            (
                p.run,
                f"{p.pieces} x",
                f"{p.outlet or '-'} to {p.plug or '-'}",
                f"2 x {p.conductors} x {p.gauge}, {p.length}",
                f"insulation {p.insulation}" if p.insulation else "",
            )
            for p in shopping[0]
        ]
        yield from _table(("run", "count", "plugs", "conductors", "insulation"), rows)
        yield from (f"fuses of {f.run}: {f.pieces} x {f.rating}" for f in shopping[1])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Set cells under their heads, columns two blanks apart."""
    told = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(row[n]) for row in told) for n in range(len(head))]
    for row in told:
        yield "  ".join(text.ljust(wide) for text, wide in zip(row, widths, strict=True)).rstrip()
