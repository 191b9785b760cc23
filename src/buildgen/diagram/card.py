"""Cards side by side: the back plate with its windows, or the label, with lettered spots to look at.

The drawings are schematic: where windows and labels sit differs from board to board, what they show does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from buildgen.diagram.scene import NARROW, SMALL, Mark, Path, Rect, Scene, Shape, Text
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import width, wrapped

_PLATE = 104.0
_GAP = 26.0
_LINE = 15.0


@dataclass(frozen=True, slots=True)
class CardBack:
    """The back of one card: its name, what its label says, whether parts are fitted behind the windows."""

    name: str
    label: tuple[str, ...]
    fitted: bool
    note: str


@dataclass(frozen=True, slots=True)
class CardBacks:
    """Cards to tell apart; `view` is the whole back plate or the label alone, enlarged."""

    title: str
    desc: str
    view: Literal["back", "label"]
    cards: tuple[CardBack, ...]


def layout(data: CardBacks, wide: float) -> Scene:
    """Place the cards beside each other, or below each other where the column is narrow."""
    columns = 1 if wide <= NARROW else len(data.cards)
    room = (wide - _GAP * (columns - 1)) / columns
    shapes: list[Shape] = []
    top = bottom = 0.0
    for index, card in enumerate(data.cards):
        column = index % columns
        if column == 0 and index:
            top = bottom + 14
        draw_one = _back if data.view == "back" else _label
        placed, end = draw_one(card, column * (room + _GAP), top, room)
        shapes += placed
        bottom = max(bottom, end)
    return Scene(data.title, data.desc, wide, bottom + 4, tuple(shapes))


def _heading(card: CardBack, left: float, top: float, room: float) -> tuple[list[Shape], float]:
    lines = wrapped(card.name, room, 13, most=2)
    return [Text(left, top + 13 + n * _LINE, text, 13, bold=True) for n, text in enumerate(lines)], (
        top + 8 + len(lines) * _LINE
    )


def _notes(card: CardBack, left: float, top: float, room: float) -> tuple[list[Shape], float]:
    lines = wrapped(card.note, room, SMALL, most=3)
    found: list[Shape] = [
        Text(left, top + 14 + n * _LINE, text, SMALL, tone="muted") for n, text in enumerate(lines)
    ]
    return found, top + 8 + len(lines) * _LINE


def _spot(x: float, y: float, letter: str) -> list[Shape]:
    return [Mark(x, y, "dot", "accent", 19), Text(x, y + 4.2, letter, 12, "middle", "paper", bold=True)]


def _back(card: CardBack, left: float, top: float, room: float) -> tuple[list[Shape], float]:
    """A back plate: edge connector below, bracket at the left, a label, two windows."""
    shapes, top = _heading(card, left, top, room)
    plate, end = left + 12, top + _PLATE
    shapes.append(Rect(left + 2, top + 2, 5, _PLATE + 8, "rule", edge="edge"))
    shapes.append(Rect(plate, top + 4, room - 14, _PLATE - 8, "panel", edge="edge", radius=4))
    edge = room * 0.42
    shapes.append(Rect(plate + 26, end - 4, edge, 9, "rule", edge="edge"))
    shapes += [
        Path(((plate + 30 + n * 8, end - 2), (plate + 30 + n * 8, end + 4)), "edge")
        for n in range(int(edge // 8))
    ]
    for x in (plate + 9, left + room - 11):
        shapes += [Mark(x, y, "ring", "edge", 7) for y in (top + 13, end - 13)]
    sticker = room * 0.4
    shapes.append(Rect(plate + 24, top + 22, sticker, 40, "paper", edge="edge"))
    size = min(10.0, 10.0 * (sticker - 10) / max(width(card.label[0], 10.0, bold=True), 1))
    shapes += [
        Text(plate + 30, top + 38 + n * 13, text, size if n == 0 else min(size, 9), bold=n == 0)
        for n, text in enumerate(card.label[:2])
    ]
    shapes += _spot(plate + 24 + sticker, top + 22, "A")
    first = left + room * 0.62
    window = room * 0.14
    for letter, x in (("B", first), ("C", first + window + 16)):
        shapes += _window(x, top + 24, window, 52, fitted=card.fitted)
        shapes += _spot(x + window, top + 24, letter)
    noted, bottom = _notes(card, left, end + 8, room)
    return shapes + noted, bottom


def _window(x: float, y: float, wide: float, high: float, *, fitted: bool) -> list[Shape]:
    """A hole of the plate and what stands behind it: parts, or bare pads."""
    shapes: list[Shape] = [Rect(x, y, wide, high, "paper", edge="ink", thickness=1.6, radius=3)]
    step = (high - 10) / 3
    for n in range(3):
        base = y + 6 + n * step
        if fitted:
            shapes.append(Rect(x + 6, base, wide - 12, step - 5, "data-6", edge="ink"))
        else:
            shapes.append(Rect(x + 6, base, wide - 12, step - 5, "none", edge="edge", dash="2 2"))
    return shapes


def _label(card: CardBack, left: float, top: float, room: float) -> tuple[list[Shape], float]:
    """The label, enlarged: its large line and the lines below, with a row of bars for the look of one."""
    shapes, top = _heading(card, left, top, room)
    high = 34 + _LINE * len(card.label)
    shapes.append(Rect(left + 1, top + 2, room - 12, high, "paper", edge="edge", radius=3))
    size = min(15.0, 15.0 * (room - 44) / max(width(card.label[0], 15.0, bold=True), 1))
    for n, text in enumerate(card.label):
        shapes.append(
            Text(
                left + 12,
                top + 24 + n * 17,
                text,
                size if n == 0 else SMALL,
                bold=n == 0,
                tone="ink" if n == 0 else "muted",
            )
        )
    bars = top + high - 14
    shapes += [
        Path(((left + 12 + n * 4, bars), (left + 12 + n * 4, bars + 10)), "edge", 1.0 + n % 3)
        for n in range(int((room - 60) // 8))
    ]
    shapes += _spot(left + room - 12, top + 18, "A")
    noted, bottom = _notes(card, left, top + high, room)
    return shapes + noted, bottom


def draw(data: CardBacks, prefix: str) -> str:
    """Draw the cards for a page, wide and narrow."""
    return draw_with(layout, data, prefix)
