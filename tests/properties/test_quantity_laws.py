"""Laws of quantities and of the arithmetic under them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.quantity import (
    Celsius,
    Memory,
    Quantity,
    QuantityError,
    Volts,
    Watts,
    decimal_text,
    divide_half_up,
)

laws = settings(deadline=None)
whole = st.integers(-(10**30), 10**30)
positive = st.integers(1, 10**20)
watts = st.builds(Watts, whole)
steps = st.integers(0, 12).map(lambda power: 10**power)


@laws
@given(whole, positive)
def test_a_rounded_quotient_is_off_by_at_most_half(numerator: int, denominator: int) -> None:
    """The result is the nearest whole number, and a tie goes away from zero."""
    exact, rounded = Fraction(numerator, denominator), divide_half_up(numerator, denominator)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


@laws
@given(whole, positive, st.integers(1, 10**9))
def test_rounding_is_odd_exact_and_blind_to_common_factors(
    number: int, denominator: int, factor: int
) -> None:
    """`f(-n, d) == -f(n, d)`, `f(n * d, d) == n`, and a common factor changes nothing."""
    assert divide_half_up(-number, denominator) == -divide_half_up(number, denominator)
    assert divide_half_up(number * denominator, denominator) == number
    assert divide_half_up(number * factor, denominator * factor) == divide_half_up(number, denominator)


@laws
@given(whole, whole, positive)
def test_rounding_keeps_order(one: int, other: int, denominator: int) -> None:
    """A larger number never rounds to less."""
    small, large = sorted((one, other))
    assert divide_half_up(small, denominator) <= divide_half_up(large, denominator)


@laws
@given(whole, steps)
def test_the_shortest_text_reads_back(count: int, step: int) -> None:
    """Without `places` the text is exact, plain, and has no zero to spare."""
    text = decimal_text(count, step)
    assert Fraction(text) == Fraction(count, step)
    assert "e" not in text.lower()
    assert not ("." in text and text.endswith(("0", ".")))


@laws
@given(whole, steps, st.integers(0, 9))
def test_a_text_with_places_is_what_decimal_rounds_to(count: int, step: int, places: int) -> None:
    """With `places` the text agrees with decimal's ROUND_HALF_UP, and zero has no sign."""
    with localcontext(prec=60):
        expected = (Decimal(count) / step).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        assert decimal_text(count, step, places) == f"{expected or abs(expected):f}"


@laws
@given(watts, watts, watts)
def test_sums_are_associative_and_order_free(one: Watts, two: Watts, three: Watts) -> None:
    """However parts are grouped and ordered, their sum is the same; a difference undoes a sum."""
    assert (one + two) + three == one + (two + three) == Watts.total([three, one, two])
    assert one + two == two + one
    assert (one + two) - two == one
    assert one + Watts(0) == one


@laws
@given(watts, st.integers(0, 50), st.integers(0, 50))
def test_a_multiple_is_a_repeated_sum(part: Watts, some: int, more: int) -> None:
    """`n` cards draw what `n` cards draw one by one, and counts add up."""
    assert part * some == Watts.total([part] * some)
    assert part * some + part * more == part * (some + more)


@laws
@given(whole, whole)
def test_order_and_hash_follow_the_grains(one: int, other: int) -> None:
    """Quantities order as their grains do; equal ones hash alike whatever was written."""
    first, second = Watts(one, "as written"), Watts(other)
    assert (first < second, first <= second, first > second, first >= second, first == second) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
        one == other,
    )
    assert hash(first) == hash(Watts(one))


@laws
@given(st.sampled_from([Watts, Volts, Celsius, Memory]), st.integers(-(10**24), 10**24))
def test_the_number_shown_is_exact(kind: type[Quantity], grains: int) -> None:
    """What is shown is the amount itself, in decimal and in binary units."""
    assert Fraction(kind(grains).number()) * kind.UNITS[kind.SHOWN] == grains


@laws
@given(st.sampled_from([Watts, Celsius, Memory]), st.integers(-(10**24), 10**24), st.integers(0, 6))
def test_the_number_shown_rounds_half_up(kind: type[Quantity], grains: int, places: int) -> None:
    """With `places` the last digit is off by at most half, and a tie goes away from zero."""
    exact, shown = Fraction(grains, kind.UNITS[kind.SHOWN]), Fraction(kind(grains).number(places))
    half = Fraction(1, 2 * 10**places)
    assert abs(shown - exact) < half or (abs(shown - exact) == half and abs(shown) > abs(exact))


@laws
@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_text_of_display_reads_back(grains: int) -> None:
    """A computed quantity prints as a text that reads as the same quantity."""
    assert Watts.parse(str(Watts(grains))) == Watts(grains)


@laws
@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(["W", "kW"]))
def test_of_and_parse_agree_with_arithmetic(amount: Decimal, unit: str) -> None:
    """A decimal and its unit give exactly amount times unit."""
    assert Watts.of(amount, unit).grains == Fraction(amount) * Watts.UNITS[unit]


@laws
@given(st.text() | st.from_regex(r"[+-]?\d{0,20}(\.\d{0,12})? ?\w{0,10}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but a QuantityError, and what is read was plain ASCII digits."""
    try:
        read = Watts.parse(text)
    except QuantityError as error:
        reason = error.reason
    else:
        reason = ""
        assert text.isascii()
        assert read.written == text
    assert reason in {"missing-unit", "not-a-quantity", "wrong-unit", "too-fine", ""}


@laws
@given(
    st.none() | st.booleans() | st.integers(-(10**300), 10**300) | st.floats() | st.decimals() | st.binary()
)
def test_nothing_but_text_is_a_quantity(value: object) -> None:
    """Numbers lack their unit; all else is no quantity."""
    with pytest.raises(QuantityError):
        Watts.parse(value)


@laws
@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_percentage_is_off_by_at_most_a_twentieth(part: int, whole_of_it: int) -> None:
    """A share with one digit is within 0.05 of the exact share."""
    shown = Watts(part).percent_of(Watts(whole_of_it))
    assert abs(Fraction(shown) - Fraction(100 * part, whole_of_it)) <= Fraction(1, 20)
    assert len(shown.partition(".")[2]) == 1


@laws
@given(whole, st.decimals(0, 1000, places=4))
def test_a_factor_rounds_once(grains: int, factor: Decimal) -> None:
    """Scaling is exact multiplication followed by one rounding."""
    exact = grains * Fraction(factor)
    assert Watts(grains).scaled(factor).grains == divide_half_up(exact.numerator, exact.denominator)
