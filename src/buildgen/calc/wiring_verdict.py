"""How wiring is judged: one function for each code, from the computed wiring alone to reasons with figures.

A limit passed whatever the cards do is an error; passed only when everything runs on the cables, or only at
the slots' limit, or only with one conductor lost, a warning; a figure that is missing leaves it not
established.
"""

from __future__ import annotations

from collections.abc import Callable

from buildgen.calc.wiring import Wiring
from buildgen.calc.wiring_connections import (
    crossed_pins,
    joined_rails,
    loose_ends,
    misplaced_plugs,
    missing_returns,
    mixed_sources,
    unfed_inlets,
    unfit_gauges,
)
from buildgen.calc.wiring_limits import (
    hot_conductors,
    hot_pins,
    low_voltage,
    misplaced_fuses,
    overloaded_joints,
    overloaded_plugs,
    returns_through_board,
    unfit_fuses,
)
from buildgen.calc.wiring_reason import OPEN, Reasons, WiringReason
from buildgen.calc.wiring_switching import (
    loose_control,
    not_an_instruction,
    start_order,
    unearthed_supplies,
)

# In the order of their codes, written by hand.
JUDGES: tuple[Callable[[Wiring], Reasons], ...] = (
    loose_ends,
    unfed_inlets,
    misplaced_plugs,
    mixed_sources,
    joined_rails,
    missing_returns,
    returns_through_board,
    low_voltage,
    hot_conductors,
    hot_pins,
    overloaded_plugs,
    unfit_fuses,
    misplaced_fuses,
    loose_control,
    start_order,
    unearthed_supplies,
    crossed_pins,
    overloaded_joints,
    unfit_gauges,
    not_an_instruction,
)


# What has no figure as long as the network is not solved.
_CURRENTS = frozenset({"WIR007", "WIR008", "WIR009", "WIR010", "WIR012", "WIR018"})


def judge_wiring(wiring: Wiring) -> tuple[WiringReason, ...]:
    """Judge a build's wiring by every code, in their order."""
    return tuple(reason for judge in JUDGES for reason in judge(wiring))


def causes(wiring: Wiring) -> tuple[WiringReason, ...]:
    """Give the reasons that do not follow from another one: one cause is told once.

    What waits for a figure that WIR020 lists as missing is told there; an inlet that nothing feeds, by the
    plug or the loose end that was meant for it; currents of a network that cannot be solved, by what hinders
    it; and returns that cross over because supplies are mixed or joined, by that.
    """
    reasons = judge_wiring(wiring)
    open_at = {gap.path[:3] for gap in (*wiring.missing, *wiring.assumed)}
    open_run = any(path[:2] == ("harness", "runs") for path in open_at)
    strayed = any(r.code in {"WIR001", "WIR003"} for r in reasons)
    crossed = any(r.code in {"WIR004", "WIR005"} for r in reasons)

    def follows(reason: WiringReason) -> bool:
        if reason.code == "WIR002":
            return strayed or (reason.verdict is OPEN and open_run)
        if reason.code == "WIR007" and crossed:
            return True
        if reason.verdict is not OPEN or reason.code == "WIR020":
            return False
        if wiring.unsolved and reason.code in _CURRENTS:
            return True
        whole = len(reason.subject) < 3  # a role, or the harness: it waits for some run
        return open_run if whole else reason.subject[:3] in open_at

    return tuple(reason for reason in reasons if not follows(reason))
