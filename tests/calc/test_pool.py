"""Laws of the temporary pool."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.pool import (
    Shape,
    attention_groups,
    layer_groups,
    measure_pools,
    own_row_groups,
    replay,
)
from buildgen.calc.split import MIB, Card, Cutting, place
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

GROUPS = st.lists(st.lists(st.integers(1, 600 * MIB), min_size=1, max_size=3).map(tuple), max_size=10)


def test_a_block_is_used_again() -> None:
    """A request takes a free block that is large enough; the pool grows only by what finds none."""
    assert replay([(1000,), (1000,), (900,)], 2 * MIB) == 1280
    assert replay([(1000, 1000)], 2 * MIB) == 2560


def test_the_smallest_block_that_is_large_enough_is_taken() -> None:
    """Best fit: the small request takes the small block, so the large one is still there for the next."""
    assert replay([(1000, 100_000), (900, 100_000)], 2 * MIB) == 1280 + 105_216


def test_the_pool_is_not_monotone_in_the_context(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """A longer context can need less: the block of its scores serves the feed-forward (912, then 694 MiB)."""
    inventory = inventories["qwen-2.5-72b"]
    placement = place(inventory, three_cards, "layer", None, Cutting())
    pools = [
        max(measure_pools(inventory, placement, Shape(context, 512, 512, False), 2 * MIB)) // MIB
        for context in (4096, 8192)
    ]
    assert pools == [912, 694]


@given(GROUPS)
def test_the_pool_holds_the_largest_group(groups: list[tuple[int, ...]]) -> None:
    """A pool holds at least the largest group, and at most all of them, each 5 % and 2 MiB larger."""
    held = replay(groups, 2 * MIB)
    assert held >= max((sum(group) for group in groups), default=0)
    assert held <= sum(size * 105 // 100 + 256 + 2 * MIB for group in groups for size in group)


def test_one_pass_shows_the_whole_pool(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """Later layers find every block that the first one left: more passes add nothing, at any context."""
    for inventory in inventories.values():
        rows = place(inventory, three_cards, "row", None, Cutting()).slices[2]
        for context in range(256, 16_640, 512):
            shape = Shape(context, 512, 512, False)
            attention = attention_groups(inventory, shape)
            for groups in (
                layer_groups(inventory.layers[0], shape, attention),
                own_row_groups(inventory, rows, shape, attention),
            ):
                assert replay(groups * 4, 2 * MIB) == replay(groups, 2 * MIB)


def test_an_f16_weight_is_not_expanded(
    architectures: dict[str, Architecture], three_cards: tuple[Card, ...]
) -> None:
    """Layer split: a weight that is f16 already is used in place, so the pool is smaller than with Q8_0."""
    architecture = architectures["dolphin-mistral-nemo-12b"]
    shape = Shape(2048, 512, 512, False)
    sizes = []
    for name in ("F16", "Q8_0"):
        inventory = take_inventory(architecture, Quantisation(name))
        placement = place(inventory, three_cards, "layer", None, Cutting())
        sizes.append(max(measure_pools(inventory, placement, shape, 2 * MIB)))
    assert sizes[0] < sizes[1]


def test_kernels_that_do_not_expand_need_little(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """Integer kernels take the input as q8_1 only: a 70B layer with flash attention needs 24 MiB, not 628."""
    inventory = inventories["llama-3.3-70b"]
    placement = place(inventory, three_cards, "layer", None, Cutting())
    for expands, mib in ((True, 628), (False, 24)):
        shape = Shape(2048, 512, 512, True, expands=expands)
        assert [pool // MIB for pool in measure_pools(inventory, placement, shape, 2 * MIB)] == [mib] * 3
    rows = place(inventory, three_cards, "row", None, Cutting())
    packed, expanded = (
        measure_pools(inventory, rows, Shape(2048, 512, 512, True, expands=expands), 2 * MIB)
        for expands in (False, True)
    )
    assert all(less < more / 4 for less, more in zip(packed, expanded, strict=True))


def test_an_f32_cache_is_copied_but_not_converted(inventories: dict[str, Inventory]) -> None:
    """Without flash attention a cache that is not f16 is copied; quantised K is expanded head by head."""
    inventory = inventories["llama-3.3-70b"]
    packed = attention_groups(inventory, Shape(1024, 512, 512, False, "Q8_0", "F16"))
    wide = attention_groups(inventory, Shape(1024, 512, 512, False, "F32", "F32"))
    assert packed[0] == (1024 * 1088, 512 * 8192 * 4, 1024 * 128 * 4)
    assert wide == [(1024 * 4096, 512 * 8192 * 4), (1024 * 4096,)]
