"""Other supplies than those of a build: one for everything, how large it had to be, and one size smaller."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from buildgen.calc.supply import PowerBudget, SupplyLoad
from buildgen.calc.verdict import Verdict, judge, next_lower, worst
from buildgen.catalog.registers import Policy
from buildgen.quantity import Watts


def single_supply(
    budget: PowerBudget, rating: Watts, supply_class: Literal["atx", "server"] = "atx"
) -> SupplyLoad:
    """Put every load of a build on one supply of a stated rating; the slots are behind it too."""
    charges = [c for supply in budget.supplies for c in supply.charges if c.via != "slot"]
    return SupplyLoad(
        role="single",
        part="",
        supply_class=supply_class,
        rating=rating,
        rating_assumed=False,
        bears=rating,
        charges=tuple(replace(c, low=c.budget) for c in charges),
        assumed=tuple(dict.fromkeys(path for c in charges for path in c.assumed)),
    )


def at_next_lower(load: SupplyLoad, policy: Policy) -> tuple[Watts, Verdict] | None:
    """Judge a supply of an assumed rating at the next lower standard one; None where none is to be tried."""
    lower = next_lower(policy, load)
    if not load.rating_assumed or lower is None:
        return None
    bears = lower if load.bears == load.rating else load.bears
    tried = replace(load, rating=lower, bears=bears, rating_assumed=False, assumed=())
    return lower, worst(r.verdict for r in judge(tried, policy))


def least_rating(load: SupplyLoad, policy: Policy) -> Watts | None:
    """Give the least standard rating at which a load has neither error nor warning; None when none has."""
    fact = policy.standard_ratings.get(load.supply_class)  # type: ignore[call-overload]
    for rating in sorted((fact.value if fact is not None else None) or ()):
        tried = replace(load, rating=rating, bears=rating)
        if worst(r.verdict for r in judge(tried, policy)) in {Verdict.OK, Verdict.NOT_ESTABLISHED}:
            return Watts(rating.grains)
    return None
