/* Twin of the part of buildgen/calc/samples.py that finds measured rows of exactly one case.
   Speeds are texts, in tokens per second. */
(function (buildgen) {
  "use strict";

  function findMatches(key, catalog) {
    return catalog.rows
      .filter((row) => isCase(key, row))
      .map((row) => ({
        id: row.id,
        row,
        taken: ["flash_attention", "sequences"].filter((name) => row[name] === null),
      }));
  }

  function isCase(key, row) {
    if (!row.parts.includes(key.card)) return false;
    const exact = [
      [row.model, key.model],
      [row.quantisation, key.quantisation],
      [row.cards, key.count],
      [row.context, key.context],
      [row.kv_k, key.kv_type_k],
      [row.kv_v, key.kv_type_v],
    ];
    if (exact.some(([found, wanted]) => found !== wanted)) return false;
    const split = key.count === 1 ? "none" : key.split;
    if (row.split !== split && !(key.count === 1 && row.split === null)) return false;
    const flash = key.flash_attention ? "on" : "off";
    if (row.flash_attention !== flash && !(flash === "off" && row.flash_attention === null)) return false;
    return row.sequences === key.sequences || (key.sequences === 1 && row.sequences === null);
  }

  buildgen.samples = Object.freeze({ findMatches });
})((globalThis.buildgen = globalThis.buildgen || {}));
