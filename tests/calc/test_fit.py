"""The memory model against the post's context table, and its laws."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.calc.compute_buffer import compute_buffer
from buildgen.calc.fit import (
    MemoryFit,
    fit,
    fit_all,
    judge,
    kv_bytes,
    make_plan,
    make_shape,
    predict,
)
from buildgen.calc.pool import Shape
from buildgen.calc.scope import INTEGER_KERNELS, KV_TYPES, REASONS, Engine, Workload
from buildgen.calc.split import MIB, Card
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

LOGS: dict[str, Any] = json.loads(Path(__file__).with_name("load_logs.json").read_text(encoding="utf-8"))

LLAMA, QWEN25, QWEN15 = "llama-3.3-70b", "qwen-2.5-72b", "liberated-qwen-1.5-72b"

REFERENCE = [
    # model, split, KV, context: weights, kv, compute, pool, workspace, margin at 250 MiB, worst card, MiB
    (LLAMA, "row", "f16", 2048, (13631, 208, 340, 1414, 96, 429)),
    (LLAMA, "row", "f16", 4096, (13631, 416, 600, 1548, 96, -173)),
    (LLAMA, "layer", "f16", 8192, (12784, 832, 1216, 694, 32, 560)),
    (LLAMA, "layer", "f16", 16384, (12784, 1664, 2304, 1232, 32, -1898)),
    (LLAMA, "layer", "q8_0", 32768, (12784, 1768, 618, 628, 32, 288)),
    (LLAMA, "layer", "q8_0", 65536, (12784, 3536, 906, 628, 32, -1768)),
    (QWEN25, "row", "f16", 1024, (14584, 104, 331, 1312, 96, -309)),
    (QWEN25, "layer", "f16", 4096, (13995, 416, 672, 912, 32, 91)),
    (QWEN25, "layer", "f16", 8192, (13995, 832, 1216, 694, 32, -651)),
    (QWEN15, "row", "f16", 1024, (13850, 832, 331, 1150, 96, -141)),
    (QWEN15, "layer", "f16", 2048, (13355, 1664, 400, 560, 32, 107)),
    (QWEN15, "layer", "f16", 4096, (13355, 3328, 672, 830, 32, -2099)),
]


def run_row(
    row: dict[str, Any], inventories: dict[str, Inventory], cards: tuple[Card, ...], engine: Engine
) -> MemoryFit:
    """Run one row of the post's context table."""
    plan = make_plan(inventories[row["model"]], cards, row["split"], None, engine)
    kv_type = row["kv_type"]
    return fit(plan, Workload(row["context"], split=row["split"], kv_type_k=kv_type, kv_type_v=kv_type))


@pytest.mark.parametrize("runtime_mib", range(150, 341, 10))
def test_all_twelve_rows_of_the_post(
    runtime_mib: int,
    post: dict[str, Any],
    inventories: dict[str, Inventory],
    three_cards: tuple[Card, ...],
) -> None:
    """What the post could run has a margin, what it could not has none, for any runtime overhead."""
    engine = Engine(runtime_mib=runtime_mib)
    for row in post["context_table"]:
        result = run_row(row, inventories, three_cards, engine)
        assert result.margin is not None
        assert (result.margin >= 0) == row["fits"], (row["model"], row["split"], row["context"])


@pytest.mark.parametrize("reference", REFERENCE)
def test_items_of_the_worst_card(
    reference: tuple[str, str, str, int, tuple[int, ...]],
    inventories: dict[str, Inventory],
    three_cards: tuple[Card, ...],
) -> None:
    """Each item of the worst card is the reference's within 2 MiB, and the worst card is the last."""
    *conditions, items = reference
    row = dict(zip(("model", "split", "kv_type", "context"), conditions, strict=True))
    result = run_row(row, inventories, three_cards, Engine())
    assert result.tightest == 2
    card = result.cards[2]
    found = (card.weights, card.kv, card.compute, card.pool, card.workspace, card.margin)
    assert [size / MIB for size in found] == pytest.approx(items, abs=2)


