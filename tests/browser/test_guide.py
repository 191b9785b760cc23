"""The guide as a reader uses it: found in a minute, read on a phone, answered, ticked, printed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

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


# What a new reader looks for: from a home page, the links to follow by their words, and what stands there.
JOURNEYS = {
    "the total": {
        "index.html": (["Guide", "what it cost"], "Together 3140.19 CNY"),
        "zh/index.html": (["指南", "花了多少钱"], "合计 3140.19 CNY"),
    },
    "a 70b model at 8k": {
        "index.html": (["Guide", "what it ran"], "8192 tokens of context: 10.02 t/s decode"),
        "zh/index.html": (["指南", "跑得多快"], "8192 上下文：decode 10.02 t/s"),
    },
    "does it fit": {
        "index.html": (["Guide", "does it fit"], "Llama 3.3 70B"),
        "zh/index.html": (["指南", "装不装得下"], "Llama 3.3 70B"),
    },
    "which supply feeds the cards": {
        "index.html": (["Guide", "power"], "a used server supply feeds the cards by cable"),
        "zh/index.html": (["指南", "供电"], "二手服务器电源用线带显卡"),
    },
    "how to tell a fake": {
        "index.html": (["Guide", "real or fake"], "what the label says, and what sits behind the holes"),
        "zh/index.html": (["指南", "真卡还是假卡"], "标签写什么，背板孔里有什么"),
    },
}
MOST_CLICKS = 3
# The same by the search: what one would type, the page that it leads to, and what stands there.
SEARCHES = {
    "index.html": {
        "total cost": "bill.html",
        "fake": "real-or-fake.html",
        "which supply": "power.html",
    },
    "zh/index.html": {"显卡": "", "电源预算": "", "散热": "", "机架": "", "假卡": "real-or-fake.html"},
}


def words_of(page: Page) -> str:
    """Give the words of the page's article, single blanks between them."""
    return " ".join(page.inner_text("article").replace("\u00a0", " ").split())


@pytest.mark.parametrize("start", TREES.values(), ids=TREES)
@pytest.mark.parametrize("name", JOURNEYS)
def test_an_answer_is_three_clicks_away(site: Path, new_page: NewPage, start: str, name: str) -> None:
    """From the home page the menu and the start page lead to each answer in at most three clicks."""
    clicks, answer = JOURNEYS[name][f"{start}index.html"]
    page = opened(site, new_page(), f"{start}index.html")
    for words in clicks:
        page.get_by_role("link", name=words, exact=True).locator("visible=true").first.click()
        page.wait_for_load_state()
    assert len(clicks) <= MOST_CLICKS
    assert answer in words_of(page)


@pytest.mark.parametrize("start", TREES.values(), ids=TREES)
def test_a_phone_has_the_answers_on_the_start_page(site: Path, new_page: NewPage, start: str) -> None:
    """On a phone the start page answers all four questions within two screens, each with its link."""
    page = opened(site, new_page(width=360, height=640), f"{start}guide/index.html")
    for target in ("bill.html", "results.html", "power.html", "real-or-fake.html"):
        link = page.locator(f'article li strong + a[href$="{target}"], article li a[href$="{target}"]').first
        box = link.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 2 * 640, target


def found_by(page: Page, words: str) -> list[str]:
    """Search for words; give where the results lead."""
    page.wait_for_load_state("load")
    page.click(".md-search__input")
    for _ in range(5):  # the index loads in the background: what is typed before may pass unnoticed
        page.locator(".md-search__input").press_sequentially(words)
        page.keyboard.press("End")
        try:
            page.wait_for_selector(".md-search-result__item a", timeout=3000)
        except PlaywrightTimeout:
            page.fill(".md-search__input", "")
        else:
            page.wait_for_timeout(300)
            links = page.locator(".md-search-result__item > a").all()
            return [str(link.get_attribute("href")) for link in links]
    raise AssertionError(f"nothing found for {words}")


@pytest.mark.parametrize(
    ("start", "words"), [(start, words) for start, asked in SEARCHES.items() for words in asked]
)
def test_the_search_leads_there(site: Path, new_page: NewPage, start: str, words: str) -> None:
    """What a new reader types is found, and the page that answers is among the first five results."""
    page = opened(site, new_page(offline=True), start)
    links = found_by(page, words)
    target = SEARCHES[start][words]
    assert any(target in link for link in links[:5]), links[:8]


