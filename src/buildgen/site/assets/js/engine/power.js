/* Twin of buildgen/calc/power.py: every watt charged to the supply that carries it. Watts are BigInt milliwatts. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { scaled } = buildgen.quantity;
  const { partOf } = buildgen.bom;
  const { inletLimit, ratingOn, slotLimit, watts } = buildgen.rating;
  const { summed, times, withFigures } = buildgen.supply;

  // What states a power of its own, what needs a feed, and what hangs on the board unless the build says otherwise.
  const POWERED = new Set(["cpu", "storage", "fan", "system"]);
  const NEEDS_FEED = new Set(["gpu", "cpu", "motherboard", "system"]);
  const ON_BOARD = new Set(["memory", "storage", "fan"]);

  function isKind(build, catalog, role, kinds) {
    const part = partOf(build, catalog, role);
    return part !== null && kinds.has(part.kind);
  }

  function powerBudget(build, catalog) {
    const roles = Object.keys(build.parts);
    const supplies = roles.filter((role) => isKind(build, catalog, role, new Set(["psu"])));
    const board = boardSupply(build, catalog);
    const charges = new Map(supplies.map((role) => [role, []]));
    for (const supply of supplies) {
      for (const name of own(build.feeds, supply) || []) charge(build, catalog, supply, name, board, charges);
    }
    if (charges.has(board)) {
      for (const name of onBoard(build, catalog)) charge(build, catalog, board, name, board, charges);
    }
    const loads = supplies.map((role) => supplyLoad(build, catalog, role, charges.get(role)));
    return {
      build: build.id,
      supplies: loads,
      unfed: unfed(build, catalog),
      fed_twice: fedTwice(build),
      total: summed(loads.map((supply) => supply.budget)),
    };
  }

  function cardState(build, catalog, role) {
    const part = partOf(build, catalog, role);
    if (part === null || part.kind !== "gpu") return null;
    const name = build.parts[role].state || part.default_state;
    const state = own(part.states, name);
    return name && state ? [name, state] : null;
  }

  function boardSupply(build, catalog) {
    const boards = Object.keys(build.parts).filter((r) => isKind(build, catalog, r, new Set(["motherboard"])));
    const found = Object.keys(build.feeds).find((supply) => {
      const fed = fedBy(build, supply);
      return boards.some((role) => fed.includes(role));
    });
    return found === undefined ? null : found;
  }

  function fedBy(build, supply) {
    const fed = own(build.feeds, supply) || [];
    const covered = fed.flatMap((name) => (own(build.loads, name) || { covers: [] }).covers);
    return [...new Set([...fed, ...covered])];
  }

  function coveredRoles(build) {
    return new Set(Object.values(build.loads).flatMap((load) => load.covers));
  }

  function charge(build, catalog, supply, name, board, charges) {
    if (own(build.loads, name) !== null) {
      const cards = build.loads[name].covers.filter((role) => isKind(build, catalog, role, new Set(["gpu"])));
      charges.get(supply).push(stated(build, name, cards.length > 0));
      if (charges.has(board) && board !== supply) {
        charges.get(board).push(...cards.map((role) => slotCharge(build, catalog, role)));
      }
      return;
    }
    const use = own(build.parts, name);
    const part = partOf(build, catalog, name);
    if (use === null || part === null || coveredRoles(build).has(name)) return;
    if (part.kind === "gpu") {
      charges.get(supply).push(card(build, catalog, name, use, part, board === supply));
      if (charges.has(board) && board !== supply) charges.get(board).push(slotCharge(build, catalog, name));
      return;
    }
    const each = ownPower(part);
    const power = times(each, use.count);
    charges.get(supply).push(
      makeCharge({
        name,
        via: "cable",
        count: use.count,
        budget: power,
        low: power,
        high: power,
        assumed: POWERED.has(part.kind) && isAssumed(part, "power") ? [`${name}.power`] : [],
        path: ["parts", name, "part"],
      }),
    );
  }

  function makeCharge(fields) {
    return {
      peak: null, peak_of_one: null, can_peak: false, peak_duration: null, inlet_limit: null, state: null,
      covers: [], assumed: [], path: [], ...fields,
    };
  }

  function isAssumed(part, path) {
    return part.assumed.includes(path);
  }

  function ownPower(part) {
    return POWERED.has(part.kind) ? watts(part.power) : null;
  }

  /* A stated load that stands for cards tells what they are set to, not what they may draw. */
  function stated(build, name, cards) {
    const load = build.loads[name];
    const bound = cards ? null : watts(load.power);
    return makeCharge({
      name,
      via: "load",
      count: 1,
      budget: watts(load.power),
      low: bound,
      high: bound,
      can_peak: cards,
      covers: load.covers,
      assumed: load.kind === "assumed" ? [`loads.${name}`] : [],
      path: ["loads", name],
    });
  }

  function card(build, catalog, role, use, part, same) {
    const chosen = cardState(build, catalog, role);
    const cap = chosen === null ? null : watts(chosen[1].cap);
    const boardPower = chosen === null ? null : watts(chosen[1].board_power);
    const slot = slotLimit(catalog, part);
    let low = cap;
    if (!same) low = cap === null || slot === null ? null : cap > slot ? cap - slot : 0n;
    const factor = part.peak_factor;
    const peak = boardPower === null || factor === null ? null : scaled(boardPower, factor);
    const limit = build.harness_roles !== null ? null : inletLimit(catalog, part);
    return makeCharge({
      name: role,
      via: "cable",
      count: use.count,
      budget: times(cap, use.count),
      low: times(low, use.count),
      high: times(boardPower, use.count),
      peak: times(peak, use.count),
      peak_of_one: peak === null ? null : peak - boardPower,
      can_peak: true,
      peak_duration: watts(part.peak_duration),
      inlet_limit: times(limit, use.count),
      state: chosen === null ? null : chosen[0],
      assumed: assumedOf(part, chosen),
      path: cardPath(role, use),
    });
  }

  function cardPath(role, use) {
    return ["parts", role, use.state ? "state" : "part"];
  }

  /* A card's slot, charged to the supply behind the board: nothing at least, the slot's limit at most. */
  function slotCharge(build, catalog, role) {
    const use = build.parts[role];
    const most = times(slotLimit(catalog, partOf(build, catalog, role)), use.count);
    return makeCharge({
      name: role, via: "slot", count: use.count, budget: 0n, low: 0n, high: most, path: cardPath(role, use),
    });
  }

  function assumedOf(part, chosen) {
    if (chosen === null) return [];
    return ["cap", "board_power"]
      .map((field) => `states.${chosen[0]}.${field}`)
      .filter((path) => isAssumed(part, path))
      .map((path) => `${part.id}.${path}`);
  }

  function supplyLoad(build, catalog, role, charges) {
    const part = partOf(build, catalog, role);
    const count = build.parts[role].count;
    const found = ratingOn(part, build, catalog);
    const rating = times(found.watts, count);
    const fact = found.line === null ? "rating" : "line_ratings";
    // What it bears for a moment is stated for the mains of its own rating.
    const peak = found.line === null ? times(watts(part.peak), count) : null;
    const ratingAssumed = isAssumed(part, fact);
    return withFigures({
      role,
      part: part.id,
      supply_class: part.supply_class,
      rating,
      rating_assumed: ratingAssumed,
      bears: peak ?? rating,
      count,
      line: found.line,
      bears_for: found.line === null && part.peak !== null ? watts(part.peak_duration) : null,
      charges,
      assumed: [...new Set([...(ratingAssumed ? [`${part.id}.${fact}`] : []), ...charges.flatMap((c) => c.assumed)])],
    });
  }

  function onBoard(build, catalog) {
    const named = new Set([...Object.values(build.feeds).flat(), ...coveredRoles(build)]);
    return Object.keys(build.parts).filter((role) => !named.has(role) && isKind(build, catalog, role, ON_BOARD));
  }

  function unfed(build, catalog) {
    const fed = new Set(Object.keys(build.feeds).flatMap((supply) => fedBy(build, supply)));
    const roles = Object.keys(build.parts).filter((r) => !fed.has(r) && isKind(build, catalog, r, NEEDS_FEED));
    return [...roles, ...Object.keys(build.loads).filter((name) => !fed.has(name))];
  }

  function fedTwice(build) {
    const feeders = new Map();
    for (const [supply, names] of Object.entries(build.feeds)) {
      for (const name of names) feeders.set(name, [...(feeders.get(name) || []), supply]);
    }
    return [...feeders].filter(([, supplies]) => supplies.length > 1);
  }

  buildgen.power = Object.freeze({ cardState, fedBy, ownPower, powerBudget });
})((globalThis.buildgen = globalThis.buildgen || {}));
