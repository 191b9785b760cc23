"""Laws of the tensor inventory: types by the quantiser's rules, sizes by the block layouts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.tensors import (
    BASE,
    BLOCKS,
    Architecture,
    Inventory,
    Quantisation,
    UnknownQuantisationError,
    missing_figures,
    row_bytes,
    take_inventory,
)

GIB = 1 << 30

LLAMA_2_7B = Architecture("llama", 32, 4096, 32, 32, 128, 11008, 32000, False)
LLAMA_3_8B = Architecture("llama", 32, 4096, 32, 8, 128, 14336, 128256, False)
QWEN_3_8B = Architecture("qwen3", 36, 4096, 32, 8, 128, 12288, 151936, False)


@pytest.mark.parametrize(
    ("model", "gib"),
    [
        ("llama-3.3-70b", 37.569),
        ("qwen-2.5-72b", 40.869),
        ("liberated-qwen-1.5-72b", 39.038),
        ("qwq-32b-preview", 17.489),
        ("dolphin-mistral-nemo-12b", 12.121),
    ],
)
def test_file_size_is_the_one_that_the_engine_reports(
    model: str, gib: float, inventories: dict[str, Inventory]
) -> None:
    """The tensors of a model add up to the size that the post and llama.cpp give, within 0.01 GiB."""
    assert inventories[model].file_bytes / GIB == pytest.approx(gib, abs=0.001)


def test_file_size_matches_the_post(
    post: dict[str, list[dict[str, str]]], inventories: dict[str, Inventory]
) -> None:
    """Every size column of the post is met within 0.01 GiB."""
    for row in post["context_table"]:
        assert inventories[row["model"]].file_bytes / GIB == pytest.approx(float(row["size_gib"]), abs=0.01)


@pytest.mark.parametrize(
    ("architecture", "quantisation", "gib"),
    [
        # as llama-bench prints them for these public files
        (LLAMA_2_7B, Quantisation("Q4_0"), 3.56),
        (LLAMA_2_7B, Quantisation("Q8_0"), 6.67),
        (LLAMA_2_7B, Quantisation("F16"), 12.55),
        (LLAMA_3_8B, Quantisation("Q4_K_M"), 4.58),
        (LLAMA_3_8B, Quantisation("Q8_0"), 7.95),
        (LLAMA_3_8B, Quantisation("Q6_K"), 6.14),
    ],
)
def test_known_files_have_their_public_size(
    architecture: Architecture, quantisation: Quantisation, gib: float
) -> None:
    """Sizes that llama-bench prints for well-known files are met to the last digit."""
    assert take_inventory(architecture, quantisation).file_bytes / GIB == pytest.approx(gib, abs=0.006)


def test_a_row_that_is_no_multiple_of_256_falls_back(inventories: dict[str, Inventory]) -> None:
    """Qwen 2.5 72B's feed-forward of 29568 makes ffn_down Q5_0, and Q5_1 in the first eighth."""
    inventory = inventories["qwen-2.5-72b"]
    downs = [inventory.layers[kind].matrices[-1].type for kind in inventory.kinds]
    assert downs == ["Q5_1"] * 10 + ["Q5_0"] * 70


def test_value_tensors_of_the_70b_class_are_wider(inventories: dict[str, Inventory]) -> None:
    """attn_v is Q5_K in every layer of an 80-layer model, and only in the first four of the others."""
    values = {
        name: [inventory.layers[kind].matrices[2].type for kind in inventory.kinds]
        for name, inventory in inventories.items()
    }
    assert set(values["llama-3.3-70b"]) == {"Q5_K"}
    assert values["qwq-32b-preview"] == ["Q5_K"] * 4 + ["Q4_K"] * 60


def test_more_bits_go_to_the_ends_and_to_every_third_layer() -> None:
    """Q4_K_M gives ffn_down Q6_K in the first and last eighth and in every third layer between."""
    inventory = take_inventory(LLAMA_3_8B, Quantisation("Q4_K_M"))
    wide = [i for i, kind in enumerate(inventory.kinds) if inventory.layers[kind].matrices[-1].type == "Q6_K"]
    assert wide == [0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31]


