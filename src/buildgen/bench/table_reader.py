"""The table that is open in a text: its heading, its conditions, its rows."""

import re

from buildgen.bench import batched, table
from buildgen.bench.findings import Findings
from buildgen.bench.lines import LINE_BYTES, Line, LineSource, Pattern, Wider
from buildgen.bench.reading import BenchRun, Cell
from buildgen.bench.row import FailedRow, RowError, run_from


class TableReader:
    """Takes headings and rows of Markdown and CSV, of llama-bench and of llama-batched-bench."""

    def __init__(self, lines: LineSource, found: Findings) -> None:
        self._lines = lines
        self._found = found
        self._columns: table.Columns | None = None
        self._conditions: dict[str, Cell] = {}
        self._rows = 0
        self._last_row = 0
        self._row_start = b""

    def takes_conditions(self, line: Line) -> bool:
        """Take the line in which llama-batched-bench says the conditions of the table below it."""
        said = batched.conditions(line.text)
        if said is None:
            return False
        self._conditions = said
        return True

    def takes_heading(self, line: Line) -> bool:
        """Take a heading: a table opens, unless the open one is just printed anew."""
        try:
            columns = table.columns_from(line.text, line.number)
        except RowError as error:
            self.close()
            self._found.reject(line.number, str(error))
            return True
        if columns is None:
            return False
        opened = self._columns
        if opened and columns.same_as(opened) and (not self._rows or self._last_row == line.number - 1):
            return True
        self.close()
        self._columns = columns
        self._row_start = _row_start(columns, quoted=False)
        self._found.await_rows(line.number, f"{columns.format} heading")
        return True

    def takes_row(self, line: Line) -> bool:
        """Take a row of the open table."""
        columns = self._columns
        if columns is None or columns.delimiter not in line.text:
            return False
        if columns.delimiter == "|":
            if table.is_rule(line.text):
                return True
            if table.is_rule(self._lines.peek()):
                self.close()  # this is the heading of another table
                return False
        owner = None if "build_commit" in columns.names else columns.line
        try:
            cells = table.cells_from(line.text, columns)
            if cells is None:
                return False
            if not self._rows and columns.delimiter != "|" and line.text.startswith('"'):
                self._row_start = _row_start(columns, quoted=True)
            self._rows += 1
            self._last_row = line.number
            for run in self._runs(cells, columns, line):
                self._found.run(run, owner)
        except FailedRow as failed:
            self._found.failed_row(line.number, failed.kind, failed.reason, owner)
        except RowError as error:
            self._found.reject(line.number, str(error), owner)
        return True

    def starting(self, others: bytes) -> Pattern:
        """Give the expression for the line break before a line that starts as `others`, or as a row may."""
        narrow = re.compile(rb"\n(?:" + others + b")")
        if self._columns is None:
            return narrow
        wide = re.compile(rb"\n(?:" + others + b"|" + self._row_start + b")")
        return Wider(self._columns.delimiter.encode(), wide, narrow)

    def end_at_footer(self) -> None:
        """Close a Markdown table that has rows: llama-bench prints its build line below the last one."""
        if self._rows and self._columns is not None and self._columns.delimiter == "|":
            self.close()

    def start_anew(self) -> None:
        """Close the table and forget the conditions: another run starts."""
        self.close()
        self._conditions = {}

    def close(self) -> None:
        """Close the table: rows below need a heading of their own."""
        self._columns = None
        self._row_start = b""
        self._rows = 0

    def _runs(self, cells: dict[str, Cell], columns: table.Columns, line: Line) -> list[BenchRun]:
        if line.cut:
            raise RowError(f"the row is longer than {LINE_BYTES} bytes")
        if columns.batched:
            return batched.runs_from({**self._conditions, **cells}, columns.format, line.number)
        return [run_from(cells, columns.format, line.number)]


def _row_start(columns: table.Columns, *, quoted: bool) -> bytes:
    """Give the expression for lines that may be rows: a line of noise must not cost a step of Python.

    Below a heading with outer pipes that is a line with a pipe in front and enough cells, or with no pipe at
    its end, which is a row that was cut, or with a test's name.
    """
    cells = len(columns.names)
    if columns.delimiter == "|" and columns.opened:
        enough = rb"(?:[^|\n]*+\|){%d}" % (cells if columns.closed else cells - 1)
        return rb"[ \t>]*+\|(?:" + enough + rb"|(?:[^|\n]*+\|)*+[ \t]*+[^|\s]|[^\n]*?(?:pp|tg) ?[0-9])"
    mark = re.escape(columns.delimiter.encode())
    if quoted:  # a whole first cell, or one that is cut; a member of a JSON object goes on with a colon
        return rb'[ \t>]*+"(?:[^"\n]|"")*+(?:"[ \t]*' + mark + rb"|\n|\Z)"
    return rb"[ >]*+(?![{\[])(?:[^" + mark + rb"\n]*+" + mark + rb"){%d}" % (cells - 1)
