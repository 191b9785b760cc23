"""The guide as a reader uses it: found in a minute, read on a phone, answered, ticked, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).parents[2]
FOLDERS = ("guide", "how-to", "sources")
TREES = {"en": "", "zh": "zh/"}
WRITTEN = sorted(
    f"{TREES[language]}{path.relative_to(PROJECT / 'docs' / language).with_suffix('.html').as_posix()}"
    for language in TREES
    for folder in FOLDERS
    for path in (PROJECT / "docs" / language / folder).rglob("*.md")
)
GUIDE = [path for path in WRITTEN if path.removeprefix("zh/").startswith("guide/")]


def opened(site: Path, page: Page, path: str, query: str = "") -> Page:
    """Open a page of the site from the disk."""
    page.goto((site / path).as_uri() + query)
    return page


@pytest.mark.parametrize("path", WRITTEN)
def test_axe_finds_nothing(site: Path, new_page: NewPage, path: str) -> None:
    """No rule of axe is broken on any hand-written page, and no contrast in the dark scheme."""
    page = opened(site, new_page(color_scheme="light", bypass_csp=True), path)
    told = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    page.reload()
    told += Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in told] == []


def test_no_page_scrolls_sideways(site: Path, new_page: NewPage) -> None:
    """At 320 pixels every hand-written page fits; wide tables scroll inside their own region."""
    page = new_page(width=320, height=640)
    wide = {}
    for path in WRITTEN:
        opened(site, page, path)
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}


def test_the_first_screen_answers(site: Path, new_page: NewPage) -> None:
    """On 360 x 640 the title and the whole first sentence of every guide page stand above the fold."""
    page = new_page(width=360, height=640)
    late = {}
    for path in GUIDE:
        opened(site, page, path)
        box = page.locator("article .bg-lead").first.bounding_box()
        assert box is not None, path
        end = box["y"] + box["height"]
        if end > 640 or page.locator("article h1").count() != 1:
            late[path] = end
    assert late == {}


# What a new reader looks for: from the home page, the links to follow by their words, and the answer there.
JOURNEYS = {
    "the total": ([], "3140.19 CNY"),
    "whether a 70B model fits at 8k": (["Does it fit?"], "8192"),
    "which supply feeds the cards": (["Power"], "server supply feeds the cards"),
    "how to tell a fake": (["Real or fake"], "what the label says"),
}


def visible_link(page: Page, words: str) -> str:
    """Find a link by its words, without opening a menu; give where it leads."""
    link = page.get_by_role("link", name=words).locator("visible=true").first
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))
