/* Twin of buildgen/calc/gaps.py: what a harness does not say, or only assumes. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { polesOf } = buildgen.circuit;

  /* `{missing, assumed}`, each a list of {path, reason}, in the order of the build's file. */
  function gaps(laid, build) {
    const missing = plugsOf(laid).map((path) => ({ path, reason: "plug" }));
    const assumed = laid.disputed.map((role) => ({ path: ["parts", role], reason: "inlets-disputed" }));
    for (const [path, value] of asked(laid)) {
      const gap = { path: ["harness", ...path], reason: path[path.length - 1] };
      if (value === null) missing.push(gap);
      else if (laid.harness.assumed.includes(path.join("."))) assumed.push(gap);
    }
    const roles = (test) => [...new Set(laid.cards.filter(test).map((card) => card.role))];
    missing.push(
      ...uncounted(laid, build).map((role) => ({ path: ["parts", role], reason: "count" })),
      ...roles((card) => card.board_power === null).map((role) => ({ path: ["parts", role, "state"], reason: "board-power" })),
      ...roles((card) => card.plugs === null).map((role) => ({ path: ["parts", role], reason: "inlets" })),
    );
    return { missing, assumed };
  }

  function uncounted(laid, build) {
    const ends = new Set(Object.values(laid.harness.runs).map((run) => run.to.split(".")[0]));
    return Object.keys(build.parts).filter((role) => build.parts[role].count === null && ends.has(role));
  }

  /* Runs to a card or the board that do not say which plug they end in. */
  function plugsOf(laid) {
    const ends = new Set(laid.leads.filter((l) => l.end.includes(".") || l.end === laid.board).map((l) => l.run));
    return Object.entries(laid.harness.runs)
      .filter(([name, run]) => run.plug === null && ends.has(name) && polesOf(run).includes("12V"))
      .map(([name]) => ["harness", "runs", name, "plug"]);
  }

  function asked(laid) {
    const { harness } = laid;
    const found = Object.entries(harness.inlets).map(([role, value]) => [["inlets", role], value]);
    for (const feed of laid.feeds) {
      found.push(...ofSupply(["supplies", feed.id], endOf(harness, feed.id), feed.supply_class));
    }
    for (const [name, joint] of Object.entries(harness.joints)) found.push([["joints", name, "rating"], joint.rating]);
    for (const [name, run] of Object.entries(harness.runs)) {
      if (run.made !== "factory") found.push(...ofRun(["runs", name], run));
    }
    return found;
  }

  /* What the harness says of a supply's end; of one that it does not name, nothing. */
  function endOf(harness, supply) {
    const control = { method: null, follows: null, isolation: null, level: null, driver: null, off: null };
    return own(harness.supplies, supply) || { output: null, pinout: null, minimum: null, earthed: null, control };
  }

  function ofSupply(path, end, supplyClass) {
    const { control } = end;
    const at = (name) => [[...path, "control", name], control[name]];
    const found = [[[...path, "earthed"], end.earthed], at("method")];
    if (supplyClass !== "server") return found;
    found.push([[...path, "pinout"], end.pinout]);
    if (control.method === "follows") found.push(at("isolation"), at("level"), at("driver"));
    return [...found, at("off")];
  }

  function ofRun(path, run) {
    const at = (name) => [[...path, name], run[name]];
    const found = [at("gauge"), at("length")];
    if (run.plug === null || run.conductors !== null) found.push(at("conductors"));
    found.push(at("insulation"));
    if (polesOf(run).includes("12V") && (run.fuse === null || run.fuse.fitted)) {
      const fuse = run.fuse || { rating: null, at: null, dc: null };
      found.push(...["rating", "at", "dc"].map((name) => [[...path, "fuse", name], fuse[name]]));
    }
    return found;
  }

  buildgen.gaps = Object.freeze({ endOf, gaps });
})((globalThis.buildgen = globalThis.buildgen || {}));
