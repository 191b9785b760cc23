/* Twin of the checks of bill, prices and power in buildgen/checks that make sense in a browser: the same codes,
   and by `words.sentence` the same words. Wiring is left to the command line. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { found } = buildgen.fitting;
  // The values of reasons that are no watts.
  const KINDS = { line: "Volts", lasts: "Duration", bears_for: "Duration" };
  const RANKS = ["error", "warning", "not established"];

  function kinds(build, catalog) {
    const parts = Object.keys(build.parts).map((role) => buildgen.bom.partOf(build, catalog, role)).filter(Boolean);
    const have = new Set(parts.flatMap((part) => [part.kind, ...(part.kind === "system" ? part.provides : [])]));
    const wanted = (catalog.policy.required_kinds || []).filter((kind) => !have.has(kind));
    return wanted.map((kind) => found("BOM001", "error", kind, { kind }));
  }

  function counts(build, catalog) {
    const most = catalog.policy.max_count;
    return Object.entries(build.parts)
      .filter(([, use]) => use.count !== null && !(use.count >= 1 && use.count <= most))
      .map(([role, use]) => found("BOM002", "error", role, { role, count: use.count, most }));
  }

  function budget(bill) {
    if (bill.budget === null || bill.budget.currency !== bill.currency || bill.over_budget.minor <= 0n) return [];
    const { text } = buildgen.money;
    const total = `${bill.total.at_least ? "at least " : ""}${text(bill.total.amount)}`;
    return [found("BOM006", "warning", "", { total, budget: text(bill.budget), over: text(bill.over_budget) })];
  }

  function prices(bill, asOf, policy) {
    const problems = [];
    for (const line of bill.lines) {
      const { name, date, amount } = line;
      const ages = buildgen.constants.all.cost.ageing.includes(line.kind) && date !== null && amount !== null;
      const age = ages ? buildgen.day.age(date, asOf) : 0;
      const most = policy.quote_max_age_days;
      if (age > most) problems.push(found("PRC003", "warning", name, { name, date, age, most, as_of: asOf }));
      if (line.foreign !== null && date !== null) {
        const values = { name, foreign: line.foreign, currency: bill.currency, date };
        problems.push(found("PRC004", "error", name, values));
      }
      if (amount === null && line.foreign === null) {
        problems.push(found("PRC006", "not established", name, { name }, line.basis === "quote" ? "no_count" : "message"));
      }
      if (amount !== null && line.freight !== "included") {
        problems.push(found("PRC007", "not established", name, { name }, line.freight === "excluded" ? "excluded" : "message"));
      }
    }
    return problems;
  }

  /* A figure of a supply as its sum: `3 x 190 W` or `120 W + 100 W`. */
  function sumText(supply, figure = "budget") {
    const terms = [];
    for (const charge of supply.charges) {
      const watts = charge[figure] === null ? charge.budget : charge[figure];
      if (!watts) continue;
      const count = charge.count || 1;
      const each = buildgen.quantity.text("Watts", watts / BigInt(count));
      const term = charge.via === "slot" ? `${each} through a slot` : each;
      terms.push(count > 1 ? `${count} x ${term}` : term);
    }
    return terms.join(" + ");
  }

  /* What a card may draw for this supply to pass, and to stay within the policy's share. */
  function advice(supply, policy) {
    const cards = supply.charges.filter((c) => c.via === "cable" && c.can_peak && c.count);
    if (cards.length !== 1 || supply.rating === null || cards[0].budget === null) return {};
    const [card] = cards;
    const rest = supply.known_budget - card.budget;
    const whole = (grains) => (grains < 0n ? 0n : (grains / BigInt(card.count) / 1000n) * 1000n);
    const share = buildgen.verdict.shareOf(policy, supply);
    const passing = whole(supply.rating - rest);
    const easy = share === null ? 0n : whole(buildgen.quantity.scaled(supply.rating, share) - rest);
    if (passing <= 0n) return {};
    return easy > 0n ? { passing, easy } : { passing };
  }

  function supplyProblems(supply, reasons, catalog, build) {
    return reasons.flatMap(({ code, verdict, values: pairs }) => {
      const values = { supply: supply.role, part: supply.part, ...Object.fromEntries(pairs) };
      for (const [name, kind] of Object.entries(KINDS)) {
        if (values[name] !== undefined && values[name] !== null) values[name] = buildgen.quantity.text(kind, values[name]);
      }
      const one = (...more) => [found(code, verdict, supply.role, values, ...more)];
      switch (code) {
        case "PWR001":
        case "PWR002":
        case "PWR003": {
          const advised = advice(supply, catalog.policy);
          const help = "easy" in advised ? "help_easy" : "passing" in advised ? "help_pass" : "help";
          values.sum = sumText(supply, code === "PWR002" ? "low" : "budget");
          Object.assign(values, advised);
          return one(supply.budget === null ? "at_least" : "message", help);
        }
        case "PWR004":
        case "PWR005": {
          const slots = supply.charges.some((c) => c.via === "slot");
          const apart = supply.charges.some((c) => c.can_peak && c.low !== c.budget);
          values.sum = sumText(supply, code === "PWR005" ? "peak" : "high");
          return one("lasts" in values ? "too_long" : supply.high === null ? "at_least" : "message", slots && !apart ? "help_slots" : "help");
        }
        case "PWR006":
          values.rating = supply.rating;
          return one(values.lower === null ? "untried" : values.code === "PWR017" ? "open" : "message", supply.rating_assumed ? "help" : "help_load");
        case "PWR007":
          return supply.line === null ? one() : one("on_mains", "help_line");
        case "PWR017":
          return one(values.lasts !== null ? "message" : values.bears_for === null ? "both" : "cards");
        case "PWR008":
        case "PWR010":
        case "PWR011":
          return unknownLoads(supply, { code, verdict, values });
        case "PWR015":
          return supply.charges.filter((c) => buildgen.verdict.isAboveInlets(c) && c.state !== null)
            .map((c) => found(code, verdict, supply.role, inletValues(c, build, catalog)));
        default:
          return one();
      }
    });
  }

  /* A card whose state is not known draws who knows what: PWR014 tells that. */
  function unknownLoads(supply, { code, verdict, values }) {
    const told = supply.charges.filter(
      (c) => values.loads.includes(c.name) && !(c.can_peak && c.via === "cable" && c.state === null),
    );
    const stated = told.filter((c) => c.can_peak && c.via === "load");
    const rest = told.filter((c) => !stated.includes(c));
    const names = (charges) => [...new Set(charges.map((c) => c.name))];
    const problems = [];
    if (rest.length) problems.push(found(code, verdict, supply.role, { ...values, loads: names(rest) }));
    if (stated.length) {
      problems.push(found(code, verdict, supply.role, { ...values, loads: names(stated) }, "stated", "help_stated"));
    }
    return problems;
  }

  function inletValues(charge, build, catalog) {
    const part = buildgen.bom.partOf(build, catalog, charge.name);
    const each = (grains) => grains / BigInt(charge.count);
    return {
      role: charge.name, part: part.id, state: charge.state, board_power: each(charge.high),
      limit: each(charge.inlet_limit), plugs: part.plugs || [],
    };
  }

  function unfed(build, power) {
    if (!power.supplies.length) return []; // the missing supply is told once, by BOM001
    const covered = new Set(Object.values(build.loads).flatMap((load) => load.covers));
    const supplies = power.supplies.map((supply) => supply.role);
    return power.unfed
      .filter((name) => !covered.has(name) || own(build.loads, name) !== null)
      .map((name) => found("PWR009", "error", name, { name, supplies }));
  }

  function cardStates(build, catalog) {
    const problems = [];
    for (const role of Object.keys(build.parts)) {
      const part = buildgen.bom.partOf(build, catalog, role);
      if (part === null || part.kind !== "gpu" || buildgen.power.cardState(build, catalog, role) !== null) continue;
      if (part.default_state !== null && own(part.states, part.default_state) === null) continue;
      const states = Object.keys(part.states);
      const which = states.length ? ["message", "help"] : ["no_states", "help_no_states"];
      problems.push(found("PWR014", "not established", role, { role, part: part.id, states }, ...which));
    }
    return problems;
  }

  /* All findings about a build: those about its supplies by role, and all others, the worst first. */
  function findings(build, catalog, { bill, power, reasons, asOf }) {
    const supplies = power.supplies.map((supply, index) => supplyProblems(supply, reasons[index], catalog, build));
    const others = [
      ...kinds(build, catalog),
      ...counts(build, catalog),
      ...buildgen.fitting.misfits(build, catalog),
      ...unfed(build, power),
      ...cardStates(build, catalog),
      ...budget(bill),
      ...prices(bill, asOf, catalog.policy),
    ];
    return { supplies: supplies.map(worstFirst), others: worstFirst(others) };
  }

  function worstFirst(problems) {
    const rank = (problem) => RANKS.indexOf(problem.verdict);
    return [...problems].sort((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  }

  buildgen.checks = Object.freeze({ findings, sumText });
})((globalThis.buildgen = globalThis.buildgen || {}));
