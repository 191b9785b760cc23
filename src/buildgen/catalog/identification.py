"""Identification guides: which cards of one chip there are, and what each thing to look at says of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Id, Record, Text

# Bounds of one guide; every value is weighed for every candidate, so their product is what costs time.
MAX_FEATURES = 100
MAX_HALVES = 50
MAX_CANDIDATES = 100
MAX_RULES = 50


class Rule(Record):
    """What one value of a feature says. A `*` at the value's start or end stands for any text."""

    value: Annotated[str, Field(min_length=1, max_length=80)]
    says: Literal["for", "against", "nothing"]
    source: Id
    kind: Literal["measured", "reported", "spec", "assumed"]


class Rules(Record):
    """What a feature's values say of one board or ROM; `others` is what any value without a rule says."""

    others: Literal["against", "against-if-listed", "nothing"]
    values: Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)]


FeatureRules = Annotated[dict[Id, Rules], Field(max_length=MAX_FEATURES)]


class Feature(Record):
    """One thing to look at: what a value of it can prove, how much it weighs, and how to see it."""

    id: Id
    name: Text
    proves: Literal["rom", "board", "package", "flash", "nothing"]
    weight: Literal["proof", "hint", "none"]
    how: Text
    means: Text


class Half(Record):
    """A board or a ROM, and the features that speak for and against it."""

    id: Id
    name: Text
    features: FeatureRules


class Candidate(Record):
    """A board with a ROM on it; `stock` when it left the factory so."""

    id: Id
    name: Text
    board: Id
    rom: Id
    stock: bool
    source: Id
    kind: Literal["measured", "reported", "spec", "assumed"]
    text: Text


class IdentificationGuide(Entry):
    """All that is known to tell the cards of one chip apart; features stand cheapest to look at first."""

    KIND = "identification"

    name: Text
    chip: FeatureRules
    features: Annotated[tuple[Feature, ...], Field(max_length=MAX_FEATURES)]
    boards: Annotated[tuple[Half, ...], Field(max_length=MAX_HALVES)]
    roms: Annotated[tuple[Half, ...], Field(max_length=MAX_HALVES)]
    candidates: Annotated[tuple[Candidate, ...], Field(max_length=MAX_CANDIDATES)]
