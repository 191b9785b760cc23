/* What may be called from outside, by name: arguments are plain data, results too. */
"use strict";

const { figures } = require("./engine.js");

/* Money as the data writes it, as the engine holds it. */
function total(data, buildgen) {
  return { amount: buildgen.money.money(...data.amount), at_least: data.at_least };
}

function calls(buildgen) {
  const { bom, cost, fit, metering, solver, wiring_verdict: wired, forecast, money, power, quantity, remedy, speed, tensors, verdict } = buildgen;

  /* All that a build comes to: bills, supplies with their reasons, every state of every card. */
  function rig({ build, catalog, as_of: asOf, base }) {
    const bill = bom.bill(build, catalog, asOf);
    const budget = power.powerBudget(build, catalog);
    const other = base ? bom.bill(base, catalog, asOf) : null;
    return {
      bill,
      shares: bill.lines.map((line) => bom.share(bill, line)),
      difference: other === null ? null : bom.difference(bill, other),
      stale: cost.staleLines(bill, asOf, catalog.policy.quote_max_age_days),
      power: budget,
      reasons: budget.supplies.map((supply) => verdict.judge(supply, catalog.policy)),
      wiring: wiring({ build, catalog }),
    };
  }

  /* All that a build's wiring comes to, and how it is judged; null without a harness. The circuit stays here. */
  function wiring({ build, catalog, harness }) {
    const harnesses = harness === undefined ? {} : { [build.harness]: harness };
    const told = harness === undefined ? catalog : { ...catalog, wiring: { ...catalog.wiring, harnesses } };
    const found = metering.wiring(build, told);
    if (found === null) return null;
    const { circuit: ignored, ...figures } = found;
    return { ...figures, reasons: wired.judgeWiring(found), causes: wired.causes(found) };
  }

  /* A network solved: its mappings as plain objects. */
  function solved(args) {
    const found = solver.solve(args);
    if (found.reason !== undefined) return found;
    const names = ["potentials", "currents", "sources", "loads"];
    const plain = Object.fromEntries(names.map((name) => [name, Object.fromEntries(found[name])]));
    return { ...plain, contraction: found.contraction };
  }

  function told({ build, catalog, ask, scan }) {
    const found = forecast.forecast(build, catalog, { ...ask, model: catalog.models[ask.model] }, { scan });
    const { workload, fit: memory, largest, decode, prefill } = found;
    return {
      generation: found.generation === null ? null : found.generation.id,
      context: workload.context,
      fit: memory,
      largest,
      decode,
      prefill,
      suggestions: found.suggestions.map((s) => ({ changes: s.changes, result: s.result })),
      matches: found.matches.map((m) => ({ id: m.id, taken: m.taken })),
      measured_fit: forecast.measuredFit(found),
    };
  }

  return {
    "quantity.parse": ({ kind, text }) => quantity.parse(kind, text),
    "quantity.number": ({ kind, grains, places }) => quantity.number(kind, BigInt(grains), places),
    "quantity.scaled": ({ grains, factor }) => quantity.scaled(BigInt(grains), factor),
    "quantity.percent_of": ({ grains, whole }) => quantity.percentOf(BigInt(grains), BigInt(whole)),
    "quantity.divide_half_up": ({ over, under }) => quantity.divideHalfUp(BigInt(over), BigInt(under)),
    "money.parse": ({ text }) => money.parse(text),
    "money.text": ({ money: pair }) => money.text(money.money(...pair)),
    "money.converted": ({ money: pair, rate, currency }) => money.converted(money.money(...pair), rate, currency),
    "money.percent_of": ({ money: pair, whole }) => money.percentOf(money.money(...pair), money.money(...whole)),
    "tensors.take_inventory": ({ architecture, quantisation }) => {
      const { kinds, file_bytes, host_bytes, gpu_bytes, output } = tensors.takeInventory(architecture, quantisation);
      return { kinds, file_bytes, host_bytes, gpu_bytes, output: output.type };
    },
    "fit.predict": (a) => fit.predict(a.architecture, a.quantisation, a.cards, a.workload, a.engine),
    "remedy.suggest": (a) => {
      const inventory = tensors.takeInventory(a.architecture, a.quantisation);
      const others = a.others.map((q) => tensors.takeInventory(a.architecture, q));
      const test = { inventory, cards: a.cards, workload: a.workload, engine: a.engine };
      return remedy.suggest(test, others).map((s) => ({ changes: s.changes, result: s.result }));
    },
    "remedy.find_largest_context": (a) => {
      const inventory = tensors.takeInventory(a.architecture, a.quantisation);
      const test = { inventory, cards: a.cards, workload: a.workload, engine: a.engine };
      return remedy.findLargestContext(test, a.limit, a.step);
    },
    "speed.decode": (a) => speed.decode(a.load, a.measured, a.parameters),
    "speed.prefill": (a) => speed.prefill(a.load, a.measured, a.parameters),
    "cost.running_cost": (a) => cost.runningCost(a.terms, total(a.total, buildgen)),
    "cost.break_even": (a) => cost.breakEven(a.terms, total(a.total, buildgen), a.service, a.stale, a.accept),
    "cost.per_speed": (a) => cost.perSpeed(total(a.total, buildgen), a.pace),
    "cost.per_gibibyte": (a) => cost.perGibibyte(total(a.total, buildgen), a.memory),
    "inheritance.merge": ({ base, child, name }) => {
      const { data, dropped, idle_removals } = buildgen.inheritance.merge(base, child, name);
      const order = ["parts", "loads", "feeds", "prices"].map((section) => Object.keys(data[section]));
      return { data, order, dropped, idle_removals };
    },
    rig,
    wiring,
    "solver.solve": solved,
    forecast: told,
  };
}

/* The result of a call, or how it failed: an error of ours by its reason. */
function answer(table, { call, args }) {
  try {
    return { result: figures(table[call](args)) };
  } catch (error) {
    if (error.reason !== undefined || error instanceof RangeError) return { error: error.reason || "range" };
    return { crash: error.stack };
  }
}

module.exports = { answer, calls };
