"""Macros that become a whole block: tables of runs, of facts and slips, steps, drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat

from buildgen.calc.results import Results
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.coverage import Coverage
from buildgen.catalog.software import Software
from buildgen.diagram import wiring as wiring_drawing
from buildgen.sentences import LANGUAGES
from buildgen.site.address import html_path, relative
from buildgen.site.harness import wiring_diagram
from buildgen.site.prose.cards import CARDS
from buildgen.site.prose.drawings import decision_ladder
from buildgen.site.prose.filling import Desk
from buildgen.site.prose.lookup import Nowhere, build_named, entry_named, run_value
from buildgen.site.prose.macros import Macro, WrittenPage, macros
from buildgen.site.prose.tables import Row, Table, rendered
from buildgen.site.views.assembly import assembly_view, fact_link
from buildgen.site.views.evidence import source_link
from buildgen.site.words import Words

_COLUMNS = (
    ("model", "Model"),
    ("split", "Split"),
    ("context", "Context"),
    ("prompt", "PP"),
    ("generate", "TG"),
    ("sequences", "B"),
    ("prefill", "Prefill"),
    ("decode", "Decode"),
    ("kv_k", "KV cache"),
    ("quantisation", "Weights"),
    ("size", "File size"),
)
_FIGURES = frozenset({"size", "context", "prompt", "generate", "sequences", "prefill", "decode"})


def _benchmark(name: str, results: Results) -> Benchmark:
    entry = entry_named(f"benchmarks/{name}", results)
    assert isinstance(entry, Benchmark)  # noqa: S101 - the group holds benchmarks only
    return entry


def _cell(table: Benchmark, run: Run, field: str, results: Results, words: Words) -> str:
    value = run_value(table, run, field)
    if field == "model":
        model = results.catalog.models.get(value) if value else None
        return words.text(model.name) if model else str(value or "")
    if field == "decode" and run.result != "ok":
        return "BOOM"
    if field == "quantisation":
        return str(value or "").replace("Q4_K_S", "q4_K_S").replace("Q8_0", "q8_0")
    return "" if value is None else str(value)


def facts_from(first: str) -> Iterator[str]:
    """Count facts on from a first one: S082, S083, ..."""
    number = int(first[1:])
    while True:
        yield f"S{number:03}"
        number += 1


def runs_table(macro: Macro, results: Results, words: Words) -> Table:
    """`runs post-context`: one row per run; with `S082` each marks a fact, counted on from that one."""
    first = macro.words[1] if len(macro.words) == 2 else ""
    if len(macro.words) not in (1, 2) or (first and not first[1:].isdecimal()):
        raise Nowhere("usage", name="runs", usage="runs post-context S082")
    table = _benchmark(macro.words[0], results)
    used = [c for c in _COLUMNS if any(run_value(table, run, c[0]) is not None for run in table.runs)]
    rows = tuple(
        Row(tuple(_cell(table, run, field, results, words) for field, _ in used), fact)
        for run, fact in zip(table.runs, facts_from(first) if first else repeat(""), strict=False)
    )
    names = tuple(words(name) + ("#" if field in _FIGURES else "") for field, name in used)
    return Table(words.text(table.title), names, rows)


def compare_table(macro: Macro, results: Results, words: Words) -> Table:
    """`compare ONE OTHER S104 NAME NAME`: two benchmarks side by side, by number of sequences."""
    usage = 'compare post-concurrency-nemo post-concurrency-nemo-2080ti S104 MI50 "2080 Ti"'
    if len(macro.words) != 5:
        raise Nowhere("usage", name="compare", usage=usage)
    one, other = (_benchmark(name, results) for name in macro.words[:2])
    names = macro.words[3:]
    beside = {other.value(run, "sequences"): run for run in other.runs}
    rows = []
    for run, fact in zip(one.runs, facts_from(macro.words[2]), strict=False):
        many = one.value(run, "sequences")
        twin = beside.get(many)
        if twin is None:
            raise Nowhere("runs", name=other.id, count=0)
        cells = (str(many), str(run.prefill), str(twin.prefill), str(run.decode), str(twin.decode))
        rows.append(Row(cells, fact))
    columns = ("B#", *(f"{n}, {words(f)}#" for f in ("prefill", "decode") for n in names))
    return Table(f"{words.text(one.title)} / {names[1]}", columns, tuple(rows))


def _runs(macro: Macro, desk: Desk) -> str:
    return rendered("table", desk, runs_table(macro, desk.results, desk.words))


def _compare(macro: Macro, desk: Desk) -> str:
    return rendered("table", desk, compare_table(macro, desk.results, desk.words))


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of the coverage table, with where it is told."""

    id: str
    text: str
    kind: str
    pages: tuple[tuple[str, str], ...]
    note: str


def _coverage(results: Results) -> Coverage:
    coverage = results.catalog.coverage
    if coverage is None:
        raise Nowhere("entry", name="coverage", known=("coverage.yaml",))
    return coverage


