/* Twin of buildgen/calc/wiring_switching.py: how supplies are switched and earthed, and what is not established. */
(function (buildgen) {
  "use strict";

  const { whole } = buildgen.circuit;
  const { ERROR, OPEN, WARNING, wiringReason } = buildgen.wiring_reason;

  function controlPath(supply) {
    return ["harness", "supplies", supply, "control"];
  }

  /* WIR014: a supply that follows another is driven at its own logic level, across an isolated link. */
  function looseControl(wiring) {
    return wiring.supplies.filter((supply) => supply.control.method === "follows").flatMap((supply) => {
      const { isolation } = supply.control;
      const [level, driver] = [whole(supply.control.level), whole(supply.control.driver)];
      const bare = isolation === "none" || isolation === "diode";
      const name = ["supply", supply.id];
      const said = (verdict, ...values) => [wiringReason("WIR014", verdict, controlPath(supply.id), values)];
      if (isolation === null || (bare && (level === null || driver === null))) return said(OPEN, name, ["level", level]);
      if (isolation === "none" && driver > level) {
        return said(ERROR, ["why", "level"], name, ["level", level], ["driver", driver]);
      }
      return bare && !wiring.linked ? said(ERROR, ["why", "no-link"], name, ["isolation", isolation]) : [];
    });
  }

  /* WIR015: the cards have power before the board leaves reset, and losing either supply stops both. */
  function startOrder(wiring) {
    const feeding = new Set(wiring.cards.flatMap((card) => card.supplies));
    const behind = (supply) => feeding.has(supply.id) && !feedsBoard(wiring, supply.id);
    return wiring.supplies.filter(behind).flatMap((supply) => {
      const where = controlPath(supply.id);
      const name = ["supply", supply.id];
      const { method, off } = supply.control;
      if (method === null) return [wiringReason("WIR015", OPEN, where, [["why", "unknown"], name])];
      if (off === null) {
        const verdict = method === "strap" || method === "switch" ? WARNING : OPEN;
        return [wiringReason("WIR015", verdict, [...where, "off"], [["why", "no-off"], name, ["method", method]])];
      }
      if (method === "follows") return [];
      const values = [["why", "by-hand"], name, ["method", method]];
      return [wiringReason("WIR015", WARNING, [...where, "method"], values)];
    });
  }

  function feedsBoard(wiring, supply) {
    return wiring.circuit.leads.some((lead) => lead.start === supply && lead.end === wiring.circuit.board);
  }

  /* WIR016: every supply of the rig is on an earthed outlet. */
  function unearthedSupplies(wiring) {
    return wiring.supplies.filter((supply) => supply.earthed !== true).map((supply) => {
      const where = ["harness", "supplies", supply.id, "earthed"];
      return wiringReason("WIR016", supply.earthed === null ? OPEN : ERROR, where, [["supply", supply.id]]);
    });
  }

  /* WIR020: what a reader would wire by is known; else no page of it is a wiring instruction. */
  function notAnInstruction(wiring) {
    const { missing, assumed } = wiring;
    if (!missing.length && !assumed.length) return [];
    const why = missing.length && assumed.length ? "both" : missing.length ? "missing" : "assumed";
    const paths = (gaps) => gaps.map((gap) => gap.path);
    const values = [["why", why], ["missing", paths(missing)], ["assumed", paths(assumed)]];
    return [wiringReason("WIR020", OPEN, ["harness"], values)];
  }

  buildgen.wiring_switching = Object.freeze({ looseControl, notAnInstruction, startOrder, unearthedSupplies });
})((globalThis.buildgen = globalThis.buildgen || {}));
