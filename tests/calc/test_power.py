"""Laws of the power budget, and the figures of the real rig."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.power import power_budget, with_state
from buildgen.calc.supply import PowerBudget, SupplyLoad
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Fact
from buildgen.catalog.harness import Harness
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.registers import Mains
from buildgen.quantity import Volts, Watts
from tests.calc.small import POLICY, build, catalog, part

ROOT = Path(__file__).parents[2] / "catalog"
RIG = "mi50x3-70b"

watts = st.integers(1, 400)
maybe = st.none() | watts


def w(amount: int | None) -> str | None:
    return None if amount is None else f"{amount} W"


def card(cap: int | None = 190, board: int | None = 250, **fields: Any) -> Any:
    state = {"name": "State", "cap": w(cap), "board_power": w(board)}
    return part("gpu", "card", states={"on": state}, default_state="on", **fields)


def supply(identifier: str, rating: int | None = 750, **fields: Any) -> Any:
    return part("psu", identifier, **{"supply_class": "atx", "rating": w(rating), **fields})


def rig(*, gpus: int | None = 1, loads: dict[str, Any] | None = None, **feeds: Any) -> Any:
    parts: dict[str, Any] = {"board": {"part": "board"}, "gpus": {"part": "card", "count": gpus}}
    parts |= {role: {"part": f"psu-{role}"} for role in feeds}
    platform = {"platform": {"power": "100 W", "covers": ("board",)}} if loads is None else loads
    return build(parts=parts, loads=platform, feeds=feeds)


def loaded(a_rig: Any, *entries: Any, **more: Any) -> PowerBudget:
    return power_budget(a_rig, catalog(part("motherboard", "board"), *entries, a_rig, **more))


def of(power: PowerBudget, role: str) -> SupplyLoad:
    return next(s for s in power.supplies if s.role == role)


def figures(load: SupplyLoad) -> tuple[str | None, ...]:
    return tuple(v.number() if v is not None else None for v in (load.budget, load.low, load.high))


@pytest.fixture(scope="module")
def real() -> Catalog:
    return load_catalog(ROOT)


@pytest.mark.parametrize(
    ("state", "budget", "percent", "low", "high"),
    [
        ("pro-vii-190w", "570", "76.0", "345", "750"),
        ("cap-225w", "675", "90.0", "450", None),
        ("stock-250w", "750", "100.0", "525", "900"),
        ("stock-300w", "900", "120.0", "675", None),
    ],
)
def test_the_server_supply_of_the_real_rig(  # noqa: PLR0917
    real: Catalog, state: str, budget: str, percent: str, low: str, high: str | None
) -> None:
    """Three caps are the budget; low takes 75 W a slot off; high is board power, where it is known."""
    server = of(power_budget(with_state(real.builds[RIG], "gpus", state), real), "server")
    assert figures(server) == (budget, low, high)
    assert server.load_percent == percent


@pytest.mark.parametrize("state", ["pro-vii-190w", "cap-225w", "stock-250w", "stock-300w"])
def test_the_atx_supply_of_the_real_rig(real: Catalog, state: str) -> None:
    """120 W and 100 W as the post states them, and up to 75 W through each of three slots in any state."""
    atx = of(power_budget(with_state(real.builds[RIG], "gpus", state), real), "atx")
    assert figures(atx) == ("220", "220", "445")
    assert atx.load_percent == "44.0"
    assert atx.assumed == ("xuanwu-500k.rating",)


def test_the_rig_sums_to_the_derived_figure(real: Catalog) -> None:
    """3 x 190 W, 120 W and 100 W are 790 W, which the post rounds to 800."""
    power = power_budget(real.builds[RIG], real)
    assert power.total == Watts.of(790)
    assert power.unfed == ()
    assert power.fed_twice == ()


def test_one_supply_for_cables_and_board_counts_the_slot_once() -> None:
    """Behind cables and slots alike, a supply carries a card's power once."""
    load = of(loaded(rig(gpus=2, atx=("board", "gpus", "platform")), card(), supply("psu-atx")), "atx")
    assert figures(load) == ("480", "480", "600")
    assert [charge.via for charge in load.charges].count("slot") == 0


def test_with_two_supplies_the_slots_hang_on_the_board() -> None:
    """The supply of the board may carry 75 W a card, the supply of the cables that much less."""
    power = loaded(
        rig(gpus=2, atx=("board", "platform"), server=("gpus",)),
        card(),
        supply("psu-atx"),
        supply("psu-server"),
    )
    assert figures(of(power, "atx")) == ("100", "100", "250")
    assert figures(of(power, "server")) == ("380", "230", "500")