@pytest.mark.parametrize(
    "edge",
    [(LLAMA, "q8_0", 32768, 288, -103), (QWEN25, "f16", 4096, 91, -111), (QWEN15, "f16", 2048, 107, -237)],
)
def test_the_knife_edge(
    edge: tuple[str, str, int, int, int],
    inventories: dict[str, Inventory],
    three_cards: tuple[Card, ...],
) -> None:
    """1 MiB more free memory on the first card makes it the worst, and three rows that fit do not."""
    model, kv_type, context, equal, moved = edge
    row = {"model": model, "split": "layer", "kv_type": kv_type, "context": context}
    result = run_row(row, inventories, three_cards, Engine())
    first = result.ties[0]
    assert (first.card, first.delta_mib, first.tightest) == (0, 1, 0)
    assert result.margin is not None
    assert result.margin / MIB == pytest.approx(equal, abs=1)
    assert first.margin / MIB == pytest.approx(moved, abs=1)
    assert result.hangs_on_tie


def test_the_naive_rules_do_worse(post: dict[str, Any], inventories: dict[str, Inventory]) -> None:
    """(file + KV) / cards + any constant gets at most 8 of the 12 rows; file + KV against the sum gets 7."""
    rows = []
    for row in post["context_table"]:
        inventory = inventories[row["model"]]
        cache = len(inventory.kinds) * kv_bytes(
            inventory.architecture, row["context"], row["kv_type"], row["kv_type"]
        )
        rows.append((inventory.file_bytes + cache, row["fits"]))
    limit = 16368 * MIB
    constants = range(0, 6000, 5)
    best = max(sum((need // 3 + c * MIB <= limit) == fits for need, fits in rows) for c in constants)
    assert best <= 8
    assert sum((need <= 3 * limit) == fits for need, fits in rows) == 7


def test_the_compute_buffer_of_a_public_log(architectures: dict[str, Architecture]) -> None:
    """Hidden 8192, 64 heads, context 4096, two cards, layer split: 672.01 MiB in the log of PR 6122."""
    shape = make_shape(Workload(4096), Engine())
    size = compute_buffer(architectures[LLAMA], shape, 4, 2, holds_output=False)
    assert size / MIB == pytest.approx(672.01, abs=1)


@pytest.mark.parametrize("log", LOGS["logs"], ids=lambda log: f"{log['model']}-{log['context']}")
def test_terms_against_public_load_logs(log: dict[str, Any]) -> None:
    """Weights and cache are the log's to its digits; the compute buffer too, but for later builds."""
    architecture = Architecture(**LOGS["models"][log["model"]])
    inventory = take_inventory(architecture, Quantisation(log["quantisation"]))
    plan = make_plan(inventory, (Card("only", 24576),), "none", None, Engine())
    kv_type = log["kv_type"]
    workload = Workload(
        log["context"],
        split="none",
        kv_type_k=kv_type,
        kv_type_v=kv_type,
        flash_attention=log["flash_attention"],
    )
    card = fit(plan, workload).cards[0]
    assert card.weights / MIB == pytest.approx(log["weights"], abs=0.02)
    assert card.kv / MIB == log["kv"]
    assert card.compute / MIB == pytest.approx(log["compute"], abs=0.02 if not log["other_builds"] else 17)
    if log["host"] is not None:
        assert inventory.host_bytes / MIB == pytest.approx(log["host"], abs=0.01)


@pytest.mark.parametrize(
    ("kv_type", "per_token"),
    [
        ("f32", 8192),
        ("f16", 4096),
        ("bf16", 4096),
        ("q8_0", 2176),
        ("q5_1", 1536),
        ("q5_0", 1408),
        ("q4_1", 1280),
        ("q4_0", 1152),
        ("iq4_nl", 1152),
    ],
)
def test_cache_per_token(kv_type: str, per_token: int, architectures: dict[str, Architecture]) -> None:
    """One layer's cache of one token: 2 x 8 heads x 128 elements at the bytes of the type's blocks."""
    assert kv_bytes(architectures[LLAMA], 1, kv_type, kv_type) == per_token


def test_a_full_head_cache_takes_two_and_a_half_mebibytes_a_token(
    architectures: dict[str, Architecture],
) -> None:
    """Qwen 1.5 72B has 64 KV heads: 2.5 MiB a token over its 80 layers."""
    assert 80 * kv_bytes(architectures[QWEN15], 1, "f16", "f16") == 5 * MIB // 2


def test_verdicts_at_their_limits() -> None:
    """Above 300 MiB fits, within 300 either way is tight, below does not fit."""
    assert judge(300 * MIB + 1) == "fits"
    assert judge(300 * MIB) == judge(0) == judge(-300 * MIB) == "tight"
    assert judge(-300 * MIB - 1) == "does not fit"


LLAMA_ARCHITECTURE = Architecture("llama", 80, 8192, 64, 8, 128, 28672, 128256, False)
CARDS = (Card("a", 16368), Card("b", 16368), Card("c", 16368))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"architecture": replace(LLAMA_ARCHITECTURE, family="deepseek2")}, "family"),
        ({"architecture": replace(LLAMA_ARCHITECTURE, family="qwen3")}, "family-in-engine"),
        ({"architecture": replace(LLAMA_ARCHITECTURE, experts=8)}, "experts"),
        ({"architecture": replace(LLAMA_ARCHITECTURE, sliding_window=4096)}, "sliding-window"),
        ({"architecture": replace(LLAMA_ARCHITECTURE, kv_heads=None)}, "missing-figure"),
        ({"quantisation": Quantisation("IQ1_S")}, "quantisation"),
        ({"quantisation": Quantisation("BF16")}, "bf16-weights"),
        ({"engine": Engine(build=9000)}, "engine"),
        ({"engine": Engine(build=3989)}, "engine"),
        ({"cards": ()}, "no-cards"),
        ({"cards": (Card("a", 0),)}, "card-memory"),
        ({"workload": Workload(4096, split="tensor")}, "split"),
        ({"workload": Workload(4096, tensor_split=(1, 1))}, "tensor-split"),
        ({"workload": Workload(4096, tensor_split=(0, 0, 0))}, "tensor-split"),
        ({"workload": Workload(4096, gpu_layers=40)}, "partial-offload"),
        ({"workload": Workload(0)}, "context"),
        ({"workload": Workload(4096, kv_type_k="q3_0")}, "kv-type"),
        ({"workload": Workload(4096, kv_type_k="bf16", kv_type_v="bf16")}, "bf16-cache"),
        ({"workload": Workload(4096, kv_type_v="q8_0", flash_attention=False)}, "v-needs-flash-attention"),
        ({"workload": Workload(4096, kv_type_k="iq4_nl", kv_type_v="iq4_nl")}, "no-flash-kernel"),
        ({"architecture": replace(LLAMA_ARCHITECTURE, head_dim=80, heads=100)}, None),
    ],
)
def test_what_cannot_be_said_has_its_reason(change: dict[str, Any], code: str | None) -> None:
    """Outside its scope the model says ``not established`` and why; it never guesses and never raises."""
    given_: dict[str, Any] = {
        "architecture": LLAMA_ARCHITECTURE,
        "quantisation": Quantisation("Q4_K_S"),
        "cards": CARDS,
        "workload": Workload(4096),
        "engine": Engine(),
    } | change
    result = predict(**given_)
    assert [reason.code for reason in result.reasons] == ([code] if code else [])
    assert (result.verdict == "not established") == bool(code)
    assert all(reason.code in REASONS for reason in result.reasons)


