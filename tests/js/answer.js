/* Answers calls line by line: the first line holds the constants and, if given, a catalog for later calls. */
"use strict";

const readline = require("node:readline");
const { answer, calls } = require("./calls.js");
const { loadEngine } = require("./engine.js");

let table = null;
let catalog = null;

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (table === null) {
    table = calls(loadEngine(told.constants));
    catalog = told.catalog || null;
    return;
  }
  if (told.args.catalog === "given") told.args.catalog = catalog;
  process.stdout.write(`${JSON.stringify(answer(table, told))}\n`);
});
