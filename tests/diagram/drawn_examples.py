"""Drawings of the seed rig and of harder cases, for the tests and for the gallery."""

from decimal import Decimal

from buildgen.diagram import bars, card, ladder, lines, memory, prices, rig, share, states, supplies
from buildgen.money import Money
from buildgen.quantity import Memory, Watts

NBSP = "\u00a0"
HOSTILE = '<script>alert(1)</script> a|b*c_d & "x" \u202egnp.exe'
LONG = "机架式服务器电源模块 Dell PowerEdge 冗余热插拔 750W 白金版"


def w(number: int | str) -> Watts:
    """Make watts."""
    return Watts.of(Decimal(number), "W")


def cny(text: str) -> Money:
    """Make an amount of yuan."""
    return Money.parse(f"{text} CNY")


def _slices() -> tuple[share.Slice, ...]:
    rows = (
        ("3 × MI50 16 GB", "1730.00", "55.1"),
        ("CPU and board, bundle", "373.95", "11.9"),
        ("SSD 1 TB", "358.00", "11.4"),
        ("Memory, 4 × 32 GB", "216.24", "6.9"),
        ("ATX supply", "145.00", "4.6"),
        ("Card fans", "144.00", "4.6"),
        ("CPU cooler", "58.00", "1.9"),
        ("Cables", "41.00", "1.3"),
        ("Server supply", "40.00", "1.3"),
        ("Frame", "34.00", "1.1"),
    )
    known = tuple(
        share.Slice(name, cny(amount), f"{amount}{NBSP}CNY, {part}{NBSP}%") for name, amount, part in rows
    )
    return (*known, share.Slice("Freight of the cards", None, ""))


SHARE = share.ShareBar(
    "More than half of the money went into the three cards",
    "Shares of the known total of 3140.19 CNY.",
    _slices(),
)

SEED_SUPPLIES = supplies.SupplyChart(
    "The server supply carries 76 % of its rating",
    "Budget, low to high and peak of both supplies against their ratings.",
    (
        supplies.Supply(
            name="Server supply, Dell 750 W",
            rating=w(750),
            budget=w(570),
            low=w(345),
            high=w(750),
            peak=w(1125),
            peak_of_one=w(875),
            limit=w(600),
            limit_text=f"80{NBSP}%",
            percent="76.0",
            verdict="warning",
            verdict_word="Warning",
        ),
        supplies.Supply(
            name="ATX supply, Xuanwu 500K",
            rating=w(500),
            budget=w(220),
            low=w(220),
            high=w(445),
            limit=w(400),
            limit_text=f"80{NBSP}%",
            percent="44.0",
            verdict="warning",
            verdict_word="Warning",
            rating_note="assumed",
            peaks=False,
        ),
    ),
)

HARD_SUPPLIES = supplies.SupplyChart(
    "Supplies with gaps",
    "Unknown figures, long and hostile names.",
    (
        supplies.Supply(name=LONG, rating=None, budget=w(418), verdict="unknown"),
        supplies.Supply(
            name=HOSTILE,
            rating=w(750),
            budget=w(900),
            low=w(700),
            high=w(900),
            peak=w(1350),
            limit=w(600),
            limit_text=f"80{NBSP}%",
            percent="120.0",
            verdict="error",
            verdict_word="Error",
        ),
        supplies.Supply(
            name="12 V breakout",
            rating=w(2000),
            budget=w(90),
            low=w(80),
            high=w(90),
            limit=w(1600),
            limit_text=f"80{NBSP}%",
            percent="4.5",
            verdict="ok",
            verdict_word="OK",
        ),
    ),
)

STATES = states.StateChart(
    "At stock power the Dell unit is at its limit",
    "Budget and high of the server supply in four states of the cards.",
    w(750),
    w(600),
    f"80{NBSP}%",
    (
        states.State("Pro VII, 190 W", w(570), w(750), "warning", "Warning"),
        states.State("225 W", w(675), w(750), "warning", "Warning"),
        states.State("Stock, 250 W", w(750), w(750), "error", "Error"),
        states.State("300 W", w(900), w(900), "error", "Error"),
    ),
)

