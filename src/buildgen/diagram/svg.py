"""SVG text of a scene.

Colours are CSS variables of the page with the light palette as the fallback, so a drawing follows the scheme
and stands alone as a file. There is no style element, no script and no class: presentation attributes only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from buildgen.diagram.scene import NARROW, SIZE, WIDE, Hatch, Mark, Path, Rect, Scene, Shape, Sign, Spot, Text
from buildgen.diagram.text import clean, escape

# Tone -> light value; the page's `--bg-<tone>` wins. The site's palette holds the same values (a test looks).
TONES = {
    "paper": "#ffffff",
    "panel": "#f3f5f4",
    "ink": "#14191c",
    "muted": "#535e66",
    "rule": "#dbe0df",
    "edge": "#7d878d",
    "accent": "#0a5c68",
    "ok": "#04704f",
    "warning": "#8f4d00",
    "error": "#a52a0c",
    "unknown": "#535e66",
    "data-1": "#0072b2",
    "data-2": "#d55e00",
    "data-3": "#00875f",
    "data-4": "#b0558a",
    "data-5": "#9c6a00",
    "data-6": "#67727a",
}

_HATCH_LINES: dict[Hatch, tuple[int, str]] = {
    "diagonal": (7, "M-1 1l2-2M0 7l7-7M6 8l2-2"),
    "back": (7, "M-1 6l2 2M0 0l7 7M6-1l2 2"),
    "lines": (5, "M0 2.5h5"),
    "grid": (7, "M0 3.5h7M3.5 0v7"),
    "dots": (6, "M2 3h2"),
}

D = TypeVar("D")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


def draw_with(layout: Callable[[D, float], Scene], data: D, prefix: str) -> str:
    """Draw data twice, for a wide and for a narrow column; the page's style sheet shows the one that fits."""
    wide = render(layout(data, WIDE), f"{prefix}-w", "dg__wide")
    narrow = render(layout(data, NARROW), f"{prefix}-n", "dg__narrow")
    return f'<div class="dg" data-search-exclude="">{wide}{narrow}</div>'


def render(scene: Scene, prefix: str, name: str = "") -> str:
    """Give the SVG element of a scene; ids start with `prefix`, `name` is its class in a page."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix of ids is made of a-z, 0-9 and -, not {prefix!r}")
    hatches = sorted({s.hatch for s in scene.shapes if isinstance(s, Rect) and s.hatch})
    body = "".join(_drawn(scene.shapes, prefix))
    wide, high = number(scene.width), number(scene.height)
    known = f' class="{name}"' if name else ""
    defs = f"<defs>{''.join(_pattern(h, prefix) for h in hatches)}</defs>" if hatches else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{known} role="img" aria-labelledby="{prefix}-t {prefix}-d" '
        f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" font-size="{number(SIZE)}" '
        f'font-family="var(--md-text-font-family,sans-serif)" fill="{tone("ink")}">'
        f'<title id="{prefix}-t">{escape(clean(scene.title))}</title>'
        f'<desc id="{prefix}-d">{escape(clean(scene.desc))}</desc>{defs}{body}</svg>'
    )


def number(value: float) -> str:
    """Write a coordinate with at most one digit after the point."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def tone(name: str) -> str:
    """Give the paint of a tone: the page's variable, else its light value."""
    return name if name == "none" else f"var(--bg-{name},{TONES[name]})"


def _pattern(kind: Hatch, prefix: str) -> str:
    step, lines = _HATCH_LINES[kind]
    weight = "2" if kind == "dots" else "1.1"
    return (
        f'<pattern id="{prefix}-{kind}" width="{step}" height="{step}" patternUnits="userSpaceOnUse">'
        f'<path d="{lines}" stroke="{tone("paper")}" stroke-width="{weight}" stroke-opacity=".7"/></pattern>'
    )


def _drawn(shapes: Iterable[Shape], prefix: str) -> Iterator[str]:
    """Write the shapes back to front; lines of one look that follow one another are one element."""
    for look, alike in groupby(shapes, key=_look):
        if look is None:
            yield from (_shape(shape, prefix) for shape in alike)
        else:
            yield _path(look, (shape.points for shape in alike if isinstance(shape, Path)))


def _look(shape: Shape) -> Path | None:
    return replace(shape, points=()) if isinstance(shape, Path) else None


