/* Twin of buildgen/calc/wiring_reason.py: a reason why wiring is not simply ok, and the words that judges share. */
(function (buildgen) {
  "use strict";

  const { roleOf: roleOfPiece } = buildgen.laying;
  const [ERROR, WARNING, OPEN] = buildgen.verdict.VERDICTS;

  /* `subject` is a path in the build; a figure `why` or `case` in `values` tells which way it went wrong. */
  function wiringReason(code, verdict, subject, values = []) {
    return { code, verdict, subject, values };
  }

  function runPath(name, ...more) {
    return ["harness", "runs", name, ...more];
  }

  /* The role that a card plays with its likes. */
  function roleOf(card) {
    return roleOfPiece(card.id);
  }

  function rolePath(card) {
    return ["parts", roleOf(card)];
  }

  /* One lead of each run: what is written is the same for all. The last run comes first, as in Python. */
  function eachRun(wiring) {
    return [...new Map([...wiring.circuit.leads].reverse().map((lead) => [lead.run, lead])).values()];
  }

  buildgen.wiring_reason = Object.freeze({ ERROR, OPEN, WARNING, eachRun, roleOf, rolePath, runPath, wiringReason });
})((globalThis.buildgen = globalThis.buildgen || {}));
