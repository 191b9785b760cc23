/* Twin of buildgen/calc/forecast.py: everything there is to say about one model on one build.
   Sizes in bytes, contexts in tokens, speeds in tokens per second. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { fit, makePlan, notEstablished, predict } = buildgen.fit;
  const { makeLoad } = buildgen.load;
  const { bytesPerSecond, inventoryOf, quantisationOf, rackOf, restsOnMatrix } = buildgen.placement;
  const { findLargestContext, suggest } = buildgen.remedy;
  const { findMatches } = buildgen.samples;
  const { reason, reasonsAgainstModel, usesFlashAttention } = buildgen.scope;
  const { decode, prefill, speed } = buildgen.speed;

  function withoutTensors() {
    return speed("not established", null, null, null, null, [], [reason("tensors")]);
  }

  /* `scan` is on unless `{scan: false}` is given. */
  function forecast(build, catalog, ask, { scan = true } = {}) {
    const rack = rackOf(build, catalog);
    const [generation, engine, reasons] = engineFor(rack, catalog, ask);
    const inventory = inventoryOf(ask.model, ask.quantisation);
    let workload = { ...ask.workload, context: ask.context || Math.min(4096, limitOf(ask.model)) };
    let result = predicted(rack, engine, workload, ask, reasons);
    let largest = null;
    let suggestions = [];
    const established = result.verdict !== "not established";
    if (scan && established && inventory !== null && engine !== null) {
      let test = { inventory, cards: rack.cards, workload, engine };
      largest = findLargestContext(test, limitOf(ask.model));
      if (ask.context === null && largest.tokens !== null) {
        workload = { ...workload, context: largest.surely || largest.tokens };
        test = { ...test, workload };
        result = fit(makePlan(inventory, rack.cards, workload.split, workload.tensor_split, engine), workload);
      }
      suggestions = suggest(test, smallerFiles(ask)).slice(0, buildgen.constants.all.forecast.suggested);
    }
    if (restsOnMatrix(ask.model, ask.quantisation)) {
      result = { ...result, rests_on: [...result.rests_on, "imatrix"] };
    }
    const found = {
      build, ask, rack, generation, inventory, workload, fit: result, largest, suggestions,
      matches: matchesOf(rack, ask, workload, catalog),
    };
    const [decoding, prefilling] = speeds(found);
    return { ...found, decode: decoding, prefill: prefilling };
  }

  function limitOf(model) {
    return model.context_limit || buildgen.constants.all.forecast.longest;
  }

  function smallerFiles(ask) {
    return Object.keys(ask.model.quantisations)
      .filter((name) => name !== ask.quantisation)
      .map((name) => inventoryOf(ask.model, name))
      .filter((inventory) => inventory !== null);
  }

  function measuredFit(found) {
    const results = new Set(found.matches.map((match) => match.row.result));
    if (results.has("out of memory")) return "does not fit";
    return results.has("ok") ? "fits" : null;
  }

  function engineOf(generation, build) {
    return generation.engine === null ? null : { ...generation.engine, build };
  }

  function engineFor(rack, catalog, ask) {
    if (rack.part === null) return [null, null, []];
    const chip = rack.part.architecture;
    const chosen = catalog.generations.find(
      (g) => g.chips.includes(chip) && (ask.generation === null || g.id === ask.generation),
    );
    if (chosen === undefined) return [null, null, [reason("no-engine", chip || rack.part.id)]];
    const engine = engineOf(chosen, ask.engine_build);
    return [chosen, engine, engine === null ? [reason("engine-figure", chosen.id)] : []];
  }

  function predicted(rack, engine, workload, ask, reasons) {
    const against = rack.unknown.includes("count") ? [...reasons, reason("card-count", rack.role || "")] : reasons;
    let { cards } = rack;
    if (rack.unknown.includes("memory_reported") && rack.part !== null) {
      cards = [{ name: rack.part.id, total_mib: 0, free_mib: null, bandwidth: null }];
    }
    const used = engine || { ...buildgen.constants.all.scope.engine, build: ask.engine_build };
    const quantisation = quantisationOf(ask.model, ask.quantisation);
    const result = predict(ask.model.architecture, quantisation, cards, workload, used);
    if (!against.length) return result;
    const mine = result.reasons.filter((r) => r.code !== "no-cards" || !rack.unknown.length);
    return notEstablished([...against, ...mine]);
  }

  function usedCards(rack, workload) {
    return workload.split === "none" ? 1 : rack.cards.length;
  }

  function matchesOf(rack, ask, workload, catalog) {
    const plain = workload.tensor_split === null && workload.micro_batch === 512 && workload.gpu_layers === null;
    if (rack.part === null || !rack.cards.length || !plain) return [];
    const key = {
      model: ask.model.id,
      quantisation: ask.quantisation,
      card: rack.part.id,
      count: usedCards(rack, workload),
      split: workload.split,
      kv_type_k: workload.kv_type_k,
      kv_type_v: workload.kv_type_v,
      flash_attention: usesFlashAttention(workload),
      context: workload.context,
      sequences: workload.sequences,
    };
    return findMatches(key, catalog);
  }

  function measuredRows(matches, name) {
    return matches
      .filter((match) => match.row[name] !== null)
      .map((match) => ({ id: match.id, value: Number(match.row[name]) }));
  }

  function speeds(found) {
    const decodeRows = measuredRows(found.matches, "decode");
    const prefillRows = measuredRows(found.matches, "prefill");
    if (found.inventory === null) return [withoutLoad(decodeRows), withoutLoad(prefillRows)];
    const { ask, generation, rack } = found;
    const engine = generation === null ? null : engineOf(generation, ask.engine_build);
    const quantisation = quantisationOf(ask.model, ask.quantisation);
    const refused =
      engine === null ? [] : reasonsAgainstModel(found.inventory.architecture, quantisation, engine);
    const load = loadOf(found, found.inventory);
    const fitted = cardSpeed(rack, generation, ask);
    const parameters = fitted || { decode: null, prefill: null };
    return [
      unless(decode(load, decodeRows, parameters.decode), refused),
      unless(prefill(load, prefillRows, parameters.prefill), refused),
    ];
  }

  function loadOf(found, inventory) {
    const rate = found.rack.part === null ? null : bytesPerSecond(found.rack.part);
    return makeLoad(found.ask.model.id, inventory, runOf(found), rate);
  }

  function runOf(found) {
    const { workload } = found;
    const count = Math.max(1, usedCards(found.rack, workload));
    const each = Math.floor(workload.context / workload.sequences);
    return {
      split: count === 1 ? "none" : workload.split,
      cards: count,
      sequences: workload.sequences,
      depth: Math.floor(each / 2),
      prompt: Math.min(512, Math.max(1, each)),
      kv_type_k: workload.kv_type_k,
      kv_type_v: workload.kv_type_v,
      flash_attention: usesFlashAttention(workload),
    };
  }

  function unless(found, refused) {
    if (!refused.length || found.kind === "measured") return found;
    return speed("not established", null, null, null, found.limit, [], refused);
  }

  function cardSpeed(rack, generation, ask) {
    if (generation === null || rack.part === null) return null;
    const engine = engineOf(generation, ask.engine_build);
    const build = ask.engine_build;
    if (engine === null) return null;
    if (build !== null && !(engine.first_build <= build && build <= engine.last_build)) return null;
    return own(generation.speeds, rack.part.id);
  }

  function withoutLoad(rows) {
    if (!rows.length) return withoutTensors();
    const values = rows.map((row) => row.value).sort((a, b) => a - b);
    const middle = values[Math.floor(values.length / 2)];
    return speed("measured", middle, values[0], values[values.length - 1], null, rows.map((row) => row.id), []);
  }

  buildgen.forecast = Object.freeze({ forecast, limitOf, loadOf, measuredFit, smallerFiles });
})((globalThis.buildgen = globalThis.buildgen || {}));
