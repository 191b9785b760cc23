"""Comparability: only known and equal conditions rank, and the post's own figures say what they say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.contrast import (
    FIELDS,
    FITTED,
    Measured,
    contrast,
    measured,
    rankings,
    shown_size,
    size_bytes,
)
from buildgen.calc.limit import Limit, NoLimit, decode_limit, share
from buildgen.calc.results import Results
from buildgen.calc.worth import (
    Draw,
    Interval,
    cost_per_million,
    draw_of,
    energy_per_million,
    per_money,
    per_watt,
    rate,
    reading_seconds,
    speed_ups,
    text,
)
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.loading import load_catalog
from buildgen.quantity import TokenRate

CATALOG = load_catalog(Path(__file__).parents[2] / "catalog")
POLICY = CATALOG.policy
assert POLICY is not None
RESULTS = Results(CATALOG, POLICY)
SPEEDS = measured(CATALOG)
KEY: dict[str, object] = dict.fromkeys(FIELDS, "known")
TABLE = Benchmark.model_validate(
    {
        "id": "t",
        "build": "b",
        "title": "T",
        "runs": ({"decode": "10 t/s"}, {"decode": "11 t/s"}, {"decode": "9 t/s"}),
    }
)


def speed(index: int = 0, **changed: object) -> Measured:
    run = TABLE.runs[index]
    assert run.decode is not None
    return Measured(TABLE, index, run, "decode", run.decode, None, {**KEY, **changed})


def found(identifier: str, kind: str = "decode") -> Measured:
    return next(m for m in SPEEDS if m.id == identifier and m.kind == kind)


def test_equal_and_known_may_be_ranked() -> None:
    """Runs whose every condition is known and equal rank, the fastest first."""
    assert contrast(speed(0), speed(1)).may_rank
    assert [[m.id for m in group] for group in rankings([speed(2), speed(0), speed(1)])] == [
        ["t/2", "t/1", "t/3"]
    ]


@pytest.mark.parametrize("field", FIELDS)
def test_null_never_equals_null(field: str) -> None:
    """One unknown condition, of one or of both, keeps two runs from being ranked."""
    blind = speed(0, **{field: None})
    seen = contrast(blind, speed(1, **{field: None}))
    assert seen.open == (field,)
    assert not seen.may_rank
    assert not contrast(blind, blind).may_rank
    assert rankings([blind, speed(1, **{field: None})]) == ()


@pytest.mark.parametrize("field", FIELDS)
def test_one_difference_is_named_and_keeps_from_ranking(field: str) -> None:
    """A contrast names the one field that differs, with both values."""
    seen = contrast(speed(0), speed(1, **{field: "other"}))
    assert [(d.field, d.one, d.other) for d in seen.differing] == [(field, "known", "other")]
    assert not seen.may_rank


def test_auto_is_not_on_and_one_is_not_true() -> None:
    """Values of different meaning never count as equal."""
    assert not contrast(speed(flash_attention="auto"), speed(1, flash_attention="on")).may_rank
    assert not contrast(speed(sequences=1), speed(1, sequences=True)).may_rank


values = st.sampled_from([None, "a", "b", 1, True])
keys = st.fixed_dictionaries(dict.fromkeys(FIELDS[:4], values))


@given(keys, keys, keys)
def test_ranking_is_symmetric_and_transitive(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]) -> None:
    """Whether two runs may be ranked does not depend on their order, nor on the way through a third."""
    one, two, three = speed(0, **a), speed(1, **b), speed(2, **c)
    assert contrast(one, two).may_rank == contrast(two, one).may_rank
    if contrast(one, two).may_rank and contrast(two, three).may_rank:
        assert contrast(one, three).may_rank
    sides = contrast(one, two)
    assert sorted([*sides.same, *(d.field for d in sides.differing), *sides.open]) == sorted(FIELDS)


def test_no_run_of_the_post_may_be_ranked() -> None:
    """The post leaves conditions open for every run, so none of its figures is called the faster."""
    assert rankings(SPEEDS) == ()


def test_the_contrast_with_the_2080_ti_names_what_differs() -> None:
    """MI50 against 2080 Ti: another card, and software and lengths of which one or both are not known."""
    seen = contrast(found("post-concurrency-nemo/1"), found("post-concurrency-nemo-2080ti/1"))
    assert {d.field for d in seen.differing} == {"card"}
    assert {"engine", "prompt", "generate", "state"} <= set(seen.open)
    assert {"model", "quantisation", "cards", "sequences", "kind"} <= set(seen.same)


def test_prompt_and_generation_in_one_figure_are_a_kind_of_their_own() -> None:
    """A combined row is never put beside a decode row."""
    assert not contrast(speed(kind="combined"), speed(1, kind="decode")).may_rank


def test_a_window_as_long_as_the_lengths_is_known() -> None:
    """A run that states all lengths and no window is equal to another such run, not to one with a window."""
    assert contrast(speed(context=FITTED), speed(1, context=FITTED)).may_rank
    assert not contrast(speed(context=FITTED), speed(1, context=8192)).may_rank


@pytest.mark.parametrize(
    ("printed", "size"),
    [
        ("37.57 GiB", "37.57 GiB"),
        ("40340000000 B", "37.57 GiB"),
        ("4677120000 B", "4.36 GiB"),
        ("odd", "odd"),
        (None, None),
    ],
)
def test_sizes_of_all_formats_agree(printed: str | None, size: str | None) -> None:
    """Bytes and the GiB of a table are one size."""
    assert shown_size(printed) == size
    assert size_bytes("1 GiB") == 1 << 30


def test_the_limit_of_the_posts_runs() -> None:
    """1024 GB/s over the weights: one card's for layer split, three for row split, if the split is known."""
    layer, row, open_split = found("post-context/3"), found("post-context/1"), found("post-concurrency-70b/1")
    limits = [decode_limit(m.benchmark, m.run, CATALOG) for m in (layer, row, open_split)]
    shown = [(text(x.rate, 2), x.readers, x.taken) for x in limits if isinstance(x, Limit)]
    assert shown == [("25.76", 1, ("sequences",)), ("77.29", 3, ("sequences",)), ("77.29", 3, ("split",))]
    assert isinstance(limits[0], Limit)
    assert text(100 * share(rate(layer.speed), limits[0]), 1) == "38.9"


