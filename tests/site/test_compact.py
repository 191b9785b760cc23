"""Scripts and style sheets as they are served: less of them, and the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from buildgen.site.compact import compact, spoken

SCRIPTS = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets" / "js"
SPEAKING = [path for path in sorted(SCRIPTS.glob("*.js")) if "var WORDS = {" in path.read_text("utf-8")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_a_script_speaks_one_language(path: Path, language: str) -> None:
    """The words of the other language are gone, all others are there, and it is still a script."""
    data = path.read_bytes()
    told = spoken(path.name, data, language).decode()
    assert len(told) < len(data)
    assert told.isascii() == (language == "en")
    assert told.count("    en: {") + told.count("    zh: {") == 1
    before, _, after = data.decode().partition("  var WORDS = {")
    assert told.startswith(before)
    assert told.endswith(after.partition("\n  };\n")[2])
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    text = compact(path.name, told.encode()).decode()
    assert subprocess.run((node, "--check", "-"), input=text, text=True, check=False).returncode == 0


def test_what_is_no_script_stays() -> None:
    """A style sheet has no words."""
    assert spoken("a.css", b"  var WORDS = {\n    zh: {}\n  };\n", "en").startswith(b"  var")
