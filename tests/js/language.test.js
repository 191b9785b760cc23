/* The link to the other language. */
"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const test = require("node:test");

const assets = path.join(__dirname, "../../src/buildgen/site/assets/js");
const { carried } = require(path.join(assets, "language.js"));

test("query and fragment go along", () => {
  assert.equal(carried("../zh/a/", "?c=8192", "#bill"), "../zh/a/?c=8192#bill");
  assert.equal(carried("../zh/a/index.html", "", "#bill"), "../zh/a/index.html#bill");
});

test("without any the link stays as it is", () => {
  assert.equal(carried("../zh/a/?x=1#y", "", ""), "../zh/a/?x=1#y");
  assert.equal(carried("../zh/", "", ""), "../zh/");
});

test("the page's own win over the link's", () => {
  assert.equal(carried("../zh/?x=1#y", "?c=1", "#z"), "../zh/?c=1#z");
});
