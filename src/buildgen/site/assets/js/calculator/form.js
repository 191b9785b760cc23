/* The form: rows of parts, the work load, electricity, a service's price, and how results are shown. */
(function (buildgen) {
  "use strict";

  if (typeof document === "undefined") return;
  const own = buildgen.own;
  const { address, changes } = buildgen;
  const { button, el, field, input, select } = buildgen.elements;
  const { evidence, say, term } = buildgen.words;
  const NONE = "-";
  const MINE = "~";
  const COUNT = /^[0-9]{1,2}$/;

  function roleName(role) {
    return role.replace(/_/g, " ");
  }

  /* One row of the rig: its part, how many, their price; below, what only some parts have. */
  class Row {
    constructor(page, role) {
      this.page = page;
      this.role = role;
      this.added = own(page.state.added, role);
      this.note = el("p", { class: "bg-calc__note" });
      this.extras = el("div", { class: "bg-calc__extras" });
      this.tool = button(say(this.added ? "remove-row" : "reset-row"), () => this.reset(), {
        class: "bg-calc__link", "aria-label": say(this.added ? "remove-row-of" : "reset-row-of", { role: roleName(role) }),
        hidden: this.added === null,
      });
      this.parts = this.partSelect();
      this.node = el("fieldset", { class: "bg-calc__row", "data-row": role },
        el("legend", {}, el("b", {}, roleName(role)), this.added ? ` ${term("part_kinds", this.added)}` : ""),
        this.fields = el("div", { class: "bg-calc__fields" }), this.extras,
        el("div", { class: "bg-calc__under" }, this.note, this.tool));
      this.draw();
    }

    get base() {
      return own(this.page.base.parts, this.role);
    }

    get told() {
      return own(this.page.state.own, this.role);
    }

    /* What the row says now: the part, its count and state. */
    get use() {
      const before = this.base || { part: null, count: 1, state: null };
      return { ...before, ...own(this.page.state.parts, this.role) };
    }

    label(id) {
      return { "aria-label": say("of-role", { role: roleName(this.role), what: say(id) }) };
    }

    partSelect() {
      const node = select([], "", (value) => this.swap(value), { "data-calc": `part-${this.role}`, ...this.label("part") });
      for (const event of ["focus", "pointerdown"]) node.addEventListener(event, () => this.fillParts());
      return node;
    }

    /* Fills the choice of parts: what fits comes first, what does not says why. */
    fillParts() {
      const { page, role } = this;
      const key = JSON.stringify([page.found.build.parts, page.state.own]);
      if (this.filled === key) return;
      this.filled = key;
      const groups = [["fits", []], ["unknown", []], ["does-not-fit", []]];
      const kind = address.kindOf(role, page.state, page.data);
      for (const part of Object.values(page.data.catalog.parts)) {
        if (part.kind !== kind || part.id.includes(".")) continue;
        const [group, why] = this.standing(part);
        groups[group][1].push([part.id, why ? `${part.name}: ${why}` : part.name]);
      }
      const inPlace = this.base === null ? null : own(page.data.catalog.parts, this.base.part);
      if (inPlace !== null && inPlace.id.includes(".")) groups[0][1].unshift([inPlace.id, inPlace.name]);
      const shown = groups.filter(([, options]) => options.length)
        .map(([id, options]) => ({ label: say(`group-${id}`), options }));
      const rest = [[MINE, say("own-part")]];
      if (this.added === null) rest.push([NONE, say("no-part")]);
      shown.push({ label: say("group-other"), options: rest });
      const fresh = select(shown, this.chosen(), () => {});
      this.parts.replaceChildren(...fresh.childNodes);
      this.parts.value = this.chosen();
    }

    /* 0: fits, 1: not known, 2: does not; and why. */
    standing(part) {
      const { build, catalog } = this.page.found;
      if (own(build.parts, this.role) === null) return [0, ""];
      const parts = { ...build.parts, [this.role]: { ...build.parts[this.role], part: part.id, state: null } };
      const { errors, unknown } = buildgen.fitting.against({ ...build, parts }, catalog, this.role);
      const title = (problem) => `${this.page.data.sentences[problem.code].title} (${problem.code})`;
      if (errors.length) return [2, title(errors[0])];
      return unknown.length ? [1, ""] : [0, ""];
    }

    chosen() {
      if (this.page.state.remove.includes(this.role)) return NONE;
      return this.told === null ? this.use.part : MINE;
    }

    draw() {
      const { page, role } = this;
      this.filled = null;
      this.fillParts();
      const gone = page.state.remove.includes(role);
      const { count } = this.use;
      const [counted, wrongCount] = input(
        count === null || count === undefined ? "" : String(count), (t) => COUNT.test(t),
        (t) => page.change((s) => this.put(s, "count", t === "" ? undefined : Number(t))),
        say("wrong-count"), { inputmode: "numeric", placeholder: "?", "data-calc": `count-${role}`, ...this.label("count") });
      const [priced, wrongPrice] = input(
        own(page.state.prices, role) || "", (t) => address.AMOUNT.test(t),
        (t) => page.change((s) => {
          if (t === "") delete s.prices[role];
          else s.prices[role] = t;
        }),
        say("wrong-price"), { inputmode: "decimal", "data-calc": `price-${role}`, ...this.label("price") });
      this.price = priced;
      this.fields.replaceChildren(
        field(say("part"), this.parts),
        ...(gone ? [] : [field(say("count"), counted, { hint: wrongCount }), field(say("price"), priced, { hint: wrongPrice })]));
      this.extras.replaceChildren(...(gone ? [] : this.more()));
    }

    /* The state of a card, the supply that feeds it, the name and the watts of a part of one's own. */
    more() {
      const { page, role, told } = this;
      const pieces = [];
      if (told !== null) pieces.push(...this.ownFields(told));
      const part = told === null ? own(page.data.catalog.parts, this.use.part) : null;
      if (part !== null && part.kind === "gpu" && Object.keys(part.states).length) {
        const states = Object.entries(part.states).map(([id, each]) => [id, each.name]);
        pieces.push(field(say("state"), select(states, this.use.state || part.default_state || "",
          (id) => page.change((s) => this.put(s, "state", id)), { "data-calc": `state-${role}`, ...this.label("state") })));
      }
      const supplies = address.supplies(page.state, page.data);
      if (address.isFed(role, page.state, page.data) && supplies.length > (this.added ? 0 : 1)) {
        const now = own(page.state.feeds, role) || this.feeder() || "";
        const options = [...(now === "" ? [["", say("fed-by-none")]] : []), ...supplies.map((s) => [s, roleName(s)])];
        pieces.push(field(say("fed-by"), select(options, now, (supply) => page.change((s) => {
          if (supply === this.feeder()) delete s.feeds[role];
          else s.feeds[role] = supply;
        }), { "data-calc": `feed-${role}`, ...this.label("fed-by") })));
      }
      return pieces;
    }

    feeder() {
      const found = Object.entries(this.page.base.feeds).find(([, fed]) => fed.includes(this.role));
      return found === undefined ? null : found[0];
    }

    ownFields(told) {
      const { page, role } = this;
      const put = (name) => (value) => page.change((s) => {
        s.own[role] = { ...s.own[role], [name]: value };
      });
      const kind = address.kindOf(role, page.state, page.data);
      const [named, wrongName] = input(told.name, (t) => address.NAME.test(t), (t) => put("name")(t || roleName(role)),
        say("wrong-name"), { maxlength: 60, "data-calc": `name-${role}`, ...this.label("name") });
      const pieces = [field(say("name"), named, { hint: wrongName })];
      if (kind === "gpu" || kind === "psu" || changes.POWERED.includes(kind)) {
        const what = kind === "psu" ? "rating" : "watts";
        const [watts, wrongWatts] = input(told.watts, (t) => address.WATTS.test(t), put("watts"), say("wrong-number"),
          { inputmode: "decimal", placeholder: "?", "data-calc": `watts-${role}`, ...this.label(what) });
        pieces.push(field(say(what), watts, { hint: wrongWatts }));
      }
      return pieces;
    }

    swap(value) {
      const { role, added } = this;
      this.page.change((state) => {
        delete state.own[role];
        state.remove = state.remove.filter((each) => each !== role);
        const { count } = own(state.parts, role) || {};
        const use = count === undefined ? {} : { count };
        if (value === NONE) state.remove = [...state.remove, role].sort();
        else if (value === MINE) state.own[role] = { name: roleName(added ? role : `own_${role}`), watts: "" };
        else if (this.base === null || value !== this.base.part) use.part = value;
        state.parts[role] = use;
        this.tidy(state);
      });
      this.draw();
      this.parts.focus();
    }

    /* What equals the base is no change. */
    put(state, name, value) {
      const { role, base } = this;
      const use = { ...own(state.parts, role) };
      const plain = base === null ? { count: 1, state: null } : base;
      if (value === undefined || (use.part === undefined && value === plain[name])) delete use[name];
      else use[name] = value;
      state.parts[role] = use;
      this.tidy(state);
    }

    tidy(state) {
      if (!Object.keys(state.parts[this.role]).length) delete state.parts[this.role];
    }

    isChanged() {
      const { state } = this.page;
      return state.remove.includes(this.role) ||
        ["parts", "own", "prices", "feeds"].some((name) => own(state[name], this.role) !== null);
    }

    reset() {
      this.page.change((state) => {
        for (const name of ["parts", "own", "prices", "feeds", "added"]) delete state[name][this.role];
        state.remove = state.remove.filter((role) => role !== this.role);
      }, { redraw: true, focus: `part-${this.role}` });
    }

    /* Says what the row costs now and on what that rests; a lot that fell away is struck out. */
    update(found) {
      const { role, page } = this;
      const line = found.bill.lines.find((each) => each.roles.includes(role));
      const gone = found.gone.filter((name) => page.base.prices[name].covers.includes(role))
        .filter((name) => own(found.child.prices, name) === null);
      const pieces = gone.flatMap((name) => [
        el("s", {}, buildgen.words.cash(buildgen.money.money(...page.base.prices[name].total))),
        ` ${say("lot-gone", { lot: name })} `,
      ]);
      this.price.placeholder = "";
      if (line !== undefined && line.amount !== null) {
        const others = line.roles.filter((each) => each !== role).map(roleName);
        const amount = buildgen.words.lineAmount(line);
        const proof = evidence(line.kind, line.date);
        this.price.placeholder = buildgen.money.amount(line.amount);
        pieces.push(others.length ? say("price-with", { amount, others: others.join(", "), proof }) : say("price-from", { amount, proof }));
        if (line.freight !== "included") pieces.push(`; ${say(line.freight === "excluded" ? "freight-excluded" : "freight-unknown")}`);
      } else if (line !== undefined) {
        pieces.push(say(line.foreign === null ? "price-unknown" : "price-foreign", { currency: line.foreign }));
      }
      this.note.replaceChildren(...pieces);
      this.tool.hidden = this.added === null && !this.isChanged();
    }
  }

  /* A group of the form. */
  function group(id, ...children) {
    return el("fieldset", { class: "bg-calc__group" }, el("legend", {}, say(id)), el("div", { class: "bg-calc__fields" }, ...children));
  }

  function control(page, name, id, more = {}) {
    const [node, wrong] = input(page.state[name], (t) => address.isAllowed(name, t, page.data),
      (t) => page.change((s) => {
        s[name] = t;
      }), say(more.wrong || "wrong-number"), { "data-calc": name, inputmode: more.mode || "decimal", placeholder: more.placeholder || null });
    return field(say(id), node, { hint: wrong });
  }

  function choice(page, name, id, options, redraw = false, wide = false) {
    return field(say(id), select(options, page.state[name], (value) => page.change((s) => {
      s[name] = value;
    }, { redraw, focus: redraw ? name : null }), { "data-calc": name }), { wide });
  }

  function workload(page) {
    const { data, state } = page;
    const plain = (names) => names.map((name) => [name, name]);
    const models = Object.values(data.catalog.models).map((m) => [m.id, m.name]);
    const model = own(data.catalog.models, state.model);
    const listed = model === null ? [] : Object.keys(model.quantisations);
    const others = Object.keys(data.constants.tensors.base).filter((name) => !listed.includes(name));
    const files = [{ label: say("group-listed"), options: plain(listed) }, { label: say("group-other"), options: plain(others) }];
    return group("model-group",
      choice(page, "model", "model", models, true),
      choice(page, "quantisation", "quantisation", files.filter((each) => each.options.length)),
      control(page, "context", "context", { mode: "numeric", wrong: "wrong-whole" }),
      choice(page, "kv_type", "kv-type", plain(data.constants.scope.kv_types)),
      choice(page, "split", "split", plain(data.constants.split.splits)),
      control(page, "sequences", "sequences", { mode: "numeric", wrong: "wrong-whole" }));
  }

  function priceText(known, low, high) {
    const range = high === null || high === undefined ? low : say("range", { low, high });
    return `${range} ${known.currency}`;
  }

  function electricity(page) {
    const { data, state } = page;
    const listed = Object.entries(data.electricity).map(([id, each]) =>
      [id, `${id}: ${priceText(each, each.price, each.up_to)}, ${evidence(each.kind, each.date)}${each.date ? "" : `, ${say("no-date")}`}`]);
    const mine = state.tariff === "own"
      ? [control(page, "per_kwh", "per-kwh"), control(page, "place", "place", { mode: "text", wrong: "wrong-name" }),
        control(page, "tariff_date", "date", { mode: "text", wrong: "wrong-date", placeholder: "2026-01-31" })]
      : [];
    return group("electricity-group",
      choice(page, "tariff", "tariff", [["", say("no-tariff")], ...listed, ["own", say("own-price")]], true, true),
      ...mine,
      control(page, "busy_hours", "busy-hours"), control(page, "idle_hours", "idle-hours"),
      control(page, "typical_watts", "typical-watts", { placeholder: say("cap-stands-in") }),
      control(page, "idle_watts", "idle-watts", { placeholder: "?" }),
      control(page, "efficiency", "efficiency", { placeholder: "0.90" }), control(page, "years", "years"));
  }

  function service(page) {
    const { data, state } = page;
    const listed = Object.entries(data.services).map(([id, each]) =>
      [id, `${each.name}: ${priceText(each, each.writing || "?", null)}, ${evidence(each.kind, each.date)}${each.date ? "" : `, ${say("no-date")}`}`]);
    const mine = state.service === "own"
      ? [control(page, "service_output", "service-output"), control(page, "service_input", "service-input"),
        control(page, "service_date", "date", { mode: "text", wrong: "wrong-date", placeholder: "2026-01-31" })]
      : [];
    return group("service-group",
      choice(page, "service", "service", [["", say("no-service")], ...listed, ["own", say("own-price")]], true, true),
      ...mine, control(page, "prompt", "prompt"),
      choice(page, "accept", "accept", [["", say("accept-no")], ["1", say("accept-yes")]]));
  }

  function display(page) {
    const { data, state } = page;
    const mine = buildgen.bom.currencyOf(page.base);
    const codes = Object.keys(data.constants.minor_digits).filter((code) => code !== mine).sort();
    const rate = state.currency === ""
      ? []
      : [control(page, "rate", "rate", { placeholder: "?" }),
        control(page, "rate_date", "rate-date", { mode: "text", wrong: "wrong-date", placeholder: "2026-01-31" })];
    const builds = Object.values(data.catalog.builds).filter((b) => b.id !== state.base).map((b) => [b.id, b.title]);
    return group("display-group",
      choice(page, "beside", "beside", [["", say("beside-none")], ...builds]),
      choice(page, "currency", "currency", [["", mine], ...codes.map((code) => [code, code])], true),
      ...rate);
  }

  /* A row more: of a kind that the reader chooses, with a part of the catalog or of one's own. */
  function adding(page) {
    const kinds = page.data.kinds_of_parts.map((kind) => [kind, term("part_kinds", kind)]);
    const kind = select(kinds, "gpu", () => {}, { "data-calc": "add-kind" });
    const act = () => {
      const role = address.freeRole(page.state);
      if (role === null) return;
      page.change((s) => address.add(s, role, kind.value), { redraw: true, focus: `name-${role}` });
    };
    return el("div", { class: "bg-calc__fields bg-calc__adding" },
      field(say("kind"), kind), button(say("add-row"), act, { disabled: address.freeRole(page.state) === null }));
  }

  /* The whole form; `update` brings what it says about prices up to date. */
  function makeForm(page) {
    const builds = Object.values(page.data.catalog.builds).map((b) => [b.id, b.title]);
    const base = select(builds, page.state.base, (id) => page.rebase(id), { id: "calc-base", "data-calc": "base" });
    const rows = address.roles(page.state, page.data).map((role) => new Row(page, role));
    const nodes = [
      el("h2", { id: "rig" }, say("your-rig")),
      el("div", { class: "bg-calc__fields" }, field(say("base"), base)),
      el("div", { class: "bg-calc__rows" }, ...rows.map((row) => row.node)),
      adding(page), workload(page), electricity(page), service(page), display(page),
    ];
    return { nodes, update: (found) => rows.forEach((row) => row.update(found)) };
  }

  buildgen.form = Object.freeze({ makeForm, roleName });
})((globalThis.buildgen = globalThis.buildgen || {}));
