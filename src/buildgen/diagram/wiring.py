"""The wiring diagram: supplies and joints on the left, each wire its own line, cards and plugs on the right.

It is drawn to be worked by: every conductor group is one line with its number, pole, gauge, length, colour
and current beside it. 12 V lines are whole and ground lines are dashed, whatever their colour; a line that
fails its check is thick, carries a sign and a sentence. Each lead leaves the two buses of the point that it
starts at, and a dot tells where lines are joined: crossing lines are not. One layout serves a wide and a
narrow column: only the lengths of lines and the breaks of texts differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from buildgen.diagram.harness import Diagram, Fuse, Lead, Load, Point, Wire
from buildgen.diagram.legend import Key, legend, stroke
from buildgen.diagram.scene import (
    NARROW,
    SIZE,
    SMALL,
    Mark,
    Path,
    Rect,
    Scene,
    Shape,
    Sign,
    Text,
    line,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import wrapped

_LINE = 14.0  # between two lines of text
_PAD = 7.0
_GAP = 12.0
_STEP = 26.0  # how far the buses of a joint stand right of those that it hangs on
_DEEPEST = 3
_BUS = {"12V": 18.0, "GND": 8.0}  # where the buses stand, from the left edge of their point
_DASH = {"12V": "", "GND": "7 3"}
_SIGNS: dict[str, tuple[Sign, str]] = {
    "error": ("cross", "error"),
    "warning": ("triangle", "warning"),
    "unknown": ("ring", "unknown"),
}
# Insulation colour -> tone. There is no yellow that reads on white: 12 V gets the palette's dark gold.
_TONES = {
    "yellow": "data-5",
    "black": "ink",
    "red": "data-2",
    "green": "data-3",
    "blue": "data-1",
    "pink": "data-4",
    "purple": "data-4",
    "grey": "data-6",
    "gray": "data-6",
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """The columns: where loads begin and how wide they are, in a drawing of some width."""

    wide: float

    @property
    def load_width(self) -> float:
        return 104 if self.wide <= NARROW else 190

    @property
    def load(self) -> float:
        return self.wide - self.load_width


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, and down to where."""

    y: float
    shapes: list[Shape]

    def texts(  # noqa: PLR0913 - a paragraph has this many sides
        self, x: float, room: float, text: str, tone: str = "ink", *, bold: bool = False, most: int = 4
    ) -> None:
        """Write a text in lines, and move down."""
        for part in wrapped(text, room, SMALL, bold=bold, most=most):
            self.shapes.append(Text(x, self.y + 11, part, SMALL, tone=tone, bold=bold))
            self.y += _LINE


def layout(diagram: Diagram, wide: float) -> Scene:
    """Place everything; raises ValueError when a lead starts or ends where nothing is."""
    _check(diagram)
    frame, sheet = _Frame(wide), _Sheet(1.0, [])
    if diagram.stamp:
        _stamp(diagram, sheet, wide)
    roots = [p for p in diagram.points if not p.on or p.supply]
    for point in roots:
        _point(diagram, frame, sheet, point, 0)
        sheet.y += _GAP
    keys, deep = legend(_keys(diagram), 0, sheet.y, wide)
    return Scene(diagram.title, diagram.desc, wide, sheet.y + deep + 1, (*sheet.shapes, *keys))


def _check(diagram: Diagram) -> None:
    points = {point.id for point in diagram.points}
    ends = points | {load.id for load in diagram.loads}
    names = [lead.name for lead in diagram.leads]
    unknown = sorted({lead.end for lead in diagram.leads} - ends)
    unknown += sorted({lead.start for lead in diagram.leads if not lead.parent} - points)
    unknown += sorted({lead.parent for lead in diagram.leads if lead.parent} - set(names))
    unknown += sorted({point.on for point in diagram.points if point.on} - points)
    if unknown or len(set(names)) != len(names):
        raise ValueError(f"nothing to draw to, or drawn twice: {', '.join(unknown) or names}")


