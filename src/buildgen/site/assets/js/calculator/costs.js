/* What a rig costs to run and to own, for display: the sums with their numbers, and every assumption. */
(function (buildgen) {
  "use strict";

  if (typeof document === "undefined") return;
  const { button, el, how, list, table } = buildgen.elements;
  const { because, cash, energy, evidence, say, term, watts } = buildgen.words;
  // The field of the form that an assumption comes from.
  const EDITED = {
    "idle-draw": "idle_watts", "typical-draw": "typical_watts", "cap-draw": "typical_watts", "busy-hours": "busy_hours", "idle-hours": "idle_hours",
    years: "years", efficiency: "efficiency", tariff: "tariff", prompt: "prompt", service: "service",
    decode: "model", prefill: "model",
  };

  function bounded(figure, cost) {
    return cost.at_least && figure !== say("not-known") ? say("at-least", { figure }) : figure;
  }

  function rows(found) {
    const { cost } = found;
    return [
      ["energy-month", energy(cost.energy_month)],
      ["electricity-month", cash(cost.electricity_month)],
      ["purchase-month", cash(cost.purchase_month)],
      ["month", cash(cost.month)],
      ["energy-million", energy(cost.energy_million)],
      ["electricity-million", cash(cost.electricity_million)],
      ["million", cash(cost.million)],
    ].map(([id, figure]) => [say(id), bounded(figure, cost)]);
  }

  /* The sums as they were made, with their numbers. */
  function sums(found) {
    const { terms, cost, bill } = found;
    const { draw, tariff, pace, efficiency } = terms;
    const busy = watts(buildgen.terms.busyOf(draw));
    const loss = efficiency === null ? "" : ` / ${efficiency}`;
    const idle = draw.idle === null ? "" : ` + ${watts(draw.idle)} x ${terms.idle_hours} h`;
    const days = buildgen.constants.all.cost.days_of_month;
    const lines = [`(${busy} x ${terms.busy_hours} h${idle}) x ${days}${loss} = ${energy(cost.energy_month)}`];
    if (tariff !== null && cost.electricity_month !== null) {
      lines.push(`${energy(cost.energy_month)} x ${tariff.per_kwh} ${tariff.currency}/kWh = ${cash(cost.electricity_month)}`);
    }
    lines.push(`${cash(bill.total.amount)} / (${terms.years} x 12) = ${cash(cost.purchase_month)}`);
    if (pace !== null) {
      const prompt = Number(pace.prompt) > 0 && pace.prefill !== null ? ` + ${pace.prompt} / ${pace.prefill} t/s` : "";
      lines.push(`${busy} x (1 / ${pace.decode} t/s${prompt}) x 1000000 / 3600${loss} = ${energy(cost.energy_million)}`);
    }
    return lines;
  }

  function breakEven(found) {
    const { break_even: even, service, terms, cost, bill } = found;
    if (even.months === null) return [el("p", {}, say("break-even-none")), list(because(even.reasons, "cost_reasons"))];
    const months = even.at_least ? say("at-least", { figure: even.months }) : even.months;
    const formula = `${cash(bill.total.amount)} / (${cost.tokens_month} x ${service.output} ${service.currency} / 1000000` +
      ` - ${cash(cost.electricity_month)}) = ${even.months}`;
    return [
      el("p", { id: "calc-break-even" }, say("break-even-after", { months, tokens: buildgen.words.shown(Number(even.tokens)) })),
      list(because(even.caveats, "cost_reasons")),
      how(say("how"), formula, Number(terms.pace.prompt) > 0 ? say("break-even-prompt", { prompt: terms.pace.prompt }) : ""),
    ];
  }

  /* What a token a second and a GiB cost here. */
  function worth(found) {
    const { bill, terms, memory } = found;
    const lines = [];
    if (found.per_speed !== null) lines.push([say("per-speed"), cash(found.per_speed), `${cash(bill.total.amount)} / ${terms.pace.decode} t/s`]);
    if (found.per_gibibyte !== null) {
      const size = `${buildgen.quantity.number("Memory", memory)} ${buildgen.constants.all.quantities.Memory.shown}`;
      lines.push([say("per-gibibyte"), cash(found.per_gibibyte), `${cash(bill.total.amount)} / ${size}`]);
    }
    if (!lines.length) return null;
    const heads = [say("of-what"), say("amount"), say("formula")];
    return table(say("worth"), heads, lines);
  }

  /* Every assumption with its id, what it says, how it is known, and a way to its field. */
  function assumptions(page, found) {
    const { state } = page;
    const value = (each) => {
      if (each.id !== "service" || found.service === null) return each.value;
      const { output, input, currency } = found.service;
      return say("service-value", { output, input, currency });
    };
    const way = (key, what) => (key === undefined ? "" : button(say("edit"), () => page.visit(key), {
      class: "bg-calc__link", "aria-label": say("edit-what", { what }),
    }));
    const name = (id) => el("span", {}, term("assumed", id) === id ? "" : `${term("assumed", id)} `, el("code", {}, id));
    const lines = found.assumptions.map((each) =>
      [name(each.id), value(each), evidence(each.kind, each.date), way(EDITED[each.id], term("assumed", each.id))]);
    // What the verdicts on supplies rest on is a fact of a part: its row can put another part there.
    for (const id of new Set(found.budget.supplies.flatMap((supply) => supply.assumed))) {
      const role = Object.keys(found.build.parts).find((each) => id.startsWith(`${found.build.parts[each].part}.`));
      lines.push([name(id), "", term("kinds", "assumed"), way(role && `part-${role}`, id)]);
    }
    for (const id of found.forecast === null ? [] : found.forecast.fit.rests_on) lines.push([name(id), "", term("kinds", "assumed"), ""]);
    if (state.tariff !== "" && state.tariff !== "own") {
      const known = page.data.electricity[state.tariff];
      if (known.up_to) lines.push([el("code", {}, state.tariff), say("low-end", { low: known.price, high: known.up_to }), "", ""]);
    }
    return el("section", { class: "bg-calc__part", id: "calc-assumptions" }, el("h3", {}, say("assumptions")),
      table(say("assumptions-caption"), [say("what"), say("value"), say("known-how"), say("change")], lines, { words: [1, 2, 3] }));
  }

  function running(page, found) {
    const why = because(found.cost.reasons, "cost_reasons");
    return el("section", { class: "bg-calc__part", id: "calc-cost" }, el("h3", {}, say("running")),
      table(say("running-caption"), [say("of-what"), say("amount")], rows(found)),
      why.length ? el("div", { class: "bg-calc__why" }, el("p", {}, say("not-in-it")), list(why)) : null,
      how(say("how"), sums(found)),
      el("h4", {}, say("break-even")), ...breakEven(found), worth(found));
  }

  buildgen.costs = Object.freeze({ assumptions, running });
})((globalThis.buildgen = globalThis.buildgen || {}));
