"""From entries of the catalog to what the predictor takes: a model's shape, its files, a build's cards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat

from buildgen.calc.power import card_state
from buildgen.calc.split import MIB, Card
from buildgen.calc.tensors import (
    Architecture,
    Inventory,
    Quantisation,
    UnknownQuantisationError,
    missing_figures,
    take_inventory,
)
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.parts import Gpu

MATRIX_TYPES = ("Q4_0", "Q5_0", "IQ4_NL", "IQ4_XS")
"""File types whose tensors differ with an importance matrix."""


@dataclass(frozen=True, slots=True)
class Rack:
    """The cards of a build: their part, role and state, and the cards as the predictor takes them.

    ``unknown`` names what is missing of them: ``count`` or ``memory_reported``; the cards are then not given.
    """

    part: Gpu | None
    role: str | None
    state: str | None
    cards: tuple[Card, ...]
    unknown: tuple[str, ...] = ()


def architecture_of(model: LanguageModel) -> Architecture:
    """Give a model's shape; what its entry does not say is ``None``."""
    return Architecture(
        family=model.architecture.value or "",
        layers=model.layers.value,
        hidden=model.hidden.value,
        heads=model.heads.value,
        kv_heads=model.kv_heads.value,
        head_dim=model.head_size.value,
        feed_forward=model.feed_forward.value,
        vocabulary=model.vocabulary.value,
        tied_embeddings=model.tied_embeddings.value,
        experts=model.experts.value,
        sliding_window=model.sliding_window.value,
    )


def quantisation_of(model: LanguageModel, name: str) -> Quantisation:
    """Give a file of a model as the predictor takes it; a name without an entry follows the rules alone."""
    entry = model.quantisations.get(name)
    if entry is None:
        return Quantisation(name)
    types = tuple((role, _unpack(text)) for role, text in entry.tensors.items())
    return Quantisation(name, bool(entry.imatrix), types)


def inventory_of(model: LanguageModel, name: str) -> Inventory | None:
    """List a file's tensors; ``None`` where the model is not one whose tensors are known."""
    architecture = architecture_of(model)
    if missing_figures(architecture) or architecture.experts:
        return None
    try:
        return take_inventory(architecture, quantisation_of(model, name))
    except (UnknownQuantisationError, ValueError):
        return None


def rests_on_matrix(model: LanguageModel, name: str) -> bool:
    """Tell whether a file's types depend on an importance matrix of which the entry says nothing."""
    entry = model.quantisations.get(name)
    return name in MATRIX_TYPES and (entry is None or (entry.imatrix is None and not entry.tensors))


def rack_of(build: Build, catalog: Catalog) -> Rack:
    """Gather the graphics cards of a build that a model could be spread over, in the order of its roles.

    Only roles with cards of the first role's kind count: llama.cpp could mix others, but what it then does
    with them is not modelled.
    """
    cards: list[Card] = []
    first: tuple[str, Gpu] | None = None
    unknown: list[str] = []
    for role, use in build.parts.items():
        part = catalog.part(build, role)
        if not isinstance(part, Gpu):
            continue
        first = first or (role, part)
        if part.memory_reported.value is None:
            unknown.append("memory_reported")
        elif use.count is None:
            unknown.append("count")
        else:
            bandwidth = part.bandwidth.value
            total = part.memory_reported.value.grains // MIB
            rate = None if bandwidth is None else bandwidth.grains * 1e6
            start = len(cards)
            cards += [Card(f"{part.id} {start + n}", total, None, rate) for n in range(use.count)]
    if first is None:
        return Rack(None, None, None, ())
    state = card_state(build, catalog, first[0])
    return Rack(
        first[1], first[0], state[0] if state else None, () if unknown else tuple(cards), tuple(unknown)
    )


def _unpack(text: str) -> tuple[str, ...]:
    """Read ``Q5_K*10 Q4_K*70`` as the type of each layer."""
    runs = (run.partition("*") for run in text.split())
    return tuple(chain.from_iterable(repeat(type_, int(count or 1)) for type_, _, count in runs))


def pack(types: tuple[str, ...]) -> str:
    """Write the types of the layers as runs, the inverse of reading them."""
    runs: list[tuple[str, int]] = []
    for type_ in types:
        if runs and runs[-1][0] == type_:
            runs[-1] = (type_, runs[-1][1] + 1)
        else:
            runs.append((type_, 1))
    return " ".join(f"{type_}*{count}" if count > 1 else type_ for type_, count in runs)
