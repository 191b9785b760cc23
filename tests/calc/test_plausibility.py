"""Laws of plausibility: real entries agree with the computation, and a digit too many does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from buildgen.calc.matrix import CONTEXTS, Way, matrix_row, ways_for
from buildgen.calc.placement import architecture_of, inventory_of, pack, quantisation_of, rack_of
from buildgen.calc.plausibility import counted_parameters, parameters_agree, refuted_runs, stated_sizes
from buildgen.calc.scope import Engine
from buildgen.calc.split import Card
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.loading import load_catalog

ROOT = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return load_catalog(ROOT)


def test_printed_sizes_agree_with_the_tensors(catalog: Catalog) -> None:
    """Over seventy printed sizes lie within 1.5 % of the sum of the tensors, exact ones within 0.2 %."""
    sizes = [size for model in catalog.models.values() for size in stated_sizes(model)]
    assert len(sizes) > 70
    for size in sizes:
        assert size.stated is not None
        assert size.apart < (Decimal("0.002") if size.exact else Decimal("0.015")), size


def test_stated_parameters_are_those_of_the_shape(catalog: Catalog) -> None:
    """Every model whose tensors are known has the parameters that its entry states."""
    known = [model for model in catalog.models.values() if counted_parameters(model) is not None]
    assert len(known) >= 15
    assert all(parameters_agree(model) for model in known)


def test_nothing_measured_is_refuted(catalog: Catalog) -> None:
    """No row of the catalog contradicts the computation."""
    assert not [found for table in catalog.benchmarks.values() for found in refuted_runs(table, catalog)]


def test_a_size_without_a_unit_is_no_size() -> None:
    """A bare number is not read as any unit."""
    model = LanguageModel.model_validate(
        {
            "id": "m",
            "name": "M",
            "architecture": "llama",
            "layers": 2,
            "hidden": 256,
            "heads": 4,
            "kv_heads": 2,
            "head_size": 64,
            "feed_forward": 512,
            "vocabulary": 100,
            "tied_embeddings": False,
            "experts": 0,
            "sliding_window": 0,
            "quantisations": {"F16": {"size": "0.1"}, "Q8_0": {"size": "37.57 GiB"}},
        }
    )
    bare, printed = stated_sizes(model)
    assert bare.stated is None
    assert printed.stated is not None
    assert printed.stated.grains == round(Decimal("37.57") * 2**30)


@pytest.mark.parametrize("types", [(), ("Q4_K",), ("Q5_K",) * 10 + ("Q4_K",) * 70, ("A", "B", "A")])
def test_runs_of_types_are_read_as_they_are_written(types: tuple[str, ...]) -> None:
    """Packing the types of the layers loses nothing."""
    model = (
        LanguageModel.model_validate(
            {
                "id": "m",
                "name": "M",
                "quantisations": {"F16": {"tensors": {"attn_v": pack(types)} if types else {}}},
            }
        )
        if all(len(t) > 1 for t in types)
        else None
    )
    if model is not None and types:
        assert dict(quantisation_of(model, "F16").types)["attn_v"] == types


def test_a_row_of_the_matrix_is_the_fits_themselves(catalog: Catalog) -> None:
    """The matrix holds a fit per context, and its largest is the last whose margin is not negative."""
    model = catalog.models["llama-3.3-70b"]
    file = (architecture_of(model), quantisation_of(model, "Q4_K_S"), inventory_of(model, "Q4_K_S"))
    cards = rack_of(catalog.builds["mi50x3-70b"], catalog).cards
    row = matrix_row(file, cards, Way("layer", "f16"), Engine())
    assert len(row.fits) == len(CONTEXTS)
    assert row.largest == 8192
    assert matrix_row(file, (), Way("layer", "f16"), Engine()).reasons
    small = matrix_row(file, (Card("small", 8192),), Way("none", "f16"), Engine())
    assert small.largest is None
    assert {way.split for way in ways_for(1)} == {"none"}
