"""Charts of measured speeds: one message each, computed from the figures, with the figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from buildgen.calc.contrast import Measured
from buildgen.calc.worth import cost_per_million, draw_of, each, fixed, rate, reading_seconds, speed_ups
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.diagram import bars, lines
from buildgen.quantity import TokenRate
from buildgen.site.charts import drawn
from buildgen.site.markup import visible
from buildgen.site.matter import Matter
from buildgen.site.views.measured import (
    card_name,
    decodes,
    energy_price,
    in_order,
    limit_share,
    prefills,
    printed,
    short_label,
    spread_text,
)
from buildgen.site.views.runs import model_name, tokens

MOST_BARS = 24
"""More bars than this are no picture; the table has them all."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its one message, a note under it, and its figures as a table."""

    anchor: str
    message: str
    drawing: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def context_charts(build: Build, matter: Matter) -> tuple[Chart, ...]:
    """Draw, for each model, how fast it writes by the size of the window, and where memory ran out."""
    rows: dict[tuple[str, str], list[tuple[Benchmark, Run]]] = {}
    for table in sorted(matter.catalog.benchmarks.values(), key=lambda t: t.id):
        for run in table.runs:
            context, model = table.value(run, "context"), table.value(run, "model")
            if table.build == build.id and context and model and (run.decode or run.result != "ok"):
                rows.setdefault((model, table.value(run, "quantisation") or ""), []).append((table, run))
    return tuple(_context_chart(model, kind, found, matter) for (model, kind), found in rows.items())


def _context_chart(model: str, kind: str, found: list[tuple[Benchmark, Run]], matter: Matter) -> Chart:
    words = matter.words
    groups: dict[str, list[tuple[int, Run]]] = {}
    for table, run in found:
        way = ", ".join(str(table.value(run, name) or "?") for name in ("split", "kv_k"))
        groups.setdefault(way, []).append((table.value(run, "context"), run))
    series, shown = [], []
    for way, runs in groups.items():
        runs.sort(key=lambda pair: pair[0])
        points = [(c, r) for c, r in runs if r.decode is not None]
        booms = tuple(c for c, r in runs if r.result == "out of memory")
        series.append(
            lines.Series(
                way,
                tuple(
                    lines.Point(c, _value(r.decode), _value(r.decode_stddev) if r.decode_stddev else None)
                    for c, r in points
                ),
                booms,
            )
        )
        shown += [
            (way, tokens(c), str(r.decode or ""), "" if r.result == "ok" else words(r.result))
            for c, r in runs
        ]
    name = f"{visible(model_name(*found[0], matter))} {kind}".strip()
    ran = [(table.value(run, "context"), table, run) for table, run in found if run.decode is not None]
    if ran:
        window, table, run = max(ran, key=lambda each: each[0])
        way = ", ".join(str(table.value(run, key) or "?") for key in ("split", "kv_k"))
        message = words(
            "{model} runs with a window of up to {window} ({way}), at {speed}",
            model=name,
            window=tokens(window),
            way=way,
            speed=run.decode,
        )
    else:
        message = words("{model} ran with none of the windows that were tried", model=name)
    desc = "; ".join(f"{way}, {window}: {speed or result}" for way, window, speed, result in shown)
    note = _note([run for _, run in found], matter)
    chart = lines.LineChart(message, desc, words("window, tokens"), words("decode, t/s"), tuple(series), note)
    anchor = f"context-{model.replace('.', '-')}"
    columns = (words("Split, cache"), words("Window"), words("Decode"), words("Result"))
    return Chart(
        anchor,
        message,
        drawn(lines.draw(replace(chart, words=words.of_drawing(lines.Words)), anchor)),
        columns,
        tuple(shown),
        note,
    )


def _value(speed: TokenRate | None) -> Decimal:
    return Decimal(printed(speed)) if speed is not None else Decimal(0)


def _note(runs: Sequence[Run], matter: Matter) -> str:
    """Say under a drawing that its figures have no known spread; empty where all have one."""
    open_ = [r for r in runs if (r.decode and not r.decode_stddev) or (r.prefill and not r.prefill_stddev)]
    return matter.words("n = 1, spread unknown") if open_ else ""


def sequence_charts(model: str, matter: Matter) -> tuple[Chart, ...]:
    """Draw what several requests at once bring on each card: reading, writing, and gain over one."""
    all_ = [m for m in in_order(matter) if m.key["model"] == model and m.key["sequences"] is not None]
    charts = []
    for kind in ("decode", "prefill"):
        groups = _by_card([m for m in all_ if m.kind == kind])
        if groups:
            charts.append(_absolute(kind, groups, matter))
        if groups and kind == "decode":
            charts.append(_relative(groups, matter))
    return tuple(charts)


