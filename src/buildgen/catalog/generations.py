"""Engine generations: a range of builds of one program, its memory constants, and speeds fitted to rows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from buildgen.catalog.benchmarks import Natural, Positive, Split
from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Fact, Id, Number, Record, Text, unknown
from buildgen.quantity import Memory

Share = Annotated[Number, Field(ge=0, le=100)]
Figure = Annotated[Number, Field(gt=0, le=10**18)]
Counts = dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$")], Share]


def _unknown() -> Any:
    return Field(default_factory=unknown)


class Assumed(Record):
    """What a row's source does not state and the fit had to assume; only what is assumed is written."""

    cards: Positive | None = None
    split: Split | None = None
    depth: Natural | None = None
    prompt: Positive | None = None
    sequences: Positive | None = None


class Row(Record):
    """One run of a benchmark that parameters rest on: its entry, its number in it (from 1)."""

    benchmark: Id
    run: Positive
    assume: Assumed = Assumed()


class Held(Record):
    """How well held-out rows were predicted: shares of the measured value, and of the rows covered.

    `not_established` counts those of the rows for which the others establish nothing.
    """

    rows: Natural
    not_established: Natural = 0
    median: Share
    largest: Share
    coverage: Share


class DecodeSpeed(Record):
    """Fitted decode parameters of a card: shares of its bandwidth, milliseconds and microseconds.

    `growth` is how much longer the weights take for several sequences, by their number; spreads are
    half-widths of an interval. `others` are rows that are evaluated and fit nothing.
    """

    rows: tuple[Row, ...]
    others: tuple[Row, ...] = ()
    efficiency: dict[str, Share]
    layer_ms: Share
    product_us: Share | None = None
    growth: Counts = Field(default_factory=dict)
    row_spread: Share
    model_spread: Share
    batch_spread: Counts = Field(default_factory=dict)
    held_rows: Held
    held_models: Held
    held_batches: Held | None = None


class PrefillSpeed(Record):
    """Fitted prefill parameters of a card and kernel path: operations a second, nanoseconds per score.

    Row split runs on other kernels: its rows are not among these.
    """

    rows: tuple[Row, ...]
    tflops: Share
    score_ns: Share
    row_spread: Share
    model_spread: Share
    held_rows: Held
    held_models: Held


class CardSpeed(Record):
    """What was fitted for one card, in the state in which its rows were measured."""

    state: Id | None = None
    note: Text | None = None
    decode: DecodeSpeed | None = None
    prefill: PrefillSpeed | None = None


class Generation(Named):
    """Builds of one program whose memory terms were read, for chips of one family.

    `expands`: whether its kernels turn packed weights into 16 bit ones before they multiply. `rank` orders
    the generations of a chip: the first is taken unless another is asked for.
    """

    KIND = "engine"

    program: str
    backend: str
    flags: tuple[str, ...] = ()
    rank: Natural = 0
    chips: tuple[str, ...]
    first_build: Fact[Natural] = _unknown()
    last_build: Fact[Natural] = _unknown()
    architectures: tuple[str, ...]
    runtime: Fact[Memory] = _unknown()
    workspace: Fact[Memory] = _unknown()
    granule: Fact[Memory] = _unknown()
    row_rounding: Fact[Positive] = _unknown()
    copies: Fact[Positive] = _unknown()
    mask_rows: Fact[Positive] = _unknown()
    expands: Fact[bool] = _unknown()
    flash_attention: Literal["on", "off", "auto"] = "off"
    speeds: dict[Id, CardSpeed] = Field(default_factory=dict)
