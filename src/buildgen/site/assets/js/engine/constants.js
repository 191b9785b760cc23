/* The constants of the engine: they have one home, in Python, and come with the data of the page.
   The files of this folder are the twins of `buildgen/calc`, function for function: `power_budget` is
   `buildgen.power.powerBudget` here. Fields keep their names from the data. All is pure: no document, no clock.
   Exact quantities are whole grains in BigInt, money is {minor, currency}; sizes in bytes stay below 2^53. */
(function (buildgen) {
  "use strict";

  let held = null;

  function use(constants) {
    held = constants;
  }

  buildgen.constants = Object.freeze({
    use,
    get all() {
      if (held === null) throw new Error("no constants are set");
      return held;
    },
  });

  /* An own value of a mapping that came from data, else null: a part may well be called `constructor`. */
  function own(mapping, key) {
    if (mapping === null || mapping === undefined || key === null || key === undefined) return null;
    if (!Object.prototype.hasOwnProperty.call(mapping, key)) return null;
    const value = mapping[key];
    return value === undefined ? null : value;
  }

  buildgen.own = own;
})((globalThis.buildgen = globalThis.buildgen || {}));
