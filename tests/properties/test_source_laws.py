"""Laws of the YAML walk: what was dumped comes back, and every place points at its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from buildgen.diagnostics import Place
from buildgen.sentences import headline
from buildgen.source import Document, parse_document
from buildgen.source.faults import faults_of

laws = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Cc and Cs are control characters and half characters; the others are refused by name (SYN010).
characters = st.characters(
    exclude_categories=["Cc", "Cs"],
    exclude_characters="\u2028\u2029\ufeff\ufffe\uffff",
    include_characters="\n\t",
)
texts = st.text(characters, max_size=40) | st.sampled_from(
    [
        "no",
        "1:30",
        "010",
        "1e5",
        ".nan",
        "0x1f",
        "1_000",
        "+1",
        "null",
        "~",
        "true",
        "<<",
        "=",
        "- a",
        "a: b",
        "#",
        "%x",
    ]
)
keys = st.text(characters, min_size=1, max_size=150)
scalars = st.none() | st.booleans() | st.integers(-(10**29) + 1, 10**29) | texts
plain_data = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=4),
    max_leaves=20,
)


class PlainDumper(yaml.SafeDumper):
    """Writes out what stands in two places, as a person would."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the name is the base class's
        return True


def dumped(data: object, *, flow: bool | None, unicode: bool, width: int) -> str:
    text: str = yaml.dump(
        data, Dumper=PlainDumper, default_flow_style=flow, allow_unicode=unicode, width=width, sort_keys=False
    )
    return text


def frozen(data: Any) -> Any:
    """Give the data as the walk does: lists as tuples."""
    if isinstance(data, dict):
        return {key: frozen(below) for key, below in data.items()}
    return tuple(map(frozen, data)) if isinstance(data, list) else data


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, tuple) else None
    if steps is None:
        yield path, data
    else:
        for step, below in steps:
            yield from leaves(below, (*path, step))


