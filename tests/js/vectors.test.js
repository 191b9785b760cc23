/* The shared vectors: what Python answered, answered again. */
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const { answer, calls } = require("./calls.js");
const { loadEngine } = require("./engine.js");

const FOLDER = path.join(__dirname, "../vectors");
const read = (name) => JSON.parse(fs.readFileSync(path.join(FOLDER, name), "utf8"));
const table = calls(loadEngine(read("constants.json")[0]));

/* Equal to the last digit; speeds, which are no whole numbers, to a billionth. */
function same(found, wanted, where) {
  if (typeof wanted === "number" && typeof found === "number" && !Number.isInteger(wanted)) {
    assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted), `${where}: ${found}, wanted ${wanted}`);
  } else if (wanted !== null && typeof wanted === "object") {
    assert.ok(found !== null && typeof found === "object", `${where}: ${found}`);
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort(), where);
    for (const key of Object.keys(wanted)) same(found[key], wanted[key], `${where}.${key}`);
  } else {
    assert.equal(found, wanted, where);
  }
}

for (const name of fs.readdirSync(FOLDER).filter((file) => file !== "constants.json" && file.endsWith(".json"))) {
  test(`${name}: every vector comes out as Python's`, () => {
    let before = null;
    read(name).forEach((vector, index) => {
      const { call, args, made_from: ignored, ...wanted } = vector;
      if (args.catalog === "before") args.catalog = before; // many vectors of one catalog
      before = args.catalog;
      same(answer(table, { call, args }), wanted, `${name}[${index}] ${call}`);
    });
  });
}
