"""Scales and the numbers along them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.diagram.scale import Scale, plain, powers_of_two, short_power, ticks

HIGHS = st.decimals(Decimal("0.001"), Decimal(10**9), places=3)


@given(HIGHS, st.integers(2, 10))
def test_ticks_reach_the_highest_value(high: Decimal, most: int) -> None:
    """Ticks begin at 0, are even, end at or above the value but less than a step above, and are few."""
    steps = ticks(high, most)
    assert steps[0] == 0
    assert steps[-2] < high <= steps[-1]
    assert len({b - a for a, b in pairwise(steps)}) == 1
    assert len(steps) <= most + 1


@given(HIGHS)
def test_ticks_are_round(high: Decimal) -> None:
    """A step is 1, 2, 2.5 or 5 times a power of ten."""
    step = ticks(high, 6)[1]
    assert step.normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}


@given(st.floats(1, 1000), st.floats(1, 1000), st.booleans())
def test_places_keep_the_order(a: float, b: float, log2: bool) -> None:
    """A greater value never stands before a smaller one, and no place is outside the scale."""
    scale = Scale(1, 1000, 10, 500, log2=log2)
    low, high = sorted((a, b))
    assert 10 <= scale.at(low) <= scale.at(high) <= 500


def test_doubling_is_one_step() -> None:
    """On a scale of powers of two each doubling moves by the same."""
    scale = Scale(1, 16, 0, 400, log2=True)
    assert [scale.at(2**n) for n in range(5)] == pytest.approx([0, 100, 200, 300, 400])


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_powers_of_two_enclose(a: int, b: int) -> None:
    """The powers begin at or below the lower value and end at or above the higher one."""
    low, high = sorted((a, b))
    powers = powers_of_two(low, high)
    assert powers[0] <= low < 2 * powers[0]
    assert high <= powers[-1] < max(2 * high, 2)
    assert all(later == 2 * earlier for earlier, later in pairwise(powers))


@pytest.mark.parametrize(
    ("value", "text"),
    [(512, "512"), (1024, "1k"), (8192, "8k"), (1 << 20, "1M"), (1000, "1000"), (1536, "1536")],
)
def test_lengths_are_written_as_people_say_them(value: int, text: str) -> None:
    """Whole multiples of 1024 are written with k or M, others in full."""
    assert short_power(value) == text


def test_decimals_are_plain() -> None:
    """No exponent and no zeros at the end."""
    assert [plain(Decimal(d)) for d in ("1E+3", "2.50", "0", "100")] == ["1000", "2.5", "0", "100"]