def test_all_reasons_come_at_once() -> None:
    """Several reasons are all told, so that one look is enough."""
    architecture = replace(LLAMA_ARCHITECTURE, family="dbrx", experts=16, heads=None)
    result = predict(architecture, Quantisation("X"), (), Workload(4096), Engine(build=1))
    assert [reason.code for reason in result.reasons] == [
        "family", "experts", "missing-figure", "quantisation", "engine", "no-cards"
    ]  # fmt: skip


def test_a_head_of_80_elements_has_no_kernel_and_no_blocks() -> None:
    """Flash attention exists for heads of 64, 128 and 256; blocks of 32 need a whole number in a head."""
    odd = replace(LLAMA_ARCHITECTURE, head_dim=80)
    flash = predict(odd, Quantisation("Q4_K_S"), CARDS, Workload(4096, flash_attention=True), Engine())
    assert [reason.code for reason in flash.reasons] == ["no-flash-kernel"]
    packed = predict(odd, Quantisation("Q4_K_S"), CARDS, Workload(4096, kv_type_k="q8_0"), Engine())
    assert [reason.code for reason in packed.reasons] == ["kv-head-size"]


def test_one_card_of_none_split_carries_all(inventories: dict[str, Inventory]) -> None:
    """Split none: the first card holds the whole model, the others are not listed."""
    inventory = inventories["dolphin-mistral-nemo-12b"]
    plan = make_plan(inventory, CARDS, "none", None, Engine())
    result = fit(plan, Workload(2048, split="none"))
    assert [card.card for card in result.cards] == ["a"]
    assert result.cards[0].weights == inventory.gpu_bytes
    assert result.verdict == "fits"


