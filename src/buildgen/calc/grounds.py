"""What a wiring verdict rests on that nobody stated: the assumed figures behind each code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildgen.calc.wiring import Wiring
from buildgen.calc.wiring_reason import WiringReason, each_run
from buildgen.catalog.wiring import WiringRules

# The figures of `wiring.yaml` that the judgement of a code looks at.
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "WIR007": ("slot_ground", "board_ground", "contact", "board_share"),
    "WIR008": ("contact", "fuse_drop", "hot", "card_minimum"),
    "WIR009": ("ampacity.steps", "ampacity.insulation", "grouping"),
    "WIR010": ("slot_current",),
    "WIR012": ("fuse_margin", "ampacity.steps"),
    "WIR013": ("fuse_dc",),
}
_MEASURES_POWER = frozenset({"WIR007", "WIR008", "WIR009", "WIR010", "WIR011", "WIR012", "WIR018"})


def grounds(reason: WiringReason, wiring: Wiring) -> tuple[str, ...]:
    """List the assumed figures that a reason about this wiring rests on, by their paths."""
    rules, code = wiring.circuit.rules, reason.code
    found = [name for name in _FIGURES.get(code, ()) if _is_assumed(rules, name)]
    if code == "WIR008":
        found += [f"supply_minimum of {s.id}" for s in wiring.supplies if s.minimum_assumed]
    if code == "WIR010":
        found += _pins(wiring, str(dict(reason.values).get("run")))
    if code in _MEASURES_POWER:
        found += list(dict.fromkeys(a for card in wiring.circuit.cards for a in card.assumed))
    return tuple(found)


def _is_assumed(rules: WiringRules, name: str) -> bool:
    value: object = rules
    for step in name.split("."):
        value = getattr(value, step)
    return rules.is_assumed(value)  # type: ignore[arg-type]


def _pins(wiring: Wiring, run: str) -> Iterator[str]:
    """Name the connector of a run when its pins bear an assumed current, and the run states no better."""
    for lead in each_run(wiring):
        plug = lead.plug if lead.run == run and lead.wires.terminal.value is None else None
        if plug is not None and plug.is_assumed(plug.pin_current):
            yield f"{plug.id}.pin_current"
