"""The fit matrix: one file of a model on the cards of a build, over ways to run it and contexts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildgen.calc.fit import MemoryFit, fit_all, make_plan
from buildgen.calc.scope import Engine, Reason, Workload, reasons_against_model, reasons_against_run
from buildgen.calc.split import Card
from buildgen.calc.tensors import Architecture, Inventory, Quantisation

CONTEXTS = (1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
"""The contexts of the columns."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run a model: how it is split, and the type of its cache."""

    split: str
    kv_type: str


WAYS = (Way("layer", "f16"), Way("layer", "q8_0"), Way("row", "f16"), Way("none", "f16"))
"""The tables: what llama.cpp does by itself, a packed cache, rows, and one card alone."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One model in one way: its fit at each context, or the reasons why nothing is established."""

    way: Way
    fits: tuple[MemoryFit, ...]
    reasons: tuple[Reason, ...]

    @property
    def largest(self) -> int | None:
        """The largest of the contexts whose margin is not negative; ``None`` where none is."""
        held = [
            context
            for context, fit in zip(CONTEXTS, self.fits, strict=False)
            if fit.verdict != "not established" and fit.margin is not None and fit.margin >= 0
        ]
        return held[-1] if held else None


def ways_for(cards: int) -> tuple[Way, ...]:
    """List the ways that make sense on a number of cards: one card has nothing to split."""
    return WAYS if cards > 1 else tuple(replace(way, split="none") for way in WAYS[:2])


def matrix_row(
    file: tuple[Architecture, Quantisation, Inventory | None],
    cards: tuple[Card, ...],
    way: Way,
    engine: Engine,
) -> MatrixRow:
    """Fit a file at every context in one way; the pools are replayed once."""
    architecture, quantisation, inventory = file
    workloads = tuple(
        Workload(context, split=way.split, kv_type_k=way.kv_type, kv_type_v=way.kv_type)
        for context in CONTEXTS
    )
    reasons = reasons_against_model(architecture, quantisation, engine)
    reasons += reasons_against_run(cards, workloads[0], engine)
    if reasons or inventory is None:
        return MatrixRow(way, (), reasons)
    plan = make_plan(inventory, cards, way.split, None, engine)
    return MatrixRow(way, fit_all(plan, workloads), ())
