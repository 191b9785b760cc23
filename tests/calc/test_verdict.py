"""How supplies are judged: exactly at the limits, with the worst reason deciding."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.single import at_next_lower
from buildgen.calc.supply import Charge, SupplyLoad
from buildgen.calc.verdict import Verdict, judge, next_lower, share_of, worst
from buildgen.catalog.registers import Policy
from buildgen.quantity import Duration, Watts
from tests.calc.small import POLICY

verdicts = st.sampled_from(list(Verdict))


def load(
    budget: str | None,
    *,
    low: str | None = None,
    high: str | None = None,
    peak: str | None = None,
    rating: str | None = "750 W",
    bears: str | None = None,
    inlets: str | None = None,
    lasts: str | None = "1 ms",
    **more: Any,
) -> SupplyLoad:
    """A supply with one card on it."""

    def watts(text: str | None) -> Watts | None:
        return Watts.parse(text) if text is not None else None

    charge = Charge(
        name="gpus",
        via="cable",
        count=1,
        budget=watts(budget),
        low=watts(low or budget),
        high=watts(high or budget),
        peak=watts(peak or high or budget),
        can_peak=True,
        peak_duration=Duration.parse(lasts) if lasts is not None else None,
        inlet_limit=watts(inlets),
    )
    bears_for = Duration.parse("10 ms") if bears is not None else None
    fields = {"supply_class": "atx", "bears_for": bears_for, "rating_assumed": False, "assumed": (), **more}
    return SupplyLoad(
        role="atx",
        part="psu",
        rating=watts(rating),
        bears=watts(bears or rating),
        charges=(charge,),
        **fields,
    )


def codes(supply: SupplyLoad) -> list[str]:
    return codes_under(POLICY, supply)


def codes_under(policy: Policy, supply: SupplyLoad) -> list[str]:
    return [reason.code for reason in judge(supply, policy)]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ("599.999 W", []),
        ("600 W", []),
        ("600.001 W", ["PWR003"]),
        ("749.999 W", ["PWR003"]),
        ("750 W", ["PWR001"]),
        ("750.001 W", ["PWR001"]),
    ],
)
def test_the_budget_at_its_limits(budget: str, expected: list[str]) -> None:
    """80.0 % of the rating is no warning, a milliwatt more is; a budget equal to the rating is an error."""
    assert codes(load(budget)) == expected


@pytest.mark.parametrize(
    ("high", "expected"), [("749.999 W", []), ("750 W", ["PWR004"]), ("900 W", ["PWR004"])]
)
def test_the_highest_draw_at_its_limit(high: str, expected: list[str]) -> None:
    """Board power that may reach the rating is a warning, from exactly the rating on."""
    assert codes(load("500 W", high=high)) == expected


@pytest.mark.parametrize(("low", "expected"), [("749.999 W", ["PWR001"]), ("750 W", ["PWR001", "PWR002"])])
def test_the_least_draw_at_its_limit(low: str, expected: list[str]) -> None:
    """Where even the most that slots may carry does not help, that is an error of its own."""
    assert codes(load("800 W", low=low)) == expected


@pytest.mark.parametrize(("peak", "expected"), [("900 W", []), ("900.001 W", ["PWR005"])])
def test_the_peak_at_its_limit(peak: str, expected: list[str]) -> None:
    """A peak that a supply is known to bear is borne up to exactly that figure."""
    assert codes(load("500 W", high="600 W", peak=peak, bears="900 W")) == expected


@pytest.mark.parametrize(
    ("lasts", "bears_for", "expected"),
    [
        ("10 ms", "10 ms", []),
        ("10001 us", "10 ms", ["PWR005"]),
        (None, "10 ms", ["PWR017"]),
        ("1 ms", None, ["PWR017"]),
        (None, None, ["PWR017"]),
    ],
)
def test_a_peak_is_borne_for_as_long_as_is_stated(
    lasts: str | None, bears_for: str | None, expected: list[str]
) -> None:
    """A peak just as long is borne, one that is longer is not, and an unknown time passes as neither."""
    bearing = Duration.parse(bears_for) if bears_for is not None else None
    supply = load("500 W", high="600 W", peak="800 W", bears="900 W", lasts=lasts, bears_for=bearing)
    assert codes(supply) == expected


@pytest.mark.parametrize("peak", ["600 W", "750 W"])
def test_a_peak_within_the_rating_may_last(peak: str) -> None:
    """What a supply gives for hours needs no duration."""
    assert not codes(load("500 W", high="600 W", peak=peak, bears="900 W", lasts=None))


def test_an_unknown_rating_judges_nothing() -> None:
    """Without a rating there is no verdict but that one is missing."""
    assert codes(load("900 W", rating=None)) == ["PWR007"]


def test_an_unknown_load_is_named_and_the_rest_is_judged() -> None:
    """A charge that is not known leaves the sum of the others as a lower bound, and that may be too much."""
    supply = load("800 W")
    unknown = Charge("pump", "cable", 1, None, None, None)
    both = SupplyLoad(
        role="atx",
        part="psu",
        supply_class="atx",
        rating=supply.rating,
        rating_assumed=False,
        bears=supply.bears,
        charges=(*supply.charges, unknown),
        assumed=(),
    )
    assert codes(both) == ["PWR001", "PWR008"]


@pytest.mark.parametrize(
    ("high", "expected"), [("399.999 W", []), ("400 W", ["PWR006"]), ("500 W", ["PWR004"])]
)
def test_an_assumed_rating_is_tried_at_the_next_lower_standard_one(high: str, expected: list[str]) -> None:
    """500 W that nobody stated: when 400 W would make the verdict worse, that is a warning; else nothing."""
    supply = load("220 W", high=high, rating="500 W", rating_assumed=True, assumed=("psu.rating",))
    assert codes(supply) == expected
    stated = load("220 W", high=high, rating="500 W")
    assert "PWR006" not in codes(stated)


@pytest.mark.parametrize(
    ("rating", "assumed", "expected"),
    [("400 W", True, ["PWR006"]), ("250 W", True, ["PWR006"]), ("400 W", False, [])],
)
def test_an_assumed_rating_with_nothing_lower_to_try_is_told(
    rating: str, assumed: bool, expected: list[str]
) -> None:
    """At or below the lowest standard size nothing bounds an assumed rating; a stated one needs no bound."""
    supply = load("100 W", rating=rating, rating_assumed=assumed, assumed=("psu.rating",))
    assert codes(supply) == expected


def test_several_supplies_are_tried_at_the_lower_size_each() -> None:
    """Two supplies of 500 W each are tried as two of 400 W, not as one of 750 W."""
    pair = load("1 W", rating="1000 W", count=2)
    assert next_lower(POLICY, pair) == Watts.of(800)
    assert next_lower(POLICY, load("1 W", rating=None, count=None)) is None


@pytest.mark.parametrize(("high", "expected"), [("300 W", []), ("300.001 W", ["PWR015"])])
def test_cards_take_no_more_than_their_inlets_give(high: str, expected: list[str]) -> None:
    """Board power equal to what slot and plugs are rated for passes; a milliwatt more is an error."""
    assert codes(load("200 W", high=high, inlets="300 W")) == expected
    assert codes(load("200 W", high=high, inlets="300 W", rating=None)) == sorted([*expected, "PWR007"])
    assert codes(load("200 W", high=high)) == []


def test_the_reason_for_an_assumption_names_the_figures() -> None:
    """The warning says at which rating what would be too much, by which check."""
    supply = load("220 W", high="445 W", rating="500 W", rating_assumed=True, assumed=("psu.rating",))
    (reason,) = judge(supply, POLICY)
    assert dict(reason.values) == {
        "assumed": ("psu.rating",),
        "lower": Watts.of(400),
        "reached": Watts.of(445),
        "code": "PWR004",
    }


@pytest.mark.parametrize(
    ("rating", "lower"),
    [("750 W", "500 W"), ("500 W", "400 W"), ("501 W", "500 W"), ("400 W", None), (None, None)],
)
def test_the_next_lower_standard_rating(rating: str | None, lower: str | None) -> None:
    """The largest standard rating below the supply's own; none below the smallest."""
    found = next_lower(POLICY, load("1 W", rating=rating))
    assert found == (Watts.parse(lower) if lower else None)


