"""Entries made of benchmark output: nothing lost, nothing invented, and read back as what was written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.bench import BenchReading, read_bench
from buildgen.bench.document import document, flowing, scalar
from buildgen.bench.entry import Told, clean, doubts, entry_data
from buildgen.bench.facts import FactError, with_fact
from buildgen.bench.names import cards_printed, cards_used, file_types, models_named
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.card_names import unknown_cards
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Gpu
from buildgen.source import parse_document

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(p.name for p in SAMPLES.iterdir() if p.name not in ("SOURCES.md", "llama-bench.fields.json"))
CATALOG = load_catalog(Path(__file__).parents[2] / "catalog")

TABLE = """
| model | size | params | backend | ngl | test | t/s |
| --- | ---: | ---: | --- | --: | ---: | ---: |
"""


def named(model_type: str, file: str) -> BenchReading:
    """A reading of one row that bears these names."""
    cells = {"model_type": model_type, "model_filename": file, "n_prompt": 1, "n_gen": 0, "avg_ts": 1}
    return read_bench(json.dumps(cells).encode())


def reading(name: str) -> BenchReading:
    return read_bench((SAMPLES / name).read_bytes())


NOTHING = Told()


def entry(read: BenchReading, told: Told = NOTHING, models: Any = None) -> Benchmark:
    """The entry as the catalog reads it back from its own YAML."""
    data = entry_data(read, {} if models is None else models, told, None)
    text = document(data, "From a test.")
    found = parse_document("x.yaml", text.encode())
    assert found.diagnostics == ()
    return Benchmark.model_validate({"id": "x", "build": "b", **found.data})


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_sample_is_a_run_with_its_figures_as_printed(name: str) -> None:
    """No row is lost or averaged, and a speed keeps every digit, through YAML and back."""
    read = reading(name)
    table = entry(read)
    assert len(table.runs) == len(read.runs)
    for row, run in zip(read.runs, table.runs, strict=True):
        speed = run.prefill or run.decode or run.combined
        assert str(speed) == f"{row.avg_ts} t/s"
        spread = run.prefill_stddev or run.decode_stddev or run.combined_stddev
        assert (None if spread is None else str(spread)) == (
            f"{row.stddev_ts} t/s" if row.stddev_ts else None
        )
        assert run.line == row.line
        assert (run.prompt, run.generate) == (row.n_prompt, row.n_gen)


@pytest.mark.parametrize("name", FILES)
def test_what_a_sample_does_not_say_stays_null(name: str) -> None:
    """Facts of no column are null: the model's id, the state, the backend's version, flags, patches."""
    table = entry(reading(name))
    assert table.engine.flags is None
    assert table.engine.patches is None
    assert table.engine.backend_version is None
    assert all(
        table.value(run, field) is None for run in table.runs for field in ("model", "state", "context")
    )


def test_columns_of_jsonl_become_conditions() -> None:
    """The machine formats state most conditions, and each stands under the catalog's name."""
    table = entry(reading("llama-bench.b5163.jsonl"))
    run = table.runs[1]
    said = {
        name: table.value(run, name)
        for name in (
            "quantisation",
            "size",
            "split",
            "kv_k",
            "flash_attention",
            "kv_offload",
            "threads",
            "depth",
        )
    }
    assert said == {
        "quantisation": "Q4_K_M",
        "size": "4677120000 B",
        "split": "layer",
        "kv_k": "f16",
        "flash_attention": "off",
        "kv_offload": True,
        "threads": 8,
        "depth": 0,
    }
    assert run.repetitions == 5
    assert str(table.date) == "2025-04-24"
    assert table.extra_of(run)["gpu_info"] == "NVIDIA GeForce RTX 4080"
    assert table.extra_of(run)["samples_ts"] == "[120.038, 120.203, 118.624, 120.377, 119.982]"


def test_auto_is_neither_on_nor_off() -> None:
    """A flash attention of -1 is kept as auto: what it resolved to the row does not say."""
    table = entry(reading("llama-bench.b10788.csv"))
    assert {table.value(run, "flash_attention") for run in table.runs} == {"auto"}
    assert len(table.runs) == 2  # equal keys are two runs


def test_runs_of_two_builds_in_one_paste_keep_their_own_engine() -> None:
    """Where one file mixes engine builds, each run says which it ran on."""
    rows = "| llama 7B Q4_0 | 3.56 GiB | 6.74 B | CUDA | 99 | tg128 | {} ± 0.10 |\n"
    text = TABLE + rows.format("10.00") + "\nbuild: aaaaaaa (100)\n" + TABLE + rows.format("11.00")
    table = entry(read_bench((text + "\nbuild: bbbbbbb (200)\n").encode()))
    assert [table.engine_of(run).build_number for run in table.runs] == [100, 200]
    assert table.engine.build_number is None
    assert {table.engine_of(run).backend for run in table.runs} == {"CUDA"}


def test_what_is_told_fills_gaps_and_never_overrides_a_row() -> None:
    """A fact of the command line stands where the file is silent, and only there."""
    told = Told(conditions={"split": "row", "cards": 3, "kv_k": "q8_0"})
    table = entry(reading("llama-bench.b5163.jsonl"), told)
    assert {table.value(run, "split") for run in table.runs} == {"layer"}
    assert {table.value(run, "cards") for run in table.runs} == {3}
    assert {table.value(run, "kv_k") for run in table.runs} == {"f16"}


