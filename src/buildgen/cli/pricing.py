"""What `price` shows, as a table, as JSON and as Markdown: one object, three faces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from buildgen.calc.bom import Bom, Difference, Line, Total, difference
from buildgen.calc.mending import Mend
from buildgen.calc.power import SupplyLoad
from buildgen.calc.results import Results
from buildgen.calc.verdict import Verdict, worst
from buildgen.catalog.builds import Build
from buildgen.cli.report import visible
from buildgen.diagnostics import Diagnostic
from buildgen.quantity import Watts
from buildgen.sentences import say
from buildgen.site.mending import outcome, way

JSON_VERSION = 1
# What Markdown, its tables and the mentions of a forge would take for more than text.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&@]")
STYLES = {"ok": "green", "warning": "bold yellow", "error": "bold red", "not established": "bold cyan"}


@dataclass(frozen=True, slots=True)
class Pricing:
    """A build with what it is compared to, the results, and the findings about it."""

    build: Build
    base: Build | None
    results: Results
    findings: tuple[Diagnostic, ...]

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
        words = []
        for part in line.parts:
            entry = self.results.catalog.parts.get(part.id)
            name = visible(entry.name.en) if entry else part.id
            count = "? x " if part.count is None else f"{part.count} x " if part.count > 1 else ""
            words.append(f"{count}{name}")
        return " + ".join(words)


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
    bill.add_column("part", overflow="fold", ratio=1)
    bill.add_column("amount", justify="right", no_wrap=True)
    bill.add_column("share", justify="right", no_wrap=True)
    bill.add_column("price", no_wrap=True)
    for line in pricing.bom.lines:
        share = pricing.bom.share(line)
        bill.add_row(Text(pricing.names(line)), _amount(line), f"{share} %" if share else "?", _price(line))
    console.print(bill)
    for text in _totals(pricing):
        console.print(Text(text, style="bold" if text.startswith("TOTAL") else ""))
    if pricing.supplies:
        console.print()
        console.print(_supply_table(pricing))
        for text in _reason_lines(pricing):
            console.print(text)
    console.print()
    console.print(Text.assemble("verdict: ", (pricing.overall.value, STYLES[pricing.overall.value])))


def _title(pricing: Pricing) -> str:
    base = f" against {pricing.base.id}" if pricing.base else ""
    draft = " (draft)" if pricing.build.is_draft else ""
    return f"{pricing.build.id}{draft}: {visible(pricing.build.title.en)}{base}\n"


def _amount(line: Line) -> str:
    if line.amount is None:
        return "?"
    text = f"{line.amount.amount}..{line.up_to.amount}" if line.up_to else line.amount.amount
    return f">= {text}" if line.freight != "included" else text


def _price(line: Line) -> str:
    return f"{line.kind} {line.date}" if line.kind else "not known"


def _totals(pricing: Pricing) -> Iterator[str]:
    bom = pricing.bom
    yield f"TOTAL  {bom.total}"
    if bom.over_budget is not None:
        word = "over" if bom.over_budget.minor > 0 else "under"
        away = bom.over_budget if bom.over_budget.minor > 0 else bom.budget - bom.total.amount  # type: ignore[operator]
        yield f"       {away} {word} the budget of {bom.budget}"
    if bom.dates:
        first, last = bom.dates
        yield f"       prices of {first}" if first == last else f"       prices of {first} to {last}"
    for word, freight in (("unknown", None), ("on top", "excluded")):
        names = [line.name for line in bom.lines if line.amount is not None and line.freight == freight]
        if names:
            yield f"       freight {word}: {', '.join(names)}"
    change = pricing.difference
    if change is not None and pricing.base is not None:
        sign = "+" if change.amount.minor > 0 else ""
        percent = f" ({sign}{change.percent} %)" if change.percent else ""
        yield f"       {sign}{change.amount}{percent} against {pricing.base.id}"
    for lot in bom.dropped:
        yield f"       the lot `{lot.lot}` no longer holds: `{lot.because}` differs from the base"


def _supply_table(pricing: Pricing) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("supply", overflow="fold")
    for name in ("budget", "rated", "load", "low..high", "peak"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for supply in pricing.supplies:
        verdict = pricing.verdict(supply).value
        table.add_row(
            f"{supply.role} ({supply.part})",
            *_figures(supply),
            Text(verdict, style=STYLES[verdict]),
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

    def told(finding: Diagnostic) -> Text:
        style = STYLES[finding.severity.value]
        mark = " (waived)" if finding.waived else ""
        return Text.assemble((finding.code, style), f"{mark} {visible(say(finding.message))}")

    for supply in pricing.supplies:
        yield from (told(finding) for finding in pricing.reasons(supply))
        for mend in pricing.mends(supply)[:2]:
            yield Text(f"  mend: {visible(way(mend))}: {outcome(mend)}")
    wiring = _wiring(pricing)
    if wiring is not None:
        word = "" if wiring["established"] else ", no wiring instruction"
        verdict = str(wiring["verdict"])
        yield Text.assemble("\nwiring: ", (verdict, STYLES[verdict]), word)
        yield from (told(finding) for finding in pricing.wiring)


def print_markdown(pricing: Pricing) -> None:
    """Print as Markdown for a pull request."""
    import click

    def cell(text: object) -> str:
        return _MARKUP.sub(r"\\\g<0>", " ".join(str(text).split()))

    lines = [
        f"### {cell(_title(pricing).strip())}",
        "",
        "| part | amount | share | price |",
        "|---|--:|--:|---|",
    ]
    for line in pricing.bom.lines:
        share = pricing.bom.share(line)
        cells = (pricing.names(line), _amount(line), f"{share} %" if share else "?", _price(line))
        lines.append(f"| {' | '.join(cell(c) for c in cells)} |")
    lines += ["", *(f"{cell(text.strip())}  " for text in _totals(pricing))]
    if pricing.supplies:
        lines += ["", "| supply | budget | rated | load | low..high | peak | verdict |"]
        lines += ["|---|--:|--:|--:|--:|--:|---|"]
        for supply in pricing.supplies:
            name, verdict = f"{supply.role} ({supply.part})", pricing.verdict(supply).value
            lines.append(f"| {' | '.join(cell(c) for c in (name, *_figures(supply), verdict))} |")
        lines.append("")
        for supply in pricing.supplies:
            lines += [f"- {f.code}: {cell(visible(say(f.message)))}" for f in pricing.reasons(supply)]
            lines += [f"  - mend: {cell(visible(f'{way(m)}: {outcome(m)}'))}" for m in pricing.mends(supply)]
        lines += [f"- {f.code}: {cell(visible(say(f.message)))}" for f in pricing.wiring]
    click.echo("\n".join(lines))
