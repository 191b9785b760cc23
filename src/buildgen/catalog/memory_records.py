"""Memory records: what a program printed that it holds on each card, beside which the estimate is put."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from buildgen.catalog.benchmarks import Conditions, Engine
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day, Id, Record, Text
from buildgen.quantity import Memory


class CardRecord(Record):
    """One card as the log shows it; null is what the log does not print.

    `context` is the cache, `unaccounted` what the driver says is gone beyond what the program holds itself.
    """

    device: str = Field(max_length=80)
    name: str | None = Field(default=None, max_length=120)
    total: Memory | None = None
    free: Memory | None = None
    weights: Memory | None = None
    context: Memory | None = None
    compute: Memory | None = None
    unaccounted: Memory | None = None


class MemoryRecord(Entry):
    """What one load of a model took, per card; `derived` where the program only projected it."""

    KIND = "memory-record"

    title: Text
    build: Id | None = None
    source: Id | None = None
    kind: Literal["measured", "derived"] = "measured"
    date: Day | None = None
    note: Text | None = None
    engine: Engine = Engine()
    conditions: Conditions = Conditions()
    cards: tuple[CardRecord, ...] = Field(min_length=1)
