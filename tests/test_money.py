"""Money: exact minor units with a currency."""

from __future__ import annotations

import copy
import itertools
import json
import pickle
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from buildgen.money import HIGHEST_PRICE, MINOR_DIGITS, Money, MoneyError


def refusal(text: object) -> MoneyError:
    with pytest.raises(MoneyError) as caught:
        Money.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "minor", "amount"),
    [
        ("3140.19 CNY", 314019, "3140.19"),
        ("1730 CNY", 173000, "1730.00"),
        ("1730CNY", 173000, "1730.00"),
        ("0.5 CNY", 50, "0.50"),
        ("0.05 CNY", 5, "0.05"),
        ("-0.05 CNY", -5, "-0.05"),
        ("+7 USD", 700, "7.00"),
        ("7.100000 USD", 710, "7.10"),
        ("5 JPY", 5, "5"),
        ("5.00 JPY", 5, "5"),
        ("999999999999.99 EUR", 99_999_999_999_999, "999999999999.99"),
    ],
)
def test_an_amount_is_read_exactly(text: str, minor: int, amount: str) -> None:
    """Amounts become whole minor units and are written with all minor digits."""
    money = Money.parse(text)
    assert (money.minor, money.amount, money.written) == (minor, amount, text)
    assert str(money) == f"{amount} {money.currency}"
    assert Money.parse(str(money)) == money


@pytest.mark.parametrize("text", ["5.5 JPY", "0.001 CNY", "1.999 USD", "1.0000001 KRW"])
def test_parts_of_a_minor_unit_are_refused(text: str) -> None:
    """There is no half yen: more digits than the currency has are an error, never dropped."""
    error = refusal(text)
    assert (error.reason, error.detail) == ("too-fine", text[-3:])


@pytest.mark.parametrize("text", [1730, Decimal("3140.19"), 0, "1730", "-3140.19", "9" * 5000])
def test_a_bare_number_lacks_its_currency(text: object) -> None:
    """A number where money is due says that the currency is missing."""
    assert refusal(text).reason == "missing-currency"


@pytest.mark.parametrize("text", ["5 XYZ", "5 RMB", "5 BTC"])
def test_an_unknown_currency_is_named(text: str) -> None:
    """A currency outside the table is an error that repeats it."""
    error = refusal(text)
    assert (error.reason, error.detail) == ("unknown-currency", text[-3:])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "CNY",
            "CNY 5",
            "¥5",
            "5 cny",
            "5 yuan",
            "5,00 CNY",
            "5 000 CNY",
            "5_000 CNY",
            "1e3 CNY",
            ".5 CNY",
        ),
        *(
            "5. CNY",
            "5  CNY",
            " 5 CNY",
            "5 CNY ",
            "5 CNY\n",
            "٥ CNY",
            "５ CNY",
            "5 ＣＮＹ",
            "nan CNY",
            "5 CNYY",
        ),
        *("9" * 13 + " CNY", "9" * 5000 + " CNY", "5-6 CNY", "5 CNY/h"),
        *(None, True, 1.5, [], {}, b"5 CNY"),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_anything_else_is_no_money(text: object) -> None:
    """Only ASCII digits, one optional space and a code in capitals make money."""
    assert refusal(text).reason == "not-money"


def test_the_real_lots_sum_exactly_in_any_order() -> None:
    """A sum of prices is exact and does not depend on their order."""
    lots = [Money.parse(f"{amount} CNY") for amount in ("373.95", "1730", "0.1", "0.2")]
    for order in itertools.permutations(lots):
        assert sum(order, Money.zero("CNY")) == Money.parse("2104.25 CNY")


def test_currencies_never_mix() -> None:
    """Sums, differences, order and shares across currencies raise; equality is just false."""
    yuan, dollars = Money.parse("5 CNY"), Money.parse("5 USD")
    for attempt in (
        lambda: yuan + dollars,
        lambda: yuan - dollars,
        lambda: yuan < dollars,
        lambda: yuan >= dollars,
        lambda: yuan.percent_of(dollars),
    ):
        with pytest.raises(ValueError, match="CNY and USD"):
            attempt()
    assert yuan != dollars
    assert len({yuan, dollars, Money(500, "CNY")}) == 2


