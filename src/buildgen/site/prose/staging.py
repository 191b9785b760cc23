"""Hand-written pages on their way into the site: every macro filled."""

from __future__ import annotations

from collections.abc import Iterable

from buildgen.calc.results import Results
from buildgen.diagnostics import BuildgenError
from buildgen.site.address import html_path
from buildgen.site.prose.blocks import BLOCKS
from buildgen.site.prose.filling import Desk, filled
from buildgen.site.prose.lookup import Nowhere
from buildgen.site.prose.macros import pages_of
from buildgen.site.staging import Files
from buildgen.site.words import Words


def filled_pages(files: Files, language: str, results: Results, others: Iterable[str] = ()) -> Files:
    """Fill the macros of all pages; raises BuildgenError for one that the checks did not see.

    `others` are the generated pages of the same language; with those written by hand they are what a page of
    it may link to, and the English tree holds the rest.
    """
    words = Words.of(language)
    tree = frozenset(html_path(path) for path in (*files, *others) if path.endswith(".md"))
    done: Files = {}
    for page in pages_of(files, language):
        if "{{" not in page.text:
            continue
        try:
            done[page.path] = filled(Desk(results, words, page, tree), BLOCKS).encode()
        except Nowhere as wrong:
            told = ", ".join(f"{name} {value}" for name, value in wrong.values.items())
            raise BuildgenError(f"docs/{language}/{page.path}: {wrong.reason}: {told}") from wrong
    return {**files, **done}
