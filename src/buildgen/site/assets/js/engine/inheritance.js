/* Twin of buildgen/catalog/inheritance.py: a build that states only what differs, laid over its base.
   Both are builds as the data writes them; the child may leave out whatever it inherits. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const SECTIONS = ["loads", "feeds", "prices"];
  const USE = { part: null, count: 1, state: null };

  function merge(base, child, name) {
    const merged = { ...base, ...scalars(child), id: name, extends: base.id };
    merged.parts = layParts(base.parts, child.parts || {});
    merged.loads = { ...base.loads, ...child.loads };
    merged.feeds = { ...base.feeds, ...child.feeds };
    merged.prices = { ...base.prices, ...child.prices };
    merged.price_defaults = { ...base.price_defaults, ...child.price_defaults };
    const changed = changedRoles(base, child);
    const idle = [];
    (child.remove || []).forEach((removal, index) => {
      if (!remove(merged, removal, changed)) idle.push(index);
    });
    const dropped = dropLots(merged, child, changed, name);
    const kept = keepsHarness(base, merged);
    merged.harness_roles = kept ? base.harness_roles : null;
    merged.harness = kept ? own(base, "harness") : null;
    return { data: merged, dropped, idle_removals: idle };
  }

  function scalars(child) {
    const kept = {};
    for (const key of ["title", "status", "region", "currency", "budget"]) {
      if (Object.prototype.hasOwnProperty.call(child, key)) kept[key] = child[key];
    }
    return kept;
  }

  /* A new part starts without the old one's state, which belonged to that part. */
  function layParts(before, after) {
    const parts = { ...before };
    for (const [role, use] of Object.entries(after)) {
      const old = own(before, role);
      const swapped = old !== null && use.part !== undefined && use.part !== old.part;
      const kept = old === null ? USE : swapped ? { ...USE, count: old.count } : old;
      parts[role] = { ...kept, ...use };
    }
    return parts;
  }

  function changedRoles(base, child) {
    const changed = new Set();
    for (const [role, use] of Object.entries(child.parts || {})) {
      const old = own(base.parts, role);
      if (old === null) continue;
      for (const key of ["part", "count"]) {
        if (use[key] !== undefined && use[key] !== old[key]) changed.add(role);
      }
    }
    return changed;
  }

  function without(mapping, key) {
    return Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== key));
  }

  /* Takes a role (or `loads.x`, `prices.x`, `feeds.x`) out; tells whether there was anything to take. */
  function remove(merged, removal, changed) {
    const dot = removal.lastIndexOf(".");
    const section = dot < 0 ? "parts" : removal.slice(0, dot);
    const name = removal.slice(dot + 1);
    if (dot >= 0 && !SECTIONS.includes(section)) return false;
    if (own(merged[section], name) === null) return false;
    merged[section] = without(merged[section], name);
    if (section === "parts" || section === "loads") unplug(merged, name);
    if (section === "parts") {
      changed.add(name);
      uncover(merged, name);
    }
    return true;
  }

  function unplug(merged, name) {
    const feeds = Object.entries(merged.feeds).filter(([supply]) => supply !== name);
    merged.feeds = Object.fromEntries(feeds.map(([supply, fed]) => [supply, fed.filter((item) => item !== name)]));
  }

  function uncover(merged, name) {
    const loads = {};
    for (const [key, load] of Object.entries(merged.loads)) {
      const left = load.covers.filter((role) => role !== name);
      if (left.length === load.covers.length) loads[key] = load;
      else if (left.length) loads[key] = { ...load, covers: left };
      else unplug(merged, key);
    }
    merged.loads = loads;
  }

  /* The base's harness stands as long as every role that it names is played by the same part. */
  function keepsHarness(base, merged) {
    if (base.harness_roles === null) return false;
    const partOf = (build, role) => (own(build.parts, role) || { part: null }).part;
    return base.harness_roles.every((role) => partOf(base, role) === partOf(merged, role));
  }

  function dropLots(merged, child, changed, name) {
    const dropped = [];
    const kept = {};
    for (const [key, lot] of Object.entries(merged.prices)) {
      const covers = own(child.prices, key) === null ? lot.covers : [];
      const because = covers.find((role) => changed.has(role));
      if (because === undefined) kept[key] = lot;
      else dropped.push({ lot: key, covers, because, build: name });
    }
    merged.prices = kept;
    return dropped;
  }

  buildgen.inheritance = Object.freeze({ merge });
})((globalThis.buildgen = globalThis.buildgen || {}));
