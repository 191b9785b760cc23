"""Devices: which an engine listed when it started, and which of them a run says it used."""

import re
from dataclasses import dataclass
from typing import Literal

from buildgen.bench.reading import BenchReading, BenchRun, Device, DeviceListing

_FOUND = re.compile(r"(?:.*\s)?[Ff]ound (\d{1,3}) ([\w+-]+) devices?\b", re.ASCII)
_CUDA = re.compile(r"\s*Device (\d{1,3}): (.+)")
_VULKAN = re.compile(r"\s*ggml_vulkan: (\d{1,3}) = (.+)")
_SYCL = re.compile(r"\s*\|\s*(\d{1,3})\s*\|\s*(\[\S+\])\s*\|\s*([^|]+?)\s*\|(.*)")
_METAL = re.compile(r"\s*ggml_metal\w*: found device: (.+)")
_DETAILS = re.compile(r", (?=gfx|compute capability|VMM|cc )| \| ")


def announced(text: str) -> tuple[int, str] | None:
    """Read `found 6 ROCm devices`: the count and the backend; None for another line."""
    found = _FOUND.match(text)
    return (int(found[1]), found[2]) if found else None


def metal_device(text: str, line: int) -> DeviceListing | None:
    """Read the line in which Metal names its one device."""
    found = _METAL.match(text)
    return DeviceListing(line, "Metal", 1, (Device(line, 0, found[1].strip(), ""),)) if found else None


def device(text: str, line: int) -> Device | None:
    """Read one line of a listing (CUDA, ROCm, MUSA, Vulkan, SYCL); None for another line."""
    found = _CUDA.match(text) or _VULKAN.match(text)
    if found:
        name, *details = _DETAILS.split(found[2], maxsplit=1)
        return Device(line, int(found[1]), name.strip(), "".join(details).strip())
    found = _SYCL.match(text)
    if found:
        return Device(line, int(found[1]), found[3], f"{found[2]} |{found[4]}".strip())
    return None


@dataclass(frozen=True, slots=True)
class DevicesUsed:
    """The devices a run used: named where the output names them, by index where it gives positions.

    `basis` says which column states it. "unrestricted": the row has such columns and none narrows the choice,
    so the engine took what it found. "not stated": the row has no such column. In both, names and indexes
    are None, however many devices were listed. `listing` is what was listed before the run, if anything was.
    """

    basis: Literal["devices", "main_gpu", "tensor_split", "unrestricted", "not stated"]
    names: tuple[str, ...] | None
    indexes: tuple[int, ...] | None
    listing: DeviceListing | None


def devices_used(run: BenchRun, reading: BenchReading) -> DevicesUsed:
    """Say which devices a run of this reading used, as far as its own columns state it.

    A list of devices does not state it, nor does `gpu_info`: both name what the engine found. The order is
    `devices` (unless it is "auto"), `main_gpu` where the split mode is "none", `tensor_split` where it is not
    all zero.
    """
    listing = _listing_before(run, reading)
    named = str(run.extra.get("devices") or "auto")
    if named not in ("auto", "none"):
        return DevicesUsed("devices", tuple(named.split("/")), None, listing)
    if named == "none":
        return DevicesUsed("devices", (), (), listing)
    main_gpu = str(run.extra.get("main_gpu", ""))
    if run.split_mode == "none" and main_gpu.isdecimal():
        return DevicesUsed("main_gpu", None, (int(main_gpu),), listing)
    shares = run.tensor_split.split("/") if run.tensor_split else []
    used = tuple(place for place, share in enumerate(shares) if share.strip("0. "))
    if used:
        return DevicesUsed("tensor_split", None, used, listing)
    stated = "devices" in run.extra or (run.tensor_split is not None and run.split_mode not in (None, "none"))
    return DevicesUsed("unrestricted" if stated else "not stated", None, None, listing)


def _listing_before(run: BenchRun, reading: BenchReading) -> DeviceListing | None:
    since = max((command.line for command in reading.commands if command.line < run.line), default=0)
    before = [found for found in reading.devices_listed if since <= found.line < run.line]
    return before[-1] if before else None
