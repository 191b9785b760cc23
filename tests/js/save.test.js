"use strict";

const test = require("node:test");
const assert = require("node:assert");
const { cell, csv, json } = require("../../src/buildgen/site/assets/js/save.js");

test("no cell begins like a formula", () => {
  for (const text of ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\uff1d1", "\uff20a"]) {
    assert.ok(!/^"?[=+\-@\t\r\uff1d\uff20]/.test(cell(text)), text);
  }
  assert.strictEqual(cell("58.80"), "58.80");
});

test("commas, quotes and line ends stay inside their cell", () => {
  assert.strictEqual(cell('a,"b"\nc'), '"a,""b""\nc"');
});

test("the heading names the columns, and every row has them all", () => {
  assert.strictEqual(csv(["model", "decode"], [{ model: "m", decode: "58.80" }]), "model,decode\r\nm,58.80\r\n");
});

test("unknown is null, figures keep their digits", () => {
  const made = JSON.parse(json(["split", "decode"], [{ split: "", decode: "58.80" }]));
  assert.deepStrictEqual(made, { version: 1, runs: [{ split: null, decode: "58.80" }] });
});
