"""Power per supply: budget, what physics allows and peak, against the rating and the builder's share of it.

All supplies of a drawing share one scale of watts, from 0, so their bars compare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.scale import Scale, plain, ticks
from buildgen.diagram.scene import (
    NARROW,
    SIZE,
    SMALL,
    VERDICT_SIGNS,
    Anchor,
    Box,
    Mark,
    Rect,
    Scene,
    Shape,
    Text,
    line,
    moved,
    thinned,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import fitted, width
from buildgen.quantity import Watts

_HEAD = 30.0  # name and verdict of a supply
_FLAG = 20.0  # label of the rating, above the bars
_FOOT = 20.0  # label of the share, below the bars
_BAR = 13.0
_BETWEEN = 26.0
_AXIS = 22.0


@dataclass(frozen=True, slots=True)
class Supply:
    """One supply; None where a figure is not known. `verdict` is ok, warning, error or unknown.

    `percent` is the budget as a share of the rating ("76.0"), `limit` the builder's share of the rating in
    watts with `limit_text` ("80 %") as its name, `rating_note` a word such as "assumed". Without `peaks`
    nothing on the supply can peak, and the line is left out.
    """

    name: str
    rating: Watts | None
    budget: Watts | None
    low: Watts | None = None
    high: Watts | None = None
    peak: Watts | None = None
    peak_of_one: Watts | None = None
    limit: Watts | None = None
    limit_text: str = ""
    percent: str | None = None
    verdict: str = "unknown"
    verdict_word: str = "not established"
    rating_note: str = ""
    peaks: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    budget: str = "Budget"
    span: str = "Low to high"
    peak: str = "Peak"
    rating: str = "rating"
    unknown: str = "not established"
    rating_unknown: str = "rating not established"


@dataclass(frozen=True, slots=True)
class SupplyChart:
    """The supplies of a build."""

    title: str
    desc: str
    supplies: tuple[Supply, ...]
    words: Words = field(default=Words())


def watts(value: Watts) -> float:
    """Give the number of watts, for a place on the scale."""
    return value.grains / Watts.UNITS["W"]


def written(value: Watts | None, words: Words) -> str:
    """Write watts, or that they are not known."""
    return words.unknown if value is None else f"{value.number()}\u00a0W"


def reach(supplies: tuple[Supply, ...], most: int) -> tuple[Decimal, ...]:
    """Give the ticks of the common scale: from 0 beyond every figure of every supply."""
    known = [
        figure.grains
        for s in supplies
        for figure in (s.rating, s.budget, s.low, s.high, s.peak, s.peak_of_one, s.limit)
        if figure is not None
    ]
    return ticks(Decimal(max(known, default=0)) / Watts.UNITS["W"], most)


def layout(chart: SupplyChart, wide: float) -> Scene:
    """Place each supply under the other, then the axis."""
    narrow = wide <= NARROW
    left, right = (0.0, wide - 8) if narrow else (96.0, wide - 128)
    steps = reach(chart.supplies, 4 if narrow else 7)
    scale = Scale(0, float(steps[-1]), left, right)
    shapes: list[Shape] = []
    top = 0.0
    for supply in chart.supplies:
        drawn, high = _supply(supply, scale, top, wide, chart.words)
        shapes.extend(drawn)
        top += high
    shapes.extend(_axis(steps, scale, top))
    return Scene(chart.title, chart.desc, wide, top + _AXIS, tuple(shapes))


def _axis(steps: tuple[Decimal, ...], scale: Scale, top: float) -> tuple[Shape, ...]:
    shapes: list[Shape] = [line((scale.start, top), (scale.end, top), "edge")]
    texts: list[Text] = []
    for index, step in enumerate(steps):
        x = scale.at(float(step))
        last = index == len(steps) - 1
        text = plain(step) + ("\u00a0W" if last else "")
        anchor: Anchor = "start" if index == 0 and scale.start < 8 else "end" if last else "middle"
        shapes.append(line((x, top), (x, top + 4), "edge"))
        texts.append(Text(x + (8 if last else 0), top + 17, text, SMALL, anchor, "muted"))
    return (*shapes, *thinned(texts, Box(0, 0, scale.end + 8, top + _AXIS)))


def _supply(supply: Supply, scale: Scale, top: float, wide: float, words: Words) -> tuple[list[Shape], float]:
    """Draw one supply from `top`; give the shapes and the height that they take."""
    narrow = wide <= NARROW
    shapes: list[Shape] = list(_head(supply, top, wide))
    rows = _rows(supply, scale, words)
    first = top + _HEAD + _FLAG
    step = _BETWEEN + 18 if narrow else _BETWEEN
    bottom = first + len(rows) * step
    tracks = [first + index * step + (18 if narrow else 0) for index in range(len(rows))]
    bars: list[Shape] = []
    for y, (name, value, bar) in zip(tracks, rows, strict=True):
        shapes.append(Rect(scale.start, y, scale.end - scale.start, _BETWEEN, "panel"))
        known = "muted" if value == words.unknown else "ink"
        base = y - 4 if narrow else y + 17
        room = wide - 12 - width(value, SIZE) if narrow else scale.start - 6
        shapes.append(Text(0, base, fitted(name, room, SIZE), SIZE, tone="muted"))
        shapes.append(
            Text(
                wide,
                base,
                fitted(value, wide - scale.end if scale.end < wide - 8 else wide, SIZE),
                SIZE,
                "end",
                known,
            )
        )
        bars.extend(moved(shape, 0, y + (_BETWEEN - _BAR) / 2) for shape in bar)
    limits = _limits(supply, scale, tracks)
    flags = _flags(supply, scale, Box(0, first - 8, wide, bottom + 16), words)
    return [*shapes, *bars, *limits, *flags], bottom + _FOOT - top + 14


def _rows(supply: Supply, scale: Scale, words: Words) -> list[tuple[str, str, tuple[Shape, ...]]]:
    """Give name, figures and bar of each line."""
    budget, span, peak = _values(supply, words)
    rows = [
        (words.budget, budget, _budget_bar(supply, scale)),
        (words.span, span, _span_bar(supply, scale)),
    ]
    return [*rows, (words.peak, peak, _peak_bar(supply, scale))] if supply.peaks else rows


def _values(supply: Supply, words: Words) -> tuple[str, str, str]:
    """Write the three figures as they stand beside their bars."""
    share = f", {supply.percent}\u00a0%" if supply.percent else ""
    return (
        written(supply.budget, words) + share,
        _from_to(supply.low, supply.high, words),
        _from_to(supply.peak_of_one, supply.peak, words),
    )


def _from_to(low: Watts | None, high: Watts | None, words: Words) -> str:
    """Write a span of watts, or its upper end alone when the lower one is equal or not known."""
    if low is None or high is None or low == high:
        return written(high, words)
    return f"{low.number()}\u2013{written(high, words)}"


def _head(supply: Supply, top: float, wide: float) -> tuple[Shape, ...]:
    word = fitted(supply.verdict_word, wide / 2, SIZE, bold=True)
    taken = width(word, SIZE, bold=True)
    name = fitted(supply.name, wide - taken - 30, 13, bold=True)
    return (
        Text(0, top + 18, name, 13, bold=True),
        Text(wide - 16, top + 18, word, SIZE, "end", supply.verdict, bold=True),
        Mark(wide - 6, top + 14, VERDICT_SIGNS[supply.verdict], supply.verdict, 10),
    )


def _limits(supply: Supply, scale: Scale, tracks: list[float]) -> list[Shape]:
    """Draw the rating and the builder's share of it across the bars, on top of them."""
    shapes: list[Shape] = []
    for value, dash, thickness in ((supply.rating, "", 2.0), (supply.limit, "4 3", 1.4)):
        if value is not None:
            x = scale.at(watts(value))
            shapes += [line((x, y), (x, y + _BETWEEN), "ink", dash, thickness) for y in tracks]
    return shapes


