"""Rigs made from plain data: the catalog that both engines compute with, on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day, Fact
from buildgen.catalog.inheritance import merge
from buildgen.catalog.registers import Mains
from buildgen.quantity import Amps, Volts, Watts
from buildgen.site.calculator import build_slice, catalog_slice
from buildgen.site.figures import figures
from tests.agreement.calls import rig_answer
from tests.calc import small

POLICY = small.POLICY.model_copy(
    update={
        "plug_power": {"pcie6": Fact[Watts](value=Watts(75_000)), "pcie8": Fact[Watts](value=Watts(150_000))},
        "mains": {
            region: Mains(voltage=Fact[Volts](value=Volts.of(volts)), outlet=Fact[Amps](value=None))
            for region, volts in (("CN", 220), ("US", 120))
        },
        "line_share": Fact[Decimal](value=Decimal("0.9")),
    }
)


@dataclass(frozen=True, slots=True)
class Rig:
    """A build, a base, and the catalog of their parts."""

    build: Build
    base: Build
    catalog: Catalog
    as_of: Day

    def args(self) -> dict[str, Any]:
        """Give what the JavaScript engine is asked with."""
        return {
            "build": build_slice(self.build, self.catalog),
            "base": build_slice(self.base, self.catalog),
            "catalog": catalog_slice(self.catalog),
            "as_of": str(self.as_of),
        }

    def answer(self) -> dict[str, Any]:
        """Give what Python answers."""
        return rig_answer(self.build, self.catalog, self.as_of, self.base)


def rig_of(data: Any) -> Rig:
    """Make a rig of the plain data that `makers.rig` gives."""
    parts = [small.part(kind, identifier, **_values(fields)) for kind, identifier, fields in data["parts"]]
    build = small.build(**_values(data["build"]))
    base = small.build(**{**_values(data["base"]), "id": "base"})
    rates = [_values(rate) for rate in data["rates"]]
    catalog = small.catalog(*parts, build, base, rates=rates, policy=POLICY)
    return Rig(build, base, catalog, Day.parse(data["as_of"]))


def alternative_of(base: Any, child: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Lay a build over its base in Python: the call that JavaScript gets, and the answer that is wanted.

    A role that only the alternative has must name a part: one that does not is left out.
    """
    fresh = set(child.get("parts", {})) - set(base["parts"])
    uses = {r: u for r, u in child.get("parts", {}).items() if r not in fresh or "part" in u}
    child = {**child, "parts": uses}
    merged = merge(_values(base), _values(child), "alternative")
    after = small.build(**{**merged.data, "id": "alternative", "extends": "rig"})
    rig = small.build(**_values(base))
    before = build_slice(rig, small.catalog(rig))
    wanted = build_slice(after, small.catalog(after, rig)) | {"dropped": []}
    if wanted["harness_roles"] is not None:
        # Of a kept harness the script carries the roles of the base; a role added to it is read nowhere.
        wanted["harness_roles"] = before["harness_roles"]
    alone = small.build(prices=_values(child.get("prices", {})))
    lots = build_slice(alone, small.catalog(alone))["prices"]
    told = {"base": before, "child": {**child, "prices": lots}}
    sections = ("parts", "loads", "feeds", "prices")
    return {**told, "name": "alternative"}, {
        "data": wanted,
        "order": [list(wanted[section]) for section in sections],
        "dropped": figures(merged.dropped),
        "idle_removals": list(merged.idle_removals),
    }


def _values(data: Any) -> Any:
    """Turn lists into tuples and `{"$": "1.5"}` into a decimal."""
    if isinstance(data, list):
        return tuple(_values(item) for item in data)
    if isinstance(data, dict):
        return Decimal(data["$"]) if "$" in data else {key: _values(item) for key, item in data.items()}
    return data
