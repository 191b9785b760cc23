"""A sound YAML text to plain data, quickly: libyaml composes the nodes, one walk makes them data.

This runs for every file of a catalog and is most of what `check` costs. It only tells that a text is not
sound; `faults` then finds out why.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from buildgen.source.limits import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_KEY,
    MAX_TEXT,
    MAX_VALUES,
    NUMBER,
    ODD_KEYS,
    WORDS,
)

# Far more than a catalog's file has, and far from what a stack holds.
MAX_SIGNS = 1_000
MAX_COLUMNS = 200
MAX_LENGTH = 50_000

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnsoundError(Exception):
    """The text breaks a rule of ours, or of YAML."""


def composer_on(loader: Any) -> Any:
    """Derive a loader that gives no node a type: `plain_data` does. What it need not do, it does not do."""

    class Composer(loader):  # type: ignore[misc] # of libyaml, where there is one
        def resolve(self, kind: object, value: object, implicit: object) -> None:
            pass

        def descend_resolver(self, parent: object, index: object) -> None:
            pass

        def ascend_resolver(self) -> None:
            pass

    return Composer


COMPOSER = composer_on(LOADER)


def may_be_vast(text: str) -> bool:
    """Tell whether a text could hold far more values, or nest them deeper, than composing should meet.

    Each nested collection takes a bracket, a dash, a question mark or a further column of indentation; by
    the thousand they would use up the stack.
    """
    deep = sum(map(text.count, "[{-?")) > MAX_SIGNS or " " * MAX_COLUMNS in text
    return deep or len(text) > MAX_LENGTH


def composed(text: str) -> yaml.Node:
    """Compose the one document of a text that is not vast; raises UnsoundError where it is no YAML."""
    loader = COMPOSER(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    except yaml.YAMLError as error:
        raise UnsoundError from error
    finally:
        loader.dispose()
    if node is None:
        raise UnsoundError
    return node


def plain_data(node: yaml.Node) -> Any:
    """Make a node and all below it plain data; raises UnsoundError for what no sound file holds."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    return _Plain().collection(node, 1)


class _Plain:
    """One walk over the nodes of a file, counting values."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 1

    def collection(self, node: Any, depth: int) -> Any:
        """Make a mapping a dict or a list a tuple."""
        self.count += len(node.value)
        if depth > MAX_DEPTH or self.count > MAX_VALUES:
            raise UnsoundError
        if type(node) is yaml.MappingNode:
            return self.mapping(node, depth)
        return tuple(
            _scalar(item) if type(item) is yaml.ScalarNode else self.collection(item, depth + 1)
            for item in node.value
        )

    def mapping(self, node: Any, depth: int) -> dict[str, Any]:
        """Make a mapping a dict."""
        data: dict[str, Any] = {}
        scalar = yaml.ScalarNode
        for key_node, item in node.value:
            if type(key_node) is not scalar:
                raise UnsoundError
            key: str = key_node.value
            if key in data or len(key) > MAX_KEY or (key in ODD_KEYS and not (key and key_node.style)):
                raise UnsoundError
            data[key] = _scalar(item) if type(item) is scalar else self.collection(item, depth + 1)
        return data


def _scalar(node: Any) -> Any:
    text: str = node.value
    if len(text) > MAX_TEXT:
        raise UnsoundError
    if node.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if text[-1].isdigit() and (text[0].isdigit() or text[0] == "-"):
        match = NUMBER.fullmatch(text)
        if match is not None:
            if len(text) > MAX_DIGITS:
                raise UnsoundError
            return Decimal(text) if match[1] else int(text)
    return text
