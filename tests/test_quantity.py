"""Quantities: exact, with a unit, and never mixed."""

from __future__ import annotations

import copy
import itertools
import json
import pickle
import re
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from buildgen import quantity
from buildgen.quantity import (
    Amps,
    Bandwidth,
    Celsius,
    Compute,
    Duration,
    Frequency,
    Gauge,
    Length,
    Memory,
    Ohms,
    Quantity,
    QuantityError,
    TransferRate,
    Volts,
    WattHours,
    Watts,
    decimal_text,
    divide_half_up,
)

DIMENSIONS: list[type[Quantity]] = [
    kind for kind in vars(quantity).values() if isinstance(kind, type) and issubclass(kind, Quantity)
]
DIMENSIONS.remove(Quantity)


def refusal(kind: type[Quantity], text: object) -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        kind.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        (Watts.parse("1 kW"), Watts.parse("1000 W")),
        (Watts.parse("1 W"), Watts.parse("1000 mW")),
        (Volts.parse("1 V"), Volts.parse("1000 mV")),
        (Amps.parse("1 A"), Amps.parse("1000 mA")),
        (Ohms.parse("1 Ohm"), Ohms.parse("1000 mOhm")),
        (Ohms.parse("1 mOhm"), Ohms.parse("1000 uOhm")),
        (WattHours.parse("1 kWh"), WattHours.parse("1000 Wh")),
        (Memory.parse("1 TiB"), Memory.parse("1024 GiB")),
        (Memory.parse("1 GiB"), Memory.parse("1024 MiB")),
        (Memory.parse("1 MiB"), Memory.parse("1024 KiB")),
        (Memory.parse("1 KiB"), Memory.parse("1024 B")),
        (Memory.parse("1 TB"), Memory.parse("1000 GB")),
        (Memory.parse("1 GB"), Memory.parse("1000 MB")),
        (Memory.parse("1 MB"), Memory.parse("1000 kB")),
        (Memory.parse("1 kB"), Memory.parse("1000 B")),
        (Bandwidth.parse("1 TB/s"), Bandwidth.parse("1000 GB/s")),
        (Bandwidth.parse("1 GB/s"), Bandwidth.parse("1000 MB/s")),
        (TransferRate.parse("1 GT/s"), TransferRate.parse("1000 MT/s")),
        (Frequency.parse("1 GHz"), Frequency.parse("1000 MHz")),
        (Frequency.parse("1 MHz"), Frequency.parse("1000 kHz")),
        (Length.parse("1 m"), Length.parse("100 cm")),
        (Length.parse("1 cm"), Length.parse("10 mm")),
        (Celsius.parse("20 degC"), Celsius.parse("20 °C")),
        (Celsius.parse("20 ℃"), Celsius.parse("20 °C")),
        (Duration.parse("1 h"), Duration.parse("60 min")),
        (Duration.parse("1 min"), Duration.parse("60 s")),
        (Duration.parse("1 s"), Duration.parse("1000 ms")),
        (Duration.parse("1 ms"), Duration.parse("1000 us")),
        (Compute.parse("1 TFLOPS"), Compute.parse("1000 GFLOPS")),
        (Gauge.parse("2.5 mm2"), Gauge.parse("2.5 mm²")),
    ],
    ids=str,
)
def test_units_of_a_dimension_stand_in_their_ratio(larger: Quantity, smaller: Quantity) -> None:
    """One of a larger unit is so many of the smaller, exactly, and both have one hash."""
    assert larger == smaller
    assert hash(larger) == hash(smaller)


@pytest.mark.parametrize("kind", DIMENSIONS, ids=lambda kind: kind.__name__)
def test_every_listed_unit_is_read(kind: type[Quantity]) -> None:
    """Each unit that an error message offers is understood, with the space and without it."""
    for unit, grains in kind.UNITS.items():
        if unit != "AWG":
            assert kind.parse(f"3 {unit}").grains == 3 * grains
            assert kind.parse(f"3{unit}") == kind.parse(f"3 {unit}")
    assert kind.SHOWN in kind.UNITS


@pytest.mark.parametrize("kind", DIMENSIONS, ids=lambda kind: kind.__name__)
def test_the_schema_pattern_takes_what_parse_takes(kind: type[Quantity]) -> None:
    """An editor that follows the JSON Schema accepts each unit and refuses a bare number."""
    pattern = kind.__get_pydantic_json_schema__(None, None)["pattern"]
    for unit in kind.UNITS:
        assert re.search(pattern, f"12 {unit}")
    assert not re.search(pattern, "12")
    assert not re.search(pattern, "12 parsec")


