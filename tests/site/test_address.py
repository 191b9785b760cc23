"""Addresses inside the site are relative and lead to files."""

from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from buildgen.site.address import relative

PATHS = st.lists(st.sampled_from(["a", "b", "c-d", "e.f"]), min_size=1, max_size=4).map(
    lambda parts: "/".join(parts) + "/index.html"
)


@given(PATHS, PATHS, st.sampled_from(["", "#x"]))
def test_a_relative_address_leads_back(target: str, page: str, anchor: str) -> None:
    """Followed from its page, an address arrives at its target; it never starts at the root."""
    found = relative(target + anchor, page)
    path, mark, rest = found.partition("#")
    assert not found.startswith("/")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) == target
    assert mark + rest == anchor


def test_other_sites_and_anchors_stay_as_they_are() -> None:
    """Addresses of other sites and of the same page do not change."""
    assert relative("https://example.org/a", "b/index.html") == "https://example.org/a"
    assert relative("#top", "b/index.html") == "#top"
