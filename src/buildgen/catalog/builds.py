"""Builds: which part plays which role, what feeds what, and what was paid."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day, EvidenceKind, Fact, FieldError, Id, Record, Role, Text, is_id
from buildgen.catalog.harness import Harness
from buildgen.catalog.prices import Currency, Lot, PriceDefaults
from buildgen.money import Money
from buildgen.quantity import Watts

# A role's part: the id of a part, or a part written in place (`{name: ..., kind: ...}`), which loading
# validates by the model of its kind and leaves in the catalog under the id `<build>.<role>`.
InPlace = dict[str, Any]


def _part(value: object) -> object:
    if isinstance(value, dict) or (isinstance(value, str) and is_id(value)):
        return value
    raise FieldError("bad-id" if isinstance(value, str) else "bad-part", value)


PartRef = Annotated[
    Any,
    BeforeValidator(_part),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "description": "the id of a part in catalog/parts"},
                {
                    "type": "object",
                    "required": ["name", "kind"],
                    "properties": {"kind": {"type": "string"}},
                    "description": "a part that is in no catalog, written in place",
                },
            ]
        }
    ),
]


# Beyond this a count is a slip of the keyboard; the policy sets the limit that is judged.
MAX_COUNT = 100_000


def _removal(text: str) -> str:
    if text.count(".") > 1 or len(text) > 130:
        raise FieldError("bad-role", text)
    return text


class Use(Record):
    """A part in a role; `count` null when it is not known how many."""

    part: PartRef
    count: Annotated[int, Field(le=MAX_COUNT)] | None = 1
    state: Id | None = None
    serves: Role | None = Field(default=None, alias="for")
    why: Text | None = None
    note: Text | None = None


class Load(Record):
    """A stated power that stands for the roles it covers, and what is left of it while nothing runs."""

    power: Watts | None
    idle: Watts | None = None
    covers: tuple[Role, ...] = ()
    source: Id | None = None
    kind: EvidenceKind = "reported"
    date: Day | None = None
    note: Text | None = None


class Stated(Record):
    """What the build's own author says of it, held against what buildgen computes."""

    total: Fact[Money] | None = None
    power: Fact[Watts] | None = None
    verdict: Fact[Text] | None = None


class Waiver(Record):
    """A finding that is accepted: which code, why, who says so, and until when."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}[0-9]{3}$")]
    subject: Role | None = None
    reason: Text
    source: Id
    until: Day


class Build(Entry):
    """A rig: roles and their parts, the supplies that feed them, and prices in lots."""

    KIND = "build"

    title: Text
    summary: Text | None = None
    status: Literal["published", "draft"] = "published"
    region: str | None = Field(default=None, max_length=40)
    currency: Currency | None = None
    budget: Money | None = None
    extends: Id | None = None
    remove: tuple[Annotated[str, AfterValidator(_removal)], ...] = ()
    parts: dict[Role, Use] = Field(default_factory=dict)
    loads: dict[Role, Load] = Field(default_factory=dict)
    feeds: dict[Role, tuple[Role, ...]] = Field(default_factory=dict)
    harness: Harness | None = None
    price_defaults: PriceDefaults = PriceDefaults()
    prices: dict[Role, Lot] = Field(default_factory=dict)
    stated: Stated | None = None
    notes: tuple[Text, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether findings of meaning are shown without failing."""
        return self.status == "draft"
