"""What `fit` shows, as text and as JSON: one forecast, two faces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from buildgen.calc.fit import CardMemory, TieMargin
from buildgen.calc.forecast import CARD_REASONS, Forecast, items_of, measured_fit
from buildgen.calc.remedy import Change, LargestContext, Suggestion
from buildgen.calc.scope import REASONS, Reason
from buildgen.calc.speed import SPEED_REASONS, Speed
from buildgen.calc.split import MIB
from buildgen.catalog.catalog import Catalog
from buildgen.cli.words import ranged

if TYPE_CHECKING:
    from buildgen.site.words import Words

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

EDGE = "a knife edge: a layer moves with 1 MiB more or less free memory, and "
CHANGES = {
    "split": "--split {value}",
    "micro-batch": "--micro-batch {value}: reads the prompt in smaller steps",
    "kv-type": "--kv {value}: a packed cache, with flash attention",
    "context": "--context {value}: a shorter one",
    "quantisation": "--quant {value}: a smaller file",
    "card": "one more {value}",
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


def text_lines(found: Forecast, catalog: Catalog, words: Words) -> Iterator[str]:
    """Write the answer for a newcomer: the verdict first, then what it is made of and what it rests on."""
    yield from _head(found, words)
    if found.fit.cards:
        yield ""
        yield from _table(found, words)
        yield ""
        yield from _bars(found, words)
    yield from _beside(found, words)
    yield ""
    several = found.workload.sequences > 1
    answer = "the answer, token by token, all sequences together" if several else "the answer, token by token"
    yield from _speed_lines("decode", found.decode, words(answer), catalog, words)
    yield from _speed_lines("prefill", found.prefill, words("reading the prompt"), catalog, words)
    if found.suggestions:
        yield ""
        yield words("what would make it fit, the cheapest first:")
        for number, suggestion in enumerate(found.suggestions, 1):
            margin = (suggestion.result.margin or 0) / MIB
            yield f"  {number}. {_change_words(suggestion.changes, words)}  ({margin:+.0f} MiB)"
    yield from _rests(found, words)


def _head(found: Forecast, words: Words) -> Iterator[str]:
    fit, workload = found.fit, found.workload
    model = words.text(found.ask.model.name)
    name = words("{model} {file} on {build}", model=model, file=found.ask.quantisation, build=found.build.id)
    if fit.margin is None or fit.tightest is None:
        yield name + words(": ") + words(fit.verdict)
    else:
        spare = "{verdict}, {left} MiB to spare on card {card}, the tightest"
        lacks = "{verdict}, {left} MiB too much on card {card}, the tightest"
        left = f"{abs(fit.margin / MIB):.0f}"
        sentence = spare if fit.margin >= 0 else lacks
        said = words(sentence, verdict=words(fit.verdict), left=left, card=fit.tightest)
        yield name + words(": ") + said
    yield _how(found, words)
    for reason in fit.reasons:
        yield words("  because {reason}", reason=reason_text(reason, words))
    limit = found.ask.model.context_limit.value
    if limit is not None and workload.context > limit * workload.sequences:
        yield words("  note: the model was made for {limit} tokens", limit=limit)


def _how(found: Forecast, words: Words) -> str:
    """Say how the model runs: its split, its context, its cache."""
    workload = found.workload
    cards = 1 if workload.split == "none" else len(found.rack.cards)
    split = words("{split} split over {cards} cards", split=workload.split, cards=cards)
    parts = [
        split if cards > 1 else words("one card"),
        words("context of {tokens} tokens", tokens=workload.context),
        words("{kind} cache", kind=workload.kv_type_k),
    ]
    parts += [words("flash attention")] if workload.uses_flash_attention else []
    many = workload.sequences
    parts += [words("{count} sequences", count=many)] if many > 1 else []
    return words(
        ", ",
    ).join(parts)


def _table(found: Forecast, words: Words) -> Iterator[str]:
    names = ("weights", "cache", "compute", "pool", "work", "runtime", "total", "margin")
    heads = "".join(ranged(words(name), 9, right=True) for name in names)
    yield f"MiB   {ranged(words('layers'), 6, right=True)}{heads}"
    for index, card in enumerate(found.fit.cards):
        sizes = [size for _, size in items_of(card)]
        figures = "".join(f"{size / MIB:>9.0f}" for size in (*sizes, card.total))
        name = words("card {index}", index=index)
        yield f"{name}{card.layers:>6}{figures}{card.margin / MIB:>+9.0f}"


def _bars(found: Forecast, words: Words) -> Iterator[str]:
    """Draw each card as a bar: the end of the frame is what its driver reports."""
    for index, card in enumerate(found.fit.cards):
        scale = card.total / BAR
        drawn, before = "", 0
        for name, size in items_of(card):
            end = round((before + size) / scale)
            drawn += LETTERS[name] * max(0, end - len(drawn))
            before += size
        inside, over = drawn[:BAR], "!" * min(12, max(card.margin < 0, len(drawn) - BAR))
        yield f"{words('card {index}', index=index)} [{inside:.<{BAR}}]{over}"
    yield f"       {words(KEY)}"


def _beside(found: Forecast, words: Words) -> Iterator[str]:
    """Say what stands beside the estimate: ties, measured rows, the largest context."""
    lines = [_tie_line(tie, words) for tie in found.fit.ties]
    if lines:
        yield ""
        yield words(_edge(found))
        yield from lines
    measured = measured_fit(found)
    if measured is not None:
        rows = words(", ").join(match.id for match in found.matches)
        yield ""
        ran = "measured: it ran ({rows})" if measured == "fits" else "measured: it ran out of memory ({rows})"
        yield words(ran, rows=rows)
        taken = sorted({name for match in found.matches for name in match.taken})
        if taken:
            names = words(" and ").join(words(name.replace("_", " ")) for name in taken)
            yield words("  the source does not state {names}; taken at the program's defaults", names=names)
    largest = found.largest
    if largest is not None:
        yield ""
        yield _largest(largest, words)
        if largest.gaps:
            count = len(largest.gaps)
            yield words("  {count} smaller ones do not fit: the pool is not monotone", count=count)


def _edge(found: Forecast) -> str:
    """Say what a layer that moves with 1 MiB does to the verdict."""
    if found.fit.hangs_on_tie:
        return EDGE + "the verdict hangs on it"
    if found.fit.margin is not None and found.fit.margin < 0:
        return EDGE + "it does not fit either way"
    return EDGE + "it fits either way"


def _largest(largest: LargestContext, words: Words) -> str:
    if largest.tokens is None:
        return words("largest context this way: none")
    end = words(" (as far as was looked)") if largest.tokens >= largest.limit - largest.step else ""
    text = words("largest context this way: {tokens} tokens", tokens=largest.tokens) + end
    return text + (
        words(", {tokens} with more than 300 MiB to spare", tokens=largest.surely) if largest.surely else ""
    )


def _tie_line(tie: TieMargin, words: Words) -> str:
    more = "  card {card} with 1 MiB more: {verdict}, {margin} MiB on card {tightest}"
    less = "  card {card} with 1 MiB less: {verdict}, {margin} MiB on card {tightest}"
    return words(
        more if tie.delta_mib > 0 else less,
        card=tie.card,
        verdict=words(tie.verdict),
        margin=f"{tie.margin / MIB:+.0f}",
        tightest=tie.tightest,
    )


def _speed_lines(name: str, speed: Speed, meaning: str, catalog: Catalog, words: Words) -> Iterator[str]:
    """Write one speed with its interval, the physical limit, and what it rests on."""
    title = f"{ranged(words(name + ','), 9)}{meaning}{words(': ')}"
    if speed.value is None:
        yield title + words("not established")
        for reason in speed.reasons:
            yield words("  because {reason}", reason=reason_text(reason, words))
    elif speed.kind == "measured":
        several = words(" ({low} to {high})", low=f"{speed.low:.2f}", high=f"{speed.high:.2f}")
        yield title + words(
            "{value} t/s measured{several}, row {rows}",
            value=f"{speed.value:.2f}",
            several=several if len(speed.rests_on) > 1 else "",
            rows=words(", ").join(speed.rests_on),
        )
    else:
        figures = {"value": f"{speed.value:.1f}", "low": f"{speed.low:.1f}", "high": f"{speed.high:.1f}"}
        yield title + words("about {value} t/s, estimate ({low} to {high})", **figures)
        count, tables = len(speed.rests_on), _tables(speed, catalog, words)
        yield words("  from {count} measured rows: {tables}", count=count, tables=tables)
    if speed.limit is not None:
        yield words("  limit of the memory bandwidth: {limit} t/s", limit=f"{speed.limit:.1f}")


def _tables(speed: Speed, catalog: Catalog, words: Words) -> str:
    """Name the tables that rows stand in, with how many of each."""
    counts: dict[str, int] = {}
    for row in speed.rests_on:
        table = row.partition("/")[0]
        counts[table] = counts.get(table, 0) + 1
    builds = {table: catalog.benchmarks[table].build for table in counts if table in catalog.benchmarks}
    one = len(set(builds.values())) == 1
    where = words(" of {build}", build=next(iter(builds.values()))) if one else ""
    return words(", ").join(f"{table} ({count})" for table, count in counts.items()) + where


def _rests(found: Forecast, words: Words) -> Iterator[str]:
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
    yield words("this rests on ({generation}):", generation=generation.id)
    for code in found.fit.rests_on:
        yield f"  - {words(ASSUMED[code], **values)}"
    yield f"  - {words('speeds: a cache that is half full, prompts of up to 512 tokens')}"


def _change_words(changes: tuple[Change, ...], words: Words) -> str:
    return words(" and ").join(_change_word(change, words) for change in changes)


def _change_word(change: Change, words: Words) -> str:
    value = change.value.rsplit(" ", 1)[0] if change.kind == "card" else change.value
    return words(CHANGES[change.kind], value=value)


def reason_text(reason: Reason, words: Words) -> str:
    """Write a reason out."""
    sentences = {**SPEED_REASONS, **REASONS, **CARD_REASONS}
    return words(sentences[reason.code], value=reason.value)