def _shape(shape: Shape, prefix: str) -> str:
    match shape:
        case Text():
            return _text(shape)
        case Rect():
            return _rect(shape, prefix)
        case Path():
            return _path(shape, (shape.points,))
        case Mark():
            return _mark(shape)


def _text(text: Text) -> str:
    if not text.text:
        return ""
    parts = [f'<text x="{number(text.x)}" y="{number(text.y)}"']
    if text.anchor != "start":
        parts.append(f' text-anchor="{text.anchor}"')
    if text.size != SIZE:
        parts.append(f' font-size="{number(text.size)}"')
    if text.bold:
        parts.append(' font-weight="600"')
    if text.tone != "ink":
        parts.append(f' fill="{tone(text.tone)}"')
    if text.halo:
        parts.append(
            f' stroke="{tone("paper")}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        )
    return f"{''.join(parts)}>{escape(clean(text.text))}</text>"


def _rect(rect: Rect, prefix: str) -> str:
    place = f'x="{number(rect.x)}" y="{number(rect.y)}"'
    place += f' width="{number(rect.width)}" height="{number(rect.height)}"'
    if rect.radius:
        place += f' rx="{number(rect.radius)}"'
    edge = ""
    if rect.edge:
        edge = f' stroke="{tone(rect.edge)}"' + _stroke(rect.thickness, rect.dash)
    drawn = f'<rect {place} fill="{tone(rect.fill)}"{edge}/>'
    if rect.hatch:
        drawn += f'<rect {place} fill="url(#{prefix}-{rect.hatch})"/>'
    return drawn


def _stroke(thickness: float, dash: str) -> str:
    weight = f' stroke-width="{number(thickness)}"' if thickness != 1 else ""
    return weight + (f' stroke-dasharray="{dash}"' if dash else "")


def _path(look: Path, lines: Iterable[tuple[Spot, ...]]) -> str:
    steps = "".join(map(_steps, lines))
    return f'<path d="{steps}" fill="none" stroke="{tone(look.tone)}"{_stroke(look.thickness, look.dash)}/>'


def _steps(points: tuple[Spot, ...]) -> str:
    """Write a line through points, level and upright parts by the coordinate that changes."""
    (x, y), *rest = [(number(x), number(y)) for x, y in points]
    steps = [f"M{x} {y}"]
    for right, down in rest:
        steps.append(f"H{right}" if down == y else f"V{down}" if right == x else f"L{right} {down}")
        x, y = right, down
    return "".join(steps)


def _mark(mark: Mark) -> str:
    filled, open_, points = _OUTLINES[mark.sign]
    paint = tone(mark.tone)
    half = mark.size / 2
    if mark.sign in ("dot", "ring"):
        style = f'fill="{paint}"' if filled else f'fill="{tone("paper")}" stroke="{paint}" stroke-width="1.8"'
        radius = half if filled else half - 0.4
        return f'<circle cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(radius)}" {style}/>'
    strokes = [
        "M" + " ".join(f"{number(mark.x + x * half)} {number(mark.y + y * half)}" for x, y in p)
        for p in points
    ]
    d = "".join(step if open_ else f"{step}z" for step in strokes)
    if open_:
        return f'<path d="{d}" fill="none" stroke="{paint}" stroke-width="2.2"/>'
    style = f'fill="{paint}"' if filled else f'fill="{tone("paper")}" stroke="{paint}" stroke-width="1.8"'
    return f'<path d="{d}" {style}/>'


_Points = tuple[tuple[tuple[float, float], ...], ...]
_SQUARE: _Points = (((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),)
# Sign -> filled, open line, points of its outlines in halves of its size.
_OUTLINES: dict[Sign, tuple[bool, bool, _Points]] = {
    "dot": (True, False, ()),
    "ring": (False, False, ()),
    "square": (True, False, _SQUARE),
    "box": (False, False, _SQUARE),
    "diamond": (True, False, (((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),)),
    "triangle": (True, False, (((0, -1.1), (1.2, 0.95), (-1.2, 0.95)),)),
    "cross": (False, True, (((-0.9, -0.9), (0.9, 0.9)), ((-0.9, 0.9), (0.9, -0.9)))),
    "plus": (False, True, (((-1.1, 0), (1.1, 0)), ((0, -1.1), (0, 1.1)))),
    "tick": (False, True, (((-1, 0.05), (-0.25, 0.8), (1.1, -0.8)),)),
}
