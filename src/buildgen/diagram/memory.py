"""Memory per card: what it holds, stacked, against what can be used of it; never a sum over cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.legend import Key, area, legend, stroke
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
from buildgen.diagram.text import fitted, width
from buildgen.quantity import Memory

_BAR = 24.0
_CARD = 62.0


@dataclass(frozen=True, slots=True)
class Card:
    """One card: an amount `used` per part, the `limit` of what can be used, the margin in words as `text`."""

    name: str
    limit: Memory
    used: tuple[Memory, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    limit: str = "limit of the card"


@dataclass(frozen=True, slots=True)
class MemoryChart:
    """The cards of a build under one model and context; `parts` names what is stacked."""

    title: str
    desc: str
    parts: tuple[str, ...]
    cards: tuple[Card, ...]
    words: Words = field(default=Words())


def gib(value: Memory) -> Decimal:
    """Give the number of GiB."""
    return Decimal(value.grains) / Memory.UNITS["GiB"]


def layout(chart: MemoryChart, wide: float) -> Scene:
    """Place one bar per card on a common scale from 0."""
    keys = [Key(area(colour(i), hatch(i)), part) for i, part in enumerate(chart.parts)]
    keys.append(Key((stroke("ink", thickness=2.4),), chart.words.limit))
    shapes, high = legend(tuple(keys), 0, 0, wide)
    tops = [max(gib(card.limit), sum(map(gib, card.used), Decimal(0))) for card in chart.cards]
    steps = ticks(max(tops, default=Decimal(1)), 5 if wide <= NARROW else 9)
    scale = Scale(0, float(steps[-1]), 0, wide - 16)
    top, bottom = high + 8, high + 8 + len(chart.cards) * _CARD
    drawn: list[Shape] = [*shapes, *_axis(steps, scale, bottom)]
    for index, card in enumerate(chart.cards):
        drawn.extend(_card(card, scale, top + index * _CARD, wide))
    return Scene(chart.title, chart.desc, wide, bottom + 26, tuple(drawn))


def _axis(steps: tuple[Decimal, ...], scale: Scale, bottom: float) -> list[Shape]:
    shapes: list[Shape] = [line((scale.start, bottom), (scale.end, bottom), "edge")]
    texts: list[Text] = []
    for index, step in enumerate(steps):
        x = scale.at(float(step))
        last = index == len(steps) - 1
        text = plain(step) + ("\u00a0GiB" if last else "")
        shapes.append(line((x, bottom), (x, bottom + 4), "edge"))
        anchor: Anchor = "start" if index == 0 else "end" if last else "middle"
        texts.append(Text(x + (16 if last else 0), bottom + 17, text, SMALL, anchor, "muted"))
    return [*shapes, *thinned(texts, Box(0, 0, scale.end + 16, bottom + 26))]


def _card(card: Card, scale: Scale, top: float, wide: float) -> list[Shape]:
    over = sum(part.grains for part in card.used) > card.limit.grains
    text = fitted(card.text, wide * 0.6, SIZE, bold=over)
    name = fitted(card.name, wide - width(text, SIZE, bold=over) - 12, SIZE, bold=True)
    shapes: list[Shape] = [
        Text(0, top + 14, name, SIZE, bold=True),
        Text(wide, top + 14, text, SIZE, "end", "error" if over else "ink", bold=over),
    ]
    y, before = top + 25, 0.0
    for index, part in enumerate(card.used):
        after = before + float(gib(part))
        left, right = scale.at(before), scale.at(after)
        shapes.append(Rect(left, y, right - left, _BAR, colour(index), hatch(index)))
        if right - left > 4:
            shapes.append(line((right, y), (right, y + _BAR), "paper"))
        before = after
    end = scale.at(float(gib(card.limit)))
    if over:
        shapes.append(Rect(end, y, scale.at(before) - end, _BAR, "none", "", "error", thickness=2))
    shapes.append(line((end, y - 5), (end, y + _BAR + 5), "ink", thickness=2.4))
    return shapes


def draw(chart: MemoryChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