def test_a_card_without_layers_needs_only_its_runtime(inventories: dict[str, Inventory]) -> None:
    """A share of 0: no weights, no cache, no compute buffer and no pool on that card."""
    plan = make_plan(inventories["qwq-32b-preview"], CARDS, "layer", (1, 0, 1), Engine())
    idle = fit(plan, Workload(2048)).cards[1]
    assert (idle.weights, idle.kv, idle.compute, idle.pool) == (0, 0, 0, 0)


def test_fewer_copies_need_less(inventories: dict[str, Inventory]) -> None:
    """Pipeline copies multiply mask and hidden state: one copy instead of four frees their three."""
    plan = make_plan(inventories[LLAMA], CARDS, "layer", None, Engine())
    four, one = fit_all(plan, (Workload(8192), Workload(8192, copies=1)))
    saved = four.cards[0].compute - one.cards[0].compute
    assert saved == 3 * (8192 * 512 * 4 + 8192 * 512 * 4)


def test_fit_all_is_fit_for_each(inventories: dict[str, Inventory]) -> None:
    """Sharing pools between workloads changes no result."""
    for split in ("none", "layer", "row"):
        plan = make_plan(inventories["qwq-32b-preview"], CARDS, split, None, Engine())
        workloads = tuple(
            Workload(context, split=split, kv_type_k=kv_type, kv_type_v=kv_type)
            for context in (1000, 2048, 30000)
            for kv_type in KV_TYPES
        )
        assert fit_all(plan, workloads) == tuple(fit(plan, workload) for workload in workloads)


SMALL = st.builds(
    Architecture,
    family=st.sampled_from(["llama", "qwen2"]),
    layers=st.integers(1, 40),
    hidden=st.integers(1, 12).map(lambda n: 512 * n),
    heads=st.sampled_from([8, 16, 32]),
    kv_heads=st.sampled_from([1, 2, 4, 8]),
    head_dim=st.sampled_from([64, 128]),
    feed_forward=st.integers(1, 60).map(lambda n: 256 * n),
    vocabulary=st.integers(1000, 160_000),
    tied_embeddings=st.booleans(),
)
QUANTS = st.sampled_from(["Q4_K_S", "Q4_K_M", "Q8_0", "F16", "Q3_K_M", "IQ4_XS", "Q4_0"]).map(Quantisation)
DECKS = st.lists(st.sampled_from([8176, 16368, 22528, 32752]), min_size=1, max_size=4).map(
    lambda totals: tuple(Card(f"gpu{i}", total) for i, total in enumerate(totals))
)
RUNS = st.builds(
    Workload,
    context=st.integers(1, 40_000),
    micro_batch=st.sampled_from([64, 128, 512, 1024]),
    split=st.sampled_from(["none", "layer", "row"]),
    kv_type_k=st.sampled_from(["f16", "q8_0"]),
    kv_type_v=st.just("f16"),
    flash_attention=st.booleans(),
)


