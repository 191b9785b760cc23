"""Cards: the state that each runs in, what it draws then, and what its inlets bear."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.power import card_state
from buildgen.calc.results import Results
from buildgen.calc.verdict import is_above_inlets
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu
from buildgen.checks.check import Pointer, Problem, check, found
from buildgen.diagnostics import Severity
from buildgen.quantity import Watts


def _each(all_together: Watts | None, count: int | None) -> Watts | None:
    return Watts(all_together.grains // count) if all_together is not None and count else None


@check("PWR014", "state-not-chosen", on=Build, severity=Severity.NOT_ESTABLISHED)
def card_states_are_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every card runs in a known state: chosen in the build, or the card's default."""
    for role in build.parts:
        part = results.catalog.part(build, role)
        if not isinstance(part, Gpu) or card_state(build, results.catalog, role) is not None:
            continue
        if part.default_state is not None and part.default_state not in part.states:
            continue  # a slip in the part, which REF002 tells
        values = {"role": role, "part": part.id, "states": tuple(part.states)}
        which = ("message", "help") if part.states else ("no_states", "help_no_states")
        yield found(
            build,
            ("parts", role),
            values=values,
            sentence=which[0],
            help=which[1],
            key=True,
            subject=role,
        )


@check("PWR015", "board-power-above-inlets", on=Build)
def inlets_bear_the_board_power(build: Build, results: Results) -> Iterator[Problem]:
    """The slot and the plugs of a card are rated for its board power; a harness is judged by WIR011."""
    for supply in results.power(build).supplies:
        for charge in supply.charges:
            part = results.catalog.part(build, charge.name)
            if not is_above_inlets(charge) or not isinstance(part, Gpu) or charge.state is None:
                continue
            values = {
                "role": charge.name,
                "part": part.id,
                "state": charge.state,
                "board_power": _each(charge.high, charge.count),
                "limit": _each(charge.inlet_limit, charge.count),
                "plugs": part.plugs.value or (),
            }
            pointers = (
                Pointer(part, ("states", charge.state, "board_power"), "power"),
                Pointer(part, ("plugs",), "plugs"),
            )
            yield found(build, charge.path, values=values, related=pointers, subject=supply.role)


@check("PWR016", "cap-above-board-power", on=Gpu)
def caps_are_below_board_power(card: Gpu, _results: Results) -> Iterator[Problem]:
    """The chip package, which a cap limits, draws no more than the whole board."""
    for name, state in card.states.items():
        cap, power = state.cap.value, state.board_power.value
        if cap is not None and power is not None and cap > power:
            values = {"state": name, "cap": cap, "board_power": power}
            pointer = Pointer(card, ("states", name, "board_power"), "power")
            yield found(card, ("states", name, "cap"), values=values, related=(pointer,))
