"""A scene: the plain shapes of a drawing with their places, in CSS pixels, before any text of SVG exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from buildgen.diagram.text import width

WIDE = 640
NARROW = 328  # a phone of 360 pixels less the margins of the page
SIZE = 12.0  # of text, unless said otherwise
SMALL = 11.0

Anchor = Literal["start", "middle", "end"]
Hatch = Literal["", "diagonal", "back", "dots", "lines", "grid"]
Sign = Literal["dot", "ring", "square", "box", "diamond", "triangle", "cross", "tick", "plus"]

HATCHES: tuple[Hatch, ...] = ("", "diagonal", "dots", "back", "lines", "grid")
SERIES_SIGNS: tuple[Sign, ...] = ("dot", "square", "triangle", "diamond", "ring", "box")
SERIES_DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 2", "1 2")
COLOURS = 6  # how many data colours the palette has

VERDICT_SIGNS: dict[str, Sign] = {"ok": "tick", "warning": "triangle", "error": "cross", "unknown": "ring"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of space, upright: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box, slack: float = 0.01) -> bool:
        """Whether this lies inside the other."""
        return (
            self.left >= other.left - slack
            and self.top >= other.top - slack
            and self.right <= other.right + slack
            and self.bottom <= other.bottom + slack
        )

    def grown(self, by: float) -> Box:
        """Give the box with a margin on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `y` is its base line. `tone` names a colour of the palette."""

    x: float
    y: float
    text: str
    size: float = SIZE
    anchor: Anchor = "start"
    tone: str = "ink"
    bold: bool = False
    halo: bool = False

    @property
    def box(self) -> Box:
        """The space that the text takes, by the estimate of its width."""
        wide = width(self.text, self.size, bold=self.bold)
        left = {"start": self.x, "middle": self.x - wide / 2, "end": self.x - wide}[self.anchor]
        return Box(left, self.y - 0.86 * self.size, left + wide, self.y + 0.26 * self.size)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle filled with a tone, hatched or not, with an outline in a tone or none."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    hatch: Hatch = ""
    edge: str = ""
    radius: float = 0
    dash: str = ""
    thickness: float = 1

    @property
    def box(self) -> Box:
        """The space that it takes."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines through points, in a tone."""

    points: tuple[tuple[float, float], ...]
    tone: str = "ink"
    thickness: float = 1
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign centred on a point."""

    x: float
    y: float
    sign: Sign
    tone: str = "ink"
    size: float = 8


Shape = Text | Rect | Path | Mark


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole drawing: its size, its two texts for those who do not see it, and its shapes, back to front."""

    title: str
    desc: str
    width: float
    height: float
    shapes: tuple[Shape, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        """The labels."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Text))

    @property
    def box(self) -> Box:
        """The view box."""
        return Box(0, 0, self.width, self.height)


Spot = tuple[float, float]


def line(start: Spot, end: Spot, tone: str = "rule", dash: str = "", thickness: float = 1) -> Path:
    """Make one straight line."""
    return Path((start, end), tone, thickness, dash)


def moved(shape: Shape, x: float, y: float) -> Shape:
    """Give the shape at another place."""
    if isinstance(shape, Path):
        return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
    return replace(shape, x=shape.x + x, y=shape.y + y)


def colour(index: int) -> str:
    """Name the data colour of a series by its place; after the last colour they come again."""
    return f"data-{index % COLOURS + 1}"


def hatch(index: int) -> Hatch:
    """Name the hatch of a series by its place, so that colour is never the only difference."""
    return HATCHES[index % len(HATCHES)]


def thinned(texts: Iterable[Text], inside: Box) -> tuple[Text, ...]:
    """Leave out what would overlap, of texts along an axis: the last one stays, then the first, and so on."""
    *others, last = texts
    kept: list[Text] = []
    taken: list[Box] = []
    for text in (last, *others):
        box = text.box
        room = box.grown(2)
        if box.within(inside) and not any(room.overlaps(other) for other in taken):
            kept.append(text)
            taken.append(box)
    return tuple(kept)


def place(candidates: Iterable[Text], taken: Iterable[Box], inside: Box) -> Text | None:
    """Give the first candidate that lies inside and overlaps nothing that is taken; None when none does."""
    occupied = tuple(taken)
    for candidate in candidates:
        box = candidate.box
        if box.within(inside) and not any(box.overlaps(other) for other in occupied):
            return candidate
    return None


def around(x: float, y: float, text: str, gap: float = 9) -> Iterator[Text]:
    """Offer places for the label of a point: above, below, right, left, then the corners."""
    middle, low = y + 0.3 * SMALL, y + gap + 0.8 * SMALL
    spots: tuple[tuple[float, float, Anchor], ...] = (
        (x, y - gap, "middle"),
        (x, low, "middle"),
        (x + gap, middle, "start"),
        (x - gap, middle, "end"),
        (x + 3, y - gap, "start"),
        (x - 3, y - gap, "end"),
        (x + 3, low, "start"),
        (x - 3, low, "end"),
    )
    for left, base, anchor in spots:
        yield Text(left, base, text, SMALL, anchor, halo=True)


def track(points: tuple[Spot, ...], step: float = 6, half: float = 3) -> Iterator[Box]:
    """Cover a line through points with small boxes, so that labels can keep off it."""
    for (x1, y1), (x2, y2) in pairwise(points):
        count = max(int(max(abs(x2 - x1), abs(y2 - y1)) / step), 1)
        for n in range(count + 1):
            x, y = x1 + (x2 - x1) * n / count, y1 + (y2 - y1) * n / count
            yield Box(x - half, y - half, x + half, y + half)
