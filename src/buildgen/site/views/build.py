"""The page of one build."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.assembly import guide_for
from buildgen.calc.verdict import Verdict, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu
from buildgen.diagnostics import Severity
from buildgen.quantity import Memory
from buildgen.site.address import Link
from buildgen.site.charts import share_bar, state_charts, supply_chart
from buildgen.site.matter import Matter, build_path
from buildgen.site.views.bill import BillView, bill_view
from buildgen.site.views.depth import DepthView, depth_view
from buildgen.site.views.evidence import Figure, VerdictWord, claimed, verdict_word
from buildgen.site.views.findings import Finding, findings
from buildgen.site.views.power import PowerView, power_view
from buildgen.site.views.runs import RunTable, RunView, headline, run_tables, run_view


@dataclass(frozen=True, slots=True)
class Stated:
    """What the author says of a thing, with what others say and why one was chosen."""

    label: str
    figure: Figure
    others: tuple[Figure, ...]
    why: str


@dataclass(frozen=True, slots=True)
class BuildView:
    """All that the page of a build shows."""

    id: str
    title: str
    summary: str
    draft: bool
    base: Link | None
    edit: Link | None
    verdict: VerdictWord
    bill: BillView
    share_bar: Markup
    power: PowerView
    depth: DepthView
    supply_chart: Markup
    state_charts: tuple[Markup, ...]
    memory: str
    speed: RunView | None
    runs: tuple[RunTable, ...]
    run_page: Link
    power_page: Link
    wiring_page: Link | None
    assembly_page: Link | None
    why_page: Link
    language: str
    problems: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    stated: tuple[Stated, ...]
    notes: tuple[str, ...]
    fit: Link
    api: Link
    cards: str
    """The first role that cards play, for the small calculator; empty without cards."""

    @property
    def has_why(self) -> bool:
        """Whether there is anything to say on the page of reasons."""
        return bool(self.bill.reasons or self.stated)


def build_verdict(build: Build, matter: Matter) -> Verdict:
    """The worst of all findings about a build that no waiver covers."""
    return worst(Verdict(f.severity.value) for f in matter.about(build) if not f.waived)


def card_memory(build: Build, matter: Matter) -> str:
    """Say how much memory the cards have together: `3 x 16 GiB`; empty without cards."""
    shares = []
    for role, use in build.parts.items():
        part = matter.catalog.part(build, role)
        if isinstance(part, Gpu):
            memory: Memory | None = part.memory.value
            size = str(memory) if memory is not None else "?"
            shares.append(f"{'?' if use.count is None else use.count} x {size}")
    return " + ".join(shares)


def speed_of(build: Build, matter: Matter) -> RunView | None:
    """The run that stands for a build."""
    best = headline(build, matter)
    return run_view(*best, matter) if best else None


def build_view(build: Build, matter: Matter) -> BuildView:
    """Make the view of a build."""
    words, about = matter.words, matter.about(build)
    base = matter.catalog.builds.get(build.extends) if build.extends else None
    unknown = [f for f in about if f.severity is Severity.NOT_ESTABLISHED]
    return BuildView(
        id=build.id,
        title=words.text(build.title),
        summary=words.text(build.summary),
        draft=build.is_draft,
        base=Link(words.text(base.title), build_path(base.id)) if base else None,
        edit=matter.edit_link(build),
        verdict=verdict_word(build_verdict(build, matter).value, words),
        bill=bill_view(build, matter),
        share_bar=share_bar(build, matter),
        power=power_view(build, matter),
        depth=depth_view(build, matter),
        supply_chart=supply_chart(build, matter),
        state_charts=state_charts(build, matter),
        memory=card_memory(build, matter),
        speed=speed_of(build, matter),
        runs=run_tables(build, matter),
        power_page=Link(words("Every supply in every state"), f"builds/{build.id}/power.html"),
        wiring_page=Link(
            words("Wiring: what goes where, and what is not known"), f"builds/{build.id}/wiring.html"
        )
        if matter.results.wiring(build) is not None
        else None,
        assembly_page=Link(words("Assembly, step by step"), f"builds/{build.id}/assembly.html")
        if guide_for(build, matter.catalog) is not None
        else None,
        why_page=Link(words("Why these parts, and what the author says"), f"builds/{build.id}/why.html"),
        language=words.language,
        run_page=Link(words("All runs, with what did not fit"), f"builds/{build.id}/benchmarks.html"),
        problems=findings((f for f in about if f.severity is not Severity.NOT_ESTABLISHED), matter),
        unknown=findings(unknown, matter),
        stated=stated(build, matter),
        notes=tuple(words.text(note) for note in build.notes),
        fit=Link(
            words("Verdict and margin of every model, context and split"), f"builds/{build.id}/fit.html"
        ),
        api=Link(f"api/v1/builds/{build.id}.json", f"api/v1/builds/{build.id}.json"),
        cards=next((r for r in build.parts if isinstance(matter.catalog.part(build, r), Gpu)), ""),
    )


def stated(build: Build, matter: Matter) -> tuple[Stated, ...]:
    """What the author says of his own build."""
    if build.stated is None:
        return ()
    words, catalog = matter.words, matter.catalog
    labels = (("total", "Total"), ("power", "Power"), ("verdict", "Conclusion"))
    found = []
    for name, label in labels:
        fact = getattr(build.stated, name)
        if fact is not None:
            others = tuple(claimed(other, None, catalog, words) for other in fact.others)
            figure = claimed(fact, None, catalog, words)
            found.append(Stated(words(label), figure, others, words.text(fact.why)))
    return tuple(found)
