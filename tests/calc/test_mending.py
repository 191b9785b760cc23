"""What would mend a supply: every way that is offered is tried by judging again, and holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildgen.calc.mending import Mend, capped, mends
from buildgen.calc.power import power_budget, with_state
from buildgen.calc.supply import PowerBudget, SupplyLoad
from buildgen.calc.verdict import Verdict, judge, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Psu
from buildgen.quantity import Watts
from tests.calc import small

CATALOG = Path(__file__).parents[2] / "catalog"
RANK = tuple(Verdict)


@pytest.fixture(scope="module")
def project() -> Catalog:
    return load_catalog(CATALOG)


def ways(project: Catalog, supply: str, state: str | None = None) -> tuple[Mend, ...]:
    build = project.builds["mi50x3-70b"]
    return mends(with_state(build, "gpus", state) if state else build, project, supply)


def verdict(budget: PowerBudget, role: str, catalog: Catalog) -> Verdict:
    assert catalog.policy is not None
    return worst(r.verdict for s in budget.supplies if s.role == role for r in judge(s, catalog.policy))


def test_the_server_supply_wants_a_lower_cap_or_eight_hundred_watts(project: Catalog) -> None:
    """At 189 W a card, or on the next standard size, board power stays below the rating."""
    told = [(m.kind, str(m.watts), m.verdict, m.reasons) for m in ways(project, "server")]
    assert told == [
        ("cap", "189 W", Verdict.NOT_ESTABLISHED, ("PWR011",)),
        ("rating", "800 W", Verdict.NOT_ESTABLISHED, ("PWR011",)),
    ]


def test_the_atx_supply_wants_a_look_at_its_label(project: Catalog) -> None:
    """If the label says 500 W the verdict is ok; so it is on a stated 550 W."""
    told = [(m.kind, str(m.watts), m.verdict, m.free) for m in ways(project, "atx")]
    assert told == [("label", "500 W", Verdict.OK, True), ("rating", "550 W", Verdict.OK, False)]


def test_stock_power_is_mended_by_a_cap_or_the_other_bios(project: Catalog) -> None:
    """At 250 W a card the rig fails; a larger supply, lower caps and the other states take the error away."""
    found = ways(project, "server", "stock-250w")
    assert {m.kind for m in found} == {"rating", "cap", "state"}
    assert all(m.verdict is not Verdict.ERROR for m in found)
    assert max(m.watts.grains for m in found if m.kind == "cap" and m.watts) == Watts.of(249).grains


def test_a_sound_supply_is_left_alone(project: Catalog) -> None:
    """Where nothing is wrong nothing is offered."""
    build = project.builds["mi50x3-70b"]
    parts = {k: v for k, v in build.parts.items() if k != "gpus"}
    light = build.model_copy(update={"parts": parts, "feeds": {"server": ()}})
    assert mends(light, project, "server") == ()


def test_the_best_way_stands_first(project: Catalog) -> None:
    """Ways are sorted by what is left of the verdict, then by the reasons left."""
    for state in (None, "cap-225w", "stock-250w", "stock-300w"):
        found = ways(project, "server", state)
        keys = [(-RANK.index(m.overall), -RANK.index(m.verdict), len(m.reasons)) for m in found]
        assert keys == sorted(keys)


WATTS = st.integers(50, 2000)


def rig(project: Catalog, rating: int, cap: int, margin: int, platform: int) -> tuple[Build, Catalog]:
    """Make the real rig with other figures."""
    psu, gpu = project.parts["dell-750w"], project.parts["mi50-16g"]
    assert isinstance(psu, Psu)
    fact = psu.rating.model_copy(update={"value": Watts.of(rating)})
    state = gpu.states["pro-vii-190w"]  # type: ignore[attr-defined]
    caps = state.cap.model_copy(update={"value": Watts.of(cap)})
    power = state.board_power.model_copy(update={"value": Watts.of(cap + margin)})
    states = {"pro-vii-190w": state.model_copy(update={"cap": caps, "board_power": power})}
    factor = gpu.peak_factor.model_copy(update={"value": Decimal("1.2")})  # type: ignore[attr-defined]
    parts = {
        **project.parts,
        psu.id: psu.model_copy(update={"rating": fact}),
        gpu.id: gpu.model_copy(update={"states": states, "peak_factor": factor}),
    }
    build = project.builds["mi50x3-70b"]
    load = build.loads["platform"].model_copy(update={"power": Watts.of(platform)})
    loads = {**build.loads, "platform": load}
    return build.model_copy(update={"loads": loads}), replace(project, parts=parts)


@given(rating=WATTS, cap=st.integers(60, 400), margin=st.integers(0, 120), platform=st.integers(0, 400))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_way_makes_things_better_and_nothing_worse(
    project: Catalog, rating: int, cap: int, margin: int, platform: int
) -> None:
    """Whatever the figures: a way that is offered improves its supply and harms no other one."""
    build, catalog = rig(project, rating, cap, margin, platform)
    before = power_budget(build, catalog)
    assert catalog.policy is not None
    for role in ("server", "atx"):
        was = verdict(before, role, catalog)
        for mend in mends(build, catalog, role):
            own = next(s for s in before.supplies if s.role == role)
            fewer = len(mend.reasons) < len(judge(own, catalog.policy))
            assert RANK.index(mend.verdict) > RANK.index(was) or fewer
            assert RANK.index(mend.verdict) >= RANK.index(was)
            for other in before.supplies:
                assert mend.others[other.role] >= RANK.index(verdict(before, other.role, catalog))


@given(rating=WATTS, cap=st.integers(60, 400), margin=st.integers(0, 120))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_cap_that_is_offered_holds_when_it_is_set(
    project: Catalog, rating: int, cap: int, margin: int
) -> None:
    """Set as the state's own cap, with board power as far above, it gives the promised verdict."""
    build, catalog = rig(project, rating, cap, margin, 100)
    for mend in mends(build, catalog, "server"):
        if mend.kind == "cap" and mend.watts is not None:
            again, changed = rig(project, rating, mend.watts.grains // 1000, margin, 100)
            assert verdict(power_budget(again, changed), "server", changed) is mend.verdict


@given(less=st.integers(1, 189))
def test_a_lower_cap_raises_no_figure(project: Catalog, less: int) -> None:
    """Budget, low, high and peak of a supply fall, or stay, with the cap of a card."""
    supply: SupplyLoad = power_budget(project.builds["mi50x3-70b"], project).supplies[1]
    lower = capped(supply, supply.charges[0], Watts.of(190 - less))
    for figure in ("budget", "low", "high"):
        was, now = getattr(supply, figure), getattr(lower, figure)
        assert now <= was


@pytest.mark.parametrize(
    ("plugs", "offered"),
    [
        ({"atx24": 1, "pcie8": 2}, [()]),
        ({"atx24": 1, "pcie8": 1}, []),
        ({"atx24": 1, "pcie8": 1, "pcie6": 1}, []),
        (None, [("atx.plugs",)]),
        ({}, [("atx.plugs",)]),
    ],
)
def test_a_card_moves_only_to_a_supply_with_its_plugs(
    plugs: dict[str, int] | None, offered: list[tuple[str, ...]]
) -> None:
    """A supply known to lack a plug is not offered; unknown plugs are named as taken for granted."""
    state = {"name": "On", "cap": "100 W", "board_power": "150 W"}
    card = small.part(
        "gpu", "card", states={"on": state}, default_state="on", plugs=("pcie8",), peak_factor=Decimal(1)
    )
    board = small.part("motherboard", "board", inlets=("atx24",))
    weak = small.part("psu", "weak", supply_class="server", rating="200 W", plugs={"pcie8": 2})
    strong = small.part("psu", "strong", supply_class="atx", rating="750 W", plugs=plugs)
    build = small.build(
        parts={
            "gpus": {"part": "card", "count": 2},
            "board": {"part": "board"},
            "atx": {"part": "strong"},
            "server": {"part": "weak"},
        },
        feeds={"atx": ("board",), "server": ("gpus",)},
    )
    found = mends(build, small.catalog(card, board, weak, strong, build), "server")
    assert [m.assumed for m in found if m.kind == "move"] == offered
