"""Cases made by chance: from a seed for the stored vectors, from Hypothesis for the live test."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from buildgen.calc.load import FAMILY, Run, make_load
from buildgen.calc.scope import INTEGER_KERNELS, KV_TYPES, Engine, Workload
from buildgen.calc.split import Card
from buildgen.calc.tensors import BASE, ROLES, Architecture, Quantisation, take_inventory
from buildgen.money import MINOR_DIGITS
from buildgen.site.figures import figures

Data = dict[str, Any]
CURRENCIES = ("CNY", "USD", "JPY")
DAYS = ("2024", "2024-12", "2025-01-03", "2025-06-30", "2025-06-30", "2026-05-27", "2026-10-01", "2027-01-01")
KINDS = ("paid", "sold", "quoted", "list")
MODELS = (
    Architecture("llama", 80, 8192, 64, 8, 128, 28672, 128256, tied_embeddings=False),
    Architecture("qwen2", 80, 8192, 64, 8, 128, 29568, 152064, tied_embeddings=False),
    Architecture("qwen2", 80, 8192, 64, 64, 128, 24576, 152064, tied_embeddings=False),
    Architecture("llama", 40, 5120, 32, 8, 128, 14336, 131072, tied_embeddings=False),
    Architecture("qwen3", 28, 1024, 16, 8, 128, 3072, 151936, tied_embeddings=True),
    Architecture("llama", 22, 2048, 32, 4, 64, 5632, 32000, tied_embeddings=False),
)


def decimal(chance: Random, low: int, high: int, places: int) -> str:
    """Make a decimal as text."""
    scale = 10**places
    return f"{Decimal(chance.randint(low * scale, high * scale)) / scale:f}"


def maybe(chance: Random, value: Any, share: int = 12) -> Any:
    """Give the value, or null once in so many times; with 0, never null."""
    return None if share and chance.randint(1, share) == 1 else value


def watts(chance: Random, most: int = 300) -> str:
    """Make a power as the catalog writes it; round ones often meet a limit exactly."""
    if chance.randint(0, 1):
        return f"{chance.choice((50, 75, 100, 150, 200, 225, 250, 300, 375, 400))} W"
    return f"{decimal(chance, 0, most, chance.choice((0, 0, 1, 3)))} W"


def fact(chance: Random, value: Any, gaps: int = 12) -> Any:
    """Make a fact of a kind of its own, or an unknown one."""
    kinds = ("spec", "measured", "assumed")
    return {"value": maybe(chance, value, gaps), "source": "sheet", "kind": chance.choice(kinds)}


def amount(chance: Random, currency: str | None = None) -> str:
    """Make an amount of money as the catalog writes it."""
    currency = currency or chance.choice(CURRENCIES)
    return f"{decimal(chance, 0, 9999, chance.randint(0, MINOR_DIGITS[currency]))} {currency}"


def observation(chance: Random) -> Data:
    """Make an observation of a price."""
    currency = chance.choice(CURRENCIES)
    return {
        "amount": amount(chance, currency),
        "up_to": amount(chance, currency) if chance.randint(0, 3) == 0 else None,
        "per": chance.choice((1, 1, 1, 3, 7)),
        "date": maybe(chance, chance.choice(DAYS)),
        "source": maybe(chance, "shop"),
        "kind": chance.choice(KINDS),
        "freight": "included" if chance.randint(0, 3) else chance.choice((None, "excluded")),
        "region": maybe(chance, chance.choice(("CN", "US")), 2),
    }


def rig_parts(chance: Random) -> list[list[Any]]:
    """Make the parts of a rig, as [kind, id, fields]; of most rigs every figure is known."""
    gaps = chance.choice((0, 0, 0, 12, 5))

    def power(most: int = 300) -> Any:
        return fact(chance, watts(chance, most), gaps)

    states = {
        name: {"name": name, "cap": power(), "board_power": power(400)}
        for name in ("quiet", "stock", "constructor")[: chance.randint(1, 3)]
    }
    card = {
        "slot_power": power(90) if chance.randint(0, 2) == 0 else None,
        "peak_factor": fact(chance, {"$": decimal(chance, 1, 3, 2)}, gaps),
        "peak_duration": fact(chance, chance.choice(("1 ms", "10 ms", "20 ms")), gaps),
        "plugs": maybe(chance, chance.choice((["pcie8", "pcie6"], ["pcie8"], [], ["eps8"])), 3),
        "states": states,
        "default_state": maybe(chance, "quiet", gaps),
    }
    ratings = ("750 W", "500 W", "1600 W", "400 W", "0 W", "501 W", watts(chance, 1200), watts(chance, 1200))
    rating = [fact(chance, chance.choice(ratings), gaps) for _ in range(2)]
    peak = power(2000) if chance.randint(0, 2) == 0 else None
    lines = None
    if chance.randint(0, 1):
        most = [maybe(chance, chance.choice(ratings), gaps) for _ in range(2)]
        lines = fact(
            chance, [{"line": "100 V", "rating": most[0]}, {"line": "230 V", "rating": most[1]}], gaps
        )
    block = {
        "supply_class": "atx",
        "rating": rating[1],
        "peak": peak,
        "peak_duration": fact(chance, "10 ms", gaps),
        "line_ratings": lines,
    }
    made: list[list[Any]] = [
        ["cpu", "chip", {"power": power()}],
        ["motherboard", "plate", {}],
        ["memory", "module", {}],
        ["storage", "drive", {"power": power(20)}],
        ["fan", "blower", {"power": power(10)}],
        ["gpu", "card", card],
        ["psu", "brick", {"supply_class": chance.choice(("atx", "server")), "rating": rating[0]}],
        ["psu", "block", block],
        ["system", "box", {"power": power()}],
    ]
    for each in made:
        each[2]["prices"] = [observation(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    return made


ROLES_OF_RIG = {
    "cpu": "chip",
    "board": "plate",
    "memory": "module",
    "disk": "drive",
    "fans": "blower",
    "gpus": "card",
    "constructor": "card",
    "atx": "brick",
    "server": "block",
    "whole": "box",
    "odd": "unheard-of",
}


def rig_build(chance: Random) -> Data:
    """Make a build of such parts; feeds and loads may be as odd as a file can be."""
    gaps = chance.choice((0, 0, 12))
    odd = ("constructor", "whole", "odd")
    roles = [role for role in ROLES_OF_RIG if chance.randint(1, 8) > (6 if role in odd else 1)]
    parts = {
        role: {
            "part": ROLES_OF_RIG[role],
            "count": maybe(chance, chance.choice((0, 1, 1, 1, 2, 3)), gaps),
            "state": maybe(chance, chance.choice(("quiet", "quiet", "quiet", "gone")), 2)
            if role == "gpus"
            else None,
        }
        for role in roles
    }
    names = [*ROLES_OF_RIG, "platform"]
    feeds: Data = {"atx": ["cpu", "board", "platform"], "server": ["gpus"]}
    if chance.randint(0, 2) == 0:
        feeds = {
            supply: [name for name in names if chance.randint(0, 2) == 0]
            for supply in ("atx", "server", "gpus")
            if chance.randint(0, 5)
        }
    loads = {
        "platform": {
            "power": maybe(chance, watts(chance), gaps),
            "covers": [
                *(role for role in ("board", "memory", "disk", "fans") if chance.randint(0, 9)),
                *(["gpus"] if chance.randint(0, 8) == 0 else []),
            ],
            "kind": chance.choice(("reported", "assumed")),
        }
    }
    lots: Data = {}
    left = list(roles)
    for name in ("lot", "other_lot", "third"):
        covers = [left.pop() for _ in range(min(len(left), chance.randint(0, 2)))]
        if covers:
            lots[name] = {
                "covers": covers,
                "total": amount(chance),
                "date": maybe(chance, chance.choice(DAYS), 3),
            }
            if chance.randint(0, 1):
                lots[name]["freight"] = chance.choice((None, "included", "excluded"))
    return {
        "region": maybe(chance, chance.choice(("CN", "CN", "US")), 3),
        "currency": chance.choice(("CNY", "CNY", None, "JPY")),
        "budget": maybe(chance, amount(chance, "CNY"), 2),
        "parts": parts,
        "feeds": feeds,
        "loads": loads if chance.randint(0, 5) else {},
        "prices": lots,
        "price_defaults": {
            "kind": maybe(chance, chance.choice(KINDS), 3),
            "date": maybe(chance, chance.choice(DAYS), 3),
            "source": "shop",
            "freight": maybe(chance, "included", 6),
        },
        "harness": harness(chance) if chance.randint(0, 2) == 0 else None,
    }


def harness(chance: Random) -> Data:
    """Make a harness that names some roles: it stands as long as the same parts play them."""
    ends = ("atx", "server", "board", "gpus", "gpus.0", "cpu")
    runs = {f"run{n}": {"from": chance.choice(ends[:2]), "to": chance.choice(ends)} for n in range(2)}
    return {"runs": runs, "joints": {"pad": {"kind": "pad", "on": chance.choice(ends)}}}


def rig(chance: Random) -> Data:
    """Make a rig, with a base to compare it with and rates of exchange; budgets are in the rig's currency."""
    build, base = rig_build(chance), rig_build(chance)
    for each in (build, base):
        if each["budget"] is not None:
            each["currency"] = each["budget"][-3:]
    rates = [
        {
            "of": chance.choice(CURRENCIES),
            "to": chance.choice(CURRENCIES),
            "rate": {"$": decimal(chance, 1, 160, 4)},
            "date": chance.choice(DAYS),
        }
        for _ in range(chance.randint(0, 6))
    ]
    return {
        "parts": rig_parts(chance),
        "build": build,
        "base": base,
        "rates": rates,
        "as_of": chance.choice(("2026-11-22", "2025-01-03")),
    }