def test_a_board_that_a_load_covers_is_fed_with_it() -> None:
    """Where the load that stands for the board hangs, there the slots hang."""
    power = loaded(
        rig(gpus=1, atx=("platform",), server=("gpus",)), card(), supply("psu-atx"), supply("psu-server")
    )
    assert of(power, "atx").high == Watts.of(175)


def test_a_card_knows_its_own_slot_limit() -> None:
    """What a card may take through its slot is its own figure where there is one, else the policy's."""
    feeds: dict[str, Any] = {"atx": ("board", "platform"), "server": ("gpus",)}
    power = loaded(rig(**feeds), card(slot_power="25 W"), supply("psu-atx"), supply("psu-server"))
    assert figures(of(power, "server")) == ("190", "165", "250")
    assert of(power, "atx").high == Watts.of(125)


def test_without_a_policy_the_slot_is_unknown() -> None:
    """Nothing says what a slot may deliver: low and the board's high are unknown, the budget is not."""
    feeds: dict[str, Any] = {"atx": ("board", "platform"), "server": ("gpus",)}
    power = loaded(rig(**feeds), card(), supply("psu-atx"), supply("psu-server"), policy=None)
    assert figures(of(power, "server")) == ("190", None, "250")
    assert figures(of(power, "atx")) == ("100", "100", None)


def test_a_small_card_may_take_all_through_its_slot() -> None:
    """A cap below the slot's limit leaves nothing for the cables at least, never less than nothing."""
    feeds: dict[str, Any] = {"atx": ("board", "platform"), "server": ("gpus",)}
    power = loaded(rig(**feeds), card(50, 60), supply("psu-atx"), supply("psu-server"))
    assert of(power, "server").low == Watts(0)


@given(maybe, maybe, st.none() | st.integers(1, 8), maybe, st.booleans())
def test_unknown_stays_unknown(
    cap: int | None, board: int | None, count: int | None, load: int | None, one: bool
) -> None:
    """A figure is known exactly when all that goes into it is; what is not known is None, never 0."""
    loads = {"platform": {"power": w(load), "covers": ("board",)}}
    feeds: dict[str, Any] = (
        {"atx": ("board", "gpus", "platform")} if one else {"atx": ("board", "platform"), "server": ("gpus",)}
    )
    a_rig = rig(gpus=count, loads=loads, **feeds)
    power = loaded(a_rig, card(cap, board), supply("psu-atx"), supply("psu-server"))
    cards = of(power, "atx" if one else "server")
    known = count is not None and (load is not None or not one)
    assert (cards.budget is not None) is (known and cap is not None)
    assert (cards.low is not None) is (known and cap is not None)
    assert (cards.high is not None) is (known and board is not None)
    if not one:
        assert (of(power, "atx").budget is not None) is (load is not None)
        assert (of(power, "atx").high is not None) is (load is not None and count is not None)


@given(watts, st.integers(0, 100), st.integers(1, 8), st.integers(0, 300), st.booleans())
def test_low_budget_and_high_are_in_order(cap: int, more: int, count: int, load: int, one: bool) -> None:
    """Where all is known and board power is not below the cap, low <= budget <= high on every supply."""
    loads = {"platform": {"power": w(load), "covers": ("board",)}}
    feeds: dict[str, Any] = (
        {"atx": ("board", "gpus", "platform")} if one else {"atx": ("board", "platform"), "server": ("gpus",)}
    )
    power = loaded(
        rig(gpus=count, loads=loads, **feeds), card(cap, cap + more), supply("psu-atx"), supply("psu-server")
    )
    for load_ in power.supplies:
        assert load_.budget is not None
        assert load_.low is not None
        assert load_.high is not None
        assert load_.low <= load_.budget <= load_.high
        assert load_.known_budget == load_.budget


@given(st.integers(0, 300), st.integers(0, 300), watts)
def test_another_load_never_lowers_a_figure(one: int, other: int, cap: int) -> None:
    """With one more load on a supply, its budget, low and high rise by just that load."""
    loads = {"platform": {"power": w(one), "covers": ("board",)}}
    feeds: dict[str, Any] = {"atx": ("board", "gpus", "platform")}
    before = of(loaded(rig(loads=loads, **feeds), card(cap, cap), supply("psu-atx")), "atx")
    loads["pump"] = {"power": w(other)}
    feeds = {"atx": ("board", "gpus", "platform", "pump")}
    after = of(loaded(rig(loads=loads, **feeds), card(cap, cap), supply("psu-atx")), "atx")
    for name in ("budget", "low", "high"):
        assert getattr(after, name) - getattr(before, name) == Watts.of(other)


