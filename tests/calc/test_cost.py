"""The running cost: worked by hand for the rig of the post, with what is missing named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from buildgen.calc.bom import Bom, Line, Total
from buildgen.calc.cost import break_even, per_gibibyte, per_speed, running_cost, stale_lines
from buildgen.calc.terms import Draw, Pace, Proof, Service, Tariff, Terms, plain
from buildgen.catalog.fields import Day
from buildgen.money import Money
from buildgen.quantity import Memory, Watts

SEEN = Proof("quoted", Day.parse("2026-10-01"), "grid")
TARIFF = Tariff(Decimal("0.60"), "CNY", "CN", SEEN)
PACE = Pace(Decimal("12.58"), proof=Proof("measured", Day.parse("2025-01-03"), "post"))
TERMS = Terms(
    draw=Draw(idle=Watts.of(100), typical=Watts.of(790), cap=Watts.of(800)),
    busy_hours=Decimal(4),
    idle_hours=Decimal(20),
    years=Decimal(3),
    tariff=TARIFF,
    efficiency=Decimal("0.9"),
    pace=PACE,
)
TOTAL = Total(Money.parse("3140.19 CNY"), at_least=True)
WHOLE = replace(TOTAL, at_least=False)
SERVICE = Service("some service", Decimal(8), Decimal(2), "CNY", SEEN)


def codes(reasons: tuple[object, ...]) -> list[str]:
    """List the codes of reasons."""
    return [reason.code for reason in reasons]  # type: ignore[attr-defined]


def test_the_post_s_own_energy_per_million_tokens() -> None:
    """790 W at 12.58 tokens a second are 17.4 kWh per million, before what the supplies lose."""
    cost = running_cost(replace(TERMS, efficiency=None), TOTAL)
    assert cost.energy_million is not None
    assert cost.energy_million.number(0) == "17444"
    assert str(cost.electricity_million) == "10.47 CNY"


def test_a_month_by_hand() -> None:
    """(790 W x 4 h + 100 W x 20 h) x 30.4375 days / 0.9 at 0.60 CNY, and 3140.19 CNY over 36 months."""
    cost = running_cost(TERMS, TOTAL)
    assert cost.energy_month is not None
    assert cost.energy_month.number(1) == "174508.3"
    assert str(cost.electricity_month) == "104.71 CNY"
    assert str(cost.purchase_month) == "87.23 CNY"
    assert str(cost.month) == "191.93 CNY"  # 191.9331: the sum is rounded, not the sum of what was rounded
    assert cost.tokens_month == 5513814
    assert cost.at_least
    assert codes(cost.reasons) == ["total-at-least"]


def test_every_input_is_listed_once_and_undated_ones_are_assumed() -> None:
    """Each input has an id of its own; one without a date says `assumed`, whatever its source calls it."""
    undated = replace(TERMS, tariff=replace(TARIFF, proof=Proof("quoted", None, "grid")))
    listed = {a.id: a for a in running_cost(undated, TOTAL).assumptions}
    assert list(listed) == [
        *("idle-draw", "typical-draw", "cap-draw", "busy-hours", "idle-hours", "days-of-month", "years"),
        *("efficiency", "tariff", "decode", "prompt"),
    ]
    assert listed["tariff"].kind == "assumed"
    assert listed["decode"].kind == "measured"
    assert listed["tariff"].value == "0.6 CNY/kWh (CN)"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"draw": Draw(Watts.of(100), None, None)}, "no-draw"),
        ({"draw": Draw(None, Watts.of(400), None)}, "no-idle-draw"),
        ({"tariff": None}, "no-tariff"),
        ({"tariff": replace(TARIFF, currency="USD")}, "currency"),
        ({"efficiency": None}, "no-efficiency"),
        ({"pace": None}, "no-speed"),
        ({"pace": replace(PACE, prompt=Decimal(10))}, "no-prefill"),
        ({"busy_hours": Decimal(5)}, "hours"),
        ({"years": Decimal(0)}, "years"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, object], code: str) -> None:
    """A missing or impossible input is a reason, never a silent zero."""
    cost = running_cost(replace(TERMS, **change), WHOLE)  # type: ignore[arg-type]
    assert codes(cost.reasons) == [code]
    assert None in {cost.energy_month, cost.electricity_month, cost.million} or cost.at_least


def test_a_cap_that_stands_in_is_named_and_bounds_from_above() -> None:
    """Without a typical draw the cap is counted and named; what else is left out is then no lower bound."""
    assumed = Draw(Watts.of(100), None, Watts.of(790))
    cost = running_cost(replace(TERMS, draw=assumed, efficiency=None), TOTAL)
    assert codes(cost.reasons) == ["cap-draw", "no-efficiency", "total-at-least"]
    assert not cost.at_least
    known = running_cost(replace(TERMS, efficiency=None), TOTAL)
    assert cost.energy_month == known.energy_month
    assert known.at_least
    found = break_even(replace(TERMS, draw=assumed), TOTAL, replace(SERVICE, output=Decimal(80)))
    assert codes(found.caveats) == ["cap-draw", "total-at-least"]
    assert not found.at_least


def test_idle_typical_and_cap_are_three_figures() -> None:
    """Idle hours cost the idle draw, busy ones the typical one; the cap counts where that is not known."""
    idle_only = replace(TERMS, busy_hours=Decimal(0), idle_hours=Decimal(24))
    busy_only = replace(TERMS, busy_hours=Decimal(24), idle_hours=Decimal(0))
    per_day = Decimal("30.4375") * 24 / Decimal("0.9")
    for terms, watts in ((idle_only, 100), (busy_only, 790)):
        energy = running_cost(terms, WHOLE).energy_month
        assert energy is not None
        assert abs(Decimal(energy.grains) - watts * 1000 * per_day) <= 1
    capped = replace(busy_only, draw=replace(TERMS.draw, typical=None))
    more, less = (
        running_cost(capped, WHOLE).electricity_month,
        running_cost(busy_only, WHOLE).electricity_month,
    )
    assert more is not None
    assert less is not None
    assert more.minor > less.minor


def test_prompts_take_their_time_too() -> None:
    """Ten prompt tokens at 100 a second cost as much time as one token generated at ten a second."""
    pace = Pace(Decimal(10), Decimal(100), Decimal(10))
    alone = running_cost(replace(TERMS, pace=replace(pace, prompt=Decimal(0))), WHOLE)
    both = running_cost(replace(TERMS, pace=pace), WHOLE)
    assert alone.energy_million is not None
    assert both.energy_million is not None
    assert both.tokens_month == (alone.tokens_month or 0) // 2
    # Within the half milliwatt hour of each rounding.
    assert abs(both.energy_million.grains - 2 * alone.energy_million.grains) <= 1


def test_break_even_by_hand() -> None:
    """Against 44.11 CNY a month of service less electricity: never; at ten times that, 9.3 months."""
    never = break_even(TERMS, WHOLE, SERVICE)
    assert (never.months, codes(never.reasons)) == (None, ["never"])
    dear = break_even(TERMS, WHOLE, replace(SERVICE, output=Decimal(80)))
    assert dear.months == "9.3"
    assert not dear.at_least
    assert break_even(TERMS, TOTAL, replace(SERVICE, output=Decimal(80))).at_least


def test_a_stale_total_does_not_enter_break_even_silently() -> None:
    """Old prices leave the answer not established, unless they are accepted, and then they are named."""
    dear = replace(SERVICE, output=Decimal(80))
    refused = break_even(TERMS, WHOLE, dear, ("gpus",))
    assert (refused.months, codes(refused.reasons)) == (None, ["stale-total"])
    taken = break_even(TERMS, WHOLE, dear, ("gpus",), accept=True)
    assert (taken.months, codes(taken.caveats)) == ("9.3", ["stale-total"])


def test_undated_rates_are_named_in_break_even() -> None:
    """A rate without a date is told among what the answer rests on."""
    dear = replace(SERVICE, output=Decimal(80), proof=Proof("quoted"))
    assert break_even(TERMS, WHOLE, dear).caveats[0].value == "service"


def test_prices_of_speed_and_memory() -> None:
    """3140.19 CNY are 313.39 for one of 10.02 tokens a second and 65.42 for one of 48 GiB."""
    assert str(per_speed(TOTAL, Pace(Decimal("10.02")))) == "313.39 CNY"
    assert str(per_gibibyte(TOTAL, Memory.parse("48 GiB"))) == "65.42 CNY"
    assert per_speed(TOTAL, Pace(None)) is None
    assert per_gibibyte(TOTAL, Memory(0)) is None


def test_only_offers_grow_stale() -> None:
    """What was paid stays; a quote older than the limit is named."""

    def line(name: str, kind: str) -> Line:
        return Line(name, (name,), (), (), "lot", Money(1, "CNY"), kind=kind, date=Day.parse("2025-01-03"))

    lines = (line("paid", "paid"), line("asked", "quoted"))
    bom = Bom("rig", "CNY", lines, TOTAL, (), TOTAL, (), None)
    assert stale_lines(bom, Day.parse("2026-11-22"), 180) == ("asked",)
    assert stale_lines(bom, Day.parse("2025-02-03"), 180) == ()


def test_a_price_of_unknown_age_or_kind_is_not_fresh() -> None:
    """A quote without a day counts as stale, and so does an old price that nobody says was paid."""
    amount, day = Money(1, "CNY"), Day.parse("2025-01-03")
    lines = (
        Line("undated", (), (), (), "lot", amount, kind="quoted"),
        Line("unsaid", (), (), (), "lot", amount, kind=None, date=day),
        Line("paid", (), (), (), "lot", amount, kind="paid"),
        Line("unknown", (), (), (), "none", None),
    )
    bom = Bom("rig", "CNY", lines, TOTAL, (), TOTAL, (), None)
    assert stale_lines(bom, Day.parse("2026-11-22"), 180) == ("undated", "unsaid")


def test_plain_decimals() -> None:
    """Decimals are written without exponents and idle zeros."""
    given = ("0.60", "1E+3", "4", "0", "-0.0", "30.4375")
    assert [plain(Decimal(text)) for text in given] == ["0.6", "1000", "4", "0", "0", "30.4375"]
