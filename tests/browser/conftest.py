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
    "guide": "guide/index.html",
    "drawings": "guide/real-or-fake.html",
    "layer": "guide/rocm.html",
    "guide-wiring": "guide/wiring.html",
    "builds": "builds/index.html",
    "build": "builds/mi50x3-70b/index.html",
    "draft": "builds/v100x4/index.html",
    "power": "builds/mi50x3-70b/power.html",
    "wiring": "builds/mi50x3-70b/wiring.html",
    "assembly": "builds/mi50x3-70b/assembly.html",
    "why": "builds/mi50x3-70b/why.html",
    "fit": "builds/mi50x3-70b/fit.html",
    "fit-cards": "builds/mi50x3-70b/fit-llama-3.3-70b.html",
    "runs": "builds/mi50x3-70b/benchmarks.html",
    "calculator": "calculator.html",
    "models": "models/index.html",
    "model": "models/llama-3.3-70b/index.html",
    "model-runs": "models/qwq-32b-preview/benchmarks.html",
    "explorer": "benchmarks/index.html",
    "software": "software/index.html",
    "catalog": "catalog/index.html",
    "kind": "catalog/gpu/index.html",
    "part": "catalog/gpu/mi50-16g/index.html",
    "checks": "checks/index.html",
    "check": "checks/PWR001.html",
    "sources": "sources/index.html",
    "source-kind": "sources/post.html",
    "post": "sources/seed-post.html",
    "facts": "sources/facts.html",
    "explain-memory": "explain/memory.html",
    "explain-speed": "explain/speed.html",
    "reference": "reference/index.html",
    "cli": "reference/cli.html",
    "schema": "reference/schema.html",
    "records": "reference/records.html",
    "formulas": "reference/formulas.html",
    "evaluation": "reference/evaluation.html",
    "limits": "reference/policy.html",
    "verdicts": "reference/verdicts.html",
    "glossary": "reference/glossary.html",
    "api": "reference/api.html",
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
