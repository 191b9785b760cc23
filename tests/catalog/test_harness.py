"""Harnesses, connectors and wiring figures as they are written and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from buildgen.catalog.connectors import Connector, Pin
from buildgen.catalog.harness import Control, Fuse, Harness, Run
from buildgen.catalog.inheritance import merge
from buildgen.catalog.loading import load_catalog
from buildgen.quantity import Amps, Gauge

CATALOG = Path(__file__).parents[2] / "catalog"
CATALOG_ENTRIES = load_catalog(CATALOG)


def read(**fields: Any) -> Run:
    return Run.model_validate({"from": "server", "to": "gpus", **fields})


def test_one_line_says_a_keyed_cable_for_every_card() -> None:
    """Ends, plug, gauge and length are all that the common case needs."""
    run = read(plug="pcie8", gauge="16 AWG", length="60 cm")
    assert run.poles == ("12V", "GND")
    assert run.gauge.value == Gauge.parse("16 AWG")
    assert run.conductors.value is None


def test_a_fuse_may_be_a_rating_or_none() -> None:
    """`15 A` is a fuse of which the place is not said; `none` says that there is none; null says nothing."""
    assert read(fuse="15 A").fuse == Fuse.model_validate({"rating": "15 A"})
    fuse = read(fuse="none").fuse
    assert fuse is not None
    assert not fuse.fitted
    assert read().fuse is None


@pytest.mark.parametrize("point", ["GPU", "gpus.", "gpus.a", "gpus.1.2", "", "a" * 80, "gpus 1"])
def test_points_are_roles_with_an_optional_number(point: str) -> None:
    """Anything else is refused where it stands."""
    with pytest.raises(ValidationError):
        read(to=point)


def test_a_run_of_one_pole_carries_no_other() -> None:
    """`net` makes a single conductor of a run, such as a link of returns."""
    assert read(net="GND").poles == ("GND",)


def test_control_knows_nothing_by_itself() -> None:
    """A supply of which nothing is said has no method, no isolation and no way off."""
    control = Control()
    assert control.method.value is None
    assert control.isolation.value is None
    assert control.off.value is None


def test_facts_of_a_harness_are_walked_with_their_paths() -> None:
    """Paths are those of the file, aliases and all, so that a finding points at the value."""
    harness = Harness.model_validate(
        {"runs": {"a": {"from": "server", "to": "gpus", "fuse": {"rating": "15 A", "at": None}}}}
    )
    paths = {path: fact.value for path, fact in harness.facts()}
    assert paths["runs", "a", "fuse", "rating"] == Amps.of(15)
    assert paths["runs", "a", "gauge"] is None


def test_a_fact_without_evidence_takes_the_harnesss() -> None:
    """Assumed by default means assumed for each fact that says nothing else."""
    evidence = {"source": "post", "kind": "assumed"}
    runs = {
        "a": {
            "from": "server",
            "to": "gpus",
            "gauge": "16 AWG",
            "length": {"value": "1 m", "kind": "measured"},
        }
    }
    harness = Harness.model_validate({"evidence": evidence, "runs": runs})
    assert harness.is_assumed(harness.runs["a"].gauge)
    assert not harness.is_assumed(harness.runs["a"].length)
    assert not harness.is_assumed(harness.runs["a"].insulation)


def test_an_alternatives_harness_replaces_the_whole() -> None:
    """A wire of the base that the alternative does not name is gone: nobody looked at it there."""
    base = {"harness": {"runs": {"old": {"from": "a", "to": "b"}}}}
    child = {"harness": {"runs": {"new": {"from": "a", "to": "b"}}}}
    assert merge(base, child, "child").data["harness"] == child["harness"]
    assert merge(base, {}, "child").data["harness"] == base["harness"]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"parts": {"gpus": {"count": 2}}}, True),
        ({"parts": {"disk": {"part": "other"}}}, True),
        ({"parts": {"gpus": {"part": "other"}}}, False),
        ({"remove": ("server",)}, False),
    ],
)
def test_an_inherited_harness_stays_while_its_roles_do(change: dict[str, Any], kept: bool) -> None:
    """Another count of the same card keeps the wiring; another card, or a supply less, drops it whole."""
    parts = {"server": {"part": "psu"}, "gpus": {"part": "card", "count": 3}, "disk": {"part": "drive"}}
    base = {"parts": parts, "harness": {"runs": {"a": {"from": "server", "to": "gpus.1"}}}}
    assert ("harness" in merge(base, change, "child").data) is kept


def test_a_bare_net_is_a_pin() -> None:
    """`1: 12V` is the short way to write a pin."""
    assert Pin.model_validate("12V") == Pin(net="12V")


def test_the_catalog_of_connectors_loads_clean() -> None:
    """Connectors and figures have no findings, and name sources by id."""
    assert not [f for f in CATALOG_ENTRIES.findings if f.place.path.startswith(("connectors/", "wiring"))]
    assert {"pcie6", "pcie8", "eps8", "atx24", "server-edge"} <= set(CATALOG_ENTRIES.connectors)
    assert CATALOG_ENTRIES.wiring is not None


@pytest.mark.parametrize(
    ("name", "hot", "ground", "pins"),
    [("pcie6", 2, 2, 6), ("pcie8", 3, 3, 8), ("eps8", 4, 4, 8), ("atx24", 2, 8, 24)],
)
def test_pin_maps_have_the_known_counts(name: str, hot: int, ground: int, pins: int) -> None:
    """12 V pins, ground pins and all pins of each plug, optional ones left out."""
    connector = CATALOG_ENTRIES.connectors[name]
    assert connector.pins is not None
    assert len(connector.pins) == pins
    assert (connector.power_pins("12V"), connector.power_pins("GND")) == (hot, ground)


def test_an_outlet_offers_optional_and_tied_pins_too() -> None:
    """A wired 6-pin outlet has three of each pole: the middle 12 V pin, and the sense pin on ground."""
    outlet = CATALOG_ENTRIES.connectors["pcie6"]
    assert (outlet.outlet_pins("12V"), outlet.outlet_pins("GND")) == (3, 3)


def test_plugs_that_are_mistaken_for_one_another_say_so_both_ways() -> None:
    """What can be forced into the wrong inlet is named from either side."""
    for connector in CATALOG_ENTRIES.connectors.values():
        for other in connector.mistaken_for:
            assert connector.id in CATALOG_ENTRIES.connectors[other].mistaken_for


def test_crossed_poles_of_the_two_eight_pin_plugs() -> None:
    """Where the processor's plug has ground the card's has 12 V: forced together, they short the supply."""
    cpu, gpu = CATALOG_ENTRIES.connectors["eps8"].pins, CATALOG_ENTRIES.connectors["pcie8"].pins
    assert cpu is not None
    assert gpu is not None
    assert any({cpu[n].net, gpu[n].net} == {"12V", "GND"} for n in cpu)


def test_an_edge_connector_has_no_pin_map() -> None:
    """The pins of a server supply are its model's own, and are not guessed."""
    edge = CATALOG_ENTRIES.connectors["server-edge"]
    assert edge.pins is None
    assert edge.power_pins("12V") is None
    assert Connector.KIND == "connector"
