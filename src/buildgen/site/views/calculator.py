"""The calculator's page: the data that the scripts compute with, and the same figures as static tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from buildgen.calc.results import Results
from buildgen.calc.terms import COST_REASONS
from buildgen.calc.verdict import worst
from buildgen.catalog.builds import Build
from buildgen.sentences import table
from buildgen.site.calculator import catalog_slice, constants, written
from buildgen.site.figures import figures
from buildgen.site.matter import Matter, featured
from buildgen.site.views.builds import BuildRow, build_row

SOURCE = "calculator"
"""The source, in `sources.yaml`, of what a reader types in."""


@dataclass(frozen=True, slots=True)
class CalculatorView:
    """The data as JSON inside a script element, and the builds side by side."""

    data: Markup
    rows: tuple[BuildRow, ...]


def calculator_view(matter: Matter) -> CalculatorView:
    """Gather what the calculator's page shows."""
    rows = tuple(build_row(build, matter) for build in matter.builds)
    return CalculatorView(Markup(written(calculator_data(matter))), rows)  # noqa: S704 - `written` escapes


def calculator_data(matter: Matter) -> dict[str, Any]:
    """Give the constants, the catalog, the sentences of the checks, and what Python itself computed."""
    first = featured(matter.builds)
    sentences = {code: parts for code, parts in table("en").items() if code.startswith("PWR")}
    return {
        "constants": constants(),
        "catalog": catalog_slice(matter.catalog),
        "base": first.id if first else "",
        "source": SOURCE,
        "sentences": {
            code: {name: parts[name] for name in ("message", "at_least") if name in parts}
            for code, parts in sentences.items()
        },
        "cost_reasons": dict(COST_REASONS),
        "figures": {build.id: static_figures(build, matter.results) for build in matter.builds},
    }


def static_figures(build: Build, results: Results) -> dict[str, Any]:
    """Give the figures that the page checks itself by when it opens."""
    reasons = results.reasons(build)
    return {
        "total": str(results.bill(build).total),
        "supplies": [
            [supply.role, figures(supply.budget), str(worst(r.verdict for r in reasons[supply.role]))]
            for supply in results.power(build).supplies
        ],
    }
