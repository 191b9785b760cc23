"""Steps follow the build: they appear and vanish with its parts, and no build is left without."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildgen.calc.assembly import guide_for, served, steps_of
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The catalog of this repository."""
    return load_catalog(Path(__file__).parents[2] / "catalog")


def steps(name: str, catalog: Catalog) -> list[str]:
    """Give the ids of a build's steps."""
    build = catalog.builds[name]
    guide = guide_for(build, catalog)
    assert guide is not None
    return [step.id for step in steps_of(guide, build, catalog)]


def test_a_breakout_board_takes_the_soldering_away(catalog: Catalog) -> None:
    """Where there is a breakout board nothing is soldered; without one, nothing is plugged into it."""
    post, breakout = steps("mi50x3-70b", catalog), steps("mi50x3-70b-breakout", catalog)
    assert "solder" in post
    assert "breakout" not in post
    assert "solder" not in breakout
    assert "breakout" in breakout
    assert [s for s in post if s != "solder"] == [s for s in breakout if s != "breakout"]


def test_a_guide_serves_what_extends_its_build(catalog: Catalog) -> None:
    """A guide serves its build and all that extend it, and finds the way back."""
    guide = catalog.build_guides["mi50x3-70b"]
    names = [build.id for build in served(guide, catalog)]
    assert names == sorted(names)
    assert {"mi50x3-70b", "mi50x3-70b-breakout", "mi50x1", "mi50x2"} <= set(names)
    for build in served(guide, catalog):
        assert guide_for(build, catalog) is guide
        assert guide.build in {build.id, build.extends}


def test_steps_name_parts_of_the_build_only(catalog: Catalog) -> None:
    """Of a step's roles only those that the build has are left."""
    for guide in catalog.build_guides.values():
        for build in served(guide, catalog):
            for step in steps_of(guide, build, catalog):
                assert set(step.parts) <= set(build.parts)


def test_every_command_says_by_whom(catalog: Catalog) -> None:
    """No command stands without the machine and the person that it was run on and by."""
    commands = [c for g in catalog.build_guides.values() for s in g.steps for c in s.commands]
    assert commands
    assert all(c.on and c.by for c in commands)
