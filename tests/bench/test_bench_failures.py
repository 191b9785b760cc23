"""A run that died is recorded with its reason, and a text without results is refused in plain words."""

import json
from pathlib import Path

import pytest

from buildgen.bench import FailureKind, as_json, read_bench

SAMPLES = Path(__file__).parent / "samples"
HEADING = (
    "| model | size | params | backend | ngl | test | t/s |\n| --- | ---: | ---: | --- | --: | --: | --: |\n"
)
ROW = "| llama 70B | 37.57 GiB | 70.55 B | ROCm | 99 | tg128 | 10.02 ± 0.01 |\n"
MEMORY = """alloc_buffer: allocating 14400.00 MiB on device 0: cudaMalloc failed: out of memory
alloc_tensor_range: failed to allocate ROCm0 buffer of size 15099494400
llama_model_load: error loading model: unable to allocate ROCm0 buffer
main: error: failed to load model 'models/llama-70b.gguf'
"""


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        (MEMORY, FailureKind.OUT_OF_MEMORY, MEMORY.splitlines()[0]),
        (HEADING + MEMORY, FailureKind.OUT_OF_MEMORY, MEMORY.splitlines()[0]),
        ("[\n" + MEMORY, FailureKind.OUT_OF_MEMORY, MEMORY.splitlines()[0]),
        (
            "main: error: failed to load model 'x.gguf'\n",
            FailureKind.ERROR,
            "main: error: failed to load model 'x.gguf'",
        ),
        (
            HEADING + "Memory access fault by GPU node-1 on address 0x7a5. Reason: Page not present\n",
            FailureKind.CRASH,
            "Memory access fault by GPU node-1 on address 0x7a5. Reason: Page not present",
        ),
        (
            "failed to decode prompt batch, res = -3\nAborted (core dumped)\n",
            FailureKind.CRASH,
            "Aborted (core dumped)",
        ),
        ("ggml_vulkan: allocation failed.\nvk::Device::allocateMemory: ErrorOutOfDeviceMemory\n",
         FailureKind.OUT_OF_MEMORY, "vk::Device::allocateMemory: ErrorOutOfDeviceMemory"),
        ("ggml-cuda.cu:72: ROCm error\n", FailureKind.CRASH, "ggml-cuda.cu:72: ROCm error"),
        ("bash: line 1: 1234 Killed   ./llama-bench -m x.gguf\n", FailureKind.KILLED, None),
        ("段错误 (核心已转储)\n", FailureKind.CRASH, "段错误 (核心已转储)"),
        ("error: invalid parameter for argument: -fa\n", FailureKind.ERROR, None),
        (HEADING, FailureKind.NO_ROW, "markdown heading without a row"),
        (HEADING + "\nbuild: c81de6e1 (6092)\n", FailureKind.NO_ROW, "markdown heading without a row"),
        ("CREATE TABLE IF NOT EXISTS llama_bench (\n  n_prompt INTEGER,\n  avg_ts REAL\n);\n\n",
         FailureKind.NO_ROW, "SQL table llama_bench without a row"),
        ("build_commit,n_prompt,n_gen,avg_ts,stddev_ts\n", FailureKind.NO_ROW, "csv heading without a row"),
    ],
)  # fmt: skip
def test_a_dead_run_is_one_failure(text: str, kind: FailureKind, reason: str | None) -> None:
    """All lines of one death make one failure, told by the gravest; it is not an empty success."""
    reading = read_bench(text.encode())
    assert (reading.runs, reading.rejected, reading.refusal) == ((), (), None)
    (failure,) = reading.failures
    assert failure.kind is kind
    assert reason is None or failure.reason == reason
    assert text.splitlines()[failure.line - 1].startswith(failure.reason[:20]) or kind is FailureKind.NO_ROW
    assert as_json(reading)["rejected"] == [{"line": failure.line, "reason": f"{kind}: {failure.reason}"}]


