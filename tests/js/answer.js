/* Answers calls line by line: the first line holds the constants and, if given, a catalog for later calls. The
   engine's sources answer, or the files named as arguments. */
"use strict";

const readline = require("node:readline");
const { answer, calls } = require("./calls.js");
const { loadEngine, loadShipped } = require("./engine.js");

let table = null;
let catalog = null;

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (table === null) {
    const files = process.argv.slice(2);
    table = calls(files.length ? loadShipped(files, told.constants) : loadEngine(told.constants));
    catalog = told.catalog || null;
    return;
  }
  if (told.args.catalog === "given") told.args.catalog = catalog;
  process.stdout.write(`${JSON.stringify(answer(table, told))}\n`);
});
