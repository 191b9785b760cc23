/* The judgement of the check list, on the vectors that Python wrote; and the address that carries the answers. */
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const assets = path.join(__dirname, "../../src/buildgen/site/assets/js");
const { judge, said } = require(path.join(assets, "identify.js"));
const { read, write, factsOf, headline, reason } = require(path.join(assets, "checklist.js"));
const { guide, vectors } = JSON.parse(fs.readFileSync(path.join(__dirname, "../identify/vectors.json"), "utf8"));

test("every vector is judged as Python judges it", () => {
  for (const { answers, evidence, ...wanted } of vectors) {
    const found = judge(answers.map(([feature, value]) => ({ feature, value })), guide);
    const told = found.evidence.map((one) => [one.fact.feature, one.fact.value, said(one)]);
    const { evidence: _, ...rest } = found;
    assert.deepEqual(rest, wanted, JSON.stringify(answers));
    if (evidence) assert.deepEqual(told, evidence, JSON.stringify(answers));
  }
  assert.ok(vectors.length > 150);
});

test("judging changes neither facts nor guide", () => {
  const before = JSON.stringify(guide);
  const facts = Object.freeze([Object.freeze({ feature: "memory", value: "16 GiB" })]);
  judge(facts, guide);
  assert.equal(JSON.stringify(guide), before);
});

const data = {
  asked: [
    { id: "label", answers: [["RADEON VII", "Radeon VII"]] },
    { id: "vbios-product", answers: [["D16314 ", "D16314"]] },
  ],
  candidates: [{ id: "a", name: "A" }, { id: "b", name: "B" }],
  words: {
    identified: "is {name}", one_left: "only {name}", ambiguous: "{count} fit", no_chip: "no chip", unlisted: "unlisted",
    for: "for {which}", against: "against {which}", speaks: "speaks {what}", all: "all", it: "it", comma: ", ",
    semicolon: "; ", rules_out: "out {count} of {all}", nothing: "nothing",
  },
};

test("an address gives back the answers it was made of", () => {
  for (const answers of [{}, { label: "RADEON VII" }, { label: "another", "vbios-product": "D16314 " }])
    assert.deepEqual(read(write(answers, "", data), data), answers);
});

test("what an address holds besides stays, and unknown answers are dropped", () => {
  assert.equal(write({}, "?h=x&label=RADEON+VII", data), "?h=x");
  assert.equal(write({ label: "RADEON VII" }, "?h=x", data), "?label=RADEON+VII&h=x");
  assert.deepEqual(read("?label=%3Cscript%3E&vbios-product=9&__proto__=1", data), {});
  assert.equal(write({}, "", data), "");
});

test("facts are the answers that were given", () => {
  assert.deepEqual(factsOf({ label: "RADEON VII", "vbios-product": "" }, data), [
    { feature: "label", value: "RADEON VII" },
  ]);
});

test("the first line names the verdict", () => {
  const line = (verdict, candidates, missing = []) => headline({ verdict, candidates, missing }, data);
  assert.equal(line("identified", ["a"]), "is A");
  assert.equal(line("ambiguous", ["b"]), "only B");
  assert.equal(line("ambiguous", ["b", "a"]), "2 fit");
  assert.equal(line("unknown", [], ["label"]), "no chip");
  assert.equal(line("unknown", []), "unlisted");
});

test("reasons name the cards by their numbers", () => {
  const found = { candidates: ["b", "a"] };
  const one = (more) => ({ for: [], against: [], excludes: [], ...more });
  assert.equal(reason(one({ for: ["a"] }), found, data), "speaks for 2");
  assert.equal(reason(one({ for: ["a", "b"], excludes: ["c"] }), found, data), "speaks for all; out 1 of 2");
  assert.equal(reason(one({ against: ["b"], for: ["c"] }), found, data), "speaks against 1");
  assert.equal(reason(one({}), found, data), "nothing");
});
