/* Twin of buildgen/calc/speed.py: decode and prefill, measured, estimated or not established.
   Tokens per second; bytes, bytes per second and seconds inside. The formulas stand in the Python module. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { reason } = buildgen.scope;

  function speed(kind, value, low, high, limit, restsOn, reasons) {
    return { kind, value, low, high, limit, rests_on: restsOn, reasons };
  }

  function decode(load, measuredRows = [], parameters = null) {
    const limit = decodeLimit(load);
    if (measuredRows.length) return measured(measuredRows, limit);
    const reasons = reasonsAgainstDecode(load, parameters);
    if (reasons.length || parameters === null) {
      return speed("not established", null, null, null, limit, [], reasons);
    }
    const times = efficiencies(load.family, parameters).map((each) => decodeTime(load, parameters, each));
    const slow = load.run.sequences / Math.max(...times);
    const fast = load.run.sequences / Math.min(...times);
    const known = parameters.models.includes(load.model);
    let spread = known ? parameters.row_spread : parameters.model_spread;
    spread = Math.max(spread, batchSpread(load.run.sequences, parameters));
    const high = fast * (1 + spread);
    return speed(
      "estimate",
      Math.sqrt(slow * fast),
      slow / (1 + spread),
      limit === null ? high : Math.min(high, limit),
      limit,
      parameters.rests_on,
      [],
    );
  }

  function decodeLimit(load) {
    return load.bandwidth === null ? null : load.run.sequences / readingTime(load);
  }

  function decodeTime(load, parameters, efficiency) {
    const reading = readingTime(load, grow(parameters, load.run.sequences)) / efficiency;
    const exchanging = load.remote_products * (parameters.per_product || 0);
    return reading + load.layers * parameters.per_layer + exchanging;
  }

  function readingTime(load, growth = 1) {
    if (load.bandwidth === null) throw new RangeError("bandwidth is missing");
    return (load.weight_bytes * growth + load.cache_bytes) / (load.readers * load.bandwidth);
  }

  function counts(table) {
    return Object.keys(table || {}).map(Number);
  }

  function grow(parameters, sequences) {
    const known = { 1: 1, ...parameters.growth };
    if (own(known, sequences) !== null) return known[sequences];
    const below = Math.max(...counts(known).filter((count) => count < sequences));
    const above = Math.min(...counts(known).filter((count) => count > sequences));
    const share = (sequences - below) / (above - below);
    return known[below] * (1 - share) + known[above] * share;
  }

  function prefill(load, measuredRows = [], parameters = null) {
    if (measuredRows.length) return measured(measuredRows, null);
    const reasons = reasonsAgainstPrefill(load, parameters);
    if (reasons.length || parameters === null) {
      return speed("not established", null, null, null, null, [], reasons);
    }
    const value = 1 / prefillTime(load, parameters);
    const known = parameters.models.includes(load.model);
    const spread = known ? parameters.row_spread : parameters.model_spread;
    return speed("estimate", value, value / (1 + spread), value * (1 + spread), null, parameters.rests_on, []);
  }

  function prefillTime(load, parameters) {
    return (2 * load.weights) / parameters.rate + load.prompt_scores * parameters.per_score;
  }

  function measured(rows, limit) {
    const values = rows.map((row) => row.value).sort((a, b) => a - b);
    const middle = Math.floor(values.length / 2);
    const value = values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    const ids = rows.map((row) => row.id);
    return speed("measured", value, values[0], values[values.length - 1], limit, ids, []);
  }

  function reasonsAgainstDecode(load, parameters) {
    const { run } = load;
    const reasons = [];
    if (load.bandwidth === null) reasons.push(reason("bandwidth"));
    if (run.sequences < 1 || run.cards < 1 || run.depth < 0) {
      reasons.push(reason("conditions", `${run.sequences} sequences, ${run.cards} cards, depth ${run.depth}`));
    }
    if (parameters === null) {
      reasons.push(reason("no-parameters"));
      return reasons;
    }
    if (run.sequences > Math.max(1, ...counts(parameters.growth))) reasons.push(reason("sequences", run.sequences));
    if (load.remote_products && parameters.per_product === null) reasons.push(reason("row-decode"));
    if (!efficiencies(load.family, parameters).length) reasons.push(reason("kernel-family", load.family));
    return reasons;
  }

  function reasonsAgainstPrefill(load, parameters) {
    const { run } = load;
    const reasons = [];
    if (run.split === "row") reasons.push(reason("row-prefill"));
    if (run.prompt < 1 || run.sequences < 1) {
      reasons.push(reason("conditions", `${run.sequences} prompts of ${run.prompt}`));
    }
    if (parameters === null) {
      reasons.push(reason("no-parameters"));
    } else if (run.flash_attention) {
      const scores = load.prompt_scores * parameters.per_score;
      const share = buildgen.constants.all.speed.flash_share;
      if (scores > (share * 2 * load.weights) / parameters.rate) reasons.push(reason("flash-prefill", run.prompt));
    }
    return reasons;
  }

  function efficiencies(family, parameters) {
    const known = Object.values(parameters.efficiency);
    if (family === "between" && known.length > 1) return [Math.min(...known), Math.max(...known)];
    const one = own(parameters.efficiency, family);
    return one === null ? [] : [one];
  }

  function batchSpread(sequences, parameters) {
    const known = counts(parameters.batch_spread);
    if (sequences === 1 || !known.length) return 0;
    return parameters.batch_spread[Math.min(...known.filter((count) => count >= sequences))];
  }

  buildgen.speed = Object.freeze({
    decode, decodeLimit, decodeTime, grow, prefill, prefillTime, readingTime, speed,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
