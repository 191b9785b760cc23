"""What people and programs do to a paste on its way changes nothing, or is refused with a reason."""

import dataclasses
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from buildgen.bench import BenchReading, BenchRun, FailureKind, Format, read_bench

SAMPLES = Path(__file__).parent / "samples"
OUTPUTS = sorted(path.name for path in SAMPLES.glob("llama-b*") if path.name != "llama-bench.fields.json")
MARKDOWN = [name for name in OUTPUTS if name.endswith(".md")]
NOISE = b"""llama_model_loader: - kv  21: tokenizer.ggml.tokens arr[str,128256] = ["!", "\\"", "#", "$"]
print_info: file size   = 1.87 GiB (5.01 BPW)
load_tensors:        ROCm0 model buffer size =  4643.78 MiB
slot update_slots: id  3 | task 3971 | n_tokens = 18743, memory_seq_rm [18743, end)
| NVIDIA-SMI 550.54       Driver Version: 550.54       CUDA Version: 12.4     |
+-----------------------------------------------------------------------------+
{"tid":"36356","timestamp":1711376001,"level":"INFO","function":"init","n_slots":1}
llama_perf_context_print:        load time =    1234.56 ms
"""


def bare(reading: BenchReading) -> list[BenchRun]:
    """Give the runs without their lines, which a mutation may move."""
    return [dataclasses.replace(run, line=0) for run in reading.runs]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def quoted(data: bytes) -> bytes:
    return b"".join(b"> " + line for line in data.splitlines(keepends=True))


def nul_bytes(data: bytes) -> bytes:
    return b"\0\0\0" + data.replace(b"\n", b"\0\n\0").replace(b"5", b"\x005")


