"""What is said about data: a place, a code, a message, and how to mend it. Values only; `cli` prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class BuildgenError(Exception):
    """Bad use of the program (an unknown build, a folder that is not there): one line for the user."""


class Severity(StrEnum):
    """How much a finding weighs, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOT_ESTABLISHED = "not established"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span in a file; lines and columns count characters from 1, `end_column` is one past the last."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence by its id and the typed values in it; `sentences` makes it text, last, per language."""

    id: str
    values: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, identifier: str, /, **values: object) -> Message:
        """Name a sentence and fill in its values; a list is frozen into a tuple."""
        frozen = (
            (name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()
        )
        return cls(identifier, tuple(frozen))


@dataclass(frozen=True, slots=True)
class Label:
    """A place that explains a finding, with a short text beside it."""

    place: Place
    text: Message


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about the data at a place.

    `label` stands under the caret at the place itself, `related` are other places, `draft` marks a finding
    about a draft build: shown, and never a failure; `waived` one that a waiver covers. `subject` names what
    is judged below the entry (a supply's role), so that a page can gather its findings.
    """

    code: str
    severity: Severity
    place: Place
    message: Message
    label: Message | None = None
    related: tuple[Label, ...] = ()
    help: Message | None = None
    draft: bool = False
    waived: bool = False
    entry: str = ""
    subject: str = ""

    @property
    def fails(self) -> bool:
        """Whether this finding makes `check` exit 1."""
        return self.severity is Severity.ERROR and not self.draft and not self.waived


def in_file_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, place, weight and code, and drop exact repeats."""
    kept: list[Diagnostic] = []
    for found in sorted(diagnostics, key=_in_file):
        for other in reversed(kept):  # an exact repeat stands among those of its place
            if found.place != other.place:
                kept.append(found)
                break
            if found == other:
                break
        else:
            kept.append(found)
    return tuple(kept)


def _in_file(found: Diagnostic) -> tuple[str | int, ...]:
    at = found.place
    span = (at.path, at.line, at.column, at.end_line, at.end_column)
    return (*span, found.severity.rank, found.code, found.message.id)
