"""Rigs made from plain data: the catalog that both engines compute with, on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day
from buildgen.site.calculator import build_slice, catalog_slice
from tests.agreement.calls import rig_answer
from tests.calc import small


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
    catalog = small.catalog(*parts, build, base, rates=[_values(rate) for rate in data["rates"]])
    return Rig(build, base, catalog, Day.parse(data["as_of"]))


def _values(data: Any) -> Any:
    """Turn lists into tuples and `{"$": "1.5"}` into a decimal."""
    if isinstance(data, list):
        return tuple(_values(item) for item in data)
    if isinstance(data, dict):
        return Decimal(data["$"]) if "$" in data else {key: _values(item) for key, item in data.items()}
    return data
