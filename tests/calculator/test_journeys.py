"""Journeys through the calculator, from a disk with the network cut off."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.site.sites import buildgen, project

pytestmark = pytest.mark.browser

HEAVIEST = 60_000
"""Bytes of the calculator's script and page together, compressed."""

NewPage = Callable[..., Page]


def total(page: Page) -> str:
    """Read the total."""
    return page.locator("#calc-total").inner_text()


def set_price(page: Page, role: str, amount: str) -> None:
    """Type a price and leave the field."""
    field = page.locator(f"[data-calc=price-{role}]")
    field.fill(amount)
    field.press("Tab")


def test_the_page_opens_at_the_post_s_rig(fresh_page: NewPage, calculator_page: str) -> None:
    """The first build, unchanged, its figures equal to the static ones, and nothing in the address."""
    page = fresh_page(calculator_page)
    assert total(page) == "at least 3140.19 CNY"
    assert page.evaluate("buildgen.calculator.broken") == []
    expect(page.locator(".bg-calc__notices")).to_be_empty()
    assert page.evaluate("location.search") == ""


def test_stock_power_fails_the_dell_unit(fresh_page: NewPage, calculator_page: str) -> None:
    """The stock VBIOS takes three cards to the rating of their supply: an error, with its code."""
    page = fresh_page(calculator_page)
    supply = page.locator("[data-supply=server]")
    expect(supply).to_contain_text("76.0 %")
    page.locator("[data-calc=state-gpus]").select_option("stock-250w")
    expect(supply.locator("h4 .bg-verdict")).to_have_text("Error")
    expect(supply).to_contain_text("PWR001")
    expect(supply).to_contain_text("100.0 %")


def test_a_price_changes_the_total_and_the_link_keeps_it(fresh_page: NewPage, calculator_page: str) -> None:
    """A price typed in shows in the total, in the address, and in a fresh profile that opens the address.

    The only thing unknown was the freight of the lot that it replaces: the total is whole then.
    """
    page = fresh_page(calculator_page)
    set_price(page, "gpus", "1950")
    expect(page.locator("#calc-total")).to_have_text("3360.19 CNY")
    expect(page.locator("#calc-difference")).to_contain_text("+220.00 CNY (7.0 %)")
    expect(page).to_have_url(re.compile("p[.]gpus=1950"))
    again = fresh_page(page.url)
    assert total(again) == "3360.19 CNY"


def test_a_count_drops_its_lot_visibly_and_undo_brings_it_back(
    fresh_page: NewPage, calculator_page: str
) -> None:
    """Two cards do not cost what three did: the lot falls away, and the page says so."""
    page = fresh_page(calculator_page)
    field = page.locator("[data-calc=count-gpus]")
    field.fill("2")
    field.press("Tab")
    expect(page.locator(".bg-calc__notices")).to_contain_text("gpus")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#calc-total")).to_have_text("at least 3140.19 CNY")
    expect(page.locator(".bg-calc__notices")).to_be_empty()


def test_the_downloaded_file_is_priced_the_same(
    fresh_page: NewPage, calculator_page: str, tmp_path: Path
) -> None:
    """`buildgen price` says the page's total of the file that it hands out, and `buildgen check` passes."""
    page = fresh_page(f"{calculator_page}?v=1&r.gpus=mi50-16g*2&p.server=55.50&a.own_1=fan&p.own_1=12")
    with page.expect_download() as told:
        page.get_by_role("button", name="Download YAML").click()
    here = project(tmp_path)
    file = here / "catalog" / "builds" / "my-rig.yaml"
    told.value.save_as(file)
    priced = buildgen("price", "my-rig", cwd=here)
    assert f"TOTAL  {total(page)}\n" in priced.stdout, priced.stdout + priced.stderr
    checked = buildgen("check", cwd=here)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert page.locator("#calc-file pre").text_content() == file.read_text(encoding="utf-8")