def test_rows_before_and_after_a_death_are_kept() -> None:
    """llama-bench goes on with the next combination: rows stay runs, each death between is recorded."""
    reading = read_bench((HEADING + ROW + MEMORY + ROW + MEMORY).encode())
    assert [run.line for run in reading.runs] == [3, 8]
    assert [(failure.line, failure.kind) for failure in reading.failures] == [
        (4, FailureKind.OUT_OF_MEMORY),
        (9, FailureKind.OUT_OF_MEMORY),
    ]


def test_a_failure_names_its_command() -> None:
    """The command above a death is part of its record, continued lines and all."""
    text = "$ ./llama-bench \\\n    -m x.gguf -ngl 99\n" + MEMORY
    (failure,) = read_bench(text.encode()).failures
    assert failure.command == "$ ./llama-bench -m x.gguf -ngl 99"


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("BOOM", FailureKind.OUT_OF_MEMORY),
        ("OOM", FailureKind.OUT_OF_MEMORY),
        ("**crashed**", FailureKind.CRASH),
        ("failed", FailureKind.ERROR),
        ("爆显存", FailureKind.OUT_OF_MEMORY),
    ],
)
def test_a_failure_written_into_the_table_is_a_failure(cell: str, kind: FailureKind) -> None:
    """A row with OOM for a speed is a result: a failure with its test."""
    reading = read_bench(
        (HEADING + ROW + ROW.replace("10.02 ± 0.01", cell).replace("tg128", "pp4096")).encode()
    )
    assert len(reading.runs) == 1
    (failure,) = reading.failures
    assert (failure.line, failure.kind) == (4, kind)
    assert failure.reason == f"t/s is {cell.strip('*')!r} for 'pp4096'"


def test_warnings_are_no_failures() -> None:
    """A pinned-memory warning, or words of failure that no death prints, leave a good run a good run."""
    noise = "ggml_cuda_host_malloc: failed to allocate 1024.00 MiB of pinned memory: out of memory\n"
    noise += "warning: failed to mlock 12345-byte buffer\n"
    noise += "common_fit_params: failed to fit params to free device memory\n"
    reading = read_bench((noise + HEADING + ROW).encode())
    assert (len(reading.runs), reading.failures) == (1, ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"hello\n",
        b"\x7fELF\x00\x01\x02" * 50,
        b"GGUF\x03\x00\x00\x00" * 50,
        b"[]\n",
        b"{}\n",
        b'{"avg": 3}\n',
        b"| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n",
        "| 显卡 | 速度 |\n|---|---|\n| MI50 | 10 |\n".encode(),
        b"INSERT INTO users (name) VALUES ('x');\n",
        b"a,b,c\n1,2,3\n",
    ],
)
def test_a_text_without_results_is_refused(data: bytes) -> None:
    """The refusal says what was looked for and what was seen."""
    reading = read_bench(data)
    assert (reading.runs, reading.rejected, reading.failures) == ((), (), ())
    assert reading.refusal is not None
    assert reading.refusal.startswith("no result of llama-bench or llama-batched-bench: looked for")
    assert f"{len(data)} bytes" in reading.refusal


def test_a_refusal_says_what_was_there() -> None:
    """A log of a run that never came to its table names the command, the cards and the build."""
    text = b"$ llama-bench -m x\nggml_cuda_init: found 1 ROCm devices:\n"
    text += b"  Device 0: AMD Instinct MI50, gfx906\nbuild: c81de6e1 (6092)\n"
    refusal = read_bench(text).refusal
    assert refusal is not None
    assert refusal.endswith(
        "seen: 4 lines, 118 bytes, the first line is '$ llama-bench -m x', 1 command (first at line 1),"
        " 1 device listing (first at line 2), 1 build line (first at line 4)"
    )


def test_a_load_log_is_no_result() -> None:
    """The plain form of a refusal is JSON too."""
    assert (
        json.dumps(as_json(read_bench(b"print_info: n_layer = 80\n")))
        == '{"version": 1, "runs": [], "rejected": []}'
    )
