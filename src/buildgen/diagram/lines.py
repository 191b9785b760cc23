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
    Spot,
    Text,
    around,
    colour,
    line,
    place,
    thinned,
    track,
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


@dataclass(frozen=True, slots=True)
class Plot:
    """The plane of the values: its scales, the places and texts along them, and the edges of the drawing."""

    x: Scale
    y: Scale
    marks: tuple[tuple[float, str], ...]
    steps: tuple[Decimal, ...]
    left: float
    right: float


def layout(chart: LineChart, wide: float) -> Scene:
    """Place legend, BOOM strip, plot, axes and note, from top to bottom; x must be positive for log2."""
    keys, high = legend(tuple(_key(i, s.name) for i, s in enumerate(chart.series)), 0, 0, wide)
    top = high + 22
    rows = [index for index, series in enumerate(chart.series) if series.booms]
    plot = _plot(chart, top + len(rows) * _BOOM_ROW + (6 if rows else 0), wide)
    shapes: list[Shape] = [*keys, Text(0, high + 14, fitted(chart.y_name, wide, SMALL), SMALL, tone="muted")]
    shapes += _axes(chart, plot)
    for row, index in enumerate(rows):
        shapes += _booms(chart, index, top + row * _BOOM_ROW, plot)
    for index, series in enumerate(chart.series):
        shapes += _line(series, index, plot)
    shapes += _values(chart, plot)
    foot = plot.y.start + 38
    for text in wrapped(chart.note, wide, SMALL, most=3):
        foot += 15
        shapes.append(Text(0, foot, text, SMALL, tone="muted"))
    return Scene(chart.title, chart.desc, wide, foot + 6, tuple(shapes))


def _plot(chart: LineChart, top: float, wide: float) -> Plot:
    steps = ticks(_highest(chart), 5)
    left = max(width(plain(step), SMALL) for step in steps) + 14
    marks = _x_marks(chart, 5 if wide <= NARROW else 9)
    edge = max(20.0, *(width(text, SMALL) / 2 for _, text in (marks[0], marks[-1])))
    x = Scale(marks[0][0], marks[-1][0], left + edge, wide - edge, log2=chart.log2)
    return Plot(x, Scale(0, float(steps[-1]), top + _PLOT, top), marks, steps, left, wide)


def _highest(chart: LineChart) -> Decimal:
    tops = [point.y + (point.spread or 0) for series in chart.series for point in series.points]
    return max(tops, default=Decimal(1)) * Decimal("1.06")


