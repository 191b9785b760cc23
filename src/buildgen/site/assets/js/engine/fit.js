/* Twin of buildgen/calc/fit.py: the memory that each card needs, against what its driver reports.
   need = weights + kv + compute + pool + workspace + runtime, per card, in whole bytes (Numbers below 2^53); read in
   ggml-org/llama.cpp at b4407, as the Python module says. */
(function (buildgen) {
  "use strict";

  const { takeInventory, rowBytes, ceilDivide } = buildgen.tensors;
  const { MIB, availableMib, findTies, place } = buildgen.split;
  const { measurePools, poolShape } = buildgen.pool;
  const { reasonsAgainstCache, reasonsAgainstModel, reasonsAgainstRun, usesFlashAttention } = buildgen.scope;
  const { computeBuffer } = buildgen.compute_buffer;

  function notEstablished(reasons) {
    return {
      verdict: "not established", margin: null, tightest: null, cards: [], ties: [], reasons, rests_on: [],
      hangs_on_tie: false,
    };
  }

  function predict(architecture, quantisation, cards, workload, engine) {
    const reasons = [
      ...reasonsAgainstModel(architecture, quantisation, engine),
      ...reasonsAgainstRun(cards, workload, engine),
    ];
    if (reasons.length) return notEstablished(reasons);
    const inventory = takeInventory(architecture, quantisation);
    return fit(makePlan(inventory, cards, workload.split, workload.tensor_split, engine), workload);
  }

  function makePlan(inventory, cards, split, tensorSplit, engine) {
    const used = split === "none" ? cards.slice(0, 1) : cards;
    const shares = split === "none" || !tensorSplit || !tensorSplit.length ? null : tensorSplit;
    return {
      inventory,
      cards: used,
      split,
      engine,
      placement: place(inventory, used, split, shares, engine.cutting),
      ties: shares ? [] : findTies(inventory, used, split, engine.cutting),
    };
  }

  function fit(plan, workload) {
    return fitAll(plan, [workload])[0];
  }

  function fitAll(plan, workloads) {
    const pools = new Map();
    return workloads.map((workload) => fitOne(plan, workload, pools));
  }

  function fitOne(plan, workload, pools) {
    const reasons = reasonsAgainstCache(plan.inventory.architecture, workload);
    if (reasons.some((r) => buildgen.constants.all.fit.blocking.includes(r.code))) return notEstablished(reasons);
    const shape = makeShape(workload, plan.engine);
    const layouts = [plan.placement, ...plan.ties.map((tie) => tie.placement)];
    const sheets = layouts.map((placement, number) => {
      const key = `${number} ${Object.values(poolShape(shape)).join()}`;
      if (!pools.has(key)) {
        pools.set(key, measurePools(plan.inventory, placement, shape, plan.engine.cutting.granule));
      }
      return itemise(plan, placement, workload, shape, pools.get(key));
    });
    const margins = sheets[0].map((item) => item.margin);
    const margin = Math.min(...margins);
    const ties = plan.ties.map((tie, index) => tieMargin(tie.card, tie.delta_mib, sheets[index + 1]));
    return {
      verdict: reasons.length ? "not established" : judge(margin),
      margin,
      tightest: margins.indexOf(margin),
      cards: sheets[0],
      ties,
      reasons,
      rests_on: assumptions(plan, workload),
      hangs_on_tie: ties.some((tie) => tie.margin >= 0 !== margin >= 0),
    };
  }

  function judge(margin) {
    const tight = buildgen.constants.all.fit.tight_mib * MIB;
    if (margin > tight) return "fits";
    return margin >= -tight ? "tight" : "does not fit";
  }

  function makeShape(workload, engine) {
    const flash = usesFlashAttention(workload);
    const padding = flash ? 256 : 32;
    const context = ceilDivide(workload.context, padding) * padding;
    const microBatch = Math.min(workload.micro_batch, workload.batch, context);
    return {
      context,
      micro_batch: microBatch,
      mask_rows: ceilDivide(microBatch, engine.mask_padding) * engine.mask_padding,
      flash_attention: flash,
      kv_type_k: workload.kv_type_k.toUpperCase(),
      kv_type_v: workload.kv_type_v.toUpperCase(),
      expands: engine.expands,
    };
  }

  function kvBytes(architecture, context, kvTypeK, kvTypeV) {
    const width = architecture.kv_heads * architecture.head_dim;
    return context * (rowBytes(kvTypeK.toUpperCase(), width) + rowBytes(kvTypeV.toUpperCase(), width));
  }

  function copiesOf(plan, workload) {
    if (plan.split !== "layer" || plan.cards.length === 1) return 1;
    return workload.copies === null ? plan.engine.copies : workload.copies;
  }

  function itemise(plan, placement, workload, shape, pools) {
    const { architecture } = plan.inventory;
    const count = plan.cards.length;
    const copies = copiesOf(plan, workload);
    const cache = kvBytes(architecture, shape.context, shape.kv_type_k, shape.kv_type_v);
    const inner = computeBuffer(architecture, shape, copies, count, false);
    const last = computeBuffer(architecture, shape, copies, count, true);
    const workspace = plan.engine.workspace_mib * MIB * (placement.slices.length ? count : 1);
    const runtime = plan.engine.runtime_mib * MIB;
    return plan.cards.map((card, index) => {
      const total = card.total_mib * MIB;
      const available = availableMib(card) * MIB;
      const layers = placement.layers[index];
      const weights = placement.weights[index];
      const pool = pools[index];
      const compute = index === placement.output_card ? last : layers ? inner : 0;
      const kv = layers * cache;
      return {
        card: card.name,
        total,
        in_use: total - available,
        layers,
        weights,
        kv,
        compute,
        pool,
        workspace,
        runtime,
        margin: available - weights - kv - compute - pool - workspace - runtime,
      };
    });
  }

  function tieMargin(card, deltaMib, items) {
    const margins = items.map((item, index) => item.margin + (index === card ? deltaMib * MIB : 0));
    const margin = Math.min(...margins);
    return { card, delta_mib: deltaMib, margin, tightest: margins.indexOf(margin), verdict: judge(margin) };
  }

  function assumptions(plan, workload) {
    const assumed = ["runtime-overhead", "context-full"];
    if (plan.engine.build === null) assumed.push("engine-build");
    if (plan.cards.length > 1) {
      assumed.push("workspace-per-handle");
      if (plan.cards.some((card) => card.free_mib === null)) assumed.push("all-memory-free");
    }
    const types = `${workload.kv_type_k}/${workload.kv_type_v}`;
    if (usesFlashAttention(workload) && !["f16/f16", "q8_0/q8_0", "q4_0/q4_0"].includes(types)) {
      assumed.push("all-cache-kernels-built");
    }
    return assumed;
  }

  buildgen.fit = Object.freeze({
    copiesOf, fit, fitAll, itemise, judge, kvBytes, makePlan, makeShape, notEstablished, predict,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
