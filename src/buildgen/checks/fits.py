"""Fit: the parts of a build go into and onto each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from buildgen.calc.power import card_state
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.fields import Fact
from buildgen.catalog.parts import Cooler, Cpu, Fan, Gpu, MemoryModule, Motherboard, Part, Psu, Storage
from buildgen.checks.check import Pointer, Problem, check, found
from buildgen.diagnostics import Severity

P = TypeVar("P", bound=Part)
UNKNOWN = Severity.NOT_ESTABLISHED
LANES = {"x16": 16, "x8": 8, "x4": 4, "x1": 1}


def _roles(build: Build, results: Results, kind: type[P]) -> list[tuple[str, P]]:
    return [(role, part) for role, part in results.parts(build).items() if isinstance(part, kind)]


def _missing(build: Build, role: str, part: Part, field: str, severity: Severity = UNKNOWN) -> Problem:
    """Say that a field of a role's part is not known, so that the check cannot decide."""
    return found(
        build,
        ("parts", role),
        values={"role": role, "part": part.id, "field": field},
        sentence="unknown",
        help="unknown_help",
        severity=severity,
        key=True,
        related=(Pointer(part, (field,), "field"),) if hasattr(part, field) else (),
    )


def _pairs(build: Build, results: Results, one: type[P]) -> Iterator[tuple[str, P, str, Motherboard]]:
    """Pair every part of a kind with every board."""
    for board_role, board in _roles(build, results, Motherboard):
        for role, part in _roles(build, results, one):
            yield role, part, board_role, board


@check("FIT001", "socket-mismatch", on=Build)
def sockets_match(build: Build, results: Results) -> Iterator[Problem]:
    """The processor's socket is the board's, and the cooler's list holds it."""
    for role, cpu, board_role, board in _pairs(build, results, Cpu):
        if cpu.socket.value is None:
            yield _missing(build, role, cpu, "socket")
        elif board.socket.value is None:
            yield _missing(build, board_role, board, "socket")
        elif cpu.socket.value != board.socket.value:
            values = {"part": cpu.id, "has": cpu.socket.value, "board": board.id, "wants": board.socket.value}
            yield found(
                build,
                ("parts", role),
                values=values,
                key=True,
                related=(Pointer(board, ("socket",), "board"),),
            )


@check("FIT002", "memory-type-mismatch", on=Build)
def memory_types_match(build: Build, results: Results) -> Iterator[Problem]:
    """The memory's type is one that the board and the processor take."""
    for role, module, board_role, board in _pairs(build, results, MemoryModule):
        holders: list[tuple[str, Part, Fact[tuple[str, ...]]]] = [(board_role, board, board.memory_types)]
        holders += [(r, cpu, cpu.memory_types) for r, cpu in _roles(build, results, Cpu)]
        if module.type.value is None:
            yield _missing(build, role, module, "type")
            continue
        for holder_role, holder, types in holders:
            if types.value is None:
                yield _missing(build, holder_role, holder, "memory_types")
            elif module.type.value not in types.value:
                values = {
                    "part": module.id,
                    "has": module.type.value,
                    "holder": holder.id,
                    "takes": types.value,
                }
                pointer = Pointer(holder, ("memory_types",), "holder")
                yield found(build, ("parts", role), values=values, key=True, related=(pointer,))


@check("FIT003", "registered-memory-mismatch", on=Build)
def registered_memory_is_taken(build: Build, results: Results) -> Iterator[Problem]:
    """Registered memory stands on a board that takes it, and no board mixes registered with plain modules."""
    modules = _roles(build, results, MemoryModule)
    for role, module, board_role, board in _pairs(build, results, MemoryModule):
        if module.registered.value is None:
            yield _missing(build, role, module, "registered")
        elif module.registered.value and board.registered_memory.value is None:
            yield _missing(build, board_role, board, "registered_memory")
        elif module.registered.value and board.registered_memory.value is False:
            pointer = Pointer(board, ("registered_memory",), "board")
            values = {"part": module.id, "board": board.id}
            yield found(build, ("parts", role), values=values, key=True, related=(pointer,))
    kinds = {module.registered.value for _, module in modules if module.registered.value is not None}
    if len(kinds) > 1:
        yield found(build, ("parts", modules[-1][0]), sentence="mixed", key=True)


