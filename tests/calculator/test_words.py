"""The calculator's words: all in one table, none in its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from buildgen.site.views.calculator_words import TERMS, WORDS

SCRIPTS = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets" / "js"
TEXTS = {
    path.name: re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for path in sorted((SCRIPTS / "calculator").glob("*.js"))
} | {name: (SCRIPTS / name).read_text(encoding="utf-8") for name in ("whatif.js", "calculator-small.js")}

# What looks like words and is none: names of the language, of results, and of files.
NAMES = {"use strict", "not established", "does not fit", "out of memory", " through a slot", "at least "}


def literals(text: str) -> Iterator[str]:
    """Give the texts of a script: strings, and what stands in templates outside of values."""
    for found in re.finditer(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`', text):
        yield from re.split(r"\$\{[^}]*\}", found[1] if found[1] is not None else found[2])


def test_scripts_hold_no_words() -> None:
    """No script holds a text of two words or more, but for names: words come with the data."""
    found = {
        (name, each)
        for name, text in TEXTS.items()
        for each in literals(text)
        if re.search(r"[A-Za-z]{2,} [a-z]{2,}", each)
        and each not in NAMES
        and not each.startswith(("bg-", "buildgen ", "evidence: ", "# yaml", "title: "))
    }
    assert found == set()


def test_every_word_is_asked_for() -> None:
    """The scripts ask for every word of the table, and for none that is not in it."""
    whole = "\n".join(TEXTS.values())
    built = set(re.findall(r"say\(`([a-z-]*)\$\{", whole))
    ended = set(re.findall(r"say\(`\$\{[a-z]+\}([a-z-]+)`", whole))
    unused = [
        name
        for name in WORDS
        if f'"{name}"' not in whole
        and not any(prefix and name.startswith(prefix) for prefix in built)
        and not any(name.endswith(ending) for ending in ended)
    ]
    assert unused == []
    asked = set(re.findall(r'\bsay\("([a-z-]+)"', whole))
    assert asked - set(WORDS) == set()
    assert set(re.findall(r'\bterm\("([a-z_]+)"', whole)) == set(TERMS)


def test_named_parts_are_the_same_everywhere() -> None:
    """A word's named parts are plain names, so that every language can place them."""
    for name, text in WORDS.items():
        assert re.fullmatch(r"(?:[^{}]|\{[a-z]+\})*", text), name
