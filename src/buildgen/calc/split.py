"""Which card holds which layers and which rows of a model.

Source: ggml-org/llama.cpp b4407, ``llm_load_tensors`` in src/llama.cpp (layers) and ``get_row_split`` in
ggml/src/ggml-cuda/ggml-cuda.cu (rows). llama.cpp compares 32-bit floats where this compares exact integers;
the two agree unless a share lies within about one part in ten million of a boundary without being on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.tensors import Inventory, Tensor, row_bytes

MIB = 1 << 20
ROW_PADDING = 512
"""MATRIX_ROW_PADDING: the last row of a slice is padded to a multiple of this many elements."""

SPLITS = ("none", "layer", "row")


@dataclass(frozen=True, slots=True)
class Cutting:
    """How a backend cuts and allocates: rows are cut at multiples of ``rounding``, memory comes in granules.

    The ROCm runtime pads an allocation above 2 MiB to a multiple of 2 MiB; 128 rows is get_mmq_y_host on
    these cards.
    """

    granule: int = 2 * MIB
    rounding: int = 128


@dataclass(frozen=True, slots=True)
class Card:
    """One GPU: memory that the driver reports, in MiB, and bandwidth in bytes per second.

    ``free_mib`` is what is free when the model loads: layers are shared out by it and the margin is counted
    against it. ``None`` means all of it.
    """

    name: str
    total_mib: int
    free_mib: int | None = None
    bandwidth: float | None = None

    @property
    def available_mib(self) -> int:
        """Return the memory that a model may take."""
        return self.total_mib if self.free_mib is None else self.free_mib


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model's weights lie: per card, in the order of the cards; bytes include padding.

    ``slices`` holds, per card, the rows of each matrix of a layer (row split only, else empty).
    """

    layers: tuple[int, ...]
    output_card: int
    weights: tuple[int, ...]
    slices: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """The placement that ``delta_mib`` more or less free memory on card ``card`` would give instead."""

    card: int
    delta_mib: int
    placement: Placement


