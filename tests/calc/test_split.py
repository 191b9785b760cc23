"""Laws of splitting: every layer and every row has one place, and nothing is lost."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.split import MIB, Card, Cutting, find_ties, layer_bounds, pad_allocation, place, row_cuts
from buildgen.calc.tensors import Inventory

SHARES = st.lists(st.integers(1, 50_000), min_size=1, max_size=8).map(tuple)


def test_eighty_layers_on_three_equal_cards(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """80 layers and the output on three equal cards: 27, 27, 26 and the output matrix on the last."""
    placement = place(inventories["llama-3.3-70b"], three_cards, "layer", None, Cutting())
    assert (placement.layers, placement.output_card) == ((27, 27, 26), 2)


def test_one_mebibyte_moves_a_layer(inventories: dict[str, Inventory], three_cards: tuple[Card, ...]) -> None:
    """81 / 3 is whole: 1 MiB more free memory on the first card takes a layer from the last."""
    ties = find_ties(inventories["llama-3.3-70b"], three_cards, "layer", Cutting())
    assert [(t.card, t.delta_mib, t.placement.layers) for t in ties] == [
        (0, 1, (28, 27, 25)),
        (1, 1, (27, 28, 25)),
        (1, -1, (28, 26, 26)),
    ]


def test_rows_of_a_70b_model(three_cards: tuple[Card, ...]) -> None:
    """8192 rows on three equal cards: cuts at multiples of 128 leave the most to the last."""
    assert row_cuts(8192, (16368,) * 3) == (2688, 2688, 2816)
    assert row_cuts(1024, (16368,) * 3) == (256, 384, 384)
    assert row_cuts(29568, (16368,) * 3) == (9856, 9856, 9856)


def test_allocations_above_a_granule_are_padded() -> None:
    """The runtime pads allocations above 2 MiB to a multiple of 2 MiB and leaves smaller ones alone."""
    assert pad_allocation(2 * MIB, 2 * MIB) == 2 * MIB
    assert pad_allocation(2 * MIB + 1, 2 * MIB) == 4 * MIB
    assert pad_allocation(12345, 2 * MIB) == 12345


def test_padding_costs_the_last_card_most(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """Row split of a 70B model: padding alone adds about 765 MiB to the last card, the most of all."""
    inventory = inventories["llama-3.3-70b"]
    padded = place(inventory, three_cards, "row", None, Cutting()).weights
    exact = place(inventory, three_cards, "row", None, Cutting(granule=1)).weights
    padding = [(a - b) / MIB for a, b in zip(padded, exact, strict=True)]
    assert padding[2] == pytest.approx(765, abs=2)
    assert padding[2] == max(padding)


@given(st.integers(1, 130), SHARES)
def test_every_layer_has_one_card(layers: int, shares: tuple[int, ...]) -> None:
    """Bounds never fall and end one past the output matrix."""
    bounds = layer_bounds(layers, shares)
    assert list(bounds) == sorted(bounds)
    assert bounds[-1] == layers + 1


@given(st.integers(1, 130), SHARES, st.integers(2, 9))
def test_units_of_shares_change_nothing(layers: int, shares: tuple[int, ...], unit: int) -> None:
    """Shares are proportions: in another unit the same layers go to the same cards, and the same rows."""
    scaled = tuple(unit * share for share in shares)
    assert layer_bounds(layers, scaled) == layer_bounds(layers, shares)
    assert row_cuts(128 * layers, scaled) == row_cuts(128 * layers, shares)


@given(st.integers(1, 130), SHARES)
def test_layers_agree_with_the_rule_as_written(layers: int, shares: tuple[int, ...]) -> None:
    """The closed form equals the rule: the first card whose cumulative share exceeds i / (layers + 1)."""
    bounds = layer_bounds(layers, shares)
    for index in range(layers + 1):
        card = next(
            k for k in range(len(shares)) if sum(shares[: k + 1]) * (layers + 1) > index * sum(shares)
        )
        assert (bounds[card - 1] if card else 0) <= index < bounds[card]


@given(st.integers(1, 40_000), SHARES)
def test_no_row_is_lost(rows: int, shares: tuple[int, ...]) -> None:
    """Row cuts add up to the matrix and none is negative."""
    cuts = row_cuts(rows, shares)
    assert sum(cuts) == rows
    assert min(cuts) >= 0


@given(shares=SHARES, split=st.sampled_from(["none", "layer", "row"]))
def test_weights_over_cards_sum_to_the_model(
    inventories: dict[str, Inventory], shares: tuple[int, ...], split: str
) -> None:
    """Layer split: the cards hold exactly the model. Row split: with padding, below 2 MiB a slice."""
    inventory = inventories["qwq-32b-preview"]
    cards = tuple(Card(f"gpu{i}", share) for i, share in enumerate(shares))
    weights = place(inventory, cards, split, None, Cutting()).weights
    if split == "row" and len(cards) > 1:
        slices = len(cards) * (7 * len(inventory.kinds) + 1)
        assert inventory.gpu_bytes <= sum(weights) < inventory.gpu_bytes + slices * 2 * MIB
        exact = place(inventory, cards, split, None, Cutting(granule=1)).weights
        assert sum(exact) == inventory.gpu_bytes
    else:
        assert sum(weights) == inventory.gpu_bytes


def test_a_tensor_split_by_hand_is_followed(
    inventories: dict[str, Inventory], three_cards: tuple[Card, ...]
) -> None:
    """Explicit shares decide over free memory; a share of 0 leaves a card without layers."""
    inventory = inventories["qwq-32b-preview"]
    placement = place(inventory, three_cards, "layer", (1, 0, 1), Cutting())
    assert placement.layers == (33, 0, 31)
    assert placement.weights[1] == 0


def test_unequal_cards_in_any_order_hold_the_model(inventories: dict[str, Inventory]) -> None:
    """Unequal cards, in any order: a bigger card holds at most one layer less than a smaller one."""
    for order in permutations((16368, 22528, 32752)):
        cards = tuple(Card(str(total), total) for total in order)
        layers = place(inventories["llama-3.3-70b"], cards, "layer", None, Cutting()).layers
        held = dict(zip(order, layers, strict=True))
        assert held[32752] >= held[22528] - 1 >= held[16368] - 2
