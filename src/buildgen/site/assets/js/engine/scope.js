/* Twin of buildgen/calc/scope.py: what the memory model covers, and the reasons to say nothing.
   From src/llama.cpp and fattn.cu of ggml-org/llama.cpp b4407. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { isKnown, missingFigures } = buildgen.tensors;
  const { availableMib } = buildgen.split;

  function blocks(type) {
    return own(buildgen.constants.all.tensors.blocks, type);
  }

  function reason(code, value = "") {
    return { code, value: String(value) };
  }

  function usesFlashAttention(workload) {
    if (workload.flash_attention === null) return isQuantised(workload.kv_type_v);
    return workload.flash_attention;
  }

  function isQuantised(kvType) {
    const block = blocks(kvType.toUpperCase());
    return block !== null && block[0] > 1;
  }

  function reasonsAgainstModel(architecture, quantisation, engine) {
    const reasons = [];
    if (!buildgen.constants.all.tensors.families.includes(architecture.family)) {
      reasons.push(reason("family", architecture.family));
    } else if (!engine.families.includes(architecture.family)) {
      reasons.push(reason("family-in-engine", architecture.family));
    }
    if (architecture.experts) reasons.push(reason("experts", architecture.experts));
    if (architecture.sliding_window) reasons.push(reason("sliding-window", architecture.sliding_window));
    if (quantisation.name === "BF16") reasons.push(reason("bf16-weights"));
    for (const name of missingFigures(architecture)) reasons.push(reason("missing-figure", name));
    if (!isKnown(quantisation)) reasons.push(reason("quantisation", quantisation.name));
    return reasons;
  }

  function reasonsAgainstRun(cards, workload, engine) {
    const reasons = [];
    const outside = engine.build !== null && !(engine.first_build <= engine.build && engine.build <= engine.last_build);
    if (outside) reasons.push(reason("engine", engine.build));
    if (!cards.length) reasons.push(reason("no-cards"));
    for (const card of cards) if (availableMib(card) <= 0) reasons.push(reason("card-memory", card.name));
    if (!buildgen.constants.all.split.splits.includes(workload.split)) reasons.push(reason("split", workload.split));
    const shares = workload.tensor_split;
    if (shares !== null) {
      const total = shares.reduce((sum, share) => sum + share, 0);
      if (shares.length !== cards.length || shares.some((share) => share < 0) || total <= 0) {
        reasons.push(reason("tensor-split", shares.join("/")));
      }
    }
    if (workload.gpu_layers !== null) reasons.push(reason("partial-offload", workload.gpu_layers));
    return reasons;
  }

  function reasonsAgainstCache(architecture, workload) {
    const types = [workload.kv_type_k, workload.kv_type_v];
    const unknown = types.filter((type) => !buildgen.constants.all.scope.kv_types.includes(type));
    if (unknown.length) return unknown.map((type) => reason("kv-type", type));
    const reasons = [];
    if (workload.context < 1 || workload.micro_batch < 1 || workload.batch < 1) {
      reasons.push(reason("context", workload.context));
    }
    const headDim = architecture.head_dim;
    if (types.some((type) => headDim % blocks(type.toUpperCase())[0])) reasons.push(reason("kv-head-size", headDim));
    if (usesFlashAttention(workload)) {
      if (!hasFlashKernel(headDim, ...types)) {
        reasons.push(reason("no-flash-kernel", `${headDim}/${types[0]}/${types[1]}`));
      }
    } else {
      if (isQuantised(types[1])) reasons.push(reason("v-needs-flash-attention", types[1]));
      if (types.includes("bf16")) reasons.push(reason("bf16-cache"));
    }
    return reasons;
  }

  function hasFlashKernel(headDim, kvTypeK, kvTypeV) {
    const kernels = ["f16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0"];
    if (headDim === 128) return kernels.includes(kvTypeK) && kernels.includes(kvTypeV);
    if (headDim === 64) return kvTypeK === "f16" && kernels.includes(kvTypeV);
    return headDim === 256 && kvTypeK === "f16" && kvTypeV === "f16";
  }

  buildgen.scope = Object.freeze({
    hasFlashKernel, isQuantised, reason, reasonsAgainstCache, reasonsAgainstModel, reasonsAgainstRun,
    usesFlashAttention,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