PRICES = prices.PriceChart(
    "Two observations of a MI50, nine months apart",
    "Prices in yuan by date and kind.",
    (
        prices.Observation("2024-12", "paid", cny("576.67")),
        prices.Observation("2025-01-03", "reported", cny("500"), cny("600")),
        prices.Observation("2025-06", "quoted", cny("780")),
        prices.Observation("2025-09-14", "quoted", cny("899")),
        prices.Observation("2026", "assumed", cny("850"), cny("1100")),
    ),
    prices.Words(
        kinds=(
            ("paid", "paid"),
            ("quoted", "quoted"),
            ("reported", "reported range"),
            ("assumed", "assumed, some time in the year"),
        )
    ),
)

PRICE_ALONE = prices.PriceChart(
    "One observation",
    "The only price known.",
    (prices.Observation("2025-01-03", "paid", cny("40.00")),),
)

RIG = rig.Rig(
    "Two supplies feed the rig",
    "The server supply A feeds the three cards by cable; the ATX supply B feeds processor and board.",
    (
        rig.SupplyBlock("server", "Server supply", "Dell, 750 W"),
        rig.SupplyBlock("atx", "ATX supply", "Xuanwu 500K, 500 W assumed"),
    ),
    (
        rig.LoadBlock("gpu1", "MI50 16 GB", "card 1, cap 190 W", "card"),
        rig.LoadBlock("gpu2", "MI50 16 GB", "card 2, cap 190 W", "card"),
        rig.LoadBlock("gpu3", "MI50 16 GB", "card 3, cap 190 W", "card"),
        rig.LoadBlock("board", "Jingyue X99-TI D3 Plus", "board, memory, disk, fans: 100 W", "board"),
        rig.LoadBlock("cpu", "Xeon E5-2666 v3", "processor, 120 W", "cpu"),
    ),
    (
        rig.Feed("server", "gpu1", "190 W"),
        rig.Feed("server", "gpu2", "190 W"),
        rig.Feed("server", "gpu3", "190 W"),
        rig.Feed("atx", "board", "100 W"),
        rig.Feed("atx", "cpu", "120 W"),
    ),
    (rig.Slot("board", "gpu1"), rig.Slot("board", "gpu2"), rig.Slot("board", "gpu3")),
)

HARD_RIG = rig.Rig(
    "Three supplies, crossed",
    "Loads fed by several supplies, and one that nobody feeds.",
    (
        rig.SupplyBlock("one", LONG, "750 W"),
        rig.SupplyBlock("two", HOSTILE),
        rig.SupplyBlock("three", "Small", "12 V"),
    ),
    (
        rig.LoadBlock("a", LONG, LONG, "card"),
        rig.LoadBlock("b", HOSTILE, "", "card"),
        rig.LoadBlock("c", "Fans", "", "other"),
        rig.LoadBlock("d", "Board", "", "board"),
    ),
    (
        rig.Feed("one", "a"),
        rig.Feed("two", "a"),
        rig.Feed("three", "a"),
        rig.Feed("one", "d", "24 pin"),
        rig.Feed("two", "b"),
    ),
    (rig.Slot("d", "a"), rig.Slot("d", "b")),
)


def _points(*pairs: tuple[int, str]) -> tuple[lines.Point, ...]:
    return tuple(lines.Point(x, Decimal(y)) for x, y in pairs)


CONTEXT = lines.LineChart(
    "Row split is faster and runs out of memory first",
    "Decode speed by context; BOOM where memory ran out.",
    "context, tokens",
    "decode, tokens/s",
    (
        lines.Series("Llama 3.3 70B, row split", _points((2048, "11.56")), (4096,)),
        lines.Series("Llama 3.3 70B, layer split", _points((8192, "10.02")), (16384,)),
        lines.Series("Llama 3.3 70B, layer split, KV q8_0", _points((32768, "9.84")), (65536,)),
        lines.Series("Qwen 2.5 72B, layer split", _points((4096, "9.39")), (8192,)),
        lines.Series("Liberated Qwen 1.5 72B, layer split", _points((2048, "9.47")), (4096,)),
    ),
    "n = 1, spread unknown",
)

