/* The state of the calculator and its address: only what differs from the base build, read strictly.
   Text from an address is data: it is matched against the catalog or a narrow pattern, or it is left out. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const LONGEST = 1500;
  const MOST_ADDED = 8;
  const EMPTY = "-"; // a field that the reader emptied, where the base has something in it
  const ROLE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
  const ADDED = /^own_[1-8]$/;
  const ID = "[a-z0-9][a-z0-9.-]{0,63}";
  const USE = new RegExp(`^(${ID})?(?:\\*([0-9]{1,2}))?(?:!(${ID}))?$`);
  const NAME = /^[\p{L}\p{N} .,()+_-]{1,60}$/u;
  const PLACE = /^[\p{L}\p{N} .,()+_-]{1,40}$/u;
  const OWN_PART = /^([0-9]{1,5}(?:\.[0-9]{1,3})?)~([\p{L}\p{N} .,()+_-]{1,60})$/u;
  const WATTS = /^[0-9]{1,5}(?:\.[0-9]{1,3})?$/;
  const AMOUNT = /^[0-9]{1,9}(?:\.[0-9]{1,2})?$/;
  const NUMBER = /^[0-9]{1,6}(?:\.[0-9]{1,4})?$/;
  const DAY = /^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/;
  const FIELDS = [
    ["m", "model"], ["q", "quantisation"], ["x", "context"], ["kv", "kv_type"], ["sp", "split"], ["n", "sequences"],
    ["t", "tariff"], ["kwh", "per_kwh"], ["pl", "place"], ["kd", "tariff_date"], ["h", "busy_hours"], ["i", "idle_hours"],
    ["w", "idle_watts"], ["tw", "typical_watts"], ["ef", "efficiency"], ["y", "years"], ["pr", "prompt"],
    ["sv", "service"], ["so", "service_output"], ["si", "service_input"], ["sd", "service_date"], ["ok", "accept"],
    ["cu", "currency"], ["cr", "rate"], ["cd", "rate_date"], ["c", "beside"],
  ];
  const NUMBERS = new Set([
    "per_kwh", "busy_hours", "idle_hours", "idle_watts", "typical_watts", "efficiency", "years", "prompt",
    "service_output", "service_input", "rate",
  ]);
  const DAYS = new Set(["tariff_date", "service_date", "rate_date"]);

  /* The state that a base build starts with: as measured if a row of it is known. */
  function start(base, data) {
    const build = data.catalog.builds[base];
    const ids = new Set(Object.values(build.parts).map((use) => use.part));
    const row = measuredRow(data.catalog.rows.filter((r) => r.parts.some((part) => ids.has(part))));
    const model = row ? row.model : Object.keys(data.catalog.models)[0] || "";
    const files = own(data.catalog.models, model) ? Object.keys(data.catalog.models[model].quantisations) : [];
    return {
      base,
      parts: {}, own: {}, prices: {}, remove: [], added: {}, feeds: {},
      model,
      quantisation: row ? row.quantisation : files[0] || "Q4_K_S",
      context: row ? String(row.context) : "4096",
      kv_type: row && row.kv_k ? row.kv_k : "f16",
      split: row && row.split ? row.split : "layer",
      sequences: "1",
      tariff: tariffFor(build, data),
      per_kwh: "", place: "", tariff_date: "",
      busy_hours: "4", idle_hours: "0", idle_watts: "", typical_watts: "", efficiency: "", years: "3", prompt: "0",
      service: "", service_output: "", service_input: "", service_date: "", accept: "",
      currency: "", rate: "", rate_date: "",
      beside: "",
    };
  }

  /* The row to start from: the longest context measured in layer split with a plain cache, else any. */
  function measuredRow(rows) {
    const whole = rows.filter((r) => r.decode !== null && r.model !== null && r.context !== null);
    const plain = whole.filter((r) => r.split === "layer" && r.kv_k === "f16");
    const longest = plain.reduce((best, r) => (best === null || r.context > best.context ? r : best), null);
    return longest || whole[0] || null;
  }

  /* The price of electricity where a build stands: the first of its region and currency, if any. */
  function tariffFor(build, data) {
    const currency = buildgen.bom.currencyOf(build);
    const near = Object.entries(data.electricity || {}).find(
      ([, each]) => each.region !== null && each.region === build.region && each.currency === currency,
    );
    return near === undefined ? "" : near[0];
  }

  /* Whether a field of the work load or the costs may hold a text. */
  function isAllowed(field, text, data) {
    if (NUMBERS.has(field)) return text === "" || NUMBER.test(text);
    if (DAYS.has(field)) return text === "" || DAY.test(text);
    switch (field) {
      case "model":
        return own(data.catalog.models, text) !== null;
      case "quantisation":
        return own(data.constants.tensors.base, text) !== null;
      case "kv_type":
        return data.constants.scope.kv_types.includes(text);
      case "split":
        return data.constants.split.splits.includes(text);
      case "tariff":
        return text === "" || text === "own" || own(data.electricity, text) !== null;
      case "service":
        return text === "" || text === "own" || own(data.services, text) !== null;
      case "currency":
        return text === "" || own(data.constants.minor_digits, text) !== null;
      case "beside":
        return text === "" || own(data.catalog.builds, text) !== null;
      case "place":
        return text === "" || PLACE.test(text);
      case "accept":
        return text === "" || text === "1";
      case "sequences":
        return /^[1-9][0-9]?$/.test(text);
      default:
        return /^[1-9][0-9]{0,6}$/.test(text);
    }
  }

  /* Reads a query; gives the state and a note, [id, values], for everything that was left out. */
  function read(query, data) {
    const bases = Object.keys(data.catalog.builds);
    let state = start(data.base, data);
    if (query.length > LONGEST) return { state, notes: [["link-too-long"]] };
    const given = new URLSearchParams(query);
    const notes = [];
    if (given.has("v") && given.get("v") !== String(data.constants.format)) return { state, notes: [["link-other-version"]] };
    const base = given.get("b");
    if (base !== null && bases.includes(base)) state = start(base, data);
    else if (base !== null) notes.push(["link-unknown-build"]);
    const reading = { state, data, notes, base: data.catalog.builds[state.base] };
    // Added rows first: what else is said of them makes sense only then.
    for (const [key, text] of given) if (key.startsWith("a.") && !takeAdded(reading, key.slice(2), text)) leave(notes);
    for (const [key, text] of given) {
      if (key === "b" || key === "v" || key.startsWith("a.") || text === "") continue;
      if (!take(reading, key, text)) leave(notes);
    }
    return { state, notes };
  }

  function leave(notes) {
    if (!notes.some(([id]) => id === "link-not-understood")) notes.push(["link-not-understood"]);
  }

  function take(reading, key, text) {
    const { state, data } = reading;
    const field = FIELDS.find(([short]) => short === key);
    if (field !== undefined) {
      const value = text === EMPTY ? "" : text;
      if (!isAllowed(field[1], value, data)) return false;
      state[field[1]] = value;
      return true;
    }
    if (key === "d") return takeRemovals(reading, text);
    const [kind, role] = [key.slice(0, 2), key.slice(2)];
    if (!isRole(reading, role)) return false;
    switch (kind) {
      case "p.":
        if (!AMOUNT.test(text)) return false;
        state.prices[role] = text;
        return true;
      case "o.": {
        const match = OWN_PART.exec(text);
        if (match === null) return false;
        state.own[role] = { watts: match[1] === "0" ? "" : match[1], name: match[2] };
        return true;
      }
      case "f.":
        if (!supplies(state, data).includes(text) || !isFed(role, state, data)) return false;
        state.feeds[role] = text;
        return true;
      default:
        return kind === "r." && takeUse(reading, role, text);
    }
  }

  function isRole({ state, base }, role) {
    return ROLE.test(role) && (own(base.parts, role) !== null || own(state.added, role) !== null);
  }

  /* A row of the reader's own: its kind, and a part of one's own until a part of the catalog is named. */
  function takeAdded({ state, data }, role, text) {
    if (!ADDED.test(role) || !data.kinds_of_parts.includes(text)) return false;
    add(state, role, text);
    return true;
  }

  function add(state, role, kind) {
    state.added[role] = kind;
    state.own[role] = { name: role.replace(/_/g, " "), watts: "" };
  }

  function takeRemovals({ state, base }, text) {
    const named = text.split(",");
    if (named.some((role) => !ROLE.test(role) || own(base.parts, role) === null)) return false;
    state.remove = [...new Set(named)].sort();
    return true;
  }

  function takeUse({ state, data, notes }, role, text) {
    const match = USE.exec(text);
    if (match === null) return false;
    const [, part, count, cardState] = match;
    const use = {};
    const known = part === undefined ? null : own(data.catalog.parts, part);
    if (known !== null && known.kind !== kindOf(role, state, data)) return false;
    if (known !== null) {
      use.part = part;
      delete state.own[role];
    } else if (part !== undefined) {
      notes.push(["link-unknown-part", { part }]);
      state.own[role] = { watts: "", name: part };
    }
    if (count !== undefined) use.count = Number(count);
    if (cardState !== undefined) use.state = cardState;
    state.parts[role] = use;
    return true;
  }

  /* The kind of part that plays a role. */
  function kindOf(role, state, data) {
    const added = own(state.added, role);
    if (added !== null) return added;
    const use = own(data.catalog.builds[state.base].parts, role);
    const part = use === null ? null : own(data.catalog.parts, use.part);
    return part === null ? null : part.kind;
  }

  /* All roles of a state, those of the base first, with those taken out. */
  function roles(state, data) {
    return [...Object.keys(data.catalog.builds[state.base].parts), ...Object.keys(state.added).sort()];
  }

  function supplies(state, data) {
    return roles(state, data).filter((role) => kindOf(role, state, data) === "psu" && !state.remove.includes(role));
  }

  /* Whether a role can be hung on another supply here: cards, and rows of one's own that draw power. */
  function isFed(role, state, data) {
    const kind = kindOf(role, state, data);
    const drawing = ["cpu", "storage", "fan", "system"];
    return kind === "gpu" || (own(state.added, role) !== null && drawing.includes(kind));
  }

  /* The next free name for a row of one's own, or null. */
  function freeRole(state) {
    for (let n = 1; n <= MOST_ADDED; n += 1) if (own(state.added, `own_${n}`) === null) return `own_${n}`;
    return null;
  }

  /* What differs from what the base starts with, as sorted pairs. */
  function changes(state, data) {
    const plain = start(state.base, data);
    const pairs = [];
    for (const [short, field] of FIELDS) if (state[field] !== plain[field]) pairs.push([short, state[field] || EMPTY]);
    for (const [role, kind] of Object.entries(state.added)) pairs.push([`a.${role}`, kind]);
    for (const [role, use] of Object.entries(state.parts)) {
      const count = use.count === undefined || use.count === null ? "" : `*${use.count}`;
      const text = `${use.part || ""}${count}${use.state ? `!${use.state}` : ""}`;
      if (text) pairs.push([`r.${role}`, text]);
    }
    for (const [role, part] of Object.entries(state.own)) {
      const silent = own(state.added, role) !== null && part.watts === "" && part.name === role.replace(/_/g, " ");
      if (!silent) pairs.push([`o.${role}`, `${part.watts || "0"}~${part.name}`]);
    }
    for (const [role, amount] of Object.entries(state.prices)) pairs.push([`p.${role}`, amount]);
    for (const [role, supply] of Object.entries(state.feeds)) pairs.push([`f.${role}`, supply]);
    if (state.remove.length) pairs.push(["d", [...state.remove].sort().join(",")]);
    return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /* Writes the query; what came out too long to be read again is told by `isTooLong`. */
  function write(state, data) {
    const pairs = changes(state, data);
    if (state.base !== data.base) pairs.unshift(["b", state.base]);
    if (!pairs.length) return "";
    pairs.unshift(["v", String(data.constants.format)]);
    return `?${new URLSearchParams(pairs)}`;
  }

  function isTooLong(query) {
    return query.length > LONGEST;
  }

  buildgen.address = Object.freeze({
    AMOUNT, FIELDS, NAME, WATTS, add, changes, freeRole, isAllowed, isFed, isTooLong, kindOf, read, roles, start,
    supplies, write,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
