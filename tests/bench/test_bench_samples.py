"""Every recorded output gives exactly what it holds: all rows, all fields, every number as printed."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from buildgen.bench import BenchRun, Format, as_json, devices_used, read_bench

SAMPLES = Path(__file__).parent / "samples"
OUTPUTS = sorted(path.name for path in SAMPLES.glob("llama-b*") if path.name != "llama-bench.fields.json")
COUNTS = (
    "model_size",
    "model_n_params",
    "n_gpu_layers",
    "n_batch",
    "n_ubatch",
    "n_prompt",
    "n_gen",
    "n_depth",
)
TEXTS = ("model_type", "backends", "split_mode", "tensor_split", "type_k", "type_v", "avg_ts", "stddev_ts")
FLASH = {"0": False, "1": True, "-1": "auto", False: False, True: True}


def runs_of(name: str) -> tuple[BenchRun, ...]:
    with (SAMPLES / name).open("rb") as stream:
        reading = read_bench(stream)
    assert (reading.rejected, reading.failures, reading.refusal) == ((), (), None)
    return reading.runs


def printed_rows(name: str) -> list[dict[str, object]]:
    """Read a machine format with the standard library: a second opinion on every value."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return list(csv.DictReader(text.splitlines()))
    if name.endswith(".sql"):
        base = sqlite3.connect(":memory:")
        base.row_factory = sqlite3.Row
        base.executescript(text.replace(" INTEGER", " TEXT").replace(" REAL", " TEXT"))
        table = "llama_bench" if "llama_bench" in text else "test"
        rows = [dict(row) for row in base.execute(f"SELECT * FROM {table}")]  # noqa: S608 (a fixed name)
        base.close()
        return rows
    documents = text.splitlines() if name.endswith(".jsonl") else [text]
    values = [json.loads(document, parse_float=str, parse_int=str) for document in documents]
    return values if name.endswith(".jsonl") else list(values[0])


@pytest.mark.parametrize(
    "name", [name for name in OUTPUTS if name.startswith("llama-bench") and ".md" not in name]
)
def test_a_machine_format_gives_each_field_of_each_row(name: str) -> None:
    """A run holds what the standard library's reader of the format gives; the other columns are its extra."""
    rows = printed_rows(name)
    runs = runs_of(name)
    assert len(runs) == len(rows)
    for run, row in zip(runs, rows, strict=True):
        assert str(run.format) == name.rpartition(".")[2]
        assert {key: str(getattr(run, key)) for key in COUNTS} == {key: str(row.pop(key)) for key in COUNTS}
        assert {key: getattr(run, key) for key in TEXTS} == {key: row.pop(key) for key in TEXTS}
        assert run.flash_attn is FLASH[row.pop("flash_attn")]
        assert (run.build_commit, str(run.build_number)) == (row.pop("build_commit"), row.pop("build_number"))
        assert run.sequences == 1
        assert {
            key: list(value) if isinstance(value, tuple) else value for key, value in run.extra.items()
        } == row


def short(run: BenchRun) -> tuple[object, ...]:
    return run.line, run.test, run.n_prompt, run.n_gen, run.n_depth, run.avg_ts, run.stddev_ts


