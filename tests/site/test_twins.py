"""The two languages of a page: front matter, figures, and the stamp that ages."""

from __future__ import annotations

import pytest

from buildgen.site.prose.front import Unreadable, front_matter
from buildgen.site.prose.macros import WrittenPage, pages_of
from buildgen.site.prose.twins import figures, fingerprint, twin_findings
from buildgen.site.staging import read_folder
from tests.site.sites import PROJECT
from tests.site.stamp_twins import stamped


def page(text: str, language: str = "en", path: str = "guide/x.md") -> WrittenPage:
    """Make a page."""
    return WrittenPage(language, path, text)


def codes(*pages: WrittenPage) -> list[str]:
    """Give what is found, as code, place and sentence."""
    return [
        f"{f.code} {f.place.path}:{f.place.line} {f.message.id.partition('.')[2]}"
        for f in twin_findings(pages, "docs")
    ]


def test_every_page_of_this_repository_has_its_twin() -> None:
    """No hand-written page lacks the other language, and no figure stands on one side only."""
    pages = [p for lang in ("en", "zh") for p in pages_of(read_folder(PROJECT / "docs" / lang), lang)]
    found = [f for f in twin_findings(pages, "docs") if f.code != "DOC007"]
    assert [(f.code, f.place.path, f.place.line) for f in found] == []
    assert len(pages) > 200


def test_a_stamp_is_of_the_words_alone() -> None:
    """Line breaks and blanks leave a stamp as it is; a word, a figure or the head changes it."""
    one = fingerprint(page("# A\n\nb c\n"))
    assert fingerprint(page("# A\nb\n  c")) == one
    assert (
        len({one, *(fingerprint(page(t)) for t in ("# A\n\nb d\n", "# A\n\nb c {{ 1 W }}\n", "# B\n\nb c"))})
        == 4
    )


@pytest.mark.parametrize(
    "text", ["# A\n", "---\ntitle: a\n---\n\n# A\n", "---\nenglish: 0\ntitle: a\n---\n# A\n"]
)
def test_a_stamped_page_is_current(text: str) -> None:
    """What the stamping program writes is what the check wants, however often it runs."""
    english = page("# A\n\n{{ 190 W }}\n")
    once = stamped(text + "{{ 190 W }}\n", fingerprint(english))
    assert stamped(once, fingerprint(english)) == once
    assert codes(english, page(once, "zh")) == []
    changed = page("# A\n\n{{ 190 W }} now\n")
    assert codes(changed, page(once, "zh")) == [
        f"DOC007 docs/zh/guide/x.md:{once[: once.index('english')].count(chr(10)) + 1} message"
    ]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("{{ 190 W }}", "{{ 190 瓦 }}", []),
        (
            "{{ 190 W }}",
            "{{ 250 瓦 }}",
            ["DOC006 docs/en/guide/x.md:1 message", "DOC006 docs/zh/guide/x.md:1 message"],
        ),
        ("{{ total a }}", "", ["DOC006 docs/en/guide/x.md:1 message"]),
        ("", "{{ run t decode split=row }}", ["DOC006 docs/zh/guide/x.md:1 message"]),
        ("{{ run t decode a=1 b=2 }}", "{{ run t decode b=2 a=1 }}", []),
        ('{{ compare a b S104 MI50 "2080 Ti" }}', '{{ compare a b S104 MI50 "2080 Ti 22G" }}', []),
        ('{{ page x.html "there" }} {{ part p }}', '{{ page y.html "那里" }}', []),
        ("{{ 190 W }} {{ 190 W }}", "{{ 190 W }}", []),
    ],
)
def test_figures_stand_on_both_pages(one: str, other: str, found: list[str]) -> None:
    """A figure is compared by what it asks for, a literal by its number; names and links are free."""
    told = codes(page(one), page(other, "zh"))
    assert [line for line in told if "DOC007" not in line] == found


def test_a_project_of_one_language_has_no_twins() -> None:
    """Nothing is said where nobody began a second language."""
    assert codes(page("{{ 190 W }}"), page("# B", path="guide/y.md")) == []


def test_a_page_without_a_twin_is_told_once() -> None:
    """A lonely page of either language is one finding, at its first line."""
    told = codes(page("a"), page("b", "zh", "guide/y.md"))
    assert told == ["DOC005 docs/en/guide/x.md:1 message", "DOC005 docs/zh/guide/y.md:1 alone"]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("# A", {}),
        ("---\n---\n", {}),
        ("---\ntitle: a\n---\n", {"title": "a"}),
        ('---\ntitle: "a: b"\nscripts: [x]\n---\n', {"title": "a: b", "scripts": ["x"]}),
    ],
)
def test_front_matter_is_read(text: str, head: dict[str, object]) -> None:
    """A head gives its fields, none gives nothing."""
    assert front_matter(page(text)) == head


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("---\ntitle: a: b\n---\n", 12),
        ("---\ntitle: a\n", 0),
        ("---\n- a\n---\n", 4),
        ("---\nx: 2026-02-30\n---\n", 4),
        (f"---\nx: {'[' * 3000}\n---\n", 4),
        ("---\nx: !!python/object:os.system {}\n---\n", 7),
    ],
)
def test_bad_front_matter_is_told(text: str, at: int) -> None:
    """What is no mapping of YAML gives a reason and a place inside the head, and never a crash."""
    head = front_matter(page(text))
    assert isinstance(head, Unreadable)
    assert head.at == at


def test_tables_count_as_figures() -> None:
    """A table of runs that one page lacks is a difference, too."""
    assert set(figures(page("{{ runs a S001 }} {{ fact S001 }}{{ 1 W }}{{ end }}"))) == {
        ("runs", "a", "S001"),
        ("literal", "1"),
    }
