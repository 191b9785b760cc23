"""How long hostile files take to identify, as a ratio to reading their bytes from disk.

Each case is written to a temporary folder, read once to warm the cache, and timed as the best of three. The
ratio is to a plain `Path.read_bytes` of the same file; the memory is the peak that Python allocated above the
file's own bytes. Run: `python benchmarks/bench_identify.py [MiB]`, 100 by default.
"""

import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from buildgen.identify.reading import read

MIB = 1024 * 1024
LOG = b"[   18.788590] scsi 1:0:0:0: Direct-Access     ATA      INTEL SSDSC2KG96 0121 PQ: 0 ANSI: 5\n"
CARD = b"[   18.935743] amdgpu 0000:03:00.0: VRAM: 16368M 0x0000008000000000 - 0x00000083FEFFFFFF\n"
LISTING = (
    b"03:00.0 VGA compatible controller [0300]: AMD [AMD/ATI] Vega 20 [Radeon VII] [1002:66af] (rev c1)\n"
)
MARKS = b"GPU[0] : x\nMARKET_NAME\nHSA Agents\nAMDVBFLASH\ncard notes\namdgpu VGA compatible controller\n"


def cases(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each hostile file."""
    noise = random.Random(0)  # noqa: S311 - noise, not secrets
    yield "random bytes", noise.randbytes(size)
    yield "a log without any card", LOG * (size // len(LOG))
    yield "one line without an end", b"x" * size
    yield "nothing but line ends", b"x" + b"\n" * (size - 1)
    yield "a kernel log of one card", CARD * (size // len(CARD))
    yield "a listing of the same card", LISTING * (size // len(LISTING))
    yield "every tool's mark, then a log", MARKS + LOG * (size // len(LOG))
    yield "a ROM signature, then noise", b"\x55\xaa" + noise.randbytes(size - 2)
    yield "AMD's mark everywhere", b" 761295520" * (size // 10)
    yield "open brackets", b'{"gpu": 0, "asic": ' + b"[" * (size - 19)


def best(work: Callable[[], object]) -> float:
    """Give the shortest of three runs in seconds."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def main() -> None:
    """Print one line for each case."""
    size = int(sys.argv[1]) * MIB if len(sys.argv) > 1 else 100 * MIB
    print(f"{'file':<32}{'MiB':>6}{'read s':>9}{'identify s':>12}{'ratio':>8}{'peak MiB':>10}  answer")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in cases(size):
            path = Path(folder, "case")
            path.write_bytes(data)
            plain, whole = best(path.read_bytes), best(partial(_identify, path))
            tracemalloc.start()
            answer = read("case", data)
            peak = tracemalloc.get_traced_memory()[1] / MIB
            tracemalloc.stop()
            said = ", ".join(answer.problems) or f"{len(answer.sightings)} cards"
            times = f"{plain:>9.3f}{whole:>12.3f}{whole / plain:>8.1f}"
            print(f"{name:<32}{len(data) // MIB:>6}{times}{peak:>10.1f}  {said}")


def _identify(path: Path) -> object:
    return read("case", path.read_bytes())


if __name__ == "__main__":
    main()