def test_a_class_without_a_share_is_not_judged_by_one() -> None:
    """Where the policy has no share for a class of supply, no share is exceeded."""
    policy = POLICY.model_copy(update={"budget_share": {}, "standard_ratings": {}})
    supply = load("749 W", rating_assumed=True, assumed=("psu.rating",))
    assert share_of(policy, supply) is None
    assert next_lower(policy, supply) is None
    assert codes_under(policy, supply) == ["PWR006"]  # nothing to try the assumed rating at
    assert codes_under(policy, load("749 W")) == []


@given(st.lists(verdicts))
def test_the_worst_is_the_first_in_order(some: list[Verdict]) -> None:
    """Error before warning before not established before ok; of nothing, ok."""
    order = [Verdict.ERROR, Verdict.WARNING, Verdict.NOT_ESTABLISHED, Verdict.OK]
    assert list(Verdict) == order
    assert worst(some) == next((v for v in order if v in some), Verdict.OK)


@given(verdicts, st.lists(verdicts))
def test_another_reason_never_makes_a_verdict_better(one: Verdict, others: list[Verdict]) -> None:
    """With a reason more the verdict stays or gets worse."""
    order = list(Verdict)
    assert order.index(worst([one, *others])) <= order.index(worst(others))


amounts = st.none() | st.integers(0, 1200).map(lambda n: f"{n} W")


@given(st.integers(0, 1200), amounts, amounts, st.none() | st.integers(0, 1200), st.booleans())
def test_reasons_are_in_order_and_once(
    budget: int, high: Any, peak: Any, rating: int | None, assumed: bool
) -> None:
    """Whatever the figures, each code stands at most once and in order, and the judge is no accident."""
    supply = load(
        f"{budget} W",
        high=high,
        peak=peak,
        rating=None if rating is None else f"{rating} W",
        assumed=("psu.rating",) if assumed else (),
    )
    found = codes(supply)
    assert found == sorted(set(found))


@given(st.integers(0, 1200), st.integers(1, 1200), st.integers(0, 300))
def test_more_load_never_improves_the_verdict(budget: int, rating: int, more: int) -> None:
    """A budget that grows, all else equal, leaves the verdict as it is or makes it worse."""
    order = list(Verdict)
    small, large = (
        worst(r.verdict for r in judge(load(f"{b} W", rating=f"{rating} W"), POLICY))
        for b in (budget, budget + more)
    )
    assert order.index(large) <= order.index(small)


@pytest.mark.parametrize(
    ("high", "assumed", "expected"),
    [("300 W", True, Verdict.OK), ("400 W", True, Verdict.WARNING), ("400 W", False, None)],
)
def test_an_assumed_rating_has_a_verdict_one_size_down(
    high: str, assumed: bool, expected: Verdict | None
) -> None:
    """Told for an assumed rating whether or not it changes; for a stated one there is nothing to try."""
    supply = load("220 W", high=high, rating="500 W", rating_assumed=assumed, assumed=("psu.rating",))
    found = at_next_lower(supply, POLICY)
    assert found == (None if expected is None else (Watts.of(400), expected))
