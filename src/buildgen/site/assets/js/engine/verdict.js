/* Twin of buildgen/calc/verdict.py: how a supply is judged, by the limits of the policy. Watts are BigInt
   milliwatts; a reason's values are [name, figure] pairs. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { percentOf, scaled, total } = buildgen.quantity;
  const { withFigures } = buildgen.supply;

  // Worst first.
  const VERDICTS = Object.freeze(["error", "warning", "not established", "ok"]);

  function worst(verdicts) {
    return VERDICTS[Math.min(VERDICTS.length - 1, ...verdicts.map((v) => VERDICTS.indexOf(v)))];
  }

  function judge(supply, policy) {
    const reasons = plainReasons(supply, policy);
    const assumed = assumption(supply, policy, reasons);
    if (assumed !== null) reasons.push(assumed);
    return reasons.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  }

  function shareOf(policy, supply) {
    return own(policy.budget_share, supply.supply_class);
  }

  function nextLower(policy, supply) {
    const ratings = own(policy.standard_ratings, supply.supply_class);
    if (supply.rating === null || supply.count === null || ratings === null) return null;
    const sizes = ratings.map((rating) => BigInt(rating) * BigInt(supply.count));
    const lower = sizes.filter((size) => size < supply.rating);
    return lower.length ? lower.reduce((a, b) => (b > a ? b : a)) : null;
  }

  function reason(code, verdict, ...values) {
    return { code, verdict, values };
  }

  function plainReasons(supply, policy) {
    const reasons = unknownReasons(supply);
    const { rating, known_budget: budget, low } = supply;
    const over = [...new Set(supply.charges.filter(isAboveInlets).map((c) => c.name))];
    if (over.length) reasons.push(reason("PWR015", "error", ["loads", over]));
    if (rating === null) return reasons;
    if (budget >= rating) reasons.push(reason("PWR001", "error", ["budget", budget], ["rating", rating]));
    // Where no slot helps, the least draw is the budget itself and says nothing new.
    if (low !== null && low >= rating && low < budget) {
      reasons.push(reason("PWR002", "error", ["low", low], ["rating", rating]));
    }
    if (budget >= rating) return reasons;
    const share = shareOf(policy, supply);
    const limit = share === null ? null : scaled(rating, share);
    if (limit !== null && limit < budget) {
      const percent = percentOf(budget, rating);
      reasons.push(
        reason("PWR003", "warning", ["budget", budget], ["percent", percent], ["rating", rating], ["limit", limit]),
      );
    }
    const high = knownHigh(supply);
    if (high >= rating) reasons.push(reason("PWR004", "warning", ["high", high], ["rating", rating]));
    return [...reasons, ...peakReasons(supply, rating, high)];
  }

  /* The cards' peak against what the supply bears, and how long it lasts against for how long. */
  function peakReasons(supply, rating, high) {
    const { peak, bears, peak_lasts: lasts, bears_for: bearsFor } = supply;
    if (peak === null || bears === null) return [];
    const jumps = peak > rating && peak > high;
    const figures = [["peak", peak], ["bears", bears]];
    const durations = [["lasts", lasts], ["bears_for", bearsFor]];
    if (bears > rating && lasts !== null && bearsFor !== null && lasts > bearsFor) {
      return jumps ? [reason("PWR005", "warning", ...figures, ...durations)] : [];
    }
    if (peak > bears && (bears > rating || high < rating)) return [reason("PWR005", "warning", ...figures)];
    if (jumps && bears >= peak && (lasts === null || bearsFor === null)) {
      return [reason("PWR017", "not established", ...figures, ...durations)];
    }
    return [];
  }

  function isAboveInlets(charge) {
    const { count, high, inlet_limit: limit } = charge;
    return count !== null && count > 0 && high !== null && limit !== null && high > limit;
  }

  function knownHigh(supply) {
    return total(supply.charges.map((c) => (c.high !== null ? c.high : c.budget)).filter((w) => w !== null));
  }

  function unknownReasons(supply) {
    const budget = ["budget", supply.known_budget];
    const names = (test) => [...new Set(supply.charges.filter(test).map((c) => c.name))];
    const found = [];
    if (supply.rating === null) {
      found.push(reason("PWR007", "not established", budget, ...(supply.line === null ? [] : [["line", supply.line]])));
    }
    const loads = names((c) => c.budget === null);
    if (loads.length) found.push(reason("PWR008", "not established", ["loads", loads], budget));
    const cards = names((c) => c.high === null && c.budget !== null);
    if (cards.length) found.push(reason("PWR010", "not established", ["loads", cards]));
    const peaks = names((c) => c.can_peak && c.peak === null && c.high !== null);
    if (peaks.length) found.push(reason("PWR011", "not established", ["loads", peaks]));
    return found;
  }

  function assumption(supply, policy, reasons) {
    const lower = nextLower(policy, supply);
    if (!supply.assumed.length || supply.rating === null) return null;
    if (lower === null) {
      return supply.rating_assumed ? reason("PWR006", "warning", ["assumed", supply.assumed], ["lower", null]) : null;
    }
    const bears = supply.bears === supply.rating ? lower : supply.bears;
    const then = plainReasons(withFigures({ ...supply, rating: lower, bears }), policy);
    if (worst(then.map((r) => r.verdict)) === worst(reasons.map((r) => r.verdict))) return null;
    const known = new Set(reasons.map((r) => r.code));
    const fresh = then.filter((r) => !known.has(r.code));
    const first = fresh.reduce((a, b) => (VERDICTS.indexOf(b.verdict) < VERDICTS.indexOf(a.verdict) ? b : a));
    const figure = new Map(first.values);
    const name = ["budget", "low", "high", "peak"].find((key) => figure.has(key));
    const reached = name === undefined ? null : figure.get(name);
    return reason(
      "PWR006", "warning",
      ["assumed", supply.assumed], ["lower", lower], ["reached", reached], ["code", first.code],
    );
  }

  buildgen.verdict = Object.freeze({ VERDICTS, isAboveInlets, judge, knownHigh, nextLower, shareOf, worst });
})((globalThis.buildgen = globalThis.buildgen || {}));
