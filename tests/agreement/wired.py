"""Rigs with a harness, made by chance: sound ones, odd ones and ones with gaps, on parts of their own.

Connectors and wiring figures are written here, so that the stored vectors do not move with the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.connectors import Connector
from buildgen.catalog.wiring import WiringRules
from buildgen.site.calculator import build_slice, catalog_slice
from buildgen.site.wiring_slice import harness_slice, wiring_slice
from tests.calc import small

Data = dict[str, Any]
SEED = 5
COUNT = 24
KNOWN = {"source": "sheet", "kind": "spec"}
GUESS = {"source": "sheet", "kind": "assumed"}


def _pins(*nets: str) -> Data:
    return {str(number): net for number, net in enumerate(nets, 1)}


CONNECTORS: dict[str, Data] = {
    "pcie6": {
        "pins": {**_pins("12V", "12V", "12V", "GND", "GND", "GND"), "2": {"net": "12V", "optional": True}},
        "rated": "75 W",
        "pin_current": "8 A",
        "wires": ("28 AWG", "16 AWG"),
    },
    "pcie8": {
        "pins": {
            **_pins("12V", "12V", "12V", "sense", "GND", "sense", "GND", "GND"),
            "4": {"net": "sense", "tied": "GND"},
        },
        "rated": "150 W",
        "pin_current": "7 A",
        "wires": ("28 AWG", "16 AWG"),
        "contact": "6 mOhm",
        "accepts": ("pcie6",),
        "mistaken_for": ("eps8",),
    },
    "eps8": {"pins": _pins(*["GND"] * 4, *["12V"] * 4), "rated": None, "mistaken_for": ("pcie8",)},
    "atx24": {"pins": _pins("12V", "12V", *["GND"] * 4, "3V3", "3V3", "signal"), "pin_current": "6 A"},
    "edge": {},
}

STEPS = (("18 AWG", "7 A"), ("16 AWG", "10 A"), ("14 AWG", "15 A"), ("12 AWG", "20 A"))
RULES: Data = {
    "copper": "17.241 mOhm",
    "hot": Decimal("1.2"),
    "contact": "10 mOhm",
    "joint": {
        "pad": "0.2 mOhm",
        "terminal": "1 mOhm",
        "connector": "0.5 mOhm",
        "splice": "0.2 mOhm",
        "bus": "0.2 mOhm",
    },
    "slot_12v": "2 mOhm",
    "slot_ground": "0.5 mOhm",
    "board_12v": "2 mOhm",
    "board_ground": "0.5 mOhm",
    "factory_lead": {"gauge": "18 AWG", "length": "500 mm"},
    "fuse_drop": "100 mV",
    "fuse_margin": Decimal("1.25"),
    "fuse_dc": "32 V",
    "card_minimum": "11.04 V",
    "supply_minimum": {"atx": {"value": "11.4 V", **KNOWN}, "server": {"value": "11.3 V", **GUESS}},
    "slot_current": "5.5 A",
    "slot_current_3v3": "3 A",
    "m2_voltage": "3.3 V",
    "board_share": Decimal("0.1"),
    "ampacity": {
        "name": "A table",
        "insulation": "60 degC",
        "steps": {"value": tuple({"gauge": g, "limit": a} for g, a in STEPS)},
    },
    "grouping": {
        "value": (
            {"up_to": 3, "factor": Decimal(1)},
            {"up_to": 6, "factor": Decimal("0.8")},
            {"up_to": 9, "factor": Decimal("0.7")},
        )
    },
    "allowance": "50 mm",
}


def _card(*plugs: str | None, **more: Any) -> Data:
    states = {
        "quiet": {"name": "quiet", "cap": "120 W", "board_power": "150 W"},
        "stock": {"name": "stock", "cap": "250 W", "board_power": {"value": "300 W", **GUESS}},
        "gone": {"name": "gone", "cap": "250 W", "board_power": None},
    }
    inlets: Any = None if None in plugs else plugs
    return {"plugs": more.get("plugs", inlets), "states": states, "default_state": "quiet"}


DISPUTED = {
    "value": ("pcie6", "pcie8"),
    **KNOWN,
    "others": ({"value": ("pcie8", "pcie8"), "source": "shop", "kind": "reported"},),
    "why": "As it looks.",
}
PARTS = (
    small.part("cpu", "chip", power="135 W"),
    small.part("motherboard", "plate", inlets=("atx24", "eps8")),
    small.part("gpu", "card-8", **_card("pcie8")),
    small.part("gpu", "card-6-8", **_card(plugs=DISPUTED)),
    small.part("gpu", "card-8-8", **_card("pcie8", "pcie8")),
    small.part("gpu", "card-bare", **_card(None)),
    small.part("storage", "stick", interface="M.2 NVMe", power="7 W"),
    small.part("storage", "drive", interface="SATA", power="5 W"),
    small.part("fan", "blower", power="5 W"),
    small.part("cooler", "tower"),
    small.part("psu", "brick", supply_class="atx", rating="500 W"),
    small.part("psu", "block", supply_class="server", rating="750 W"),
)


def parts_catalog() -> Catalog:
    """Make the catalog that all these rigs share; each rig's build stands beside it."""
    connectors = {
        name: Connector.model_validate({"id": name, "name": name, "evidence": KNOWN, **fields})
        for name, fields in CONNECTORS.items()
    }
    rules = WiringRules.model_validate({"id": "wiring", "evidence": KNOWN, **RULES})
    return replace(small.catalog(*PARTS), connectors=connectors, wiring=rules)


