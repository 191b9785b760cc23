"""Links between hand-written pages: the page is there, and the anchor in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from buildgen.catalog.shape import closest
from buildgen.diagnostics import Diagnostic
from buildgen.site.prose.finding import said
from buildgen.site.prose.macros import WrittenPage, without_code

# Folders that hold hand-written pages only; a page of any other may be generated: there the site engine says
# what is missing, and pictures everywhere.
WRITTEN = ("guide/", "how-to/")
_LINK = re.compile(r"(?<!!)\]\((?P<target>[^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?)\s*(?:\{#(?P<id>[\w-]+)\})?\s*$", re.MULTILINE)
# Marks of facts, slips and steps make these; other checks see to them.
_MADE = re.compile(r"s\d{3}|e\d{2}|step-[\w-]+")


def link_findings(pages: Sequence[WrittenPage], above: str) -> Iterator[Diagnostic]:
    """Find the links that lead to no page, or to no heading of it."""
    own = {language: {p.path: p for p in pages if p.language == language} for language in ("en", "zh")}
    known = {**own["en"], **own["zh"]}
    for page in pages:
        for found in _LINK.finditer(without_code(page.text)):
            path, _, anchor = found["target"].partition("#")
            if ":" in path or (path and not path.endswith(".md")):
                continue
            whole = (
                posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
            )
            place = page.place(found.start("target"), found.end("target"), above)
            goal = own[page.language].get(whole) or known.get(whole)
            if goal is None:
                if whole.startswith(WRITTEN):
                    values = (("target", whole), ("guess", closest(whole, known)))
                    yield said("DOC009", "message", place, values)
            elif anchor and not _holds(goal, anchor):
                values = (("target", goal.path), ("anchor", anchor))
                yield said("DOC009", "anchor", place, values)


def _holds(page: WrittenPage, anchor: str) -> bool:
    """Tell whether a page has an anchor; a heading with a macro in it may be any."""
    ids, open_ended = anchors(page)
    return open_ended or anchor in ids or _MADE.fullmatch(anchor) is not None


def anchors(page: WrittenPage) -> tuple[Mapping[str, int], bool]:
    """Give the anchors of a page's headings with their places, and whether a macro may make others."""
    from markdown.extensions.toc import slugify, unique  # type: ignore[import-untyped]

    ids: dict[str, int] = {}
    taken: set[str] = set()
    open_ended = False
    for found in _HEADING.finditer(without_code(page.text)):
        text = found["text"]
        open_ended = open_ended or ("{{" in text and found["id"] is None)
        name = found["id"] or unique(slugify(re.sub(r"[`*_]", "", text), "-"), taken)
        taken.add(name)
        ids[name] = found.start()
    return ids, open_ended
