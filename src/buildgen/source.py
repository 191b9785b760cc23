"""YAML text to plain data with the place of every value.

Own walk over the events of libyaml: no implicit typing beyond `null`, `true`, `false`, whole numbers and
plain decimals; repeated keys, anchors, tags, merge keys and further documents are findings; size, depth and
count are bounded while reading, so that hostile input costs no more than honest input.
"""

from __future__ import annotations

import codecs
import errno
import gc
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from buildgen.diagnostics import Diagnostic, Label, Message, Place, Severity

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_VALUES = 50_000
MAX_TEXT = 20_000
MAX_KEY = 200
MAX_DIGITS = 30
MAX_FINDINGS = 200
MAX_DIRECTIVES = 100

# (line, column, end line, end column, children); lines and columns from 0, as libyaml counts.
# Children of a mapping: key -> (key line, key column, key end column, spot); of a list: spots.
Spot = tuple[int, int, int, int, Any]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_ODD_KEYS = frozenset({*_WORDS, "<<"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
# Tab, line feed and a carriage return before one are the only control characters of a text file. U+0085,
# U+2028 and U+2029 would make YAML's lines differ from an editor's; U+FFFE and U+FFFF are no characters.
_UNWANTED = "\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_UNWANTED}]|\r(?!\n)")
_CONTROL_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f{_UNWANTED}\ud800-\udfff]")
# Without O_NONBLOCK the open of a FIFO waits for a writer for ever; O_BINARY keeps line ends on Windows.
_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: plain data, the place of every value, and what is wrong with it as YAML.

    `data` holds str, int, Decimal, bool, None, dict and tuple. `sound` is false when any diagnostic stands,
    and then nothing downstream looks at the data.
    """

    path: str
    text: str
    data: Any
    spot: Spot | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the file can be looked at further."""
        return not self.diagnostics

    def lines(self) -> list[str]:
        """Split the file into lines without their ends, the first at index 0; none where it is not text."""
        return [] if not self.text else self.text.replace("\r\n", "\n").split("\n")

    def place(self, path: tuple[str | int, ...] = (), *, key: bool = False) -> Place:
        """Find where a value stands; with `key`, its key. As deep as the path goes in this file."""
        spot = self.spot
        if spot is None:
            return Place(self.path)
        span = spot[:4]
        for step in path:
            children = spot[4]
            if isinstance(children, dict) and step in children:
                line, column, end, spot = children[step]
                span = (line, column, line, end) if key else spot[:4]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                spot = children[step]
                span = spot[:4]
            else:
                break
        block = spot[4] is not None and span == spot[:4] and span[0] != span[2]
        if not path or block:  # more than one line: point at where it starts
            span = (span[0], span[1], span[0], span[1] + 1)
        return Place(self.path, span[0] + 1, span[1] + 1, span[2] + 1, span[3] + 1)

    def holds(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether this file itself writes the value at `path`."""
        spot = self.spot
        for step in path:
            children = spot[4] if spot else None
            if isinstance(children, dict) and step in children:
                spot = children[step][3]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                spot = children[step]
            else:
                return False
        return spot is not None


class _Stop(Exception):  # noqa: N818 - control flow of the walk, never seen outside
    """The walk ends early: the rest of the file would only repeat the first cause."""


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
    data = _read_bytes(root / path, path)
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


def _read_bytes(file: Path, path: str) -> bytes | Document:
    handle = -1
    try:
        handle = os.open(file, _OPEN_FLAGS)
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            kind = "a pipe" if stat.S_ISFIFO(mode) else "a folder" if stat.S_ISDIR(mode) else "a device"
            return _failed(path, "SYN012", kind=kind)
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable(file, path, error.errno or 0)
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
    found = _CONTROL.search(text)
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
    loader = _Loader(text)
    walk = _Walk(path, loader, escapes="\\" in text)
    spot: Spot | None = None
    value: Any = None
    try:
        with suppress(_Stop):
            try:
                value, spot = walk.document()
            except yaml.MarkedYAMLError as error:
                walk.syntax_error(error, text)
            except yaml.YAMLError as error:
                walk.found("SYN001", (0, 0, 0, 1), problem=str(error))
    finally:
        loader.dispose()
    return Document(path, text, value, spot, tuple(walk.diagnostics))


class _Walk:
    """One pass over the events of one file."""

    __slots__ = ("count", "diagnostics", "escapes", "get", "path")

    def __init__(self, path: str, loader: Any, *, escapes: bool) -> None:
        self.path = path
        self.escapes = escapes  # the text has backslashes, and so texts may hold what the file itself may not
        self.get = loader.get_event
        self.count = 0
        self.diagnostics: list[Diagnostic] = []

    def found(
        self,
        code: str,
        span: tuple[int, int, int, int],
        sentence: str = "message",
        related: tuple[Label, ...] = (),
        **values: object,
    ) -> None:
        """Note a finding; past `MAX_FINDINGS` the file has had its say."""
        place = Place(self.path, span[0] + 1, span[1] + 1, span[2] + 1, span[3] + 1)
        message, hint = Message.of(f"{code}.{sentence}", **values), Message.of(f"{code}.help", **values)
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, place, message, related=related, help=hint))
        if len(self.diagnostics) >= MAX_FINDINGS:
            raise _Stop

    def syntax_error(self, error: yaml.MarkedYAMLError, text: str) -> None:
        """Turn libyaml's own complaint into a finding; one past the end of `text` is put at its end."""
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        last = text.count("\n")
        if line > last:
            line, column = last, len(text) - text.rfind("\n") - 1
        at = (line, column, line, column + 1)
        lines = text.split("\n")
        if lines[line][column : column + 1] == "\t":
            self.found("SYN001", at, "tab")
            return
        problem = " ".join(filter(None, (error.problem, error.context)))
        start = error.context_mark
        related: tuple[Label, ...] = ()
        if start is not None and (start.line, start.column) < (line, column):
            place = Place(self.path, start.line + 1, start.column + 1, start.line + 1, start.column + 2)
            related = (Label(place, Message.of("SYN001.context")),)
        self.found("SYN001", at, related=related, problem=problem)

    def document(self) -> tuple[Any, Spot | None]:
        """Read the one document of the file."""
        self.get()  # stream start
        event = self.get()
        if isinstance(event, yaml.StreamEndEvent):
            self.found("SYN016", (0, 0, 0, 1))
            raise _Stop
        if event.version or event.tags:
            self.found("SYN015", _span(event))
        value, spot = self.node()
        self.get()  # document end
        event = self.get()
        if not isinstance(event, yaml.StreamEndEvent):
            self.found("SYN005", _span(event))
        return value, spot

    # One loop with local names: it runs for every value of the catalog and is most of what `check` costs.
    def node(self) -> tuple[Any, Spot]:  # noqa: C901, PLR0912, PLR0915
        """Read one node and all below it, without recursion."""
        get = self.get
        scalar_event, map_start, list_start = (
            yaml.ScalarEvent,
            yaml.MappingStartEvent,
            yaml.SequenceStartEvent,
        )
        stack: list[tuple[bool, Any, Any, Any, str | None, tuple[int, int, int]]] = []
        data: Any = None
        spots: Any = None
        start: Any = None
        is_map, key, key_span = False, None, (0, 0, 0)
        value: Any
        while True:
            event = get()
            kind = type(event)
            if kind is scalar_event:
                mark, end = event.start_mark, event.end_mark
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event)
                if is_map and key is None:
                    key_span = (
                        mark.line,
                        mark.column,
                        end.column if end.line == mark.line else mark.column + 1,
                    )
                    key = event.value
                    if key in data or key in _ODD_KEYS or self.escapes or len(key) > MAX_KEY:
                        key = self._key(event, data, spots, key_span)
                    continue
                value = self._scalar(event)
                spot: Spot = (mark.line, mark.column, end.line, end.column, None)
            elif kind is map_start or kind is list_start:
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event)
                if len(stack) >= MAX_DEPTH:
                    self.found("SYN006", _span(event), limit=MAX_DEPTH)
                    raise _Stop
                if is_map and key is None:
                    self._bad_key(event)
                stack.append((is_map, data, spots, start, key, key_span))
                is_map, start, key = kind is map_start, event.start_mark, None
                data, spots = ({}, {}) if is_map else ([], [])
                continue
            elif kind is yaml.AliasEvent:
                self.found("SYN003", _span(event), "alias", name=event.anchor[:40])
                if is_map and key is None:
                    raise _Stop
                value, spot = None, (*_span(event), None)
            else:  # the end of a collection
                end = event.end_mark
                value = data if is_map else tuple(data)
                spot = (start.line, start.column, end.line, end.column, spots)
                is_map, data, spots, start, key, key_span = stack.pop()
            self.count += 1
            if self.count > MAX_VALUES:
                self.found("SYN008", spot[:4], limit=MAX_VALUES)
                raise _Stop
            if not stack:
                return value, spot
            if is_map:
                data[key] = value
                spots[key] = (*key_span, spot)
                key = None
            else:
                data.append(value)
                spots.append(spot)

    def _key(
        self, event: Any, data: dict[str, Any], spots: dict[str, Any], span: tuple[int, int, int]
    ) -> str:
        """Take a scalar as a key; a bad one gets a name of its own, so that nothing is overwritten."""
        key: str = event.value
        here = (span[0], span[1], span[0], span[2])
        plain = event.implicit[0]
        if key == "<<" and plain:
            self.found("SYN014", here)
        elif key == "" or len(key) > MAX_KEY or (plain and key in _WORDS):
            self.found("SYN009", here, found=key[:40])
        elif key in data:
            first = spots[key]
            place = Place(self.path, first[0] + 1, first[1] + 1, first[0] + 1, first[2] + 1)
            self.found("SYN002", here, related=(Label(place, Message.of("SYN002.first")),), key=key)
        elif _CONTROL_IN_TEXT.search(key):
            self.found("SYN010", here, "escape")
        else:
            return key
        return f"{key}\x00{self.count}"

    def _bad_key(self, event: Any) -> None:
        self.found("SYN009", _span(event), "collection")
        raise _Stop

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            self.found("SYN003", _span(event), name=event.anchor[:40])
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self.found("SYN004", _span(event), tag=tag[:60])

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            if len(text) > MAX_TEXT:
                self.found("SYN017", _span(event), length=len(text), limit=MAX_TEXT)
            if self.escapes and _CONTROL_IN_TEXT.search(text):
                self.found("SYN010", _span(event), "escape")
            return text
        if text in _WORDS:
            return _WORDS[text]
        first = text[0]
        if first.isdigit() or first == "-":
            match = _NUMBER.fullmatch(text)
            if match is not None and len(text) > MAX_DIGITS:
                self.found("SYN013", _span(event), length=len(text), limit=MAX_DIGITS)
                return None
            if match is not None:
                return Decimal(text) if match[1] else int(text)
        if len(text) > MAX_TEXT:
            self.found("SYN017", _span(event), length=len(text), limit=MAX_TEXT)
        return text


def _span(event: Any) -> tuple[int, int, int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.line, start.column, end.line, end.column)