@check("FIT004", "too-many-modules", on=Build)
def memory_slots_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The board has a slot for every memory module."""
    modules = _roles(build, results, MemoryModule)
    for board_role, board in _roles(build, results, Motherboard):
        if not modules:
            continue
        role, module = modules[0]
        if board.memory_slots.value is None:
            yield _missing(build, board_role, board, "memory_slots")
            continue
        counts = [build.parts[r].count for r, _ in modules]
        if None in counts:
            yield _uncounted(build, role)
            continue
        total = sum(c for c in counts if c is not None)
        if total > board.memory_slots.value:
            values = {"count": total, "slots": board.memory_slots.value, "board": board.id, "part": module.id}
            pointer = Pointer(board, ("memory_slots",), "board")
            yield found(build, ("parts", role, "count"), values=values, related=(pointer,))


def _uncounted(build: Build, role: str) -> Problem:
    return found(
        build,
        ("parts", role, "count"),
        values={"role": role},
        sentence="uncounted",
        help="uncounted_help",
        severity=UNKNOWN,
    )


@check("FIT005", "too-few-card-slots", on=Build)
def card_slots_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The board has a slot of the right size for every card."""
    cards = _roles(build, results, Gpu)
    for board_role, board in _roles(build, results, Motherboard):
        if not cards:
            continue
        if board.slots is None:
            yield _missing(build, board_role, board, "slots")
            continue
        uncounted = [role for role, _ in cards if build.parts[role].count is None]
        unsized = [(role, card) for role, card in cards if card.slot.value is None]
        yield from (_uncounted(build, role) for role in uncounted)
        yield from (_missing(build, role, card, "slot") for role, card in unsized)
        if uncounted or unsized:
            continue
        wanted = sorted(
            (
                LANES[card.slot.value]
                for role, card in cards
                if card.slot.value
                for _ in range(build.parts[role].count or 0)
            ),
            reverse=True,
        )
        have = sorted((LANES[slot.size] for slot in board.slots), reverse=True)
        seated = sum(1 for want, slot in zip(wanted, have, strict=False) if want <= slot)
        if seated < len(wanted):
            values = {"count": len(wanted), "slots": seated, "board": board.id}
            path = ("parts", cards[0][0], "count")
            yield found(build, path, values=values, related=(Pointer(board, ("slots",), "board"),))


@check("FIT006", "too-few-lanes", on=Build, severity=Severity.WARNING)
def lanes_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """The lanes that the board's used slots and drives take are no more than the processor has."""
    for cpu_role, cpu in _roles(build, results, Cpu):
        for _, board in _roles(build, results, Motherboard):
            lanes = _lanes_used(build, results, board)
            if lanes is None:
                continue
            if cpu.pcie_lanes.value is None:
                yield _missing(build, cpu_role, cpu, "pcie_lanes")
            elif lanes > cpu.pcie_lanes.value:
                values = {"used": lanes, "lanes": cpu.pcie_lanes.value, "part": cpu.id, "board": board.id}
                pointer = Pointer(board, ("slots",), "board")
                yield found(build, ("parts", cpu_role), values=values, key=True, related=(pointer,))


def _lanes_used(build: Build, results: Results, board: Motherboard) -> int | None:
    """Sum up the lanes of the widest slots that the cards take, and of the drives; None when unknown."""
    cards = sum(build.parts[role].count or 0 for role, _ in _roles(build, results, Gpu))
    if board.slots is None or not cards:
        return None
    widths = [slot.lanes.value for slot in board.slots]
    if any(width is None for width in widths):
        return None
    used = sum(sorted((w for w in widths if w is not None), reverse=True)[:cards])
    drives = [(build.parts[r].count or 0, d.lanes.value) for r, d in _roles(build, results, Storage)]
    return used + sum(count * (lanes or 0) for count, lanes in drives)


