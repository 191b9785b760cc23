/* Twin of buildgen/calc/remedy.py: what would make a model fit, and the largest context that does.
   Contexts in tokens, found by running the fit again. */
(function (buildgen) {
  "use strict";

  const { fit, fitAll, makePlan } = buildgen.fit;
  const { isQuantised } = buildgen.scope;
  const { MIB } = buildgen.split;
  const { floorDivide } = buildgen.tensors;

  function run(test) {
    const { inventory, cards, workload, engine } = test;
    return fit(makePlan(inventory, cards, workload.split, workload.tensor_split, engine), workload);
  }

  function findLargestContext(test, limit, step = buildgen.constants.all.remedy.step) {
    const { inventory, cards, workload, engine } = test;
    const plan = makePlan(inventory, cards, workload.split, workload.tensor_split, engine);
    const contexts = [];
    for (let context = step; context <= limit; context += step) contexts.push(context);
    const results = fitAll(plan, contexts.map((context) => ({ ...workload, context })));
    const held = [];
    results.forEach((result, index) => {
      if (result.margin !== null && result.verdict !== "not established" && result.margin >= 0) {
        held.push([contexts[index], result.margin]);
      }
    });
    const tokens = held.length ? held[held.length - 1][0] : null;
    const sure = held.filter(([, margin]) => margin > 300 * MIB).map(([context]) => context);
    const fitting = new Set(held.map(([context]) => context));
    const gaps = contexts.filter((context) => tokens && context < tokens && !fitting.has(context));
    return { tokens, surely: sure.length ? Math.max(...sure) : null, step, limit, gaps };
  }

  function suggest(test, others = []) {
    if (["fits", "not established"].includes(run(test).verdict)) return [];
    const changes = listChanges(test, others);
    let found = tryEach(test, changes.map((change) => [change]), others);
    if (!found.length) {
      const pairs = changes.flatMap((one, index) =>
        changes.slice(index + 1).filter((two) => one.kind !== two.kind).map((two) => [one, two]),
      );
      found = tryEach(test, pairs, others);
    }
    const ranked = found.map((suggestion) => [rank(suggestion), suggestion]);
    ranked.sort(([a], [b]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    return ranked.map(([, suggestion]) => suggestion);
  }

  function apply(test, change, others = []) {
    const { workload } = test;
    const working = (fields) => ({ ...test, workload: { ...workload, ...fields } });
    switch (change.kind) {
      case "split":
        return working({ split: change.value, tensor_split: null });
      case "micro-batch":
        return working({ micro_batch: Number(change.value) });
      case "kv-type":
        return working({ kv_type_k: change.value, kv_type_v: change.value, flash_attention: true });
      case "context":
        return working({ context: Number(change.value) });
      case "quantisation":
        return { ...test, inventory: others.find((o) => o.quantisation.name === change.value) };
      case "card": {
        const more = [...test.cards, { ...test.cards[test.cards.length - 1], name: `${change.value}+` }];
        const split = workload.split === "none" ? "layer" : workload.split;
        return { ...working({ split }), cards: more };
      }
      default:
        throw new RangeError(`no such change: ${change.kind}`);
    }
  }

  function listChanges(test, others) {
    const { workload, cards } = test;
    const changes = [];
    if (cards.length > 1) {
      for (const split of ["layer", "row"]) if (split !== workload.split) changes.push({ kind: "split", value: split });
    }
    if (workload.micro_batch > 128) {
      changes.push({ kind: "micro-batch", value: String(floorDivide(workload.micro_batch, 2)) });
    }
    if (!isQuantised(workload.kv_type_k) && !isQuantised(workload.kv_type_v)) {
      changes.push({ kind: "kv-type", value: "q8_0" });
    }
    const context = findLargestContext(test, workload.context).surely;
    if (context !== null && context < workload.context) changes.push({ kind: "context", value: String(context) });
    for (const other of others) {
      if (other.gpu_bytes < test.inventory.gpu_bytes) {
        changes.push({ kind: "quantisation", value: other.quantisation.name });
      }
    }
    if (workload.tensor_split === null) changes.push({ kind: "card", value: cards[cards.length - 1].name });
    return changes;
  }

  function tryEach(test, sets, others) {
    const found = [];
    for (const changes of sets) {
      const changed = changes.reduce((current, change) => apply(current, change, others), test);
      const result = run(changed);
      if (result.verdict === "fits") found.push({ changes, case: changed, result });
    }
    return found;
  }

  function rank(suggestion) {
    const order = buildgen.constants.all.remedy.order;
    const places = suggestion.changes.map((change) => order.indexOf(change.kind));
    const files = suggestion.changes.some((change) => change.kind === "quantisation");
    const last = files ? suggestion.case.inventory.gpu_bytes : suggestion.result.margin || 0;
    return [Math.max(...places), places.reduce((sum, place) => sum + place, 0), -last];
  }

  buildgen.remedy = Object.freeze({ apply, findLargestContext, run, suggest });
})((globalThis.buildgen = globalThis.buildgen || {}));
