"""Read a YAML file below a folder: bytes, text, Document."""

from __future__ import annotations

import codecs
import errno
import gc
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from buildgen.diagnostics import Diagnostic, Message, Place, Severity
from buildgen.source.document import Document
from buildgen.source.faults import faults_of
from buildgen.source.limits import CONTROL, MAX_BYTES, MAX_DIRECTIVES
from buildgen.source.plain import UnsoundError, composed, may_be_vast, plain_data

# Without O_NONBLOCK the open of a FIFO waits for a writer for ever; O_BINARY keeps line ends on Windows.
_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
# Anchors, aliases, tags, directives and escapes leave no trace in the nodes, or one too late.
_SUSPECT = re.compile(r"[&*!%\\]")


@contextmanager
def collector_off() -> Iterator[None]:
    """Pause the cyclic collector: parsing makes many containers and no cycles (two thirds of the time).

    What was made meanwhile joins the oldest generation unseen, else the collector's next step would go
    through all of it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


def read_document(root: Path, path: str) -> Document:
    """Read one file below `root`; whatever is wrong with it is in the document's diagnostics."""
    data = _read_bytes(root, path)
    return data if isinstance(data, Document) else parse_document(path, data)


def _failed(
    path: str,
    code: str,
    place: Place | None = None,
    *,
    sentence: str = "message",
    text: str = "",
    **values: object,
) -> Document:
    """Make the document of a file that is not parsed; `text` is what can be shown of it."""
    found = Diagnostic(
        code,
        Severity.ERROR,
        place or Place(path),
        Message.of(f"{code}.{sentence}", **values),
        help=Message.of(f"{code}.help"),
    )
    return Document(path, text, None, None, (found,))


def _read_bytes(root: Path, path: str) -> bytes | Document:
    file = os.path.join(root, path)  # noqa: PTH118 - for thousands of files, making a Path of each takes time
    handle = -1
    try:
        handle = os.open(file, _OPEN_FLAGS)
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            kind = "a pipe" if stat.S_ISFIFO(mode) else "a folder" if stat.S_ISDIR(mode) else "a device"
            return _failed(path, "SYN012", kind=kind)
        data = os.read(handle, MAX_BYTES + 1)
        while data and len(data) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1 - len(data))):
            data += more
    except OSError as error:
        return _unreadable(Path(file), path, error.errno or 0)
    finally:
        if handle >= 0:
            os.close(handle)
    return data if len(data) <= MAX_BYTES else _failed(path, "SYN007", limit=MAX_BYTES)


def _unreadable(file: Path, path: str, number: int) -> Document:
    if number == errno.ENOENT:
        return _failed(path, "SYN012", sentence="dangling" if file.is_symlink() else "missing")
    if number == errno.ELOOP:
        return _failed(path, "SYN012", sentence="loop")
    return _failed(path, "SYN012", sentence="unreadable", reason=os.strerror(number).lower())


def _decode(path: str, data: bytes) -> str | Document:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # before UTF-16, whose mark starts it
        return _failed(path, "SYN011", sentence="utf32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _failed(path, "SYN011", sentence="utf16")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        place = Place(path, line, column, line, column + 1)
        shown = data.decode("utf-8", "replace")
        return _failed(path, "SYN011", place, byte=f"0x{data[error.start]:02x}", text=shown)
    found = CONTROL.search(text)
    if found is None:
        return text
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    place = Place(path, line, column, line, column + 1)
    return _failed(path, "SYN010", place, character=f"U+{ord(found[0][0]):04X}", text=text)


def parse_document(path: str, data: bytes) -> Document:
    """Parse the bytes of one file into a Document."""
    text = _decode(path, data)
    if isinstance(text, Document):
        return text
    if text.count("\n%") > MAX_DIRECTIVES:  # libyaml compares each with all before it
        line = text.count("\n", 0, text.index("\n%")) + 2
        return _failed(path, "SYN015", Place(path, line, 1, line, 2))
    suspect = _SUSPECT.search(text) or may_be_vast(text)
    found = faults_of(path, text) if suspect else ()
    if not found:
        with suppress(UnsoundError):
            node = composed(text)
            return Document(path, text, plain_data(node), node)
        found = faults_of(path, text)  # most files are sound: only one that is not is looked at twice
    return Document(path, text, None, None, found)