@settings(max_examples=60)
@given(SMALL, QUANTS, DECKS, RUNS)
def test_items_and_margin_add_up(
    architecture: Architecture, quantisation: Quantisation, cards: tuple[Card, ...], workload: Workload
) -> None:
    """On every card items and margin add up to its memory, and the verdict is the tightest card's."""
    result = predict(architecture, quantisation, cards, workload, Engine())
    for card in result.cards:
        items = card.weights + card.kv + card.compute + card.pool + card.workspace + card.runtime
        assert items + card.in_use + card.margin == card.total
    if result.cards:
        assert result.margin == min(card.margin for card in result.cards)


@settings(max_examples=60)
@given(SMALL, QUANTS, DECKS, RUNS, st.integers(1, 4000))
def test_cache_and_compute_grow_with_the_context(
    architecture: Architecture,
    quantisation: Quantisation,
    cards: tuple[Card, ...],
    workload: Workload,
    more: int,
) -> None:
    """On every card cache and compute buffer never shrink when the context grows; weights do not change."""
    longer = replace(workload, context=workload.context + more)
    first = predict(architecture, quantisation, cards, workload, Engine())
    second = predict(architecture, quantisation, cards, longer, Engine())
    for before, after in zip(first.cards, second.cards, strict=True):
        assert before.kv <= after.kv
        assert before.compute <= after.compute
        assert before.weights == after.weights


@settings(max_examples=60)
@given(SMALL, QUANTS, RUNS, st.integers(1, 30))
def test_totals_grow_with_layers(
    architecture: Architecture, quantisation: Quantisation, workload: Workload, more: int
) -> None:
    """More layers: the cache and the weights over all cards grow, on one card as on three."""
    deeper = replace(architecture, layers=(architecture.layers or 0) + more)
    for cards in (CARDS[:1], CARDS):
        first = predict(architecture, quantisation, cards, workload, Engine())
        second = predict(deeper, quantisation, cards, workload, Engine())
        for name in ("kv", "weights"):
            assert sum(getattr(c, name) for c in first.cards) <= sum(getattr(c, name) for c in second.cards)


@given(SMALL, st.integers(1, 9000), st.sampled_from(KV_TYPES))
def test_cache_grows_with_its_width_and_type(architecture: Architecture, context: int, kv_type: str) -> None:
    """Twice the KV heads is twice the cache, twice the context too, and no type is larger than f32."""
    one = kv_bytes(architecture, context, kv_type, kv_type)
    wider = replace(architecture, kv_heads=2 * (architecture.kv_heads or 0))
    assert kv_bytes(wider, context, kv_type, kv_type) == 2 * one
    assert kv_bytes(architecture, 2 * context, kv_type, kv_type) == 2 * one
    assert one <= kv_bytes(architecture, context, "f32", "f32")


@settings(max_examples=40)
@given(SMALL, QUANTS, RUNS, st.permutations(["a", "b", "c"]))
def test_the_order_of_equal_cards_changes_nothing(
    architecture: Architecture, quantisation: Quantisation, workload: Workload, order: list[str]
) -> None:
    """Equal cards are told apart by their place alone: names move, no figure does."""
    shuffled = tuple(Card(name, 16368) for name in order)
    first = predict(architecture, quantisation, CARDS, workload, Engine())
    second = predict(architecture, quantisation, shuffled, workload, Engine())
    assert [c._replace(card="") for c in first.cards] == [c._replace(card="") for c in second.cards]
    assert (first.margin, first.verdict, first.ties) == (second.margin, second.verdict, second.ties)