@check("FIT007", "too-few-plugs", on=Build)
def plugs_suffice(build: Build, results: Results) -> Iterator[Problem]:
    """Each supply has the plugs that the cards and the board on its cables need."""
    for supply_role, supply in _roles(build, results, Psu):
        needs: Counter[str] = Counter()
        unknown: list[tuple[str, Part, str]] = []
        for name in build.feeds.get(supply_role, ()):
            part, use = results.catalog.part(build, name), build.parts.get(name)
            if use is None or not isinstance(part, (Gpu, Motherboard)):
                continue
            inlets = part.plugs if isinstance(part, Gpu) else part.inlets
            if inlets.value is None or use.count is None:
                unknown.append((name, part, "plugs" if isinstance(part, Gpu) else "inlets"))
            else:
                needs.update({plug: n * use.count for plug, n in Counter(inlets.value).items()})
        yield from (_missing(build, role, part, field) for role, part, field in unknown)
        yield from _plugs(build, supply_role, supply, needs)


def _plugs(build: Build, role: str, supply: Psu, needs: Counter[str]) -> Iterator[Problem]:
    if not needs:
        return
    if supply.plugs.value is None:
        yield _missing(build, role, supply, "plugs")
        return
    count = build.parts[role].count or 1
    adapted = any(use.serves == role for use in build.parts.values())
    available = Counter[str](supply.plugs.value)
    for plug, wanted in sorted(needs.items()):
        have = available[plug] * count
        if wanted > have:
            values = {"plug": plug, "wanted": wanted, "have": have, "part": supply.id, "supply": role}
            yield found(
                build,
                ("feeds", role),
                values=values,
                key=True,
                sentence="adapted" if adapted else "message",
                severity=UNKNOWN if adapted else Severity.ERROR,
                related=(Pointer(supply, ("plugs",), "supply"),),
            )


@check("FIT008", "passive-card-without-fan", on=Build)
def passive_cards_have_fans(build: Build, results: Results) -> Iterator[Problem]:
    """Every card without a fan of its own is served by one."""
    fans = _roles(build, results, Fan)
    for role, card in _roles(build, results, Gpu):
        if card.cooling.value is None:
            yield _missing(build, role, card, "cooling")
            continue
        if card.cooling.value != "passive":
            continue
        serving = [r for r, _ in fans if build.parts[r].serves == role]
        if not serving:
            yield found(build, ("parts", role), values={"role": role, "part": card.id}, key=True)
        elif any(build.parts[r].count is None for r in serving):
            yield _uncounted(build, serving[0])


@check("FIT009", "no-display-output", on=Build, severity=Severity.WARNING)
def something_shows_a_picture(build: Build, results: Results) -> Iterator[Problem]:
    """The rig can show a picture at first power-on: through a card, the processor or the board."""
    outputs: list[tuple[str, Part, bool | None, str]] = []
    for role, card in _roles(build, results, Gpu):
        chosen = card_state(build, results.catalog, role)
        outputs.append((role, card, chosen[1].display_output.value if chosen else None, "states"))
    outputs += [(role, cpu, cpu.graphics.value, "graphics") for role, cpu in _roles(build, results, Cpu)]
    boards = _roles(build, results, Motherboard)
    outputs += [(role, board, board.display_output.value, "display_output") for role, board in boards]
    if not outputs or any(shows for _, _, shows, _ in outputs):
        return
    unknown = [(role, part, field) for role, part, shows, field in outputs if shows is None]
    if unknown:
        yield _missing(build, *unknown[0])
    else:
        yield found(build, ("parts",), key=True)


@check("FIT010", "cooler-misfit", on=Build)
def cooler_fits(build: Build, results: Results) -> Iterator[Problem]:
    """The processor's cooler is made for its socket."""
    for role, cooler in _roles(build, results, Cooler):
        for _, cpu in _roles(build, results, Cpu):
            if cooler.sockets.value is None:
                yield _missing(build, role, cooler, "sockets")
            elif cpu.socket.value is not None and cpu.socket.value not in cooler.sockets.value:
                values = {"part": cooler.id, "socket": cpu.socket.value, "sockets": cooler.sockets.value}
                yield found(build, ("parts", role), values=values, key=True)
