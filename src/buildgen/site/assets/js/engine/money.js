/* Twin of buildgen/money.py: amounts in minor units with their currency. */
(function (buildgen) {
  "use strict";

  const { decimalText, divideHalfUp, ratio } = buildgen.quantity;
  const WRITTEN = /^([+-]?[0-9]{1,12})(?:\.([0-9]{1,9}))? ?([A-Z]{3})$/;
  const BARE = /^[+-]?[0-9]+(?:\.[0-9]+)?$/;

  class MoneyError extends Error {
    constructor(reason, found) {
      super(`${reason}: ${String(found)}`);
      this.reason = reason;
    }
  }

  function digitsOf(currency) {
    return buildgen.own(buildgen.constants.all.minor_digits, currency);
  }

  function money(minor, currency) {
    return Object.freeze({ minor: BigInt(minor), currency });
  }

  function parse(text) {
    if (typeof text === "number") throw new MoneyError("missing-currency", text);
    if (typeof text !== "string") throw new MoneyError("not-money", text);
    const match = WRITTEN.exec(text);
    if (match === null) throw new MoneyError(BARE.test(text) ? "missing-currency" : "not-money", text);
    const [, whole, fraction = "", currency] = match;
    const digits = digitsOf(currency);
    if (digits === null) throw new MoneyError("unknown-currency", text);
    if (fraction.replace(/0+$/, "").length > digits) throw new MoneyError("too-fine", text);
    return money(BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0")), currency);
  }

  function zero(currency) {
    return money(0n, currency);
  }

  function amount(value) {
    const digits = digitsOf(value.currency);
    return decimalText(value.minor, 10n ** BigInt(digits), digits);
  }

  function text(value) {
    return `${amount(value)} ${value.currency}`;
  }

  function same(one, other) {
    if (one.currency !== other.currency) {
      throw new MoneyError("currencies", `${one.currency} and ${other.currency}`);
    }
  }

  function add(one, other) {
    same(one, other);
    return money(one.minor + other.minor, one.currency);
  }

  function subtract(one, other) {
    same(one, other);
    return money(one.minor - other.minor, one.currency);
  }

  function times(one, count) {
    return money(one.minor * BigInt(count), one.currency);
  }

  function percentOf(one, whole) {
    same(one, whole);
    return decimalText(divideHalfUp(one.minor * 1000n, whole.minor), 10n, 1);
  }

  function converted(one, rate, currency) {
    const { over, under } = ratio(rate);
    const there = 10n ** BigInt(digitsOf(currency));
    const here = 10n ** BigInt(digitsOf(one.currency));
    return money(divideHalfUp(one.minor * over * there, under * here), currency);
  }

  buildgen.money = Object.freeze({
    MoneyError, add, amount, converted, money, parse, percentOf, subtract, text, times, zero,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
