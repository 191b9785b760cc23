"""Laws of whole harnesses, from the build's file to the computed currents, on random rigs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.harnesses import builds, rig_catalog

from buildgen.calc.circuit import CASES, Case, Circuit
from buildgen.calc.laying import circuit
from buildgen.calc.metering import wiring
from buildgen.calc.network import Solution
from buildgen.calc.solver import solve
from buildgen.calc.wiring_verdict import causes, judge_wiring
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.quantity import Length

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
CLOSE = 1e-6


@pytest.fixture(scope="module")
def rigs(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return rig_catalog(tmp_path_factory.mktemp("rigs"))


def solved(build: Build, catalog: Catalog) -> Iterator[tuple[Circuit, Case, Solution]]:
    laid = circuit(build, catalog)
    assert laid is not None
    for case in CASES:
        answer = solve(laid.network(case))
        if isinstance(answer, Solution):
            yield laid, case, answer


def changed(build: Build, **more: Any) -> Build:
    assert build.harness is not None
    return build.model_copy(update={"harness": build.harness.model_copy(update=more)})


@given(build=builds())
@QUICK
def test_current_is_conserved_at_every_joint(rigs: Catalog, build: Build) -> None:
    """What flows into a point of the harness, through wires, joints and slots, flows out of it."""
    for laid, case, answer in solved(build, rigs):
        network = laid.network(case)
        balance: dict[str, float] = {}
        for wire in network.resistors:
            balance[wire.a] = balance.get(wire.a, 0) - answer.currents[wire.id]
            balance[wire.b] = balance.get(wire.b, 0) + answer.currents[wire.id]
        for load in network.loads:
            balance[load.plus] -= answer.loads[load.id]
            balance[load.minus] += answer.loads[load.id]
        for source in network.sources:
            balance[source.plus] = balance.get(source.plus, 0) + answer.sources[source.id]
            balance[source.minus] = balance.get(source.minus, 0) - answer.sources[source.id]
        assert all(abs(rest) < CLOSE for rest in balance.values())


def grown(build: Build, role: str) -> Build:
    """Give the build with one more card in a role, on the same runs."""
    assume(role in build.parts)
    use = build.parts[role].model_copy(update={"count": (build.parts[role].count or 0) + 1})
    return build.model_copy(update={"parts": {**build.parts, role: use}})


@given(build=builds(known=True), role=st.sampled_from(["gpu0", "gpu1", "gpu2"]))
@QUICK
def test_a_further_card_never_lowers_a_supplys_load(rigs: Catalog, build: Build, role: str) -> None:
    """One more card on the same runs: every supply gives as much as before, or more.

    The supplies' returns meet at the board alone. A card on both, or a link, ties them together elsewhere:
    a drop in the return of one then moves the other's voltage, and with it by a little its load.
    """
    found = wiring(build, rigs)
    assert found is not None
    assume(not found.linked and all(len(card.supplies) < 2 for card in found.cards))
    before = {case: answer for _, case, answer in solved(build, rigs)}
    for _, case, after in solved(grown(build, role), rigs):
        if case in before:
            for name, amps in before[case].sources.items():
                assert after.sources[name] >= amps - CLOSE


@given(build=builds(known=True), role=st.sampled_from(["gpu0", "gpu1", "gpu2"]))
@QUICK
def test_a_further_card_is_carried_by_the_supplies(rigs: Catalog, build: Build, role: str) -> None:
    """However the returns are joined, all supplies together give no less than the further card takes."""
    before = {case: (laid, answer) for laid, case, answer in solved(build, rigs)}
    for laid, case, after in solved(grown(build, role), rigs):
        if case in before:
            old, answer = before[case]
            known = [*old.cards, *laid.cards]
            assume(all(card.board_power is not None for card in known))
            asked = cables(laid, case) - cables(old, case)
            assert output(laid, after) - output(old, answer) >= asked / 1000 - CLOSE


def cables(laid: Circuit, case: Case) -> int:
    """Sum what all cards take from their cables, in mW."""
    powers = [laid.cable_power(card, case) for card in laid.cards]
    return sum(power.grains for power in powers if power is not None)


def output(laid: Circuit, answer: Solution) -> float:
    """Give the watts of all supplies together."""
    volts = {feed.id: (feed.minimum.grains if feed.minimum else 0) / 1000 for feed in laid.feeds}
    return sum(volts[name] * amps for name, amps in answer.sources.items())


@given(build=builds(known=True), factor=st.sampled_from([2, 3]))
@QUICK
def test_longer_runs_have_that_much_more_resistance(rigs: Catalog, build: Build, factor: int) -> None:
    """All lengths times k: the resistance of every wire is k times what it was, to the rounding."""
    assert build.harness is not None
    runs = {
        name: run.model_copy(
            update={
                "length": run.length.model_copy(update={"value": Length(run.length.value.grains * factor)})
            }
        )
        if run.length.value is not None
        else run
        for name, run in build.harness.runs.items()
    }
    laid, longer = circuit(build, rigs), circuit(changed(build, runs=runs), rigs)
    assert laid is not None
    assert longer is not None
    for strand, long in zip(laid.strands(), longer.strands(), strict=True):
        if strand.wire is not None and long.wire is not None and build.harness.runs[strand.run].length.value:
            assert abs(long.wire.grains - factor * strand.wire.grains) <= factor


@given(build=builds(), seed=st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_entries_changes_nothing(rigs: Catalog, build: Build, seed: Any) -> None:
    """Runs, joints and supplies in any order give the same figures and the same reasons."""
    assert build.harness is not None
    turned = {}
    for key in ("runs", "joints", "supplies"):
        items = list(getattr(build.harness, key).items())
        seed.shuffle(items)
        turned[key] = dict(items)
    one, other = wiring(build, rigs), wiring(changed(build, **turned), rigs)
    assert one is not None
    assert other is not None
    assert (one.strands, one.cards, one.fuses) == (other.strands, other.cards, other.fuses)
    assert {(r.code, r.verdict, r.subject) for r in judge_wiring(one)} == {
        (r.code, r.verdict, r.subject) for r in judge_wiring(other)
    }


@given(build=builds(known=True))
@QUICK
def test_a_lost_conductor_never_unburdens_the_others(rigs: Catalog, build: Build) -> None:
    """With one of its like conductors lost, each other one of a strand carries no less than before."""
    found = wiring(build, rigs)
    assert found is not None
    for strand in found.strands:
        if strand.each is not None and strand.each.lost is not None and strand.each.most is not None:
            assert strand.each.lost.grains >= strand.each.most.grains - 1


@given(build=builds())
@QUICK
def test_one_solution_stands_for_leads_to_like_cards(rigs: Catalog, build: Build) -> None:
    """What a strand carries with a conductor lost is the same, solved for itself or for its counterpart."""
    found = wiring(build, rigs)
    assert found is not None
    laid = found.circuit
    for strand in found.strands:
        if strand.count is not None and strand.count > 1:
            answers = [
                solve(laid.network(case, lost=strand.id)) for case in CASES if case not in found.unsolved
            ]
            own = [abs(a.currents[f"{strand.id}.wire"]) for a in answers if isinstance(a, Solution)]
            told = strand.total.lost.grains / 1000 if strand.total.lost is not None else None
            assert (told is None) is not bool(own)
            assert told is None or abs(told - max(own)) <= 0.001


@given(build=builds())
@QUICK
def test_a_cause_is_a_reason_and_something_is_always_told(rigs: Catalog, build: Build) -> None:
    """Folding takes reasons away and adds none; where any was given, one is left."""
    found = wiring(build, rigs)
    assert found is not None
    told, all_ = causes(found), judge_wiring(found)
    assert set(told) <= set(all_)
    assert bool(told) == bool(all_)
