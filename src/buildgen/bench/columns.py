"""Column names: what llama-bench has called its fields, in full and in its Markdown headings."""

from collections.abc import Iterable

SPEED = "t/s"
SPEED_FIELD = "avg_ts"

HEADINGS = {
    "model": "model_type",
    "size": "size",
    "params": "params",
    "backend": "backends",
    "ngl": "n_gpu_layers",
    "threads": "n_threads",
    "sm": "split_mode",
    "nkvo": "no_kv_offload",
    "fa": "flash_attn",
    "embd": "embeddings",
    "mmap": "use_mmap",
    "dio": "use_direct_io",
    "mmq": "mul_mat_q",
    "lm": "load_mode",
    "nopo": "no_op_offload",
    "noh": "no_host",
    "dev": "devices",
    "ts": "tensor_split",
    "ot": "tensor_buft_overrides",
    "fitt": "fit_target",
    "fitc": "fit_min_ctx",
    "test": "test",
    SPEED: SPEED,
}
"""Markdown heading to field name, as the printer of llama-bench shortens them (any generation)."""

_FIELD_NAMES = """
    build_commit build_number cpu_info gpu_info backends model_filename model_type model_size model_n_params
    n_batch n_ubatch n_threads cpu_mask cpu_strict poll type_k type_v n_gpu_layers n_cpu_moe split_mode
    main_gpu no_kv_offload flash_attn devices tensor_split tensor_buft_overrides use_mmap use_direct_io
    load_mode lazy_mode embeddings no_op_offload no_host repack fit_target fit_min_ctx
    n_prompt n_gen n_depth test_time
    avg_ns stddev_ns avg_ts stddev_ts samples_ns samples_ts
    cuda opencl vulkan kompute metal sycl rpc gpu_blas blas f16_kv mul_mat_q low_vram
"""
FIELDS = frozenset(_FIELD_NAMES.split())
"""Field names of CSV, JSON, JSONL and SQL in every generation; the last line is of 2023 and 2024."""

BATCHED_HEADINGS = {
    "pp": "pp",
    "tg": "tg",
    "b": "pl",
    "n_kv": "n_kv",
    "t_pp s": "t_pp",
    "s_pp t/s": "speed_pp",
    "t_tg s": "t_tg",
    "s_tg t/s": "speed_tg",
    "t s": "t",
    "s t/s": "speed",
}
"""Heading to JSONL name in the table of llama-batched-bench."""

_BATCHED_NAMES = """
    n_kv_max n_batch n_ubatch flash_attn is_pp_shared is_tg_separate n_gpu_layers n_threads n_threads_batch
    pp tg pl n_kv t_pp speed_pp t_tg speed_tg t speed
"""
BATCHED_FIELDS = frozenset(_BATCHED_NAMES.split())


def field_name(heading: str) -> str:
    """Give the llama-bench field that a heading stands for; an unknown heading stays as it is."""
    lower = heading.lower()
    if lower in HEADINGS:
        return HEADINGS[lower]
    return lower if lower in FIELDS else heading


def batched_name(heading: str) -> str:
    """Give the llama-batched-bench name that a heading stands for; an unknown heading stays as it is."""
    lower = " ".join(heading.lower().split())
    if lower in BATCHED_HEADINGS:
        return BATCHED_HEADINGS[lower]
    return lower if lower in BATCHED_FIELDS else heading


def told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Give each name once: one without text is named by its place, an unknown one met again gets a number."""
    given: list[str] = []
    for place, name in enumerate(names, start=1):
        wanted = name or f"column {place}"
        count = 1
        while wanted in given and wanted not in FIELDS | {SPEED, "test"}:
            count += 1
            wanted = f"{name} ({count})"
        given.append(wanted)
    return tuple(given)
