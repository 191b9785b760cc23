"""The pages of measured runs: of one build, of one model, of all, and of the software that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from buildgen.calc.worth import each, fixed
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.software import Attempt, Software
from buildgen.site.address import Link
from buildgen.site.matter import Matter
from buildgen.site.speedcharts import (
    Chart,
    context_charts,
    cost_chart,
    prefill_chart,
    sequence_charts,
    share_chart,
)
from buildgen.site.views.evidence import Cite, VerdictWord, cited
from buildgen.site.views.measured import (
    ContrastRow,
    WorthTable,
    build_link,
    cite_of,
    contrast_rows,
    printed,
    worth_table,
)
from buildgen.site.views.runs import RunTable, model_name, run_tables

EXPLORER = Link("", "benchmarks/index.html")
SOFTWARE = Link("", "software/index.html")


@dataclass(frozen=True, slots=True)
class BuildRuns:
    """The page of a build's runs."""

    charts: tuple[Chart, ...]
    worth: WorthTable | None
    tables: tuple[RunTable, ...]
    explorer: Link
    software: Link


@dataclass(frozen=True, slots=True)
class ModelRuns:
    """The page of a model's runs: on every build, and card against card."""

    charts: tuple[Chart, ...]
    contrasts: tuple[ContrastRow, ...]
    unknown: tuple[str, ...]
    runs: tuple[RunRow, ...]
    explorer: Link


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run with all that is known of it, each value twice: as shown, and as it is sorted and saved."""

    build: Link
    model: str
    quantisation: str
    cards: str
    split: str
    kv: str
    flash: str
    context: str
    prompt: str
    generate: str
    depth: str
    sequences: str
    prefill: str
    decode: str
    each: str
    combined: str
    spread: str
    result: str
    state: str
    engine: str
    table: str
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Explorer:
    """The page of all runs."""

    runs: tuple[RunRow, ...]
    csv: Link
    json: Link
    software: Link


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One try: what, with which outcome, why, by whom and when; `later` is what was found since."""

    anchor: str
    software: Link
    summary: str
    build: Link | None
    what: str
    status: VerdictWord
    reason: str
    version: str
    by: str
    cite: Cite | None
    later: tuple[LaterRow, ...]


@dataclass(frozen=True, slots=True)
class LaterRow:
    """What a public source says since."""

    text: str
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class SoftwareView:
    """The matrix of software."""

    rows: tuple[AttemptRow, ...]
    explorer: Link


def build_runs(build: Build, matter: Matter) -> BuildRuns:
    """Make the page of a build's runs."""
    words = matter.words
    # The address carries the filter.
    tried = f"{SOFTWARE.target}?{urlencode({'build': words.text(build.title)})}"
    charts = (*context_charts(build, matter), share_chart(build, matter), prefill_chart(build, matter))
    return BuildRuns(
        charts=tuple(chart for chart in (*charts, cost_chart(build, matter)) if chart is not None),
        worth=worth_table(build, matter),
        tables=run_tables(build, matter),
        explorer=Link(words("All runs of all builds"), EXPLORER.target),
        software=Link(words("What software ran on this build, and what did not"), tried),
    )


def model_runs(model: LanguageModel, matter: Matter) -> ModelRuns:
    """Make the page of a model's runs."""
    contrasts = contrast_rows(model.id, matter)
    return ModelRuns(
        charts=sequence_charts(model.id, matter),
        contrasts=contrasts,
        unknown=tuple(dict.fromkeys(row.open for row in contrasts)),
        runs=tuple(row for name, row in _rows(matter) if name == model.id),
        explorer=Link(matter.words("All runs of all builds"), EXPLORER.target),
    )


def has_runs(model: LanguageModel, matter: Matter) -> bool:
    """Tell whether anything was measured of a model."""
    return any(
        table.value(run, "model") == model.id
        for table in matter.catalog.benchmarks.values()
        for run in table.runs
    )


