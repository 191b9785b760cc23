/* The state of the calculator: its address, what it computes, and the file it exports. */
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const vm = require("node:vm");

const { loadEngine } = require("./engine.js");

const FOLDER = path.join(__dirname, "../../src/buildgen/site/assets/js/calculator");
const read = (name) => JSON.parse(fs.readFileSync(path.join(__dirname, "../vectors", name), "utf8"));
const constants = read("constants.json")[0];
const buildgen = loadEngine(constants);
for (const name of ["address", "calculation", "export"]) {
  vm.runInThisContext(fs.readFileSync(path.join(FOLDER, `${name}.js`), "utf8"));
}
const { address, calculation, exporting } = buildgen;

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
  catalog: {
    parts: {
      card: gpu("card", 200000),
      other: gpu("other", 250000),
      block: { id: "block", kind: "psu", name: { en: "block", zh: null }, supply_class: "server", rating: 750000, peak: null, assumed: [], prices: [] },
    },
    builds: {
      rig: {
        id: "rig", title: { en: "Rig", zh: null }, status: "published", region: null, currency: "CNY", budget: null, extends: null,
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
  state.per_kwh = "0.60";
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
    "?v=2&r.gpus=*1",
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
