"""Laws of a forecast: measured rows win and only in their own case; what is unknown is not established."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from buildgen.calc.comparison import compare_record
from buildgen.calc.forecast import Ask, Forecast, forecast, measured_fit
from buildgen.calc.samples import RowGapError, samples_of
from buildgen.calc.scope import Workload
from buildgen.calc.split import MIB
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import Assumed, Row
from buildgen.catalog.loading import load_catalog

ROOT = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return load_catalog(ROOT)


def ask(
    catalog: Catalog,
    model: str = "llama-3.3-70b",
    context: int | None = 8192,
    *,
    build: str = "mi50x3-70b",
    quantisation: str = "Q4_K_S",
    engine_build: int | None = None,
    **how: Any,
) -> Forecast:
    entry = catalog.models[model]
    question = Ask(entry, quantisation, Workload(1, **how), context, engine_build=engine_build)
    return forecast(catalog.builds[build], catalog, question)


def test_the_posts_rows_are_answered_by_the_post(catalog: Catalog) -> None:
    """Each row of the context table is found again as the measurement of its own case, fit and speed."""
    table = catalog.benchmarks["post-context"]
    for number, row in enumerate(table.runs, 1):
        kind = table.value(row, "kv_k")
        found = ask(
            catalog,
            row.model or "",
            row.context,
            split=row.split,
            kv_type_k=kind,
            kv_type_v=kind,
        )
        assert [match.id for match in found.matches] == [f"post-context/{number}"]
        fits = row.result == "ok"
        assert measured_fit(found) == ("fits" if fits else "does not fit")
        assert found.fit.margin is not None
        assert (found.fit.margin >= 0) == fits
        assert (found.decode.kind == "measured") == fits
        if row.decode is not None:
            assert found.decode.value == pytest.approx(float(row.decode.number()))


@pytest.mark.parametrize(
    "change",
    [
        {"context": 8448},
        {"split": "row"},
        {"kv_type_k": "q8_0", "kv_type_v": "q8_0"},
        {"flash_attention": True},
        {"sequences": 2},
        {"build": "mi50x2"},
        {"quantisation": "Q4_K_M"},
        {"model": "deepseek-r1-distill-llama-70b"},
        {"tensor_split": (1, 1, 1)},
        {"micro_batch": 256},
    ],
)
def test_a_row_of_another_case_is_no_measurement(change: dict[str, Any], catalog: Catalog) -> None:
    """One condition apart, and the row measures something else."""
    assert not ask(catalog, **change).matches


def test_what_a_row_does_not_state_is_said(catalog: Catalog) -> None:
    """The post does not state flash attention for its f16 rows: taken at the default, and told."""
    (match,) = ask(catalog).matches
    assert match.taken == ("flash_attention", "sequences")


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("gemma-2-27b", "sliding-window"),
        ("mixtral-8x7b", "experts"),
        ("qwen3-30b-a3b", "experts"),
        ("phi-4-14b", "family"),
        ("qwen3-14b", "family-in-engine"),
    ],
)
def test_models_that_are_not_modelled_have_their_reason(model: str, code: str, catalog: Catalog) -> None:
    """Experts, windows, fused matrices and families of later builds: not established, neither is speed."""
    found = ask(catalog, model, quantisation="Q4_K_M")
    assert found.fit.verdict == "not established"
    assert code in [reason.code for reason in found.fit.reasons]
    assert (found.decode.kind, found.prefill.kind) == ("not established", "not established")
    assert (found.largest, found.suggestions) == (None, ())


@pytest.mark.parametrize(
    ("build", "code"), [("2080ti-22g", "card-memory"), ("mac-studio", "no-cards"), ("v100x4", "no-engine")]
)
def test_builds_that_are_not_known_have_their_reason(build: str, code: str, catalog: Catalog) -> None:
    """Memory that no driver reported, no card, a chip without a generation."""
    found = ask(catalog, "llama-3.1-8b", 4096, build=build, quantisation="Q4_K_M")
    assert found.fit.verdict == "not established"
    assert code in [reason.code for reason in found.fit.reasons]


@pytest.mark.parametrize("number", [0, 3989, 4881, 8255])
def test_a_build_outside_the_generation_is_not_established(number: int, catalog: Catalog) -> None:
    """Terms and speeds hold for the builds that they were read in."""
    found = ask(catalog, "llama-3.1-8b", 4096, quantisation="Q4_K_M", engine_build=number)
    assert [reason.code for reason in found.fit.reasons] == ["engine"]
    assert found.decode.kind == "not established"


def test_the_largest_context_fits_and_the_next_does_not(catalog: Catalog) -> None:
    """`max` asks for the largest that surely fits; the largest that just fits is told beside it."""
    found = ask(catalog, context=None)
    assert found.largest is not None
    assert found.workload.context == found.largest.surely
    assert found.fit.verdict == "fits"
    assert found.largest.tokens is not None
    beyond = ask(catalog, context=found.largest.tokens + found.largest.step)
    assert beyond.fit.margin is not None
    assert beyond.fit.margin < 0


def test_suggestions_fit(catalog: Catalog) -> None:
    """Everything that is suggested makes the verdict `fits`."""
    found = ask(catalog, context=16384)
    assert found.fit.verdict == "does not fit"
    assert found.suggestions
    assert all(suggestion.result.verdict == "fits" for suggestion in found.suggestions)


def test_eight_sequences_have_no_number(catalog: Catalog) -> None:
    """Above four sequences there is a reason and a limit, no estimate."""
    found = ask(catalog, sequences=8)
    assert (found.decode.kind, found.decode.value) == ("not established", None)
    assert found.decode.limit is not None


def test_records_agree_with_the_estimate(catalog: Catalog) -> None:
    """Public load logs: weights and cache within 1 MiB, the compute buffer within 1 %."""
    compared = 0
    for record in catalog.memory_records.values():
        for item in compare_record(record, catalog).items:
            within = MIB if item.item != "compute" else item.measured // 100
            assert abs(item.estimated - item.measured) <= within, (record.id, item)
            compared += 1
    assert compared >= 12


def test_a_projection_is_not_compared(catalog: Catalog) -> None:
    """A record without model, file and context says what it lacks."""
    found = compare_record(catalog.memory_records["mi50-32g-projection"], catalog)
    assert not found.items
    assert [reason.value for reason in found.reasons] == ["model", "quantisation", "context"]


def test_a_row_without_its_conditions_is_refused(catalog: Catalog) -> None:
    """What is neither stated nor assumed is not guessed."""
    for run, assume in ((1, Assumed(depth=320, prompt=256)), (1, Assumed(cards=3, prompt=256))):
        with pytest.raises(RowGapError, match=r"post-headline/1: condition (cards|depth)"):
            samples_of((Row(benchmark="post-headline", run=run, assume=assume),), "decode", catalog, 1.024e12)
    with pytest.raises(RowGapError, match="post-context/2: speed decode"):
        samples_of((Row(benchmark="post-context", run=2),), "decode", catalog, 1.024e12)