def cards(chance: Random) -> list[Data]:
    """Make one to six cards, most often alike."""
    sizes = (16368, 16368, 16368, 22528, 32752, 24564, 12288)
    size, count, alike = chance.choice(sizes), chance.randint(1, 6), chance.randint(0, 2)
    made = [
        Card(
            f"gpu{index}",
            size if alike or chance.randint(0, 2) else chance.choice((*sizes, 0)),
            None if alike or chance.randint(0, 2) else chance.randint(8000, 16368),
            1.024e12,
        )
        for index in range(count)
    ]
    return [figures(card) for card in made]


def workload(chance: Random, count: int) -> Data:
    """Make a way to run a model."""
    odd = chance.randint(0, 9) == 0
    kv_type = chance.choice(("f16", "f16", "q8_0", "q4_0"))
    kv_types = (*KV_TYPES, "q3") if odd else (kv_type,)
    shares = tuple(chance.randint(0, 5) for _ in range(count + odd))
    contexts = (512, 2048, 4096, 8192, 16384, 32768, 131072, chance.randint(1, 70000))
    made = Workload(
        context=chance.choice((0, 1, 31) if odd else contexts),
        micro_batch=chance.choice((512, 512, 512, 128, 64, 1024, 33)),
        batch=chance.choice((2048, 2048, 256)),
        split="tensor" if odd else chance.choice(("layer", "layer", "row", "none")),
        tensor_split=shares if chance.randint(0, 4) == 0 else None,
        kv_type_k=chance.choice(kv_types),
        kv_type_v=chance.choice(kv_types),
        flash_attention=chance.choice((None, None, None, True, False)),
        sequences=chance.choice((1, 1, 2, 4)),
        copies=chance.choice((None, None, 1)),
        gpu_layers=60 if odd and chance.randint(0, 1) else None,
    )
    return figures(made)  # type: ignore[no-any-return]


