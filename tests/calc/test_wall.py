"""The wall: efficiency read between points, operating states, and bounds where something is unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.power import power_budget
from buildgen.calc.results import Results
from buildgen.calc.wall import Operating, WallPower, efficiency_at, wall_power
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import EfficiencyPoint, Psu
from buildgen.quantity import Amps, Watts

CATALOG = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def project() -> Catalog:
    return load_catalog(CATALOG)


def walled(project: Catalog, name: str = "mi50x3-70b") -> WallPower:
    assert project.policy is not None
    return Results(project, project.policy).wall(project.builds[name])


def state(found: WallPower, name: str) -> Operating:
    return next(s for s in found.states if s.state == name)


def curve(*points: tuple[str, str]) -> tuple[EfficiencyPoint, ...]:
    return tuple(EfficiencyPoint(load=Decimal(a), efficiency=Decimal(b)) for a, b in points)


DELL = curve(("0.1", "0.82"), ("0.2", "0.9"), ("0.5", "0.94"), ("1", "0.91"))


@pytest.mark.parametrize(
    ("load", "percent"), [("0.1", "82"), ("0.15", "86"), ("0.2", "90"), ("0.35", "92"), ("1", "91")]
)
def test_the_curve_is_read_between_its_nearest_points(load: str, percent: str) -> None:
    """At a point its own figure holds, half way between two the mean of both."""
    assert efficiency_at(DELL, Fraction(load)) == Fraction(percent) / 100


@pytest.mark.parametrize("load", ["0", "0.0999", "1.0001"])
def test_outside_the_curve_nothing_is_claimed(load: str) -> None:
    """Below the lowest point such curves fall steeply: no figure is better than a straight line."""
    assert efficiency_at(DELL, Fraction(load)) is None


POINTS = st.lists(
    st.tuples(st.decimals("0.01", "1", places=3), st.decimals("0.3", "0.99", places=3)),
    min_size=1,
    max_size=6,
    unique_by=lambda point: point[0],
)


@given(points=POINTS, load=st.fractions(0, 1))
def test_an_efficiency_lies_between_its_neighbours(
    points: list[tuple[Decimal, Decimal]], load: Fraction
) -> None:
    """Whatever the curve, what is read is within the figures of its points, in any order of theirs."""
    made = tuple(EfficiencyPoint(load=a, efficiency=b) for a, b in points)
    found = efficiency_at(made, load)
    assert found == efficiency_at(tuple(reversed(made)), load)
    if found is not None:
        assert min(p.efficiency for p in made) <= found <= max(p.efficiency for p in made)


def test_the_server_supply_of_the_rig_in_each_state(project: Catalog) -> None:
    """Idle 75 W, in turn 190 + 2 x 25 W, all at once 570 W: 82.0, 91.6 and 92.4 %."""
    draws = {s.state: next(d for d in s.draws if d.role == "server") for s in walled(project).states}
    assert [(d.output, d.efficiency) for d in draws.values()] == [
        (Watts.of(75), "82.0"),
        (Watts.of(240), "91.6"),
        (Watts.of(570), "92.4"),
    ]
    assert draws["idle"].wall.number(2) == "91.46"


def test_a_supply_without_a_curve_takes_at_least_what_it_gives(project: Catalog) -> None:
    """The ATX supply's efficiency is not known: its input is a lower bound, and so is the sum."""
    found = state(walled(project), "all")
    atx = next(d for d in found.draws if d.role == "atx")
    assert (atx.output, atx.wall, atx.known, atx.efficiency) == (Watts.of(220), Watts.of(220), False, None)
    assert not found.known
    assert found.wall > found.output


def test_the_outlet_is_far_from_its_limit(project: Catalog) -> None:
    """Some 837 W at 220 V are 3.8 A of the 10 A of an outlet."""
    found = walled(project)
    current = state(found, "all").current
    assert current is not None
    assert current.number(1) == "3.8"
    assert found.outlet == Amps.of(10)
    assert found.over is None


def test_more_work_never_takes_less(project: Catalog) -> None:
    """Idle, in turn, all at once: outputs and inputs rise."""
    walls = [s.wall for s in walled(project).states]
    assert walls == sorted(walls)


def with_curve(project: Catalog, points: tuple[EfficiencyPoint, ...] | None) -> Catalog:
    part = project.parts["dell-750w"]
    assert isinstance(part, Psu)
    fact = part.efficiency.model_copy(update={"value": points})
    return replace(project, parts={**project.parts, part.id: part.model_copy(update={"efficiency": fact})})


@given(points=POINTS)
def test_no_supply_takes_in_less_than_it_gives_out(
    project: Catalog, points: list[tuple[Decimal, Decimal]]
) -> None:
    """For any curve, and none, the wall gives at least the output."""
    build: Build = project.builds["mi50x3-70b"]
    for made in (None, tuple(EfficiencyPoint(load=a, efficiency=b) for a, b in points)):
        changed = with_curve(project, made)
        for one in wall_power(build, changed, power_budget(build, changed)).states:
            assert all(draw.wall >= draw.output for draw in one.draws)


def test_a_build_without_supplies_has_no_states(project: Catalog) -> None:
    """A draft that states no supply is given no figure."""
    assert walled(project, "v100x4").states == ()
