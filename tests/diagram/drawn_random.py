"""Random data for every drawing, hostile names and missing figures included."""

from hypothesis import strategies as st

from buildgen.diagram import bars, harness, lines, memory, prices, rig, share, states, supplies, wiring
from buildgen.diagram.scene import VERDICT_SIGNS
from buildgen.money import Money
from buildgen.quantity import Memory, Watts

NAMES = st.text(
    "abcXYZ MW0123456789.,()-/<>&\"'|*_\u4e09\u5f20\u663e\u5361\u202e\u200b\u0301\u0645\U0001f600",
    max_size=40,
)
WORDS = st.sampled_from(("OK", "Warning", "not established", "\u672a\u786e\u5b9a", "W" * 30))
VERDICTS = st.sampled_from(tuple(VERDICT_SIGNS))
WATTS = st.none() | st.integers(0, 5_000_000).map(Watts)
AMOUNTS = st.integers(0, 10**8).map(lambda minor: Money(minor, "CNY"))
VALUES = st.decimals(0, 10_000, places=2)


def _tuples(items: st.SearchStrategy, most: int, least: int = 0) -> st.SearchStrategy:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


SLICES = st.builds(share.Slice, NAMES, st.none() | AMOUNTS, NAMES)
SHARES = st.builds(share.ShareBar, NAMES, NAMES, _tuples(SLICES, 16))

SUPPLY = st.builds(
    supplies.Supply,
    name=NAMES,
    rating=WATTS,
    budget=WATTS,
    low=WATTS,
    high=WATTS,
    peak=WATTS,
    peak_of_one=WATTS,
    limit=WATTS,
    limit_text=st.sampled_from(("80 %", "\u5efa\u8bae\u4e0a\u9650")),
    percent=st.none() | st.just("123.4"),
    verdict=VERDICTS,
    verdict_word=WORDS,
    rating_note=NAMES,
    peaks=st.booleans(),
)
SUPPLIES = st.builds(supplies.SupplyChart, NAMES, NAMES, _tuples(SUPPLY, 4))

STATE = st.builds(states.State, NAMES, WATTS, WATTS, VERDICTS, WORDS)
STATES = st.builds(states.StateChart, NAMES, NAMES, WATTS, WATTS, st.just("80 %"), _tuples(STATE, 6))

DATES = st.one_of(
    st.integers(2000, 2099).map(str),
    st.builds("{}-{:02}".format, st.integers(2000, 2099), st.integers(1, 12)),
    st.dates().filter(lambda day: 2000 <= day.year < 2100).map(str),
)
OBSERVATIONS = st.builds(
    prices.Observation, DATES, st.sampled_from((*prices.LOOKS, "sold")), AMOUNTS, st.none() | AMOUNTS
)
PRICES = st.builds(prices.PriceChart, NAMES, NAMES, _tuples(OBSERVATIONS, 12, 1))

POINTS = st.lists(
    st.builds(lines.Point, st.integers(1, 1 << 20), VALUES, st.none() | VALUES),
    max_size=6,
    unique_by=lambda point: point.x,
).map(lambda points: tuple(sorted(points, key=lambda point: point.x)))
SERIES = st.builds(lines.Series, NAMES, POINTS, _tuples(st.integers(1, 1 << 20), 3))
LINES = st.builds(lines.LineChart, NAMES, NAMES, NAMES, NAMES, _tuples(SERIES, 7), NAMES, log2=st.booleans())

MEMORIES = st.integers(0, 64 << 30).map(Memory)


@st.composite
def bar_charts(draw: st.DrawFn) -> bars.BarChart:
    """Make grouped bars: every group has a value or None per series."""
    series = draw(_tuples(NAMES, 5, 1))
    values = st.lists(st.none() | VALUES, min_size=len(series), max_size=len(series)).map(tuple)
    groups = draw(_tuples(st.builds(bars.Group, NAMES, values), 6))
    return bars.BarChart(draw(NAMES), draw(NAMES), draw(NAMES), series, groups, draw(NAMES))


