/* Twin of buildgen/calc/wiring_verdict.py: how wiring is judged, one function for each code.
   A limit passed whatever the cards do is an error; passed in one case only, or with one conductor lost, a
   warning; a figure that is missing leaves it not established. */
(function (buildgen) {
  "use strict";

  const {
    crossedPins, joinedRails, looseEnds, misplacedPlugs, missingReturns, mixedSources, unfedInlets, unfitGauges,
  } = buildgen.wiring_connections;
  const {
    hotConductors, hotPins, lowVoltage, misplacedFuses, overloadedJoints, overloadedPlugs, returnsThroughBoard,
    unfitFuses,
  } = buildgen.wiring_limits;
  const { looseControl, notAnInstruction, startOrder, unearthedSupplies } = buildgen.wiring_switching;
  const { OPEN } = buildgen.wiring_reason;

  // In the order of their codes, written by hand.
  const JUDGES = Object.freeze([
    looseEnds, unfedInlets, misplacedPlugs, mixedSources, joinedRails, missingReturns, returnsThroughBoard,
    lowVoltage, hotConductors, hotPins, overloadedPlugs, unfitFuses, misplacedFuses, looseControl, startOrder,
    unearthedSupplies, crossedPins, overloadedJoints, unfitGauges, notAnInstruction,
  ]);

  // What has no figure as long as the network is not solved.
  const CURRENTS = new Set(["WIR007", "WIR008", "WIR009", "WIR010", "WIR012", "WIR018"]);

  function judgeWiring(wiring) {
    return JUDGES.flatMap((judge) => judge(wiring));
  }

  /* The reasons that do not follow from another one: one cause is told once. */
  function causes(wiring) {
    const reasons = judgeWiring(wiring);
    const gaps = [...wiring.missing, ...wiring.assumed].map((gap) => gap.path);
    const openAt = new Set(gaps.map((path) => JSON.stringify(path.slice(0, 3))));
    const openRun = gaps.some((path) => path[0] === "harness" && path[1] === "runs");
    const strayed = reasons.some((r) => r.code === "WIR001" || r.code === "WIR003");
    const crossed = reasons.some((r) => r.code === "WIR004" || r.code === "WIR005");
    const follows = (reason) => {
      if (reason.code === "WIR002") return strayed || (reason.verdict === OPEN && openRun);
      if (reason.code === "WIR007" && crossed) return true;
      if (reason.verdict !== OPEN || reason.code === "WIR020") return false;
      if (Object.keys(wiring.unsolved).length && CURRENTS.has(reason.code)) return true;
      // A role, or the harness: it waits for some run.
      return reason.subject.length < 3 ? openRun : openAt.has(JSON.stringify(reason.subject.slice(0, 3)));
    };
    return reasons.filter((reason) => !follows(reason));
  }

  buildgen.wiring_verdict = Object.freeze({ causes, judgeWiring });
})((globalThis.buildgen = globalThis.buildgen || {}));