def _by_card(found: list[Measured]) -> dict[tuple[str, str], list[Measured]]:
    """Group by entry and card what was measured at several numbers of sequences, once at each."""
    groups: dict[tuple[str, str], list[Measured]] = {}
    for one in found:
        groups.setdefault((one.benchmark.id, str(one.key["card"])), []).append(one)
    kept = {}
    for key, group in groups.items():
        counts = [one.key["sequences"] for one in group]
        if len(counts) > 1 and len(set(counts)) == len(counts):
            kept[key] = sorted(group, key=lambda one: int(str(one.key["sequences"])))
    return kept


def _count(one: Measured) -> int:
    return int(str(one.key["sequences"]))


def _absolute(kind: str, groups: dict[tuple[str, str], list[Measured]], matter: Matter) -> Chart:
    words = matter.words
    series = tuple(
        lines.Series(
            visible(card_name(group[0], matter)),
            tuple(
                lines.Point(_count(one), _value(one.speed), _value(one.spread) if one.spread else None)
                for one in group
            ),
        )
        for group in groups.values()
    )
    axis = words("decode, sum over all, t/s") if kind == "decode" else words("prefill, t/s")
    message = _compared(kind, groups, matter)
    rows = tuple(
        (
            card_name(one, matter),
            str(_count(one)),
            str(one.speed),
            str(one.speed) if _count(one) == 1 else f"{fixed(each(one.speed, _count(one)), 2)} t/s",
            spread_text(one, matter),
        )
        for group in groups.values()
        for one in group
    )
    desc = "; ".join(f"{name}, {count}: {speed}" for name, count, speed, *_ in rows)
    note = _note([one.run for group in groups.values() for one in group], matter)
    chart = lines.LineChart(message, desc, words("requests at once"), axis, series, note)
    columns = (
        words("Cards"),
        words("Requests at once"),
        words(kind.capitalize()),
        words("Each"),
        words("Spread"),
    )
    return Chart(
        f"{kind}-at-once",
        message,
        drawn(lines.draw(replace(chart, words=words.of_drawing(lines.Words)), f"{kind}-at-once")),
        columns,
        rows,
        note,
    )


def _compared(kind: str, groups: dict[tuple[str, str], list[Measured]], matter: Matter) -> str:
    """Say in a sentence how far the cards lie apart, at a number at which all were measured."""
    words = matter.words
    shared = set.intersection(*({_count(one) for one in group} for group in groups.values()))
    if len(groups) < 2 or not shared:
        first = next(iter(groups.values()))
        best = max(first, key=lambda one: one.speed.grains)
        sentence = (
            "{card} writes most with {count} at once: {speed}"
            if kind == "decode"
            else "{card} reads prompts fastest with {count} at once: {speed}"
        )
        return words(sentence, card=card_name(best, matter), count=_count(best), speed=best.speed)
    count = max(shared) if kind == "decode" else min(shared)
    at = [one for group in groups.values() for one in group if _count(one) == count]
    fast, slow = max(at, key=lambda m: m.speed.grains), min(at, key=lambda m: m.speed.grains)
    sentence = (
        "With {count} requests at once {fast} writes {factor} times as fast as {slow}"
        if kind == "decode"
        else "{fast} reads a prompt {factor} times as fast as {slow}"
    )
    factor = fixed(rate(fast.speed) / rate(slow.speed), 1)
    return words(
        sentence, count=count, fast=card_name(fast, matter), slow=card_name(slow, matter), factor=factor
    )


def _relative(groups: dict[tuple[str, str], list[Measured]], matter: Matter) -> Chart:
    """Draw each card against itself with one request: what more requests at once are worth there."""
    words = matter.words
    series, rows, tops = [], [], []
    for group in groups.values():
        ups = speed_ups(tuple(group))
        name = visible(card_name(group[0], matter))
        points = [(_count(up.found), up.factor) for up in ups]
        if not points:
            continue
        series.append(lines.Series(name, tuple(lines.Point(x, Decimal(fixed(y, 2))) for x, y in points)))
        rows += [(name, str(x), fixed(y, 2)) for x, y in points]
        tops.append((name, max(points, key=lambda pair: pair[1])))
    message = "; ".join(
        words("{card} gains most with {count} at once: {factor} times", card=n, count=x, factor=fixed(y, 2))
        for n, (x, y) in tops
    )
    desc = "; ".join(f"{name}, {count}: {factor}" for name, count, factor in rows)
    chart = lines.LineChart(
        message, desc, words("requests at once"), words("decode, times that of one"), tuple(series)
    )
    columns = (words("Cards"), words("Requests at once"), words("Times the speed of one"))
    drawing = drawn(lines.draw(replace(chart, words=words.of_drawing(lines.Words)), "gain-at-once"))
    return Chart("gain-at-once", message, drawing, columns, tuple(rows))


