"""Measured speeds for display: the runs of a build, and the one that stands for it on overview pages."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import Cite, cited

# A window of this many tokens is what people use a chat with; shorter runs say little about that.
USEFUL_CONTEXT = 8192


@dataclass(frozen=True, slots=True)
class RunView:
    """One run: model and conditions as far as known, and the speeds as printed."""

    model: str
    quantisation: str
    split: str
    kv: str
    context: str
    sequences: str
    cards: str
    prefill: str
    decode: str
    result: str
    repetitions: str
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class RunTable:
    """The runs of one source's table."""

    title: str
    note: str
    cite: Cite | None
    runs: tuple[RunView, ...]


def headline(build: Build, matter: Matter) -> tuple[Benchmark, Run] | None:
    """Choose the run that stands for a build.

    The fastest single-sequence decode with a known context of at least USEFUL_CONTEXT; without one, the
    fastest with any known context or prompt; else the fastest of all, and pages say that it stands alone.
    """
    single = [
        (table, run)
        for table in matter.catalog.benchmarks.values()
        if table.build == build.id
        for run in table.runs
        if run.decode is not None and table.value(run, "sequences") in (None, 1)
    ]
    candidates = [c for c in single if _window(*c)]
    useful = [c for c in candidates if _window(*c) >= USEFUL_CONTEXT]
    return max(
        useful or candidates or single, key=lambda c: c[1].decode.grains if c[1].decode else 0, default=None
    )


def _window(table: Benchmark, run: Run) -> int:
    return table.value(run, "context") or table.value(run, "prompt") or 0


def model_name(table: Benchmark, run: Run, matter: Matter) -> str:
    """Name the model of a run."""
    identifier = table.value(run, "model")
    model = matter.catalog.models.get(identifier) if identifier else None
    if model is not None:
        return matter.words.text(model.name)
    return table.value(run, "model_text") or identifier or matter.words("not known")


def tokens(count: int | None) -> str:
    """Write a number of tokens as people say it: 8192 is 8k; nothing for none."""
    if count is None:
        return ""
    return f"{count // 1024}k" if count >= 1024 and count % 1024 == 0 else str(count)


def repetitions_text(run: Run, matter: Matter) -> str:
    """Say how often a figure was measured; one printed figure is n = 1, its spread unknown."""
    if run.repetitions is None or run.repetitions == 1:
        return matter.words("n = 1")
    return matter.words("n = {count}", count=run.repetitions)


def run_tables(build: Build, matter: Matter) -> tuple[RunTable, ...]:
    """Make the tables of a build's runs, the one that its headline stands in first."""
    tables = [t for t in matter.catalog.benchmarks.values() if t.build == build.id]
    best = headline(build, matter)
    first = best[0].id if best else ""
    return tuple(run_table(table, matter) for table in sorted(tables, key=lambda t: (t.id != first, t.id)))


def run_table(table: Benchmark, matter: Matter) -> RunTable:
    """Make the table of one entry's runs."""
    return RunTable(
        title=matter.words.text(table.title),
        note=matter.words.text(table.note),
        cite=_cite(table, matter),
        runs=tuple(run_view(table, run, matter) for run in table.runs),
    )


def _cite(table: Benchmark, matter: Matter) -> Cite | None:
    return cited(table.kind, table.date, table.source, matter.catalog, matter.words, "run")


def run_view(table: Benchmark, run: Run, matter: Matter) -> RunView:
    """Make one run a row."""
    words = matter.words
    sequences, cards = table.value(run, "sequences"), table.value(run, "cards")
    return RunView(
        model=model_name(table, run, matter),
        quantisation=table.value(run, "quantisation") or "",
        split=table.value(run, "split") or "",
        kv=table.value(run, "kv_k") or "",
        context=tokens(table.value(run, "context")),
        sequences=str(sequences) if sequences is not None else "",
        cards=str(cards) if cards is not None else "",
        prefill=str(run.prefill) if run.prefill else "",
        decode=str(run.decode) if run.decode else "",
        result="" if run.result == "ok" else words(run.result),
        repetitions=repetitions_text(run, matter),
        cite=_cite(table, matter),
    )
