/* Twin of buildgen/calc/split.py: which card holds which layers and which rows of a model.
   From llm_load_tensors and get_row_split of ggml-org/llama.cpp b4407, in whole numbers. */
(function (buildgen) {
  "use strict";

  const { ceilDivide, floorDivide, rowBytes } = buildgen.tensors;
  const MIB = 1 << 20;

  function availableMib(card) {
    return card.free_mib === null || card.free_mib === undefined ? card.total_mib : card.free_mib;
  }

  function layerBounds(layers, shares) {
    const total = shares.reduce((sum, share) => sum + share, 0);
    let cumulative = 0;
    return shares.map((share) => {
      cumulative += share;
      return ceilDivide(cumulative * (layers + 1), total);
    });
  }

  function rowCuts(rows, shares, rounding = 128) {
    const total = shares.reduce((sum, share) => sum + share, 0);
    let cumulative = 0;
    let low = 0;
    return shares.map((share, index) => {
      cumulative += share;
      let high = floorDivide(rows * cumulative, total);
      high = index === shares.length - 1 ? rows : high - (high % rounding);
      const size = high - low;
      low = high;
      return size;
    });
  }

  function padAllocation(size, granule) {
    return size <= granule ? size : ceilDivide(size, granule) * granule;
  }

  function place(inventory, cards, split, tensorSplit, cutting) {
    const used = split === "none" ? cards.slice(0, 1) : cards;
    const shares = split === "none" || !tensorSplit || !tensorSplit.length ? null : tensorSplit;
    const free = shares || used.map(availableMib);
    if (split !== "row" || used.length === 1) return placeLayers(inventory, free);
    return placeRows(inventory, free, shares || used.map((card) => card.total_mib), cutting);
  }

  function findTies(inventory, cards, split, cutting) {
    if (split === "none" || cards.length === 1) return [];
    const count = inventory.kinds.length;
    const free = cards.map(availableMib);
    const totals = cards.map((card) => card.total_mib);
    const seen = new Set([layerBounds(count, free).join()]);
    const ties = [];
    for (let card = 0; card < cards.length; card += 1) {
      for (const delta of [1, -1]) {
        const moved = free.map((mib, index) => (index === card ? mib + delta : mib));
        const bounds = layerBounds(count, moved).join();
        if (seen.has(bounds)) continue;
        seen.add(bounds);
        const placement =
          split === "row" ? placeRows(inventory, moved, totals, cutting) : placeLayers(inventory, moved);
        ties.push({ card, delta_mib: delta, placement });
      }
    }
    return ties;
  }

  function placeLayers(inventory, shares) {
    const bounds = layerBounds(inventory.kinds.length, shares);
    const [layers, outputCard] = countLayers(inventory.kinds.length, bounds);
    let low = 0;
    const weights = bounds.map((high, index) => {
      let held = inventory.kinds.slice(low, high).reduce((sum, kind) => sum + inventory.layers[kind].bytes, 0);
      if (index === outputCard) held += inventory.output.bytes + inventory.output_norm.bytes;
      low = high;
      return held;
    });
    return { layers, output_card: outputCard, weights, slices: [] };
  }

  function placeRows(inventory, free, totals, cutting) {
    const bounds = layerBounds(inventory.kinds.length, free);
    const [layers, outputCard] = countLayers(inventory.kinds.length, bounds);
    const weights = free.map(() => 0);
    inventory.layers.forEach((layer, kind) => {
      const times = inventory.kinds.filter((each) => each === kind).length;
      for (const matrix of layer.matrices) {
        sliceBytes(matrix, totals, cutting).forEach((size, index) => {
          weights[index] += times * size;
        });
      }
    });
    sliceBytes(inventory.output, totals, cutting).forEach((size, index) => {
      weights[index] += size;
    });
    let low = 0;
    bounds.forEach((high, index) => {
      for (const kind of inventory.kinds.slice(low, high)) {
        for (const vector of inventory.layers[kind].vectors) weights[index] += vector.bytes;
      }
      low = high;
    });
    weights[outputCard] += inventory.output_norm.bytes;
    const byMatrix = inventory.layers[0].matrices.map((m) => rowCuts(m.rows, totals, cutting.rounding));
    const slices = totals.map((_, index) => byMatrix.map((rows) => rows[index]));
    return { layers, output_card: outputCard, weights, slices };
  }

  function sliceBytes(matrix, shares, cutting) {
    const padded = buildgen.constants.all.split.row_padding;
    const row = rowBytes(matrix.type, matrix.columns);
    const over = matrix.columns % padded;
    const padding = over ? rowBytes(matrix.type, padded - over) : 0;
    return rowCuts(matrix.rows, shares, cutting.rounding).map((rows) =>
      rows ? padAllocation(rows * row + padding, cutting.granule) : 0,
    );
  }

  function countLayers(count, bounds) {
    let low = 0;
    const layers = bounds.map((high) => {
      const held = Math.min(high, count) - Math.min(low, count);
      low = high;
      return held;
    });
    return [layers, bounds.findIndex((high) => high > count)];
  }

  buildgen.split = Object.freeze({ MIB, availableMib, findTies, layerBounds, padAllocation, place, rowCuts });
})((globalThis.buildgen = globalThis.buildgen || {}));
