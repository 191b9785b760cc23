"""Each check's page: its documentation, its examples and its test, in one Markdown file."""

from __future__ import annotations

from pathlib import Path

# In a checkout the pages lie in docs/; an installed package carries a copy beside this module.
_PLACES = (Path(__file__).parent / "pages", Path(__file__).parents[3] / "docs" / "en" / "checks")


def pages_folder() -> Path:
    """Give the folder that the pages lie in."""
    return next((place for place in _PLACES if place.is_dir()), _PLACES[-1])


def page_of(code: str) -> str | None:
    """Read the page of a code; None when it has none."""
    path = pages_folder() / f"{code}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None
