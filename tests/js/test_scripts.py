"""The scripts' pure functions, tested by Node's own runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("path", TESTS, ids=[path.stem for path in TESTS])
def test_node_finds_no_fault(path: Path) -> None:
    """`node --test` passes every test of the file."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    run = subprocess.run((node, "--test", str(path)), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
