"""Both trees hold the same pages, and each page says in which language it is and where its twin stands."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from buildgen.site.engine import Order, settings_of
from buildgen.site.twins import across, borrowed

# Pages that stand in one tree only.
ALONE = {"404.html": "one page in both languages: hosts show it for any address"}
# Pages that stand in English in the Chinese tree.
LENT = {"reference/changelog.html": "the list of changes is kept in English, as its commits are"}
LINK = re.compile(r'<link rel="alternate " hreflang="([^"]+)" href="([^"]+)">')


@cache
def head(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("</head>")[0]


def trees(site: Path) -> tuple[set[str], set[str]]:
    """Give the pages of both trees by their path below it."""
    every = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    chinese = {name.removeprefix("zh/") for name in every if name.startswith("zh/")}
    return {name for name in every if not name.startswith("zh/")} - ALONE.keys(), chinese


def lent(site: Path) -> set[str]:
    """Give the pages that stand in the Chinese tree in English."""
    return {name for name in trees(site)[1] if '<div lang="en">' in (site / "zh" / name).read_text("utf-8")}


def test_every_page_has_its_twin(site: Path) -> None:
    """What stands in one tree stands in the other at the same path."""
    english, chinese = trees(site)
    assert english ^ chinese == set()
    assert len(english) > 150


def test_only_stated_pages_are_lent(site: Path) -> None:
    """A page stands in English in the Chinese tree only where that is meant."""
    assert lent(site) == LENT.keys()


def test_pages_name_their_language(site: Path) -> None:
    """The language of a page stands on its root element."""
    english, chinese = trees(site)
    assert [name for name in english if '<html lang="en"' not in head(site / name)] == []
    assert [name for name in chinese if '<html lang="zh"' not in head(site / "zh" / name)] == []


def test_alternates_lead_to_each_other(site: Path) -> None:
    """A page of a pair names both, and the English one for all other languages; a lent page names none."""
    kept = lent(site)
    for name in trees(site)[0]:
        for place in (name, f"zh/{name}"):
            found = {
                language: posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
                for language, target in LINK.findall(head(site / place))
            }
            pair = {"en": name, "zh": f"zh/{name}", "x-default": name}
            assert found == ({} if name in kept else pair), place


def test_the_language_link_leads_to_the_twin(site: Path) -> None:
    """The header's link to the other language leads to the same page there."""
    for name in trees(site)[0]:
        for place, twin in ((name, f"zh/{name}"), (f"zh/{name}", name)):
            text = (site / place).read_text(encoding="utf-8")
            target = re.search(r'data-bg-language href="([^"]+)"', text)
            assert target is not None
            assert posixpath.normpath(posixpath.join(posixpath.dirname(place), target[1])) == twin


def test_a_page_that_is_lacking_is_borrowed() -> None:
    """A page that the other tree lacks comes from the English one with a note; what it has is left alone."""
    english = {"a.md": b"---\ntitle: A\n---\n\n# A\n", "b.md": b"# B\n", "c.csv": b"1"}
    found = borrowed(english, {"b.md": b"# \xe4\xb9\x99\n"}, "zh")
    assert found.keys() == {"a.md"}
    assert found["a.md"].startswith(b"---\nborrowed: ")
    assert found["a.md"].endswith(b"title: A\n---\n\n# A\n")


def test_links_lead_across_to_what_is_lacking() -> None:
    """A link to a file that the tree does not hold leads to the English one; all others stay."""
    page = b'<a href="../b.html#x">b</a> <a href="../api/v1/c.json">c</a> <a href="https://e.org">e</a>'
    done = across({"d/a.md": page, "b.md": b""}, "zh")["d/a.md"]
    assert done == page.replace(b"../api", b"../../api")


def test_a_tree_has_its_own_address(tmp_path: Path) -> None:
    """The project says where the whole site will be; the Chinese tree lies below, unless it differs."""
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nsite_url: https://example.org/rig/\n")
    own = tmp_path / "mkdocs.zh.yml"
    own.write_text("INHERIT: mkdocs.yml\n")
    chinese = Order("zh", tmp_path, own, tmp_path)
    assert "site_url: https://example.org/rig/zh/\n" in settings_of(chinese)
    assert "site_url" not in settings_of(Order("en", tmp_path, tmp_path / "mkdocs.yml", tmp_path))
    own.write_text("INHERIT: mkdocs.yml\nsite_url: https://example.cn/\n")
    assert "site_url" not in settings_of(chinese)