@pytest.mark.parametrize(
    ("name", "conditions", "extra", "rows"),
    [
        (
            "llama-bench.depth.md",
            ("qwen2 7B Q4_K - Medium", "CUDA", 99, None, None, None),
            {"size": "4.36 GiB", "params": "7.62 B"},
            [
                (3, "pp512", 512, 0, 0, "7340.20", "23.45"),
                (4, "tg128", 0, 128, 0, "120.60", "0.59"),
                (5, "pp512 @ d512", 512, 0, 512, "6425.91", "18.88"),
                (6, "tg128 @ d512", 0, 128, 512, "116.71", "0.60"),
            ],
        ),
        (
            "llama-bench.mi50x6.md",
            ("laguna ?B Q8_0", "ROCm", 999, True, "54ce507b6", None),
            {"size": "119.91 GiB", "params": "117.56 B"},
            [(11, "pp512", 512, 0, 0, "221.91", "0.84"), (12, "tg128", 0, 128, 0, "35.52", "0.22")],
        ),
        (
            "llama-bench.rocm-fa.md",
            ("llama 3B Q4_K - Medium", "ROCm,RPC", 99, True, "c81de6e1", 6092),
            {"size": "1.87 GiB", "params": "3.21 B"},
            [
                (8, "pp512", 512, 0, 0, "573.52", "12.56"),
                (9, "tg128", 0, 128, 0, "74.98", "0.00"),
                (10, "pp512+tg128", 512, 128, 0, "244.87", "0.20"),
            ],
        ),
        (
            "llama-bench.rx580-pg.md",
            ("llama 3B Q4_K - Medium", "Vulkan", 99, None, "e598697d", 4696),
            {"size": "1.87 GiB", "params": "3.21 B"},
            [
                (8, "pp512", 512, 0, 0, "346.76", "0.45"),
                (9, "pp4096", 4096, 0, 0, "255.79", "12.26"),
                (10, "tg128", 0, 128, 0, "36.23", "17.62"),
                (11, "pp4096+tg128", 4096, 128, 0, "182.59", "2.66"),
            ],
        ),
    ],
)
def test_markdown_gives_each_row_and_nothing_it_does_not_say(
    name: str, conditions: tuple[object, ...], extra: dict[str, str], rows: list[tuple[object, ...]]
) -> None:
    """Sizes stay text, the build comes from its line, and every column that was not printed is None."""
    runs = runs_of(name)
    assert [short(run) for run in runs] == rows
    for run in runs:
        said = (
            run.model_type,
            run.backends,
            run.n_gpu_layers,
            run.flash_attn,
            run.build_commit,
            run.build_number,
        )
        assert said == conditions
        assert run.extra == extra
        assert run.format is Format.MARKDOWN
        unsaid = (
            run.model_size,
            run.model_n_params,
            run.n_batch,
            run.n_ubatch,
            run.split_mode,
            run.tensor_split,
        )
        assert (*unsaid, run.type_k, run.type_v) == (None,) * 8


def test_old_markdown_keeps_the_old_test_name_aside() -> None:
    """`pp 512` is pp512, and the name as printed stays in the extra."""
    runs = runs_of("llama-bench.old-2023-spaces.md")
    assert [short(run) for run in runs] == [
        (3, "pp512", 512, 0, 0, "2368.80", "93.24"),
        (4, "tg128", 0, 128, 0, "131.42", "0.59"),
    ]
    assert [run.extra["test"] for run in runs] == ["pp 512", "tg 128"]
    assert {run.model_type for run in runs} == {"llama 7B mostly Q4_0"}


