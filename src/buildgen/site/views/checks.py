"""The index of checks: every code with what it says, how much it weighs, and what it finds here."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.site.address import Link
from buildgen.site.matter import Matter, Rule
from buildgen.site.views.evidence import VerdictWord, verdict_word


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One check."""

    link: Link
    title: str
    weight: VerdictWord
    count: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The checks of one family, by the letters of their codes."""

    letters: str
    title: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class ChecksView:
    """All checks by family."""

    groups: tuple[RuleGroup, ...]


_FAMILIES = {
    "BOM": "Bill of materials",
    "FIT": "Fit together",
    "PRC": "Prices",
    "PWR": "Power",
    "WIR": "Wiring",
    "MDL": "Models",
    "BEN": "Benchmarks",
    "SFT": "Software",
    "IDN": "Identification",
    "STP": "Steps of assembly",
    "REF": "References",
    "SRC": "Sources",
    "COV": "Facts of the post",
    "DOC": "Pages written by hand",
    "TXT": "Texts",
    "SYN": "Reading the files",
    "SHP": "Shape of entries",
    "WVR": "Waivers",
}


def checks_view(matter: Matter) -> ChecksView:
    """Make the index of checks."""
    families: dict[str, list[Rule]] = {}
    for rule in matter.rules:
        families.setdefault(rule.code[:3], []).append(rule)
    order = [*(f for f in _FAMILIES if f in families), *(f for f in families if f not in _FAMILIES)]
    return ChecksView(
        tuple(
            RuleGroup(
                letters,
                matter.words(_FAMILIES.get(letters, letters), "checks"),
                tuple(rule_row(rule, matter) for rule in families[letters]),
            )
            for letters in order
        )
    )


def rule_row(rule: Rule, matter: Matter) -> RuleRow:
    """Make a check's row; the title is the first words of its sentences."""
    count = sum(1 for f in matter.findings if f.code == rule.code)
    title = matter.words.check(rule.code, rule.slug.replace("-", " "))
    return RuleRow(
        matter.rule_link(rule.code) or Link(rule.code, ""),
        title,
        verdict_word(rule.severity, matter.words),
        str(count) if count else "",
    )
