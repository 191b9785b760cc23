"""What a reading of benchmark output holds: runs, rejected rows, failures, devices, builds, commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = "str | bool | tuple[Cell, ...] | Mapping[str, Cell] | None"
"""One value as printed: a number stays a string; true, false, null, arrays and objects keep their shape."""


class Format(StrEnum):
    """The kind of output in which a row was found."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    SQL = "sql"
    BATCHED_MARKDOWN = "batched-markdown"
    BATCHED_JSONL = "batched-jsonl"


class FailureKind(StrEnum):
    """Why a run has no (further) row."""

    OUT_OF_MEMORY = "out-of-memory"
    CRASH = "crash"
    KILLED = "killed"
    ERROR = "error"
    CUT = "cut"
    NO_ROW = "no-row"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRun:
    """One result row: a speed and the conditions that its format states; what it does not say is None.

    `avg_ts` and `stddev_ts` are tokens per second as printed, never rounded. `model_size` is in bytes.
    `n_gpu_layers` of -1 is llama.cpp's own "as many as fit". `sequences` is 1 for llama-bench, which always
    runs one. A decode row of llama-batched-bench is the sum over its `sequences`, at a depth of its prompt.
    `extra` holds every other column: a llama-bench column under its field name, an unknown one verbatim.
    """

    format: Format
    line: int
    model_type: str | None = None
    model_size: int | None = None
    model_n_params: int | None = None
    backends: str | None = None
    n_gpu_layers: int | None = None
    n_batch: int | None = None
    n_ubatch: int | None = None
    split_mode: str | None = None
    tensor_split: str | None = None
    type_k: str | None = None
    type_v: str | None = None
    flash_attn: bool | str | None = None
    test: str
    n_prompt: int
    n_gen: int
    n_depth: int | None = None
    sequences: int
    avg_ts: str
    stddev_ts: str | None = None
    build_commit: str | None = None
    build_number: int | None = None
    extra: Mapping[str, Cell] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was seen and not taken, with the line it starts on and the reason."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that ended without a (further) row: the kind, the line that says so, the command above it."""

    line: int
    kind: FailureKind
    reason: str
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """One device that an engine listed at start; listed is not used."""

    line: int
    index: int | None
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class DeviceListing:
    """What one backend listed: `count` as it announced it, `devices` as far as their lines were there."""

    line: int
    backend: str
    count: int
    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command line of llama-bench or llama-batched-bench that was pasted with its output."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchReading:
    """All that one file or paste holds, each list in the order of its lines.

    `refusal` is a sentence where neither a run nor a failure was found, and None otherwise.
    """

    runs: tuple[BenchRun, ...]
    rejected: tuple[Rejected, ...]
    failures: tuple[Failure, ...]
    devices_listed: tuple[DeviceListing, ...]
    commands: tuple[Command, ...]
    refusal: str | None


JSON_VERSION = 1
"""The version of the shape that `as_json` gives."""


def as_json(reading: BenchReading) -> dict[str, object]:
    """Give the reading as `{"version", "runs", "rejected"}`, ready for `json.dumps`.

    A failure has no place of its own in that shape: it stands among the rejected, so that a file without a
    result never looks like an empty success.
    """
    refused = [(item.line, item.reason) for item in reading.rejected]
    refused += [(item.line, f"{item.kind}: {item.reason}") for item in reading.failures]
    return {
        "version": JSON_VERSION,
        "runs": [run_as_json(run) for run in reading.runs],
        "rejected": [{"line": line, "reason": reason} for line, reason in sorted(refused)],
    }


def run_as_json(run: BenchRun) -> dict[str, object]:
    """Give one run as a plain dict in the order of its fields."""
    plain: dict[str, object] = {name: getattr(run, name) for name in BenchRun.__dataclass_fields__}
    plain["format"] = str(run.format)
    plain["extra"] = {name: _plain(value) for name, value in run.extra.items()}
    return plain


def _plain(value: Cell) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value