def test_batched_markdown_gives_prefill_and_decode() -> None:
    """Each row is two runs under the conditions above the table; decode is the sum, at the prompt's depth."""
    runs = runs_of("llama-batched-bench.md")
    expected = [
        (
            (5, "pp512", 1, "1518.90"),
            (5, "tg32 @ d512", 1, "79.04"),
            ("544", "0.337", "0.405", "0.742", "733.22"),
        ),
        (
            (6, "pp512", 2, "1603.62"),
            (6, "tg32 @ d512", 2, "136.37"),
            ("1088", "0.639", "0.469", "1.108", "982.06"),
        ),
        (
            (7, "pp512", 4, "1640.90"),
            (7, "tg32 @ d512", 4, "224.52"),
            ("2176", "1.248", "0.570", "1.818", "1196.79"),
        ),
        (
            (8, "pp4096", 1, "1526.12"),
            (8, "tg32 @ d4096", 1, "74.77"),
            ("4128", "2.684", "0.428", "3.112", "1326.52"),
        ),
        (
            (9, "pp4096", 2, "1530.08"),
            (9, "tg32 @ d4096", 2, "124.48"),
            ("8256", "5.354", "0.514", "5.868", "1406.93"),
        ),
        (
            (10, "pp4096", 4, "1532.06"),
            (10, "tg32 @ d4096", 4, "195.49"),
            ("16512", "10.694", "0.655", "11.349", "1454.95"),
        ),
    ]
    assert [(run.line, run.test, run.sequences, run.avg_ts) for run in runs] == [
        row for prefill, decode, _ in expected for row in (prefill, decode)
    ]
    for place, run in enumerate(runs):
        times = dict(zip(("n_kv", "t_pp", "t_tg", "t", "speed"), expected[place // 2][2], strict=True))
        assert run.extra == times | {
            "n_kv_max": "20480",
            "is_pp_shared": "0",
            "n_threads": "16",
            "n_threads_batch": "16",
            "pl": str(run.sequences),
        }
        assert (run.n_batch, run.n_ubatch, run.n_gpu_layers, run.flash_attn) == (2048, 2048, -1, True)
        assert (run.model_type, run.stddev_ts, run.build_commit) == (None, None, None)


def test_batched_jsonl_gives_prefill_and_decode() -> None:
    """The JSONL of the batched program holds its conditions in each row."""
    runs = runs_of("llama-batched-bench.jsonl")
    assert [(run.line, run.test, run.n_prompt, run.n_gen, run.n_depth) for run in runs] == [
        (1, "pp128", 128, 0, 0),
        (1, "tg128 @ d128", 0, 128, 128),
        (2, "pp128", 128, 0, 0),
        (2, "tg128 @ d128", 0, 128, 128),
    ]
    assert [run.avg_ts for run in runs] == ["547.453064", "36.532974", "605.770935", "23.050371"]
    assert [run.sequences for run in runs] == [1, 1, 2, 2]
    assert {(run.n_batch, run.n_ubatch, run.n_gpu_layers, run.flash_attn) for run in runs} == {
        (2048, 512, 99, False)
    }
    assert runs[3].extra == {
        "n_kv_max": "2048",
        "is_pp_shared": "0",
        "n_threads": "8",
        "n_threads_batch": "8",
        "pl": "2",
        "n_kv": "512",
        "t_pp": "0.422602",
        "t_tg": "11.106112",
        "t": "11.528713",
        "speed": "44.410854",
    }


def test_equal_keys_stay_two_runs() -> None:
    """The same test printed twice is two runs with two speeds."""
    assert [run.avg_ts for run in runs_of("llama-bench.b10788.csv")] == ["280.252349", "280.049105"]


def test_listed_devices_are_not_used_devices() -> None:
    """Six cards are listed; that the run used them is not stated."""
    reading = read_bench((SAMPLES / "llama-bench.mi50x6.md").read_bytes())
    (listing,) = reading.devices_listed
    assert (listing.line, listing.backend, listing.count) == (2, "ROCm", 6)
    assert [device.index for device in listing.devices] == list(range(6))
    assert {device.name for device in listing.devices} == {"AMD Instinct MI60 / MI50"}
    assert listing.devices[5].details == (
        "gfx906:sramecc+:xnack- (0x906), VMM: no, Wave Size: 64, VRAM: 32752 MiB"
    )
    used = devices_used(reading.runs[0], reading)
    assert (used.basis, used.names, used.indexes, used.listing) == ("not stated", None, None, listing)
    (command,) = reading.commands
    assert command.text.endswith("-ngl 999 --flash-attn on")


def test_other_listings_are_read() -> None:
    """Vulkan and ROCm name their cards in lines of their own."""
    (vulkan,) = read_bench((SAMPLES / "llama-bench.rx580-pg.md").read_bytes()).devices_listed
    assert (vulkan.line, vulkan.backend, vulkan.count) == (2, "Vulkan", 1)
    assert vulkan.devices[0].name == "AMD Radeon RX 580 Series (RADV POLARIS10) (radv)"
    (rocm,) = read_bench((SAMPLES / "llama-bench.rocm-fa.md").read_bytes()).devices_listed
    assert (rocm.devices[0].name, rocm.devices[0].details) == (
        "Radeon 8060S Graphics",
        "gfx1151 (0x1151), VMM: no, Wave Size: 32",
    )


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_plain_form_is_the_agreed_shape(name: str) -> None:
    """The JSON form has its version, one object per run with every field in order, and the rejected."""
    plain = json.loads(json.dumps(as_json(read_bench((SAMPLES / name).read_bytes()))))
    assert list(plain) == ["version", "runs", "rejected"]
    assert (plain["version"], plain["rejected"]) == (1, [])
    for run in plain["runs"]:
        assert list(run) == [
            *("format", "line", "model_type", "model_size", "model_n_params", "backends", "n_gpu_layers"),
            *("n_batch", "n_ubatch", "split_mode", "tensor_split", "type_k", "type_v", "flash_attn", "test"),
            *(
                "n_prompt",
                "n_gen",
                "n_depth",
                "sequences",
                "avg_ts",
                "stddev_ts",
                "build_commit",
                "build_number",
            ),
            "extra",
        ]
        assert isinstance(run["avg_ts"], str)


def test_a_stream_of_small_pieces_reads_the_same() -> None:
    """How the stream cuts its bytes makes no difference."""

    class Drops:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def read(self, size: int) -> bytes:
            piece, self.data = self.data[: min(size, 7)], self.data[min(size, 7) :]
            return piece

    for name in OUTPUTS:
        data = (SAMPLES / name).read_bytes()
        assert read_bench(Drops(data)) == read_bench(data)
        assert read_bench(Drops(data.replace(b"\n", b"\r\n"))) == read_bench(data.replace(b"\n", b"\r\n"))
