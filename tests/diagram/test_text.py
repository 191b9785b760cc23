"""Text in drawings keeps inside the room that it is given and never becomes markup."""

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.diagram.text import clean, escape, fitted, width, wrapped

TEXTS = st.text(st.characters(exclude_categories=()), max_size=60)


@given(TEXTS)
def test_escaped_text_survives_a_parser(text: str) -> None:
    """Cleaned and escaped, any text is read back by an XML parser as one text without elements."""
    root = ET.fromstring(f'<t a="{escape(clean(text))}">{escape(clean(text))}</t>')  # noqa: S314 our own text
    assert (root.text or "") == clean(text)
    assert root.get("a") == clean(text)
    assert len(root) == 0


@given(TEXTS)
def test_nothing_unseen_is_left(text: str) -> None:
    """No control, format, surrogate or unassigned character is left, and no white space but single blanks."""
    shown = clean(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    assert shown == " ".join(shown.split())


@given(TEXTS, st.floats(0, 400), st.booleans())
def test_fitted_text_fits(text: str, room: float, bold: bool) -> None:
    """A fitted text is not wider than the room, and a text that already fits is not touched."""
    shown = fitted(text, room, 12, bold=bold)
    assert width(shown, 12, bold=bold) <= room
    if width(clean(text), 12, bold=bold) <= room:
        assert shown == clean(text)


@given(TEXTS, st.floats(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit(text: str, room: float, most: int) -> None:
    """Wrapped lines are at most as many and as wide as allowed, and without a cut they say the whole text."""
    lines = wrapped(text, room, 12, most=most)
    assert len(lines) <= most
    assert all(width(line, 12) <= room for line in lines)
    if not any(line.endswith("\u2026") for line in lines):
        assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@given(TEXTS, TEXTS)
def test_width_adds_up(one: str, other: str) -> None:
    """The width of two texts is the sum of their widths; no width is negative."""
    assert width(one + other, 10) == pytest.approx(width(one, 10) + width(other, 10))
    assert width(one, 10) >= 0


def test_chinese_counts_double() -> None:
    """A Chinese character is as wide as the size, about twice a Latin letter."""
    assert width("\u663e\u5361", 10) >= 20
    assert width("ab", 10) < 13


def test_words_stay_whole() -> None:
    """A line ends at a blank where there is one, and beside a Chinese character."""
    assert wrapped("three cards here", 66, 12) == ("three cards", "here")
    assert wrapped("\u4e09\u5f20\u663e\u5361", 30, 12) == ("\u4e09\u5f20", "\u663e\u5361")
    assert wrapped("\u4e09\u5f20\u5361\u3002", 45, 12) == ("\u4e09\u5f20", "\u5361\u3002")


def test_no_line_begins_with_a_stop() -> None:
    """A line of Chinese ends neither behind a bracket that opens, nor before one that closes or a stop."""
    assert wrapped("\u4e09\u661f\uff0832G\uff09", 40, 12)[0] == "\u4e09\u661f"
    assert wrapped("\u4e09\u5f20\uff0c\u4e24\u5f20", 30, 12, most=3)[0] == "\u4e09"
