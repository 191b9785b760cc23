"""Tables: a heading that names the columns, and rows split the same way (Markdown pipes, CSV, tabs)."""

import csv
import re
from dataclasses import dataclass

from buildgen.bench.batched import is_batched
from buildgen.bench.columns import SPEED, SPEED_FIELD, batched_name, field_name, told_apart
from buildgen.bench.reading import Cell, Format
from buildgen.bench.row import RowError, shown

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = frozenset(" \t|:-")
_DASHES = re.compile(r":?-+:?")
_LOOKS_LIKE_RESULT = re.compile(r"\b(?:pp|tg)\s?[0-9]+")
_MEMBER = re.compile(r'\s*"[^"]*"\s*:')  # of a JSON object
_LENGTHS = {"test", "n_prompt", "n_gen"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table: their names in order, how its lines are split, and its outer pipes."""

    line: int
    names: tuple[str, ...]
    delimiter: str
    opened: bool
    closed: bool
    batched: bool

    @property
    def format(self) -> Format:
        """The format of a row under these columns."""
        if self.batched:
            return Format.BATCHED_MARKDOWN
        rendered = self.delimiter == "\t" and SPEED in self.names  # a Markdown table copied off a web page
        return Format.MARKDOWN if self.delimiter == "|" or rendered else Format.CSV

    def same_as(self, other: "Columns") -> bool:
        """Say whether both headings print the same columns."""
        return (self.names, self.delimiter) == (other.names, other.delimiter)


def columns_from(text: str, line: int) -> Columns | None:
    """Read a heading; None where the line is no heading of a result table.

    Raises RowError where it is one that leaves open which column is the speed or which test a row is of.
    """
    for delimiter in "|", "\t", ",", ";":
        if delimiter not in text:
            continue
        try:
            cells, opened, closed = _split(text, delimiter)
        except csv.Error:
            continue
        headings = [cell.strip("*` ") for cell in cells]
        if len(headings) < 2 or _LOOKS_LIKE_RESULT.search(text):
            continue
        names = tuple(batched_name(heading) for heading in headings)
        if is_batched(dict.fromkeys(names)):
            return Columns(line, _sound(names), delimiter, opened, closed, batched=True)
        names = tuple(field_name(heading) for heading in headings)
        if {SPEED, SPEED_FIELD} & set(names) and _LENGTHS & set(names):
            return Columns(line, _sound(names), delimiter, opened, closed, batched=False)
        compared = [heading for heading in headings if heading.lower().startswith(f"{SPEED} ")]
        if compared and "test" in names:
            several = " and ".join(shown(heading) for heading in compared)
            raise RowError(f"speed columns {several}: a comparison of builds, not the output of one run")
    return None


def _sound(names: tuple[str, ...]) -> tuple[str, ...]:
    told = told_apart(names)
    twice = sorted({name for name in told if told.count(name) > 1})
    if twice:
        raise RowError(f"more than one column means {' and '.join(twice)}: which one holds is open")
    return told


def is_rule(text: str | None) -> bool:
    """Say whether the line is the dashes below a Markdown heading."""
    return text is not None and "|" in text and "-" in text and _RULE.issuperset(text)


def is_heading(text: str) -> bool:
    """Say whether the line is the heading of a result table, sound or not."""
    if SPEED not in text and SPEED_FIELD not in text:
        return False
    try:
        return columns_from(text, 0) is not None
    except RowError:
        return True


def looks_like_result(text: str) -> bool:
    """Say whether the line holds a test's name."""
    return _LOOKS_LIKE_RESULT.search(text) is not None


def cells_from(text: str, columns: Columns) -> dict[str, Cell] | None:
    """Give a row's cells by name; None where the line is no row of this table.

    Raises RowError where it is one that was cut or has cells without a name.
    """
    wanted = len(columns.names)
    try:
        cells, opened, closed = _split(text, columns.delimiter)
    except csv.Error as error:
        if not text.lstrip().startswith('"') or _MEMBER.match(text):
            return None
        raise RowError(f"the row is cut or broken ({error})") from error
    if columns.delimiter == "|" and not closed and columns.closed and opened:
        raise RowError(f"the row is cut: no '|' at its end, {len(cells)} of {wanted} cells")
    if columns.delimiter != "|" and text.lstrip().startswith('"') and not cells[-1]:
        raise RowError("the row is cut: nothing after its last delimiter")
    if len(cells) != wanted:
        quoted = (
            columns.delimiter != "|"
            and text.lstrip().startswith('"')
            and len(cells) > 1
            and not _MEMBER.match(text)
        )
        if quoted or looks_like_result(text):
            raise RowError(f"the row has {len(cells)} cells, its heading at line {columns.line} has {wanted}")
        return None
    if not any(cells) or all(_DASHES.fullmatch(cell) for cell in cells[2:]):
        return None
    return dict(zip(columns.names, cells, strict=True))


def _split(text: str, delimiter: str) -> tuple[list[str], bool, bool]:
    """Split a line into stripped cells; say whether it starts and ends with an outer pipe."""
    if delimiter != "|":
        row = next(csv.reader([text.strip(" ")], delimiter=delimiter, strict=True, skipinitialspace=True), [])
        return [cell.strip() for cell in row], False, False
    cells = [cell.replace("\\|", "|").strip() for cell in _PIPE.split(text)]
    opened, closed = not cells[0], not cells[-1]
    if opened:
        cells = cells[1:]
    if closed and cells:
        cells = cells[:-1]
    return cells, opened, closed
