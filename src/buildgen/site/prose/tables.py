"""Tables and other blocks of hand-written pages: what they hold, and their way into HTML."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.site.markup import html_block
from buildgen.site.prose.filling import Desk


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `fact` marks the fact that it tells."""

    cells: tuple[str, ...]
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the names of its columns (a figure's column ends in `#`), and its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def rendered(template: str, desk: Desk, view: object) -> str:
    """Render a block's view with its template."""
    from buildgen.site.rendering import render

    return html_block(render(f"prose/{template}.html", desk.here, desk.words.language, view))
