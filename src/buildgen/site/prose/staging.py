"""Hand-written pages on their way into the site: every macro filled."""

from __future__ import annotations

from buildgen.calc.results import Results
from buildgen.diagnostics import BuildgenError
from buildgen.site.prose.blocks import BLOCKS
from buildgen.site.prose.filling import filled
from buildgen.site.prose.lookup import Nowhere
from buildgen.site.prose.macros import pages_of
from buildgen.site.staging import Files
from buildgen.site.words import Words


def filled_pages(files: Files, language: str, results: Results) -> Files:
    """Fill the macros of all pages; raises BuildgenError for one that the checks did not see."""
    words = Words.of(language)
    done: Files = {}
    for page in pages_of(files, language):
        if "{{" not in page.text:
            continue
        try:
            done[page.path] = filled(page, results, words, BLOCKS).encode()
        except Nowhere as wrong:
            told = ", ".join(f"{name} {value}" for name, value in wrong.values.items())
            raise BuildgenError(f"docs/{language}/{page.path}: {wrong.reason}: {told}") from wrong
    return {**files, **done}
