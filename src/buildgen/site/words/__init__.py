"""The pages' own words per language: written in English in templates and views, looked up for the others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from buildgen.catalog.fields import Text
from buildgen.diagnostics import Message
from buildgen.sentences import LANGUAGES, say
from buildgen.sentences import table as sentences

D = TypeVar("D")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class English(str):
    """A text that stands in English on a page of another language, for want of a translation."""

    __slots__ = ()


@cache
def _table(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if path.name == f"{language}.toml" or path.name.startswith(f"{language}-"):
            found |= tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str = "en"
    table: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, language: str) -> Words:
        """Read the words of a language; what is missing there stays English."""
        return cls(language, _table(language))

    def __call__(self, english: str, sense: str = "", /, **values: object) -> str:
        """Say something; `values` fill the named parts in braces.

        `sense` tells apart what is one word in English and several elsewhere: the table may hold
        `Memory [gpu]` beside `Memory`.
        """
        text = self.table.get(f"{english} [{sense}]") if sense else None
        text = text or self.table.get(english, english)
        return text.format_map(values) if values else text

    def known(self, english: str) -> str:
        """Say something that need not have its twin, such as what the program says of its own fields.

        What has none stays English, and is marked as such.
        """
        if self.language == "en" or not english:
            return english
        return self.table[english] if english in self.table else English(english)

    def month(self, day: str) -> str:
        """Write the month of a date (`2025`, `2025-01`, `2025-01-03`) in words, as far as it is known."""
        year, _, rest = day.partition("-")
        if not rest:
            return year
        if self.language == "zh":
            return f"{year} 年 {int(rest[:2])} 月"
        return f"{MONTHS[int(rest[:2]) - 1]} {year}"

    def text(self, text: Text | None) -> str:
        """Give a catalog text in this language, else in English, marked as such; empty for none."""
        if text is None:
            return ""
        if self.language == "zh":
            return text.zh or English(text.en)
        return text.en

    def say(self, message: Message) -> str:
        """Give a sentence of the checks in this language, else in English."""
        if self.language in LANGUAGES:
            return say(message, self.language)
        return English(say(message))

    def check(self, code: str, other: str = "") -> str:
        """Give the title of a check in this language, else in English; `other` where it has none."""
        if self.language in LANGUAGES and "title" in sentences(self.language).get(code, {}):
            return sentences(self.language)[code]["title"]
        title = sentences("en").get(code, {}).get("title", other)
        return title if self.language == "en" else English(title)

    def of_drawing(self, kind: type[D]) -> D:
        """Make the words of a drawing: its own English ones, each said in this language."""
        own: Any = kind()
        said = {f.name: getattr(own, f.name) for f in fields(own)}
        return kind(**{n: self(word) if isinstance(word, str) else word for n, word in said.items()})
