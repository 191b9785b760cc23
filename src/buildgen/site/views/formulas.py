"""The formulas with the numbers of a real build put in; every number is one that was computed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.calc.power import SupplyLoad, card_state, slot_limit
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu
from buildgen.site.address import Link
from buildgen.site.matter import Matter, build_path, featured
from buildgen.site.views.power import limit_of, share_text, watts


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula: in words, and with numbers."""

    name: str
    words: str
    numbers: str


@dataclass(frozen=True, slots=True)
class FormulasView:
    """The formulas by chapter, and the build whose numbers stand in them."""

    build: Link | None
    money: tuple[Formula, ...]
    power: tuple[Formula, ...]


def formulas_view(matter: Matter) -> FormulasView:
    """Make the page of formulas."""
    build = featured(matter.builds)
    if build is None:
        return FormulasView(None, (), ())
    link = Link(matter.words.text(build.title), build_path(build.id))
    return FormulasView(link, tuple(_money(build, matter)), tuple(_power(build, matter)))


def _money(build: Build, matter: Matter) -> Iterator[Formula]:
    bom, words = matter.results.bill(build), matter.words
    known = [line for line in bom.lines if line.amount is not None]
    yield Formula(
        words("Total"),
        words(
            'the sum of the lines; "at least" when an amount, a freight or a count in it is not known. '
            "A lot is one line, whatever it covers, and is never divided."
        ),
        " + ".join(line.amount.amount for line in known if line.amount) + f" = {bom.total}",
    )
    largest = max(known, key=lambda line: line.amount.minor if line.amount else 0, default=None)
    if largest is not None and largest.amount is not None and bom.share(largest):
        yield Formula(
            words("Share"),
            words("line / total, rounded half up to one digit"),
            f"{largest.amount.amount} / {bom.total.amount.amount} = {bom.share(largest)} %",
        )
    if bom.over_budget is not None and bom.budget is not None:
        yield Formula(
            words("Over budget"),
            words("total - budget"),
            f"{bom.total.amount.amount} - {bom.budget.amount} = {bom.over_budget}",
        )
    yield Formula(
        words("Today"),
        words(
            "per role the latest dated price seen by that day in the build's region, times the count; "
            "nothing is guessed where none was seen"
        ),
        f"{matter.results.as_of}: {bom.today_total}",
    )


def _power(build: Build, matter: Matter) -> Iterator[Formula]:
    for supply in matter.results.power(build).supplies:
        yield from _supply(build, supply, matter)


def _supply(build: Build, supply: SupplyLoad, matter: Matter) -> Iterator[Formula]:
    words = matter.words
    name = words.text(matter.catalog.parts[supply.part].name)
    yield Formula(
        words("Budget of {supply}", supply=name),
        words("stated loads + count x cap of each card on its cables"),
        _sum([(c.name, watts(c.budget)) for c in supply.charges], watts(supply.budget)),
    )
    if supply.load_percent:
        yield Formula(
            words("Load"),
            words("budget / rating"),
            f"{watts(supply.budget)} / {watts(supply.rating)} = {supply.load_percent} %",
        )
    if share_text(matter, supply):
        yield Formula(
            words("What a builder plans with"),
            words("share x rating"),
            f"{share_text(matter, supply)} x {watts(supply.rating)} = {watts(limit_of(matter, supply))}",
        )
    for charge in supply.charges:
        part = matter.catalog.part(build, charge.name)
        state = card_state(build, matter.catalog, charge.name)
        if charge.via == "cable" and isinstance(part, Gpu) and state is not None:
            cap, slot = watts(state[1].cap.value), watts(slot_limit(matter.catalog, part))
            yield Formula(
                words("Low of {name}", name=charge.name),
                words("count x (cap - what the slot may deliver); nothing off when one supply feeds both"),
                f"{charge.count} x ({cap} - {slot}) = {watts(charge.low)}",
            )
            yield Formula(
                words("High of {name}", name=charge.name),
                words("count x board power, nothing from the slots"),
                f"{charge.count} x {watts(state[1].board_power.value)} = {watts(charge.high)}",
            )
            yield Formula(
                words("Peak of {name}", name=charge.name),
                words("high x the card's peak factor; unknown without one"),
                f"{watts(charge.high)} x {part.peak_factor.value or '?'} = {watts(charge.peak)}",
            )
    yield Formula(
        words("Low to high of {supply}", supply=name),
        words("the sums over all that it carries"),
        f"{watts(supply.low)} .. {watts(supply.high)}",
    )


def _sum(items: list[tuple[str, str]], total: str) -> str:
    return " + ".join(f"{amount} ({name})" for name, amount in items) + f" = {total}"
