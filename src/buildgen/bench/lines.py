"""Lines out of a byte stream of any size: only those worth a look, each with its number, in bounded memory.

The search runs over blocks of whole lines, so that log noise costs no Python step per line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from buildgen.bench.blocks import ByteSource, Counted, blocks

LINE_BYTES = 1 << 20
"""A longer line keeps this much of its beginning."""


@dataclass(frozen=True, slots=True)
class Wider:
    """An expression that finds more than a narrow one only where some byte still comes; else that will do."""

    byte: bytes
    wide: re.Pattern[bytes]
    narrow: re.Pattern[bytes]


Pattern: TypeAlias = "bytes | re.Pattern[bytes] | Wider"
"""Bytes that stand anywhere in a line, or an expression that starts with the line break before it."""

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)? +")
_NO_HIT = 1 << 62

OPENING_LINES = 2
"""So many lines below a lone opening brace may be asked for by an expression, and the one after them."""

_OPENING = re.compile(rb"\n[ \t>]*\[?[ \t]*\{[ \t]*(?:\n[^\n]*){0,%d}\Z" % OPENING_LINES)
_OPENING_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """A line's number (from 1), its cleaned text, and whether it was too long and lost its end."""

    number: int
    text: str
    cut: bool


class LineSource:
    """A stream read as numbered lines: the next one, or the next one that holds a pattern."""

    def __init__(self, stream: ByteSource, watched: Sequence[bytes] = ()) -> None:
        """Read `stream`; `watched` are the bytes whose loss with the end of an overlong line is recorded."""
        self._bytes = Counted(stream)
        self._blocks = blocks(self._bytes)
        self._watched = tuple(watched)
        self._buffer = b""  # whole lines, each with a line break before it
        self._at = 0
        self._is_ascii = True
        self._settled = 0  # before here, an expression sees all lines that it may ask for
        self._rest = b""
        self._last_is_cut = False
        self._skipping = False
        self._patterns: tuple[Pattern, ...] = ()
        self._hits: list[int] = []
        self.lines_read = 0
        self.overlong: list[int] = []
        """Numbers of the lines whose lost end held watched bytes."""

    @property
    def bytes_read(self) -> int:
        """How many bytes the stream has given."""
        return self._bytes.count

    def next_line(self) -> Line | None:
        """Give the next line, whatever it holds; None at the end."""
        if self._at >= len(self._buffer) and not self._fill():
            return None
        end = self._line_end()
        raw = self._buffer[self._at + 1 : end]
        self._at = end
        self.lines_read += 1
        return Line(self.lines_read, clean(raw), self._last_is_cut and end == len(self._buffer))

    def peek(self) -> str | None:
        """Give the text of the next line without taking it; None at the end."""
        if self._at >= len(self._buffer) and not self._fill():
            return None
        return clean(self._buffer[self._at + 1 : self._line_end()])

    def seek(self, patterns: tuple[Pattern, ...]) -> Line | None:
        """Skip to the next line that holds one of the patterns and give it; None where none is left."""
        if patterns != self._patterns:
            self._patterns = patterns
            self._hits = [-1] * len(patterns)
        while True:
            hit = self._next_hit()
            if hit < self._settled:
                self._pass(self._buffer.rfind(b"\n", self._at, hit + 1))
                return self.next_line()
            self._pass(self._settled)
            if not self._fill():
                if self._at >= len(self._buffer):
                    return None
                self._settled = len(self._buffer)

    def _pass(self, place: int) -> None:
        if place > self._at:
            self.lines_read += self._buffer.count(b"\n", self._at, place)
            self._at = place

    def _next_hit(self) -> int:
        for index, hit in enumerate(self._hits):
            if hit < self._at:
                pattern = self._patterns[index]
                absent = self._is_ascii and isinstance(pattern, bytes) and not pattern.isascii()
                self._hits[index] = _NO_HIT if absent else _find(pattern, self._buffer, self._at)
        return min(self._hits, default=_NO_HIT)

    def _line_end(self) -> int:
        end = self._buffer.find(b"\n", self._at + 1)
        return end if end >= 0 else len(self._buffer)

    def _fill(self) -> bool:
        """Append whole lines, at least one, to what is left of the buffer; False at the end of the stream."""
        lines = self._whole_lines()
        if lines is None:
            return False
        self._buffer = self._buffer[self._at :] + b"\n" + lines
        self._at = 0
        self._is_ascii = self._buffer.isascii()
        self._settled = len(self._buffer) if self._last_is_cut else _settled(self._buffer)
        self._hits = [-1] * len(self._hits)
        return True

    def _whole_lines(self) -> bytes | None:
        data, self._rest = self._rest, b""
        last_number = self.lines_read + self._buffer.count(b"\n", self._at)
        self._last_is_cut = False
        for block in self._blocks:
            data += self._after_skipping(block, last_number)
            end = data.rfind(b"\n")
            if end >= 0:
                self._rest = data[end + 1 :]
                return data[:end]
            if len(data) > LINE_BYTES:
                self._last_is_cut = self._skipping = True
                self._watch(last_number + 1, data[LINE_BYTES:])
                return data[:LINE_BYTES]
        return data.removesuffix(b"\n") if data else None

    def _after_skipping(self, block: bytes, number: int) -> bytes:
        if not self._skipping:
            return block
        lost, found, kept = block.partition(b"\n")
        self._watch(number, lost)
        self._skipping = not found
        return kept

    def _watch(self, number: int, lost: bytes) -> None:
        if self.overlong[-1:] != [number] and any(item in lost for item in self._watched):
            self.overlong.append(number)


def _settled(buffer: bytes) -> int:
    """Give where the last opening brace starts whose lines below are not all there yet, or the end."""
    opening = _OPENING.search(buffer, max(0, len(buffer) - _OPENING_BYTES))
    return len(buffer) if opening is None else opening.start()


def _find(pattern: Pattern, buffer: bytes, start: int) -> int:
    if isinstance(pattern, bytes):
        found = buffer.find(pattern, start)
        return found if found >= 0 else _NO_HIT
    if isinstance(pattern, Wider):
        pattern = pattern.wide if buffer.find(pattern.byte, start) >= 0 else pattern.narrow
    match = pattern.search(buffer, start)
    return match.start() if match else _NO_HIT


def clean(raw: bytes) -> str:
    """Give a line's text without quoting marks, a time stamp in front and invisible characters."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # every byte has a character, and byte B1 is the plus-minus sign
    text = text.replace("\ufeff", "").replace("\u00a0", " ").replace("\u200b", "")
    for prefix in (_QUOTE, _STAMP):
        found = prefix.match(text)
        text = text[found.end() :] if found else text
    return text
