/* The pure functions of filter and sort. */
"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const test = require("node:test");

const assets = path.join(__dirname, "../../src/buildgen/site/assets/js");
const { fold, format, matches, parse, sorted } = require(path.join(assets, "table.js"));

const COLUMNS = [
  { key: "name", sort: "text", facet: false },
  { key: "kind", sort: "text", facet: true },
  { key: "price", sort: "number", facet: false },
];

test("numbers sort by value, empty ones last in both directions", () => {
  const values = ["10", "", "9.5", "100", ""];
  assert.deepEqual(sorted(values, "number", false), [2, 0, 3, 1, 4]);
  assert.deepEqual(sorted(values, "number", true), [3, 0, 2, 1, 4]);
});

test("equal rows keep their order", () => {
  assert.deepEqual(sorted(["b", "a", "b", "a"], "text", false), [1, 3, 0, 2]);
  assert.deepEqual(sorted(["b", "a", "b", "a"], "text", true), [0, 2, 1, 3]);
});

test("sorting never loses or doubles a row", () => {
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
  for (let run = 0; run < 200; run += 1) {
    const values = Array.from({ length: next() % 20 }, () => (next() % 4 ? String(next() % 50) : ""));
    for (const kind of ["text", "number"]) {
      for (const down of [false, true]) {
        const order = sorted(values, kind, down);
        assert.deepEqual([...order].sort((a, b) => a - b), values.map((_, i) => i));
      }
    }
  }
});

test("texts are found whatever their case, width and accents", () => {
  assert.equal(fold("  \uff2d\uff29\uff15\uff10  Caf\u00c9 "), "mi50 cafe");
  const row = { text: "AMD Instinct MI50 16 GB", cells: { kind: "GPU" } };
  assert.ok(matches(row, "mi50 amd", { kind: "" }));
  assert.ok(matches(row, "", { kind: "GPU" }));
  assert.ok(!matches(row, "mi50", { kind: "CPU" }));
  assert.ok(!matches(row, "mi60", { kind: "" }));
});

test("the address carries the state and gives it back", () => {
  const state = { find: "a&b=c", facets: { kind: "GPU" }, sort: "price", descending: true };
  const search = format("?h=x", "", COLUMNS, state);
  assert.deepEqual(parse(search, "", COLUMNS), state);
  assert.ok(new URLSearchParams(search).get("h") === "x", "the query of others stays");
});

test("an empty state leaves no trace", () => {
  const empty = parse("", "", COLUMNS);
  assert.equal(format("?find=x&kind=GPU&sort=name", "", COLUMNS, empty), "");
});

test("two tables in a page do not mix", () => {
  const state = { find: "x", facets: { kind: "" }, sort: "", descending: false };
  const search = format("", "gpu", COLUMNS, state);
  assert.equal(search, "?gpu.find=x");
  assert.equal(parse(search, "cpu", COLUMNS).find, "");
});

test("unknown columns do not sort", () => {
  for (const sort of ["__proto__", "-constructor", "x", "-"]) {
    assert.equal(parse("?sort=" + sort, "", COLUMNS).sort, "");
  }
});
