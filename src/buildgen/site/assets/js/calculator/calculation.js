/* From the state of the calculator to all results: the changes laid over the base, and the engine asked once. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const MICRO = 1000000;
  const MINE = Object.freeze({ kind: "assumed", date: null, source: null });

  function askOf(state, data) {
    const model = own(data.catalog.models, state.model);
    if (model === null) return null;
    const workload = {
      context: 0, micro_batch: 512, batch: 2048, split: state.split, tensor_split: null,
      kv_type_k: state.kv_type, kv_type_v: state.kv_type, flash_attention: null,
      sequences: Number(state.sequences), copies: null, gpu_layers: null,
    };
    return {
      model, quantisation: state.quantisation, workload, context: Number(state.context), generation: null,
      engine_build: null,
    };
  }

  /* A rate with two digits, as a decimal text. */
  function rateText(value) {
    const hundredths = buildgen.quantity.divideHalfUp(BigInt(Math.round(value * MICRO)), 10000n);
    return buildgen.quantity.decimalText(hundredths, 100n, 2);
  }

  function shownRate(speed) {
    return speed.value === null ? null : rateText(speed.value);
  }

  /* What is typed in holds on the day that is typed in; a price of the catalog brings its own proof. */
  function tariffOf(state, data, currency) {
    if (state.tariff === "own") {
      if (state.per_kwh === "") return null;
      const proof = { kind: "quoted", date: state.tariff_date || null, source: data.source };
      return { per_kwh: state.per_kwh, currency, place: state.place, proof };
    }
    const known = own(data.electricity, state.tariff);
    if (known === null) return null;
    const { price, date, kind, source, region } = known;
    return { per_kwh: price, currency: known.currency, place: region || "", proof: { kind, date, source } };
  }

  function serviceOf(state, data, currency) {
    if (state.service === "own") {
      if (state.service_output === "") return null;
      const proof = { kind: "quoted", date: state.service_date || null, source: data.source };
      return { name: "", output: state.service_output, input: state.service_input || "0", currency, proof };
    }
    const known = own(data.services, state.service);
    if (known === null || known.writing === null) return null;
    // A price of reading matters only where prompts are counted.
    if (known.reading === null && Number(state.prompt) > 0) return null;
    const proof = { kind: known.kind, date: known.date, source: known.source };
    return { name: state.service, output: known.writing, input: known.reading || "0", currency: known.currency, proof };
  }

  function paceOf(state, forecast) {
    const decode = forecast === null ? null : shownRate(forecast.decode);
    if (decode === null) return null;
    const measured = forecast.decode.kind === "measured";
    const row = measured ? forecast.matches.find((match) => match.row.decode !== null) : undefined;
    const proof = { ...MINE, kind: measured ? "measured" : "derived", date: (row && row.row.date) || null };
    return { decode, prefill: shownRate(forecast.prefill), prompt: state.prompt || "0", proof };
  }

  function termsOf(state, data, budget, forecast, currency) {
    const watts = (text) => (text === "" ? null : buildgen.quantity.parse("Watts", `${text} W`));
    return {
      draw: { idle: watts(state.idle_watts), typical: watts(state.typical_watts), cap: budget.total, proof: MINE },
      busy_hours: state.busy_hours || "0",
      idle_hours: state.idle_hours || "0",
      years: state.years || "0",
      tariff: tariffOf(state, data, currency),
      efficiency: state.efficiency === "" ? null : state.efficiency,
      pace: paceOf(state, forecast),
    };
  }

  /* The memory of all cards as shops count it, in grains; null where it is not known. */
  function cardMemory(build, catalog) {
    let sum = 0n;
    for (const [role, use] of Object.entries(build.parts)) {
      const part = buildgen.bom.partOf(build, catalog, role);
      if (part === null || part.kind !== "gpu") continue;
      if (part.memory === null || part.memory === undefined || use.count === null) return null;
      sum += BigInt(part.memory) * BigInt(use.count);
    }
    return sum > 0n ? sum : null;
  }

  /* A sum in the currency that the reader asked for, by a dated rate of the catalog or of the reader; else null. */
  function exchange(state, data, amount) {
    if (state.currency === "" || state.currency === amount.currency) return null;
    if (state.rate !== "" && state.rate_date !== "") {
      return { amount: buildgen.money.converted(amount, state.rate, state.currency), rate: state.rate, date: state.rate_date };
    }
    const asOf = data.catalog.policy.as_of;
    const rates = data.catalog.exchange.filter((r) => r.of === amount.currency && r.to === state.currency);
    const dated = rates.filter((r) => buildgen.day.compare(r.date, asOf) <= 0);
    if (!dated.length) return null;
    const { rate, date } = dated.reduce((a, b) => (buildgen.day.compare(b.date, a.date) > 0 ? b : a));
    return { amount: buildgen.money.converted(amount, rate, state.currency), rate, date };
  }

  /* All results of a state; `scan` also looks for the largest context and for what would help. */
  function calculate(state, data, { scan = false } = {}) {
    const { bom, power, verdict, forecast, cost } = buildgen;
    const { policy } = data.catalog;
    const asOf = policy.as_of;
    const { build, child, catalog, changed, gone } = buildgen.changes.buildOf(state, data);
    const bill = bom.bill(build, catalog, asOf);
    const budget = power.powerBudget(build, catalog);
    const reasons = budget.supplies.map((supply) => verdict.judge(supply, policy));
    const ask = askOf(state, data);
    const found = ask === null ? null : forecast.forecast(build, catalog, ask, { scan });
    const terms = termsOf(state, data, budget, found, bill.currency);
    const service = serviceOf(state, data, bill.currency);
    const stale = cost.staleLines(bill, asOf, policy.quote_max_age_days);
    const memory = cardMemory(build, catalog);
    const base = data.catalog.builds[state.base];
    return {
      build, child, catalog, changed, gone, bill, budget, reasons, terms, service, stale, memory,
      findings: buildgen.checks.findings(build, catalog, { bill, power: budget, reasons, asOf }),
      difference: changed ? bom.difference(bill, bom.bill(base, data.catalog, asOf)) : null,
      forecast: found,
      cost: cost.runningCost(terms, bill.total),
      break_even: cost.breakEven(terms, bill.total, service, stale, state.accept === "1"),
      assumptions: buildgen.terms.assumptionsOf(terms, service),
      per_speed: terms.pace === null ? null : cost.perSpeed(bill.total, terms.pace),
      per_gibibyte: memory === null || bill.total.amount.minor <= 0n ? null : cost.perGibibyte(bill.total, memory),
      exchanged: exchange(state, data, bill.total.amount),
    };
  }

  /* A build of the catalog as it stands there, at the same work and terms. */
  function unchanged(state, data, base = state.base) {
    return calculate({ ...state, base, parts: {}, own: {}, prices: {}, remove: [], added: {}, feeds: {} }, data);
  }

  /* The worst verdict on any supply. */
  function powerVerdict(found) {
    return buildgen.verdict.worst(found.reasons.map((reasons) => buildgen.verdict.worst(reasons.map((r) => r.verdict))));
  }

  /* The figures of a build that the page also shows without the calculator, for comparison. */
  function figuresOf(bill, budget, reasons) {
    const { text } = buildgen.money;
    return {
      total: `${bill.total.at_least ? "at least " : ""}${text(bill.total.amount)}`,
      supplies: budget.supplies.map((s, index) => [
        s.role,
        s.budget === null ? null : Number(s.budget),
        buildgen.verdict.worst(reasons[index].map((r) => r.verdict)),
      ]),
    };
  }

  /* Builds whose figures differ from those that Python computed: none, unless something is broken. */
  function selfCheck(data) {
    const asOf = data.catalog.policy.as_of;
    return Object.entries(data.figures)
      .filter(([id, wanted]) => {
        const build = data.catalog.builds[id];
        const budget = buildgen.power.powerBudget(build, data.catalog);
        const reasons = budget.supplies.map((supply) => buildgen.verdict.judge(supply, data.catalog.policy));
        const found = figuresOf(buildgen.bom.bill(build, data.catalog, asOf), budget, reasons);
        return JSON.stringify(found) !== JSON.stringify(wanted);
      })
      .map(([id]) => id);
  }

  buildgen.calculation = Object.freeze({
    calculate, exchange, figuresOf, powerVerdict, rateText, selfCheck, shownRate, unchanged,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
