"""Laws of speed: measured wins, estimates stay below the physical limit, and nothing is said without rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.load import Load, Run, make_load
from buildgen.calc.speed import (
    SPEED_REASONS,
    DecodeParameters,
    Measurement,
    PrefillParameters,
    decode,
    decode_limit,
    decode_time,
    grow,
    prefill,
)
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

PARAMETERS = DecodeParameters(
    efficiency={"Q4_K": 0.545, "Q8_0": 0.773},
    per_layer=0.33e-3,
    per_product=28e-6,
    growth={2: 1.7, 4: 3.6},
    row_spread=0.1,
    model_spread=0.2,
    batch_spread={2: 0.15, 4: 0.3},
    models=("llama-3.3-70b",),
    rests_on=("row-1", "row-2"),
)
PREFILL = PrefillParameters(1e13, 4e-10, 0.1, 0.2, ("llama-3.3-70b",), ("row-3",))
BANDWIDTH = 1.024e12


def load_of(inventories: dict[str, Inventory], run: Run, model: str = "llama-3.3-70b") -> Load:
    """Return the load of a post's model."""
    return make_load(model, inventories[model], run, BANDWIDTH)


def test_the_formula_with_the_numbers_put_in(inventories: dict[str, Inventory]) -> None:
    """70B in layer split, 320 tokens deep: 39.7 GB at 558 GB/s and 80 layers of 0.33 ms give 97.7 ms."""
    load = load_of(inventories, Run("layer", 3, depth=320))
    reading = (load.weight_bytes + 320 * 327_680) / (BANDWIDTH * 0.545)
    assert decode_time(load, PARAMETERS, 0.545) == pytest.approx(reading + 80 * 0.33e-3)
    assert decode(load, (), PARAMETERS).value == pytest.approx(10.2, abs=0.1)


def test_row_split_reads_on_all_cards_and_pays_for_each_product(inventories: dict[str, Inventory]) -> None:
    """Row split on three cards: a third of the reading time, and 7 x 80 x 2 exchanges of 28 us."""
    layer = decode_time(load_of(inventories, Run("layer", 3)), PARAMETERS, 0.545)
    row = decode_time(load_of(inventories, Run("row", 3)), PARAMETERS, 0.545)
    launching = 80 * 0.33e-3
    assert row == pytest.approx((layer - launching) / 3 + launching + 7 * 80 * 2 * 28e-6)


def test_measured_wins(inventories: dict[str, Inventory]) -> None:
    """Rows with the run's own conditions are the answer: their median and range."""
    load = load_of(inventories, Run("layer", 3))
    rows = (Measurement("a", 10.0), Measurement("b", 12.0), Measurement("c", 11.0))
    speed = decode(load, rows, PARAMETERS)
    assert (speed.kind, speed.value, speed.low, speed.high) == ("measured", 11.0, 10.0, 12.0)
    assert speed.rests_on == ("a", "b", "c")
    assert decode(load, rows[:2]).value == 11.0
    assert prefill(load, rows[:1], None).value == 10.0


def test_eight_sequences_get_a_warning_and_no_number(inventories: dict[str, Inventory]) -> None:
    """At 8 sequences the kernels fall off a cliff: no number, the reason instead, and the limit beside it."""
    for sequences in (5, 8, 16):
        speed = decode(load_of(inventories, Run("layer", 3, sequences)), (), PARAMETERS)
        assert (speed.kind, speed.value) == ("not established", None)
        assert [reason.code for reason in speed.reasons] == ["sequences"]
        assert speed.limit is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bandwidth": None}, "bandwidth"),
        ({"family": ""}, "kernel-family"),
        ({"run": Run("layer", 3, 0)}, "conditions"),
        ({"run": Run("layer", 3, 1, -1)}, "conditions"),
    ],
)
def test_what_cannot_be_estimated_has_its_reason(
    change: dict[str, object], code: str, inventories: dict[str, Inventory]
) -> None:
    """Without bandwidth, kernel family or possible conditions there is no number."""
    load = replace(load_of(inventories, Run("layer", 3)), **change)  # type: ignore[arg-type]
    speed = decode(load, (), PARAMETERS)
    assert speed.kind == "not established"
    assert code in [reason.code for reason in speed.reasons]
    assert all(reason.code in SPEED_REASONS for reason in speed.reasons)


def test_nothing_is_estimated_without_parameters(inventories: dict[str, Inventory]) -> None:
    """No rows for this card and engine generation: not established, with the physical limit of decode."""
    load = load_of(inventories, Run("layer", 3))
    assert [reason.code for reason in decode(load).reasons] == ["no-parameters"]
    assert decode(load).limit == decode_limit(load)
    assert [reason.code for reason in prefill(load).reasons] == ["no-parameters"]


def test_row_split_needs_rows_in_row_split(inventories: dict[str, Inventory]) -> None:
    """The cost of an exchange is not assumed: parameters without it say nothing about row split."""
    speed = decode(load_of(inventories, Run("row", 3)), (), replace(PARAMETERS, per_product=None))
    assert [reason.code for reason in speed.reasons] == ["row-decode"]
    assert decode(load_of(inventories, Run("row", 1)), (), replace(PARAMETERS, per_product=None)).value


