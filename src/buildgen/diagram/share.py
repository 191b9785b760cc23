"""The share bar of a bill: one bar of 100 %, and under it every slice by name, in the order of the table."""

from __future__ import annotations

from dataclasses import dataclass, field

from buildgen.diagram.scene import (
    COLOURS,
    NARROW,
    SIZE,
    Box,
    Hatch,
    Rect,
    Scene,
    Shape,
    Text,
    colour,
    hatch,
    line,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import fitted, width, wrapped
from buildgen.money import Money

_BAR = 34.0
_ROW = 22.0
_LINE = 14.0
_COLUMN_GAP = 32.0
_SWATCH = 20.0
_LABEL_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Slice:
    """One line of the bill; `amount` None when it is not known, `text` is what stands at its right."""

    name: str
    amount: Money | None
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    unknown: str = "not established"


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A bill as shares of its known total."""

    title: str
    desc: str
    slices: tuple[Slice, ...]
    words: Words = field(default=Words())


@dataclass(frozen=True, slots=True)
class Span:
    """The place of one slice in the bar."""

    left: float
    right: float


def spans(slices: tuple[Slice, ...], wide: float) -> tuple[Span | None, ...]:
    """Give each slice its span, in proportion to its amount; None where the amount is unknown or zero.

    Laws: spans follow one another without gaps, and the last ends at `wide`.
    """
    minors = [slice_.amount.minor if slice_.amount else 0 for slice_ in slices]
    whole = sum(minors)
    found: list[Span | None] = []
    before = 0
    for minor in minors:
        found.append(Span(before / whole * wide, (before + minor) / whole * wide) if minor > 0 else None)
        before += minor
    return tuple(found)


def layout(bar: ShareBar, wide: float) -> Scene:
    """Place the bar and its key: in two columns where every name fits on its line, else in one."""
    shapes: list[Shape] = []
    for index, span in enumerate(spans(bar.slices, wide)):
        if span is None:
            continue
        gap = min(1.5, (span.right - span.left) / 3)
        fill, pattern = _look(index)
        shapes.append(Rect(span.left, 0, span.right - span.left - gap, _BAR, fill, pattern))
    half = (wide - _COLUMN_GAP) / 2
    lines = [_lines(slice_, half, bar.words) for slice_ in bar.slices]
    columns = 2 if wide > NARROW and all(len(names) <= 1 for names, _ in lines) else 1
    room = half if columns == 2 else wide
    rows = -(-len(bar.slices) // columns)
    bottom, rules = _BAR + 14, list[Shape]()
    for first in range(0, len(bar.slices), max(rows, 1)):
        left, top = (room + _COLUMN_GAP) * (first // rows), _BAR + 14
        for index in range(first, min(first + rows, len(bar.slices))):
            names, text = _lines(bar.slices[index], room, bar.words)
            cell = Box(left, top, left + room, top + _ROW + _LINE * (max(len(names), 1) - 1))
            shapes.extend(_row(bar.slices[index], index, cell, names, text))
            rules.append(line((cell.left, cell.bottom - 0.5), (cell.right, cell.bottom - 0.5)))
            top = cell.bottom
        bottom = max(bottom, top)
    return Scene(bar.title, bar.desc, wide, bottom, (*shapes, *rules))


def _lines(slice_: Slice, room: float, words: Words) -> tuple[tuple[str, ...], str]:
    """Break the name of a slice into the lines that it takes beside its text."""
    text = fitted(slice_.text or (words.unknown if slice_.amount is None else ""), room * 0.55, SIZE)
    left = room - _SWATCH - (_LABEL_GAP + width(text, SIZE) if text else 0)
    return wrapped(slice_.name, left, SIZE, most=2), text


def _look(index: int) -> tuple[str, Hatch]:
    """Pair colour and hatch so that no two of the first 36 slices look alike, nor two neighbours in grey."""
    return colour(index), hatch(index + index // COLOURS)


def _row(slice_: Slice, index: int, cell: Box, names: tuple[str, ...], text: str) -> tuple[Shape, ...]:
    fill, pattern = _look(index)
    unknown = slice_.amount is None
    swatch = (
        Rect(cell.left + 0.5, cell.top + 4.5, 11, 11, "none", "", "edge", dash="2 2")
        if unknown
        else Rect(cell.left, cell.top + 4, 12, 12, fill, pattern)
    )
    base = cell.top + 14.5
    return (
        swatch,
        *(Text(cell.left + _SWATCH, base + n * _LINE, name, SIZE) for n, name in enumerate(names)),
        Text(cell.right, base, text, SIZE, "end", "muted" if unknown else "ink"),
    )


def draw(bar: ShareBar, prefix: str) -> str:
    """Draw the bar for a page, wide and narrow."""
    return draw_with(layout, bar, prefix)
