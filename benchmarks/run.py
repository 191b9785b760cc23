"""Run the performance suite: `python3 tasks.py bench [NAME ...]`. Exit 1 when a limit does not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SEARCHED = os.pathsep.join((str(FOLDER.parent), str(FOLDER.parent / "src")))


def main(names: list[str]) -> int:
    """Run the programs `bench_*.py` of this folder, all or those named, each in a process of its own."""
    there = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    unknown = [name for name in names if name not in there]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are: {', '.join(there)}", file=sys.stderr)
        return 2
    failed = []
    for name in there:
        if names and name not in names:
            continue
        print(f"-- {name}", flush=True)
        program = FOLDER / f"bench_{name}.py"
        if subprocess.run(
            (sys.executable, program), env={**os.environ, "PYTHONPATH": SEARCHED}, check=False
        ).returncode:
            failed.append(name)
        print(flush=True)
    if failed:
        print(f"beyond a limit, or broken: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
