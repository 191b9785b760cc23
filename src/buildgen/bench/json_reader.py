"""The JSON that is open in a text: arrays and objects, whole, cut, or with log lines inside."""

import itertools

from buildgen.bench import batched, json_rows
from buildgen.bench.columns import BATCHED_FIELDS, FIELDS
from buildgen.bench.findings import Findings
from buildgen.bench.lines import LINE_BYTES, OPENING_LINES, Line
from buildgen.bench.reading import FailureKind, Format
from buildgen.bench.row import FailedRow, RowError, run_from


def _known_keys() -> bytes:
    """Give an expression for a printed name, told apart by its first letter: it is tried on every brace."""
    names = sorted(FIELDS | BATCHED_FIELDS)
    groups = itertools.groupby(names, key=lambda name: name[0])
    told = (first + "(?:" + "|".join(name[1:] for name in group) + ")" for first, group in groups)
    return ('"(?:' + "|".join(told) + ')"[ \\t]*:').encode()


_KEY_BELOW = rb"\n(?:[^\n]*\n){0,%d}?[ \t>]*" % OPENING_LINES + _known_keys()
_OBJECT = rb"\{[ \t]*(?:" + _known_keys() + rb"|" + _KEY_BELOW + rb")"
STARTS = _OBJECT + rb"|\[[ \t]*(?:\n|\Z|" + _OBJECT + rb")|\][ \t]*(?:\n|\Z)"
"""Beginnings of lines: an object with a printed name in it or just below, an array's bracket by itself."""

_MOST_NOISE = 500


class JsonReader:
    """Takes the lines of JSON and JSONL."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._objects = json_rows.ObjectReader()
        self._rows = 0
        self._noise = 0

    @property
    def inside(self) -> bool:
        """Say whether an object is open."""
        return self._objects.inside

    def takes(self, line: Line) -> bool:
        """Take a line outside of any object."""
        text = line.text.strip()
        if text.startswith(("[", "]", "{")):
            if text.startswith("[") and self._objects.array_line is not None:
                self.end(f"a new JSON array starts at line {line.number}")
            self._feed(line, text)
            return True
        start = text.find("{")
        if start > 0 and ('"avg_ts"' in text or '"speed_tg"' in text):
            self._feed(line, text[start:])
            return True
        return False

    def takes_part(self, line: Line) -> bool:
        """Take a line that can be the next part of the open object; anything else is noise."""
        if not json_rows.is_part(line.text):
            self._noise += 1
            return False
        self._feed(line, line.text)
        return True

    @property
    def is_lost(self) -> bool:
        """Say whether so much else has come that the open object will not go on."""
        return self._noise > _MOST_NOISE

    def end(self, reason: str) -> None:
        """End what is open: an object is cut, an array that held rows is of a run that was killed."""
        array = self._objects.array_line
        for cut in self._objects.end(reason):
            self._take(cut)
        self._lose_array(array, reason)
        self._noise = 0

    def _lose_array(self, array: int | None, reason: str) -> None:
        if array is not None and self._rows:
            self._found.failed_row(array, FailureKind.CUT, f"the JSON array is not closed: {reason}")
        self._rows = 0

    def _feed(self, line: Line, text: str) -> None:
        array = self._objects.array_line
        for item in self._objects.feed(text, line.number):
            self._noise = 0
            self._take(item)
            if isinstance(item, json_rows.CutText) and self._objects.array_line is None:
                self._lose_array(array, f"a value ends before line {line.number}")
        if line.cut and self.inside:
            self.end(f"line {line.number} is longer than {LINE_BYTES} bytes")
        elif self._objects.array_line is None and not self.inside:
            self._rows = 0

    def _take(self, item: json_rows.JsonText | json_rows.CutText) -> None:
        if isinstance(item, json_rows.CutText):
            if item.is_result:
                self._rows += 1
                self._found.reject(item.line, item.reason)
            return
        kind = Format.JSON if item.in_array or "\n" in item.text else Format.JSONL
        try:
            for cells in json_rows.objects(item.text):
                self._rows += 1
                if batched.is_batched(cells):
                    for run in batched.runs_from(cells, Format.BATCHED_JSONL, item.line):
                        self._found.run(run)
                else:
                    self._found.run(run_from(cells, kind, item.line))
        except FailedRow as failed:
            self._found.failed_row(item.line, failed.kind, failed.reason)
        except RowError as error:
            self._found.reject(item.line, str(error))