def test_a_kernel_between_two_has_the_interval_of_both(architectures: dict[str, Architecture]) -> None:
    """Q6_K was not measured: its value lies between the speeds of both measured families."""
    inventory = take_inventory(architectures["llama-3.3-70b"], Quantisation("Q6_K"))
    load = make_load("llama-3.3-70b", inventory, Run("layer", 4), BANDWIDTH)
    slow, fast = (1 / decode_time(load, PARAMETERS, each) for each in (0.545, 0.773))
    speed = decode(load, (), PARAMETERS)
    assert speed.low is not None
    assert speed.value is not None
    assert speed.high is not None
    assert speed.low < slow < speed.value < fast < speed.high
    alone = replace(PARAMETERS, efficiency={"Q4_K": 0.545})
    assert decode(load, (), alone).kind == "not established"


def test_three_bits_are_not_guessed(architectures: dict[str, Architecture]) -> None:
    """Q3_K costs more per byte than anything measured: not established."""
    inventory = take_inventory(architectures["llama-3.3-70b"], Quantisation("Q3_K_M"))
    load = make_load("llama-3.3-70b", inventory, Run("layer", 3), BANDWIDTH)
    assert decode(load, (), PARAMETERS).kind == "not established"


def test_growth_lies_on_a_line_between_measured_counts() -> None:
    """Three sequences lie halfway between two and four; one is exactly one."""
    assert grow(PARAMETERS, 1) == 1.0
    assert grow(PARAMETERS, 3) == pytest.approx((1.7 + 3.6) / 2)


def test_spreads_by_what_was_seen(inventories: dict[str, Inventory]) -> None:
    """Unseen models and several sequences have wider intervals than a model that was measured."""

    def width(model: str, run: Run) -> float:
        speed = decode(load_of(inventories, run, model), (), PARAMETERS)
        assert speed.value is not None
        assert speed.low is not None
        return speed.value / speed.low - 1

    assert width("llama-3.3-70b", Run("layer", 3)) == pytest.approx(0.1)
    assert width("qwen-2.5-72b", Run("layer", 3)) == pytest.approx(0.2)
    assert width("llama-3.3-70b", Run("layer", 3, 3)) == pytest.approx(0.3)


def test_prefill_is_operations_over_rate(inventories: dict[str, Inventory]) -> None:
    """Two operations a weight and token; scores add a share that grows with the prompt."""
    short = load_of(inventories, Run("layer", 3, prompt=1))
    speed = prefill(short, (), PREFILL)
    assert speed.value == pytest.approx(1e13 / (2 * short.weights), rel=1e-3)
    long = load_of(inventories, Run("layer", 3, prompt=8192))
    scores = 5120 * 4096 * 4e-10
    assert prefill(long, (), PREFILL).value == pytest.approx(1 / (2 * long.weights / 1e13 + scores))


def test_prefill_does_not_leave_its_kernel_path(inventories: dict[str, Inventory]) -> None:
    """Row split, flash attention over long prompts, and no prompt at all are not established."""
    row = prefill(load_of(inventories, Run("row", 3)), (), PREFILL)
    assert [reason.code for reason in row.reasons] == ["row-prefill"]
    flash = Run("layer", 3, prompt=32768, flash_attention=True)
    assert [r.code for r in prefill(load_of(inventories, flash), (), PREFILL).reasons] == ["flash-prefill"]
    short = replace(flash, prompt=256)
    assert prefill(load_of(inventories, short), (), PREFILL).kind == "estimate"
    empty = prefill(load_of(inventories, Run("layer", 3, prompt=0)), (), PREFILL)
    assert [reason.code for reason in empty.reasons] == ["conditions"]


RUNS = st.builds(
    Run,
    split=st.sampled_from(["none", "layer", "row"]),
    cards=st.integers(1, 8),
    sequences=st.integers(1, 4),
    depth=st.integers(0, 40_000),
    prompt=st.integers(1, 40_000),
)


@given(RUNS, st.sampled_from(["llama-3.3-70b", "qwq-32b-preview", "dolphin-mistral-nemo-12b"]))
def test_an_estimate_stays_below_the_physical_limit(
    inventories: dict[str, Inventory], run: Run, model: str
) -> None:
    """Low <= value <= high <= bandwidth / bytes, in every split, depth and number of sequences."""
    speed = decode(load_of(inventories, run, model), (), PARAMETERS)
    assert speed.value is not None
    assert speed.low is not None
    assert speed.high is not None
    assert speed.limit is not None
    assert 0 < speed.low <= speed.value <= speed.high <= speed.limit


@given(RUNS, st.integers(1, 10_000))
def test_depth_and_prompt_only_slow_down(inventories: dict[str, Inventory], run: Run, more: int) -> None:
    """A deeper cache never decodes faster, a longer prompt is never read faster per token."""
    deeper = replace(run, depth=run.depth + more, prompt=run.prompt + more)
    first, second = load_of(inventories, run), load_of(inventories, deeper)
    assert (decode(first, (), PARAMETERS).value or 0) >= (decode(second, (), PARAMETERS).value or 0)
    layer, longer = (
        replace(first, run=replace(run, split="layer")),
        replace(second, run=replace(deeper, split="layer")),
    )
    assert (prefill(layer, (), PREFILL).value or 0) >= (prefill(longer, (), PREFILL).value or 0)


@given(RUNS, st.sampled_from([1e-3, 1e3]))
def test_units_change_nothing(inventories: dict[str, Inventory], run: Run, unit: float) -> None:
    """Bandwidth and times in another unit of time scale the speed by it and nothing else."""
    load = load_of(inventories, run)
    scaled = replace(load, bandwidth=BANDWIDTH * unit)
    parameters = replace(
        PARAMETERS, per_layer=PARAMETERS.per_layer / unit, per_product=(PARAMETERS.per_product or 0) / unit
    )
    first, second = decode(load, (), PARAMETERS), decode(scaled, (), parameters)
    assert (second.value or 0) == pytest.approx((first.value or 0) * unit)
