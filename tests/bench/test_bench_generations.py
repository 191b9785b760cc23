"""Every generation of llama-bench is read by the names of its columns; what it does not print is None."""

import json
from pathlib import Path

import pytest

from buildgen.bench import Format, read_bench, run_as_json
from buildgen.bench.columns import BATCHED_FIELDS, BATCHED_HEADINGS, FIELDS

FIELD_LISTS = json.loads(
    (Path(__file__).parent / "samples" / "llama-bench.fields.json").read_text(encoding="utf-8")
)
GENERATIONS = {
    name: names for name, names in FIELD_LISTS.items() if isinstance(names, list) and "build_commit" in names
}
OWN = {
    *(
        "model_type",
        "model_size",
        "model_n_params",
        "backends",
        "n_gpu_layers",
        "n_batch",
        "n_ubatch",
        "split_mode",
    ),
    *(
        "tensor_split",
        "type_k",
        "type_v",
        "flash_attn",
        "n_prompt",
        "n_gen",
        "n_depth",
        "avg_ts",
        "stddev_ts",
    ),
    *("build_commit", "build_number"),
}
VALUES = {
    "build_commit": "8cf427ff",
    "avg_ts": "58.80",
    "stddev_ts": "0.10",
    "flash_attn": "-1",
    "n_gpu_layers": "-1",
}
TEXTS = {"model_type": "llama 70B", "backends": "ROCm", "split_mode": "layer", "tensor_split": "0.00"}
TEXTS |= {"type_k": "q8_0", "type_v": "f16"}


def test_the_recorded_columns_are_known() -> None:
    """No column of a recorded generation is taken for one that somebody added."""
    for names in GENERATIONS.values():
        assert set(names) <= FIELDS
    assert set(FIELD_LISTS["batched_bench_jsonl"]) <= BATCHED_FIELDS
    assert {name.lower() for name in FIELD_LISTS["batched_bench_md"]} == set(BATCHED_HEADINGS)


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize(
    "dropped", [None, "n_depth", "backends", "model_size", "flash_attn", "stddev_ts", "build_number"]
)
def test_each_generation_reads_by_name(generation: str, dropped: str | None) -> None:
    """Every printed column arrives, as a field or in the extra; a missing one is None, never a default."""
    names = [name for name in GENERATIONS[generation] if name != dropped]
    cells = {name: (VALUES | TEXTS).get(name, str(place)) for place, name in enumerate(names, start=100)}
    text = ",".join(cells) + "\n" + ",".join(f'"{value}"' for value in cells.values()) + "\n"
    (run,) = read_bench(text.encode()).runs
    plain = run_as_json(run)
    assert plain["format"] == Format.CSV
    assert plain["flash_attn"] == (None if dropped == "flash_attn" else "auto")
    assert plain["extra"] == {name: value for name, value in cells.items() if name not in OWN}
    for name in OWN - {"flash_attn"}:
        assert plain[name] is None if name not in cells else str(plain[name]) == cells[name]


@pytest.mark.parametrize("dropped", ["avg_ts", "n_prompt", "n_gen"])
def test_a_row_without_its_speed_or_its_test_is_no_run(dropped: str) -> None:
    """A JSON row that lacks what a result is made of is refused by the name of what it lacks."""
    row = {"build_commit": "8cf427ff", "n_prompt": 512, "n_gen": 0, "avg_ts": 58.8}
    del row[dropped]
    reading = read_bench(json.dumps(row).encode() + b"\n")
    assert reading.runs == ()
    assert dropped in reading.rejected[0].reason


def test_the_first_generation_reads_by_name() -> None:
    """Rows of 2023 have flags for backends and `f16_kv` for the cache: kept, and taken for nothing else."""
    told = {"build_commit": "3469684", "build_number": 1275, "model_type": "llama 7B", "n_gpu_layers": 99}
    aside = {"cuda": True, "gpu_blas": True, "f16_kv": True, "mul_mat_q": True, "low_vram": False}
    row = told | aside | {"n_prompt": 512, "n_gen": 0, "avg_ts": 2368.8, "stddev_ts": 93.24}
    (run,) = read_bench(json.dumps(row).encode()).runs
    assert (run.backends, run.type_k, run.type_v, run.n_depth, run.flash_attn) == (None,) * 5
    assert (run.build_number, run.avg_ts, run.extra) == (1275, "2368.8", aside)
