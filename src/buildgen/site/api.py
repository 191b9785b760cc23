"""The static JSON API beside the pages: the catalog, and each build with what was computed and found.

Amounts and watts are decimal strings, quantities carry their unit (`16 GiB`), unknown is null. The schemas
in `schemas/` are the contract; a test holds every file against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

from buildgen.calc.bom import Line, Total
from buildgen.calc.supply import SupplyLoad
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import part_id
from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Claim, Fact, Text
from buildgen.catalog.parts import CardState, Gpu, Part
from buildgen.catalog.prices import Observation
from buildgen.catalog.registers import Source
from buildgen.diagnostics import Diagnostic
from buildgen.money import Money
from buildgen.quantity import Watts
from buildgen.sentences import say
from buildgen.site.matter import Matter, build_path, part_path
from buildgen.site.run_files import runs_csv, runs_json
from buildgen.site.staging import Files
from buildgen.site.views.build import build_verdict
from buildgen.site.views.power import supply_verdict

API_VERSION = 1
TOP = "api/v1"
SCHEMAS = ("index", "catalog", "build", "runs")
# Inside JSON strings these may be written by number; so no file holds markup or a character that reorders it.
_ESCAPED = re.compile("[<>&\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")

Json = dict[str, Any]


def api_files(matter: Matter) -> Files:
    """Make the files of the API, by path."""
    found = {
        f"{TOP}/index.json": written(_index(matter)),
        f"{TOP}/catalog.json": written(_catalog(matter)),
    }
    for build in matter.builds:
        found[f"{TOP}/builds/{build.id}.json"] = written(build_json(build, matter))
    found[f"{TOP}/runs.json"] = written({**_head(matter, "runs"), "runs": runs_json(matter)})
    found[f"{TOP}/runs.csv"] = runs_csv(matter)
    for name in SCHEMAS:
        found[f"{TOP}/schema/{name}.json"] = (files(__package__) / "schemas" / f"{name}.json").read_bytes()
    return found


def written(value: Json) -> bytes:
    """Write JSON: stable, in UTF-8, without any character that markup or a line's direction is made of."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (_ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n").encode()


def _head(matter: Matter, schema: str) -> Json:
    return {
        "version": API_VERSION,
        "schema": f"{TOP}/schema/{schema}.json",
        "as_of": str(matter.results.as_of),
    }


def _index(matter: Matter) -> Json:
    builds = [
        {"id": b.id, "title": text(b.title), "status": b.status, "href": f"{TOP}/builds/{b.id}.json"}
        for b in matter.builds
    ]
    return {
        **_head(matter, "index"),
        "catalog": f"{TOP}/catalog.json",
        "runs": f"{TOP}/runs.json",
        "builds": builds,
        "schemas": {name: f"{TOP}/schema/{name}.json" for name in SCHEMAS},
    }


def _catalog(matter: Matter) -> Json:
    return {
        **_head(matter, "catalog"),
        "sources": {name: _source(source) for name, source in matter.catalog.sources.items()},
        "parts": [part_json(part, matter) for part in matter.parts],
    }


def text(value: Text | None) -> Json | None:
    """Write a text in both languages."""
    return {"en": value.en, "zh": value.zh} if value is not None else None


def _source(source: Source) -> Json:
    date = str(source.date) if source.date else None
    return {"title": text(source.title), "kind": source.kind, "url": source.url, "date": date}


