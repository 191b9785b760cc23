"""What the calculator's engine reads of a harness, of connectors and of the wiring figures, as plain data.

Facts are written as their values; which of them nobody stated stands beside them in `assumed`, by path.
"""

from __future__ import annotations

from typing import Any

from buildgen.calc import circuit, solver
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.connectors import Connector
from buildgen.catalog.harness import Control, Fuse, Harness, Joint, Run, SupplyEnd
from buildgen.catalog.wiring import WiringRules
from buildgen.site.figures import figures

CONTROL = ("method", "isolation", "level", "driver")
SUPPLY = ("pinout", "minimum", "earthed")
RUN = ("conductors", "gauge", "length", "insulation", "terminal")
RULES = (
    *("copper", "hot", "contact", "slot_12v", "slot_ground", "board_12v", "board_ground", "fuse_drop"),
    *(
        "fuse_margin",
        "fuse_dc",
        "card_minimum",
        "slot_current",
        "board_share",
        "slot_current_3v3",
        "m2_voltage",
    ),
)


def wiring_slice(catalog: Catalog) -> dict[str, Any]:
    """Give what the engine reads for wiring beside the catalog's slice; harnesses by the id of a build."""
    own = (build for build in catalog.entries(Build) if harness_of(build, catalog) == build.id)
    return {
        "connectors": {name: connector_slice(c) for name, c in sorted(catalog.connectors.items())},
        "rules": None if catalog.wiring is None else rules_slice(catalog.wiring),
        "harnesses": {build.id: harness_slice(build.harness) for build in own if build.harness is not None},
    }


def harness_of(build: Build, catalog: Catalog) -> str | None:
    """Name the build that a harness was written for: this one, or the one that it comes from unchanged."""
    if build.harness is None:
        return None
    base = catalog.builds.get(build.extends or "")
    return build.id if base is None or base.harness != build.harness else harness_of(base, catalog)


def network_constants() -> dict[str, Any]:
    """Give the limits of the solver, and the resistance that stands in for an unknown one."""
    return {
        "largest_rho": solver.LARGEST_RHO,
        "tolerance": solver.TOLERANCE,
        "dead": solver.DEAD,
        "slight": circuit.SLIGHT,
    }


def harness_slice(harness: Harness) -> dict[str, Any]:
    """Give a harness in the order of its file; `assumed` lists paths below it of what nobody stated."""
    return {
        "inlets": {role: figures(fact.value) for role, fact in harness.inlets.items()},
        "supplies": {role: _supply(end) for role, end in harness.supplies.items()},
        "joints": {name: _joint(joint) for name, joint in harness.joints.items()},
        "runs": {name: _run(run) for name, run in harness.runs.items()},
        "assumed": [".".join(map(str, path)) for path, fact in harness.facts() if harness.is_assumed(fact)],
    }


def _values(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: figures(getattr(record, name).value) for name in names}


def control_slice(control: Control) -> dict[str, Any]:
    """Give how a supply is switched; of `off` only whether it is told."""
    off = None if control.off.value is None else True
    return {**_values(control, CONTROL), "follows": control.follows, "off": off}


def _supply(end: SupplyEnd) -> dict[str, Any]:
    return {**_values(end, SUPPLY), "output": end.output, "control": control_slice(end.control)}


def _joint(joint: Joint) -> dict[str, Any]:
    return {
        "kind": joint.kind,
        "on": joint.on,
        "net": joint.net,
        **_values(joint, ("rating", "resistance")),
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "from": run.start,
        "to": run.end,
        "plug": run.plug,
        "outlet": run.outlet,
        "net": run.net,
        "made": run.made,
        **_values(run, RUN),
        # Pairs keep the order of the file: an object's keys that look like numbers would not.
        "pins": [list(pair) for pair in (run.pins or {}).items()],
        "fuse": None if run.fuse is None else _fuse(run.fuse),
    }


def _fuse(fuse: Fuse) -> dict[str, Any]:
    return {"fitted": fuse.fitted, "per": fuse.per, **_values(fuse, ("rating", "at", "dc"))}


def connector_slice(connector: Connector) -> dict[str, Any]:
    """Give a family of connectors: its pins by name, and what a pin and the whole bear."""
    pins = connector.pins
    return {
        "id": connector.id,
        "pins": None
        if pins is None
        else {
            name: {"net": pin.net, "tied": pin.tied, "optional": pin.optional} for name, pin in pins.items()
        },
        **_values(connector, ("rated", "pin_current", "contact", "wires")),
        "accepts": list(connector.accepts),
        "mistaken_for": list(connector.mistaken_for),
    }


def rules_slice(rules: WiringRules) -> dict[str, Any]:
    """Give the figures that wiring is judged by; `assumed` names the classes whose least voltage is so."""
    steps, groups = rules.ampacity.steps.value, rules.grouping.value
    return {
        **_values(rules, RULES),
        "joint": {kind: figures(fact.value) for kind, fact in rules.joint.items()},
        "factory_lead": _values(rules.factory_lead, ("gauge", "length")),
        "supply_minimum": {kind: figures(fact.value) for kind, fact in rules.supply_minimum.items()},
        "steps": None if steps is None else [_plain(step, ("gauge", "limit")) for step in steps],
        "grouping": None if groups is None else [_plain(group, ("up_to", "factor")) for group in groups],
        "assumed": [kind for kind, fact in rules.supply_minimum.items() if rules.is_assumed(fact)],
    }


def _plain(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: figures(getattr(record, name)) for name in names}