def layer_bounds(layers: int, shares: tuple[int, ...]) -> tuple[int, ...]:
    """Return, per card, the index one past its last layer, the output matrix counting as layer ``layers``.

    Layer i goes to the first card whose cumulative share exceeds i / (layers + 1) (std::upper_bound over the
    normalised cumulative splits).
    """
    total = sum(shares)
    bounds = []
    cumulative = 0
    for share in shares:
        cumulative += share
        bounds.append(-(-cumulative * (layers + 1) // total))
    return tuple(bounds)


def row_cuts(rows: int, shares: tuple[int, ...], rounding: int = 128) -> tuple[int, ...]:
    """Return the rows of a matrix that each card gets; cuts are multiples of ``rounding``."""
    total = sum(shares)
    sizes = []
    cumulative = low = 0
    for index, share in enumerate(shares):
        cumulative += share
        high = rows * cumulative // total
        high = rows if index == len(shares) - 1 else high - high % rounding
        sizes.append(high - low)
        low = high
    return tuple(sizes)


def pad_allocation(size: int, granule: int) -> int:
    """Return the memory that one device allocation takes: above ``granule`` a whole number of granules."""
    return size if size <= granule else -(-size // granule) * granule


def place(
    inventory: Inventory,
    cards: tuple[Card, ...],
    split: str,
    tensor_split: tuple[int, ...] | None,
    cutting: Cutting,
) -> Placement:
    """Lay a model's weights out over the cards; ``split`` is one of ``SPLITS``, ``none`` uses the first card.

    Without ``tensor_split`` layers follow free memory and rows follow total memory (default_tensor_split).
    """
    if split == "none":
        cards, tensor_split = cards[:1], None
    free = tensor_split or tuple(card.available_mib for card in cards)
    if split != "row" or len(cards) == 1:
        return _place_layers(inventory, free)
    totals = tensor_split or tuple(card.total_mib for card in cards)
    return _place_rows(inventory, free, totals, cutting)


def find_ties(
    inventory: Inventory,
    cards: tuple[Card, ...],
    split: str,
    cutting: Cutting,
) -> tuple[Tie, ...]:
    """Return the other placements that 1 MiB of free memory, more or less, on one card would give.

    A split that is set by hand does not depend on free memory: do not ask for its ties.
    """
    if split == "none" or len(cards) == 1:
        return ()
    count = len(inventory.kinds)
    free = tuple(card.available_mib for card in cards)
    totals = tuple(card.total_mib for card in cards)
    seen = {layer_bounds(count, free)}
    ties = []
    for index in range(len(cards)):
        for delta in (1, -1):
            moved = (*free[:index], free[index] + delta, *free[index + 1 :])
            bounds = layer_bounds(count, moved)
            if bounds in seen:
                continue
            seen.add(bounds)
            other = (
                _place_rows(inventory, moved, totals, cutting)
                if split == "row"
                else _place_layers(inventory, moved)
            )
            ties.append(Tie(index, delta, other))
    return tuple(ties)


def _place_layers(inventory: Inventory, shares: tuple[int, ...]) -> Placement:
    bounds = layer_bounds(len(inventory.kinds), shares)
    layers, output_card = _count_layers(len(inventory.kinds), bounds)
    weights = []
    low = 0
    for index, high in enumerate(bounds):
        held = sum(inventory.layers[kind].bytes for kind in inventory.kinds[low:high])
        if index == output_card:
            held += inventory.output.bytes + inventory.output_norm.bytes
        weights.append(held)
        low = high
    return Placement(layers, output_card, tuple(weights), ())


def _place_rows(
    inventory: Inventory, free: tuple[int, ...], totals: tuple[int, ...], cutting: Cutting
) -> Placement:
    """Cut every matrix by rows, each slice its own allocation; norms and biases stay with their layer."""
    bounds = layer_bounds(len(inventory.kinds), free)
    layers, output_card = _count_layers(len(inventory.kinds), bounds)
    weights = [0] * len(free)
    for kind, layer in enumerate(inventory.layers):
        times = inventory.kinds.count(kind)
        for matrix in layer.matrices:
            for index, size in enumerate(_slice_bytes(matrix, totals, cutting)):
                weights[index] += times * size
    for index, size in enumerate(_slice_bytes(inventory.output, totals, cutting)):
        weights[index] += size
    low = 0
    for index, high in enumerate(bounds):
        kinds = inventory.kinds[low:high]
        weights[index] += sum(tensor.bytes for kind in kinds for tensor in inventory.layers[kind].vectors)
        low = high
    weights[output_card] += inventory.output_norm.bytes
    matrices = inventory.layers[0].matrices
    by_matrix = [row_cuts(matrix.rows, totals, cutting.rounding) for matrix in matrices]
    return Placement(layers, output_card, tuple(weights), tuple(zip(*by_matrix, strict=True)))


def _slice_bytes(matrix: Tensor, shares: tuple[int, ...], cutting: Cutting) -> list[int]:
    """Return the memory of each card's slice (ggml_backend_cuda_split_buffer_init_tensor)."""
    row = row_bytes(matrix.type, matrix.columns)
    over = matrix.columns % ROW_PADDING
    padding = row_bytes(matrix.type, ROW_PADDING - over) if over else 0
    return [
        pad_allocation(rows * row + padding, cutting.granule) if rows else 0
        for rows in row_cuts(matrix.rows, shares, cutting.rounding)
    ]


def _count_layers(count: int, bounds: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """Return the layers per card and the card of the output matrix."""
    layers = []
    low = 0
    for high in bounds:
        layers.append(min(high, count) - min(low, count))
        low = high
    output_card = next(index for index, high in enumerate(bounds) if high > count)
    return tuple(layers), output_card
