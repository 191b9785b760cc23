"""All builds side by side, and the home page, which leads with one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from buildgen.calc.verdict import Verdict
from buildgen.catalog.builds import Build
from buildgen.site.address import Link
from buildgen.site.charts import rig_drawing
from buildgen.site.matter import Matter, build_path, featured
from buildgen.site.views.bill import Amount, amount, bill_view, dates_text
from buildgen.site.views.build import build_verdict, card_memory, speed_of, stated
from buildgen.site.views.evidence import VerdictWord, verdict_word
from buildgen.site.views.findings import finding
from buildgen.site.views.power import power_verdict, watts
from buildgen.site.views.runs import RunView


@dataclass(frozen=True, slots=True)
class BuildRow:
    """One build among the others; the fields `..._number` are what columns sort by."""

    link: Link
    draft: bool
    summary: str
    priced: bool
    total: Amount
    total_number: str
    memory: str
    speed: RunView | None
    speed_number: str
    power: str
    power_number: str
    verdict: VerdictWord
    dates: str


@dataclass(frozen=True, slots=True)
class BuildsView:
    """The index of builds."""

    rows: tuple[BuildRow, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the site: a question or a wish, a line about it, and a page."""

    title: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: one build as the answer, and the alternatives below it."""

    title: str
    page: Link
    total: Amount
    date_line: str
    draft: bool
    speed: RunView | None
    memory: str
    cards: str
    power: VerdictWord | None
    power_reason: str
    conclusion: str
    conclusion_rest: str
    drawing: Markup
    others: tuple[BuildRow, ...]
    doors: tuple[Door, ...]


def build_row(build: Build, matter: Matter) -> BuildRow:
    """Make a build's row."""
    words, bom = matter.words, matter.results.bill(build)
    speed, power = speed_of(build, matter), matter.results.power(build)
    total = power.total if power.supplies else None
    priced = any(line.amount is not None for line in bom.lines)
    return BuildRow(
        link=Link(words.text(build.title), build_path(build.id)),
        draft=build.is_draft,
        summary=words.text(build.summary),
        priced=priced,
        total=amount(bom.total, words),
        total_number=bom.total.amount.amount if priced else "",
        memory=card_memory(build, matter),
        speed=speed,
        speed_number=speed.decode.removesuffix(" t/s") if speed else "",
        power=watts(total) if total is not None else words("not known"),
        power_number=total.number() if total is not None else "",
        verdict=verdict_word(build_verdict(build, matter).value, words),
        dates=dates_text(bom, words),
    )


def builds_view(matter: Matter) -> BuildsView:
    """Make the index of builds."""
    return BuildsView(tuple(build_row(b, matter) for b in matter.builds), str(matter.results.as_of))


def _parted(text: str) -> tuple[str, str]:
    """Part a text after its first sentence, in either language."""
    first = re.match(r".*?(?:[.](?= )|。)", text)
    return (first[0], text[first.end() :].strip()) if first else (text, "")


def home_view(matter: Matter) -> HomeView | None:
    """Make the home page; None when there is no build."""
    build = featured(matter.builds)
    if build is None:
        return None
    words, bom = matter.words, matter.results.bill(build)
    verdict = power_verdict(matter, build)
    conclusion = next((s.figure.text for s in stated(build, matter) if s.label == words("Conclusion")), "")
    first, rest = _parted(conclusion)
    cards = [p for r in build.parts if (p := matter.catalog.part(build, r)) and p.KIND == "gpu"]
    return HomeView(
        title=words.text(build.title),
        page=Link(words.text(build.title), build_path(build.id)),
        total=amount(bom.total, words),
        date_line=date_line(build, matter),
        draft=build.is_draft,
        speed=speed_of(build, matter),
        memory=card_memory(build, matter),
        cards=", ".join(words.text(card.name) for card in cards),
        power=verdict_word(verdict.value, words) if verdict else None,
        power_reason=power_reason(build, matter),
        conclusion=first,
        conclusion_rest=rest,
        drawing=rig_drawing(build, matter),
        others=tuple(build_row(b, matter) for b in matter.builds),
        doors=_doors(build, matter),
    )


def date_line(build: Build, matter: Matter) -> str:
    """Say when the price was paid, what is missing in it, and what the same parts cost today."""
    words, bill = matter.words, bill_view(build, matter)
    bom = matter.results.bill(build)
    paid = all(line.kind == "paid" for line in bom.lines)
    if bom.dates and paid:
        first = words("paid by {month}", month=words.month(bom.dates[1].text))
    else:
        first = bill.dates
    parts = [first]
    names = [
        words.text(part.name)
        for role in bill.freight
        if (part := matter.catalog.part(build, role)) is not None
    ]
    if names:
        parts.append(words("freight of {names} unknown", names=", ".join(names)))
    today = words("today: {total}, {covers}", total=bill.today, covers=bill.today_covers)
    return "; ".join((*parts, today))


def power_reason(build: Build, matter: Matter) -> str:
    """Give the first of the gravest reasons of the supplies' verdict; empty when all is well."""
    roles = {supply.role for supply in matter.results.power(build).supplies}
    about = [f for f in matter.about(build) if f.subject in roles and not f.waived]
    worst_first = sorted(about, key=lambda f: (f.severity.rank, f.code))
    if not worst_first or power_verdict(matter, build) is Verdict.OK:
        return ""
    return finding(worst_first[0], matter).text


def _doors(build: Build, matter: Matter) -> tuple[Door, ...]:
    """The three doors: is it for me, price mine, build it; each to a page by hand where there is one."""
    words = matter.words

    def first(*paths: str) -> str:
        """Take the first page that there is; the last one always is."""
        return next((p.replace(".md", ".html") for p in paths if p in matter.written), paths[-1])

    return (
        Door(
            words("Is it for me?"),
            words("What it is good for, and what else there is"),
            first("guide/verdict.md", "builds/index.html"),
        ),
        Door(
            words("Price mine"),
            words("Change parts and prices, and ask what it comes to"),
            "calculator.html",
        ),
        Door(
            words("Build it"),
            words("Step by step, with what is not established"),
            first("guide/index.md", f"{build_path(build.id)}#bill"),
        ),
    )