def _facts(_macro: Macro, desk: Desk) -> str:
    words = desk.words
    told = tuple(
        Told(
            name,
            words.text(fact.fact),
            fact.kind,
            tuple(
                (page, f"{relative(html_path(f'{page}.md'), desk.here)}#{name.lower()}")
                for page in fact.pages
            ),
            words.text(fact.note),
        )
        for name, fact in _coverage(desk.results).facts.items()
    )
    return rendered("facts", desk, told)


def _errata(_macro: Macro, desk: Desk) -> str:
    slips = tuple((name, desk.words.text(text)) for name, text in _coverage(desk.results).errata.items())
    return rendered("errata", desk, slips)


def _decision(_macro: Macro, desk: Desk) -> str:
    """The decision as a drawing, and below it the same as a list."""
    from markupsafe import Markup

    decision = desk.results.catalog.decision
    if decision is None:
        raise Nowhere("entry", name="decision", known=("decision.yaml",))
    text = desk.words.text
    asked = tuple(
        (text(q.ask), text(q.answer), tuple(fact_link(f, desk.results) for f in q.facts))
        for q in decision.questions
    )
    view = {
        "title": text(decision.title),
        "drawing": Markup(decision_ladder(decision, desk.words)),  # noqa: S704 - our own drawing
        "asked": asked,
        "otherwise": text(decision.otherwise),
    }
    return rendered("decision", desk, view)


def _wiring(macro: Macro, desk: Desk) -> str:
    """The wiring diagram of a build, stamped where it is no instruction."""
    from markupsafe import Markup

    if len(macro.words) != 1:
        raise Nowhere("usage", name="wiring", usage="wiring mi50x3-70b-breakout")
    results, words = desk.results, desk.words
    build = build_named(macro.words[0], results)
    wiring = results.wiring(build)
    if wiring is None:
        known = tuple(name for name, one in results.catalog.builds.items() if one.harness is not None)
        raise Nowhere("entry", name=f"harness of {build.id}", known=known)
    reasons = results.wiring_reasons(build)
    language = words.language if words.language in LANGUAGES else "en"
    data = wiring_diagram(build, wiring, reasons, results.catalog, words, language)
    drawn = Markup(wiring_drawing.draw(data, "wiring"))  # noqa: S704 - our own drawing
    title = f"{words('Wiring diagram')}: {words.text(build.title)}"
    return rendered("figure", desk, {"title": title, "drawing": drawn})


def _steps(macro: Macro, desk: Desk) -> str:
    if len(macro.words) != 1:
        raise Nowhere("usage", name="steps", usage="steps mi50x3-70b")
    view = assembly_view(build_named(macro.words[0], desk.results), desk.results, desk.words)
    if view is None:
        raise Nowhere(
            "entry", name=f"guide for {macro.words[0]}", known=tuple(desk.results.catalog.build_guides)
        )
    return rendered("steps", desk, view)


def _later(macro: Macro, desk: Desk) -> str:
    """What public sources say since about a program, each with its day and its source."""
    if len(macro.words) != 1:
        raise Nowhere("usage", name="later", usage="later vllm")
    entry = entry_named(f"software/{macro.words[0]}", desk.results)
    assert isinstance(entry, Software)  # noqa: S101 - the group holds software only
    words, catalog = desk.words, desk.results.catalog
    told = tuple(
        (words.text(f.text), str(f.date) if f.date else "", source_link(f.source, catalog, words))
        for f in entry.later
    )
    return rendered("later", desk, told)


def _what_if(macro: Macro, desk: Desk) -> str:
    """A small calculator of one role of a build: how many, in which state, at which price."""
    if len(macro.words) != 2:
        raise Nowhere("usage", name="what-if", usage="what-if mi50x3-70b gpus")
    build = build_named(macro.words[0], desk.results)
    role = macro.words[1]
    if role not in build.parts:
        raise Nowhere("entry", name=role, known=tuple(build.parts))
    return rendered("whatif", desk, {"build": build.id, "role": role})


BLOCKS: Mapping[str, Callable[[Macro, Desk], str]] = {
    **CARDS,
    "runs": _runs,
    "compare": _compare,
    "facts": _facts,
    "errata": _errata,
    "decision": _decision,
    "steps": _steps,
    "later": _later,
    "what-if": _what_if,
    "wiring": _wiring,
}


def block_marks(page: WrittenPage, results: Results, words: Words) -> list[tuple[str, str]]:
    """Give the facts that the rows of a page's tables mark, each with the text of its row."""
    tables = {"runs": runs_table, "compare": compare_table}
    told = []
    for macro in macros(page)[0]:
        if macro.name in tables:
            table = tables[macro.name](macro, results, words)
            told += [
                (row.fact, f"{table.caption} | {' | '.join(row.cells)}") for row in table.rows if row.fact
            ]
    return told
