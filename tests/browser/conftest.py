"""Chromium, and the sites that it opens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.sites import real_site

# One page of each kind, by what it is.
KINDS = {
    "home": "index.html",
    "builds": "builds/index.html",
    "build": "builds/mi50x3-70b/index.html",
    "draft": "builds/v100x4/index.html",
    "power": "builds/mi50x3-70b/power.html",
    "why": "builds/mi50x3-70b/why.html",
    "runs": "builds/mi50x3-70b/benchmarks.html",
    "catalog": "catalog/index.html",
    "kind": "catalog/gpu/index.html",
    "part": "catalog/gpu/mi50-16g/index.html",
    "checks": "checks/index.html",
    "check": "checks/PWR001.html",
    "sources": "sources/index.html",
    "reference": "reference/index.html",
    "cli": "reference/cli.html",
    "schema": "reference/schema.html",
    "formulas": "reference/formulas.html",
    "limits": "reference/policy.html",
    "glossary": "reference/glossary.html",
    "how-to": "how-to/price-an-alternative.html",
    "changelog": "reference/changelog.html",
}
# The same in the other tree.
KINDS |= {f"zh-{kind}": f"zh/{path}" for kind, path in KINDS.items()}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository."""
    return real_site(tmp_path_factory)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open a page in a profile of its own; every profile is closed afterwards."""
    opened: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 900, **more: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)  # type: ignore[arg-type]
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site on a plain server, as a host would show it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()
