"""Laws of the bill of materials."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.bom import Bom, bill, currency_of, difference, rate_for
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day
from buildgen.catalog.loading import load_catalog
from buildgen.money import Money
from tests.calc.small import TODAY, build, catalog, part, price

ROOT = Path(__file__).parents[2] / "catalog"

fen = st.integers(min_value=0, max_value=10**8)
counts = st.none() | st.integers(min_value=1, max_value=64)
days = st.dates(min_value=datetime.date(2020, 1, 1), max_value=datetime.date(2026, 11, 22)).map(str)


def yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02} CNY"


def billed(rig: Any, *entries: Any, as_of: Day = TODAY, **more: Any) -> Bom:
    return bill(rig, catalog(*entries, rig, **more), as_of)


@st.composite
def rigs(draw: st.DrawFn) -> tuple[Any, list[Any]]:
    """A build of a few parts: each in a lot, or with a quote, or without any price."""
    roles = [f"r{n}" for n in range(draw(st.integers(1, 6)))]
    parts, uses, lots = [], {}, {}
    for role in roles:
        how = draw(st.sampled_from(["lot", "quote", "range", "nothing"]))
        low = draw(fen)
        prices = []
        if how in {"quote", "range"}:
            high = {"up_to": yuan(low + draw(st.integers(1, 1000)))} if how == "range" else {}
            freight = draw(st.sampled_from(["included", "excluded", None]))
            prices = [price(yuan(low), draw(days), per=draw(st.integers(1, 4)), **high, freight=freight)]
        parts.append(part("fan", f"part-{role}", prices=tuple(prices)))
        uses[role] = {"part": f"part-{role}", "count": draw(counts)}
        if how == "lot":
            lots[f"lot_{role}"] = {"covers": (role,), "total": yuan(low)}
    defaults = {"date": "2026-01-01", "source": "shop", "kind": "paid", "freight": "included"}
    return build(parts=uses, prices=lots, price_defaults=defaults), parts


@given(rigs())
def test_the_total_is_the_sum_of_the_lines(given_rig: tuple[Any, list[Any]]) -> None:
    """Every known amount is in the total, once; nothing else is."""
    rig, parts = given_rig
    bom = billed(rig, *parts)
    assert bom.total.amount.minor == sum(line.amount.minor for line in bom.lines if line.amount)
    assert sorted(role for line in bom.lines for role in line.roles) == sorted(rig.parts)


@given(rigs())
def test_what_is_unknown_makes_the_total_a_lower_bound(given_rig: tuple[Any, list[Any]]) -> None:
    """The total is "at least" exactly when a line has no amount, a range, or freight that is not included."""
    rig, parts = given_rig
    bom = billed(rig, *parts)
    vague = [x for x in bom.lines if x.amount is None or x.up_to is not None or x.freight != "included"]
    assert bom.total.at_least is bool(vague)
    assert str(bom.total).startswith("at least ") is bool(vague)


@given(rigs())
def test_shares_sum_to_about_a_hundred(given_rig: tuple[Any, list[Any]]) -> None:
    """The shares of all lines sum to 100 %, but for half a tenth of rounding a line."""
    rig, parts = given_rig
    bom = billed(rig, *parts)
    shares = [Decimal(share) for line in bom.lines if (share := bom.share(line)) is not None]
    if bom.total.amount.minor:
        assert abs(sum(shares, start=Decimal(0)) - 100) <= Decimal("0.05") * len(shares)
    else:
        assert shares == []


@given(rigs())
def test_subtotals_sum_to_the_total(given_rig: tuple[Any, list[Any]]) -> None:
    """Summed by kind of part, the lines come to the same total."""
    rig, parts = given_rig
    bom = billed(rig, *parts)
    assert sum(total.amount.minor for total in bom.subtotals().values()) == bom.total.amount.minor


@given(rigs(), rigs())
def test_a_difference_turns_its_sign_with_its_sides(one: Any, other: Any) -> None:
    """From A to B is the negative of from B to A; from A to A is nothing."""
    a, b = billed(one[0], *one[1]), billed(other[0], *other[1])
    there, back = difference(a, b), difference(b, a)
    assert there is not None
    assert back is not None
    assert there.amount.minor == -back.amount.minor
    assert difference(a, a).amount.minor == 0  # type: ignore[union-attr]


@given(rigs(), st.sampled_from(["r0", "r1"]))
def test_one_part_more_never_makes_a_build_cheaper(given_rig: Any, role: str) -> None:
    """Adding a role with a price raises the total by that price."""
    rig, parts = given_rig
    extra = part("fan", "extra", prices=(price("7.50 CNY"),))
    more = rig.model_copy(
        update={
            "parts": {**rig.parts, "extra": rig.parts["r0"].model_copy(update={"part": "extra", "count": 2})}
        }
    )
    assert (billed(more, *parts, extra).total.amount - billed(rig, *parts).total.amount).amount == "15.00"


@given(st.integers(1, 64), fen, st.integers(1, 9))
def test_a_count_scales_a_quote(count: int, low: int, per: int) -> None:
    """`count` pieces at a price for `per` cost count/per of it, rounded half up, once."""
    fan = part("fan", "fan", prices=(price(yuan(low), per=per),))
    bom = billed(build(parts={"fan": {"part": "fan", "count": count}}), fan)
    assert bom.total.amount.minor == (2 * low * count + per) // (2 * per)


@given(st.integers(1, 64), fen)
def test_a_lot_is_never_divided_or_multiplied(count: int, total: int) -> None:
    """What was paid for a lot is the line, whatever the counts of the roles it covers."""
    fan = part("fan", "fan", prices=(price("1 CNY"),))
    parts = {"a": {"part": "fan", "count": count}, "b": {"part": "fan"}}
    lots = {"both": {"covers": ("a", "b"), "total": yuan(total)}}
    bom = billed(build(parts=parts, prices=lots), fan)
    assert [(line.name, line.amount) for line in bom.lines] == [("both", Money(total, "CNY"))]
    assert [(p.id, p.count) for p in bom.lines[0].parts] == [("fan", count), ("fan", 1)]


@given(st.lists(st.tuples(days, fen), min_size=1, max_size=6, unique_by=lambda pair: pair[0]), days)
def test_a_quote_is_the_latest_up_to_the_day_else_the_earliest_after(seen: Any, day: str) -> None:
    """An alternative to a rig of 2025 is compared at prices of 2025, as near as they are known."""
    fan = part("fan", "fan", prices=tuple(price(yuan(minor), date) for date, minor in seen))
    bom = billed(build(parts={"fan": {"part": "fan"}}, price_defaults={"date": day}), fan)
    before = [pair for pair in seen if pair[0] <= day]
    date, minor = max(before) if before else min(seen)
    assert bom.lines[0].amount == Money(minor, "CNY")
    assert str(bom.lines[0].date) == date


@given(st.lists(st.tuples(days, fen), max_size=6, unique_by=lambda pair: pair[0]), days)
def test_today_is_the_latest_observation_or_nothing(seen: Any, day: str) -> None:
    """The column of today takes the latest observation up to the day: no future one, no lot."""
    fan = part("fan", "fan", prices=tuple(price(yuan(minor), date) for date, minor in seen))
    rig = build(
        parts={"fan": {"part": "fan"}},
        prices={"fan": {"covers": ("fan",), "total": "1 CNY", "date": "2020-01-01"}},
    )
    bom = billed(rig, fan, as_of=Day.parse(day))
    before = [pair for pair in seen if pair[0] <= day]
    assert bom.today[0].amount == (Money(max(before)[1], "CNY") if before else None)
    assert bom.today_total.at_least is (not before)
    assert bom.total.amount.amount == "1.00"


def test_an_unknown_count_gives_no_amount() -> None:
    """How many is not known: the quote stands with its date, and the amount is unknown, not 0."""
    fan = part("fan", "fan", prices=(price("30 CNY"),))
    line = billed(build(parts={"fan": {"part": "fan", "count": None}}), fan).lines[0]
    assert (line.amount, line.basis, str(line.date)) == (None, "quote", "2026-10-01")


def test_a_price_without_date_or_source_is_not_used() -> None:
    """What nobody says, or nobody says when, prices nothing."""
    fan = part("fan", "fan", prices=(price("30 CNY", None), price("40 CNY", source=None)))
    assert billed(build(parts={"fan": {"part": "fan"}}), fan).lines[0].amount is None


@pytest.mark.parametrize(
    ("region", "amount"), [("CN", "10.00"), ("DE", "20.00"), ("US", None), (None, "20.00")]
)
def test_a_build_is_priced_in_its_region(region: str | None, amount: str | None) -> None:
    """Prices of other regions are left alone; a build without a region takes the latest of any."""
    fan = part(
        "fan",
        "fan",
        prices=(price("10 CNY", "2026-01-01", region="CN"), price("20 CNY", "2026-02-01", region="DE")),
    )
    line = billed(build(parts={"fan": {"part": "fan"}}, region=region), fan).lines[0]
    assert (line.amount.amount if line.amount else None) == amount


def test_a_foreign_price_wants_a_rate_not_after_its_day() -> None:
    """A price in another currency is converted by the latest rate up to its day, else unknown."""
    fan = part("fan", "fan", prices=(price("10.05 EUR", "2026-02-01"),))
    rig = build(parts={"fan": {"part": "fan"}})
    later = [{"of": "EUR", "to": "CNY", "rate": 9, "date": "2026-02-02"}]
    assert billed(rig, fan, rates=later).lines[0].amount is None
    assert billed(rig, fan, rates=later).lines[0].foreign == "EUR"
    both = [
        *later,
        {"of": "EUR", "to": "CNY", "rate": 8, "date": "2026-02-01"},
        {"of": "EUR", "to": "CNY", "rate": 7, "date": "2025-01-01"},
    ]
    assert billed(rig, fan, rates=both).lines[0].amount == Money(8040, "CNY")


def test_a_price_in_the_own_currency_is_taken_before_a_foreign_one() -> None:
    """A later foreign price does not push out one that needs no rate."""
    prices = (price("10 CNY", "2025-01-01"), price("2 EUR", "2026-01-01"))
    line = billed(build(parts={"fan": {"part": "fan"}}), part("fan", "fan", prices=prices)).lines[0]
    assert line.amount == Money(1000, "CNY")


def test_a_foreign_lot_without_a_rate_is_unknown() -> None:
    """A lot in another currency without a rate is named as foreign, and the total is a lower bound."""
    rig = build(
        parts={"fan": {"part": "fan"}},
        prices={"fan": {"covers": ("fan",), "total": "5 EUR", "date": "2026-01-01", "freight": "included"}},
    )
    bom = billed(rig, part("fan", "fan"))
    assert (bom.lines[0].amount, bom.lines[0].foreign, bom.total.at_least) == (None, "EUR", True)


def test_a_rate_to_the_same_currency_is_not_needed() -> None:
    """An amount is itself in its own currency, on any day, without any rates."""
    amount = Money.parse("1 CNY")
    assert rate_for(None, amount, "CNY", TODAY) is amount
    assert rate_for(None, amount, "EUR", TODAY) is None


def test_the_currency_of_a_build() -> None:
    """Its own, else its budget's, else its first lot's, else yuan."""
    lots = {"a": {"covers": ("a",), "total": "1 USD"}}
    assert currency_of(build(currency="EUR", budget="1 GBP", prices=lots)) == "EUR"
    assert currency_of(build(currency=None, budget="1 GBP", prices=lots)) == "GBP"
    assert currency_of(build(currency=None, prices=lots)) == "USD"
    assert currency_of(build(currency=None)) == "CNY"


def test_two_currencies_have_no_difference() -> None:
    """Totals in different currencies are not compared."""
    assert difference(billed(build()), billed(build(currency="EUR"))) is None


def test_a_percentage_of_nothing_is_not_given() -> None:
    """Against a base that costs nothing the difference has an amount and no percentage."""
    fan = part("fan", "fan", prices=(price("30 CNY"),))
    found = difference(billed(build(parts={"fan": {"part": "fan"}}), fan), billed(build()))
    assert found is not None
    assert (found.amount.amount, found.percent) == ("30.00", None)


@pytest.mark.parametrize(
    ("total", "percent"), [("100.05 CNY", "0.1"), ("100.04 CNY", "0.0"), ("99.95 CNY", "-0.1")]
)
def test_percentages_round_half_away_from_zero(total: str, percent: str) -> None:
    """0.05 % more is 0.1 %, 0.05 % less is -0.1 %: one rounding rule in both directions."""
    lots = {"a": {"covers": ("a",), "total": "100 CNY"}}
    other = {"a": {"covers": ("a",), "total": total}}
    found = difference(billed(build(prices=other)), billed(build(prices=lots)))
    assert found is not None
    assert found.percent == percent


@pytest.mark.parametrize("count", [0, -1, -64])
def test_an_impossible_count_breaks_nothing(count: int) -> None:
    """A count below one is a finding of its own; the arithmetic bears it."""
    fan = part("fan", "fan", prices=(price("30 CNY"),))
    bom = billed(build(parts={"fan": {"part": "fan", "count": count}}), fan)
    assert bom.share(bom.lines[0]) is None
    assert difference(bom, bom).percent is None  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def real() -> Catalog:
    return load_catalog(ROOT)


def test_the_real_rig_costs_at_least_what_the_post_says(real: Catalog) -> None:
    """Ten lots, at least 3140.19 CNY because the cards' freight is not known, 140.19 over the budget."""
    bom = bill(real.builds["mi50x3-70b"], real, TODAY)
    assert len(bom.lines) == 10
    assert str(bom.total) == "at least 3140.19 CNY"
    assert [line.name for line in bom.lines if line.at_least] == ["gpus"]
    assert str(bom.over_budget) == "140.19 CNY"
    assert [str(day) for day in bom.dates or ()] == ["2025-01-03", "2025-01-03"]


@pytest.mark.parametrize("name", ["mi50x2", "mi50x1", "2080ti-22g"])
def test_alternatives_show_the_lots_they_lost(real: Catalog, name: str) -> None:
    """The cards' lot falls with their number or their kind; what covers them then is a quote or nothing."""
    bom = bill(real.builds[name], real, TODAY)
    assert "gpus" in {lot.lot for lot in bom.dropped}
    line = next(line for line in bom.lines if "gpus" in line.roles)
    assert line.basis in {"quote", "none"}
    assert bom.total.at_least
