"""Measured speeds: what each run's label, spread and worth look like, for the pages of builds and models."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from buildgen.calc.contrast import Measured, contrast, measured, speeds_of
from buildgen.calc.limit import Limit, decode_limit, share
from buildgen.calc.worth import (
    Draw,
    Interval,
    cost_per_million,
    draw_of,
    energy_per_million,
    fixed,
    per_money,
    per_watt,
    rate,
)
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.catalog.registers import EnergyPrice
from buildgen.quantity import TokenRate
from buildgen.site.address import Link
from buildgen.site.matter import Matter, build_path
from buildgen.site.views.bill import amount
from buildgen.site.views.evidence import Cite, cited
from buildgen.site.views.runs import model_name, tokens


@dataclass(frozen=True, slots=True)
class WorthRow:
    """What one decode speed is worth; empty where it is not known."""

    label: str
    decode: str
    spread: str
    share: str
    money: str
    per_watt: str
    energy: str
    cost: str


@dataclass(frozen=True, slots=True)
class WorthTable:
    """The worth of a build's decode speeds, and what it rests on."""

    currency: str
    rows: tuple[WorthRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """Two runs side by side: the speeds, how many times the first the second is, and what differs."""

    one: str
    other: str
    one_speed: str
    other_speed: str
    factor: str
    differing: str
    unknown: str
    open: str


def card_name(found: Measured, matter: Matter) -> str:
    """Name the cards of a run with their number, as far as known: `3 x AMD Instinct MI50 16 GB`."""
    part = matter.catalog.parts.get(str(found.key["card"]))
    name = matter.words.text(part.name) if part else matter.words("not known")
    cards = found.key["cards"]
    return name if cards == 1 else f"{cards or '?'} x {name}"


def label_of(found: Measured, matter: Matter) -> str:
    """Name a run by its model and by the conditions that are known of it."""
    return label(found.benchmark, found.run, matter)


def label(table: Benchmark, run: Run, matter: Matter) -> str:
    """Name a run: model, file type, split, cache, window, prompt, sequences, as far as known."""
    words = matter.words

    def of(name: str) -> str:
        value = table.value(run, name)
        return "" if value is None else str(value)

    sequences, context, depth = of("sequences"), table.value(run, "context"), table.value(run, "depth")
    cards, split = of("cards"), of("split")
    on = words("one card") if cards == "1" else words("{count} cards", count=cards) if cards else ""
    parts = [
        split if split != "none" else words("one card"),
        of("kv_k") if of("kv_k") not in ("", "f16") else "",
        words("{size} window", size=tokens(context)) if context else "",
        words("depth {size}", size=tokens(depth)) if depth else "",
        words("{count} at once", count=sequences) if sequences else "",
        on if not split else "",
    ]
    known = ", ".join(part for part in parts if part)
    return f"{model_name(table, run, matter)}: {known}" if known else model_name(table, run, matter)


def short_label(found: Measured, matter: Matter) -> str:
    """Name a run for a bar: model, split, cache, window or number of requests, without words between."""
    table, run = found.benchmark, found.run
    kv, sequences = table.value(run, "kv_k"), table.value(run, "sequences")
    split = table.value(run, "split")
    parts = [
        model_name(table, run, matter),
        split if split not in (None, "none") else "",
        kv if kv not in (None, "f16") else "",
        tokens(table.value(run, "context")),
        f"x{sequences}" if sequences else "",
    ]
    return ", ".join(part for part in parts if part)


def printed(speed: TokenRate) -> str:
    """Write a speed as it was printed, its last zeros included, without its unit."""
    return str(speed).removesuffix(f" {TokenRate.SHOWN}")


def spread_text(found: Measured, matter: Matter) -> str:
    """Say how far repetitions lay apart; where nobody printed that, it is one figure of unknown spread."""
    repetitions = found.run.repetitions
    if found.spread is not None:
        many = f", n = {repetitions}" if repetitions else ""
        return f"± {printed(found.spread)}{many}"
    return matter.words("n = {count}", count=repetitions or 1)


def decodes(build: Build, matter: Matter) -> tuple[Measured, ...]:
    """Give the decode speeds measured on a build, by entry and run."""
    tables = sorted(
        (t for t in matter.catalog.benchmarks.values() if t.build == build.id), key=lambda t: t.id
    )
    return tuple(m for t in tables for m in speeds_of(t, matter.catalog) if m.kind == "decode")


def prefills(build: Build, matter: Matter) -> tuple[Measured, ...]:
    """Give the prefill speeds measured on a build, by entry and run."""
    tables = sorted(
        (t for t in matter.catalog.benchmarks.values() if t.build == build.id), key=lambda t: t.id
    )
    return tuple(m for t in tables for m in speeds_of(t, matter.catalog) if m.kind == "prefill")


def energy_price(build: Build, matter: Matter) -> EnergyPrice | None:
    """Choose the price of electricity for a build: its region's, else the first there is."""
    rates = matter.catalog.rates
    prices = list(rates.electricity.values()) if rates else []
    return next((p for p in prices if p.region == build.region), prices[0] if prices else None)


def bounds(value: Interval | None, places: int, matter: Matter) -> str:
    """Write an interval: one figure, `at most`, or `at least`; empty for none."""
    if value is None or (value.low == 0 and value.high is None):
        return ""
    words = matter.words
    if value.high is None:
        return words("at least {value}", value=fixed(value.low, places))
    if value.low == 0:
        return words("at most {value}", value=fixed(value.high, places))
    low, high = fixed(value.low, places), fixed(value.high, places)
    return low if low == high else f"{low} - {high}"


def limit_share(found: Measured, matter: Matter) -> tuple[Fraction, bool] | None:
    """Give a speed's share of its physical limit, and whether the limit is only the most that may be."""
    limit = decode_limit(found.benchmark, found.run, matter.catalog)
    if not isinstance(limit, Limit):
        return None
    return share(rate(found.speed), limit), any(name in ("split", "cards") for name in limit.taken)


def worth_table(build: Build, matter: Matter) -> WorthTable | None:
    """Make the table of what a build's decode speeds are worth; None without any."""
    found = decodes(build, matter)
    if not found:
        return None
    bill, price, words = matter.results.bill(build), energy_price(build, matter), matter.words
    rows: list[WorthRow] = []
    taken: set[str] = set()
    for one in found:
        draw = draw_of(one, build, matter.catalog)
        taken.update(draw.taken if draw else ("power",))
        rows.append(_worth_row(one, build, draw, price, matter))
    names = {
        "idle": "The lower bound is what the cards draw at rest; nothing else is in it.",
        "state": "Where a run names no state of its cards, the build's is taken.",
        "power": "Of some part the power is not known, so there is no energy.",
    }
    notes = [
        words("Price: {total}, as priced for the build.", total=amount(bill.total, words)),
        words(
            "Power: measured where a run says so; else at most what all parts draw at once at board power."
        ),
        *(words(names[name]) for name in sorted(taken)),
        words("Losses of the supplies, cooling of the room and the price of the hardware are not in it."),
    ]
    if price is not None:
        up_to = f" - {price.up_to}" if price.up_to is not None else ""
        date = words("no date") if price.date is None else str(price.date)
        said = words(
            "Electricity: {price} {currency} a kWh in {region} ({kind}, {date}).",
            price=f"{price.price}{up_to}",
            currency=price.currency,
            region=price.region,
            kind=words(price.kind),
            date=date,
        )
        notes.append(said)
    return WorthTable(bill.currency, tuple(rows), tuple(notes))


def _worth_row(
    found: Measured, build: Build, draw: Draw | None, price: EnergyPrice | None, matter: Matter
) -> WorthRow:
    words, bill = matter.words, matter.results.bill(build)
    money = per_money(found.speed, bill.total)
    reached = limit_share(found, matter)
    at_most = "at most {value}" if money and money.at_most else "{value}"
    energy = energy_per_million(found.speed, draw) if draw else None
    cost = cost_per_million(found.speed, draw, price) if draw and price else None
    share_text = f"{fixed(100 * reached[0], 1)} %" if reached else ""
    return WorthRow(
        label=label_of(found, matter),
        decode=str(found.speed),
        spread=spread_text(found, matter),
        share=words("at least {value}", value=share_text) if reached and reached[1] else share_text,
        money=words(at_most, value=fixed(money.value, 2)) if money else "",
        per_watt=bounds(per_watt(found.speed, draw) if draw else None, 3, matter),
        energy=bounds(energy, 1, matter),
        cost=bounds(cost, 1, matter),
    )


def in_order(matter: Matter) -> tuple[Measured, ...]:
    """Give every speed, in the order in which the site shows the builds."""
    places = {build.id: place for place, build in enumerate(matter.builds)}
    found = measured(matter.catalog)
    return tuple(sorted(found, key=lambda m: places.get(m.benchmark.build, len(places))))


def contrast_rows(model: str, matter: Matter) -> tuple[ContrastRow, ...]:
    """Put the decode speeds of a model on different cards side by side, at equal numbers of sequences."""
    found = [m for m in in_order(matter) if m.kind == "decode" and m.key["model"] == model]
    rows = []
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            alike = all(
                one.key[n] is not None and one.key[n] == other.key[n] for n in ("quantisation", "sequences")
            )
            if (
                not alike
                or one.key["card"] == other.key["card"]
                or None in (one.key["card"], other.key["card"])
            ):
                continue
            rows.append(_contrast_row(one, other, matter))
    return tuple(rows)


def _contrast_row(one: Measured, other: Measured, matter: Matter) -> ContrastRow:
    seen, words = contrast(one, other), matter.words
    return ContrastRow(
        one=card_name(one, matter),
        other=card_name(other, matter),
        one_speed=_at_once(one, matter),
        other_speed=str(other.speed),
        factor=fixed(rate(other.speed) / rate(one.speed), 2) if rate(one.speed) else "",
        differing=", ".join(words(d.field.replace("_", " ")) for d in seen.differing),
        unknown=str(len(seen.open)),
        open=", ".join(words(name.replace("_", " ")) for name in seen.open),
    )


def _at_once(found: Measured, matter: Matter) -> str:
    count = found.key["sequences"]
    return matter.words("{speed} ({count} at once)", speed=found.speed, count=count)


def cite_of(table: Benchmark, matter: Matter) -> Cite | None:
    """Say where an entry's figures come from."""
    return cited(table.kind, table.date, table.source, matter.catalog, matter.words, "run")


def build_link(identifier: str, matter: Matter) -> Link:
    """Lead to a build; plain text for one that is not there."""
    build = matter.catalog.builds.get(identifier)
    return Link(matter.words.text(build.title), build_path(identifier)) if build else Link(identifier, "")
