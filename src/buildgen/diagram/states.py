"""States of the cards side by side, as columns against the one supply that feeds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.legend import Key, area, legend, stroke
from buildgen.diagram.scale import Scale, plain, ticks
from buildgen.diagram.scene import (
    NARROW,
    SIZE,
    SMALL,
    VERDICT_SIGNS,
    Hatch,
    Mark,
    Rect,
    Scene,
    Shape,
    Text,
    line,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import width, wrapped
from buildgen.quantity import Watts

_PLOT = 200.0
_LINE = 14.0


@dataclass(frozen=True, slots=True)
class State:
    """One state: what the supply carries in it; None where it is not known."""

    name: str
    budget: Watts | None
    high: Watts | None
    verdict: str
    verdict_word: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    budget: str = "Budget"
    high: str = "High"
    rating: str = "rating"
    unknown: str = "not established"


@dataclass(frozen=True, slots=True)
class StateChart:
    """The states of the cards on one supply; `limit` is the builder's share of its rating."""

    title: str
    desc: str
    rating: Watts | None
    limit: Watts | None
    limit_text: str
    states: tuple[State, ...]
    words: Words = field(default=Words())


def layout(chart: StateChart, wide: float) -> Scene:
    """Place one column per state over a common scale of watts, the verdict of each under it."""
    keys, high = legend(_keys(chart), 0, 0, wide)
    figures = [chart.rating, chart.limit, *(s.budget for s in chart.states), *(s.high for s in chart.states)]
    steps = ticks(max((_watts(f) for f in figures if f is not None), default=Decimal(0)), 5)
    left = max(width(_tick(steps, index), SMALL) for index in range(len(steps))) + 8
    top, bottom = high + 14, high + 14 + _PLOT
    scale = Scale(0, float(steps[-1]), bottom, top)
    shapes: list[Shape] = [*keys, *_grid(steps, scale, left, wide)]
    step = (wide - left) / max(len(chart.states), 1)
    for index, state in enumerate(chart.states):
        shapes.extend(
            _column(state, scale, left + (index + 0.5) * step, step, chart.words, narrow=wide <= NARROW)
        )
    shapes.extend(_limits(chart, scale, left, wide))
    deepest = 0
    for index, state in enumerate(chart.states):
        labels, lines = _foot(state, bottom, left + (index + 0.5) * step, step - 6)
        shapes.extend(labels)
        deepest = max(deepest, lines)
    return Scene(chart.title, chart.desc, wide, bottom + 16 + deepest * _LINE, tuple(shapes))


def _watts(value: Watts) -> Decimal:
    return Decimal(value.grains) / Watts.UNITS["W"]


def _tick(steps: tuple[Decimal, ...], index: int) -> str:
    return plain(steps[index]) + ("\u00a0W" if index == len(steps) - 1 else "")


def _keys(chart: StateChart) -> tuple[Key, ...]:
    """Explain the columns, and name the two lines with their watts: beside the columns there is no room."""
    keys = [
        Key(area("data-1", ""), chart.words.budget),
        Key(area("data-6", "diagonal"), chart.words.high),
    ]
    if chart.rating is not None:
        keys.append(Key((stroke("ink"),), f"{chart.words.rating} {chart.rating.number()}\u00a0W"))
    if chart.limit is not None:
        text = f"{chart.limit_text}: {chart.limit.number()}\u00a0W"
        keys.append(Key((stroke("ink", "4 3", 1.4),), text))
    return tuple(keys)


def _grid(steps: tuple[Decimal, ...], scale: Scale, left: float, wide: float) -> list[Shape]:
    shapes: list[Shape] = []
    for index, step in enumerate(steps):
        y = scale.at(float(step))
        shapes.append(line((left, y), (wide, y), "rule" if index else "edge"))
        shapes.append(Text(left - 6, y + 4, _tick(steps, index), SMALL, "end", "muted"))
    return shapes


def _limits(chart: StateChart, scale: Scale, left: float, wide: float) -> list[Shape]:
    shapes: list[Shape] = []
    for value, dash, thickness in ((chart.rating, "", 2.0), (chart.limit, "4 3", 1.4)):
        if value is not None:
            y = scale.at(float(_watts(value)))
            shapes.append(line((left, y), (wide, y), "ink", dash, thickness))
    return shapes


def _column(  # noqa: PLR0913 - a column and the words for what it lacks
    state: State, scale: Scale, middle: float, step: float, words: Words, *, narrow: bool
) -> list[Shape]:
    """Draw high behind, the budget in front and narrower, so that both can be seen when they are equal."""
    half = min(step * 0.32, 40)
    shapes: list[Shape] = []
    looks: tuple[tuple[Watts | None, str, Hatch, float], ...] = (
        (state.high, "data-6", "diagonal", half),
        (state.budget, "data-1", "", half * 0.8),
    )
    for value, fill, pattern, reach in looks:
        if value is not None:
            y = scale.at(float(_watts(value)))
            shapes.append(Rect(middle - reach, y, 2 * reach, scale.start - y, fill, pattern))
    if state.budget is not None and state.high is None:
        y = scale.at(float(_watts(state.budget))) - 5
        shapes.append(Text(middle, y, f"{words.high} ?", SMALL, "middle", "muted"))
    if state.budget is not None:
        text = state.budget.number() + ("" if narrow else "\u00a0W")
        high = scale.start - scale.at(float(_watts(state.budget)))
        if width(text, SIZE, bold=True) < 1.55 * half and high > 24:
            shapes.append(Text(middle, scale.start - 8, text, SIZE, "middle", "paper", bold=True))
    return shapes


def _foot(state: State, top: float, middle: float, room: float) -> tuple[list[Shape], int]:
    """Write the name of the state, the sign and the word of its verdict; give the lines that they take."""
    shapes: list[Shape] = []
    y = top + 4
    name = wrapped(state.name, room, SMALL, bold=True)
    for text in name:
        y += _LINE
        shapes.append(Text(middle, y, text, SMALL, "middle", bold=True))
    y += _LINE
    shapes.append(Mark(middle, y + 1, VERDICT_SIGNS[state.verdict], state.verdict, 10))
    y += 4
    word = wrapped(state.verdict_word, room, SMALL)
    for text in word:
        y += _LINE
        shapes.append(Text(middle, y, text, SMALL, "middle", state.verdict))
    return shapes, len(name) + len(word) + 1


def draw(chart: StateChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
