/* Twin of buildgen/calc/load.py: what one run of a model asks of the cards: bytes
   to read, products to compute, scores to take. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { rowBytes } = buildgen.tensors;

  function makeLoad(model, inventory, run, bandwidth) {
    const { architecture } = inventory;
    const { products, family } = buildgen.constants.all.load;
    const { layers } = architecture;
    const width = architecture.kv_heads * architecture.head_dim;
    const perToken =
      layers * (rowBytes(run.kv_type_k.toUpperCase(), width) + rowBytes(run.kv_type_v.toUpperCase(), width));
    const base = own(buildgen.constants.all.tensors.base, inventory.quantisation.name) || "";
    let weights = 0;
    for (const kind of inventory.kinds) {
      for (const matrix of inventory.layers[kind].matrices) weights += matrix.columns * matrix.rows;
    }
    const scoreHeads = layers * architecture.heads;
    const row = run.split === "row";
    return {
      model,
      family: own(family, base) || "",
      run,
      layers,
      weight_bytes: inventory.gpu_bytes,
      cache_bytes: run.sequences * run.depth * perToken,
      weights,
      score_heads: scoreHeads,
      bandwidth,
      readers: row ? run.cards : 1,
      remote_products: row ? products * layers * (run.cards - 1) : 0,
      prompt_scores: (scoreHeads * run.sequences * run.prompt) / 2,
    };
  }

  buildgen.load = Object.freeze({ makeLoad });
})((globalThis.buildgen = globalThis.buildgen || {}));
