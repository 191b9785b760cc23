"""The calculator's page: the data that the scripts compute with, and the same figures as static tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from buildgen.calc.forecast import CARD_REASONS
from buildgen.calc.results import Results
from buildgen.calc.scope import REASONS
from buildgen.calc.speed import SPEED_REASONS
from buildgen.calc.terms import COST_REASONS
from buildgen.calc.verdict import worst
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import PART_KINDS, Gpu, Motherboard, Part, System
from buildgen.sentences import LANGUAGES, separator, table, value_words
from buildgen.site.address import relative
from buildgen.site.calculator import catalog_slice, constants, written
from buildgen.site.figures import figures
from buildgen.site.matter import Matter, featured
from buildgen.site.views.builds import BuildRow, build_row
from buildgen.site.views.calculator_words import TERMS, WORDS
from buildgen.site.views.evidence import verdict_word
from buildgen.site.words import Words

SOURCE = "calculator"
"""The source, in `sources.yaml`, of what a reader types in."""

PAGE = "calculator.html"

CODES = (
    *("BOM001", "BOM002", "BOM006", "PRC003", "PRC004", "PRC006", "PRC007"),
    *("PWR001", "PWR002", "PWR003", "PWR004", "PWR005", "PWR006", "PWR007", "PWR008", "PWR009", "PWR010"),
    *("PWR011", "PWR014", "PWR015", "PWR017"),
    *("FIT001", "FIT002", "FIT003", "FIT004", "FIT005", "FIT006", "FIT007", "FIT008", "FIT009", "FIT010"),
)
"""The checks that the page runs, too; those of references, of texts and of wiring need the files."""

FITTING: Mapping[str, tuple[str, ...]] = {
    "cpu": ("pcie_lanes", "graphics"),
    "motherboard": ("inlets", "display_output"),
    "gpu": ("cooling", "memory"),
    "storage": ("lanes",),
}
"""The facts that only the page's checks read, beside those of the engine."""


@dataclass(frozen=True, slots=True)
class CalculatorView:
    """The data as JSON inside a script element, and the builds side by side."""

    data: Markup
    base: str
    rows: tuple[BuildRow, ...]


def calculator_view(matter: Matter) -> CalculatorView:
    """Gather what the calculator's page shows."""
    rows = tuple(build_row(build, matter) for build in matter.builds)
    data = calculator_data(matter)
    return CalculatorView(Markup(written(data)), data["base"], rows)  # noqa: S704 - `written` escapes


def calculator_script(matter: Matter) -> str:
    """Write the same data as a script, for the small calculators of other pages: they load it on demand."""
    return f"(globalThis.buildgen = globalThis.buildgen || {{}}).told = {written(calculator_data(matter))};\n"


def calculator_data(matter: Matter) -> dict[str, Any]:
    """Give the constants, the catalog, the page's words, and what Python itself computed."""
    first = featured(matter.builds)
    return {
        "constants": _constants(),
        "catalog": _catalog(matter),
        **_rates(matter),
        "base": first.id if first else "",
        "source": SOURCE,
        "kinds_of_parts": list(PART_KINDS),
        **_words(matter),
        "figures": {build.id: static_figures(build, matter.results) for build in matter.builds},
    }


# The quantities that the page reads and writes; the engine's tests look at all of them.
_QUANTITIES = ("Watts", "WattHours", "Memory", "Volts", "Duration")


def _constants() -> dict[str, Any]:
    """Give the constants of the engine without those of quantities that stand on no calculator."""
    whole = constants()
    kept = {name: whole["quantities"][name] for name in _QUANTITIES}
    return {**whole, "quantities": kept, "awg_areas": []}


def _words(matter: Matter) -> dict[str, Any]:
    """Give every word of the page in its language, and where the checks are explained."""
    words = matter.words
    language = words.language if words.language in LANGUAGES else "en"
    sentences = table(language)
    known = {code: matter.rule_link(code) for code in CODES}
    return {
        "language": words.language,
        "words": _said(WORDS, words),
        **{name: _said(terms, words) for name, terms in TERMS.items()},
        "verdicts": {verdict: verdict_word(verdict, words).word for verdict in TERMS["verdicts"]},
        "separator": separator(language),
        "value_words": {name: dict(value_words(language, name)) for name in _WORDED},
        "sentences": {code: _messages(code, sentences[code]) for code in CODES},
        "reasons": _said({**SPEED_REASONS, **REASONS, **CARD_REASONS}, words),
        "cost_reasons": _said(COST_REASONS, words),
        "rules": {code: relative(link.target, PAGE) for code, link in known.items() if link is not None},
    }


