"""Everything there is to say about one model on one build: fit, largest context, speed, what would help."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildgen.calc import speed
from buildgen.calc.fit import CardMemory, MemoryFit, fit, make_plan, predict
from buildgen.calc.generation import (
    decode_parameters,
    engine_of,
    generations_of,
    prefill_parameters,
)
from buildgen.calc.load import Load, Run, make_load
from buildgen.calc.placement import (
    Rack,
    architecture_of,
    inventory_of,
    quantisation_of,
    rack_of,
    rests_on_matrix,
)
from buildgen.calc.remedy import Case, LargestContext, Suggestion, find_largest_context, suggest
from buildgen.calc.samples import Key, Match, find_matches
from buildgen.calc.scope import Engine, Reason, Workload, reasons_against_model
from buildgen.calc.speed import Measurement, Speed
from buildgen.calc.split import Card
from buildgen.calc.tensors import Inventory
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import CardSpeed, Generation
from buildgen.catalog.language_models import LanguageModel
from buildgen.quantity import TokenRate

LONGEST = 131_072
"""Contexts are scanned up to this where the model names no limit of its own."""

SUGGESTED = 6
"""How many suggestions are worth a reader's time."""

CARD_REASONS = {
    "card-count": "the number of cards in role {value} is not known",
    "no-engine": "no engine generation was read for the chip {value}",
    "engine-figure": "a constant of engine generation {value} is not known",
}
"""Reasons that arise from the catalog, beside those of ``scope`` and ``speed``."""


_WITHOUT_TENSORS = Speed("not established", None, None, None, None, (), (Reason("tensors"),))


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a file of a model and how it is run; ``context`` ``None`` asks for the largest."""

    model: LanguageModel
    quantisation: str
    workload: Workload
    context: int | None
    generation: str | None = None
    engine_build: int | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer. ``workload`` has the context that was asked for, or the largest that was found.

    ``matches`` are measured rows of exactly this case: they win over the estimate of speed, and what they
    say of memory stands beside it.
    """

    build: Build
    ask: Ask
    rack: Rack
    generation: Generation | None
    inventory: Inventory | None
    workload: Workload
    fit: MemoryFit
    largest: LargestContext | None
    decode: Speed
    prefill: Speed
    suggestions: tuple[Suggestion, ...]
    matches: tuple[Match, ...]


def forecast(build: Build, catalog: Catalog, ask: Ask, *, scan: bool = True) -> Forecast:
    """Answer for a build; never raises: what cannot be said is ``not established`` with its reasons.

    Without ``scan`` neither the largest context nor suggestions are looked for.
    """
    rack = rack_of(build, catalog)
    generation, engine, reasons = _engine_for(rack, catalog, ask)
    inventory = inventory_of(ask.model, ask.quantisation)
    workload = replace(ask.workload, context=ask.context or min(4096, limit_of(ask.model)))
    result = _predicted(rack, engine, workload, ask, reasons)
    largest: LargestContext | None = None
    suggestions: tuple[Suggestion, ...] = ()
    established = result.verdict != "not established"
    if scan and established and inventory is not None and engine is not None:
        case = Case(inventory, rack.cards, workload, engine)
        largest = find_largest_context(case, limit_of(ask.model))
        if ask.context is None and largest.tokens is not None:
            workload = replace(workload, context=largest.surely or largest.tokens)
            case = replace(case, workload=workload)
            result = _fitted(case)
        suggestions = suggest(case, smaller_files(ask))[:SUGGESTED]
    if rests_on_matrix(ask.model, ask.quantisation):
        result = replace(result, rests_on=(*result.rests_on, "imatrix"))
    found = Forecast(
        build=build,
        ask=ask,
        rack=rack,
        generation=generation,
        inventory=inventory,
        workload=workload,
        fit=result,
        largest=largest,
        decode=_WITHOUT_TENSORS,
        prefill=_WITHOUT_TENSORS,
        suggestions=suggestions,
        matches=_matches(rack, ask, workload, catalog),
    )
    decode, prefill = _speeds(found, catalog)
    return replace(found, decode=decode, prefill=prefill)


def limit_of(model: LanguageModel) -> int:
    """Give the largest context that a model is scanned up to."""
    return model.context_limit.value or LONGEST


def smaller_files(ask: Ask) -> tuple[Inventory, ...]:
    """List the model's other files, to be tried where the one asked for does not fit."""
    found = (inventory_of(ask.model, name) for name in ask.model.quantisations if name != ask.quantisation)
    return tuple(inventory for inventory in found if inventory is not None)


def measured_fit(found: Forecast) -> str | None:
    """Say what measured rows of this case tell: ``fits`` or ``does not fit``; ``None`` without any."""
    results = {match.row.result for match in found.matches}
    if "out of memory" in results:
        return "does not fit"
    return "fits" if "ok" in results else None


def _engine_for(
    rack: Rack, catalog: Catalog, ask: Ask
) -> tuple[Generation | None, Engine | None, tuple[Reason, ...]]:
    if rack.part is None:
        return None, None, ()
    known = generations_of(rack.part, catalog)
    chosen = next((g for g in known if ask.generation in (None, g.id)), None)
    if chosen is None:
        return None, None, (Reason("no-engine", rack.part.architecture.value or rack.part.id),)
    engine = engine_of(chosen, ask.engine_build)
    return chosen, engine, () if engine else (Reason("engine-figure", chosen.id),)


