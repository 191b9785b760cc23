/* Twin of buildgen/calc/cost.py, where the formulas stand: what a rig costs to run and to own. Exact fractions of
   milliwatts, milliwatt hours and minor units, rounded once. */
(function (buildgen) {
  "use strict";

  const { divideHalfUp } = buildgen.quantity;
  const { money } = buildgen.money;
  const { age } = buildgen.day;
  const {
    assumptionsOf, busyOf, decimal, divide, fraction, gaps, hasPrefill, hasSpeed, impossible, isAbove, minus,
    multiply, plus, reason,
  } = buildgen.terms;

  const MILLION = fraction(1000000n);
  const UPPER = "cap-draw";
  const LOWER = new Set(["no-idle-draw", "no-efficiency", "total-at-least"]);
  const CAVEATS = new Set([...LOWER, UPPER]);

  /* Whether what is left out only adds to a figure: an upper bound inside takes that away. */
  function isLowerBound(reasons) {
    return reasons.some((r) => LOWER.has(r.code)) && reasons.every((r) => r.code !== UPPER);
  }

  function rounded(value) {
    return divideHalfUp(value.over, value.under);
  }

  function cash(minor, currency) {
    return minor === null ? null : money(rounded(minor), currency);
  }

  function minorUnits(currency) {
    return fraction(10n ** BigInt(buildgen.constants.all.minor_digits[currency]));
  }

  function runningCost(terms, total) {
    const { currency } = total.amount;
    const refused = impossible(terms);
    const reasons = [...refused, ...gaps(terms, total)];
    const cost = {
      currency,
      energy_month: null,
      electricity_month: null,
      energy_million: null,
      electricity_million: null,
      purchase_month: null,
      month: null,
      tokens_month: null,
      million: null,
      at_least: false,
      assumptions: assumptionsOf(terms, null),
      reasons,
    };
    if (refused.length) return cost;
    const energy = energyMonth(terms);
    const electricity = electricityMonth(terms, currency);
    const each = energyToken(terms);
    const tokens = tokensMonth(terms);
    const purchase =
      total.amount.minor > 0n
        ? divide(fraction(total.amount.minor), multiply(decimal(terms.years), fraction(12n)))
        : null;
    const month = purchase !== null && electricity !== null ? plus(purchase, electricity) : null;
    const uses = month !== null && tokens !== null && tokens.over !== 0n;
    cost.energy_month = energy === null ? null : rounded(energy);
    cost.electricity_month = cash(electricity, currency);
    cost.energy_million = each === null ? null : rounded(multiply(each, MILLION));
    cost.electricity_million = each === null ? null : cash(priced(multiply(each, MILLION), terms.tariff, currency), currency);
    cost.purchase_month = cash(purchase, currency);
    cost.month = cash(month, currency);
    cost.tokens_month = tokens === null ? null : rounded(tokens);
    cost.million = cash(uses ? multiply(divide(month, tokens), MILLION) : null, currency);
    cost.at_least = isLowerBound(reasons);
    return cost;
  }

  function breakEven(terms, total, service, stale = [], accept = false) {
    const { currency } = total.amount;
    const found = gaps(terms, total);
    const reasons = [...impossible(terms), ...found.filter((r) => !CAVEATS.has(r.code))];
    const caveats = found.filter((r) => CAVEATS.has(r.code));
    if (stale.length) (accept ? caveats : reasons).push(reason("stale-total", stale.join(", ")));
    const rates = [["tariff", terms.tariff], ["service", service]];
    const undated = rates.filter(([, rate]) => rate !== null && rate.proof.date === null).map(([name]) => name);
    if (undated.length) caveats.push(reason("undated", undated.join(", ")));
    if (service === null) reasons.push(reason("no-service"));
    else if (service.currency !== currency) reasons.push(reason("currency", `${currency} and ${service.currency}`));
    const nothing = (why) => ({ months: null, tokens: null, at_least: false, reasons: why, caveats });
    const tokens = reasons.length ? null : tokensMonth(terms);
    const electricity = reasons.length ? null : electricityMonth(terms, currency);
    if (service === null || tokens === null || electricity === null) return nothing(reasons);
    if (tokens.over === 0n) return nothing([reason("no-use")]);
    const spared = minus(multiply(tokens, serviceToken(service, terms)), electricity);
    if (spared.over <= 0n) return nothing([reason("never")]);
    const months = divide(fraction(total.amount.minor), spared);
    const tenths = rounded(multiply(months, fraction(10n)));
    return {
      months: `${tenths / 10n}.${tenths % 10n}`,
      tokens: rounded(multiply(months, tokens)),
      at_least: isLowerBound(caveats),
      reasons: [],
      caveats,
    };
  }

  function serviceToken(service, terms) {
    const prompt = terms.pace === null ? fraction(0n) : decimal(terms.pace.prompt);
    const each = plus(decimal(service.output), multiply(prompt, decimal(service.input)));
    return divide(multiply(each, minorUnits(service.currency)), MILLION);
  }

  function perSpeed(total, pace) {
    if (!hasSpeed(pace)) return null;
    return cash(divide(fraction(total.amount.minor), decimal(pace.decode)), total.amount.currency);
  }

  function perGibibyte(total, memory) {
    if (BigInt(memory) <= 0n) return null;
    return cash(fraction(total.amount.minor * 2n ** 30n, memory), total.amount.currency);
  }

  function staleLines(bom, asOf, maxAgeDays) {
    const ageing = buildgen.constants.all.cost.ageing;
    return bom.lines
      .filter((line) => line.amount !== null && (line.kind === null || ageing.includes(line.kind)))
      .filter((line) => line.date === null || age(line.date, asOf) > maxAgeDays)
      .map((line) => line.name);
  }

  function energyMonth(terms) {
    const busy = busyOf(terms.draw);
    if (busy === null) return null;
    let eachDay = multiply(fraction(busy), decimal(terms.busy_hours));
    if (terms.draw.idle !== null) {
      eachDay = plus(eachDay, multiply(fraction(terms.draw.idle), decimal(terms.idle_hours)));
    }
    return divide(multiply(eachDay, daysOfMonth()), efficiency(terms));
  }

  function daysOfMonth() {
    return decimal(buildgen.constants.all.cost.days_of_month);
  }

  function electricityMonth(terms, currency) {
    const energy = energyMonth(terms);
    return energy === null ? null : priced(energy, terms.tariff, currency);
  }

  function energyToken(terms) {
    const seconds = secondsToken(terms.pace);
    const busy = busyOf(terms.draw);
    if (seconds === null || busy === null) return null;
    return divide(divide(multiply(fraction(busy), seconds), fraction(3600n)), efficiency(terms));
  }

  function secondsToken(pace) {
    if (!hasSpeed(pace)) return null;
    const seconds = divide(fraction(1n), decimal(pace.decode));
    const prompt = decimal(pace.prompt);
    if (!isAbove(prompt, 0)) return seconds;
    return hasPrefill(pace) ? plus(seconds, divide(prompt, decimal(pace.prefill))) : null;
  }

  function tokensMonth(terms) {
    const seconds = secondsToken(terms.pace);
    if (seconds === null) return null;
    return divide(multiply(multiply(decimal(terms.busy_hours), daysOfMonth()), fraction(3600n)), seconds);
  }

  function efficiency(terms) {
    return terms.efficiency === null ? fraction(1n) : decimal(terms.efficiency);
  }

  function priced(energy, tariff, currency) {
    if (tariff === null || tariff.currency !== currency) return null;
    return divide(multiply(multiply(energy, decimal(tariff.per_kwh)), minorUnits(currency)), MILLION);
  }

  buildgen.cost = Object.freeze({ breakEven, perGibibyte, perSpeed, runningCost, serviceToken, staleLines });
})((globalThis.buildgen = globalThis.buildgen || {}));