QUERY = "?label=INSTINCT+MI50&back-plate-parts=empty&device-id=1002%3A66a1"


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_a_link_opens_a_verdict(site: Path, new_page: NewPage, tree: str) -> None:
    """The check list opens from a link, says its verdict with reasons, and has no fault that axe finds."""
    page = opened(site, new_page(bypass_csp=True), f"{tree}guide/real-or-fake.html", QUERY)
    status = page.locator(".bg-check [role=status]")
    assert status.inner_text()
    chosen = page.locator(".bg-check select").evaluate_all("fs => fs.map(f => f.value).filter(Boolean)")
    assert chosen == ["INSTINCT MI50", "empty", "1002:66a1"]
    assert page.locator(".bg-check__result ul li").count() == 3
    told = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in told] == []


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_the_check_list_works_by_keyboard(address: str, new_page: NewPage, tree: str) -> None:
    """Answers are chosen by keyboard, the address follows, a reload keeps them, Clear and Undo work."""
    page = new_page()
    page.goto(f"{address}{tree}guide/real-or-fake.html")
    status = page.locator(".bg-check [role=status]")
    before = status.inner_text()
    label = page.locator("select[data-feature=label]")
    label.focus()
    page.keyboard.press("ArrowDown")
    assert label.input_value() == "INSTINCT MI50"
    said = status.inner_text()
    assert said != before
    assert "label=INSTINCT" in unquote(page.url)
    page.reload()
    assert page.locator(".bg-check [role=status]").inner_text() == said
    button = page.locator(".bg-check__tools button")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(".bg-check [role=status]").inner_text() == before
    assert "label" not in page.url
    page.keyboard.press("Enter")
    assert page.locator(".bg-check [role=status]").inner_text() == said


def test_the_language_link_keeps_the_answers(address: str, new_page: NewPage) -> None:
    """The same answers stand in the other language, too."""
    page = new_page()
    page.goto(f"{address}guide/real-or-fake.html{QUERY}")
    page.click("a.bg-lang")
    page.wait_for_url("**/zh/guide/real-or-fake.html?*")
    assert page.locator("select[data-feature=label]").input_value() == "INSTINCT MI50"


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_without_scripts_the_check_list_is_a_list(site: Path, new_page: NewPage, tree: str) -> None:
    """Without JavaScript no field stands there; what to look at is listed with what it speaks for."""
    page = opened(site, new_page(java_script_enabled=False), f"{tree}guide/real-or-fake.html")
    assert page.locator(".bg-check select").count() == 0
    listed = page.locator(".bg-check ol > li")
    assert listed.count() > 8
    assert listed.first.is_visible()


def test_hostile_answers_do_nothing(site: Path, new_page: NewPage) -> None:
    """What the list does not know is not taken from the address."""
    page = opened(
        site, new_page(), "guide/real-or-fake.html", "?label=<img src=x onerror=alert(1)>&memory=7&x=y"
    )
    chosen = page.locator(".bg-check select").evaluate_all("fs => fs.map(f => f.value).filter(Boolean)")
    assert chosen == []


@pytest.mark.parametrize(
    "path", ["guide/assembly.html", "zh/guide/assembly.html", "builds/mi50x3-70b/assembly.html"]
)
def test_ticks_of_steps_stay(address: str, new_page: NewPage, path: str, tmp_path: Path) -> None:
    """The ticks of steps survive a reload, are cleared, go out as a file and come in again."""
    page = new_page(accept_downloads=True)
    page.goto(address + path)
    boxes = page.locator(".bg-step [data-bg-tick=done]")
    total = boxes.count()
    assert total > 10
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.reload()
    ticked = [boxes.nth(n).is_checked() for n in range(4)]
    assert ticked == [True, False, True, False]
    buttons = page.locator("[data-bg-tools] button")
    with page.expect_download() as caught:
        buttons.nth(1).click()
    file = tmp_path / "ticks.json"
    caught.value.save_as(file)
    buttons.nth(0).click()
    page.reload()
    assert not any(box.is_checked() for box in boxes.all())
    page.locator("[data-bg-tools] input[type=file]").set_input_files(file)
    expect(boxes.nth(0)).to_be_checked()
    page.reload()
    assert [n for n in range(total) if boxes.nth(n).is_checked()] == [0, 2]


def test_no_page_shows_its_own_head(site: Path, new_page: NewPage) -> None:
    """The title in the head is that of the page: no front matter was taken for text."""
    page = new_page(java_script_enabled=False)
    wrong = [
        path
        for path in WRITTEN
        if "description:" in words_of(opened(site, page, path))
        or "alternate_same" in page.inner_text("article")
    ]
    assert wrong == []


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_print_gives_a_booklet(site: Path, new_page: NewPage, tree: str) -> None:
    """On paper stand the shopping list, the tools and every step with its box, and no menu or button."""
    page = opened(site, new_page(), f"{tree}builds/mi50x3-70b/assembly.html")
    page.emulate_media(media="print")
    for hidden in (".md-header", ".md-tabs", ".md-footer", "[data-bg-tools]", ".md-code__nav"):
        assert not any(item.is_visible() for item in page.locator(hidden).all()), hidden
    assert page.locator("article table").first.locator("tbody tr").count() > 8
    assert all(step.is_visible() for step in page.locator(".bg-step, .bg-step input").all())
    assert page.pdf(format="A4").startswith(b"%PDF")
