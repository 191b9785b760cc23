"""Power, deeper: the wall in each operating state, one supply for all, and what would mend each supply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.single import least_rating, single_supply
from buildgen.calc.verdict import judge, worst
from buildgen.calc.wall import Draw, Operating
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu, LineRating, Psu
from buildgen.quantity import Watts
from buildgen.site.address import Link
from buildgen.site.charts import rig_drawing
from buildgen.site.matter import Matter
from buildgen.site.mending import outcome, way
from buildgen.site.views.evidence import Figure, VerdictWord, claimed, verdict_word

_STATES = {
    "idle": "Idle: nothing runs",
    "in-turn": "In turn: one card works, the others idle (one stream, layer split)",
    "all": "All at once (prefill, row split, batches)",
}


@dataclass(frozen=True, slots=True)
class DrawView:
    """One supply in one operating state."""

    role: str
    output: str
    efficiency: str
    wall: str


@dataclass(frozen=True, slots=True)
class StateOfWork:
    """An operating state: its supplies, their sum from the wall, and the current from the outlet."""

    name: str
    draws: tuple[DrawView, ...]
    output: str
    wall: str
    current: str


@dataclass(frozen=True, slots=True)
class MendView:
    """A way to mend a supply, and the verdict that it leads to."""

    text: str
    outcome: str
    verdict: VerdictWord


@dataclass(frozen=True, slots=True)
class PeakView:
    """How far a part peaks or what it bears for a moment, and for how long."""

    name: str
    peak: Figure
    duration: Figure


@dataclass(frozen=True, slots=True)
class SingleView:
    """What one supply for everything would have to be."""

    text: tuple[str, ...]
    verdict: VerdictWord
    codes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DepthView:
    """The power page below its supplies and states."""

    tree: Markup
    states: tuple[StateOfWork, ...]
    outlet: str
    assumed: tuple[str, ...]
    mends: tuple[tuple[str, tuple[MendView, ...]], ...]
    peaks: tuple[PeakView, ...]
    lines: tuple[tuple[str, str], ...]
    losses: tuple[str, ...]
    single: SingleView | None


def depth_view(build: Build, matter: Matter) -> DepthView:
    """Make the deeper part of a build's power."""
    wall, words = matter.results.wall(build), matter.words
    supplies = matter.results.power(build).supplies
    outlet = ""
    if wall.voltage is not None and wall.outlet is not None:
        outlet = words(
            "Mains of {voltage}, an outlet of {outlet}; the power factor is counted as 1.",
            voltage=wall.voltage,
            outlet=wall.outlet,
        )
    return DepthView(
        tree=rig_drawing(build, matter) if supplies else Markup(),
        states=tuple(_state(state, matter) for state in wall.states),
        outlet=outlet,
        assumed=wall.assumed,
        mends=tuple(
            (supply.role, found) for supply in supplies if (found := _mends(build, supply.role, matter))
        ),
        peaks=tuple(_peaks(build, matter)),
        lines=tuple(_lines(build, matter)),
        losses=tuple(_losses(build, matter)),
        single=_single(build, matter),
    )


def _state(state: Operating, matter: Matter) -> StateOfWork:
    words, least = matter.words, "" if state.known else matter.words("at least") + " "
    return StateOfWork(
        name=words(_STATES[state.state]),
        draws=tuple(_draw(draw, matter) for draw in state.draws),
        output=f"{state.output.number(0)} W",
        wall=f"{least}{state.wall.number(0)} W",
        current=f"{least}{state.current.number(1)} A" if state.current is not None else "?",
    )


def _draw(draw: Draw, matter: Matter) -> DrawView:
    words, unknown = matter.words, matter.words("not known")

    def shown(watts: Watts, *, known: bool) -> str:
        if not watts.grains and not known:
            return unknown
        return f"{'' if known else words('at least') + ' '}{watts.number(0)} W"

    efficiency = f"{draw.efficiency} %" if draw.efficiency else unknown
    output, wall = shown(draw.output, known=draw.whole), shown(draw.wall, known=draw.known)
    return DrawView(draw.role, output, efficiency, wall)


def _mends(build: Build, role: str, matter: Matter) -> tuple[MendView, ...]:
    words = matter.words
    return tuple(
        MendView(
            way(mend, words), outcome(mend, words, verdict=False), verdict_word(mend.verdict.value, words)
        )
        for mend in matter.results.mends(build, role)
    )


def _peaks(build: Build, matter: Matter) -> list[PeakView]:
    """Set the cards' peaks beside what the supplies bear, each with its duration."""
    catalog, words, found = matter.catalog, matter.words, []
    for role in build.parts:
        part = catalog.part(build, role)
        fact = part.peak_factor if isinstance(part, Gpu) else part.peak if isinstance(part, Psu) else None
        if isinstance(part, (Gpu, Psu)) and fact is not None:
            name = words("{role}: peak over board power") if isinstance(part, Gpu) else words("{role}: bears")
            duration = claimed(part.peak_duration, part, catalog, words)
            found.append(
                PeakView(name.replace("{role}", role), claimed(fact, part, catalog, words), duration)
            )
    return found


def _lines(build: Build, matter: Matter) -> list[tuple[str, str]]:
    """Say what each supply is rated for on which mains, where a source says so."""
    found, words = [], matter.words
    for supply in matter.results.power(build).supplies:
        part = matter.catalog.part(build, supply.role)
        lines = part.line_ratings.value if isinstance(part, Psu) else None
        if lines:
            texts = [_line(line, matter) for line in lines]
            texts.append(words("here {rating} counts", rating=supply.rating or words("not known")))
            found.append((supply.role, words(", ").join(texts)))
    return found


def _losses(build: Build, matter: Matter) -> Iterator[str]:
    """Say what the wires of each supply turn into heat: it is in none of the figures above."""
    wiring, words = matter.results.wiring(build), matter.words
    for supply in wiring.supplies if wiring is not None else ():
        if supply.heat is not None and supply.heat.grains:
            heat = f"{supply.heat.number(1)} W"
            yield words(
                "{supply}: {heat}",
                supply=supply.id,
                heat=heat if supply.heat_known else words("at least {value}", value=heat),
            )


def _line(line: LineRating, matter: Matter) -> str:
    if line.rating is None:
        return matter.words("from {line}: not known", line=line.line)
    return matter.words("from {line}: {rating}", line=line.line, rating=line.rating)


def _single(build: Build, matter: Matter) -> SingleView | None:
    """Judge one supply of the power that the author states for the whole rig."""
    stated = build.stated.power.value if build.stated and build.stated.power else None
    budget, words = matter.results.power(build), matter.words
    if stated is None or len(budget.supplies) < 2 or budget.total is None:
        return None
    load = single_supply(budget, stated)
    reasons = judge(load, matter.results.policy)
    enough = least_rating(load, matter.results.policy)
    text = [
        words(
            "The author plans with about {stated}. Caps and stated loads alone, {budget}, load one supply "
            "of that rating to {percent} %, and the cards' board power makes it up to {high}.",
            stated=stated,
            percent=load.load_percent,
            budget=load.budget,
            high=load.high if load.high is not None else "?",
        )
    ]
    if enough is not None:
        text.append(
            words("The smallest usual size with neither error nor warning is {enough}.", enough=enough)
        )
    codes = tuple(matter.rule_link(r.code) or Link(r.code, "") for r in reasons)
    return SingleView(tuple(text), verdict_word(worst(r.verdict for r in reasons).value, words), codes)
