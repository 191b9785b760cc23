/* Twin of buildgen/calc/laying.py: from runs as they are written to leads, strands and inlets of a circuit.
   The data of `catalog.wiring` hold connectors, rules and harnesses; a build names its harness by the build that
   it was written for. Units as in circuit.js; gauges in 1e-6 mm2, lengths in micrometres. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { divideHalfUp } = buildgen.quantity;
  const { partOf } = buildgen.bom;
  const { cardState } = buildgen.power;
  const { wireResistance } = buildgen.conductor;
  const { polesOf, whole } = buildgen.circuit;

  function has(mapping, key) {
    return Object.prototype.hasOwnProperty.call(mapping, key);
  }

  function byName(mapping) {
    return Object.keys(mapping).sort().map((name) => [name, mapping[name]]);
  }

  /* The role of a piece: `gpus.0` plays `gpus`. */
  function roleOf(card) {
    return card.slice(0, card.lastIndexOf("."));
  }

  /* A build's harness laid out; null when it has none, or the catalog holds no wiring figures. */
  function circuit(build, catalog) {
    const figures = own(catalog, "wiring");
    if (figures === null || figures.rules === null) return null;
    const harness = own(figures.harnesses, build.harness);
    if (harness === null) return null;
    const { rules, connectors } = figures;
    const roles = Object.keys(build.parts).map((role) => [role, partOf(build, catalog, role)]);
    const ofKind = (kind) => roles.filter(([, part]) => part !== null && part.kind === kind);
    const board = ofKind("motherboard")[0];
    const bench = {
      build,
      catalog,
      harness,
      rules,
      connectors,
      cards: new Map(
        ofKind("gpu").flatMap(([role, part]) =>
          Array.from({ length: build.parts[role].count || 0 }, (_, n) => [`${role}.${n}`, part]),
        ),
      ),
      supplies: new Map(ofKind("psu")),
      board: board === undefined ? null : board[0],
    };
    const faults = misnamed(bench);
    const drafts = byName(harness.runs).flatMap(([name, run]) => draftsOf(bench, name, run, faults));
    const seats = seatsOf(bench, drafts, faults);
    const processor = Object.values(build.loads).find((l) => l.covers.length === 1 && l.covers[0] === "cpu");
    const { policy } = catalog;
    return {
      build: build.id,
      rules,
      harness,
      board: bench.board,
      board_inlets: board === undefined ? null : own(board[1], "inlets"),
      feeds: [...bench.supplies].map(([role, part]) => feedOf(bench, role, part)),
      leads: drafts.map((draft) => makeLead(bench, draft, seats.get(draft.id) ?? null, parentOf(bench, draft, drafts))),
      disputed: disputed(bench),
      cards: [...bench.cards].map(([name, part]) => makeCard(bench, name, part, seats)),
      processor: processor === undefined ? null : whole(processor.power),
      slot_power: policy === null ? null : whole(policy.slot_power),
      faults,
    };
  }

  /* Joints that sit on nothing, and supplies and inlets of roles that are none. */
  function misnamed(bench) {
    const { joints, supplies, inlets } = bench.harness;
    const roles = new Set([...bench.cards.keys()].map(roleOf));
    const loose = byName(joints).filter(([, joint]) => joint.on !== null && !isPlace(bench, joint.on));
    const strange = (mapping, known) => Object.keys(mapping).filter((name) => !known.has(name)).sort();
    return [
      ...loose.map(([name, joint]) => fault("loose-joint", name, joint.on)),
      ...strange(supplies, bench.supplies).map((name) => fault("loose-supplies", name, name)),
      ...strange(inlets, roles).map((name) => fault("loose-inlets", name, name)),
    ];
  }

  function fault(what, subject, name) {
    return { what, subject, name };
  }

  /* A run cut into pieces: one for each card when its end names a role of several. */
  function draftsOf(bench, name, run, faults) {
    for (const [point, end] of [[run.from, "from"], [run.to, "to"]]) {
      if (!(isPlace(bench, point) || (end === "from" && has(bench.harness.runs, point)))) {
        faults.push(fault(`loose-${end}`, name, point));
        return [];
      }
    }
    const pieces = [...bench.cards.keys()].filter((card) => run.to === card || run.to === roleOf(card));
    return (pieces.length ? pieces : [run.to]).map((piece) => {
      const suffix = pieces.length > 1 ? piece.slice(piece.lastIndexOf(".")) : "";
      return { id: `${name}${suffix}`, name, run, start: run.from, end: piece };
    });
  }

  /* Whether a point is a joint, a role or a piece of one: these go before runs of the same name. */
  function isPlace(bench, point) {
    if (point.includes(".")) return bench.cards.has(point);
    return has(bench.harness.joints, point) || has(bench.build.parts, point);
  }

  function parentOf(bench, draft, drafts) {
    if (isPlace(bench, draft.start)) return null;
    const parents = drafts.filter((d) => d.name === draft.start);
    const beside = parents.find((d) => d.end === draft.end) || parents[0];
    return beside === undefined ? null : beside.id;
  }

  /* The inlet that the plug of each lead with 12 V to a card sits in, by name where it fits. */
  function seatsOf(bench, drafts, faults) {
    const seats = new Map();
    const free = new Map([...bench.cards.keys()].map((card) => [card, inletsOf(bench, card)]));
    for (const { id, run, end } of drafts) {
      if (!free.has(end) || !polesOf(run).includes("12V")) continue;
      if (run.plug === null || plugsOf(bench, end) === null) {
        seats.set(id, `${end}.${id.replace(/\./g, "-")}`);
        continue;
      }
      const plug = own(bench.connectors, run.plug);
      const fits = [run.plug, ...(plug === null ? [] : plug.accepts)];
      const left = fits.flatMap((want) => [...free.get(end)].filter(([, kind]) => kind === want));
      if (left.length) {
        seats.set(id, left[0][0]);
        free.get(end).delete(left[0][0]);
      } else {
        faults.push(fault("no-inlet", id, run.plug));
      }
    }
    return seats;
  }

  /* The inlets that the harness is made for, else those that the card's entry states. */
  function plugsOf(bench, card) {
    const { inlets } = bench.harness;
    return has(inlets, roleOf(card)) ? inlets[roleOf(card)] : bench.cards.get(card).plugs;
  }

  /* Roles whose cards' inlets sources disagree on, and for which the harness takes no side. */
  function disputed(bench) {
    const found = [...bench.cards].filter(([, part]) => part.plugs_disputed).map(([name]) => roleOf(name));
    return [...new Set(found)].filter((role) => !has(bench.harness.inlets, role)).sort();
  }

  /* A card's inlets, named by plug and numbered where a plug occurs twice. */
  function inletsOf(bench, card) {
    const plugs = plugsOf(bench, card) || [];
    const count = (plug, until) => plugs.slice(0, until).filter((p) => p === plug).length;
    return new Map(
      plugs.map((plug, n) => {
        const number = count(plug, plugs.length) > 1 ? `-${count(plug, n + 1)}` : "";
        return [`${card}.${plug}${number}`, plug];
      }),
    );
  }

  function makeCard(bench, name, part, seats) {
    const role = roleOf(name);
    const chosen = cardState(bench.build, bench.catalog, role);
    const plugs = inletsOf(bench, name);
    const fed = new Map([...seats].filter(([, inlet]) => inlet.startsWith(`${name}.`)).map(([lead, inlet]) => [inlet, lead]));
    const rated = new Map([...fed.keys(), ...plugs.keys()].map((inlet) => [inlet, ratedOf(bench, plugs.get(inlet) ?? null)]));
    let weights = new Map([...fed.keys()].map((inlet) => [inlet, rated.get(inlet)]));
    if ([...weights.values()].includes(null)) weights = new Map([...fed.keys()].map((inlet) => [inlet, 1])); // all alike
    const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
    const boardPower = chosen === null ? null : whole(chosen[1].board_power);
    const path = chosen === null ? "" : `states.${chosen[0]}.board_power`;
    return {
      id: name,
      role,
      part: part.id,
      plugs: plugsOf(bench, name),
      inlets: [...rated.keys()].sort().map((id) => ({
        id,
        plug: plugs.get(id) ?? null,
        rated: rated.get(id),
        leads: fed.has(id) ? [fed.get(id)] : [],
        share: [weights.get(id) ?? 0, all],
      })),
      board_power: boardPower,
      assumed: boardPower !== null && part.assumed.includes(path) ? [`${part.id}.${path}`] : [],
    };
  }

  function ratedOf(bench, plug) {
    const connector = own(bench.connectors, plug);
    return connector === null ? null : whole(connector.rated);
  }

  function feedOf(bench, role, part) {
    const end = own(bench.harness.supplies, role);
    const minimum = end === null ? null : whole(end.minimum);
    const id = { id: role, supply_class: part.supply_class };
    if (minimum !== null) return { ...id, minimum, assumed: bench.harness.assumed.includes(`supplies.${role}.minimum`) };
    const { supply_minimum: least, assumed } = bench.rules;
    return { ...id, minimum: whole(least[part.supply_class]), assumed: assumed.includes(part.supply_class) };
  }

  function makeLead(bench, { id, name, run, start, end }, inlet, parent) {
    return {
      id,
      run: name,
      wires: run,
      start,
      end,
      plug: own(bench.connectors, run.plug),
      outlet: own(bench.connectors, run.outlet),
      inlet,
      parent,
      strands: polesOf(run).map((pole) => makeStrand(bench, { id, name, run, start, end }, pole, inlet, parent)),
    };
  }

  function makeStrand(bench, { id, name, run, start, end }, pole, inlet, parent) {
    const { factory_lead: usual } = bench.rules;
    const factory = run.made === "factory";
    const gauge = whole(run.gauge) ?? (factory ? whole(usual.gauge) : null);
    const length = whole(run.length) ?? (factory ? whole(usual.length) : null);
    const count = countOf(bench, run, pole);
    const fuse = pole === "12V" && run.fuse !== null && run.fuse.fitted ? run.fuse : null;
    return {
      id: `${id}.${pole}`,
      lead: id,
      run: name,
      pole,
      start: parent === null ? `${start}.${pole}` : `${parent}.plug.${pole}`,
      middle: `${id}.plug.${pole}`,
      end: endOf(bench, run, end, pole, inlet),
      count,
      gauge,
      length,
      wire: gauge === null || length === null ? null : wireResistance(gauge, length, bench.rules),
      near: contactOf(bench, start, run.outlet, factory),
      far: contactOf(bench, end, run.plug, false),
      fuse: fuse === null ? null : fuseOhms(bench, whole(fuse.rating), fuse.per === "conductor" ? null : count),
    };
  }

  /* A pole's conductors: as stated, at most the plug's pins; else the plug's power pins. */
  function countOf(bench, run, pole) {
    const plug = own(bench.connectors, run.plug);
    if (run.conductors === null) return plug === null ? null : powerPins(plug, pole);
    const pins = plug === null ? null : pole === "12V" ? outletPins(plug, pole) : powerPins(plug, pole);
    return pins ? Math.min(run.conductors, pins) : run.conductors;
  }

  /* Pins that surely carry a net; null when the pin map is not known. */
  function powerPins(connector, net) {
    if (connector.pins === null) return null;
    return Object.values(connector.pins).filter((pin) => pin.net === net && !pin.optional).length;
  }

  /* Pins on which an outlet may offer a net: optional and tied ones are wired there. */
  function outletPins(connector, net) {
    if (connector.pins === null) return null;
    return Object.values(connector.pins).filter((pin) => pin.net === net || pin.tied === net).length;
  }

  /* The resistance of one conductor's end: a mated pin, a joint, or the inside of a supply. */
  function contactOf(bench, point, connector, factory) {
    const { rules } = bench;
    const family = own(bench.connectors, connector);
    if (family !== null) return whole(family.contact) ?? whole(rules.contact) ?? 0;
    const joint = own(bench.harness.joints, point);
    if (joint !== null) return whole(rules.joint[joint.kind]) ?? 0;
    const kind = factory ? "pad" : isPlace(bench, point) ? null : "splice";
    return whole(kind === null ? rules.contact : rules.joint[kind]) ?? 0;
  }

  /* A fuse's resistance as one conductor sees it: a fuse that n share counts n times for each. */
  function fuseOhms(bench, rating, sharedBy) {
    const drop = whole(bench.rules.fuse_drop);
    if (rating === null || drop === null || rating === 0) return null;
    return Number(divideHalfUp(BigInt(drop) * 1000000n, BigInt(rating))) * (sharedBy || 1);
  }

  function endOf(bench, run, end, pole, inlet) {
    if (pole === "GND") return `${end}.GND`;
    if (end === bench.board && run.plug !== null && run.plug.startsWith("eps")) return `${end}.eps8.12V`;
    return `${inlet || end}.12V`;
  }

  buildgen.laying = Object.freeze({ circuit, has, outletPins, powerPins, roleOf });
})((globalThis.buildgen = globalThis.buildgen || {}));