def maybe(chance: Random, value: Any, share: int) -> Any:
    """Give the value, or null once in so many times; with 0, never null."""
    return None if share and chance.randint(1, share) == 1 else value


def wired(chance: Random) -> Data:
    """Make the plain data of a build with a harness; of half of them every figure is known."""
    gaps = chance.choice((0, 0, 8, 3))
    supplies = [
        "atx",
        *(["server"] if chance.randint(0, 3) else []),
        *(["third"] if chance.randint(0, 3) == 0 else []),
    ]
    roles = {
        role: chance.choice(("card-8", "card-6-8", "card-6-8", "card-8-8", "card-bare"))
        for role in ("gpus", "more_gpus")[: chance.randint(1, 2)]
    }
    uses: Data = {
        role: {
            "part": part,
            "count": maybe(chance, chance.choice((1, 2, 3)), 4 * gaps),
            "state": _state(chance, gaps),
        }
        for role, part in roles.items()
    }
    uses |= {"board": {"part": "plate"}, "cpu": {"part": "chip"}}
    uses |= {name: {"part": "brick" if name == "atx" else "block"} for name in supplies}
    for role, part in (("disk", "stick"), ("store", "drive"), ("fans", "blower"), ("cooler", "tower")):
        if chance.randint(0, 2) == 0:
            uses[role] = {"part": part, "count": maybe(chance, chance.randint(0, 3), 4 * gaps)}
    joints = _joints(chance, supplies, gaps)
    return {
        "parts": uses,
        "feeds": {"atx": ("fans",)} if chance.randint(0, 3) == 0 and "fans" in uses else {},
        "loads": {"processor": {"power": "100 W", "covers": ("cpu",)}} if chance.randint(0, 2) else {},
        "harness": {
            "evidence": KNOWN if chance.randint(0, 3) else GUESS,
            "inlets": {"gpus": {"value": ("pcie6", "pcie8")}} if chance.randint(0, 3) == 0 else {},
            "supplies": {name: _end(chance, gaps) for name in supplies if chance.randint(0, 5)}
            | ({"gpus": {}} if chance.randint(0, 15) == 0 else {}),
            "joints": joints,
            "runs": _runs(chance, roles, supplies, joints, gaps),
        },
    }


def _state(chance: Random, gaps: int) -> str | None:
    states = [None, "quiet", "stock", "stock", "gone"]
    return chance.choice(states if gaps else states[:-1])


def _end(chance: Random, gaps: int) -> Data:
    return {
        "minimum": maybe(chance, chance.choice(("11.9 V", "11.4 V", "11.1 V")), 3),
        "earthed": maybe(chance, bool(chance.randint(0, 5)), gaps),
        "pinout": maybe(chance, "keyed", gaps),
        "control": {
            "method": maybe(chance, chance.choice(("button", "switch", "follows", "follows", "strap")), gaps),
            "isolation": maybe(chance, chance.choice(("none", "none", "diode", "relay")), gaps),
            "level": maybe(chance, chance.choice(("3.3 V", "5 V")), gaps),
            "driver": maybe(chance, chance.choice(("3.3 V", "5 V")), gaps),
            "off": {"value": {"en": "A switch.", "zh": "A switch."}} if chance.randint(0, 3) else None,
        },
    }


