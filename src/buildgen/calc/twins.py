"""Twins: files that were imported twice, and runs that say the same of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buildgen.catalog.benchmarks import Benchmark, Conditions, Run
from buildgen.catalog.catalog import Catalog, Key

_SPEEDS = ("prefill", "prefill_stddev", "decode", "decode_stddev", "combined", "combined_stddev", "power")


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry (`index` None) or one of its runs, and the entry and run that said the same before it."""

    index: int | None
    first: Benchmark
    first_index: int | None


def twins(catalog: Catalog) -> Mapping[Key, tuple[Twin, ...]]:
    """Find the twins of every entry, in the order of the entries' ids; of an entry read twice only that."""
    files: dict[str, Benchmark] = {}
    runs: dict[object, tuple[Benchmark, int]] = {}
    found: dict[Key, tuple[Twin, ...]] = {}
    for table in catalog.entries(Benchmark):
        if table.raw is not None:
            first = files.setdefault(table.raw.sha256, table)
            if first is not table:
                found[table.key] = (Twin(None, first, None),)
                continue
        alike = []
        for index, run in enumerate(table.runs):
            if run.prefill is None and run.decode is None and run.combined is None:
                continue  # memory may well run out twice
            earlier = runs.setdefault(_portrait(table, run), (table, index))
            if earlier != (table, index):
                alike.append(Twin(index, *earlier))
        if alike:
            found[table.key] = tuple(alike)
    return found


def _portrait(table: Benchmark, run: Run) -> object:
    """Give all that a run says, equal for equal runs: build, day, conditions, software, figures, columns."""
    names = [name for name in Conditions.model_fields if name != "extra"]
    said = {name: table.value(run, name) for name in names}
    conditions = tuple((name, repr(value)) for name, value in said.items() if value is not None)
    figures = (run.result, run.test, *(getattr(run, name) for name in _SPEEDS))
    columns = tuple(sorted(table.extra_of(run).items()))
    return (table.build, str(table.date), conditions, repr(table.engine_of(run)), figures, columns)
