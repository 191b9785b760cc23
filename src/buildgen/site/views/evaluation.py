"""How well fit and speed are predicted: every measured row beside its prediction, with the errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buildgen.calc.calibrate import Evaluation
from buildgen.calc.evaluation import SpeedEvaluation, evaluate_fits, evaluate_sizes, evaluate_speeds
from buildgen.calc.samples import Gap
from buildgen.site.address import Link
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import VerdictWord
from buildgen.site.views.fit import mib, model_link
from buildgen.site.views.models import RecordRow, records
from buildgen.site.views.reasons import fit_word
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class FitLine:
    """One measured fit beside the prediction."""

    row: str
    model: Link
    split: str
    kv: str
    context: str
    margin: str
    ties: str
    verdict: VerdictWord
    measured: VerdictWord
    right: bool


@dataclass(frozen=True, slots=True)
class SpeedLine:
    """One held-out row."""

    row: str
    measured: str
    predicted: str
    error: str
    covered: str


@dataclass(frozen=True, slots=True)
class SpeedTable:
    """One evaluation: its rows, and what they come to."""

    anchor: str
    title: str
    summary: str
    lines: tuple[SpeedLine, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that could not be held out, and why."""

    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """The page of the evaluation."""

    fits: tuple[FitLine, ...]
    right: int
    hanging: int
    tables: tuple[SpeedTable, ...]
    left_out: tuple[LeftOut, ...]
    records: tuple[RecordRow, ...]
    sizes: int
    largest_size: str


def evaluation_view(matter: Matter) -> EvaluationView:
    """Make the page of the evaluation."""
    words = matter.words
    once, catalog = matter.results.once, matter.catalog
    fits = once("fits", lambda: evaluate_fits(catalog))
    speeds = once("speeds", lambda: tuple(evaluate_speeds(catalog)))
    sizes = once("sizes", lambda: tuple(evaluate_sizes(catalog)))
    apart = [size.apart for _, size in sizes if size.stated is not None]
    lines = tuple(
        FitLine(
            row=row.id,
            model=model_link(row.model, matter),
            split=row.benchmark.value(row.run, "split"),
            kv=row.benchmark.value(row.run, "kv_k"),
            context=str(row.benchmark.value(row.run, "context")),
            margin=mib(row.fit.margin or 0),
            ties=", ".join(mib(tie.margin) for tie in row.fit.ties),
            verdict=fit_word(row.fit.verdict, words),
            measured=fit_word("fits" if row.fits else "does not fit", words),
            right=row.right,
        )
        for row in fits
    )
    return EvaluationView(
        fits=lines,
        right=sum(row.right for row in fits),
        hanging=sum(row.fit.hangs_on_tie for row in fits),
        tables=_tables(speeds, matter),
        left_out=_left_out(speeds, words),
        records=records(matter),
        sizes=len(apart),
        largest_size=f"{max(apart, default=0) * 100:.2f} %",
    )


def _tables(speeds: Iterable[SpeedEvaluation], matter: Matter) -> tuple[SpeedTable, ...]:
    words, found = matter.words, []
    for number, speed in enumerate(speeds):
        chapters = (
            (words("Decode, each row predicted from the others"), speed.decode_rows),
            (words("Decode, each model predicted from the others"), speed.decode_models),
            (words("Decode, 2 and 4 sequences"), speed.batches),
            (words("Decode, 8 sequences"), speed.eight),
            (words("Prefill, each row predicted from the others"), speed.prefill_rows),
            (words("Prefill, each model predicted from the others"), speed.prefill_models),
        )
        for index, (title, evaluation) in enumerate(chapters):
            found.append(_table(f"speed-{number}-{index}", title, evaluation, matter))
    return tuple(found)


_GAPS: dict[Gap, str] = {
    "row": "it is not in the catalog",
    "speed": "it has no speed of this kind: {what}",
    "model": "no entry describes its model: {what}",
    "tensors": "the tensors of {what} are not known",
    "condition": "neither stated nor assumed: {what}",
    "bandwidth": "the bandwidth of {what} is not known",
}


def _left_out(speeds: Iterable[SpeedEvaluation], words: Words) -> tuple[LeftOut, ...]:
    """List the rows that the speeds rest on and that cannot be held out, each once for each reason."""
    gaps = (gap for speed in speeds for gap in speed.left_out)
    return tuple(dict.fromkeys(LeftOut(gap.row, words(_GAPS[gap.kind], what=gap.what)) for gap in gaps))


def _table(anchor: str, title: str, evaluation: Evaluation, matter: Matter) -> SpeedTable:
    words = matter.words
    known = [row for row in evaluation.rows if row.error is not None]
    if known:
        summary = words(
            "median {median} %, largest {largest} %, intervals hold {covered} %, not established {open}",
            median=f"{evaluation.median * 100:.1f}",
            largest=f"{evaluation.largest * 100:.1f}",
            covered=f"{evaluation.coverage * 100:.0f}",
            open=evaluation.unestablished,
        )
    else:
        summary = words("no number is given for any of them: the reason stands in its place")
    lines = tuple(
        SpeedLine(
            row.id,
            f"{row.measured:.2f}",
            "" if row.predicted is None else f"{row.predicted:.2f}",
            "" if row.error is None else f"{row.error * 100:+.1f} %",
            "" if row.covered is None else words("yes") if row.covered else words("no"),
        )
        for row in evaluation.rows
    )
    return SpeedTable(anchor, title, summary, lines)
