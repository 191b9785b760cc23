"""The values that entries are made of: texts, days, ids, and facts that carry their evidence."""

from __future__ import annotations

import datetime
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import core_schema

T = TypeVar("T")

EvidenceKind = Literal["measured", "paid", "quoted", "spec", "reported", "derived", "assumed"]

ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
ROLE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
MAX_ID = 64
# Windows opens a device, not a file, under these names.
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


class FieldError(ValueError):
    """A text that is not the value wanted: `reason` names the sentence, `wanted` what would do."""

    def __init__(self, reason: str, found: object, wanted: str = "") -> None:
        self.reason = reason
        self.found = found
        self.wanted = wanted
        super().__init__(f"{reason}: {found!r}")


class Record(BaseModel):
    """A mapping of known fields, nothing converted, nothing extra, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", regex_engine="rust-regex")


@lru_cache(maxsize=16_384)  # the id of a source stands beside every value that rests on it
def is_id(text: str) -> bool:
    """Tell whether a text may name an entry: lower-case words and digits joined by `-` or `.`."""
    return len(text) <= MAX_ID and ID.fullmatch(text) is not None and text.partition(".")[0] not in RESERVED


def _id(text: str) -> str:
    if not is_id(text):
        raise FieldError("bad-id", text)
    return text


def _role(text: str) -> str:
    if len(text) > MAX_ID or ROLE.fullmatch(text) is None:
        raise FieldError("bad-role", text)
    return text


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"'`\\]{3,2000}", text):
        raise FieldError("bad-link", text)
    return text


def _whole(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[Decimal, BeforeValidator(_whole)]
Id = Annotated[str, AfterValidator(_id)]
Role = Annotated[str, AfterValidator(_role)]
Link = Annotated[str, AfterValidator(_link)]


class Text(Record):
    """A text in English and Chinese; a plain string stands for both, as product names do."""

    en: str
    zh: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return {"en": value, "zh": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.en

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(core)]}


@dataclass(frozen=True, slots=True)
class Day:
    """A date known to the day, the month or the year: `2025-01-03`, `2025-01`, `2025`.

    Days are ordered, and their age is counted, from the earliest day that they can mean: `2025` is not after
    `2025-01-01`, nor before it, and yet another date.
    """

    first: datetime.date
    text: str

    PATTERN: ClassVar[re.Pattern[str]] = re.compile(r"(20[0-9]{2})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a date; raises FieldError. A bare year comes from YAML as a number."""
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        match = cls.PATTERN.fullmatch(text) if isinstance(text, str) else None
        if match is None or not isinstance(text, str):
            raise FieldError("bad-date", value)
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        try:
            return cls(datetime.date(year, month, day), text)
        except ValueError:
            raise FieldError("no-such-day", value) from None

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Day) -> bool:
        return self.first < other.first

    def __le__(self, other: Day) -> bool:
        return self.first <= other.first

    def __gt__(self, other: Day) -> bool:
        return self.first > other.first

    def __ge__(self, other: Day) -> bool:
        return self.first >= other.first

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return len(self.text) == 10

    def age(self, as_of: Day) -> int:
        """Count the days from this date to `as_of`; negative when it lies after."""
        return (as_of.first - self.first).days

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        return core_schema.no_info_plain_validator_function(
            cls._from_model, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def _from_model(cls, value: object) -> Self:
        return value if isinstance(value, cls) else cls.parse(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: object, handler: object) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^20[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?$"},
                {"type": "integer", "minimum": 2000, "maximum": 2099},
            ],
            "description": (cls.__doc__ or "").partition("\n")[0],
        }


class Evidence(Record):
    """Where a value comes from: a source of `sources.yaml`, how it is known, and when."""

    source: Id
    kind: EvidenceKind
    date: Day | None = None


class Claim(Record, Generic[T]):
    """A value with its evidence; `null` when unknown. Fields left out come from the entry's `evidence`."""

    value: T | None
    source: Id | None = None
    kind: EvidenceKind | None = None
    date: Day | None = None
    note: Text | None = None


class Fact(Claim[T], Generic[T]):
    """A claim that was chosen, with the others that disagree and the reason for the choice.

    A bare value stands for `{value: ...}`.
    """

    others: tuple[Claim[T], ...] = ()
    why: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"value": value}
        if isinstance(value, Mapping):
            # Of a fact whose value is a mapping itself, one without any field of a fact is the bare value.
            own = bool(value.keys() & cls.model_fields.keys())
            return value if own or not cls._holds_mapping() else {"value": value}
        return value if isinstance(value, cls) else {"value": value}

    @classmethod
    def _holds_mapping(cls) -> bool:
        kinds = typing.get_args(cls.model_fields["value"].annotation)
        return any(typing.get_origin(kind) is dict for kind in kinds)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        full = handler(core)
        resolved = handler.resolve_ref_schema(full)
        bare = resolved.get("properties", {}).get("value", {})
        return {"anyOf": [bare, full]}


@cache
def unknown() -> Fact[Any]:
    """Give the fact of which nothing is known: frozen, so one serves all."""
    return Fact[Any](value=None)