def test_back_returns_to_the_base_before(fresh_page: NewPage, calculator_page: str) -> None:
    """Changing the base is a step that the back button takes back."""
    page = fresh_page(calculator_page)
    page.locator("#calc-base").select_option("mi50x2")
    expect(page).to_have_url(re.compile("b=mi50x2"))
    page.go_back()
    expect(page.locator("#calc-total")).to_have_text("at least 3140.19 CNY")


@pytest.mark.parametrize(
    "query",
    [
        "?r.gpus=<script>window.hit=1</script>",
        "?o.gpus=1~<img src=x onerror=window.hit=1>",
        "?__proto__[polluted]=1&r.__proto__=mi50-16g",
        "?p.gpus=" + "9" * 10_000,
        "?b=constructor&m=__proto__&x=1e99",
        "?a.own_1=<script>&a.__proto__=gpu&f.gpus=<b>&pl=<svg onload=window.hit=1>",
        "?" + "".join(chr(33 + n * 7 % 90) for n in range(10_000)),
    ],
    ids=["script", "image", "prototype", "long", "names", "rows", "junk"],
)
def test_a_hostile_address_changes_and_runs_nothing(
    fresh_page: NewPage, calculator_page: str, query: str
) -> None:
    """Whatever stands in the address, the figures are those of the base, and no code of it runs."""
    page = fresh_page(calculator_page + query)
    assert total(page) == "at least 3140.19 CNY"
    assert page.evaluate("[window.hit, {}.polluted]") == [None, None]
    expect(page.locator(".bg-calc__notices")).not_to_be_empty()


STATES = {
    "base": "",
    "failing": "?v=1&r.gpus=!stock-250w&c=mi50x2&sv=own&so=20",
    "own": "?v=1&a.own_1=gpu&o.own_1=300~My card&f.own_1=server&r.gpus=no-such-card*2",
    "too-large": "?v=1&m=qwen-2.5-72b&x=32768&cu=USD",
}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", STATES.values(), ids=STATES)
def test_axe_finds_nothing(
    fresh_page: NewPage, calculator_page: str, query: str, scheme: str, width: int
) -> None:
    """No violation of accessibility rules, in any state, either colour scheme, wide and narrow."""
    page = fresh_page(calculator_page + query, width, scheme=scheme)
    page.wait_for_timeout(600)
    page.evaluate("for (const node of document.querySelectorAll('#calculator details')) node.open = true")
    found = Axe().run(page, context=".md-content")
    assert [v["id"] for v in found.response["violations"]] == [], found.generate_report()


COVERED = """() => {
    const node = document.activeElement, box = node.getBoundingClientRect();
    const bar = document.querySelector(".bg-calc__bar").getBoundingClientRect();
    const tall = box.height > bar.top - 80; // a table that no screen of this size holds
    const free = tall || node.matches(".bg-calc__bar") || box.bottom <= bar.top + 1 || box.top >= bar.bottom;
    return [free, node.dataset.calc || node.textContent.slice(0, 40)];
}"""