MUTATIONS: dict[str, Callable[[bytes], bytes]] = {
    "CR LF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR CR LF": lambda data: data.replace(b"\n", b"\r\r\n"),
    "lone CR": lambda data: data.replace(b"\n", b"\r"),
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16 with mark": lambda data: data.decode().encode("utf-16"),
    "UTF-16 little-endian": lambda data: data.decode().encode("utf-16-le"),
    "UTF-16 big-endian": lambda data: data.decode().encode("utf-16-be"),
    "Latin-1": lambda data: data.decode().encode("latin-1"),
    "NUL bytes": nul_bytes,
    "quoted": quoted,
    "quoted twice": lambda data: quoted(quoted(data)),
    "code fence": lambda data: b"```text\n" + data + b"\n```\n",
    "indented": lambda data: b"".join(b"    " + line for line in data.splitlines(keepends=True)),
    "colours": lambda data: b"".join(b"\x1b[32m" + line for line in data.splitlines(keepends=True)),
    "no last line break": lambda data: data.rstrip(b"\n"),
    "spaces at line ends": lambda data: data.replace(b"\n", b"   \n"),
    "noise around": lambda data: NOISE + data + b"\n" + NOISE,
    "noise between": lambda data: re.sub(
        rb"(?m)^(?=[\"|]\W*\w|\{\"|INSERT)", NOISE.replace(b"\\", b"\\\\"), data
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("name", OUTPUTS)
def test_transport_changes_nothing(name: str, mutation: str) -> None:
    """Line ends, encodings, quoting, fences, colours and log lines leave every run as it was."""
    data = sample(name)
    mutated = read_bench(MUTATIONS[mutation](data))
    assert bare(mutated) == bare(read_bench(data))
    assert (mutated.rejected, mutated.failures) == ((), ())


@pytest.mark.parametrize("name", MARKDOWN)
@pytest.mark.parametrize(
    "sign",
    [
        "+-",
        "+/-",
        "Â±",
        "Ã‚Â±",
        "┬▒",
        "卤",
        "簣",
        "짹",
        "В±",
        "¬±",
        "ﾂｱ",
        "¡À",
        "&plusmn;",
        "\ufffd",
        "\ufffd\ufffd",
        "?",
        "??",
        " ± ",
    ],
)
def test_a_mangled_sign_is_still_the_spread(name: str, sign: str) -> None:
    """The plus-minus sign is known in the shapes that wrong encodings and hands give it."""
    data = sample(name)
    assert bare(read_bench(data.decode().replace("±", sign).encode())) == bare(read_bench(data))


def test_two_numbers_without_a_sign_are_refused() -> None:
    """Without any sign between them, two numbers are no speed and spread."""
    reading = read_bench(sample("llama-bench.depth.md").replace("± ".encode(), b""))
    assert reading.runs == ()
    assert [item.reason for item in reading.rejected] == [
        "t/s is '7340.20 23.45', not a speed",
        "t/s is '120.60 0.59', not a speed",
        "t/s is '6425.91 18.88', not a speed",
        "t/s is '116.71 0.60', not a speed",
    ]
    assert reading.refusal is not None
    assert "4 rejected" in reading.refusal


def piped(data: bytes, change: Callable[[list[str]], list[str]]) -> bytes:
    """Change the cells of every table line."""
    lines = []
    for line in data.decode().splitlines():
        cells = line.strip().strip("|").split("|")
        lines.append("|" + "|".join(change(cells)) + "|" if line.startswith("|") else line)
    return "\n".join(lines).encode()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", MARKDOWN)
def test_shuffled_columns_read_the_same(name: str, seed: int) -> None:
    """Columns count by their names, wherever they stand."""

    def shuffle(cells: list[str]) -> list[str]:
        order = list(range(len(cells)))
        random.Random(seed).shuffle(order)  # noqa: S311 (nothing secret)
        return [cells[place] for place in order]

    assert bare(read_bench(piped(sample(name), shuffle))) == bare(read_bench(sample(name)))


@pytest.mark.parametrize("name", MARKDOWN)
def test_tabs_and_outer_pipes_are_layout(name: str) -> None:
    """Cells padded with tabs, tables without outer pipes, and tables copied off a web page read the same."""
    data = sample(name)
    expected = bare(read_bench(data))
    padded = piped(data, lambda cells: [f"\t{cell.strip()}\t" for cell in cells])
    assert bare(read_bench(padded)) == expected
    open_ended = "\n".join(
        line.strip().strip("|") if line.startswith("|") else line for line in data.decode().splitlines()
    )
    assert bare(read_bench(open_ended.encode())) == expected
    if "batched" not in name:
        copied = "\n".join(
            "\t".join(cell.strip() for cell in line.strip("|").split("|"))
            for line in data.decode().splitlines()
            if "---" not in line
        )
        assert bare(read_bench(copied.encode())) == expected


def test_a_csv_with_other_delimiters_and_without_quotes_reads_the_same() -> None:
    """A spreadsheet may save the table with semicolons or tabs, or drop the quotes."""
    data = sample("llama-bench.b5163.csv")
    expected = bare(read_bench(data))
    for changed in (
        data.replace(b'","', b'";"').replace(b",", b";"),
        data.replace(b",", b"\t"),
        data.replace(b'"', b""),
    ):
        assert bare(read_bench(changed)) == expected
    shuffled = b"\n".join(b",".join(reversed(line.split(b","))) for line in data.splitlines())
    assert [run.avg_ts for run in read_bench(shuffled).runs] == ["7285.676949", "119.915244"]


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_same_output_twice_is_twice_the_runs(name: str) -> None:
    """Several runs in one paste are all taken, and equal ones are neither merged nor dropped."""
    data = sample(name)
    once = bare(read_bench(data))
    assert bare(read_bench(data + b"\n" + data)) == once + once


def test_all_formats_in_one_paste_are_all_read() -> None:
    """One text may hold every format: the runs come in the order of their lines."""
    data = b"\n\n".join(sample(name) for name in OUTPUTS)
    reading = read_bench(data)
    assert [run.avg_ts for run in reading.runs] == [
        run.avg_ts for name in OUTPUTS for run in read_bench(sample(name)).runs
    ]
    assert {run.format for run in reading.runs} == set(Format)
    assert (reading.rejected, reading.failures) == ((), ())
    assert [run.line for run in reading.runs] == sorted(run.line for run in reading.runs)


def test_a_heading_printed_again_opens_no_second_table() -> None:
    """A heading may come twice, at once or between rows: the rows and their build stay."""
    data = sample("llama-bench.rocm-fa.md")
    lines = data.splitlines(keepends=True)
    heading = b"".join(lines[5:7])
    expected = bare(read_bench(data))
    for place in (5, 7, 8, 9):
        doubled = b"".join([*lines[:place], heading, *lines[place:]])
        reading = read_bench(doubled)
        assert (bare(reading), reading.failures) == (expected, ())
    csv = sample("llama-bench.b5163.csv").splitlines(keepends=True)
    assert bare(read_bench(b"".join([csv[0], csv[0], csv[1], csv[0], csv[2]]))) == bare(
        read_bench(b"".join(csv))
    )


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_cut_anywhere_gives_a_beginning_of_its_runs(name: str) -> None:
    """Only whole rows are taken, each as it was: a value cut short is never another value."""
    data = sample(name)
    whole = [dataclasses.replace(run, build_commit=None, build_number=None) for run in read_bench(data).runs]
    for end in range(len(data)):
        reading = read_bench(data[:end])
        runs = [dataclasses.replace(run, build_commit=None, build_number=None) for run in reading.runs]
        assert runs == whole[: len(runs)]
        assert runs or reading.rejected or reading.failures or reading.refusal


def test_a_row_cut_at_the_end_is_refused() -> None:
    """The last row of a killed run is refused with a reason, in every format."""
    cut = {
        "llama-bench.depth.md": "the row is cut: no '|' at its end, 7 of 7 cells",
        "llama-bench.b5163.csv": "the row is cut or broken (unexpected end of data)",
        "llama-bench.b5163.jsonl": "the JSON object is cut: the text ends",
        "llama-bench.b5163.sql": "cut, or not 33 values as there are columns",
        "llama-batched-bench.md": "the row is cut: no '|' at its end, 10 of 10 cells",
        "llama-batched-bench.jsonl": "the JSON object is cut: the text ends",
    }
    for name, reason in cut.items():
        data = sample(name)
        reading = read_bench(data.rstrip()[:-2])
        assert [item.reason for item in reading.rejected] == [reason]
        assert reading.runs == read_bench(data).runs[: len(reading.runs)]
        assert reading.runs


def test_json_without_its_end_keeps_the_whole_objects() -> None:
    """A killed JSON run: the whole objects are runs, the open one is refused, the open array is a failure."""
    data = sample("llama-bench.b5163.json")
    reading = read_bench(data[: data.rindex(b"}") + 2])
    assert [run.avg_ts for run in reading.runs] == ["7100.002165", "118.881588"]
    (failure,) = reading.failures
    assert (failure.line, failure.kind) == (1, FailureKind.CUT)
    assert failure.reason == "the JSON array is not closed: the text ends"
    reading = read_bench(data[: data.rindex(b'"avg_ts"')])
    assert [run.avg_ts for run in reading.runs] == ["7100.002165"]
    assert [(item.line, item.reason) for item in reading.rejected] == [
        (39, "the JSON object is cut: the text ends")
    ]
    assert [failure.kind for failure in reading.failures] == [FailureKind.CUT]


def test_a_killed_run_does_not_swallow_the_next() -> None:
    """What follows an object without its end is read: another array, a table, a heading, a statement."""
    killed = sample("llama-bench.b5163.json")
    killed = killed[: killed.rindex(b'"avg_ts"')] + b"\n"
    for name in OUTPUTS:
        reading = read_bench(killed + sample(name))
        assert bare(reading)[1:] == bare(read_bench(sample(name)))
        assert [item.line for item in reading.rejected] == [39]
        assert [failure.kind for failure in reading.failures] == [FailureKind.CUT]


def test_log_lines_inside_an_object_are_skipped() -> None:
    """A JSON run whose log went into the same file reads the same."""
    data = sample("llama-bench.b5163.json")
    noise = b'llama_perf_context_print: load time = 12.3 ms\nggml_debug: node [1] { } "\n'
    noisy = data.replace(b'    "poll"', noise + b'    "poll"').replace(b"  {\n", noise + b"  {\n" + noise)
    assert bare(read_bench(noisy)) == bare(read_bench(data))


def test_json_in_other_layouts_reads_the_same() -> None:
    """Indentation, one line for all, an outer object and a prefix before each line are layout."""
    data = sample("llama-bench.b5163.json")
    objects = json.loads(data, parse_float=str)
    for row in objects:
        row["avg_ts"] = float(row["avg_ts"])
    speeds = ["7100.002165", "118.881588"]
    for text in (
        json.dumps(objects),
        json.dumps(objects, indent=1),
        json.dumps(objects, indent=None, separators=(",", ":")),
        json.dumps({"host": "rig", "results": objects}, indent=2),
        json.dumps({"host": "rig", "results": objects}),
        "\n".join(f"bench-1  | {json.dumps(row)}" for row in objects),
        "\n".join(f"2026-01-02T03:04:05.678Z {json.dumps(row)}" for row in objects),
        ",\n".join(json.dumps(row, indent="\t", sort_keys=True) for row in objects),
    ):
        reading = read_bench(text.encode())
        assert [run.avg_ts for run in reading.runs] == speeds
        assert (reading.rejected, reading.failures) == ((), ())


def test_hand_added_columns_are_kept_by_their_headings() -> None:
    """An unknown column is in the extra, word for word; one without a heading is named by its place."""
    text = """
| GPU | model | size | params | threads | mmap | test | t/s | Note | Note | |
|---|---|---|---|---|---|---|---|---|---|---|
| **3x MI50** | `llama 70B` | 37.57 GiB | 70.6 B | 8 | 0 | tg128 | **12.58 ± 0.01** | a \\| b | row | ! |
"""
    (run,) = read_bench(text.encode()).runs
    assert run.extra == {
        "GPU": "**3x MI50**",
        "size": "37.57 GiB",
        "params": "70.6 B",
        "n_threads": "8",
        "use_mmap": "0",
        "Note": "a | b",
        "Note (2)": "row",
        "column 11": "!",
    }
    assert (run.model_type, run.avg_ts, run.stddev_ts) == ("llama 70B", "12.58", "0.01")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| a | 99 | 1 | tg128 | 1,234.56 ± 0.10 |", "t/s is '1,234.56 ± 0.10', not a speed"),
        ("| a | 99 | 1 | tg128 | nan ± nan |", "t/s is 'nan ± nan', not a speed"),
        ("| a | 99 | 1 | tg128 | |", "t/s is empty: no speed"),
        ("| a | 99 | 2 | tg128 | 1.00 |", "flash_attn is '2', none of 0, 1, -1"),
        ("| a | all | 1 | tg128 | 1.00 |", "n_gpu_layers is 'all', not a whole number"),
        ("| a | 99 | 1 | warmup | 1.00 |", "test is 'warmup', not like pp512, tg128 or pp512+tg128"),
        ("| a | 99 | 1 | pp0 | 1.00 |", "n_prompt is 0 and n_gen is 0: no test"),
        ("| a | 99 | tg128 | 1.00 |", "the row has 4 cells, its heading at line 1 has 5"),
        ("| a | 99 | 1 | tg128 | 1.00 | 2.00 |", "the row has 6 cells, its heading at line 1 has 5"),
    ],
)
def test_an_ambiguous_row_is_refused_with_what_was_seen(row: str, reason: str) -> None:
    """A value that can be read two ways, or none, is a refusal that shows it."""
    reading = read_bench(f"| model | ngl | fa | test | t/s |\n|---|---|---|---|---|\n{row}\n".encode())
    assert reading.runs == ()
    assert [(item.line, item.reason) for item in reading.rejected] == [(3, reason)]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        (
            "| Model | Test | t/s master | t/s pr | Speedup |",
            "speed columns 't/s master' and 't/s pr': a comparison of builds, not the output of one run",
        ),
        ("| model | test | t/s | t/s |", "more than one column means t/s: which one holds is open"),
        (
            "| model | fa | flash_attn | test | t/s |",
            "more than one column means flash_attn: which one holds is open",
        ),
    ],
)
def test_an_ambiguous_heading_is_refused(heading: str, reason: str) -> None:
    """Two columns of one meaning leave open which one holds."""
    reading = read_bench(f"{heading}\n|---|---|---|---|\n".encode())
    assert [(item.line, item.reason) for item in reading.rejected] == [(1, reason)]
    assert reading.runs == ()