def explorer(matter: Matter) -> Explorer:
    """Make the page of all runs."""
    words = matter.words
    return Explorer(
        runs=tuple(row for _, row in _rows(matter)),
        csv=Link(words("all as CSV"), "api/v1/runs.csv"),
        json=Link(words("all as JSON"), "api/v1/runs.json"),
        software=Link(words("All software that was tried"), SOFTWARE.target),
    )


def _rows(matter: Matter) -> list[tuple[str | None, RunRow]]:
    tables = sorted(matter.catalog.benchmarks.values(), key=lambda t: (t.build, t.id))
    return [
        (table.value(run, "model"), run_row(table, run, matter)) for table in tables for run in table.runs
    ]


def run_row(table: Benchmark, run: Run, matter: Matter) -> RunRow:
    """Make one run a row of the explorer; unknown is empty."""

    def of(name: str) -> str:
        value = table.value(run, name)
        return "" if value is None else str(value)

    kv = of("kv_k") if of("kv_k") == of("kv_v") else f"{of('kv_k') or '?'}/{of('kv_v') or '?'}"
    engine = table.engine_of(run)
    build = str(engine.build_number or engine.build_commit or "")
    name = " ".join(part for part in (engine.name or "", build) if part)
    backend = " ".join(part for part in (engine.backend or "", engine.backend_version or "") if part)
    speeds = [speed for speed in (run.prefill, run.decode, run.combined) if speed is not None]
    spreads = [s for s in (run.prefill_stddev, run.decode_stddev, run.combined_stddev) if s is not None]
    spread = "; ".join(f"± {printed(s)}" for s in spreads)
    sequences = table.value(run, "sequences")
    count = matter.words("n = {count}", count=run.repetitions or 1)
    return RunRow(
        build=build_link(table.build, matter),
        model=model_name(table, run, matter),
        quantisation=of("quantisation"),
        cards=of("cards"),
        split=of("split"),
        kv=kv,
        flash=of("flash_attention"),
        context=of("context"),
        prompt=of("prompt"),
        generate=of("generate"),
        depth=of("depth"),
        sequences=of("sequences"),
        prefill=printed(run.prefill) if run.prefill else "",
        decode=printed(run.decode) if run.decode else "",
        each=fixed(each(run.decode, sequences), 2) if run.decode and (sequences or 1) > 1 else "",
        combined=printed(run.combined) if run.combined else "",
        spread=spread or (count if speeds else ""),
        result=matter.words("BOOM") if run.result == "out of memory" else matter.words(run.result),
        state=of("state"),
        engine=", ".join(part for part in (name, backend) if part),
        table=matter.words.text(table.title),
        cite=cite_of(table, matter),
    )


_STATUS = {"works": ("ok", "Works"), "failed": ("error", "Failed"), "not tried": ("unknown", "Not tried")}


def attempt_rows(matter: Matter) -> tuple[AttemptRow, ...]:
    """Make a row of every attempt, by software."""
    entries = sorted(matter.catalog.software.values(), key=lambda s: s.name.en.casefold())
    return tuple(_attempt(software, attempt, matter) for software in entries for attempt in software.attempts)


def _attempt(software: Software, attempt: Attempt, matter: Matter) -> AttemptRow:
    words, catalog = matter.words, matter.catalog
    value, word = _STATUS[attempt.status]
    later = tuple(
        LaterRow(words.text(found.text), cited("reported", found.date, found.source, catalog, words))
        for found in software.later
    )
    place = f"on-{software.id.replace('.', '-')}"
    target = f"{SOFTWARE.target}#{place}" if software.later else ""
    return AttemptRow(
        anchor=place,
        software=Link(words.text(software.name), target),
        summary=words.text(software.summary),
        build=build_link(attempt.build, matter) if attempt.build else None,
        what=words.text(attempt.what),
        status=VerdictWord(value, words(word)),
        reason=words.text(attempt.reason),
        version=attempt.version or "",
        by=words.text(attempt.by),
        cite=cited("reported", attempt.date, attempt.source, catalog, words),
        later=later if attempt is software.attempts[0] else (),
    )


def software_view(matter: Matter) -> SoftwareView:
    """Make the matrix of software."""
    return SoftwareView(attempt_rows(matter), Link(matter.words("All runs of all builds"), EXPLORER.target))
