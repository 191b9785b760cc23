"""From an engine generation of the catalog to the constants and parameters that the predictor takes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from buildgen.calc.scope import Engine
from buildgen.calc.speed import DecodeParameters, PrefillParameters
from buildgen.calc.split import MIB, Cutting
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Fact
from buildgen.catalog.generations import CardSpeed, Generation, Row
from buildgen.catalog.parts import Gpu
from buildgen.quantity import Memory


def generations_of(part: Gpu, catalog: Catalog) -> tuple[Generation, ...]:
    """List the generations whose terms were read for a card's chip, the first choice first."""
    found = [g for g in catalog.generations.values() if part.architecture.value in g.chips]
    return tuple(sorted(found, key=lambda g: (g.rank, g.id)))


def engine_of(generation: Generation, build: int | None = None) -> Engine | None:
    """Give the memory constants; ``None`` where one of them is not known. ``build`` is the build in use."""
    first, last = generation.first_build.value, generation.last_build.value
    runtime, workspace = _mib(generation.runtime), _mib(generation.workspace)
    granule, rounding = generation.granule.value, generation.row_rounding.value
    copies, mask, expands = generation.copies.value, generation.mask_rows.value, generation.expands.value
    if first is None or last is None or runtime is None or workspace is None or granule is None:
        return None
    if rounding is None or copies is None or mask is None or expands is None:
        return None
    return Engine(
        name=generation.id,
        first_build=first,
        last_build=last,
        build=build,
        families=generation.architectures,
        copies=copies,
        runtime_mib=runtime,
        workspace_mib=workspace,
        cutting=Cutting(granule.grains, rounding),
        mask_padding=mask,
        expands=expands,
    )


def decode_parameters(speed: CardSpeed | None, catalog: Catalog) -> DecodeParameters | None:
    """Give a card's decode parameters in seconds; ``None`` where none were fitted."""
    if speed is None or speed.decode is None:
        return None
    fitted = speed.decode
    return DecodeParameters(
        efficiency={family: float(value) for family, value in fitted.efficiency.items()},
        per_layer=float(fitted.layer_ms) * 1e-3,
        per_product=None if fitted.product_us is None else float(fitted.product_us) * 1e-6,
        growth=_counts(fitted.growth),
        row_spread=float(fitted.row_spread),
        model_spread=float(fitted.model_spread),
        batch_spread=_counts(fitted.batch_spread),
        models=models_of(fitted.rows, catalog),
        rests_on=rests_on(fitted.rows),
    )


def prefill_parameters(speed: CardSpeed | None, catalog: Catalog) -> PrefillParameters | None:
    """Give a card's prefill parameters in seconds; ``None`` where none were fitted."""
    if speed is None or speed.prefill is None:
        return None
    fitted = speed.prefill
    return PrefillParameters(
        rate=float(fitted.tflops) * 1e12,
        per_score=float(fitted.score_ns) * 1e-9,
        row_spread=float(fitted.row_spread),
        model_spread=float(fitted.model_spread),
        models=models_of(fitted.rows, catalog),
        rests_on=rests_on(fitted.rows),
    )


def models_of(rows: tuple[Row, ...], catalog: Catalog) -> tuple[str, ...]:
    """List the models that rows were measured with."""
    found = set()
    for row in rows:
        benchmark = catalog.benchmarks.get(row.benchmark)
        if benchmark is not None and row.run <= len(benchmark.runs):
            found.add(benchmark.value(benchmark.runs[row.run - 1], "model"))
    return tuple(sorted(model for model in found if model is not None))


def rests_on(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Name the rows as ``benchmark/number``."""
    return tuple(f"{row.benchmark}/{row.run}" for row in rows)


def _mib(fact: Fact[Memory]) -> int | None:
    return None if fact.value is None else fact.value.grains // MIB


def _counts(table: Mapping[str, Decimal]) -> dict[int, float]:
    return {int(count): float(value) for count, value in table.items()}
