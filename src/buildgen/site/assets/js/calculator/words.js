/* The words of the page, in its language: all of them come with its data, and values enter them by name. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  let told = null;

  /* Takes the tables of words that stand in the page's data. */
  function use(data) {
    told = data;
  }

  function fill(template, values = {}) {
    return template.replace(/\{([a-z_]+)\}/g, (all, name) => (own(values, name) === null ? all : String(values[name])));
  }

  /* One sentence of the page, by its id. */
  function say(id, values) {
    const template = own(told.words, id);
    return template === null ? id : fill(template, values);
  }

  /* The word for a value of a small set: a kind of evidence, of parts, a verdict. */
  function term(table, key) {
    return own(told[table], key) || String(key);
  }

  /* A value inside a sentence of the checks, as the command line writes it (twin of `shown` in sentences). */
  function shown(value, name = "") {
    if (typeof value === "boolean") return String(value);
    if (typeof value === "number") return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    if (Array.isArray(value)) return value.map((each) => shown(each, name)).join(told.separator);
    if (value === null) return "null";
    return worded(typeof value === "bigint" ? watts(value) : String(value), own(told.value_words, name) || {});
  }

  /* Says a value in other words: all of it, where `*` stands for any text, or each of its pieces. */
  function worded(text_, words) {
    let whole = text_;
    for (const [word, said] of Object.entries(words)) {
      if (word.startsWith(" ")) {
        whole = whole.replaceAll(word, said);
        continue;
      }
      const [before, after = null] = word.split("*");
      if (after === null ? whole !== word : !(whole.startsWith(before) && whole.endsWith(after) && whole.length >= before.length + after.length)) continue;
      return after === null ? said : said.replace("*", () => whole.slice(before.length, whole.length - after.length));
    }
    return whole;
  }

  /* Puts pieces together as Chinese is set: a blank between Chinese and Latin, none between Chinese. */
  function joined(pieces) {
    const same = /^[\u4e00-\u9fff]{2}$/;
    const mixed = /^(?:[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`%][\u4e00-\u9fff])$/;
    return pieces.reduce((whole, piece) => {
      const [left, right] = [whole.replace(/ +$/, ""), piece.replace(/^ +/, "")];
      if (same.test(left.slice(-1) + right.slice(0, 1))) return left + right;
      return whole + (mixed.test(whole.slice(-1) + piece.slice(0, 1)) ? " " : "") + piece;
    }, "");
  }

  /* The sentence of a finding, or its help; names stand between backticks. */
  function sentence(finding, part = "sentence") {
    const parts = own(told.sentences, finding.code) || {};
    const template = own(parts, finding[part]);
    if (template === null) return part === "sentence" ? finding.code : "";
    const pieces = template.split(/\{([a-z_]+)\}/).map((piece, index) => (index % 2 ? shown(finding.values[piece], piece) : piece));
    return told.language === "en" ? pieces.join("") : joined(pieces);
  }

  /* Why something is not established. */
  function because(reasons, table = "reasons") {
    return [...new Set(reasons.map((r) => fill(own(told[table], r.code) || r.code, { value: r.value })))];
  }

  function watts(grains) {
    return grains === null ? say("not-known") : buildgen.quantity.text("Watts", grains);
  }

  function cash(amount) {
    return amount === null ? say("not-known") : buildgen.money.text(amount);
  }

  function total(sum) {
    return sum.at_least ? say("at-least", { figure: cash(sum.amount) }) : cash(sum.amount);
  }

  /* The amount of a line of the bill; a range where only one is known. */
  function lineAmount(line) {
    return line.up_to === null ? cash(line.amount) : say("range", { low: buildgen.money.amount(line.amount), high: cash(line.up_to) });
  }

  /* A word as it stands alone, with a capital. */
  function alone(word) {
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

  function signed(amount) {
    return `${amount.minor < 0n ? "" : "+"}${cash(amount)}`;
  }

  function mib(bytes) {
    return String(Math.round(bytes / 1048576));
  }

  function energy(grains) {
    return grains === null ? say("not-known") : `${buildgen.quantity.decimalText(grains, 1000000n, 1)} kWh`;
  }

  /* A rate as it is shown: two digits. */
  function rate(value) {
    return value === null ? null : `${buildgen.calculation.rateText(value)} t/s`;
  }

  function evidence(kind, date) {
    return [kind === null ? "" : term("kinds", kind), date || ""].filter(Boolean).join(" ");
  }

  buildgen.words = Object.freeze({
    alone, because, cash, energy, evidence, fill, lineAmount, mib, rate, say, sentence, shown, signed, term, total, use, watts,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
