/* The engine and the calculator's scripts that need no document, in the order in which a page loads them. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { loadEngine } = require("./engine.js");

const FOLDER = path.join(__dirname, "../../src/buildgen/site/assets/js/calculator");
const SCRIPTS = ["words", "address", "fitting", "changes", "checks", "calculation", "export"];

/* Loads everything with the data of a page; gives the namespace that the scripts made. */
function loadCalculator(data) {
  const buildgen = loadEngine(data.constants);
  for (const name of SCRIPTS) {
    const file = path.join(FOLDER, `${name}.js`);
    vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
  }
  buildgen.words.use(data);
  return buildgen;
}

module.exports = { loadCalculator };