def test_rows_without_a_heading_are_refused() -> None:
    """A paste that lost its heading has columns without names: their places do not count."""
    rows = b"".join(sample("llama-bench.depth.md").splitlines(keepends=True)[2:])
    reading = read_bench(rows)
    assert {item.reason for item in reading.rejected} == {
        "a result row without a heading: its columns have no names"
    }
    assert [item.line for item in reading.rejected] == [1, 2, 3, 4]
    assert reading.refusal is not None


def test_rows_of_another_table_are_not_taken() -> None:
    """A table of something else below the results is left alone."""
    other = b"\n| card | slot | power |\n|---|---|---|\n| MI50 | 1 | 190 W |\n"
    reading = read_bench(sample("llama-bench.depth.md") + other)
    assert (len(reading.runs), reading.rejected) == (4, ())


def test_sql_may_be_written_in_other_ways() -> None:
    """Dumps name no columns, quote names, give one INSERT several rows; paths hold apostrophes."""
    create = "CREATE TABLE test (build_commit TEXT, avg_ts REAL, stddev_ts REAL,"
    create += " n_prompt INTEGER, n_gen INTEGER, path TEXT);\n"
    dump = (
        create
        + "INSERT INTO test VALUES('8cf427ff',58.80,0.10,512,0,NULL),('8cf427ff',9.50,0.10,0,128,'it''s');\n"
    )
    reading = read_bench(dump.encode())
    assert [(run.avg_ts, run.test, run.extra) for run in reading.runs] == [
        ("58.80", "pp512", {"path": None}),
        ("9.50", "tg128", {"path": "it's"}),
    ]
    wrapped = 'insert into "llama_bench"\n  ("avg_ts", `n_prompt`, [n_gen])\nvalues\n  (58.80, 512, 0);\n'
    assert [run.avg_ts for run in read_bench(wrapped.encode()).runs] == ["58.80"]
    raw = "INSERT INTO test (path, avg_ts, n_prompt, n_gen) VALUES ('anna's models', '58.80', '512', '0');\n"
    (run,) = read_bench(raw.encode()).runs
    assert (run.extra, run.avg_ts) == ({"path": "anna's models"}, "58.80")
    nameless = read_bench(b"INSERT INTO test VALUES ('build_commit', 1);\n")
    assert [item.reason for item in nameless.rejected] == [
        "the INSERT names no columns and no CREATE TABLE above it does"
    ]


