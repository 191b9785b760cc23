"""Fit the speed parameters to measured rows, and say how well they predict rows that were held out.

The decode formula is linear in 1 / efficiency, per_layer and per_product, so relative errors are fitted by
plain least squares; a parameter that came out negative is set to zero and the rest fitted again. No search,
no chance: the same rows give the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from buildgen.calc.least_squares import solve_least_squares
from buildgen.calc.load import Load
from buildgen.calc.speed import (
    DecodeParameters,
    PrefillParameters,
    Speed,
    decode,
    decode_time,
    prefill,
    reading_time,
)

Samples = tuple["Sample", ...]

LEVEL = 0.9
"""Share of held-out rows that a stated interval is made to cover."""

GROWING = (2, 4)
"""Numbers of sequences whose rows are fitted; at 8 the kernels change and the rows fit no line."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A measured row as the fit takes it; ``assumed`` names the conditions that its source does not state."""

    id: str
    load: Load
    value: float
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One held-out row: measured and predicted speed, their relative error, and whether the interval held it.

    ``predicted`` is ``None`` where the remaining rows establish nothing; such a row counts in no median.
    """

    id: str
    measured: float
    predicted: float | None
    error: float | None
    covered: bool | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Held-out rows, median and largest absolute error, and the share that the intervals covered."""

    rows: tuple[HeldOut, ...]
    median: float
    largest: float
    coverage: float
    unestablished: int


def fit_decode(samples: Samples) -> DecodeParameters | None:
    """Fit all decode parameters with their spreads; ``None`` where the rows do not determine them."""
    bare = _fit_decode_bare(samples)
    if bare is None:
        return None
    singles = _having(samples, (1,))
    row_spread = find_spread(_row_errors(_hold_out(samples, singles, _without_row, _decode_bare)))
    by_model = _hold_out(samples, singles, _without_model, _decode_bare)
    batch_spread = {
        count: find_spread(
            _row_errors(_hold_out(samples, _having(samples, (count,)), _without_row, _decode_bare))
        )
        for count in bare.growth
    }
    return replace(
        bare,
        row_spread=row_spread,
        model_spread=max(row_spread, find_spread(_model_errors(singles, by_model))),
        batch_spread=batch_spread,
    )


def fit_prefill(samples: Samples) -> PrefillParameters | None:
    """Fit the rate of a kernel path; rows in row split are on another path and are left out."""
    bare = _fit_prefill_bare(samples)
    if bare is None:
        return None
    own = tuple(sample for sample in samples if sample.load.run.split != "row")
    row_spread = find_spread(_row_errors(_hold_out(own, own, _without_row, _prefill_bare)))
    by_model = find_spread(_model_errors(own, _hold_out(own, own, _without_model, _prefill_bare)))
    return replace(bare, row_spread=row_spread, model_spread=max(row_spread, by_model))


def evaluate_decode(
    samples: Samples, sequences: tuple[int, ...] = (1,), by_model: bool = False
) -> Evaluation:
    """Predict the rows with these numbers of sequences from the other rows, or from the other models.

    Nothing of a held-out row, or model, is known to its prediction, its interval included.
    """
    chosen = _having(samples, sequences)
    without = _without_model if by_model else _without_row
    return _summarise(
        _hold_out(samples, chosen, without, lambda load, rest: decode(load, (), fit_decode(rest)))
    )


def evaluate_prefill(samples: Samples, by_model: bool = False) -> Evaluation:
    """Predict each row from the other rows, or from the other models; rows in row split are left out."""
    own = tuple(sample for sample in samples if sample.load.run.split != "row")
    without = _without_model if by_model else _without_row
    return _summarise(_hold_out(own, own, without, lambda load, rest: prefill(load, (), fit_prefill(rest))))


def transfer_decode(parameters: DecodeParameters, samples: Samples) -> DecodeParameters | None:
    """Fit ``per_layer`` alone to rows of another engine generation on the same card, with one sequence each.

    Efficiency belongs to card and kernel, launching to the software. Nothing is known of row split and of
    several sequences there, so those parameters are dropped; the spread is that of unseen models.
    """
    rests, slopes = [], []
    for sample in _having(samples, (1,)):
        efficiency = parameters.efficiency.get(sample.load.family)
        if efficiency is not None and sample.load.run.split != "row":
            rests.append(1 - reading_time(sample.load) / efficiency * sample.value)
            slopes.append(sample.load.layers * sample.value)
    if not slopes:
        return None
    found = sum(a * b for a, b in zip(slopes, rests, strict=True)) / sum(a * a for a in slopes)
    return replace(
        parameters,
        per_layer=max(0.0, found),
        per_product=None,
        growth={},
        batch_spread={},
        row_spread=parameters.model_spread,
        rests_on=(*parameters.rests_on, *(sample.id for sample in samples)),
    )


def find_spread(errors: list[float]) -> float:
    """Return the ratio that covers ``LEVEL`` of further errors, given absolute logarithmic held-out errors.

    The split-conformal quantile where there are enough errors for the level. With fewer, the largest one,
    widened so that it covers the level if errors are spread evenly up to an unknown bound:
    P(next <= k x largest of n) = 1 - 1 / ((n + 1) x k^n).
    """
    if not errors:
        return 0.0
    count = len(errors)
    rank = math.ceil((count + 1) * LEVEL)
    if rank <= count:
        return math.exp(sorted(errors)[rank - 1]) - 1
    widening: float = (1 / ((1 - LEVEL) * (count + 1))) ** (1 / count)
    return math.exp(max(errors) * widening) - 1


