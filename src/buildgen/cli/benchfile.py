"""A file to import: opened with care, read twice, known by its SHA-256."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click

from buildgen.bench import BenchReading, read_bench

STDIN = "-"
BLOCK = 1 << 20


class UnreadableError(Exception):
    """A named file that gives no bytes; the text says why."""


@dataclass(frozen=True, slots=True)
class BenchFile:
    """A file that was read: its name as shown, where its bytes are, their SHA-256, and what they hold.

    `spooled`: the bytes came from standard input, and lie in a file of ours.
    """

    name: str
    path: Path
    sha256: str
    reading: BenchReading
    spooled: bool = False


def shown_name(name: str) -> str:
    """Name a file for people."""
    return "standard input" if name == STDIN else click.format_filename(name)


def read_file(name: str) -> BenchFile:
    """Read a file, or standard input for `-`; memory grows with its results only. Raises UnreadableError."""
    spooled = name == STDIN
    path = _spooled() if spooled else Path(name)
    try:
        with _opened(path) as stream:
            sha256 = _digest(stream)
            stream.seek(0)
            return BenchFile(shown_name(name), path, sha256, read_bench(stream), spooled)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"cannot be read: {said.lower()}") from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a plain file: a pipe would block, and opening a device can do things."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - the name may be no valid text
        raise UnreadableError("is no plain file: name a file, or give - for standard input")
    with path.open("rb") as stream:
        yield stream


def _spooled() -> Path:
    """Put standard input into a file, so that it can be read twice. Raises UnreadableError."""
    if sys.stdin is None or sys.stdin.closed:
        raise UnreadableError("is closed")
    with tempfile.NamedTemporaryFile(prefix="buildgen-", delete=False) as spool:
        while block := sys.stdin.buffer.read(BLOCK):
            spool.write(block)
        return Path(spool.name)


def _digest(stream: BinaryIO) -> str:
    found = hashlib.sha256()
    while block := stream.read(BLOCK):
        found.update(block)
    return found.hexdigest()
