"""The single files at the catalog's top: sources, rates and the policy that checks judge by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.builds import MAX_COUNT
from buildgen.catalog.entry import Entry, Named
from buildgen.catalog.fields import Day, Evidence, EvidenceKind, Fact, Id, Link, Number, Record, Text, unknown
from buildgen.catalog.prices import Currency
from buildgen.quantity import Amps, Volts, Watts

Share = Annotated[Number, Field(gt=0, le=1)]
PerUnit = Annotated[Number, Field(ge=0, le=1_000_000)]


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

    of: Currency
    to: Currency
    rate: Annotated[Number, Field(gt=0, le=1_000_000)]
    date: Day
    source: Id


class EnergyPrice(Record):
    """What a kilowatt-hour costs somewhere; with `up_to` it is the low end of a range.

    `date` null: the day is not known. Prices of energy have more digits than a coin: they are numbers.
    """

    region: Annotated[str, Field(max_length=40)]
    price: PerUnit
    up_to: PerUnit | None = None
    currency: Currency
    date: Day | None
    source: Id
    kind: EvidenceKind
    note: Text | None = None


class ServicePrice(Record):
    """What a service asks for a million tokens of a model, read and written; null where it is not known."""

    service: Text
    model: Id | None = None
    model_text: Annotated[str, Field(max_length=100)] | None = None
    reading: PerUnit | None
    writing: PerUnit | None
    currency: Currency
    date: Day | None
    source: Id
    kind: EvidenceKind
    note: Text | None = None


class Rates(Entry):
    """Prices of other things than parts: currencies, electricity, and tokens that a service sells."""

    KIND = "rates"

    exchange: tuple[ExchangeRate, ...] = ()
    electricity: dict[Id, EnergyPrice] = Field(default_factory=dict)
    services: dict[Id, ServicePrice] = Field(default_factory=dict)


class Mains(Record):
    """The mains of a region: its voltage, and what one outlet is fused or rated for."""

    voltage: Fact[Volts]
    outlet: Fact[Amps]


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
    mains: dict[str, Mains] = Field(default_factory=dict)
    line_share: Fact[Share] = Field(default_factory=unknown)
