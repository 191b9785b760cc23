"""From results to drawings: which numbers a drawing gets, in the page's words."""

from __future__ import annotations

import re
from itertools import groupby

from markupsafe import Markup

from buildgen.calc.bom import Line
from buildgen.calc.power import card_state
from buildgen.calc.supply import SupplyLoad
from buildgen.calc.verdict import Verdict, judge, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Gpu, Motherboard, Part
from buildgen.diagram import prices, rig, share, states, supplies
from buildgen.quantity import Watts
from buildgen.site.markup import visible
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import verdict_word
from buildgen.site.views.power import limit_of, share_text, state_power, supply_verdict
from buildgen.site.words import Words

_FALLBACK = re.compile(r"var\((--[a-z0-9-]+),[^()]*\)")


def drawn(svg: str) -> Markup:
    """Mark a drawing as markup: `diagram` escapes the texts that it is given.

    Inside a page the palette is always there, so the colours that a file of its own would fall back to go.
    """
    return Markup(_FALLBACK.sub(r"var(\1)", svg))  # noqa: S704


def part_names(build: Build, line: Line, matter: Matter) -> str:
    """Name the parts of a line with their counts."""
    names = []
    for role in line.roles:
        use, part = build.parts.get(role), matter.catalog.part(build, role)
        if use is None:
            continue
        name = matter.words.text(part.name) if part else role
        names.append(f"{use.count} x {name}" if use.count not in (None, 1) else name)
    return visible(" + ".join(names)) or line.name


def share_bar(build: Build, matter: Matter) -> Markup:
    """Draw the bill as shares of its known total; nothing when nothing is known."""
    bom, words = matter.results.bill(build), matter.words
    if not bom.total.amount.minor:
        return Markup()
    slices = []
    for line in bom.lines:
        percent = bom.share(line)
        text = f"{percent} %" if percent else words("not known")  # the amounts stand in the table
        slices.append(share.Slice(part_names(build, line, matter), line.amount, text))
    desc = words("Shares of the known total of {total}.", total=bom.total.amount)
    title = words("What the money went into")
    return drawn(
        share.draw(share.ShareBar(title, desc, tuple(slices), words.of_drawing(share.Words)), "share")
    )


def supply_chart(build: Build, matter: Matter) -> Markup:
    """Draw what each supply carries against its rating."""
    words, loads = matter.words, matter.results.power(build).supplies
    if not loads:
        return Markup()
    shown = tuple(_supply(build, load, matter) for load in loads)
    desc = "; ".join(f"{s.name}: {s.verdict_word}" for s in shown)
    chart = supplies.SupplyChart(words("Power per supply"), desc, shown, words.of_drawing(supplies.Words))
    return drawn(supplies.draw(chart, "supplies"))


def _supply(build: Build, load: SupplyLoad, matter: Matter) -> supplies.Supply:
    words, part = matter.words, matter.catalog.parts[load.part]
    word = verdict_word(supply_verdict(matter, build, load).value, words)
    return supplies.Supply(
        name=visible(words.text(part.name)),
        rating=load.rating,
        budget=load.budget,
        low=load.low,
        high=load.high,
        peak=load.peak,
        peak_of_one=load.peak_of_one,
        limit=limit_of(matter, load),
        limit_text=share_text(matter, load),
        percent=load.load_percent,
        verdict=word.value,
        verdict_word=word.word,
        rating_note=words("assumed") if load.rating_assumed else "",
    )


def state_charts(build: Build, matter: Matter) -> tuple[Markup, ...]:
    """Draw the states of each card side by side, against the supply that feeds its plugs."""
    charts = []
    for role in build.parts:
        part = matter.catalog.part(build, role)
        if isinstance(part, Gpu) and len(part.states) > 1:
            charts.append(_state_chart(build, role, part, matter))
    return tuple(charts)


def _state_chart(build: Build, role: str, part: Gpu, matter: Matter) -> Markup:
    words, shown = matter.words, []
    feeder: SupplyLoad | None = None
    for name, state in part.states.items():
        loads = state_power(build, role, name, matter).supplies
        found = next((s for s in loads if any(c.name == role and c.via == "cable" for c in s.charges)), None)
        if found is None:
            continue
        feeder = found
        judged: Verdict = worst(r.verdict for r in judge(found, matter.results.policy))
        word = verdict_word(judged.value, words)
        title = visible(words.text(state.name))
        shown.append(states.State(title, found.budget, found.high, word.value, word.word))
    if feeder is None:
        return Markup()
    supply = visible(words.text(matter.catalog.parts[feeder.part].name))
    chart = states.StateChart(
        words("{part} on {supply}", part=visible(words.text(part.name)), supply=supply),
        "; ".join(f"{s.name}: {_watts(s.budget, words)}, {s.verdict_word}" for s in shown),
        feeder.rating,
        limit_of(matter, feeder),
        share_text(matter, feeder),
        tuple(shown),
        words.of_drawing(states.Words),
    )
    return drawn(states.draw(chart, f"states-{role.replace('_', '-')}"))


