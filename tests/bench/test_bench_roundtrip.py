"""A random result set, written in any format by a renderer of our own, is read back as the same set."""

import dataclasses
import json
import random
from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.bench import BenchRun, Cell, Format, read_bench

FIELDS: tuple[str, ...] = (
    "build_commit",
    "build_number",
    "cpu_info",
    "backends",
    "model_type",
    "model_size",
    "model_n_params",
)
FIELDS += ("n_batch", "n_ubatch", "type_k", "type_v", "n_gpu_layers", "split_mode", "main_gpu", "flash_attn")
FIELDS += ("devices", "tensor_split", "n_prompt", "n_gen", "n_depth", "avg_ts", "stddev_ts", "avg_ttft_ms")
NUMBERS = {"build_number", "model_size", "model_n_params", "n_batch", "n_ubatch", "n_gpu_layers", "main_gpu"}
NUMBERS |= {"flash_attn", "n_prompt", "n_gen", "n_depth", "avg_ts", "stddev_ts", "avg_ttft_ms"}
EXTRA = ("cpu_info", "main_gpu", "devices", "avg_ttft_ms")
HEADINGS = {"model_type": "model", "backends": "backend", "n_gpu_layers": "ngl", "flash_attn": "fa"}
HEADINGS |= {"split_mode": "sm", "tensor_split": "ts", "devices": "dev"}
MARKDOWN: tuple[str, ...] = (
    "model_type",
    "backends",
    "n_gpu_layers",
    "n_batch",
    "n_ubatch",
    "type_k",
    "type_v",
    "split_mode",
)
MARKDOWN += ("main_gpu", "flash_attn", "devices", "tensor_split")
FLASH = {"-1": "auto", "0": False, "1": True}

words = st.text(alphabet="abcXYZ019 ._-+?:/()[]{}'\"\\中é,;@#", min_size=1, max_size=24).map(
    lambda text: "m" + " ".join(text.split()) + "z"
)
counts = st.integers(0, 10**12).map(str)
speeds = st.decimals(0, 99999, places=2, allow_nan=False, allow_infinity=False).map(str)
commits = st.text(alphabet="0123456789abcdef", min_size=7, max_size=12)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """Give one result row: every field as the program would print it."""
    prompt, gen = draw(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).filter(any))
    return {
        **{name: draw(words) for name in ("cpu_info", "backends", "model_type", "devices")},
        **{
            name: draw(counts) for name in ("model_size", "model_n_params", "n_batch", "n_ubatch", "main_gpu")
        },
        **{name: draw(speeds) for name in ("avg_ts", "stddev_ts", "avg_ttft_ms")},
        "build_commit": draw(commits),
        "build_number": str(draw(st.integers(1, 99999))),
        "type_k": draw(st.sampled_from(("f16", "q8_0", "q4_0"))),
        "type_v": draw(st.sampled_from(("f16", "q8_0", "q4_0"))),
        "n_gpu_layers": str(draw(st.integers(-1, 999))),
        "split_mode": draw(st.sampled_from(("none", "layer", "row", "tensor"))),
        "flash_attn": draw(st.sampled_from(("-1", "0", "1"))),
        "tensor_split": draw(st.sampled_from(("0.00", "1.00/1.00", "1.00/0.00/2.00"))),
        "n_prompt": str(prompt),
        "n_gen": str(gen),
        "n_depth": str(draw(st.integers(0, 10**6))),
    }


results = st.lists(rows(), min_size=1, max_size=6)
orders = st.randoms(use_true_random=False)


def name_of(row: dict[str, str]) -> str:
    parts = [word + row[name] for word, name in (("pp", "n_prompt"), ("tg", "n_gen")) if row[name] != "0"]
    return "+".join(parts) + (f" @ d{row['n_depth']}" if row["n_depth"] != "0" else "")


def expected(row: dict[str, str], kind: Format, names: Sequence[str], extra: dict[str, Cell]) -> BenchRun:
    """Give the run that a row states when only these fields are printed."""
    number = {name: int(row[name]) for name in NUMBERS - {"avg_ts", "stddev_ts", "avg_ttft_ms", "flash_attn"}}
    values: dict[str, object] = {name: number.get(name, row[name]) for name in names if name not in EXTRA}
    if "flash_attn" in names:
        values["flash_attn"] = FLASH[row["flash_attn"]]
    return BenchRun(
        **values,  # type: ignore[arg-type]
        format=kind,
        line=0,
        test=name_of(row),
        sequences=1,
        extra=extra,
    )


def read_back(text: str) -> list[BenchRun]:
    reading = read_bench(text.encode())
    assert (reading.rejected, reading.failures, reading.refusal) == ((), (), None)
    return [dataclasses.replace(run, line=0) for run in reading.runs]


def shuffled(order: random.Random) -> list[str]:
    names = list(FIELDS)
    order.shuffle(names)
    return names


def as_csv(table: list[dict[str, str]], names: list[str]) -> str:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    return (
        "\n".join([",".join(names), *(",".join(quoted(row[name]) for name in names) for row in table)]) + "\n"
    )


def as_object(row: dict[str, str], names: list[str], gap: str) -> str:
    pairs = (
        f"{json.dumps(name)}: {row[name] if name in NUMBERS else json.dumps(row[name])}" for name in names
    )
    return "{" + gap + f",{gap or ' '}".join(pairs) + gap + "}"


def as_json_text(table: list[dict[str, str]], names: list[str]) -> str:
    return "[\n" + ",\n".join(as_object(row, names, "\n    ") for row in table) + "\n]\n"


