"""The solver of direct-current networks: every current and potential.

The method is nodal analysis, with the ideal sources taken out first. A source fixes the difference of its two
nodes, so both become one unknown; what is left is the Laplacian of a graph, with one node of each connected
part set to 0 V. Gaussian elimination on such a matrix is the star-mesh transform: a node with conductances
g_1 .. g_n to its neighbours is replaced by g_i g_j / sum(g) between every two of them. These steps add and
multiply positive numbers only, so nothing cancels and no pivot is sought or can vanish: floats keep some
thirteen digits here, against the four that a gauge or a contact is known to. Fractions would be exact, and
slow: their digits double with every node. Nodes and elements are taken in the order of their names, and only
+ - * / are used, so the same network gives the same bits on every machine, in whatever order it is written.

Loads of constant power draw I = P / V. With E the voltages at the loads when no such load draws, and R[i][j]
the drop at load i for one ampere in load j, a working point is a fixed point of V = E - R (P / V). Let
s = max over i of sum over j of |R[i][j]| P[j] and m = min E. If rho = 4 s / m^2 < 1, then on the box
|V - E| <= d with d = m (1 - sqrt(1 - rho)) / 2 the right side stays in the box, since s / (m - d) = d, and
shrinks distances by at least q = s / (m - d)^2 < 1: there is one working point in the box and the iteration
reaches it, each step at most q times the one before. (Banach; Bolognani and Zampieri 2016 give the condition
for distribution grids.) Where rho is not below 1, no working point is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from buildgen.calc.network import Load, Network, Resistor, Solution, Source, Unsolved

# Closer to 1 the iteration is slow and the network is on the verge of collapse anyway.
LARGEST_RHO = 0.9999
# The sum of all steps still to come is below this part of the voltage.
TOLERANCE = 1e-13
# A load that sees less than this without drawing anything is not connected: the rest is rounding.
DEAD = 1e-9


@dataclass(frozen=True, slots=True)
class _Star:
    """An eliminated node with the neighbours that it had then."""

    node: str
    spokes: tuple[tuple[str, float], ...]
    total: float


@dataclass(frozen=True, slots=True)
class _Reduced:
    """The network with sources contracted and all nodes but the grounds eliminated."""

    home: Mapping[str, tuple[str, float]]
    resistors: tuple[Resistor, ...]
    stars: tuple[_Star, ...]
    part: Mapping[str, str]

    def potentials(self, drawn: Mapping[str, float]) -> dict[str, float]:
        """Give each node's potential when `drawn` amperes are taken out of nodes, the sources working."""
        inflow = dict.fromkeys(self.part, 0.0)
        for node, amps in sorted(drawn.items()):
            inflow[self.home[node][0]] -= amps
        for wire in self.resistors:
            (a, rise_a), (b, rise_b) = self.home[wire.a], self.home[wire.b]
            pushed = (rise_a - rise_b) / wire.ohms
            inflow[a] -= pushed
            inflow[b] += pushed
        for star in self.stars:
            for node, conductance in star.spokes:
                inflow[node] += inflow[star.node] * conductance / star.total
        level = dict.fromkeys(self.part, 0.0)
        for star in reversed(self.stars):
            fed = sum(conductance * level[node] for node, conductance in star.spokes)
            level[star.node] = (inflow[star.node] + fed) / star.total
        return {node: level[root] + rise for node, (root, rise) in self.home.items()}


def solve(network: Network) -> Solution | Unsolved:
    """Solve a network; raises ValueError for ids used twice and for resistances that are not positive."""
    _require_sound(network)
    network = Network(*(tuple(sorted(k, key=lambda e: e.id)) for k in _kinds(network)))  # type: ignore[arg-type]
    home = _contracted(network)
    if isinstance(home, Unsolved):
        return home
    reduced = _reduce(network, home)
    badly_fed = _badly_fed(network, reduced)
    if badly_fed:
        return badly_fed
    drawn = _working_point(network, reduced)
    if isinstance(drawn, Unsolved):
        return drawn
    amps, contraction = drawn
    potentials = reduced.potentials(_taken(network.loads, amps))
    currents = {r.id: (potentials[r.a] - potentials[r.b]) / r.ohms for r in network.resistors}
    delivered = _source_currents(network, currents, amps)
    return Solution(potentials, currents, delivered, amps, contraction)