def share_chart(build: Build, matter: Matter) -> Chart | None:
    """Draw what part of the physical limit each single-sequence run reaches."""
    words, found = matter.words, []
    for one in decodes(build, matter):
        reached = limit_share(one, matter)
        if reached is not None:
            found.append((one, *reached))
    if not found:
        return None
    # Of a run whose split or cards nobody states, only the highest possible limit is known.
    shares = [100 * value for _, value, least in found if not least] or [100 * v for _, v, _ in found]
    message = words(
        "One request at a time gets {low} to {high} % of what the memory could deliver",
        low=fixed(min(shares), 0),
        high=fixed(max(shares), 0),
    )
    note = words(
        "The limit is bandwidth over weights, times the cards that read at once. *: split or cards are not "
        "stated; the limit is then the highest that may be."
    )
    rows = tuple((f"{short_label(one, matter)}{' *' if least else ''}", value) for one, value, least in found)
    return _bars(
        "limit",
        message,
        words("% of the limit"),
        [(n, Decimal(fixed(100 * v, 1))) for n, v in rows],
        note,
        matter,
    )


def cost_chart(build: Build, matter: Matter) -> Chart | None:
    """Draw the most that the electricity of a million written tokens may cost, with one request and many."""
    price, words = energy_price(build, matter), matter.words
    if price is None:
        return None
    models: dict[str, tuple[list[Fraction], list[Fraction]]] = {}
    for one in decodes(build, matter):
        draw = draw_of(one, build, matter.catalog)
        cost = cost_per_million(one.speed, draw, price) if draw else None
        if cost is not None and cost.high is not None:
            single, several = models.setdefault(model_name(one.benchmark, one.run, matter), ([], []))
            (single if one.key["sequences"] in (None, 1) else several).append(cost.high)
    if not models:
        return None
    least = {name: tuple(min(side) if side else None for side in sides) for name, sides in models.items()}
    known = [value for sides in least.values() for value in sides if value is not None]
    message = words(
        "The electricity of a million written tokens costs at most {low} to {high} {currency}",
        low=fixed(min(known), 1),
        high=fixed(max(known), 1),
        currency=price.currency,
    )
    note = words(
        "Upper bounds: every part at its highest draw, the dearest price of a kWh. What the hardware cost "
        "is not in it."
    )
    series = (words("one request, the fastest run"), words("several at once, the fastest"))
    groups = tuple(
        bars.Group(visible(name), tuple(None if v is None else Decimal(fixed(v, 1)) for v in sides))
        for name, sides in least.items()
    )
    rows = tuple(
        (name, *("?" if value is None else fixed(value, 1) for value in sides))
        for name, sides in least.items()
    )
    unit = words("{currency} per million tokens, at most", currency=price.currency)
    desc = "; ".join(", ".join(row) for row in rows)
    chart = bars.BarChart(message, desc, unit, series, groups, note, bars.Words(words("not measured")))
    return Chart("cost", message, drawn(bars.draw(chart, "cost")), (words("Model"), *series), rows, note)


def prefill_chart(build: Build, matter: Matter) -> Chart | None:
    """Draw how fast each model reads prompts, one at a time."""
    found = [one for one in prefills(build, matter) if one.key["sequences"] in (None, 1)]
    if len(found) < 2:
        return None
    words = matter.words
    fast, slow = max(found, key=lambda m: m.speed.grains), min(found, key=lambda m: m.speed.grains)
    message = words(
        "A thousand tokens of prompt take {fast} to {slow} seconds, by model and split",
        fast=fixed(Fraction(1000) / rate(fast.speed), 1),
        slow=fixed(Fraction(1000) / rate(slow.speed), 1),
    )
    values = [(short_label(one, matter), _value(one.speed)) for one in found]
    note = _note([m.run for m in found], matter)
    chart = _bars("prefill", message, words("prefill, t/s"), values, note, matter)
    rows = tuple(
        (
            name,
            str(one.speed),
            spread_text(one, matter),
            fixed(reading_seconds(one.speed, 1000) or Fraction(0), 1),
        )
        for (name, _), one in zip(values, found, strict=True)
        for seconds in (reading_seconds(one.speed, 1000),)
    )
    columns = (words("Run"), words("Prefill"), words("Spread"), words("Seconds for 1000 tokens"))
    return replace(chart, columns=columns, rows=rows)


def _bars(  # noqa: PLR0913, PLR0917 - the parts of a drawing
    anchor: str,
    message: str,
    unit: str,
    values: Sequence[tuple[str, Decimal]],
    note: str,
    matter: Matter,
) -> Chart:
    groups = tuple(bars.Group(visible(name), (value,)) for name, value in values[:MOST_BARS])
    desc = "; ".join(f"{name}: {value}" for name, value in values)
    own = matter.words.of_drawing(bars.Words)
    chart = bars.BarChart(message, desc, unit, (unit,), groups, note, own)
    rows = tuple((name, str(value)) for name, value in values)
    columns = (matter.words("Run"), unit)
    return Chart(anchor, message, drawn(bars.draw(chart, anchor)), columns, rows, note)
