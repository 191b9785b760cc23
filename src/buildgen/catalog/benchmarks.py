"""Benchmark runs: what was measured on a build, under which conditions, and what is not known of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day, Id, Record, Role, Text
from buildgen.quantity import TokenRate, Watts

Natural = Annotated[int, Field(ge=0, le=100_000_000)]
Positive = Annotated[int, Field(ge=1, le=100_000_000)]
Split = Literal["none", "layer", "row", "tensor"]


class Engine(Record):
    """The software that ran: every field that is not known is null, and null equals nothing."""

    name: str | None = None
    build_number: Natural | None = None
    build_commit: str | None = Field(default=None, max_length=64)
    backend: str | None = None
    backend_version: str | None = None
    flags: tuple[str, ...] | None = None
    patches: tuple[Text, ...] | None = None


class Conditions(Record):
    """The conditions of a run. In an entry they are the defaults of its runs.

    `context` is the size of the window that was set up; `prompt`, `generate` and `depth` are what was
    processed in it, in tokens. `cards` is how many were used, apart from how many are there. `extra` holds
    what the program printed besides, by its own column names, as printed.
    """

    model: Id | None = None
    model_text: str | None = None
    quantisation: str | None = None
    size: str | None = None
    cards: Natural | None = None
    role: Role | None = None
    state: Id | None = None
    split: Split | None = None
    tensor_split: str | None = None
    main_gpu: Natural | None = None
    gpu_layers: Annotated[int, Field(ge=-1, le=100_000)] | None = None
    kv_k: str | None = None
    kv_v: str | None = None
    kv_offload: bool | None = None
    flash_attention: Literal["on", "off", "auto"] | None = None
    context: Natural | None = None
    prompt: Natural | None = None
    generate: Natural | None = None
    depth: Natural | None = None
    sequences: Positive | None = None
    batch: Positive | None = None
    micro_batch: Positive | None = None
    threads: Natural | None = None
    extra: dict[str, str] = Field(default_factory=dict)


class Run(Conditions):
    """One result. `prefill`, `decode` or `combined` as printed; or a failure, which is a result too.

    With several sequences a speed is the sum over them. `repetitions` null: not known how often it was run.
    `engine` is given where a file holds runs of several engine builds: it replaces the entry's, whole.
    """

    engine: Engine | None = None

    result: Literal["ok", "out of memory", "crash"] = "ok"
    prefill: TokenRate | None = None
    prefill_stddev: TokenRate | None = None
    decode: TokenRate | None = None
    decode_stddev: TokenRate | None = None
    combined: TokenRate | None = None
    combined_stddev: TokenRate | None = None
    repetitions: Positive | None = None
    power: Watts | None = None
    test: str | None = None
    line: Positive | None = None
    note: Text | None = None


class Raw(Record):
    """The file that a set of runs was read from, kept beside the entry."""

    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    format: str


class Benchmark(Entry):
    """A set of runs from one source: a table of a post, or an imported file; its folder names the build."""

    KIND = "benchmark"

    build: Id = Field(description="Given by the folder's name; not written in the file.")
    title: Text
    source: Id | None = None
    kind: Literal["measured", "reported", "quoted"] = "measured"
    date: Day | None = None
    note: Text | None = None
    engine: Engine = Engine()
    conditions: Conditions = Conditions()
    runs: tuple[Run, ...]
    raw: Raw | None = None

    def value(self, run: Run, field: str) -> Any:
        """Give a condition of a run: its own, even a null that it writes, else the entry's default."""
        return getattr(run if field in run.model_fields_set else self.conditions, field)

    def engine_of(self, run: Run) -> Engine:
        """Give the software that a run ran on."""
        return run.engine or self.engine

    def extra_of(self, run: Run) -> dict[str, str]:
        """Give what a program printed besides: what all runs share, and the run's own over it."""
        return {**self.conditions.extra, **run.extra}
