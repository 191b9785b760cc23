"""Legends: a swatch and a name each, in rows that stay inside the width."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.diagram.scene import SIZE, Hatch, Path, Rect, Shape, Text, line, moved
from buildgen.diagram.text import fitted, width

SWATCH = 22.0
ROW = 19.0
_GAP = 16.0


@dataclass(frozen=True, slots=True)
class Key:
    """One entry: shapes drawn around the origin in a space of 18 by 12, and the name beside them."""

    shapes: tuple[Shape, ...]
    name: str


def area(fill: str, hatch: Hatch) -> tuple[Shape, ...]:
    """Make the swatch of a filled area."""
    return (Rect(-8, -6, 16, 12, fill, hatch),)


def legend(keys: tuple[Key, ...], x: float, y: float, room: float) -> tuple[tuple[Shape, ...], float]:
    """Lay the keys out from the left top (x, y) in `room`; give the shapes and the height they take."""
    shapes: list[Shape] = []
    left, top = x, y
    for key in keys:
        name = fitted(key.name, room - SWATCH, SIZE)
        wide = SWATCH + width(name, SIZE)
        if left > x and left + wide > x + room:
            left, top = x, top + ROW
        shapes.extend(moved(shape, left + 8, top + 8) for shape in key.shapes)
        shapes.append(Text(left + SWATCH, top + 12, name))
        left += wide + _GAP
    return tuple(shapes), (top - y + ROW if keys else 0)


def stroke(tone: str, dash: str = "", thickness: float = 2) -> Path:
    """Make the swatch of a line."""
    return line((-9, 0), (9, 0), tone, dash, thickness)
