"""Small catalogs made in memory, from models: what the tests of the arithmetic compute with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, Lineage
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day
from buildgen.catalog.parts import PART_KINDS, Part
from buildgen.catalog.registers import Policy, Rates
from buildgen.source import parse_document

TODAY = Day.parse("2026-11-22")
POLICY = Policy.model_validate(
    {
        "id": "policy",
        "as_of": "2026-11-22",
        "required_kinds": (),
        "max_count": 64,
        "quote_max_age_days": 180,
        "budget_share": {"atx": Decimal("0.80"), "server": Decimal("0.80")},
        "standard_ratings": {"atx": ("400 W", "500 W", "750 W"), "server": ("500 W", "750 W")},
        "slot_power": "75 W",
        "slot_power_12v": "66 W",
        "plug_power": {},
    }
)
_WRITTEN = Lineage((parse_document("memory.yaml", b"{}"),))


def part(kind: str, identifier: str, **fields: Any) -> Part:
    """Make a part; its facts come from a source unless they say otherwise."""
    evidence = {"source": "sheet", "kind": "spec"}
    return PART_KINDS[kind].model_validate(
        {"id": identifier, "name": identifier, "evidence": evidence, **fields}
    )


def price(amount: str, date: str | None = "2026-10-01", **fields: Any) -> dict[str, Any]:
    """Make an observation of a part's price, freight included."""
    return {"amount": amount, "date": date, "source": "shop", "freight": "included", **fields}


def build(**fields: Any) -> Build:
    """Make a build in yuan."""
    return Build.model_validate({"id": "rig", "title": "Rig", "currency": "CNY", **fields})


def catalog(
    *entries: Entry, rates: list[dict[str, Any]] | None = None, policy: Policy | None = POLICY
) -> Catalog:
    """Gather entries into a catalog."""
    exchange = tuple({"source": "bank", **rate} for rate in rates or ())
    return Catalog(
        parts={e.id: e for e in entries if isinstance(e, Part)},
        builds={e.id: e for e in entries if isinstance(e, Build)},
        policy=policy,
        rates=Rates.model_validate({"id": "rates", "exchange": exchange}),
        lineage={e.key: _WRITTEN for e in entries},
    )
