"""Every sentence that buildgen says about data, per language: one table per code, named parts in it.

A message holds an id such as `SYN002.message` and typed values; this room makes it text. It is a leaf: the
terminal and the pages ask it, nothing else does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from buildgen.diagnostics import Diagnostic, Message

LANGUAGES = ("en",)

# What could end the line, colour the terminal or turn the order of the text around.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


@cache
def table(language: str) -> Mapping[str, Mapping[str, str]]:
    """All sentences of a language: code, then part, then the template."""
    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def shown(value: object) -> str:
    """Write one value for a sentence: a list with commas, a large number with separators, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (tuple, list)):
        return ", ".join(shown(item) for item in value)
    return "null" if value is None else _UNSAFE.sub(_escape, str(value))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def say(message: Message, language: str = "en") -> str:
    """Make a message text; raises KeyError for an unknown id or a value that the template lacks."""
    code, _, part = message.id.partition(".")
    return table(language)[code][part].format_map({name: shown(value) for name, value in message.values})


def has(identifier: str, language: str = "en") -> bool:
    """Tell whether a sentence of that id exists."""
    code, _, part = identifier.partition(".")
    return part in table(language).get(code, {})


def headline(found: Diagnostic, language: str = "en") -> str:
    """Write the first line of a finding, which stands alone for grep and editors."""
    word = found.severity.value
    mark = " (draft)" if found.draft else " (waived)" if found.waived else ""
    return f"{shown(found.place)}: {word}{mark}[{found.code}]: {say(found.message, language)}"
