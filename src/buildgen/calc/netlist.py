"""Net list, cut list and shopping list of a harness: the same strands as rows for a workshop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.calc.circuit import Lead
from buildgen.calc.wiring import FuseWindow, StrandLoad, Wiring
from buildgen.catalog.harness import Pole
from buildgen.quantity import Amps, Celsius, Gauge, Length

# The custom of ATX supplies, used where a run names no colour; labels decide, colours only hint.
CUSTOM: dict[Pole, str] = {"12V": "yellow", "GND": "black"}


@dataclass(frozen=True, slots=True)
class NetRow:
    """One pole of one lead: its wire number, its net, its ends and what it is made of.

    `net` names the pole and the supply (`12V server`); None of a figure: not known.
    """

    wire: str
    strand: str
    net: str
    pole: Pole
    start: str
    end: str
    plug: str | None
    outlet: str | None
    count: int | None
    gauge: Gauge | None
    length: Length | None
    colour: str
    current: Amps | None
    made: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Pieces of wire of one kind to cut: how many, and how long each with the allowance at both ends."""

    run: str
    pole: Pole
    gauge: Gauge
    colour: str
    pieces: int
    each: Length


@dataclass(frozen=True, slots=True)
class Purchase:
    """What to buy whole: so many leads of a run, each to these values."""

    run: str
    pieces: int
    outlet: str | None
    plug: str | None
    conductors: int
    gauge: Gauge
    length: Length
    insulation: Celsius | None
    terminal: Amps | None


@dataclass(frozen=True, slots=True)
class FuseRow:
    """Fuses to buy: their rating, how many in all, and where they sit."""

    run: str
    rating: Amps
    pieces: int
    window: FuseWindow


def net_list(wiring: Wiring) -> tuple[NetRow, ...]:
    """List every strand once, numbered in the order of the runs' names."""
    loads = {strand.id: strand for strand in wiring.strands}
    leads = {lead.id: lead for lead in wiring.circuit.leads}
    strands = [strand for lead in wiring.circuit.leads for strand in lead.strands]
    return tuple(
        _row(f"W{number}", loads[strand.id], leads[strand.lead], _origin(wiring, strand.lead))
        for number, strand in enumerate(strands, 1)
    )


def _origin(wiring: Wiring, lead: str) -> str:
    """Name the supply of a lead; `?` when it is loose."""
    return next((w.supply for w in wiring.fuses if w.lead == lead and w.supply), None) or "?"


def _row(wire: str, load: StrandLoad, lead: Lead, supply: str) -> NetRow:
    run = lead.wires
    supply = lead.start if supply == "?" else supply
    return NetRow(
        wire=wire,
        strand=load.id,
        net=f"{load.pole} {supply}",
        pole=load.pole,
        start=lead.parent or lead.start,
        end=lead.inlet or lead.end,
        plug=run.plug,
        outlet=run.outlet,
        count=load.count,
        gauge=load.gauge if run.made != "factory" else run.gauge.value,
        length=load.length if run.made != "factory" else run.length.value,
        colour=run.colours.get(load.pole, CUSTOM[load.pole]),
        current=load.total.most,
        made=run.made,
    )


def cut_list(wiring: Wiring) -> tuple[Cut, ...] | None:
    """List the wires to cut by hand; None where the wiring is not established: nobody cuts by a guess."""
    allowance = wiring.circuit.rules.allowance.value
    if not wiring.established or allowance is None:
        return None
    found: dict[tuple[str, Pole], Cut] = {}
    for row in net_list(wiring):
        run = row.strand.partition(".")[0]
        if row.made != "hand" or row.gauge is None or row.length is None or row.count is None:
            continue
        before = found.get((run, row.pole))
        pieces = row.count + (before.pieces if before else 0)
        found[run, row.pole] = Cut(run, row.pole, row.gauge, row.colour, pieces, row.length + allowance * 2)
    return tuple(found.values())


def shopping_list(wiring: Wiring) -> tuple[tuple[Purchase, ...], tuple[FuseRow, ...]] | None:
    """List ready-made leads and fuses to buy; None where the wiring is not established."""
    if not wiring.established:
        return None
    return tuple(_purchases(wiring)), tuple(_fuses(wiring))


def _leads_of(wiring: Wiring) -> dict[str, list[Lead]]:
    runs: dict[str, list[Lead]] = {}
    for lead in wiring.circuit.leads:
        runs.setdefault(lead.run, []).append(lead)
    return runs


def _purchases(wiring: Wiring) -> Iterator[Purchase]:
    for run, leads in _leads_of(wiring).items():
        wires, first = leads[0].wires, leads[0].strands[0]
        if wires.made != "ready" or first.count is None or first.gauge is None or first.length is None:
            continue
        yield Purchase(
            run=run,
            pieces=len(leads),
            outlet=wires.outlet,
            plug=wires.plug,
            conductors=first.count,
            gauge=first.gauge,
            length=first.length,
            insulation=wires.insulation.value,
            terminal=wires.terminal.value,
        )


def _fuses(wiring: Wiring) -> Iterator[FuseRow]:
    counts = {strand.lead: strand.count or 1 for strand in wiring.strands if strand.pole == "12V"}
    found: dict[str, FuseRow] = {}
    for window in wiring.fuses:
        if window.fitted and window.rating is not None:
            pieces = counts[window.lead] if window.per == "conductor" else 1
            before = found[window.run].pieces if window.run in found else 0
            found[window.run] = FuseRow(window.run, window.rating, pieces + before, window)
    yield from found.values()
