"""A ladder of questions: each is asked in turn, a yes leads to an answer beside it, a no to the next."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.diagram.scene import NARROW, SIZE, SMALL, Box, Path, Rect, Scene, Shape, Text
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import wrapped

_LINE = 16.0
_PAD = 10.0
_GAP = 28.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One question, the word for yes, and the answer that a yes leads to."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Questions in the order they are asked, and what is left when all are answered with no."""

    title: str
    desc: str
    rungs: tuple[Rung, ...]
    last: str
    yes: str = "yes"
    no: str = "no"


def layout(ladder: Ladder, wide: float) -> Scene:
    """Place the questions below each other, each answer beside its question, or below it in a phone."""
    narrow = wide <= NARROW
    room = wide if narrow else wide * 0.42
    shapes: list[Shape] = []
    top = 1.0
    for rung in ladder.rungs:
        question = wrapped(rung.question, room - 2 * _PAD, SIZE, bold=True, most=4)
        indent = 34.0 if narrow else room + 56
        answer = wrapped(rung.answer, wide - indent - 2 * _PAD - 1, SIZE, most=6)
        high = 2 * _PAD + _LINE * len(question)
        tall = 2 * _PAD + _LINE * len(answer)
        shapes += _box(Box(1, top, room - 1, top + high), question, asked=True)
        if narrow:
            beside = top + high + 12
            shapes += _arrow(((16, top + high), (16, beside + tall / 2), (indent, beside + tall / 2)))
            shapes.append(Text(20, beside + tall / 2 - 5, ladder.yes, SMALL, "middle", "muted", halo=True))
            shapes += _box(Box(indent, beside, wide - 1, beside + tall), answer)
            end = beside + tall
            down = 8.0
        else:
            beside = top
            middle = top + min(high, tall) / 2
            shapes += _arrow(((room - 1, middle), (indent, middle)))
            shapes.append(Text((room + indent) / 2, middle - 5, ladder.yes, SMALL, "middle", "muted"))
            shapes += _box(Box(indent, beside, wide - 1, beside + tall), answer)
            end = max(top + high, top + tall)
            down = 24.0
        foot = top + high if not narrow else end
        shapes += _arrow(((down, foot), (down, end + _GAP)))
        shapes.append(Text(down + 7, end + _GAP - 10, ladder.no, SMALL, "start", "muted"))
        top = end + _GAP
    last = wrapped(ladder.last, wide - 2 * _PAD - 2, SIZE, most=6)
    high = 2 * _PAD + _LINE * len(last)
    shapes += _box(Box(1, top, wide - 1, top + high), last)
    return Scene(ladder.title, ladder.desc, wide, top + high + 1, tuple(shapes))


def _box(box: Box, lines: tuple[str, ...], *, asked: bool = False) -> list[Shape]:
    """A frame with its lines; a question is bold on a panel."""
    wide, high = box.right - box.left, box.bottom - box.top
    fill, edge = ("panel", "accent") if asked else ("paper", "edge")
    frame: Shape = Rect(box.left, box.top, wide, high, fill, edge=edge, radius=4)
    return [
        frame,
        *(
            Text(box.left + _PAD, box.top + _PAD + 12 + n * _LINE, line, SIZE, bold=asked)
            for n, line in enumerate(lines)
        ),
    ]


def _arrow(points: tuple[tuple[float, float], ...]) -> list[Shape]:
    (_, y1), (x2, y2) = points[-2:]
    if y1 == y2:
        head = ((x2 - 6, y2 - 4), (x2 - 1, y2), (x2 - 6, y2 + 4))
    else:
        head = ((x2 - 4, y2 - 6), (x2, y2 - 1), (x2 + 4, y2 - 6))
    return [Path(points, "edge", 1.4), Path(head, "edge", 1.4)]


def draw(ladder: Ladder, prefix: str) -> str:
    """Draw the ladder for a page, wide and narrow."""
    return draw_with(layout, ladder, prefix)
