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
        node = self.node
        if node is None:
            return Place(self.path)
        named: yaml.Node | None = None
        for step in path:
            found = _below(node, step)
            if found is None:
                break
            named, node = found
        shown = named if key and named is not None else node
        start, end = shown.start_mark, shown.end_mark
        line, column, last, behind = start.line, start.column, end.line, end.column
        if line != last and shown is named:  # a key over several lines: point at where it starts
            last, behind = line, column + 1
        block = not isinstance(shown, yaml.ScalarNode) and line != last
        if not path or block:  # more than one line: point at where it starts
            last, behind = line, column + 1
        return Place(self.path, line + 1, column + 1, last + 1, behind + 1)

    def holds(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether this file itself writes the value at `path`."""
        node = self.node
        for step in path:
            found = _below(node, step) if node is not None else None
            if found is None:
                return False
            node = found[1]
        return node is not None


def _below(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    """Find the value of a key, with its key, or the item of a list, which has none."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None
