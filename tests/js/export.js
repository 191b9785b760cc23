/* Answers queries of the calculator line by line: the first line holds the page's data, each other one a query. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const vm = require("node:vm");
const { figures, loadEngine } = require("./engine.js");

const FOLDER = path.join(__dirname, "../../src/buildgen/site/assets/js/calculator");
let data = null;
let buildgen = null;

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (data === null) {
    data = told;
    buildgen = loadEngine(data.constants);
    for (const name of ["address", "calculation", "export"]) {
      vm.runInThisContext(fs.readFileSync(path.join(FOLDER, `${name}.js`), "utf8"));
    }
    process.stdout.write(`${JSON.stringify({ broken: buildgen.calculation.selfCheck(data) })}\n`);
    return;
  }
  const { state, notes } = buildgen.address.read(told.query, data);
  const found = buildgen.calculation.calculate(state, data);
  const answer = {
    notes,
    yaml: buildgen.exporting.yamlOf(state, data),
    query: buildgen.address.write(state, data),
    total: found.bill.total,
    supplies: found.budget.supplies.map((s) => [s.part, s.budget, s.low, s.high]),
    verdicts: found.reasons.map((reasons) => reasons.map((r) => r.code)),
  };
  process.stdout.write(`${JSON.stringify(figures(answer))}\n`);
});
