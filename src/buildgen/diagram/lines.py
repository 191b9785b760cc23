"""Lines over a length or a count: y from 0, x by powers of two, a mark where memory ran out.

A line joins the points of one series and stops before its BOOM; the BOOM marks stand in a strip above the
plot, a row per series, so that they never hide a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.legend import Key, legend, stroke
from buildgen.diagram.scale import Scale, plain, powers_of_two, short_power, ticks
from buildgen.diagram.scene import (
    NARROW,
    SERIES_DASHES,
    SERIES_SIGNS,
    SMALL,
    Box,
    Mark,
    Path,
    Rect,
    Scene,
    Shape,
    Text,
    around,
    colour,
    line,
    place,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import fitted, width, wrapped

_PLOT = 220.0
_BOOM_ROW = 18.0


@dataclass(frozen=True, slots=True)
class Point:
    """A value at x; `spread` is the standard deviation when it is known."""

    x: int
    y: Decimal
    spread: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of points, in order of x, and the places where the run ended out of memory."""

    name: str
    points: tuple[Point, ...]
    booms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    boom: str = "BOOM"
    empty: str = "no values"


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series over one x axis; `note` stands under the drawing, such as `n = 1, spread unknown`."""

    title: str
    desc: str
    x_name: str
    y_name: str
    series: tuple[Series, ...]
    note: str = ""
    log2: bool = True
    words: Words = field(default=Words())


def layout(chart: LineChart, wide: float) -> Scene:
    """Place legend, BOOM strip, plot, axes and note, from top to bottom; x must be positive for log2."""
    keys, high = legend(tuple(_key(i, s.name) for i, s in enumerate(chart.series)), 0, 0, wide)
    top = high + 22
    steps = ticks(_highest(chart), 5)
    left = max(width(plain(step), SMALL) for step in steps) + 10
    rows = [index for index, series in enumerate(chart.series) if series.booms]
    plot = top + len(rows) * _BOOM_ROW + (6 if rows else 0)
    y = Scale(0, float(steps[-1]), plot + _PLOT, plot)
    marks = _x_marks(chart, 5 if wide <= NARROW else 9)
    x = Scale(marks[0], marks[-1], left + 20, wide - 20, log2=chart.log2)
    shapes: list[Shape] = [*keys, Text(0, high + 14, fitted(chart.y_name, wide, SMALL), SMALL, tone="muted")]
    shapes += _axes(chart, steps, marks, x, y, left, wide)
    for row, index in enumerate(rows):
        shapes += _booms(chart, index, top + row * _BOOM_ROW, x, Box(left, 0, wide, y.start))
    for index, series in enumerate(chart.series):
        shapes += _line(series, index, x, y)
    shapes += _values(chart, x, y, Box(left + 2, plot - 2, wide, y.start - 1))
    foot = y.start + 38
    for text in wrapped(chart.note, wide, SMALL, most=3):
        foot += 15
        shapes.append(Text(0, foot, text, SMALL, tone="muted"))
    return Scene(chart.title, chart.desc, wide, foot + 6, tuple(shapes))


def _highest(chart: LineChart) -> Decimal:
    tops = [point.y + (point.spread or 0) for series in chart.series for point in series.points]
    return max(tops, default=Decimal(1)) * Decimal("1.06")


def _x_marks(chart: LineChart, most: int) -> tuple[int, ...]:
    """Give the x values to write: powers of two (each, or every second, ...), or even steps from 0."""
    values = [p.x for s in chart.series for p in s.points] + [b for s in chart.series for b in s.booms]
    if not chart.log2:
        return tuple(int(step) for step in ticks(Decimal(max(values, default=1)), most))
    marks = powers_of_two(min(values, default=1), max(values, default=1))
    every = -(-(len(marks) - 1) // (most - 1)) or 1
    first, last = marks[0].bit_length() - 1, marks[-1].bit_length() - 1
    return tuple(2**n for n in range(first, last + every, every))


def _look(index: int) -> tuple[str, str]:
    return colour(index), SERIES_DASHES[index % len(SERIES_DASHES)]


def _key(index: int, name: str) -> Key:
    tone, dash = _look(index)
    return Key((stroke(tone, dash), Mark(0, 0, SERIES_SIGNS[index % len(SERIES_SIGNS)], tone)), name)


def _axes(
    chart: LineChart,
    steps: tuple[Decimal, ...],
    marks: tuple[int, ...],
    x: Scale,
    y: Scale,
    left: float,
    wide: float,
) -> list[Shape]:
    shapes: list[Shape] = []
    for index, step in enumerate(steps):
        height = y.at(float(step))
        shapes.append(line(left, height, wide, height, "rule" if index else "edge"))
        shapes.append(Text(left - 6, height + 4, plain(step), SMALL, "end", "muted"))
    for mark in marks:
        at = x.at(mark)
        text = short_power(mark) if chart.log2 else str(mark)
        shapes.append(line(at, y.start, at, y.start + 4, "edge"))
        shapes.append(Text(at, y.start + 17, text, SMALL, "middle", "muted"))
    name = fitted(chart.x_name, wide - left, SMALL)
    shapes.append(Text((left + wide) / 2, y.start + 34, name, SMALL, "middle", "muted"))
    return shapes


def _booms(chart: LineChart, index: int, top: float, x: Scale, inside: Box) -> list[Shape]:
    """Mark one series' failures on a row of their own, each with the word."""
    tone, _ = _look(index)
    shapes: list[Shape] = [Rect(inside.left, top, inside.right - inside.left, _BOOM_ROW - 2, "panel")]
    taken: list[Box] = []
    marks = [
        Mark(x.at(boom), top + _BOOM_ROW / 2 - 1, "cross", tone, 9) for boom in chart.series[index].booms
    ]
    taken = [Box(m.x - 6, top, m.x + 6, top + _BOOM_ROW) for m in marks]
    for mark in marks:
        text = chart.words.boom
        middle = mark.y + 4
        choices = (
            Text(mark.x + 9, middle, text, SMALL, "start", bold=True),
            Text(mark.x - 9, middle, text, SMALL, "end", bold=True),
        )
        label = place(choices, taken, inside)
        if label is not None:
            taken.append(label.box)
            shapes.append(label)
    return [*shapes, *marks]


def _line(series: Series, index: int, x: Scale, y: Scale) -> list[Shape]:
    tone, dash = _look(index)
    places = tuple((x.at(p.x), y.at(float(p.y))) for p in series.points)
    shapes: list[Shape] = [Path(places, tone, 2, dash)] if len(places) > 1 else []
    for point, (px, py) in zip(series.points, places, strict=True):
        if point.spread:
            low, high = y.at(float(point.y - point.spread)), y.at(float(point.y + point.spread))
            shapes.append(line(px, low, px, high, tone, thickness=1.4))
            shapes += [line(px - 4, end, px + 4, end, tone, thickness=1.4) for end in (low, high)]
        shapes.append(Mark(px, py, SERIES_SIGNS[index % len(SERIES_SIGNS)], tone, 8))
    return shapes


def _values(chart: LineChart, x: Scale, y: Scale, inside: Box) -> list[Text]:
    """Write each value where there is room; the table beside has them all."""
    spots = [(x.at(p.x), y.at(float(p.y)), str(p.y)) for s in chart.series for p in s.points]
    marks = [Box(px - 5, py - 5, px + 5, py + 5) for px, py, _ in spots]
    written: list[Text] = []
    for px, py, text in spots:
        label = place(around(px, py, text), [*marks, *(t.box for t in written)], inside)
        if label is not None:
            written.append(label)
    return written


def draw(chart: LineChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