def test_money_and_plain_numbers_do_not_mix() -> None:
    """A number without a currency is a TypeError in a sum and in a comparison."""
    yuan: Any = Money.parse("5 CNY")
    attempts: list[Callable[[], object]] = [
        lambda: yuan + 5,
        lambda: 5 + yuan,
        lambda: yuan - 5,
        lambda: yuan < 5,
        lambda: yuan <= 5,
        lambda: yuan * 1.5,
        lambda: yuan * True,
        lambda: yuan * Decimal(2),
        lambda: yuan * yuan,
    ]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()
    assert yuan != 500


def test_multiples_and_order() -> None:
    """A multiple by a count is exact, from either side; amounts of one currency are ordered."""
    price = Money.parse("0.10 CNY")
    assert 3 * price == price * 3 == Money.parse("0.30 CNY")
    assert price * 0 == Money.zero("CNY")
    assert sorted([price * 2, price, price * -1]) == [price * -1, price, price * 2]
    assert max(price, price * 2) == price * 2


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("1730 CNY", "3140.19 CNY", "55.1"),
        ("1 CNY", "2000 CNY", "0.1"),
        ("-1 CNY", "2000 CNY", "-0.1"),
        ("0 CNY", "1 CNY", "0.0"),
    ],
)
def test_a_share_rounds_half_up(part: str, whole: str, percent: str) -> None:
    """A share of a total has one digit; a half goes away from zero."""
    assert Money.parse(part).percent_of(Money.parse(whole)) == percent


def test_a_share_of_nothing_is_an_error() -> None:
    """There is no percentage of 0 CNY."""
    with pytest.raises(ValueError, match="denominator"):
        Money.parse("1 CNY").percent_of(Money.zero("CNY"))


@pytest.mark.parametrize(
    ("text", "rate", "currency", "converted"),
    [
        ("100 CNY", "0.1389", "USD", "13.89 USD"),
        ("0.01 CNY", "0.5", "USD", "0.01 USD"),
        ("-0.01 CNY", "0.5", "USD", "-0.01 USD"),
        ("0.01 CNY", "0.4999", "USD", "0.00 USD"),
        ("1 CNY", "21.5", "JPY", "22 JPY"),
        ("100 JPY", "0.0465", "CNY", "4.65 CNY"),
        ("100 JPY", "0.5", "KRW", "50 KRW"),
    ],
)
def test_a_conversion_rounds_once(text: str, rate: str, currency: str, converted: str) -> None:
    """Amount times rate is rounded half up to the minor unit of the target, whatever the two units are."""
    assert Money.parse(text).converted(Decimal(rate), currency) == Money.parse(converted)


def test_money_is_frozen_and_copies() -> None:
    """No field can be set, and copies of every kind are equal."""
    money = Money.parse("5 CNY")
    with pytest.raises(AttributeError):
        money.minor = 1  # type: ignore[misc]
    for twin in (copy.copy(money), copy.deepcopy(money), pickle.loads(pickle.dumps(money))):  # noqa: S301
        assert twin == money


class Lot(BaseModel):
    """A model as the catalog's are."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    total: Money | None


def test_a_model_reads_and_writes_money() -> None:
    """In a strict model the text becomes money and goes back with all minor digits; null stays null."""
    assert json.loads(Lot.model_validate({"total": "1730 CNY"}).model_dump_json()) == {"total": "1730.00 CNY"}
    assert Lot.model_validate({"total": Money(1, "CNY")}).total == Money(1, "CNY")
    assert Lot.model_validate({"total": None}).total is None
    with pytest.raises(ValidationError) as caught:
        Lot.model_validate({"total": 1730})
    assert isinstance(caught.value.errors()[0]["ctx"]["error"], MoneyError)


@pytest.mark.parametrize("text", ["-0.01 CNY", "10000000000.01 CNY", "-1 JPY"])
def test_a_price_in_data_has_a_range(text: str) -> None:
    """A model refuses a negative price and one beyond belief, and takes the limit itself."""
    with pytest.raises(ValidationError) as caught:
        Lot.model_validate({"total": text})
    assert caught.value.errors()[0]["ctx"]["error"].reason == "out-of-range"
    assert Lot.model_validate({"total": "10000000000 CNY"}).total == Money(HIGHEST_PRICE, "CNY")


def test_the_schema_pattern_takes_what_parse_takes() -> None:
    """An editor that follows the JSON Schema accepts each currency and refuses a bare number."""
    schema = Lot.model_json_schema()["properties"]["total"]["anyOf"][0]
    for currency in MINOR_DIGITS:
        assert re.search(schema["pattern"], f"3140 {currency}")
        assert Money.zero(currency) == Money.parse(f"0 {currency}")
    assert not re.search(schema["pattern"], "3140")
