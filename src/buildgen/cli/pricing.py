"""What `price` shows, as a table, as JSON and as Markdown: one object, three faces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from buildgen.calc.bom import Bom, Difference, Line, Total, difference
from buildgen.calc.mending import Mend
from buildgen.calc.results import Results
from buildgen.calc.supply import SupplyLoad
from buildgen.calc.verdict import Verdict, worst
from buildgen.catalog.builds import Build
from buildgen.cli.report import visible
from buildgen.cli.words import words_of
from buildgen.diagnostics import Diagnostic
from buildgen.quantity import Watts
from buildgen.sentences import say
from buildgen.site.mending import outcome, way

if TYPE_CHECKING:
    from buildgen.site.words import Words

JSON_VERSION = 1
# What Markdown, its tables and the mentions of a forge would take for more than text.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&@]")
LOADS = ("budget", "rated", "load", "low..high", "peak")
STYLES = {"ok": "green", "warning": "bold yellow", "error": "bold red", "not established": "bold cyan"}


@dataclass(frozen=True, slots=True)
class Pricing:
    """A build with what it is compared to, the results, and the findings about it."""

    build: Build
    base: Build | None
    results: Results
    findings: tuple[Diagnostic, ...]
    language: str = "en"

    @property
    def words(self) -> Words:
        """The words of the language that this is shown in."""
        return words_of(self.language)

    @property
    def bom(self) -> Bom:
        """The bill of the build."""
        return self.results.bill(self.build)

    @property
    def difference(self) -> Difference | None:
        """The total against the base's."""
        return difference(self.bom, self.results.bill(self.base)) if self.base else None

    @property
    def supplies(self) -> tuple[SupplyLoad, ...]:
        """The supplies with their loads."""
        return self.results.power(self.build).supplies

    def reasons(self, supply: SupplyLoad) -> tuple[Diagnostic, ...]:
        """The findings that make a supply's verdict."""
        return tuple(f for f in self.findings if f.subject == supply.role and not f.code.startswith("WIR"))

    @property
    def wiring(self) -> tuple[Diagnostic, ...]:
        """The findings about the wiring."""
        return tuple(f for f in self.findings if f.code.startswith("WIR"))

    def verdict(self, supply: SupplyLoad) -> Verdict:
        """The worst of a supply's reasons."""
        return worst(r.verdict for r in self.results.reasons(self.build)[supply.role])

    @property
    def overall(self) -> Verdict:
        """The worst of all findings about the build that no waiver covers."""
        return worst(Verdict(f.severity.value) for f in self.findings if not f.waived)

    def mends(self, supply: SupplyLoad) -> tuple[Mend, ...]:
        """What would mend a supply, the best first."""
        return self.results.mends(self.build, supply.role)

    def names(self, line: Line) -> str:
        """A line's parts by name, with counts above one."""
        names = []
        for part in line.parts:
            entry = self.results.catalog.parts.get(part.id)
            name = visible(self.words.text(entry.name)) if entry else part.id
            count = "? x " if part.count is None else f"{part.count} x " if part.count > 1 else ""
            names.append(f"{count}{name}")
        return " + ".join(names)


def as_json(pricing: Pricing) -> dict[str, Any]:
    """The contract: see `contracts/price.schema.json`. Amounts and watts are decimal strings."""
    bom = pricing.bom
    change = pricing.difference
    return {
        "version": JSON_VERSION,
        "build": pricing.build.id,
        "base": pricing.base.id if pricing.base else None,
        "as_of": str(pricing.results.as_of),
        "total": _total(bom.total),
        "difference": None
        if change is None
        else {
            "amount": change.amount.amount,
            "currency": change.amount.currency,
            "percent": change.percent,
        },
        "lines": [_line(line) for line in bom.lines],
        "supplies": [_supply(pricing, supply) for supply in pricing.supplies],
        "wiring": _wiring(pricing),
        "verdict": pricing.overall.value,
    }


def _wiring(pricing: Pricing) -> dict[str, Any] | None:
    wiring = pricing.results.wiring(pricing.build)
    if wiring is None:
        return None
    verdict = worst(Verdict(f.severity.value) for f in pricing.wiring if not f.waived)
    codes = [f.code for f in pricing.wiring]
    return {"established": wiring.established, "verdict": verdict.value, "reasons": codes}


