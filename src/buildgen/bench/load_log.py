"""What llama.cpp prints when it loads a model: buffer sizes and the memory breakdown, per device."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

_SIZE = r"([0-9]+(?:\.[0-9]+)?) MiB"
_BUFFER = re.compile(
    r"\b(?P<device>[A-Za-z]+[0-9]*(?:_[A-Za-z]+)?) (?P<what>model |KV |compute |output )?buffer size *= *"
    rf"{_SIZE}"
)
_DEVICE = re.compile(
    r"using device (?P<device>[A-Za-z]+[0-9]+) \((?P<name>.*?)\)(?: \([^)]*\))? - (?P<free>[0-9]+) MiB"
)
_BREAKDOWN = re.compile(
    r"\|\s+- (?P<device>[A-Za-z]+[0-9]+) \((?P<name>[^|]*)\)\s*\|\s*(?P<total>[0-9]+) = (?P<free>[0-9]+) \+ "
    r"\(\s*(?P<own>[0-9]+) =\s*(?P<model>[0-9]+) \+\s*(?P<context>[0-9]+) \+\s*(?P<compute>[0-9]+)\) \+"
    r"\s*(?P<rest>-?[0-9]+) \|"
)
_NUMBERS = {
    "context": re.compile(r"\bn_ctx +[:=] *([0-9]+)"),
    "batch": re.compile(r"\bn_batch +[:=] *([0-9]+)"),
    "micro_batch": re.compile(r"\bn_ubatch +[:=] *([0-9]+)"),
    "sequences": re.compile(r"\bn_seq_max +[:=] *([0-9]+)"),
    "build": re.compile(r"\bbuild(?: +=|:) *([0-9]+) \("),
}
_TEXTS = {
    "model": re.compile(r"(?:print_info|llm_load_print_meta): general\.name +[:=] *(.+?)\s*$"),
    "file_type": re.compile(r"(?:print_info: file type|llm_load_print_meta: model ftype) +[:=] *(.+?)\s*$"),
    "flash": re.compile(r"\bflash_attn +[:=] *([a-z0-9]+)"),
    "kv": re.compile(r"K \((\w+)\):.*V \((\w+)\):"),
    "offloaded": re.compile(r"offloaded ([0-9]+/[0-9]+) layers to GPU"),
}
_NEW_LOAD = "llama_model_loader: loaded meta data"
_FILE_TYPE = re.compile(r"^(?:all |mostly )?([A-Z0-9_]+?)(?: - (Small|Medium|Large))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know of a log, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class DeviceLog:
    """One device in MiB; None is what the log does not print."""

    device: str
    name: str | None = None
    total: float | None = None
    free: float | None = None
    weights: float | None = None
    context: float | None = None
    compute: float | None = None
    unaccounted: float | None = None


@dataclass(frozen=True, slots=True)
class LoadLog:
    """One load: its devices (the host is not one), its conditions, and what a reader must know of it.

    ``projected``: the sizes are what the program expected before it loaded anything.
    """

    devices: tuple[DeviceLog, ...] = ()
    model: str | None = None
    quantisation: str | None = None
    context: int | None = None
    batch: int | None = None
    micro_batch: int | None = None
    sequences: int | None = None
    build: int | None = None
    kv_k: str | None = None
    kv_v: str | None = None
    flash_attention: bool | None = None
    offloaded: str | None = None
    projected: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Desk:
    """What piles up while a log is read."""

    devices: dict[str, DeviceLog] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    projected: bool = False
    loads: int = 0


def read_load_log(lines: Iterable[str]) -> LoadLog:
    """Read a log; of several loads in one log the last one counts. A log without sizes has no devices."""
    desk = _Desk()
    for line in lines:
        text = line[:2000]
        if _NEW_LOAD in text:
            desk.loads += 1
            desk.devices = {
                device: DeviceLog(device, known.name, known.total, known.free)
                for device, known in desk.devices.items()
            }
        _read_line(desk, text)
    if desk.loads > 1:
        desk.notes.append(
            Note(
                f"The log holds {desk.loads} loads; the last one is taken.",
                f"日志里有 {desk.loads} 次加载，取最后一次。",
            )
        )
    return _log(desk)


def _read_line(desk: _Desk, text: str) -> None:
    for name, pattern in _NUMBERS.items():
        match = pattern.search(text)
        if match is not None:
            desk.numbers[name] = int(match[1])
    for name, pattern in _TEXTS.items():
        match = pattern.search(text)
        if match is not None:
            desk.texts[name] = match.groups()
    match = _DEVICE.search(text)
    if match is not None:
        known = desk.devices.get(match["device"], DeviceLog(match["device"]))
        desk.devices[match["device"]] = replace(known, name=match["name"], free=float(match["free"]))
    match = _BREAKDOWN.search(text)
    if match is not None:
        _take_breakdown(desk, match)
        return
    match = _BUFFER.search(text)
    if match is not None:
        _take_buffer(desk, match["device"], (match["what"] or "").strip(), float(match[3]))


def _take_buffer(desk: _Desk, device: str, what: str, size: float) -> None:
    """Book a buffer: weights and cache add up; the compute buffer is printed anew each time."""
    if device.endswith("_Split"):
        note = Note(
            f"{device} is one figure for all cards: what each card holds of it is not in the log.",
            f"{device} 是所有卡的总数，每张卡各占多少，日志里没有。",
        )
        if note not in desk.notes:
            desk.notes.append(note)
        return
    if not device[-1].isdigit():  # CPU, CUDA_Host, ROCm_Host: main memory
        return
    known = desk.devices.get(device, DeviceLog(device))
    if what == "model":
        known = replace(known, weights=(known.weights or 0.0) + size)
    elif what == "KV":
        known = replace(known, context=(known.context or 0.0) + size)
    elif what == "compute":
        known = replace(known, compute=size)
    desk.devices[device] = known


def _take_breakdown(desk: _Desk, match: re.Match[str]) -> None:
    """Book a line of the breakdown; buffers that were printed one by one are finer and stay."""
    known = desk.devices.get(match["device"], DeviceLog(match["device"]))
    rest = float(match["rest"])
    if rest < 0:
        desk.projected = True
    known = replace(
        known,
        name=match["name"].strip() or known.name,
        total=float(match["total"]),
        free=float(match["free"]),
        unaccounted=rest if rest >= 0 else None,
    )
    known = replace(
        known,
        weights=float(match["model"]) if known.weights is None else known.weights,
        context=float(match["context"]) if known.context is None else known.context,
        compute=float(match["compute"]) if known.compute is None else known.compute,
    )
    desk.devices[match["device"]] = known


def _log(desk: _Desk) -> LoadLog:
    if desk.projected:
        desk.notes.append(
            Note(
                "More is free than the program says it holds: a projection before loading, no measurement.",
                "空闲显存比程序自称占用之后应剩的还多：这是加载前的预估，不是实测。",
            )
        )
    kinds = desk.texts.get("kv", (None, None))
    flash = desk.texts.get("flash", ("",))[0]
    numbers = desk.numbers
    return LoadLog(
        devices=tuple(device for _, device in sorted(desk.devices.items()) if _holds(device)),
        model=desk.texts.get("model", (None,))[0],
        quantisation=_quantisation(desk.texts.get("file_type", (None,))[0]),
        context=numbers.get("context"),
        batch=numbers.get("batch"),
        micro_batch=numbers.get("micro_batch"),
        sequences=numbers.get("sequences"),
        build=numbers.get("build"),
        kv_k=kinds[0],
        kv_v=kinds[1],
        flash_attention={"0": False, "1": True, "disabled": False, "enabled": True}.get(flash),
        offloaded=desk.texts.get("offloaded", (None,))[0],
        projected=desk.projected,
        notes=tuple(desk.notes),
    )


def _holds(device: DeviceLog) -> bool:
    return any(size is not None for size in (device.weights, device.context, device.compute))


def _quantisation(text: str | None) -> str | None:
    """Turn ``Q4_K - Small`` into ``Q4_K_S``."""
    match = _FILE_TYPE.match(text.strip()) if text else None
    if match is None:
        return None
    return match[1].upper() + (f"_{match[2][0].upper()}" if match[2] else "")
