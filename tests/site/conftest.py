"""Fixtures of the site's tests: the real site, and the pages of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.sites import real_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository."""
    return real_site(tmp_path_factory)
