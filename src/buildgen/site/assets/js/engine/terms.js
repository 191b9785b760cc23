/* Twin of buildgen/calc/terms.py: the terms on which a rig is costed, each with its proof. Decimals
   are texts, sums exact fractions of BigInt. */
(function (buildgen) {
  "use strict";

  const { number, ratio } = buildgen.quantity;

  /* Exact fractions of BigInt; `under` is positive. */
  function fraction(over, under = 1n) {
    return { over: BigInt(over), under: BigInt(under) };
  }

  function decimal(text) {
    return ratio(text);
  }

  function multiply(a, b) {
    return { over: a.over * b.over, under: a.under * b.under };
  }

  function divide(a, b) {
    const sign = b.over < 0n ? -1n : 1n;
    return { over: a.over * b.under * sign, under: a.under * b.over * sign };
  }

  function plus(a, b) {
    return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
  }

  function minus(a, b) {
    return plus(a, { over: -b.over, under: b.under });
  }

  function isAbove(a, whole) {
    return a.over > BigInt(whole) * a.under;
  }

  function reason(code, value = "") {
    return { code, value };
  }

  function busyOf(draw) {
    const watts = draw.typical !== null ? draw.typical : draw.cap;
    return watts === null ? null : BigInt(watts);
  }

  function plain(text) {
    const written = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
    return written === "-0" || written === "" ? "0" : written;
  }

  function impossible(terms) {
    const [busy, idle] = [decimal(terms.busy_hours), decimal(terms.idle_hours)];
    const reasons = [];
    if (busy.over < 0n || idle.over < 0n || isAbove(plus(busy, idle), buildgen.constants.all.cost.hours_of_day)) {
      reasons.push(reason("hours", `${plain(terms.busy_hours)} and ${plain(terms.idle_hours)}`));
    }
    if (terms.efficiency !== null) {
      const share = decimal(terms.efficiency);
      if (!isAbove(share, 0) || isAbove(share, 1)) reasons.push(reason("efficiency", plain(terms.efficiency)));
    }
    if (!isAbove(decimal(terms.years), 0)) reasons.push(reason("years", plain(terms.years)));
    return reasons;
  }

  function hasSpeed(pace) {
    return pace !== null && pace.decode !== null && isAbove(decimal(pace.decode), 0);
  }

  function hasPrefill(pace) {
    return pace.prefill !== null && isAbove(decimal(pace.prefill), 0);
  }

  function gaps(terms, total) {
    const { draw, pace, tariff } = terms;
    const reasons = [];
    if (busyOf(draw) === null) reasons.push(reason("no-draw"));
    else if (draw.typical === null) reasons.push(reason("cap-draw"));
    if (draw.idle === null && isAbove(decimal(terms.idle_hours), 0)) reasons.push(reason("no-idle-draw"));
    if (terms.efficiency === null) reasons.push(reason("no-efficiency"));
    const { currency } = total.amount;
    if (tariff === null) reasons.push(reason("no-tariff"));
    else if (tariff.currency !== currency) reasons.push(reason("currency", `${currency} and ${tariff.currency}`));
    if (!hasSpeed(pace)) reasons.push(reason("no-speed"));
    else if (isAbove(decimal(pace.prompt), 0) && !hasPrefill(pace)) reasons.push(reason("no-prefill"));
    if (total.amount.minor <= 0n) reasons.push(reason("no-total"));
    else if (total.at_least) reasons.push(reason("total-at-least"));
    return reasons;
  }

  function assumptionsOf(terms, service) {
    const mine = { kind: "assumed", date: null, source: null };
    const found = [];
    const say = (id, value, proof) => {
      const kind = proof.date === null ? "assumed" : proof.kind;
      found.push({ id, value, kind, date: proof.date, source: proof.source });
    };
    const { draw, tariff, pace } = terms;
    for (const [id, watts] of [["idle-draw", draw.idle], ["typical-draw", draw.typical], ["cap-draw", draw.cap]]) {
      if (watts !== null) say(id, `${number("Watts", BigInt(watts))} W`, draw.proof);
    }
    say("busy-hours", plain(terms.busy_hours), mine);
    say("idle-hours", plain(terms.idle_hours), mine);
    say("days-of-month", plain(buildgen.constants.all.cost.days_of_month), mine);
    say("years", plain(terms.years), mine);
    if (terms.efficiency !== null) say("efficiency", plain(terms.efficiency), mine);
    if (tariff !== null) {
      const where = tariff.place ? ` (${tariff.place})` : "";
      say("tariff", `${plain(tariff.per_kwh)} ${tariff.currency}/kWh${where}`, tariff.proof);
    }
    if (pace !== null) {
      for (const [id, rate] of [["decode", pace.decode], ["prefill", pace.prefill]]) {
        if (rate !== null) say(id, `${plain(rate)} t/s`, pace.proof);
      }
      say("prompt", plain(pace.prompt), mine);
    }
    if (service !== null) {
      const text = `${plain(service.output)} and ${plain(service.input)} ${service.currency} (${service.name})`;
      say("service", text, service.proof);
    }
    return found;
  }

  buildgen.terms = Object.freeze({
    assumptionsOf, busyOf, decimal, divide, fraction, gaps, hasPrefill, hasSpeed, impossible, isAbove, minus,
    multiply, plain, plus, reason,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
