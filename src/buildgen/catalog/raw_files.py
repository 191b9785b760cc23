"""The raw files beside benchmark entries: each is there, and still is what the entry was read from."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from buildgen.catalog.benchmarks import Benchmark, Raw
from buildgen.diagnostics import Diagnostic, Message, Severity
from buildgen.source import Document

BLOCK = 1 << 20
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))


def raw_finding(root: Path, entry: Benchmark, document: Document) -> Diagnostic | None:
    """Compare an entry's raw file with the SHA-256 that the entry states; None when they agree."""
    if entry.raw is None:
        return None
    folder = document.path.rpartition("/")[0]
    part = _trouble(root / folder / entry.raw.file, entry.raw)
    if part is None:
        return None
    field = "sha256" if part == "message" else "file"
    values = {"file": f"{folder}/{entry.raw.file}", "sha256": entry.raw.sha256[:12]}
    return Diagnostic(
        "BEN006",
        Severity.ERROR,
        document.place(("raw", field)),
        Message.of(f"BEN006.{part}", **values),
        help=Message.of("BEN006.help" if part == "message" else "BEN006.missing_help", **values),
        entry="/".join(entry.key),
    )


def _trouble(path: Path, raw: Raw) -> str | None:
    """Name the sentence that tells what is wrong with a raw file; nothing but a plain file is opened."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return "odd"
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    found = hashlib.sha256()
    try:
        with open(descriptor, "rb") as stream:  # noqa: PTH123 - opened above, without following a device
            while block := stream.read(BLOCK):
                found.update(block)
    except OSError:
        return "unreadable"
    return None if found.hexdigest() == raw.sha256 else "message"
