"""Suggestions and the largest context are what running the model again says, no more."""

from __future__ import annotations

import pytest

from buildgen.calc.remedy import Case, Change, apply, find_largest_context, run, suggest
from buildgen.calc.scope import Engine, Workload
from buildgen.calc.split import MIB, Card
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

CARDS = (Card("a", 16368), Card("b", 16368), Card("c", 16368))
BOOMS = [
    ("llama-3.3-70b", Workload(4096, split="row")),
    ("llama-3.3-70b", Workload(16384)),
    ("llama-3.3-70b", Workload(65536, kv_type_k="q8_0", kv_type_v="q8_0")),
    ("qwen-2.5-72b", Workload(1024, split="row")),
    ("qwen-2.5-72b", Workload(8192)),
    ("liberated-qwen-1.5-72b", Workload(4096)),
]


@pytest.mark.parametrize(("model", "workload"), BOOMS)
def test_a_suggestion_fits_when_it_is_run(
    model: str, workload: Workload, inventories: dict[str, Inventory], architectures: dict[str, Architecture]
) -> None:
    """Every suggestion for a row that boomed, made and run again, fits with more than 300 MiB to spare."""
    others = tuple(
        take_inventory(architectures[model], Quantisation(name)) for name in ("Q2_K", "Q3_K_M", "Q4_K_M")
    )
    case = Case(inventories[model], CARDS, workload, Engine())
    found = suggest(case, others)
    assert found
    for suggestion in found:
        changed = case
        for change in suggestion.changes:
            changed = apply(changed, change, others)
        assert changed == suggestion.case
        assert run(changed) == suggestion.result
        assert suggestion.result.verdict == "fits"


def test_what_costs_nothing_comes_first(inventories: dict[str, Inventory]) -> None:
    """Row split at 4096 booms; another split is offered before a smaller cache, and a card last."""
    case = Case(inventories["llama-3.3-70b"], CARDS, Workload(4096, split="row"), Engine())
    kinds = [suggestion.changes[0].kind for suggestion in suggest(case)]
    assert kinds == ["split", "kv-type", "context", "card"]


def test_the_largest_file_that_fits_comes_before_smaller_ones(
    inventories: dict[str, Inventory], architectures: dict[str, Architecture]
) -> None:
    """Among smaller quantisations the one that loses least is offered first."""
    others = tuple(
        take_inventory(architectures["qwen-2.5-72b"], Quantisation(name))
        for name in ("Q2_K", "IQ4_XS", "Q3_K_M")
    )
    case = Case(inventories["qwen-2.5-72b"], CARDS, Workload(8192), Engine())
    offered = [s.changes[0].value for s in suggest(case, others) if s.changes[0].kind == "quantisation"]
    assert offered == ["IQ4_XS", "Q3_K_M", "Q2_K"]


def test_pairs_are_tried_where_no_single_change_is_enough(inventories: dict[str, Inventory]) -> None:
    """70B at 16384 on two cards needs a third card and a smaller cache or context; one is not enough."""
    case = Case(inventories["llama-3.3-70b"], CARDS[:2], Workload(16384), Engine())
    found = suggest(case)
    assert found
    for suggestion in found:
        assert len({change.kind for change in suggestion.changes}) == 2
        assert all(run(apply(case, change)).verdict != "fits" for change in suggestion.changes)
        assert suggestion.result.verdict == "fits"


def test_nothing_is_suggested_for_what_fits_or_cannot_be_said(inventories: dict[str, Inventory]) -> None:
    """A case that fits needs nothing; one that is not established cannot be mended by guessing."""
    inventory = inventories["llama-3.3-70b"]
    assert suggest(Case(inventory, CARDS, Workload(2048), Engine())) == ()
    refused = Workload(16384, kv_type_v="q8_0", flash_attention=False)
    assert suggest(Case(inventory, CARDS, refused, Engine())) == ()


def test_an_unknown_change_is_refused(inventories: dict[str, Inventory]) -> None:
    """Only the written kinds of change exist."""
    case = Case(inventories["llama-3.3-70b"], CARDS, Workload(2048), Engine())
    with pytest.raises(ValueError, match="magic"):
        apply(case, Change("magic", "1"))


@pytest.mark.parametrize(
    ("model", "workload", "tokens"),
    [
        ("llama-3.3-70b", Workload(1, split="row"), 3328),
        ("llama-3.3-70b", Workload(1), 9984),
        ("qwen-2.5-72b", Workload(1), 4352),
        ("liberated-qwen-1.5-72b", Workload(1), 2048),
    ],
)
def test_the_largest_context_is_the_last_that_fits(
    model: str, workload: Workload, tokens: int, inventories: dict[str, Inventory]
) -> None:
    """At the scanned step the largest context has a margin, and no larger one has any."""
    case = Case(inventories[model], CARDS, workload, Engine())
    found = find_largest_context(case, 32768)
    assert (found.tokens, found.step, found.limit) == (tokens, 256, 32768)
    assert found.surely is None or found.surely <= tokens
    for context in range(256, 32769, 256):
        margin = (
            run(Case(case.inventory, CARDS, Workload(context, split=workload.split), Engine())).margin or 0
        )
        assert (margin >= 0) == (context <= tokens and context not in found.gaps)
        if context == found.surely:
            assert margin > 300 * MIB


def test_no_context_fits_a_model_that_is_too_large(inventories: dict[str, Inventory]) -> None:
    """Where not even the smallest scanned context fits, there is no largest one."""
    case = Case(inventories["llama-3.3-70b"], CARDS[:2], Workload(1), Engine())
    found = find_largest_context(case, 8192)
    assert (found.tokens, found.surely, found.gaps) == (None, None, ())
