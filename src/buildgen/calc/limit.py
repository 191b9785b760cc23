"""The physical limit of decoding one sequence: every weight is read once for every token.

    limit = readers x bandwidth / weight bytes        [tokens/s] = [1] x [bytes/s] / [bytes]

`readers` are the cards that read at the same time: all of them in row split (and tensor split), one in layer
split, where the cards take turns. The weights are those that lie on the cards; the cache, launches and
exchanges only make it slower. A model of experts reads a part of its weights: it has no such limit here.
This is the roofline of Williams, Waterman and Patterson (2009) at the arithmetic intensity of one sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from buildgen.calc.contrast import card_of, size_bytes
from buildgen.calc.placement import inventory_of
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.catalog import Catalog, part_id
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.parts import Gpu

ONE, DENSE, ALL_LAYERS = "one sequence", "a dense model", "all layers on the cards"
BY_NATURE = frozenset({ONE, DENSE, ALL_LAYERS})
"""What a run may lack that is no gap in what is known: it simply has no such limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit in tokens per second, exact, and what it rests on.

    `weight_bytes` on the cards; `bandwidth` of one card in bytes per second; `taken` names what was not known
    and taken at the value that allows most: `cards`, `split`, `sequences`; `size` where the file's printed
    size stands for the weights.
    """

    rate: Fraction
    weight_bytes: int
    bandwidth: int
    readers: int
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLimit:
    """Why there is no limit: the name of what is missing."""

    missing: str


def decode_limit(table: Benchmark, run: Run, catalog: Catalog) -> Limit | NoLimit:
    """Work out the limit of a run; a run of several sequences, or one that leaves layers out, has none."""
    card = catalog.parts.get(card_of(table, run, catalog) or "")
    model = catalog.models.get(table.value(run, "model") or "")
    missing = _missing(table, run, model)
    if missing is not None or model is None:
        return NoLimit(missing or "model")
    if not isinstance(card, Gpu) or card.bandwidth.value is None:
        return NoLimit("bandwidth")
    taken = ["sequences"] if table.value(run, "sequences") is None else []
    weights = _weights(table, run, model, taken)
    readers = _readers(table, run, catalog, card, taken)
    if weights is None or readers is None:
        return NoLimit("size" if weights is None else "cards")
    bandwidth = card.bandwidth.value.grains * 10**6  # a grain is 1 MB/s
    return Limit(Fraction(readers * bandwidth, weights), weights, bandwidth, readers, tuple(taken))


def _missing(table: Benchmark, run: Run, model: LanguageModel | None) -> str | None:
    """Name what keeps a run from having a limit; None when nothing does so far."""
    if table.value(run, "sequences") not in (None, 1):
        return ONE
    if model is None:
        return "model"
    if model.experts.value is None or model.experts.value > 1:
        return "experts" if model.experts.value is None else DENSE
    layers, on_cards = model.layers.value, table.value(run, "gpu_layers")
    left_out = on_cards is not None and on_cards >= 0 and (layers is None or on_cards < layers)
    return ALL_LAYERS if left_out else None


def _weights(table: Benchmark, run: Run, model: LanguageModel, taken: list[str]) -> int | None:
    """Give the bytes of the weights on the cards: from the tensors, else the file's size."""
    kind = table.value(run, "quantisation")
    if kind is None:
        return None
    inventory = inventory_of(model, kind)
    if inventory is not None:
        return inventory.gpu_bytes
    entry = model.quantisations.get(kind)
    if entry is not None and entry.file_bytes.value is not None:
        taken.append("size")
        return entry.file_bytes.value.grains
    stated = size_bytes(table.value(run, "size") or (entry.size.value if entry else None))
    if stated is None:
        return None
    taken.append("size")
    return int(stated)


def _readers(table: Benchmark, run: Run, catalog: Catalog, card: Gpu, taken: list[str]) -> int | None:
    split, cards = table.value(run, "split"), table.value(run, "cards")
    if split in ("none", "layer"):
        return 1
    if cards is None:
        build = catalog.builds[table.build]
        counts = [use.count for role, use in build.parts.items() if part_id(build, role, use) == card.id]
        cards = None if None in counts else sum(count for count in counts if count is not None)
        taken.append("cards")
    if not cards:
        return None
    if split is None and cards > 1:
        taken.append("split")
    return int(cards)


def share(speed: Fraction, limit: Limit) -> Fraction:
    """Give what part of the limit a measured speed reaches, from 0 to 1 where the physics holds."""
    return speed / limit.rate
