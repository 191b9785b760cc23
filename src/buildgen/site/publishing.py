"""Publishing: the finished site takes the place of the previous one in a single step."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from buildgen.diagnostics import BuildgenError

STAMP = ".buildgen"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a published site was made from: the hash of everything, and the hash of each language's tree."""

    whole: str
    trees: tuple[tuple[str, str], ...] = ()

    def tree(self, language: str) -> str | None:
        """Give the hash of a tree; None when it was not built."""
        return dict(self.trees).get(language)

    def text(self) -> str:
        """Write the stamp's file."""
        return "".join(f"{name} {value}\n" for name, value in (("all", self.whole), *self.trees))


@dataclass(frozen=True, slots=True)
class Stamps:
    """The hash of everything that a new site is made from, and the stamp of the site before it."""

    whole: str
    before: Stamp | None


def stamp_of(site: Path) -> Stamp | None:
    """Read the stamp of a published site; None when there is none, or it is not ours."""
    try:
        lines = (site / STAMP).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    found = dict(line.partition(" ")[::2] for line in lines)
    trees = tuple((name, value) for name, value in found.items() if name != "all")
    return Stamp(found["all"], trees) if "all" in found else None


def refuse_foreign(site: Path) -> None:
    """Raise BuildgenError when the target holds something that buildgen did not make."""
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise BuildgenError(f"{site} is no folder: choose another --site-dir")
    if site.is_dir() and any(site.iterdir()) and not (site / STAMP).is_file():
        raise BuildgenError(f"{site} holds files that buildgen did not write: empty it, or choose another")


@contextmanager
def only_one_build(work: Path) -> Iterator[None]:
    """Wait until no other build uses this work folder; the lock goes with the process, however it ends."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / ".lock").open("w", encoding="utf-8") as handle:
        try:
            import fcntl
        except ImportError:  # Windows: two builds of one folder at once are the user's to avoid
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def draft_of(site: Path) -> Iterator[Path]:
    """Give an empty folder beside `site` to build in; it is gone afterwards, whatever happens.

    Drafts that a killed run left behind are removed first; the caller holds the lock.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{site.name}-"
    for left in site.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=site.parent))
    draft.chmod(0o755)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(draft: Path, site: Path, stamp: Stamp) -> None:
    """Swap the finished draft with the site; afterwards `draft` holds the previous one.

    Where the system can exchange two folders in one step, there is no moment without a whole site.
    """
    (draft / STAMP).write_text(stamp.text(), encoding="utf-8")
    if not site.exists():
        draft.rename(site)
        draft.mkdir()
        return
    if _exchange(draft, site):
        return
    aside = draft.with_name(draft.name + "-old")
    site.rename(aside)
    draft.rename(site)
    aside.rename(draft)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False where the system or the file system cannot."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        names = os.fsencode(one), os.fsencode(other)
        if sys.platform.startswith("linux"):
            done = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
            return bool(done == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(names[0], names[1], _RENAME_EXCHANGE) == 0)
    return False