@pytest.mark.parametrize("query", STATES.values(), ids=STATES)
def test_a_phone_needs_no_scrolling_sideways(fresh_page: NewPage, calculator_page: str, query: str) -> None:
    """At 320 px nothing is wider than the screen, with everything opened."""
    page = fresh_page(calculator_page + query, 320)
    page.evaluate("for (const node of document.querySelectorAll('#calculator details')) node.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_bar_of_a_phone_covers_no_focus(fresh_page: NewPage, calculator_page: str) -> None:
    """By keyboard through the whole page at 320 px: the bar stays in view and hides no focus."""
    page = fresh_page(calculator_page, 320)
    page.locator("#calc-base").focus()
    expect(page.locator(".bg-calc__bar")).to_be_in_viewport()
    seen = []
    for _ in range(90):
        page.keyboard.press("Tab")
        free, name = page.evaluate(COVERED)
        seen.append(name)
        assert free, name
        if page.evaluate("document.activeElement.matches('.bg-calc__bar')"):
            break
    for name in ("price-gpus", "state-gpus", "model", "busy_hours", "service", "beside", "How?", "edit"):
        assert name in seen, name


def test_nothing_moves_by_itself(fresh_page: NewPage, calculator_page: str) -> None:
    """The layout does not shift: not while the page opens, nor when a slow answer comes after a change."""
    page = fresh_page(calculator_page)
    page.wait_for_timeout(700)
    page.locator("[data-calc=context]").fill("12288")
    page.keyboard.press("Tab")
    page.locator("#calc-scanned").scroll_into_view_if_needed()
    page.wait_for_timeout(1200)
    expect(page.locator("#calc-scanned")).to_contain_text("9984")
    shifts = page.evaluate("""() => new Promise((done) => {
        const own = (entry) => (entry.hadRecentInput ? 0 : entry.value);
        new PerformanceObserver((list) => done(list.getEntries().map(own)))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done([]), 300);
    })""")
    assert sum(shifts) < 0.01, shifts


def test_changes_are_told_once_and_politely(fresh_page: NewPage, calculator_page: str) -> None:
    """The one status line is empty at first, and tells the result after a change."""
    page = fresh_page(calculator_page)
    status = page.locator("#calculator [role=status]")
    expect(status).to_have_count(1)
    expect(status).to_be_empty()
    set_price(page, "gpus", "1950")
    expect(status).to_contain_text("3360.19 CNY")


def test_without_scripts_tables_and_a_command_remain(fresh_page: NewPage, calculator_page: str) -> None:
    """Without JavaScript the page shows the builds and a command that does the same, and no dead control."""
    page = fresh_page(calculator_page, scripts=False)
    expect(page.locator("noscript code", has_text="buildgen price")).to_be_visible()
    expect(page.locator("#calculator-builds")).to_contain_text("at least 3140.19 CNY")
    assert page.locator("#calculator :is(input, select, button)").count() == 0


def test_parts_that_do_not_fit_say_why(fresh_page: NewPage, calculator_page: str) -> None:
    """The choice of parts puts what fits first, and names the check that a part would fail."""
    page = fresh_page(calculator_page)
    choice = page.locator("[data-calc=part-gpus]")
    choice.focus()
    assert choice.locator("optgroup").first.get_attribute("label") == "Fits"
    field = page.locator("[data-calc=count-gpus]")
    field.fill("4")
    field.press("Tab")
    choice.focus()
    expect(choice.locator("optgroup[label='Does not fit'] option").first).to_contain_text("(FIT005)")
    expect(page.locator("#calc-checks")).to_contain_text("FIT005")


def test_a_row_of_one_s_own(fresh_page: NewPage, calculator_page: str) -> None:
    """A row of any kind can be added, named, priced, fed, and taken away again."""
    page = fresh_page(calculator_page)
    before = total(page)
    page.locator("[data-calc=add-kind]").select_option("storage")
    page.get_by_role("button", name="Add a row").click()
    expect(page.locator("[data-calc=name-own_1]")).to_be_focused()
    page.locator("[data-calc=name-own_1]").fill("Old disk")
    page.locator("[data-calc=watts-own_1]").fill("8")
    set_price(page, "own_1", "60")
    page.locator("[data-calc=feed-own_1]").select_option("atx")
    expect(page.locator("#calc-total")).to_have_text("at least 3200.19 CNY")
    expect(page.locator("[data-supply=atx]")).to_contain_text("228 W")
    page.locator("summary", has_text="The bill").click()
    expect(page.locator("#calc-price")).to_contain_text("Old disk")
    page.get_by_role("button", name="Remove own 1").click()
    expect(page.locator("#calc-total")).to_have_text(before)


def test_an_unknown_part_is_kept_as_a_row_of_one_s_own(fresh_page: NewPage, calculator_page: str) -> None:
    """A link to a part that is gone warns, and drops nothing."""
    page = fresh_page(f"{calculator_page}?v=1&r.gpus=no-such-card*2")
    expect(page.locator(".bg-calc__notices")).to_contain_text("no-such-card is not in the catalog")
    expect(page.locator("[data-calc=name-gpus]")).to_have_value("no-such-card")
    expect(page.locator("[data-calc=count-gpus]")).to_have_value("2")


def test_what_cannot_be_read_changes_nothing(fresh_page: NewPage, calculator_page: str) -> None:
    """A text that is no price says so beside its field; the results stay those from before."""
    page = fresh_page(calculator_page)
    set_price(page, "gpus", "cheap")
    field = page.locator("[data-calc=price-gpus]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-row=gpus]")).to_contain_text("The results are those from before.")
    assert total(page) == "at least 3140.19 CNY"
    set_price(page, "gpus", "￥1,950")
    expect(page.locator("#calc-total")).to_have_text("3360.19 CNY")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_every_result_shows_its_formula(fresh_page: NewPage, calculator_page: str) -> None:
    """Behind "How?" stands the formula with its numbers."""
    page = fresh_page(calculator_page)
    for node in page.locator("summary", has_text="How?").all():
        node.click()
    for section, formula in {
        "price": "373.95 + 215.97 + 1730.00 + 357.89 + 145.00 + 40.00 + 33.00",
        "power": "3 x 190 W = 570 W",
        "memory": "= 560 MiB (mi50-16g 2)",
        "speed": "Rests on post-",
        "cost": "(790 W x 4 h) x 30.4375 = 96.2 kWh",
    }.items():
        expect(page.locator(f"#calc-{section}")).to_contain_text(formula)