def cut(document: Document, place: Place) -> str:
    """Give the text of the file between the two ends of a place."""
    lines = document.lines()[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


def typed(data: Any) -> Any:
    """List the leaves with their types, so that 1 is not True."""
    return [(path, type(leaf), leaf) for path, leaf in leaves(data)]


@laws
@given(plain_data, st.sampled_from([None, False, True]), st.booleans(), st.sampled_from([20, 80, 10_000]))
@example(data={"a": None}, flow=True, unicode=True, width=80)
@example(data=["三卡 😀", {"k": "x\ny"}], flow=False, unicode=False, width=20)
def test_what_was_dumped_comes_back(data: Any, flow: bool | None, unicode: bool, width: int) -> None:
    """Any plain data, in block or flow style, is read back equal, type for type."""
    document = parse_document("a.yaml", dumped(data, flow=flow, unicode=unicode, width=width).encode())
    assert [headline(found) for found in document.diagnostics] == []
    assert document.data == frozen(data)
    assert typed(document.data) == typed(frozen(data))


@laws
@given(
    st.dictionaries(keys, plain_data, min_size=1, max_size=4),
    st.sampled_from([None, False, True]),
    st.booleans(),
    st.sampled_from([20, 80, 10_000]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_place_points_at_the_text_of_its_value(
    data: Any, flow: bool | None, unicode: bool, width: int, end: str
) -> None:
    """The text at the place of a leaf, read alone, is that leaf, and the file holds what it writes."""
    text = dumped(data, flow=flow, unicode=unicode, width=width)
    document = parse_document("a.yaml", text.replace("\n", end).encode())
    for path, leaf in leaves(document.data):
        place = document.place(path)
        assert document.holds(path)
        assert not document.holds((*path, "deeper"))
        if leaf not in ((), {}):
            assert parse_document("cut", cut(document, place).encode()).data == leaf
        if isinstance(path[-1], str):
            key = document.place(path, key=True)
            assert (key.line, key.column) <= (place.line, place.column)
            if re.fullmatch(r"[A-Za-z]+", path[-1]) and not path[-1].startswith(("n", "N", "y", "Y")):
                assert cut(document, key).strip("'\"") == path[-1]


@laws
@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_plain_decimal_keeps_its_digits(number: Decimal) -> None:
    """A decimal is read to the digit, trailing zeros included."""
    read = parse_document("a.yaml", f"k: {number:f}\n".encode()).data["k"]
    assert isinstance(read, Decimal)
    assert read.as_tuple()[1:] == number.as_tuple()[1:]


def lives(data: bytes) -> None:
    """Parse, and check that what comes out can be used."""
    document = parse_document("a.yaml", data)
    lines = document.lines()
    for found in document.diagnostics:
        assert len(headline(found).splitlines()) == 1
        assert found.place.line <= len(lines) or not document.text
        assert (found.place.line, found.place.column) <= (found.place.end_line, found.place.end_column)
    if document.sound:
        for path, _ in leaves(document.data):
            place = document.place(path)
            assert (place.line, place.column) <= (place.end_line, place.end_column)
            assert place.end_line <= len(lines) + 1


@laws
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    """Any bytes make a document, with or without findings."""
    lives(data)


@laws
@given(st.text(st.sampled_from(list("ab:-?[]{},#&*!|>'\"%@`~ \n\t\\0.1<=三😀\r\x07\ufeff")), max_size=80))
def test_random_punctuation_never_raises(text: str) -> None:
    """Any mixture of what YAML gives a meaning makes a document, with or without findings."""
    lives(text.encode())


VALID = """\
title: {en: Three MI50 cards, zh: 三卡 MI50}
parts:
  gpus: {part: mi50-16g, count: 3}   # lot
  "fan": null
prices:
  - {covers: [cpu, board], total: 373.95 CNY}
  - covers: [gpus]
    note: |
      paid in
      January
"""


@laws
@given(st.data())
def test_mutations_of_a_valid_file_never_raise(data: st.DataObject) -> None:
    """Bytes replaced, removed, doubled or moved in an honest file make a document."""
    text = bytearray(VALID.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text[start:end] = data.draw(
            st.binary(max_size=4) | st.sampled_from([bytes(text[start:end]) * 2, b"\n", b": "])
        )
    lives(bytes(text))


@laws
@given(st.data())
def test_a_doubled_key_is_always_found(data: st.DataObject) -> None:
    """Whatever two equal keys hold, the second is a finding that points at both."""
    key, one, two = data.draw(keys), data.draw(scalars), data.draw(scalars)
    text = dumped({key: one}, flow=False, unicode=True, width=10_000)
    again = dumped({key: two}, flow=False, unicode=True, width=10_000)
    document = parse_document("a.yaml", (text + again).encode())
    (found,) = document.diagnostics
    assert found.code == "SYN002"
    assert found.related[0].place < found.place


@pytest.mark.parametrize("place", ["title", "parts"])
def test_the_valid_file_is_valid(place: str) -> None:
    """The file that is mutated is sound before."""
    assert parse_document("a.yaml", VALID.encode()).holds((place,))


@given(
    st.lists(
        st.sampled_from([*"-?:,[]{}#&*!|>'\"%@`~ \n\ta1.\\", "\n  ", "- ", ": ", "<<: ", "---\n"]),
        max_size=25,
    )
)
@example(["a", ": ", "1", "\n", "a", ": ", "1"])
@example(["- ", "- ", "? ", "a"])
@laws
def test_data_come_out_exactly_where_no_fault_is_found(signs: list[str]) -> None:
    """The quick way and the search for faults call the same texts sound, whatever signs they are made of."""
    text = "".join(signs)
    document = parse_document("a.yaml", text.encode())
    assert document.sound == (document.node is not None)
    assert document.sound == (not document.diagnostics)
    if document.sound:
        assert faults_of("a.yaml", text) == ()
