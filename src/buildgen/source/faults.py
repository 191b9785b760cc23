"""Why a text is not sound YAML for a catalog: every fault in it, each with its place.

An own walk over the events of libyaml, without recursion; it ends early where the rest of the file would
only repeat the first cause.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

from buildgen.diagnostics import Diagnostic, Label, Message, Place, Severity
from buildgen.source.limits import (
    CONTROL_IN_TEXT,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_FINDINGS,
    MAX_KEY,
    MAX_TEXT,
    MAX_VALUES,
    NUMBER,
    WORDS,
)
from buildgen.source.plain import LOADER


class _Stop(Exception):  # noqa: N818 - control flow of the walk, never seen outside
    """The walk ends early: the rest of the file would only repeat the first cause."""


@dataclass(slots=True)
class _Collection:
    """A mapping or a list that the walk is in; `keys` are those of a mapping, with their places."""

    event: Any
    keys: dict[str, tuple[int, int, int, int]] | None
    wants_key: bool = False

    def __post_init__(self) -> None:
        """A mapping starts with a key."""
        self.wants_key = self.keys is not None


def faults_of(path: str, text: str) -> tuple[Diagnostic, ...]:
    """Find all that is wrong with a text as YAML, in its order; nothing for a sound one."""
    loader = LOADER(text)
    walk = _Walk(path, loader, escapes="\\" in text)
    try:
        with suppress(_Stop):
            try:
                walk.document()
            except yaml.MarkedYAMLError as error:
                walk.syntax_error(error, text)
            except yaml.YAMLError as error:
                walk.found("SYN001", (0, 0, 0, 1), problem=str(error))
    finally:
        loader.dispose()
    return tuple(walk.diagnostics)


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

    def document(self) -> None:
        """Look at the one document of the file."""
        self.get()  # stream start
        event = self.get()
        if isinstance(event, yaml.StreamEndEvent):
            self.found("SYN016", (0, 0, 0, 1))
            raise _Stop
        if event.version or event.tags:
            self.found("SYN015", _span(event))
        self._node()
        self.get()  # document end
        event = self.get()
        if not isinstance(event, yaml.StreamEndEvent):
            self.found("SYN005", _span(event))

    def _node(self) -> None:
        """Look at one node and all below it, without recursion."""
        inner: list[_Collection] = []
        while True:
            event = self.get()
            around = inner[-1] if inner else None
            if isinstance(event, yaml.CollectionEndEvent):
                assert around is not None  # noqa: S101 - libyaml pairs them
                self._counted((*_start(around.event), *_end(event)))
                inner.pop()
            elif isinstance(event, yaml.CollectionStartEvent):
                self._opened(event, around, len(inner))
                inner.append(_Collection(event, {} if isinstance(event, yaml.MappingStartEvent) else None))
                continue
            elif isinstance(event, yaml.AliasEvent):
                self.found("SYN003", _span(event), "alias", name=str(event.anchor)[:40])
                if around is not None and around.wants_key:
                    raise _Stop
                self._counted(_span(event))
            else:
                self._decorated(event)
                if around is not None and around.wants_key:
                    self._key(event, around)
                    continue
                self._scalar(event)
                self._counted(_span(event))
            if not inner:
                return
            inner[-1].wants_key = inner[-1].keys is not None

    def _opened(self, event: Any, around: _Collection | None, depth: int) -> None:
        self._decorated(event)
        if depth >= MAX_DEPTH:
            self.found("SYN006", _span(event), limit=MAX_DEPTH)
            raise _Stop
        if around is not None and around.wants_key:
            self.found("SYN009", _span(event), "collection")
            raise _Stop

    def _counted(self, span: tuple[int, int, int, int]) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            self.found("SYN008", span, limit=MAX_VALUES)
            raise _Stop

    def _key(self, event: Any, around: _Collection) -> None:
        """Look at a scalar as a key; the first of its name is the one that stands."""
        assert around.keys is not None  # noqa: S101 - only a mapping wants keys
        around.wants_key = False
        line, column, last, end = _span(event)
        here = (line, column, line, end if last == line else column + 1)
        key: str = event.value
        plain = event.implicit[0]
        if key == "<<" and plain:
            self.found("SYN014", here)
        elif key == "" or len(key) > MAX_KEY or (plain and key in WORDS):
            self.found("SYN009", here, found=key[:40])
        elif key in around.keys:
            first = around.keys[key]
            place = Place(self.path, first[0] + 1, first[1] + 1, first[2] + 1, first[3] + 1)
            self.found("SYN002", here, related=(Label(place, Message.of("SYN002.first")),), key=key)
        elif self.escapes and CONTROL_IN_TEXT.search(key):
            self.found("SYN010", here, "escape")
        else:
            around.keys[key] = here

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            self.found("SYN003", _span(event), name=event.anchor[:40])
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self.found("SYN004", _span(event), tag=tag[:60])

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        plain = event.implicit[0]
        if plain and len(text) > MAX_DIGITS and NUMBER.fullmatch(text):
            self.found("SYN013", _span(event), length=len(text), limit=MAX_DIGITS)
        elif len(text) > MAX_TEXT:
            self.found("SYN017", _span(event), length=len(text), limit=MAX_TEXT)
        if not plain and self.escapes and CONTROL_IN_TEXT.search(text):
            self.found("SYN010", _span(event), "escape")


def _span(event: Any) -> tuple[int, int, int, int]:
    return (*_start(event), *_end(event))


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


def _end(event: Any) -> tuple[int, int]:
    return event.end_mark.line, event.end_mark.column
