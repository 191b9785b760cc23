"""Plugs: what the cards and boards on a supply's cables want of it, against what it has."""

from __future__ import annotations

from collections import Counter

from buildgen.calc.power import fed_by
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import Gpu, Motherboard, Psu

# A plug that is made of two halves also goes where one half is wanted, if this one is made so.
SPLIT = {"pcie6": "pcie8", "eps4": "eps8"}


def plugs_wanted(build: Build, catalog: Catalog, supply: str) -> Counter[str] | None:
    """Count the plugs that what hangs on a supply wants; None when an inlet or a count is unknown."""
    wanted: Counter[str] = Counter()
    for name in fed_by(build, supply):
        part, use = catalog.part(build, name), build.parts.get(name)
        if use is None or not isinstance(part, (Gpu, Motherboard)):
            continue
        inlets = part.plugs.value if isinstance(part, Gpu) else part.inlets.value
        if inlets is None or use.count is None:
            return None
        wanted.update({plug: n * use.count for plug, n in Counter[str](inlets).items()})
    return wanted


def has_plugs(build: Build, catalog: Catalog, supply: str) -> bool | None:
    """Tell whether a supply has the plugs for what hangs on it; None when that is not known.

    A supply that has no plug of its own is wired to: what it can feed is the wiring's matter.
    """
    part, count = catalog.part(build, supply), build.parts[supply].count
    have = part.plugs.value if isinstance(part, Psu) else None
    wanted = plugs_wanted(build, catalog, supply)
    if not have or count is None or wanted is None:
        return None
    own = Counter[str]({plug: n * count for plug, n in have.items()})
    lacking, spare = wanted - own, own - wanted
    for plug, n in lacking.items():
        spare.subtract({SPLIT.get(plug, plug): n})
    return all(n >= 0 for n in spare.values())