def _stamp(diagram: Diagram, sheet: _Sheet, wide: float) -> None:
    """Put the stamp across the top: who cuts the drawing out still has it."""
    lines = wrapped(diagram.stamp, wide - 40, SIZE, bold=True, most=6)
    high = len(lines) * (_LINE + 1) + 2 * _PAD
    sheet.shapes.append(Rect(1, sheet.y, wide - 2, high, "panel", "", "error", thickness=2.4, dash="10 4"))
    sheet.shapes.append(Mark(17, sheet.y + high / 2, "cross", "error", 13))
    for number, text in enumerate(lines):
        sheet.shapes.append(
            Text(32, sheet.y + _PAD + 12 + number * (_LINE + 1), text, SIZE, tone="error", bold=True)
        )
    sheet.y += high + _GAP


def _point(diagram: Diagram, frame: _Frame, sheet: _Sheet, point: Point, depth: int) -> None:
    """Draw a point's head, the leads that start there, and the joints that sit on it."""
    left = min(depth, _DEEPEST) * _STEP
    _head(frame, sheet, point, left)
    floor = sheet.y
    ends: dict[str, float] = {}  # pole -> where its bus ends
    for _, leads in _groups(diagram, point):
        for pole, y in _group(diagram, frame, sheet, leads, left).items():
            ends[pole] = max(ends.get(pole, 0), y)
    for joint in (p for p in diagram.points if p.on == point.id and not p.supply):
        sheet.y += _GAP
        for number, pole in enumerate(pole for pole in joint.poles if pole in _BUS):
            ends[pole] = max(ends.get(pole, 0), sheet.y + 10 + 9 * number)
            _branch(sheet, left + _BUS[pole], ends[pole], min(depth + 1, _DEEPEST) * _STEP + 1, pole)
        _point(diagram, frame, sheet, joint, depth + 1)
    for pole, end in sorted(ends.items()):
        x = left + _BUS[pole]
        tone = "data-5" if pole == "12V" else "ink"
        sheet.shapes.insert(0, Path(((x, floor), (x, end)), tone, 2.4, _DASH[pole]))


def _branch(sheet: _Sheet, x: float, y: float, end: float, pole: str) -> None:
    """Lead a bus into the side of a joint's box."""
    tone = "data-5" if pole == "12V" else "ink"
    sheet.shapes.insert(0, line((x, y), (max(end, x), y), tone, _DASH[pole], 2.4))
    sheet.shapes.append(Mark(x, y, "dot", "ink", 7))


def _head(frame: _Frame, sheet: _Sheet, point: Point, left: float) -> None:
    """Draw the box of a supply or a joint, with a flag per bus."""
    top, room = sheet.y, frame.wide - left - 2 - 2 * _PAD - (18 if point.worst else 0)
    sheet.y += _PAD - 2
    index = len(sheet.shapes)
    for part in wrapped(point.name, room, SIZE, bold=True, most=3):
        sheet.shapes.append(Text(left + 1 + _PAD, sheet.y + 12, part, bold=True))
        sheet.y += _LINE + 1
    for detail in point.details:
        sheet.texts(left + 1 + _PAD, room, detail)
    sheet.y += _PAD - 2
    edge, weight = _SIGNS.get(point.worst, ("ring", "ink"))[1], 1.8 if point.supply else 1.2
    box = Rect(
        left + 1, top, frame.wide - left - 2, sheet.y - top, "panel", "", edge, 0 if point.supply else 6
    )
    sheet.shapes.insert(index, replace(box, thickness=weight + (0.8 if point.worst else 0)))
    if point.worst:
        sheet.shapes.append(Mark(frame.wide - 14, top + 14, *_SIGNS[point.worst], 11))
    for pole in point.poles:
        if pole in _BUS:
            sheet.shapes.append(Mark(left + _BUS[pole], sheet.y, "dot", "ink", 5))


