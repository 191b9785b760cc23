"""The SQL in a text: statements put together from lines, and the tables created so far."""

import re

from buildgen.bench import sql
from buildgen.bench.findings import Findings
from buildgen.bench.lines import LINE_BYTES, Line, LineSource
from buildgen.bench.reading import Format
from buildgen.bench.row import FailedRow, RowError, run_from
from buildgen.bench.table import is_heading

_COLUMN = re.compile(r"[\"`\[]?\w+[\"`\]]?(?:\s+[\w()]+)*(?:\s*,)?|\)\s*;?|", re.ASCII)
_MOST_LINES = 500
_MOST_TABLES = 64


class SqlReader:
    """Takes CREATE TABLE and INSERT statements."""

    def __init__(self, lines: LineSource, found: Findings) -> None:
        self._lines = lines
        self._found = found
        self._tables: dict[str, tuple[str, ...]] = {}

    def takes(self, line: Line) -> bool:
        """Take a line that starts a statement, and the lines to the statement's end."""
        if not sql.starts_statement(line.text):
            return False
        creates = line.text.lstrip()[:1] in "Cc"
        text = self._statement(line.text, creates=creates)
        if creates:
            self._take_created(text, line.number)
        else:
            self._take_inserted(text, line.number)
        return True

    def _statement(self, text: str, *, creates: bool) -> str:
        for _ in range(_MOST_LINES):
            if sql.is_whole(text) or len(text) > LINE_BYTES:
                break
            following = self._lines.peek()
            if following is None or sql.starts_statement(following) or is_heading(following):
                break
            if creates and not _COLUMN.fullmatch(following.strip()):
                break
            self._lines.next_line()
            text += "\n" + following
        return text

    def _take_created(self, text: str, number: int) -> None:
        made = sql.created(text)
        if made and "avg_ts" in made[1] and len(self._tables) < _MOST_TABLES:
            self._tables[made[0]] = made[1]
            self._found.await_rows(number, f"SQL table {made[0]}")

    def _take_inserted(self, text: str, number: int) -> None:
        if not ("avg_ts" in text or "build_commit" in text or sql.filled_table(text) in self._tables):
            return
        try:
            for cells in sql.inserted(text, self._tables):
                self._found.run(run_from(cells, Format.SQL, number))
        except FailedRow as failed:
            self._found.failed_row(number, failed.kind, failed.reason)
        except RowError as error:
            self._found.reject(number, str(error))
