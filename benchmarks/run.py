"""Run the performance suite: `python3 tasks.py bench [NAME ...]`. Exit 1 when a limit does not hold."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]


def main(names: list[str]) -> int:
    """Run the modules `bench_*.py` of this folder, all or those named."""
    there = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    unknown = [name for name in names if f"bench_{name}" not in there]
    if unknown:
        known = ", ".join(name.removeprefix("bench_") for name in there)
        print(f"no benchmark {unknown[0]!r}; there are: {known}", file=sys.stderr)
        return 2
    well = True
    for name in there:
        if not names or name.removeprefix("bench_") in names:
            module = import_module(f"benchmarks.{name}")
            print(f"-- {(module.__doc__ or name).splitlines()[0]}")
            well = module.main() and well
            print(flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
