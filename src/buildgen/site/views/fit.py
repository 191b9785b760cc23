"""Which model fits on a build, with what margin, and how fast it runs there."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.forecast import Ask, Forecast, forecast, items_of, measured_fit
from buildgen.calc.generation import engine_of, generations_of
from buildgen.calc.matrix import CONTEXTS, MatrixRow, Way, matrix_row, ways_for
from buildgen.calc.placement import Rack, architecture_of, inventory_of, quantisation_of, rack_of
from buildgen.calc.scope import Engine, Reason, Workload
from buildgen.calc.speed import Speed
from buildgen.calc.split import MIB
from buildgen.catalog.builds import Build
from buildgen.catalog.generations import Generation
from buildgen.catalog.language_models import LanguageModel
from buildgen.diagram import memory
from buildgen.quantity import Memory
from buildgen.site.address import Link
from buildgen.site.markup import visible
from buildgen.site.matter import Matter, build_path
from buildgen.site.views.evidence import VerdictWord
from buildgen.site.views.reasons import fit_word, reason_texts
from buildgen.site.views.runs import tokens

ITEM_NAMES = {
    "weights": "Weights",
    "kv": "Cache",
    "compute": "Compute buffer",
    "pool": "Pool",
    "workspace": "Workspace",
    "runtime": "Runtime",
}
CHARTS = 12
"""Drawings of a page; the tables hold every case."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One case: its verdict and the margin of the tightest card in MiB."""

    verdict: VerdictWord
    margin: str
    hangs: bool


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model in one way: a cell per context, or the reasons why there is none."""

    model: Link
    quantisation: str
    cells: tuple[Cell, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayTable:
    """All models in one way."""

    anchor: str
    title: str
    rows: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class SpeedCell:
    """A speed for display: the figure, the interval, and of which kind it is."""

    kind: str
    figure: str
    interval: str
    limit: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeedRow:
    """One model's speeds at one context."""

    model: Link
    quantisation: str
    decode: SpeedCell
    prefill: SpeedCell


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card of one case: each item and the margin, in MiB."""

    name: str
    layers: str
    items: tuple[str, ...]
    margin: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case in full: its cards as a drawing and as a table, and what was measured of it."""

    page: Link
    anchor: str
    title: str
    verdict: VerdictWord
    margin: str
    caption: str
    chart: Markup
    cards: tuple[CardRow, ...]
    measured: str
    measured_word: VerdictWord | None
    ties: tuple[str, ...]
    hangs: bool


@dataclass(frozen=True, slots=True)
class FitView:
    """The page of a build's fits."""

    build: Link
    cards: str
    engine: str
    engine_summary: str
    reasons: tuple[str, ...]
    contexts: tuple[str, ...]
    tables: tuple[WayTable, ...]
    items: tuple[str, ...]
    cases: tuple[Case, ...]
    card_pages: tuple[Link, ...]
    speed_context: str
    speeds: tuple[SpeedRow, ...]
    command: str


def fit_path(build: str) -> str:
    """Give the page of a build's fits."""
    return f"builds/{build}/fit.html"


def cards_link(build: str, model: LanguageModel, matter: Matter) -> Link:
    """Lead to the page that shows a model's fits on a build card by card."""
    return Link(matter.words.text(model.name), f"builds/{build}/fit-{model.id}.html")


def model_path(model: str) -> str:
    """Give the page of a model."""
    return f"models/{model}/index.html"


def model_link(model: LanguageModel, matter: Matter) -> Link:
    """Lead to a model."""
    return Link(matter.words.text(model.name), model_path(model.id))


def models_of(matter: Matter) -> tuple[LanguageModel, ...]:
    """List the models, the largest first; those of unknown size last."""
    return tuple(sorted(matter.catalog.models.values(), key=lambda m: (-(m.parameters.value or 0), m.id)))


def first_file(model: LanguageModel) -> str:
    """Choose the file that stands for a model: the first that its entry lists."""
    return next(iter(model.quantisations), "Q4_K_S")


def engine_for(rack: Rack, matter: Matter) -> tuple[Generation, Engine] | None:
    """Give the generation that a build's cards are taken to run."""
    if rack.part is None:
        return None
    found = next(iter(generations_of(rack.part, matter.catalog)), None)
    engine = engine_of(found) if found else None
    return (found, engine) if found and engine else None


def rows_of(model: LanguageModel, quantisation: str, build: Build, matter: Matter) -> tuple[MatrixRow, ...]:
    """Fit a file on a build in every way; empty where the build's cards are not known."""
    name = ("rows", build.id, model.id, quantisation)
    return matter.results.once(name, lambda: _rows_of(model, quantisation, build, matter))


