"""Function for function, name for name: what `calc` gives to others has its twin in JavaScript."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from buildgen.site import calculator

ROOT = Path(__file__).parents[2] / "src" / "buildgen"
SCRIPTS = ROOT / "site" / "assets" / "js"
ENGINE = SCRIPTS / "engine"
TESTS = Path(__file__).parents[1] / "js"

# Modules of `calc` without a script, and why: no reader of the calculator changes what they work out.
NO_SCRIPT = {
    "assembly": "steps of a guide",
    "calibrate": "fits constants from measured rows, once, for the catalog",
    "comparison": "estimates against memory records, for a page of its own",
    "contrast": "which measured runs may be ranked",
    "evaluation": "how well the predictor does",
    "generation": "reads an engine's constants from the catalog; the data hold them ready made",
    "grounds": "evidence of measured speeds",
    "least_squares": "for calibrate",
    "likeness": "spares the solver work; what it answers is the same without",
    "limit": "the physical limit of measured runs; `speed.decode_limit` is the twin for forecasts",
    "matrix": "the static table of contexts; the calculator asks `fit` for one",
    "mending": "proposals for a failing supply, listed on the build's page",
    "netlist": "rows for a workshop, from an established wiring",
    "network": "the records that `solver` reads and fills",
    "plausibility": "checks of stated sizes",
    "plugs": "for mending: whether a supply has the plugs for what hangs on it",
    "results": "remembers results for one run of the program",
    "single": "one supply for everything, on the build's page",
    "twins": "files that were imported twice",
    "wall": "operating states from measured idle power, on the build's page",
    "wiring": "the records that `metering` fills",
    "worth": "what a measured speed is worth",
}

# What has no twin of that name, and why.
ELSEWHERE = {
    ("forecast", "items_of"): "lists a record's fields for a page",
    ("placement", "architecture_of"): "the data hold a model's shape",
    ("placement", "pack"): "`unpack` reads what it writes into the data",
    ("power", "with_state"): "what a supply would carry in another state, on the build's page",
    ("samples", "row_id"): "the data hold it",
    ("samples", "samples_of"): "for calibrate",
    ("tensors", "whole"): "tells the type checker that a figure is there",
}

MODULES = sorted(path.stem for path in (ROOT / "calc").glob("*.py") if path.stem != "__init__")


def camel(name: str) -> str:
    """Write a name as JavaScript does: `power_budget` is `powerBudget`."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def public_functions(module: str) -> list[str]:
    """List what a Python module gives to others."""
    tree = ast.parse(module)
    return [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def exports(script: str) -> set[str]:
    """List what a script gives to others."""
    inside = re.search(r"buildgen\.\w+ = Object\.freeze\(\{(.*?)\}\);", script, re.DOTALL)
    found = set() if inside is None else set(re.findall(r"\w+", inside[1]))
    return found | {name for name, same in re.findall(r"buildgen\.(\w+) = (\w+);", script) if name == same}


def missing(name: str, module: str, script: str) -> list[str]:
    """List the public functions of a module that its script lacks."""
    functions = public_functions(module)
    return [f for f in functions if (name, f) not in ELSEWHERE and camel(f) not in exports(script)]


def read(path: Path) -> str:
    """Read a source file."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_its_script_or_a_reason(name: str) -> None:
    """A module of `calc` has either a script of its name or a place in the list above, never both."""
    assert (ENGINE / f"{name}.js").is_file() != (name in NO_SCRIPT)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in NO_SCRIPT])
def test_every_public_function_has_its_twin(name: str) -> None:
    """A public function of a calculation is exported by the script of the same name, under the same name."""
    assert missing(name, read(ROOT / "calc" / f"{name}.py"), read(ENGINE / f"{name}.js")) == []


def test_a_function_without_a_twin_is_found() -> None:
    """One more function in Python, or one export less in JavaScript, fails the test above."""
    module, script = read(ROOT / "calc" / "conductor.py"), read(ENGINE / "conductor.js")
    assert missing("conductor", module, script) == []
    more = f"{module}\n\ndef skin_depth() -> None:\n    pass\n"
    assert missing("conductor", more, script) == ["skin_depth"]
    less = script.replace("wireResistance });", "});")
    assert missing("conductor", module, less) == ["wire_resistance"]


def test_the_lists_name_what_there_is() -> None:
    """Nothing is excused that does not exist."""
    assert set(NO_SCRIPT) <= set(MODULES)
    for name, function in ELSEWHERE:
        assert function in public_functions(read(ROOT / "calc" / f"{name}.py")), function


@pytest.mark.parametrize("path", sorted(ENGINE.glob("*.js")), ids=lambda path: path.stem)
def test_no_function_is_dead(path: Path) -> None:
    """Every function of a script is called in it, or exported and used by another script or a test."""
    script = read(path)
    others = "".join(read(p) for p in [*SCRIPTS.rglob("*.js"), *TESTS.glob("*.js")] if p != path)
    body = script[: script.rindex("Object.freeze")]
    for name in re.findall(r"^  function (\w+)\(", script, re.MULTILINE):
        used_here = len(re.findall(rf"\b{name}\b", body)) > 1
        assert used_here or (name in exports(script) and re.search(rf"\b{name}\b", others)), name


def test_node_loads_the_scripts_as_a_page_does() -> None:
    """The order in Node's tests is the order of the page's bundle, and no script is forgotten."""
    found = re.search(r"const ORDER = \[(.*?)\];", read(TESTS / "engine.js"), re.DOTALL)
    assert found is not None
    assert tuple(re.findall(r'"([a-z_]+)"', found[1])) == calculator.ENGINE + calculator.WIRING
    assert {path.stem for path in ENGINE.glob("*.js")} == {*calculator.ENGINE, *calculator.WIRING}
