/* The calculator's page: controls, results and the address. All numbers come from the engine; all text from data
   enters the page as text. */
(function (buildgen) {
  "use strict";

  if (typeof document === "undefined") return;
  const own = buildgen.own;
  const { address, calculation, exporting } = buildgen;
  const KEPT = 50;

  function el(tag, fields, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(fields || {})) {
      if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (name === "value" || name === "checked") node[name] = value;
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function watts(grains) {
    return grains === null ? "not known" : buildgen.quantity.text("Watts", grains);
  }

  function cash(amount) {
    return amount === null ? "not known" : buildgen.money.text(amount);
  }

  function totalText(total) {
    return `${total.at_least ? "at least " : ""}${cash(total.amount)}`;
  }

  function mib(bytes) {
    return String(Math.round(bytes / 1048576));
  }

  function nameOf(part) {
    return part === null ? "not in the catalog" : part.name.en;
  }

  const WORDS = { error: "error", warning: "warning", "not established": "unknown", ok: "ok" };
  const SHOWN = { error: "Error", warning: "Warning", "not established": "Not established", ok: "OK" };

  function verdictTag(word) {
    return el("span", { class: "bg-verdict", "data-verdict": WORDS[word] }, SHOWN[word]);
  }

  function how(...lines) {
    const items = lines.filter(Boolean).map((line) => el("li", {}, line));
    return el("details", { class: "bg-data" }, el("summary", {}, "How?"), el("ul", {}, ...items));
  }

  /* A sentence of the checks, the same words as on the command line. */
  function sentence(reason, supply, data) {
    const parts = data.sentences[reason.code] || {};
    const bound = supply.budget === null && parts.at_least;
    const values = new Map(reason.values);
    values.set("part", supply.part).set("supply", supply.role);
    if (!values.has("rating") && supply.rating !== null) values.set("rating", supply.rating);
    const say = (value) => {
      if (typeof value === "bigint") return watts(value);
      return Array.isArray(value) ? value.join(", ") : String(value);
    };
    return (bound || parts.message || reason.code).replace(/`/g, "").replace(/\{([a-z_]+)\}/g, (all, name) =>
      values.has(name) ? say(values.get(name)) : all,
    );
  }

  class Calculator {
    constructor(root, data) {
      this.root = root;
      this.data = data;
      this.past = [];
      this.timer = 0;
      const { state, notes } = address.read(location.search, data);
      this.state = state;
      this.notes = notes;
      this.broken = calculation.selfCheck(data);
      this.form = el("div", { class: "bg-calc__form" });
      this.results = el("div", { class: "bg-calc__results", id: "results", tabindex: "-1" });
      this.status = el("p", { class: "bg-calc__status", role: "status" });
      this.bar = el("a", { class: "bg-calc__bar", href: "#results" });
      root.replaceChildren(this.form, this.results, this.status, this.bar);
      addEventListener("popstate", () => this.reread());
      this.drawForm();
      this.draw(false);
    }

    reread() {
      const { state, notes } = address.read(location.search, this.data);
      this.state = state;
      this.notes = notes;
      this.drawForm();
      this.draw(false);
    }

    /* Changes the state by a function; what came before can be taken back. */
    change(act, { redraw = false, push = false } = {}) {
      this.past.push(JSON.stringify(this.state));
      this.past.splice(0, this.past.length - KEPT);
      act(this.state);
      this.notes = [];
      if (redraw) this.drawForm();
      this.draw(true);
      this.remember(push);
    }

    undo() {
      const before = this.past.pop();
      if (before === undefined) return;
      this.state = JSON.parse(before);
      this.drawForm();
      this.draw(true);
      this.remember(false);
    }

    remember(push) {
      const target = `${location.pathname}${address.write(this.state, this.data)}${location.hash}`;
      clearTimeout(this.later);
      if (push) history.pushState(null, "", target);
      else this.later = setTimeout(() => history.replaceState(history.state, "", target), 300);
    }

    select(label, value, options, act, more = {}) {
      const groups = options.map(([key, text, off]) =>
        el("option", { value: key, selected: key === value, disabled: off || false }, text),
      );
      const node = el("select", { on: { change: (event) => act(event.target.value) }, ...more }, ...groups);
      return el("label", {}, label, node);
    }

    input(label, value, valid, act, more = {}) {
      const wrong = el("span", { class: "bg-calc__wrong" });
      const read = (event) => {
        const text = event.target.value.trim().replace(/[,￥¥]/g, "");
        const fine = text === "" || valid(text);
        event.target.setAttribute("aria-invalid", String(!fine));
        wrong.textContent = fine ? "" : "not understood: the results are those from before";
        if (fine) act(text);
      };
      const node = el("input", { type: "text", value, autocomplete: "off", on: { change: read }, ...more });
      return el("label", {}, label, node, wrong);
    }

    drawForm() {
      const { state, data } = this;
      const builds = Object.values(data.catalog.builds).map((b) => [b.id, b.title.en]);
      const base = this.select(
        "Base build", state.base, builds,
        (id) => this.change((s) => Object.assign(s, address.start(id, data)), { redraw: true, push: true }),
        { id: "calc-base" },
      );
      const rows = Object.keys(data.catalog.builds[state.base].parts).map((role) => this.row(role));
      this.form.replaceChildren(
        el("h2", {}, "Your rig"),
        base,
        el("fieldset", {}, el("legend", {}, "Parts"), ...rows),
        this.workload(),
        this.electricity(),
        this.tools(),
      );
    }

    row(role) {
      const { state, data } = this;
      const base = data.catalog.builds[state.base];
      const use = { ...base.parts[role], ...own(state.parts, role) };
      const mine = own(state.own, role);
      const kind = address.kindOf(role, base.parts, data);
      const gone = state.remove.includes(role);
      const same = Object.values(data.catalog.parts).filter((part) => part.kind === kind && !part.id.includes("."));
      const options = same.map((part) => [part.id, part.name.en]);
      const replaced = own(data.catalog.parts, base.parts[role].part);
      if (!same.includes(replaced)) options.unshift([base.parts[role].part, nameOf(replaced)]);
      if (kind !== null) options.push(["~", "a part of your own"]);
      options.push(["-", "none"]);
      const chosen = gone ? "-" : mine ? "~" : use.part;
      const swap = (value) => this.change((s) => this.swap(s, role, value), { redraw: true });
      const pieces = [this.select("Part", chosen, options, swap, { "data-calc": `part-${role}` })];
      if (!gone) {
        pieces.push(this.input("Count", use.count === null ? "" : String(use.count), (t) => /^[0-9]{1,2}$/.test(t),
          (text) => this.change((s) => this.set(s, role, "count", text === "" ? undefined : Number(text))),
          { inputmode: "numeric", "data-calc": `count-${role}` }));
        pieces.push(this.input("Price of the row", state.prices[role] || "", (t) => address.AMOUNT.test(t),
          (text) => this.change((s) => {
            if (text === "") delete s.prices[role];
            else s.prices[role] = text;
          }),
          { inputmode: "decimal", placeholder: "as in the catalog", "data-calc": `price-${role}` }));
        const part = mine ? null : own(data.catalog.parts, use.part);
        if (part !== null && part.kind === "gpu" && Object.keys(part.states).length) {
          const states = Object.entries(part.states).map(([id, each]) => [id, each.name.en]);
          pieces.push(this.select("State", use.state || part.default_state || "", states,
            (id) => this.change((s) => this.set(s, role, "state", id)), { "data-calc": `state-${role}` }));
        }
        if (mine) pieces.push(...this.ownFields(role, mine));
      }
      return el("fieldset", { class: "bg-calc__row" }, el("legend", {}, role.replace(/_/g, " ")), ...pieces);
    }

    ownFields(role, mine) {
      const set = (field) => (text) => this.change((s) => { s.own[role][field] = text; });
      return [
        this.input("Name", mine.name, (t) => address.OWN_PART.test(`0~${t}`), set("name")),
        this.input("Watts", mine.watts, (t) => address.OWN_PART.test(`${t}~x`), set("watts"), { inputmode: "decimal" }),
      ];
    }

    swap(state, role, value) {
      delete state.own[role];
      state.remove = state.remove.filter((each) => each !== role);
      const { count } = own(state.parts, role) || {};
      state.parts[role] = count === undefined ? {} : { count };
      if (value === "-") state.remove = [...state.remove, role].sort();
      else if (value === "~") state.own[role] = { name: `own ${role.replace(/_/g, " ")}`, watts: "" };
      else if (value !== this.data.catalog.builds[state.base].parts[role].part) state.parts[role].part = value;
      this.tidy(state, role);
    }

    /* What equals the base is no change. */
    set(state, role, field, value) {
      const use = { ...own(state.parts, role) };
      const same = use.part === undefined && value === this.data.catalog.builds[state.base].parts[role][field];
      if (value === undefined || same) delete use[field];
      else use[field] = value;
      state.parts[role] = use;
      this.tidy(state, role);
    }

    tidy(state, role) {
      if (!Object.keys(state.parts[role]).length) delete state.parts[role];
    }

    workload() {
      const { state, data } = this;
      const set = (field) => (value) => this.change((s) => { s[field] = value; });
      const models = Object.values(data.catalog.models).map((m) => [m.id, m.name.en]);
      const files = Object.keys(data.constants.tensors.base).map((name) => [name, name]);
      const types = ["f16", "q8_0", "q4_0"].map((name) => [name, name]);
      const splits = data.constants.split.splits.map((name) => [name, name]);
      const valid = (field) => (text) => address.isAllowed(field, text, data);
      return el("fieldset", {}, el("legend", {}, "Model"),
        this.select("Model", state.model, models, set("model")),
        this.select("Quantisation", state.quantisation, files, set("quantisation")),
        this.input("Context, tokens", state.context, valid("context"), set("context"), { inputmode: "numeric" }),
        this.select("KV cache", state.kv_type, types, set("kv_type")),
        this.select("Split", state.split, splits, set("split")),
        this.input("Sequences", state.sequences, valid("sequences"), set("sequences"), { inputmode: "numeric" }));
    }

    electricity() {
      const { state, data } = this;
      const fields = [
        ["per_kwh", "Price of a kWh"], ["busy_hours", "Hours a day busy"], ["idle_hours", "Hours a day idle"],
        ["idle_watts", "Watts when idle"], ["years", "Years of use"],
      ];
      return el("fieldset", {}, el("legend", {}, "Electricity"),
        ...fields.map(([field, label]) =>
          this.input(label, state[field], (t) => address.isAllowed(field, t, data),
            (text) => this.change((s) => { s[field] = text; }), { inputmode: "decimal", "data-calc": field })));
    }

    tools() {
      const button = (text, act) => el("button", { type: "button", class: "bg-button", on: { click: act } }, text);
      return el("p", { class: "bg-calc__tools" },
        button("Undo", () => this.undo()),
        button("Reset", () => this.change((s) => Object.assign(s, address.start(s.base, this.data)), { redraw: true })),
        button("Copy link", () => this.copy()),
        button("Download YAML", () => this.download()));
    }

    async copy() {
      const link = new URL(address.write(this.state, this.data) || location.pathname, location.href).href;
      try {
        await navigator.clipboard.writeText(link);
        this.status.textContent = "Link copied.";
      } catch {
        this.status.textContent = link;
      }
    }

    download() {
      const file = new Blob([exporting.yamlOf(this.state, this.data)], { type: "text/yaml" });
      const link = el("a", { href: URL.createObjectURL(file), download: `${calculation.NAME}.yaml` });
      link.click();
      URL.revokeObjectURL(link.href);
    }

    draw(tell) {
      const found = calculation.calculate(this.state, this.data);
      const notices = this.notices(found);
      this.results.replaceChildren(
        el("h2", {}, "Results"),
        ...(notices === null ? [] : [notices]),
        this.money(found),
        this.power(found),
        this.memory(found),
        this.running(found),
      );
      const words = this.summary(found);
      this.bar.textContent = words;
      clearTimeout(this.timer);
      if (tell) this.timer = setTimeout(() => { this.status.textContent = `${words}.`; }, 500);
    }

    summary(found) {
      const verdicts = found.reasons.map((reasons) => buildgen.verdict.worst(reasons.map((r) => r.verdict)));
      const pieces = [totalText(found.bill.total), `power: ${SHOWN[buildgen.verdict.worst(verdicts)].toLowerCase()}`];
      if (found.forecast !== null) {
        pieces.push(found.forecast.fit.verdict);
        const rate = calculation.shownRate(found.forecast.decode);
        if (rate !== null) pieces.push(`${rate} t/s ${found.forecast.decode.kind}`);
      }
      return pieces.join(" · ");
    }

    notices(found) {
      const lines = [...this.notes];
      if (this.broken.length) {
        lines.push(`The calculator does not come to the figures of the tables below (${this.broken.join(", ")}): trust the tables.`);
      }
      for (const lot of found.gone) lines.push(`The price of the lot "${lot}" no longer holds: a lot is never divided.`);
      if (found.stale.length) lines.push(`Old prices: ${found.stale.join(", ")}.`);
      return lines.length ? el("ul", { class: "bg-calc__notices" }, ...lines.map((line) => el("li", {}, line))) : null;
    }

    table(caption, heads, rows) {
      const cell = (value, index) => el(index ? "td" : "th", index ? { class: "bg-num" } : { scope: "row" }, value);
      const head = heads.map((text, index) => el("th", { scope: "col", class: index ? "bg-num" : null }, text));
      const body = rows.map((row) => el("tr", {}, ...row.map(cell)));
      const table = el("table", { class: "bg-table bg-table--compact" },
        el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body));
      return el("div", { class: "bg-scroll", role: "region", tabindex: "0", "aria-label": caption }, table);
    }

    money(found) {
      const { bill, difference, catalog } = found;
      const rows = bill.lines.map((line) => {
        const parts = line.parts.map((p) => `${nameOf(own(catalog.parts, p.id))} x ${p.count === null ? "?" : p.count}`);
        const share = buildgen.bom.share(bill, line);
        const known = line.amount === null ? "not known" : cash(line.amount);
        return [parts.join(", "), known, share === null ? "" : `${share} %`, `${line.kind || ""} ${line.date || ""}`];
      });
      const sum = bill.lines.filter((l) => l.amount !== null).map((l) => buildgen.money.amount(l.amount)).join(" + ");
      const open = bill.lines.filter((l) => l.at_least).map((l) => l.name).join(", ");
      return el("section", {}, el("h3", {}, "Price"),
        el("p", { class: "bg-calc__figure", id: "calc-total" }, totalText(bill.total)),
        difference === null ? null : el("p", { id: "calc-difference" },
          `${difference.amount.minor < 0n ? "" : "+"}${cash(difference.amount)}` +
          `${difference.percent === null ? "" : ` (${difference.percent} %)`} against the base`),
        this.table("Bill", ["Parts", "Price", "Share", "From"], rows),
        how(`${sum || "nothing"} = ${cash(bill.total.amount)}`, open ? `At least, because not all is known of: ${open}.` : ""));
    }

    power(found) {
      const { budget, reasons, catalog } = found;
      const blocks = budget.supplies.map((supply, index) => {
        const word = buildgen.verdict.worst(reasons[index].map((r) => r.verdict));
        const lines = reasons[index].map((reason) =>
          el("li", {}, el("a", { href: `checks/${reason.code}.html` }, reason.code), ` ${sentence(reason, supply, this.data)}`));
        const sum = supply.charges.map((c) => `${watts(c.budget)} (${c.name}, ${c.via})`).join(" + ");
        const percent = supply.load_percent === null ? "" : ` = ${supply.load_percent} % of ${watts(supply.rating)}`;
        return el("div", { class: "bg-calc__supply", "data-supply": supply.role },
          el("h4", {}, nameOf(own(catalog.parts, supply.part)), " ", verdictTag(word)),
          el("p", {}, `Budget ${watts(supply.budget)}${percent}; ${watts(supply.low)} to ${watts(supply.high)}, peak ${watts(supply.peak)}.`),
          lines.length ? el("ul", {}, ...lines) : null,
          how(`${sum || "nothing is fed"} = ${watts(supply.budget)}`));
      });
      const loose = budget.unfed.length ? el("p", {}, `Fed by no supply: ${budget.unfed.join(", ")}.`) : null;
      return el("section", {}, el("h3", {}, "Power"), ...blocks, loose);
    }

    memory(found) {
      const { forecast } = found;
      const section = el("section", {}, el("h3", {}, "Memory and speed"));
      if (forecast === null) return section;
      const { fit, decode, prefill } = forecast;
      const rows = fit.cards.map((c) => [
        c.card, mib(c.weights), mib(c.kv), mib(c.compute), mib(c.pool), mib(c.workspace + c.runtime), mib(c.margin),
      ]);
      section.append(el("p", { class: "bg-calc__figure", id: "calc-fit" }, fit.verdict));
      const because = (codes) => codes.map((r) => `${r.code}${r.value ? ` (${r.value})` : ""}`).join(", ");
      if (fit.reasons.length) section.append(el("p", {}, `Because: ${because(fit.reasons)}.`));
      if (rows.length) {
        const heads = ["Card", "Weights", "KV", "Compute", "Pool", "Other", "Left"];
        section.append(this.table("Memory per card, MiB", heads, rows));
        const tight = fit.cards[fit.tightest];
        section.append(how(`${mib(tight.total - tight.in_use)} - ${mib(tight.weights)} - ${mib(tight.kv)} - ${mib(tight.compute)}` +
          ` - ${mib(tight.pool)} - ${mib(tight.workspace + tight.runtime)} = ${mib(tight.margin)} MiB left on ${tight.card}`));
      }
      for (const [name, speed] of [["Decode", decode], ["Prefill", prefill]]) {
        const rate = calculation.shownRate(speed);
        const range = speed.kind === "estimate" ? `, ${speed.low.toFixed(1)} to ${speed.high.toFixed(1)}` : "";
        const text = rate === null ? `${speed.kind}: ${because(speed.reasons)}` : `${rate} t/s, ${speed.kind}${range}`;
        section.append(el("p", {}, `${name}: ${text}`));
        if (speed.rests_on.length) section.append(how(`Rests on ${speed.rests_on.join(", ")}.`));
      }
      return section;
    }

    running(found) {
      const { cost, terms } = found;
      const bound = cost.at_least ? "at least " : "";
      const energy = (grains) => (grains === null ? "not known" : `${buildgen.quantity.decimalText(grains, 1000000n, 1)} kWh`);
      const rows = [
        ["Energy a month", energy(cost.energy_month)],
        ["Electricity a month", cash(cost.electricity_month)],
        ["Purchase a month", cash(cost.purchase_month)],
        ["Together a month", cash(cost.month)],
        ["Energy of a million tokens", energy(cost.energy_million)],
        ["Electricity of a million tokens", cash(cost.electricity_million)],
        ["Everything, a million tokens", cash(cost.million)],
      ].map(([label, text]) => [label, text === "not known" ? text : `${bound}${text}`]);
      const why = cost.reasons.map((r) => el("li", {}, this.data.cost_reasons[r.code].replace("{value}", r.value)));
      const listed = cost.assumptions.map((a) => `${a.id}: ${a.value} (${a.kind}${a.date ? ` ${a.date}` : ""})`);
      return el("section", {}, el("h3", {}, "Running cost"),
        this.table("Running cost", ["Of what", "Amount"], rows),
        why.length ? el("ul", {}, ...why) : null,
        how(`busy ${watts(buildgen.terms.busyOf(terms.draw))} x ${terms.busy_hours} h a day, ${terms.years} years`, ...listed));
    }
  }

  function begin() {
    const root = document.getElementById("calculator");
    const store = document.getElementById("calculator-data");
    if (root === null || store === null) return;
    const data = JSON.parse(store.textContent);
    buildgen.constants.use(data.constants);
    buildgen.calculator = new Calculator(root, data);
  }

  begin();
})((globalThis.buildgen = globalThis.buildgen || {}));
