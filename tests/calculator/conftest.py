"""The site of this repository, and Chromium to open it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.sites import real_site

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def calculator_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the calculator in a site that was built for these tests, opened from the disk."""
    return (real_site(tmp_path_factory) / "calculator.html").as_uri()


@pytest.fixture
def fresh_page(browser: Browser) -> Iterator[NewPage]:
    """Open an address in a profile of its own, offline; an error of a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(address: str, width: int = 1280, *, scripts: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
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
