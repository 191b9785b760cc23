"""What slots, plugs and supplies are rated for: the limits that loads are held against."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Gpu, Psu
from buildgen.catalog.registers import Mains
from buildgen.quantity import Volts, Watts


@dataclass(frozen=True, slots=True)
class Rating:
    """What one supply is rated for; `line` is the mains that it is stated for, where that decides."""

    watts: Watts | None
    line: Volts | None = None


def mains_of(build: Build, catalog: Catalog) -> Mains | None:
    """Give the mains of a build's region; None where the policy does not know it."""
    return catalog.policy.mains.get(build.region or "") if catalog.policy else None


def rating_on(part: Psu, build: Build, catalog: Catalog) -> Rating:
    """Give what a supply is rated for on the mains of a build.

    A rating that is stated for a line holds from a part of it on, the policy's `line_share`. Of those that
    hold, the one for the highest line counts, but never above the supply's own rating. Where lines are
    stated and none holds, or the one that does has no figure, nothing is known. Without lines, or without
    a known mains, the supply's own rating stands.
    """
    mains = mains_of(build, catalog)
    voltage, lines = mains.voltage.value if mains else None, part.line_ratings.value
    if voltage is None or not lines:
        return Rating(part.rating.value)
    holding = [one for one in lines if holds_on(one.line, voltage, catalog)]
    if not holding:
        return Rating(None, voltage)
    best = max(holding, key=lambda one: one.line.grains)
    if best.rating is None or (part.rating.value is not None and part.rating.value <= best.rating):
        return Rating(None, best.line) if best.rating is None else Rating(part.rating.value)
    return Rating(best.rating, best.line)


def holds_on(line: Volts, voltage: Volts, catalog: Catalog) -> bool:
    """Tell whether what is stated for a line holds on a mains: a little less than the line will do."""
    share = catalog.policy.line_share.value if catalog.policy else None
    return (line.scaled(share) if share is not None else line) <= voltage


def slot_limit(catalog: Catalog, part: Gpu) -> Watts | None:
    """Give the most that a card may take through its slot: its own limit, else the policy's."""
    if part.slot_power.value is not None:
        return part.slot_power.value
    return catalog.policy.slot_power.value if catalog.policy else None


def inlet_limit(catalog: Catalog, part: Gpu) -> Watts | None:
    """Give the most that a card's slot and plugs are rated for together; None when one of them is unknown."""
    slot, plugs = slot_limit(catalog, part), part.plugs.value
    limits = catalog.policy.plug_power if catalog.policy else {}
    if slot is None or plugs is None:
        return None
    facts = [limits.get(plug) for plug in plugs]  # type: ignore[arg-type]
    rated = [slot, *(fact.value if fact is not None else None for fact in facts)]
    return None if None in rated else Watts.total([watts for watts in rated if watts is not None])
