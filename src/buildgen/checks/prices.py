"""Prices: each has a date, a source, a currency that adds up, and an age."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.bom import Line, currency_of
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day
from buildgen.catalog.parts import Part
from buildgen.checks.check import Path, Pointer, Problem, check, found
from buildgen.diagnostics import Severity

# What was paid never goes stale; what somebody asks, or got, for such a part does.
_AGEING = frozenset({"quoted", "list", "sold"})


def _priced(entry: Entry) -> Iterator[tuple[Path, Day | None, str | None]]:
    """Walk over the prices that an entry states, with their date and source."""
    if isinstance(entry, Part):
        for index, seen in enumerate(entry.prices):
            yield ("prices", index), seen.date, seen.source
    elif isinstance(entry, Build):
        defaults = entry.price_defaults
        for name, lot in entry.prices.items():
            yield ("prices", name), lot.date or defaults.date, lot.source or defaults.source


def _lacking(entry: Entry, paths: list[Path]) -> Iterator[Problem]:
    """Tell of prices that lack something; a build's lots in one go, as `price_defaults` can mend them all."""
    if isinstance(entry, Build) and paths:
        lots = tuple(path[-1] for path in paths)
        yield found(entry, paths[0], values={"lots": lots}, sentence="lots", help="help_lots", key=True)
    elif isinstance(entry, Part):
        yield from (found(entry, (*path, "amount")) for path in paths)


@check("PRC001", "price-without-date", on=Entry)
def prices_have_dates(entry: Entry, _results: Results) -> Iterator[Problem]:
    """Every price says when."""
    yield from _lacking(entry, [path for path, date, _ in _priced(entry) if date is None])


@check("PRC002", "price-without-source", on=Entry)
def prices_have_sources(entry: Entry, _results: Results) -> Iterator[Problem]:
    """Every price says who says so."""
    yield from _lacking(entry, [path for path, _, source in _priced(entry) if source is None])


def _seen(build: Build, results: Results, line: Line) -> tuple[Pointer, ...]:
    """Point at the observation that a line of the bill rests on; nothing for a lot."""
    part = results.catalog.part(build, line.roles[0]) if line.basis == "quote" else None
    for index, seen in enumerate(part.prices if part is not None else ()):
        if (seen.date, seen.source) == (line.date, line.source) and part is not None:
            return (Pointer(part, ("prices", index, "amount"), "seen"),)
    return ()


@check("PRC003", "stale-quote", on=Build, severity=Severity.WARNING)
def quotes_are_fresh(build: Build, results: Results) -> Iterator[Problem]:
    """No line of the bill rests on a quote older than the policy allows; what was paid never goes stale."""
    most = results.policy.quote_max_age_days
    for line in results.bill(build).lines:
        if line.kind not in _AGEING or line.date is None or line.amount is None:
            continue
        age = line.date.age(results.as_of)
        if age > most:
            values = {"name": line.name, "date": line.date, "age": age, "most": most, "as_of": results.as_of}
            pointers = _seen(build, results, line)
            yield found(build, line.path, values=values, key=True, related=pointers, subject=line.name)


@check("PRC004", "currency-without-rate", on=Build)
def currencies_add_up(build: Build, results: Results) -> Iterator[Problem]:
    """A price in another currency than the build's has a dated exchange rate to it."""
    currency = currency_of(build)
    for line in results.bill(build).lines:
        if line.foreign is None or line.date is None:
            continue  # a lot without a date has no rate either: PRC001 tells that
        values = {"name": line.name, "foreign": line.foreign, "currency": currency, "date": line.date}
        path = (*line.path, "total") if line.basis == "lot" else line.path
        pointers = _seen(build, results, line)
        yield found(build, path, values=values, key=line.basis != "lot", related=pointers, subject=line.name)
    if build.budget is not None and build.budget.currency != currency:
        values = {"foreign": build.budget.currency, "currency": currency}
        yield found(build, ("budget",), values=values, sentence="budget", help="help_budget")


@check("PRC005", "price-from-the-future", on=Entry)
def prices_are_past(entry: Entry, results: Results) -> Iterator[Problem]:
    """No price is dated after the day that counts as today."""
    for path, date in _dated(entry):
        if date is not None and date.first > results.as_of.first:
            yield found(entry, (*path, "date"), values={"date": date, "as_of": results.as_of})


def _dated(entry: Entry) -> Iterator[tuple[Path, Day | None]]:
    """Walk over the dates of prices where they are written: a default once, not for every lot."""
    if isinstance(entry, Part):
        yield from ((("prices", index), seen.date) for index, seen in enumerate(entry.prices))
    elif isinstance(entry, Build):
        yield ("price_defaults",), entry.price_defaults.date
        yield from ((("prices", name), lot.date) for name, lot in entry.prices.items())


@check("PRC006", "price-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def lines_have_prices(build: Build, results: Results) -> Iterator[Problem]:
    """Every line of the bill has an amount; without one the total is a lower bound."""
    for line in results.bill(build).lines:
        if line.amount is None and line.foreign is None:
            sentence = "no_count" if line.basis == "quote" else "message"
            yield found(
                build, line.path, values={"name": line.name}, sentence=sentence, key=True, subject=line.name
            )


@check("PRC007", "freight-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def freight_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every amount of the bill says that freight is in it; else the total is a lower bound."""
    for line in results.bill(build).lines:
        if line.amount is not None and line.freight != "included":
            sentence = "excluded" if line.freight == "excluded" else "message"
            yield found(
                build, line.path, values={"name": line.name}, sentence=sentence, key=True, subject=line.name
            )


@check("PRC008", "range-upside-down", on=Part)
def ranges_go_up(part: Part, _results: Results) -> Iterator[Problem]:
    """A price range goes from the lower to the higher amount, in one currency."""
    for index, seen in enumerate(part.prices):
        if seen.up_to is None:
            continue
        path = ("prices", index, "up_to")
        if seen.up_to.currency != seen.amount.currency:
            values = {"amount": seen.amount, "up_to": seen.up_to}
            yield found(part, path, values=values, sentence="currency")
        elif seen.up_to <= seen.amount:
            yield found(part, path, values={"amount": seen.amount, "up_to": seen.up_to})
