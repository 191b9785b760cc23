"""`wiring` on the command line: five formats of one harness, none of which claims more than is known."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from buildgen.cli.contracts import contract
from buildgen.cli.harness import cell
from buildgen.cli.main import group
from tests.cli.conftest import REAL

POST, BREAKOUT = "mi50x3-70b", "mi50x3-70b-breakout"
FORMATS = ("text", "svg", "csv", "json", "wireviz")


def run(build: str, format_: str) -> Result:
    return CliRunner().invoke(group, ["wiring", build, "--root", str(REAL), "--format", format_])


def read(build: str) -> Any:
    return json.loads(run(build, "json").stdout)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("build", [POST, BREAKOUT])
def test_every_format_of_both_harnesses_is_printed(build: str, format_: str) -> None:
    """A harness without errors exits 0 in every format."""
    result = run(build, format_)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_of_the_unknown_harness_is_an_instruction(format_: str) -> None:
    """Of the post's harness each format says that it is none; of the other one none does."""
    said = {build: run(build, format_).stdout.lower() for build in (POST, BREAKOUT)}
    marks = ("not a wiring instruction", '"established": false', "hand,no")
    assert any(mark in said[POST] for mark in marks)
    assert not any(mark in said[BREAKOUT] for mark in marks)


def test_only_the_established_harness_offers_what_to_buy() -> None:
    """Without gauge and fuses there is nothing to cut and nothing to buy."""
    assert read(POST)["cuts"] is None
    assert read(POST)["shopping"] is None
    assert [item["pieces"] for item in read(BREAKOUT)["shopping"]] == [3, 3]
    assert "TO BUY" not in run(POST, "text").stdout


@pytest.mark.parametrize("build", [POST, BREAKOUT, "mi50x1", "mi50x2"])
def test_the_json_keeps_its_contract(build: str) -> None:
    """Known and unknown harnesses are within the JSON Schema."""
    Draft202012Validator(contract("wiring")).validate(read(build))


@pytest.mark.parametrize("build", [POST, BREAKOUT])
def test_all_formats_list_the_same_wires(build: str) -> None:
    """JSON, CSV, drawing and WireViz name each wire of the net list."""
    wires = [net["wire"] for net in read(build)["nets"]]
    rows = list(csv.DictReader(io.StringIO(run(build, "csv").stdout)))
    assert [row["wire"] for row in rows] == wires
    ET.fromstring(run(build, "svg").stdout)  # noqa: S314 - our own drawing
    harness = yaml.safe_load(run(build, "wireviz").stdout)
    told = [label for cable in harness["cables"].values() for label in dict.fromkeys(cable["wirelabels"])]
    assert sorted(told) == sorted(wires)


def test_wireviz_connects_only_pins_that_exist() -> None:
    """Each connection names known connectors and cables, existing pins, and as many of each."""
    harness = yaml.safe_load(run(BREAKOUT, "wireviz").stdout)
    for connection in harness["connections"]:
        near, cable, far = (next(iter(step.items())) for step in connection)
        assert len(near[1]) == len(cable[1]) == len(far[1])
        assert len(cable[1]) == harness["cables"][cable[0]]["wirecount"]
        for name, pins in (near, far):
            connector = harness["connectors"][name]
            known = connector.get("pins", range(1, len(connector["pinlabels"]) + 1))
            assert set(pins) <= set(known)
            assert "." not in name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "\uff1d"])
def test_no_cell_is_a_formula(start: str) -> None:
    """What a spreadsheet would run is shown as text."""
    assert not cell(f"{start}1+1").startswith(("=", "+", "-", "@", "\t", "\n", "\uff1d"))


def test_a_build_without_a_harness_is_told_in_one_line() -> None:
    """Nothing is drawn of wires that nobody described."""
    result = CliRunner().invoke(group, ["wiring", "2080ti-22g", "--root", str(REAL)])
    assert result.exit_code != 0
    assert "harness" in str(result.exception)
