"""Laws of the running cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.calc.bom import Total
from buildgen.calc.cost import break_even, running_cost
from buildgen.calc.terms import Draw, Pace, Service, Tariff, Terms
from buildgen.money import Money
from buildgen.quantity import Watts

laws = settings(deadline=None)


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    """Draw decimals between two bounds."""
    return st.decimals(Decimal(low), Decimal(high), places=places)


watts = st.builds(Watts, st.integers(0, 3_000_000))
tariffs = st.builds(Tariff, decimals("0", "9", 4), st.just("CNY"))
terms = st.builds(
    Terms,
    draw=st.builds(Draw, watts, watts, watts),
    busy_hours=decimals("0.1", "12", 1),
    idle_hours=decimals("0", "12", 1),
    years=decimals("0.5", "10", 1),
    tariff=tariffs,
    efficiency=decimals("0.5", "1", 2),
    pace=st.builds(Pace, decimals("0.01", "999", 2)),
)
totals = st.builds(Total, st.builds(Money, st.integers(1, 10**8), st.just("CNY")), st.just(False))
services = st.builds(Service, st.just("s"), decimals("0", "500", 2), st.just(Decimal(0)), st.just("CNY"))


@laws
@given(terms, totals)
def test_a_month_is_purchase_and_electricity(given_terms: Terms, total: Total) -> None:
    """The month's cost is off the sum of its rounded parts by one fen at most."""
    cost = running_cost(given_terms, total)
    assert cost.month is not None
    assert cost.purchase_month is not None
    assert cost.electricity_month is not None
    assert abs(cost.month.minor - cost.purchase_month.minor - cost.electricity_month.minor) <= 1


@laws
@given(terms, totals, decimals("1", "4", 2))
def test_electricity_grows_with_its_price(given_terms: Terms, total: Total, factor: Decimal) -> None:
    """A higher price of electricity never makes anything cheaper, and leaves the energy alone."""
    assert given_terms.tariff is not None
    dearer = replace(
        given_terms, tariff=replace(given_terms.tariff, per_kwh=given_terms.tariff.per_kwh * factor)
    )
    before, after = running_cost(given_terms, total), running_cost(dearer, total)
    assert after.energy_month == before.energy_month
    assert after.electricity_month is not None
    assert before.electricity_month is not None
    assert after.electricity_month >= before.electricity_month


@laws
@given(terms, totals, services)
def test_at_break_even_both_cost_the_same(given_terms: Terms, total: Total, service: Service) -> None:
    """A break-even is a positive time, and there is none where a dearer total has one at a lower time."""
    found = break_even(given_terms, total, service)
    twice = break_even(given_terms, Total(total.amount * 2, at_least=False), service)
    assert (found.months is None) == (twice.months is None)
    if found.months is not None and twice.months is not None:
        assert Decimal(0) <= Decimal(found.months) <= Decimal(twice.months)
    else:
        assert [reason.code for reason in found.reasons] == ["never"]