def _kinds(network: Network) -> tuple[tuple[Resistor | Source | Load, ...], ...]:
    return network.resistors, network.sources, network.loads


def _require_sound(network: Network) -> None:
    for kind in _kinds(network):
        ids = [element.id for element in kind]
        if len(set(ids)) != len(ids):
            raise ValueError(f"an id stands twice among {sorted(ids)}")
    for wire in network.resistors:
        if not wire.ohms > 0:
            raise ValueError(f"{wire.id} has a resistance of {wire.ohms} ohm: it must be positive")


def _contracted(network: Network) -> dict[str, tuple[str, float]] | Unsolved:
    """Give each node its root and its rise over it: nodes that sources tie together share a root."""
    names = {n for wire in network.resistors for n in (wire.a, wire.b)}
    names |= {n for source in network.sources for n in (source.plus, source.minus)}
    names |= {n for load in network.loads for n in (load.plus, load.minus)}
    home = {name: (name, 0.0) for name in sorted(names)}
    for source in network.sources:
        (plus, rise_plus), (minus, rise_minus) = home[source.plus], home[source.minus]
        if plus == minus:
            tied = [s.id for s in network.sources if home[s.plus][0] == plus and s.id <= source.id]
            return Unsolved("parallel", tuple(tied))
        # Every node below the root of `plus` moves over, its rise counted from the root of `minus`.
        shift = rise_minus + source.volts - rise_plus
        for node, (root, rise) in home.items():
            if root == plus:
                home[node] = (minus, rise + shift)
    return home


def _reduce(network: Network, home: dict[str, tuple[str, float]]) -> _Reduced:
    mesh: dict[str, dict[str, float]] = {root: {} for root, _ in home.values()}
    for wire in network.resistors:
        a, b = home[wire.a][0], home[wire.b][0]
        if a != b:
            mesh[a][b] = mesh[a].get(b, 0.0) + 1 / wire.ohms
            mesh[b][a] = mesh[a][b]
    part = _parts(mesh)
    left = {node for node in mesh if part[node] != node}
    stars = []
    while left:
        node = min(left, key=lambda n: (len(mesh[n]), n))
        left.remove(node)
        star = _Star(node, tuple(sorted(mesh[node].items())), sum(g for _, g in sorted(mesh[node].items())))
        stars.append(star)
        _mesh_over(mesh, star)
    return _Reduced(home, network.resistors, tuple(stars), part)


def _mesh_over(mesh: dict[str, dict[str, float]], star: _Star) -> None:
    for index, (a, toward_a) in enumerate(star.spokes):
        del mesh[a][star.node]
        for b, toward_b in star.spokes[index + 1 :]:
            mesh[a][b] = mesh[a].get(b, 0.0) + toward_a * toward_b / star.total
            mesh[b][a] = mesh[a][b]


