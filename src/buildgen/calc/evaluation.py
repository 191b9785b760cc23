"""How well the predictor does: every measured row of the catalog beside what is predicted without it."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc import calibrate
from buildgen.calc.calibrate import Evaluation, Sample
from buildgen.calc.comparison import Comparison, compare_record
from buildgen.calc.fit import MemoryFit
from buildgen.calc.forecast import Ask, forecast
from buildgen.calc.plausibility import StatedSize, stated_sizes
from buildgen.calc.samples import RowGapError, row_id, samples_of
from buildgen.calc.scope import Workload
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import CardSpeed
from buildgen.catalog.generations import Row as RowName
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.parts import Gpu


@dataclass(frozen=True, slots=True)
class FitRow:
    """One measured row beside the prediction; ``right`` compares the sign of the margin with the result."""

    id: str
    benchmark: Benchmark
    run: Run
    model: LanguageModel
    fit: MemoryFit
    fits: bool
    right: bool


@dataclass(frozen=True, slots=True)
class SpeedEvaluation:
    """The held-out rows of one card and engine generation: by row, by model, several sequences, prompts.

    ``left_out``: the rows that give no sample, each with what it lacks.
    """

    generation: str
    card: str
    decode_rows: Evaluation
    decode_models: Evaluation
    batches: Evaluation
    eight: Evaluation
    prefill_rows: Evaluation
    prefill_models: Evaluation
    left_out: tuple[RowGapError, ...]


def evaluate_fits(catalog: Catalog) -> tuple[FitRow, ...]:
    """Predict every row that states its whole case; nothing was fitted to any of them."""
    found = []
    for benchmark in catalog.benchmarks.values():
        build = catalog.builds.get(benchmark.build)
        for number, run in enumerate(benchmark.runs, 1):
            model = catalog.models.get(benchmark.value(run, "model") or "")
            ask = _ask(benchmark, run, model)
            if build is None or model is None or ask is None:
                continue
            seen = forecast(build, catalog, ask, scan=False)
            named = row_id(benchmark, number)
            if seen.fit.margin is None or named not in [match.id for match in seen.matches]:
                continue
            fits = run.result == "ok"
            right = (seen.fit.margin >= 0) == fits
            found.append(FitRow(named, benchmark, run, model, seen.fit, fits, right))
    return tuple(found)


def evaluate_speeds(catalog: Catalog) -> tuple[SpeedEvaluation, ...]:
    """Hold out the rows that the speeds of each card rest on, one by one and model by model."""
    return tuple(
        _evaluate(generation.id, card, speed, catalog)
        for generation in catalog.generations.values()
        for card, speed in generation.speeds.items()
    )


def evaluate_records(catalog: Catalog) -> tuple[Comparison, ...]:
    """Put the estimate beside every memory record."""
    return tuple(compare_record(record, catalog) for record in catalog.memory_records.values())


def evaluate_sizes(catalog: Catalog) -> tuple[tuple[LanguageModel, StatedSize], ...]:
    """Compare every stated file size with the sum of the tensors."""
    return tuple((model, size) for model in catalog.models.values() for size in stated_sizes(model))


def _ask(benchmark: Benchmark, run: Run, model: LanguageModel | None) -> Ask | None:
    context, kv = benchmark.value(run, "context"), benchmark.value(run, "kv_k")
    split, name = benchmark.value(run, "split"), benchmark.value(run, "quantisation")
    if model is None or None in (context, kv, split, name) or split == "tensor":
        return None
    flash = {"on": True, "off": False}.get(benchmark.value(run, "flash_attention") or "")
    workload = Workload(
        1,
        split=split,
        kv_type_k=kv,
        kv_type_v=benchmark.value(run, "kv_v") or kv,
        flash_attention=flash,
        sequences=benchmark.value(run, "sequences") or 1,
    )
    return Ask(model, name, workload, context)


def _evaluate(generation: str, card: str, speed: CardSpeed, catalog: Catalog) -> SpeedEvaluation:
    """Hold out what can be: rows that give no sample are listed beside."""
    part = catalog.parts.get(card)
    bandwidth = part.bandwidth.value if isinstance(part, Gpu) else None
    usable = _Usable(catalog, card, None if bandwidth is None else bandwidth.grains * 1e6)
    rows = usable.samples(speed.decode.rows if speed.decode else (), "decode")
    others = usable.samples(speed.decode.others if speed.decode else (), "decode")
    prompts = usable.samples(speed.prefill.rows if speed.prefill else (), "prefill")
    return SpeedEvaluation(
        generation,
        card,
        calibrate.evaluate_decode(rows),
        calibrate.evaluate_decode(rows, by_model=True),
        calibrate.evaluate_decode(rows, (2, 4)),
        calibrate.evaluate_decode((*rows, *others), (8,)),
        calibrate.evaluate_prefill(prompts),
        calibrate.evaluate_prefill(prompts, by_model=True),
        tuple(usable.gaps),
    )


class _Usable:
    """Turns rows into samples one by one, and keeps the gaps of those that give none."""

    def __init__(self, catalog: Catalog, card: str, rate: float | None) -> None:
        self._catalog, self._card, self._rate = catalog, card, rate
        self.gaps: list[RowGapError] = []

    def samples(self, names: tuple[RowName, ...], speed: str) -> tuple[Sample, ...]:
        found: list[Sample] = []
        for name in names:
            if self._rate is None:
                self.gaps.append(RowGapError(f"{name.benchmark}/{name.run}", "bandwidth", self._card))
                continue
            try:
                found += samples_of((name,), speed, self._catalog, self._rate)
            except RowGapError as gap:
                self.gaps.append(gap)
        return tuple(found)
