/* Answers queries of the calculator line by line: the first line holds the page's data, each other one a query. */
"use strict";

const readline = require("node:readline");
const { loadCalculator } = require("./calculator.js");
const { figures } = require("./engine.js");

let data = null;
let buildgen = null;

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const told = JSON.parse(line);
  if (data === null) {
    data = told;
    buildgen = loadCalculator(data);
    process.stdout.write(`${JSON.stringify({ broken: buildgen.calculation.selfCheck(data) })}\n`);
    return;
  }
  const { state, notes } = buildgen.address.read(told.query, data);
  const found = buildgen.calculation.calculate(state, data);
  if (told.words) buildgen.words.use({ ...data, ...told.words });
  const said = (finding) => [
    finding.code, finding.verdict, buildgen.words.sentence(finding), buildgen.words.sentence(finding, "help"), finding.subject,
  ];
  const answer = {
    notes,
    findings: [...found.findings.supplies.flat(), ...found.findings.others].map(said),
    yaml: buildgen.exporting.yamlOf(state, data),
    query: buildgen.address.write(state, data),
    total: found.bill.total,
    supplies: found.budget.supplies.map((s) => [s.part, s.budget, s.low, s.high]),
    verdicts: found.reasons.map((reasons) => reasons.map((r) => r.code)),
  };
  process.stdout.write(`${JSON.stringify(figures(answer))}\n`);
});
