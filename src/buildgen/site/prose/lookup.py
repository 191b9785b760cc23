"""From the words of a macro to a value of the catalog, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from buildgen.calc.results import Results
from buildgen.catalog.benchmarks import Benchmark, Conditions, Run
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Claim, Record


class Nowhere(ValueError):  # noqa: N818 - a way that leads nowhere, caught where the page is known
    """A macro leads nowhere: `reason` names the sentence, `values` fill it."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Found:
    """A value of an entry; `claim` is the fact that holds it, if one does."""

    entry: Entry
    value: Any
    claim: Claim[Any] | None


def entry_named(name: str, results: Results) -> Entry:
    """Find an entry by `kind/id` (`parts/mi50-16g`) or by the name of a single file (`policy`)."""
    catalog = results.catalog
    groups: Mapping[str, Mapping[str, Entry]] = {
        "parts": catalog.parts,
        "builds": catalog.builds,
        "benchmarks": catalog.benchmarks,
        "models": catalog.models,
        "software": catalog.software,
        "identification": catalog.guides,
    }
    kind, _, identifier = name.partition("/")
    group = groups.get(kind, {e.KIND: e for e in catalog.registers if not identifier})
    entry = group.get(identifier or kind)
    if entry is None:
        known = sorted(group) if kind in groups else [f"{g}/..." for g in groups]
        raise Nowhere("entry", name=name, known=tuple(known))
    return entry


def build_named(name: str, results: Results) -> Build:
    """Find a build."""
    entry = entry_named(f"builds/{name}", results)
    assert isinstance(entry, Build)  # noqa: S101 - the group holds builds only
    return entry


def value_at(name: str, path: str, results: Results) -> Found:
    """Follow a dotted path from an entry, as its YAML writes it; a fact gives its value."""
    entry = entry_named(name, results)
    value: Any = entry
    claim: Claim[Any] | None = None
    steps = path.split(".")
    while steps:
        if isinstance(value, Claim) and steps[0] not in type(value).model_fields:
            value = value.value
        # A key may hold dots itself (`rocm-5.7`): the longest one that is there is meant.
        cuts = range(len(steps), 0, -1) if isinstance(value, Mapping) else range(1, 2)
        cut = next((n for n in cuts if n == 1 or ".".join(steps[:n]) in value), 1)
        value = _step(value, ".".join(steps[:cut]), name, path)
        claim = value if isinstance(value, Claim) else claim
        steps = steps[cut:]
    if isinstance(value, Claim):
        return Found(entry, value.value, value)
    return Found(entry, value, claim if claim is not None and value is claim.value else None)


def _step(value: Any, step: str, name: str, path: str) -> Any:
    if isinstance(value, Record):
        for field, info in type(value).model_fields.items():
            if step in {field, info.alias}:
                return getattr(value, field)
    elif isinstance(value, Mapping) and step in value:
        return value[step]
    elif isinstance(value, tuple) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    raise Nowhere("path", name=name, path=path, step=step)


def run_where(name: str, conditions: tuple[tuple[str, str], ...], results: Results) -> tuple[Benchmark, Run]:
    """Find the one run of a benchmark that meets all conditions."""
    table = entry_named(f"benchmarks/{name}", results)
    assert isinstance(table, Benchmark)  # noqa: S101 - the group holds benchmarks only
    unknown = [field for field, _ in conditions if field not in Run.model_fields]
    if unknown:
        raise Nowhere("path", name=f"benchmarks/{name}", path=unknown[0], step=unknown[0])
    hits = [run for run in table.runs if all(str(run_value(table, run, f)) == v for f, v in conditions)]
    if len(hits) != 1:
        raise Nowhere("runs", name=name, count=len(hits))
    return table, hits[0]


def run_value(table: Benchmark, run: Run, field: str) -> Any:
    """Give a field of a run: a result is its own, a condition may be the table's."""
    return table.value(run, field) if field in Conditions.model_fields else getattr(run, field)
