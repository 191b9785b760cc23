"""Blocks of bytes out of a stream: UTF-8, line breaks as LF, without NUL bytes and colours."""

import codecs
import re
from collections.abc import Iterator
from typing import Protocol

BLOCK_BYTES = 1 << 18
_COLOUR = re.compile(rb"\x1b\[[0-9;?]{0,32}[A-Za-z]")
# What the next block may complete: the first half of a CR LF, the beginning of a terminal colour.
_UNFINISHED = re.compile(rb"(?:\r|\x1b(?:\[[0-9;?]{0,32})?)\Z")


class ByteSource(Protocol):
    """Anything with a `read` of bytes."""

    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes; nothing at the end."""


class Counted:
    """A stream that counts the bytes it gives."""

    def __init__(self, stream: ByteSource) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """Read on, and count."""
        block = self._stream.read(size)
        self.count += len(block)
        return block


def blocks(stream: ByteSource) -> Iterator[bytes]:
    """Give the stream block by block.

    UTF-16 (what PowerShell's `>` writes) becomes UTF-8. A lone carriage return becomes a line break, as text
    editors have it. Blocks may be empty.
    """
    first = stream.read(BLOCK_BYTES)
    encoding = _wide_encoding(first)
    texts = _widened(first, stream, encoding) if encoding else _raw(first, stream)
    held = b""
    for text in texts:
        block = held + text.replace(b"\0", b"")
        held = b""
        if b"\r" in block or b"\x1b" in block:
            unfinished = _UNFINISHED.search(block)
            if unfinished:
                held = unfinished[0]
                block = block[: unfinished.start()]
            block = _COLOUR.sub(b"", block).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield block
    if held == b"\r":
        yield b"\n"


def _raw(first: bytes, stream: ByteSource) -> Iterator[bytes]:
    block = first
    while block:
        yield block
        block = stream.read(BLOCK_BYTES)


def _widened(first: bytes, stream: ByteSource, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in _raw(first, stream):
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _wide_encoding(head: bytes) -> str | None:
    """Tell UTF-16 by its mark, or by zeros in nearly every other byte of the beginning and none between."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = head[:512]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and not even and odd > 0.4 * len(head):
        return "utf-16-le"
    if len(head) >= 8 and not odd and even > 0.4 * len(head):
        return "utf-16-be"
    return None
