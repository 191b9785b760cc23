"""How fast a model runs: decode and prefill in tokens per second, measured, estimated or not established.

Decode, seconds of one step of one token per sequence:

    (weights x growth(sequences) + cache) / (readers x bandwidth x efficiency)
        + layers x per_layer + 7 x layers x (cards - 1) x per_product      (last term in row split only)

``per_layer`` (launching a layer's kernels) and ``per_product`` (one exchange with another card; seven weight
products a layer) belong to the engine's generation, ``efficiency`` to the card and the kernel of the weights.

Prefill, seconds per prompt token:

    2 x weights / rate + layers x heads x mean depth x per_score

``per_score`` is what one query's score against one cached token costs without flash attention. Both formulas
are physics with few parameters, which ``calibrate`` fits to measured rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from buildgen.calc.load import Load
from buildgen.calc.scope import Reason

FLASH_SHARE = 0.1
"""With flash attention no cost of a score was measured: that without it is taken, up to this share."""

SPEED_REASONS = {
    "no-parameters": "no measurements of this card and engine generation to estimate from",
    "kernel-family": "no measurement of a kernel like that of {value}",
    "sequences": "no estimate for {value} sequences at once: the kernels change above 4, with a cliff at 8",
    "row-decode": "decode in row split was not measured with this engine generation",
    "row-prefill": "prefill in row split runs on other kernels than the measured ones",
    "flash-prefill": "flash attention over a prompt of {value} tokens was not measured",
    "bandwidth": "the memory bandwidth of the card is not known",
    "conditions": "{value} is not possible",
    "tensors": "the tensors of the model are not known, so neither are the bytes to read",
}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured speed in tokens per second over all sequences, with the id of its row."""

    id: str
    value: float


@dataclass(frozen=True, slots=True)
class DecodeParameters:
    """Parameters of one card and engine generation, and the rows that they rest on.

    ``efficiency`` by kernel family; ``per_layer`` and ``per_product`` in seconds, the latter ``None`` where
    no row in row split was measured; ``growth`` of the weights'
    time by number of sequences. The spreads are half-widths of the interval as a ratio: ``row_spread`` for
    models that are among ``models``, ``model_spread`` for others, ``batch_spread`` by number of sequences.
    """

    efficiency: Mapping[str, float]
    per_layer: float
    per_product: float | None
    growth: Mapping[int, float]
    row_spread: float = 0.0
    model_spread: float = 0.0
    batch_spread: Mapping[int, float] | None = None
    models: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrefillParameters:
    """Parameters of one card and kernel path: ``rate`` in operations per second, ``per_score`` in seconds."""

    rate: float
    per_score: float
    row_spread: float = 0.0
    model_spread: float = 0.0
    models: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens per second over all sequences; ``kind`` is ``measured``, ``estimate`` or ``not established``.

    ``limit`` is what the bandwidth alone would allow (decode only). ``rests_on`` names rows, ``reasons`` say
    why there is no number.
    """

    kind: str
    value: float | None
    low: float | None
    high: float | None
    limit: float | None
    rests_on: tuple[str, ...]
    reasons: tuple[Reason, ...]


def decode(
    load: Load, measured: tuple[Measurement, ...] = (), parameters: DecodeParameters | None = None
) -> Speed:
    """Return the decode speed; rows that the caller found to have this very run's conditions win."""
    limit = decode_limit(load)
    if measured:
        return _measured(measured, limit)
    reasons = _reasons_against_decode(load, parameters)
    if reasons or parameters is None:
        return Speed("not established", None, None, None, limit, (), reasons)
    times = [decode_time(load, parameters, each) for each in _efficiencies(load.family, parameters)]
    slow, fast = load.run.sequences / max(times), load.run.sequences / min(times)
    spread = parameters.row_spread if load.model in parameters.models else parameters.model_spread
    spread = max(spread, _batch_spread(load.run.sequences, parameters))
    high = fast * (1 + spread)
    return Speed(
        "estimate",
        math.sqrt(slow * fast),
        slow / (1 + spread),
        high if limit is None else min(high, limit),
        limit,
        parameters.rests_on,
        (),
    )


def decode_limit(load: Load) -> float | None:
    """Return the tokens per second that reading every byte once at full bandwidth would allow."""
    return None if load.bandwidth is None else load.run.sequences / reading_time(load)


def decode_time(load: Load, parameters: DecodeParameters, efficiency: float) -> float:
    """Return the seconds of one step of all sequences; see the module's formula."""
    reading = reading_time(load, grow(parameters, load.run.sequences)) / efficiency
    exchanging = load.remote_products * (parameters.per_product or 0.0)
    return reading + load.layers * parameters.per_layer + exchanging