def _predicted(
    rack: Rack, engine: Engine | None, workload: Workload, ask: Ask, reasons: tuple[Reason, ...]
) -> MemoryFit:
    """Predict, or say why not: all reasons at once, those of the cards first."""
    if "count" in rack.unknown:
        reasons = (*reasons, Reason("card-count", rack.role or ""))
    cards = rack.cards
    if "memory_reported" in rack.unknown and rack.part is not None:
        cards = (Card(rack.part.id, 0),)
    result = predict(
        architecture_of(ask.model),
        quantisation_of(ask.model, ask.quantisation),
        cards,
        workload,
        engine or Engine(build=ask.engine_build),
    )
    if not reasons:
        return result
    own = tuple(reason for reason in result.reasons if reason.code != "no-cards" or not rack.unknown)
    return MemoryFit("not established", None, None, (), (), (*reasons, *own), ())


def _fitted(case: Case) -> MemoryFit:
    workload = case.workload
    plan = make_plan(case.inventory, case.cards, workload.split, workload.tensor_split, case.engine)
    return fit(plan, workload)


def _used(rack: Rack, workload: Workload) -> int:
    return 1 if workload.split == "none" else len(rack.cards)


def _matches(rack: Rack, ask: Ask, workload: Workload, catalog: Catalog) -> tuple[Match, ...]:
    """Find rows of exactly this case; other shares or micro-batches than the default have none."""
    plain = workload.tensor_split is None and workload.micro_batch == 512 and workload.gpu_layers is None
    if rack.part is None or not rack.cards or not plain:
        return ()
    key = Key(
        ask.model.id,
        ask.quantisation,
        rack.part.id,
        _used(rack, workload),
        workload.split,
        workload.kv_type_k,
        workload.kv_type_v,
        workload.uses_flash_attention,
        workload.context,
        workload.sequences,
    )
    return find_matches(key, catalog)


def _speeds(found: Forecast, catalog: Catalog) -> tuple[Speed, Speed]:
    """Measured where a row of exactly this case is there, else estimated, else not established."""
    rows = {name: _measured(found.matches, name) for name in ("decode", "prefill")}
    if found.inventory is None:
        return _without_load(rows["decode"]), _without_load(rows["prefill"])
    ask, generation = found.ask, found.generation
    engine = engine_of(generation, ask.engine_build) if generation else None
    quantisation = quantisation_of(ask.model, ask.quantisation)
    refused = reasons_against_model(found.inventory.architecture, quantisation, engine) if engine else ()
    load = load_of(found, found.inventory)
    fitted = _card_speed(found.rack, generation, ask)
    decode = decode_parameters(fitted, catalog)
    prefill = prefill_parameters(fitted, catalog)
    return (
        _unless(speed.decode(load, rows["decode"], decode), refused),
        _unless(speed.prefill(load, rows["prefill"], prefill), refused),
    )


def load_of(found: Forecast, inventory: Inventory) -> Load:
    """Work out what a forecast's case asks of the cards."""
    bandwidth = found.rack.part.bandwidth.value if found.rack.part else None
    rate = None if bandwidth is None else bandwidth.grains * 1e6
    return make_load(found.ask.model.id, inventory, _run_of(found), rate)


def _run_of(found: Forecast) -> Run:
    """Give the conditions of the speed: a cache that is half full, prompts of up to 512 tokens."""
    workload = found.workload
    count = max(1, _used(found.rack, workload))
    each = workload.context // workload.sequences
    return Run(
        split="none" if count == 1 else workload.split,
        cards=count,
        sequences=workload.sequences,
        depth=each // 2,
        prompt=min(512, max(1, each)),
        kv_type_k=workload.kv_type_k,
        kv_type_v=workload.kv_type_v,
        flash_attention=workload.uses_flash_attention,
    )


def _unless(found: Speed, refused: tuple[Reason, ...]) -> Speed:
    """Withdraw an estimate for a model that the engine generation cannot run; measurements stand."""
    if not refused or found.kind == "measured":
        return found
    return Speed("not established", None, None, None, found.limit, (), refused)


def _card_speed(rack: Rack, generation: Generation | None, ask: Ask) -> CardSpeed | None:
    """Give the speeds fitted for the cards; none where the build in use lies outside the generation."""
    if generation is None or rack.part is None:
        return None
    engine = engine_of(generation, ask.engine_build)
    build = ask.engine_build
    if engine is None or (build is not None and not engine.first_build <= build <= engine.last_build):
        return None
    return generation.speeds.get(rack.part.id)


def _measured(matches: tuple[Match, ...], name: str) -> tuple[Measurement, ...]:
    rates = ((match.id, getattr(match.row, name)) for match in matches)
    return tuple(
        Measurement(id_, rate.grains / TokenRate.UNITS["t/s"]) for id_, rate in rates if rate is not None
    )


def _without_load(rows: tuple[Measurement, ...]) -> Speed:
    """Speak of a model whose tensors are not known: measured rows, or nothing."""
    if not rows:
        return _WITHOUT_TENSORS
    values = sorted(row.value for row in rows)
    middle = values[len(values) // 2]
    return Speed("measured", middle, values[0], values[-1], None, tuple(row.id for row in rows), ())


def items_of(card: CardMemory) -> tuple[tuple[str, int], ...]:
    """List what a card holds, in the order of the formula, in bytes."""
    names = ("weights", "kv", "compute", "pool", "workspace", "runtime")
    return tuple((name, getattr(card, name)) for name in names)
