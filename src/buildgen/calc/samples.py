"""Benchmark rows as the speed formulas take them: samples to fit, and measurements of exactly one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from buildgen.calc.calibrate import Sample
from buildgen.calc.load import Run, make_load
from buildgen.calc.placement import inventory_of
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.benchmarks import Run as Row
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import Row as RowName
from buildgen.catalog.parts import Gpu

Gap = Literal["row", "speed", "model", "tensors", "condition", "bandwidth"]


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two runs the same case: a measurement stands for a case only where all of it is equal.

    ``card`` is the id of the part, ``count`` how many of them are used.
    """

    model: str
    quantisation: str
    card: str
    count: int
    split: str
    kv_type_k: str
    kv_type_v: str
    flash_attention: bool
    context: int
    sequences: int


@dataclass(frozen=True, slots=True)
class Match:
    """A row whose case is the one asked for, with what it does not state and was taken at its default."""

    id: str
    row: Row
    benchmark: Benchmark
    taken: tuple[str, ...]


class RowGapError(ValueError):
    """A row that gives no sample: the row, what kind of thing it lacks, and which.

    ``kind``: ``row`` it is not in the catalog, ``speed`` it has none of this name, ``model`` nobody describes
    it, ``tensors`` those of the model's file are not known, ``condition`` it is neither stated nor assumed,
    ``bandwidth`` its card's is not known.
    """

    def __init__(self, row: str, kind: Gap, what: str) -> None:
        super().__init__(f"{row}: {kind} {what}")
        self.row, self.kind, self.what = row, kind, what


def row_id(benchmark: Benchmark, number: int) -> str:
    """Name a run: its benchmark's id and its number in it, from 1."""
    return f"{benchmark.id}/{number}"


def samples_of(
    names: tuple[RowName, ...], speed: str, catalog: Catalog, bandwidth: float
) -> tuple[Sample, ...]:
    """Turn the rows that a card's parameters rest on into samples; ``speed`` is ``decode`` or ``prefill``.

    What a row states wins over what is assumed for it. Raises ``RowGapError`` where a row is not in the
    catalog, has no such speed, or leaves open what the formula needs.
    """
    return tuple(_sample(name, speed, catalog, bandwidth) for name in names)


def find_matches(key: Key, catalog: Catalog) -> tuple[Match, ...]:
    """Find the rows of exactly this case; null equals nothing, but for two conditions with a default.

    A row that states neither flash attention nor sequences ran, as far as is known, with the program's
    defaults of its day: off, and one. That is said with the match.
    """
    found = []
    for benchmark in catalog.benchmarks.values():
        for number, row in enumerate(benchmark.runs, 1):
            if _is_case(key, benchmark, row, catalog):
                flash = benchmark.value(row, "flash_attention")
                sequences = benchmark.value(row, "sequences")
                stated = {"flash_attention": flash, "sequences": sequences}
                taken = tuple(name for name, value in stated.items() if value is None)
                found.append(Match(row_id(benchmark, number), row, benchmark, taken))
    return tuple(found)


def _is_case(key: Key, benchmark: Benchmark, row: Row, catalog: Catalog) -> bool:
    def of(field: str) -> object:
        return benchmark.value(row, field)

    build = catalog.builds.get(benchmark.build)
    if build is None or key.card not in _card_ids(build, catalog):
        return False
    exact = {
        "model": key.model,
        "quantisation": key.quantisation,
        "cards": key.count,
        "context": key.context,
        "kv_k": key.kv_type_k,
        "kv_v": key.kv_type_v,
    }
    if any(of(field) != value for field, value in exact.items()):
        return False
    split = "none" if key.count == 1 else key.split
    if of("split") != split and not (key.count == 1 and of("split") is None):
        return False
    flash = "on" if key.flash_attention else "off"
    return of("flash_attention") in {flash, None if flash == "off" else flash} and of("sequences") in {
        key.sequences,
        None if key.sequences == 1 else key.sequences,
    }


def _card_ids(build: Build, catalog: Catalog) -> set[str]:
    parts = (catalog.part(build, role) for role in build.parts)
    return {part.id for part in parts if isinstance(part, Gpu)}


def _sample(name: RowName, speed: str, catalog: Catalog, bandwidth: float) -> Sample:
    named = f"{name.benchmark}/{name.run}"
    benchmark = catalog.benchmarks.get(name.benchmark)
    if benchmark is None or name.run > len(benchmark.runs):
        raise RowGapError(named, "row", named)
    row = benchmark.runs[name.run - 1]
    value = getattr(row, speed)
    if value is None:
        raise RowGapError(named, "speed", speed)

    def stated(field: str, assumed: object) -> str:
        return _stated(benchmark, row, field, assumed, named)

    model = catalog.models.get(stated("model", None))
    if model is None:
        raise RowGapError(named, "model", stated("model", None))
    quantisation = stated("quantisation", None)
    inventory = inventory_of(model, quantisation)
    if inventory is None:
        raise RowGapError(named, "tensors", f"{model.id} {quantisation}")
    cards = int(stated("cards", name.assume.cards))
    run = Run(
        split="none" if cards == 1 else stated("split", name.assume.split),
        cards=cards,
        sequences=int(stated("sequences", name.assume.sequences or 1)),
        depth=_depth(benchmark, row, name),
        prompt=int(stated("prompt", name.assume.prompt)),
        kv_type_k=benchmark.value(row, "kv_k") or "f16",
        kv_type_v=benchmark.value(row, "kv_v") or "f16",
        flash_attention=benchmark.value(row, "flash_attention") == "on",
    )
    load = make_load(model.id, inventory, run, bandwidth)
    number = value.grains / type(value).UNITS["t/s"]
    return Sample(named, load, number, tuple(name.assume.model_fields_set))


def _stated(benchmark: Benchmark, row: Row, field: str, assumed: object, named: str) -> str:
    value = benchmark.value(row, field)
    value = assumed if value is None else value
    if value is None:
        raise RowGapError(named, "condition", field)
    return str(value)


def _depth(benchmark: Benchmark, row: Row, name: RowName) -> int:
    """Give the mean depth while decoding: stated, or prompt and half of what was generated, or assumed."""
    depth = benchmark.value(row, "depth")
    prompt, generated = benchmark.value(row, "prompt"), benchmark.value(row, "generate")
    if depth is not None:
        return int(depth) + (int(generated) // 2 if generated is not None else 0)
    if prompt is not None and generated is not None:
        return int(prompt) + int(generated) // 2
    if name.assume.depth is None:
        raise RowGapError(f"{name.benchmark}/{name.run}", "condition", "depth")
    return name.assume.depth
