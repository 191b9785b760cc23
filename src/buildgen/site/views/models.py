"""Language models: their figures, their files, what a token of context costs, and where they fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from buildgen.calc.comparison import compare_record
from buildgen.calc.fit import kv_bytes
from buildgen.calc.matrix import CONTEXTS
from buildgen.calc.placement import architecture_of, rack_of
from buildgen.calc.plausibility import stated_sizes
from buildgen.calc.tensors import missing_figures
from buildgen.catalog.language_models import LanguageModel
from buildgen.quantity import Memory
from buildgen.site.address import Link
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import Figure, VerdictWord, claimed
from buildgen.site.views.findings import Finding, findings
from buildgen.site.views.fit import first_file, fit_path, model_link, models_of, rows_of, way_words
from buildgen.site.views.reasons import fit_word, reason_texts
from buildgen.site.views.runs import tokens

FIGURES = (
    ("architecture", "Architecture"),
    ("parameters", "Parameters (billion)"),
    ("layers", "Layers"),
    ("hidden", "Hidden size"),
    ("heads", "Heads"),
    ("kv_heads", "K and V heads"),
    ("head_size", "Size of a head"),
    ("feed_forward", "Feed-forward size"),
    ("vocabulary", "Vocabulary"),
    ("context_limit", "Context it was made for"),
    ("tied_embeddings", "Output shares the table of tokens"),
    ("attention_biases", "Biases on q, k, v"),
    ("experts", "Experts"),
    ("sliding_window", "Sliding window"),
)
KV_TYPES = ("f16", "q8_0", "q4_0")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of the shape with its evidence, what others say, and why one was taken."""

    name: str
    figure: Figure
    others: tuple[Figure, ...]
    why: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file: as its source prints it, and as its tensors sum."""

    name: str
    printed: Figure
    computed: str
    apart: str


@dataclass(frozen=True, slots=True)
class CacheRow:
    """What the cache costs: per token, and at the model's own limit or 32k."""

    kind: str
    each: str
    window: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One build and one way: the largest of the tabulated contexts that fits."""

    build: Link
    way: str
    largest: str
    verdict: VerdictWord
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One item of a load log beside the estimate."""

    title: str
    item: str
    measured: str
    estimated: str
    error: str
    outside: bool


@dataclass(frozen=True, slots=True)
class ModelView:
    """All that the page of a model shows."""

    name: str
    summary: str
    aliases: tuple[str, ...]
    edit: Link | None
    figures: tuple[FigureRow, ...]
    files: tuple[FileRow, ...]
    window: str
    cache: tuple[CacheRow, ...]
    file: str
    places: tuple[PlaceRow, ...]
    records: tuple[RecordRow, ...]
    problems: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model in the index."""

    link: Link
    summary: str
    parameters: str
    layers: str
    each: str
    files: str


@dataclass(frozen=True, slots=True)
class ModelsView:
    """The index of models."""

    models: tuple[ModelLine, ...]


def models_view(matter: Matter) -> ModelsView:
    """Make the index of models."""
    return ModelsView(
        tuple(
            ModelLine(
                model_link(model, matter),
                matter.words.text(model.summary),
                str(model.parameters.value or "?"),
                str(model.layers.value or "?"),
                _per_token(model, "f16"),
                ", ".join(model.quantisations),
            )
            for model in models_of(matter)
        )
    )


def model_view(model: LanguageModel, matter: Matter) -> ModelView:
    """Make the page of a model."""
    words, window = matter.words, model.context_limit.value or 32768
    return ModelView(
        name=words.text(model.name),
        summary=words.text(model.summary),
        aliases=model.aliases,
        edit=matter.edit_link(model),
        figures=tuple(_figure(model, field, name, matter) for field, name in FIGURES),
        files=_files(model, matter),
        window=tokens(window),
        cache=tuple(CacheRow(kind, _per_token(model, kind), _cache(model, kind, window)) for kind in KV_TYPES)
        if not missing_figures(architecture_of(model))
        else (),
        file=first_file(model),
        places=_places(model, matter),
        records=records(matter, model.id),
        problems=findings(matter.about(model), matter),
    )


def _figure(model: LanguageModel, field: str, name: str, matter: Matter) -> FigureRow:
    fact = getattr(model, field)
    return FigureRow(
        matter.words(name),
        claimed(fact, model, matter.catalog, matter.words),
        tuple(claimed(other, None, matter.catalog, matter.words) for other in fact.others),
        matter.words.text(fact.why),
    )


def _files(model: LanguageModel, matter: Matter) -> tuple[FileRow, ...]:
    sizes = {size.name: size for size in stated_sizes(model)}
    rows = []
    for name, entry in model.quantisations.items():
        fact = entry.size if entry.size.value is not None else entry.file_bytes
        size = sizes.get(name)
        rows.append(
            FileRow(
                name,
                claimed(fact, model, matter.catalog, matter.words),
                size.computed_text if size else "",
                f"{size.apart * 100:.2f} %" if size and size.stated is not None else "",
            )
        )
    return tuple(rows)


def _cache(model: LanguageModel, kind: str, context: int) -> str:
    """Write the cache of all layers for a context; empty where a figure is not known."""
    architecture = architecture_of(model)
    if missing_figures(architecture) or architecture.layers is None:
        return ""
    return f"{Memory(architecture.layers * kv_bytes(architecture, context, kind, kind)).number(2)} GiB"


def _per_token(model: LanguageModel, kind: str) -> str:
    architecture = architecture_of(model)
    if missing_figures(architecture) or architecture.layers is None:
        return ""
    return f"{architecture.layers * kv_bytes(architecture, 1, kind, kind) / 1024:.0f} KiB"


def _places(model: LanguageModel, matter: Matter) -> tuple[PlaceRow, ...]:
    """Say where a model fits: every build whose cards are known, in every way."""
    words, found = matter.words, []
    for build in matter.builds:
        cards = len(rack_of(build, matter.catalog).cards)
        rows = rows_of(model, first_file(model), build, matter)
        link = Link(words.text(build.title), fit_path(build.id))
        if rows and all(row.reasons for row in rows):
            reasons = reason_texts(rows[0].reasons, words)
            found.append(PlaceRow(link, "", "", fit_word("not established", words), reasons))
            continue
        for row in rows:
            largest = row.largest
            shown = row.fits[CONTEXTS.index(largest)] if largest else row.fits[0]
            found.append(
                PlaceRow(
                    link,
                    way_words(row.way, cards, matter),
                    tokens(largest),
                    fit_word(shown.verdict, words),
                    (),
                )
            )
    return tuple(found)


def records(matter: Matter, model: str | None = None) -> tuple[RecordRow, ...]:
    """Put the estimate beside load logs, of all models or of one."""
    rows = []
    for record in matter.catalog.memory_records.values():
        if model is not None and record.conditions.model != model:
            continue
        compared = matter.results.once(("record", record.id), partial(compare_record, record, matter.catalog))
        rows += [
            RecordRow(
                matter.words.text(record.title),
                f"{item.device}: {matter.words(item.item)}",
                f"{item.measured / 2**20:.1f}",
                f"{item.estimated / 2**20:.1f}",
                "" if item.error is None else f"{item.error * 100:+.2f} %",
                compared.outside,
            )
            for item in compared.items
        ]
    return tuple(rows)