def _groups(diagram: Diagram, point: Point) -> Iterator[tuple[str, list[Lead]]]:
    """Gather the leads of a point by where they end, each pigtail after its parent."""
    found: dict[str, list[Lead]] = {}

    def add(lead: Lead) -> None:
        found.setdefault(lead.end, []).append(lead)
        for tail in diagram.leads:
            if tail.parent == lead.name:
                add(tail)

    for lead in diagram.leads:
        if not lead.parent and lead.start == point.id:
            add(lead)
    yield from found.items()


def _group(
    diagram: Diagram, frame: _Frame, sheet: _Sheet, leads: list[Lead], left: float
) -> dict[str, float]:
    """Draw the leads to one load and its box; give where each bus was left last."""
    sheet.y += _GAP
    top, index = sheet.y, len(sheet.shapes)
    load = _load_of(diagram, leads[0].end)
    high = _load_texts(frame, sheet, load, top)
    floor = top + high
    ends: dict[str, float] = {}
    for lead in leads:
        lines = _lead(diagram, frame, sheet, lead, (left, floor))
        floor = _connector(frame, sheet, lead, [y for _, y in lines])
        floor = max(floor, sheet.y - 10)
        if not lead.parent:
            ends.update(lines)
    sheet.y = max(sheet.y, floor) + 2
    edge = _SIGNS.get(load.worst, ("ring", "edge"))[1]
    box = Rect(frame.load, top, frame.load_width - 1, sheet.y - top + 2, "panel", "", edge, 4)
    sheet.shapes.insert(index, replace(box, thickness=2.4 if load.worst else 1))
    sheet.y += 4
    return ends


def _load_of(diagram: Diagram, name: str) -> Load:
    load = next((load for load in diagram.loads if load.id == name), None)
    if load is not None:
        return load
    point = next(point for point in diagram.points if point.id == name)
    return Load(point.id, point.name)


def _load_texts(frame: _Frame, sheet: _Sheet, load: Load, top: float) -> float:
    """Write what a load is into its box; give how high that is. The leads begin below it."""
    room = frame.load_width - 2 * _PAD - (16 if load.worst else 0)
    texts = [(part, True) for part in wrapped(load.name, room, SMALL, bold=True, most=3)]
    texts += [(part, False) for detail in load.details for part in wrapped(detail, room, SMALL, most=4)]
    y = top + _PAD - 2
    for text, bold in texts:
        sheet.shapes.append(Text(frame.load + _PAD, y + 11, text, SMALL, bold=bold))
        y += _LINE
    if load.worst:
        sheet.shapes.append(Mark(frame.wide - 12, top + 12, *_SIGNS[load.worst], 10))
    return y - top + 2


def _lead(
    diagram: Diagram, frame: _Frame, sheet: _Sheet, lead: Lead, spot: tuple[float, float]
) -> list[tuple[str, float]]:
    """Draw a lead's texts and its lines; give the pole and the height of each line.

    `spot` is the left edge of its point, and the height that its plug has to stay under.
    """
    left, floor = spot
    x, words = left + 30, diagram.words
    room = frame.load - x - 8
    name = f"{lead.name} ({words.outlet} {lead.outlet})" if lead.outlet else lead.name
    if lead.parent:
        name += f", {words.starts} {lead.parent}"
    head = [(part, True) for part in wrapped(name, room, SMALL, bold=True, most=4)]
    lines: list[tuple[str, float]] = []
    for wire in lead.wires:
        fuse = lead.fuse if wire.pole == "12V" else None
        parts = [f"{wire.id} {wire.pole}", wire.spec, wire.current, fuse.text if fuse else ""]
        text = ", ".join(part for part in parts if part)
        label = [*head, *((part, False) for part in wrapped(text, room, SMALL, most=6))]
        if not lines:  # the plug must clear the load's own texts, and the label stays with its line
            sheet.y = max(sheet.y, floor + 5 - len(label) * _LINE)
        for part, bold in label:
            sheet.shapes.append(Text(x, sheet.y + 11, part, SMALL, bold=bold))
            sheet.y += _LINE
        head = []
        sheet.y += 5
        _wire(frame, sheet, lead, wire, left)
        if fuse is not None:
            _fuse(frame, sheet, fuse, x, lead)
        lines.append((wire.pole, sheet.y))
        sheet.y += 9
    for note in lead.notes:
        sheet.texts(x, room, note, _SIGNS.get(lead.worst, ("ring", "ink"))[1], bold=True, most=5)
    sheet.y += 6
    return lines