def test_every_assumption_leads_to_its_field(fresh_page: NewPage, calculator_page: str) -> None:
    """Each assumption has an id and, where the reader can change it, a way to its field."""
    page = fresh_page(f"{calculator_page}?v=1&w=90&i=20&ef=0.9&sv=own&so=20&sd=2026-11-01")
    table = page.locator("#calc-assumptions")
    for name in (
        "cap-draw",
        "idle-draw",
        "busy-hours",
        "efficiency",
        "tariff",
        "service",
        "xuanwu-500k.rating",
    ):
        expect(table.locator("code", has_text=re.compile(f"^{name}$"))).to_have_count(1)
    for button in table.get_by_role("button").all():
        button.click()
        assert page.evaluate("document.activeElement.dataset.calc") is not None
    expect(table).to_contain_text("20 written, 0 read, CNY")
    expect(table).to_contain_text("quoted 2026-11-01")


def test_break_even_against_a_price_of_one_s_own(fresh_page: NewPage, calculator_page: str) -> None:
    """A service's price gives the months after which the rig is cheaper; one without a date says so."""
    page = fresh_page(calculator_page)
    page.locator("[data-calc=service]").select_option("own")
    field = page.locator("[data-calc=service_output]")
    field.fill("60")
    field.press("Tab")
    expect(page.locator("#calc-break-even")).to_contain_text("months")
    expect(page.locator("#calc-cost")).to_contain_text("no date is known, so it is assumed: tariff, service")


def test_a_currency_needs_a_dated_rate(fresh_page: NewPage, calculator_page: str) -> None:
    """Without a rate with a day nothing is converted, and the page asks for one."""
    page = fresh_page(f"{calculator_page}?v=1&cu=USD&cr=0.14")
    expect(page.locator("#calc-price")).to_contain_text("No dated rate to USD is known")
    field = page.locator("[data-calc=rate_date]")
    field.fill("2026-11-20")
    field.press("Tab")
    expect(page.locator("#calc-exchanged")).to_have_text("439.63 USD at 0.14, the rate of 2026-11-20")


def test_a_second_build_stands_beside(fresh_page: NewPage, calculator_page: str) -> None:
    """The table compares the reader's rig with its base and with a second build, at the same work."""
    page = fresh_page(f"{calculator_page}?v=1&r.gpus=!stock-250w")
    page.locator("[data-calc=beside]").select_option("mi50x2")
    heads = page.locator("#calc-compare thead th")
    assert heads.all_inner_texts() == ["What", "Your rig", "Three MI50 cards for 70B", "Two MI50 cards"]
    budgets = page.locator("#calc-compare tr", has_text="Budget").locator("td")
    assert budgets.all_inner_texts() == ["970 W", "790 W", "600 W"]


