/* Twin of buildgen/calc/wiring_connections.py: judging what is connected to what. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { leadOf, whole } = buildgen.circuit;
  const { ERROR, OPEN, WARNING, eachRun, roleOf, rolePath, runPath, wiringReason } = buildgen.wiring_reason;

  // How a name in a harness may lead nowhere, and the field that holds it.
  const LOOSE = Object.freeze({ "loose-from": "from", "loose-to": "to" });

  /* WIR001: every run ends at two points that exist, at known plugs, and at pins that they have. */
  function looseEnds(wiring) {
    const reasons = wiring.faults.flatMap(looseEnd);
    for (const lead of eachRun(wiring)) {
      for (const field of ["plug", "outlet"]) {
        const name = lead.wires[field];
        if (name === null || lead[field] !== null) continue;
        const values = [["why", "connector"], ["run", lead.run], ["name", name]];
        reasons.push(wiringReason("WIR001", ERROR, runPath(lead.run, field), values));
      }
      const known = lead.plug === null ? null : lead.plug.pins;
      for (const [pin] of lead.wires.pins) {
        if (known === null || own(known, pin) !== null) continue;
        const values = [["why", "pin"], ["run", lead.run], ["name", pin], ["plug", lead.wires.plug]];
        reasons.push(wiringReason("WIR001", ERROR, runPath(lead.run, "pins", pin), values));
      }
    }
    return reasons;
  }

  function looseEnd({ what, subject, name }) {
    const end = own(LOOSE, what);
    if (end !== null) {
      return [wiringReason("WIR001", ERROR, runPath(subject, end), [["run", subject], ["name", name]])];
    }
    if (what === "loose-joint") {
      const values = [["why", "joint"], ["run", subject], ["name", name]];
      return [wiringReason("WIR001", ERROR, ["harness", "joints", subject, "on"], values)];
    }
    if (what !== "loose-supplies" && what !== "loose-inlets") return [];
    const field = what.slice("loose-".length);
    return [wiringReason("WIR001", ERROR, ["harness", field, name], [["why", field], ["name", name]])];
  }

  function grouped(items, key) {
    const groups = new Map();
    for (const item of items) groups.set(key(item), [...(groups.get(key(item)) || []), item]);
    return groups;
  }

  /* WIR002: every power inlet is fed; a card is never powered through its slot alone. */
  function unfedInlets(wiring) {
    const isEmpty = (inlet) => inlet.plug !== null && !inlet.leads.length;
    const hungry = wiring.cards.filter((card) => card.inlets.some(isEmpty));
    const reasons = [...grouped(hungry, roleOf).values()].map((cards) => {
      const inlets = cards.flatMap((card) => card.inlets);
      const values = [
        ["why", inlets.some((inlet) => inlet.leads.length) ? "inlet" : "slot"],
        ["cards", cards.map((card) => card.id)],
        ["inlets", [...new Set(inlets.filter(isEmpty).map((inlet) => inlet.plug))]],
      ];
      const guests = inlets.some((inlet) => inlet.plug === null); // leads whose plug nobody named
      return wiringReason("WIR002", guests ? OPEN : ERROR, rolePath(cards[0]), values);
    });
    return [...reasons, ...unfedBoard(wiring)];
  }

  /* The board's inlets against the plugs that end at it; a harness without the board says nothing. */
  function unfedBoard({ circuit }) {
    const plugs = circuit.leads.filter((lead) => lead.end === circuit.board).map((lead) => lead.wires.plug);
    if (!plugs.length) return [];
    const left = [...plugs];
    const lacking = (circuit.board_inlets || []).filter((inlet) => {
      const found = left.indexOf(inlet);
      if (found >= 0) left.splice(found, 1);
      return found < 0;
    });
    if (!lacking.length) return [];
    const values = [["why", "board"], ["cards", [circuit.board]], ["inlets", [...new Set(lacking)].sort()]];
    return [wiringReason("WIR002", plugs.includes(null) ? OPEN : ERROR, ["parts", circuit.board || ""], values)];
  }

  /* WIR003: every plug has an inlet of its own kind; an EPS plug forced into a card shorts the supply. */
  function misplacedPlugs(wiring) {
    const told = new Set();
    const reasons = [];
    for (const { subject, name } of wiring.faults.filter((fault) => fault.what === "no-inlet")) {
      const lead = leadOf(wiring.circuit, subject);
      const cards = wiring.cards.filter((card) => card.id === lead.end);
      const inlets = cards.flatMap((card) => card.inlets).map((inlet) => inlet.plug);
      const danger = lead.plug !== null && lead.plug.mistaken_for.some((plug) => inlets.includes(plug));
      const values = [["card", lead.end], ["plug", name], ...(danger ? [["why", "shorts"]] : [])];
      if (!told.has(lead.run)) reasons.push(wiringReason("WIR003", ERROR, runPath(lead.run, "plug"), values));
      told.add(lead.run);
    }
    return reasons;
  }

  /* WIR004: an inlet is fed from exactly one supply, and a card's cables had better share one. */
  function mixedSources(wiring) {
    const told = new Set();
    const reasons = [];
    for (const card of wiring.cards) {
      if (told.has(roleOf(card))) continue;
      const shared = card.inlets.filter((inlet) => inlet.supplies.length > 1);
      for (const { id, supplies } of shared) {
        const values = [["why", "inlet"], ["inlet", id], ["supplies", supplies]];
        reasons.push(wiringReason("WIR004", ERROR, rolePath(card), values));
      }
      if (card.supplies.length <= 1) continue;
      if (!shared.length) {
        const values = [["card", card.id], ["supplies", card.supplies]];
        reasons.push(wiringReason("WIR004", WARNING, rolePath(card), values));
      }
      told.add(roleOf(card));
    }
    return reasons;
  }

  /* WIR005: no wire joins the 12 V of two supplies. */
  function joinedRails(wiring) {
    const said = (supplies) => wiringReason("WIR005", ERROR, ["harness"], [["supplies", supplies]]);
    if (wiring.joined.length) return wiring.joined.map(said);
    const first = Object.values(wiring.unsolved)[0];
    return first !== undefined && first.reason === "parallel" ? [said(first.subjects)] : [];
  }

  /* WIR006: every card has a return to each supply that feeds it, and every load a closed circuit. */
  function missingReturns(wiring) {
    const lacking = (card) => card.supplies.filter((supply) => !card.returns.includes(supply));
    const without = wiring.cards.filter((card) => lacking(card).length);
    const absent = [...grouped(without, (card) => JSON.stringify([roleOf(card), lacking(card)])).values()];
    if (absent.length || wiring.faults.length) { // a load without a way back follows from them
      return absent.map((cards) => {
        const values = [["cards", cards.map((card) => card.id)], ["supplies", lacking(cards[0])]];
        return wiringReason("WIR006", ERROR, rolePath(cards[0]), values);
      });
    }
    const told = Object.values(wiring.unsolved).find((unsolved) => unsolved.reason !== "parallel");
    if (told === undefined) return [];
    return [wiringReason("WIR006", ERROR, ["harness"], [["why", told.reason], ["subjects", told.subjects]])];
  }

  /* WIR017: each pin is wired to its own net: poles are not crossed, no signal touches power. */
  function crossedPins(wiring) {
    return eachRun(wiring).flatMap((lead) => {
      const pins = [...lead.wires.pins].sort(([one], [other]) => (one < other ? -1 : 1));
      return pins.flatMap(([pin, target]) => {
        const mine = netsOf(lead.plug, pin);
        const there = netsOf(lead.outlet, target);
        const other = there.length ? there : [target];
        if (!mine.length || mine.some((net) => other.includes(net))) return [];
        const net = own(lead.plug.pins, pin).net;
        const values = [["run", lead.run], ["pin", pin], ["net", net], ["other", [...other].sort()[0]]];
        return [wiringReason("WIR017", ERROR, runPath(lead.run, "pins", pin), values)];
      });
    });
  }

  /* The nets that a pin may be wired to: its own, and what a cable ties it to. */
  function netsOf(connector, pin) {
    const found = connector === null ? null : own(connector.pins, pin);
    if (found === null) return [];
    return found.tied === null ? [found.net] : [found.net, found.tied];
  }

  /* WIR019: the terminals of both ends take the conductor. */
  function unfitGauges(wiring) {
    return eachRun(wiring).flatMap((lead) => {
      const gauge = whole(lead.wires.gauge);
      const tight = [lead.plug, lead.outlet].find((connector) => isTooTight(connector, gauge));
      if (tight === undefined) return [];
      const [low, high] = tight.wires;
      const values = [["gauge", gauge], ["connector", tight.id], ["thinnest", low], ["thickest", high]];
      return [wiringReason("WIR019", ERROR, runPath(lead.run, "gauge"), values)];
    });
  }

  function isTooTight(connector, gauge) {
    if (connector === null || connector.wires === null || gauge === null) return false;
    return gauge < connector.wires[0] || gauge > connector.wires[1];
  }

  buildgen.wiring_connections = Object.freeze({
    crossedPins, joinedRails, looseEnds, misplacedPlugs, missingReturns, mixedSources, unfedInlets, unfitGauges,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