@given(seed=st.randoms(use_true_random=False), state=st.sampled_from(["pro-vii-190w", "stock-250w"]))
def test_the_order_of_entries_changes_no_figure(real: Catalog, seed: Any, state: str) -> None:
    """Parts, loads, feeds and what hangs on them in any order: every supply carries the same."""
    rig = with_state(real.builds[RIG], "gpus", state)

    def turned(entries: dict[str, Any]) -> dict[str, Any]:
        return dict(seed.sample(sorted(entries.items()), len(entries)))

    feeds = {s: tuple(seed.sample(sorted(fed), len(fed))) for s, fed in turned(dict(rig.feeds)).items()}
    other = rig.model_copy(
        update={"parts": turned(dict(rig.parts)), "loads": turned(dict(rig.loads)), "feeds": feeds}
    )
    names = ("budget", "low", "high", "peak", "rating", "load_percent")
    figures = [
        {s.role: [getattr(s, name) for name in names] for s in power_budget(one, real).supplies}
        for one in (rig, other)
    ]
    assert figures[0] == figures[1]


def test_a_role_that_a_load_covers_is_not_counted_again() -> None:
    """The processor's own 135 W stand beside the stated 120 W that cover it, and are not added."""
    cpu = part("cpu", "cpu", power="135 W")
    loads = {"cpu": {"power": "120 W", "covers": ("cpu",)}}
    a_rig = build(
        parts={"cpu": {"part": "cpu"}, "atx": {"part": "psu-atx"}}, loads=loads, feeds={"atx": ("cpu",)}
    )
    assert of(loaded(a_rig, cpu, supply("psu-atx")), "atx").budget == Watts.of(120)
    free = a_rig.model_copy(update={"loads": {}})
    assert of(loaded(free, cpu, supply("psu-atx")), "atx").budget == Watts.of(135)


@pytest.mark.parametrize(
    ("factor", "count", "peak", "one"),
    [("1.5", 2, "850", "725"), ("1", 1, "350", "350"), (None, 1, None, None)],
)
def test_peaks(factor: str | None, count: int, peak: str | None, one: str | None) -> None:
    """All cards at once take high times the factor; one card alone adds its excess to high; else unknown."""
    a_card = card(peak_factor=Decimal(factor) if factor else None)
    load = of(loaded(rig(gpus=count, atx=("board", "gpus", "platform")), a_card, supply("psu-atx")), "atx")
    shown = [v.number() if v is not None else None for v in (load.peak, load.peak_of_one)]
    assert shown == [peak, one]


def test_without_cards_nothing_peaks() -> None:
    """A supply without a card on its cables has no peak to tell of."""
    load = of(
        loaded(
            rig(atx=("board", "platform"), server=("gpus",)), card(), supply("psu-atx"), supply("psu-server")
        ),
        "atx",
    )
    assert load.peak is None
    assert load.peak_of_one is None


@pytest.mark.parametrize(
    ("rating", "count", "percent"),
    [(0, 1, None), (500, 0, None), (500, -1, None), (None, 1, None), (580, 1, "50.0")],
)
def test_a_share_of_nothing_is_not_given(rating: int | None, count: int, percent: str | None) -> None:
    """A rating of 0 W, or an impossible count of supplies, gives no percentage and no accident."""
    a_rig = rig(atx=("board", "gpus", "platform"))
    use = a_rig.parts["atx"].model_copy(update={"count": count})
    a_rig = a_rig.model_copy(update={"parts": {**a_rig.parts, "atx": use}})
    assert of(loaded(a_rig, card(), supply("psu-atx", rating)), "atx").load_percent == percent


def test_what_hangs_nowhere_or_twice_is_named() -> None:
    """A card without a supply, a load without one, and a role on two supplies are told of by name."""
    loads = {"platform": {"power": "100 W", "covers": ("board",)}, "pump": {"power": "5 W"}}
    power = loaded(rig(loads=loads, atx=("platform",)), card(), supply("psu-atx"))
    assert set(power.unfed) == {"gpus", "pump"}
    twice = loaded(
        rig(atx=("board", "gpus"), server=("gpus",)), card(), supply("psu-atx"), supply("psu-server")
    )
    assert twice.fed_twice == (("gpus", ("atx", "server")),)


def test_assumed_values_are_listed() -> None:
    """A rating, a cap or a load that nobody stated is named by its path."""
    loads = {"platform": {"power": "100 W", "covers": ("board",), "kind": "assumed"}}
    a_card = part(
        "gpu",
        "card",
        states={"on": {"name": "On", "cap": {"value": "190 W", "kind": "assumed"}, "board_power": "250 W"}},
        default_state="on",
    )
    power = loaded(
        rig(loads=loads, atx=("board", "gpus", "platform")),
        a_card,
        part("psu", "psu-atx", supply_class="atx", rating={"value": "500 W", "kind": "assumed"}),
    )
    assert set(of(power, "atx").assumed) == {"psu-atx.rating", "loads.platform", "card.states.on.cap"}