BATCH = lines.LineChart(
    "Above 4 sequences the MI50 gets slower",
    "Decode speed of the 12B model by sequences on both cards.",
    "sequences at once",
    "decode, tokens/s, all sequences",
    (
        lines.Series("MI50", _points((1, "33.45"), (2, "49.12"), (4, "55.89"), (8, "47.56"))),
        lines.Series("2080 Ti 22 GB", _points((1, "37.65"), (2, "70.63"), (4, "110.04"), (8, "128.36"))),
    ),
    "Dolphin Mistral Nemo 12B q8_0; n = 1, spread unknown",
)

SPREAD = lines.LineChart(
    "Five repetitions",
    "Speed with standard deviation.",
    "depth",
    "decode, tokens/s",
    (
        lines.Series(
            "MI50",
            tuple(
                lines.Point(x, Decimal(y), Decimal(s))
                for x, y, s in ((512, "20.4", "1.2"), (4096, "18.1", "0.8"), (32768, "12.9", "2.1"))
            ),
        ),
    ),
)

BARS = bars.BarChart(
    "The 2080 Ti reads prompts three times as fast",
    "Prefill speed by sequences on both cards.",
    "prefill, tokens/s",
    ("MI50", "2080 Ti 22 GB"),
    tuple(
        bars.Group(name, (Decimal(a), Decimal(b) if b else None))
        for name, a, b in (
            ("1 sequence", "493.28", "1669.98"),
            ("2 sequences", "474.35", "1660.32"),
            ("4 sequences", "442.91", "1593.60"),
            ("8 sequences", "393.13", ""),
        )
    ),
    "n = 1, spread unknown",
)


def _gib(*amounts: str) -> tuple[Memory, ...]:
    return tuple(Memory.of(Decimal(amount), "MiB") for amount in amounts)


_LIMIT = Memory.of(16332, "MiB")

MEMORY = memory.MemoryChart(
    "The third card is full first",
    "Memory of the three cards with Llama 3.3 70B, layer split, context 16384.",
    ("weights", "KV cache", "compute", "pool", "runtime"),
    (
        memory.Card("Card 1", _LIMIT, _gib("12654", "1728", "960", "512", "256"), "222 MiB free"),
        memory.Card("Card 2", _LIMIT, _gib("12654", "1728", "960", "512", "256"), "222 MiB free"),
        memory.Card("Card 3", _LIMIT, _gib("13160", "1664", "1400", "512", "256"), "BOOM: 660 MiB over"),
    ),
    memory.Words(limit="usable: 15.95 GiB"),
)

BACKS = card.CardBacks(
    "The two boards from behind",
    "Two back plates",
    "back",
    (
        card.CardBack(
            "Real: MI50 board", ("AMD RADEON INSTINCT MI50", "label"), True, "A: the label. B, C: parts."
        ),
        card.CardBack("Fake: Radeon VII style board", ("Radeon VII",), False, f"{LONG} {HOSTILE}"),
    ),
)
LABELS = card.CardBacks("The two labels", "Two labels", "label", BACKS.cards)
LADDER = ladder.Ladder(
    "Is it for you?",
    "Questions and answers",
    (
        ladder.Rung("Do you need fine-tuning, or vLLM, TGI or TensorRT-LLM?", "Not these cards."),
        ladder.Rung(LONG, f"{LONG} {LONG}"),
        ladder.Rung("Short?", HOSTILE),
    ),
    "Then three cards, about ten tokens a second, and a weekend of your life.",
)

DRAWINGS = (
    ("share", share, SHARE),
    ("supplies", supplies, SEED_SUPPLIES),
    ("supplies-hard", supplies, HARD_SUPPLIES),
    ("states", states, STATES),
    ("prices", prices, PRICES),
    ("price-alone", prices, PRICE_ALONE),
    ("rig", rig, RIG),
    ("rig-hard", rig, HARD_RIG),
    ("context", lines, CONTEXT),
    ("batch", lines, BATCH),
    ("spread", lines, SPREAD),
    ("bars", bars, BARS),
    ("memory", memory, MEMORY),
    ("card-backs", card, BACKS),
    ("card-labels", card, LABELS),
    ("ladder", ladder, LADDER),
)
