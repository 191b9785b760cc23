/* Twin of buildgen/calc/conductor.py: single conductors, their resistance when warm and their table current.
   Gauges are whole 1e-6 mm2, lengths micrometres, resistances microohms, currents milliamperes. */
(function (buildgen) {
  "use strict";

  const { divideHalfUp, ratio, scaled } = buildgen.quantity;

  /* R = copper x length / area x hot, one way, to the microohm; null when a figure is missing. */
  function wireResistance(gauge, length, rules) {
    if (rules.copper === null || rules.hot === null) return null;
    const { over, under } = ratio(rules.hot);
    return Number(divideHalfUp(BigInt(rules.copper) * BigInt(length) * over, BigInt(gauge) * under));
  }

  /* The table's current for one conductor of this size or the next thinner; null below the table. */
  function singleLimit(gauge, rules) {
    const limits = (rules.steps || []).filter((step) => step.gauge <= gauge).map((step) => step.limit);
    return limits.length ? Math.max(...limits) : null;
  }

  /* The current for each of several conductors that lie together; null beyond either table. */
  function groupedLimit(gauge, together, rules) {
    const limit = singleLimit(gauge, rules);
    const groups = [...(rules.grouping || [])].sort((a, b) => a.up_to - b.up_to);
    const group = groups.find((g) => together <= g.up_to);
    return limit === null || group === undefined ? null : Number(scaled(BigInt(limit), group.factor));
  }

  buildgen.conductor = Object.freeze({ groupedLimit, singleLimit, wireResistance });
})((globalThis.buildgen = globalThis.buildgen || {}));
