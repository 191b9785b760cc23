/* The state of the calculator and its address: only what differs from the base build, read strictly.
   Text from an address is data: it is matched against the catalog or a narrow pattern, or it is left out. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const LONGEST = 1500;
  const ROLE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
  const USE = /^([a-z0-9][a-z0-9.-]{0,63})?(?:\*([0-9]{1,2}))?(?:!([a-z0-9][a-z0-9.-]{0,63}))?$/;
  const OWN_PART = /^([0-9]{1,5}(?:\.[0-9]{1,3})?)~([\p{L}\p{N} .,()+_-]{1,60})$/u;
  const AMOUNT = /^[0-9]{1,9}(?:\.[0-9]{1,2})?$/;
  const NUMBER = /^[0-9]{1,6}(?:\.[0-9]{1,4})?$/;
  const FIELDS = [
    ["m", "model"], ["q", "quantisation"], ["x", "context"], ["kv", "kv_type"], ["sp", "split"], ["n", "sequences"],
    ["kwh", "per_kwh"], ["h", "busy_hours"], ["i", "idle_hours"], ["w", "idle_watts"], ["y", "years"],
  ];
  const NUMBERS = new Set(["per_kwh", "busy_hours", "idle_hours", "idle_watts", "years"]);

  /* The state that a base build starts with: as measured if a row of it is known. */
  function start(base, data) {
    const build = data.catalog.builds[base];
    const ids = new Set(Object.values(build.parts).map((use) => use.part));
    const row = measuredRow(data.catalog.rows.filter((r) => r.parts.some((part) => ids.has(part))));
    const model = row ? row.model : Object.keys(data.catalog.models)[0] || "";
    const files = own(data.catalog.models, model) ? Object.keys(data.catalog.models[model].quantisations) : [];
    return {
      base,
      parts: {},
      own: {},
      prices: {},
      remove: [],
      model,
      quantisation: row ? row.quantisation : files[0] || "Q4_K_S",
      context: row ? String(row.context) : "4096",
      kv_type: row && row.kv_k ? row.kv_k : "f16",
      split: row && row.split ? row.split : "layer",
      sequences: "1",
      per_kwh: "",
      busy_hours: "4",
      idle_hours: "0",
      idle_watts: "",
      years: "3",
    };
  }

  /* The row to start from: the longest context measured in layer split with a plain cache, else any. */
  function measuredRow(rows) {
    const whole = rows.filter((r) => r.decode !== null && r.model !== null && r.context !== null);
    const plain = whole.filter((r) => r.split === "layer" && r.kv_k === "f16");
    const longest = plain.reduce((best, r) => (best === null || r.context > best.context ? r : best), null);
    return longest || whole[0] || null;
  }

  /* Whether a field of the work load or the costs may hold a text. */
  function isAllowed(field, text, data) {
    if (NUMBERS.has(field)) return text === "" || NUMBER.test(text);
    switch (field) {
      case "model":
        return own(data.catalog.models, text) !== null;
      case "quantisation":
        return own(data.constants.tensors.base, text) !== null;
      case "kv_type":
        return data.constants.scope.kv_types.includes(text);
      case "split":
        return data.constants.split.splits.includes(text);
      case "sequences":
        return /^[1-9][0-9]?$/.test(text);
      default:
        return /^[1-9][0-9]{0,6}$/.test(text);
    }
  }

  /* Reads a query; gives the state and a note for everything that was left out. */
  function read(query, data) {
    const bases = Object.keys(data.catalog.builds);
    let state = start(data.base, data);
    if (query.length > LONGEST) return { state, notes: ["The address is too long and was not read."] };
    const given = new URLSearchParams(query);
    const notes = [];
    if (given.has("v") && given.get("v") !== String(data.constants.format)) {
      return { state, notes: ["This link was made by another version of the calculator and was not read."] };
    }
    const base = given.get("b");
    if (base !== null && bases.includes(base)) state = start(base, data);
    else if (base !== null) notes.push("The build of this link is not in the catalog: another is shown.");
    const roles = data.catalog.builds[state.base].parts;
    for (const [key, text] of given) {
      if (key === "b" || key === "v") continue;
      if (!take(state, key, text, roles, data, notes)) notes.push("A part of the address was not understood and left out.");
    }
    return { state, notes: [...new Set(notes)] };
  }

  function take(state, key, text, roles, data, notes) {
    const field = FIELDS.find(([short]) => short === key);
    if (field !== undefined) {
      if (!isAllowed(field[1], text, data)) return false;
      state[field[1]] = text;
      return true;
    }
    if (key === "d") return takeRemovals(state, text, roles);
    const [kind, role] = [key.slice(0, 2), key.slice(2)];
    if (!ROLE.test(role) || own(roles, role) === null) return false;
    if (kind === "p.") {
      if (!AMOUNT.test(text)) return false;
      state.prices[role] = text;
      return true;
    }
    if (kind === "o.") {
      const match = OWN_PART.exec(text);
      if (match === null) return false;
      state.own[role] = { watts: match[1], name: match[2] };
      return true;
    }
    return kind === "r." && takeUse(state, role, text, roles, data, notes);
  }

  function takeRemovals(state, text, roles) {
    const named = text.split(",");
    if (named.some((role) => !ROLE.test(role) || own(roles, role) === null)) return false;
    state.remove = [...new Set(named)].sort();
    return true;
  }

  function takeUse(state, role, text, roles, data, notes) {
    const match = USE.exec(text);
    if (match === null) return false;
    const [, part, count, cardState] = match;
    const use = {};
    if (part !== undefined && own(data.catalog.parts, part) === null) {
      notes.push(`The part ${part} is not in the catalog: its row is kept as a part of your own.`);
      state.own[role] = { watts: "", name: part };
    } else if (part !== undefined) {
      if (data.catalog.parts[part].kind !== kindOf(role, roles, data)) return false;
      use.part = part;
    }
    if (count !== undefined) use.count = Number(count);
    if (cardState !== undefined) use.state = cardState;
    state.parts[role] = use;
    return true;
  }

  function kindOf(role, roles, data) {
    const part = own(data.catalog.parts, roles[role].part);
    return part === null ? null : part.kind;
  }

  /* Writes the query: sorted, and only what differs from what the base starts with. */
  function write(state, data) {
    const plain = start(state.base, data);
    const pairs = [];
    for (const [short, field] of FIELDS) if (state[field] !== plain[field]) pairs.push([short, state[field]]);
    for (const [role, use] of Object.entries(state.parts)) {
      const count = use.count === undefined || use.count === null ? "" : `*${use.count}`;
      const text = `${use.part || ""}${count}${use.state ? `!${use.state}` : ""}`;
      if (text) pairs.push([`r.${role}`, text]);
    }
    for (const [role, part] of Object.entries(state.own)) pairs.push([`o.${role}`, `${part.watts || "0"}~${part.name}`]);
    for (const [role, amount] of Object.entries(state.prices)) pairs.push([`p.${role}`, amount]);
    if (state.remove.length) pairs.push(["d", [...state.remove].sort().join(",")]);
    pairs.sort(([a], [b]) => (a < b ? -1 : 1));
    if (state.base !== data.base) pairs.unshift(["b", state.base]);
    if (!pairs.length) return "";
    pairs.unshift(["v", String(data.constants.format)]);
    return `?${new URLSearchParams(pairs)}`;
  }

  buildgen.address = Object.freeze({ AMOUNT, FIELDS, OWN_PART, isAllowed, kindOf, read, start, write });
})((globalThis.buildgen = globalThis.buildgen || {}));
