/* Twin of buildgen/calc/rating.py: what slots, plugs and supplies are rated for. Watts are BigInt milliwatts, volts
   BigInt millivolts. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { scaled } = buildgen.quantity;
  const { summed } = buildgen.supply;

  /* A figure of the data in grains; null stays null. */
  function watts(value) {
    return value === null || value === undefined ? null : BigInt(value);
  }

  /* The voltage of the mains of a build's region; null where the policy does not know it. */
  function mainsOf(build, catalog) {
    return catalog.policy === null ? null : watts(own(catalog.policy.mains, build.region || ""));
  }

  /* What a supply is rated for on the mains of a build, and the line that it is stated for where that decides. */
  function ratingOn(part, build, catalog) {
    const rating = watts(part.rating);
    const voltage = mainsOf(build, catalog);
    const lines = part.line_ratings;
    if (voltage === null || lines === null || !lines.length) return { watts: rating, line: null };
    const stated = lines.map(([line, most]) => [watts(line), watts(most)]);
    const holding = stated.filter(([line]) => holdsOn(line, voltage, catalog));
    if (!holding.length) return { watts: null, line: voltage };
    const [line, most] = holding.reduce((best, one) => (one[0] > best[0] ? one : best));
    if (most === null) return { watts: null, line };
    return rating !== null && rating <= most ? { watts: rating, line: null } : { watts: most, line };
  }

  /* Whether what is stated for a line holds on a mains: a little less than the line will do. */
  function holdsOn(line, voltage, catalog) {
    const share = catalog.policy === null ? null : catalog.policy.line_share;
    return (share === null ? line : scaled(line, share)) <= voltage;
  }

  function slotLimit(catalog, part) {
    if (part.slot_power !== null) return watts(part.slot_power);
    return catalog.policy === null ? null : watts(catalog.policy.slot_power);
  }

  function inletLimit(catalog, part) {
    const slot = slotLimit(catalog, part);
    const { plugs } = part;
    if (slot === null || plugs === null) return null;
    const limits = catalog.policy === null ? {} : catalog.policy.plug_power;
    return summed([slot, ...plugs.map((plug) => watts(own(limits, plug)))]);
  }

  buildgen.rating = Object.freeze({ holdsOn, inletLimit, mainsOf, ratingOn, slotLimit, watts });
})((globalThis.buildgen = globalThis.buildgen || {}));
