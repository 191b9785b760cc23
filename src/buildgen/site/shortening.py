"""Scripts for the browser with short names and without blanks; what they do stays the same.

Only the calculator needs it: its script and data have a budget that the readable form overruns. Variables get
short names, the same one for the same name in the whole file, so that scopes play no part; the short names
are such as the file does not use. What is a property (after a dot, a key, a method) keeps its name, and a
shorthand `{name}` becomes `{name:n}`. Names that the browser gives keep theirs, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LITERAL = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<sign>\.\.\.|=>|\?\.|[=!]==|\*\*|&&|\|\||\?\?|[<>=!+*/%&|^-]=|\+\+|--|[{}()\[\];,<>+*/%&|^!~?:=.@#-])",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_BEFORE_REGEX = _split("( , = : [ ! && || ? { } ; => return + ??")
_WORDS = _split(
    "arguments async await break case catch class const constructor continue default delete do else extends "
    "false finally for function get if in instanceof let new null of return set static super switch this "
    "throw true try typeof undefined var void while yield"
)
_KNOWN = _split(
    "Array BigInt Blob Boolean Date Error Infinity JSON Map Math NaN Number Object Promise RangeError RegExp "
    "Set String Symbol TypeError URL URLSearchParams addEventListener buildgen clearTimeout console document "
    "globalThis history location navigator requestAnimationFrame setTimeout window"
)
_OBJECT = _split("( , = : [ ? && || ?? ... const let var return")
_BROKEN_AFTER, _BROKEN_BEFORE = frozenset("{;,(["), frozenset("})];,.")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    broken: bool
    """Whether a line ended before it."""


def shortened(text: str) -> str:
    """Give a script in its short form; raises ValueError for what is no script of ours."""
    tokens = tuple(_tokens(text))
    uses = tuple(_uses(tokens))
    names = _short_names(tokens, uses)
    return _written(tuple(_renamed(t, use, names) for t, use in zip(tokens, uses, strict=True)))


def _tokens(text: str) -> Iterator[_Token]:
    at, broken, before = 0, False, ";"
    braces: list[str] = []
    while at < len(text):
        if text[at] == "`" or (text[at] == "}" and braces and braces[-1] == "`"):
            if text[at] == "}":
                braces.pop()
            end = _template_end(text, at + 1)
            if text[end - 1] == "{":
                braces.append("`")
            token = _Token("template", text[at:end], broken)
        elif text[at] == "/" and before in _BEFORE_REGEX and (found := _REGEX.match(text, at)):
            token = _Token("regex", found[0], broken)
        else:
            match = _LITERAL.match(text, at)
            if match is None or match.lastgroup is None:
                raise ValueError(f"no script: {text[at : at + 40]!r}")
            if match.lastgroup == "blank":
                broken = broken or "\n" in match[0]
                at = match.end()
                continue
            if match[0] in {"{", "}"}:
                braces = [*braces, "{"] if match[0] == "{" else braces[:-1]
            token = _Token(match.lastgroup, match[0], broken)
        yield token
        at += len(token.text)
        before, broken = (token.text if token.kind in {"sign", "name"} else "x"), False


def _template_end(text: str, start: int) -> int:
    found = _TEMPLATE.match(text, start)
    end = found.end() if found else start
    return end + (2 if text[end] == "$" else 1)


def _uses(tokens: Sequence[_Token]) -> Iterator[str]:
    """Say of each token what it is: `variable`, `shorthand`, `property`, or nothing of these."""
    inside: list[str] = [""]
    for index, token in enumerate(tokens):
        if token.kind == "template":
            if token.text[0] == "}":
                inside.pop()
            if token.text[-1] == "{":
                inside.append("(")
        elif token.kind == "sign" and token.text in {"(", "[", "{"}:
            inside.append(_brace(tokens, index) if token.text == "{" else token.text)
        elif token.kind == "sign" and token.text in {")", "]", "}"}:
            inside.pop()
        if token.kind != "name" or token.text in _WORDS:
            yield ""
        else:
            before = tokens[index - 1].text if index else ";"
            after = tokens[index + 1].text if index + 1 < len(tokens) else ";"
            yield _use(inside[-1], before, after)


def _use(inside: str, before: str, after: str) -> str:
    """Say what a name is, by the bracket around it and the tokens beside it."""
    if before in {".", "?."}:
        return "property"
    if inside == "object" and before in {"{", ","} and after in {",", "}", "="}:
        return "shorthand"
    if inside == "object" and before in {"{", ",", "get", "async"} and after in {":", "("}:
        return "property"
    if inside == "class" and after == "(" and before in {"{", "}", ";", "get", "async"}:
        return "property"
    return "variable"


def _brace(tokens: Sequence[_Token], index: int) -> str:
    """Say what an opening brace opens: an object or a pattern, the body of a class, or a block."""
    before = tokens[index - 1].text if index else ";"
    head = [token.text for token in tokens[max(0, index - 4) : index]]
    if "class" in head[-2:] or "extends" in head[-2:]:
        return "class"
    if before == ":" and len(head) > 2 and "case" in head[-3:]:
        return "block"
    return "object" if before in _OBJECT or tokens[index - 1].text.endswith("${") else "block"


def _short_names(tokens: Sequence[_Token], uses: Sequence[str]) -> dict[str, str]:
    """Choose short names for the variables, the most frequent first."""
    counts = Counter(t.text for t, use in zip(tokens, uses, strict=True) if use in {"variable", "shorthand"})
    taken = {t.text for t in tokens if t.kind == "name"} | _WORDS | _KNOWN
    fresh = _fresh(taken)
    chosen = (name for name, _ in counts.most_common() if name not in _KNOWN and len(name) > 1)
    return {name: next(fresh) for name in chosen}


def _fresh(taken: set[str]) -> Iterator[str]:
    """Give names that are not taken, the shortest first."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in count():
        rest, name = number, ""
        while not name or rest:
            rest, place = divmod(rest, len(letters))
            name += letters[place]
        if name not in taken:
            yield name


def _renamed(token: _Token, use: str, names: dict[str, str]) -> _Token:
    short = names.get(token.text) if use in {"variable", "shorthand"} else None
    if short is None:
        return token
    return _Token("name", f"{token.text}:{short}" if use == "shorthand" else short, token.broken)


def _written(tokens: Sequence[_Token]) -> str:
    pieces: list[str] = []
    last = ";"
    for token in tokens:
        if token.broken and last not in _BROKEN_AFTER and token.text not in _BROKEN_BEFORE:
            pieces.append("\n")
        elif _join(last[-1], token.text[0]):
            pieces.append(" ")
        pieces.append(token.text)
        last = token.text
    return "".join(pieces) + "\n"


def _join(one: str, other: str) -> bool:
    """Tell whether two tokens would run into one."""
    wordy = all(letter.isalnum() or letter in "_$" for letter in (one, other))
    return wordy or (one == other and one in "+-/&|")
