"""The temporary pool of a card: a replay of the allocations of one layer.

Source: ggml-org/llama.cpp b4407, ggml/src/ggml-cuda/ggml-cuda.cu: ``ggml_cuda_pool_leg`` (the pool),
``ggml_cuda_op_mul_mat_cublas`` and ``ggml_cuda_op_mul_mat`` (weights), ``ggml_cuda_mul_mat_batched_cublas``
(attention without flash attention).

The pool starts empty and never shrinks, so one pass over one layer shows its size: every weight is expanded,
whatever its type, unless it is f16 already. It is not monotone in the context: a larger block left by the
attention can serve the feed-forward.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buildgen.calc.split import Placement, pad_allocation
from buildgen.calc.tensors import Inventory, Layer, row_bytes, whole

Group = tuple[int, ...]
"""Sizes in bytes of allocations that live at the same time, in the order in which they are asked for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One micro-batch against a full context: cells, tokens, and the types of the cache.

    ``mask_rows`` is the micro-batch, padded for the attention mask. ``expands`` says whether the kernels
    expand quantised weights before multiplying.
    """

    context: int
    micro_batch: int
    mask_rows: int
    flash_attention: bool
    kv_type_k: str = "F16"
    kv_type_v: str = "F16"
    expands: bool = True


def replay(groups: Iterable[Group], granule: int) -> int:
    """Return the memory that a best-fit pool holds after the groups, each released before the next.

    A request takes the smallest free block that is large enough, else a new block of 1.05 times the size,
    rounded up to 256 bytes and then to whole granules by the driver.
    """
    free: list[int] = []
    held = 0
    for group in groups:
        taken = []
        for size in group:
            best = -1
            for index, block in enumerate(free):
                if block >= size and (best < 0 or block < free[best]):
                    best = index
            if best >= 0:
                taken.append(free.pop(best))
            else:
                block = (size * 105 // 100 + 255) // 256 * 256
                taken.append(block)
                held += pad_allocation(block, granule)
        free += taken
    return held


def measure_pools(inventory: Inventory, placement: Placement, shape: Shape, granule: int) -> tuple[int, ...]:
    """Return the bytes of the pools on each card, the context being full; 0 where no layer lies."""
    attention = attention_groups(inventory, shape)
    if not placement.slices:
        requests = {tuple(layer_groups(layer, shape, attention)) for layer in inventory.layers}
        size = max(replay(groups, granule) for groups in requests)
        return tuple(size if layers else 0 for layers in placement.layers)
    contexts = sum(1 for layers in placement.layers if layers)
    sizes: dict[tuple[Group, bool], int] = {}
    pools = []
    for layers, rows in zip(placement.layers, placement.slices, strict=True):
        own = 0
        if layers:
            own = sizes.get((rows, True), -1)
            if own < 0:
                own = replay(own_row_groups(inventory, rows, shape, attention), granule)
                sizes[rows, True] = own
        remote = sizes.get((rows, False), -1)
        if remote < 0:
            remote = replay(remote_row_groups(inventory, rows, shape), granule)
            sizes[rows, False] = remote
        pools.append(own + remote * (contexts - (1 if layers else 0)))
    return tuple(pools)


def pool_shape(shape: Shape) -> Shape:
    """Return the shape with all that the pool does not depend on set to one value."""
    if not shape.flash_attention:
        return shape
    return Shape(0, shape.micro_batch, 0, True, expands=shape.expands)


def attention_groups(inventory: Inventory, shape: Shape) -> list[Group]:
    """Return the requests of KQ and KQ*V.

    f16 cache: the queries as f16; the scores as f16 with the f16 result. Other caches: a copy of the cache of
    the layer (its view is not contiguous) and, for K, the queries and one head of it as f32.
    """
    if shape.flash_attention:
        return []
    architecture = inventory.architecture
    heads, head_dim = whole(architecture.heads), whole(architecture.head_dim)
    cache_width = whole(architecture.kv_heads) * head_dim
    queries = shape.micro_batch * heads * head_dim
    groups: list[Group] = []
    if shape.kv_type_k == "F16":
        groups.append((queries * 2,))
    else:
        copy = shape.context * row_bytes(shape.kv_type_k, cache_width)
        one_head = () if shape.kv_type_k == "F32" else (shape.context * head_dim * 4,)
        groups.append((copy, queries * 4, *one_head))
    if shape.kv_type_v == "F16":
        groups.append((shape.context * shape.micro_batch * heads * 2, queries * 2))
    else:
        groups.append((shape.context * row_bytes(shape.kv_type_v, cache_width),))
    return groups


def layer_groups(layer: Layer, shape: Shape, attention: list[Group]) -> list[Group]:
    """Return the requests of a layer that lies whole on one card.

    Expanding kernels: weight, input and result as f16, a weight that is f16 already in place. Others: the
    input as q8_1.
    """
    groups: list[Group] = []
    for index, matrix in enumerate(layer.matrices):
        if index == 3:
            groups += attention
        product = (shape.micro_batch * matrix.columns * 2, matrix.rows * shape.micro_batch * 2)
        if matrix.type == "F16":
            groups.append(product)
        elif shape.expands:
            groups.append((matrix.rows * matrix.columns * 2, *product))
        else:
            groups.append((quantised_input(matrix.columns, shape.micro_batch),))
    return groups


def own_row_groups(
    inventory: Inventory, rows: tuple[int, ...], shape: Shape, attention: list[Group]
) -> list[Group]:
    """Return the requests of a row-split layer on its own card: the slice as f32, or the input as q8_1."""
    groups: list[Group] = []
    for index, matrix in enumerate(inventory.layers[0].matrices):
        if index == 3:
            groups += attention
        if not rows[index]:
            continue
        if shape.expands or matrix.type == "F16":
            groups.append((rows[index] * matrix.columns * 4,))
        else:
            groups.append((quantised_input(matrix.columns, shape.micro_batch),))
    return groups


def remote_row_groups(inventory: Inventory, rows: tuple[int, ...], shape: Shape) -> list[Group]:
    """Return the requests of a row-split layer on another card: as on its own, with input and result."""
    groups: list[Group] = []
    for matrix, count in zip(inventory.layers[0].matrices, rows, strict=True):
        if not count:
            continue
        copy, result = shape.micro_batch * matrix.columns * 4, count * shape.micro_batch * 4
        if shape.expands or matrix.type == "F16":
            groups.append((copy, result, count * matrix.columns * 4))
        else:
            groups.append((copy, quantised_input(matrix.columns, shape.micro_batch), result))
    return groups


def quantised_input(columns: int, micro_batch: int) -> int:
    """Return the bytes of a product's input as q8_1: 36 for 32 elements of rows padded to 512, and a tile.

    Source: ggml_cuda_op_mul_mat, quantize_mmq_q8_1_cuda; the tile is get_mmq_x_max_host = 64 blocks of 144.
    """
    return micro_batch * (-(-columns // 512) * 512) // 32 * 36 + 64 * 144