def _wire(frame: _Frame, sheet: _Sheet, lead: Lead, wire: Wire, left: float) -> None:
    """Draw one line from its bus, or from the stub of its parent's plug, to the plug at the load."""
    y, start = sheet.y, left + _BUS.get(wire.pole, 18.0)
    tone = _TONES.get(wire.colour, "edge")
    worst = "" if wire.sound else lead.worst
    thick = 4.0 if worst in {"error", "warning"} else 2.4
    first = left + 30 if lead.parent else start
    dash = _DASH.get(wire.pole, "2 3")
    sheet.shapes.append(line((first, y), (frame.load + 5, y), tone, dash, thick))
    sheet.shapes.append(Mark(first, y, "box" if lead.parent else "dot", "ink", 7))
    if worst:
        sheet.shapes.append(Mark(frame.load - 18, y, *_SIGNS[worst], 12))


def _fuse(frame: _Frame, sheet: _Sheet, fuse: Fuse, x: float, lead: Lead) -> None:
    """Draw a fuse as a box on its line, where it sits; one whose place nobody knows is dashed."""
    right = frame.load - (60 if lead.worst else 40)
    spot = {"source": x, "middle": (x + right) / 2, "load": right}.get(fuse.at, (x + right) / 2)
    box = Rect(spot, sheet.y - 5, 26, 10, "paper", "", "ink", 2, "" if fuse.at else "3 2", 1.4)
    sheet.shapes.append(box)
    sheet.shapes.append(line((spot + 4, sheet.y), (spot + 22, sheet.y), "ink", "", 1.2))


def _connector(frame: _Frame, sheet: _Sheet, lead: Lead, spots: list[float]) -> float:
    """Draw the plug of a lead around the ends of its lines; give where it ends."""
    lines = wrapped(lead.plug, frame.load_width - 2 * _PAD - 11, SMALL, most=4)
    top = min(spots, default=sheet.y) - 9
    high = max(max(spots, default=sheet.y) + 9 - top, len(lines) * _LINE + 6)
    rect = Rect(frame.load + 5, top, frame.load_width - 11, high, "paper", "", "edge", 2)
    sheet.shapes.append(replace(rect, thickness=1.2))
    y = top + high / 2 - len(lines) * _LINE / 2
    for text in lines:
        sheet.shapes.append(Text(frame.load + 5 + _PAD, y + 11, text, SMALL))
        y += _LINE
    return top + high


def _keys(diagram: Diagram) -> tuple[Key, ...]:
    words = diagram.words
    poles = dict.fromkeys(wire.pole for lead in diagram.leads for wire in lead.wires)
    keys = [
        Key((stroke("data-5" if pole == "12V" else "ink", _DASH.get(pole, "2 3"), 2.4),), pole)
        for pole in poles
    ]
    if any(lead.fuse for lead in diagram.leads):
        box = Rect(-8, -4, 16, 8, "paper", "", "ink", 2, "", 1.4)
        keys.append(Key((box, line((-5, 0), (5, 0), "ink")), words.fuse))
    keys.append(Key((Mark(0, 0, "dot", "ink", 7),), words.joined))
    worst = {item.worst for items in (diagram.leads, diagram.points, diagram.loads) for item in items}
    names = {"error": words.error, "warning": words.warning, "unknown": words.unknown}
    for kind, name in names.items():
        if kind in worst:
            keys.append(Key((Mark(0, 0, *_SIGNS[kind], 10),), name))
    keys.append(Key((), words.hint))
    return tuple(keys)


def draw(diagram: Diagram, prefix: str) -> str:
    """Draw the diagram for a page, wide and narrow."""
    return draw_with(layout, diagram, prefix)
