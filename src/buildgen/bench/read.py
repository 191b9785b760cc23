"""Reading: one pass over benchmark output of any format, or of several in one paste."""

import io
import re

from buildgen.bench import batched, devices, sql, table
from buildgen.bench.blocks import ByteSource
from buildgen.bench.builds import build_from
from buildgen.bench.failures import MARKS, failure_kind
from buildgen.bench.findings import Findings
from buildgen.bench.json_reader import STARTS, JsonReader
from buildgen.bench.lines import LINE_BYTES, Line, LineSource, Pattern
from buildgen.bench.reading import BenchReading, DeviceListing
from buildgen.bench.row import shown
from buildgen.bench.sql_reader import SqlReader
from buildgen.bench.table_reader import TableReader

_RESULT_MARKS = (b"t/s", b"avg_ts", b"speed_tg")
_MARKS: tuple[Pattern, ...] = (
    b"t/s",
    b"avg_ts",
    b"n_kv_max",
    b"build:",
    b" device",
    b"-bench",
    "±".encode(),
    *MARKS,
)
"""Bytes one of which a line must hold to be looked at, unless it starts like one of the following."""

# The first letters once more, in front: most lines are done with after one look at their first byte.
_STARTS = (
    rb"(?=[ \t>{\[\]ICicDgv])[ \t>]*+(?:"
    + STARTS
    + rb"|INSERT |insert |CREATE |create |Device \d|ggml_vulkan: \d|version: \d)"
)

_COMMAND = re.compile(r"llama-(?:batched-)?bench(?:\.exe)?[\"']?\s+(?:-|\\$|`$)")


def read_bench(source: bytes | ByteSource) -> BenchReading:
    """Read what llama-bench and llama-batched-bench printed, out of bytes or a binary stream.

    Takes Markdown, CSV, JSON, JSONL and SQL of every generation, several of them in one paste, with log
    lines around and between. Nothing is raised for what the input holds: a row that cannot be taken is in
    `rejected` with its reason, a run without a row in `failures`, and an input with neither a run nor a
    failure has a `refusal`. Memory grows with the results, not with the input.
    """
    return _Pass(io.BytesIO(source) if isinstance(source, bytes) else source).read()


class _Pass:
    """One pass over the lines: each goes to the first reader that knows it."""

    def __init__(self, stream: ByteSource) -> None:
        self._lines = LineSource(stream, watched=_RESULT_MARKS)
        self._found = Findings()
        self._table = TableReader(self._lines, self._found)
        self._json = JsonReader(self._found)
        self._sql = SqlReader(self._lines, self._found)

    def read(self) -> BenchReading:
        first = self._lines.peek()
        while line := self._next_line():
            if not self._json.inside:
                self._take(line)
            elif not self._json.takes_part(line):
                self._take_between(line)
        self._json.end("the text ends")
        for number in self._lines.overlong:
            self._found.reject(
                number, f"longer than {LINE_BYTES} bytes: its end names results, and is not read"
            )
        return self._found.reading(
            f"{self._lines.lines_read} lines, {self._lines.bytes_read} bytes, "
            + ("no first line" if first is None else f"the first line is {shown(first)}")
        )

    def _next_line(self) -> Line | None:
        if self._json.inside:
            return self._lines.next_line()
        return self._lines.seek((*_MARKS, self._table.starting(_STARTS)))

    def _take(self, line: Line) -> None:
        takers = (
            self._json.takes,
            self._sql.takes,
            self._table.takes_conditions,
            self._takes_build,
            self._takes_devices,
            self._table.takes_heading,
            self._table.takes_row,
            self._takes_failure,  # before commands: a shell reports a killed process with its command
            self._takes_command,
        )
        if any(takes(line) for takes in takers):
            return
        if "|" in line.text and "±" in line.text and table.looks_like_result(line.text):
            self._found.reject(line.number, "a result row without a heading: its columns have no names")

    def _take_between(self, line: Line) -> None:
        """Take a line between the parts of a JSON object: noise, a failure, or the sign that it was cut."""
        foreign = (
            line.text.startswith("```")
            or sql.starts_statement(line.text)
            or build_from(line.text, 0) is not None
            or batched.conditions(line.text) is not None
            or _COMMAND.search(line.text) is not None
            or table.is_heading(line.text)
        )
        if foreign or self._json.is_lost:
            self._json.end(f"line {line.number} is no part of it")
            self._take(line)
        elif not self._takes_failure(line):
            self._takes_devices(line)

    def _takes_build(self, line: Line) -> bool:
        build = build_from(line.text, line.number)
        if build is None:
            return False
        self._found.build(build)
        self._table.end_at_footer()
        return True

    def _takes_devices(self, line: Line) -> bool:
        counted = devices.announced(line.text)
        if counted is not None:
            self._found.listing(DeviceListing(line.number, counted[1], counted[0], ()))
            self._take_device_table()
            return True
        metal = devices.metal_device(line.text, line.number)
        if metal is not None:
            self._found.listing(metal)
            return True
        device = devices.device(line.text, line.number)
        return device is not None and self._found.listed(device)

    def _take_device_table(self) -> None:
        """Take the table of devices that SYCL prints, if need be between a heading and its rows."""
        while (following := self._lines.peek()) is not None and following.lstrip().startswith("|"):
            if table.is_heading(following) or table.looks_like_result(following):
                return
            line = self._lines.next_line()
            device = devices.device(following, line.number) if line else None
            if device is not None:
                self._found.listed(device)

    def _takes_command(self, line: Line) -> bool:
        if not _COMMAND.search(line.text):
            return False
        text = line.text.strip()
        while text.endswith(("\\", "`")) and len(text) < LINE_BYTES:
            following = self._lines.next_line()
            if following is None:
                break
            text = f"{text[:-1].rstrip()} {following.text.strip()}"
        self._table.start_anew()
        self._found.command(line.number, text)
        return True

    def _takes_failure(self, line: Line) -> bool:
        kind = failure_kind(line.text)
        if kind is None:
            return False
        self._found.fail(line.number, kind, line.text)
        return True
