"""Writes the shared vectors: `python -m tests.agreement.write_vectors`, then read the diff.

Each vector is a call with its arguments and the answer; for a rig also what it was made from. Edges are
written out here by hand, the rest comes from a fixed seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from buildgen.site.calculator import constants
from buildgen.site.figures import figures
from tests.agreement import makers
from tests.agreement.calls import answer, wiring_figures
from tests.agreement.rigs import rig_of
from tests.agreement.wired import wired_rigs

FOLDER = Path(__file__).parents[1] / "vectors"
SEED = 20250103

HALVES = ((5, 10), (-5, 10), (15, 10), (-15, 10), (4, 10), (0, 7), (1, 0), (1, -3), (10**30 + 5, 10), (7, 2))
TEXTS = (
    ("Watts", "750 W"), ("Watts", "750W"), ("Watts", "0.75 kW"), ("Watts", "+1.0005 W"), ("Watts", "-3 mW"),
    ("Watts", "750"), ("Watts", "750 Watt"), ("Watts", "750 GiB"), ("Watts", "0.0001 W"), ("Watts", ""),
    ("Watts", "7 5 W"), ("Watts", "constructor"), ("Watts", "1 constructor"), ("Watts", "1 __proto__"),
    ("Memory", "16 GiB"), ("Memory", "16368 MiB"), ("Memory", "0.5 GiB"), ("Memory", "9 GB"),
    ("Memory", "0.1 KiB"), ("Gauge", "16 AWG"), ("Gauge", "0 AWG"), ("Gauge", "57 AWG"), ("Gauge", "2.5 mm2"),
    ("Gauge", "2.5 mm²"), ("Gauge", "-1 AWG"), ("Celsius", "70 °C"), ("Celsius", "70 ℃"),
    ("Celsius", "-40.5 degC"), ("Memory", "1 TB"),
    ("Duration", "100 us"), ("Ohms", "10 mOhm"), ("Watts", "750 W"), ("Watts", "750 W\n"), ("Watts", "７ W"),
    ("Watts", "999999999999999 W"), ("Watts", "1000000000000000 W"), ("Memory", "999999999999999 TiB"),
)  # fmt: skip
MONEY = (
    "3140.19 CNY", "3140.190 CNY", "3140.195 CNY", "0 CNY", "-0.01 CNY", "+5 USD", "100 JPY", "100.5 JPY",
    "100.0 JPY", "12.3", "12", "CNY", "12 cny", "12 XXX", "12 ABCD", "1,730 CNY", "￥12 CNY", "12CNY",
    "999999999999 CNY", "1000000000000 CNY", "12.1234567890 CNY", " 12 CNY", "12  CNY", "<script> CNY",
    "1 constructor",
)  # fmt: skip


# Networks that have no solution, each for its own reason, and some that have.
WIRE = {"id": "wire", "a": "supply.12V", "b": "card.12V", "ohms": 0.01}
BACK = {"id": "back", "a": "card.GND", "b": "supply.GND", "ohms": 0.02}
SUPPLY = {"id": "supply", "plus": "supply.12V", "minus": "supply.GND", "volts": 12}
CARD = {"id": "card", "plus": "card.12V", "minus": "card.GND", "watts": 250, "amps": 0}
STACKED = {"id": "upper", "plus": "upper.12V", "minus": "supply.12V", "volts": 5.5}
NETWORKS = (
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": [CARD]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": [CARD | {"watts": 0, "amps": 5.5}]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": [CARD | {"amps": 5.5}]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": []},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY, SUPPLY | {"id": "twin"}], "loads": [CARD]},
    {"resistors": [WIRE], "sources": [SUPPLY], "loads": [CARD]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY | {"volts": -12}], "loads": [CARD]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": [CARD | {"watts": 1300}]},
    {"resistors": [WIRE, BACK], "sources": [SUPPLY], "loads": [CARD | {"amps": 500}]},
    {
        "resistors": [WIRE, BACK, {"id": "shunt", "a": "upper.12V", "b": "card.12V", "ohms": 5}],
        "sources": [SUPPLY, STACKED],
        "loads": [CARD],
    },
    {"resistors": [WIRE, WIRE, BACK], "sources": [SUPPLY], "loads": [CARD]},
    {"resistors": [WIRE | {"ohms": 0}, BACK], "sources": [SUPPLY], "loads": [CARD]},
)


def edges() -> Iterator[tuple[str, Any]]:
    """Give the cases that stand exactly at a limit, or beyond the form."""
    for over, under in HALVES:
        yield "quantity.divide_half_up", {"over": str(over), "under": str(under)}
    for kind, text in TEXTS:
        yield "quantity.parse", {"kind": kind, "text": text}
    for text in MONEY:
        yield "money.parse", {"text": text}
    for grains in (0, 1, -1, 750_000, 750_050, -750_050, 999_999):
        for places in (None, 0, 1, 3):
            yield "quantity.number", {"kind": "Watts", "grains": grains, "places": places}
    for grains in (0, 1, 2**34, 3 * 2**29, 2**70):
        yield "quantity.number", {"kind": "Memory", "grains": str(grains), "places": None}
        yield "quantity.number", {"kind": "Memory", "grains": str(grains), "places": 2}
    for network in NETWORKS:
        yield "solver.solve", network
    for minor, currency in ((0, "CNY"), (5, "CNY"), (-5, "CNY"), (-100, "JPY"), (10**20, "EUR")):
        yield "money.text", {"money": [str(minor), currency]}


def seeded() -> Iterator[tuple[str, Any]]:
    """Give the cases made from the seed."""
    chance = Random(SEED)  # noqa: S311 - repeatable on purpose
    for _ in range(12):
        yield "quantity.divide_half_up", makers.rounding(chance)
        grains, whole = chance.randint(-(10**9), 10**9), chance.randint(0, 10**9)
        yield "quantity.percent_of", {"grains": grains, "whole": whole}
        yield "quantity.scaled", {"grains": grains, "factor": makers.decimal(chance, 0, 3, 2)}
        pair = [chance.randint(-(10**9), 10**9), chance.choice(makers.CURRENCIES)]
        rate = makers.decimal(chance, 0, 200, 4)
        yield "money.converted", {"money": pair, "rate": rate, "currency": chance.choice(makers.CURRENCIES)}
        yield "money.percent_of", {"money": pair, "whole": [chance.randint(0, 10**9), pair[1]]}
    for model in makers.MODELS:
        for name in ("Q4_K_S", "Q4_K_M", "Q8_0", "IQ4_XS", "Q2_K", "Q5_K_M"):
            quantisation: makers.Data = {"name": name, "imatrix": False, "types": []}
            yield "tensors.take_inventory", {"architecture": figures(model), "quantisation": quantisation}
    for _ in range(80):
        yield "fit.predict", makers.fit_case(chance)
    for _ in range(6):
        case = makers.tame_case(chance)
        yield "remedy.suggest", case
        yield "remedy.find_largest_context", case
    for _ in range(45):
        yield "speed.decode", makers.speed_case(chance)
        yield "speed.prefill", makers.prefill_case(chance)
    for _ in range(30):
        case = makers.cost_case(chance)
        for call in ("running_cost", "break_even", "per_speed", "per_gibibyte"):
            yield f"cost.{call}", case


# Cap and board power of each of three cards, their peak factor, the rating of their supply, and its peak.
LIMITS = (
    (190, 250, None, "750 W", None),  # the post's rig
    (200, 249, "1", "750 W", None),  # exactly the share that a builder plans with
    (201, 249, "1", "750 W", None),
    (250, 250, "1.5", "750 W", None),  # exactly the rating
    (190, 250, "1", "750 W", None),  # high exactly the rating
    (190, 249, "1.2", "750 W", "896.4 W"),  # peak exactly what the supply bears
    (190, 249, "1.2", "750 W", "896.3 W"),
    (326, 330, "1", "751 W", None),  # the slots help, and it is still too much
    (130, 166, None, "501 W", None),  # an assumed rating, fine as it is, and not at the next lower one
    (150, None, None, "750 W", None),
    (None, None, None, "750 W", None),
    (190, 250, "1.5", None, None),
)


def edge_rigs() -> Iterator[Any]:
    """Give rigs whose figures stand exactly at a limit, priced by two rates of one day."""
    for cap, board_power, factor, rating, peak in LIMITS:
        state = {"cap": cap and f"{cap} W", "board_power": board_power and f"{board_power} W"}
        card = {
            "states": {"quiet": {"name": "quiet", **state}},
            "default_state": "quiet",
            "peak_factor": factor and {"$": factor},
            "prices": [
                {"amount": "10.01 USD", "per": 2, "date": "2025", "source": "shop", "freight": "included"}
            ],
        }
        assumed = {"value": rating, "source": "sheet", "kind": "assumed" if rating == "501 W" else "spec"}
        supply = {"supply_class": "server", "rating": assumed, "peak": peak}
        build = {
            "parts": {"gpus": {"part": "card", "count": 3}, "server": {"part": "block"}},
            "feeds": {"server": ["gpus"]},
            "price_defaults": {"date": "2026-05-26"},
        }
        rates = [
            {"of": "USD", "to": "CNY", "rate": {"$": rate}, "date": day}
            for rate, day in (("7.1", "2024-12"), ("7.25", "2024-12"), ("7.3", "2025-01-02"))
        ]
        yield {
            "parts": [["gpu", "card", card], ["psu", "block", supply]],
            "build": build,
            "base": {**build, "parts": {"gpus": {"part": "card", "count": 1}}},
            "rates": rates,
            "as_of": "2026-11-22",
        }


def rigs() -> Iterator[Any]:
    """Give the plain data of the rigs."""
    yield from edge_rigs()
    chance = Random(SEED)  # noqa: S311 - repeatable on purpose
    for _ in range(36):
        yield makers.rig(chance)


def vectors() -> dict[str, list[Any]]:
    """Give the content of each file."""
    calls: dict[str, list[Any]] = {}
    for call, args in (*edges(), *seeded()):
        calls.setdefault(call.partition(".")[0], []).append(
            {"call": call, "args": args, **answer(call, args)}
        )
    calls["rig"] = []
    for made_from in rigs():
        rig = rig_of(made_from)
        calls["rig"].append({"call": "rig", "made_from": made_from, "args": rig.args(), **rig.answer()})
    calls["wiring"] = [
        {"call": "wiring", "args": told, "result": figures(wiring_figures(build, catalog))}
        for build, catalog, told in wired_rigs()
    ]
    calls["constants"] = [constants()]
    return calls


def text_of(content: list[Any]) -> str:
    """Write a file: one vector a line, so that a diff shows which changed."""
    lines = (json.dumps(vector, ensure_ascii=True, separators=(",", ":")) for vector in content)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> None:
    """Write all files."""
    for name, content in vectors().items():
        (FOLDER / f"{name}.json").write_text(text_of(content), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
