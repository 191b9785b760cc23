"""Laws of findings and of what is said about them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.diagnostics import Diagnostic, Message, Place, Severity, in_file_order
from buildgen.sentences import headline, shown

laws = settings(deadline=None)
findings = st.builds(
    Diagnostic,
    code=st.sampled_from(["SYN002", "SYN003"]),
    severity=st.sampled_from(list(Severity)),
    place=st.builds(Place, st.sampled_from(["a.yaml", "b.yaml"]), st.integers(1, 12), st.integers(1, 12)),
    message=st.builds(lambda key: Message.of("SYN002.message", key=key), st.sampled_from("xy")),
)


@laws
@given(st.lists(findings))
def test_file_order_is_sorted_complete_and_stable(found: list[Diagnostic]) -> None:
    """Nothing is lost, nothing is said twice, places ascend, and ordering twice changes nothing."""
    ordered = in_file_order(found)
    assert set(ordered) == set(found)
    assert len(set(ordered)) == len(ordered)
    keys = [(item.place, item.severity.rank, item.code) for item in ordered]
    assert keys == sorted(keys)
    assert in_file_order(ordered) == ordered
    assert in_file_order(found * 2) == ordered


@laws
@given(st.text(), st.text(st.characters(codec="utf-8")))
def test_a_headline_is_one_line_that_any_terminal_takes(path: str, key: str) -> None:
    """Whatever a file is called and a key holds, the line encodes, and nothing in it ends it."""
    line = headline(Diagnostic("X", Severity.ERROR, Place(path), Message.of("SYN002.message", key=key)))
    assert len(line.splitlines()) == 1
    assert line.encode()
    assert "\x1b" not in line


@laws
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.decimals() | st.text(), st.lists))
def test_any_value_can_be_shown(value: object) -> None:
    """Every value that data can hold has a text of one line."""
    assert len(shown(value).splitlines()) <= 1
