/* Twin of buildgen/calc/placement.py: a model's files and a build's cards as the predictor takes them. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { partOf } = buildgen.bom;
  const { cardState } = buildgen.power;
  const { MIB } = buildgen.split;
  const { missingFigures, takeInventory } = buildgen.tensors;

  function quantisationOf(model, name) {
    const file = own(model.quantisations, name);
    if (file === null) return { name, imatrix: false, types: [] };
    const types = Object.entries(file.tensors).map(([role, text]) => [role, unpack(text)]);
    return { name, imatrix: file.imatrix, types };
  }

  /* `Q5_K*10 Q4_K*70` as the type of each layer. */
  function unpack(text) {
    return text.split(" ").flatMap((run) => {
      const [type, count = "1"] = run.split("*");
      return Array(Number(count)).fill(type);
    });
  }

  function inventoryOf(model, name) {
    if (missingFigures(model.architecture).length || model.architecture.experts) return null;
    try {
      return takeInventory(model.architecture, quantisationOf(model, name));
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  function restsOnMatrix(model, name) {
    const file = own(model.quantisations, name);
    if (file !== null) return file.rests_on_matrix;
    return buildgen.constants.all.placement.matrix_types.includes(name);
  }

  function bytesPerSecond(part) {
    return part.bandwidth === null ? null : Number(part.bandwidth) * 1e6;
  }

  function rackOf(build, catalog) {
    const cards = [];
    const unknown = [];
    let first = null;
    for (const [role, use] of Object.entries(build.parts)) {
      const part = partOf(build, catalog, role);
      if (part === null || part.kind !== "gpu") continue;
      first = first || { role, part };
      if (part.memory_reported === null) {
        unknown.push("memory_reported");
      } else if (use.count === null) {
        unknown.push("count");
      } else {
        const total = Math.floor(Number(part.memory_reported) / MIB);
        const start = cards.length;
        for (let n = 0; n < use.count; n += 1) {
          cards.push({
            name: `${part.id} ${start + n}`, total_mib: total, free_mib: null, bandwidth: bytesPerSecond(part),
            available_mib: total,
          });
        }
      }
    }
    if (first === null) return { part: null, role: null, state: null, cards: [], unknown: [] };
    const state = cardState(build, catalog, first.role);
    return {
      part: first.part, role: first.role, state: state === null ? null : state[0],
      cards: unknown.length ? [] : cards, unknown,
    };
  }

  buildgen.placement = Object.freeze({
    bytesPerSecond, inventoryOf, quantisationOf, rackOf, restsOnMatrix, unpack,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
