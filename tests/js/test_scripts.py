"""The scripts' pure functions, tested by Node's own runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node") or "node"
TESTS = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("path", TESTS, ids=[path.stem for path in TESTS])
def test_node_finds_no_fault(path: Path) -> None:
    """`node --test` passes every test of the file."""
    run = subprocess.run((NODE, "--test", str(path)), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