def value_json(value: Any) -> Any:
    """Write a value of a fact: quantities, money and decimals as texts."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Text):
        return text(value)
    if isinstance(value, tuple):
        return [value_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): value_json(item) for name, item in value.items()}
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def claim_json(claim: Claim[Any], entry: Named | None) -> Json:
    """Write a claim with its evidence."""
    proof = entry.proof(claim) if entry is not None else claim
    return {
        "value": value_json(claim.value),
        "kind": proof.kind if proof else None,
        "date": str(proof.date) if proof and proof.date else None,
        "source": proof.source if proof else None,
    }


def _fact(fact: Fact[Any], entry: Named | None) -> Json:
    found = claim_json(fact, entry)
    if fact.others:
        found["others"] = [claim_json(other, entry) for other in fact.others]
        found["why"] = text(fact.why)
    return found


def _facts(record: Part | CardState, entry: Named) -> Json:
    values = ((name, getattr(record, name)) for name in type(record).model_fields)
    return {name: _fact(value, entry) for name, value in values if isinstance(value, Fact)}


def part_json(part: Part, matter: Matter) -> Json:
    """Write a part."""
    states = part.states if isinstance(part, Gpu) else {}
    return {
        "id": part.id,
        "kind": part.KIND,
        "name": text(part.name),
        "summary": text(part.summary),
        "maker": text(part.maker),
        "aliases": list(part.aliases),
        "page": part_path(part),
        "facts": _facts(part, part),
        "states": {
            name: {"name": text(state.name), "facts": _facts(state, part)} for name, state in states.items()
        },
        "default_state": part.default_state if isinstance(part, Gpu) else None,
        "details": {
            name: {"label": text(detail.label), **_fact(detail, part)}
            for name, detail in part.details.items()
        },
        "prices": [_observation(o) for o in part.prices],
        "used_in": sorted({build.id for build, _ in matter.uses.get(part.id, ())}),
    }


def _observation(seen: Observation) -> Json:
    return {
        **_money(seen.amount),
        "up_to": seen.up_to.amount if seen.up_to else None,
        "per": seen.per,
        "date": str(seen.date) if seen.date else None,
        "kind": seen.kind,
        "source": seen.source,
        "condition": seen.condition,
        "freight": seen.freight,
        "region": seen.region,
    }


def _money(amount: Money | None) -> Json:
    if amount is None:
        return {"amount": None, "currency": None}
    return {"amount": amount.amount, "currency": amount.currency}


def _total(total: Total) -> Json:
    return {**_money(total.amount), "at_least": total.at_least}


def _line(line: Line) -> Json:
    return {
        "name": line.name,
        "roles": list(line.roles),
        "parts": [{"id": part.id, "count": part.count} for part in line.parts],
        **_money(line.amount),
        "up_to": line.up_to.amount if line.up_to else None,
        "kind": line.kind,
        "date": str(line.date) if line.date else None,
        "source": line.source,
        "freight": line.freight,
    }


def _watts(value: Watts | None) -> str | None:
    return value.number() if value is not None else None


def _supply(build: Build, supply: SupplyLoad, matter: Matter) -> Json:
    charges = [
        {
            "name": c.name,
            "via": c.via,
            "count": c.count,
            "state": c.state,
            "budget_w": _watts(c.budget),
            "low_w": _watts(c.low),
            "high_w": _watts(c.high),
            "peak_w": _watts(c.peak),
        }
        for c in supply.charges
    ]
    return {
        "id": supply.role,
        "part": supply.part,
        "rated_w": _watts(supply.rating),
        "budget_w": _watts(supply.budget),
        "load_percent": supply.load_percent,
        "low_w": _watts(supply.low),
        "high_w": _watts(supply.high),
        "peak_w": _watts(supply.peak),
        "verdict": supply_verdict(matter, build, supply).value,
        "reasons": [reason.code for reason in matter.results.reasons(build)[supply.role]],
        "rests_on": list(supply.assumed),
        "charges": charges,
    }


def _finding(found: Diagnostic) -> Json:
    return {
        "code": found.code,
        "severity": found.severity.value,
        "subject": found.subject or None,
        "message": say(found.message),
        "help": say(found.help) if found.help else None,
        "path": found.place.path,
        "line": found.place.line,
        "column": found.place.column,
        "draft": found.draft,
        "waived": found.waived,
    }


_CONDITIONS = (
    *("model", "quantisation", "cards", "state", "split", "kv_k", "kv_v"),
    *("context", "prompt", "generate", "depth", "sequences"),
)


def _run(table: Benchmark, run: Run) -> Json:
    return {
        "set": table.id,
        **{name: table.value(run, name) for name in _CONDITIONS},
        "result": run.result,
        "prefill": _printed(run.prefill),
        "decode": _printed(run.decode),
        "repetitions": run.repetitions,
        "source": table.source,
        "date": str(table.date) if table.date else None,
    }


def _printed(speed: object | None) -> str | None:
    """Give a speed as it was printed, without its unit: `58.80` keeps its zero."""
    return str(speed).removesuffix("t/s").strip() if speed is not None else None


def build_json(build: Build, matter: Matter) -> Json:
    """Write a build with its results."""
    bom, power = matter.results.bill(build), matter.results.power(build)
    tables = sorted(
        (t for t in matter.catalog.benchmarks.values() if t.build == build.id), key=lambda t: t.id
    )
    return {
        **_head(matter, "build"),
        "id": build.id,
        "title": text(build.title),
        "summary": text(build.summary),
        "status": build.status,
        "extends": build.extends,
        "page": build_path(build.id),
        "currency": bom.currency,
        "budget": _money(build.budget) if build.budget else None,
        "parts": {
            role: {"part": part_id(build, role, use), "count": use.count, "state": use.state}
            for role, use in build.parts.items()
        },
        "feeds": {supply: list(fed) for supply, fed in build.feeds.items()},
        "total": _total(bom.total),
        "over_budget": _money(bom.over_budget) if bom.over_budget is not None else None,
        "lines": [{**_line(line), "share_percent": bom.share(line)} for line in bom.lines],
        "dropped": [{"lot": d.lot, "covers": list(d.covers), "because": d.because} for d in bom.dropped],
        "today": {"total": _total(bom.today_total), "lines": [_line(line) for line in bom.today]},
        "supplies": [_supply(build, supply, matter) for supply in power.supplies],
        "runs": [_run(table, run) for table in tables for run in table.runs],
        "findings": [_finding(found) for found in matter.about(build)],
        "verdict": build_verdict(build, matter).value,
    }