def test_a_state_that_is_not_chosen_leaves_the_card_unknown() -> None:
    """Without a state chosen or set by default, nothing is known of what a card takes."""
    a_card = part("gpu", "card", states={"on": {"name": "On", "cap": "1 W", "board_power": "1 W"}})
    load = of(loaded(rig(atx=("board", "gpus", "platform")), a_card, supply("psu-atx")), "atx")
    assert figures(load) == (None, None, None)
    assert load.known_budget == Watts.of(100)


def test_a_load_that_stands_for_cards_hides_what_they_may_draw() -> None:
    """A stated load covers cards: its budget is known, what physics allows is not, and their slots remain."""
    loads = {
        "platform": {"power": "100 W", "covers": ("board",)},
        "cards": {"power": "380 W", "covers": ("gpus",)},
    }
    apart = loaded(
        rig(gpus=2, loads=loads, atx=("platform",), server=("cards",)),
        card(),
        supply("psu-atx"),
        supply("psu-server"),
    )
    assert figures(of(apart, "server")) == ("380", None, None)
    assert of(apart, "server").peak is None
    assert figures(of(apart, "atx")) == ("100", "100", "250")
    one = of(loaded(rig(gpus=2, loads=loads, atx=("platform", "cards")), card(), supply("psu-atx")), "atx")
    assert figures(one) == ("480", None, None)
    assert [charge.via for charge in one.charges] == ["load", "load"]


@pytest.mark.parametrize(
    ("plugs", "limit"),
    [(("pcie6", "pcie8"), "600"), ((), "150"), (("pcie12",), None), (None, None)],
)
def test_slot_and_plugs_bound_a_card(plugs: tuple[str, ...] | None, limit: str | None) -> None:
    """Slot and plugs sum up for every card; with one of them unknown there is no bound."""
    policy = POLICY.model_copy(
        update={"plug_power": {"pcie6": Fact(value=Watts.of(75)), "pcie8": Fact(value=Watts.of(150))}}
    )
    a_rig = rig(gpus=2, atx=("board", "gpus", "platform"))
    power = loaded(a_rig, card(plugs=plugs), supply("psu-atx"), policy=policy)
    (charge,) = (c for c in of(power, "atx").charges if c.name == "gpus")
    assert (charge.inlet_limit.number() if charge.inlet_limit else None) == limit


LINES = [{"line": "100 V", "rating": "500 W"}, {"line": "200 V", "rating": "750 W"}]


@pytest.mark.parametrize(
    ("region", "lines", "rating", "line"),
    [
        ("CN", LINES, "750", None),
        ("US", LINES, "500", "100 V"),
        ("low", LINES, "500", "100 V"),
        ("lower", LINES, None, "89 V"),
        (None, LINES, "750", None),
        ("elsewhere", LINES, "750", None),
        ("US", [], "750", None),
        ("US", [{"line": "100 V", "rating": None}, {"line": "200 V", "rating": "750 W"}], None, "100 V"),
        ("US", [{"line": "100 V", "rating": "900 W"}], "750", None),
    ],
)
def test_a_supply_gives_what_it_is_rated_for_on_the_mains(
    region: str | None, lines: list[Any], rating: str | None, line: str | None
) -> None:
    """The highest line that the mains reaches to nine tenths decides, and never raises the rating."""
    volts = {"CN": "220 V", "US": "120 V", "low": "90 V", "lower": "89 V"}
    mains = {n: Mains(voltage=Fact(value=Volts.parse(v)), outlet=Fact(value=None)) for n, v in volts.items()}
    policy = POLICY.model_copy(update={"mains": mains, "line_share": Fact(value=Decimal("0.9"))})
    unit = part("psu", "psu", supply_class="atx", rating="750 W", peak="900 W", line_ratings=tuple(lines))
    rig = build(region=region, parts={"atx": {"part": "psu"}})
    found = power_budget(rig, catalog(unit, rig, policy=policy)).supplies[0]
    assert (found.rating.number() if found.rating else None, found.line and str(found.line)) == (rating, line)
    derated = line is not None
    assert found.bears == (found.rating if derated else Watts.of(900))


def test_a_harness_is_left_to_its_own_checks() -> None:
    """A build with a harness knows what each plug carries: slot and plugs are not summed up here."""
    a_rig = rig(atx=("board", "gpus", "platform")).model_copy(update={"harness": Harness()})
    (charge,) = (
        c for c in of(loaded(a_rig, card(plugs=()), supply("psu-atx")), "atx").charges if c.name == "gpus"
    )
    assert charge.inlet_limit is None
