"""`check` on synthetic catalogs, against the bare YAML parser over the same files in the same run.

Both the yardstick (`yaml.compose` with libyaml, the cyclic collector off) and `check` (loading the catalog
and running every check, in process) are timed several times, taking turns; the quickest of each counts. Both
keep all that they made until the clock has stopped, as a check of references between files must.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from benchmarks.synthetic import write_catalog
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks

# Entries and rounds; the limits stand in the project's aims.
SIZES = ((100, 20), (1_000, 7), (10_000, 4))
HIGHEST_RATIO = 2.5
HIGHEST_GROWTH = 11.0


def compose_all(paths: list[Path]) -> list[object]:
    """Compose every file with the C loader."""
    nodes: list[object] = []
    for path in paths:
        with path.open("rb") as stream:
            nodes.append(yaml.compose(stream, Loader=yaml.CSafeLoader))
    return nodes


def check_all(root: Path) -> object:
    """Load and check a catalog; it must be sound, else the figure says nothing."""
    catalog = load_catalog(root)
    findings, results = run_checks(catalog)
    assert not any(finding.fails for finding in findings)
    return catalog, findings, results


def timed(work: Callable[[], object]) -> float:
    """Time one call in seconds, from a tidy heap; what it made is let go after the clock has stopped."""
    gc.collect()
    started = time.perf_counter()
    made = work()
    seconds = time.perf_counter() - started
    del made
    return seconds


def timed_without_collector(work: Callable[[], object]) -> float:
    """Time one call with the cyclic collector off."""
    gc.disable()
    try:
        return timed(work)
    finally:
        gc.enable()


def quickest_of(root: Path, size: int, rounds: int) -> tuple[float, float]:
    """Give the quickest times of the yardstick and of `check` on a catalog of `size` entries."""
    paths = write_catalog(root, size)
    compose, check = [], []
    for _ in range(rounds):
        compose.append(timed_without_collector(lambda: compose_all(paths)))
        check.append(timed(lambda: check_all(root)))
    return min(compose), min(check)


def main() -> bool:
    """Print one line per size and the growth; tell whether both limits hold."""
    print(f"{'entries':>8}  {'compose':>9}  {'check':>9}  {'ratio':>6}")
    quickest: dict[int, float] = {}
    ratio = 0.0
    for size, rounds in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            compose, quickest[size] = quickest_of(Path(folder), size, rounds)
        ratio = quickest[size] / compose
        print(f"{size:>8,}  {compose:>7.3f} s  {quickest[size]:>7.3f} s  {ratio:>6.2f}")
    growth = quickest[10_000] / quickest[1_000]
    print(f"ratio at 10,000 entries: {ratio:.2f} (at most {HIGHEST_RATIO})")
    print(f"10,000 against 1,000 entries: {growth:.1f} times (at most {HIGHEST_GROWTH})")
    return ratio <= HIGHEST_RATIO and growth <= HIGHEST_GROWTH


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
