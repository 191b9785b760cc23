"""Lines come out of any stream with their numbers, in bounded memory, and nothing is lost without a word."""

import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.bench import read_bench
from buildgen.bench.lines import LINE_BYTES, OPENING_LINES, LineSource

SAMPLES = Path(__file__).parent / "samples"
ROW = b"| a | tg128 | 58.80 |\n"
TABLE = b"| model | test | t/s |\n|---|---|---|\n" + ROW


class Pieces:
    """A stream that gives one piece of an iterator at a time and holds no other."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, size: int, /) -> bytes:
        del size
        return next(self.pieces, b"")


@given(st.lists(st.text(alphabet="ab{[\n\r>", max_size=12), max_size=20))
def test_every_line_has_its_number(texts: list[str]) -> None:
    """Reading gives the lines of the text, however the stream cuts them; a lone CR counts as a break."""
    whole = "".join(texts)
    source = LineSource(Pieces(iter([text.encode() for text in texts if text])))
    seen = []
    while line := source.next_line():
        seen.append((line.number, line.text))
    expected = whole.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n") if whole else []
    assert [number for number, _ in seen] == list(range(1, len(expected) + 1))
    assert [text for _, text in seen] == [re.sub(r"^(?:>)+", "", text) for text in expected]


@given(st.lists(st.sampled_from([b"aXb\n", b"ab\n", b"X\n", b"  {\n", b'  "key"\n', b"\n"]), max_size=40))
def test_seeking_finds_the_lines_that_a_walk_finds(lines: list[bytes]) -> None:
    """Skipping gives the same lines and numbers as looking at each, across all cuts of the stream."""
    patterns = (b"X", re.compile(rb'\n *\{\n(?:[^\n]*\n){0,%d}? *"key"' % OPENING_LINES))
    source = LineSource(Pieces(iter(lines)))
    found = []
    while line := source.seek(patterns):
        found.append(line.number)
    expected = [
        number
        for number, line in enumerate(lines, start=1)
        if b"X" in line
        or (b"{" in line and any(b"key" in below for below in lines[number : number + OPENING_LINES + 1]))
    ]
    assert found == expected


@pytest.mark.parametrize("start", [b"", b"noise\n", b"\n"])
def test_an_overlong_line_keeps_its_beginning_and_the_numbers_after_it(start: bytes) -> None:
    """A line of many megabytes costs one; what follows has its right number."""
    long = b"x" * (3 * LINE_BYTES)
    reading = read_bench(start + long + b"\n" + TABLE)
    assert [run.line for run in reading.runs] == [4 + start.count(b"\n")]
    assert reading.rejected == ()


def test_results_lost_in_an_overlong_line_are_named() -> None:
    """Where the lost end of a line names results, the line is rejected: nothing is dropped in silence."""
    reading = read_bench(b"x" * (2 * LINE_BYTES) + b' {"avg_ts": 1.0}\n' + TABLE)
    assert [(item.line, item.reason) for item in reading.rejected] == [
        (1, f"longer than {LINE_BYTES} bytes: its end names results, and is not read")
    ]
    assert len(reading.runs) == 1


def test_a_json_array_on_one_overlong_line_gives_what_fits() -> None:
    """The objects before the limit are runs; the one that is cut and the lost rest are named."""
    item = b'{"n_prompt": 512, "n_gen": 0, "avg_ts": 58.80, "note": "' + b"x" * 900 + b'"}'
    reading = read_bench(b"[" + b",".join([item] * 2000) + b"]\n")
    assert len(reading.runs) == LINE_BYTES // (len(item) + 1)
    assert {run.avg_ts for run in reading.runs} == {"58.80"}
    assert [item.line for item in reading.rejected] == [1, 1]


def test_memory_stays_bounded() -> None:
    """A table in a long log is read in a few megabytes, however long the log and its lines are."""
    noise = b"llama_model_loader: - kv  21: tokenizer.ggml.tokens arr[str,128256] = [...]\n" * 1000

    def log() -> Iterator[bytes]:
        for _ in range(60):
            yield noise
        yield b"y" * 5_000_000
        yield b"\n" + (SAMPLES / "llama-bench.rocm-fa.md").read_bytes()
        for _ in range(60):
            yield noise

    tracemalloc.start()
    try:
        reading = read_bench(Pieces(log()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [run.line for run in reading.runs] == [60_000 + 1 + line for line in (8, 9, 10)]
    assert peak < 16_000_000


def test_what_is_kept_of_a_noisy_log_is_bounded() -> None:
    """Thousands of broken rows, failures, listings and commands leave a bounded number of entries."""
    broken = b"| model | test | t/s |\n" + b"| a | tg128 | 1,0 |\n" * 5000
    reading = read_bench(broken)
    assert len(reading.rejected) == 1001
    assert reading.rejected[-1].reason == "4000 more rows after this one"
    again = (
        b"$ llama-bench -m x\nggml_cuda_init: found 1 ROCm devices:\nAborted\nbuild: c81de6e1 (6092)\n" * 3000
    )
    reading = read_bench(again)
    assert (len(reading.commands), len(reading.devices_listed), len(reading.failures)) == (1000, 1000, 1000)