def _rows_of(model: LanguageModel, quantisation: str, build: Build, matter: Matter) -> tuple[MatrixRow, ...]:
    rack = rack_of(build, matter.catalog)
    engine = engine_for(rack, matter)
    if engine is None or not rack.cards:
        return ()
    file = (
        architecture_of(model),
        quantisation_of(model, quantisation),
        inventory_of(model, quantisation),
    )
    return tuple(matrix_row(file, rack.cards, way, engine[1]) for way in ways_for(len(rack.cards)))


def way_words(way: Way, cards: int, matter: Matter) -> str:
    """Name a way."""
    sentence = {
        "layer": "Layer split over {count} cards, {kv} cache",
        "row": "Row split over {count} cards, {kv} cache",
        "none": "One card, {kv} cache",
    }[way.split]
    return matter.words(sentence, count=cards, kv=way.kv_type)


def mib(size: int) -> str:
    """Write bytes as whole MiB with their sign, as margins are."""
    return f"{size / MIB:+.0f}"


def fit_view(build: Build, matter: Matter) -> FitView:
    """Make the page of a build's fits."""
    words, rack = matter.words, rack_of(build, matter.catalog)
    engine = engine_for(rack, matter)
    reasons = () if engine and rack.cards else _why_not(build, matter)
    tables = () if reasons else _tables(build, rack, matter)
    cases = () if reasons else _cases(build, matter)
    example = next(iter(models_of(matter)), None)
    return FitView(
        build=Link(words.text(build.title), build_path(build.id)),
        cards=_cards(rack, matter),
        engine=engine[0].id if engine else "",
        engine_summary=words.text(engine[0].summary) if engine else "",
        reasons=reasons,
        contexts=tuple(tokens(context) for context in CONTEXTS),
        tables=tables,
        items=tuple(words(name) for name in ITEM_NAMES.values()),
        cases=cases,
        card_pages=tuple(dict.fromkeys(case.page for case in cases)),
        speed_context=tokens(4096),
        speeds=() if reasons else _speeds(build, matter),
        command=f"buildgen fit {build.id} --model {example.id} --context max" if example else "",
    )


def _why_not(build: Build, matter: Matter) -> tuple[str, ...]:
    model = next(iter(matter.catalog.models.values()), None)
    if model is None:
        return reason_texts((Reason("no-cards"),), matter.words)
    asked = forecast(build, matter.catalog, Ask(model, first_file(model), Workload(1), 4096))
    about = [r for r in asked.fit.reasons if r.code in _ABOUT_CARDS]
    return reason_texts(about or asked.fit.reasons, matter.words)


_ABOUT_CARDS = ("no-cards", "card-count", "card-memory", "no-engine", "engine-figure")


def _cards(rack: Rack, matter: Matter) -> str:
    if rack.part is None:
        return ""
    name = matter.words.text(rack.part.name)
    if not rack.cards:
        return name
    return matter.words(
        "{count} x {name}, of which the driver reports {total} MiB each",
        count=len(rack.cards),
        name=name,
        total=rack.cards[0].total_mib,
    )


def _tables(build: Build, rack: Rack, matter: Matter) -> tuple[WayTable, ...]:
    ways = ways_for(len(rack.cards))
    rows: dict[Way, list[ModelRow]] = {way: [] for way in ways}
    for model in models_of(matter):
        name = first_file(model)
        for row in rows_of(model, name, build, matter):
            rows[row.way].append(
                ModelRow(
                    model_link(model, matter),
                    name,
                    tuple(
                        Cell(
                            fit_word(fit.verdict, matter.words),
                            "" if fit.margin is None else mib(fit.margin),
                            fit.hangs_on_tie,
                        )
                        for fit in row.fits
                    ),
                    reason_texts(row.reasons, matter.words),
                )
            )
    return tuple(
        WayTable(
            f"{way.split}-{way.kv_type.replace('_', '-')}",
            way_words(way, len(rack.cards), matter),
            tuple(rows[way]),
        )
        for way in ways
    )