@settings(max_examples=40)
@given(SMALL, QUANTS, RUNS, st.integers(1, 5), st.integers(1, 3000))
def test_more_memory_on_every_card_is_all_margin(
    architecture: Architecture, quantisation: Quantisation, workload: Workload, count: int, more: int
) -> None:
    """Equal cards with more memory hold the same; every MiB more is margin, every MiB in use is not."""
    cards = tuple(Card(str(index), 16368) for index in range(count))
    bigger = tuple(replace(card, total_mib=16368 + more) for card in cards)
    shared = tuple(replace(card, free_mib=16368) for card in bigger)
    first, second, third = (
        predict(architecture, quantisation, deck, workload, Engine()) for deck in (cards, bigger, shared)
    )
    for before, after, used in zip(first.cards, second.cards, third.cards, strict=True):
        assert after.margin == before.margin + more * MIB
        assert (used.margin, used.in_use) == (before.margin, more * MIB)


def test_a_pool_that_shrinks_is_not_a_margin_that_grows_forever(inventories: dict[str, Inventory]) -> None:
    """The margin is not monotone in the context either, which is why the largest context is scanned for."""
    plan = make_plan(inventories[QWEN25], CARDS, "layer", None, Engine())
    margins = [fit(plan, Workload(context)).margin or 0 for context in range(256, 9000, 32)]
    assert any(later > earlier for earlier, later in pairwise(margins))


def test_integer_kernels_leave_more_room(inventories: dict[str, Inventory]) -> None:
    """Builds that multiply packed weights need a smaller pool and nothing else; earlier ones are outside."""
    inventory = inventories[LLAMA]
    packed, expanded = (
        fit(make_plan(inventory, CARDS, "layer", None, engine), Workload(4096))
        for engine in (INTEGER_KERNELS, Engine())
    )
    for less, more in zip(packed.cards, expanded.cards, strict=True):
        assert less.pool < more.pool
        assert less._replace(pool=0, margin=0) == more._replace(pool=0, margin=0)
    early = replace(INTEGER_KERNELS, build=4407)
    result = predict(LLAMA_ARCHITECTURE, Quantisation("Q4_K_S"), CARDS, Workload(4096), early)
    assert [reason.code for reason in result.reasons] == ["engine"]


def test_one_card_frees_the_mask_before_the_logits(architectures: dict[str, Architecture]) -> None:
    """On one card a long context with flash attention costs no more than the logits, as logs show."""
    architecture = architectures["dolphin-mistral-nemo-12b"]
    shape = make_shape(Workload(32768, flash_attention=True), Engine())
    logits = 131_074 * 512 * 4 + 5120 * 512 * 4
    assert compute_buffer(architecture, shape, 1, 1, holds_output=True) == logits


def test_padding_of_the_context(architectures: dict[str, Architecture]) -> None:
    """The context is padded to 256 cells with flash attention, to 32 without; it bounds the micro-batch."""
    assert make_shape(Workload(1000), Engine()).context == 1024
    assert make_shape(Workload(1025), Engine()).context == 1056
    assert make_shape(Workload(1025, flash_attention=True), Engine()).context == 1280
    assert make_shape(Workload(100), Engine()) == Shape(128, 128, 128, False)
    assert make_shape(Workload(100, micro_batch=20), Engine()).mask_rows == 32


def test_quantising_again_changes_the_weights_alone(architectures: dict[str, Architecture]) -> None:
    """Another file of the same model: weights differ, cache and compute buffer do not."""
    results = []
    for name in ("Q4_K_S", "Q3_K_M"):
        inventory = take_inventory(architectures[LLAMA], Quantisation(name))
        plan = make_plan(inventory, CARDS, "layer", None, Engine())
        results.append(fit(plan, Workload(8192)))
    for large, small in zip(results[0].cards, results[1].cards, strict=True):
        assert large.weights > small.weights
        assert (large.kv, large.compute, large.pool) == (small.kv, small.compute, small.pool)
