"""The block drawing of a rig: supplies on the left, what they feed on the right, one bus per supply between.

A supply is told by its letter at every end, by dash and by colour, in this order of trust. What cards draw
through the slots of a board is a bracket on the right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from buildgen.diagram.legend import Key, legend, stroke
from buildgen.diagram.scene import (
    NARROW,
    SERIES_DASHES,
    SIZE,
    SMALL,
    Mark,
    Path,
    Rect,
    Scene,
    Shape,
    Text,
    colour,
    line,
    moved,
)
from buildgen.diagram.svg import draw_with
from buildgen.diagram.text import fitted, width, wrapped

_PAD = 11.0
_NAME = 15.0  # line heights
_DETAIL = 14.0
_GAP = 12.0
_PORT = 20.0  # between two feeds that end at one block
_BADGE = 18.0


@dataclass(frozen=True, slots=True)
class SupplyBlock:
    """A supply; `detail` is a short line such as its rating and verdict."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LoadBlock:
    """What is fed; `kind` is card, board, cpu or other and chooses the small picture."""

    id: str
    name: str
    detail: str = ""
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Feed:
    """A supply feeds a load by cable; `text` stands on the line where there is room."""

    supply: str
    load: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A card draws from the slot of a board; both are loads."""

    board: str
    card: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    slots: str = "through the slots of the board"


@dataclass(frozen=True, slots=True)
class Rig:
    """Supplies, loads in their order from top to bottom, and what feeds what."""

    title: str
    desc: str
    supplies: tuple[SupplyBlock, ...]
    loads: tuple[LoadBlock, ...]
    feeds: tuple[Feed, ...]
    slots: tuple[Slot, ...] = ()
    words: Words = field(default=Words())


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the drawing: supplies, the channel of the buses, loads, the gutter of the brackets."""

    supply: float
    channel: float
    buses: float
    load: float
    gutter: float

    @property
    def left(self) -> float:
        """Where the loads begin."""
        return self.supply + self.channel

    @property
    def right(self) -> float:
        """Where the loads end."""
        return self.left + self.load


@dataclass(frozen=True, slots=True)
class Block:
    """A placed block with its broken texts."""

    id: str
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    detail: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


def layout(rig: Rig, wide: float) -> Scene:
    """Place all blocks and lines; raises ValueError when a feed or a slot names no block."""
    _check(rig)
    narrow = wide <= NARROW
    columns = Columns(112, 50, 26, 144, 22) if narrow else Columns(190, 124, 52, 290, 36)
    loads = _loads(rig, columns)
    supplies = _supplies(rig, columns, loads)
    high = max(b.y + b.height for b in (*loads, *supplies)) if loads or supplies else 0
    ports = _ports(rig, loads)
    shapes: list[Shape] = [*_brackets(rig, columns, loads)]
    for index, supply in enumerate(supplies):
        shapes.extend(_bus(rig, index, supply, columns, ports))
    for load, block in zip(rig.loads, loads, strict=True):
        shapes.extend(_drawn_load(load, block))
    for index, block in enumerate(supplies):
        shapes.extend(_drawn_supply(block, index))
    for (supply_id, _), (x, y) in ports.items():
        shapes.extend(_badge(x, y, _index(rig, supply_id)))
    keys, deep = legend(_keys(rig), 0, high + 14, wide)
    return Scene(rig.title, rig.desc, wide, high + 14 + deep, (*shapes, *keys))


def _check(rig: Rig) -> None:
    supplies = {s.id for s in rig.supplies}
    loads = {block.id for block in rig.loads}
    named = {f.load for f in rig.feeds} | {s.board for s in rig.slots} | {s.card for s in rig.slots}
    unknown = sorted(({f.supply for f in rig.feeds} - supplies) | (named - loads))
    if unknown:
        raise ValueError(f"no block for {', '.join(unknown)}")


def _index(rig: Rig, supply: str) -> int:
    return next(i for i, s in enumerate(rig.supplies) if s.id == supply)