# The values in the page's sentences that are words themselves.
_WORDED = ("total", "sum", "holders")


def _said(texts: Mapping[str, str], words: Words) -> dict[str, str]:
    return {name: words(text, "calculator") for name, text in texts.items()}


# The parts of a sentence's table that the page says; the others stand beside places in files.
_MESSAGES = (
    *("message", "at_least", "untried", "stated", "no_count", "excluded", "no_states"),
    *("unknown", "uncounted", "split", "adapted", "mixed"),
    *("too_long", "open", "on_mains", "both", "cards"),
)


def _messages(code: str, parts: Mapping[str, str]) -> dict[str, str]:
    """Give a code's sentences and helps; titles only where they say why a part does not fit."""
    return {
        name: text
        for name, text in parts.items()
        if name in _MESSAGES or "help" in name or (name == "title" and code.startswith("FIT"))
    }


def _catalog(matter: Matter) -> dict[str, Any]:
    """Give the engine's slice of the catalog with what the page's checks read beside it."""
    data = catalog_slice(matter.catalog)
    for part in matter.catalog.entries(Part):
        data["parts"][part.id] |= fitting_slice(part)
    for build in matter.catalog.entries(Build):
        uses = build.parts.items()
        data["builds"][build.id] |= {
            "serves": {role: use.serves for role, use in uses if use.serves is not None},
            "cabled": _cabled(build, matter.results),
        }
    # A row that leaves a condition open is never a row of exactly one case.
    data["rows"] = [row for row in data["rows"] if None not in (row[name] for name in _CASE)]
    if data["policy"] is not None:
        data["policy"] |= {"required_kinds": list(matter.results.policy.required_kinds)}
    told: dict[str, Any] = _in_one_language(data, matter.words)
    return told


# What a row must say to be looked up.
_CASE = ("model", "quantisation", "cards", "context", "kv_k", "kv_v")


def _in_one_language(data: Any, words: Words) -> Any:
    """Write every text of the catalog in the page's language alone."""
    if isinstance(data, dict):
        if data.keys() == {"en", "zh"}:
            return (data["zh"] if words.language == "zh" else None) or data["en"]
        return {name: _in_one_language(value, words) for name, value in data.items()}
    return [_in_one_language(value, words) for value in data] if isinstance(data, list) else data


def fitting_slice(part: Part) -> dict[str, Any]:
    """Give the facts of a part that the page's checks of fit read."""
    data: dict[str, Any] = {name: figures(getattr(part, name).value) for name in FITTING.get(part.KIND, ())}
    if isinstance(part, Motherboard):
        slots = part.slots
        data["slots"] = None if slots is None else [[slot.size, slot.lanes.value] for slot in slots]
    if isinstance(part, System):
        data["provides"] = list(part.provides)
    if isinstance(part, Gpu):
        data["states"] = {
            name: {
                "name": figures(state.name),
                "cap": figures(state.cap.value),
                "board_power": figures(state.board_power.value),
                "display_output": state.display_output.value,
            }
            for name, state in part.states.items()
        }
    return data


def _cabled(build: Build, results: Results) -> list[str]:
    """Name the roles of cards at which runs of the build's harness end."""
    wiring = results.wiring(build)
    if wiring is None:
        return []
    ends = {lead.end for lead in wiring.circuit.leads}
    return list(dict.fromkeys(card.role for card in wiring.circuit.cards if card.id in ends))


def _rates(matter: Matter) -> dict[str, Any]:
    """Give the prices of electricity and of services, as the catalog has them."""
    rates, words = matter.catalog.rates, matter.words
    if rates is None:
        return {"electricity": {}, "services": {}}
    power = ("region", "price", "up_to", "currency", "date", "kind", "source")
    service = ("reading", "writing", "currency", "date", "kind", "source")
    return {
        "electricity": {
            name: {field: figures(getattr(price, field)) for field in power}
            for name, price in rates.electricity.items()
        },
        "services": {
            name: {
                "name": words.text(price.service),
                **{field: figures(getattr(price, field)) for field in service},
            }
            for name, price in rates.services.items()
        },
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
