"""Shared by the tests of the command line: a way to call it, and catalogs to call it on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from buildgen.cli.main import main

PROJECT = Path(__file__).parents[2]
REAL = PROJECT / "catalog"
BASE = PROJECT / "tests" / "checks" / "base"

Inside = Callable[..., tuple[int, str, str]]
Call = Callable[..., subprocess.CompletedProcess[str]]


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: ours without what changes colour and width, and `more`."""
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"}}
    return {**kept, "PYTHONPATH": str(PROJECT / "src"), "PYTHONUTF8": "1", **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small sound catalog that a test may change."""
    return Path(shutil.copytree(BASE, tmp_path / "catalog"))


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Call `buildgen` as a process of its own; a traceback is never an answer."""

    def run(*words: str | Path, cwd: Path = tmp_path, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            (sys.executable, "-m", "buildgen", *map(str, words)),
            cwd=cwd,
            env=environment(**more),
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=60,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """Call `buildgen` in this process, which is quicker; give its exit code and what it printed."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["buildgen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), out, err

    return run
