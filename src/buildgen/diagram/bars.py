"""Grouped bars: lying, from 0, one row per series in each group, the value at the end of each bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.legend import Key, area, legend
from buildgen.diagram.scale import Scale, plain, ticks
from buildgen.diagram.scene import (
    NARROW,
    SIZE,
    SMALL,
    Anchor,
    Box,
    Rect,
    Scene,
    Shape,
    Text,
    colour,
    hatch,
    line,
    thinned,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import fitted, width, wrapped

_BAR = 17.0
_BETWEEN = 14.0


@dataclass(frozen=True, slots=True)
class Group:
    """One group: a value per series, None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    unknown: str = "not established"


@dataclass(frozen=True, slots=True)
class BarChart:
    """Values of several series in groups, in one unit; `note` stands under the drawing."""

    title: str
    desc: str
    unit: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    note: str = ""
    words: Words = field(default=Words())


def layout(chart: BarChart, wide: float) -> Scene:
    """Place legend, groups and axis; a narrow drawing writes the group's name above its bars."""
    narrow = wide <= NARROW
    keys, high = legend(
        tuple(Key(area(colour(i), hatch(i)), s) for i, s in enumerate(chart.series)), 0, 0, wide
    )
    known = [value for group in chart.groups for value in group.values if value is not None]
    steps = ticks(max(known, default=Decimal(1)), 4 if narrow else 7)
    texts = [_written(value, chart) for group in chart.groups for value in group.values]
    right = min(max((width(text, SMALL) for text in texts), default=0) + 10, wide / 3)
    names = max((width(group.name, SIZE) for group in chart.groups), default=0)
    left = 0.0 if narrow else min(names + 12, wide * 0.42)
    scale = Scale(0, float(steps[-1]), left, wide - right)
    top = high + 8
    shapes: list[Shape] = []
    for group in chart.groups:
        drawn, top = _group(group, chart, scale, top, wide)
        shapes.extend(drawn)
        top += _BETWEEN
    bottom = top - _BETWEEN + 6
    axis = _axis(steps, scale, high + 8, bottom, wide)
    foot, notes = _foot(chart, scale.start, bottom + 32, wide)
    return Scene(chart.title, chart.desc, wide, foot + 6, (*keys, *axis, *shapes, *notes))


def _written(value: Decimal | None, chart: BarChart) -> str:
    return chart.words.unknown if value is None else f"{value:f}"


def _group(group: Group, chart: BarChart, scale: Scale, top: float, wide: float) -> tuple[list[Shape], float]:
    """Draw the bars of a group from `top`; give the shapes and where they end."""
    narrow = wide <= NARROW
    shapes: list[Shape] = []
    end = top + len(group.values) * _BAR
    if narrow:
        shapes.append(
            Text(0, top + 12, fitted(group.name, wide, SIZE, bold=True), SIZE, bold=True, halo=True)
        )
        top, end = top + 18, end + 18
    else:
        shapes.append(Text(0, (top + end) / 2 + 4, fitted(group.name, scale.start - 10, SIZE), SIZE))
    for index, value in enumerate(group.values):
        y = top + index * _BAR
        right = scale.start if value is None else scale.at(float(value))
        if value is not None:
            shapes.append(
                Rect(scale.start, y + 1, right - scale.start, _BAR - 3, colour(index), hatch(index))
            )
        text = fitted(_written(value, chart), wide - right - 6, SMALL)
        tone = "muted" if value is None else "ink"
        shapes.append(Text(right + 5, y + 12, text, SMALL, tone=tone, halo=True))
    return shapes, end


def _axis(steps: tuple[Decimal, ...], scale: Scale, top: float, bottom: float, wide: float) -> list[Shape]:
    shapes: list[Shape] = []
    texts: list[Text] = []
    for index, step in enumerate(steps):
        x = scale.at(float(step))
        shapes.append(line((x, top), (x, bottom), "rule" if index else "edge"))
        anchor: Anchor = "start" if index == 0 and scale.start < 10 else "middle"
        texts.append(Text(x, bottom + 15, plain(step), SMALL, anchor, "muted"))
    return [*shapes, *thinned(texts, Box(0, 0, wide, bottom + 20))]


def _foot(chart: BarChart, left: float, y: float, wide: float) -> tuple[float, list[Shape]]:
    """Write the unit under the axis, and the note."""
    shapes: list[Shape] = [Text(left, y, fitted(chart.unit, wide - left, SMALL), SMALL, tone="muted")]
    for text in wrapped(chart.note, wide, SMALL, most=3):
        y += 18 if len(shapes) == 1 else 15
        shapes.append(Text(0, y, text, SMALL, tone="muted"))
    return y, shapes


def draw(chart: BarChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
