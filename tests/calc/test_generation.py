"""Laws of the catalog's engines: what stands there is what the rows give, and what the bars ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildgen.calc import calibrate
from buildgen.calc.calibrate import Evaluation
from buildgen.calc.generation import engine_of, generations_of
from buildgen.calc.placement import architecture_of, inventory_of, rack_of
from buildgen.calc.samples import samples_of
from buildgen.calc.scope import INTEGER_KERNELS, Engine
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import Held
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Gpu

ROOT = Path(__file__).parents[2] / "catalog"
CLOSE = 2e-5
"""Figures in the catalog are rounded to six digits."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return load_catalog(ROOT)


def speeds(catalog: Catalog) -> list[tuple[str, str]]:
    return [(g.id, card) for g in catalog.generations.values() for card in g.speeds]


FITTED = speeds(load_catalog(ROOT))


def agree(held: Held, evaluation: Evaluation) -> None:
    assert (held.rows, held.not_established) == (len(evaluation.rows), evaluation.unestablished)
    found = (evaluation.median, evaluation.largest, evaluation.coverage)
    assert (float(held.median), float(held.largest), float(held.coverage)) == pytest.approx(found, rel=CLOSE)


def bandwidth(catalog: Catalog, card: str) -> float:
    part = catalog.parts[card]
    assert isinstance(part, Gpu)
    assert part.bandwidth.value is not None
    return part.bandwidth.value.grains * 1e6


@pytest.mark.parametrize(("engine", "card"), FITTED)
def test_decode_parameters_are_what_their_rows_give(engine: str, card: str, catalog: Catalog) -> None:
    """Fitted again from the rows that they name, parameters, spreads and errors come out as they stand."""
    stated = catalog.generations[engine].speeds[card].decode
    assert stated is not None
    rate = bandwidth(catalog, card)
    rows = samples_of(stated.rows, "decode", catalog, rate)
    others = samples_of(stated.others, "decode", catalog, rate)
    fitted = calibrate.fit_decode(rows)
    assert fitted is not None
    assert {k: float(v) for k, v in stated.efficiency.items()} == pytest.approx(fitted.efficiency, rel=CLOSE)
    assert float(stated.layer_ms) == pytest.approx(fitted.per_layer * 1e3, rel=CLOSE)
    assert stated.product_us is not None
    assert fitted.per_product is not None
    assert float(stated.product_us) == pytest.approx(fitted.per_product * 1e6, rel=CLOSE)
    growth = {int(k): float(v) for k, v in stated.growth.items()}
    assert growth == pytest.approx(dict(fitted.growth), rel=CLOSE)
    spreads = (fitted.row_spread, fitted.model_spread)
    assert (float(stated.row_spread), float(stated.model_spread)) == pytest.approx(spreads, rel=CLOSE)
    assert fitted.batch_spread is not None
    batch = {int(k): float(v) for k, v in stated.batch_spread.items()}
    assert batch == pytest.approx(dict(fitted.batch_spread), rel=CLOSE)
    agree(stated.held_rows, calibrate.evaluate_decode(rows))
    agree(stated.held_models, calibrate.evaluate_decode(rows, by_model=True))
    assert stated.held_batches is not None
    agree(stated.held_batches, calibrate.evaluate_decode(rows, (2, 4)))
    assert {sample.load.run.sequences for sample in others} == {8}


@pytest.mark.parametrize(("engine", "card"), FITTED)
def test_prefill_parameters_are_what_their_rows_give(engine: str, card: str, catalog: Catalog) -> None:
    """The same for prefill, of whose rows none is in row split."""
    stated = catalog.generations[engine].speeds[card].prefill
    assert stated is not None
    rows = samples_of(stated.rows, "prefill", catalog, bandwidth(catalog, card))
    assert all(sample.load.run.split != "row" for sample in rows)
    fitted = calibrate.fit_prefill(rows)
    assert fitted is not None
    assert float(stated.tflops) == pytest.approx(fitted.rate / 1e12, rel=CLOSE)
    assert float(stated.score_ns) == pytest.approx(fitted.per_score * 1e9, rel=CLOSE)
    spreads = (fitted.row_spread, fitted.model_spread)
    assert (float(stated.row_spread), float(stated.model_spread)) == pytest.approx(spreads, rel=CLOSE)
    agree(stated.held_rows, calibrate.evaluate_prefill(rows))
    agree(stated.held_models, calibrate.evaluate_prefill(rows, by_model=True))


