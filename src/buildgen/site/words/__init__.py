"""The pages' own words per language: written in English in templates and views, looked up for the others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from buildgen.catalog.fields import Text

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


@cache
def _table(language: str) -> Mapping[str, str]:
    path = files(__name__) / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["words"] if path.is_file() else {}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str = "en"
    table: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, language: str) -> Words:
        """Read the words of a language; what is missing there stays English."""
        return cls(language, _table(language))

    def __call__(self, english: str, /, **values: object) -> str:
        """Say something; `values` fill the named parts in braces."""
        text = self.table.get(english, english)
        return text.format_map(values) if values else text

    def month(self, day: str) -> str:
        """Write the month of a date (`2025`, `2025-01`, `2025-01-03`) in words, as far as it is known."""
        year, _, rest = day.partition("-")
        if not rest:
            return year
        if self.language == "zh":
            return f"{year} 年 {int(rest[:2])} 月"
        return f"{MONTHS[int(rest[:2]) - 1]} {year}"

    def text(self, text: Text | None) -> str:
        """Give a catalog text in this language, else in English; empty for none."""
        if text is None:
            return ""
        return (text.zh if self.language == "zh" else None) or text.en