def test_hand_written_speeds_have_no_spread() -> None:
    """A speed alone is a speed whose spread is unknown."""
    (run,) = read_bench(b"| model | test | t/s |\n|---|---|---|\n| a | tg128 | 58.80 |\n").runs
    assert (run.avg_ts, run.stddev_ts) == ("58.80", None)


def test_a_prompt_shared_by_all_sequences_is_read_once() -> None:
    """With a shared prompt the prefill has one sequence, whether that is said or follows from N_KV."""
    heading = "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | T s | S t/s |\n"
    heading += "|-" * 10 + "|\n"
    row = "| 512 | 32 | 4 | 640 | 0.3 | 1500.00 | 0.5 | 200.00 | 0.8 | 800.00 |\n"
    said = "llama_batched_bench: n_kv_max = 4096, n_batch = 2048, flash_attn = -1, is_pp_shared = 1\n"
    for text in (heading + row, said + heading + row):
        prefill, decode = read_bench(text.encode()).runs
        assert (prefill.sequences, decode.sequences, decode.n_depth) == (1, 4, 512)
    assert (prefill.flash_attn, prefill.extra["is_pp_shared"]) == ("auto", "1")


def test_a_length_of_zero_has_no_run() -> None:
    """A batched row without a prompt, or without generation, is one run; without both it is refused."""
    text = "| PP | TG | B | S_PP t/s | S_TG t/s |\n|---|---|---|---|---|\n"
    text += "| 0 | 32 | 1 | 0.00 | 79.04 |\n| 512 | 0 | 1 | 1518.90 | -nan |\n| 0 | 0 | 1 | 0.00 | 0.00 |\n"
    text += "| 512 | 32 | 0 | 1.00 | 1.00 |\n| 512 | 32 | 1 | 1.00 | -nan |\n"
    reading = read_bench(text.encode())
    assert [(run.test, run.n_depth, run.avg_ts) for run in reading.runs] == [
        ("tg32", 0, "79.04"),
        ("pp512", 0, "1518.90"),
    ]
    assert [item.reason for item in reading.rejected] == [
        "PP is 0, TG is 0, B is 1: no test",
        "PP is 512, TG is 32, B is 0: no test",
        "S_TG (speed_tg) is '-nan', not a number",
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ('"avg_ts": 1.0, "t/s": "2.0"', "two speeds: t/s is '2.0', avg_ts is '1.0'"),
        ('"avg_ts": "1.0 ± 0.1"', "avg_ts is '1.0 ± 0.1', not a number"),
        ('"avg_ts": NaN', "avg_ts is 'NaN', not a speed"),
        ('"avg_ts": true', "avg_ts is 'True', not a speed"),
        ('"avg_ts": 1e999', "avg_ts is '1e999', not a speed"),
        ('"avg_ts": -1.0', "avg_ts is '-1.0', not a speed"),
        ('"avg_ts": 1.0, "stddev_ts": "wide"', "stddev_ts is 'wide', not a number"),
        ('"avg_ts": 1.0, "n_batch": 5.5', "n_batch is '5.5', not a whole number"),
        ('"avg_ts": 1.0, "n_batch": [1]', "n_batch is \"('1',)\", not a whole number"),
        ('"avg_ts": 1.0, "avg_ts": 2.0', "avg_ts is said twice: '1.0' and '2.0'"),
        (
            '"avg_ts": 1.0, "n_gen": 1 2',
            "no sound JSON object: Expecting ',' delimiter: line 1 column 57 (char 56)",
        ),
        ('"avg_ts": 1.0, "test": "tg128"', "n_prompt is 512, but the test's name says 0"),
    ],
)
def test_an_ambiguous_object_is_refused(cells: str, reason: str) -> None:
    """The values of an object are held to the same rules as those of a table."""
    reading = read_bench(('{"n_prompt": 512, "n_gen": 0, ' + cells + "}\n").encode())
    assert [item.reason for item in reading.rejected] == [reason]
    assert reading.runs == ()


def test_a_spread_that_is_no_number_is_unknown() -> None:
    """The spread of a single repetition may be printed as nan: the speed stands, the spread is None."""
    (run,) = read_bench(b'{"n_prompt": 512, "n_gen": 0, "avg_ts": 58.80, "stddev_ts": -nan(ind)}').runs or (
        None,
    )
    assert run is None  # -nan is no JSON
    (run,) = read_bench(
        b"| model | test | t/s |\n|---|---|---|\n| a | tg128 | 58.80 \xc2\xb1 -nan(ind) |\n"
    ).runs
    assert (run.avg_ts, run.stddev_ts, run.extra) == ("58.80", None, {"stddev_ts": "-nan(ind)"})
