"""Catalog text stays text, whatever it holds."""

from __future__ import annotations

from html.parser import HTMLParser

import markdown  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.site.markup import escaped, front_matter, html_block, literal, visible

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
NASTY = (
    "<script>alert(1)</script>",
    "a|b*c_d",
    "[x](javascript:alert(1))",
    "```\n<b>\n```",
    "~~~\ncode\n~~~",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &amp; &#60;",
    "\u202egnp.exe",
    "# heading {#id .class}",
    "![i](x) `code` **b** __i__",
    "wzxhzdk:0",
    "</title><script>alert(2)</script>",
    "---\nalternate: x\n---",
    "1. list\n\n    code",
    "[^1]: note\n*[abbr]: x\n[ref]: http://example.org",
)


class Reader(HTMLParser):
    """Gathers the text of a page and the tags in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def rendered(text: str) -> str:
    extensions = ["attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "admonition"]
    extensions += ["pymdownx.details", "pymdownx.highlight", "pymdownx.superfences"]
    return str(markdown.markdown(text, extensions=extensions))


@settings(deadline=None)
@given(TEXTS)
def test_a_literal_heading_shows_its_text(text: str) -> None:
    """A heading of any text shows exactly that text, in one element, with no markup from it."""
    shown = " ".join(visible(text).split())
    if not shown:
        return
    page = read(rendered(f"# {literal(text)} {{#top}}"))
    assert page.tags == ["h1"]
    assert page.text == shown


@settings(deadline=None)
@given(TEXTS)
def test_an_html_block_shows_its_text(text: str) -> None:
    """Text in a block of HTML comes through Markdown as it was, beside an untouched neighbour."""
    block = html_block(f"<div class='bg-block'>\n<p>{escaped(text)}</p>\n<p>end</p>\n</div>")
    page = read(rendered(f"{block}\n\n## After {{#after}}\n"))
    assert page.tags == ["div", "p", "p", "h2"]
    assert " ".join(page.text.split()) == " ".join(f"{visible(text)} end After".split())


@pytest.mark.parametrize("text", NASTY)
def test_known_tricks_stay_text(text: str) -> None:
    """What others have used to get markup through shows as it was written."""
    shown = " ".join(visible(text).split())
    assert read(rendered(f"# {literal(text)} {{#top}}")).text == shown
    block = html_block(f"<div>\n<p>{escaped(text)}</p>\n</div>")
    assert " ".join(read(rendered(block)).text.split()) == shown


@settings(deadline=None)
@given(TEXTS)
def test_front_matter_gives_back_what_went_in(text: str) -> None:
    """A field of front matter reads back as it was, and ends where it should."""
    block = front_matter({"title": text, "hide": ["toc"]})
    assert block.count("\n---\n") == 1
    inner = block.removeprefix("---\n").removesuffix("---\n")
    if text.isprintable():
        assert yaml.safe_load(inner) == {"title": text, "hide": ["toc"]}


@pytest.mark.parametrize("code", ["202e", "200f", "2066", "feff", "200b", "0007"])
def test_invisible_characters_are_shown_by_number(code: str) -> None:
    """A character that hides or turns text round is written out."""
    assert visible(f"a{chr(int(code, 16))}b") == f"a[U+{code.upper()}]b"


def test_plain_text_is_left_alone() -> None:
    """Letters of any script, accents, dashes and Chinese punctuation pass unchanged."""
    text = "Intel® Xeon E5-2666 v3 - 三卡 MI50，跑 70B（原版）é ü ≥"
    assert visible(text) == text