def test_gb_and_gib_are_kept_apart() -> None:
    """16 GB is less than 16 GiB, by the exact number of bytes."""
    assert Memory.parse("16 GB").grains == 16_000_000_000
    assert Memory.parse("16 GiB").grains == 17_179_869_184
    assert Memory.parse("16 GB") < Memory.parse("16 GiB")


def test_fractions_are_exact() -> None:
    """0.1 and 0.2 make 0.3, which binary fractions do not."""
    assert Watts.parse("0.1 W") + Watts.parse("0.2 W") == Watts.parse("0.3 W")
    assert Memory.parse("0.5 GiB").grains == 1 << 29
    assert Watts.parse("-0.5 W").grains == -500
    assert Celsius.parse("-40 °C").grains == -400


@pytest.mark.parametrize(
    ("kind", "text", "grain"),
    [
        (Watts, "0.0001 W", "0.001 W"),
        (Watts, "0.5 mW", "0.001 W"),
        (Memory, "0.5 B", "1 B"),
        (Memory, "0.0000000001 GB", "1 B"),
        (Celsius, "20.55 °C", "0.1 °C"),
        (Length, "0.0001 mm", "0.001 mm"),
        (Gauge, "0.0000001 mm2", "0.000001 mm2"),
        (Duration, "0.0000001 s", "0.000001 s"),
    ],
)
def test_finer_than_a_grain_is_refused(kind: type[Quantity], text: str, grain: str) -> None:
    """Digits below the smallest step are an error that names the step, never dropped."""
    error = refusal(kind, text)
    assert (error.reason, error.detail) == ("too-fine", grain)


def test_trailing_zeros_are_not_too_fine() -> None:
    """A zero below the grain says nothing and costs nothing."""
    assert Watts.parse("750.000000000 W") == Watts.parse("750 W")


@pytest.mark.parametrize("text", [750, Decimal("750.5"), 0, "750", "-750.5", "+1"])
def test_a_bare_number_lacks_its_unit(text: object) -> None:
    """A number where a unit is due is an error that lists the units."""
    error = refusal(Watts, text)
    assert (error.reason, error.units, error.found) == ("missing-unit", ("W", "kW", "mW"), text)
    assert "units: W, kW, mW" in str(error)


@pytest.mark.parametrize(
    ("kind", "text", "unit"),
    [
        (Watts, "750 V", "V"),
        (Watts, "750 w", "w"),
        (Watts, "750 瓦", "瓦"),
        (Memory, "16 GB/s", "GB/s"),
        (Memory, "16 G", "G"),
        (Memory, "16 Gib", "Gib"),
        (Celsius, "70 °F", "°F"),
        (Length, "12 mm2", "mm2"),
        (Gauge, "12 mm", "mm"),
        (Ohms, "5 Ω", "Ω"),
    ],
)
def test_a_unit_of_another_dimension_is_named(kind: type[Quantity], text: str, unit: str) -> None:
    """A unit that this dimension does not have is an error that repeats it; case counts."""
    error = refusal(kind, text)
    assert (error.reason, error.detail) == ("wrong-unit", unit)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "W", "about 750 W", "750  W", " 750 W", "750 W ", "750 W\n", "750\tW", "750\u00a0W"),
        *(
            "7_50 W",
            "7,50 W",
            "1e3 W",
            ".5 W",
            "5. W",
            "0x10 W",
            "--5 W",
            "+-5 W",
            "5 - 6 W",
            "nan W",
            "inf W",
        ),
        *(
            "٧٥٠ W",
            "７５０ W",
            "²W",
            "1² W",
            "9" * 16 + " W",
            "9" * 5000 + " W",
            "9" * 5000,
            "1 " + "W" * 5000,
        ),
        *(None, True, False, 1.5, float("nan"), [], {}, b"750 W", ("750 W",)),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_anything_else_is_no_quantity(text: object) -> None:
    """Only ASCII digits, at most 15 before the point, one optional space and a unit make a quantity."""
    assert refusal(Watts, text).reason == "not-a-quantity"


@pytest.mark.parametrize(
    ("awg", "area"),
    # Conductor cross-sections in mm2 as published with ASTM B258's table.
    [
        *((0, "53.5"), (2, "33.6"), (4, "21.2"), (6, "13.3"), (8, "8.37"), (10, "5.261"), (12, "3.309")),
        *(
            (14, "2.081"),
            (16, "1.309"),
            (18, "0.823"),
            (20, "0.518"),
            (22, "0.326"),
            (24, "0.205"),
            (28, "0.081"),
        ),
        *((30, "0.0509"), (36, "0.0127"), (40, "0.00501")),
    ],
)
def test_awg_areas_agree_with_the_published_table(awg: int, area: str) -> None:
    """The cross-section of an AWG number is the published one to all of its digits."""
    places = len(area.partition(".")[2])
    assert Gauge.parse(f"{awg} AWG").number(places) == area