def _joints(chance: Random, supplies: list[str], gaps: int) -> Data:
    joints: Data = {}
    for name in supplies:
        if chance.randint(0, 1):
            joints[f"bus_{name}"] = {"kind": "bus", "on": name, "rating": maybe(chance, "40 A", gaps)}
            if chance.randint(0, 3) == 0:
                joints[f"strip_{name}"] = {"kind": "terminal", "on": f"bus_{name}", "resistance": "0 mOhm"}
    if chance.randint(0, 11) == 0:
        joints["loose"] = {"kind": "pad", "on": chance.choice(("nowhere", "board"))}
    if chance.randint(0, 11) == 0:
        joints["half"] = {"kind": "splice", "on": supplies[0], "net": "12V"}
    return joints


def _runs(chance: Random, roles: dict[str, str], supplies: list[str], joints: Data, gaps: int) -> Data:
    runs: Data = {}
    for role in roles:
        for number in range(chance.randint(1, 3)):
            spots = [*supplies, *joints, *(["nowhere"] if chance.randint(0, 9) == 0 else [])]
            if number and chance.randint(0, 2) == 0:
                spots = [f"{role}_0"]
            runs[f"{role}_{number}"] = _run(chance, chance.choice(spots), role, gaps)
    factory = {"made": "factory", "from": supplies[0], "to": "board"}
    runs["main"] = {**factory, "plug": maybe(chance, "atx24", 4 * gaps)}
    if chance.randint(0, 3):
        runs["second"] = {**factory, "plug": "eps8"}
    if len(supplies) > 1 and chance.randint(0, 3) == 0:
        net = chance.choice(("GND", "GND", "12V", None))
        ends = {"from": supplies[0], "to": supplies[1], "net": net}
        runs["link"] = {**ends, "conductors": 1, "gauge": "16 AWG", "length": "300 mm"}
    return runs


def _run(chance: Random, start: str, role: str, gaps: int) -> Data:
    plug = chance.choice(
        ("pcie8", "pcie8", "pcie6", "pcie6", "eps8" if chance.randint(0, 3) == 0 else "pcie8")
    )
    fuses: tuple[Any, ...] = (
        None,
        "none",
        {"rating": maybe(chance, "7.5 A", gaps), "at": "source", "per": "conductor", "dc": "32 V"},
        {"rating": "20 A", "at": "load", "dc": maybe(chance, "24 V", 2)},
        "15 A",
    )
    pins = {"1": "12V", "10": "GND", "5": chance.choice(("GND", "12V", "3"))}
    return {
        "from": start,
        "to": role if chance.randint(0, 5) else f"{role}.{chance.randint(0, 2)}",
        "plug": maybe(chance, plug if chance.randint(0, 15) else "unheard-of", gaps),
        "outlet": chance.choice((None, None, "pcie6", "edge")),
        "net": chance.choice(("12V", "GND")) if chance.randint(0, 9) == 0 else None,
        "conductors": chance.choice((None, 1, 2, 3, 8)),
        "gauge": maybe(chance, chance.choice(("18 AWG", "16 AWG", "16 AWG", "12 AWG", "22 AWG")), gaps),
        "length": maybe(chance, f"{chance.choice((100, 600, 600, 2500, 30000))} mm", gaps),
        "insulation": maybe(chance, "105 degC", gaps),
        "terminal": maybe(chance, "9 A", 2),
        "pins": pins if chance.randint(0, 9) == 0 else None,
        "fuse": chance.choice(fuses),
        "made": chance.choice(("ready", "ready", "hand", "factory")),
    }


def wired_build(data: Data) -> Build:
    """Make the build's entry."""
    return small.build(**data)


def with_build(build: Build, catalog: Catalog) -> Catalog:
    """Give the catalog as one that knows where the build was written."""
    return replace(catalog, lineage={**catalog.lineage, build.key: next(iter(catalog.lineage.values()))})


def wired_rigs() -> Iterator[tuple[Build, Catalog, Data]]:
    """Give the rigs of the stored vectors, with what JavaScript is told: the catalog stands in the first."""
    chance = Random(SEED)  # noqa: S311 - repeatable on purpose
    catalog = parts_catalog()
    told: Any = whole_slice(catalog)
    for _ in range(COUNT):
        build = wired_build(wired(chance))
        yield build, catalog, told_of(build, catalog, told)
        told = "before"


def whole_slice(catalog: Catalog) -> Data:
    """Give all that the engine reads of a catalog."""
    return catalog_slice(catalog) | {"wiring": wiring_slice(catalog)}


def told_of(build: Build, catalog: Catalog, told: Any) -> Data:
    """Give what JavaScript is told of a build; `told` is what it is told of the catalog."""
    assert build.harness is not None
    written = build_slice(build, with_build(build, catalog))
    return {"build": written, "harness": harness_slice(build.harness), "catalog": told}
