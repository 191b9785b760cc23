"""Dates that are known to the day, the month or the year, and their order."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from buildgen.catalog.fields import Day

days = st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2099, 12, 31))
written = st.builds(lambda day, cut: Day.parse(day.isoformat()[:cut]), days, st.sampled_from([4, 7, 10]))


@given(written, written)
def test_days_are_ordered_by_their_first_day(one: Day, other: Day) -> None:
    """What is written more exactly is neither before nor after what begins on the same day."""
    assert (one < other, one <= other) == (one.first < other.first, one.first <= other.first)
    assert (one > other, one >= other) == (other < one, other <= one)
    assert (one == other) is (one.text == other.text)


def test_a_year_has_begun_on_its_first_day() -> None:
    """A price of 2025-01-01 is there for a build of 2025, and the other way round."""
    year, first = Day.parse("2025"), Day.parse("2025-01-01")
    assert year <= first <= year
    assert year != first
