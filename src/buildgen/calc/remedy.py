"""What would make a model fit, and the largest context that does, found by running ``fit`` again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from buildgen.calc.fit import MemoryFit, fit, fit_all, make_plan
from buildgen.calc.scope import Engine, Workload, is_quantised
from buildgen.calc.split import MIB, Card
from buildgen.calc.tensors import Inventory

STEP = 256
"""Contexts are scanned in steps of this many tokens, the padding of the cache with flash attention."""

ORDER = ("split", "micro-batch", "kv-type", "context", "quantisation", "card")
"""Kinds of suggestions, from what costs nothing over what costs quality to what costs money."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to try: a model file on some cards in some way."""

    inventory: Inventory
    cards: tuple[Card, ...]
    workload: Workload
    engine: Engine


@dataclass(frozen=True, slots=True)
class LargestContext:
    """The largest scanned context with a margin of at least 0, and with a margin above 300 MiB.

    ``gaps`` are smaller scanned contexts that do not fit although a larger one does: the pool is not
    monotone. ``None`` where no scanned context fits; ``limit`` is where the scan ended.
    """

    tokens: int | None
    surely: int | None
    step: int
    limit: int
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change: a kind of ``ORDER`` and the new value."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Changes that make the verdict ``fits``, with the case that was run and its result."""

    changes: tuple[Change, ...]
    case: Case
    result: MemoryFit


def run(case: Case) -> MemoryFit:
    """Return the memory fit of a case."""
    plan = make_plan(case.inventory, case.cards, case.workload.split, case.workload.tensor_split, case.engine)
    return fit(plan, case.workload)


def find_largest_context(case: Case, limit: int, step: int = STEP) -> LargestContext:
    """Scan every ``step`` tokens up to ``limit``; the workload's own context plays no part."""
    workload = case.workload
    plan = make_plan(case.inventory, case.cards, workload.split, workload.tensor_split, case.engine)
    contexts = range(step, limit + 1, step)
    results = fit_all(plan, tuple(replace(workload, context=context) for context in contexts))
    held = [
        (context, result.margin)
        for context, result in zip(contexts, results, strict=True)
        if result.margin is not None and result.verdict != "not established" and result.margin >= 0
    ]
    tokens = held[-1][0] if held else None
    surely = max((context for context, margin in held if margin > 300 * MIB), default=None)
    fitting = {context for context, _ in held}
    gaps = tuple(context for context in contexts if tokens and context < tokens and context not in fitting)
    return LargestContext(tokens, surely, step, limit, gaps)


def suggest(case: Case, others: tuple[Inventory, ...] = ()) -> tuple[Suggestion, ...]:
    """Return what makes the case fit, cheapest first; pairs of changes only where no single one does.

    ``others`` are the same model at other quantisations; only smaller ones are tried. Nothing is suggested
    for a case that fits, nor for one that is not established.
    """
    if run(case).verdict in ("fits", "not established"):
        return ()
    changes = _list_changes(case, others)
    found = _try_each(case, [(change,) for change in changes], others)
    if not found:
        pairs: list[tuple[Change, ...]] = [
            pair for pair in combinations(changes, 2) if pair[0].kind != pair[1].kind
        ]
        found = _try_each(case, pairs, others)
    return tuple(sorted(found, key=_rank))


def apply(case: Case, change: Change, others: tuple[Inventory, ...] = ()) -> Case:
    """Return the case with one change made."""
    workload = case.workload
    match change.kind:
        case "split":
            return replace(case, workload=replace(workload, split=change.value, tensor_split=None))
        case "micro-batch":
            return replace(case, workload=replace(workload, micro_batch=int(change.value)))
        case "kv-type":
            packed = replace(workload, kv_type_k=change.value, kv_type_v=change.value, flash_attention=True)
            return replace(case, workload=packed)
        case "context":
            return replace(case, workload=replace(workload, context=int(change.value)))
        case "quantisation":
            return replace(case, inventory=next(o for o in others if o.quantisation.name == change.value))
        case "card":
            more = (*case.cards, replace(case.cards[-1], name=f"{change.value}+"))
            split = "layer" if workload.split == "none" else workload.split
            return replace(case, cards=more, workload=replace(workload, split=split))
        case unknown:
            raise ValueError(f"no such change: {unknown}")


def _list_changes(case: Case, others: tuple[Inventory, ...]) -> list[Change]:
    workload = case.workload
    changes = []
    if len(case.cards) > 1:
        changes += [Change("split", split) for split in ("layer", "row") if split != workload.split]
    if workload.micro_batch > 128:
        changes.append(Change("micro-batch", str(workload.micro_batch // 2)))
    if not is_quantised(workload.kv_type_k) and not is_quantised(workload.kv_type_v):
        changes.append(Change("kv-type", "q8_0"))
    context = find_largest_context(case, workload.context).surely
    if context is not None and context < workload.context:
        changes.append(Change("context", str(context)))
    changes += [
        Change("quantisation", other.quantisation.name)
        for other in others
        if other.gpu_bytes < case.inventory.gpu_bytes
    ]
    if workload.tensor_split is None:
        changes.append(Change("card", case.cards[-1].name))
    return changes


def _try_each(case: Case, sets: list[tuple[Change, ...]], others: tuple[Inventory, ...]) -> list[Suggestion]:
    """Run the case with each set of changes; keep those whose verdict is ``fits``."""
    found = []
    for changes in sets:
        changed = case
        for change in changes:
            changed = apply(changed, change, others)
        result = run(changed)
        if result.verdict == "fits":
            found.append(Suggestion(changes, changed, result))
    return found


def _rank(suggestion: Suggestion) -> tuple[int, int, int]:
    """Order by the dearest change, then by the sum; among files the largest that fits, else the margin."""
    places = [ORDER.index(change.kind) for change in suggestion.changes]
    files = "quantisation" in (change.kind for change in suggestion.changes)
    last = suggestion.case.inventory.gpu_bytes if files else suggestion.result.margin or 0
    return (max(places), sum(places), -last)
