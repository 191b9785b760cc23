"""The shared vectors hold what Python says today; `node --test` reads the same files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from buildgen.calc.wiring_verdict import JUDGES
from buildgen.site.calculator import constants
from tests.agreement.calls import answer, wiring_figures
from tests.agreement.node import differences
from tests.agreement.rigs import rig_of
from tests.agreement.wired import wired_rigs
from tests.agreement.write_vectors import FOLDER

FEWEST = 300
FILES = sorted(path for path in FOLDER.glob("*.json") if path.stem not in {"constants", "rig", "wiring"})
ENGINE = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets" / "js" / "engine"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_vectors_are_what_python_says(path: Path) -> None:
    """Each stored answer is the one that Python gives; a change is made with `write_vectors`, and read."""
    for vector in json.loads(path.read_text(encoding="utf-8")):
        call, args = vector.pop("call"), vector.pop("args")
        assert differences(answer(call, args), vector, call) == []


def test_rigs_are_what_python_says() -> None:
    """Each rig gives the stored slice of its catalog and the stored answer."""
    for vector in json.loads((FOLDER / "rig.json").read_text(encoding="utf-8")):
        rig = rig_of(vector["made_from"])
        assert differences(rig.args(), vector["args"], "args") == []
        assert differences(rig.answer()["result"], vector["result"], "result") == []


def test_wirings_are_what_python_says() -> None:
    """Each harness made from the seed gives the stored slice, currents, voltages and reasons."""
    stored = json.loads((FOLDER / "wiring.json").read_text(encoding="utf-8"))
    for vector, (build, catalog, told) in zip(stored, wired_rigs(), strict=True):
        assert differences(told, vector["args"], "args") == []
        assert differences(wiring_figures(build, catalog), vector["result"], "result") == []


def test_wirings_reach_every_code() -> None:
    """The stored harnesses are judged under every code there is."""
    stored = json.loads((FOLDER / "wiring.json").read_text(encoding="utf-8"))
    codes = {reason["code"] for vector in stored for reason in vector["result"]["reasons"]}
    assert codes == {f"WIR{number:03}" for number in range(1, len(JUDGES) + 1)}


def test_constants_are_python_s() -> None:
    """The constants that Node's tests use are those of the code."""
    assert json.loads((FOLDER / "constants.json").read_text(encoding="utf-8")) == [constants()]


def test_there_are_enough() -> None:
    """No vector file was emptied by mistake."""
    assert sum(len(json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.json")) > FEWEST


@pytest.mark.parametrize("path", sorted(ENGINE.glob("*.js")), ids=lambda path: path.stem)
def test_scripts_are_pure(path: Path) -> None:
    """No script of the engine touches a page, a clock, chance, a request, or text that runs as code."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = (
        "document.",
        "window.",
        "Date.now",
        "new Date",
        "Math.random",
        "fetch",
        "eval",
        "Function(",
        "Intl",
    )
    assert [word for word in words if re.search(rf"(?<![\w.]){re.escape(word)}", text)] == []
    assert "import " not in text
    assert "export " not in text