def test_an_importance_matrix_widens_the_first_downs_of_q4_0() -> None:
    """With an importance matrix the first eighth of ffn_down is Q4_1 in a Q4_0 file; without, none is."""
    with_matrix = take_inventory(LLAMA_3_8B, Quantisation("Q4_0", imatrix=True))
    assert [with_matrix.layers[k].matrices[-1].type for k in with_matrix.kinds][:5] == ["Q4_1"] * 4 + ["Q4_0"]
    without = take_inventory(LLAMA_3_8B, Quantisation("Q4_0"))
    assert len(without.layers) == 1


def test_a_tied_table_is_counted_once_in_the_file_and_is_on_the_cards() -> None:
    """Tied embeddings: the file holds the table once, in the output's type; the cards hold it as output."""
    tied = take_inventory(replace(LLAMA_3_8B, tied_embeddings=True), Quantisation("Q4_K_S"))
    untied = take_inventory(LLAMA_3_8B, Quantisation("Q4_K_S"))
    assert tied.embedding.type == tied.output.type == "Q6_K"
    assert tied.gpu_bytes == untied.gpu_bytes == tied.file_bytes
    assert untied.file_bytes == untied.gpu_bytes + untied.host_bytes


def test_qwen3_has_norms_per_head_and_no_biases() -> None:
    """Qwen3 layers carry attn_q_norm and attn_k_norm; Qwen2 layers carry three biases."""
    qwen3 = take_inventory(QWEN_3_8B, Quantisation("Q8_0"))
    assert [v.role for v in qwen3.layers[0].vectors][2:] == ["attn_q_norm", "attn_k_norm"]
    qwen2 = take_inventory(replace(QWEN_3_8B, family="qwen2"), Quantisation("Q8_0"))
    assert [v.role for v in qwen2.layers[0].vectors][2:] == ["attn_q.bias", "attn_k.bias", "attn_v.bias"]


def test_what_is_not_known_is_refused() -> None:
    """An unknown file type, an unknown family and missing figures raise; nothing is guessed."""
    with pytest.raises(UnknownQuantisationError):
        take_inventory(LLAMA_3_8B, Quantisation("Q4_K_XXL"))
    with pytest.raises(ValueError, match="gemma2"):
        take_inventory(replace(LLAMA_3_8B, family="gemma2"), Quantisation("Q8_0"))
    with pytest.raises(ValueError, match="heads, vocabulary"):
        take_inventory(replace(LLAMA_3_8B, heads=None, vocabulary=None), Quantisation("Q8_0"))
    assert missing_figures(replace(LLAMA_3_8B, experts=None)) == ("experts",)


@given(st.sampled_from(sorted(BLOCKS)), st.integers(1, 64), st.integers(1, 8))
def test_rows_add_up(type_: str, blocks: int, times: int) -> None:
    """Bytes are linear in whole blocks: rows of a type add up without rounding."""
    columns = blocks * BLOCKS[type_][0]
    assert row_bytes(type_, columns * times) == times * row_bytes(type_, columns)


@given(st.sampled_from(sorted(BASE)), st.integers(1, 100), st.integers(1, 30))
def test_weights_grow_with_layers_and_width(name: str, layers: int, blocks: int) -> None:
    """One more layer, or a wider feed-forward of whole super-blocks, never makes a model smaller.

    Layers are compared where the class of the model stays the same: at 80 layers the rule changes.
    """
    small = Architecture("llama", layers, 512, 8, 2, 64, 256 * blocks, 1024, False)
    size = take_inventory(small, Quantisation(name)).gpu_bytes
    wider = replace(small, feed_forward=256 * (blocks + 1))
    assert take_inventory(wider, Quantisation(name)).gpu_bytes > size
    more = take_inventory(replace(small, layers=layers + 1), Quantisation(name)).gpu_bytes
    if 80 not in (layers, layers + 1):
        assert more > size