@st.composite
def memory_charts(draw: st.DrawFn) -> memory.MemoryChart:
    """Make cards with an amount per part."""
    parts = draw(_tuples(NAMES, 7, 1))
    used = st.lists(MEMORIES, min_size=len(parts), max_size=len(parts)).map(tuple)
    cards = draw(_tuples(st.builds(memory.Card, NAMES, MEMORIES, used, NAMES), 8))
    return memory.MemoryChart(draw(NAMES), draw(NAMES), parts, cards)


@st.composite
def rigs(draw: st.DrawFn) -> rig.Rig:
    """Make rigs of any number of supplies and loads, with any feeds and slots between them."""
    supplies_ = tuple(
        rig.SupplyBlock(f"s{n}", draw(NAMES), draw(NAMES)) for n in range(draw(st.integers(0, 5)))
    )
    kinds = st.sampled_from(("card", "board", "cpu", "other"))
    loads = tuple(
        rig.LoadBlock(f"l{n}", draw(NAMES), draw(NAMES), draw(kinds)) for n in range(draw(st.integers(0, 9)))
    )
    feeds: tuple[rig.Feed, ...] = ()
    slots: tuple[rig.Slot, ...] = ()
    if loads:
        load = st.sampled_from([block.id for block in loads])
        slots = draw(_tuples(st.builds(rig.Slot, load, load), 5))
        if supplies_:
            supply = st.sampled_from([block.id for block in supplies_])
            feeds = draw(_tuples(st.builds(rig.Feed, supply, load, NAMES), 12))
    return rig.Rig(draw(NAMES), draw(NAMES), supplies_, loads, feeds, slots)


@st.composite
def harnesses(draw: st.DrawFn) -> harness.Diagram:
    """Make wiring of any depth: joints on joints, leads between any points, pigtails, hostile names."""
    worst = st.sampled_from(("", "", "error", "warning", "unknown"))
    details = _tuples(NAMES, 3)
    points = [harness.Point("p0", draw(NAMES), draw(details), supply=True, worst=draw(worst))]
    for n in range(1, draw(st.integers(1, 5))):
        on = draw(st.sampled_from([point.id for point in points] + [""]))
        poles = draw(st.sampled_from((("12V", "GND"), ("GND",))))
        supply = on == "" and draw(st.booleans())
        points.append(
            harness.Point(
                f"p{n}", draw(NAMES), draw(details), on, supply=supply, poles=poles, worst=draw(worst)
            )
        )
    loads = [harness.Load(f"l{n}", draw(NAMES), draw(details), draw(worst)) for n in range(3)]
    leads: list[harness.Lead] = []
    for n in range(draw(st.integers(0, 6))):
        poles = draw(st.sampled_from((("12V", "GND"), ("12V",), ("GND",))))
        wires = tuple(
            harness.Wire(f"W{n}{pole}", pole, draw(NAMES), draw(NAMES), "red", draw(st.booleans()))
            for pole in poles
        )
        fuse = draw(
            st.none() | st.builds(harness.Fuse, NAMES, st.sampled_from(("source", "middle", "load", "")))
        )
        leads.append(
            harness.Lead(
                name=f"lead{n}",
                start=draw(st.sampled_from([point.id for point in points])),
                end=draw(st.sampled_from([load.id for load in loads] + [point.id for point in points])),
                plug=draw(NAMES),
                wires=wires,
                outlet=draw(NAMES),
                fuse=fuse,
                parent=draw(st.sampled_from([""] + [lead.name for lead in leads])),
                worst=draw(worst),
                notes=draw(details),
            )
        )
    return harness.Diagram(draw(NAMES), draw(NAMES), tuple(points), tuple(leads), tuple(loads), draw(NAMES))


RANDOM = (
    ("share", share, SHARES),
    ("supplies", supplies, SUPPLIES),
    ("states", states, STATES),
    ("prices", prices, PRICES),
    ("lines", lines, LINES),
    ("bars", bars, bar_charts()),
    ("memory", memory, memory_charts()),
    ("rig", rig, rigs()),
    ("wiring", wiring, harnesses()),
)
