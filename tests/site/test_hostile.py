"""Catalog text never becomes markup, on any page, in any file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.cli.main import group
from buildgen.cli.publication import matter_of, places_for
from buildgen.site.make import make_site
from buildgen.site.markup import visible
from buildgen.site.policy import inline_scripts, script_hash
from buildgen.site.publishing import Stamps, only_one_build, stamp_of
from tests.site.hostile import Poison, names, poisoned
from tests.site.sites import PROJECT, shared
from tests.site.test_site import Outline


def hostile(factory: pytest.TempPathFactory) -> tuple[Path, Catalog, Poison]:
    """Build the site of the poisoned catalog, once for all workers."""
    catalog, poison = poisoned(load_catalog(PROJECT / "catalog"))
    folder = shared(factory, "hostile")
    places = replace(places_for(PROJECT / "catalog", folder / "site"), project=folder)
    with only_one_build(places.work):
        if stamp_of(places.site) is None:
            findings, results = run_checks(catalog)
            assert results is not None
            matter = matter_of(places, results, findings, group)
            make_site(matter, places, Stamps("hostile", None), lambda _text, **_values: None)
    return places.site, catalog, poison


@pytest.fixture(scope="session")
def poison_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalog, Poison]:
    """The poisoned site, its catalog, and the texts that went in."""
    return hostile(tmp_path_factory)


def test_no_text_becomes_a_tag(poison_site: tuple[Path, Catalog, Poison]) -> None:
    """No page holds a script, a handler, a picture or a link that came out of a text."""
    site, _, _ = poison_site
    allowed = {script_hash(script) for script in inline_scripts()}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        found = Outline(text)
        assert {script_hash(script) for script in found.scripts} <= allowed, page
        assert found.handlers == [], page
        assert [
            u for u in (*found.links, *found.files) if urlsplit(u).scheme not in {"", "http", "https"}
        ] == []
        assert not re.search(r"<(script>alert|img src=x|b onclick|svg onload|!--##)", text), page
        assert "\u202e" not in text, page


def test_every_name_shows_on_its_page(poison_site: tuple[Path, Catalog, Poison]) -> None:
    """The name of each part and build stands in its page's title and in its heading, letter for letter."""
    site, catalog, _ = poison_site
    for path, _, name in names(catalog):
        text = (site / path).read_text(encoding="utf-8")
        shown = " ".join(visible(name).split())
        title = re.search(r"<title>(.*?)</title>", text, flags=re.DOTALL)
        heading = re.search(r"<h1[^>]*>(.*?)<a class=\"headerlink\"", text, flags=re.DOTALL)
        assert title is not None, path
        assert heading is not None, path
        assert " ".join(unescape(title[1]).split()).startswith(shown), path
        assert unescape(heading[1]) == shown, path


def test_what_pages_show_is_shown_as_text(poison_site: tuple[Path, Catalog, Poison]) -> None:
    """Most of the texts appear somewhere on the pages, whole; the rest belongs to fields without a page."""
    site, _, poison = poison_site
    shown = " ".join(
        " ".join(unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))).split())
        for page in sorted(site.rglob("*.html"))
    )
    english = [" ".join(visible(text).split()) for text in poison.given]
    there = [text for text in english if text in shown]
    assert len(there) > len(english) / 4


def test_the_search_index_holds_text(poison_site: tuple[Path, Catalog, Poison]) -> None:
    """What the search shows as HTML holds no tag but its own, and never a live one."""
    site, _, _ = poison_site
    data = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    for entry in data["docs"]:
        for tag in re.findall(r"<[^>]*>", entry["title"] + entry["text"]):
            assert re.fullmatch(r"</?(p|code|pre|li|ol|ul|sub|sup)>", tag), (entry["location"], tag)


def test_json_and_pictures_hold_text(poison_site: tuple[Path, Catalog, Poison]) -> None:
    """The API holds the texts whole without any markup character; drawings escape theirs."""
    site, catalog, _ = poison_site
    raw = (site / "api" / "v1" / "catalog.json").read_text(encoding="utf-8")
    assert not re.search("[<>&\u202e\u200f]", raw)
    parts = {part["id"]: part for part in json.loads(raw)["parts"]}
    for part in catalog.parts.values():
        assert parts[part.id]["name"]["en"] == part.name.en
    for page in sorted(site.rglob("*.html")):
        for drawing in re.findall(r"<svg.*?</svg>", page.read_text(encoding="utf-8"), flags=re.DOTALL):
            assert not re.search(r"<(script|img|foreignObject|a)\b", drawing), page
