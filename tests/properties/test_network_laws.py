"""Laws of resistive networks, on random rigs of supplies, cards and a board that joins all returns."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from buildgen.calc.network import Load, Network, Resistor, Solution, Source
from buildgen.calc.solver import solve

MILLIOHMS = st.floats(min_value=0.5, max_value=40.0)


@st.composite
def rigs(draw: st.DrawFn, *, watts: bool = True) -> Network:
    """One to three supplies; one to five cards on parallel conductors; perhaps slots, a board and links."""
    sources = tuple(
        Source(f"s{n}", f"s{n}.12V", f"s{n}.GND", draw(st.floats(11.4, 12.6)))
        for n in range(draw(st.integers(1, 3)))
    )
    wires: list[Resistor] = []
    loads = []

    def lay(name: str, a: str, b: str) -> None:
        wires.append(Resistor(name, a, b, draw(MILLIOHMS) / 1000))

    for card in range(draw(st.integers(1, 5))):
        feeder = draw(st.sampled_from(sources)).id
        for pole in ("12V", "GND"):
            for k in range(draw(st.integers(1, 3))):
                lay(f"c{card}.{pole}.{k}", f"{feeder}.{pole}", f"c{card}.{pole}")
        if draw(st.booleans()):
            lay(f"c{card}.slot", f"c{card}.GND", "board.GND")
        power = draw(st.floats(10.0, 150.0))
        amount = {"watts": power} if watts else {"amps": power / 10}
        loads.append(Load(f"g{card}", f"c{card}.12V", f"c{card}.GND", **amount))
    for source in sources:
        if draw(st.booleans()):
            lay(f"{source.id}.board", "board.GND", source.minus)
    return Network(tuple(wires), sources, tuple(loads))


def answer_of(network: Network) -> Solution:
    answer = solve(network)
    assume(isinstance(answer, Solution))
    assert isinstance(answer, Solution)
    return answer


@given(rigs())
def test_current_is_conserved_at_every_joint(network: Network) -> None:
    """What flows into a joint flows out of it."""
    answer = answer_of(network)
    sums: dict[str, list[float]] = {}
    for r in network.resistors:
        sums.setdefault(r.a, []).append(answer.currents[r.id])
        sums.setdefault(r.b, []).append(-answer.currents[r.id])
    for load in network.loads:
        sums.setdefault(load.plus, []).append(answer.loads[load.id])
        sums.setdefault(load.minus, []).append(-answer.loads[load.id])
    for source in network.sources:
        sums.setdefault(source.plus, []).append(-answer.sources[source.id])
        sums.setdefault(source.minus, []).append(answer.sources[source.id])
    assert all(abs(math.fsum(flows)) < 1e-8 for flows in sums.values())


@given(rigs())
def test_power_is_conserved(network: Network) -> None:
    """What the supplies give is what the loads take and the conductors turn into heat."""
    answer = answer_of(network)
    given_out = math.fsum(source.volts * answer.sources[source.id] for source in network.sources)
    taken = math.fsum(answer.loads[k.id] * answer.volts(k.plus, k.minus) for k in network.loads)
    heat = math.fsum(r.ohms * answer.currents[r.id] ** 2 for r in network.resistors)
    assert math.isclose(given_out, taken + heat, rel_tol=1e-9)


@given(rigs())
def test_every_load_gets_the_power_it_asks_for(network: Network) -> None:
    """The iteration ends at a working point: volts times amperes are the stated watts."""
    answer = answer_of(network)
    for load in network.loads:
        got = answer.loads[load.id] * answer.volts(load.plus, load.minus)
        assert math.isclose(got, load.watts, rel_tol=1e-9)
    assert 0 <= answer.contraction < 1


@given(rigs(watts=False), st.sampled_from([0.5, 2.0, 3.0]))
def test_scaling_lengths_scales_drops(network: Network, factor: float) -> None:
    """With given currents, wires k times as long drop k times the voltage and share it as before."""
    answer = answer_of(network)
    stretched = tuple(replace(r, ohms=r.ohms * factor) for r in network.resistors)
    longer = answer_of(replace(network, resistors=stretched))
    for r in network.resistors:
        before, after = answer.currents[r.id] * r.ohms, longer.currents[r.id] * r.ohms * factor
        assert math.isclose(after, before * factor, rel_tol=1e-9, abs_tol=1e-9)


@given(rigs(), st.randoms(use_true_random=False))
def test_order_of_entries_changes_nothing(network: Network, chance: random.Random) -> None:
    """The same elements in another order give the same result to the last bit."""
    wires, sources, loads = (list(k) for k in (network.resistors, network.sources, network.loads))
    for kind in (wires, sources, loads):
        chance.shuffle(kind)
    again = Network(tuple(wires), tuple(sources), tuple(loads))  # type: ignore[arg-type]
    assert solve(again) == solve(network)


@given(rigs(), st.data())
def test_losing_a_conductor_never_lowers_the_current_of_the_others(
    network: Network, data: st.DataObject
) -> None:
    """When one of several parallel conductors breaks, the others carry no less than before."""
    answer = answer_of(network)
    lost = data.draw(st.sampled_from([r for r in network.resistors if r.id.count(".") == 2]))
    siblings = [r for r in network.resistors if (r.a, r.b) == (lost.a, lost.b) and r.id != lost.id]
    assume(siblings)
    after = answer_of(network.without(lost.id))
    for r in siblings:
        assert abs(after.currents[r.id]) >= abs(answer.currents[r.id]) - 1e-9


@given(rigs(), st.data())
def test_adding_a_load_never_lowers_the_load_of_its_supply(network: Network, data: st.DataObject) -> None:
    """A further card on a supply's terminals takes nothing off that supply."""
    answer = answer_of(network)
    source = data.draw(st.sampled_from(network.sources))
    wires = (
        Resistor("new.12V", source.plus, "new.12V", 0.01),
        Resistor("new.GND", "new.GND", source.minus, 0.01),
    )
    loads = (*network.loads, Load("new", "new.12V", "new.GND", 50.0))
    after = answer_of(Network((*network.resistors, *wires), network.sources, loads))
    assert after.sources[source.id] >= answer.sources[source.id] - 1e-9


@given(rigs())
def test_joined_returns_move_no_current_between_supplies(network: Network) -> None:
    """Each supply delivers exactly what its own 12 V conductors carry, however the returns are joined."""
    answer = answer_of(network)
    for source in network.sources:
        out = math.fsum(answer.currents[r.id] for r in network.resistors if r.a == source.plus)
        assert math.isclose(answer.sources[source.id], out, abs_tol=1e-9)
