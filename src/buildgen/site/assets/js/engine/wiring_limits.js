/* Twin of buildgen/calc/wiring_limits.py: judging voltages and currents against what things bear.
   Currents in milliamperes, voltages in millivolts, powers in milliwatts. */
(function (buildgen) {
  "use strict";

  const { decimalText, number, ratio, text } = buildgen.quantity;
  const { leadOf, whole } = buildgen.circuit;
  const { ERROR, OPEN, WARNING, roleOf, rolePath, runPath, wiringReason } = buildgen.wiring_reason;

  /* WIR007: slots and board carry no large share of what cards on another supply return. */
  function returnsThroughBoard(wiring) {
    const limit = wiring.circuit.rules.board_share;
    const share = wiring.board_share;
    // To its own supply the board is a return by design; WIR010 judges its pins.
    if (limit === null || !wiring.foreign.length) return [];
    const { over, under } = ratio(limit);
    const percent = `${decimalText(over * 100n, under)} %`;
    if (share === null) {
      return wiring.share_known ? [] : [wiringReason("WIR007", OPEN, ["harness"], [["limit", percent]])];
    }
    if (BigInt(share.replace(".", "")) * under <= over * 1000n) return [];
    const values = [["share", `${share} %`], ["current", wiring.board_return], ["limit", percent]];
    return [wiringReason("WIR007", WARNING, ["harness"], values)];
  }

  /* WIR008: with the supply at its least voltage, each card still sees its own minimum. */
  function lowVoltage(wiring) {
    const minimum = whole(wiring.circuit.rules.card_minimum);
    const assumed = new Set(wiring.supplies.filter((s) => s.minimum_assumed).map((s) => s.id));
    return lowestOfRole(wiring).flatMap((card) => {
      const { volts, drop, supplies, known } = card;
      if (volts === null || minimum === null || drop === null) return [];
      const values = [["card", card.id], ["volts", volts], ["minimum", minimum], ["drop", drop.whole]];
      if (volts >= minimum) return known ? [] : [wiringReason("WIR008", OPEN, rolePath(card), values)];
      const rests = supplies.filter((s) => assumed.has(s));
      const said = rests.length ? [["why", "assumed"], ["supplies", rests]] : [["supplies", supplies]];
      return [wiringReason("WIR008", rests.length ? WARNING : ERROR, rolePath(card), [...values, ...said])];
    });
  }

  /* Of each role the card with the least voltage; a bound goes before a figure of the same height. */
  function lowestOfRole(wiring) {
    const key = (card) => [card.volts || 0, Number(card.known)];
    const ordered = [...wiring.cards].sort((a, b) => compare(key(a), key(b)));
    const found = new Map();
    for (const card of ordered) if (!found.has(roleOf(card))) found.set(roleOf(card), card);
    return [...found.values()];
  }

  /* Order of two lists of numbers, by the first that differs. */
  function compare(one, other) {
    const at = one.findIndex((value, i) => value !== other[i]);
    return at < 0 ? 0 : one[at] - other[at];
  }

  /* WIR009: no conductor carries more than the named table allows, also with one of its siblings lost. */
  function hotConductors(wiring) {
    return worst(wiring, "each", "limit").flatMap((strand) => {
      if (strand.gauge === null || strand.each === null || strand.limit === null) {
        const values = [["run", strand.run], ["total", strand.total.most]];
        return [wiringReason("WIR009", OPEN, runPath(strand.run, "gauge"), values)];
      }
      // A supply's own lead is judged by its pins: its gauge is only taken for granted.
      if (leadOf(wiring.circuit, strand.lead).wires.made === "factory") return [];
      return over("WIR009", strand, strand.each, strand.limit);
    });
  }

  /* WIR010: no pin carries more than its terminal bears. */
  function hotPins(wiring) {
    const found = worst(wiring, "pin", "pin_limit").flatMap((strand) => {
      if (strand.pin !== null && strand.pin_limit !== null) return over("WIR010", strand, strand.pin, strand.pin_limit);
      if (leadOf(wiring.circuit, strand.lead).plug === null) return [];
      return [wiringReason("WIR010", OPEN, runPath(strand.run, "terminal"), [["run", strand.run]])];
    });
    return [...found, ...hotRails(wiring)];
  }

  /* What is not in the network: the 3.3 V of slots and drives, and fans beside the slots' 12 V. Fans that nobody
     knows of leave the 12 V a lower bound. */
  function hotRails(wiring) {
    const isHot = ({ pin, pin_limit: most }) => pin !== null && pin.most !== null && most !== null && pin.most > most;
    const told = new Set(wiring.strands.filter((s) => s.pole === "12V" && isHot(s)).map((s) => s.run));
    return wiring.rails.flatMap(({ run, net, limit, each, known, takers }) => {
      if (limit === null || (net === "12V" && told.has(run))) return [];
      const pole = ["pole", net === "3V3" ? "3.3 V" : net];
      if (each > limit) {
        const values = [["run", run], pole, ["limit", limit], ["current", each], ["case", "slots"]];
        return [wiringReason("WIR010", WARNING, runPath(run), values)];
      }
      if (net !== "3V3" || known) return [];
      const unknown = takers.filter((taker) => taker.current === null).map((taker) => taker.name);
      return [wiringReason("WIR010", OPEN, runPath(run), [["why", "rail"], ["run", run], pole, ["takers", unknown]])];
    });
  }

  /* Of each run the strand that is nearest to its limit; one without figures goes before all. */
  function worst(wiring, figure, limit) {
    const key = (strand) => {
      const load = strand[figure];
      const most = load === null || load.most === null ? -1 : load.most;
      return [Number(load === null || strand[limit] === null), most, Number(strand.count === null)];
    };
    const found = new Map();
    for (const strand of wiring.strands) {
      const before = found.get(strand.run);
      if (before === undefined || compare(key(strand), key(before)) > 0) found.set(strand.run, strand);
    }
    return [...found.values()];
  }

  /* A current against a limit: in every case, in the worst one, or with one conductor lost. */
  function over(code, strand, load, limit) {
    const values = [["run", strand.run], ["pole", strand.pole], ["limit", limit]];
    const said = (verdict, ...figures) => [wiringReason(code, verdict, runPath(strand.run), [...figures, ...values])];
    if (load.least !== null && load.least > limit) return said(ERROR, ["current", load.least]);
    if (load.most !== null && load.most > limit) {
      return said(WARNING, ["current", load.most], ["case", load.most === load.cables ? "cables" : "slots"]);
    }
    if (load.lost !== null && load.lost > limit && (strand.count || 0) > 1) {
      return said(WARNING, ["current", load.lost], ["case", "lost"]);
    }
    return [];
  }

  /* WIR011: no plug carries more than it is rated for, and no card takes more than slot and plugs give. */
  function overloadedPlugs(wiring) {
    const cards = new Map([...wiring.cards].reverse().map((card) => [roleOf(card), card]));
    return [...cards.values()].flatMap((card) => {
      const rated = card.inlets.filter((inlet) => inlet.plug !== null).map((inlet) => inlet.rated);
      const known = card.slot_power !== null && rated.length && !rated.includes(null);
      const limit = known ? rated.reduce((sum, watts) => sum + watts, 0) + card.slot_power : null;
      if (card.board_power !== null && limit !== null && card.board_power > limit) {
        const values = [["why", "card"], ["card", card.id], ["power", card.board_power], ["limit", limit]];
        return [wiringReason("WIR011", ERROR, rolePath(card), values)];
      }
      const above = card.inlets.filter((i) => i.rated !== null && i.cables !== null && i.cables > i.rated);
      if (!above.length) return [];
      const always = above.some((i) => i.slots !== null && i.slots > i.rated);
      const values = [
        ["card", card.id],
        ["loads", above.map((i) => `${i.plug || i.id} ${number("Watts", BigInt(i.cables), 1)} W of ${text("Watts", BigInt(i.rated))}`)],
        ...(always ? [] : [["case", "cables"]]),
      ];
      return [wiringReason("WIR011", always ? ERROR : WARNING, rolePath(card), values)];
    });
  }

  /* WIR012: a fuse is at least 1.25 x its load, and at most what the thinnest single conductor bears. */
  function unfitFuses(wiring) {
    return fusesOf(wiring).flatMap((fuse) => {
      const { rating, least, most } = fuse;
      const values = [["run", fuse.run], ["least", least], ["most", most], ["per", fuse.per]];
      const said = (verdict, ...figures) => [wiringReason("WIR012", verdict, runPath(fuse.run, "fuse"), [...figures, ...values])];
      if (fuse.fitted === false) return said(ERROR, ["why", "none"]);
      if (least !== null && most !== null && least > most) return said(ERROR, ["why", "no-window"]);
      if (rating === null || most === null || least === null) return said(OPEN, ["why", "unknown"]);
      if (least <= rating && rating <= most) return [];
      return said(ERROR, ["why", rating < least ? "small" : "large"], ["rating", rating]);
    });
  }

  /* WIR013: a fuse sits at the source end and breaks direct current. */
  function misplacedFuses(wiring) {
    return fusesOf(wiring).filter((fuse) => fuse.fitted).flatMap((fuse) => {
      const { at, dc, dc_needed: needed } = fuse;
      const where = runPath(fuse.run, "fuse");
      const run = ["run", fuse.run];
      const reasons = [];
      if (at !== "source") {
        const values = [["why", at ? "place" : "unknown-place"], run, ["at", at]];
        reasons.push(wiringReason("WIR013", at ? ERROR : OPEN, [...where, "at"], values));
      }
      if (needed !== null && (dc === null || dc < needed)) {
        const values = [["why", dc === null ? "unknown-voltage" : "voltage"], run, ["dc", dc], ["needed", needed]];
        reasons.push(wiringReason("WIR013", dc === null ? OPEN : ERROR, [...where, "dc"], values));
      }
      return reasons;
    });
  }

  /* Of each run the fuse with the greatest load; a supply's own leads have its own guard, and a pigtail
     without a fuse of its own is behind that of its parent. */
  function fusesOf(wiring) {
    const atLeast = (fuse) => (fuse.least === null ? -1 : fuse.least);
    const found = new Map();
    for (const fuse of wiring.fuses) {
      const behind = fuse.fitted === null && leadOf(wiring.circuit, fuse.lead).parent !== null;
      if (fuse.made === "factory" || behind) continue;
      const before = found.get(fuse.run);
      if (before === undefined || atLeast(fuse) > atLeast(before)) found.set(fuse.run, fuse);
    }
    return [...found.values()];
  }

  /* WIR018: no joint carries more than it bears. */
  function overloadedJoints(wiring) {
    const told = new Set();
    const flow = (joint) => (joint.current === null ? -1 : joint.current);
    return [...wiring.joints].sort((a, b) => flow(b) - flow(a)).flatMap((joint) => {
      const name = joint.id.slice(0, joint.id.lastIndexOf("."));
      if (joint.current === null || told.has(name)) return [];
      told.add(name); // both poles carry the same, nearly: the worse one stands for both
      const where = ["harness", "joints", name, "rating"];
      const values = [["joint", name], ["current", joint.current]];
      if (joint.rating === null) return [wiringReason("WIR018", OPEN, where, values)];
      if (joint.current <= joint.rating) return [];
      return [wiringReason("WIR018", ERROR, where, [...values, ["limit", joint.rating]])];
    });
  }

  buildgen.wiring_limits = Object.freeze({
    hotConductors, hotPins, lowVoltage, misplacedFuses, overloadedJoints, overloadedPlugs, returnsThroughBoard,
    unfitFuses,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