def shape(chance: Random) -> Data:
    """Make the shape of a model: a real one, or one with a figure changed or missing."""
    model = chance.choice(MODELS)
    if chance.randint(0, 7) == 0:
        changes: list[dict[str, Any]] = [
            {"layers": chance.randint(1, 100)},
            {"feed_forward": 32 * chance.randint(10, 900)},
            {"hidden": 32 * chance.randint(10, 300)},
            {"kv_heads": chance.choice((1, 2, 4, 8, 16))},
            {"head_dim": chance.choice((64, 80, 96, 128, 256))},
            {"family": chance.choice(("gemma", "qwen3", "qwen2"))},
            {"experts": 8},
            {"sliding_window": 4096},
            {"vocabulary": None},
        ]
        model = replace(model, **chance.choice(changes))
    return figures(model)  # type: ignore[no-any-return]


def quantisation(chance: Random, layers: int) -> Data:
    """Make a file type, sometimes with the types that its header states."""
    name = chance.choice((*BASE, *BASE, *(("Q4_K_S", "Q3_K_M", "Q2_K") * 6), "IQ2_XXS"))
    types = ("Q4_K", "Q5_K", "Q6_K", "Q8_0", "F16")
    stated = [
        (role, tuple(chance.choice(types) for _ in range(layers if role.startswith(("attn", "ffn")) else 1)))
        for role in ROLES
        if chance.randint(0, 1)
    ]
    made = Quantisation(name, bool(chance.randint(0, 1)), tuple(stated) if chance.randint(0, 5) == 0 else ())
    return figures(made)  # type: ignore[no-any-return]


