/* Twin of buildgen/calc/supply.py: supplies and what they carry. Watts are BigInt milliwatts, durations BigInt
   microseconds. */
(function (buildgen) {
  "use strict";

  const { percentOf, total } = buildgen.quantity;

  /* The sum; null when one is unknown. */
  function summed(values) {
    return values.some((value) => value === null) ? null : total(values);
  }

  /* What so many take together; null when either is unknown. */
  function times(each, count) {
    return each === null || count === null ? null : each * BigInt(count);
  }

  /* The properties of Python's `SupplyLoad`, beside its fields. */
  function withFigures(supply) {
    const { charges, rating } = supply;
    const budget = summed(charges.map((c) => c.budget));
    const high = summed(charges.map((c) => c.high));
    const peaking = charges.filter((c) => c.can_peak);
    const excess = peaking.map((c) => c.peak_of_one);
    const lasting = peaking.filter((c) => c.peak !== c.high).map((c) => c.peak_duration);
    const most = excess.reduce((best, e) => (best === null || (e !== null && e > best) ? e : best), null);
    return {
      ...supply,
      budget,
      known_budget: total(charges.map((c) => c.budget).filter((b) => b !== null)),
      low: summed(charges.map((c) => c.low)),
      high,
      peak: peaking.length ? summed(charges.map((c) => (c.can_peak ? c.peak : c.high))) : null,
      peak_of_one: high === null || !excess.length || excess.includes(null) ? null : high + most,
      peak_lasts: !lasting.length || lasting.includes(null) ? null : lasting.reduce((a, b) => (b > a ? b : a)),
      load_percent: budget === null || rating === null || rating <= 0n ? null : percentOf(budget, rating),
    };
  }

  buildgen.supply = Object.freeze({ summed, times, withFigures });
})((globalThis.buildgen = globalThis.buildgen || {}));
