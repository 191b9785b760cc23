"""From a reading, and what its format does not say, to the plain data of a catalog entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from buildgen.bench.names import cards_used, file_types, models_named
from buildgen.bench.reading import BenchReading, BenchRun, Cell
from buildgen.catalog.fields import Day, FieldError
from buildgen.catalog.language_models import LanguageModel

ENGINE_FIELDS = ("build_number", "build_commit", "backend")
FLASH = {True: "on", False: "off"}
LONGEST_EXTRA = 2000
LONGEST_KEY = 200
# A dozen conditions decide whether runs may be compared: they stand in the entry even when nobody knows them.
ALWAYS = (
    *("model", "model_text", "quantisation", "cards", "state", "split", "kv_k", "kv_v"),
    *("flash_attention", "batch", "micro_batch", "gpu_layers"),
)
OWN = frozenset({"test", "prompt", "generate", "depth", "line"})
"""What each run states for itself, even where all are alike."""

_SPLITS = frozenset({"none", "layer", "row", "tensor"})
_FALSE, _TRUE = frozenset({"0", "false", "off"}), frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a file beside what stands in it.

    `conditions` by the names of `catalog.benchmarks.Conditions`, `engine` by those of `Engine`; a name that
    is missing was not said. `oom_context` adds a run that ended out of memory with that window.
    """

    conditions: Mapping[str, Any] = field(default_factory=dict)
    engine: Mapping[str, Any] = field(default_factory=dict)
    date: str | None = None
    note: str | None = None
    oom_context: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact that the file names in more than one way: the condition, and what was seen."""

    field: str
    seen: tuple[str, ...]


def doubts(reading: BenchReading, models: Mapping[str, LanguageModel]) -> tuple[Doubt, ...]:
    """List the facts of which a file says two things at once."""
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for run in reading.runs:
        found |= {(name, seen): None for name, seen in _candidates(run, models).items() if len(seen) > 1}
    return tuple(Doubt(name, seen) for name, seen in found)


def _candidates(run: BenchRun, models: Mapping[str, LanguageModel]) -> dict[str, tuple[str, ...]]:
    return {"model": models_named(run, models), "quantisation": file_types(run)}


def days_of(reading: BenchReading) -> tuple[str, ...]:
    """Give the days on which the runs say they were made, in order."""
    days = set()
    for run in reading.runs:
        text = str(run.extra.get("test_time") or "")[:10]
        try:
            days.add(Day.parse(text).text)
        except FieldError:
            continue
    return tuple(sorted(days))


def entry_data(
    reading: BenchReading, models: Mapping[str, LanguageModel], told: Told, raw: Mapping[str, str] | None
) -> dict[str, Any]:
    """Make an entry's data, as its YAML holds it; what neither the file nor anybody says is None.

    Raises ValueError when the reading has no run and no failure is told.
    """
    runs = [_run_data(run, reading, models) for run in reading.runs]
    engines = [_engine_data(run) for run in reading.runs]
    shared_engine = {name: _shared(engines, name) for name in ENGINE_FIELDS}
    for run, engine in zip(runs, engines, strict=True):
        if any(engine[name] != shared_engine[name] for name in ENGINE_FIELDS):
            run["engine"] = _engine({**_program(reading), **engine, **told.engine})
    if told.oom_context is not None:
        runs.append({"context": told.oom_context, "result": "out of memory"})
    if not runs:
        raise ValueError("neither a result nor a failure to record")
    conditions = _take_shared(runs, told.conditions)
    days = days_of(reading)
    entry: dict[str, Any] = {
        "title": _title(conditions, reading, models),
        "kind": "measured",
        "date": told.date or (days[0] if days else None),
        "note": told.note,
        "engine": _engine({**_program(reading), **shared_engine, **told.engine}),
        "conditions": conditions,
        "runs": runs,
        "raw": dict(raw) if raw else None,
    }
    return {name: value for name, value in entry.items() if value is not None or name == "date"}


def _title(
    conditions: Mapping[str, Any], reading: BenchReading, models: Mapping[str, LanguageModel]
) -> dict[str, str]:
    model = models.get(str(conditions.get("model")))
    texts = {run.model_type for run in reading.runs}
    text = conditions.get("model_text") or (", ".join(sorted(filter(None, texts)))[:80] or None)
    english = model.name.en if model else text or "a model not named"
    chinese = (model.name.zh or model.name.en) if model else text or "未注明的模型"
    kind = conditions.get("quantisation")
    after = f" {kind}" if model and kind else ""
    if not reading.runs:
        return {"en": f"Out of memory: {english}{after}", "zh": f"显存不足：{chinese}{after}"}
    return {"en": f"Imported: {english}{after}", "zh": f"导入：{chinese}{after}"}


def _engine(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said.get(name) for name in ("name", *ENGINE_FIELDS, "backend_version", "flags", "patches")}


def _program(reading: BenchReading) -> dict[str, str]:
    """Name the engine where a row says it: both programs that are read are llama.cpp's own."""
    return {"name": "llama.cpp"} if reading.runs else {}