def engine(chance: Random) -> Data:
    """Make an engine generation, sometimes with a build in use."""
    made = chance.choice((Engine(), Engine(), Engine(), INTEGER_KERNELS))
    build = chance.choice((None, None, None, 4800, 4800, 4800, 4407, 5000))
    return figures(replace(made, build=build))  # type: ignore[no-any-return]


def fit_case(chance: Random) -> Data:
    """Make a question to the memory model."""
    held, architecture = cards(chance), shape(chance)
    return {
        "architecture": architecture,
        "quantisation": quantisation(chance, architecture["layers"]),
        "cards": held,
        "workload": workload(chance, len(held)),
        "engine": engine(chance),
    }


def tame_case(chance: Random) -> Data:
    """Make a question that has an answer: a whole model, cards with memory."""
    count = chance.randint(1, 3)
    return {
        "architecture": figures(chance.choice(MODELS[:4])),
        "quantisation": figures(Quantisation(chance.choice(("Q4_K_S", "Q4_K_M", "Q8_0", "Q6_K")))),
        "cards": [figures(Card(f"gpu{index}", 16368, None, 1.024e12)) for index in range(count)],
        "workload": figures(
            Workload(
                context=chance.choice((2048, 4096, 6144)),
                split=chance.choice(("layer", "row") if count > 1 else ("none",)),
            )
        ),
        "engine": figures(Engine()),
        "others": [figures(Quantisation(name)) for name in ("Q3_K_M", "Q2_K")],
        "limit": chance.choice((2048, 8192)),
        "step": chance.choice((256, 1000)),
    }


def speed_case(chance: Random) -> Data:
    """Make a question to the speed formulas, for decode."""
    name = chance.choice(("Q4_K_S", "Q8_0", "F16", "Q6_K", "Q4_0", "Q2_K"))
    inventory = take_inventory(chance.choice(MODELS), Quantisation(name))
    run = Run(
        split=chance.choice(("none", "layer", "row")),
        cards=chance.randint(1, 4),
        sequences=chance.choice((1, 1, 1, 2, 3, 4, 4, 8, 0)),
        depth=chance.choice((0, 512, 4096, 30000)),
        prompt=chance.choice((128, 512, 512, 8000, 0)),
        flash_attention=bool(chance.randint(0, 1)),
    )
    load = make_load(
        chance.choice(("known", "other")),
        inventory,
        run,
        chance.choice((1.024e12, 1.024e12, 1.024e12, 6.16e11, 6.16e11, None)),
    )
    families = sorted(set(FAMILY.values()) - {"between"})
    parameters = {
        "efficiency": {f: chance.randint(300, 900) / 1000 for f in families if chance.randint(0, 5)},
        "per_layer": chance.randint(1, 900) / 1e6,
        "per_product": maybe(chance, chance.randint(1, 90) / 1e6, 3),
        "growth": chance.choice(({"2": 1.1, "4": 1.6}, {"2": 1.1, "4": 1.6}, {"4": 1.7}, {})),
        "row_spread": 0.06,
        "model_spread": 0.18,
        "batch_spread": chance.choice(({}, {"4": 0.25}, {"2": 0.1, "4": 0.3})),
        "models": ["known"],
        "rests_on": ["a/1", "b/2"],
    }
    if not parameters["growth"]:
        parameters["batch_spread"] = {}
    if "4" in parameters["growth"] and parameters["batch_spread"]:
        parameters["batch_spread"] = {"2": 0.1, "4": 0.3}
    rows = [
        {"id": f"r/{n}", "value": chance.randint(1, 9999) / 100}
        for n in range(chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 3)))
    ]
    return {"load": figures(load), "measured": rows, "parameters": maybe(chance, parameters)}


