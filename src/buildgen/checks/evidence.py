"""Evidence: every value that matters says where it comes from, and a dispute says why one side was taken."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry, Named
from buildgen.catalog.parts import Part
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)


@check("SRC001", "fact-without-source", on=Entry)
def facts_have_sources(entry: Entry, results: Results) -> Iterator[Problem]:
    """Every fact that has a value names its source, itself or through the entry's `evidence`."""
    default = entry.evidence if isinstance(entry, Named) else None
    harness = entry.harness.evidence if isinstance(entry, Build) and entry.harness else None
    bare: list[Path] = []
    for path, fact in results.contents(entry).facts:
        if fact.source is None and fact.value is not None:
            given = harness if path[0] == "harness" else default
            if given is None:
                bare.append(path)
        for index, other in enumerate(fact.others):
            if other.value is not None and other.source is None:
                where = (*path, "others", index, "value")
                yield found(entry, where, values={"field": _dotted(path)}, sentence="other", help="help_load")
    bare.sort(key=lambda path: results.catalog.place(entry, path))
    if bare:  # one finding for all, since one line of `evidence` mends them all
        names = tuple(f"`{_dotted(path)}`" for path in bare)
        sentence = "several" if len(bare) > 1 else "message"
        yield found(
            entry, bare[0], values={"field": _dotted(bare[0]), "fields": names}, sentence=sentence, key=True
        )
    if isinstance(entry, Build):
        for name, load in entry.loads.items():
            if load.power is not None and load.source is None:
                yield found(entry, ("loads", name), values={"field": name}, key=True, help="help_load")


@check("SRC002", "dispute-without-reason", on=Part, severity=Severity.WARNING)
def disputes_have_reasons(part: Part, results: Results) -> Iterator[Problem]:
    """Where sources disagree, the entry says why it takes the value that it takes."""
    for path, fact in results.contents(part).facts:
        if fact.others and fact.why is None and any(other.value != fact.value for other in fact.others):
            yield found(part, path, values={"field": _dotted(path)}, key=True)