def test_a_gauge_compares_by_cross_section() -> None:
    """A smaller AWG number is the thicker wire; AWG and mm2 compare with each other."""
    areas = [Gauge.of(number, "AWG") for number in range(57)]
    assert all(thick > thin for thick, thin in itertools.pairwise(areas))
    assert areas[56].grains > 0
    assert Gauge.parse("16 AWG") < Gauge.parse("1.5 mm2") < Gauge.parse("15 AWG")
    assert str(Gauge.parse("16AWG")) == "16AWG"


@pytest.mark.parametrize(
    "text", ["00 AWG", "000 AWG", "05 AWG", "57 AWG", "-1 AWG", "16.5 AWG", "1/0 AWG", "AWG"]
)
def test_only_whole_awg_numbers_of_the_table_are_read(text: str) -> None:
    """`00 AWG` is not 0 AWG: what the formula would read wrongly is refused."""
    assert refusal(Gauge, text).reason == "not-a-quantity"


def test_percent_rounds_half_up() -> None:
    """A share has one digit; a half goes up, away from zero."""
    assert Watts.parse("570 W").percent_of(Watts.parse("750 W")) == "76.0"
    assert Watts.parse("2 W").percent_of(Watts.parse("3 W")) == "66.7"
    assert Watts(5).percent_of(Watts(10_000)) == "0.1"
    assert Watts(-5).percent_of(Watts(10_000)) == "-0.1"
    assert Watts(4).percent_of(Watts(10_000)) == "0.0"
    assert Watts.parse("800 W").percent_of(Watts.parse("500 W")) == "160.0"


def test_a_share_of_nothing_is_an_error() -> None:
    """There is no percentage of 0 W, and none of another dimension."""
    with pytest.raises(ValueError, match="denominator"):
        Watts(1).percent_of(Watts(0))
    with pytest.raises(TypeError, match="do not mix"):
        Watts(1).percent_of(Volts(1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        ("1.5 GiB", None, "1.5"),
        ("16 GB", None, "14.90116119384765625"),
        ("16 GB", 1, "14.9"),
        ("2.5 GiB", 0, "3"),
        ("0.5 GiB", 0, "1"),
        ("-2.5 GiB", 0, "-3"),
        ("1 B", None, "0.000000000931322574615478515625"),
        ("999999999999999 TiB", None, "1023999999999998976"),
    ],
)
def test_binary_sizes_are_shown_exactly(text: str, places: int | None, shown: str) -> None:
    """A size in GiB is exact without `places`, and halves round away from zero with them."""
    assert Memory.parse(text).number(places) == shown


def test_what_was_written_is_shown() -> None:
    """A parsed quantity prints as written; a computed one in the unit of display."""
    assert str(Watts.parse("1.50 kW")) == "1.50 kW"
    assert str(Watts.parse("1.50 kW") * 1) == "1500 W"
    assert str(Celsius.of(20)) == "20 °C"
    assert repr(Watts.parse("1.5 kW")) == "Watts(grains=1500000)"
    assert Watts.parse("12.345 W").number(2) == "12.35"


@pytest.mark.parametrize(
    ("amount", "unit", "grains"),
    [
        (750, None, 750_000),
        (Decimal("0.5"), "kW", 500_000),
        (Decimal("1E+3"), None, 1_000_000),
        (-1, "mW", -1),
    ],
)
def test_of_makes_what_parse_reads(amount: int | Decimal, unit: str | None, grains: int) -> None:
    """A number and a unit make the quantity, also where Python writes the number with an exponent."""
    assert Watts.of(amount, unit).grains == grains


def test_of_refuses_what_is_too_fine() -> None:
    """A number below the grain is refused with its reason, however many digits it has."""
    with pytest.raises(QuantityError) as caught:
        Watts.of(Decimal("0.123456789012"))
    assert caught.value.reason == "too-fine"


