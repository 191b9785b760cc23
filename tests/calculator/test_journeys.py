"""Journeys through the calculator, from a disk with the network cut off."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from buildgen.calc.bom import bill
from buildgen.catalog.loading import load_catalog

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parents[2] / "catalog"
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
    """The file that the page hands out comes to the same fen under `buildgen`."""
    page = fresh_page(f"{calculator_page}?v=1&r.gpus=mi50-16g*2&p.server=55.50")
    with page.expect_download() as told:
        page.get_by_role("button", name="Download YAML").click()
    file = tmp_path / "my-rig.yaml"
    told.value.save_as(file)
    catalog = load_catalog(FOLDER, file)
    assert catalog.policy is not None
    assert str(bill(catalog.builds["my-rig"], catalog, catalog.policy.as_of).total) == total(page)


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
    ],
    ids=["script", "image", "prototype", "long", "names"],
)
def test_a_hostile_address_changes_and_runs_nothing(
    fresh_page: NewPage, calculator_page: str, query: str
) -> None:
    """Whatever stands in the address, the figures are those of the base, and no code of it runs."""
    page = fresh_page(calculator_page + query)
    assert total(page) == "at least 3140.19 CNY"
    assert page.evaluate("[window.hit, {}.polluted]") == [None, None]
    expect(page.locator(".bg-calc__notices")).not_to_be_empty()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(fresh_page: NewPage, calculator_page: str, scheme: str) -> None:
    """No violation of accessibility rules, in either colour scheme."""
    page = fresh_page(calculator_page, scheme=scheme)
    found = Axe().run(page, context=".md-content")
    assert [v["id"] for v in found.response["violations"]] == [], found.generate_report()


def test_a_phone_needs_no_scrolling_sideways(fresh_page: NewPage, calculator_page: str) -> None:
    """At 320 px nothing is wider than the screen, and the result bar is in view and hides no focus."""
    page = fresh_page(calculator_page, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    field = page.locator("[data-calc=price-memory]")
    field.focus()
    expect(page.locator(".bg-calc__bar")).to_be_in_viewport()
    covered = """node => {
        const box = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }"""
    assert field.evaluate(covered)


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


def test_script_and_data_are_light(calculator_page: str) -> None:
    """Script and page with its data, compressed, stay below 60 kB."""
    page = Path(unquote(urlparse(calculator_page).path))
    script = page.parent / "assets" / "js" / "calculator.js"
    data = re.search(rb'id="?calculator-data"?>(.*?)</script>', page.read_bytes(), re.DOTALL)
    assert data is not None
    assert len(gzip.compress(script.read_bytes())) + len(gzip.compress(data[1])) < HEAVIEST
