"""Asking at a terminal for what neither a file nor the command line says; Enter leaves it unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from buildgen.bench import BenchReading
from buildgen.bench.entry import Told, entry_data
from buildgen.bench.facts import FactError, with_fact
from buildgen.bench.names import cards_listed
from buildgen.catalog.builds import Build
from buildgen.catalog.card_names import folded
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Gpu
from buildgen.catalog.shape import closest
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.site.words import Words

QUESTIONS = (
    ("quantisation", "File type, such as Q4_K_S"),
    ("date", "Day of the run, as 2025-01-03"),
    ("cards", "How many cards were used"),
    ("backend_version", "Version of ROCm, CUDA or Vulkan"),
    ("flags", "Flags the engine was built with, by commas, or none"),
    ("patches", "Patches to the engine, by commas, or none"),
)


def cards_of(build: Build, catalog: Catalog) -> tuple[Gpu, ...]:
    """Give a build's kinds of card."""
    parts = (catalog.part(build, role) for role in build.parts)
    return tuple(part for part in parts if isinstance(part, Gpu))


def model_named(catalog: Catalog, name: str) -> str:
    """Find a model by id, name or alias; raises BuildgenError with a guess, or with all that fit."""
    if name in catalog.models:
        return name
    names = {m.id: {folded(n) for n in (m.id, m.name.en, *m.aliases)} for m in catalog.models.values()}
    fitting = sorted(identifier for identifier, known in names.items() if folded(name) in known)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise BuildgenError(f"{name[:80]!r} may be any of {', '.join(fitting)}: name one by its id")
    guess = closest(name, catalog.models)
    known = ", ".join(sorted(catalog.models)) or "none"
    hint = f"did you mean {guess!r}?" if guess else f"known are: {known}"
    raise BuildgenError(f"no model {name[:80]!r}: {hint}")


def state_named(catalog: Catalog, build: Build, name: str) -> str:
    """Find a state of the build's cards; raises BuildgenError with a guess."""
    states = [state for card in cards_of(build, catalog) for state in card.states]
    if name in states:
        return name
    guess = closest(name, states)
    hint = f"did you mean {guess!r}?" if guess else f"known are: {', '.join(states) or 'none'}"
    raise BuildgenError(f"no card of {build.id} has a state {name[:80]!r}: {hint}")


def ask(told: Told, reading: BenchReading, catalog: Catalog, build: Build, words: Words) -> Told:
    """Ask for the facts that decide whether runs may be compared, those only that nobody has said yet."""
    data = entry_data(reading, catalog.models, told, None)
    if _open(data, "model"):
        told = _named(told, "model", words("Model, by id or alias"), lambda text: model_named(catalog, text))
    states = words(", ").join(state for card in cards_of(build, catalog) for state in card.states)
    if states and _open(data, "state"):
        question = words("State of the cards: {states}", states=states)
        told = _named(told, "state", question, lambda text: state_named(catalog, build, text))
    listed = cards_listed(reading)
    for name, question in QUESTIONS:
        if _open(data, name):
            hint = words(" ({count} are listed)", count=listed) if name == "cards" and listed else ""
            told = _fact(told, name, words(question) + hint)
    return told


def _open(data: Mapping[str, Any], name: str) -> bool:
    """Tell whether nobody says a fact: neither for all runs nor for one of them."""
    shared = {**data["conditions"], **data["engine"], "date": data["date"]}
    return shared.get(name) is None and all(run.get(name) is None for run in data["runs"])


def _answer(question: str) -> str:
    return str(click.prompt(f"  {question}", default="", show_default=False)).strip()


def _named(told: Told, name: str, question: str, find: Callable[[str], str]) -> Told:
    while answer := _answer(question):
        try:
            return replace(told, conditions={**told.conditions, name: find(answer)})
        except BuildgenError as error:
            click.echo(f"  {error}")
    return told


def _fact(told: Told, name: str, question: str) -> Told:
    while answer := _answer(question):
        try:
            return with_fact(told, f"{name}={answer}")
        except FactError as error:
            click.echo(f"  {error}")
    return told
