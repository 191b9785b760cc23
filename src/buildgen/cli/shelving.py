"""Putting new files into the catalog: all of them whole, or none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from buildgen.diagnostics import BuildgenError

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """One file to write: its bytes, or the file to copy, which must still have this SHA-256."""

    path: Path
    content: bytes | Path
    sha256: str | None = None


def shelve(items: Sequence[Item]) -> None:
    """Write all items, none over an existing file. Raises BuildgenError and leaves nothing of them behind."""
    placed: list[Path] = []
    with ExitStack() as drafts:
        ready = [(_draft(item, drafts), item) for item in items]
        try:
            for draft, item in ready:
                os.link(draft, item.path)  # unlike a renaming, a link never takes the place of a file
                placed.append(item.path)
        except OSError as error:
            for path in placed:
                path.unlink(missing_ok=True)
            if isinstance(error, FileExistsError):
                raise BuildgenError(f"{item.path} is there already: nothing was written") from None
            raise _cannot(item.path, error) from None


def _draft(item: Item, drafts: ExitStack) -> Path:
    """Write an item beside its place, to be removed when the stack closes."""
    draft = item.path.with_name(f".{item.path.name}.{os.getpid()}")
    found = hashlib.sha256()
    try:
        item.path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as out:
            drafts.callback(draft.unlink, missing_ok=True)
            if isinstance(item.content, bytes):
                out.write(item.content)
            else:
                with item.content.open("rb") as source:
                    while block := source.read(BLOCK):
                        found.update(block)
                        out.write(block)
    except OSError as error:
        raise _cannot(item.path, error) from None
    if item.sha256 is not None and found.hexdigest() != item.sha256:
        raise BuildgenError(f"what {item.path.name} was read from changed meanwhile: nothing was written")
    return draft


def _cannot(path: Path, error: OSError) -> BuildgenError:
    return BuildgenError(f"cannot write {path}: {os.strerror(error.errno or 0).lower()}")
