"""The speed model against the post's rows, held out, and against rows that other people published."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.calibrate import (
    Sample,
    evaluate_decode,
    evaluate_prefill,
    find_spread,
    fit_decode,
    fit_prefill,
    transfer_decode,
)
from buildgen.calc.least_squares import solve_least_squares
from buildgen.calc.load import Run, make_load
from buildgen.calc.speed import DecodeParameters, decode
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

ROOT = Path(__file__).parents[2]
PUBLIC: dict[str, Any] = json.loads(Path(__file__).with_name("public_rows.json").read_text(encoding="utf-8"))
BANDWIDTH = 1.024e12


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """Load the benchmark script, which knows what to assume where the post is silent."""
    spec = importlib.util.spec_from_file_location("bench_fit", ROOT / "benchmarks" / "bench_fit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_fit"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def decodes(bench: ModuleType, post: dict[str, Any]) -> tuple[Sample, ...]:
    """Return the post's decode rows with their assumed conditions."""
    return tuple(bench.list_samples(post, "decode"))


@pytest.fixture(scope="module")
def prefills(bench: ModuleType, post: dict[str, Any]) -> tuple[Sample, ...]:
    """Return the post's prefill rows with their assumed conditions."""
    return tuple(bench.list_samples(post, "prefill"))


@pytest.fixture(scope="module")
def parameters(decodes: tuple[Sample, ...]) -> DecodeParameters:
    """Return the decode parameters fitted to all rows of the post."""
    fitted = fit_decode(decodes)
    assert fitted is not None
    return fitted


def test_there_are_twelve_rows_of_one_sequence(decodes: tuple[Sample, ...]) -> None:
    """The post has 12 decode rows of one sequence, and every assumption about them is named."""
    singles = [sample for sample in decodes if sample.load.run.sequences == 1]
    assert len(singles) == 12
    assert all(sample.assumed for sample in singles)


def test_parameters_are_physical(parameters: DecodeParameters) -> None:
    """Efficiencies lie below 1, and all four parameters are those of the physics page to its digits."""
    assert parameters.efficiency["Q4_K"] == pytest.approx(0.545, abs=0.001)
    assert parameters.efficiency["Q8_0"] == pytest.approx(0.773, abs=0.002)
    assert parameters.per_layer == pytest.approx(0.33e-3, abs=0.005e-3)
    assert parameters.per_product == pytest.approx(28e-6, abs=0.5e-6)


def test_decode_with_a_row_held_out(decodes: tuple[Sample, ...]) -> None:
    """One sequence, each row predicted from the other rows: median at most 5 %, largest at most 12 %."""
    found = evaluate_decode(decodes)
    assert (len(found.rows), found.unestablished) == (12, 0)
    assert found.median <= 0.05
    assert found.largest <= 0.12
    assert found.coverage >= 0.8


def test_decode_with_a_model_held_out(decodes: tuple[Sample, ...]) -> None:
    """Each model predicted from the others: up to 19 %; Nemo not at all, no other row has its kernel."""
    found = evaluate_decode(decodes, by_model=True)
    assert [row.predicted for row in found.rows].count(None) == found.unestablished == 2
    assert found.largest <= 0.19
    assert found.coverage >= 0.8


def test_decode_of_two_and_four_sequences(decodes: tuple[Sample, ...]) -> None:
    """Two and four sequences, row held out: median at most 12 %, and the intervals hold 80 %."""
    found = evaluate_decode(decodes, (2, 4))
    assert (len(found.rows), found.unestablished) == (6, 0)
    assert found.median <= 0.12
    assert found.coverage >= 0.8


def test_decode_of_eight_sequences_has_no_number(decodes: tuple[Sample, ...]) -> None:
    """Both rows at 8 sequences are left without a number, and they do not touch the parameters."""
    assert evaluate_decode(decodes, (8,)).unestablished == 2
    without = tuple(sample for sample in decodes if sample.load.run.sequences != 8)
    assert fit_decode(without) == fit_decode(decodes)


def test_prefill_held_out(prefills: tuple[Sample, ...]) -> None:
    """Prefill on the same kernel path: median at most 7 % with a row, 8 % with a model held out."""
    by_row, by_model = evaluate_prefill(prefills), evaluate_prefill(prefills, by_model=True)
    assert by_row.median <= 0.07
    assert by_model.median <= 0.08
    assert by_row.coverage >= 0.8
    assert by_model.coverage >= 0.8


def test_prefill_rate_is_physical(prefills: tuple[Sample, ...]) -> None:
    """The rate is about 38 % of the 26.5 TFLOPS that the chip has in f16."""
    fitted = fit_prefill(prefills)
    assert fitted is not None
    assert fitted.rate / 26.5e12 == pytest.approx(0.38, abs=0.03)
    assert fitted.per_score > 0


