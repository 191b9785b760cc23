/* The pure functions of the tick boxes. */
"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const test = require("node:test");

const assets = path.join(__dirname, "../../src/buildgen/site/assets/js");
const { read, write } = require(path.join(assets, "ticks.js"));

test("what is written is read back", () => {
  const ticks = { gpus: ["have", "tested"], atx: ["ordered"] };
  const found = read(write("buildgen:a:b", ticks));
  assert.equal(found.key, "buildgen:a:b");
  assert.deepEqual({ ...found.ticks }, ticks);
});

test("equal ticks are equal texts, whatever the order", () => {
  assert.equal(write("k", { a: ["tested", "have"], b: ["have"] }), write("k", { b: ["have"], a: ["have", "tested"] }));
});

test("lines without ticks are not written", () => {
  assert.deepEqual(JSON.parse(write("k", { a: [], b: ["have"] })).ticks, { b: ["have"] });
});

test("what is not ours is refused", () => {
  const bad = [
    "", "null", "1", "[]", "{}", "{", '"x"',
    '{"format":"other","version":1,"key":"k","ticks":{}}',
    '{"format":"buildgen-ticks","version":2,"key":"k","ticks":{}}',
    '{"format":"buildgen-ticks","version":1,"key":5,"ticks":{}}',
    '{"format":"buildgen-ticks","version":1,"key":"k","ticks":null}',
  ];
  for (const text of bad) { assert.equal(read(text), null, text); }
});

test("unknown names are left out and hostile keys harm nothing", () => {
  const text = '{"format":"buildgen-ticks","version":1,"key":"k",' +
    '"ticks":{"__proto__":["have"],"a":["have","evil"],"b":"have","constructor":["tested"]}}';
  const found = read(text);
  assert.deepEqual(Object.keys(found.ticks).sort(), ["__proto__", "a", "constructor"]);
  assert.deepEqual(found.ticks.a, ["have"]);
  assert.equal({}.have, undefined);
});
