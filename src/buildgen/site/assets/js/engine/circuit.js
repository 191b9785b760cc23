/* Twin of buildgen/calc/circuit.py: the circuit of a build as a network of nodes, ready to be solved.
   A circuit is what `laying.circuit` gives. Powers are milliwatts, voltages millivolts, currents milliamperes,
   resistances microohms; the network is in watts, volts, amperes and ohms. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const CASES = Object.freeze(["cables", "slots"]);
  const POLES = Object.freeze(["12V", "GND"]);

  /* A figure of the data as a whole number; null stays null. */
  function whole(value) {
    return value === null || value === undefined ? null : Number(value);
  }

  function polesOf(run) {
    return run.net === null ? POLES : [run.net];
  }

  /* Whether a strand's resistance is known, not only bounded from below. */
  function isKnown(strand) {
    return strand.count !== null && strand.wire !== null;
  }

  function strandsOf(laid) {
    return laid.leads.flatMap((lead) => lead.strands);
  }

  function leadOf(laid, id) {
    return laid.leads.find((lead) => lead.id === id);
  }

  function boardIsFed(laid) {
    return laid.leads.some((lead) => lead.end === laid.board);
  }

  /* The joints that sit on something: their id, what they sit on, the pole and the resistance. */
  function jointsOf(laid) {
    return Object.entries(laid.harness.joints).flatMap(([name, joint]) => {
      if (joint.on === null) return [];
      const stated = whole(joint.resistance) ?? whole(own(laid.rules.joint, joint.kind)) ?? 0;
      return (joint.net === null ? POLES : [joint.net]).map((pole) => ({ name, on: joint.on, pole, stated }));
    });
  }

  /* The network to solve. Sources work at the least voltage that they deliver; one whose voltage is unknown is
     left out. */
  function networkOf(laid, state) {
    const resistors = strandsOf(laid).flatMap((strand) => resistorsOf(strand));
    for (const { name, on, pole, stated } of jointsOf(laid)) {
      resistors.push({ id: `${name}.${pole}.joint`, a: `${on}.${pole}`, b: `${name}.${pole}`, ohms: ohms(stated) });
    }
    const fed = boardIsFed(laid);
    const loads = laid.cards.flatMap((card) => cardLoads(laid, card, state, fed));
    if (fed) {
      resistors.push(...laid.cards.flatMap((card) => slotOf(laid, card, state)));
      const node = `${laid.board}.eps8.12V`;
      if (laid.processor !== null && strandsOf(laid).some((strand) => strand.end === node)) {
        const watts = laid.processor / 1000;
        loads.push({ id: "processor", plus: node, minus: `${laid.board}.GND`, watts, amps: 0 });
      }
    }
    const sources = laid.feeds
      .filter((feed) => feed.minimum !== null)
      .map(({ id, minimum }) => ({ id, plus: `${id}.12V`, minus: `${id}.GND`, volts: minimum / 1000 }));
    return { resistors, sources, loads };
  }

  /* What a card takes from its cables: all of its power, or what the slot leaves. */
  function cablePower(laid, card, state) {
    if (card.board_power === null || state === "cables" || laid.slot_power === null) return card.board_power;
    return Math.max(card.board_power - laid.slot_power, 0);
  }

  function cardLoads(laid, card, state, fed) {
    const power = cablePower(laid, card, state);
    const minus = `${card.id}.GND`;
    const loads = card.inlets
      .filter((inlet) => power !== null && inlet.share[0])
      .map(({ id, share: [part, all] }) => ({
        id, plus: `${id}.12V`, minus, watts: ((power / 1000) * part) / all, amps: 0,
      }));
    const current = whole(laid.rules.slot_current);
    if (state === "slots" && current !== null && fed) {
      loads.push({ id: `${card.id}.slot`, plus: `${card.id}.slot.12V`, minus, watts: 0, amps: current / 1000 });
    }
    return loads;
  }

  function slotOf(laid, card, state) {
    const { rules, board } = laid;
    const ground = ohms(rules.slot_ground) + ohms(rules.board_ground);
    const wires = [{ id: `${card.id}.slot.GND`, a: `${card.id}.GND`, b: `${board}.GND`, ohms: ground }];
    if (state === "slots") {
      const hot = ohms(rules.slot_12v) + ohms(rules.board_12v);
      wires.push({ id: `${card.id}.slot.12V`, a: `${board}.12V`, b: `${card.id}.slot.12V`, ohms: hot });
    }
    return wires;
  }

  /* Ohms for microohms; what is not known gets a slight resistance, where nought would merge two nodes. */
  function ohms(stated) {
    return Math.max((whole(stated) || 0) / 1000000, buildgen.constants.all.network.slight);
  }

  /* A strand's two resistances, up to the plug and through it, with its conductors side by side, some `lost`. */
  function resistorsOf(strand, lost = 0) {
    const count = (strand.count || 1) - lost;
    const known = strand.count !== null;
    const wire = (strand.wire || 0) + strand.near + (strand.fuse || 0);
    const [a, middle, b] = [strand.start, strand.middle, strand.end];
    return [
      { id: `${strand.id}.wire`, a, b: middle, ohms: ohms(known ? wire : null) / count },
      { id: `${strand.id}.plug`, a: middle, b, ohms: ohms(known ? strand.far : null) / count },
    ];
  }

  buildgen.circuit = Object.freeze({
    CASES, cablePower, isKnown, jointsOf, leadOf, networkOf, polesOf, resistorsOf, strandsOf, whole,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