def letter(index: int) -> str:
    """Name a supply by its place: A to Z, then AA, AB, ..."""
    text = chr(ord("A") + index % 26)
    return text if index < 26 else letter(index // 26 - 1) + text


def _sized(block: SupplyBlock | LoadBlock, x: float, wide: float, room: float, least: float) -> Block:
    names = wrapped(block.name, room, SIZE, bold=True)
    details = wrapped(block.detail, room, SMALL)
    high = len(names) * _NAME + len(details) * _DETAIL + 2 * _PAD
    return Block(block.id, x, 1, wide, max(high, least), names, details)


def _loads(rig: Rig, columns: Columns) -> tuple[Block, ...]:
    """Put the loads one under the other, each high enough for its texts and its feeds."""
    placed: list[Block] = []
    top = 1.0  # half a line
    for load in rig.loads:
        feeds = len({f.supply for f in rig.feeds if f.load == load.id})
        picture = 44 if columns.load > 200 else 0
        room = columns.load - 24 - picture
        block = _sized(load, columns.left, columns.load, room, feeds * _PORT + 8)
        placed.append(_at(block, top))
        top += block.height + _GAP
    return tuple(placed)


def _at(block: Block, y: float) -> Block:
    return Block(block.id, block.x, y, block.width, block.height, block.name, block.detail)


def _supplies(rig: Rig, columns: Columns, loads: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put each supply level with the middle of what it feeds, then move them apart."""
    middles = {block.id: block.middle for block in loads}
    floor = max((b.y + b.height for b in loads), default=0.0)
    blocks: list[Block] = []
    for supply in rig.supplies:
        room = columns.supply - 20 - _BADGE - 8
        block = _sized(supply, 0, columns.supply, room, 44)
        fed = [middles[f.load] for f in rig.feeds if f.supply == supply.id]
        wished = (min(fed) + max(fed)) / 2 if fed else floor / 2
        blocks.append(_at(block, wished - block.height / 2))
    return _apart(blocks, floor)


def _apart(blocks: list[Block], floor: float) -> tuple[Block, ...]:
    """Move blocks down and then up until none overlap, keeping them above `floor` where they fit."""
    order = sorted(range(len(blocks)), key=lambda i: (blocks[i].middle, i))
    top = 1.0
    for i in order:
        blocks[i] = _at(blocks[i], max(blocks[i].y, top))
        top = blocks[i].y + blocks[i].height + _GAP
    floor = max(floor, sum(block.height + _GAP for block in blocks) - _GAP + 1)
    for i in reversed(order):
        blocks[i] = _at(blocks[i], min(blocks[i].y, floor - blocks[i].height))
        floor = blocks[i].y - _GAP
    return tuple(blocks)


def _ports(rig: Rig, loads: tuple[Block, ...]) -> dict[tuple[str, str], tuple[float, float]]:
    """Give each pair of supply and load the place where the feed ends."""
    ports: dict[tuple[str, str], tuple[float, float]] = {}
    for block in loads:
        fed = list(dict.fromkeys(f.supply for f in rig.feeds if f.load == block.id))
        fed.sort(key=lambda supply: _index(rig, supply))
        for place, supply in enumerate(fed):
            ports[supply, block.id] = (block.x, block.middle + (place - (len(fed) - 1) / 2) * _PORT)
    return ports


def _bus(
    rig: Rig,
    index: int,
    block: Block,
    columns: Columns,
    ports: dict[tuple[str, str], tuple[float, float]],
) -> list[Shape]:
    """Draw the line out of a supply, its bus and the branches, with a dot wherever lines join."""
    ends = [(x, y, load) for (supply, load), (x, y) in ports.items() if supply == block.id]
    if not ends:
        return []
    tone, dash = colour(index), SERIES_DASHES[index % len(SERIES_DASHES)]
    others = [y for (supply, _), (_, y) in ports.items() if supply != block.id]
    out = _free(block, others, [y for _, y, _ in ends])
    x = block.width + columns.buses * (index + 1) / (len(rig.supplies) + 1)
    heights = sorted({out, *(y for _, y, _ in ends)})
    runs = [((block.width, out), (x, out)), ((x, heights[0] - 1), (x, heights[-1] + 1))]
    runs += [((x, y), (end, y)) for end, y, _ in ends]
    shapes: list[Shape] = [Path(run, "paper", 6) for run in runs]  # parts it from lines that it crosses
    shapes += [Path(run, tone, 2, dash) for run in runs]
    shapes += [Mark(x, y, "dot", tone, 6) for y in heights[1:-1]]
    room = columns.channel - columns.buses - _BADGE / 2 - 6
    texts = {f.load: f.text for f in rig.feeds if f.supply == block.id}
    for end, y, load in ends:
        text = texts[load]
        if text and width(text, SMALL) <= room:
            shapes.append(Text(end - _BADGE / 2 - 4, y - 5, text, SMALL, "end", "muted"))
    return shapes


def _free(block: Block, others: list[float], own: list[float]) -> float:
    """Find a height at the block that no branch of another supply runs at: level with an own end, or near."""
    level = sorted(own, key=lambda y: abs(y - block.middle))
    for y in (*level, *(block.middle + away for away in (0, 7, -7, 14, -14, 20, -20))):
        if block.y + 6 <= y <= block.y + block.height - 6 and all(abs(y - other) >= 6 for other in others):
            return y
    return block.middle


def _brackets(rig: Rig, columns: Columns, loads: tuple[Block, ...]) -> list[Shape]:
    """Join each board with the cards in its slots, on the right."""
    middles = {block.id: block.middle for block in loads}
    boards = list(dict.fromkeys(s.board for s in rig.slots))
    shapes: list[Shape] = []
    for place, board in enumerate(boards):
        x = columns.right + (columns.gutter - 4) * (place + 1) / len(boards)
        cards = list(dict.fromkeys(s.card for s in rig.slots if s.board == board))
        heights = sorted([middles[board], *(middles[card] for card in cards)])
        shapes.append(line((columns.right, middles[board]), (x, middles[board]), "edge", thickness=3))
        shapes.append(line((x, heights[0]), (x, heights[-1]), "edge", "2 3", 2))
        shapes += [line((columns.right, middles[c]), (x, middles[c]), "edge", "2 3", 2) for c in cards]
        shapes += [Mark(columns.right, middles[c], "square", "edge", 7) for c in cards]
    return shapes


def _drawn_load(load: LoadBlock, block: Block) -> list[Shape]:
    shapes: list[Shape] = [Rect(block.x, block.y, block.width, block.height, "paper", "", "edge", 3)]
    if block.width > 200:
        x, y = block.x + block.width - 30, block.middle
        shapes += [moved(shape, x, y) for shape in _PICTURES.get(load.kind, ())]
    return [*shapes, *_lines(block, block.x + 16)]


def _drawn_supply(block: Block, index: int) -> list[Shape]:
    tone = colour(index)
    return [
        Rect(block.x + 0.5, block.y, block.width - 0.5, block.height, "panel", "", "edge", 3),
        Rect(block.x + 0.5, block.y, 4, block.height, tone),
        *_lines(block, block.x + 14),
        *_badge(block.width - _BADGE / 2 - 6, block.middle, index),
    ]


def _lines(block: Block, x: float) -> list[Shape]:
    taken = len(block.name) * _NAME + len(block.detail) * _DETAIL
    y = block.y + (block.height - taken) / 2
    shapes: list[Shape] = []
    for text in block.name:
        shapes.append(Text(x, y + 11.5, text, SIZE, bold=True))
        y += _NAME
    for text in block.detail:
        shapes.append(Text(x, y + 11, text, SMALL, tone="muted"))
        y += _DETAIL
    return shapes


def _badge(x: float, y: float, index: int) -> tuple[Shape, ...]:
    half = _BADGE / 2
    return (
        Rect(x - half, y - half, _BADGE, _BADGE, "paper", "", colour(index), half, thickness=2),
        Text(x, y + 4, fitted(letter(index), _BADGE, SMALL), SMALL, "middle", bold=True),
    )


def _keys(rig: Rig) -> tuple[Key, ...]:
    keys = [
        Key((stroke(colour(i), SERIES_DASHES[i % len(SERIES_DASHES)]),), f"{letter(i)} {supply.name}")
        for i, supply in enumerate(rig.supplies)
    ]
    return (*keys, Key((stroke("edge", "2 3"),), rig.words.slots)) if rig.slots else tuple(keys)


# Small pictures around the origin, in a space of 40 by 26.
_PICTURES: dict[str, tuple[Shape, ...]] = {
    "card": (
        Rect(-19, -9, 38, 16, "panel", "", "edge", 2),
        line((-19, -12), (-19, 11), "edge", thickness=2),
        Rect(-12, 7, 18, 3, "edge"),
        Rect(-9, -5, 8, 8, "none", "", "edge", 1),
        Rect(3, -5, 8, 8, "none", "", "edge", 4),
    ),
    "board": (
        Rect(-15, -13, 30, 26, "panel", "", "edge", 2),
        Rect(-10, -9, 9, 9, "none", "", "edge"),
        line((4, -9), (4, 0), "edge", thickness=1.5),
        line((9, -9), (9, 0), "edge", thickness=1.5),
        line((-10, 4.5), (10, 4.5), "edge", thickness=1.5),
        line((-10, 8.5), (10, 8.5), "edge", thickness=1.5),
    ),
    "cpu": (
        Rect(-9, -9, 18, 18, "panel", "", "edge", 2),
        Rect(-4, -4, 8, 8, "none", "", "edge"),
        *(line((x, -12), (x, -9), "edge", thickness=1.5) for x in (-5, 0, 5)),
        *(line((x, 9), (x, 12), "edge", thickness=1.5) for x in (-5, 0, 5)),
        *(line((-12, y), (-9, y), "edge", thickness=1.5) for y in (-5, 0, 5)),
        *(line((9, y), (12, y), "edge", thickness=1.5) for y in (-5, 0, 5)),
    ),
}


def draw(rig: Rig, prefix: str) -> str:
    """Draw the rig for a page, wide and narrow."""
    return draw_with(layout, rig, prefix)
