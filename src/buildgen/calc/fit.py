"""Will a model fit: the memory that each card needs, against the memory that its driver reports.

    need = weights + kv + compute + pool + workspace + runtime        (per card, never a sum over cards)

All sizes are whole bytes. Every term was read in ggml-org/llama.cpp at b4407 (January 2025), HIP backend with
GGML_CUDA_FORCE_CUBLAS, and holds for the builds that ``Engine`` names; outside them the verdict is
``not established``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from buildgen.calc.compute_buffer import compute_terms
from buildgen.calc.pool import Shape, measure_pools, pool_shape
from buildgen.calc.scope import (
    Engine,
    Reason,
    Workload,
    reasons_against_cache,
    reasons_against_model,
    reasons_against_run,
)
from buildgen.calc.split import MIB, Card, Placement, find_ties, place
from buildgen.calc.tensors import (
    Architecture,
    Inventory,
    Quantisation,
    row_bytes,
    take_inventory,
    whole,
)

TIGHT_MIB = 300
"""Within this much of the limit, either way, the verdict is ``tight``."""

BLOCKING = ("kv-type", "kv-head-size", "context")
"""Reasons after which not even the items can be computed."""


class CardMemory(NamedTuple):
    """What one card needs, in bytes; ``margin`` is what is left, negative where it does not fit.

    ``in_use`` is what others hold on the card before the model loads; items, ``in_use`` and ``margin`` add up
    to ``total``. A named tuple: a matrix makes thousands of these, and a frozen dataclass costs five times as
    much to make.
    """

    card: str
    total: int
    in_use: int
    layers: int
    weights: int
    kv: int
    compute: int
    pool: int
    workspace: int
    runtime: int
    margin: int


@dataclass(frozen=True, slots=True)
class TieMargin:
    """The margin when card ``card`` has ``delta_mib`` more free memory (or less) and a layer moves."""

    card: int
    delta_mib: int
    margin: int
    tightest: int
    verdict: str


@dataclass(frozen=True, slots=True)
class MemoryFit:
    """The verdict with its items per card; ``margin`` is the tightest card's, in bytes.

    ``reasons`` say why a verdict is not established, ``rests_on`` what was assumed. Cards that the split
    leaves out are not listed. ``margin`` and ``tightest`` are ``None`` where nothing could be computed.
    """

    verdict: str
    margin: int | None
    tightest: int | None
    cards: tuple[CardMemory, ...]
    ties: tuple[TieMargin, ...]
    reasons: tuple[Reason, ...]
    rests_on: tuple[str, ...]

    @property
    def hangs_on_tie(self) -> bool:
        """Return whether a hair of free memory on one card turns fitting into not fitting, or back."""
        fitting = self.margin is not None and self.margin >= 0
        return any((tie.margin >= 0) != fitting for tie in self.ties)


@dataclass(frozen=True, slots=True)
class Plan:
    """A model laid out over cards: all that does not depend on context, cache types or batch."""

    inventory: Inventory
    cards: tuple[Card, ...]
    split: str
    engine: Engine
    placement: Placement
    ties: tuple[tuple[int, int, Placement], ...]


def predict(
    architecture: Architecture,
    quantisation: Quantisation,
    cards: tuple[Card, ...],
    workload: Workload,
    engine: Engine,
) -> MemoryFit:
    """Say whether a model fits; never raises, what cannot be said is ``not established`` with its reasons."""
    reasons = reasons_against_model(architecture, quantisation, engine)
    reasons += reasons_against_run(cards, workload, engine)
    if reasons:
        return MemoryFit("not established", None, None, (), (), reasons, ())
    inventory = take_inventory(architecture, quantisation)
    return fit(make_plan(inventory, cards, workload.split, workload.tensor_split, engine), workload)


def make_plan(
    inventory: Inventory,
    cards: tuple[Card, ...],
    split: str,
    tensor_split: tuple[int, ...] | None,
    engine: Engine,
) -> Plan:
    """Lay a model out over the cards, with the other layouts that a hair of free memory would give."""
    used = cards[:1] if split == "none" else cards
    shares = None if split == "none" else tensor_split
    placement = place(inventory, used, split, shares, engine.cutting)
    ties = () if shares else find_ties(inventory, used, split, engine.cutting)
    return Plan(
        inventory, used, split, engine, placement, tuple((t.card, t.delta_mib, t.placement) for t in ties)
    )


def fit(plan: Plan, workload: Workload) -> MemoryFit:
    """Return the memory of each card for one workload; the workload's split must be the plan's.

    Reasons that speak against the workload alone are found here too; the items are still given then.
    """
    return fit_all(plan, (workload,))[0]


def fit_all(plan: Plan, workloads: tuple[Workload, ...]) -> tuple[MemoryFit, ...]:
    """Return what ``fit`` returns for each workload, replaying each pool once."""
    pools: dict[tuple[int, Shape], tuple[int, ...]] = {}
    return tuple(_fit(plan, workload, pools) for workload in workloads)


def _fit(plan: Plan, workload: Workload, pools: dict[tuple[int, Shape], tuple[int, ...]]) -> MemoryFit:
    architecture = plan.inventory.architecture
    reasons = reasons_against_cache(architecture, workload)
    if any(reason.code in BLOCKING for reason in reasons):
        return MemoryFit("not established", None, None, (), (), reasons, ())
    shape = make_shape(workload, plan.engine)
    layouts = [plan.placement, *(placement for _, _, placement in plan.ties)]
    sheets = []
    for number, placement in enumerate(layouts):
        key = (number, pool_shape(shape))
        if key not in pools:
            pools[key] = measure_pools(plan.inventory, placement, shape, plan.engine.cutting.granule)
        sheets.append(itemise(plan, placement, workload, shape, pools[key]))
    margins = [item.margin for item in sheets[0]]
    margin = min(margins)
    ties = tuple(
        _tie_margin(card, delta_mib, items)
        for (card, delta_mib, _), items in zip(plan.ties, sheets[1:], strict=True)
    )
    verdict = "not established" if reasons else judge(margin)
    assumptions = _assumptions(plan, workload)
    return MemoryFit(verdict, margin, margins.index(margin), sheets[0], ties, reasons, assumptions)


def judge(margin: int) -> str:
    """Return the verdict for a margin in bytes: ``fits``, ``tight`` or ``does not fit``."""
    if margin > TIGHT_MIB * MIB:
        return "fits"
    return "tight" if margin >= -TIGHT_MIB * MIB else "does not fit"


def make_shape(workload: Workload, engine: Engine) -> Shape:
    """Round the context up to the engine's padding and bound the micro-batch by batch and context.

    Source: llama_kv_cache_get_padding and llama_new_context_with_model.
    """
    flash = workload.uses_flash_attention
    padding = 256 if flash else 32
    context = -(-workload.context // padding) * padding
    micro_batch = min(workload.micro_batch, workload.batch, context)
    mask_rows = -(-micro_batch // engine.mask_padding) * engine.mask_padding
    return Shape(
        context,
        micro_batch,
        mask_rows,
        flash,
        workload.kv_type_k.upper(),
        workload.kv_type_v.upper(),
        engine.expands,
    )


def kv_bytes(architecture: Architecture, context: int, kv_type_k: str, kv_type_v: str) -> int:
    """Return the cache of one layer: kv_heads x head_dim elements of K and of V for each token."""
    width = whole(architecture.kv_heads) * whole(architecture.head_dim)
    return context * (row_bytes(kv_type_k.upper(), width) + row_bytes(kv_type_v.upper(), width))


def copies_of(plan: Plan, workload: Workload) -> int:
    """Return how many copies of its inputs a card keeps: several where cards work in a pipeline."""
    if plan.split != "layer" or len(plan.cards) == 1:
        return 1
    return plan.engine.copies if workload.copies is None else workload.copies


def itemise(
    plan: Plan, placement: Placement, workload: Workload, shape: Shape, pools: tuple[int, ...]
) -> tuple[CardMemory, ...]:
    """Return the items of every card, given the pools."""
    architecture, engine = plan.inventory.architecture, plan.engine
    count, copies = len(plan.cards), copies_of(plan, workload)
    cache = kv_bytes(architecture, shape.context, shape.kv_type_k, shape.kv_type_v)
    terms = compute_terms(architecture, shape, copies, count)
    inner, last = terms.total(holds_output=False), terms.total(holds_output=True)
    workspace = engine.workspace_mib * MIB * (count if placement.slices else 1)
    runtime = engine.runtime_mib * MIB
    items = []
    for index, card in enumerate(plan.cards):
        total, available = card.total_mib * MIB, card.available_mib * MIB
        layers, weights, pool = placement.layers[index], placement.weights[index], pools[index]
        compute = last if index == placement.output_card else inner if layers else 0
        kv = layers * cache
        margin = available - weights - kv - compute - pool - workspace - runtime
        items.append(
            CardMemory(
                card.name,
                total,
                total - available,
                layers,
                weights,
                kv,
                compute,
                pool,
                workspace,
                runtime,
                margin,
            )
        )
    return tuple(items)


def _tie_margin(card: int, delta_mib: int, items: tuple[CardMemory, ...]) -> TieMargin:
    margins = [item.margin for item in items]
    margins[card] += delta_mib * MIB
    margin = min(margins)
    return TieMargin(card, delta_mib, margin, margins.index(margin), judge(margin))


def _assumptions(plan: Plan, workload: Workload) -> tuple[str, ...]:
    """Return the codes of what the verdict takes for granted."""
    assumed = ["runtime-overhead", "context-full"]
    if plan.engine.build is None:
        assumed.append("engine-build")
    if len(plan.cards) > 1:
        assumed.append("workspace-per-handle")
        if any(card.free_mib is None for card in plan.cards):
            assumed.append("all-memory-free")
    types = (workload.kv_type_k, workload.kv_type_v)
    if workload.uses_flash_attention and types not in (("f16", "f16"), ("q8_0", "q8_0"), ("q4_0", "q4_0")):
        assumed.append("all-cache-kernels-built")
    return tuple(assumed)
