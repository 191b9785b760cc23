"""Direct-current networks: resistors, sources and loads between named nodes, and what solving one gives.

`solver.solve` does that. All figures are floats in volts, amperes, ohms and watts; callers round them to
quantities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Resistor:
    """A conductor or contact between two nodes; its current counts from `a` to `b`."""

    id: str
    a: str
    b: str
    ohms: float


@dataclass(frozen=True, slots=True)
class Source:
    """An ideal supply that holds `plus` at `volts` above `minus`."""

    id: str
    plus: str
    minus: str
    volts: float


@dataclass(frozen=True, slots=True)
class Load:
    """What draws current from `plus` to `minus`: a constant power plus a constant current."""

    id: str
    plus: str
    minus: str
    watts: float = 0.0
    amps: float = 0.0


@dataclass(frozen=True, slots=True)
class Network:
    """Resistors, sources and loads; nodes are whatever these name."""

    resistors: tuple[Resistor, ...]
    sources: tuple[Source, ...]
    loads: tuple[Load, ...] = ()

    def without(self, *resistors: str) -> Network:
        """Give the network with some conductors cut."""
        return replace(self, resistors=tuple(r for r in self.resistors if r.id not in resistors))


@dataclass(frozen=True, slots=True)
class Solution:
    """Potentials of nodes, currents of resistors (a to b), of sources (out of plus) and of loads.

    `contraction` bounds how much each step of the iteration shrinks the error (0: nothing to iterate).
    """

    potentials: Mapping[str, float]
    currents: Mapping[str, float]
    sources: Mapping[str, float]
    loads: Mapping[str, float]
    contraction: float

    def volts(self, plus: str, minus: str) -> float:
        """Give the voltage of one node over another."""
        return self.potentials[plus] - self.potentials[minus]


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Why a network has no solution, and which sources or loads are to blame.

    `parallel`: sources in a loop without resistance; `open`: a load without a closed circuit through a
    source; `reversed`: a load that sees its voltage the wrong way round; `collapse`: the loads ask for more
    than the wires are shown to deliver.
    """

    reason: Literal["parallel", "open", "reversed", "collapse"]
    subjects: tuple[str, ...]
