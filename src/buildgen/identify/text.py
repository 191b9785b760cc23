"""Saved tool output as numbered lines, read in bounded time and memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 32 * 1024 * 1024
LINE_LIMIT = 2_000

_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b"))
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Text:
    """A file's bytes as UTF-8, at most `LIMIT` of them."""

    file: str
    data: bytes

    def holds(self, marks: tuple[bytes, ...]) -> bool:
        """Whether any of the marks occurs: a search at the speed of memory, before any line is looked at."""
        return any(mark in self.data for mark in marks)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield line numbers from 1, and lines without end and colours, cut at `LINE_LIMIT` bytes."""
        start, number, end = 0, 0, len(self.data)
        while start < end:
            stop = self.data.find(b"\n", start)
            stop = end if stop < 0 else stop
            number += 1
            line = self.data[start : min(stop, start + LINE_LIMIT)].decode("utf-8", "replace").rstrip("\r")
            yield number, _COLOUR.sub("", line) if "\x1b" in line else line
            start = stop + 1


def text_of(file: str, data: bytes) -> Text | None:
    """Take the file as text, or give None when it is binary.

    Windows shells write UTF-16 when output is redirected; such a file starts with a byte order mark.
    """
    data = data[:LIMIT]
    wide = _WIDE.get(data[:2])
    if wide:
        return Text(file, data[2:].decode(wide, "replace").encode("utf-8", "replace"))
    # Zero bytes do not count: a log that a power cut tore holds whole pages of them.
    head = data[:65_536].translate(None, b"\0")
    if (len(head) - len(head.translate(None, _CONTROLS))) * 20 > len(head):
        return None
    return Text(file, data.removeprefix(b"\xef\xbb\xbf"))
