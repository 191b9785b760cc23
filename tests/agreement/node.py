"""One long-lived Node process that answers calls, and the comparison of what both say."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from buildgen.site.calculator import constants, written

ANSWER = Path(__file__).parents[1] / "js" / "answer.js"
RELATIVE = 1e-9
"""How far two speeds may lie apart; all else is equal to the last digit."""


def node_program() -> str:
    """Find Node; without it a test is skipped, in CI it fails: agreement that nobody tested is none."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("Node is not installed: the agreement of both engines cannot be tested")
        pytest.skip("Node is not installed")
    return node


class Node:
    """The engine in JavaScript as a function: `ask` sends a call and waits for its answer.

    `figures` are the constants to compute with, `scripts` the files; by default those of the code.
    """

    def __init__(self, catalog: Any = None, figures: Any = None, scripts: tuple[Path, ...] = ()) -> None:
        self._process = subprocess.Popen(
            (node_program(), str(ANSWER), *map(str, scripts)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._send({"constants": figures or constants(), "catalog": catalog})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _send(self, data: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{written(data)}\n")
        self._process.stdin.flush()

    def ask(self, call: str, args: Any) -> Any:
        """Answer a call: `result`, `error` with a reason, or `crash` with a trace."""
        self._send({"call": call, "args": args})
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """List where two answers differ; numbers with a fraction may differ by a billionth."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = [f"{path}: {sorted(set(ours) ^ set(theirs))} on one side"] if set(ours) != set(theirs) else []
        return found + [
            d for key in ours if key in theirs for d in differences(ours[key], theirs[key], f"{path}.{key}")
        ]
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return [f"{path}: {ours!r} here, {theirs!r} there"]
        pairs = zip(ours, theirs, strict=True)
        return [d for index, (a, b) in enumerate(pairs) for d in differences(a, b, f"{path}[{index}]")]
    if isinstance(ours, float) and isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        close = math.isclose(ours, theirs, rel_tol=RELATIVE)
        return [] if close else [f"{path}: {ours!r} here, {theirs!r} there"]
    same = type(ours) is type(theirs) and ours == theirs
    return [] if same else [f"{path}: {ours!r} here, {theirs!r} there"]
