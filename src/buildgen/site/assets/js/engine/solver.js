/* Twin of buildgen/calc/solver.py: direct-current networks, solved for every current and potential.
   Volts, amperes, ohms and watts as floats. The method (sources contracted, nodes eliminated by the star-mesh
   transform, constant powers by a contracting iteration) and its proof stand in the Python module. Nodes and
   elements are taken in the order of their names there and here, so both add up in the same order. */
(function (buildgen) {
  "use strict";

  function byId(a, b) {
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  }

  function zeros(size) {
    return new Array(size).fill(0);
  }

  function unsolved(reason, subjects) {
    return { reason, subjects };
  }

  /* `network` holds resistors {id, a, b, ohms}, sources {id, plus, minus, volts} and loads {id, plus, minus,
     watts, amps}. Gives a solution, which answers by name, or {reason, subjects}. */
  function solve(network) {
    requireSound(network);
    const resistors = [...network.resistors].sort(byId);
    const sources = [...network.sources].sort(byId);
    const loads = [...network.loads].sort(byId);
    const names = namesOf(resistors, sources, loads);
    const index = new Map(names.map((name, i) => [name, i]));
    const at = (element, one, other) => ({ ...element, a: index.get(element[one]), b: index.get(element[other]) });
    const sound = {
      names,
      index,
      resistors: resistors.map((wire) => at(wire, "a", "b")),
      sources: sources.map((source) => at(source, "plus", "minus")),
      loads: loads.map((load) => at(load, "plus", "minus")),
    };
    const home = contracted(sound);
    if (home.reason !== undefined) return home;
    const reduced = reduce(sound, home);
    const still = potentials(reduced, zeros(names.length));
    const wrong = badlyFed(sound, reduced, still);
    if (wrong !== null) return wrong;
    const point = workingPoint(sound, reduced, still);
    return point.reason !== undefined ? point : solution(sound, reduced, point);
  }

  /* What a solved network answers: volts between nodes, amperes through resistors (a to b), out of sources
     (of plus) and into loads, all by name. */
  function solution(sound, reduced, point) {
    const level = potentials(reduced, taken(sound, point.amps));
    const wires = new Map(sound.resistors.map((wire) => [wire.id, wire]));
    const through = (wire) => (level[wire.a] - level[wire.b]) / wire.ohms;
    const currents = sound.resistors.map(through);
    return {
      contraction: point.contraction,
      volts: (plus, minus) => level[sound.index.get(plus)] - level[sound.index.get(minus)],
      current: (resistor) => through(wires.get(resistor)),
      has: (resistor) => wires.has(resistor),
      changed: (changes) => changed(reduced, point, changes.map(([id, ohms]) => ({ ...wires.get(id), to: ohms }))),
      potentials: new Map(sound.names.map((name, i) => [name, level[i]])),
      currents: new Map(sound.resistors.map((wire, i) => [wire.id, currents[i]])),
      sources: sourceCurrents(sound, currents, point.amps),
      loads: new Map(sound.loads.map((load, i) => [load.id, point.amps[i]])),
    };
  }

  /* Amperes through some resistors once their resistances are changed to `to`; null where the loads then ask
     too much. Python solves anew; here each change g' - g is one more conductance at its port b, which draws
     (g' - g) V[b]: with k = (g' - g) / (1 + (g' - g) R[b][b]) every E[p] falls by R[p][b] k E[b] and every R[p][q]
     by R[p][b] k R[b][q] (Sherman and Morrison 1950). A lost conductor of n leaves 1 + (g' - g) R[b][b] >= 1 / 2. */
  function changed(reduced, point, wires) {
    const { hungry, level, still } = point;
    const size = hungry.length;
    const ports = [...hungry, ...wires];
    const volts = [...point.idle, ...wires.map((wire) => level[wire.a] - level[wire.b])];
    const drops = point.drops.map((row) => [...row]);
    wires.forEach((wire, n) => {
      const fallen = potentials(reduced, drawnBy(wire, still.length));
      const row = ports.map((port) => still[port.a] - still[port.b] - fallen[port.a] + fallen[port.b]);
      drops[size + n] = row;
      for (let p = 0; p < size; p += 1) drops[p][size + n] = row[p]; // R is symmetric
    });
    for (let b = size; b < ports.length; b += 1) {
      const more = 1 / ports[b].to - 1 / ports[b].ohms;
      const row = drops[b].slice();
      const k = more / (1 + more * row[b]);
      const seen = volts[b];
      for (let p = 0; p < ports.length; p += 1) {
        volts[p] -= row[p] * k * seen;
        for (let q = 0; q < ports.length; q += 1) drops[p][q] -= row[p] * k * row[q];
      }
    }
    const settled = settle(hungry, volts.slice(0, size), drops, point.volts);
    if (settled.reason !== undefined) return null;
    return wires.map((wire, n) => {
      let left = volts[size + n];
      for (let q = 0; q < size; q += 1) left -= drops[size + n][q] * (hungry[q].watts / settled.volts[q]);
      return left / wire.to;
    });
  }

  function requireSound(network) {
    for (const kind of [network.resistors, network.sources, network.loads]) {
      if (new Set(kind.map((element) => element.id)).size !== kind.length) throw new RangeError("an id stands twice");
    }
    for (const wire of network.resistors) {
      if (!(wire.ohms > 0)) throw new RangeError(`${wire.id} has a resistance of ${wire.ohms} ohm`);
    }
  }

  function namesOf(resistors, sources, loads) {
    const names = new Set(resistors.flatMap((wire) => [wire.a, wire.b]));
    for (const element of [...sources, ...loads]) names.add(element.plus).add(element.minus);
    return [...names].sort();
  }

  /* Each node's root and its rise over it: nodes that sources tie together share a root. */
  function contracted({ names, sources }) {
    const root = names.map((_, i) => i);
    const rise = zeros(names.length);
    for (const source of sources) {
      const [plus, minus] = [root[source.a], root[source.b]];
      if (plus === minus) {
        const tied = sources.filter((s) => root[s.a] === plus && s.id <= source.id);
        return unsolved("parallel", tied.map((s) => s.id));
      }
      // Every node below the root of `plus` moves over, its rise counted from the root of `minus`.
      const shift = rise[source.b] + source.volts - rise[source.a];
      for (let i = 0; i < root.length; i += 1) {
        if (root[i] === plus) {
          root[i] = minus;
          rise[i] += shift;
        }
      }
    }
    return { root, rise };
  }

  /* The network with sources contracted and all nodes but the grounds eliminated: of the nodes with the fewest
     neighbours the first by name goes next. */
  function reduce({ names, resistors }, { root, rise }) {
    const mesh = names.map(() => new Map());
    const join = (a, b, conductance) => {
      const sum = (mesh[a].get(b) || 0) + conductance;
      mesh[a].set(b, sum);
      mesh[b].set(a, sum);
    };
    const pushing = [];
    for (const wire of resistors) {
      const [a, b] = [root[wire.a], root[wire.b]];
      const pushed = (rise[wire.a] - rise[wire.b]) / wire.ohms;
      if (pushed !== 0) pushing.push({ a, b, pushed });
      if (a !== b) join(a, b, 1 / wire.ohms);
    }
    const roots = [...new Set(root)].sort((a, b) => a - b);
    const part = partsOf(mesh, roots);
    const left = roots.filter((node) => part[node] !== node);
    const stars = [];
    while (left.length) {
      let first = 0;
      for (let k = 1; k < left.length; k += 1) if (mesh[left[k]].size < mesh[left[first]].size) first = k;
      const [node] = left.splice(first, 1);
      const spokes = [...mesh[node].keys()].sort((a, b) => a - b);
      const conductances = spokes.map((spoke) => mesh[node].get(spoke));
      const total = sum(conductances);
      stars.push({ node, spokes, conductances, total });
      spokes.forEach((spoke, k) => {
        mesh[spoke].delete(node);
        for (let m = k + 1; m < spokes.length; m += 1) {
          join(spoke, spokes[m], (conductances[k] * conductances[m]) / total);
        }
      });
    }
    return { root, rise, part, pushing, stars };
  }

  /* The connected part of each node, named by the part's first node, which is its ground. */
  function partsOf(mesh, roots) {
    const part = mesh.map(() => -1);
    for (const first of roots) {
      const pending = part[first] < 0 ? [first] : [];
      while (pending.length) {
        const node = pending.pop();
        if (part[node] >= 0) continue;
        part[node] = first;
        pending.push(...mesh[node].keys());
      }
    }
    return part;
  }

  /* Each node's potential when `drawn` amperes are taken out of nodes, the sources working. */
  function potentials({ root, rise, pushing, stars }, drawn) {
    const size = root.length;
    const inflow = zeros(size);
    for (let i = 0; i < size; i += 1) inflow[root[i]] -= drawn[i];
    for (const { a, b, pushed } of pushing) {
      inflow[a] -= pushed;
      inflow[b] += pushed;
    }
    for (let s = 0; s < stars.length; s += 1) {
      const { node, spokes, conductances, total } = stars[s];
      for (let k = 0; k < spokes.length; k += 1) inflow[spokes[k]] += (inflow[node] * conductances[k]) / total;
    }
    const level = zeros(size);
    for (let s = stars.length - 1; s >= 0; s -= 1) {
      const { node, spokes, conductances, total } = stars[s];
      let fed = 0;
      for (let k = 0; k < spokes.length; k += 1) fed += conductances[k] * level[spokes[k]];
      level[node] = (inflow[node] + fed) / total;
    }
    const found = zeros(size);
    for (let i = 0; i < size; i += 1) found[i] = level[root[i]] + rise[i];
    return found;
  }

  /* Loads that no source reaches on both sides, or reaches the wrong way round. */
  function badlyFed({ loads }, { root, part }, still) {
    const volts = loads.map((load) => (part[root[load.a]] === part[root[load.b]] ? still[load.a] - still[load.b] : 0));
    const named = (test) => loads.filter((_, i) => test(volts[i])).map((load) => load.id);
    const dead = named((seen) => Math.abs(seen) < buildgen.constants.all.network.dead);
    if (dead.length) return unsolved("open", dead);
    const wrong = named((seen) => seen < 0);
    return wrong.length ? unsolved("reversed", wrong) : null;
  }

  function sum(values) {
    return values.reduce((whole, value) => whole + value, 0);
  }

  /* What each load draws, and the bound of the iteration's contraction; beside them what `changed` needs. */
  function workingPoint(network, reduced, still) {
    const amps = network.loads.map((load) => load.amps);
    const hungry = network.loads.filter((load) => load.watts);
    const level = potentials(reduced, taken(network, amps));
    const responses = hungry.map((load) => potentials(reduced, drawnBy(load, still.length)));
    const drops = hungry.map((k) => responses.map((found) => still[k.a] - still[k.b] - found[k.a] + found[k.b]));
    const idle = hungry.map((load) => level[load.a] - level[load.b]);
    const settled = settle(hungry, idle, drops, idle);
    if (settled.reason !== undefined) return settled;
    hungry.forEach((load, i) => {
      amps[network.loads.indexOf(load)] += load.watts / settled.volts[i];
    });
    return { amps, hungry, level, still, idle, drops, ...settled };
  }

  /* The voltages V = E - R (P / V) at the loads of constant power; `idle` is E, `drops` is R, the drop at each
     load (row) for one ampere drawn by each load (column). The iteration begins at `start`. */
  function settle(hungry, idle, drops, start) {
    const { largest_rho: largest, tolerance } = buildgen.constants.all.network;
    const least = idle.length ? Math.min(...idle) : 1;
    if (least <= 0) return unsolved("collapse", hungry.filter((_, i) => idle[i] <= 0).map((load) => load.id));
    const strain = hungry.map((_, i) => hungry.reduce((all, load, k) => all + Math.abs(drops[i][k]) * load.watts, 0));
    const heaviest = Math.max(0, ...strain);
    const rho = (4 * heaviest) / (least * least);
    if (rho > largest) return unsolved("collapse", hungry.filter((_, i) => strain[i] === heaviest).map((k) => k.id));
    const lowest = (least * (1 + Math.sqrt(1 - rho))) / 2;
    const contraction = heaviest / (lowest * lowest);
    let [volts, step] = [start, least];
    while (step * contraction > tolerance * least * (1 - contraction)) {
      const drawn = hungry.map((load, k) => load.watts / volts[k]);
      const before = volts;
      volts = drawn.map((_, i) => {
        let drop = 0;
        for (let k = 0; k < drawn.length; k += 1) drop += drops[i][k] * drawn[k];
        return idle[i] - drop;
      });
      step = volts.reduce((most, v, i) => Math.max(most, Math.abs(v - before[i])), 0);
    }
    return { volts, contraction };
  }

  /* One ampere out of an element's first node and into its second. */
  function drawnBy(element, size) {
    const drawn = zeros(size);
    drawn[element.a] += 1;
    drawn[element.b] -= 1;
    return drawn;
  }

  /* What loads take out of their plus nodes and give back at their minus nodes. */
  function taken(network, amps) {
    const drawn = zeros(network.names.length);
    network.loads.forEach((load, i) => {
      drawn[load.a] += amps[i];
      drawn[load.b] -= amps[i];
    });
    return drawn;
  }

  /* Each source gets what leaves its plus node; stacked sources are settled from the free ends inward. */
  function sourceCurrents(network, currents, amps) {
    const leaving = taken(network, amps);
    network.resistors.forEach((wire, i) => {
      leaving[wire.a] += currents[i];
      leaving[wire.b] -= currents[i];
    });
    let open = [...network.sources];
    const delivered = new Map();
    while (open.length) {
      const ends = open.flatMap((source) => [source.a, source.b]);
      const alone = (node) => ends.filter((end) => end === node).length === 1;
      // Sources form no loop, so some source has an end that no other open source shares.
      const source = open.find((s) => alone(s.a) || alone(s.b));
      const current = alone(source.a) ? leaving[source.a] : -leaving[source.b];
      delivered.set(source.id, current);
      leaving[source.a] -= current;
      leaving[source.b] += current;
      open = open.filter((s) => s !== source);
    }
    return delivered;
  }

  buildgen.solver = Object.freeze({ solve });
})((globalThis.buildgen = globalThis.buildgen || {}));
