/* Twin of buildgen/calc/bench.py: a circuit with its solutions, and the instruments that read currents off it.
   Currents in milliamperes, rounded once; null where not solved. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { decimalText, divideHalfUp } = buildgen.quantity;
  const { isKnown, leadOf, polesOf, strandsOf } = buildgen.circuit;

  /* `solved` holds the solution of each case that has one, `networks` what was solved. Unless every return's
     resistance is known, how currents divide among them has no lower bound. */
  function makeBench(laid, networks, solved) {
    const known = strandsOf(laid).every((strand) => strand.pole !== "GND" || isKnown(strand));
    return { laid, networks, solved, returns_known: known };
  }

  /* Half to even, as Python rounds. */
  function roundHalfEven(value) {
    const floor = Math.floor(value);
    const rest = value - floor;
    if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
    return floor % 2 === 0 ? floor : floor + 1;
  }

  function milli(value) {
    return roundHalfEven(value * 1000) + 0; // no -0
  }

  function amps(value) {
    return milli(Math.abs(value));
  }

  function makeLoad(cables, slots, lost) {
    const read = [cables, slots].filter((value) => value !== null);
    return {
      cables, slots, lost,
      least: read.length ? Math.min(...read) : null,
      most: read.length ? Math.max(...read) : null,
    };
  }

  /* One resistance's current in both cases. */
  function loadOf(bench, resistor, lost = []) {
    const read = (state) => {
      const answer = bench.solved.get(state);
      return answer !== undefined && answer.has(resistor) ? amps(answer.current(resistor)) : null;
    };
    return makeLoad(read("cables"), read("slots"), lost.length ? Math.max(...lost.map(amps)) : null);
  }

  /* The supply that a lead comes from, through joints, boards and leads; none when it is loose. */
  function sourcesOf(bench, lead) {
    const { laid } = bench;
    const supplies = new Set(laid.feeds.map((feed) => feed.id));
    const seen = new Set();
    let first = originOf(bench, lead);
    while (!supplies.has(first)) {
      const here = first;
      const joint = own(laid.harness.joints, here);
      const feeding = laid.leads.find((k) => k.end === here);
      const before = (joint !== null && joint.on) || (feeding === undefined ? null : originOf(bench, feeding));
      if (before === null || seen.has(here)) return [];
      seen.add(here);
      first = before;
    }
    return [first];
  }

  /* The point at which the first of the leads that this one hangs on starts. */
  function originOf(bench, lead) {
    return lead.parent === null ? lead.start : originOf(bench, leadOf(bench.laid, lead.parent));
  }

  /* The supplies that a pole of some leads comes from. */
  function endsOf(bench, leads, pole) {
    const found = leads.filter((lead) => polesOf(lead.wires).includes(pole)).flatMap((lead) => sourcesOf(bench, lead));
    return [...new Set(found)].sort();
  }

  /* A resistance's current in amperes, everything on the cables; 0 where that is not solved. */
  function current(bench, resistor) {
    const answer = bench.solved.get("cables");
    return answer === undefined || !answer.has(resistor) ? 0 : answer.current(resistor);
  }

  /* A lead's strands and those of the leads that it hangs on. */
  function wayOf(bench, lead) {
    if (lead.parent === null) return lead.strands;
    return [...lead.strands, ...wayOf(bench, leadOf(bench.laid, lead.parent))];
  }

  function sum(values) {
    return values.reduce((total, value) => total + value, 0);
  }

  /* A current as a part of one in amperes, in percent with one digit. */
  function percent(part, all) {
    if (part === null || all <= 0 || amps(all) === 0) return null;
    return decimalText(divideHalfUp(BigInt(part) * 1000n, BigInt(amps(all))), 10n, 1);
  }

  buildgen.bench = Object.freeze({
    amps, current, endsOf, loadOf, makeBench, makeLoad, milli, percent, sourcesOf, sum, wayOf,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