def test_undo_and_reset(fresh_page: NewPage, calculator_page: str) -> None:
    """Alt+Z takes the last change back, Reset all of them; either can be taken back, too."""
    page = fresh_page(calculator_page)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    set_price(page, "gpus", "1950")
    set_price(page, "disk", "300")
    page.keyboard.press("Alt+z")
    expect(page.locator("#calc-total")).to_have_text("3360.19 CNY")
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator("#calc-total")).to_have_text("at least 3140.19 CNY")
    expect(page).to_have_url(re.compile("html$"))
    page.keyboard.press("Alt+z")
    expect(page.locator("#calc-total")).to_have_text("3360.19 CNY")


def test_an_engine_that_is_wrong_is_switched_off(browser: Browser, calculator_page: str) -> None:
    """If the page does not come to the figures that it was built with, it shows those, and says so."""
    context = browser.new_context()
    context.add_init_script("""
        const read = JSON.parse;
        JSON.parse = (text) => {
            const data = read(text);
            if (data.figures) data.figures["mi50x3-70b"].total = "at least 3140.20 CNY";
            return data;
        };
    """)
    page = context.new_page()
    page.goto(calculator_page)
    expect(page.locator("#calc-broken")).to_contain_text("the calculator is off")
    assert total(page) == "at least 3140.20 CNY"
    expect(page.locator(".bg-calc__results")).to_contain_text("570 W")
    assert page.locator("#calc-memory").count() == 0
    page.locator("#calc-base").select_option("mi50x2")
    expect(page.locator("#calc-memory")).to_be_visible()
    context.close()


def test_the_other_language_keeps_the_state(fresh_page: NewPage, calculator_page: str) -> None:
    """The language link carries query and fragment, and the same state comes to the same there."""
    page = fresh_page(f"{calculator_page}?v=1&p.gpus=1950#results")
    page.locator("a[data-bg-language]").click()
    expect(page).to_have_url(re.compile(r"zh/calculator\.html\?v=1&p\.gpus=1950#results$"))
    expect(page.locator("#calc-total")).to_contain_text("3360.19 CNY")
    assert page.evaluate("document.documentElement.lang") == "zh"


@pytest.mark.parametrize("path", ["builds/mi50x3-70b/power.html", "how-to/use-the-calculator.html"])
def test_the_small_calculator_of_other_pages(fresh_page: NewPage, calculator_page: str, path: str) -> None:
    """Opened, it says in place what the calculator says, and its link leads there with the same state."""
    page = fresh_page(calculator_page.replace("calculator.html", path))
    assert page.evaluate("globalThis.buildgen") is None
    small = page.locator("details[data-bg-whatif]")
    small.locator("summary").click()
    expect(small).to_contain_text("at least 3140.19 CNY")
    small.locator("select").select_option("stock-250w")
    expect(small.locator("[data-verdict=error]")).to_be_visible()
    expect(small).to_contain_text("750 W, 100.0 %")
    small.locator("a").click()
    expect(page.locator("[data-supply=server] h4 .bg-verdict")).to_have_text("Error")


@pytest.mark.parametrize("tree", ["", "zh/"])
def test_script_and_data_are_light(calculator_page: str, tree: str) -> None:
    """Script and data, compressed, stay below 60 kB, in either language."""
    page = Path(unquote(urlparse(calculator_page).path)).parent / f"{tree}calculator.html"
    script = page.parent / "assets" / "js" / "calculator.js"
    data = re.search(rb'id="?calculator-data"?>(.*?)</script>', page.read_bytes(), re.DOTALL)
    assert data is not None
    assert len(gzip.compress(script.read_bytes())) + len(gzip.compress(data[1])) < HEAVIEST
