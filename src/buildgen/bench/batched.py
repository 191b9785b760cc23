"""llama-batched-bench: one printed row is two results, prefill and decode, over several sequences."""

import re
from collections.abc import Mapping

from buildgen.bench.reading import BenchRun, Cell, Format
from buildgen.bench.row import RowError, count, decimal, taken_count, taken_flash, test_name

_PAIR = re.compile(r"\b(\w+) = (-?\w+)", re.ASCII)


def conditions(text: str) -> dict[str, Cell] | None:
    """Give the conditions of a `main: n_kv_max = 2048, n_batch = 2048, ...` line; None for another line."""
    if "n_kv_max" not in text:
        return None
    pairs = dict(_PAIR.findall(text))
    if "n_kv_max" not in pairs or "n_batch" not in pairs:
        return None
    return dict(pairs)


def is_batched(cells: Mapping[str, object]) -> bool:
    """Say whether these names are those of llama-batched-bench."""
    return {"pp", "tg", "pl"} <= cells.keys() and not {"speed_pp", "speed_tg"}.isdisjoint(cells)


def runs_from(cells: Mapping[str, Cell], kind: Format, line: int) -> list[BenchRun]:
    """Make the prefill and the decode that one row states; a length of 0 has no run.

    The decode speed is the sum over the sequences, and its tokens come after the prompt: it is a speed at a
    depth of PP. A prompt that all sequences share is read once, so its prefill has one sequence.
    Raises RowError where a value is missing or none.
    """
    left = dict(cells)
    prompt, gen = (count(left.pop(name, None), name) for name in ("pp", "tg"))
    sequences = count(left.pop("pl", None), "pl (B)")
    if min(prompt, gen) < 0 or sequences < 1 or not (prompt or gen):
        raise RowError(f"PP is {prompt}, TG is {gen}, B is {sequences}: no test")
    shared = _is_shared(left, prompt, gen, sequences)
    speeds = left.pop("speed_pp", None), left.pop("speed_tg", None)
    common = {
        "n_gpu_layers": taken_count(left, "n_gpu_layers"),
        "n_batch": taken_count(left, "n_batch"),
        "n_ubatch": taken_count(left, "n_ubatch"),
        "flash_attn": taken_flash(left),
        "format": kind,
        "line": line,
    }
    plans = []
    if prompt:
        plans.append((prompt, 0, 0, 1 if shared else sequences, decimal(speeds[0], "S_PP (speed_pp)")))
    if gen:
        plans.append((0, gen, prompt, sequences, decimal(speeds[1], "S_TG (speed_tg)")))
    left["pl"] = str(sequences)
    return [
        BenchRun(
            **common,  # type: ignore[arg-type]
            test=test_name(n_prompt, n_gen, n_depth),
            n_prompt=n_prompt,
            n_gen=n_gen,
            n_depth=n_depth,
            sequences=running,
            avg_ts=speed,
            extra=dict(left),
        )
        for n_prompt, n_gen, n_depth, running, speed in plans
    ]


def _is_shared(left: Mapping[str, Cell], prompt: int, gen: int, sequences: int) -> bool:
    """Tell from `is_pp_shared`, or else from N_KV, whether all sequences share one prompt."""
    said = left.get("is_pp_shared")
    if said is not None:
        return str(said) not in ("0", "False", "false")
    return str(left.get("n_kv")) == str(prompt + sequences * gen) and sequences > 1 and prompt > 0
