"""The post's models, cards and rows, as the calculations take them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from buildgen.calc.split import Card
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory

ROWS: dict[str, Any] = json.loads(Path(__file__).with_name("post_rows.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def post() -> dict[str, Any]:
    """Return the tables of the post as they stand."""
    return ROWS


@pytest.fixture(scope="session")
def architectures() -> dict[str, Architecture]:
    """Return the five models of the post by id."""
    return {name: Architecture(**figures) for name, figures in ROWS["models"].items()}


@pytest.fixture(scope="session")
def inventories(architectures: dict[str, Architecture]) -> dict[str, Inventory]:
    """Return the five models as the post ran them: Q4_K_S, and Q8_0 for the 12b model."""
    return {
        name: take_inventory(architecture, Quantisation("Q8_0" if architecture.layers == 40 else "Q4_K_S"))
        for name, architecture in architectures.items()
    }


@pytest.fixture(scope="session")
def three_cards() -> tuple[Card, ...]:
    """Return three equal MI50 cards as their driver reports them."""
    total, bandwidth = ROWS["card"]["total_mib"], float(ROWS["card"]["bandwidth"])
    return tuple(Card(f"gpu{index}", total, None, bandwidth) for index in range(3))
