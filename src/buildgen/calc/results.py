"""All results of one catalog at one date, each computed once and then shown everywhere as the same object."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from buildgen.calc.bom import Bom, bill
from buildgen.calc.mending import Mend, mends
from buildgen.calc.metering import wiring
from buildgen.calc.power import power_budget
from buildgen.calc.supply import PowerBudget
from buildgen.calc.twins import Twin, twins
from buildgen.calc.verdict import Reason, judge
from buildgen.calc.wall import WallPower, wall_power
from buildgen.calc.wiring import Wiring
from buildgen.calc.wiring_reason import WiringReason
from buildgen.calc.wiring_verdict import causes
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, Key
from buildgen.catalog.contents import Contents, contents_of
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day
from buildgen.catalog.parts import Part
from buildgen.catalog.registers import Policy

P = TypeVar("P", bound=Part)
T = TypeVar("T")


class Results:
    """Computes what is asked for, and remembers it for as long as the run lasts.

    `as_of` is the day that "today" means: given, else the policy's.
    """

    def __init__(self, catalog: Catalog, policy: Policy, as_of: Day | None = None) -> None:
        self.policy = policy.model_copy(update={"as_of": as_of}) if as_of is not None else policy
        self.catalog = replace(catalog, policy=self.policy)
        self._contents: dict[tuple[str, str], Contents] = {}
        self._parts: dict[str, Mapping[str, Part]] = {}
        self._roles: dict[tuple[str, type[Part]], tuple[tuple[str, Any], ...]] = {}
        self._bills: dict[str, Bom] = {}
        self._power: dict[str, PowerBudget] = {}
        self._reasons: dict[str, Mapping[str, tuple[Reason, ...]]] = {}
        self._twins: Mapping[Key, tuple[Twin, ...]] | None = None
        self._wiring: dict[str, Wiring | None] = {}
        self._wiring_reasons: dict[str, tuple[WiringReason, ...]] = {}
        self._others: dict[Hashable, Any] = {}

    @property
    def as_of(self) -> Day:
        """The day that "today" means."""
        return self.policy.as_of

    @property
    def twins(self) -> Mapping[Key, tuple[Twin, ...]]:
        """The benchmark files and runs that stand in the catalog twice, by entry."""
        if self._twins is None:
            self._twins = twins(self.catalog)
        return self._twins

    def once(self, name: Hashable, compute: Callable[[], T]) -> T:
        """Give what `compute` gives, which runs once for all who ask under that name.

        For results that have no place of their own here, such as a fit under conditions that a page chooses.
        """
        if name not in self._others:
            self._others[name] = compute()
        found: T = self._others[name]
        return found

    def contents(self, entry: Entry) -> Contents:
        """Give the texts, facts and named sources of an entry, with their paths."""
        if entry.key not in self._contents:
            self._contents[entry.key] = contents_of(entry)
        return self._contents[entry.key]

    def parts(self, build: Build) -> Mapping[str, Part]:
        """Give the parts of a build by role, those that the catalog knows."""
        if build.id not in self._parts:
            parts = ((role, self.catalog.part(build, role)) for role in build.parts)
            self._parts[build.id] = {role: part for role, part in parts if part is not None}
        return self._parts[build.id]

    def roles(self, build: Build, kind: type[P]) -> tuple[tuple[str, P], ...]:
        """List the roles of a build that parts of a kind play, with the parts."""
        asked = (build.id, kind)
        if asked not in self._roles:
            parts = self.parts(build).items()
            self._roles[asked] = tuple((role, part) for role, part in parts if isinstance(part, kind))
        return self._roles[asked]

    def bill(self, build: Build) -> Bom:
        """Give the bill of materials of a build."""
        if build.id not in self._bills:
            self._bills[build.id] = bill(build, self.catalog, self.as_of)
        return self._bills[build.id]

    def power(self, build: Build) -> PowerBudget:
        """Give the power budget of a build."""
        if build.id not in self._power:
            self._power[build.id] = power_budget(build, self.catalog)
        return self._power[build.id]

    def reasons(self, build: Build) -> Mapping[str, tuple[Reason, ...]]:
        """Give the reasons that each supply of a build is judged by, by the supply's role."""
        if build.id not in self._reasons:
            supplies = self.power(build).supplies
            self._reasons[build.id] = {s.role: judge(s, self.policy) for s in supplies}
        return self._reasons[build.id]

    def wiring(self, build: Build) -> Wiring | None:
        """Give the wiring of a build; None when it states no harness, or there are no wiring figures."""
        if build.id not in self._wiring:
            self._wiring[build.id] = wiring(build, self.catalog)
        return self._wiring[build.id]

    def wiring_reasons(self, build: Build) -> tuple[WiringReason, ...]:
        """Give the reasons that a build's wiring is judged by, each cause once."""
        if build.id not in self._wiring_reasons:
            found = self.wiring(build)
            self._wiring_reasons[build.id] = causes(found) if found is not None else ()
        return self._wiring_reasons[build.id]

    def wall(self, build: Build) -> WallPower:
        """Give what a build takes from the wall in each operating state."""
        return wall_power(build, self.catalog, self.power(build))

    def mends(self, build: Build, supply: str) -> tuple[Mend, ...]:
        """Give the ways to mend a supply of a build, the best first."""
        return mends(build, self.catalog, supply)