def as_jsonl(table: list[dict[str, str]], names: list[str]) -> str:
    return "".join(as_object(row, names, "") + "\n" for row in table)


def as_sql(table: list[dict[str, str]], names: list[str]) -> str:
    create = (
        "CREATE TABLE IF NOT EXISTS llama_bench (\n"
        + ",\n".join(f"  {name} TEXT" for name in names)
        + "\n);\n\n"
    )
    inserts = (
        f"INSERT INTO llama_bench ({', '.join(names)}) VALUES ("  # noqa: S608 (text under test)
        + ", ".join("'" + row[name].replace("'", "''") + "'" for name in names)
        + ");\n"
        for row in table
    )
    return create + "".join(inserts)


@settings(deadline=None)
@given(results, orders)
def test_machine_formats_read_back(table: list[dict[str, str]], order: random.Random) -> None:
    """CSV, JSON, JSONL and SQL state every field, in any order of columns."""
    renderers: dict[Format, Callable[[list[dict[str, str]], list[str]], str]] = {
        Format.CSV: as_csv,
        Format.JSON: as_json_text,
        Format.JSONL: as_jsonl,
        Format.SQL: as_sql,
    }
    for kind, render in renderers.items():
        wanted = [expected(row, kind, FIELDS, {name: row[name] for name in EXTRA}) for row in table]
        assert read_back(render(table, shuffled(order))) == wanted


@settings(deadline=None)
@given(results, orders, st.sampled_from(["±", "+-", "Â±", "卤"]))
def test_markdown_reads_back(table: list[dict[str, str]], order: random.Random, sign: str) -> None:
    """Markdown states what its columns hold, in any order; sizes are text, the build is below the table."""
    columns = [*MARKDOWN, "size", "test", "t/s"]
    order.shuffle(columns)

    def cells(row: dict[str, str]) -> dict[str, str]:
        speed = f"{row['avg_ts']} {sign} {row['stddev_ts']}"
        return row | {"size": "4.36 GiB", "test": name_of(row), "t/s": speed}

    def line(values: list[str]) -> str:
        return "".join(f"| {value.replace('|', chr(92) + '|'):>12} " for value in values) + "|\n"

    text = line([HEADINGS.get(name, name) for name in columns]) + line(["---:" for _ in columns])
    text += "".join(line([cells(row)[name] for name in columns]) for row in table)
    build = {"build_commit": table[0]["build_commit"], "build_number": table[0]["build_number"]}
    text += f"\nbuild: {build['build_commit']} ({build['build_number']})\n"
    names = (*MARKDOWN, "n_prompt", "n_gen", "n_depth", "avg_ts", "stddev_ts", *build)
    assert read_back(text) == [
        expected(
            row | build,
            Format.MARKDOWN,
            names,
            {"size": "4.36 GiB", "main_gpu": row["main_gpu"], "devices": row["devices"]},
        )
        for row in table
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**5), st.integers(1, 10**5), st.integers(1, 512), *[speeds] * 5),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(("-1", "0", "1")),
)
def test_the_batched_program_reads_back(
    table: list[tuple[int, int, int, str, str, str, str, str]], flash: str
) -> None:
    """Both formats of llama-batched-bench give prefill and decode of every row under its conditions."""
    said = {
        "n_kv_max": "9999",
        "n_batch": "2048",
        "n_ubatch": "512",
        "flash_attn": flash,
        "is_pp_shared": "0",
    }
    names = ("pp", "tg", "pl", "n_kv", "t_pp", "speed_pp", "t_tg", "speed_tg", "t", "speed")
    cells = [
        (pp, tg, pl, pl * (pp + tg), t_pp, s_pp, t_tg, s_tg, t_pp, s_pp)
        for pp, tg, pl, t_pp, s_pp, t_tg, s_tg, _ in table
    ]
    markdown = "main: " + ", ".join(f"{name} = {value}" for name, value in said.items()) + "\n\n"
    markdown += (
        "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | T s | S t/s |\n" + "|--" * 10 + "|\n"
    )
    markdown += "".join("|" + "|".join(f"{cell!s:>8} " for cell in row) + "|\n" for row in cells)
    jsonl = "".join(
        "{"
        + ", ".join(
            f'"{name}": {value}' for name, value in (said | dict(zip(names, row, strict=True))).items()
        )
        + "}\n"
        for row in cells
    )
    for kind, text in ((Format.BATCHED_MARKDOWN, markdown), (Format.BATCHED_JSONL, jsonl)):
        wanted = []
        for row in cells:
            pp, tg, pl, n_kv, t_pp, s_pp, t_tg, s_tg, t, s = row
            extra = {"n_kv_max": "9999", "is_pp_shared": "0", "pl": str(pl), "n_kv": str(n_kv)}
            extra |= {"t_pp": t_pp, "t_tg": t_tg, "t": t, "speed": s}
            common = {
                "n_batch": 2048,
                "n_ubatch": 512,
                "flash_attn": FLASH[flash],
                "sequences": pl,
                "extra": extra,
            }
            for test, lengths, speed in (
                (f"pp{pp}", (pp, 0, 0), s_pp),
                (f"tg{tg} @ d{pp}", (0, tg, pp), s_tg),
            ):
                n_prompt, n_gen, n_depth = lengths
                wanted.append(
                    BenchRun(
                        **common,  # type: ignore[arg-type]
                        format=kind,
                        line=0,
                        test=test,
                        n_prompt=n_prompt,
                        n_gen=n_gen,
                        n_depth=n_depth,
                        avg_ts=speed,
                    )
                )
        assert read_back(text) == wanted
