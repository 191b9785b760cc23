"""Contrast: in which conditions two runs agree, in which they differ, and which nobody knows.

Runs may be ranked only when every condition is known of both and equal. Null never equals null, `auto` is
not `on`, and a speed of reading, of writing and of both in one figure are three kinds of speed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.catalog import Catalog, part_id
from buildgen.catalog.parts import Gpu
from buildgen.quantity import Memory, TokenRate, decimal_text, divide_half_up

Kind = Literal["prefill", "decode", "combined"]
KINDS: tuple[Kind, ...] = ("prefill", "decode", "combined")

_OWN: tuple[str, ...] = (
    *("model", "quantisation", "cards", "state", "split", "tensor_split", "main_gpu", "gpu_layers"),
    *("kv_k", "kv_v", "kv_offload", "flash_attention", "prompt", "generate", "depth", "sequences"),
    *("batch", "micro_batch", "threads"),
)
_ENGINE = ("build_number", "build_commit", "backend", "backend_version", "flags", "patches")

FIELDS: tuple[str, ...] = ("kind", "size", "card", *_OWN, "context", "engine", *_ENGINE)
"""Every condition that must be equal before two speeds may be ranked, in the order in which they are told."""

FITTED = "as long as the lengths"
"""The window of a run that states all its lengths and no window: the program makes it as long as they are."""

_SIZE = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,12})?) ?([A-Za-z]{1,3})")


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured speed: tokens a second over all sequences, its spread, and the conditions by field."""

    benchmark: Benchmark
    index: int
    run: Run
    kind: Kind
    speed: TokenRate
    spread: TokenRate | None
    key: Mapping[str, object]

    @property
    def id(self) -> str:
        """Name it: the benchmark's id and the run's number in it, from 1."""
        return f"{self.benchmark.id}/{self.index + 1}"

    @property
    def unknown(self) -> tuple[str, ...]:
        """The conditions that nobody knows."""
        return tuple(name for name in FIELDS if self.key[name] is None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A condition in which two runs differ, with both its values."""

    field: str
    one: object
    other: object


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two runs side by side: conditions that agree, that differ, and that are unknown of one or both."""

    same: tuple[str, ...]
    differing: tuple[Difference, ...]
    open: tuple[str, ...]

    @property
    def may_rank(self) -> bool:
        """Whether one of the two may be called the faster: all conditions are known and equal."""
        return not self.differing and not self.open


def measured(catalog: Catalog) -> tuple[Measured, ...]:
    """Give every speed of the catalog, by build, entry and run; failures have none."""
    tables = sorted(catalog.benchmarks.values(), key=lambda b: (b.build, b.id))
    return tuple(found for table in tables for found in speeds_of(table, catalog))


def speeds_of(table: Benchmark, catalog: Catalog) -> Iterator[Measured]:
    """Give the speeds of one entry's runs."""
    for index, run in enumerate(table.runs):
        for kind in KINDS:
            speed = getattr(run, kind)
            if speed is not None:
                spread = getattr(run, f"{kind}_stddev")
                key = {**conditions(table, run, catalog), "kind": kind}
                yield Measured(table, index, run, kind, speed, spread, key)


def conditions(table: Benchmark, run: Run, catalog: Catalog) -> dict[str, object]:
    """Give the conditions of a run by the names of FIELDS, all but the kind of speed; None for unknown."""
    engine = table.engine_of(run)
    found: dict[str, object] = {name: table.value(run, name) for name in _OWN}
    found["size"] = shown_size(table.value(run, "size"))
    found["card"] = card_of(table, run, catalog)
    found["engine"] = engine.name
    found |= {name: getattr(engine, name) for name in _ENGINE}
    if engine.patches is not None:
        found["patches"] = tuple(str(patch) for patch in engine.patches)
    context = table.value(run, "context")
    lengths = (found["prompt"], found["generate"], found["depth"])
    found["context"] = FITTED if context is None and None not in lengths else context
    return found


def card_of(table: Benchmark, run: Run, catalog: Catalog) -> str | None:
    """Give the id of the cards that a run used: its role's, else the build's if it has one kind."""
    build = catalog.builds.get(table.build)
    if build is None:
        return None
    role = table.value(run, "role")
    roles = [role] if role is not None else list(build.parts)
    parts = {r: catalog.part(build, r) for r in roles if r in build.parts}
    cards = {part_id(build, r, build.parts[r]) for r, part in parts.items() if isinstance(part, Gpu)}
    return cards.pop() if len(cards) == 1 else None


def size_bytes(text: str | None) -> Decimal | None:
    """Read a printed size, such as `37.57 GiB` or `4677120000 B`, in bytes; None for any other text."""
    match = _SIZE.fullmatch(text.strip()) if text else None
    step = Memory.UNITS.get(match[2]) if match else None
    return None if match is None or step is None else Decimal(match[1]) * step


def shown_size(text: str | None) -> str | None:
    """Write a size as llama-bench's table does, in GiB with two digits, so that its formats agree."""
    found = size_bytes(text)
    if found is None:
        return text
    numerator, denominator = (found / (1 << 30)).as_integer_ratio()
    return f"{decimal_text(divide_half_up(numerator * 100, denominator), 100, 2)} GiB"


def contrast(one: Measured, other: Measured) -> Contrast:
    """Put two speeds side by side."""
    same, differing, unknown = [], [], []
    for name in FIELDS:
        a, b = one.key[name], other.key[name]
        if a is None or b is None:
            unknown.append(name)
        elif type(a) is type(b) and a == b:
            same.append(name)
        else:
            differing.append(Difference(name, a, b))
    return Contrast(tuple(same), tuple(differing), tuple(unknown))


def rankings(speeds: Iterable[Measured]) -> tuple[tuple[Measured, ...], ...]:
    """Group the speeds that may be ranked with each other, the fastest first; only groups of two or more."""
    groups: dict[tuple[object, ...], list[Measured]] = {}
    for found in speeds:
        if not found.unknown:
            groups.setdefault(tuple(found.key[name] for name in FIELDS), []).append(found)
    return tuple(
        tuple(sorted(group, key=lambda m: (-m.speed.grains, m.id)))
        for group in groups.values()
        if len(group) > 1
    )