@pytest.mark.parametrize(("engine", "card"), FITTED)
def test_held_out_errors_are_within_the_bars(engine: str, card: str, catalog: Catalog) -> None:
    """Decode 5 % median and 12 % at most, several sequences 12 %, prefill 7 %; intervals cover 80 %."""
    stated = catalog.generations[engine].speeds[card]
    assert stated.decode is not None
    assert stated.decode.held_batches is not None
    assert stated.prefill is not None
    assert stated.decode.held_rows.median <= 0.05
    assert stated.decode.held_rows.largest <= 0.12
    assert stated.decode.held_batches.median <= 0.12
    assert stated.prefill.held_rows.median <= 0.07
    for held in (
        *(stated.decode.held_rows, stated.decode.held_models, stated.decode.held_batches),
        *(stated.prefill.held_rows, stated.prefill.held_models),
    ):
        assert held.coverage >= 0.8


def test_constants_are_those_that_were_read(catalog: Catalog) -> None:
    """The catalog's engines have the constants of the generations that the terms were read in."""
    read = {"llama.cpp-2025-01-cublas": Engine(), "llama.cpp-2025-02-packed": INTEGER_KERNELS}
    for name, known in read.items():
        engine = engine_of(catalog.generations[name])
        assert engine is not None
        for field in (
            *("first_build", "last_build", "families", "copies", "runtime_mib", "workspace_mib"),
            *("cutting", "mask_padding", "expands"),
        ):
            assert getattr(engine, field) == getattr(known, field), (name, field)


def test_the_first_generation_of_a_chip_is_the_measured_one(catalog: Catalog) -> None:
    """An MI50 without further word is taken to run what the post ran."""
    part = catalog.parts["mi50-16g"]
    assert isinstance(part, Gpu)
    assert [g.id for g in generations_of(part, catalog)] == sorted(
        ["llama.cpp-2025-01-cublas", "llama.cpp-2025-02-packed"]
    )


def test_the_posts_models_have_the_posts_shapes(catalog: Catalog, architectures: dict[str, object]) -> None:
    """What the catalog says of the five models is what the calculations were checked with."""
    for name, architecture in architectures.items():
        assert architecture_of(catalog.models[name]) == architecture


SIZES = [
    (model.id, name)
    for model in load_catalog(ROOT).models.values()
    for name, file in model.quantisations.items()
    if file.file_bytes.value is not None and inventory_of(model, name) is not None
]


@pytest.mark.parametrize(("model", "name"), SIZES)
def test_published_files_have_the_computed_size(model: str, name: str, catalog: Catalog) -> None:
    """A file is its tensors and a header with the vocabulary: 5 to 8 MiB more than the sum of the tensors."""
    entry = catalog.models[model]
    inventory, stated = inventory_of(entry, name), entry.quantisations[name].file_bytes.value
    assert inventory is not None
    assert stated is not None
    assert 5 << 20 < stated.grains - inventory.file_bytes < 8 << 20


def test_racks_of_the_real_builds(catalog: Catalog) -> None:
    """Three cards are three; a card whose driver was never read is not known."""
    rack = rack_of(catalog.builds["mi50x3-70b"], catalog)
    assert [card.total_mib for card in rack.cards] == [16368] * 3
    assert (rack.role, rack.state, rack.unknown) == ("gpus", "pro-vii-190w", ())
    assert rack_of(catalog.builds["2080ti-22g"], catalog).unknown == ("memory_reported",)
    assert rack_of(catalog.builds["mac-studio"], catalog).part is None
