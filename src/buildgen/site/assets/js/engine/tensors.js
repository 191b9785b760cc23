/* Twin of buildgen/calc/tensors.py: the tensors of a dense language model and their sizes in bytes.
   From the quantiser and the block layouts of ggml-org/llama.cpp, which the Python module names. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const FIGURES = ["layers", "hidden", "heads", "kv_heads", "head_dim", "feed_forward", "vocabulary"];
  const FLAGS = ["tied_embeddings", "experts", "sliding_window"];

  function table() {
    return buildgen.constants.all.tensors;
  }

  function floorDivide(a, b) {
    return Math.floor(a / b);
  }

  function ceilDivide(a, b) {
    return Math.ceil(a / b);
  }

  function rowBytes(type, columns) {
    const [elements, size] = table().blocks[type];
    return floorDivide(columns, elements) * size;
  }

  function missingFigures(architecture) {
    return [...FIGURES, ...FLAGS].filter((name) => architecture[name] === null);
  }

  /* The type that a header states for a tensor; null where it states none. */
  function stated(quantisation, role, index = 0) {
    const pair = (quantisation.types || []).findLast(([name]) => name === role);
    return pair !== undefined && index < pair[1].length ? pair[1][index] : null;
  }

  function isKnown(quantisation) {
    const types = quantisation.types || [];
    if (types.some(([, listed]) => listed.some((type) => own(table().blocks, type) === null))) return false;
    if (own(table().base, quantisation.name) !== null) return true;
    return table().roles.every((role) => stated(quantisation, role) !== null);
  }

  function tensor(role, type, columns, rows) {
    return { role, type, columns, rows, bytes: rowBytes(type, columns) * rows };
  }

  function sumBytes(tensors) {
    return tensors.reduce((sum, each) => sum + each.bytes, 0);
  }

  function takeInventory(architecture, quantisation) {
    if (!isKnown(quantisation)) throw new RangeError(`unknown quantisation ${quantisation.name}`);
    if (!table().families.includes(architecture.family)) throw new RangeError("no tensor list for the family");
    if (missingFigures(architecture).length) throw new RangeError("missing figures");
    const { hidden, vocabulary, tied_embeddings: tied } = architecture;
    const types = [];
    for (let index = 0; index < architecture.layers; index += 1) {
      const ruled = layerTypes(architecture, quantisation, index);
      const roles = table().roles;
      types.push(ruled.map((type, place) => stated(quantisation, roles[place], index) || type));
    }
    const distinct = [...new Map(types.map((each) => [each.join(), each])).values()];
    const keys = distinct.map((each) => each.join());
    const layers = distinct.map((each) => makeLayer(architecture, each));
    const kinds = types.map((each) => keys.indexOf(each.join()));
    const outputName = stated(quantisation, "output") || outputType(quantisation, hidden);
    const output = tensor("output", outputName, hidden, vocabulary);
    const ruled = tied ? outputName : fallBack(own(table().base, quantisation.name) || "F16", hidden);
    const embedding = tensor("token_embd", stated(quantisation, "token_embd") || ruled, hidden, vocabulary);
    const norm = tensor("output_norm", "F32", hidden, 1);
    const body = kinds.reduce((sum, kind) => sum + layers[kind].bytes, 0) + norm.bytes + output.bytes;
    return {
      architecture,
      quantisation,
      layers,
      kinds,
      embedding,
      output,
      output_norm: norm,
      file_bytes: tied ? body : body + embedding.bytes,
      host_bytes: embedding.bytes,
      gpu_bytes: body,
    };
  }

  function makeLayer(architecture, types) {
    const { hidden, feed_forward: wide, heads, kv_heads: kvHeads, head_dim: headDim, family } = architecture;
    const query = heads * headDim;
    const key = kvHeads * headDim;
    const shapes = [
      ["attn_q", hidden, query],
      ["attn_k", hidden, key],
      ["attn_v", hidden, key],
      ["attn_output", query, hidden],
      ["ffn_gate", hidden, wide],
      ["ffn_up", hidden, wide],
      ["ffn_down", wide, hidden],
    ];
    const matrices = shapes.map(([role, columns, rows], index) => tensor(role, types[index], columns, rows));
    const vectors = [tensor("attn_norm", "F32", hidden, 1), tensor("ffn_norm", "F32", hidden, 1)];
    if (family === "qwen2") {
      for (const [role, , rows] of shapes.slice(0, 3)) vectors.push(tensor(`${role}.bias`, "F32", rows, 1));
    }
    if (family === "qwen3") {
      for (const role of ["attn_q_norm", "attn_k_norm"]) vectors.push(tensor(role, "F32", headDim, 1));
    }
    return { matrices, vectors, bytes: sumBytes(matrices) + sumBytes(vectors) };
  }

  function layerTypes(architecture, quantisation, index) {
    const base = own(table().base, quantisation.name);
    if (base === null) return Array(7).fill("F16"); // every type is stated, and replaces what stands here
    const plain = fallBack(base, architecture.hidden);
    const value = fallBack(valueType(architecture, quantisation, index), architecture.hidden);
    const down = fallBack(downType(architecture.layers, quantisation, index), architecture.feed_forward);
    const output = fallBack(attentionOutputType(quantisation), architecture.heads * architecture.head_dim);
    return [plain, plain, value, output, plain, plain, down];
  }

  function valueType(architecture, quantisation, index) {
    const { layers } = architecture;
    const grouped = floorDivide(architecture.heads, architecture.kv_heads) >= 4;
    const more = getsMoreBits(index, layers);
    const rules = {
      Q2_K: grouped ? "Q4_K" : "Q3_K",
      Q3_K_M: index < 2 ? "Q5_K" : "Q4_K",
      Q3_K_L: "Q5_K",
      IQ4_NL: grouped ? "Q5_K" : "IQ4_NL",
      IQ4_XS: grouped ? "Q5_K" : "IQ4_XS",
      Q4_K_S: index < 4 ? "Q5_K" : "Q4_K",
      Q4_K_M: more ? "Q6_K" : "Q4_K",
      Q5_K_M: more ? "Q6_K" : "Q5_K",
    };
    const chosen = own(rules, quantisation.name) || table().base[quantisation.name];
    return (chosen === "Q3_K" || chosen === "Q4_K") && is70bClass(architecture) ? "Q5_K" : chosen;
  }

  function downType(layers, quantisation, index) {
    const { name, imatrix } = quantisation;
    const firstEighth = index < floorDivide(layers, 8);
    const more = getsMoreBits(index, layers);
    const rules = {
      Q2_K: "Q3_K",
      Q3_K_M: index < floorDivide(layers, 16) ? "Q5_K" : "Q4_K",
      Q3_K_L: "Q5_K",
      IQ4_NL: firstEighth && !imatrix ? "Q5_K" : "IQ4_NL",
      IQ4_XS: firstEighth && !imatrix ? "Q5_K" : "IQ4_XS",
      Q4_0: firstEighth && imatrix ? "Q4_1" : "Q4_0",
      Q5_0: firstEighth && imatrix ? "Q5_1" : "Q5_0",
      Q4_K_S: firstEighth ? "Q5_K" : "Q4_K",
      Q4_K_M: more ? "Q6_K" : "Q4_K",
      Q5_K_M: more ? "Q6_K" : "Q5_K",
    };
    return own(rules, name) || table().base[name];
  }

  function attentionOutputType(quantisation) {
    const rules = { Q2_K: "Q3_K", Q3_K_M: "Q4_K", Q3_K_L: "Q5_K" };
    return own(rules, quantisation.name) || table().base[quantisation.name];
  }

  function outputType(quantisation, hidden) {
    const base = own(table().base, quantisation.name) || "F16";
    if (base === "F16" || base === "BF16") return base;
    if (base === "Q8_0" || hidden % table().blocks[base][0] !== 0) return "Q8_0";
    return fallBack("Q6_K", hidden);
  }

  function fallBack(type, columns) {
    if (columns % table().blocks[type][0] === 0) return type;
    const replacement = own(table().fallbacks, type) || "F16";
    return columns % table().blocks[replacement][0] === 0 ? replacement : "F16";
  }

  function getsMoreBits(index, layers) {
    const eighth = floorDivide(layers, 8);
    if (index < eighth || index >= floorDivide(7 * layers, 8)) return true;
    return (index - eighth) % 3 === 2;
  }

  function is70bClass(architecture) {
    if (architecture.layers !== 80 || architecture.family === "qwen3") return false;
    return architecture.family !== "llama" || architecture.heads !== architecture.kv_heads;
  }

  buildgen.tensors = Object.freeze({
    ceilDivide, floorDivide, isKnown, missingFigures, rowBytes, stated, takeInventory,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
