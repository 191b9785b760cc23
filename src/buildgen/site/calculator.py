"""What the calculator in the browser computes with: the constants of the engine and a slice of the catalog.

All numbers of the engine have their home in Python; the scripts get them from here. Quantities are written in
grains, money as [minor units, currency], decimals as text; `assumed` lists the facts of a part that nobody
stated. The same catalog gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from buildgen.calc import cost, fit, forecast, load, placement, remedy, scope, speed, split, tensors, terms
from buildgen.calc.bom import DEFAULT_CURRENCY
from buildgen.calc.generation import decode_parameters, engine_of, prefill_parameters
from buildgen.calc.placement import architecture_of, pack, quantisation_of, rests_on_matrix
from buildgen.calc.samples import row_id
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, part_id
from buildgen.catalog.fields import Fact
from buildgen.catalog.generations import Generation
from buildgen.catalog.inheritance import names_role
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.parts import Gpu, Part, Psu
from buildgen.catalog.prices import Lot, Observation
from buildgen.catalog.registers import Policy
from buildgen.money import MINOR_DIGITS
from buildgen.quantity import Gauge, Quantity
from buildgen.site.figures import figures
from buildgen.site.shortening import shortened
from buildgen.site.wiring_slice import harness_of, network_constants, wiring_slice

ENGINE = (
    *(
        "constants",
        "quantity",
        "money",
        "day",
        "bom",
        "supply",
        "rating",
        "power",
        "verdict",
        "tensors",
        "split",
        "pool",
        "scope",
    ),
    *(
        "compute_buffer",
        "fit",
        "remedy",
        "load",
        "speed",
        "placement",
        "samples",
        "forecast",
        "terms",
        "cost",
    ),
    "inheritance",
)
"""The scripts of the engine in the order in which they build on each other."""

WIRING = (
    *("conductor", "solver", "circuit", "laying", "gaps", "bench", "outputs", "rails", "metering"),
    "wiring_reason",
    *("wiring_connections", "wiring_limits", "wiring_switching", "wiring_verdict"),
)
"""The scripts of the engine for wiring, after the others: a file of its own, loaded when asked for."""

PAGE = (
    *("words", "address", "fitting", "changes", "checks", "calculation", "export"),
    *("elements", "form", "costs", "results", "page"),
)
"""The scripts of the calculator's page, after the engine."""

FORMAT = 1
"""Raised when the meaning of the data changes, so that a link made by a newer site is seen as one."""

PART_FACTS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("power", "socket", "memory_types"),
    "motherboard": ("socket", "memory_types", "registered_memory", "memory_slots", "inlets"),
    "memory": ("type", "registered"),
    "gpu": (
        *("architecture", "memory_reported", "bandwidth", "slot", "slots_wide", "plugs"),
        *("slot_power", "peak_factor", "peak_duration"),
    ),
    "storage": ("power", "interface"),
    "psu": ("rating", "peak", "peak_duration", "plugs"),
    "fan": ("power",),
    "cooler": ("sockets",),
    "system": ("power",),
}
"""The facts that the engine reads, by kind of part."""


def constants() -> dict[str, Any]:
    """Give every constant of the engine."""
    kinds = sorted(Quantity.__subclasses__(), key=lambda kind: kind.__name__)
    return {
        "format": FORMAT,
        "default_currency": DEFAULT_CURRENCY,
        "minor_digits": dict(MINOR_DIGITS),
        "quantities": {kind.__name__: {"units": figures(kind.UNITS), "shown": kind.SHOWN} for kind in kinds},
        "awg_areas": [Gauge.parse(f"{number} AWG").grains for number in range(57)],
        "tensors": {
            "families": list(tensors.FAMILIES),
            "blocks": figures(tensors.BLOCKS),
            "base": dict(tensors.BASE),
            "fallbacks": dict(tensors.FALLBACKS),
            "roles": list(tensors.ROLES),
        },
        "split": {"splits": list(split.SPLITS), "row_padding": split.ROW_PADDING},
        "scope": {"kv_types": list(scope.KV_TYPES), "engine": figures(scope.Engine())},
        "fit": {"tight_mib": fit.TIGHT_MIB, "blocking": list(fit.BLOCKING)},
        "remedy": {"step": remedy.STEP, "order": list(remedy.ORDER)},
        "load": {"products": load.PRODUCTS, "family": dict(load.FAMILY)},
        "placement": {"matrix_types": list(placement.MATRIX_TYPES)},
        "forecast": {"longest": forecast.LONGEST, "suggested": forecast.SUGGESTED},
        "speed": {"flash_share": speed.FLASH_SHARE},
        "network": network_constants(),
        "cost": {
            "days_of_month": figures(terms.DAYS_OF_MONTH),
            "hours_of_day": terms.HOURS_OF_DAY,
            "ageing": sorted(cost.AGEING),
        },
    }


