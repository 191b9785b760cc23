"""What `fit` shows, as text and as JSON: one forecast, two faces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from buildgen.calc.fit import CardMemory, TieMargin
from buildgen.calc.forecast import CARD_REASONS, Forecast, items_of, measured_fit
from buildgen.calc.remedy import Change, Suggestion
from buildgen.calc.scope import REASONS, Reason
from buildgen.calc.speed import SPEED_REASONS, Speed
from buildgen.calc.split import MIB
from buildgen.catalog.catalog import Catalog

JSON_VERSION = 1
BAR = 44
"""Characters of a card's bar."""

LETTERS = {"weights": "W", "kv": "K", "compute": "C", "pool": "P", "workspace": "S", "runtime": "R"}
KEY = "W weights, K cache, C compute buffer, P pool, S workspace, R runtime, . free, ! too much"

ASSUMED = {
    "runtime-overhead": "a fixed footprint of {runtime} MiB on each card",
    "context-full": "room for the whole context: it is reserved when the model loads",
    "engine-build": "a build {first} to {last} of {program}, whose terms were read",
    "workspace-per-handle": "{workspace} MiB of workspace for each handle of the matrix library",
    "all-memory-free": "nothing else on the cards",
    "all-cache-kernels-built": "kernels for every pair of cache types (GGML_CUDA_FA_ALL_QUANTS)",
    "imatrix": "a file made without an importance matrix",
}


def as_json(found: Forecast) -> dict[str, Any]:
    """The contract `fit`: sizes in MiB, speeds in tokens per second, null where nothing is established."""
    fit = found.fit
    return {
        "version": JSON_VERSION,
        "verdict": fit.verdict,
        "margin_mib": _mib(fit.margin),
        "largest_context": found.largest.tokens if found.largest else None,
        "gpus": [_gpu(index, card) for index, card in enumerate(fit.cards)],
        "decode": _speed(found.decode),
        "prefill": _speed(found.prefill),
        "suggestions": [_suggestion(suggestion) for suggestion in found.suggestions],
    }


def _gpu(index: int, card: CardMemory) -> dict[str, Any]:
    sizes = {f"{name}_mib": _mib(size) for name, size in items_of(card)}
    return {"gpu": index, "total_mib": _mib(card.total), **sizes, "margin_mib": _mib(card.margin)}


def _speed(speed: Speed) -> dict[str, Any]:
    numbers = {name: _rate(getattr(speed, name)) for name in ("value", "low", "high", "limit")}
    return {"kind": speed.kind, **numbers}


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "changes": [{"kind": change.kind, "value": change.value} for change in suggestion.changes],
        "verdict": suggestion.result.verdict,
        "margin_mib": _mib(suggestion.result.margin),
    }


def _mib(size: int | None) -> float | None:
    return None if size is None else round(size / MIB, 2)


