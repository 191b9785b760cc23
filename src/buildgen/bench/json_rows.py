"""JSON and JSONL: result objects out of text that may also hold noise, several values, or an end too soon."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buildgen.bench.batched import is_batched
from buildgen.bench.columns import SPEED_FIELD
from buildgen.bench.lines import LINE_BYTES
from buildgen.bench.reading import Cell
from buildgen.bench.row import RowError, shown

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|["{}\[\]]')
_PART = re.compile(
    r'"(?:[^"\\]|\\.)*"\s*(?::.*|,)?|[\[\]{},\s]+(?:".*)?|(?:[-+0-9.eE,\s\[\]}]|true|false|null)+|".*|'
)
_DISTINCT = frozenset(
    ("build_commit", "model_filename", "n_prompt", "n_kv_max", "speed_pp", "avg_ns", "avg_ts")
)
_OPEN_LEVELS = 64
_SEARCHED_LEVELS = 4


@dataclass(frozen=True, slots=True)
class JsonText:
    """The text of one whole object, the line it starts on, and whether it stands in an array."""

    line: int
    text: str
    in_array: bool


@dataclass(frozen=True, slots=True)
class CutText:
    """What there is of an object that never ends, and why it is known to be cut."""

    line: int
    text: str
    reason: str

    @property
    def is_result(self) -> bool:
        """Say whether it holds a name that only a benchmark result has."""
        return any(f'"{name}"' in self.text for name in _DISTINCT)


class ObjectReader:
    """Objects put together from lines; brackets are matched outside of strings."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._parts: list[str] = []
        self._size = 0
        self._line = 0
        self._last = ""
        self.array_line: int | None = None
        """The line of the array that is open."""

    @property
    def inside(self) -> bool:
        """Say whether an object is open."""
        return "{" in self._stack

    def feed(self, text: str, number: int) -> Iterator[JsonText | CutText]:
        """Take a line and give the objects that end on it, whole or cut."""
        start = 0
        for token in _TOKEN.finditer(text):
            mark = token[0] if len(token[0]) == 1 else ""
            if mark == '"':
                if self.inside:
                    yield self._cut(text[start:], "a string in it is not closed")
                return
            before = text[start : token.start()].rstrip()[-1:] or self._last
            if mark in ("{", "["):
                if self._stack[-1:] == ["{"] and before != ":":
                    # Not the array's next object either: that one would come after a comma.
                    self.array_line = None
                    yield self._cut(text[start : token.start()], f"the next value starts at line {number}")
                start = start if self.inside else token.start()
                self._open(mark, number)
            elif mark:
                ended = self._close(mark, text[start : token.end()], number)
                if ended:
                    start = token.end()
                    yield ended
            self._last = mark or '"'
            if len(self._stack) > _OPEN_LEVELS:
                yield self._cut("", f"more than {_OPEN_LEVELS} levels at line {number}")
        if self.inside:
            self._last = text[start:].rstrip()[-1:] or self._last
            self._parts.append(text[start:])
            self._size += len(text) + 1
            if self._size > LINE_BYTES:
                yield self._cut("", f"it is longer than {LINE_BYTES} bytes")

    def end(self, reason: str) -> Iterator[CutText]:
        """Give up what is open, for the reason given."""
        if self.inside:
            yield self._cut("", reason)
        self._stack.clear()
        self.array_line = None

    def _open(self, mark: str, number: int) -> None:
        if mark == "{" and not self.inside:
            self._line = number
        if not self._stack and mark == "[":
            self.array_line = number
        self._stack.append(mark)

    def _close(self, mark: str, tail: str, number: int) -> JsonText | CutText | None:
        """Close one level; give the object that ends with it, or that it does not fit into."""
        if self._stack[-1:] != ["{" if mark == "}" else "["]:
            return self._cut(tail, f"{mark!r} at line {number} closes nothing") if self.inside else None
        self._stack.pop()
        if not self._stack:
            self.array_line = None
        if mark == "]" or self.inside:
            return None
        whole = JsonText(self._line, "\n".join([*self._parts, tail]), bool(self._stack))
        self._clear()
        return whole

    def _cut(self, tail: str, reason: str) -> CutText:
        cut = CutText(self._line, "\n".join([*self._parts, tail]), f"the JSON object is cut: {reason}")
        in_array = self.array_line is not None
        self._clear()
        self._stack = ["["] if in_array else []
        return cut

    def _clear(self) -> None:
        self._parts = []
        self._size = 0


def is_part(text: str) -> bool:
    """Say whether a line can stand inside of a JSON object; log lines in between cannot."""
    return _PART.fullmatch(text.strip()) is not None


def objects(text: str) -> Iterator[Mapping[str, Cell]]:
    """Give the result objects in a JSON text, its own or inside of another one; numbers as printed.

    Raises RowError where the text is no JSON or says a name twice.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_named, parse_float=str, parse_int=str, parse_constant=str, strict=False
        )
    except (ValueError, RecursionError) as error:
        raise RowError(f"no sound JSON object: {error}") from error
    yield from _results(value, _SEARCHED_LEVELS)


def _named(pairs: list[tuple[str, object]]) -> dict[str, Cell]:
    named: dict[str, Cell] = {}
    for name, value in pairs:
        frozen = _frozen(value)
        if name in named and named[name] != frozen:
            raise RowError(f"{name} is said twice: {shown(named[name])} and {shown(frozen)}")
        named[name] = frozen
    return named


def _frozen(value: object) -> Cell:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value if value is None or isinstance(value, (bool, dict)) else str(value)


def _results(value: object, levels: int) -> Iterator[Mapping[str, Cell]]:
    if isinstance(value, Mapping):
        if SPEED_FIELD in value or is_batched(value) or len(_DISTINCT & value.keys()) >= 2:
            yield value
            return
        inner = tuple(value.values())
    else:
        inner = tuple(value) if isinstance(value, (list, tuple)) else ()
    if levels:
        for item in inner:
            yield from _results(item, levels - 1)
