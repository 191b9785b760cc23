"""Time the fit matrix against a plain loop, and print how well fit and speed predict the post's rows.

Run with ``python3 tasks.py bench fit``; timings are also ratios, which mean the same on any machine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from buildgen.calc.calibrate import (
    Evaluation,
    Sample,
    evaluate_decode,
    evaluate_prefill,
    fit_decode,
    fit_prefill,
)
from buildgen.calc.evaluation import evaluate_fits, evaluate_records, evaluate_sizes
from buildgen.calc.fit import fit, fit_all, make_plan
from buildgen.calc.load import Run, make_load
from buildgen.calc.scope import Engine, Workload
from buildgen.calc.speed import DecodeParameters, decode
from buildgen.calc.split import MIB, Card
from buildgen.calc.tensors import Architecture, Inventory, Quantisation, take_inventory
from buildgen.catalog.loading import load_catalog

DATA = Path(__file__).parents[1] / "tests" / "calc"
CATALOG = Path(__file__).parents[1] / "catalog"

CONTEXTS = (1024, 2048, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152, 65536, 131072)
KV_TYPES = ("f16", "q8_0", "q4_0")
SPLITS = ("none", "layer", "row")
QUANTISATIONS = ("Q4_K_S", "Q4_K_M", "Q6_K", "Q8_0")

BATCH_DEPTH = 320
"""256 prompt tokens and half of 128 generated: stated for the 70B batch table, assumed for the other two."""


def read_data(name: str) -> dict[str, Any]:
    """Return a file of measured rows."""
    return dict(json.loads((DATA / name).read_text(encoding="utf-8")))


def read_inventories(post: dict[str, Any]) -> dict[tuple[str, str], Inventory]:
    """Return the post's models at each quantisation of the matrix."""
    return {
        (name, quantisation): take_inventory(Architecture(**figures), Quantisation(quantisation))
        for name, figures in post["models"].items()
        for quantisation in QUANTISATIONS
    }


def list_samples(post: dict[str, Any], speed: str) -> tuple[Sample, ...]:
    """Return the rows that state ``speed``, decode or prefill, as samples with what was assumed for each.

    Assumed where the post is silent: layer split in the batch tables on several cards; three cards for 70B,
    two for 32B in row split (the post says two for the small-model tests); 320 tokens of depth in the tables
    without lengths; half the window in the context table; prompts of 256 tokens.
    """
    inventories = read_inventories(post)
    bandwidth = float(post["card"]["bandwidth"])
    cards = {"llama-3.3-70b": 3, "qwen-2.5-72b": 3, "qwq-32b-preview": 2}
    samples = []
    for table in ("headline_table", "context_table", "batch_tables"):
        for number, row in enumerate(post[table], 1):
            if row[speed] is None:
                continue
            count = row["cards"] or cards[row["model"]]
            window = row["context"]
            run = Run(
                split=row["split"] or ("none" if count == 1 else "layer"),
                cards=count,
                sequences=row["sequences"] or 1,
                depth=window // 2 if window else BATCH_DEPTH,
                prompt=row["prompt"] or 256,
                kv_type_k=row.get("kv_type", "f16"),
                kv_type_v=row.get("kv_type", "f16"),
                flash_attention=row.get("kv_type") == "q8_0",
            )
            assumed = tuple(
                name
                for name, stated in (
                    ("cards", row["cards"]),
                    ("split", row["split"]),
                    ("depth", row["generated"]),
                    ("prompt", row["prompt"]),
                )
                if stated is None
            )
            load = make_load(row["model"], inventories[row["model"], row["quantisation"]], run, bandwidth)
            samples.append(Sample(f"{table}-{number}", load, float(row[speed]), assumed))
    return tuple(samples)


