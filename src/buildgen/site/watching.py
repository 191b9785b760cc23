"""Watching files by looking at them again and again: works on every system and every kind of mount."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Stamp = dict[str, tuple[int, int]]
Wait = Callable[[float], bool]

LOOK_EVERY = 0.4


def stamp(paths: Iterable[Path]) -> Stamp:
    """Note time and size of every file at or below some paths; one that goes away meanwhile is left out."""
    found: Stamp = {}
    for path in paths:
        for file in _files(path):
            try:
                status = file.stat()
            except OSError:
                continue
            found[str(file)] = (status.st_mtime_ns, status.st_size)
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (p for p in path.rglob("*") if not p.name.startswith((".", "__pycache__")) and p.is_file())
    elif path.is_file():
        yield path


def changes(paths: Iterable[Path], wait: Wait) -> Iterator[tuple[str, ...]]:
    """Give the files of each change once it has settled; `wait` sleeps and tells whether to stop.

    An editor writes a file in several steps: a change counts when two looks in a row see the same.
    """
    paths = tuple(paths)
    before = stamp(paths)
    while not wait(LOOK_EVERY):
        now = stamp(paths)
        if now == before:
            continue
        while not wait(LOOK_EVERY / 2):
            later = stamp(paths)
            if later == now:
                break
            now = later
        changed = {name for name, _ in before.items() ^ now.items()}
        before = now
        yield tuple(sorted(changed))
