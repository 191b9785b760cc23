/* From the state of the calculator to all results: the changes laid over the base, and the engine asked once. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const NAME = "my-rig";
  const MICRO = 1000000;

  function ownId(role) {
    return `${NAME}.${role.replace(/_/g, "-")}`;
  }

  /* A part that is in no catalog: its power is what the reader says, and so is assumed. */
  function ownPart(role, kind, told, replaced) {
    const watts = told.watts === "" || Number(told.watts) === 0 ? null : Number(buildgen.quantity.parse("Watts", `${told.watts} W`));
    const part = { id: ownId(role), kind, name: { en: told.name, zh: told.name }, assumed: [], prices: [] };
    if (kind === "gpu") {
      const state = { name: { en: "own", zh: "own" }, cap: watts, board_power: watts };
      const unknown = { architecture: null, memory_reported: null, bandwidth: null, slot_power: null, peak_factor: null, plugs: null };
      const assumed = watts === null ? [] : ["states.own.cap", "states.own.board_power"];
      return { ...part, ...unknown, states: { own: state }, default_state: "own", assumed };
    }
    if (kind === "psu") {
      const assumed = watts === null ? [] : ["rating"];
      return { ...part, supply_class: replaced.supply_class, rating: watts, peak: null, assumed };
    }
    if (["cpu", "storage", "fan", "system"].includes(kind)) {
      return { ...part, power: watts, assumed: watts === null ? [] : ["power"] };
    }
    return part;
  }

  /* The build that states only what differs, as `extends` has it, and the parts written into it. */
  function childOf(state, data) {
    const base = data.catalog.builds[state.base];
    const currency = buildgen.bom.currencyOf(base);
    const child = { parts: {}, prices: {}, remove: [] };
    const parts = {};
    for (const [role, use] of Object.entries(state.parts)) {
      const same = use.part === undefined || use.part === base.parts[role].part;
      const kept = same && use.count === undefined && use.state === undefined;
      if (!kept) child.parts[role] = { ...use };
    }
    for (const [role, told] of Object.entries(state.own)) {
      const replaced = own(data.catalog.parts, base.parts[role].part) || {};
      parts[ownId(role)] = ownPart(role, replaced.kind, told, replaced);
      const { state: ignored, ...use } = child.parts[role] || {};
      child.parts[role] = { ...use, part: ownId(role) };
    }
    for (const role of state.remove) {
      child.remove.push(role);
      delete child.parts[role];
    }
    for (const [role, amount] of Object.entries(state.prices)) {
      if (!state.remove.includes(role)) addPrice(child, base, role, amount, currency, data);
    }
    return { child, parts };
  }

  /* A price typed in: it replaces the role's own lot; a lot that covers more falls away whole. */
  function addPrice(child, base, role, amount, currency, data) {
    const lots = Object.entries(base.prices).filter(([, lot]) => lot.covers.includes(role));
    const alone = lots.find(([, lot]) => lot.covers.length === 1);
    for (const [name, lot] of lots) {
      if (lot.covers.length > 1 && !child.remove.includes(`prices.${name}`)) child.remove.push(`prices.${name}`);
    }
    const { minor } = buildgen.money.parse(`${amount} ${currency}`);
    child.prices[alone ? alone[0] : `own_${role}`] = {
      covers: [role],
      total: [Number(minor), currency],
      kind: "quoted",
      date: data.catalog.policy.as_of,
      source: data.source,
      freight: "included",
    };
  }

  function buildOf(state, data) {
    const base = data.catalog.builds[state.base];
    const { child, parts } = childOf(state, data);
    const catalog = { ...data.catalog, parts: { ...data.catalog.parts, ...parts } };
    const changed = Object.keys(child.parts).length || Object.keys(child.prices).length || child.remove.length;
    if (!changed) return { build: base, child, catalog, changed: false, gone: [] };
    const { data: merged } = buildgen.inheritance.merge(base, child, NAME);
    const build = { ...merged, dropped: [] };
    const gone = Object.keys(base.prices).filter((lot) => own(build.prices, lot) === null);
    return { build, child, catalog, changed: true, gone };
  }

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

  /* A speed as it is shown: two digits, as a decimal text. */
  function shownRate(speed) {
    if (speed.value === null) return null;
    const hundredths = buildgen.quantity.divideHalfUp(BigInt(Math.round(speed.value * MICRO)), 10000n);
    return buildgen.quantity.decimalText(hundredths, 100n, 2);
  }

  function termsOf(state, budget, forecast, currency) {
    const mine = { kind: "assumed", date: null, source: null };
    const decode = forecast === null ? null : shownRate(forecast.decode);
    const idle = state.idle_watts === "" ? null : buildgen.quantity.parse("Watts", `${state.idle_watts} W`);
    return {
      draw: { idle, typical: null, cap: budget.total, proof: mine },
      busy_hours: state.busy_hours || "0",
      idle_hours: state.idle_hours || "0",
      years: state.years || "0",
      tariff: state.per_kwh === "" ? null : { per_kwh: state.per_kwh, currency, place: "", proof: mine },
      efficiency: null,
      pace: decode === null ? null : { decode, prefill: null, prompt: "0", proof: mine },
    };
  }

  /* All results of a state; `scan` also looks for the largest context and for what would help. */
  function calculate(state, data, { scan = false } = {}) {
    const { bom, power, verdict, forecast, cost } = buildgen;
    const asOf = data.catalog.policy.as_of;
    const { build, child, catalog, changed, gone } = buildOf(state, data);
    const base = data.catalog.builds[state.base];
    const bill = bom.bill(build, catalog, asOf);
    const budget = power.powerBudget(build, catalog);
    const ask = askOf(state, data);
    const found = ask === null ? null : forecast.forecast(build, catalog, ask, { scan });
    const terms = termsOf(state, budget, found, bill.currency);
    return {
      build, child, catalog, changed, gone, bill, budget, terms,
      difference: changed ? bom.difference(bill, bom.bill(base, data.catalog, asOf)) : null,
      reasons: budget.supplies.map((supply) => verdict.judge(supply, catalog.policy)),
      forecast: found,
      cost: cost.runningCost(terms, bill.total),
      stale: cost.staleLines(bill, asOf, catalog.policy.quote_max_age_days),
    };
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

  buildgen.calculation = Object.freeze({ NAME, buildOf, calculate, childOf, figuresOf, selfCheck, shownRate });
})((globalThis.buildgen = globalThis.buildgen || {}));
