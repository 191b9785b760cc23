"""Supplies and what they carry: every watt charged to one of them, against what it is rated for.

Three figures per supply, before losses in the wires: `budget`, the configured caps and stated loads, with all
of a card on its cables; `low` to `high`, what physics allows (a card may take up to the slot's limit through
the slot, from the supply behind the board, or nothing); and `peak`, high with the cards' peak factor. The two
highs of a card, on its cables and through its slot, cannot happen at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buildgen.quantity import Duration, Volts, Watts

Path = tuple[str | int, ...]


def summed(values: Iterable[Watts | None]) -> Watts | None:
    """Add up; None when one is unknown."""
    known = list(values)
    return None if any(v is None for v in known) else Watts.total([v for v in known if v is not None])


def times(each: Watts | None, count: int | None) -> Watts | None:
    """Give what so many take together; None when either is unknown."""
    return each * count if each is not None and count is not None else None


@dataclass(frozen=True, slots=True)
class Charge:
    """One consumer on one supply, all pieces together; None where a figure is not known.

    `via` tells how it is fed: `cable`, `slot` (through the board) or `load` (a power stated for several
    roles). `state` names the card state. A peak lasts `peak_duration`. `inlet_limit` is the most that the
    cards' slots and plugs give together, where no harness says more. `assumed` lists the paths of values that
    nobody stated.
    """

    name: str
    via: str
    count: int | None
    budget: Watts | None
    low: Watts | None
    high: Watts | None
    peak: Watts | None = None
    peak_of_one: Watts | None = None
    can_peak: bool = False
    peak_duration: Duration | None = None
    inlet_limit: Watts | None = None
    state: str | None = None
    covers: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class SupplyLoad:
    """What one supply carries, against what it is rated for; `count` supplies stand for one, all together.

    `line` is the mains that the rating is stated for, where it is not the supply's own. It bears `bears` for
    `bears_for`: without a stated peak that is the rating.
    """

    role: str
    part: str
    supply_class: str
    rating: Watts | None
    rating_assumed: bool
    bears: Watts | None
    charges: tuple[Charge, ...]
    assumed: tuple[str, ...]
    count: int | None = 1
    line: Volts | None = None
    bears_for: Duration | None = None

    @property
    def budget(self) -> Watts | None:
        """The builder's own sum; None when a charge is unknown."""
        return summed(c.budget for c in self.charges)

    @property
    def known_budget(self) -> Watts:
        """The sum of the charges that are known: a lower bound of the budget."""
        return Watts.total([c.budget for c in self.charges if c.budget is not None])

    @property
    def low(self) -> Watts | None:
        """The least that physics allows at the configured caps."""
        return summed(c.low for c in self.charges)

    @property
    def high(self) -> Watts | None:
        """The most that physics allows without peaks."""
        return summed(c.high for c in self.charges)

    @property
    def peak(self) -> Watts | None:
        """High with all cards peaking at once; None when a card on the cables has no known peak factor."""
        if not any(c.can_peak for c in self.charges):
            return None
        return summed(c.peak if c.can_peak else c.high for c in self.charges)

    @property
    def peak_of_one(self) -> Watts | None:
        """High with the one strongest card peaking."""
        high, excess = self.high, [c.peak_of_one for c in self.charges if c.can_peak]
        if high is None or not excess or any(e is None for e in excess):
            return None
        return high + max(e for e in excess if e is not None)

    @property
    def peak_lasts(self) -> Duration | None:
        """For how long cards go above their board power, the longest of them; None when one does not say."""
        lasting = [c.peak_duration for c in self.charges if c.can_peak and c.peak != c.high]
        known = [duration for duration in lasting if duration is not None]
        return max(known) if known and len(known) == len(lasting) else None

    @property
    def load_percent(self) -> str | None:
        """Budget over rating in percent, one digit."""
        if self.budget is None or self.rating is None or self.rating.grains <= 0:
            return None
        return self.budget.percent_of(self.rating)


@dataclass(frozen=True, slots=True)
class PowerBudget:
    """All supplies of a build, and the consumers that no supply feeds."""

    build: str
    supplies: tuple[SupplyLoad, ...]
    unfed: tuple[str, ...]
    fed_twice: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def total(self) -> Watts | None:
        """The sum of the budgets; None when one is unknown."""
        return summed(s.budget for s in self.supplies)
