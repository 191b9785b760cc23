/* Twin of `Day` in buildgen/catalog/fields.py: a date known to the day, the month or the year. */
(function (buildgen) {
  "use strict";

  /* The earliest day that a text can mean: `2025` is 2025-01-01. */
  function first(text) {
    return text + "0000-01-01".slice(text.length);
  }

  /* Order of two days, by the earliest that they can mean. */
  function compare(one, other) {
    const [a, b] = [first(one), first(other)];
    if (a === b) return 0;
    return a < b ? -1 : 1;
  }

  /* Days from one date to another; negative when the other lies before. */
  function age(text, asOf) {
    return Math.round((number(asOf) - number(text)) / 86400000);
  }

  function number(text) {
    const [year, month, day] = first(text).split("-").map(Number);
    return Date.UTC(year, month - 1, day);
  }

  buildgen.day = Object.freeze({ age, compare, first });
})((globalThis.buildgen = globalThis.buildgen || {}));
