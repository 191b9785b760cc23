"""The bill of a build for display: what was paid together, beside what each part costs today."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from buildgen.calc.bom import Bom, Line, Total
from buildgen.catalog.builds import Build, Use
from buildgen.catalog.catalog import part_id
from buildgen.money import Money
from buildgen.site.address import Link
from buildgen.site.matter import Matter, part_path
from buildgen.site.views.evidence import Figure, cited
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money apart from its mark and its unit, for large type."""

    bound: str
    number: str
    unit: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.bound, self.number, self.unit)))


@dataclass(frozen=True, slots=True)
class Row:
    """One role of the bill."""

    role: str
    part: Link
    count: str
    kind: str
    state: str
    why: str
    note: str
    today: Figure


@dataclass(frozen=True, slots=True)
class Group:
    """Roles that were paid together; `share` of the total in percent, for the eye."""

    name: str
    rows: tuple[Row, ...]
    paid: Figure
    share: str
    note: str


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill: its groups in the build's order, both totals, and what fell away."""

    groups: tuple[Group, ...]
    total: Amount
    dates: str
    budget: str
    today: Amount
    today_covers: str
    as_of: str
    dropped: tuple[str, ...]
    freight: tuple[str, ...]
    ticks: str

    @property
    def reasons(self) -> tuple[Row, ...]:
        """The rows that say why their part was chosen."""
        return tuple(row for group in self.groups for row in group.rows if row.why)


def amount(total: Total, words: Words) -> Amount:
    """Take a total apart."""
    money = total.amount
    return Amount(words("at least") if total.at_least else "", money.amount, money.currency)


def money_text(value: Money, up_to: Money | None) -> str:
    """Write an amount or a range."""
    return f"{value.amount} to {up_to}" if up_to is not None else str(value)


def line_figure(line: Line, matter: Matter) -> Figure:
    """Make a line's amount a figure; an amount whose freight is not included is marked as a lower bound."""
    words = matter.words
    cite = cited(line.kind, line.date, line.source, matter.catalog, words)
    if line.amount is None:
        note = words("in {currency}, no dated rate", currency=line.foreign) if line.foreign else ""
        return Figure(words("not known"), cite if line.foreign else None, note, known=False)
    text = money_text(line.amount, line.up_to)
    freight = {None: words("freight not known"), "excluded": words("freight on top")}.get(line.freight, "")
    notes = ", ".join(filter(None, (freight, _age(line, matter))))
    return Figure(f"{words('at least')} {text}" if freight else text, cite, notes)


def _age(line: Line, matter: Matter) -> str:
    """Say how old a quote is once it is stale; what was paid does not go stale."""
    if line.date is None or line.kind == "paid":
        return ""
    days = line.date.age(matter.results.as_of)
    return (
        matter.words("{days} days old", days=days) if days > matter.results.policy.quote_max_age_days else ""
    )


def bill_view(build: Build, matter: Matter) -> BillView:
    """Make the bill of a build."""
    bom, words = matter.results.bill(build), matter.words
    today = {line.name: line for line in bom.today}
    known = [line for line in bom.today if line.amount is not None]
    return BillView(
        groups=tuple(_group(build, line, bom, today, matter) for line in bom.lines),
        total=amount(bom.total, words),
        dates=dates_text(bom, words),
        budget=_budget(bom, words),
        today=amount(bom.today_total, words),
        today_covers=words("{known} of {all} parts have a price", known=len(known), all=len(bom.today)),
        as_of=str(matter.results.as_of),
        dropped=tuple(
            words(
                "The lot {lot} of the base build covered {covers}; {because} differs here, so it is dropped. "
                "A lot is never divided.",
                lot=lot.lot,
                covers=", ".join(lot.covers),
                because=lot.because,
            )
            for lot in bom.dropped
        ),
        freight=tuple(line.name for line in bom.lines if line.amount is not None and line.freight is None),
        ticks=tick_key(build),
    )


def tick_key(build: Build) -> str:
    """Name the ticks of a build: another bill, with other parts or counts, starts with empty boxes."""
    parts = ";".join(f"{role}={part_id(build, role, use)}*{use.count}" for role, use in build.parts.items())
    return f"buildgen:{build.id}:{hashlib.sha256(parts.encode()).hexdigest()[:12]}"


def dates_text(bom: Bom, words: Words) -> str:
    """Say of when the prices are."""
    if bom.dates is None:
        return words("no price is known")
    first, last = bom.dates
    if first == last:
        return words("prices of {date}", date=first)
    return words("prices of {first} to {last}", first=first, last=last)


def _budget(bom: Bom, words: Words) -> str:
    over, budget = bom.over_budget, bom.budget
    if over is None or budget is None:
        return ""
    if over.minor > 0:
        return words("{amount} over the budget of {budget}", amount=over, budget=budget)
    left = Money.zero(over.currency) - over
    return words("{amount} under the budget of {budget}", amount=left, budget=budget)


def _group(build: Build, line: Line, bom: Bom, today: Mapping[str, Line], matter: Matter) -> Group:
    lot = build.prices.get(line.name) if line.basis == "lot" else None
    rows = (
        row(build, role, build.parts[role], today[role], matter) for role in line.roles if role in build.parts
    )
    return Group(
        name=line.name,
        rows=tuple(rows),
        paid=line_figure(line, matter),
        share=bom.share(line) or "",
        note=matter.words.text(lot.note) if lot else "",
    )


def row(build: Build, role: str, use: Use, today: Line, matter: Matter) -> Row:
    """Make the row of a role."""
    words, part = matter.words, matter.catalog.part(build, role)
    identifier = part_id(build, role, use)
    link = Link(words.text(part.name), part_path(part)) if part else Link(identifier, "")
    return Row(
        role=role,
        part=link,
        count=count_text(use.count),
        kind=kind_word(part.KIND, words) if part else "",
        state=_state(build, role, matter),
        why=words.text(use.why),
        note=words.text(use.note),
        today=line_figure(today, matter),
    )


def _state(build: Build, role: str, matter: Matter) -> str:
    from buildgen.calc.power import card_state

    chosen = card_state(build, matter.catalog, role)
    return matter.words.text(chosen[1].name) if chosen else ""


def count_text(count: int | None) -> str:
    """Say how many; nothing for one, a question mark when it is not known."""
    if count is None:
        return "? x"
    return f"{count} x" if count != 1 else ""


_KINDS = {
    "cpu": "Processor",
    "motherboard": "Motherboard",
    "memory": "Memory",
    "gpu": "Graphics card",
    "storage": "Storage",
    "psu": "Power supply",
    "chassis": "Chassis",
    "cooler": "Cooler",
    "fan": "Fan",
    "cable": "Cable",
    "system": "Complete system",
}


_MANY = {
    "cpu": "Processors",
    "motherboard": "Motherboards",
    "memory": "Memory",
    "gpu": "Graphics cards",
    "storage": "Storage",
    "psu": "Power supplies",
    "chassis": "Chassis",
    "cooler": "Coolers",
    "fan": "Fans",
    "cable": "Cables",
    "system": "Complete systems",
}


def kinds_word(kind: str, words: Words) -> str:
    """Name all parts of a kind."""
    return words(_MANY.get(kind, kind))


def kind_word(kind: str, words: Words) -> str:
    """Name a kind of part."""
    return words(_KINDS.get(kind, kind))
