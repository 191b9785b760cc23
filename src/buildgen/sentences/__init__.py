"""Every sentence that buildgen says about data, per language: one table per code, named parts in it.

A message holds an id such as `SYN002.message` and typed values; this room makes it text. It is a leaf: the
terminal and the pages ask it, nothing else does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from buildgen.diagnostics import Diagnostic, Message

LANGUAGES = ("en", "zh")
# Between the items of a list.
_SEPARATORS: Mapping[str, str] = {"en": ", ", "zh": "、"}

# What could end the line, colour the terminal or turn the order of the text around.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
# Where Chinese meets Chinese there is no blank, where it meets Latin there is one.
_SAME = re.compile("[\u4e00-\u9fff]{2}")
_MIXED = re.compile("[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`%][\u4e00-\u9fff]")


@cache
def table(language: str) -> Mapping[str, Mapping[str, str]]:
    """All sentences of a language: code, then part, then the template."""
    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words(language: str) -> Mapping[str, Mapping[str, str]]:
    """What English words in values are called: the name of the value, then the word, then its translation."""
    path = files(__name__).joinpath(f"{language}-words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def separator(language: str) -> str:
    """Give what stands between the items of a list."""
    return _SEPARATORS[language]


def value_words(language: str, name: str) -> Mapping[str, str]:
    """Give the words of a language for the values of one name: `*` stands for any text."""
    return _words(language).get(name, {})


def shown(value: object, language: str = "en", name: str = "") -> str:
    """Write one value for a sentence: a list with commas, a large number with separators, on one line.

    `name` is what the sentence calls the value: some are words, which another language has words for.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (tuple, list)):
        return _SEPARATORS[language].join(shown(item, language, name) for item in value)
    if value is None:
        return "null"
    words = _words(language).get(name)
    text = str(value) if words is None else reworded(str(value), words)
    return _UNSAFE.sub(_escape, text)


def reworded(text: str, words: Mapping[str, str]) -> str:
    """Say a text in other words: all of it, where `*` stands for any text, or what begins with a blank in it.

    What stands for a `*` is said in other words too; a text that none of the words fits stays as it is.
    """
    for word, said in words.items():
        if word.startswith(" "):
            text = text.replace(word, said)
            continue
        match = re.fullmatch("(.*?)".join(map(re.escape, word.split("*"))), text, re.DOTALL)
        if match is not None:
            rest = iter(reworded(each, words) for each in match.groups())
            return "".join(next(rest) if piece == "*" else piece for piece in re.split(r"(\*)", said))
    return text


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def say(message: Message, language: str = "en") -> str:
    """Make a message text; raises KeyError for an unknown id or a value that the template lacks."""
    code, _, part = message.id.partition(".")
    template, values = table(language)[code][part], dict(message.values)
    pieces: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        pieces.append(literal)
        if name is not None:
            pieces.append(shown(values[name], language, name))
    return "".join(pieces) if language == "en" else _joined(pieces)


def _joined(pieces: Iterable[str]) -> str:
    """Put pieces together as Chinese is set: a blank between Chinese and Latin, none between Chinese."""
    text = ""
    for piece in pieces:
        left, right = text.rstrip(" "), piece.lstrip(" ")
        if _SAME.fullmatch(left[-1:] + right[:1]):
            text = left + right
        else:
            text += " " + piece if _MIXED.fullmatch(text[-1:] + piece[:1]) else piece
    return text


def has(identifier: str, language: str = "en") -> bool:
    """Tell whether a sentence of that id exists."""
    code, _, part = identifier.partition(".")
    return part in table(language).get(code, {})


def headline(found: Diagnostic, language: str = "en") -> str:
    """Write the first line of a finding, which stands alone for grep and editors."""
    word = found.severity.value
    mark = " (draft)" if found.draft else " (waived)" if found.waived else ""
    return f"{shown(found.place)}: {word}{mark}[{found.code}]: {say(found.message, language)}"
