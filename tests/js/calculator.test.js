/* The state of the calculator: its address, what it computes, and the file it exports. */
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const { loadCalculator } = require("./calculator.js");

const read = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, "../vectors", name), "utf8"));
const constants = read("constants.json")[0];

const gpu = (id, cap) => ({
  id, kind: "gpu", name: { en: id, zh: id }, assumed: [], prices: [], architecture: null, memory_reported: null,
  bandwidth: null, slot_power: null, plugs: null, peak_factor: null, default_state: "stock",
  states: { stock: { name: { en: "stock", zh: null }, cap, board_power: cap } },
});
const data = {
  constants,
  base: "rig",
  source: "calculator",
  figures: {},
  language: "en",
  words: {},
  sentences: {},
  separator: ", ",
  value_words: {},
  kinds_of_parts: ["gpu", "psu", "fan", "memory"],
  electricity: { home: { region: "CN", price: "0.48", up_to: null, currency: "CNY", date: null, kind: "assumed", source: "x" } },
  services: {},
  catalog: {
    parts: {
      card: gpu("card", 200000),
      other: gpu("other", 250000),
      block: { id: "block", kind: "psu", name: { en: "block", zh: null }, supply_class: "server", rating: 750000, peak: null, assumed: [], prices: [] },
    },
    builds: {
      rig: {
        id: "rig", title: { en: "Rig", zh: null }, status: "published", region: "CN", currency: "CNY", budget: null, extends: null,
        parts: {
          gpus: { part: "card", count: 3, state: null },
          server: { part: "block", count: 1, state: null },
        },
        loads: {},
        feeds: { server: ["gpus"] },
        price_defaults: { kind: "paid", date: "2025-01-03", source: "post", freight: "included" },
        prices: { all: { covers: ["gpus", "server"], total: [100000, "CNY"], kind: null, date: null, source: null } },
        dropped: [],
        harness_roles: null,
      },
    },
    models: {},
    generations: [],
    rows: [],
    exchange: [],
    policy: { as_of: "2026-11-22", quote_max_age_days: 180, max_count: 64, budget_share: { server: "0.80" }, standard_ratings: { server: [] }, slot_power: 75000, plug_power: {} },
  },
};

const buildgen = loadCalculator(data);
const { address, calculation, exporting } = buildgen;

test("nothing changed: no query, and the base's own figures", () => {
  const { state, notes } = address.read("", data);
  assert.deepEqual(notes, []);
  assert.equal(address.write(state, data), "");
  const found = calculation.calculate(state, data);
  assert.equal(found.changed, false);
  assert.equal(buildgen.money.text(found.bill.total.amount), "1000.00 CNY");
});

test("what is written is read as the same state", () => {
  const { state } = address.read("", data);
  state.parts.gpus = { part: "other", count: 2, state: "stock" };
  state.prices.gpus = "650.50";
  state.own.server = { name: "My supply (used)", watts: "900.5" };
  state.tariff = "";
  state.per_kwh = "0.60";
  address.add(state, "own_1", "fan");
  state.feeds.own_1 = "server";
  address.add(state, "own_2", "gpu");
  delete state.own.own_2;
  state.parts.own_2 = { part: "card", count: 2 };
  const query = address.write(state, data);
  assert.deepEqual(address.read(query, data), { state, notes: [] });
  assert.equal(address.write(address.read(query, data).state, data), query);
});

test("a count drops the lot that covered it, and says so", () => {
  const { state } = address.read("?v=1&r.gpus=*2", data);
  const found = calculation.calculate(state, data);
  assert.deepEqual(found.gone, ["all"]);
  assert.equal(found.bill.total.at_least, true);
});

test("an unknown part becomes a row of one's own, with a note", () => {
  const { state, notes } = address.read("?v=1&r.gpus=no-such-card*2", data);
  assert.equal(state.own.gpus.name, "no-such-card");
  assert.equal(notes.length, 1);
  assert.equal(calculation.calculate(state, data).budget.supplies[0].budget, null);
});

