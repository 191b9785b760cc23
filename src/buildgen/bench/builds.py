"""Build lines: `build: c81de6e1 (6092)`, and which of the tables around it one belongs to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_COMMIT, _NUMBER = r"(?P<commit>[0-9a-f]{6,40})", r"(?P<number>[0-9]{1,9})"
_BENCH = re.compile(rf"\s*[*]*build:[*]*\s+[`*]*(?:{_COMMIT}|unknown)[`*]*(?:\s+\({_NUMBER}\))?[`*]*\s*")
_PROGRAM = re.compile(rf"\s*build:\s+{_NUMBER} \({_COMMIT}\)(?: with .*)?")
_VERSION = re.compile(rf"\s*version: {_NUMBER} \({_COMMIT}\)\s*")


@dataclass(frozen=True, slots=True)
class Build:
    """The commit and the number of an engine's build, as one line states them."""

    line: int
    commit: str | None
    number: int | None

    def same_as(self, other: "Build") -> bool:
        """Say whether both lines state the same build."""
        return (self.commit, self.number) == (other.commit, other.number)

    def __str__(self) -> str:
        number = "" if self.number is None else f" ({self.number})"
        return f"{self.commit}{number} at line {self.line}"


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something in the text by which build lines are told apart: a table with rows, a command, a listing."""

    kind: Literal["table", "command", "listing"]
    line: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The builds that claim one table: one is an answer, several are an open question."""

    table: int
    builds: tuple[Build, ...]


def build_from(text: str, line: int) -> Build | None:
    """Read a build line; None for another line.

    llama-bench prints `build: commit (number)`, the other programs `build: number (commit) with compiler for
    target`, and with `--version` `version: number (commit)`. An "unknown" commit with number 0 is of a
    program built outside of the repository and states nothing.
    """
    found = _VERSION.fullmatch(text) or _PROGRAM.fullmatch(text)
    if found:
        return Build(line, found["commit"], int(found["number"]))
    found = _BENCH.fullmatch(text)
    if not found:
        return None
    number = None if found["number"] is None else int(found["number"])
    if found["commit"] is None:
        return Build(line, None, number or None)
    return Build(line, found["commit"], number)


def claims(marks: Sequence[Build | Landmark]) -> Iterator[Claim]:
    """Give for each table, in order, the build lines that claim it.

    A command starts anew. Between two commands, one table takes every build line there is; of several tables
    each takes the line after it (the footer of llama-bench) if that fits every line, else the line before it,
    else every line next to it.
    """
    section: list[Build | Landmark] = []
    for mark in (*marks, Landmark("command", 0)):
        if isinstance(mark, Landmark) and mark.kind == "command":
            yield from _section_claims(section)
            section = []
        else:
            section.append(mark)


def _section_claims(section: list[Build | Landmark]) -> Iterator[Claim]:
    parts: list[list[Build | Landmark]] = [[]]
    for mark in section:
        if isinstance(mark, Landmark) and mark.kind == "listing":
            # A device listing starts a run, but a build line may have been printed just before it.
            if any(isinstance(seen, Landmark) for seen in parts[-1]):
                parts.append([])
        else:
            parts[-1].append(mark)
    for part in parts:
        yield from _part_claims(part)


def _part_claims(part: list[Build | Landmark]) -> Iterator[Claim]:
    tables = [place for place, mark in enumerate(part) if isinstance(mark, Landmark)]
    builds = {place: mark for place, mark in enumerate(part) if isinstance(mark, Build)}
    if len(tables) == 1:
        yield Claim(part[tables[0]].line, _told_apart(builds.values()))
        return
    after = all(place - 1 in tables for place in builds)
    before = all(place + 1 in tables for place in builds)
    sides = (1,) if after else (-1,) if before else (-1, 1)
    for table in tables:
        near = (builds[table + side] for side in sides if table + side in builds)
        yield Claim(part[table].line, _told_apart(near))


def _told_apart(builds: Iterable[Build]) -> tuple[Build, ...]:
    told: list[Build] = []
    for build in builds:
        if not any(build.same_as(other) for other in told):
            told.append(build)
    return tuple(told)
