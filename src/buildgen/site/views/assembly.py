"""The steps of a build, with its parts and tools: what the page and the booklet show."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.assembly import guide_for, steps_of
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.guides import Command, Step
from buildgen.catalog.parts import Part
from buildgen.site.address import Link, html_path
from buildgen.site.matter import part_path
from buildgen.site.views.bill import count_text, tick_key
from buildgen.site.views.evidence import source_link
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class CommandView:
    """A command, and on what it was run, when and by whom."""

    run: str
    on: str
    date: str
    by: str
    source: Link | None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it is shown; `anchor` leads to it, and its tick is kept under it."""

    number: int
    anchor: str
    title: str
    do: str
    parts: tuple[Link, ...]
    tools: tuple[str, ...]
    time: str
    difficulty: str
    risk: str
    warning: str
    see: str
    facts: tuple[Link, ...]
    commands: tuple[CommandView, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the shopping list: a part, how many, and why when that is told."""

    role: str
    part: Link
    count: str


@dataclass(frozen=True, slots=True)
class AssemblyView:
    """All that the page of a build's assembly shows."""

    build: Link
    note: str
    needs: tuple[Need, ...]
    tools: tuple[tuple[str, str], ...]
    steps: tuple[StepView, ...]
    hard: int
    risky: int
    ticks: str
    file: str


def assembly_view(build: Build, results: Results, words: Words) -> AssemblyView | None:
    """Make the steps of a build; None when no guide serves it."""
    catalog = results.catalog
    guide = guide_for(build, catalog)
    if guide is None:
        return None
    steps = steps_of(guide, build, catalog)
    used = {tool for step in steps for tool in step.tools}
    shown = tuple(_step(n, step, build, results, words) for n, step in enumerate(steps, 1))
    parts = ((role, use, catalog.part(build, role)) for role, use in build.parts.items())
    return AssemblyView(
        build=Link(words.text(build.title), f"builds/{build.id}/index.html"),
        note=words.text(guide.note),
        needs=tuple(
            Need(role, _part_link(part, words), count_text(use.count).removesuffix(" x") or "1")
            for role, use, part in parts
            if part
        ),
        tools=tuple((tool, words.text(name)) for tool, name in guide.tools.items() if tool in used),
        steps=shown,
        hard=sum(step.difficulty == "hard" for step in steps),
        risky=sum(step.risk == "injury" for step in steps),
        ticks=f"{tick_key(build)}:steps",
        file=f"{build.id}-steps.json",
    )


def _part_link(part: Part, words: Words) -> Link:
    return Link(words.text(part.name), part_path(part))


def _step(number: int, step: Step, build: Build, results: Results, words: Words) -> StepView:
    catalog = results.catalog
    guide = guide_for(build, catalog)
    names = guide.tools if guide is not None else {}
    parts = (catalog.part(build, role) for role in step.parts)
    time = words("not stated") if step.minutes is None else words("{count} minutes", count=step.minutes)
    return StepView(
        number=number,
        anchor=f"step-{step.id}",
        title=words.text(step.title),
        do=words.text(step.do),
        parts=tuple(_part_link(part, words) for part in parts if part is not None),
        tools=tuple(words.text(names[tool]) for tool in step.tools if tool in names),
        time=time,
        difficulty=words(step.difficulty),
        risk="" if step.risk == "none" else words(step.risk),
        warning=words.text(step.warning),
        see=words.text(step.see),
        facts=tuple(fact_link(fact, results) for fact in step.facts),
        commands=tuple(_command(command, results, words) for command in step.commands),
    )


def fact_link(fact: str, results: Results) -> Link:
    """Lead to the element that tells a fact."""
    coverage = results.catalog.coverage
    told = coverage.facts.get(fact) if coverage is not None else None
    if told is None or not told.pages:
        return Link(fact, "")
    return Link(fact, f"{html_path(f'{told.pages[0]}.md')}#{fact.lower()}")


def _command(command: Command, results: Results, words: Words) -> CommandView:
    source = source_link(command.source, results.catalog, words) if command.source else None
    return CommandView(
        run=command.run,
        on=words.text(command.on),
        date=str(command.date) if command.date else "",
        by=words.text(command.by),
        source=source,
    )