def test_several_sequences_have_no_limit() -> None:
    """A sum over sequences may well lie above what one sequence can reach."""
    many = found("post-concurrency-nemo-2080ti/4")
    assert decode_limit(many.benchmark, many.run, CATALOG) == NoLimit("one sequence")


def test_no_measured_speed_is_above_its_limit() -> None:
    """Physics holds for every single-sequence run of the catalog."""
    for one in SPEEDS:
        limit = decode_limit(one.benchmark, one.run, CATALOG)
        if one.kind == "decode" and isinstance(limit, Limit):
            assert rate(one.speed) < limit.rate


def test_worth_of_the_headline_by_hand() -> None:
    """10.02 t/s on a rig of at least 3140.19 CNY and at most 970 W, checked by hand."""
    one = found("post-context/3")
    build = CATALOG.builds["mi50x3-70b"]
    money = per_money(one.speed, RESULTS.bill(build).total)
    assert money is not None
    assert (text(money.value, 3), money.currency, money.at_most) == ("3.191", "CNY", True)
    draw = draw_of(one, build, CATALOG)
    assert draw is not None
    assert draw == Draw(Interval(Fraction(75), Fraction(970)), False, ("idle",))
    energy = energy_per_million(one.speed, draw)
    assert energy is not None
    assert energy.high == Fraction(970) * 10**6 / Fraction("10.02") / 3600 / 1000
    assert text(energy.high, 2) == "26.89"
    assert per_watt(one.speed, draw) == Interval(Fraction("10.02") / 970, Fraction("10.02") / 75)
    assert CATALOG.rates is not None
    cost = cost_per_million(one.speed, draw, CATALOG.rates.electricity["cn-household"])
    assert cost is not None
    assert cost.high is not None
    assert text(cost.high, 2) == "16.67"
    prefill = found("post-context/5", "prefill")
    assert (
        text(reading_seconds(prefill.speed, 32768) or Fraction(0), 1) == "465.7"
    )  # the post: nearly 8 minutes


def test_speed_ups_of_the_post() -> None:
    """Eight requests at once: 1.42 times on the MI50, 3.41 times on the 2080 Ti; QwQ falls below one."""
    ups = {(u.found.id, u.found.kind): text(u.factor, 2) for u in speed_ups(SPEEDS)}
    assert ups["post-concurrency-nemo/4", "decode"] == "1.42"
    assert ups["post-concurrency-nemo-2080ti/4", "decode"] == "3.41"
    assert ups["post-concurrency-qwq/4", "decode"] == "0.55"
    assert ups["post-concurrency-nemo/1", "decode"] == "1"


rates = st.integers(1, 10**6).map(TokenRate.of)
draws = st.tuples(st.integers(0, 2000), st.integers(0, 2000)).map(
    lambda pair: Draw(Interval(Fraction(min(pair)), Fraction(max(pair))), False, ())
)


@given(rates, draws)
def test_energy_and_speed_per_watt_are_each_others_inverse(one: TokenRate, draw: Draw) -> None:
    """Tokens per joule times joules per token is one, bound against bound."""
    energy, per = energy_per_million(one, draw), per_watt(one, draw)
    assert energy is not None
    assert energy.low <= (energy.high or 0)
    if energy.high:
        assert per.low * energy.high * 3_600_000 == 10**6


@given(rates, draws)
def test_twice_the_speed_halves_energy_and_waiting(one: TokenRate, draw: Draw) -> None:
    """What a token costs falls as the speed rises."""
    twice = one + one
    before, after = energy_per_million(one, draw), energy_per_million(twice, draw)
    assert before is not None
    assert after is not None
    assert after.low * 2 == before.low
    waiting, less = reading_seconds(one, 1000), reading_seconds(twice, 1000)
    assert waiting is not None
    assert less is not None
    assert less * 2 == waiting


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(0, 6))
def test_text_is_exact_or_within_half_a_digit(numerator: int, denominator: int, places: int) -> None:
    """A shown figure lies within half of its last digit, and an exact one is itself."""
    value = Fraction(numerator, denominator)
    written = text(value, places)
    assert abs(Fraction(written) - value) <= Fraction(1, 2 * 10**places)
    if (value * 10**places).denominator == 1:
        assert Fraction(written) == value
