"""Memory and speed explained: each term in words, and with the numbers of a real case put in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.calc.compute_buffer import compute_terms
from buildgen.calc.fit import copies_of, kv_bytes, make_plan, make_shape
from buildgen.calc.forecast import Ask, Forecast, forecast, load_of
from buildgen.calc.generation import decode_parameters, engine_of, prefill_parameters
from buildgen.calc.scope import Workload
from buildgen.calc.speed import decode_time, prefill_time, reading_time
from buildgen.calc.split import MIB
from buildgen.calc.tensors import whole
from buildgen.site.address import Link
from buildgen.site.matter import Matter, featured
from buildgen.site.views.evidence import Figure, claimed
from buildgen.site.views.fit import fit_path, mib
from buildgen.site.views.formulas import Formula
from buildgen.site.views.runs import headline


@dataclass(frozen=True, slots=True)
class ExplainView:
    """A chapter: the case whose numbers stand in it, its terms, and the constants with their evidence."""

    case: str
    page: Link | None
    terms: tuple[Formula, ...]
    constants: tuple[tuple[str, Figure], ...]


def example(matter: Matter) -> Forecast | None:
    """Choose the case: the run that stands for the featured build; None where there is none."""
    build = featured(matter.builds)
    best = headline(build, matter) if build else None
    if build is None or best is None:
        return None
    table, run = best
    model = matter.catalog.models.get(table.value(run, "model") or "")
    split, kv = table.value(run, "split") or "layer", table.value(run, "kv_k") or "f16"
    if model is None or split == "tensor":
        return None
    workload = Workload(1, split=split, kv_type_k=kv, kv_type_v=kv)
    ask = Ask(model, table.value(run, "quantisation") or "", workload, table.value(run, "context") or 4096)
    found = forecast(build, matter.catalog, ask, scan=False)
    return found if found.fit.cards and found.inventory is not None else None


def memory_view(matter: Matter) -> ExplainView:
    """Explain what a card must hold."""
    found = example(matter)
    if found is None:
        return ExplainView("", None, (), ())
    return ExplainView(
        _case(found, matter), _page(found, matter), tuple(_memory(found, matter)), _constants(found, matter)
    )


def speed_view(matter: Matter) -> ExplainView:
    """Explain how fast a model runs."""
    found = example(matter)
    if found is None:
        return ExplainView("", None, (), ())
    terms = tuple(_speed(found, matter))
    return ExplainView(_case(found, matter), _page(found, matter), terms, ())


def _case(found: Forecast, matter: Matter) -> str:
    return matter.words(
        "{model} {file}, {split} split over {cards} cards, {kv} cache, context of {context}",
        model=matter.words.text(found.ask.model.name),
        file=found.ask.quantisation,
        split=found.workload.split,
        cards=len(found.fit.cards),
        kv=found.workload.kv_type_k,
        context=found.workload.context,
    )


def _page(found: Forecast, matter: Matter) -> Link:
    return Link(matter.words.text(found.build.title), fit_path(found.build.id))


def _mib(size: int) -> str:
    return f"{size / MIB:.0f} MiB"


def _memory(found: Forecast, matter: Matter) -> Iterator[Formula]:
    """Write the terms of the tightest card, in the order of the sum."""
    words, workload = matter.words, found.workload
    inventory, generation = found.inventory, found.generation
    engine = engine_of(generation, found.ask.engine_build) if generation else None
    if inventory is None or engine is None or found.fit.tightest is None:
        return
    architecture = inventory.architecture
    index = found.fit.tightest
    card = found.fit.cards[index]
    plan = make_plan(inventory, found.rack.cards, workload.split, workload.tensor_split, engine)
    shape = make_shape(workload, engine)
    holds_output = plan.placement.output_card == index
    terms = compute_terms(architecture, shape, copies_of(plan, workload), len(plan.cards))
    logits = terms.logits if holds_output else 0
    yield Formula(
        words("Weights"),
        words(
            "the matrices of the card's layers, each at its own type, and on the last card the output "
            "matrix; the table of tokens stays in main memory"
        ),
        words(
            "{layers} of {all} layers{output} = {size}",
            layers=card.layers,
            all=architecture.layers,
            output=words(" and the output matrix") if holds_output else "",
            size=_mib(card.weights),
        ),
    )
    one = kv_bytes(architecture, shape.context, shape.kv_type_k, shape.kv_type_v)
    yield Formula(
        words("Cache"),
        words("K and V: 2 x K-V heads x head size x context x bytes, for each layer of the card"),
        f"2 x {architecture.kv_heads} x {architecture.head_dim} x {shape.context} x "
        f"{one / (2 * shape.context * whole(architecture.kv_heads) * whole(architecture.head_dim)):g} B "
        f"x {card.layers} = {_mib(card.kv)}",
    )
    yield Formula(
        words("Scores"),
        words(
            "context x micro-batch x heads x 4 B and four hidden states: why a long context costs so much "
            "without flash attention, which does not need them"
        ),
        f"{shape.context} x {shape.micro_batch} x {architecture.heads} x 4 B + 4 x {_mib(terms.hidden)} "
        f"= {_mib(terms.attention)}",
    )
    yield Formula(
        words("Feed-forward"),
        words("2 x feed-forward size x micro-batch x 4 B and two hidden states"),
        f"2 x {architecture.feed_forward} x {shape.micro_batch} x 4 B + 2 x {_mib(terms.hidden)} "
        f"= {_mib(terms.feed_forward)}",
    )
    yield Formula(
        words("Compute buffer"),
        words(
            "the largest of scores, feed-forward and (last card) logits, and on several cards the copies "
            "of mask and hidden state with which they work in a pipeline"
        ),
        f"max({_mib(terms.attention)}, {_mib(terms.feed_forward)}, {_mib(logits)}) + {terms.copies} x "
        f"({_mib(terms.mask)} + {_mib(terms.hidden)}) = {_mib(card.compute)}",
    )
    yield Formula(
        words("Pool"),
        words(
            "temporary memory of the products: each weight is expanded to 16 bit in a pool that keeps its "
            "largest blocks. It is replayed product by product, and is not monotone in the context"
        ),
        _mib(card.pool),
    )
    yield Formula(
        words("Workspace"),
        words("of the matrix library, for each handle; row split has one per card pair"),
        _mib(card.workspace),
    )
    yield Formula(
        words("Runtime"), words("what the driver's context and the program's code take"), _mib(card.runtime)
    )
    sizes = (card.weights, card.kv, card.compute, card.pool, card.workspace, card.runtime)
    yield Formula(
        words("Margin"),
        words("what the driver reports, less all of these"),
        f"{_mib(card.total)} - {' - '.join(f'{size / MIB:.0f}' for size in sizes)} = {mib(card.margin)} MiB",
    )


def _constants(found: Forecast, matter: Matter) -> tuple[tuple[str, Figure], ...]:
    generation, part = found.generation, found.rack.part
    if generation is None:
        return ()
    words, catalog = matter.words, matter.catalog
    shown = [
        (words("First build"), claimed(generation.first_build, generation, catalog, words)),
        (words("Last build"), claimed(generation.last_build, generation, catalog, words)),
        (words("Runtime"), claimed(generation.runtime, generation, catalog, words)),
        (words("Workspace"), claimed(generation.workspace, generation, catalog, words)),
        (words("Allocation granule"), claimed(generation.granule, generation, catalog, words)),
        (words("Copies"), claimed(generation.copies, generation, catalog, words)),
    ]
    if part is not None:
        shown.insert(
            0, (words("Memory that the driver reports"), claimed(part.memory_reported, part, catalog, words))
        )
    return tuple(shown)


def _speed(found: Forecast, matter: Matter) -> Iterator[Formula]:
    words, generation, part = matter.words, found.generation, found.rack.part
    if found.inventory is None or generation is None or part is None:
        return
    load = load_of(found, found.inventory)
    fitted = generation.speeds.get(part.id)
    decode, prefill = decode_parameters(fitted, matter.catalog), prefill_parameters(fitted, matter.catalog)
    if decode is None or load.bandwidth is None or load.family not in decode.efficiency:
        return
    efficiency = decode.efficiency[load.family]
    limit = reading_time(load)
    yield Formula(
        words("Limit"),
        words(
            "for each token every weight and the filled part of the cache are read once: bytes / bandwidth. "
            "In layer split the cards work one after the other, in row split all at once"
        ),
        f"({load.weight_bytes / 1e9:.2f} GB + {load.cache_bytes / 1e9:.2f} GB) / "
        f"({load.readers} x {load.bandwidth / 1e9:.0f} GB/s) = {limit * 1e3:.1f} ms, {1 / limit:.1f} t/s",
    )
    yield Formula(
        words("Reading"),
        words("the same at the share of the bandwidth that kernels of {family} reach", family=load.family),
        f"{limit * 1e3:.1f} ms / {efficiency:.3f} = {limit / efficiency * 1e3:.1f} ms",
    )
    yield Formula(
        words("Launching"),
        words("layers x the time that a layer's kernels take to start; it belongs to the program"),
        f"{load.layers} x {decode.per_layer * 1e3:.3f} ms = {load.layers * decode.per_layer * 1e3:.1f} ms",
    )
    if decode.per_product is not None:
        yield Formula(
            words("Exchange"),
            words("row split only: 7 products a layer, each with every other card"),
            f"{load.remote_products} x {decode.per_product * 1e6:.1f} us = "
            f"{load.remote_products * decode.per_product * 1e3:.1f} ms",
        )
    seconds = decode_time(load, decode, efficiency)
    yield Formula(
        words("Decode"), words("1 / the sum"), f"1 / {seconds * 1e3:.1f} ms = {1 / seconds:.2f} t/s"
    )
    if prefill is not None:
        seconds = prefill_time(load, prefill)
        yield Formula(
            words("Prefill"),
            words(
                "2 operations for each weight at the rate of the kernel path, and the scores of each token "
                "with those before it"
            ),
            f"1 / (2 x {load.weights / 1e9:.2f}e9 / {prefill.rate / 1e12:.2f} TFLOPS + "
            f"{load.prompt_scores:.0f} x {prefill.per_score * 1e9:.3f} ns) = {1 / seconds:.1f} t/s",
        )
