"""Prices: each has a date, a source, a currency that adds up, and an age."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.bom import currency_of
from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day
from buildgen.catalog.parts import Part
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity


def _priced(entry: Entry) -> Iterator[tuple[Path, Day | None, str | None]]:
    """Walk over the prices that an entry states, with their date and source."""
    if isinstance(entry, Part):
        for index, seen in enumerate(entry.prices):
            yield ("prices", index), seen.date, seen.source
    elif isinstance(entry, Build):
        defaults = entry.price_defaults
        for name, lot in entry.prices.items():
            yield ("prices", name), lot.date or defaults.date, lot.source or defaults.source


@check("PRC001", "price-without-date", on=Entry)
def prices_have_dates(entry: Entry, _results: Results) -> Iterator[Problem]:
    """Every price says when."""
    for path, date, _ in _priced(entry):
        if date is None:
            yield found(entry, path, key=isinstance(path[-1], str))


@check("PRC002", "price-without-source", on=Entry)
def prices_have_sources(entry: Entry, _results: Results) -> Iterator[Problem]:
    """Every price says who says so."""
    for path, _, source in _priced(entry):
        if source is None:
            yield found(entry, path, key=isinstance(path[-1], str))


@check("PRC003", "stale-quote", on=Build, severity=Severity.WARNING)
def quotes_are_fresh(build: Build, results: Results) -> Iterator[Problem]:
    """No line of the bill rests on a quote older than the policy allows; what was paid never goes stale."""
    most = results.policy.quote_max_age_days
    for line in results.bill(build).lines:
        if line.kind not in {"quoted", "list"} or line.date is None or line.amount is None:
            continue
        age = line.date.age(results.as_of)
        if age > most:
            values = {"name": line.name, "date": line.date, "age": age, "most": most, "as_of": results.as_of}
            yield found(build, line.path, values=values, key=True)


@check("PRC004", "currency-without-rate", on=Build)
def currencies_add_up(build: Build, results: Results) -> Iterator[Problem]:
    """A price in another currency than the build's has a dated exchange rate to it."""
    currency = currency_of(build)
    for line in results.bill(build).lines:
        if line.foreign is not None:
            values = {"name": line.name, "foreign": line.foreign, "currency": currency, "date": line.date}
            path = (*line.path, "total") if line.basis == "lot" else line.path
            yield found(build, path, values=values)
    if build.budget is not None and build.budget.currency != currency:
        values = {"name": "budget", "foreign": build.budget.currency, "currency": currency, "date": None}
        yield found(build, ("budget",), values=values)


@check("PRC005", "price-from-the-future", on=Entry)
def prices_are_past(entry: Entry, results: Results) -> Iterator[Problem]:
    """No price is dated after the day that counts as today."""
    for path, date, _ in _priced(entry):
        if date is not None and date > results.as_of:
            where = (*path, "date")
            yield found(entry, where, values={"date": date, "as_of": results.as_of})


@check("PRC006", "price-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def lines_have_prices(build: Build, results: Results) -> Iterator[Problem]:
    """Every line of the bill has an amount; without one the total is a lower bound."""
    for line in results.bill(build).lines:
        if line.amount is None and line.foreign is None:
            sentence = "no_count" if line.basis == "quote" else "message"
            yield found(build, line.path, values={"name": line.name}, sentence=sentence, key=True)


@check("PRC007", "freight-unknown", on=Build, severity=Severity.NOT_ESTABLISHED)
def freight_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every amount of the bill says that freight is in it; else the total is a lower bound."""
    for line in results.bill(build).lines:
        if line.amount is not None and line.freight != "included":
            sentence = "excluded" if line.freight == "excluded" else "message"
            yield found(build, line.path, values={"name": line.name}, sentence=sentence, key=True)


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
