"""What the estimates promise holds in a browser: labels inside, none on another, no sideways scroll."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.diagram.gallery import gallery

FAULTS = """() => {
  const faults = [];
  for (const svg of document.querySelectorAll(".dg svg")) {
    if (!svg.getClientRects().length) continue;
    const frame = svg.getBoundingClientRect();
    const found = [...svg.querySelectorAll("text")];
    const texts = found.map((text) => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([name, box], at) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 2) {
        faults.push("outside: " + name);
      }
      for (const [other, rect] of texts.slice(at + 1)) {
        const across = Math.min(box.right, rect.right) - Math.max(box.left, rect.left);
        const down = Math.min(box.bottom, rect.bottom) - Math.max(box.top, rect.top);
        if (across > 1 && down > 4) faults.push("overlap: " + name + " / " + other);
      }
    });
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the gallery in headless Chromium."""
    file = tmp_path_factory.mktemp("gallery") / "gallery.html"
    file.write_text(gallery(), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("wide", [1280, 600, 360, 320])
def test_the_gallery_fits(page: Page, wide: int) -> None:
    """At every width the labels of every drawing are clear and the page does not scroll sideways."""
    page.set_viewport_size({"width": wide, "height": 800})
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.browser
def test_ticks_survive_a_reload(page: Page) -> None:
    """A tick is there again after a reload; Clear takes all away, and the same button brings them back."""
    box = page.locator("[data-bg-ticks] [data-bg-tick=tested]").first
    tools = page.locator("[data-bg-tools]").first
    box.check()
    page.reload()
    assert box.is_checked()
    tools.get_by_role("button", name="Clear").click()
    assert not box.is_checked()
    tools.get_by_role("button", name="Undo").click()
    assert box.is_checked()
    assert tools.get_by_role("status").inner_text() == "Ticks restored. 1 of 2 tested"


@pytest.mark.browser
def test_filter_and_sort_go_into_the_address(page: Page) -> None:
    """Filtering hides rows and says how many are left; sorting marks its column; the link carries both."""
    table = page.locator("table[data-bg-table=default]")
    page.locator("[data-bg-filter=default-parts] input").fill("supply")
    table.get_by_role("button", name="Price").click()
    table.get_by_role("button", name="Price").click()
    assert table.locator("tbody tr:visible").count() == 1
    assert table.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert "default.find=supply&default.sort=-price" in page.url
    status = page.locator("[data-bg-filter=default-parts] [role=status]")
    status.get_by_text("1 of 3 rows").wait_for(timeout=2000)
    page.reload()
    assert table.locator("tbody tr:visible").count() == 1
