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
from buildgen.diagram.text import fitted, width
from buildgen.money import Money

_BAR = 34.0
_ROW = 22.0
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
    """Place the bar and its key, in two columns where there is room."""
    shapes: list[Shape] = []
    for index, span in enumerate(spans(bar.slices, wide)):
        if span is None:
            continue
        gap = min(1.5, (span.right - span.left) / 3)
        fill, pattern = _look(index)
        shapes.append(Rect(span.left, 0, span.right - span.left - gap, _BAR, fill, pattern))
    columns = 1 if wide <= NARROW else 2
    rows = -(-len(bar.slices) // columns)
    room = (wide - (columns - 1) * 32) / columns
    for index, slice_ in enumerate(bar.slices):
        left = (index // rows) * (room + 32)
        top = _BAR + 14 + (index % rows) * _ROW
        shapes.extend(_row(slice_, index, Box(left, top, left + room, top + _ROW), bar.words))
    return Scene(bar.title, bar.desc, wide, _BAR + 14 + rows * _ROW, tuple(shapes))


def _look(index: int) -> tuple[str, Hatch]:
    """Pair colour and hatch so that no two of the first 36 slices look alike, nor two neighbours in grey."""
    return colour(index), hatch(index + index // COLOURS)


def _row(slice_: Slice, index: int, cell: Box, words: Words) -> tuple[Shape, ...]:
    room, base = cell.right - cell.left, cell.top + 14.5
    text = fitted(slice_.text or (words.unknown if slice_.amount is None else ""), room * 0.55, SIZE)
    name = fitted(slice_.name, room - _SWATCH - _LABEL_GAP - width(text, SIZE), SIZE)
    fill, pattern = _look(index)
    swatch = (
        Rect(cell.left + 0.5, cell.top + 4.5, 11, 11, "none", "", "edge", dash="2 2")
        if slice_.amount is None
        else Rect(cell.left, cell.top + 4, 12, 12, fill, pattern)
    )
    return (
        swatch,
        Text(cell.left + _SWATCH, base, name, SIZE),
        Text(cell.right, base, text, SIZE, "end", "muted" if slice_.amount is None else "ink"),
        line((cell.left, cell.bottom - 0.5), (cell.right, cell.bottom - 0.5)),
    )


def draw(bar: ShareBar, prefix: str) -> str:
    """Draw the bar for a page, wide and narrow."""
    return draw_with(layout, bar, prefix)
