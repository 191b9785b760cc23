"""What is said of models and runs, beside what the predictor computes: sizes, shapes, measured fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from buildgen.calc.fit import MemoryFit, predict
from buildgen.calc.generation import engine_of, generations_of
from buildgen.calc.placement import architecture_of, inventory_of, quantisation_of, rack_of
from buildgen.calc.scope import Workload
from buildgen.calc.tensors import Inventory
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.language_models import LanguageModel
from buildgen.quantity import Memory

PARAMETER_SHARE = Decimal("0.01")
"""Parameters are printed with three digits at best."""


@dataclass(frozen=True, slots=True)
class StatedSize:
    """The size of one file: as stated, as its tensors sum, and how far the two lie apart, as a share.

    ``stated`` is ``None`` where the text of the size has no unit.
    """

    name: str
    text: str
    exact: bool
    stated: Memory | None
    computed: Memory
    apart: Decimal

    @property
    def computed_text(self) -> str:
        """The computed size in both units that sources print."""
        return f"{self.computed.grains / 10**9:.2f} GB ({self.computed.number(2)} GiB)"


@dataclass(frozen=True, slots=True)
class Refuted:
    """A run whose result the predictor clearly contradicts, with the prediction."""

    index: int
    run: Run
    fit: MemoryFit


def stated_sizes(model: LanguageModel) -> Iterator[StatedSize]:
    """Give the size of each file whose tensors are known, as stated and as computed."""
    for name, entry in model.quantisations.items():
        exact = entry.file_bytes.value is not None
        if not exact and entry.size.value is None:
            continue
        inventory = inventory_of(model, name)
        if inventory is None:
            continue
        text = str(entry.file_bytes.value if exact else entry.size.value)
        stated = entry.file_bytes.value if exact else _size(text)
        computed = Memory(inventory.file_bytes)
        apart = Decimal(0)
        if stated is not None:
            apart = abs(Decimal(stated.grains) / computed.grains - 1)
        yield StatedSize(name, text, exact, stated, computed, apart)


def grouping_is_whole(model: LanguageModel) -> bool | None:
    """Tell whether heads fall into whole groups that share K and V; ``None`` where a figure is missing."""
    heads, kv_heads = model.heads.value, model.kv_heads.value
    if heads is None or kv_heads is None:
        return None
    return 0 < kv_heads <= heads and heads % kv_heads == 0


def counted_parameters(model: LanguageModel) -> Decimal | None:
    """Count a model's parameters from its shape, in billions; ``None`` where it is not one that is known."""
    inventory = inventory_of(model, "F16")
    return None if inventory is None else Decimal(_elements(inventory)) / 10**9


def parameters_agree(model: LanguageModel) -> bool | None:
    """Tell whether the stated parameters are those of the shape; ``None`` where one is not known."""
    counted, stated = counted_parameters(model), model.parameters.value
    if counted is None or stated is None:
        return None
    return abs(stated / counted - 1) <= PARAMETER_SHARE


def refuted_runs(benchmark: Benchmark, catalog: Catalog) -> Iterator[Refuted]:
    """Find the runs that ran although they clearly do not fit, or ran out of memory although they fit.

    Only runs that state model, file, cards, split, cache and context are looked at, and only a margin beyond
    300 MiB is clear.
    """
    build = catalog.builds.get(benchmark.build)
    rack = rack_of(build, catalog) if build else None
    if rack is None or rack.part is None:
        return
    engine = next((engine_of(g) for g in generations_of(rack.part, catalog)), None)
    for index, run in enumerate(benchmark.runs):
        workload = _workload(benchmark, run)
        model = catalog.models.get(benchmark.value(run, "model") or "")
        count = benchmark.value(run, "cards")
        if engine is None or workload is None or model is None or not 0 < (count or 0) <= len(rack.cards):
            continue
        quantisation = quantisation_of(model, benchmark.value(run, "quantisation") or "")
        fit = predict(architecture_of(model), quantisation, rack.cards[:count], workload, engine)
        against = {"ok": "does not fit", "out of memory": "fits"}.get(run.result)
        if fit.verdict == against:
            yield Refuted(index, run, fit)


def _workload(benchmark: Benchmark, run: Run) -> Workload | None:
    def of(field: str) -> str | None:
        value = benchmark.value(run, field)
        return None if value is None else str(value)

    context, split, kv_k, kv_v = of("context"), of("split"), of("kv_k"), of("kv_v")
    if context is None or split is None or kv_k is None or kv_v is None or of("gpu_layers") is not None:
        return None
    return Workload(
        context=int(context),
        micro_batch=int(of("micro_batch") or 512),
        split=split,
        kv_type_k=kv_k,
        kv_type_v=kv_v,
        flash_attention={"on": True, "off": False}.get(of("flash_attention") or ""),
    )


def _size(text: str) -> Memory | None:
    """Read a printed size to the next byte: `37.57 GiB` is no whole number of bytes."""
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([A-Za-z]{1,3})", text.strip())
    step = Memory.UNITS.get(match[2]) if match else None
    return None if match is None or step is None else Memory(round(Decimal(match[1]) * step))


def _elements(inventory: Inventory) -> int:
    layers = sum(
        tensor.columns * tensor.rows
        for kind in inventory.kinds
        for tensor in (*inventory.layers[kind].matrices, *inventory.layers[kind].vectors)
    )
    ends = inventory.output.columns * inventory.output.rows + inventory.output_norm.columns
    table = 0 if inventory.architecture.tied_embeddings else inventory.embedding.columns
    return layers + ends + table * inventory.embedding.rows
