"""Circuits whose currents and voltages are known without a computer."""

from __future__ import annotations

import pytest

from buildgen.calc.network import Load, Network, Resistor, Solution, Source, Unsolved
from buildgen.calc.solver import solve


def solved(network: Network) -> Solution:
    answer = solve(network)
    assert isinstance(answer, Solution), answer
    return answer


def supply(volts: float = 12.0, name: str = "psu") -> Source:
    return Source(name, f"{name}.12V", f"{name}.GND", volts)


def wire(name: str, a: str, b: str, ohms: float) -> Resistor:
    return Resistor(name, a, b, ohms)


def test_a_divider_splits_the_voltage_by_resistance() -> None:
    """Two resistors in series share the source's voltage in proportion to their resistance."""
    answer = solved(
        Network((wire("r1", "psu.12V", "m", 1.0), wire("r2", "m", "psu.GND", 3.0)), (supply(),)),
    )
    assert answer.volts("m", "psu.GND") == pytest.approx(9.0, rel=1e-14)
    assert answer.currents == pytest.approx({"r1": 3.0, "r2": 3.0}, rel=1e-14)
    assert answer.sources["psu"] == pytest.approx(3.0, rel=1e-14)


def test_parallel_wires_share_by_conductance() -> None:
    """Of two parallel wires, the one with half the resistance carries twice the current."""
    wires = (wire("thick", "psu.12V", "card", 0.01), wire("thin", "psu.12V", "card", 0.02))
    answer = solved(Network(wires, (supply(),), (Load("gpu", "card", "psu.GND", amps=9.0),)))
    assert answer.currents == pytest.approx({"thick": 6.0, "thin": 3.0}, rel=1e-13)


def test_an_unbalanced_bridge() -> None:
    """A Wheatstone bridge of 1, 2, 3, 4 and 5 ohm at 10 V carries what nodal analysis by hand gives.

    Node equations (bottom at 0 V): (10-a)/1 = a/3 + (a-b)/5 and (10-b)/2 + (a-b)/5 = b/4, so
    23 a - 3 b = 150 and 19 b - 4 a = 100: a = 3150/425 V, b = 2900/425 V.
    """
    arms = (
        wire("r1", "s.12V", "a", 1.0),
        wire("r2", "s.12V", "b", 2.0),
        wire("r3", "a", "s.GND", 3.0),
        wire("r4", "b", "s.GND", 4.0),
        wire("r5", "a", "b", 5.0),
    )
    answer = solved(Network(arms, (supply(10.0, "s"),)))
    assert answer.volts("a", "s.GND") == pytest.approx(3150 / 425, rel=1e-13)
    assert answer.volts("b", "s.GND") == pytest.approx(2900 / 425, rel=1e-13)
    assert answer.currents["r5"] == pytest.approx(250 / 425 / 5, rel=1e-12)


def test_a_cube_of_resistors() -> None:
    """Between opposite corners of a cube of 1 ohm edges lie 5/6 ohm."""
    pairs = [(a, a | bit) for a in range(8) for bit in (1, 2, 4) if not a & bit]
    edges = tuple(wire(f"{a}-{b}", f"n{a}", f"n{b}", 1.0) for a, b in pairs)
    answer = solved(Network(edges, (Source("s", "n0", "n7", 5.0),)))
    assert answer.sources["s"] == pytest.approx(6.0, rel=1e-13)


def test_a_load_of_constant_power_solves_its_quadratic() -> None:
    """One load P behind one resistance R sees (E + sqrt(E^2 - 4 R P)) / 2."""
    loads = (Load("gpu", "card", "psu.GND", 250.0),)
    answer = solved(Network((wire("r", "psu.12V", "card", 0.1),), (supply(),), loads))
    volts = (12 + (144 - 4 * 0.1 * 250) ** 0.5) / 2
    assert answer.volts("card", "psu.GND") == pytest.approx(volts, rel=1e-12)
    assert answer.loads["gpu"] == pytest.approx(250 / volts, rel=1e-12)


def test_no_working_point_is_claimed_beyond_the_most_a_wire_can_deliver() -> None:
    """A wire of R ohm at E volts delivers at most E^2 / 4R; more is a collapse, a little less is solved."""
    most = 144 / (4 * 0.1)

    def rig(watts: float) -> Network:
        load = Load("gpu", "card", "psu.GND", watts)
        return Network((wire("r", "psu.12V", "card", 0.1),), (supply(),), (load,))

    assert solve(rig(most * 1.001)) == Unsolved("collapse", ("gpu",))
    assert solved(rig(most * 0.999)).volts("card", "psu.GND") > 6.0


