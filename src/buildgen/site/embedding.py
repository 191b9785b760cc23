"""Results inside hand-written pages: a line `<!-- runs: ID -->` becomes the table of that benchmark.

In the source, and wherever else the page is read, the line is a comment and shows nothing.
"""

from __future__ import annotations

import re

from buildgen.catalog.shape import closest
from buildgen.diagnostics import BuildgenError
from buildgen.site.address import html_path
from buildgen.site.markup import html_block
from buildgen.site.matter import Matter
from buildgen.site.rendering import render
from buildgen.site.staging import Files
from buildgen.site.views.runs import run_table

_CALL = re.compile(rb"^<!-- runs: ([^\s>]{1,80}) -->[ \t]*$", re.MULTILINE)
_FENCE = re.compile(rb"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)


def embedded(files: Files, matter: Matter) -> Files:
    """Put tables where hand-written pages ask for them. Raises BuildgenError for an unknown benchmark."""
    return {name: _page(name, data, matter) if name.endswith(".md") else data for name, data in files.items()}


def _page(name: str, data: bytes, matter: Matter) -> bytes:
    if b"<!-- runs: " not in data:
        return data
    fences = [match.span() for match in _FENCE.finditer(data)]
    number = 0

    def table(match: re.Match[bytes]) -> bytes:
        nonlocal number
        if any(start <= match.start() < end for start, end in fences):
            return match[0]
        number += 1
        return _table(name, match[1].decode("utf-8", "replace"), number, matter)

    return _CALL.sub(table, data)


def _table(page: str, identifier: str, number: int, matter: Matter) -> bytes:
    benchmarks = matter.catalog.benchmarks
    if identifier not in benchmarks:
        guess = closest(identifier, benchmarks)
        hint = f"did you mean {guess!r}?" if guess else f"known are: {', '.join(sorted(benchmarks))}"
        raise BuildgenError(
            f"docs/en/{page} asks for the runs of {identifier[:80]!r}, which are not there: {hint}"
        )
    view = (run_table(benchmarks[identifier], matter), f"embedded-{number}")
    text = render("embedded.html", html_path(page), matter.words.language, view)
    return f'<div class="bg-block">\n{html_block(text)}\n</div>'.encode()