def _cases(build: Build, matter: Matter) -> tuple[Case, ...]:
    """Choose the cases that are drawn: those that were measured on the build, else the largest that fit."""
    asks = []
    for benchmark in matter.catalog.benchmarks.values():
        if benchmark.build != build.id:
            continue
        for run in benchmark.runs:
            model = matter.catalog.models.get(benchmark.value(run, "model") or "")
            context, kv = benchmark.value(run, "context"), benchmark.value(run, "kv_k")
            split = benchmark.value(run, "split")
            if model is None or context is None or kv is None or split is None:
                continue
            workload = Workload(1, split=split, kv_type_k=kv, kv_type_v=kv)
            asks.append(Ask(model, benchmark.value(run, "quantisation") or "", workload, context))
    if not asks:
        split = "layer" if len(rack_of(build, matter.catalog).cards) > 1 else "none"
        asks += [Ask(model, first_file(model), Workload(1, split=split), 8192) for model in models_of(matter)]
    found = (_forecast(build, ask, matter) for ask in asks)
    shown = [one for one in found if one.fit.cards][:CHARTS]
    return tuple(_case(number, one, matter) for number, one in enumerate(shown, 1))


def _forecast(build: Build, ask: Ask, matter: Matter) -> Forecast:
    name = ("forecast", build.id, ask.model.id, ask.quantisation, ask.workload, ask.context)
    return matter.results.once(name, lambda: forecast(build, matter.catalog, ask, scan=False))


def _case(number: int, found: Forecast, matter: Matter) -> Case:
    words, workload, fit = matter.words, found.workload, found.fit
    title = words(
        "{model} {file}, {split} split, {kv} cache, context of {context}",
        model=words.text(found.ask.model.name),
        file=found.ask.quantisation,
        split=workload.split,
        kv=workload.kv_type_k,
        context=workload.context,
    )
    cards = tuple(
        CardRow(
            card.card,
            str(card.layers),
            tuple(f"{size / MIB:.0f}" for _, size in items_of(card)),
            mib(card.margin),
        )
        for card in fit.cards
    )
    measured = measured_fit(found)
    return Case(
        page=cards_link(found.build.id, found.ask.model, matter),
        anchor=f"case-{number}",
        title=title,
        verdict=fit_word(fit.verdict, words),
        margin="" if fit.margin is None else mib(fit.margin),
        caption=words(
            "The tightest is {card}: {margin} MiB",
            card=fit.cards[fit.tightest or 0].card,
            margin="?" if fit.margin is None else mib(fit.margin),
        ),
        chart=_chart(number, title, found, matter),
        cards=cards,
        measured=", ".join(match.id for match in found.matches),
        measured_word=fit_word(measured, words) if measured else None,
        ties=tuple(
            words(
                "card {card} with {delta} MiB free memory: {verdict}, {margin} MiB",
                card=tie.card,
                delta=f"{tie.delta_mib:+d}",
                verdict=words(tie.verdict),
                margin=mib(tie.margin),
            )
            for tie in fit.ties
        ),
        hangs=fit.hangs_on_tie,
    )


def _chart(number: int, title: str, found: Forecast, matter: Matter) -> Markup:
    words = matter.words
    cards = tuple(
        memory.Card(
            visible(card.card),
            Memory(card.total),
            tuple(Memory(size) for _, size in items_of(card)),
            words("{margin} MiB left", margin=mib(card.margin))
            if card.margin >= 0
            else words("{margin} MiB too much", margin=f"{-card.margin / MIB:.0f}"),
        )
        for card in found.fit.cards
    )
    desc = "; ".join(f"{card.name}: {card.text}" for card in cards)
    parts = tuple(words(name) for name in ITEM_NAMES.values())
    chart = memory.MemoryChart(visible(title), desc, parts, cards, memory.Words(words("limit of the card")))
    return Markup(memory.draw(chart, f"memory-{number}"))  # noqa: S704 - `diagram` escapes its texts


def _speeds(build: Build, matter: Matter) -> tuple[SpeedRow, ...]:
    split = "layer" if len(rack_of(build, matter.catalog).cards) > 1 else "none"
    rows = []
    for model in models_of(matter):
        name = first_file(model)
        found = _forecast(build, Ask(model, name, Workload(1, split=split), 4096), matter)
        if found.fit.margin is not None and found.fit.margin >= 0:
            rows.append(
                SpeedRow(
                    model_link(model, matter),
                    name,
                    speed_cell(found.decode, matter),
                    speed_cell(found.prefill, matter),
                )
            )
    return tuple(rows)


def speed_cell(speed: Speed, matter: Matter) -> SpeedCell:
    """Make a speed a cell."""
    words = matter.words
    limit = "" if speed.limit is None else f"{speed.limit:.1f} t/s"
    if speed.value is None or speed.low is None or speed.high is None:
        return SpeedCell(words(speed.kind), "", "", limit, reason_texts(speed.reasons, words))
    digits = 2 if speed.kind == "measured" else 1
    interval = f"{speed.low:.{digits}f} .. {speed.high:.{digits}f}" if speed.low != speed.high else ""
    return SpeedCell(words(speed.kind), f"{speed.value:.{digits}f} t/s", interval, limit, ())
