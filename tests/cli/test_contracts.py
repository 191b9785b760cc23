"""The JSON of `check` and `price` keeps its contract, and the contract leaves nothing open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from buildgen.catalog.loading import load_catalog
from buildgen.cli.contracts import contract
from buildgen.cli.main import group
from tests.cli.conftest import REAL

BUILDS = sorted(load_catalog(REAL).builds)


def validator(command: str) -> Draft202012Validator:
    return Draft202012Validator(contract(command))


def answer(*words: str) -> Any:
    return json.loads(CliRunner().invoke(group, [*words, "--format", "json"]).stdout)


def objects(schema: Any) -> list[dict[str, Any]]:
    """All object schemas inside a schema."""
    found = []
    if isinstance(schema, dict):
        found += [schema] if schema.get("type") == "object" else []
        for value in schema.values():
            found += objects(value)
    elif isinstance(schema, list):
        for value in schema:
            found += objects(value)
    return found


@pytest.mark.parametrize("command", ["check", "price", "wiring"])
def test_a_contract_is_a_closed_described_schema(command: str) -> None:
    """Each contract is valid draft 2020-12, has a version, and no object takes more than it names."""
    schema = contract(command)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["properties"]["version"] == {**schema["properties"]["version"], "const": 1}
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
        assert part["description"]


def test_the_check_of_the_real_catalog_keeps_the_contract() -> None:
    """Findings of every severity, drafts among them, are within the contract."""
    said = answer("check", "--root", str(REAL))
    validator("check").validate(said)
    assert {d["severity"] for d in said["diagnostics"]} >= {"warning", "not established"}
    assert any(d["draft"] for d in said["diagnostics"])
    weigh = [d for d in said["diagnostics"] if not d["draft"] and not d["waived"]]
    assert said["summary"]["warnings"] == sum(d["severity"] == "warning" for d in weigh)
    assert said["summary"]["not_established"] == sum(d["severity"] == "not established" for d in weigh)


def test_the_check_of_a_broken_catalog_keeps_the_contract(root: Path) -> None:
    """Errors of syntax, shape and references, and a file with a strange name, are within the contract."""
    (root / "parts/gpu/card-b.yaml").write_text("name: [", encoding="utf-8")
    (root / "parts/gpu/card-c.yaml").write_text("nam: x\n", encoding="utf-8")
    (root / "parts/gpu/Ünfit.yaml").write_text("name: x\n", encoding="utf-8")
    (root / "builds/bad.yaml").write_text("extends: bose\ntitle: x\n", encoding="utf-8")
    said = answer("check", "--root", str(root))
    validator("check").validate(said)
    assert said["summary"]["errors"] >= 4


def test_the_check_of_a_sound_catalog_is_an_empty_list(root: Path) -> None:
    """Nothing to say is said in full: no diagnostics, three zeros."""
    said = answer("check", "--root", str(root))
    validator("check").validate(said)
    assert said == {
        "version": 1,
        "diagnostics": [],
        "summary": {"errors": 0, "warnings": 0, "not_established": 0},
    }


@pytest.mark.parametrize("build", BUILDS)
def test_the_price_of_every_real_build_keeps_the_contract(build: str) -> None:
    """Published builds, alternatives and drafts full of nulls are all within the contract."""
    validator("price").validate(answer("price", build, "--root", str(REAL)))


def test_the_price_of_the_real_rig() -> None:
    """The rig of the post: at least 3140.19 CNY, its supplies as the domain page works them out."""
    said = answer("price", "mi50x3-70b", "--root", str(REAL))
    assert said["total"] == {"amount": "3140.19", "currency": "CNY", "at_least": True}
    assert said["difference"] is None
    server = next(s for s in said["supplies"] if s["id"] == "server")
    assert (server["budget_w"], server["load_percent"], server["high_w"]) == ("570", "76.0", "750")
    assert server["verdict"] == "warning"
    atx = next(s for s in said["supplies"] if s["id"] == "atx")
    assert (atx["budget_w"], atx["low_w"], atx["high_w"], atx["load_percent"]) == (
        "220",
        "220",
        "445",
        "44.0",
    )
    assert atx["rests_on"] == ["xuanwu-500k.rating"]
    assert atx["reasons"] == ["PWR006"]


def test_unknown_is_null(root: Path) -> None:
    """A count, a price and a rating that are not known are null in JSON, never 0 and never left out."""
    supply = root / "parts/psu/supply-a.yaml"
    supply.write_text(supply.read_text(encoding="utf-8").replace("rating: 750 W", "rating: null"), "utf-8")
    fan = root / "parts/fan/fan-a.yaml"
    fan.write_text("name: Fan A\nevidence: {source: label, kind: spec}\n", encoding="utf-8")
    build = root / "builds/base.yaml"
    text = build.read_text(encoding="utf-8").replace("{part: fan-a, count: 2", "{part: fan-a, count: null")
    build.write_text(text, encoding="utf-8")
    said = answer("price", "base", "--root", str(root))
    validator("price").validate(said)
    fans = next(line for line in said["lines"] if line["name"] == "fans")
    assert fans["parts"] == [{"id": "fan-a", "count": None}]
    assert fans["amount"] is None
    assert said["supplies"][0]["rated_w"] is None
    assert said["supplies"][0]["load_percent"] is None
    assert said["total"]["at_least"] is True
