"""Each check's page: its documentation, its examples and its test, in one Markdown file."""

from __future__ import annotations

from pathlib import Path

# In a checkout the pages lie in docs/; an installed package carries a copy beside this module.
_DOCS = Path(__file__).parents[3] / "docs"
_PACKAGED = {"en": "pages", "zh": "pages-zh"}


def pages_folder(language: str = "en") -> Path:
    """Give the folder that the pages of a language lie in."""
    packaged = Path(__file__).parent / _PACKAGED[language]
    return packaged if packaged.is_dir() else _DOCS / language / "checks"


def page_of(code: str, language: str = "en") -> str | None:
    """Read the page of a code; None when it has none."""
    path = pages_folder(language) / f"{code}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None
