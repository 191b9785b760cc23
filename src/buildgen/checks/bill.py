"""The bill of materials: what a rig must have, how many, and which lot pays for what."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import System
from buildgen.catalog.shape import closest
from buildgen.checks.check import Pointer, Problem, check, found
from buildgen.diagnostics import Severity


@check("BOM001", "required-kind-missing", on=Build)
def required_kinds_are_there(build: Build, results: Results) -> Iterator[Problem]:
    """A build has at least one part of each kind that the policy requires."""
    catalog = results.catalog
    have: set[str] = set()
    for role in build.parts:
        part = catalog.part(build, role)
        if part is not None:
            have |= {part.KIND, *(part.provides if isinstance(part, System) else ())}
    own = catalog.lineage[build.key].documents[0]
    where = next((field for field in ("remove", "parts", "extends") if own.holds((field,))), "title")
    for kind in results.policy.required_kinds:
        if kind not in have:
            yield found(build, (where,), values={"kind": kind}, key=True, subject=kind)


@check("BOM002", "count-out-of-range", on=Build)
def counts_are_possible(build: Build, results: Results) -> Iterator[Problem]:
    """A count is at least one and at most what the policy allows."""
    most = results.policy.max_count
    for role, use in build.parts.items():
        if use.count is not None and not 1 <= use.count <= most:
            values = {"role": role, "count": use.count, "most": most}
            yield found(build, ("parts", role, "count"), values=values, subject=role)


@check("BOM003", "role-in-two-lots", on=Build)
def roles_are_paid_once(build: Build, _results: Results) -> Iterator[Problem]:
    """No role is covered by two lots, nor twice by one."""
    seen: dict[str, tuple[str, int]] = {}
    for name, lot in build.prices.items():
        for index, role in enumerate(lot.covers):
            if role in seen:
                first = seen[role]
                yield found(
                    build,
                    ("prices", name, "covers", index),
                    values={"role": role, "lot": name, "other": first[0]},
                    sentence="again" if first[0] == name else "message",
                    help="help_again" if first[0] == name else "help",
                    subject=role,
                    related=(Pointer(build, ("prices", first[0], "covers", first[1]), "first"),),
                )
            seen.setdefault(role, (name, index))


@check("BOM004", "lot-of-unknown-role", on=Build)
def lots_cover_roles(build: Build, _results: Results) -> Iterator[Problem]:
    """A lot covers at least one role, and only roles of the build."""
    for name, lot in build.prices.items():
        if not lot.covers:
            yield found(build, ("prices", name, "covers"), values={"lot": name}, sentence="nothing")
        for index, role in enumerate(lot.covers):
            if role not in build.parts:
                guess = closest(role, build.parts)
                values = {"lot": name, "role": role, "guess": guess}
                hint = "did_you_mean" if guess else "help"
                yield found(build, ("prices", name, "covers", index), values=values, help=hint, subject=role)


@check("BOM005", "stated-total-differs", on=Build)
def stated_total_agrees(build: Build, results: Results) -> Iterator[Problem]:
    """The total that the build's author states is the sum of the lines."""
    stated = build.stated.total.value if build.stated and build.stated.total else None
    total = results.bill(build).total
    if stated is None or stated == total.amount:
        return
    values = {"stated": stated, "total": total}
    if stated.currency != total.amount.currency:
        yield found(build, ("stated", "total"), values=values, sentence="currency", help="help_currency")
    elif total.at_least and stated > total.amount:
        unknown = Severity.NOT_ESTABLISHED
        yield found(build, ("stated", "total"), values=values, sentence="unknown", severity=unknown)
    else:
        yield found(build, ("stated", "total"), values=values)


@check("BOM006", "over-budget", on=Build, severity=Severity.WARNING)
def total_is_within_budget(build: Build, results: Results) -> Iterator[Problem]:
    """The total, as far as it is known, does not exceed the budget."""
    bom = results.bill(build)
    if build.budget is None or build.budget.currency != bom.currency:
        return
    if bom.over_budget is not None and bom.over_budget.minor > 0:
        values = {"total": bom.total, "budget": build.budget, "over": bom.over_budget}
        yield found(build, ("budget",), values=values)
