/* The reader's changes as a build that states only what differs, laid over the base as `extends` does it. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const NAME = "my-rig";
  // What states a power of its own.
  const POWERED = ["cpu", "storage", "fan", "system"];
  // The facts of a part that is in no catalog: not known, each of them.
  const UNKNOWN = {
    cpu: { socket: null, memory_types: null, pcie_lanes: null, graphics: null },
    motherboard: {
      socket: null, memory_types: null, registered_memory: null, memory_slots: null, slots: null, inlets: null,
      display_output: null,
    },
    memory: { type: null, registered: null },
    gpu: {
      architecture: null, memory_reported: null, bandwidth: null, slot: null, slot_power: null, peak_factor: null,
      peak_duration: null, plugs: null, cooling: null,
    },
    storage: { lanes: null },
    psu: { peak: null, peak_duration: null, line_ratings: null, plugs: null },
    cooler: { sockets: null },
    system: { provides: [] },
  };

  function ownId(role) {
    return `${NAME}.${role.replace(/_/g, "-")}`;
  }

  function wattsOf(told) {
    return told.watts === "" || Number(told.watts) === 0 ? null : Number(buildgen.quantity.parse("Watts", `${told.watts} W`));
  }

  /* A part that is in no catalog: its power is what the reader says, and so is assumed. */
  function ownPart(role, kind, told, replaced) {
    const watts = wattsOf(told);
    const assumed = (...names) => (watts === null ? [] : names);
    const part = {
      id: ownId(role), kind, name: told.name, prices: [], ...UNKNOWN[kind], assumed: [],
    };
    if (kind === "gpu" && watts === null) return { ...part, states: {}, default_state: null };
    if (kind === "gpu") {
      const state = { name: "own", cap: watts, board_power: watts, display_output: null };
      return { ...part, states: { own: state }, default_state: "own", assumed: assumed("states.own.cap", "states.own.board_power") };
    }
    if (kind === "psu") return { ...part, supply_class: replaced.supply_class || "atx", rating: watts, assumed: assumed("rating") };
    return POWERED.includes(kind) ? { ...part, power: watts, assumed: assumed("power") } : part;
  }

  /* The build that states only what differs, and the parts that are written into it. */
  function childOf(state, data) {
    const base = data.catalog.builds[state.base];
    const child = { parts: {}, feeds: {}, prices: {}, remove: [...state.remove] };
    const parts = {};
    for (const role of buildgen.address.roles(state, data)) {
      if (state.remove.includes(role)) continue;
      const use = useOf(role, state, base);
      const told = own(state.own, role);
      if (told !== null) {
        const old = own(base.parts, role);
        const replaced = (old === null ? null : own(data.catalog.parts, old.part)) || {};
        parts[ownId(role)] = ownPart(role, buildgen.address.kindOf(role, state, data), told, replaced);
        use.part = ownId(role);
        delete use.state;
      }
      if (Object.keys(use).length) child.parts[role] = use;
    }
    addFeeds(child, state, base, data);
    for (const [role, amount] of Object.entries(state.prices)) {
      if (!state.remove.includes(role)) addPrice(child, base, role, amount, data);
    }
    return { child, parts };
  }

  /* What a row says beyond the base: nothing where it says the same. */
  function useOf(role, state, base) {
    const use = { ...own(state.parts, role) };
    const old = own(base.parts, role);
    if (old === null) return own(state.own, role) === null && use.part === undefined ? {} : use;
    if (use.part === old.part) delete use.part;
    const same = use.part === undefined && own(state.own, role) === null;
    if (same && use.count === old.count) delete use.count;
    if (same && use.state === old.state) delete use.state;
    return use;
  }

  /* Hangs roles on the supplies that the reader chose: a supply's list is stated whole, as YAML wants it. */
  function addFeeds(child, state, base, data) {
    const supplies = buildgen.address.supplies(state, data);
    const moved = Object.keys(state.feeds).filter((role) => supplies.includes(state.feeds[role]) && !state.remove.includes(role));
    const lists = new Map(Object.entries(base.feeds).map(([supply, fed]) => [supply, fed]));
    for (const role of moved) {
      const target = state.feeds[role];
      for (const [supply, fed] of lists) if (fed.includes(role)) lists.set(supply, fed.filter((name) => name !== role));
      lists.set(target, [...(lists.get(target) || []), role]);
    }
    for (const [supply, fed] of lists) {
      const before = own(base.feeds, supply) || [];
      if (fed.join() !== before.join() && !state.remove.includes(supply)) child.feeds[supply] = fed;
    }
  }

  /* A price typed in: it replaces the role's own lot; a lot that covers more falls away whole. */
  function addPrice(child, base, role, amount, data) {
    const currency = buildgen.bom.currencyOf(base);
    const lots = Object.entries(base.prices).filter(([, lot]) => lot.covers.includes(role));
    const alone = lots.find(([, lot]) => lot.covers.length === 1);
    for (const [name, lot] of lots) {
      if (lot.covers.length > 1 && !child.remove.includes(`prices.${name}`)) child.remove.push(`prices.${name}`);
    }
    const { minor } = buildgen.money.parse(`${amount} ${currency}`);
    child.prices[alone ? alone[0] : `own_${role}`] = {
      covers: [role],
      total: [Number(minor), currency],
      kind: "quoted",
      date: data.catalog.policy.as_of,
      source: data.source,
      freight: "included",
    };
  }

  /* The whole build, the catalog with the reader's parts in it, and the lots of the base that are gone. */
  function buildOf(state, data) {
    const base = data.catalog.builds[state.base];
    const { child, parts } = childOf(state, data);
    const catalog = { ...data.catalog, parts: { ...data.catalog.parts, ...parts } };
    const changed = [child.parts, child.feeds, child.prices].some((each) => Object.keys(each).length) || child.remove.length > 0;
    if (!changed) return { build: base, child, catalog, changed: false, gone: [] };
    const { data: merged } = buildgen.inheritance.merge(base, child, NAME);
    const gone = Object.keys(base.prices).filter((lot) => own(merged.prices, lot) === null);
    return { build: { ...merged, dropped: [] }, child, catalog, changed: true, gone };
  }

  buildgen.changes = Object.freeze({ NAME, POWERED, buildOf, childOf, ownId, wattsOf });
})((globalThis.buildgen = globalThis.buildgen || {}));
