"""Room: slots for modules and cards, lanes behind them, and plugs on the supplies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from buildgen.calc.plugs import SPLIT
from buildgen.calc.power import fed_by
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Cpu, Gpu, MemoryModule, Motherboard, Psu, Storage
from buildgen.checks.check import Pointer, Problem, check
from buildgen.checks.fitting import UNKNOWN, misfit, missing, uncounted
from buildgen.diagnostics import Severity

LANES = {"x16": 16, "x8": 8, "x4": 4, "x1": 1}


@check("FIT004", "too-many-modules", on=Build)
def memory_slots_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The board has a slot for every memory module."""
    modules = results.roles(build, MemoryModule)
    for board_role, board in results.roles(build, Motherboard):
        if not modules:
            continue
        counts = {role: build.parts[role].count for role, _ in modules}
        total, slots = sum(count or 0 for count in counts.values()), board.memory_slots.value
        if slots is None:
            yield missing(build, board_role, board, "memory_slots")
        elif total > slots:
            values = {"count": total, "slots": slots, "board": board.id}
            pointers = (Pointer(board, ("memory_slots",), "board"),)
            yield misfit(build, results, (*counts, board_role), values, pointers, "count")
            continue
        yield from (uncounted(build, role) for role, count in counts.items() if count is None)


@check("FIT005", "too-few-card-slots", on=Build)
def card_slots_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The board has a slot of the right size for every card."""
    cards = results.roles(build, Gpu)
    for board_role, board in results.roles(build, Motherboard):
        if not cards:
            continue
        if board.slots is None:
            yield missing(build, board_role, board, "slots")
            continue
        counts = {role: build.parts[role].count or 0 for role, _ in cards}
        # A card of unknown size takes some slot: with too few of any size it is one too many.
        sizes = [LANES[card.slot.value or "x1"] for role, card in cards for _ in range(counts[role])]
        seated = _seated(sizes, [LANES[slot.size] for slot in board.slots])
        if seated < len(sizes):
            values = {"count": len(sizes), "seated": seated, "board": board.id}
            pointers = (Pointer(board, ("slots",), "board"),)
            yield misfit(build, results, (*counts, board_role), values, pointers, "count")
            continue
        yield from (uncounted(build, role) for role, _ in cards if build.parts[role].count is None)
        yield from (missing(build, role, card, "slot") for role, card in cards if card.slot.value is None)


def _seated(cards: Iterable[int], slots: Iterable[int]) -> int:
    """Count the cards that find a slot at least as long as they are, the longest served first."""
    waiting = sorted(cards, reverse=True)
    seated = 0
    for slot in sorted(slots, reverse=True):
        fitting = next((card for card in waiting if card <= slot), None)
        if fitting is not None:
            waiting.remove(fitting)
            seated += 1
    return seated


@check("FIT006", "too-few-lanes", on=Build, severity=Severity.WARNING)
def lanes_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The lanes that the board's used slots and drives take are no more than the processors have."""
    cpus = results.roles(build, Cpu)
    boards = [(role, board) for role, board in results.roles(build, Motherboard) if board.slots]
    if not cpus or not boards or not results.roles(build, Gpu):
        return
    used, unknown = _lanes_used(build, results, *boards[0])
    counts = [(role, cpu, cpu.pcie_lanes.value) for role, cpu in cpus]
    unknown += [missing(build, role, cpu, "pcie_lanes") for role, cpu, lanes in counts if lanes is None]
    have = sum((lanes or 0) * (build.parts[role].count or 1) for role, _, lanes in counts)
    if used > have and all(lanes is not None for _, _, lanes in counts):
        board_role, board = boards[0]
        values = {"used": used, "lanes": have, "part": cpus[0][1].id, "board": board.id}
        pointers = (Pointer(cpus[0][1], ("pcie_lanes",), "cpu"), Pointer(board, ("slots",), "board"))
        roles = tuple(role for role, _ in results.roles(build, Gpu))
        yield misfit(build, results, (cpus[0][0], board_role, *roles), values, pointers)
    else:
        yield from unknown


def _lanes_used(
    build: Build, results: Results, board_role: str, board: Motherboard
) -> tuple[int, list[Problem]]:
    """Sum up the known lanes of the widest slots that cards take, and of the drives; and what is unknown."""
    unknown: list[Problem] = []
    cards = sum(build.parts[role].count or 0 for role, _ in results.roles(build, Gpu))
    for index, slot in enumerate(board.slots or ()):
        if slot.lanes.value is None:
            at = ("slots", index, "lanes")
            unknown.append(missing(build, board_role, board, "lanes", at))
    used = sum(sorted((slot.lanes.value or 0 for slot in board.slots or ()), reverse=True)[:cards])
    for role, drive in results.roles(build, Storage):
        if drive.lanes.value is None:
            unknown.append(missing(build, role, drive, "lanes"))
        used += (build.parts[role].count or 0) * (drive.lanes.value or 0)
    return used, unknown


@check("FIT007", "too-few-plugs", on=Build)
def plugs_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """Each supply has the plugs that the cards and the board on its cables need.

    Where a harness names the runs to a card, these are its plugs, and the checks of wiring look at them.
    """
    cabled = _cabled(build, results)
    for supply_role, supply in results.roles(build, Psu):
        needs: Counter[str] = Counter()
        consumers: list[str] = []
        for name in fed_by(build, supply_role):
            part, use = results.catalog.part(build, name), build.parts.get(name)
            if use is None or not isinstance(part, (Gpu, Motherboard)) or name in cabled:
                continue
            field = "plugs" if isinstance(part, Gpu) else "inlets"
            inlets = part.plugs if isinstance(part, Gpu) else part.inlets
            if inlets.value is None:
                yield missing(build, name, part, field)
            elif use.count is None:
                yield uncounted(build, name)
            else:
                consumers.append(name)
                needs.update({plug: n * use.count for plug, n in Counter(inlets.value).items()})
        if needs and supply.plugs.value is None:
            yield missing(build, supply_role, supply, "plugs")
        elif needs:
            yield from _plugs(build, results, (supply_role, *consumers), supply, needs)


def _cabled(build: Build, results: Results) -> frozenset[str]:
    """Name the roles of cards at which runs of the build's harness end."""
    wiring = results.wiring(build)
    ends = {lead.end for lead in wiring.circuit.leads} if wiring is not None else set()
    return frozenset(card.role for card in wiring.circuit.cards if card.id in ends) if wiring else frozenset()


def _plugs(
    build: Build, results: Results, roles: tuple[str, ...], supply: Psu, needs: Counter[str]
) -> Iterator[Problem]:
    """Hold what is wanted of a supply against what it has: one problem, whatever is missing.

    `roles` are the supply's and those of what hangs on it.
    """
    count = build.parts[roles[0]].count or 1
    have = Counter[str]({plug: n * count for plug, n in (supply.plugs.value or {}).items()})
    lacking = needs - have
    if not lacking:
        return
    spare = have - needs
    split = all(n <= spare[SPLIT.get(plug, plug)] for plug, n in lacking.items())
    adapted = any(use.serves == roles[0] for use in build.parts.values())
    values = {
        "wanted": tuple(f"{needs[plug]} x {plug}" for plug in sorted(lacking)),
        "have": tuple(f"{have[plug]} x {plug}" for plug in sorted(lacking)),
        "part": supply.id,
        "supply": roles[0],
    }
    problem = misfit(build, results, roles, values, (Pointer(supply, ("plugs",), "supply"),))
    if split or adapted:
        word = "split" if split else "adapted"
        problem = replace(problem, sentence=word, help=f"help_{word}", severity=UNKNOWN)
    yield problem
