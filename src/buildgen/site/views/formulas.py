"""The formulas with the numbers of a real build put in; every number is one that was computed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.calc.limit import Limit, decode_limit, share
from buildgen.calc.power import card_state
from buildgen.calc.rating import slot_limit
from buildgen.calc.supply import SupplyLoad
from buildgen.calc.worth import cost_per_million, draw_of, energy_per_million, per_money, rate, text
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu
from buildgen.site.address import Link
from buildgen.site.matter import Matter, build_path, featured
from buildgen.site.views.bill import amount
from buildgen.site.views.measured import decodes, energy_price
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
    speed: tuple[Formula, ...] = ()


def formulas_view(matter: Matter) -> FormulasView:
    """Make the page of formulas."""
    build = featured(matter.builds)
    if build is None:
        return FormulasView(None, (), ())
    link = Link(matter.words.text(build.title), build_path(build.id))
    money, power = tuple(_money(build, matter)), tuple(_power(build, matter))
    return FormulasView(link, money, power, tuple(_speed(build, matter)))


def _speed(build: Build, matter: Matter) -> Iterator[Formula]:
    """Give the formulas of what a speed is worth, with the build's run of the longest stated window."""
    words, catalog = matter.words, matter.catalog
    runs = [m for m in decodes(build, matter) if isinstance(m.key["context"], int)]
    one = max(runs, key=lambda m: (int(str(m.key["context"])), m.id), default=None)
    if one is None:
        return
    limit = decode_limit(one.benchmark, one.run, catalog)
    if isinstance(limit, Limit):
        weights = f"{limit.weight_bytes / 10**9:.2f} GB"
        numbers = (
            f"{limit.readers} x {limit.bandwidth // 10**9} GB/s / {weights} = {text(limit.rate, 2)} t/s; "
            f"{one.speed} / {text(limit.rate, 2)} t/s = {text(100 * share(rate(one.speed), limit), 1)} %"
        )
        sentence = "cards that read at once x bandwidth / bytes of the weights on the cards; speed / limit"
        yield Formula(words("Physical limit and share of it"), words(sentence), numbers)
    bill = matter.results.bill(build)
    money = per_money(one.speed, bill.total)
    if money is not None:
        numbers = f"{one.speed} x 1000 / {amount(bill.total, words)} = {text(money.value, 3)}"
        yield Formula(words("Speed for 1000 of the currency"), words("speed x 1000 / total"), numbers)
    draw, price = draw_of(one, build, catalog), energy_price(build, matter)
    energy = energy_per_million(one.speed, draw) if draw else None
    if draw is None or draw.watts.high is None or energy is None or energy.high is None:
        return
    watts_high = text(draw.watts.high, 0)
    numbers = f"{watts_high} W x 10^6 / ({one.speed} x 3600 x 1000) = {text(energy.high, 2)} kWh"
    yield Formula(
        words("Energy of a million tokens, at most"),
        words("power x 10^6 / speed, in kilowatt-hours"),
        numbers,
    )
    cost = cost_per_million(one.speed, draw, price) if price else None
    if price is not None and cost is not None and cost.high is not None:
        dear = price.up_to if price.up_to is not None else price.price
        numbers = (
            f"{text(energy.high, 2)} kWh x {dear} {price.currency} = {text(cost.high, 2)} {price.currency}"
        )
        yield Formula(
            words("Electricity of a million tokens, at most"), words("energy x dearest price"), numbers
        )


def _money(build: Build, matter: Matter) -> Iterator[Formula]:
    bom, words = matter.results.bill(build), matter.words
    known = [line for line in bom.lines if line.amount is not None]
    yield Formula(
        words("Total"),
        words(
            'the sum of the lines; "at least" when an amount, a freight or a count in it is not known. '
            "A lot is one line, whatever it covers, and is never divided."
        ),
        " + ".join(line.amount.amount for line in known if line.amount) + f" = {amount(bom.total, words)}",
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
        f"{matter.results.as_of}: {amount(bom.today_total, words)}",
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