def _rate(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def text_lines(found: Forecast, catalog: Catalog) -> Iterator[str]:
    """Write the answer for a newcomer: the verdict first, then what it is made of and what it rests on."""
    yield from _head(found)
    if found.fit.cards:
        yield ""
        yield from _table(found)
        yield ""
        yield from _bars(found)
    yield from _beside(found)
    yield ""
    many = ", all sequences together" if found.workload.sequences > 1 else ""
    yield from _speed_lines("decode", found.decode, f"the answer, token by token{many}", catalog)
    yield from _speed_lines("prefill", found.prefill, "reading the prompt", catalog)
    if found.suggestions:
        yield ""
        yield "what would make it fit, the cheapest first:"
        for number, suggestion in enumerate(found.suggestions, 1):
            margin = (suggestion.result.margin or 0) / MIB
            yield f"  {number}. {_change_words(suggestion.changes)}  ({margin:+.0f} MiB)"
    yield from _rests(found)


def _head(found: Forecast) -> Iterator[str]:
    fit, workload = found.fit, found.workload
    name = f"{found.ask.model.name} {found.ask.quantisation} on {found.build.id}"
    if fit.margin is None or fit.tightest is None:
        yield f"{name}: {fit.verdict}"
    else:
        left = fit.margin / MIB
        word = "to spare" if left >= 0 else "too much"
        yield f"{name}: {fit.verdict}, {abs(left):.0f} MiB {word} on card {fit.tightest}, the tightest"
    cards = 1 if workload.split == "none" else len(found.rack.cards)
    flash = ", flash attention" if workload.uses_flash_attention else ""
    many = f", {workload.sequences} sequences" if workload.sequences > 1 else ""
    how = f"{workload.split} split over {cards} cards" if cards > 1 else "one card"
    yield f"{how}, context of {workload.context} tokens, {workload.kv_type_k} cache{flash}{many}"
    for reason in fit.reasons:
        yield f"  because {reason_text(reason)}"
    limit = found.ask.model.context_limit.value
    if limit is not None and workload.context > limit * workload.sequences:
        yield f"  note: the model was made for {limit} tokens"


def _table(found: Forecast) -> Iterator[str]:
    names = ("weights", "cache", "compute", "pool", "work", "runtime", "total", "margin")
    yield "MiB   layers" + "".join(f"{name:>9}" for name in names)
    for index, card in enumerate(found.fit.cards):
        sizes = [size for _, size in items_of(card)]
        cells = "".join(f"{size / MIB:>9.0f}" for size in (*sizes, card.total))
        yield f"card {index}{card.layers:>6}{cells}{card.margin / MIB:>+9.0f}"


def _bars(found: Forecast) -> Iterator[str]:
    """Draw each card as a bar: the end of the frame is what its driver reports."""
    for index, card in enumerate(found.fit.cards):
        scale = card.total / BAR
        drawn, before = "", 0
        for name, size in items_of(card):
            end = round((before + size) / scale)
            drawn += LETTERS[name] * max(0, end - len(drawn))
            before += size
        inside, over = drawn[:BAR], "!" * min(12, max(card.margin < 0, len(drawn) - BAR))
        yield f"card {index} [{inside:.<{BAR}}]{over}"
    yield f"       {KEY}"


def _beside(found: Forecast) -> Iterator[str]:
    """Say what stands beside the estimate: ties, measured rows, the largest context."""
    lines = [_tie_line(tie) for tie in found.fit.ties]
    if lines:
        yield ""
        hangs = "the verdict hangs on it" if found.fit.hangs_on_tie else "it fits either way"
        if found.fit.margin is not None and found.fit.margin < 0 and not found.fit.hangs_on_tie:
            hangs = "it does not fit either way"
        yield f"a knife edge: a layer moves with 1 MiB more or less free memory, and {hangs}"
        yield from lines
    measured = measured_fit(found)
    if measured is not None:
        rows = ", ".join(match.id for match in found.matches)
        yield ""
        yield f"measured: it {'ran' if measured == 'fits' else 'ran out of memory'} ({rows})"
        taken = sorted({name for match in found.matches for name in match.taken})
        if taken:
            words = " and ".join(name.replace("_", " ") for name in taken)
            yield f"  the source does not state {words}; taken at the program's defaults"
    largest = found.largest
    if largest is not None:
        yield ""
        if largest.tokens is None:
            yield "largest context this way: none"
        else:
            surely = f", {largest.surely} with more than 300 MiB to spare" if largest.surely else ""
            end = " (as far as was looked)" if largest.tokens >= largest.limit - largest.step else ""
            yield f"largest context this way: {largest.tokens} tokens{end}{surely}"
        if largest.gaps:
            yield f"  {len(largest.gaps)} smaller ones do not fit: the pool is not monotone"


def _tie_line(tie: TieMargin) -> str:
    more = "more" if tie.delta_mib > 0 else "less"
    margin = f"{tie.margin / MIB:+.0f} MiB on card {tie.tightest}"
    return f"  card {tie.card} with 1 MiB {more}: {tie.verdict}, {margin}"


def _speed_lines(name: str, speed: Speed, meaning: str, catalog: Catalog) -> Iterator[str]:
    """Write one speed with its interval, the physical limit, and what it rests on."""
    title = f"{name + ',':<9}{meaning}: "
    if speed.value is None:
        yield f"{title}not established"
        for reason in speed.reasons:
            yield f"  because {reason_text(reason)}"
    elif speed.kind == "measured":
        several = f" ({speed.low:.2f} to {speed.high:.2f})" if len(speed.rests_on) > 1 else ""
        yield f"{title}{speed.value:.2f} t/s measured{several}, row {', '.join(speed.rests_on)}"
    else:
        yield f"{title}about {speed.value:.1f} t/s, estimate ({speed.low:.1f} to {speed.high:.1f})"
        yield f"  from {len(speed.rests_on)} measured rows: {_tables(speed, catalog)}"
    if speed.limit is not None:
        yield f"  limit of the memory bandwidth: {speed.limit:.1f} t/s"


def _tables(speed: Speed, catalog: Catalog) -> str:
    """Name the tables that rows stand in, with how many of each."""
    counts: dict[str, int] = {}
    for row in speed.rests_on:
        table = row.partition("/")[0]
        counts[table] = counts.get(table, 0) + 1
    builds = {table: catalog.benchmarks[table].build for table in counts if table in catalog.benchmarks}
    where = f" of {next(iter(builds.values()))}" if len(set(builds.values())) == 1 else ""
    return ", ".join(f"{table} ({count})" for table, count in counts.items()) + where


def _rests(found: Forecast) -> Iterator[str]:
    generation = found.generation
    if not found.fit.rests_on or generation is None:
        return
    values = {
        "runtime": (generation.runtime.value.grains // MIB) if generation.runtime.value else "?",
        "workspace": (generation.workspace.value.grains // MIB) if generation.workspace.value else "?",
        "first": generation.first_build.value,
        "last": generation.last_build.value,
        "program": generation.program,
    }
    yield ""
    yield f"this rests on ({generation.id}):"
    for code in found.fit.rests_on:
        yield f"  - {ASSUMED[code].format(**values)}"
    yield "  - speeds: a cache that is half full, prompts of up to 512 tokens"


def _change_words(changes: tuple[Change, ...]) -> str:
    return " and ".join(_change_word(change) for change in changes)


def _change_word(change: Change) -> str:
    words = {
        "split": "--split {0}",
        "micro-batch": "--micro-batch {0}: reads the prompt in smaller steps",
        "kv-type": "--kv {0}: a packed cache, with flash attention",
        "context": "--context {0}: a shorter one",
        "quantisation": "--quant {0}: a smaller file",
        "card": "one more {0}",
    }
    value = change.value.rsplit(" ", 1)[0] if change.kind == "card" else change.value
    return words[change.kind].format(value)


def reason_text(reason: Reason) -> str:
    """Write a reason out."""
    sentences = {**SPEED_REASONS, **REASONS, **CARD_REASONS}
    return sentences[reason.code].format(value=reason.value)