def _total(total: Total) -> dict[str, Any]:
    return {
        "amount": total.amount.amount,
        "currency": total.amount.currency,
        "at_least": total.at_least,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "parts": [{"id": part.id, "count": part.count} for part in line.parts],
        "amount": line.amount.amount if line.amount else None,
        "up_to": line.up_to.amount if line.up_to else None,
        "currency": line.amount.currency if line.amount else None,
        "kind": line.kind,
        "date": str(line.date) if line.date else None,
        "source": line.source,
        "freight": line.freight,
    }


def _watts(value: Watts | None) -> str | None:
    return value.number() if value is not None else None


def _supply(pricing: Pricing, supply: SupplyLoad) -> dict[str, Any]:
    return {
        "id": supply.role,
        "part": supply.part,
        "rated_w": _watts(supply.rating),
        "budget_w": _watts(supply.budget),
        "load_percent": supply.load_percent,
        "low_w": _watts(supply.low),
        "high_w": _watts(supply.high),
        "peak_w": _watts(supply.peak),
        "verdict": pricing.verdict(supply).value,
        "reasons": list(dict.fromkeys(f.code for f in pricing.reasons(supply))),
        "rests_on": list(supply.assumed),
        "mends": [_mend(mend) for mend in pricing.mends(supply)],
    }


def _mend(mend: Mend) -> dict[str, Any]:
    return {
        "kind": mend.kind,
        "subject": mend.subject,
        "value": mend.value,
        "watts": _watts(mend.watts),
        "text": visible(way(mend)),
        "free": mend.free,
        "price": None
        if mend.price is None
        else {"amount": mend.price.amount, "currency": mend.price.currency},
        "verdict": mend.verdict.value,
        "reasons": list(mend.reasons),
        "overall": mend.overall.value,
        "rests_on": list(mend.assumed),
    }