def _x_marks(chart: LineChart, most: int) -> tuple[tuple[float, str], ...]:
    """Give the x values to write and their texts: powers of two (each, every second, ...) or even steps."""
    values = [p.x for s in chart.series for p in s.points] + [b for s in chart.series for b in s.booms]
    if not chart.log2:
        return tuple((float(step), plain(step)) for step in ticks(Decimal(max(values, default=1)), most))
    marks = powers_of_two(min(values, default=1), max(values, default=1))
    every = -(-(len(marks) - 1) // (most - 1)) or 1
    first, last = marks[0].bit_length() - 1, marks[-1].bit_length() - 1
    return tuple((2**n, short_power(2**n)) for n in range(first, last + every, every))


def _look(index: int) -> tuple[str, str]:
    return colour(index), SERIES_DASHES[index % len(SERIES_DASHES)]


def _key(index: int, name: str) -> Key:
    tone, dash = _look(index)
    return Key((stroke(tone, dash), Mark(0, 0, SERIES_SIGNS[index % len(SERIES_SIGNS)], tone)), name)


def _axes(chart: LineChart, plot: Plot) -> list[Shape]:
    shapes: list[Shape] = []
    floor = plot.y.start
    for index, step in enumerate(plot.steps):
        y = plot.y.at(float(step))
        shapes.append(line((plot.left, y), (plot.right, y), "rule" if index else "edge"))
        shapes.append(Text(plot.left - 10, y + 4, plain(step), SMALL, "end", "muted"))
    shapes += [line((x, floor), (x, floor + 4), "edge") for x in (plot.x.at(mark) for mark, _ in plot.marks)]
    texts = [Text(plot.x.at(mark), floor + 17, text, SMALL, "middle", "muted") for mark, text in plot.marks]
    shapes += thinned(texts, Box(0, 0, plot.right, floor + 24))
    name = fitted(chart.x_name, plot.right - plot.left, SMALL)
    shapes.append(Text((plot.left + plot.right) / 2, floor + 34, name, SMALL, "middle", "muted"))
    return shapes


def _booms(chart: LineChart, index: int, top: float, plot: Plot) -> list[Shape]:
    """Mark one series' failures on a row of their own, its sign in front, each with the word."""
    tone, _ = _look(index)
    middle = top + _BOOM_ROW / 2 - 1
    row = Box(plot.left, top, plot.right, top + _BOOM_ROW - 2)
    marks = [Mark(plot.x.at(boom), middle, "cross", tone, 9) for boom in chart.series[index].booms]
    taken = [Box(mark.x - 6, row.top, mark.x + 6, row.bottom) for mark in marks]
    shapes: list[Shape] = [
        Rect(row.left, top, row.right - row.left, row.bottom - top, "panel"),
        Mark(plot.left - 9, middle, SERIES_SIGNS[index % len(SERIES_SIGNS)], tone),
    ]
    for mark in marks:
        choices = (
            Text(mark.x + 9, middle + 4, chart.words.boom, SMALL, "start", bold=True),
            Text(mark.x - 9, middle + 4, chart.words.boom, SMALL, "end", bold=True),
        )
        label = place(choices, taken, row)
        if label is not None:
            taken.append(label.box)
            shapes.append(label)
    return [*shapes, *marks]


def _line(series: Series, index: int, plot: Plot) -> list[Shape]:
    tone, dash = _look(index)
    spots = _spots(series, plot)
    shapes: list[Shape] = [Path(spots, tone, 2, dash)] if len(spots) > 1 else []
    for point, (x, y) in zip(series.points, spots, strict=True):
        if point.spread:
            low, high = plot.y.at(float(point.y - point.spread)), plot.y.at(float(point.y + point.spread))
            shapes.append(line((x, low), (x, high), tone, thickness=1.4))
            shapes += [line((x - 4, end), (x + 4, end), tone, thickness=1.4) for end in (low, high)]
        shapes.append(Mark(x, y, SERIES_SIGNS[index % len(SERIES_SIGNS)], tone, 8))
    return shapes


def _spots(series: Series, plot: Plot) -> tuple[Spot, ...]:
    return tuple((plot.x.at(p.x), plot.y.at(float(p.y))) for p in series.points)


def _values(chart: LineChart, plot: Plot) -> list[Text]:
    """Write each value where there is room, off the lines; the table beside has them all."""
    inside = Box(plot.left + 2, plot.y.end - 2, plot.right, plot.y.start - 1)
    taken: list[Box] = []
    for series in chart.series:
        spots = _spots(series, plot)
        taken += [Box(x - 5, y - 5, x + 5, y + 5) for x, y in spots]
        taken += track(spots)
        for point, (x, _) in zip(series.points, spots, strict=True):
            spread = point.spread or 0
            low, high = plot.y.at(float(point.y - spread)), plot.y.at(float(point.y + spread))
            taken.append(Box(x - 5, high - 2, x + 5, low + 2))
    written: list[Text] = []
    for series in chart.series:
        for point, (x, _) in zip(series.points, _spots(series, plot), strict=True):
            spread = point.spread or 0
            high, low = plot.y.at(float(point.y + spread)), plot.y.at(float(point.y - spread))
            choices = (*around(x, high, str(point.y)), *around(x, low, str(point.y)))
            label = place(choices, [*taken, *(t.box for t in written)], inside)
            if label is not None:
                written.append(label)
    return written


def draw(chart: LineChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
