"""Failures: lines by which llama-bench, its backends, the C++ runtime or the shell say that a run died."""

import re

from buildgen.bench.reading import FailureKind

_KINDS = (
    (
        FailureKind.OUT_OF_MEMORY,
        re.compile(
            r"out of memory|OutOf(?:Device|Host)?Memory|unable to allocate .{0,80}buffer|failed to allocate"
            r"|std::bad_alloc|failed to create .{0,80}: not enough memory"
        ),
    ),
    (
        FailureKind.CRASH,
        re.compile(
            r"[Ss]egmentation fault|Memory access fault|\bAborted\b|GGML_ASSERT\(|GGML_ABORT|terminate called"
            r"|\b(?:CUDA|ROCm|MUSA|SYCL) error\b|DeviceLost|[Bb]us fault|段错误|已放弃|核心已转储"
        ),
    ),
    (FailureKind.KILLED, re.compile(r"^Killed\b|\d\s+Killed\b|: [Kk]illed\b|已杀死")),
    (
        FailureKind.ERROR,
        re.compile(
            r"failed to load model|unable to load model|failed to create (?:the )?(?:llama_)?context"
            r"|failed to decode|llama_decode\(\) failed|failed to run|invalid parameter for argument"
        ),
    ),
)
_WARNING = re.compile(r"pinned memory|\bwarn(?:ing)?\b|^W ", re.IGNORECASE)

MARKS = (
    b"out of memory",
    b"Error",
    b" fault",
    b"Aborted",
    b"GGML_A",
    b"terminate called",
    b"A error",
    b"m error",
    b"failed to ",
    b"unable to ",
    b"illed",
    b"for argument",
    "已".encode(),
)
"""Bytes of which every failing line holds at least one."""

RANK = tuple(kind for kind, _ in _KINDS)
"""Kinds from the most to the least telling."""


def failure_kind(text: str) -> FailureKind | None:
    """Say which kind of failure a log line reports; None for any other line and for warnings."""
    if _WARNING.search(text):
        return None
    for kind, words in _KINDS:
        if words.search(text):
            return kind
    return None
