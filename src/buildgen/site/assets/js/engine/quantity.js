/* Twin of buildgen/quantity.py: exact quantities as whole grains of their dimension. */
(function (buildgen) {
  "use strict";

  const NUMBER = /^[+-]?[0-9]{1,15}(?:\.[0-9]{1,30})?$/;
  // Python's \s has four separators that JavaScript's has not, and not the byte order mark.
  const WRITTEN =
    /^([+-]?[0-9]{1,15}(?:\.[0-9]{1,30})?)[ ]?((?:[\p{L}\p{Nl}\p{No}]|[°℃])(?:[^\s\x1c-\x1f\x850-9]|\ufeff){0,7}2?)$/u;

  class QuantityError extends Error {
    constructor(reason, found) {
      super(`${reason}: ${String(found)}`);
      this.reason = reason;
    }
  }

  function abs(value) {
    return value < 0n ? -value : value;
  }

  function divideHalfUp(numerator, denominator) {
    if (denominator <= 0n) throw new RangeError(`denominator must be positive, not ${denominator}`);
    const whole = abs(numerator);
    let quotient = whole / denominator;
    if (2n * (whole % denominator) >= denominator) quotient += 1n;
    return numerator < 0n ? -quotient : quotient;
  }

  function decimalText(count, step, places = null) {
    if (places !== null) {
      const scaled = divideHalfUp(count * 10n ** BigInt(places), step);
      const sign = scaled < 0n ? "-" : "";
      const digits = String(abs(scaled)).padStart(places + 1, "0");
      return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits;
    }
    const sign = count < 0n ? "-" : "";
    const rest = abs(count) % step;
    const whole = abs(count) / step;
    if (rest === 0n) return `${sign}${whole}`;
    const fraction = String(rest).padStart(String(step).length - 1, "0").replace(/0+$/, "");
    return `${sign}${whole}.${fraction}`;
  }

  function kind(name) {
    return buildgen.constants.all.quantities[name];
  }

  /* `parse("Watts", "750 W")` gives the grains; throws QuantityError with its reason. */
  function parse(name, text) {
    if (typeof text === "number") throw new QuantityError("missing-unit", text);
    if (typeof text !== "string") throw new QuantityError("not-a-quantity", text);
    if (name === "Gauge" && text.endsWith("AWG")) return parseGauge(text);
    const match = WRITTEN.exec(text);
    if (match === null) throw new QuantityError(NUMBER.test(text) ? "missing-unit" : "not-a-quantity", text);
    const step = buildgen.own(kind(name).units, match[2]);
    if (step === null) throw new QuantityError("wrong-unit", text);
    return count(match[1], BigInt(step), text);
  }

  function parseGauge(text) {
    const match = /^([0-9]|[1-4][0-9]|5[0-6]) ?AWG$/.exec(text);
    if (match === null) throw new QuantityError("not-a-quantity", text);
    return BigInt(buildgen.constants.all.awg_areas[Number(match[1])]);
  }

  function count(number, step, text) {
    const [whole, fraction] = number.split(".");
    if (fraction === undefined) return BigInt(whole) * step;
    const scale = 10n ** BigInt(fraction.length);
    const product = BigInt(whole + fraction) * step;
    if (product % scale !== 0n) throw new QuantityError("too-fine", text);
    return product / scale;
  }

  function isDecimal(step) {
    return /^0*10*$/.test(String(step));
  }

  /* The amount in the unit of display, exact or rounded half up to `places` digits. */
  function number(name, grains, places = null) {
    const step = BigInt(kind(name).units[kind(name).shown]);
    if (isDecimal(step)) return decimalText(grains, step, places);
    const bits = BigInt(step.toString(2).length - 1);
    return decimalText(grains * 5n ** bits, 10n ** bits, places);
  }

  function text(name, grains) {
    return `${number(name, grains)} ${kind(name).shown}`;
  }

  /* A decimal text as numerator and denominator, both BigInt. */
  function ratio(decimal) {
    const [whole, fraction = ""] = decimal.split(".");
    return { over: BigInt(whole + fraction), under: 10n ** BigInt(fraction.length) };
  }

  function scaled(grains, factor) {
    const { over, under } = ratio(factor);
    return divideHalfUp(grains * over, under);
  }

  function percentOf(grains, whole) {
    return decimalText(divideHalfUp(grains * 1000n, whole), 10n, 1);
  }

  function total(parts) {
    return parts.reduce((sum, part) => sum + part, 0n);
  }

  buildgen.quantity = Object.freeze({
    QuantityError, decimalText, divideHalfUp, number, parse, percentOf, ratio, scaled, text, total,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