def test_returns_split_between_cable_and_board() -> None:
    """What a card returns divides between its cable and the way over slot, board and link by resistance."""
    wires = (
        wire("hot", "psu.12V", "card.12V", 0.005),
        wire("return", "card.GND", "psu.GND", 0.006),
        wire("slot", "card.GND", "board.GND", 0.004),
        wire("board", "board.GND", "atx.GND", 0.010),
        wire("link", "atx.GND", "psu.GND", 0.010),
    )
    loads = (Load("gpu", "card.12V", "card.GND", amps=20.0),)
    answer = solved(Network(wires, (supply(), supply(name="atx")), loads))
    assert answer.currents["return"] == pytest.approx(16.0, rel=1e-13)
    assert answer.currents["slot"] == pytest.approx(4.0, rel=1e-13)
    assert answer.currents["link"] == pytest.approx(4.0, rel=1e-13)
    assert answer.sources == pytest.approx({"psu": 20.0, "atx": 0.0}, abs=1e-12)


def test_stacked_sources_carry_the_same_current() -> None:
    """Two supplies in series give the sum of their voltages and one current."""
    sources = (Source("low", "m", "bottom", 5.0), Source("high", "top", "m", 7.0))
    answer = solved(Network((wire("r", "top", "bottom", 4.0),), sources))
    assert answer.sources == pytest.approx({"low": 3.0, "high": 3.0}, rel=1e-14)


def test_a_resistor_straight_across_a_source() -> None:
    """A resistor between the two ends of one source draws E / R and disturbs nothing else."""
    answer = solved(Network((wire("r", "psu.12V", "psu.GND", 4.0),), (supply(),)))
    assert answer.sources == pytest.approx({"psu": 3.0})


def test_sources_in_a_loop_are_refused() -> None:
    """Two ideal supplies on one rail have no defined share of the current, equal voltages or not."""
    twins = (Source("a", "rail", "GND", 12.0), Source("b", "rail", "GND", 12.0))
    assert solve(Network((), twins)) == Unsolved("parallel", ("a", "b"))


def test_a_load_without_a_return_is_open() -> None:
    """A card whose return is missing draws nothing, and the network says which card."""
    loads = (Load("gpu", "card.12V", "card.GND", 100.0),)
    network = Network((wire("hot", "psu.12V", "card.12V", 0.01),), (supply(),), loads)
    assert solve(network) == Unsolved("open", ("gpu",))


def test_a_load_with_both_ends_on_one_pole_is_open() -> None:
    """A loop through no source drives no current."""
    wires = (wire("a", "psu.12V", "card.12V", 0.01), wire("b", "psu.12V", "card.GND", 0.01))
    network = Network(wires, (supply(),), (Load("gpu", "card.12V", "card.GND", 100.0),))
    assert solve(network) == Unsolved("open", ("gpu",))


def test_crossed_poles_are_told_apart_from_a_missing_one() -> None:
    """A load wired the wrong way round is `reversed`, not merely open."""
    wires = (wire("a", "psu.12V", "card.GND", 0.01), wire("b", "psu.GND", "card.12V", 0.01))
    network = Network(wires, (supply(),), (Load("gpu", "card.12V", "card.GND", 100.0),))
    assert solve(network) == Unsolved("reversed", ("gpu",))


def test_a_wide_spread_of_resistances_keeps_its_digits() -> None:
    """A microohm bar beside a kiloohm bleeder costs no digits."""
    wires = (
        wire("bar", "psu.12V", "bus", 1e-6),
        wire("lead", "bus", "card", 1e-2),
        wire("bleed", "bus", "psu.GND", 1e3),
    )
    answer = solved(Network(wires, (supply(),), (Load("gpu", "card", "psu.GND", amps=20.0),)))
    bus = (12 / 1e-6 - 20) / (1 / 1e-6 + 1 / 1e3)
    assert answer.volts("card", "psu.GND") == pytest.approx(bus - 20 * 1e-2, rel=1e-13)


@pytest.mark.parametrize("ohms", [0.0, -1.0, float("nan")])
def test_a_resistance_must_be_positive(ohms: float) -> None:
    """A resistance of nought would be one joint, and a negative one is none: both are bad use."""
    with pytest.raises(ValueError, match="must be positive"):
        solve(Network((wire("r", "a", "b", ohms),), ()))


def test_an_id_stands_once() -> None:
    """Two conductors of one name would hide one another."""
    with pytest.raises(ValueError, match="stands twice"):
        solve(Network((wire("r", "a", "b", 1.0), wire("r", "a", "b", 1.0)), ()))