def time_best(work: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several runs in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def run_matrix(architectures: list[tuple[Architecture, Quantisation]], cards: tuple[Card, ...]) -> int:
    """Fit 20 models x 12 contexts x 3 splits x 3 cache types; return how many results came out."""
    count = 0
    for architecture, quantisation in architectures:
        inventory = take_inventory(architecture, quantisation)
        for split in SPLITS:
            workloads = tuple(
                Workload(context, split=split, kv_type_k=kind, kv_type_v=kind)
                for context in CONTEXTS
                for kind in KV_TYPES
            )
            count += len(fit_all(make_plan(inventory, cards, split, None, Engine()), workloads))
    return count


def run_reference() -> int:
    """Add up a million small integers: the plain loop that the matrix is compared with."""
    total = 0
    for number in range(1_000_000):
        total += number & 7
    return total


def print_rows(post: dict[str, Any], inventories: dict[tuple[str, str], Inventory]) -> None:
    """Print the post's context table with the margin of the tightest card."""
    total = post["card"]["total_mib"]
    cards = tuple(Card(f"gpu{index}", total) for index in range(3))
    right = 0
    print("model                   split  KV    context  margin MiB  verdict        ties MiB          post")
    for row in post["context_table"]:
        inventory = inventories[row["model"], row["quantisation"]]
        workload = Workload(
            row["context"], split=row["split"], kv_type_k=row["kv_type"], kv_type_v=row["kv_type"]
        )
        result = fit(make_plan(inventory, cards, row["split"], None, Engine()), workload)
        margin = result.margin or 0
        right += (margin >= 0) == row["fits"]
        ties = " ".join(f"{tie.margin / MIB:+.0f}" for tie in result.ties)
        print(
            f"{row['model']:<23} {row['split']:<6} {row['kv_type']:<5} {row['context']:>6} "
            f"{margin / MIB:>+11.0f}  {result.verdict:<13}  {ties:<16}  {'fits' if row['fits'] else 'BOOM'}"
        )
    print(f"{right} of {len(post['context_table'])} rows by the sign of the margin")


def print_evaluation(title: str, evaluation: Evaluation) -> None:
    """Print one evaluation, row by row with its errors."""
    print(
        f"{title}: median {evaluation.median:.1%}, largest {evaluation.largest:.1%}, "
        f"intervals cover {evaluation.coverage:.0%}, not established {evaluation.unestablished}"
    )
    for row in evaluation.rows:
        if row.predicted is None or row.error is None:
            print(f"  {row.id:<18} {row.measured:>7.2f}  not established")
        else:
            held = "" if row.covered else "  outside its interval"
            print(f"  {row.id:<18} {row.measured:>7.2f} {row.predicted:>7.2f} {row.error:>+7.1%}{held}")


def print_logs() -> None:
    """Print the memory terms of one card beside what public load logs say."""
    data = read_data("load_logs.json")
    print("public load logs, MiB: weights, cache, compute buffer as logged and as computed")
    for log in data["logs"]:
        architecture = Architecture(**data["models"][log["model"]])
        inventory = take_inventory(architecture, Quantisation(log["quantisation"]))
        workload = Workload(
            log["context"],
            split="none",
            kv_type_k=log["kv_type"],
            kv_type_v=log["kv_type"],
            flash_attention=log["flash_attention"],
        )
        card = fit(make_plan(inventory, (Card("only", 24576),), "none", None, Engine()), workload).cards[0]
        pairs = zip(("weights", "kv", "compute"), (card.weights, card.kv, card.compute), strict=True)
        terms = "  ".join(f"{log[name]:.2f} {size / MIB:.2f}" for name, size in pairs)
        print(f"  {log['model']:<12} {log['quantisation']:<7} {log['context']:>6}  {terms}")


def print_public(parameters: DecodeParameters) -> None:
    """Print the estimate beside decode speeds that other people published; nothing was fitted to them."""
    data = read_data("public_rows.json")
    print("public decode rows: measured, estimate, interval, error")
    for row in data["rows"]:
        quantisation = Quantisation(row["quantisation"], row["imatrix"])
        inventory = take_inventory(Architecture(**data["models"][row["model"]]), quantisation)
        load = make_load(row["model"], inventory, Run("layer", 2, depth=64), 1.024e12)
        speed, measured = decode(load, (), parameters), float(row["decode"])
        value, low, high = speed.value or 0, speed.low or 0, speed.high or 0
        name = f"{row['model']} {row['quantisation']}"
        print(f"  {name:<18} {measured:.2f} {value:.2f} {low:.2f}..{high:.2f} {value / measured - 1:+.1%}")


def print_parameters(parameters: DecodeParameters) -> None:
    """Print the fitted decode parameters with their spreads."""
    families = ", ".join(f"{name} {value:.3f}" for name, value in parameters.efficiency.items())
    growth = ", ".join(f"{count}: {value:.2f}" for count, value in parameters.growth.items())
    print(f"efficiency {families}; {parameters.per_layer * 1e3:.3f} ms a layer; growth {growth}")
    print(
        f"{(parameters.per_product or 0) * 1e6:.1f} us a remote product; spread {parameters.row_spread:.1%} "
        f"for a fitted model, {parameters.model_spread:.1%} for another"
    )


def print_catalog() -> bool:
    """Print what the catalog's own rows, records and sizes say; tell whether every fit comes out right."""
    catalog = load_catalog(CATALOG)
    fits = evaluate_fits(catalog)
    right = sum(row.right for row in fits)
    hanging = sum(row.fit.hangs_on_tie for row in fits)
    print(f"catalog: {right} of {len(fits)} measured fits by the sign of the margin, {hanging} hang on a tie")
    for compared in evaluate_records(catalog):
        terms = "  ".join(
            f"{item.item} {item.measured / MIB:.2f} {item.estimated / MIB:.2f}" for item in compared.items
        )
        print(f"  {compared.record.id:<22} {terms or 'not established'}")
    apart = [size.apart for _, size in evaluate_sizes(catalog)]
    print(f"{len(apart)} printed file sizes, at most {max(apart):.2%} from the sum of the tensors")
    return right == len(fits)


def main() -> bool:
    """Print timing and evaluation; tell whether all bars hold."""
    post = read_data("post_rows.json")
    inventories = read_inventories(post)
    models = [(inventory.architecture, inventory.quantisation) for inventory in inventories.values()]
    cards = tuple(Card(f"gpu{index}", 16368) for index in range(8))
    matrix, reference = time_best(lambda: run_matrix(models, cards)), time_best(run_reference)
    count = run_matrix(models, cards)
    print(f"fit matrix: {count} results, {matrix * 1e3:.0f} ms, {matrix / reference:.2f} x the plain loop")
    print_rows(post, inventories)
    print_logs()
    fits = print_catalog()
    decodes, prefills = list_samples(post, "decode"), list_samples(post, "prefill")
    parameters = fit_decode(decodes)
    if parameters is not None:
        print_parameters(parameters)
        print_public(parameters)
    rate = fit_prefill(prefills)
    if rate is not None:
        print(f"prefill rate {rate.rate / 1e12:.2f} TFLOPS, {rate.per_score * 1e9:.2f} ns a score")
    rows, batches, prompts = (
        evaluate_decode(decodes),
        evaluate_decode(decodes, (2, 4)),
        evaluate_prefill(prefills),
    )
    print_evaluation("decode, 1 sequence, row held out", rows)
    print_evaluation("decode, 1 sequence, model held out", evaluate_decode(decodes, by_model=True))
    print_evaluation("decode, 2 and 4 sequences, row held out", batches)
    print_evaluation("decode, 8 sequences", evaluate_decode(decodes, (8,)))
    print_evaluation("prefill, row held out", prompts)
    print_evaluation("prefill, model held out", evaluate_prefill(prefills, by_model=True))
    bars = {
        "matrix under 200 ms": matrix < 0.2,
        "every measured fit by its sign": fits,
        "decode, median at most 5 %, largest at most 12 %": rows.median <= 0.05 and rows.largest <= 0.12,
        "2 and 4 sequences, median at most 12 %": batches.median <= 0.12,
        "prefill, median at most 7 %": prompts.median <= 0.07,
        "intervals cover 80 %": min(rows.coverage, batches.coverage, prompts.coverage) >= 0.8,
    }
    for name, holds in bars.items():
        print(f"{'holds' if holds else 'FAILS'}: {name}")
    return all(bars.values())


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
