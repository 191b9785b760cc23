"""Where each kind of entry lives: folder and file name decide the model and the id."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.connectors import Connector
from buildgen.catalog.coverage import Coverage
from buildgen.catalog.decision import Decision
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import is_id
from buildgen.catalog.generations import Generation
from buildgen.catalog.guides import BuildGuide
from buildgen.catalog.identification import IdentificationGuide
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.memory_records import MemoryRecord
from buildgen.catalog.parts import PART_KINDS
from buildgen.catalog.registers import Policy, Rates, Sources
from buildgen.catalog.software import Software
from buildgen.catalog.wiring import WiringRules
from buildgen.diagnostics import BuildgenError, Diagnostic, Message, Place, Severity

MAX_FILES = 200_000

FOLDERS: Mapping[str, type[Entry]] = {
    "builds": Build,
    "connectors": Connector,
    "engines": Generation,
    "memory": MemoryRecord,
    "guides": BuildGuide,
    "identification": IdentificationGuide,
    "models": LanguageModel,
    "software": Software,
    **{f"parts/{kind}": model for kind, model in PART_KINDS.items()},
}
SINGLE_FILES: Mapping[str, type[Entry]] = {
    "coverage.yaml": Coverage,
    "decision.yaml": Decision,
    "sources.yaml": Sources,
    "rates.yaml": Rates,
    "policy.yaml": Policy,
    "wiring.yaml": WiringRules,
}
# A folder per build: benchmarks/<build>/<id>.yaml, with the raw files beside the entries.
BENCHMARKS = "benchmarks"
# Written by buildgen itself, or prose: not entries.
IGNORED = frozenset({"schema"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file that should hold an entry: its path below the root, the model, and what its name says.

    `named` are the fields that the path gives: the id, and for a benchmark its build.
    """

    path: str
    model: type[Entry]
    id: str

    @property
    def named(self) -> Mapping[str, str]:
        """The fields that the path gives; they may not be written in the file."""
        if self.model is Benchmark:
            return {"id": self.id, "build": self.path.split("/")[-2]}
        return {"id": self.id}


def model_at(folder: str) -> type[Entry] | None:
    """Give the model of the entries in a folder; None where no entries live."""
    if folder.startswith(f"{BENCHMARKS}/") and folder.count("/") == 1:
        return Benchmark
    return FOLDERS.get(folder)


def find_files(root: Path) -> tuple[list[Found], list[Diagnostic]]:
    """List the entries' files in order of path; links to folders are not followed.

    Raises BuildgenError when the root is not a folder.
    """
    if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises for a name too long
        raise BuildgenError(f"no catalog at {root}: expected a folder with parts/ and builds/ in it")
    found: list[Found] = []
    odd: list[Diagnostic] = []
    for path in sorted(_files(root, odd)):
        folder, _, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if path in SINGLE_FILES:
            found.append(Found(path, SINGLE_FILES[path], stem))
        elif suffix == "yml":
            odd.append(_odd(path, "suffix", name=f"{_printable(stem)}.yaml"))
        elif suffix != "yaml" or not dot:
            continue
        elif (model := model_at(folder)) is None:
            known = (*sorted(FOLDERS), f"{BENCHMARKS}/<build>")
            odd.append(_odd(path, "folder", folders=known))
        elif not is_id(stem):
            odd.append(misnamed(path, stem))
        else:
            found.append(Found(path, model, stem))
    return found, odd


def misnamed(path: str, stem: str) -> Diagnostic:
    """Tell of a file whose name is no id."""
    return _odd(path, "name", name=_printable(stem)[:80])


def _odd(path: str, part: str, **values: object) -> Diagnostic:
    return Diagnostic(
        "SHP010",
        Severity.ERROR,
        Place(_printable(path)),
        Message.of(f"SHP010.{part}", **values),
        help=Message.of(f"SHP010.{part}_help", **values),
    )


def _printable(name: str) -> str:
    """Spell out bytes of a file's name that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()


def _files(root: Path, odd: list[Diagnostic]) -> Iterator[str]:
    """Walk the tree without following links to folders, as paths with forward slashes."""
    pending = [""]
    count = 0
    while pending:
        below = pending.pop()
        try:
            with os.scandir(root / below) as listing:
                entries = list(listing)
        except OSError as error:
            odd.append(_closed(below or ".", os.strerror(error.errno or 0).lower()))
            continue
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.name.startswith(".") or path in IGNORED:
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif not _leads_to_folder(entry):
                count += 1
                if count > MAX_FILES:
                    raise BuildgenError(f"more than {MAX_FILES:,} files under {root}")
                yield path


def _closed(path: str, reason: str) -> Diagnostic:
    message = Message.of("SYN012.folder", reason=reason)
    return Diagnostic("SYN012", Severity.ERROR, Place(path), message, help=Message.of("SYN012.help"))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle: reading it as a file tells that
        return False
