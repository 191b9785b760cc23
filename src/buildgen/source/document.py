"""One YAML file: plain data, and the place of every value in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from buildgen.diagnostics import Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: plain data, the node that it was made of, and what is wrong with it as YAML.

    `data` holds str, int, Decimal, bool, None, dict and tuple. `sound` is false when any diagnostic stands,
    and then there is neither data nor a node: nothing downstream looks at the file.
    """

    path: str
    text: str
    data: Any
    node: yaml.Node | None
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
        return self._place(path, key=key)[0]

    def place_of(self, path: tuple[str | int, ...], *, key: bool = False) -> Place | None:
        """Find where a value stands, or its key; None when this file itself does not write it."""
        place, whole = self._place(path, key=key)
        return place if whole else None

    def holds(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether this file itself writes the value at `path`."""
        return self.node is not None and self._find(self.node, path)[2] == len(path)

    @staticmethod
    def _find(node: yaml.Node, path: tuple[str | int, ...]) -> tuple[yaml.Node | None, yaml.Node, int]:
        """Follow a path as far as it goes: the last key and value, and how many steps that took."""
        named: yaml.Node | None = None
        for steps, step in enumerate(path):
            found = _below(node, step)
            if found is None:
                return named, node, steps
            named, node = found
        return named, node, len(path)

    def _place(self, path: tuple[str | int, ...], *, key: bool) -> tuple[Place, bool]:
        """Find the place, as deep as the path goes, and tell whether it went all the way."""
        if self.node is None:
            return Place(self.path), False
        named, node, steps = self._find(self.node, path)
        as_key = key and named is not None
        shown = named if key and named is not None else node
        start, end = shown.start_mark, shown.end_mark
        line, column, last, behind = start.line, start.column, end.line, end.column
        # A block, or a key, over more than one line: point at where it starts. So for the whole file.
        if not path or (line != last and (as_key or not isinstance(node, yaml.ScalarNode))):
            last, behind = line, column + 1
        return Place(self.path, line + 1, column + 1, last + 1, behind + 1), steps == len(path)


def _below(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """Find the value of a key, with its key, or the item of a list, which has none."""
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            if pair[0].value == step:
                return pair  # type: ignore[no-any-return] # of nodes
        return None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None
