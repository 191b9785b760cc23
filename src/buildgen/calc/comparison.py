"""Estimate against measurement: what a memory record says of each card, beside what the predictor says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildgen.calc.fit import predict
from buildgen.calc.generation import engine_of
from buildgen.calc.placement import architecture_of, quantisation_of, rack_of
from buildgen.calc.scope import Reason, Workload
from buildgen.calc.split import MIB, Card
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.generations import Generation
from buildgen.catalog.memory_records import MemoryRecord
from buildgen.quantity import Memory

SPACIOUS_MIB = 1 << 20
"""What a card of unknown size is taken to hold: on one card the items do not depend on it."""

RECORD_REASONS = {"record": "the record does not say which {value}"}

ITEMS = (("weights", "weights"), ("context", "kv"), ("compute", "compute"))
"""What a log calls it, and what the predictor calls it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One item on one card, in bytes; ``error`` is relative to the measurement, ``None`` where that is 0."""

    device: str
    item: str
    measured: int
    estimated: int
    error: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record beside the estimate; ``outside`` tells that the terms were not read for the build that ran."""

    record: MemoryRecord
    generation: Generation | None
    items: tuple[Compared, ...]
    outside: bool
    reasons: tuple[Reason, ...]


def compare_record(record: MemoryRecord, catalog: Catalog) -> Comparison:
    """Put the estimate beside a record; where it cannot be made the reasons say why."""
    generation = _generation(record, catalog)
    conditions, engine = record.conditions, engine_of(generation) if generation else None
    model = catalog.models.get(conditions.model) if conditions.model else None
    missing = tuple(
        Reason("record", name)
        for name, value in (
            ("engine", engine),
            ("model", model),
            ("quantisation", conditions.quantisation),
            ("context", conditions.context),
        )
        if value is None
    )
    if missing or engine is None or model is None or generation is None:
        return Comparison(record, generation, (), False, missing)
    workload = Workload(
        context=conditions.context or 0,
        micro_batch=conditions.micro_batch or 512,
        batch=conditions.batch or 2048,
        split=conditions.split or ("none" if len(record.cards) == 1 else "layer"),
        kv_type_k=conditions.kv_k or "f16",
        kv_type_v=conditions.kv_v or "f16",
        flash_attention={"on": True, "off": False}.get(conditions.flash_attention or ""),
    )
    architecture = architecture_of(model)
    # A record of a later build is compared, not relied on: families that came later are let through.
    engine = replace(engine, families=(*engine.families, architecture.family))
    fit = predict(
        architecture,
        quantisation_of(model, conditions.quantisation or ""),
        _cards(record, catalog),
        workload,
        engine,
    )
    items = tuple(
        _compared(card.device, theirs, getattr(card, theirs), getattr(estimate, ours))
        for card, estimate in zip(record.cards, fit.cards, strict=False)
        for theirs, ours in ITEMS
        if getattr(card, theirs) is not None
    )
    return Comparison(record, generation, items, _is_outside(record, generation), fit.reasons)


def _compared(device: str, item: str, measured: Memory, estimated: int) -> Compared:
    size = measured.grains
    return Compared(device, item, size, estimated, estimated / size - 1 if size else None)


def _cards(record: MemoryRecord, catalog: Catalog) -> tuple[Card, ...]:
    build = catalog.builds.get(record.build) if record.build else None
    rack = rack_of(build, catalog).cards if build else ()
    cards = []
    for index, card in enumerate(record.cards):
        known = card.total or card.free
        total = known.grains // MIB if known else rack[index].total_mib if index < len(rack) else SPACIOUS_MIB
        cards.append(Card(card.device, total))
    return tuple(cards)


def _generation(record: MemoryRecord, catalog: Catalog) -> Generation | None:
    """Choose the generation that holds the build that ran, else the first."""
    ranked = sorted(catalog.generations.values(), key=lambda g: (g.rank, g.id))
    return next((g for g in ranked if not _is_outside(record, g)), ranked[0] if ranked else None)


def _is_outside(record: MemoryRecord, generation: Generation) -> bool:
    number = record.engine.build_number
    first, last = generation.first_build.value, generation.last_build.value
    if number is None or first is None or last is None:
        return True
    return not first <= number <= last or record.engine.backend not in {None, generation.backend}