def print_table(pricing: Pricing) -> None:
    """Print for a terminal of 80 columns."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False, markup=False)
    console.print(Text(_title(pricing), style="bold"))
    bill = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    words = pricing.words
    bill.add_column(words("part"), overflow="fold", ratio=1)
    bill.add_column(words("amount"), justify="right", no_wrap=True)
    bill.add_column(words("share"), justify="right", no_wrap=True)
    bill.add_column(words("price"), no_wrap=True)
    for line in pricing.bom.lines:
        share = pricing.bom.share(line)
        bill.add_row(
            Text(pricing.names(line)), _amount(line), f"{share} %" if share else "?", _price(line, words)
        )
    console.print(bill)
    for number, text in enumerate(_totals(pricing)):
        console.print(Text(text, style="" if number else "bold"))
    if pricing.supplies:
        console.print()
        console.print(_supply_table(pricing))
        for text in _reason_lines(pricing):
            console.print(text)
    console.print()
    verdict = pricing.overall.value
    console.print(Text.assemble(words("verdict: "), (words(verdict), STYLES[verdict])))


def _title(pricing: Pricing) -> str:
    words = pricing.words
    base = words(" against {base}", base=pricing.base.id) if pricing.base else ""
    draft = words(" (draft)") if pricing.build.is_draft else ""
    return f"{pricing.build.id}{draft}: {visible(words.text(pricing.build.title))}{base}\n"


def _amount(line: Line) -> str:
    if line.amount is None:
        return "?"
    text = f"{line.amount.amount}..{line.up_to.amount}" if line.up_to else line.amount.amount
    return f">= {text}" if line.freight != "included" else text


def _price(line: Line, words: Words) -> str:
    return f"{words(line.kind)} {line.date}" if line.kind else words("not known")


def _totals(pricing: Pricing) -> Iterator[str]:
    head, pad = pricing.words("TOTAL  "), " " * 7
    total = pricing.bom.total
    amount = pricing.words("at least {amount}", amount=total.amount) if total.at_least else str(total.amount)
    yield head + amount
    yield from (pad + text for text in _about_total(pricing))


def _about_total(pricing: Pricing) -> Iterator[str]:
    """Say what the total is measured against and what it lacks."""
    bom, words = pricing.bom, pricing.words
    if bom.over_budget is not None:
        if bom.over_budget.minor > 0:
            yield words("{away} over the budget of {budget}", away=bom.over_budget, budget=bom.budget)
        else:
            away = bom.budget - bom.total.amount  # type: ignore[operator]
            yield words("{away} under the budget of {budget}", away=away, budget=bom.budget)
    if bom.dates:
        first, last = bom.dates
        one = words("prices of {first}", first=first)
        yield one if first == last else words("prices of {first} to {last}", first=first, last=last)
    for sentence, freight in (("freight unknown: {names}", None), ("freight on top: {names}", "excluded")):
        names = [line.name for line in bom.lines if line.amount is not None and line.freight == freight]
        if names:
            yield words(sentence, names=words(", ").join(names))
    change = pricing.difference
    if change is not None and pricing.base is not None:
        sign = "+" if change.amount.minor > 0 else ""
        percent = f" ({sign}{change.percent} %)" if change.percent else ""
        yield f"{sign}{change.amount}{percent}{words(' against {base}', base=pricing.base.id)}"
    for lot in bom.dropped:
        yield words(
            "the lot `{lot}` no longer holds: `{because}` differs from the base",
            lot=lot.lot,
            because=lot.because,
        )


def _supply_table(pricing: Pricing) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    words = pricing.words
    table.add_column(words("supply"), overflow="fold")
    for name in LOADS:
        table.add_column(words(name), justify="right", no_wrap=True)
    table.add_column(words("verdict"), no_wrap=True)
    for supply in pricing.supplies:
        verdict = pricing.verdict(supply).value
        table.add_row(
            f"{supply.role} ({supply.part})",
            *_figures(supply),
            Text(words(verdict), style=STYLES[verdict]),
        )
    return table


def _figures(supply: SupplyLoad) -> Sequence[str]:
    def shown(value: Watts | None) -> str:
        return f"{value.number()} W" if value is not None else "?"

    load = f"{supply.load_percent} %" if supply.load_percent else "?"
    low = supply.low.number() if supply.low is not None else "?"
    return (
        shown(supply.budget),
        shown(supply.rating),
        load,
        f"{low}..{shown(supply.high)}",
        shown(supply.peak),
    )


def _reason_lines(pricing: Pricing) -> Iterator[Any]:
    from rich.text import Text

    words = pricing.words

    def told(finding: Diagnostic) -> Text:
        style = STYLES[finding.severity.value]
        mark = words(" (waived)") if finding.waived else ""
        message = say(finding.message, pricing.language)
        return Text.assemble((finding.code, style), f"{mark} {visible(message)}")

    for supply in pricing.supplies:
        yield from (told(finding) for finding in pricing.reasons(supply))
        for mend in pricing.mends(supply)[:2]:
            yield Text(f"  {words('mend: ')}{visible(way(mend, words))}{words(': ')}{outcome(mend, words)}")
    wiring = _wiring(pricing)
    if wiring is not None:
        word = "" if wiring["established"] else words(", no wiring instruction")
        verdict = str(wiring["verdict"])
        yield Text.assemble("\n", words("wiring: "), (words(verdict), STYLES[verdict]), word)
        yield from (told(finding) for finding in pricing.wiring)


def print_markdown(pricing: Pricing) -> None:
    """Print as Markdown for a pull request."""
    import click

    def cell(text: object) -> str:
        return _MARKUP.sub(r"\\\g<0>", " ".join(str(text).split()))

    def told(finding: Diagnostic) -> str:
        return cell(visible(say(finding.message, pricing.language)))

    def mended(mend: Mend) -> str:
        return cell(visible(f"{words('mend: ')}{way(mend, words)}{words(': ')}{outcome(mend, words)}"))

    words = pricing.words
    heads = (words("part"), words("amount"), words("share"), words("price"))
    lines = [f"### {cell(_title(pricing).strip())}", "", f"| {' | '.join(heads)} |", "|---|--:|--:|---|"]
    for line in pricing.bom.lines:
        share = pricing.bom.share(line)
        cells = (pricing.names(line), _amount(line), f"{share} %" if share else "?", _price(line, words))
        lines.append(f"| {' | '.join(cell(c) for c in cells)} |")
    lines += ["", *(f"{cell(text.strip())}  " for text in _totals(pricing))]
    if pricing.supplies:
        titles = (words("supply"), *(words(name) for name in LOADS), words("verdict"))
        lines += ["", f"| {' | '.join(titles)} |"]
        lines += ["|---|--:|--:|--:|--:|--:|---|"]
        for supply in pricing.supplies:
            name, verdict = f"{supply.role} ({supply.part})", words(pricing.verdict(supply).value)
            lines.append(f"| {' | '.join(cell(c) for c in (name, *_figures(supply), verdict))} |")
        lines.append("")
        for supply in pricing.supplies:
            lines += [f"- {f.code}: {told(f)}" for f in pricing.reasons(supply)]
            lines += [f"  - {mended(m)}" for m in pricing.mends(supply)]
        lines += [f"- {f.code}: {told(f)}" for f in pricing.wiring]
    click.echo("\n".join(lines))
