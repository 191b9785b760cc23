/* Twin of buildgen/calc/pool.py: the temporary pool of a card, in bytes: a replay of the allocations
   of one layer, from ggml-cuda.cu of ggml-org/llama.cpp b4407. */
(function (buildgen) {
  "use strict";

  const { ceilDivide, floorDivide, rowBytes } = buildgen.tensors;
  const { padAllocation } = buildgen.split;

  function replay(groups, granule) {
    let free = [];
    let held = 0;
    for (const group of groups) {
      const taken = [];
      for (const size of group) {
        let best = -1;
        free.forEach((block, index) => {
          if (block >= size && (best < 0 || block < free[best])) best = index;
        });
        if (best >= 0) {
          taken.push(free.splice(best, 1)[0]);
        } else {
          const block = floorDivide(floorDivide(size * 105, 100) + 255, 256) * 256;
          taken.push(block);
          held += padAllocation(block, granule);
        }
      }
      free = free.concat(taken);
    }
    return held;
  }

  function measurePools(inventory, placement, shape, granule) {
    const attention = attentionGroups(inventory, shape);
    if (!placement.slices.length) {
      const sizes = inventory.layers.map((layer) => replay(layerGroups(layer, shape, attention), granule));
      const size = Math.max(...sizes);
      return placement.layers.map((layers) => (layers ? size : 0));
    }
    const contexts = placement.layers.filter((layers) => layers).length;
    const sizes = new Map();
    const measured = (rows, isOwn) => {
      const key = `${isOwn} ${rows.join()}`;
      if (!sizes.has(key)) {
        const groups = isOwn
          ? ownRowGroups(inventory, rows, shape, attention)
          : remoteRowGroups(inventory, rows, shape);
        sizes.set(key, replay(groups, granule));
      }
      return sizes.get(key);
    };
    return placement.layers.map((layers, index) => {
      const rows = placement.slices[index];
      const mine = layers ? measured(rows, true) : 0;
      return mine + measured(rows, false) * (contexts - (layers ? 1 : 0));
    });
  }

  function poolShape(shape) {
    if (!shape.flash_attention) return shape;
    return {
      context: 0, micro_batch: shape.micro_batch, mask_rows: 0, flash_attention: true,
      kv_type_k: "F16", kv_type_v: "F16", expands: shape.expands,
    };
  }

  function attentionGroups(inventory, shape) {
    if (shape.flash_attention) return [];
    const { heads, head_dim: headDim, kv_heads: kvHeads } = inventory.architecture;
    const width = kvHeads * headDim;
    const queries = shape.micro_batch * heads * headDim;
    const groups = [];
    if (shape.kv_type_k === "F16") {
      groups.push([queries * 2]);
    } else {
      const copy = shape.context * rowBytes(shape.kv_type_k, width);
      groups.push([copy, queries * 4, ...(shape.kv_type_k === "F32" ? [] : [shape.context * headDim * 4])]);
    }
    if (shape.kv_type_v === "F16") {
      groups.push([shape.context * shape.micro_batch * heads * 2, queries * 2]);
    } else {
      groups.push([shape.context * rowBytes(shape.kv_type_v, width)]);
    }
    return groups;
  }

  function layerGroups(layer, shape, attention) {
    const groups = [];
    layer.matrices.forEach((matrix, index) => {
      if (index === 3) groups.push(...attention);
      const product = [shape.micro_batch * matrix.columns * 2, matrix.rows * shape.micro_batch * 2];
      if (matrix.type === "F16") groups.push(product);
      else if (shape.expands) groups.push([matrix.rows * matrix.columns * 2, ...product]);
      else groups.push([quantisedInput(matrix.columns, shape.micro_batch)]);
    });
    return groups;
  }

  function ownRowGroups(inventory, rows, shape, attention) {
    const groups = [];
    inventory.layers[0].matrices.forEach((matrix, index) => {
      if (index === 3) groups.push(...attention);
      if (!rows[index]) return;
      if (shape.expands || matrix.type === "F16") groups.push([rows[index] * matrix.columns * 4]);
      else groups.push([quantisedInput(matrix.columns, shape.micro_batch)]);
    });
    return groups;
  }

  function remoteRowGroups(inventory, rows, shape) {
    const groups = [];
    inventory.layers[0].matrices.forEach((matrix, index) => {
      const count = rows[index];
      if (!count) return;
      const copy = shape.micro_batch * matrix.columns * 4;
      const result = count * shape.micro_batch * 4;
      if (shape.expands || matrix.type === "F16") groups.push([copy, result, count * matrix.columns * 4]);
      else groups.push([copy, quantisedInput(matrix.columns, shape.micro_batch), result]);
    });
    return groups;
  }

  function quantisedInput(columns, microBatch) {
    return floorDivide(microBatch * (ceilDivide(columns, 512) * 512), 32) * 36 + 64 * 144;
  }

  buildgen.pool = Object.freeze({
    attentionGroups, layerGroups, measurePools, ownRowGroups, poolShape, quantisedInput, remoteRowGroups, replay,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
