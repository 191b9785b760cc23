/* Twin of buildgen/calc/bom.py: the bill of materials. Money is {minor, currency} in BigInt;
   an unknown amount is null, and the total then a lower bound. Days are texts, prices those of the build's day. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { divideHalfUp } = buildgen.quantity;
  const { add, converted, money, percentOf, subtract, zero } = buildgen.money;
  const { compare } = buildgen.day;

  function bill(build, catalog, asOf) {
    const currency = currencyOf(build);
    const basis = build.price_defaults.date || asOf;
    const lots = Object.entries(build.prices);
    const covered = new Set(lots.flatMap(([, lot]) => lot.covers));
    const uses = Object.entries(build.parts);
    const lines = lots.map(([name, lot]) => lotLine(build, catalog, name, lot));
    for (const [role, use] of uses) {
      if (!covered.has(role)) lines.push(quoteLine(build, catalog, role, use, basis));
    }
    const today = uses.map(([role, use]) => todayLine(build, catalog, role, use, asOf));
    const total = sum(lines, currency);
    const budget = build.budget === null ? null : money(...build.budget);
    return {
      build: build.id,
      currency,
      lines,
      total,
      today,
      today_total: sum(today, currency),
      dropped: build.dropped,
      budget,
      dates: datesOf(lines),
      over_budget: budget === null ? null : subtract(total.amount, budget),
    };
  }

  function datesOf(lines) {
    const days = lines.map((line) => line.date).filter((date) => date !== null);
    if (!days.length) return null;
    const ordered = [...days].sort(compare);
    return [ordered[0], ordered[ordered.length - 1]];
  }

  function share(bom, line) {
    if (line.amount === null || bom.total.amount.minor <= 0n) return null;
    return percentOf(line.amount, bom.total.amount);
  }

  function difference(bom, base) {
    if (bom.currency !== base.currency) return null;
    const amount = subtract(bom.total.amount, base.total.amount);
    if (base.total.amount.minor <= 0n) return { amount, percent: null };
    const tenths = divideHalfUp(amount.minor * 1000n, base.total.amount.minor);
    const whole = tenths < 0n ? -tenths : tenths;
    return { amount, percent: `${tenths < 0n ? "-" : ""}${whole / 10n}.${whole % 10n}` };
  }

  function currencyOf(build) {
    if (build.currency !== null) return build.currency;
    if (build.budget !== null) return build.budget[1];
    const first = Object.values(build.prices)[0];
    return first === undefined ? buildgen.constants.all.default_currency : first.total[1];
  }

  function rateFor(rates, amount, currency, day) {
    if (amount.currency === currency) return amount;
    let latest = null;
    for (const rate of rates || []) {
      if (rate.of !== amount.currency || rate.to !== currency || compare(rate.date, day) > 0) continue;
      if (latest === null || compare(rate.date, latest.date) > 0) latest = rate;
    }
    return latest === null ? null : converted(amount, latest.rate, currency);
  }

  function sum(lines, currency) {
    let amount = zero(currency);
    let atLeast = false;
    for (const line of lines) {
      atLeast = atLeast || line.at_least;
      if (line.amount !== null) amount = add(amount, line.amount);
    }
    return { amount, at_least: atLeast };
  }

  function makeLine(fields) {
    const line = {
      amount: null, up_to: null, kind: null, date: null, source: null, freight: null, foreign: null, ...fields,
    };
    line.at_least = line.amount === null || line.up_to !== null || line.freight !== "included";
    return line;
  }

  function kindsOf(build, catalog, roles) {
    const kinds = roles.map((role) => partOf(build, catalog, role)).filter((part) => part !== null);
    return [...new Set(kinds.map((part) => part.kind))];
  }

  function partOf(build, catalog, role) {
    const use = own(build.parts, role);
    return use === null ? null : own(catalog.parts, use.part);
  }

  function lotLine(build, catalog, name, lot) {
    const defaults = build.price_defaults;
    const date = lot.date || defaults.date;
    const currency = currencyOf(build);
    const whole = money(...lot.total);
    let amount = date ? rateFor(catalog.exchange, whole, currency, date) : null;
    if (whole.currency === currency) amount = whole;
    const silent = !Object.prototype.hasOwnProperty.call(lot, "freight");
    return makeLine({
      name,
      roles: lot.covers,
      parts: lot.covers
        .filter((role) => own(build.parts, role) !== null)
        .map((role) => ({ id: build.parts[role].part, count: build.parts[role].count })),
      kinds: kindsOf(build, catalog, lot.covers),
      basis: "lot",
      amount,
      kind: lot.kind || defaults.kind,
      date,
      source: lot.source || defaults.source,
      freight: silent ? defaults.freight : lot.freight,
      foreign: amount === null ? whole.currency : null,
      path: ["prices", name],
    });
  }

  function quoteLine(build, catalog, role, use, basis) {
    const part = partOf(build, catalog, role);
    const seen = usable(build, part === null ? [] : part.prices);
    const before = latest(seen.filter((o) => compare(o.date, basis) <= 0));
    if (before !== null) return observed(build, catalog, role, use, before);
    return observed(build, catalog, role, use, earliest(seen.filter((o) => compare(o.date, basis) > 0)));
  }

  function todayLine(build, catalog, role, use, asOf) {
    const part = partOf(build, catalog, role);
    const seen = usable(build, part === null ? [] : part.prices).filter((o) => compare(o.date, asOf) <= 0);
    return observed(build, catalog, role, use, latest(seen));
  }

  function latest(seen) {
    return seen.reduce((best, o) => (best === null || compare(o.date, best.date) > 0 ? o : best), null);
  }

  function earliest(seen) {
    return seen.reduce((best, o) => (best === null || compare(o.date, best.date) < 0 ? o : best), null);
  }

  function usable(build, observations) {
    const seen = observations.filter(
      (o) =>
        o.date !== null &&
        o.source !== null &&
        (build.region === null || o.region === null || o.region === build.region),
    );
    const mine = seen.filter((o) => o.amount[1] === currencyOf(build));
    return mine.length ? mine : seen;
  }

  function observed(build, catalog, role, use, seen) {
    const line = {
      name: role,
      roles: [role],
      parts: [{ id: use.part, count: use.count }],
      kinds: kindsOf(build, catalog, [role]),
      basis: "none",
      path: ["parts", role],
    };
    if (seen === null) return makeLine(line);
    let amount = null;
    let upTo = null;
    let foreign = null;
    const currency = currencyOf(build);
    if (rateFor(catalog.exchange, money(...seen.amount), currency, seen.date) === null) {
      foreign = seen.amount[1];
    } else if (use.count !== null) {
      const price = (each) => times(catalog, money(...each), use.count, seen.per, currency, seen.date);
      amount = price(seen.amount);
      upTo = seen.up_to === null ? null : price(seen.up_to);
    }
    return makeLine({
      ...line,
      basis: "quote",
      amount,
      up_to: upTo,
      kind: seen.kind,
      date: seen.date,
      source: seen.source,
      freight: seen.freight,
      foreign,
    });
  }

  function times(catalog, each, count, per, currency, day) {
    const one = rateFor(catalog.exchange, each, currency, day);
    return one === null ? null : money(divideHalfUp(one.minor * BigInt(count), BigInt(per)), currency);
  }

  buildgen.bom = Object.freeze({ bill, currencyOf, difference, partOf, rateFor, share });
})((globalThis.buildgen = globalThis.buildgen || {}));
