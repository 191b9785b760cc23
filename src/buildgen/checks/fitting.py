"""What the checks of fit have in common: the parts of a kind, what is not known, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Motherboard, Part
from buildgen.checks.check import Path, Pointer, Problem, found
from buildgen.diagnostics import Severity

P = TypeVar("P", bound=Part)
UNKNOWN = Severity.NOT_ESTABLISHED


def missing(build: Build, role: str, part: Part, field: str, at: Path = ()) -> Problem:
    """Say that a field of a role's part is not known, so that the check cannot decide."""
    return found(
        build,
        ("parts", role),
        values={"role": role, "part": part.id, "field": field},
        sentence="unknown",
        help="unknown_help",
        severity=UNKNOWN,
        key=True,
        related=(Pointer(part, at or (field,), "field"),),
        subject=role,
    )


def uncounted(build: Build, role: str) -> Problem:
    """Say that nobody knows how many of a role there are."""
    return found(
        build,
        ("parts", role, "count"),
        values={"role": role},
        sentence="uncounted",
        help="uncounted_help",
        severity=UNKNOWN,
        subject=role,
    )


def misfit(  # noqa: PLR0913, PLR0917 - what two parts that do not fit together have to say
    build: Build,
    results: Results,
    roles: tuple[str, ...],
    values: Mapping[str, object],
    pointers: tuple[Pointer, ...],
    field: str = "part",
) -> Problem:
    """Say that parts do not fit, at the role that the build's own file writes: the others it inherits."""
    own = results.catalog.lineage[build.key].documents[0]
    role = next((role for role in roles if own.holds(("parts", role))), roles[0])
    fields = (field, "part", "count")
    written = next((name for name in fields if own.holds(("parts", role, name))), "part")
    return found(build, ("parts", role, written), values=values, related=pointers, subject=roles[0])


def pairs(build: Build, results: Results, one: type[P]) -> Iterator[tuple[str, P, str, Motherboard]]:
    """Pair every part of a kind with every board."""
    for board_role, board in results.roles(build, Motherboard):
        for role, part in results.roles(build, one):
            yield role, part, board_role, board
