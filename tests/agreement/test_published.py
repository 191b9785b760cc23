"""What the site publishes, recomputed from the data that the browser gets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildgen.calc.forecast import Ask
from buildgen.calc.scope import Workload
from buildgen.catalog.builds import Build
from buildgen.catalog.loading import load_catalog
from buildgen.site.calculator import build_slice, catalog_slice, constants, written
from buildgen.site.figures import figures
from tests.agreement.calls import forecast_answer, rig_answer
from tests.agreement.node import Node, differences
from tests.agreement.wired import whole_slice

CATALOG = load_catalog(Path(__file__).parents[2] / "catalog")
BUILDS = CATALOG.entries(Build)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """Keep one Node process with the catalog's data."""
    with Node(whole_slice(CATALOG)) as process:
        yield process


@pytest.mark.parametrize("build", BUILDS, ids=[build.id for build in BUILDS])
def test_every_build_comes_out_the_same(node: Node, build: Build) -> None:
    """Bill, supplies and reasons of each build in the catalog, from the JSON that Python writes."""
    assert CATALOG.policy is not None
    base = CATALOG.builds.get(build.extends or "")
    told = {
        "build": build_slice(build, CATALOG),
        "base": None if base is None else build_slice(base, CATALOG),
        "catalog": "given",
        "as_of": str(CATALOG.policy.as_of),
    }
    ours = rig_answer(build, CATALOG, CATALOG.policy.as_of, base)
    assert differences(ours, node.ask("rig", told)) == []


@pytest.mark.parametrize("build", BUILDS, ids=[build.id for build in BUILDS])
def test_every_model_fits_the_same(node: Node, build: Build) -> None:
    """Fit, largest context, speeds and suggestions of every model file on each build."""
    for model in CATALOG.models.values():
        for name in model.quantisations:
            for split in ("layer", "row"):
                ask = Ask(model, name, Workload(0, split=split), 8192)
                told = {
                    "build": build_slice(build, CATALOG),
                    "catalog": "given",
                    "ask": {
                        "model": model.id,
                        "quantisation": name,
                        "workload": figures(ask.workload),
                        "context": ask.context,
                        "generation": None,
                        "engine_build": None,
                    },
                    "scan": split == "layer",
                }
                ours = forecast_answer(build, CATALOG, ask, scan=split == "layer")
                assert differences(ours, node.ask("forecast", told)) == [], (model.id, name, split)


def test_the_total_of_the_post(node: Node) -> None:
    """At least 3140.19 CNY and 76.0 % of the Dell unit: the browser's engine gives the post's figures."""
    build = CATALOG.builds["mi50x3-70b"]
    told = {"build": build_slice(build, CATALOG), "base": None, "catalog": "given", "as_of": "2026-11-22"}
    found = node.ask("rig", told)["result"]
    assert found["bill"]["total"] == {"amount": [314019, "CNY"], "at_least": True}
    supplies = {supply["role"]: supply["load_percent"] for supply in found["power"]["supplies"]}
    assert supplies == {"atx": "44.0", "server": "76.0"}


def test_the_data_are_the_same_bytes_again() -> None:
    """The same catalog gives the same text, and nothing in it can end a script element."""
    text = written({"constants": constants(), "catalog": catalog_slice(CATALOG)})
    again = load_catalog(Path(__file__).parents[2] / "catalog")
    assert text == written({"constants": constants(), "catalog": catalog_slice(again)})
    assert "<" not in text
    assert json.loads(text)["constants"]["format"] == 1


def test_an_amount_too_large_for_a_browser_is_text() -> None:
    """From 2^53 on whole numbers are written as text, since a browser would read another number."""
    assert figures(2**53 - 1) == 2**53 - 1
    assert figures(2**53) == "9007199254740992"
    assert figures(-(2**53)) == "-9007199254740992"