def _engine_data(run: BenchRun) -> dict[str, Any]:
    return {
        "build_number": run.build_number,
        "build_commit": None if run.build_commit is None else clean(run.build_commit)[:64],
        "backend": None if run.backends is None else clean(run.backends),
    }


def _shared(engines: list[dict[str, Any]], name: str) -> Any:
    values = {engine[name] for engine in engines}
    return values.pop() if len(values) == 1 else None


def _run_data(run: BenchRun, reading: BenchReading, models: Mapping[str, LanguageModel]) -> dict[str, Any]:
    """Give all that one row states, under the catalog's names; a fact in doubt is None."""
    left = dict(run.extra)
    named = _candidates(run, models)
    one = {name: seen[0] if len(seen) == 1 else None for name, seen in named.items()}
    split = run.split_mode if run.split_mode in _SPLITS else None
    if run.split_mode is not None and split is None:
        left["split_mode"] = run.split_mode
    data: dict[str, Any] = {
        "test": run.test,
        "model": one["model"],
        "model_text": _text(run.model_type),
        "quantisation": one["quantisation"],
        "size": _size(run, left),
        "cards": cards_used(run, reading),
        "split": split,
        "tensor_split": _text(run.tensor_split),
        "main_gpu": _taken_count(left, "main_gpu"),
        "gpu_layers": _within(run.n_gpu_layers, -1, 100_000, left, "n_gpu_layers"),
        "kv_k": _text(run.type_k),
        "kv_v": _text(run.type_v),
        "kv_offload": _offload(left),
        "flash_attention": _flash(run.flash_attn),
        "prompt": run.n_prompt,
        "generate": run.n_gen,
        "depth": run.n_depth,
        "sequences": run.sequences,
        "batch": _within(run.n_batch, 1, 100_000_000, left, "n_batch"),
        "micro_batch": _within(run.n_ubatch, 1, 100_000_000, left, "n_ubatch"),
        "threads": _taken_count(left, "n_threads"),
        **_speed(run),
        "repetitions": _repetitions(left),
        "line": run.line,
    }
    if run.model_n_params is not None:
        left["model_n_params"] = str(run.model_n_params)
    data["extra"] = {clean(name)[:LONGEST_KEY]: _plain(value) for name, value in left.items()}
    return {name: value for name, value in data.items() if value is not None and value != {}}


def _speed(run: BenchRun) -> dict[str, str]:
    """Put the speed where its kind belongs: reading, writing, or both in one figure."""
    kind = "combined" if run.n_prompt and run.n_gen else "decode" if run.n_gen else "prefill"
    speeds = {kind: f"{_expanded(run.avg_ts)} t/s"}
    if run.stddev_ts is not None:
        speeds[f"{kind}_stddev"] = f"{_expanded(run.stddev_ts)} t/s"
    return speeds


