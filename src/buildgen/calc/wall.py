"""What the wall gives: each supply's output and input while the rig idles, works in turn, or all at once.

Three operating states. `idle`: nothing runs. `in-turn`: one card works at its cap while the others idle, as
in a single stream with the layers split over the cards. `all`: every card works, as in prefill, row split and
batches. What goes into a supply is its output over its efficiency, which is read between the two nearest
points of its curve; below the lowest and above the highest point nothing is claimed, for such curves fall
steeply there. A figure with something unknown in it is a lower bound, and says so: a supply never takes in
less than it gives out. The power factor is counted as 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from buildgen.calc.rating import holds_on, mains_of
from buildgen.calc.supply import Charge, PowerBudget, SupplyLoad
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Fact
from buildgen.catalog.parts import EfficiencyPoint, Gpu, Psu
from buildgen.quantity import Amps, Volts, Watts, decimal_text, divide_half_up

State = Literal["idle", "in-turn", "all"]
STATES: tuple[State, ...] = ("idle", "in-turn", "all")


@dataclass(frozen=True, slots=True)
class Draw:
    """One supply in one state: what it gives out and takes in; not `known`, it is a lower bound.

    `whole` tells whether `output` counts everything. `efficiency` is in percent, one digit; None where the
    curve says nothing. `wall` is then the output: the least that it can be.
    """

    role: str
    output: Watts
    efficiency: str | None
    wall: Watts
    known: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Operating:
    """All supplies in one state; `worker` is the role of the card that works alone, if one does."""

    state: State
    draws: tuple[Draw, ...]
    worker: str | None
    current: Amps | None

    @property
    def output(self) -> Watts:
        """What all supplies give out."""
        return Watts.total([draw.output for draw in self.draws])

    @property
    def wall(self) -> Watts:
        """What all supplies take in; a lower bound unless `known`."""
        return Watts.total([draw.wall for draw in self.draws])

    @property
    def known(self) -> bool:
        """Whether every supply's input is known."""
        return all(draw.known for draw in self.draws)


@dataclass(frozen=True, slots=True)
class WallPower:
    """The operating states of a build, and the mains they hang on; `assumed` lists what nobody stated."""

    build: str
    states: tuple[Operating, ...]
    voltage: Volts | None
    outlet: Amps | None
    assumed: tuple[str, ...]

    @property
    def over(self) -> Operating | None:
        """The first state whose current is above what the outlet gives, as far as it is known."""
        return next(
            (
                s
                for s in self.states
                if s.current is not None and self.outlet is not None and s.current > self.outlet
            ),
            None,
        )


def wall_power(build: Build, catalog: Catalog, budget: PowerBudget) -> WallPower:
    """Compute the operating states of a build from its power budget."""
    mains = mains_of(build, catalog)
    voltage = mains.voltage.value if mains else None
    bench = _Bench(build, catalog, budget, voltage)
    return WallPower(
        build=build.id,
        states=tuple(bench.operating(state) for state in STATES) if budget.supplies else (),
        voltage=voltage,
        outlet=mains.outlet.value if mains else None,
        assumed=tuple(bench.assumed()),
    )


def efficiency_at(curve: tuple[EfficiencyPoint, ...], load: Fraction) -> Fraction | None:
    """Read a curve between its two nearest points; None outside it, whatever the last points promise."""
    points = sorted((Fraction(point.load), Fraction(point.efficiency)) for point in curve)
    below = [point for point in points if point[0] <= load]
    above = [point for point in points if point[0] >= load]
    if not below or not above:
        return None
    (low, at_low), (high, at_high) = below[-1], above[0]
    return at_low if low == high else at_low + (at_high - at_low) * (load - low) / (high - low)


