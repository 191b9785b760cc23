"""Function for function, name for name: what `calc` gives to others has its twin in JavaScript."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from buildgen.site import calculator

ROOT = Path(__file__).parents[2] / "src" / "buildgen"
ENGINE = ROOT / "site" / "assets" / "js" / "engine"
LOADER = Path(__file__).parents[1] / "js" / "engine.js"
MODULES = (
    *(
        "bom",
        "compute_buffer",
        "cost",
        "fit",
        "forecast",
        "load",
        "pool",
        "power",
        "remedy",
        "speed",
        "split",
    ),
    *("tensors", "terms", "verdict"),
)

# What has no twin of that name, and why.
ELSEWHERE = {
    ("forecast", "items_of"): "lists a record's fields for a page",
    ("tensors", "whole"): "tells the type checker that a figure is there",
}


def camel(name: str) -> str:
    """Write a name as JavaScript does: `power_budget` is `powerBudget`."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_has_its_twin(module: str) -> None:
    """A public function of a calculation is exported by the script of the same name, under the same name."""
    tree = ast.parse((ROOT / "calc" / f"{module}.py").read_text(encoding="utf-8"))
    script = (ENGINE / f"{module}.js").read_text(encoding="utf-8")
    exported = script[script.rindex("Object.freeze({") :]
    public = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
    missing = [
        name
        for name in public
        if (module, name) not in ELSEWHERE and not re.search(rf"\b{camel(name)}\b", exported)
    ]
    assert missing == []


def test_node_loads_the_scripts_as_a_page_does() -> None:
    """The order in Node's tests is the order of the page's bundle, and no script is forgotten."""
    found = re.search(r"const ORDER = \[(.*?)\];", LOADER.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert tuple(re.findall(r'"([a-z_]+)"', found[1])) == calculator.ENGINE
    assert {path.stem for path in ENGINE.glob("*.js")} == set(calculator.ENGINE)
