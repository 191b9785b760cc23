"""The front matter of a hand-written page, as the site engine will read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from buildgen.site.prose.macros import WrittenPage

_FRONT = re.compile(r"\A---\n(.*?)^---$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Front matter that is no mapping of YAML: the reason in the reader's words, and where in the page."""

    reason: str
    at: int


def front_matter(page: WrittenPage) -> Mapping[str, object] | Unreadable:
    """Read the front matter; a page without any gives an empty mapping."""
    found = _FRONT.match(page.text)
    if found is None:
        if page.text.startswith("---\n"):
            return Unreadable("it has no end", 0)
        return {}
    try:
        head = yaml.safe_load(found[1])
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        at = _offset(found[1], mark.line, mark.column) if mark else 0
        return Unreadable(str(getattr(wrong, "problem", None) or "it is no YAML"), found.start(1) + at)
    except (ValueError, RecursionError):  # a date that no calendar has, a thousand brackets
        return Unreadable("it is no YAML", found.start(1))
    if head is None:
        return {}
    return head if isinstance(head, dict) else Unreadable("it names no fields", found.start(1))


def _offset(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    return sum(len(one) for one in lines[:line]) + column