def test_a_boom_is_a_run_of_its_own() -> None:
    """Out of memory is a result with its window, beside the rows of the file or alone."""
    told = Told(oom_context=16384, conditions={"split": "layer"})
    alone = entry(read_bench(b""), told)
    assert [run.result for run in alone.runs] == ["out of memory"]
    assert alone.value(alone.runs[0], "context") == 16384
    assert alone.engine.name is None  # nobody said which program it was
    beside = entry(reading("llama-bench.depth.md"), told)
    assert beside.runs[-1].result == "out of memory"
    assert beside.value(beside.runs[-1], "context") == 16384
    assert all(beside.value(run, "context") is None for run in beside.runs[:-1])
    with pytest.raises(ValueError, match="neither a result nor a failure"):
        entry_data(read_bench(b""), {}, Told(), None)


@pytest.mark.parametrize(
    ("model_type", "file", "expected"),
    [
        ("llama 70B Q4_K - Small", "", ("Q4_K_S",)),
        ("qwen2 7B Q4_K - Medium", "Qwen2.5-7B-Instruct-Q4_K_M.gguf", ("Q4_K_M",)),
        ("llama 7B mostly Q4_0", "", ("Q4_0",)),
        ("llama 7B Q2_K - Medium", "", ("Q2_K",)),
        ("llama 7B all F32", "", ("F32",)),
        ("granite 3B IQ4_XS - 4.25 bpw", "granite-3.3-2b.IQ4_XS.gguf", ("IQ4_XS",)),
        ("llama 8B IQ3_S mix - 3.66 bpw", "x-IQ3_M.gguf", ("IQ3_M",)),
        ("qwen3 32B Q4_K - Medium", "Qwen3-32B-UD-Q4_K_XL.gguf", ("Q4_K_M", "UD-Q4_K_XL")),
        ("", "big-Q8_0-00001-of-00003.gguf", ("Q8_0",)),
        ("laguna ?B", "", ()),
    ],
)
def test_file_types_are_read_from_both_names(model_type: str, file: str, expected: tuple[str, ...]) -> None:
    """The type of a file is what llama.cpp and the file's name call it: two where they disagree."""
    assert file_types(named(model_type, file).runs[0]) == expected


def test_a_type_in_doubt_is_null_and_told() -> None:
    """Where a file names two types, neither is taken."""
    read = named("q 3B Q4_K - Medium", "q-UD-Q4_K_XL.gguf")
    assert [(d.field, d.seen) for d in doubts(read, {})] == [("quantisation", ("Q4_K_M", "UD-Q4_K_XL"))]
    assert entry(read).conditions.quantisation is None


def test_models_are_matched_by_alias_whatever_the_dashes() -> None:
    """A file's name leads to the one model that bears it; a name that two bear is in doubt."""
    read = named("", "/m/Llama_3.3-70B-Instruct-Q4_K_S.gguf")
    assert models_named(read.runs[0], CATALOG.models) == ("llama-3.3-70b",)
    twin = CATALOG.models["llama-3.3-70b"].model_copy(update={"id": "twin"})
    models: dict[str, LanguageModel] = {**CATALOG.models, "twin": twin}
    assert entry(read, models=models).conditions.model is None
    assert entry(read, models=CATALOG.models).conditions.model == "llama-3.3-70b"


def test_listed_cards_are_not_used_cards() -> None:
    """Six cards were listed; how many ran no column says, so it is null."""
    read = reading("llama-bench.mi50x6.md")
    card = CATALOG.parts["mi50-16g"]
    assert isinstance(card, Gpu)
    assert cards_printed(read) == ("AMD Instinct MI60 / MI50",)
    assert {cards_used(run, read) for run in read.runs} == {None}
    assert unknown_cards(cards_printed(read), [card]) == ()
    assert unknown_cards(["AMD Radeon Pro VII (RADV VEGA20)"], [card]) == ()
    assert unknown_cards(["NVIDIA GeForce RTX 4080"], [card]) == ("NVIDIA GeForce RTX 4080",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cards", "write it as cards=3"),
        ("cards=", "write it as cards=3"),
        ("crads=3", "did you mean 'cards'"),
        ("cards=three", "a whole number"),
        ("split=rows", "one of none, layer, row, tensor"),
        ("date=2025-02-30", "a day as 2025-01-03"),
        ("kv_offload=maybe", "true or false"),
        ("model=x", "no fact"),
    ],
)
def test_a_fact_that_cannot_be_taken_says_what_would_do(text: str, words: str) -> None:
    """Every refusal of a fact names the way out."""
    with pytest.raises(FactError, match=re.escape(words)):
        with_fact(Told(), text)


def test_facts_have_the_types_of_their_fields() -> None:
    """Numbers are numbers, lists are lists, and an empty list is not null."""
    told = Told()
    for fact in (
        "cards=3",
        "kv_offload=no",
        "patches=none",
        "flags=A, B",
        "engine=llama.cpp",
        "date=2025-01",
    ):
        told = with_fact(told, fact)
    assert dict(told.conditions) == {"cards": 3, "kv_offload": False}
    assert dict(told.engine) == {"patches": (), "flags": ("A", "B"), "name": "llama.cpp"}
    assert told.date == "2025-01"


plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(max_size=30).map(clean)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=3),
    ),
    max_leaves=8,
)


def thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, (list, tuple)) else value


@given(plain)
def test_what_is_written_on_one_line_is_read_back(value: Any) -> None:
    """Any data goes through the writer and the catalog's own reader unchanged."""
    found = parse_document("x.yaml", f"key: {flowing(value)}\n".encode())
    assert found.diagnostics == ()
    assert thawed(found.data["key"]) == thawed(value)


@given(st.text(max_size=60))
def test_any_text_is_a_scalar(text: str) -> None:
    """No text of a program can break out of its place in the file."""
    assert "\n" not in scalar(clean(text))
    found = parse_document("x.yaml", f"key: {scalar(clean(text))}\n".encode())
    assert found.diagnostics == ()
    assert found.data == {"key": clean(text)}
