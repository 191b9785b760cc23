"""The scripts' pure functions, tested by Node's own runner."""

import subprocess
from pathlib import Path

import pytest

from tests.agreement.node import node_program

TESTS = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("path", TESTS, ids=[path.stem for path in TESTS])
def test_node_finds_no_fault(path: Path) -> None:
    """`node --test` passes every test of the file."""
    run = subprocess.run((node_program(), "--test", str(path)), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
