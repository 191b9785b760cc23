"""The site of this repository, and Chromium to open it in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.site.sites import real_site

CHROMIUM = Path("/usr/bin/chromium")
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def calculator_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the calculator in a site that was built for these tests, opened from the disk."""
    return (real_site(tmp_path_factory) / "calculator.html").as_uri()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium, started once."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed: the journeys cannot be walked")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def fresh_page(chromium: Browser) -> Iterator[NewPage]:
    """Open an address in a profile of its own, offline; an error of a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(address: str, width: int = 1280, *, scripts: bool = True, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.on(
            "request", lambda request: errors.append(request.url) if request.url[:4] == "http" else None
        )
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []
