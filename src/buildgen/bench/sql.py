"""SQL: the rows of INSERT statements, their columns named there or by the CREATE TABLE above them."""

import re
from collections.abc import Iterator, Mapping

from buildgen.bench.reading import Cell
from buildgen.bench.row import RowError

_NAME = r'(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|\w+)'
_INSERT = re.compile(
    rf"\s*INSERT\s+(?:OR\s+\w+\s+)?INTO\s+({_NAME})\s*(?:\(([^()]*)\))?\s*VALUES\s*", re.IGNORECASE | re.ASCII
)
_CREATE = re.compile(
    rf"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({_NAME})\s*\((.*)\)\s*;?", re.IGNORECASE | re.DOTALL
)
_VALUE = re.compile(r"\s*(?:'((?:[^']|'')*)'|(NULL\b)|([-+]?[\w.+-]+))\s*([,)])", re.IGNORECASE)
_MORE = re.compile(r"\s*(,|;|\Z)")
_START = re.compile(r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|CREATE\s+TABLE)\b", re.IGNORECASE)


def starts_statement(text: str) -> bool:
    """Say whether a line starts an INSERT or a CREATE TABLE."""
    return _START.match(text) is not None


def is_whole(text: str) -> bool:
    """Say whether a statement's text reaches its end: a semicolon outside of strings.

    llama-bench does not double an apostrophe in a path, so the end that it prints counts by itself.
    """
    text = text.rstrip()
    return text.endswith("');") or (text.endswith(";") and text.count("'") % 2 == 0)


def created(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Read a CREATE TABLE: the table's name and its columns in order; None for another statement."""
    found = _CREATE.fullmatch(text.strip())
    if not found:
        return None
    columns = (part.split() for part in found[2].split(","))
    return _bare(found[1]), tuple(_bare(words[0]) for words in columns if words)


def inserted(text: str, tables: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Cell]]:
    """Read an INSERT: one mapping of column to value as printed per row.

    Raises RowError where the columns have no names, or the values do not match them one to one.
    """
    found = _INSERT.match(text)
    if not found:
        raise RowError("the INSERT statement is cut before its values")
    if found[2] is None:
        names = tables.get(_bare(found[1]), ())
    else:
        names = tuple(_bare(name.strip()) for name in found[2].split(","))
    if not names:
        raise RowError("the INSERT names no columns and no CREATE TABLE above it does")
    if len(set(names)) < len(names):
        raise RowError("the INSERT names a column twice")
    at = found.end()
    while True:
        values, at = _values(text, at, len(names))
        yield dict(zip(names, values, strict=True))
        more = _MORE.match(text, at)
        if not more:
            raise RowError("the INSERT statement goes on after its values")
        if more[1] != ",":
            return
        at = more.end()


def _values(text: str, start: int, wanted: int) -> tuple[list[Cell], int]:
    at = text.find("(", start) + 1
    if not at or text[start : at - 1].strip():
        raise RowError("the INSERT statement is cut: no values")
    first = at
    values: list[Cell] = []
    while True:
        found = _VALUE.match(text, at)
        if not found:
            return _unescaped(text, first, wanted)
        at = found.end()
        quoted = found[1]
        values.append(quoted.replace("''", "'") if quoted is not None else None if found[2] else found[3])
        if found[4] == ")":
            break
    if len(values) != wanted:
        return _unescaped(text, first, wanted)
    return values, at


def _unescaped(text: str, first: int, wanted: int) -> tuple[list[Cell], int]:
    """Read values whose apostrophes were not doubled: llama-bench prints a path as it is."""
    end = text.find("');", first)
    if end < 0 or text[first : first + 1] != "'":
        raise RowError(f"cut, or not {wanted} values as there are columns")
    values = text[first + 1 : end].split("', '")
    if len(values) != wanted:
        raise RowError(f"{len(values)} values for {wanted} columns")
    return list(values), end + 2


def _bare(name: str) -> str:
    return name.strip('"`[] \t\n')


def filled_table(text: str) -> str | None:
    """Give the name of the table that an INSERT fills."""
    found = _INSERT.match(text)
    return _bare(found[1]) if found else None
