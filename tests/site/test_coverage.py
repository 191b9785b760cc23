"""Every fact of the post stands on the built page that the list names, in an element of its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from buildgen.catalog.coverage import Coverage
from buildgen.catalog.loading import load_catalog
from buildgen.site.prose.judging import holds
from tests.site.sites import PROJECT

VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "wbr", "source", "col"})


class Marked(HTMLParser):
    """The texts of the elements that mark a fact, and the ids that lead to them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self.ids: dict[str, str] = {}
        self._open: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        found = dict(attrs)
        fact = found.get("data-fact")
        self._open.append(fact)
        if fact:
            self.texts.setdefault(fact, []).append("")
            if found.get("id"):
                self.ids[fact] = str(found["id"])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for fact in self._open:
            if fact:
                self.texts[fact][-1] += f"{data} " if self._open[-1] is None else data


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    """The list of facts."""
    found = load_catalog(PROJECT / "catalog").coverage
    assert found is not None
    return found


@pytest.mark.parametrize("tree", ["", "zh/"], ids=["english", "chinese"])
def test_every_fact_is_told_where_the_list_says(site: Path, coverage: Coverage, tree: str) -> None:
    """146 of 146 facts are marked in both languages, with an anchor and each number as printed."""
    told = 0
    for name, fact in coverage.facts.items():
        for page in fact.pages:
            marked = Marked((site / f"{tree}{page}.html").read_text(encoding="utf-8"))
            texts = [" ".join(t.replace("\u00a0", " ").split()) for t in marked.texts.get(name, [])]
            assert any(text.strip() for text in texts), f"{name} on {page}"
            assert marked.ids[name] == name.lower(), f"{name} on {page}"
            for number in fact.numbers if not tree else (_figure(n) for n in fact.numbers):
                joined = [t.replace(" .", ".").replace(" ,", ",") for t in texts]
                assert any(holds(text, number) for text in joined), (
                    f"{name} on {page} lacks {number}: {texts}"
                )
        told += bool(fact.pages)
    assert told == len(coverage.facts) == 146


def _figure(number: str) -> str:
    """Give the figure of a number whose unit may be in Chinese on a Chinese page."""
    found = re.match(r"\d[\d.,]*", number)
    return found[0] if found else number


def test_every_slip_is_listed(site: Path, coverage: Coverage) -> None:
    """All 14 slips of the post stand on its page, each with its anchor."""
    text = (site / "sources" / "seed-post.html").read_text(encoding="utf-8")
    assert len(coverage.errata) == 14
    for name in coverage.errata:
        assert f"id={name.lower()}" in text or f'id="{name.lower()}"' in text


def test_pages_link_to_no_rom(site: Path) -> None:
    """No page of the guide leads to a ROM file."""
    for page in (site / "guide").glob("*.html"):
        text = page.read_text(encoding="utf-8").casefold()
        assert '.rom"' not in text
        assert "techpowerup.com/vgabios" not in text
