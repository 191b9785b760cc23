"""Values for display with what they rest on: how known, when, by which source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from buildgen.catalog.catalog import Catalog
from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Claim, Day, Text
from buildgen.catalog.parts import EfficiencyPoint, LineRating
from buildgen.site.address import Link
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class Cite:
    """How a value is known (`kind`, and the `word` for it), when, and where it is written."""

    kind: str
    word: str
    date: str = ""
    source: Link | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value for display; `known` false when it is not, and `text` then says so."""

    text: str
    cite: Cite | None = None
    note: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class VerdictWord:
    """A verdict: the value that style sheets know (`ok`, `warning`, `error`, `unknown`) and its word."""

    value: str
    word: str


_VERDICTS = {
    "ok": ("ok", "OK"),
    "warning": ("warning", "Warning"),
    "error": ("error", "Error"),
    "not established": ("unknown", "Not established"),
}


def verdict_word(verdict: str, words: Words) -> VerdictWord:
    """Give a verdict's word."""
    value, word = _VERDICTS[verdict]
    return VerdictWord(value, words(word, "verdict"))


def source_link(identifier: str, catalog: Catalog, words: Words) -> Link:
    """Lead to a source's place on the page of its kind; an unknown one to the overview."""
    source = catalog.sources.get(identifier)
    if source is None:
        return Link(identifier, "")
    return Link(identifier, f"{sources_path(source.kind)}#{anchor(identifier)}", words.text(source.title))


def sources_path(kind: str) -> str:
    """Give the page of the sources of one kind."""
    return f"sources/{kind}.html"


def anchor(identifier: str) -> str:
    """Make an anchor of an id: dots would need care in style sheets and scripts, and no id has a `_`."""
    return identifier.replace(".", "_")


def cited(  # noqa: PLR0913, PLR0917 - what evidence is made of, and who says it
    kind: str | None, date: Day | None, source: str | None, catalog: Catalog, words: Words, sense: str = ""
) -> Cite | None:
    """Make what stands behind a value; None when nothing says where it comes from.

    `sense` tells what is known so: a price and a run are quoted in one word here, in two elsewhere.
    """
    if kind is None and source is None:
        return None
    link = source_link(source, catalog, words) if source else None
    return Cite(kind or "reported", words(kind or "reported", sense), str(date) if date else "", link)


def claimed(claim: Claim[Any], entry: Named | None, catalog: Catalog, words: Words) -> Figure:
    """Make a claim a figure; its evidence comes from the entry where the claim names none."""
    note = words.text(claim.note)
    if claim.value is None:
        return Figure(words("not known"), None, note, known=False)
    proof = entry.proof(claim) if entry is not None else None
    cite = cited(claim.kind, claim.date, claim.source, catalog, words)
    if proof is not None:
        cite = cited(proof.kind, proof.date, proof.source, catalog, words)
    return Figure(shown(claim.value, words), cite, note)


def shown(value: object, words: Words) -> str:
    """Write a value of the catalog for display."""
    if value is None:
        return words("not known")
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, Text):
        return words.text(value)
    if isinstance(value, tuple):
        return ", ".join(_item(item, words) for item in value) or words("none")
    if isinstance(value, Mapping):
        items = (f"{shown(count, words)} x {_item(name, words)}" for name, count in value.items())
        return ", ".join(items) or words("none")
    return words(str(value)) if value in _SPOKEN else str(value)


# Values that are words, not names.
_SPOKEN = ("passive", "active", "open-frame", "downdraft", "tower", "blower")

_PLUGS = {
    "atx24": "ATX 24-pin",
    "eps8": "EPS 8-pin",
    "eps4": "EPS 4-pin",
    "pcie6": "PCIe 6-pin",
    "pcie8": "PCIe 8-pin",
    "pcie12": "PCIe 12-pin",
    "sata": "SATA",
    "molex": "Molex",
}


def _item(value: object, words: Words) -> str:
    if isinstance(value, EfficiencyPoint):
        efficiency, load = (
            f"{100 * share:f}".rstrip("0").rstrip(".") for share in (value.efficiency, value.load)
        )
        return words("{efficiency} % at {load} % load", efficiency=efficiency, load=load)
    if isinstance(value, LineRating):
        return words("from {line}: {rating}", line=value.line, rating=shown(value.rating, words))
    return _PLUGS.get(value, value) if isinstance(value, str) else shown(value, words)
