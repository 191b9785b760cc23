"""How fast and in how much memory benchmark output is read out of a log: `bench_import.py [megabytes]`.

Each log is generated piece by piece and never held. Times are processor times, so that a busy machine
does not blur them. The speed stands beside that of `for line in stream` over the same bytes in the same
run: the ratio is what another machine can be compared by. Targets: 50 MB/s over log noise of any kind, a
peak below 16 MB.
"""

import io
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from buildgen.bench import read_bench

SAMPLES = Path(__file__).parents[1] / "tests" / "bench" / "samples"
MEGABYTE = 1_000_000

LOADER = b"""llama_model_loader: - kv  21:       tokenizer.ggml.tokens arr[str,128256]  = ["!", "\\"", "#"]
print_info: file type   = Q4_K - Medium
load_tensors: offloading 80 repeating layers to GPU
load_tensors:        ROCm0 model buffer size = 12784.78 MiB
llama_context: n_ctx_per_seq (4096) < n_ctx_train (40960) -- the full capacity will not be utilized
"""
SERVER = b"""slot update_slots: id  3 | task 3971 | n_past = 18745, slot.prompt.tokens.size() = 20758
srv  log_server_r: request: POST /completion 127.0.0.1 200
prompt eval time =   56696.30 ms /  2012 tokens (   28.18 ms per token,    35.49 tokens per second)
"""
STRUCTURED = b"""{"tid":"36356","timestamp":1711376001,"level":"INFO","msg":"initializing slots"}
{
  "level": "INFO",
  "message": "slot released",
  "n_past": 20758
}
[2026-01-02 03:04:05] worker 3: queue is empty, waiting
"""
SHORT = b"ok\n.\n..........\ntick 17\n\n"
SYSTEM = b"""| NVIDIA-SMI 550.54       Driver Version: 550.54       CUDA Version: 12.4     |
+-----------------------------------------+------------------------+----------+
Jan 02 03:04:05 rig kernel: amdgpu 0000:0a:00.0: amdgpu: [gfxhub] page not present (src_id:0 ring:24 vmid:8)
"""
LONG_LINES = b"x" * 3_000_000 + b"\n"


class Log:
    """A stream of `size` bytes: noise, with the rows of a sample put evenly between."""

    def __init__(self, noise: bytes, rows: bytes, size: int) -> None:
        self._pieces = self._generate(noise * max(1, 100_000 // len(noise)), rows, size)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes."""
        while len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        block, self._rest = self._rest[:size], self._rest[size:]
        return block

    @staticmethod
    def _generate(noise: bytes, rows: bytes, size: int) -> Iterator[bytes]:
        lines = rows.splitlines(keepends=True)
        given = due = 0
        while given < size:
            while lines and given >= due:
                yield lines[0]
                due += size // (len(rows.splitlines()) + 1)
                lines = lines[1:]
            yield noise
            given += len(noise)
        yield b"\n" + b"".join(lines)


class Stream(io.RawIOBase):
    """A log as Python's own buffered readers want it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        """Fill the buffer."""
        block = self._log.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def plain_seconds(noise: bytes, rows: bytes, size: int) -> float:
    """Give the time that reading the lines and dropping them takes."""
    start = time.process_time()
    stream: io.RawIOBase = Stream(Log(noise, rows, size))
    for _ in io.BufferedReader(stream, 1 << 18):
        pass
    return time.process_time() - start


def measure(name: str, noise: bytes, sample: str, size: int) -> bool:
    """Print one line of figures; say whether the targets are met."""
    rows = (SAMPLES / sample).read_bytes()
    expected = len(read_bench(rows).runs)
    start = time.process_time()
    runs = len(read_bench(Log(noise, rows, size)).runs)
    taken = time.process_time() - start
    plain = plain_seconds(noise, rows, size)
    tracemalloc.start()
    read_bench(Log(noise, rows, size // 4))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    speed = size / MEGABYTE / taken
    met = speed >= 50 and peak < 16 * MEGABYTE and runs == expected
    print(
        f"{name:<12} {sample:<24} {runs:>3} of {expected:>2} runs  {speed:>6.0f} MB/s"
        f"  {taken / plain:>5.1f} x plain lines  peak {peak / MEGABYTE:>5.2f} MB  {'ok' if met else 'MISSED'}"
    )
    return met


def main(size: int = 100 * MEGABYTE) -> bool:
    """Measure every kind of noise around every kind of table; say whether all targets are met."""
    met = [
        measure(name, noise, sample, size)
        for name, noise in (
            ("loader", LOADER),
            ("server", SERVER),
            ("structured", STRUCTURED),
            ("short lines", SHORT),
            ("system", SYSTEM),
        )
        for sample in ("llama-bench.depth.md", "llama-bench.b5163.csv", "llama-bench.b5163.jsonl")
    ]
    met.append(measure("long lines", LONG_LINES, "llama-bench.b5163.sql", size))
    return all(met)


if __name__ == "__main__":
    sys.exit(0 if main(*(int(word) * MEGABYTE for word in sys.argv[1:2])) else 1)
