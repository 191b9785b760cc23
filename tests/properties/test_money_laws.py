"""Laws of money, as the calculator keeps them too."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buildgen.money import MINOR_DIGITS, Money, MoneyError

laws = settings(deadline=None)
minors = st.integers(-(10**20), 10**20)
yuan = st.builds(Money, minors, st.just("CNY"))
currencies = st.sampled_from(sorted(MINOR_DIGITS))
rates = st.decimals(Decimal("0.000001"), 10_000, places=6)


@laws
@given(yuan, yuan, yuan)
def test_sums_are_associative_and_order_free(one: Money, two: Money, three: Money) -> None:
    """However lots are grouped and ordered, the total is the same; a difference undoes a sum."""
    assert (one + two) + three == one + (two + three) == three + one + two
    assert (one + two) - two == one
    assert one + Money.zero("CNY") == one


@laws
@given(yuan, st.integers(0, 50), st.integers(0, 50))
def test_a_multiple_is_a_repeated_sum(price: Money, some: int, more: int) -> None:
    """`n` at a price cost what they cost one by one, exactly."""
    assert price * some == some * price == sum([price] * some, Money.zero("CNY"))
    assert price * some + price * more == price * (some + more)


@laws
@given(minors, minors, currencies, currencies)
def test_two_currencies_never_meet(one: int, other: int, here: str, there: str) -> None:
    """A sum or a comparison across currencies raises, also with amounts of zero."""
    assume(here != there)
    for attempt in (Money.__add__, Money.__sub__, Money.__lt__):
        with pytest.raises(ValueError, match="dated rate"):
            attempt(Money(one, here), Money(other, there))
    assert Money(one, here) != Money(one, there)


@laws
@given(st.integers(-(10**12) + 1, 10**12 - 1), currencies)
def test_what_is_printed_reads_back(minor: int, currency: str) -> None:
    """The text of an amount reads as the same amount, with all minor digits."""
    money = Money(minor, currency)
    assert Money.parse(str(money)) == money
    assert Fraction(money.amount) * 10 ** MINOR_DIGITS[currency] == minor


@laws
@given(minors, rates, currencies, currencies)
def test_a_conversion_rounds_once(minor: int, rate: Decimal, here: str, there: str) -> None:
    """The converted amount is off by at most half a minor unit; a tie goes away from zero."""
    exact = Fraction(minor, 10 ** MINOR_DIGITS[here]) * Fraction(rate) * 10 ** MINOR_DIGITS[there]
    converted = Money(minor, here).converted(rate, there)
    gap = abs(converted.minor - exact)
    assert converted.currency == there
    assert gap < Fraction(1, 2) or (gap == Fraction(1, 2) and abs(converted.minor) > abs(exact))


@laws
@given(minors, rates, currencies, currencies)
def test_a_conversion_is_odd(minor: int, rate: Decimal, here: str, there: str) -> None:
    """A refund converts to the opposite of the payment."""
    assert Money(-minor, here).converted(rate, there) == Money(minor, here).converted(rate, there) * -1


@laws
@given(minors, currencies)
def test_the_rate_one_changes_nothing(minor: int, currency: str) -> None:
    """Converting a currency into itself at 1 is the same amount."""
    assert Money(minor, currency).converted(Decimal(1), currency) == Money(minor, currency)


@laws
@given(minors, minors, currencies)
def test_order_and_hash_follow_the_minor_units(one: int, other: int, currency: str) -> None:
    """Amounts of a currency order as their minor units do; equal ones hash alike whatever was written."""
    first, second = Money(one, currency, "as written"), Money(other, currency)
    assert (first < second, first <= second, first == second) == (one < other, one <= other, one == other)
    assert hash(first) == hash(Money(one, currency))


@laws
@given(st.text() | st.from_regex(r"[+-]?\d{0,16}(\.\d{0,12})? ?(CNY|JPY|[A-Z]{3}|\w{0,4})", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but a MoneyError, and what is read has its exact value."""
    try:
        read = Money.parse(text)
    except MoneyError as error:
        reason = error.reason
    else:
        reason = ""
        written = text.removesuffix(read.currency).rstrip(" ")
        assert Fraction(written) * 10 ** MINOR_DIGITS[read.currency] == read.minor
    assert reason in {"missing-currency", "not-money", "unknown-currency", "too-fine", ""}