def reading_time(load: Load, growth: float = 1.0) -> float:
    """Return the seconds that the bytes of one step take at full bandwidth."""
    if load.bandwidth is None:
        raise ValueError("bandwidth is missing")
    return (load.weight_bytes * growth + load.cache_bytes) / (load.readers * load.bandwidth)


def grow(parameters: DecodeParameters, sequences: int) -> float:
    """Return how much longer the weights take for several sequences; between two known counts on a line."""
    known = {1: 1.0, **parameters.growth}
    if sequences in known:
        return known[sequences]
    below = max(count for count in known if count < sequences)
    above = min(count for count in known if count > sequences)
    share = (sequences - below) / (above - below)
    return known[below] * (1 - share) + known[above] * share


def prefill(
    load: Load, measured: tuple[Measurement, ...] = (), parameters: PrefillParameters | None = None
) -> Speed:
    """Return the prefill speed of prompts of ``run.prompt`` tokens on the kernel path of the parameters.

    In layer split cards work one after the other, so their number plays no part. Row split runs on other
    kernels.
    """
    if measured:
        return _measured(measured, None)
    reasons = _reasons_against_prefill(load, parameters)
    if reasons or parameters is None:
        return Speed("not established", None, None, None, None, (), reasons)
    value = 1 / prefill_time(load, parameters)
    spread = parameters.row_spread if load.model in parameters.models else parameters.model_spread
    low, high = value / (1 + spread), value * (1 + spread)
    return Speed("estimate", value, low, high, None, parameters.rests_on, ())


def prefill_time(load: Load, parameters: PrefillParameters) -> float:
    """Return the seconds per prompt token; see the module's formula."""
    return 2 * load.weights / parameters.rate + load.prompt_scores * parameters.per_score


def _measured(measured: tuple[Measurement, ...], limit: float | None) -> Speed:
    """Return the median of the measurements, with their range."""
    values = sorted(row.value for row in measured)
    middle = len(values) // 2
    value = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    ids = tuple(row.id for row in measured)
    return Speed("measured", value, values[0], values[-1], limit, ids, ())


def _reasons_against_decode(load: Load, parameters: DecodeParameters | None) -> tuple[Reason, ...]:
    run = load.run
    reasons = []
    if load.bandwidth is None:
        reasons.append(Reason("bandwidth"))
    if run.sequences < 1 or run.cards < 1 or run.depth < 0:
        conditions = f"{run.sequences} sequences, {run.cards} cards, depth {run.depth}"
        reasons.append(Reason("conditions", conditions))
    if parameters is None:
        reasons.append(Reason("no-parameters"))
        return tuple(reasons)
    if run.sequences > max((1, *parameters.growth)):
        reasons.append(Reason("sequences", str(run.sequences)))
    if load.remote_products and parameters.per_product is None:
        reasons.append(Reason("row-decode"))
    if not _efficiencies(load.family, parameters):
        reasons.append(Reason("kernel-family", load.family))
    return tuple(reasons)


def _reasons_against_prefill(load: Load, parameters: PrefillParameters | None) -> tuple[Reason, ...]:
    run = load.run
    reasons = []
    if run.split == "row":
        reasons.append(Reason("row-prefill"))
    if run.prompt < 1 or run.sequences < 1:
        reasons.append(Reason("conditions", f"{run.sequences} prompts of {run.prompt}"))
    if parameters is None:
        reasons.append(Reason("no-parameters"))
    elif run.flash_attention:
        scores = load.prompt_scores * parameters.per_score
        if scores > FLASH_SHARE * 2 * load.weights / parameters.rate:
            reasons.append(Reason("flash-prefill", str(run.prompt)))
    return tuple(reasons)


def _efficiencies(family: str, parameters: DecodeParameters) -> tuple[float, ...]:
    """Return the family's efficiency, or both ends where it lies between measured ones; empty if unknown."""
    known = parameters.efficiency
    if family == "between" and len(known) > 1:
        return (min(known.values()), max(known.values()))
    return (known[family],) if family in known else ()


def _batch_spread(sequences: int, parameters: DecodeParameters) -> float:
    """Return the spread of the nearest measured number of sequences that is not smaller; 0 for one."""
    if sequences == 1 or not parameters.batch_spread:
        return 0.0
    return parameters.batch_spread[min(count for count in parameters.batch_spread if count >= sequences)]