def prefill_case(chance: Random) -> Data:
    """Make a question to the speed formulas, for prefill."""
    parameters = {
        "rate": chance.randint(1, 40) * 1e12,
        "per_score": chance.randint(0, 900) / 1e12,
        "row_spread": 0.05,
        "model_spread": 0.2,
        "models": ["known"],
        "rests_on": ["a/1"],
    }
    return {**speed_case(chance), "parameters": maybe(chance, parameters)}


def proof(chance: Random) -> Data:
    """Make a proof, dated or not."""
    return {
        "kind": chance.choice(("quoted", "measured", "assumed")),
        "date": maybe(chance, chance.choice(DAYS), 3),
        "source": maybe(chance, "sheet"),
    }


def pace(chance: Random) -> Data:
    """Make a speed."""
    return {
        "decode": maybe(chance, decimal(chance, 0, 60, 2)),
        "prefill": maybe(chance, decimal(chance, 0, 900, 1), 3),
        "prompt": chance.choice(("0", "0", "4", "12.5")),
        "proof": proof(chance),
    }


def cost_case(chance: Random) -> Data:
    """Make the terms of a running cost, a total and a service."""
    currency = chance.choice(("CNY", "CNY", "JPY"))
    draw = {name: maybe(chance, chance.randint(0, 1_500_000), 9) for name in ("idle", "typical", "cap")}
    tariff = {
        "per_kwh": decimal(chance, 0, 2, 4),
        "currency": currency if chance.randint(0, 12) else "USD",
        "place": chance.choice(("", "CN")),
        "proof": proof(chance),
    }
    return {
        "terms": {
            "draw": {**draw, "proof": proof(chance)},
            "busy_hours": decimal(chance, 0, 12, 1),
            "idle_hours": decimal(chance, 0, 13, 1),
            "years": decimal(chance, 0, 6, 1),
            "tariff": maybe(chance, tariff),
            "efficiency": maybe(
                chance, decimal(chance, chance.choice((0, 1)), 1, 3) if chance.randint(0, 1) else "0.91"
            ),
            "pace": maybe(chance, pace(chance)),
        },
        "total": {
            "amount": [chance.randint(-1, 10**7), currency],
            "at_least": bool(chance.randint(0, 1)),
        },
        "service": maybe(
            chance,
            {
                "name": "some service",
                "output": decimal(chance, 0, 9000, 2),
                "input": decimal(chance, 0, 20, 3),
                "currency": currency if chance.randint(0, 12) else "USD",
                "proof": proof(chance),
            },
        ),
        "stale": ["gpus"] if chance.randint(0, 4) == 0 else [],
        "accept": bool(chance.randint(0, 1)),
        "pace": pace(chance),
        "memory": chance.choice((0, 16 * 2**30, 48 * 2**30, 17179869184 * 5)),
    }


def rounding(chance: Random) -> Data:
    """Make a division near a half."""
    under = chance.randint(1, 10**12)
    return {"over": str(chance.randint(-(10**20), 10**20)), "under": str(under)}


def alternative(chance: Random) -> Data:
    """Make what a reader might change in a build: parts, counts, states, prices, removals."""
    changes: Data = {}
    for role in ROLES_OF_RIG:
        use: Data = {}
        if chance.randint(0, 3) == 0:
            use["count"] = chance.choice((0, 1, 2, 3, None))
        if chance.randint(0, 4) == 0:
            use["part"] = chance.choice(("card", "brick", "chip", "unheard-of"))
        if chance.randint(0, 5) == 0:
            use["state"] = chance.choice(("quiet", "stock", None))
        if use:
            changes[role] = use
    names = (*ROLES_OF_RIG, "loads.platform", "prices.lot", "feeds.atx", "parts.cpu")
    lots = {
        name: {"covers": [chance.choice(("cpu", "gpus", "atx"))], "total": amount(chance, "CNY")}
        for name in ("lot", "fresh")
        if chance.randint(0, 2) == 0
    }
    child = {"parts": changes, "remove": [n for n in names if chance.randint(0, 8) == 0], "prices": lots}
    return {key: value for key, value in child.items() if value}
