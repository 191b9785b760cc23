"""Benchmark output read: llama-bench in all its formats, llama-batched-bench as Markdown and JSONL.

`read_bench` gives a `BenchReading`, `as_json` its plain form; `devices_used` tells used from listed devices.
"""

from buildgen.bench.devices import DevicesUsed, devices_used
from buildgen.bench.read import read_bench
from buildgen.bench.reading import (
    JSON_VERSION,
    BenchReading,
    BenchRun,
    Cell,
    Command,
    Device,
    DeviceListing,
    Failure,
    FailureKind,
    Format,
    Rejected,
    as_json,
    run_as_json,
)

__all__ = [
    "JSON_VERSION",
    "BenchReading",
    "BenchRun",
    "Cell",
    "Command",
    "Device",
    "DeviceListing",
    "DevicesUsed",
    "Failure",
    "FailureKind",
    "Format",
    "Rejected",
    "as_json",
    "devices_used",
    "read_bench",
    "run_as_json",
]
