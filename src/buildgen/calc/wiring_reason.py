"""A reason why wiring is not simply ok, and the words that all judges of wiring share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.calc.circuit import Lead
from buildgen.calc.verdict import Verdict
from buildgen.calc.wiring import CardFeed, Path, Wiring


@dataclass(frozen=True, slots=True)
class WiringReason:
    """Why wiring is not simply ok: the code, the verdict, what it is about, and the figures.

    `subject` is a path in the build; a figure `why` or `case` tells which way it went wrong.
    """

    code: str
    verdict: Verdict
    subject: Path
    values: tuple[tuple[str, object], ...] = ()


Reasons = Iterator[WiringReason]
Values = tuple[tuple[str, object], ...]
ERROR, WARNING, OPEN = Verdict.ERROR, Verdict.WARNING, Verdict.NOT_ESTABLISHED


def run_path(name: str, *more: str) -> Path:
    """Give the path of a run in its build."""
    return ("harness", "runs", name, *more)


def role_of(card: CardFeed) -> str:
    """Name the role that a card plays with its likes."""
    return card.id.rpartition(".")[0]


def role_path(card: CardFeed) -> Path:
    """Give the path of a card's role in its build."""
    return ("parts", role_of(card))


def each_run(wiring: Wiring) -> Iterator[Lead]:
    """Take one lead of each run: what is written is the same for all."""
    yield from {lead.run: lead for lead in reversed(wiring.circuit.leads)}.values()
