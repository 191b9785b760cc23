"""Findings for display: the sentence, the code with its page, how to mend it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buildgen.diagnostics import Diagnostic
from buildgen.site.address import Link
from buildgen.site.matter import Matter
from buildgen.site.views.evidence import VerdictWord, verdict_word


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `page` leads to the check, when it has a page."""

    code: str
    page: Link | None
    verdict: VerdictWord
    text: str
    help: str
    place: str
    waived: bool


def finding(found: Diagnostic, matter: Matter) -> Finding:
    """Make a finding a text."""
    return Finding(
        code=found.code,
        page=matter.rule_link(found.code),
        verdict=verdict_word(found.severity.value, matter.words),
        text=matter.words.say(found.message),
        help=matter.words.say(found.help) if found.help else "",
        place=f"{found.place.path}:{found.place.line}",
        waived=found.waived,
    )


def findings(found: Iterable[Diagnostic], matter: Matter) -> tuple[Finding, ...]:
    """Make findings texts, the worst first, each once."""
    ordered = sorted(found, key=lambda d: (d.severity.rank, d.code, d.place))
    return tuple(dict.fromkeys(finding(d, matter) for d in ordered))
