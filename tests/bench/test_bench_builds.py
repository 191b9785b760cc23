"""A build line belongs to the table that it was printed with; where that is open, the rows are refused."""

import pytest

from buildgen.bench import read_bench

TABLE = "| model | test | t/s |\n|---|---|---|\n| {} | tg128 | 58.80 ± 0.10 |\n"
A, B = "build: aaaaaaa (1000)\n", "build: bbbbbbb (2000)\n"
COMMAND = "$ ./llama-bench -m x.gguf\n"
LISTING = "ggml_cuda_init: found 1 ROCm devices:\n  Device 0: AMD Instinct MI50, gfx906, VMM: no\n"


def builds(*parts: str) -> list[tuple[str | None, str | None, int | None]]:
    """Read parts of a paste, `T` for a table; give model, commit and number of each run."""
    names = iter("12345")
    text = "\n".join(TABLE.format(next(names)) if part == "T" else part for part in parts)
    reading = read_bench(text.encode())
    return [(run.model_type, run.build_commit, run.build_number) for run in reading.runs]


ONE, TWO = ("1", "aaaaaaa", 1000), ("2", "bbbbbbb", 2000)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("T", A), [ONE]),
        ((A, "T"), [ONE]),
        ((A, A, "T", A), [ONE]),
        (("T", A, "T", B), [ONE, TWO]),
        ((A, "T", B, "T"), [ONE, TWO]),
        (("T", A, "T"), [ONE, ("2", None, None)]),
        (("T", "T", B), [("1", None, None), TWO]),
        ((A, "T", "T", B), [ONE, TWO]),
        ((COMMAND, A, "T", COMMAND, "T", B), [ONE, TWO]),
        ((COMMAND, "T", A, COMMAND, B, "T"), [ONE, TWO]),
        ((COMMAND, "T", COMMAND, B, "T"), [("1", None, None), TWO]),
        ((A, LISTING, "T"), [ONE]),
        ((LISTING, A, "T", LISTING, "T", B), [ONE, TWO]),
        ((LISTING, A, "T", LISTING, B, "T"), [ONE, TWO]),
    ],
)
def test_a_build_line_goes_to_its_table(parts: tuple[str, ...], expected: list[object]) -> None:
    """Commands and listings start a run; within one, the only table or the one above the line has it."""
    assert builds(*parts) == expected


def test_two_builds_for_one_table_are_refused() -> None:
    """A table between two different build lines could be of either: its rows are refused."""
    reading = read_bench((A + TABLE.format("a") + B).encode())
    assert reading.runs == ()
    assert [(item.line, item.reason) for item in reading.rejected] == [
        (4, "several build lines could be its own: aaaaaaa (1000) at line 1 and bbbbbbb (2000) at line 5")
    ]


@pytest.mark.parametrize(
    ("line", "commit", "number"),
    [
        ("build: c81de6e1 (6092)", "c81de6e1", 6092),
        ("build: 54ce507b6", "54ce507b6", None),
        ("build: 4696 (e598697d) with cc (Debian 12.2.0-14) 12.2.0 for x86_64-linux-gnu", "e598697d", 4696),
        ("build: 5163 (12345678) with cc for x86_64-linux-gnu", "12345678", 5163),
        ("build: 12345678 (5163)", "12345678", 5163),
        ("version: 4819 (becade5d)", "becade5d", 4819),
        ("build: unknown (0)", None, None),
        ("**build:** `c81de6e1` (6092)", "c81de6e1", 6092),
        ("build: finished (ok)", None, None),
        ("build: Release", None, None),
    ],
)
def test_build_lines_have_several_forms(line: str, commit: str | None, number: int | None) -> None:
    """llama-bench prints commit and number, other programs number and commit; other words state nothing."""
    (run,) = read_bench((TABLE.format("a") + "\n" + line + "\n").encode()).runs
    assert (run.build_commit, run.build_number) == (commit, number)


def test_a_build_in_the_row_wins() -> None:
    """A row that holds its own commit does not take the one of a line nearby."""
    text = '{"build_commit": "ccccccc", "build_number": 3, "n_prompt": 512, "n_gen": 0, "avg_ts": 1.50}\n'
    (run,) = read_bench((A + text + B).encode()).runs
    assert (run.build_commit, run.build_number, run.avg_ts) == ("ccccccc", 3, "1.50")


def test_an_unknown_commit_in_a_row_states_nothing() -> None:
    """A program built outside of the repository prints `unknown` and 0: kept, and taken for nothing."""
    text = '{"build_commit": "unknown", "build_number": 0, "n_prompt": 512, "n_gen": 0, "avg_ts": 1.50}\n'
    (run,) = read_bench(text.encode()).runs
    assert (run.build_commit, run.build_number) == (None, None)
    assert run.extra == {"build_commit": "unknown", "build_number": "0"}
