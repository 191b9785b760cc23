"""What the built page holds, computed by the scripts that it ships, against the API and against Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from buildgen.calc.forecast import Ask
from buildgen.calc.scope import Workload
from buildgen.calc.verdict import Verdict, worst
from buildgen.catalog.loading import load_catalog
from buildgen.money import Money
from buildgen.quantity import Watts
from buildgen.site.figures import figures
from tests.agreement.calls import forecast_answer, wiring_figures
from tests.agreement.node import Node, differences
from tests.site.sites import real_site

ELEMENT = re.compile(r'<script[^>]*\bid="?calculator-data"?[^>]*>(.*?)</script>', re.DOTALL)
CATALOG = load_catalog(Path(__file__).parents[2] / "catalog")
CHARGE = ("name", "via", "count", "state")
FIGURES = ("budget", "low", "high", "peak")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of this repository, built once for all tests."""
    return real_site(tmp_path_factory)


def inlined(page: Path) -> Any:
    """Read the data that a calculator's page carries as a browser does: no entity counts in a script."""
    found = ELEMENT.search(page.read_text(encoding="utf-8"))
    assert found is not None
    assert unescape(found[1]) == found[1]
    return json.loads(found[1])


@pytest.fixture(scope="module")
def data(site: Path) -> Any:
    """Read the data of the English page."""
    return inlined(site / "calculator.html")


@pytest.fixture(scope="module")
def node(site: Path, data: Any) -> Iterator[Node]:
    """Keep one Node process that runs what the page runs and knows what the page knows, and no more."""
    folder = site / "assets" / "js"
    wires = (folder / "calculator-wiring-data.js").read_text(encoding="utf-8")
    wires = wires.partition(".wires = ")[2].rstrip().removesuffix(";")
    catalog = data["catalog"] | {"wiring": json.loads(wires)}
    scripts = (folder / "calculator.js", folder / "calculator-wiring.js")
    with Node(catalog, data["constants"], scripts) as process:
        yield process


def test_every_published_build_comes_out_as_the_site_says(site: Path, data: Any, node: Node) -> None:
    """Lines, totals, shares, supplies, charges and verdicts of every build are those of the API."""
    published = {path.stem: path for path in (site / "api" / "v1" / "builds").glob("*.json")}
    assert set(published) == set(data["catalog"]["builds"])
    for name, path in sorted(published.items()):
        build = data["catalog"]["builds"][name]
        told = {"build": build, "base": None, "catalog": "given", "as_of": data["catalog"]["policy"]["as_of"]}
        result = node.ask("rig", told)["result"]
        wanted = json.loads(path.read_text(encoding="utf-8"))
        for part, found in as_published(result).items():
            assert found == wanted[part], (name, part)


def test_every_wiring_comes_out_as_python_says(data: Any, node: Node) -> None:
    """Currents, voltages, gaps and reasons of every build that has a harness, by the file for wiring."""
    for name, build in data["catalog"]["builds"].items():
        ours = {"result": wiring_figures(CATALOG.builds[name], CATALOG)}
        assert differences(ours, node.ask("wiring", {"build": build, "catalog": "given"})) == [], name
        assert (ours["result"] is None) == (build["harness"] is None)


def test_every_model_fits_as_python_says(data: Any, node: Node) -> None:
    """Fit and speeds of every file of every model on each build, from the rows and models of the page."""
    for name, build in data["catalog"]["builds"].items():
        for model, kind in ((m, q) for m in CATALOG.models.values() for q in m.quantisations):
            ask = Ask(model, kind, Workload(0, split="layer"), 8192)
            told = {"model": model.id, "quantisation": kind, "workload": figures(ask.workload)}
            told |= {"context": ask.context, "generation": None, "engine_build": None}
            theirs = node.ask("forecast", {"build": build, "catalog": "given", "ask": told, "scan": False})
            ours = forecast_answer(CATALOG.builds[name], CATALOG, ask, scan=False)
            assert differences(ours, theirs) == [], (name, model.id, kind)


def as_published(result: Any) -> dict[str, Any]:
    """Write a result in the form of the API: decimals and units as text."""
    bill = result["bill"]
    lines = [
        {**line(each), "share_percent": share}
        for each, share in zip(bill["lines"], result["shares"], strict=True)
    ]
    supplies = zip(result["power"]["supplies"], result["reasons"], strict=True)
    return {
        "id": bill["build"],
        "currency": bill["currency"],
        "total": total(bill["total"]),
        "over_budget": None if bill["over_budget"] is None else money(bill["over_budget"]),
        "lines": lines,
        "dropped": [{key: lot[key] for key in ("lot", "covers", "because")} for lot in bill["dropped"]],
        "today": {"total": total(bill["today_total"]), "lines": [line(each) for each in bill["today"]]},
        "supplies": [supply(each, reasons) for each, reasons in supplies],
    }


def money(pair: Any) -> dict[str, str | None]:
    """Write an amount in major units."""
    if pair is None:
        return {"amount": None, "currency": None}
    return {"amount": Money(int(pair[0]), pair[1]).amount, "currency": pair[1]}


def total(found: Any) -> dict[str, Any]:
    """Write a sum with its lower-bound mark."""
    return {**money(found["amount"]), "at_least": found["at_least"]}


def line(found: Any) -> dict[str, Any]:
    """Write a line of the bill."""
    names = ("name", "roles", "parts", "kind", "date", "source", "freight")
    up_to = money(found["up_to"])["amount"]
    return {**{name: found[name] for name in names}, **money(found["amount"]), "up_to": up_to}


def watts(grains: Any) -> str | None:
    """Write watts as the API does."""
    return None if grains is None else Watts(int(grains)).number()


def supply(found: Any, reasons: Any) -> dict[str, Any]:
    """Write a supply with what it carries and how it is judged."""
    return {
        "id": found["role"],
        "part": found["part"],
        "rated_w": watts(found["rating"]),
        "load_percent": found["load_percent"],
        **{f"{name}_w": watts(found[name]) for name in FIGURES},
        "verdict": str(worst(Verdict(reason["verdict"]) for reason in reasons)),
        "reasons": [reason["code"] for reason in reasons],
        "rests_on": found["assumed"],
        "charges": [
            {
                **{name: charge[name] for name in CHARGE},
                **{f"{name}_w": watts(charge[name]) for name in FIGURES},
            }
            for charge in found["charges"]
        ],
    }


def test_both_languages_compute_with_the_same_figures(site: Path, data: Any) -> None:
    """The Chinese page has its own words, and the same constants, catalog and figures."""
    other = inlined(site / "zh" / "calculator.html")
    for name in ("constants", "catalog", "figures"):
        assert wordless(other[name]) == wordless(data[name])


def wordless(value: Any) -> Any:
    """Leave names and titles out, all the way down."""
    if isinstance(value, dict):
        return {key: wordless(item) for key, item in value.items() if key not in {"name", "title"}}
    return [wordless(item) for item in value] if isinstance(value, list) else value