def catalog_slice(catalog: Catalog) -> dict[str, Any]:
    """Give what the engine reads of a catalog, by kind; figures in grains, texts as they are."""
    return {
        "parts": {part.id: part_slice(part) for part in catalog.entries(Part)},
        "builds": {build.id: build_slice(build, catalog) for build in catalog.entries(Build)},
        "models": {model.id: model_slice(model) for model in catalog.entries(LanguageModel)},
        "generations": _generations(catalog),
        "rows": [row for benchmark in catalog.entries(Benchmark) for row in _rows(benchmark, catalog)],
        "exchange": [] if catalog.rates is None else [figures(dict(r)) for r in catalog.rates.exchange],
        "policy": None if catalog.policy is None else policy_slice(catalog.policy),
    }


def part_slice(part: Part) -> dict[str, Any]:
    """Give a part: its name and prices, and the facts that the engine reads."""
    names = PART_FACTS.get(part.KIND, ())
    data: dict[str, Any] = {"id": part.id, "kind": part.KIND, "name": figures(part.name)}
    data |= {name: figures(getattr(part, name).value) for name in names}
    assumed = [name for name in names if part.is_assumed(getattr(part, name))]
    if isinstance(part, Psu):
        data["supply_class"] = part.supply_class
        lines = part.line_ratings.value
        data["line_ratings"] = lines and [[figures(one.line), figures(one.rating)] for one in lines]
        assumed += ["line_ratings"] if part.is_assumed(part.line_ratings) else []
    if isinstance(part, Gpu):
        data["plugs_disputed"] = any(other.value != part.plugs.value for other in part.plugs.others)
        data["default_state"] = part.default_state
        data["states"] = {
            name: {
                "name": figures(state.name),
                "cap": figures(state.cap.value),
                "board_power": figures(state.board_power.value),
            }
            for name, state in part.states.items()
        }
        assumed += [
            f"states.{name}.{field}"
            for name, state in part.states.items()
            for field in ("cap", "board_power")
            if part.is_assumed(getattr(state, field))
        ]
    data["assumed"] = assumed
    data["prices"] = [_observation(observation) for observation in part.prices]
    return data


def _observation(seen: Observation) -> dict[str, Any]:
    names = ("amount", "up_to", "per", "date", "source", "kind", "freight", "region")
    return {name: figures(getattr(seen, name)) for name in names}


def build_slice(build: Build, catalog: Catalog) -> dict[str, Any]:
    """Give a build, whole: what it inherits is in it, and parts written in place stand under their id."""
    return {
        "id": build.id,
        "title": figures(build.title),
        "status": build.status,
        "region": build.region,
        "currency": build.currency,
        "budget": figures(build.budget),
        "extends": build.extends,
        "parts": {
            role: {"part": part_id(build, role, use), "count": use.count, "state": use.state}
            for role, use in build.parts.items()
        },
        "loads": {
            name: {"power": figures(load_.power), "covers": list(load_.covers), "kind": load_.kind}
            for name, load_ in build.loads.items()
        },
        "feeds": {supply: list(fed) for supply, fed in build.feeds.items()},
        "price_defaults": {
            name: figures(getattr(build.price_defaults, name))
            for name in ("kind", "date", "source", "freight")
        },
        "prices": {name: _lot(lot) for name, lot in build.prices.items()},
        "harness_roles": _harness_roles(build),
        "harness": harness_of(build, catalog),
        "dropped": figures(catalog.lineage[build.key].dropped),
    }


def _harness_roles(build: Build) -> list[str] | None:
    """List the roles that a build's harness names; None without a harness."""
    if build.harness is None:
        return None
    harness = build.harness.model_dump(by_alias=True)
    return [role for role in build.parts if names_role(harness, role)]


