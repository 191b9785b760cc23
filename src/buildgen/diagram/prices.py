"""Price observations over time: a sign per observation, a bar where a range was seen, nothing in between.

No line joins the signs: between two observations nobody looked.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from buildgen.diagram.legend import Key, legend
from buildgen.diagram.scale import Scale, plain, ticks
from buildgen.diagram.scene import (
    NARROW,
    SMALL,
    Box,
    Mark,
    Scene,
    Shape,
    Sign,
    Text,
    around,
    line,
    place,
    thinned,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import width
from buildgen.money import MINOR_DIGITS, Money

_PLOT = 170.0

# Kind of evidence -> sign and tone. What was really given for it is filled, what was only asked is open.
LOOKS: dict[str, tuple[Sign, str]] = {
    "paid": ("dot", "data-1"),
    "measured": ("square", "data-1"),
    "quoted": ("ring", "data-2"),
    "reported": ("triangle", "data-4"),
    "spec": ("box", "data-6"),
    "derived": ("diamond", "data-3"),
    "assumed": ("cross", "data-6"),
}


@dataclass(frozen=True, slots=True)
class Observation:
    """A price seen at a date (`2025`, `2025-01`, `2025-01-03`); a range up to `high` when that is given."""

    date: str
    kind: str
    low: Money
    high: Money | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself; `kinds` pairs a kind with its word, missing ones show the kind."""

    kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PriceChart:
    """The observations of one part, all in one currency."""

    title: str
    desc: str
    observations: tuple[Observation, ...]
    words: Words = field(default=Words())


def days(date: str) -> tuple[datetime.date, datetime.date]:
    """Give the first and the last day that a date can mean; raises ValueError for another form."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    month, *days_ = rest
    first = datetime.date(year, month, days_[0] if days_ else 1)
    return first, first if days_ else first.replace(day=calendar.monthrange(year, month)[1])


def amount(money: Money) -> Decimal:
    """Give the amount in the main unit of its currency."""
    return Decimal(money.minor).scaleb(-MINOR_DIGITS[money.currency])


def layout(chart: PriceChart, wide: float) -> Scene:
    """Place the observations; raises ValueError for none or for two currencies."""
    currencies = {o.low.currency for o in chart.observations} | {
        o.high.currency for o in chart.observations if o.high is not None
    }
    if len(currencies) != 1:
        raise ValueError(f"a price chart shows one currency, not {sorted(currencies)}")
    steps = ticks(max(amount(o.high or o.low) for o in chart.observations) * Decimal("1.1"), 5)
    left = max(width(plain(step), SMALL) for step in steps) + 10
    top = 26.0
    plot = _PLOT if len(chart.observations) > 2 else _PLOT * 0.6
    price = Scale(0, float(steps[-1]), top + plot, top)
    first = min(days(o.date)[0] for o in chart.observations)
    last = max(days(o.date)[1] for o in chart.observations)
    months = _months(first, last, 4 if wide <= NARROW else 8)
    time = Scale(months[0].toordinal(), months[-1].toordinal(), left + 6, wide - 24)
    axes = [
        Text(0, 12, currencies.pop(), SMALL, tone="muted"),
        *_price_axis(steps, price, left, wide),
        *_time_axis(months, time, Box(0, price.start, wide, price.start + 26)),
    ]
    signs = [shape for o in chart.observations for shape in _sign(o, price, time)]
    labels = _labels(chart.observations, price, time, Box(left + 2, top - 8, wide, top + plot - 2))
    keys, high = legend(_keys(chart), 0, top + plot + 30, wide)
    whole = top + plot + 30 + high
    return Scene(chart.title, chart.desc, wide, whole, (*axes, *signs, *labels, *keys))


def _months(first: datetime.date, last: datetime.date, most: int) -> tuple[datetime.date, ...]:
    """Give firsts of months, evenly apart, around the dates: at least two, at most about `most`."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 600):
        low, high = start // step * step, -(-end // step) * step
        if (high - low) // step <= most:
            break
    return tuple(datetime.date(month // 12, month % 12 + 1, 1) for month in range(low, high + 1, step))


def _price_axis(steps: tuple[Decimal, ...], price: Scale, left: float, wide: float) -> list[Shape]:
    shapes: list[Shape] = []
    for index, step in enumerate(steps):
        y = price.at(float(step))
        shapes.append(line((left, y), (wide, y), "rule" if index else "edge"))
        shapes.append(Text(left - 6, y + 4, plain(step), SMALL, "end", "muted"))
    return shapes


def _time_axis(months: tuple[datetime.date, ...], time: Scale, room: Box) -> list[Shape]:
    places = [(time.at(day.toordinal()), day.isoformat()[:7]) for day in months]
    shapes: list[Shape] = [line((x, room.top), (x, room.top + 4), "edge") for x, _ in places]
    return [
        *shapes,
        *thinned((Text(x, room.top + 18, day, SMALL, "middle", "muted") for x, day in places), room),
    ]


def _spot(observation: Observation, price: Scale, time: Scale) -> tuple[float, float, float, float]:
    """Give left, right, low and high of an observation; left and right differ when the day is not known."""
    first, last = days(observation.date)
    low = price.at(float(amount(observation.low)))
    high = price.at(float(amount(observation.high))) if observation.high is not None else low
    return time.at(first.toordinal()), time.at(last.toordinal()), low, high


def _look(kind: str) -> tuple[Sign, str]:
    return LOOKS.get(kind, ("plus", "data-6"))


def _sign(observation: Observation, price: Scale, time: Scale) -> list[Shape]:
    left, right, low, high = _spot(observation, price, time)
    middle = (left + right) / 2
    sign, tone = _look(observation.kind)
    shapes: list[Shape] = []
    if right - left > 10:
        level = (low + high) / 2
        shapes.append(line((left, level), (right, level), tone, "1 3", 1.4))
    if low != high:
        shapes.append(line((middle, low), (middle, high), tone, thickness=2))
        shapes += [line((middle - 5, y), (middle + 5, y), tone, thickness=2) for y in (low, high)]
    return [*shapes, Mark(middle, (low + high) / 2, sign, tone, 10)]


def _labels(observations: Iterable[Observation], price: Scale, time: Scale, inside: Box) -> list[Text]:
    """Label each observation where there is room; the table has them all."""
    spots = [(o, *_spot(o, price, time)) for o in observations]
    taken = [Box((a + b) / 2 - 6, min(c, d) - 6, (a + b) / 2 + 6, max(c, d) + 6) for _, a, b, c, d in spots]
    labels: list[Text] = []
    for observation, left, right, low, high in spots:
        text = plain(amount(observation.low))
        if observation.high is not None:
            text += f"\u2013{plain(amount(observation.high))}"
        middle = (left + right) / 2
        choices = [*around(middle, high, text), *around(middle, low, text)]
        label = place(choices, [*taken, *(t.box for t in labels)], inside)
        if label is not None:
            labels.append(label)
    return labels


def _keys(chart: PriceChart) -> tuple[Key, ...]:
    words = dict(chart.words.kinds)
    kinds = dict.fromkeys(o.kind for o in chart.observations)
    return tuple(Key((Mark(0, 0, *_look(kind), 10),), words.get(kind, kind)) for kind in kinds)


def draw(chart: PriceChart, prefix: str) -> str:
    """Draw the chart for a page, wide and narrow."""
    return draw_with(layout, chart, prefix)
