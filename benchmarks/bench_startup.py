"""Start-up of whole processes, against an interpreter that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 12
PROJECT = Path(__file__).parents[1]
CASES = {
    "python -c pass": ("-c", "pass"),
    "buildgen --help": ("-m", "buildgen", "--help"),
    "buildgen check": ("-m", "buildgen", "check"),
    "buildgen price mi50x3-70b": ("-m", "buildgen", "price", "mi50x3-70b"),
}


def started(arguments: tuple[str, ...]) -> float:
    """Time one process from start to end, in seconds; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    begun = time.perf_counter()
    subprocess.run(
        (sys.executable, *arguments), cwd=PROJECT, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - begun


def main() -> bool:
    """Print each command's time, in milliseconds and as a multiple of the bare interpreter's."""
    quickest = dict.fromkeys(CASES, float("inf"))
    for _ in range(ROUNDS):
        for name, arguments in CASES.items():
            quickest[name] = min(quickest[name], started(arguments))
    bare = quickest["python -c pass"]
    for name, seconds in quickest.items():
        print(f"{name:<26} {seconds * 1000:>6.0f} ms  {seconds / bare:>5.1f} times")
    return True


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
