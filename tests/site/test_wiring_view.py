"""The pages on wiring and power: what they offer, what they warn of, and what they do not claim."""

from __future__ import annotations

import re

import pytest

from buildgen.calc.netlist import net_list
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.site.matter import Matter
from buildgen.site.rendering import render
from buildgen.site.views.build import build_view
from buildgen.site.views.depth import depth_view
from buildgen.site.views.power import power_view
from buildgen.site.views.wiring import WiringView, wiring_view
from buildgen.site.words import Words
from tests.harnesses import CATALOG

POST, BREAKOUT = "mi50x3-70b", "mi50x3-70b-breakout"


@pytest.fixture(scope="module")
def matter() -> Matter:
    findings, results = run_checks(load_catalog(CATALOG))
    assert results is not None
    return Matter(results, findings, Words.of("en"))


def view(matter: Matter, name: str) -> WiringView:
    found = wiring_view(matter.catalog.builds[name], matter)
    assert found is not None
    return found


def page(matter: Matter, name: str) -> str:
    return render("wiring.html", f"builds/{name}/wiring.html", "en", view(matter, name))


def test_only_the_established_harness_offers_lists(matter: Matter) -> None:
    """What is not known gives no cut list and nothing to buy; it is stamped, and says what is missing."""
    post, breakout = page(matter, POST), page(matter, BREAKOUT)
    assert "Not a wiring instruction" in post
    assert "Not a wiring instruction" not in breakout
    assert ("To buy" in breakout, "To buy" in post) == (True, False)
    assert view(matter, POST).missing
    assert not view(matter, BREAKOUT).missing


@pytest.mark.parametrize("name", [POST, BREAKOUT])
def test_a_step_has_at_most_one_danger(matter: Matter, name: str) -> None:
    """Warnings stand where the danger is, and never two at a step."""
    steps = re.findall(r"<li>(?:(?!</li>).)*</li>", page(matter, name), re.DOTALL)
    dangers = [step.count("bg-danger") for step in steps]
    assert max(dangers) == 1
    assert sum(dangers) == sum(bool(step.danger) for step in view(matter, name).steps)


@pytest.mark.parametrize("name", [POST, BREAKOUT, "mi50x1"])
def test_the_page_lists_every_wire(matter: Matter, name: str) -> None:
    """The net list of the page is that of the results."""
    wiring = matter.results.wiring(matter.catalog.builds[name])
    assert wiring is not None
    assert [net.wire for net in view(matter, name).nets] == [row.wire for row in net_list(wiring)]


def test_the_page_says_what_was_checked_and_what_was_not(matter: Matter) -> None:
    """All twenty checks are listed with what they said, and what none of them sees."""
    found = view(matter, BREAKOUT)
    assert [look.code.text for look in found.checked] == [f"WIR{n:03}" for n in range(1, 21)]
    assert found.unchecked


def test_cards_are_switched_on_before_the_board(matter: Matter) -> None:
    """The supply of the cards goes first, the board's second."""
    start = next(s.text for s in view(matter, BREAKOUT).steps if s.text.startswith("To start"))
    assert start.index("server") < start.index("atx")


def test_a_build_without_a_harness_has_no_page(matter: Matter) -> None:
    """Nothing is shown of wires that nobody described."""
    assert wiring_view(matter.catalog.builds["2080ti-22g"], matter) is None


def test_the_power_page_tells_why_one_supply_was_not_enough(matter: Matter) -> None:
    """790 W on 800 W are 98.8 %; 1000 W is the smallest size without a warning."""
    depth = build_view(matter.catalog.builds[POST], matter).depth
    assert depth.single is not None
    text = " ".join(depth.single.text)
    assert "98.8 %" in text
    assert "1000 W" in text


def test_the_power_page_has_three_operating_states(matter: Matter) -> None:
    """Idle, in turn and all at once, each with both supplies; the sum is a lower bound."""
    depth = build_view(matter.catalog.builds[POST], matter).depth
    assert len(depth.states) == 3
    assert all(len(state.draws) == 2 for state in depth.states)
    assert all(state.wall.startswith("at least") for state in depth.states)
    assert {role for role, _ in depth.mends} == {"atx", "server"}


def test_the_rails_of_the_boards_plug_are_listed(matter: Matter) -> None:
    """Slots, drive and fans stand on their rails; what is not known is said, and makes the sum a bound."""
    twelve, three = view(matter, BREAKOUT).rails
    assert (twelve.rail, twelve.pins, twelve.each, twelve.limit) == ("12 V", 2, "at least 8.25 A", "6 A")
    assert "gpu_fans not known" in twelve.takers
    assert (three.rail, three.pins, three.whole) == ("3.3 V", 4, "10.424 A")
    assert "disk 1.424 A" in three.takers


def test_nobody_wires_by_a_page_that_is_no_instruction(matter: Matter) -> None:
    """Where something is missing the first step is to find it out; a sound harness starts with the plugs."""
    assert view(matter, POST).steps[0].text.startswith("Find out what is missing")
    assert view(matter, BREAKOUT).steps[0].text.startswith("Pull every mains plug")


def test_the_list_to_buy_is_complete(matter: Matter) -> None:
    """Who orders by it names plugs, gauge, length, insulation, terminals, and each fuse with its place."""
    cable, fuse = view(matter, BREAKOUT).shopping[1], view(matter, BREAKOUT).shopping[3]
    for word in ("PCIe 6-pin to PCIe 8-pin", "16 AWG", "600 mm", "105 \u00b0C", "9 A a pin"):
        assert word in cable
    assert fuse == "9 fuses of 7.5 A for 32 V direct, for gpu_8pin: one in each conductor, at the source"


def test_the_table_of_currents_is_named(matter: Matter) -> None:
    """Published tables differ widely: the page says which one judges, and where a card's voltage goes."""
    assert "NEC 240.4(D)" in view(matter, BREAKOUT).ampacity
    drop = view(matter, BREAKOUT).cards[0].drop
    whole, wire, contacts, fuses = (float(figure) for figure in re.findall(r"([0-9.]+) V", drop))
    assert wire + contacts + fuses == pytest.approx(whole)


def test_the_power_page_tells_heat_mains_and_the_next_size(matter: Matter) -> None:
    """Losses stand beside the wall's figures, ratings beside their mains, a guess beside its next size."""
    build = matter.catalog.builds[POST]
    depth = depth_view(build, matter)
    assert depth.losses[1].startswith("server: at least")
    assert dict(depth.lines)["server"].endswith("here 750 W counts")
    atx, server = power_view(build, matter).supplies
    assert atx.at_lower is not None
    assert (atx.lower, atx.at_lower.word) == ("If it were 400 W", "Warning")
    assert server.at_lower is None
    assert "PWR011" in depth.mends[1][1][0].outcome
    assert depth.mends[0][1][0].outcome == ""
