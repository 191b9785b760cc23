"""Coverage: the facts of one source, in our own words, and the pages that tell them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Id, Record, Text

FactId = Annotated[str, Field(pattern=r"^S[0-9]{3}$")]
ErratumId = Annotated[str, Field(pattern=r"^E[0-9]{2}$")]
# A hand-written page below docs/<language>, without its ending.
PageId = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){0,4}$")]


class PostFact(Record):
    """One thing that the source says: in our words, with its numbers as printed, and where we tell it.

    Each page in `pages` holds the fact in an element of its own, with every one of its numbers.
    """

    section: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    kind: Literal[
        "meta", "fact", "claim", "opinion", "measurement", "price", "calc", "bom", "howto", "image", "gap",
        "failed", "reply",
    ]  # fmt: skip
    fact: Text
    numbers: tuple[str, ...] = ()
    pages: tuple[PageId, ...] = ()
    note: Text | None = None


class Coverage(Entry):
    """All facts of a source and its slips, each by the number that pages mark it with."""

    KIND = "coverage"

    source: Id
    facts: dict[FactId, PostFact]
    errata: dict[ErratumId, Text] = Field(default_factory=dict)
