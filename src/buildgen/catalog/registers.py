"""The single files at the catalog's top: sources, rates and the policy that checks judge by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.builds import MAX_COUNT
from buildgen.catalog.entry import Entry, Named
from buildgen.catalog.fields import Day, Evidence, Fact, Id, Link, Number, Record, Text, unknown
from buildgen.quantity import Watts

Share = Annotated[Number, Field(gt=0, le=1)]


class Source(Record):
    """Where facts come from; `kind` says what sort of witness it is."""

    title: Text
    kind: Literal[
        "post",
        "specification",
        "documentation",
        "code",
        "measurement",
        "article",
        "listing",
        "knowledge",
        "arithmetic",
    ]
    url: Link | None = None
    date: Day | None = None
    note: Text | None = None


class Sources(Entry):
    """All sources by id."""

    KIND = "sources"

    sources: dict[Id, Source]


class ExchangeRate(Record):
    """How much of `to` one unit of `of` bought on a day."""

    of: str
    to: str
    rate: Annotated[Number, Field(gt=0, le=1_000_000)]
    date: Day
    source: Id


class Rates(Entry):
    """Exchange rates; electricity and service prices join them with the running cost."""

    KIND = "rates"

    exchange: tuple[ExchangeRate, ...] = ()


class Policy(Named):
    """The limits that checks use, each with where it comes from."""

    KIND = "policy"

    name: Text = Text(en="Policy", zh="检查规则")
    evidence: Evidence | None = None
    as_of: Day
    required_kinds: tuple[str, ...]
    max_count: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    quote_max_age_days: Annotated[int, Field(ge=1, le=10_000)]
    budget_share: dict[Literal["atx", "server"], Fact[Share]]
    standard_ratings: dict[Literal["atx", "server"], Fact[tuple[Watts, ...]]]
    slot_power: Fact[Watts]
    slot_power_12v: Fact[Watts]
    model_size_share: Fact[Share] = Field(default_factory=unknown)
    plug_power: dict[Literal["pcie6", "pcie8", "pcie12"], Fact[Watts]]