@pytest.mark.parametrize("row", PUBLIC["rows"], ids=lambda row: row["quantisation"])
def test_rows_that_others_measured(row: dict[str, Any], parameters: DecodeParameters) -> None:
    """Another person's cards, model and build, none of it fitted: size to the digit, speed within 8 %."""
    architecture = Architecture(**PUBLIC["models"][row["model"]])
    inventory = take_inventory(architecture, Quantisation(row["quantisation"], row["imatrix"]))
    assert inventory.file_bytes / (1 << 30) == pytest.approx(float(row["size_gib"]), abs=0.005)
    load = make_load(row["model"], inventory, Run("layer", 2, depth=64), BANDWIDTH)
    speed = decode(load, (), parameters)
    measured = float(row["decode"])
    assert speed.value == pytest.approx(measured, rel=0.08)
    assert speed.low is not None
    assert speed.high is not None
    assert speed.low <= measured <= speed.high


def test_a_later_generation_launches_faster(
    parameters: DecodeParameters, architectures: dict[str, Architecture]
) -> None:
    """Build 8255: the old launching time is 17 % too slow; fitted alone it is about 0.1 ms a layer."""
    row = PUBLIC["later_generation"]
    inventory = take_inventory(architectures[row["model"]], Quantisation(row["quantisation"]))
    load = make_load(row["model"], inventory, Run("layer", row["cards"], depth=64), BANDWIDTH)
    sample = Sample("later", load, float(row["decode"]))
    assert (decode(load, (), parameters).value or 0) / sample.value == pytest.approx(0.83, abs=0.02)
    later = transfer_decode(parameters, (sample,))
    assert later is not None
    assert later.per_layer == pytest.approx(0.11e-3, abs=0.02e-3)
    assert later.rests_on[-1] == "later"
    assert decode(replace(load, run=Run("row", 4)), (), later).kind == "not established"
    assert transfer_decode(parameters, ()) is None


def test_the_fit_finds_what_made_the_rows(parameters: DecodeParameters, decodes: tuple[Sample, ...]) -> None:
    """Rows computed from known parameters give those parameters back, with no error held out."""
    made = tuple(
        replace(sample, value=decode(sample.load, (), parameters).value or 0)
        for sample in decodes
        if sample.load.run.sequences in (1, 2, 4)
    )
    again = fit_decode(made)
    assert again is not None
    assert again.per_layer == pytest.approx(parameters.per_layer)
    assert again.growth == pytest.approx(parameters.growth)
    assert again.row_spread == pytest.approx(0, abs=1e-6)
    assert evaluate_decode(made).largest == pytest.approx(0, abs=1e-6)


def test_the_order_of_rows_changes_nothing(decodes: tuple[Sample, ...], parameters: DecodeParameters) -> None:
    """The fit is the same for rows in any order, and the same each time."""
    turned = fit_decode(tuple(reversed(decodes)))
    assert turned is not None
    assert turned.per_layer == pytest.approx(parameters.per_layer)
    assert turned.efficiency == pytest.approx(parameters.efficiency)
    assert fit_decode(decodes) == parameters


def test_too_few_rows_give_no_parameters(decodes: tuple[Sample, ...]) -> None:
    """No rows, or rows that cannot tell reading from launching, give nothing instead of a guess."""
    assert fit_decode(()) is None
    assert fit_prefill(()) is None
    assert fit_decode(decodes[:1]) is None
    assert math.isnan(evaluate_decode(decodes[:1]).median)


def test_parameters_without_row_split_know_nothing_of_it(
    decodes: tuple[Sample, ...], inventories: dict[str, Inventory]
) -> None:
    """Without a row in row split the cost of an exchange is unknown, not zero."""
    fitted = fit_decode(tuple(sample for sample in decodes if sample.load.run.split != "row"))
    assert fitted is not None
    assert fitted.per_product is None


def test_least_squares_never_goes_below_zero() -> None:
    """A coefficient that would be negative is zero, and the others are fitted without it."""
    assert solve_least_squares([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]], [3.0, 2.0, 1.0]) == [2.0, 0.0]
    assert solve_least_squares([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]) is None
    assert solve_least_squares([[1.0], [1.0]], [-1.0, -2.0]) is None


@given(st.lists(st.floats(0, 10), min_size=1, max_size=4))
def test_least_squares_recovers_exact_coefficients(truth: list[float]) -> None:
    """Targets made from non-negative coefficients are met, whichever of them are zero."""
    size = len(truth)
    rows = [[1.0 + (i == j) * (1 + i % 3) for j in range(size)] for i in range(size)] * 2 + [[1.0] * size]
    targets = [sum(a * b for a, b in zip(row, truth, strict=True)) for row in rows]
    found = solve_least_squares(rows, targets)
    assert found is not None
    for row, target in zip(rows, targets, strict=True):
        assert sum(a * b for a, b in zip(row, found, strict=True)) == pytest.approx(target, abs=1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_spread_covers_what_it_was_made_from(errors: list[float]) -> None:
    """With few errors the spread covers all of them, with many at least nine in ten."""
    spread = math.log(1 + find_spread(errors))
    covered = sum(error <= spread + 1e-9 for error in errors) / len(errors)
    assert covered >= (0.9 if len(errors) >= 9 else 1.0)
    assert find_spread([]) == 0
