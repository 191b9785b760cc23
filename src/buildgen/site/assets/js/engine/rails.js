/* Twin of buildgen/calc/rails.py: what comes through the board's main plug on 12 V and on 3.3 V.
   Currents in milliamperes. */
(function (buildgen) {
  "use strict";

  const { divideHalfUp } = buildgen.quantity;
  const { partOf } = buildgen.bom;
  const { whole } = buildgen.circuit;
  const { powerPins } = buildgen.laying;

  const NETS = Object.freeze(["12V", "3V3"]);

  /* The rails of the plug that feeds the slots; none where the harness does not show that plug. */
  function boardRails(laid, build, catalog) {
    const lead = laid.leads.find((l) => l.end === laid.board && l.plug !== null && powerPins(l.plug, "3V3"));
    if (lead === undefined) return [];
    const limit = whole(lead.wires.terminal) ?? whole(lead.plug.pin_current);
    return NETS.map((net) => {
      const pins = powerPins(lead.plug, net) || 0;
      const takers = takersOf(net, laid, build, catalog);
      const current = takers.reduce((sum, taker) => sum + (taker.current || 0), 0);
      const known = takers.every((taker) => taker.current !== null);
      const each = Number(divideHalfUp(BigInt(current), BigInt(Math.max(pins, 1))));
      return { run: lead.run, net, pins, limit, takers, current, known, each };
    });
  }

  /* The slots up to their limits, drives in M.2 sockets on 3.3 V, fans on the board's headers on 12 V. */
  function takersOf(net, laid, build, catalog) {
    const { rules } = laid;
    const slot = whole(net === "12V" ? rules.slot_current : rules.slot_current_3v3);
    const cards = laid.cards.length;
    const takers = [{ name: "slots", kind: "slots", count: cards, current: slot === null ? null : slot * cards }];
    const named = new Set(Object.values(build.feeds).flat());
    for (const [name, { count }] of Object.entries(build.parts)) {
      const part = partOf(build, catalog, name);
      if (named.has(name) || part === null) continue;
      if (net === "3V3" && part.kind === "storage" && (part.interface || "M.2").startsWith("M.2")) {
        takers.push({ name, kind: "drives", count, current: drawn(part.power, rules.m2_voltage, count) });
      }
      if (net === "12V" && (part.kind === "fan" || part.kind === "cooler")) {
        // The least 12 V of the board's supply: the current is greatest there.
        const power = part.kind === "fan" ? part.power : null;
        takers.push({ name, kind: "fans", count, current: drawn(power, rules.supply_minimum.atx, count) });
      }
    }
    return takers;
  }

  function drawn(power, volts, count) {
    if (power === null || volts === null || !Number(volts) || count === null) return null;
    return Number(divideHalfUp(BigInt(power) * BigInt(count) * 1000n, BigInt(volts)));
  }

  buildgen.rails = Object.freeze({ boardRails });
})((globalThis.buildgen = globalThis.buildgen || {}));
