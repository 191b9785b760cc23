"""What a check is: a code, a slug, the kind of entry it looks at, and a function that yields problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from buildgen.calc.results import Results
from buildgen.catalog.entry import Entry
from buildgen.diagnostics import Severity

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another value that explains a problem: the entry, the path in it, and the sentence beside it."""

    entry: Entry
    path: Path
    sentence: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found: where (an entry and a path in it) and the values that go into its sentences.

    `sentence`, `label` and `help` name templates of the check's own code.
    """

    entry: Entry
    path: Path
    values: tuple[tuple[str, object], ...] = ()
    sentence: str = "message"
    label: str | None = None
    related: tuple[Pointer, ...] = ()
    help: str = "help"
    severity: Severity | None = None
    key: bool = False
    subject: str = ""


def found(entry: Entry, path: Path, /, *, values: Mapping[str, object] | None = None, **more: Any) -> Problem:
    """Make a problem; `values` fill its sentences."""
    return Problem(entry, path, tuple((values or {}).items()), **more)


Finder = Callable[[Any, Results], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """One registered check; `stage` "meaning" sees only what passed the stage "references"."""

    code: str
    slug: str
    kind: type[Entry]
    severity: Severity
    stage: str
    find: Finder


def check(
    code: str,
    slug: str,
    *,
    on: type[Entry],
    severity: Severity = Severity.ERROR,
    stage: str = "meaning",
) -> Callable[[Finder], Check]:
    """Make a function the check with this code; `severity` is the weight of a problem that names none."""

    def decorate(function: Finder) -> Check:
        return Check(code, slug, on, severity, stage, function)

    return decorate