@dataclass(frozen=True, slots=True)
class _Bench:
    build: Build
    catalog: Catalog
    budget: PowerBudget
    voltage: Volts | None

    def operating(self, state: State) -> Operating:
        """Make one state; of cards in several roles the one works alone that makes the wall give most."""
        workers: list[str | None] = [None]
        if state == "in-turn":
            cards = [
                c.name for s in self.budget.supplies for c in s.charges if c.can_peak and c.via == "cable"
            ]
            workers = list(dict.fromkeys(cards)) or [None]
        found = [self._with(state, worker) for worker in workers]
        return max(found, key=lambda one: (one.wall.grains, one.worker or ""))

    def _with(self, state: State, worker: str | None) -> Operating:
        draws = tuple(self._draw(supply, state, worker) for supply in self.budget.supplies)
        wall = Watts.total([draw.wall for draw in draws])
        amps = Amps(divide_half_up(wall.grains * 1000, self.voltage.grains)) if self.voltage else None
        return Operating(state, draws, worker, amps)

    def _draw(self, supply: SupplyLoad, state: State, worker: str | None) -> Draw:
        taken = [self._taken(charge, state, worker) for charge in supply.charges]
        output, whole = Watts.total([watts for watts, _ in taken]), all(known for _, known in taken)
        part = self.catalog.part(self.build, supply.role)
        curve = self._curve(part) if isinstance(part, Psu) else None
        rate = None
        if curve and supply.rating is not None and supply.rating.grains and whole:
            rate = efficiency_at(curve, Fraction(output.grains, supply.rating.grains))
        if rate is None:
            return Draw(supply.role, output, None, output, known=whole and not output.grains, whole=whole)
        wall = Fraction(output.grains) / rate
        shown = decimal_text(divide_half_up(rate.numerator * 1000, rate.denominator), 10, 1)
        taken_in = Watts(divide_half_up(wall.numerator, wall.denominator))
        return Draw(supply.role, output, shown, taken_in, known=True, whole=True)

    def _curve(self, part: Psu) -> tuple[EfficiencyPoint, ...] | None:
        """Give a supply's curve, if it was read on a mains like this one."""
        line, voltage = part.efficiency_line.value, self.voltage
        if line is None or voltage is None:
            return None
        alike = holds_on(line, voltage, self.catalog) and holds_on(voltage, line, self.catalog)
        return part.efficiency.value if alike else None

    def _taken(self, charge: Charge, state: State, worker: str | None) -> tuple[Watts, bool]:
        """Give what a charge takes in a state, and whether that is all of it."""
        if not charge.can_peak or charge.via != "cable":
            return self._other(charge, state)
        idle, count = self._idle(charge.name), charge.count
        resting = 0 if state == "all" else (count or 0) - (charge.name == worker)
        working = (count or 0) - resting
        each = Watts(charge.budget.grains // count) if charge.budget is not None and count else None
        watts = (each or Watts(0)) * working + (idle or Watts(0)) * resting
        known = count is not None and (each is not None or not working) and (idle is not None or not resting)
        return watts, known

    def _other(self, charge: Charge, state: State) -> tuple[Watts, bool]:
        """Take a stated load as it is; idle, only what is stated for idling."""
        if state != "idle" or charge.via == "slot":
            return charge.budget or Watts(0), charge.budget is not None
        load = self.build.loads.get(charge.name)
        idle = load.idle if load is not None else None
        return idle or Watts(0), idle is not None

    def _idle(self, role: str) -> Watts | None:
        part = self.catalog.part(self.build, role)
        return part.idle_power.value if isinstance(part, Gpu) else None

    def assumed(self) -> Iterator[str]:
        """List the figures behind these states that nobody stated."""
        for supply in self.budget.supplies:
            part = self.catalog.part(self.build, supply.role)
            if isinstance(part, Psu):
                curve: tuple[tuple[str, Fact[Any]], ...] = (
                    ("efficiency", part.efficiency),
                    ("efficiency_line", part.efficiency_line),
                )
                yield from (f"{part.id}.{name}" for name, fact in curve if part.is_assumed(fact))
            yield from supply.assumed
        policy, mains = self.catalog.policy, mains_of(self.build, self.catalog)
        if policy is not None and mains is not None:
            facts = (("voltage", mains.voltage), ("outlet", mains.outlet))
            yield from (
                f"mains.{self.build.region}.{name}" for name, fact in facts if policy.is_assumed(fact)
            )
