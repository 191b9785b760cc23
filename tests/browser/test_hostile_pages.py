"""Hostile names in a browser: nothing runs, nothing is loaded, the text is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog

from tests.browser.conftest import NewPage
from tests.browser.test_pages import search
from tests.site.test_hostile import hostile

pytestmark = pytest.mark.browser


def test_no_hostile_text_comes_alive(tmp_path_factory: pytest.TempPathFactory, new_page: NewPage) -> None:
    """No dialog opens and no script runs on any page of a catalog whose every text means harm."""
    site, catalog, _ = hostile(tmp_path_factory)
    page = new_page(offline=True)
    told: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        told.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", lambda r: told.append(r.url) if r.failure != "net::ERR_ABORTED" else None)
    paths = ["index.html", "builds/index.html", "catalog/index.html", "sources/index.html"]
    paths += [f"builds/{name}/index.html" for name in catalog.builds]
    paths += [f"catalog/{part.KIND}/{name}/index.html" for name, part in catalog.parts.items()]
    for path in paths:
        page.goto((Path(site) / path).as_uri())
    page.goto((site / "catalog/index.html").as_uri())
    search(page, "script")
    assert told == []
