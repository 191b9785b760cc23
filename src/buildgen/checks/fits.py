"""Fit: the parts of a build go into and onto each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildgen.calc.power import card_state
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.fields import Fact
from buildgen.catalog.parts import Cooler, Cpu, Fan, Gpu, MemoryModule, Motherboard, Part
from buildgen.checks.check import Pointer, Problem, check, found
from buildgen.checks.fitting import misfit, missing, pairs, uncounted
from buildgen.diagnostics import Severity


@check("FIT001", "socket-mismatch", on=Build)
def sockets_match(build: Build, results: Results) -> Iterator[Problem]:
    """The processor's socket is the board's."""
    for role, cpu, board_role, board in pairs(build, results, Cpu):
        has, wants = cpu.socket.value, board.socket.value
        if has is None:
            yield missing(build, role, cpu, "socket")
        if wants is None:
            yield missing(build, board_role, board, "socket")
        if None not in {has, wants} and has != wants:
            values = {"part": cpu.id, "has": has, "board": board.id, "wants": wants}
            pointers = (Pointer(cpu, ("socket",), "cpu"), Pointer(board, ("socket",), "board"))
            yield misfit(build, results, (role, board_role), values, pointers)


@check("FIT002", "memory-type-mismatch", on=Build)
def memory_types_match(build: Build, results: Results) -> Iterator[Problem]:
    """The memory's type is one that the board and the processor take."""
    holders: list[tuple[str, Part, Fact[tuple[str, ...]]]] = []
    holders += [(role, board, board.memory_types) for role, board in results.roles(build, Motherboard)]
    holders += [(role, cpu, cpu.memory_types) for role, cpu in results.roles(build, Cpu)]
    for role, module in results.roles(build, MemoryModule):
        if module.type.value is None:
            yield missing(build, role, module, "type")
            continue
        refuse = [h for h in holders if h[2].value is not None and module.type.value not in h[2].value]
        if refuse:
            values = {
                "part": module.id,
                "has": module.type.value,
                "holders": " and ".join(holder.id for _, holder, _ in refuse),
            }
            pointers = tuple(Pointer(holder, ("memory_types",), "holder") for _, holder, _ in refuse)
            yield misfit(build, results, (role, *(r for r, _, _ in refuse)), values, pointers)
    if results.roles(build, MemoryModule):
        for role, holder, types in holders:
            if types.value is None:
                yield missing(build, role, holder, "memory_types")


@check("FIT003", "registered-memory-mismatch", on=Build)
def registered_memory_is_taken(build: Build, results: Results) -> Iterator[Problem]:
    """Registered memory stands on a board that takes it, and no board mixes registered with plain modules."""
    modules = results.roles(build, MemoryModule)
    for role, module, board_role, board in pairs(build, results, MemoryModule):
        if module.registered.value is None:
            yield missing(build, role, module, "registered")
        elif module.registered.value and board.registered_memory.value is None:
            yield missing(build, board_role, board, "registered_memory")
        elif module.registered.value and board.registered_memory.value is False:
            pointers = (Pointer(board, ("registered_memory",), "board"),)
            values = {"part": module.id, "board": board.id}
            yield misfit(build, results, (role, board_role), values, pointers)
    plain = [(role, module) for role, module in modules if module.registered.value is False]
    registered = [(role, module) for role, module in modules if module.registered.value]
    if plain and registered:
        values = {"plain": plain[0][1].id, "registered": registered[0][1].id}
        kinds = tuple(Pointer(m[0][1], ("registered",), "kind") for m in (plain, registered))
        mixed = misfit(build, results, (plain[0][0], registered[0][0]), values, kinds)
        yield replace(mixed, sentence="mixed", help="help_mixed")


@check("FIT008", "passive-card-without-fan", on=Build)
def passive_cards_have_fans(build: Build, results: Results) -> Iterator[Problem]:
    """Every card without a fan of its own is served by one."""
    fans = results.roles(build, Fan)
    for role, card in results.roles(build, Gpu):
        if card.cooling.value is None:
            yield missing(build, role, card, "cooling")
            continue
        if card.cooling.value != "passive":
            continue
        serving = [r for r, _ in fans if build.parts[r].serves == role]
        if not serving:
            yield found(
                build, ("parts", role), values={"role": role, "part": card.id}, key=True, subject=role
            )
        elif any(build.parts[r].count is None for r in serving):
            yield uncounted(build, serving[0])


@check("FIT009", "no-display-output", on=Build, severity=Severity.WARNING)
def something_shows_a_picture(build: Build, results: Results) -> Iterator[Problem]:
    """The rig can show a picture at first power-on: through a card, the processor or the board."""
    outputs: list[tuple[str, Part, bool | None, tuple[str, ...]]] = []
    cards = results.roles(build, Gpu)
    states = {role: card_state(build, results.catalog, role) for role, _ in cards}
    for role, card in cards:
        state = states[role]
        if state is not None:
            path = ("states", state[0], "display_output")
            outputs.append((role, card, state[1].display_output.value, path))
    for role, cpu in results.roles(build, Cpu):
        outputs.append((role, cpu, cpu.graphics.value, ("graphics",)))
    for role, board in results.roles(build, Motherboard):
        outputs.append((role, board, board.display_output.value, ("display_output",)))
    # Without a state nobody knows what a card shows: PWR014 tells that.
    if not outputs or None in states.values() or any(shows for _, _, shows, _ in outputs):
        return
    unknown = [(role, part, path) for role, part, shows, path in outputs if shows is None]
    yield from (missing(build, role, part, path[-1], path) for role, part, path in unknown)
    if not unknown:
        own = results.catalog.lineage[build.key].documents[0]
        changed = (("parts", role) for role, _, _, _ in outputs if own.holds(("parts", role)))
        yield found(build, next(changed, ("parts",)), key=True)


@check("FIT010", "cooler-misfit", on=Build)
def cooler_fits(build: Build, results: Results) -> Iterator[Problem]:
    """The processor's cooler is made for its socket."""
    for role, cooler in results.roles(build, Cooler):
        for cpu_role, cpu in results.roles(build, Cpu):
            socket, sockets = cpu.socket.value, cooler.sockets.value
            if build.parts[role].serves not in {None, cpu_role}:
                continue
            if sockets is None:
                yield missing(build, role, cooler, "sockets")
            elif socket is not None and socket not in sockets:  # an unknown socket is told by FIT001
                values = {"part": cooler.id, "cpu": cpu.id, "socket": socket, "sockets": sockets}
                pointers = (Pointer(cooler, ("sockets",), "cooler"), Pointer(cpu, ("socket",), "cpu"))
                yield misfit(build, results, (role, cpu_role), values, pointers)