def _fit_decode_bare(samples: Samples) -> DecodeParameters | None:
    """Fit the parameters without their spreads: single sequences first, then the growth of each count."""
    singles = [s for s in samples if s.load.run.sequences == 1 and s.load.family not in ("", "between")]
    families = sorted({sample.load.family for sample in singles})
    if not singles:
        return None
    rows = []
    for sample in singles:
        load = sample.load
        reading = reading_time(load)
        features = [reading if load.family == family else 0.0 for family in families]
        # seconds x tokens per second: the target is 1, so errors are relative; milliseconds keep scales alike
        terms = (*features, load.layers * 1e-3, load.remote_products * 1e-3)
        rows.append([term * sample.value for term in terms])
    solution = solve_least_squares(rows, [1.0] * len(rows))
    if solution is None:
        return None
    *factors, per_layer, per_product = solution
    efficiency = {family: 1 / factor for family, factor in zip(families, factors, strict=True) if factor > 0}
    exchanged = any(sample.load.remote_products for sample in singles)
    bare = DecodeParameters(efficiency, per_layer * 1e-3, per_product * 1e-3 if exchanged else None, {})
    batches = [s for s in samples if s.load.run.sequences in GROWING and s.load.family in efficiency]
    growth = {
        count: _fit_growth([s for s in batches if s.load.run.sequences == count], bare)
        for count in sorted({sample.load.run.sequences for sample in batches})
    }
    used = [*singles, *batches]
    models = tuple(sorted({sample.load.model for sample in used}))
    return replace(bare, growth=growth, models=models, rests_on=tuple(sample.id for sample in used))


def _fit_growth(batch: list[Sample], bare: DecodeParameters) -> float:
    """Return the growth of the weights' time that brings the rows of one count nearest, in relative terms."""
    count = batch[0].load.run.sequences
    none, one = replace(bare, growth={count: 0.0}), replace(bare, growth={count: 1.0})
    slopes, rests = [], []
    for sample in batch:
        efficiency = bare.efficiency[sample.load.family]
        seconds = count / sample.value
        rest = decode_time(sample.load, none, efficiency)
        slopes.append((decode_time(sample.load, one, efficiency) - rest) / seconds)
        rests.append(1 - rest / seconds)
    found = sum(a * b for a, b in zip(slopes, rests, strict=True)) / sum(a * a for a in slopes)
    return max(1.0, found)


def _fit_prefill_bare(samples: Samples) -> PrefillParameters | None:
    own = [sample for sample in samples if sample.load.run.split != "row"]
    if not own:
        return None
    rows = []
    for sample in own:
        scores = sample.load.prompt_scores
        # 1e12 operations and 1e6 scores keep the scales alike; the target is 1, as for decode
        rows.append([2 * sample.load.weights * 1e-12 * sample.value, scores * 1e-6 * sample.value])
    solution = solve_least_squares(rows, [1.0] * len(rows))
    if solution is None or solution[0] <= 0:
        return None
    models = tuple(sorted({sample.load.model for sample in own}))
    ids = tuple(sample.id for sample in own)
    return PrefillParameters(1e12 / solution[0], solution[1] * 1e-6, models=models, rests_on=ids)


def _decode_bare(load: Load, rest: Samples) -> Speed:
    return decode(load, (), _fit_decode_bare(rest))


def _prefill_bare(load: Load, rest: Samples) -> Speed:
    return prefill(load, (), _fit_prefill_bare(rest))


def _without_row(samples: Samples, held: Sample) -> Samples:
    return tuple(sample for sample in samples if sample is not held)


def _without_model(samples: Samples, held: Sample) -> Samples:
    return tuple(sample for sample in samples if sample.load.model != held.load.model)


def _hold_out(
    samples: Samples,
    chosen: Samples,
    without: Callable[[Samples, Sample], Samples],
    predict: Callable[[Load, Samples], Speed],
) -> list[HeldOut]:
    """Predict each chosen row from what remains of the samples without it."""
    rows = []
    for sample in chosen:
        speed = predict(sample.load, without(samples, sample))
        if speed.value is None or speed.low is None or speed.high is None:
            rows.append(HeldOut(sample.id, sample.value, None, None, None))
            continue
        error = speed.value / sample.value - 1
        rows.append(
            HeldOut(sample.id, sample.value, speed.value, error, speed.low <= sample.value <= speed.high)
        )
    return rows


def _having(samples: Samples, sequences: tuple[int, ...]) -> Samples:
    return tuple(sample for sample in samples if sample.load.run.sequences in sequences)


def _row_errors(rows: list[HeldOut]) -> list[float]:
    return [abs(math.log(row.predicted / row.measured)) for row in rows if row.predicted is not None]


def _model_errors(samples: Samples, rows: list[HeldOut]) -> list[float]:
    """Return the largest error of each model: the rows of one model err together."""
    largest: dict[str, float] = {}
    for sample, row in zip(samples, rows, strict=True):
        for error in _row_errors([row]):
            largest[sample.load.model] = max(error, largest.get(sample.load.model, 0.0))
    return list(largest.values())


def _summarise(rows: list[HeldOut]) -> Evaluation:
    errors = [abs(row.error) for row in rows if row.error is not None]
    covered = [row.covered for row in rows if row.covered is not None]
    return Evaluation(
        tuple(rows),
        median(errors) if errors else math.nan,
        max(errors, default=math.nan),
        sum(covered) / len(covered) if covered else math.nan,
        len(rows) - len(errors),
    )