def _flags(supply: Supply, scale: Scale, room: Box, words: Words) -> list[Shape]:
    """Name the rating above the bars and the builder's share below them."""
    if supply.rating is None:
        return [
            Text(
                scale.start, room.top, fitted(words.rating_unknown, room.right, SMALL), SMALL, tone="unknown"
            )
        ]
    note = f" ({supply.rating_note})" if supply.rating_note else ""
    text = f"{words.rating} {written(supply.rating, words)}{note}"
    shapes: list[Shape] = [_flag(text, scale.at(watts(supply.rating)), room.top, room.right)]
    if supply.limit is not None:
        text = f"{supply.limit_text}: {written(supply.limit, words)}"
        shapes.append(_flag(text, scale.at(watts(supply.limit)), room.bottom, room.right))
    return shapes


def _flag(text: str, x: float, y: float, wide: float) -> Text:
    """Write a label centred on a line, moved inwards where it would leave the drawing."""
    text = fitted(text, wide, SMALL)
    half = width(text, SMALL) / 2
    return Text(min(max(x, half), wide - half), y, text, SMALL, "middle")


def _budget_bar(supply: Supply, scale: Scale) -> tuple[Shape, ...]:
    if supply.budget is None:
        return ()
    return (Rect(scale.start, 0, scale.at(watts(supply.budget)) - scale.start, _BAR, "data-1"),)


def _span_bar(supply: Supply, scale: Scale) -> tuple[Shape, ...]:
    if supply.low is None or supply.high is None:
        return ()
    low, high = sorted((scale.at(watts(supply.low)), scale.at(watts(supply.high))))
    return (
        Rect(low, 2, high - low, _BAR - 4, "data-6", "diagonal"),
        line((low, -1), (low, _BAR + 1), "data-6", thickness=2),
        line((high, -1), (high, _BAR + 1), "data-6", thickness=2),
    )


def _peak_bar(supply: Supply, scale: Scale) -> tuple[Shape, ...]:
    if supply.peak is None:
        return ()
    middle = _BAR / 2
    peak = scale.at(watts(supply.peak))
    one = scale.at(watts(supply.peak_of_one)) if supply.peak_of_one is not None else peak
    return (
        line((one, middle), (peak, middle), "data-2", "2 3", 2),
        Mark(one, middle, "diamond", "data-2", 9),
        Mark(peak, middle, "diamond", "data-2", 9),
    )


def draw(chart: SupplyChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