def test_dimensions_do_not_mix() -> None:
    """Sums, differences and order across dimensions are a TypeError; equality is just false."""
    watts: Any = Watts.parse("5 W")
    mixed: Any = Volts.parse("5 V")
    for attempt in (
        lambda: watts + mixed,
        lambda: watts - mixed,
        lambda: watts < mixed,
        lambda: watts <= mixed,
        lambda: watts > mixed,
        lambda: watts + 5,
        lambda: watts < 5,
        lambda: watts * 1.5,
        lambda: watts * True,
        lambda: watts * mixed,
        lambda: Watts.total([watts, mixed]),
        lambda: max(watts, mixed),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert watts.grains == mixed.grains
    assert mixed != watts
    assert watts != 5000
    assert len({watts, mixed, Watts(5000)}) == 2


def test_totals_and_factors() -> None:
    """A sum of nothing is zero; a factor rounds half up to a whole grain."""
    assert Watts.total([]) == Watts(0)
    assert Watts.total([Watts(1), Watts(2), Watts(3)]) == Watts(6)
    assert 3 * Watts.parse("250 W") == Watts.parse("750 W")
    assert Watts(5).scaled(Decimal("0.5")) == Watts(3)
    assert Watts(-5).scaled(Decimal("0.5")) == Watts(-3)
    assert Watts.parse("750 W").scaled(Decimal("0.8")) == Watts.parse("600 W")


def test_a_quantity_is_frozen_and_copies() -> None:
    """No field can be set, and copies of every kind are equal."""
    watts = Watts.parse("750 W")
    with pytest.raises(AttributeError):
        watts.grains = 1  # type: ignore[misc]
    for twin in (copy.copy(watts), copy.deepcopy(watts), pickle.loads(pickle.dumps(watts))):  # noqa: S301
        assert twin == watts
        assert str(twin) == "750 W"


class Supply(BaseModel):
    """A model as the catalog's are."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    rating: Watts | None


def test_a_model_reads_and_writes_quantities() -> None:
    """In a strict model the text becomes a quantity and goes back as the text; null stays null."""
    supply = Supply.model_validate({"rating": "750 W"})
    assert supply.rating == Watts(750_000)
    assert json.loads(supply.model_dump_json()) == {"rating": "750 W"}
    assert Supply.model_validate({"rating": Watts(1)}).rating == Watts(1)
    assert Supply.model_validate({"rating": None}).rating is None
    schema = Supply.model_json_schema()["properties"]["rating"]["anyOf"][0]
    assert schema["description"] == "Power. Written with its unit: W, kW, mW."


def test_a_model_passes_the_error_on() -> None:
    """The QuantityError itself is in pydantic's error, so that a check can name the units."""
    with pytest.raises(ValidationError) as caught:
        Supply.model_validate({"rating": 750})
    error = caught.value.errors()[0]
    assert isinstance(error["ctx"]["error"], QuantityError)
    assert error["ctx"]["error"].units == ("W", "kW", "mW")


@pytest.mark.parametrize("kind", DIMENSIONS, ids=lambda kind: kind.__name__)
def test_the_range_of_a_dimension_is_inclusive(kind: type[Quantity]) -> None:
    """In a model the bounds themselves pass, a grain beyond does not, and the limits are named."""
    adapter = TypeAdapter(kind)
    for grains in (kind.LOWEST, kind.HIGHEST):
        assert adapter.validate_python(str(kind(grains))) == kind(grains)
    for grains in (kind.LOWEST - 1, kind.HIGHEST + 1):
        with pytest.raises(ValidationError) as caught:
            adapter.validate_python(str(kind(grains)))
        error = caught.value.errors()[0]["ctx"]["error"]
        assert error.reason == "out-of-range"
        assert error.detail == f"{kind(kind.LOWEST)} to {kind(kind.HIGHEST)}"


def test_a_reading_below_zero_is_for_temperatures() -> None:
    """A model refuses -5 W and takes -5 °C; a computed difference may be negative."""
    with pytest.raises(ValidationError):
        Supply.model_validate({"rating": "-5 W"})
    assert TypeAdapter(Celsius).validate_python("-5 °C").grains == -50
    assert (Watts(1) - Watts(2)).grains == -1


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [
        (0, 1, 0),
        (1, 2, 1),
        (-1, 2, -1),
        (1, 3, 0),
        (2, 3, 1),
        (5, 2, 3),
        (-5, 2, -3),
        (7, 7, 1),
        (10**40, 3, 10**40 // 3),
    ],
)
def test_halves_round_away_from_zero(numerator: int, denominator: int, quotient: int) -> None:
    """The one rounding function: to the nearest, halves away from zero."""
    assert divide_half_up(numerator, denominator) == quotient


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_is_positive(denominator: int) -> None:
    """A denominator of zero or below is a bug in the caller and says so."""
    with pytest.raises(ValueError, match="positive"):
        divide_half_up(1, denominator)


@pytest.mark.parametrize(
    ("count", "step", "places", "text"),
    [
        (0, 1000, None, "0"),
        (1500, 1000, None, "1.5"),
        (-1500, 1000, None, "-1.5"),
        (-1, 1000, None, "-0.001"),
        (5, 1, None, "5"),
        (1500, 1000, 0, "2"),
        (1449, 1000, 1, "1.4"),
        (1450, 1000, 1, "1.5"),
        (-4, 1000, 1, "0.0"),
        (7, 10, 3, "0.700"),
    ],
)
def test_a_decimal_text_is_shortest_or_rounded(count: int, step: int, places: int | None, text: str) -> None:
    """Without `places` no digit too many; with them exactly so many, and never a negative zero."""
    assert decimal_text(count, step, places) == text