def _watts(value: Watts | None, words: Words) -> str:
    return f"{value.number()} W" if value is not None else words("not known")


def price_charts(part: Part, matter: Matter) -> tuple[Markup, ...]:
    """Draw the dated prices of a part over time, a chart per currency that has at least two."""
    words = matter.words
    dated = sorted((o for o in part.prices if o.date), key=lambda o: (o.amount.currency, o.date))
    charts = []
    for currency, group in groupby(dated, key=lambda o: o.amount.currency):
        seen = [prices.Observation(str(o.date), o.kind, o.amount, o.up_to) for o in group if o.per == 1]
        if len(seen) < 2:
            continue
        desc = "; ".join(f"{o.date}: {o.low}" for o in seen)
        kinds = tuple((kind, words(kind)) for kind in dict.fromkeys(o.kind for o in seen))
        title = words("Prices in {currency}", currency=currency)
        chart = prices.PriceChart(title, desc, tuple(seen), prices.Words(kinds))
        charts.append(drawn(prices.draw(chart, f"prices-{currency.lower()}")))
    return tuple(charts)


def rig_drawing(build: Build, matter: Matter) -> Markup:
    """Draw the rig as blocks: which supply feeds what, and what the cards draw through their slots."""
    budget, words = matter.results.power(build), matter.words
    if not budget.supplies:
        return Markup()
    blocks, feeds, loads = [], [], {}
    slots: list[rig.Slot] = []
    board = next((r for r in build.parts if isinstance(matter.catalog.part(build, r), Motherboard)), None)
    for number, supply in enumerate(budget.supplies):
        word = verdict_word(supply_verdict(matter, build, supply).value, words)
        rating = f"{supply.rating.number()} W" if supply.rating is not None else words("rating not known")
        blocks.append(
            rig.SupplyBlock(
                f"s{number}", _part_name(build, supply.role, matter), f"{rating}, {word.word.lower()}"
            )
        )
        for name in build.feeds.get(supply.role, ()):
            for role in build.loads[name].covers if name in build.loads else (name,):
                loads[role] = _load_block(build, role, supply, matter)
                feeds.append(rig.Feed(f"s{number}", role))
        slots += [
            rig.Slot(board, charge.name)
            for charge in supply.charges
            if charge.via == "slot" and board in loads
        ]
    title = words("What feeds what")
    desc = "; ".join(
        words(
            "{supply} feeds {loads}",
            supply=block.name,
            loads=", ".join(loads[f.load].name for f in feeds if f.supply == block.id),
        )
        for block in blocks
    )
    drawing = rig.Rig(
        title,
        desc,
        tuple(blocks),
        tuple(loads.values()),
        tuple(feeds),
        tuple(slots),
        words.of_drawing(rig.Words),
    )
    return drawn(rig.draw(drawing, "rig"))


_PICTURES = {"gpu": "card", "motherboard": "board", "cpu": "cpu"}


def _part_name(build: Build, role: str, matter: Matter) -> str:
    part = matter.catalog.part(build, role)
    return visible(matter.words.text(part.name)) if part else role


def _watts_of(role: str, supply: SupplyLoad, matter: Matter) -> str:
    """Say what a role is charged with, or what it shares with others; nothing where nobody knows."""
    words = matter.words
    for charge in supply.charges:
        shared = len(charge.covers) > 1
        if charge.via == "slot" or charge.budget is None or role not in {charge.name, *charge.covers}:
            continue
        if shared:
            return words("part of {watts}", watts=charge.budget)
        if charge.high is not None and charge.high != charge.budget:
            return words("{budget}, up to {high}", budget=charge.budget, high=charge.high)
        return str(charge.budget)
    return ""


def _load_block(build: Build, role: str, supply: SupplyLoad, matter: Matter) -> rig.LoadBlock:
    part, use = matter.catalog.part(build, role), build.parts.get(role)
    count = f"{use.count} x " if use is not None and use.count not in (None, 1) else ""
    state = card_state(build, matter.catalog, role)
    name = visible(matter.words.text(state[1].name)) if state else ""
    detail = matter.words(", ").join(text for text in (_watts_of(role, supply, matter), name) if text)
    kind = _PICTURES.get(part.KIND, "other") if part else "other"
    return rig.LoadBlock(role, f"{count}{_part_name(build, role, matter)}", detail, kind)
