"""Gaps: what a harness does not say, or only assumes, of the things that a reader would wire by.

Leads that belong to their supply (`made: factory`) are keyed and nobody cuts them: their gauge and length are
no gap. Of a card only its power and its inlets count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from buildgen.calc.circuit import Circuit
from buildgen.calc.wiring import Gap, Path
from buildgen.catalog.builds import Build
from buildgen.catalog.fields import Fact
from buildgen.catalog.harness import Fuse, Run, SupplyEnd

Asked = tuple[Path, Fact[Any]]


def gaps(laid: Circuit, build: Build) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """List what is missing and what is assumed, in the order of the build's file."""
    missing = [Gap(path, "plug") for path in _plugs(laid)]
    assumed = [Gap(("parts", role), "inlets-disputed") for role in laid.disputed]
    for path, fact in _asked(laid):
        whole = ("harness", *path)
        if fact.value is None:
            missing.append(Gap(whole, str(path[-1])))
        elif laid.harness.is_assumed(fact):
            assumed.append(Gap(whole, str(path[-1])))
    missing.extend(Gap(("parts", role), "count") for role in _uncounted(laid, build))
    missing.extend(
        Gap(("parts", role, "state"), "board-power")
        for role in dict.fromkeys(card.role for card in laid.cards if card.board_power is None)
    )
    missing.extend(
        Gap(("parts", role), "inlets")
        for role in dict.fromkeys(card.role for card in laid.cards if card.plugs is None)
    )
    return tuple(missing), tuple(assumed)


def _uncounted(laid: Circuit, build: Build) -> Iterator[str]:
    ends = {run.end.partition(".")[0] for run in laid.harness.runs.values()}
    yield from (role for role, use in build.parts.items() if use.count is None and role in ends)


def _plugs(laid: Circuit) -> Iterator[Path]:
    """Find runs to a card or the board that do not say which plug they end in."""
    ends = {lead.run for lead in laid.leads if "." in lead.end or lead.end == laid.board}
    for name, run in laid.harness.runs.items():
        if run.plug is None and name in ends and "12V" in run.poles:
            yield ("harness", "runs", name, "plug")


def _asked(laid: Circuit) -> Iterator[Asked]:
    harness = laid.harness
    yield from ((("inlets", role), fact) for role, fact in harness.inlets.items())
    for feed in laid.feeds:
        yield from _supply(
            ("supplies", feed.id), harness.supplies.get(feed.id, SupplyEnd()), feed.supply_class
        )
    for name, joint in harness.joints.items():
        yield ("joints", name, "rating"), joint.rating
    for name, run in harness.runs.items():
        if run.made != "factory":
            yield from _run(("runs", name), run)


def _supply(path: Path, end: SupplyEnd, supply_class: str) -> Iterator[Asked]:
    yield (*path, "earthed"), end.earthed
    control = end.control
    yield (*path, "control", "method"), control.method
    if supply_class != "server":
        return
    yield (*path, "pinout"), end.pinout
    if control.method.value == "follows":
        yield (*path, "control", "isolation"), control.isolation
        yield (*path, "control", "level"), control.level
        yield (*path, "control", "driver"), control.driver
    yield (*path, "control", "off"), control.off


def _run(path: Path, run: Run) -> Iterator[Asked]:
    yield (*path, "gauge"), run.gauge
    yield (*path, "length"), run.length
    if run.plug is None or run.conductors.value is not None:
        yield (*path, "conductors"), run.conductors
    yield (*path, "insulation"), run.insulation
    if "12V" in run.poles and (run.fuse is None or run.fuse.fitted):
        fuse = run.fuse or Fuse()
        yield (*path, "fuse", "rating"), fuse.rating
        yield (*path, "fuse", "at"), fuse.at
        yield (*path, "fuse", "dc"), fuse.dc
