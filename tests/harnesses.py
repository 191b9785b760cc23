"""Random harnesses: up to three supplies and six cards, joints, pigtails, links, and figures that lack."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog

TESTS = Path(__file__).parent
CATALOG = TESTS.parent / "catalog"


def rig_catalog(folder: Path) -> Catalog:
    """Load the parts of the test rigs with the project's own connectors and wiring figures."""
    shutil.copytree(TESTS / "calc" / "rig_data", folder / "catalog")
    shutil.copytree(CATALOG / "connectors", folder / "catalog" / "connectors")
    shutil.copy(CATALOG / "wiring.yaml", folder / "catalog")
    catalog = load_catalog(folder / "catalog")
    assert not catalog.findings, catalog.findings
    return catalog


GAUGES = st.sampled_from(["18 AWG", "16 AWG", "14 AWG", "1.5 mm2", "2.5 mm2"])
LENGTHS = st.integers(100, 1500).map(lambda mm: f"{mm} mm")
FUSES = st.sampled_from(
    [
        None,
        "none",
        {"rating": "7.5 A", "at": "source", "per": "conductor", "dc": "32 V"},
        {"rating": "20 A", "at": "load", "dc": "32 V"},
    ]
)


@st.composite
def builds(draw: st.DrawFn, *, known: bool = False) -> Build:
    """Give a build with a harness; of a `known` one every resistance is known."""
    supplies = [f"psu{n}" for n in range(draw(st.integers(1, 3)))]
    roles = {f"gpu{n}": draw(st.sampled_from(["card-8", "card-6-8"])) for n in range(draw(st.integers(1, 3)))}
    counts = {role: draw(st.integers(1, 2)) for role in roles}
    joints: dict[str, Any] = {}
    for supply in supplies:
        if draw(st.booleans()):
            joints[f"bus_{supply}"] = {"kind": "bus", "on": supply, "rating": "60 A"}
            if draw(st.booleans()):
                joints[f"strip_{supply}"] = {"kind": "terminal", "on": f"bus_{supply}"}

    def figure(values: st.SearchStrategy[str]) -> str | None:
        return draw(values if known else values | st.none())

    runs: dict[str, Any] = {}
    for role, part in roles.items():
        for plug in ("pcie8", "pcie6") if part == "card-6-8" else ("pcie8",):
            spots = [*supplies, *joints]
            tail = draw(st.booleans()) and plug == "pcie6"
            run = {
                "from": f"{role}_pcie8" if tail else draw(st.sampled_from(spots)),
                "to": role,
                "plug": plug if known else draw(st.sampled_from([plug, plug, plug, None])),
                "gauge": figure(GAUGES),
                "length": figure(LENGTHS),
                "made": draw(st.sampled_from(["factory", "ready", "hand"])),
                "fuse": draw(FUSES),
                "conductors": draw(st.integers(1, 3)) if known else draw(st.none() | st.integers(1, 3)),
            }
            runs[f"{role}_{plug}"] = run
    runs["board"] = {"from": supplies[0], "to": "board", "plug": "atx24", "made": "factory"}
    if len(supplies) > 1 and draw(st.booleans()):
        link = {"from": supplies[0], "to": supplies[1], "net": "GND", "conductors": 1}
        runs["link"] = {**link, "gauge": draw(GAUGES), "length": draw(LENGTHS)}
    parts: dict[str, Any] = {role: {"part": part, "count": counts[role]} for role, part in roles.items()}
    parts |= {"board": {"part": "board"}} | {supply: {"part": "server-750"} for supply in supplies}
    return built(parts, supplies, joints, runs)


def built(parts: Any, supplies: list[str], joints: Any, runs: Any) -> Build:
    """Make the build's entry from plain data."""
    minima = {supply: {"minimum": f"{12 - n / 10} V", "earthed": True} for n, supply in enumerate(supplies)}
    harness = {"evidence": {"source": "test", "kind": "spec"}, "supplies": minima}
    return Build.model_validate(
        {
            "id": "rig",
            "title": "A random rig",
            "parts": parts,
            "harness": {**harness, "joints": joints, "runs": runs},
        }
    )