def _expanded(number: str) -> str:
    """Write `7.1e3` without its exponent; every other number stays as printed."""
    return f"{Decimal(number):f}" if "e" in number.lower() else number


def _size(run: BenchRun, left: dict[str, Cell]) -> str | None:
    if run.model_size is not None:
        return f"{run.model_size} B"
    text = left.pop("size", None)
    return clean(str(text)) if text else None


def _flash(value: bool | str | None) -> str | None:
    return FLASH.get(value) if isinstance(value, bool) else value


def _offload(left: dict[str, Cell]) -> bool | None:
    """Read `no_kv_offload`; anything but a plain yes or no stays among the columns kept as they are."""
    text = str(left.get("no_kv_offload", "")).lower()
    if text not in _FALSE | _TRUE:
        return None
    del left["no_kv_offload"]
    return text in _FALSE


def _taken_count(left: dict[str, Cell], name: str) -> int | None:
    text = str(left.get(name, ""))
    if not (text.isascii() and text.isdecimal() and len(text) <= 8):
        return None
    del left[name]
    return int(text)


def _within(value: int | None, low: int, high: int, left: dict[str, Cell], name: str) -> int | None:
    if value is None or low <= value <= high:
        return value
    left[name] = str(value)
    return None


def _repetitions(left: Mapping[str, Cell]) -> int | None:
    """Count the repetitions where a format lists each: the spread is taken over them."""
    samples = left.get("samples_ts") or left.get("samples_ns")
    return len(samples) or None if isinstance(samples, tuple) else None


def _text(value: str | None) -> str | None:
    return clean(value) or None if value is not None else None


def _plain(value: Cell) -> str:
    """Write a value of any shape as one text; a very long one stays in the raw file only."""
    text = clean(_flat(value))
    return text if len(text) <= LONGEST_EXTRA else f"({len(text)} characters: see the raw file)"


def _flat(value: Cell) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_flat(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flat(item)}" for name, item in value.items()) + "}"
    return value


def clean(text: str) -> str:
    """Spell out what a YAML file may not hold: control characters, other line ends, halves of characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _may_stand(c) else f"\\u{ord(c):04x}" for c in text)


def _may_stand(char: str) -> bool:
    code = ord(char)
    unwanted = code < 0x20 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF
    return not unwanted and code not in (0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)


def _take_shared(runs: list[dict[str, Any]], told: Mapping[str, Any]) -> dict[str, Any]:
    """Move what all rows state alike out of them into the entry's conditions, and add what was told.

    What was told stands for every row that does not state it; a failed run
    that was told has all that is shared.
    """
    rows = [run for run in runs if "line" in run] or runs
    names = [name for name in _ORDER if name not in OWN]
    shared: dict[str, Any] = {}
    for name in names:
        values = [run.get(name) for run in rows]
        if values[0] is not None and all(value == values[0] for value in values):
            shared[name] = values[0]
    extra = [run.get("extra", {}) for run in rows]
    alike = {key: value for key, value in extra[0].items() if all(e.get(key) == value for e in extra)}
    for run in rows:
        own = {key: value for key, value in run.pop("extra", {}).items() if key not in alike}
        for name in shared:
            run.pop(name, None)
        if own:
            run["extra"] = own
    split = {name for name in names if name not in shared and any(name in run for run in rows)}
    for name, value in told.items():
        if name in split:  # some rows state it: theirs stays, the others take what was told
            for run in runs:
                run.setdefault(name, value)
        else:
            shared.setdefault(name, value)
    given = {
        name: shared.get(name) for name in _ORDER if name in shared or (name in ALWAYS and name not in split)
    }
    return {**given, "extra": alike} if alike else given


_ORDER = (
    *("model", "model_text", "quantisation", "size", "cards", "role", "state", "split", "tensor_split"),
    *("main_gpu", "gpu_layers", "kv_k", "kv_v", "kv_offload", "flash_attention", "context", "sequences"),
    *("batch", "micro_batch", "threads"),
)
"""The conditions that runs may share, in the order in which an entry writes them."""
