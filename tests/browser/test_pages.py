"""Every kind of page, in a browser: accessible, narrow, offline, by keyboard."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import KINDS, NewPage

pytestmark = pytest.mark.browser

FOCUSABLE = """() => {
  const found = document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]');
  let number = 0;
  for (const item of found) {
    const style = getComputedStyle(item);
    const box = item.getBoundingClientRect();
    if (item.disabled || item.type === "radio" || item.tabIndex < 0 || !box.width || !box.height) continue;
    if (style.visibility === "hidden" || item.closest("[hidden]")) continue;
    if (item.closest("details:not([open]) > :not(summary)")) continue;
    item.dataset.stop = String(number++);
  }
  return number;
}"""


def search(page: Page, words: str) -> None:
    """Type words into the search and wait for results."""
    page.wait_for_load_state("load")
    page.click(".md-search__input")
    for _ in range(5):  # the index loads in the background: what is typed before may pass unnoticed
        page.locator(".md-search__input").press_sequentially(words)
        page.keyboard.press("End")  # the theme looks when a key comes up; an input method sends none
        try:
            page.wait_for_selector(".md-search-result__item a", timeout=3000)
        except PlaywrightTimeout:
            page.fill(".md-search__input", "")
        else:
            return
    raise AssertionError(f"nothing found for {words}")


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(site: Path, new_page: NewPage, kind: str) -> None:
    """No rule of axe is broken in the light scheme, and no contrast in the dark one."""
    page = new_page(color_scheme="light", bypass_csp=True)
    page.goto((site / KINDS[kind]).as_uri())
    told = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    page.reload()
    told += Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in told] == []


def test_no_page_scrolls_sideways(site: Path, new_page: NewPage) -> None:
    """At 320 pixels every kind of page fits; wide tables scroll inside their own region."""
    page = new_page(width=320, height=640)
    wide = {}
    for kind, path in KINDS.items():
        page.goto((site / path).as_uri())
        over = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[kind] = over
    assert wide == {}


def test_from_a_disk_nothing_is_missing(site: Path, new_page: NewPage) -> None:
    """With the network cut off every kind of page opens from its file: nothing fails, nothing is blocked."""
    page = new_page(offline=True)
    told: list[str] = []
    page.on("requestfailed", lambda r: told.append(r.url) if r.failure != "net::ERR_ABORTED" else None)
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on(
        "console", lambda m: told.append(f"{m.type}: {m.text}") if m.type in {"error", "warning"} else None
    )
    for path in KINDS.values():
        page.goto((site / path).as_uri())
        page.wait_for_timeout(50)
    assert told == []


def test_no_request_leaves_the_site(address: str, new_page: NewPage) -> None:
    """From a server, every request of every kind of page goes to that server."""
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    for path in KINDS.values():
        page.goto(address + path)
        page.wait_for_timeout(50)
    assert asked == {urlsplit(address).netloc}


@pytest.mark.parametrize("place", ["disk", "server"])
def test_search_works(site: Path, address: str, new_page: NewPage, place: str) -> None:
    """The search finds a part and leads to its page, from a disk without a network and from a server."""
    page = new_page(offline=place == "disk")
    page.goto((site / "index.html").as_uri() if place == "disk" else address)
    search(page, "Kioxia")
    page.click(".md-search-result__item a")
    page.wait_for_url("**/kioxia-xg6-1tb/**")
    assert "Kioxia XG6" in page.title()


@pytest.mark.parametrize("words", ["显卡", "电源预算", "散热", "机架"])
def test_chinese_search_finds_words(site: Path, new_page: NewPage, words: str) -> None:
    """In the Chinese tree, from a disk, a word inside a sentence is found and leads to a Chinese page."""
    page = new_page(offline=True)
    page.goto((site / "zh" / "index.html").as_uri())
    search(page, words)
    found = page.locator(".md-search-result__item a")
    targets = [found.nth(n).get_attribute("href") or "" for n in range(found.count())]
    assert targets
    assert all("/zh/" in target for target in targets)
    told = "".join(page.locator(".md-search-result__item").all_inner_texts())
    assert words[:2] in told.replace("\u200b", "")


@pytest.mark.parametrize("kind", ["home", "build", "catalog", "explorer", "runs", "calculator", "assembly"])
def test_the_keyboard_reaches_everything(site: Path, new_page: NewPage, kind: str) -> None:
    """Tab alone comes to every link, button, field and scrolling region that can be seen."""
    page = new_page()
    page.goto((site / KINDS[kind]).as_uri())
    page.wait_for_timeout(100)
    number = page.evaluate(FOCUSABLE)
    assert number > 10
    reached = set()
    for _ in range(number + 15):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.stop || ''"))
    missed = {str(n) for n in range(number)} - reached
    assert [
        page.evaluate(f"() => document.querySelector('[data-stop=\"{n}\"]').outerHTML") for n in missed
    ] == []


def test_only_our_scripts_run(site: Path, address: str, new_page: NewPage) -> None:
    """A script that someone writes into a page does not run, from a disk or from a server."""
    for place in ((site / "index.html").as_uri(), address):
        page = new_page()
        page.goto(place)
        page.evaluate(
            """() => {
              const script = document.createElement('script');
              script.textContent = 'window.intruder = 1';
              document.body.append(script);
              const frame = document.createElement('div');
              frame.innerHTML = '<img src="x" onerror="window.intruder = 2">';
              document.body.append(frame);
            }"""
        )
        page.wait_for_timeout(100)
        assert page.evaluate("() => window.intruder") is None


def test_the_language_link_keeps_query_and_fragment(address: str, new_page: NewPage) -> None:
    """The link leads to the same page in the other language, with what stood behind the address, and back."""
    page = new_page()
    page.goto(address + "builds/index.html?find=mi50#top")
    page.click("a.bg-lang")
    page.wait_for_url("**/zh/builds/index.html?find=mi50#top")
    page.click("a.bg-lang")
    page.wait_for_url(lambda url: urlsplit(url)[2:5] == ("/builds/index.html", "find=mi50", "top"))


def test_ticks_survive_and_can_be_cleared(address: str, new_page: NewPage) -> None:
    """A ticked box is ticked after a reload, and empty after Clear."""
    page = new_page()
    page.goto(address + KINDS["build"])
    box = 'tr[data-bg-line="gpus"] input[data-bg-tick="ordered"]'
    page.check(box)
    page.reload()
    assert page.is_checked(box)
    page.click("[data-bg-tools] button >> nth=0")
    page.reload()
    assert not page.is_checked(box)


def test_ticks_travel_as_a_file(address: str, new_page: NewPage, tmp_path: Path) -> None:
    """Exported ticks come back by import in another browser; the file of another bill changes nothing."""
    box = 'tr[data-bg-line="gpus"] input[data-bg-tick="arrived"]'
    page = new_page()
    page.goto(address + KINDS["build"])
    page.check(box)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    for kind, there in (("build", True), ("draft", False)):
        other = new_page()
        other.goto(address + KINDS[kind])
        assert not other.is_checked(box)
        other.set_input_files('[data-bg-tools] input[type="file"]', file)
        other.wait_for_function("() => document.querySelector('[data-bg-tools] [role=status]').textContent")
        assert other.is_checked(box) == there
        other.reload()
        assert other.is_checked(box) == there


def test_a_page_that_is_not_there_says_so(address: str, new_page: NewPage) -> None:
    """The page for missing addresses has the site's look, leads home, and breaks no rule of axe."""
    page = new_page(bypass_csp=True)
    page.goto(address + "404.html")
    assert page.locator(".md-header a.md-logo").get_attribute("href") is not None
    assert page.evaluate("() => getComputedStyle(document.body).getPropertyValue('--bg-ink')")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_the_catalog_filters_and_sorts(address: str, new_page: NewPage) -> None:
    """Words in the field leave the rows that hold them; the address carries them."""
    page = new_page()
    page.goto(address + "catalog/index.html?find=dell")
    rows = page.locator("#parts-table tbody tr:visible")
    assert rows.count() == 1
    assert "Dell" in rows.first.inner_text()


def test_without_scripts_everything_is_there(site: Path, new_page: NewPage) -> None:
    """Tables, bill, verdicts and drawings stand in the page without JavaScript."""
    page = new_page(java_script_enabled=False)
    page.goto((site / KINDS["build"]).as_uri())
    text = page.inner_text("article")
    assert "at least 3140.19 CNY" in text
    assert "Warning" in text
    page.goto((site / KINDS["catalog"]).as_uri())
    assert page.locator("#parts-table tbody tr").count() > 10


@pytest.mark.parametrize("home", ["index.html", "zh/index.html"])
def test_the_first_screen_of_a_phone(site: Path, new_page: NewPage, home: str) -> None:
    """On 360 x 640 the price, its date line, four tiles two by two and the button stand above the fold."""
    page = new_page(width=360, height=640)
    page.goto((site / home).as_uri())
    for place in (".bg-price", ".bg-dateline", ".bg-button"):
        box = page.locator(place).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640, place
    tiles = [tile.bounding_box() for tile in page.locator(".bg-tile").all()]
    assert len(tiles) == 4
    assert len({round(tile["x"]) for tile in tiles if tile}) == 2
    assert all(tile and tile["y"] < 640 for tile in tiles)
