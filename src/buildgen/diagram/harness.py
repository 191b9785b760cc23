"""What a wiring diagram shows: points that leads start at, leads with their wires, and what they end at."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wire:
    """One pole of a lead: its number, what it is made of, and what it carries; `pole` is 12V or GND.

    A `sound` one is none of what the notes on its lead are about.
    """

    id: str
    pole: str
    spec: str
    current: str = ""
    colour: str = ""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Fuse:
    """A fuse on the 12 V wire of a lead; `at` is source, middle, load, or empty when nobody knows."""

    text: str
    at: str = "source"


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead: the point or lead that it starts at, the load or point that it ends at, and its wires.

    `worst` is empty, error, warning or unknown; `notes` tell why. `parent` names the lead at whose far plug
    this one starts.
    """

    name: str
    start: str
    end: str
    plug: str
    wires: tuple[Wire, ...]
    outlet: str = ""
    fuse: Fuse | None = None
    parent: str = ""
    worst: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Where leads start: a supply, or a joint that sits on another point (`on`) or ends a lead."""

    id: str
    name: str
    details: tuple[str, ...] = ()
    on: str = ""
    supply: bool = False
    poles: tuple[str, ...] = ("12V", "GND")
    worst: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """A card or a board, at which leads end."""

    id: str
    name: str
    details: tuple[str, ...] = ()
    worst: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing itself."""

    joined: str = "joined; lines that cross without a dot are not"
    hint: str = "colour is a hint, the label decides"
    error: str = "fails a check"
    warning: str = "near or beyond a limit in some case"
    unknown: str = "something is not known"
    starts: str = "from the plug of"
    outlet: str = "outlet"
    fuse: str = "fuse"


@dataclass(frozen=True, slots=True)
class Diagram:
    """A whole harness; `stamp` stands across the top when it may not serve as an instruction."""

    title: str
    desc: str
    points: tuple[Point, ...]
    leads: tuple[Lead, ...]
    loads: tuple[Load, ...]
    stamp: str = ""
    words: Words = field(default=Words())