def _parts(mesh: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Name the connected part of each node by the part's first node, which is its ground."""
    part: dict[str, str] = {}
    for first in sorted(mesh):
        pending = [first] if first not in part else []
        while pending:
            node = pending.pop()
            if node not in part:
                part[node] = first
                pending.extend(mesh[node])
    return part


def _badly_fed(network: Network, reduced: _Reduced) -> Unsolved | None:
    """Find loads that no source reaches on both sides, or reaches the wrong way round."""
    level = reduced.potentials({})
    reached = [
        load
        for load in network.loads
        if reduced.part[reduced.home[load.plus][0]] == reduced.part[reduced.home[load.minus][0]]
    ]
    volts = {load.id: level[load.plus] - level[load.minus] for load in reached}
    dead = tuple(load.id for load in network.loads if abs(volts.get(load.id, 0.0)) < DEAD)
    if dead:
        return Unsolved("open", dead)
    wrong = tuple(name for name, seen in volts.items() if seen < 0)
    return Unsolved("reversed", wrong) if wrong else None


def _working_point(network: Network, reduced: _Reduced) -> tuple[dict[str, float], float] | Unsolved:
    """Find what each load draws, and the bound of the iteration's contraction."""
    amps = {load.id: load.amps for load in network.loads}
    hungry = [load for load in network.loads if load.watts]
    level = reduced.potentials(_taken(network.loads, amps))
    idle = [level[load.plus] - level[load.minus] for load in hungry]
    least = min(idle, default=1.0)
    if least <= 0:
        sagging = tuple(load.id for load, v in zip(hungry, idle, strict=True) if v <= 0)
        return Unsolved("collapse", sagging)
    drops = _drops(hungry, reduced)
    strain = [sum(abs(r) * load.watts for r, load in zip(row, hungry, strict=True)) for row in drops]
    heaviest = max(strain, default=0.0)
    rho = 4 * heaviest / least**2
    if rho > LARGEST_RHO:
        return Unsolved("collapse", tuple(k.id for k, s in zip(hungry, strain, strict=True) if s == heaviest))
    # sqrt is correctly rounded by IEEE 754, so it does not spoil equality across machines.
    lowest = least * (1 + (1 - rho) ** 0.5) / 2
    contraction = heaviest / lowest**2
    volts, step = idle, least
    while step * contraction > TOLERANCE * least * (1 - contraction):
        drawn = [load.watts / v for load, v in zip(hungry, volts, strict=True)]
        new = [
            e - sum(r * i for r, i in zip(row, drawn, strict=True))
            for e, row in zip(idle, drops, strict=True)
        ]
        step, volts = max((abs(a - b) for a, b in zip(new, volts, strict=True)), default=0.0), new
    for load, v in zip(hungry, volts, strict=True):
        amps[load.id] += load.watts / v
    return amps, contraction


def _drops(loads: list[Load], reduced: _Reduced) -> list[list[float]]:
    """Give the drop at each load (row) for one ampere drawn by each load (column)."""
    still = reduced.potentials({})
    columns = []
    for load in loads:
        level = reduced.potentials(_taken((load,), {load.id: 1.0}))
        columns.append([still[k.plus] - still[k.minus] - level[k.plus] + level[k.minus] for k in loads])
    return [list(row) for row in zip(*columns, strict=True)]


def _taken(loads: Iterable[Load], amps: Mapping[str, float]) -> dict[str, float]:
    """Add up what loads take out of their plus nodes and give back at their minus nodes."""
    drawn: dict[str, float] = {}
    for load in loads:
        drawn[load.plus] = drawn.get(load.plus, 0.0) + amps[load.id]
        drawn[load.minus] = drawn.get(load.minus, 0.0) - amps[load.id]
    return drawn


def _source_currents(
    network: Network, currents: Mapping[str, float], amps: Mapping[str, float]
) -> dict[str, float]:
    """Give each source what leaves its plus node; stacked sources are settled from the free ends inward."""
    leaving = _taken(network.loads, amps)
    for wire in network.resistors:
        leaving[wire.a] = leaving.get(wire.a, 0.0) + currents[wire.id]
        leaving[wire.b] = leaving.get(wire.b, 0.0) - currents[wire.id]
    open_sources = list(network.sources)
    delivered: dict[str, float] = {}
    while open_sources:
        ends = [node for source in open_sources for node in (source.plus, source.minus)]
        # Sources form no loop, so some source has an end that no other open source shares.
        source = next(s for s in open_sources if 1 in {ends.count(s.plus), ends.count(s.minus)})
        free_plus = ends.count(source.plus) == 1
        delivered[source.id] = leaving.get(source.plus, 0.0) if free_plus else -leaving.get(source.minus, 0.0)
        for node, sign in ((source.plus, -1), (source.minus, 1)):
            leaving[node] = leaving.get(node, 0.0) + sign * delivered[source.id]
        open_sources.remove(source)
    return delivered
