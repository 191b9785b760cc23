"""All runs as files to compute with: JSON with every condition, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from buildgen.calc.contrast import conditions
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.site.matter import Matter

SPEEDS = ("prefill", "prefill_stddev", "decode", "decode_stddev", "combined", "combined_stddev")
FIRST = ("build", "benchmark", "run")
LAST = ("test", "result", *SPEEDS, "repetitions", "power", "date", "kind", "source")

# What a spreadsheet takes for the start of a formula; some take the signs of Chinese keyboards, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def runs_json(matter: Matter) -> list[dict[str, Any]]:
    """Give every run with its conditions, speeds as printed in tokens per second, and where it is from."""
    return list(_runs(matter))


def _runs(matter: Matter) -> Iterator[dict[str, Any]]:
    for table in sorted(matter.catalog.benchmarks.values(), key=lambda t: (t.build, t.id)):
        for number, run in enumerate(table.runs, 1):
            yield {"build": table.build, "benchmark": table.id, "run": number, **_run(table, run, matter)}


def _run(table: Benchmark, run: Run, matter: Matter) -> dict[str, Any]:
    known = conditions(table, run, matter.catalog)
    known["context"] = table.value(run, "context")
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}
    speeds = {name: getattr(run, name) for name in SPEEDS}
    return {
        "model_text": table.value(run, "model_text"),
        **plain,
        "test": run.test,
        "result": run.result,
        **{
            name: str(speed).removesuffix(" t/s") if speed is not None else None
            for name, speed in speeds.items()
        },
        "repetitions": run.repetitions,
        "power": str(run.power) if run.power is not None else None,
        "date": str(table.date) if table.date is not None else None,
        "kind": table.kind,
        "source": table.source,
    }


def cell(value: object) -> str:
    """Write a CSV cell: unknown is empty, and nothing starts like a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def runs_csv(matter: Matter) -> bytes:
    """Give every run as a line of CSV, with the names of the JSON as its heading."""
    rows = runs_json(matter)
    out = io.StringIO()
    names = list(rows[0]) if rows else [*FIRST, *LAST]
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row[name]) for name in names])
    return ("\ufeff" + out.getvalue()).encode()