def _lot(lot: Lot) -> dict[str, Any]:
    """Give a lot; one that is silent about freight is told from one that says it is not known."""
    names = ("covers", "total", "kind", "date", "source")
    data = {name: figures(getattr(lot, name)) for name in names}
    return {**data, "freight": lot.freight} if "freight" in lot.model_fields_set else data


def policy_slice(policy: Policy) -> dict[str, Any]:
    """Give the limits that the engine judges by."""
    return {
        "as_of": figures(policy.as_of),
        "quote_max_age_days": policy.quote_max_age_days,
        "max_count": policy.max_count,
        "budget_share": _values(policy.budget_share),
        "standard_ratings": _values(policy.standard_ratings),
        "slot_power": figures(policy.slot_power.value),
        "plug_power": _values(policy.plug_power),
        "mains": {region: figures(mains.voltage.value) for region, mains in policy.mains.items()},
        "line_share": figures(policy.line_share.value),
    }


def _values(facts: Mapping[Any, Fact[Any]]) -> dict[str, Any]:
    return {name: figures(fact.value) for name, fact in facts.items()}


def model_slice(model: LanguageModel) -> dict[str, Any]:
    """Give a language model's shape and its files; the types of a header stay packed."""
    files = {}
    for name in model.quantisations:
        quantisation = quantisation_of(model, name)
        files[name] = {
            "imatrix": quantisation.imatrix,
            "tensors": {role: pack(types) for role, types in quantisation.types},
            "rests_on_matrix": rests_on_matrix(model, name),
        }
    return {
        "id": model.id,
        "name": figures(model.name),
        "architecture": asdict(architecture_of(model)),
        "context_limit": model.context_limit.value,
        "quantisations": files,
    }


def _generations(catalog: Catalog) -> list[dict[str, Any]]:
    ordered = sorted(catalog.entries(Generation), key=lambda g: (g.rank, g.id))
    return [
        {
            "id": generation.id,
            "chips": list(generation.chips),
            "engine": figures(engine_of(generation)),
            "speeds": {
                card: {
                    "decode": figures(decode_parameters(fitted, catalog)),
                    "prefill": figures(prefill_parameters(fitted, catalog)),
                }
                for card, fitted in generation.speeds.items()
            },
        }
        for generation in ordered
    ]


ROW_FIELDS = (
    "model",
    "quantisation",
    "cards",
    "context",
    "kv_k",
    "kv_v",
    "split",
    "flash_attention",
    "sequences",
)


def _rows(benchmark: Benchmark, catalog: Catalog) -> list[dict[str, Any]]:
    build = catalog.builds.get(benchmark.build)
    if build is None:
        return []
    parts = (catalog.part(build, role) for role in build.parts)
    cards = sorted({part.id for part in parts if isinstance(part, Gpu)})
    return [
        {
            "id": row_id(benchmark, number),
            "parts": cards,
            **{field: benchmark.value(run, field) for field in ROW_FIELDS},
            "result": run.result,
            "decode": None if run.decode is None else run.decode.number(),
            "prefill": None if run.prefill is None else run.prefill.number(),
            "date": figures(benchmark.date),
        }
        for number, run in enumerate(benchmark.runs, 1)
    ]


# What could end the element, be changed on the way through Markdown, or turn the order of the text around.
_UNSAFE = re.compile("[<`~\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def written(data: Any) -> str:
    """Write data as JSON that may stand inside a script element: the same data, the same bytes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def wiring_script(catalog: Catalog) -> str:
    """Write that as a script, which a page loads with `calculator-wiring.js` when wiring is asked for.

    With both, `metering.wiring(build, {...catalog, wiring: buildgen.wires})` gives the wiring of a build.
    """
    return f"(globalThis.buildgen = globalThis.buildgen || {{}}).wires = {written(wiring_slice(catalog))};\n"


def bundled(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Join the scripts of the calculator, engine and page, into one file, those for wiring into another.

    Both are in short form; either file is renamed by itself, so nothing but properties is shared.
    """
    page = [f"js/engine/{name}.js" for name in ENGINE] + [f"js/calculator/{name}.js" for name in PAGE]
    groups = {
        "js/calculator.js": page,
        "js/calculator-wiring.js": [f"js/engine/{name}.js" for name in WIRING],
    }
    joined = {name for names in groups.values() for name in names}
    made = {
        file: shortened("\n".join(assets[name].decode() for name in names)).encode()
        for file, names in groups.items()
    }
    return {name: data for name, data in assets.items() if name not in joined} | made
