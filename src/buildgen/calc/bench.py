"""The bench: a circuit with its solutions, and the instruments that read currents off it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from buildgen.calc.circuit import Case, Circuit, Lead, Strand
from buildgen.calc.network import Solution
from buildgen.calc.wiring import Load
from buildgen.quantity import Amps, decimal_text, divide_half_up


def amps(value: float) -> Amps:
    """Make a current of a float, whichever way it flows."""
    return Amps(round(abs(value) * 1000))


def percent(part: Amps | None, whole: float) -> str | None:
    """Give a current as a part of a whole, in percent with one digit; None where there is none."""
    if part is None or whole <= 0:
        return None
    return (
        decimal_text(divide_half_up(part.grains * 1000, amps(whole).grains), 10, 1)
        if amps(whole).grains
        else None
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """The laid-out circuit with the solutions that exist."""

    laid: Circuit
    solved: Mapping[Case, Solution]

    def load(self, resistor: str, lost: Iterable[float] = ()) -> Load:
        """Read one resistance's current in both cases."""
        read = {
            case: amps(answer.currents[resistor])
            for case, answer in self.solved.items()
            if resistor in answer.currents
        }
        worst = max((amps(value) for value in lost), default=None)
        return Load(read.get("cables"), read.get("slots"), worst)

    def sources_of(self, lead: Lead) -> tuple[str, ...]:
        """Name the supply that a lead comes from, through joints, boards and leads; none when it is loose."""
        supplies, seen = {feed.id for feed in self.laid.feeds}, set()
        first = self._origin(lead)
        while first not in supplies:
            joint = self.laid.harness.joints.get(first)
            feeding = next((k for k in self.laid.leads if k.end == first), None)
            before = joint.on if joint is not None else None
            before = before or (self._origin(feeding) if feeding is not None else None)
            if before is None or first in seen:
                return ()
            seen.add(first)
            first = before
        return (first,)

    def _origin(self, lead: Lead) -> str:
        """Give the point at which the first of the leads that this one hangs on starts."""
        return self._origin(self.laid.lead(lead.parent)) if lead.parent else lead.start

    @property
    def returns_known(self) -> bool:
        """Whether every return's resistance is known: how currents divide among them has no lower bound."""
        return all(s.known for s in self.laid.strands() if s.pole == "GND")

    def ends(self, leads: Iterable[Lead], pole: str) -> tuple[str, ...]:
        """Name the supplies that a pole of some leads comes from."""
        found = {s for lead in leads if pole in lead.wires.poles for s in self.sources_of(lead)}
        return tuple(sorted(found))

    def current(self, resistor: str) -> float:
        """Give a resistance's current in amperes, everything on the cables; 0 where that is not solved."""
        answer = self.solved.get("cables")
        return answer.currents.get(resistor, 0.0) if answer else 0.0

    def path(self, lead: Lead) -> Iterator[Strand]:
        """Walk over a lead's strands and those of the leads that it hangs on."""
        yield from lead.strands
        if lead.parent:
            yield from self.path(self.laid.lead(lead.parent))