test("hostile addresses change nothing", () => {
  const plain = address.read("", data).state;
  const hostile = [
    "?r.gpus=<script>alert(1)</script>", "?r.__proto__=card", "?r.constructor=card", "?__proto__=1", "?o.gpus=1~<b>",
    "?p.gpus=1e9", "?p.gpus=-5", "?m=__proto__", "?m=constructor", "?q=toString", "?b=__proto__", "?x=99999999999",
    "?r.gpus=block", "?d=__proto__", "?n=0", "?kwh=NaN", "?%", "?r.gpus=card*999", `?p.gpus=${"9".repeat(9999)}`,
    "?v=2&r.gpus=*1", "?a.gpus=fan", "?a.own_1=block", "?a.own_9=fan", "?a.__proto__=fan", "?f.gpus=gpus", "?f.server=server",
    "?t=__proto__", "?sv=constructor", "?cu=XXX", "?cd=2026-13-01", "?c=toString", "?pl=<b>", "?p.own_1=5", "?ok=2",
  ];
  for (const query of hostile) {
    const { state, notes } = address.read(query, data);
    assert.deepEqual(state, plain, query);
    if (query !== "?%") assert.equal(notes.length, 1, query);
  }
  assert.equal({}.card, undefined);
});

test("the exported file is the same bytes for the same state, and holds no raw text", () => {
  const { state } = address.read("?v=1&r.gpus=other*2&p.gpus=650&o.server=900~it (really)", data);
  const file = exporting.yamlOf(state, data);
  assert.equal(file, exporting.yamlOf(address.read(address.write(state, data), data).state, data));
  assert.match(file, /gpus: \{part: other, count: 2\}/);
  assert.match(file, /total: 650\.00 CNY/);
  assert.match(file, /name: "it \(really\)"/);
  assert.equal(exporting.quoted("a\u2028b\u0085\"<"), '"a\\u2028b\\u0085\\"<"');
});

test("a field that was emptied stays empty in a link, and one that says nothing is passed over", () => {
  const { state } = address.read("", data);
  assert.equal(state.tariff, "home");
  state.tariff = "";
  assert.equal(address.write(state, data), "?v=1&t=-");
  assert.equal(address.read("?v=1&t=-", data).state.tariff, "");
  assert.deepEqual(address.read("?p.gpus=&m=", data).notes, []);
});

test("a row of one's own is in the bill and on the supply that feeds it", () => {
  const { state, notes } = address.read("?v=1&a.own_1=fan&o.own_1=12~A fan&p.own_1=30&f.own_1=server", data);
  assert.deepEqual(notes, []);
  const found = calculation.calculate(state, data);
  assert.equal(buildgen.money.text(found.bill.total.amount), "1030.00 CNY");
  assert.equal(String(found.budget.supplies[0].budget), "612000");
  assert.match(exporting.yamlOf(state, data), /feeds:\n  server: \[gpus, own_1\]\n/);
});

test("without a dated rate nothing is converted", () => {
  const { state } = address.read("?v=1&cu=USD&cr=0.14", data);
  assert.equal(calculation.calculate(state, data).exchanged, null);
  state.rate_date = "2026-11-20";
  assert.equal(buildgen.money.text(calculation.calculate(state, data).exchanged.amount), "140.00 USD");
});

test("prices that are too old leave break-even open unless they are taken as they are", () => {
  const { state } = address.read("?v=1&sv=own&so=500&kwh=0.5&t=own&p.gpus=900&p.server=100", data);
  const old = { ...data, catalog: { ...data.catalog, policy: { ...data.catalog.policy, quote_max_age_days: -1 } } };
  const { break_even: even, stale } = calculation.calculate(state, old);
  assert.deepEqual(stale, ["own_gpus", "own_server"]);
  assert.equal(even.months, null);
  assert.ok(even.reasons.some((r) => r.code === "stale-total"));
  state.accept = "1";
  assert.ok(calculation.calculate(state, old).break_even.caveats.some((r) => r.code === "stale-total"));
});
