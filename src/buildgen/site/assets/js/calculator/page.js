/* The calculator's page: it holds the state, asks for the results, and keeps the address up to date. All numbers
   come from the engine; all text from data enters the page as text. */
(function (buildgen) {
  "use strict";

  if (typeof document === "undefined") return;
  const { address, calculation, changes, exporting } = buildgen;
  const { button, el, list } = buildgen.elements;
  const { say } = buildgen.words;
  const KEPT = 50;
  const PAUSE = 500;

  class Calculator {
    constructor(root, data) {
      this.data = data;
      this.past = [];
      this.others = new Map();
      this.scans = new Map();
      this.broken = this.check();
      this.form = el("div", { class: "bg-calc__form" });
      this.tiles = el("dl", { class: "bg-calc__tiles" });
      this.results = el("div", { class: "bg-calc__sections" });
      this.notices = el("div", { class: "bg-calc__notices" });
      this.status = el("p", { class: "bg-calc__status", role: "status" });
      this.bar = el("a", { class: "bg-calc__bar", href: "#results" });
      this.preview = el("pre", { class: "bg-calc__file", tabindex: "0" });
      const heading = el("h2", { id: "results", tabindex: "-1" }, say("results"));
      const side = el("div", { class: "bg-calc__results" }, heading, this.tiles, this.notices, this.results, this.file());
      const skip = el("p", { class: "bg-calc__skip" }, el("a", { href: "#results" }, say("skip")));
      root.replaceChildren(skip, this.tools(), this.form, side, this.status, this.bar);
      root.addEventListener("keydown", (event) => this.key(event));
      addEventListener("popstate", () => this.reread());
      this.reread();
    }

    get base() {
      return this.data.catalog.builds[this.state.base];
    }

    /* Builds whose figures come out other than Python computed them; all of them if the engine fails outright. */
    check() {
      try {
        return calculation.selfCheck(this.data);
      } catch {
        return Object.keys(this.data.figures);
      }
    }

    reread() {
      const { state, notes } = address.read(location.search, this.data);
      this.state = state;
      this.notes = notes;
      this.calculate();
      this.drawForm();
      this.draw(false);
    }

    /* Changes the state by a function; what came before can be taken back. */
    change(act, { redraw = false, push = false, focus = null } = {}) {
      this.past.push(JSON.stringify(this.state));
      this.past.splice(0, this.past.length - KEPT);
      act(this.state);
      this.notes = [];
      this.show(redraw, focus);
      this.write(push);
    }

    show(redraw, focus = null) {
      this.calculate();
      if (redraw) this.drawForm();
      if (focus !== null) this.find(focus)?.focus();
      this.draw(true);
    }

    undo() {
      const before = this.past.pop();
      if (before === undefined) return;
      this.state = JSON.parse(before);
      this.show(true);
      this.write(false);
    }

    reset() {
      this.change((s) => Object.assign(s, address.start(s.base, this.data)), { redraw: true });
    }

    rebase(id) {
      this.change((s) => Object.assign(s, address.start(id, this.data)), { redraw: true, push: true, focus: "base" });
    }

    find(key) {
      return this.form.querySelector(`[data-calc="${key}"]`);
    }

    /* Leads to a field of the form. */
    visit(key) {
      const node = this.find(key);
      node?.scrollIntoView({ block: "center" });
      node?.focus();
    }

    key(event) {
      if (event.altKey && event.key.toLowerCase() === "z") {
        event.preventDefault();
        this.undo();
      }
    }

    write(push) {
      const query = address.write(this.state, this.data);
      const target = `${location.pathname}${query}${location.hash}`;
      clearTimeout(this.later);
      if (push) history.pushState(null, "", target);
      else this.later = setTimeout(() => history.replaceState(history.state, "", target), 300);
      this.long = address.isTooLong(query);
    }

    calculate() {
      if (this.broken.includes(this.state.base)) this.found = changes.buildOf(this.state, this.data);
      else this.found = calculation.calculate(this.state, this.data);
      this.scanned = this.scans.get(this.scanKey()) || null;
    }

    /* What the search for the largest context depends on. */
    scanKey() {
      const { model, quantisation, context, kv_type: kv, split, sequences } = this.state;
      const { forecast } = this.found;
      return JSON.stringify([model, quantisation, context, kv, split, sequences, forecast && forecast.rack.cards]);
    }

    /* A build of the catalog at the same work and terms, computed once for each. */
    unchanged(id) {
      const { parts, own, prices, remove, added, feeds, ...terms } = this.state;
      const key = JSON.stringify([id, terms]);
      if (!this.others.has(key)) {
        if (this.others.size > KEPT) this.others.clear();
        this.others.set(key, calculation.unchanged(this.state, this.data, id));
      }
      return this.others.get(key);
    }

    drawForm() {
      const { nodes, update } = buildgen.form.makeForm(this);
      this.update = update;
      this.form.replaceChildren(...nodes);
    }

    draw(tell) {
      const pairs = address.changes(this.state, this.data);
      this.undoing.disabled = !this.past.length;
      this.count.textContent = pairs.length ? say("changes", { count: pairs.length }) : say("no-changes");
      if (this.broken.includes(this.state.base)) {
        this.tiles.replaceChildren();
        this.notices.replaceChildren();
        this.results.replaceChildren(...buildgen.results.fixed(this));
        this.bar.textContent = say("broken");
        return;
      }
      this.update(this.found);
      this.tiles.replaceChildren(...buildgen.results.tiles(this));
      this.drawNotices();
      this.fill(() => this.results.replaceChildren(...buildgen.results.sections(this)));
      this.preview.textContent = exporting.yamlOf(this.state, this.data);
      const words = buildgen.results.summary(this);
      this.bar.textContent = words.join(" · ");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.scan();
        if (tell) this.status.textContent = `${words.join(", ")}.`;
      }, PAUSE);
    }

    /* The largest context and what would help take longer: they come when the reader pauses. */
    scan() {
      if (this.scanned !== null) return;
      this.scanned = calculation.calculate(this.state, this.data, { scan: true }).forecast;
      if (this.scans.size > KEPT) this.scans.clear();
      this.scans.set(this.scanKey(), this.scanned);
      this.results.querySelector("#calc-scanned")?.replaceWith(buildgen.results.scanned(this));
    }

    /* Draws again, and keeps open what was open. */
    fill(act) {
      const each = (work) => {
        for (const section of this.results.children) section.querySelectorAll("details").forEach((node, n) => work(node, `${section.id} ${n}`));
      };
      const opened = new Set();
      each((node, key) => node.open && opened.add(key));
      act();
      each((node, key) => {
        node.open = opened.has(key);
      });
    }

    drawNotices() {
      const { found } = this;
      const lines = this.notes.map(([id, values]) => say(id, values));
      if (this.long) lines.push(say("link-gets-too-long"));
      for (const lot of found.gone.filter((name) => !(name in found.child.prices))) lines.push(say("notice-lot-gone", { lot }));
      if (found.stale.length) lines.push(say("notice-stale", { names: found.stale.join(", ") }));
      this.notices.replaceChildren(...(lines.length ? [list(lines, { class: "bg-calc__notice" })] : []));
    }

    tools() {
      this.undoing = button(say("undo"), () => this.undo(), { "aria-keyshortcuts": "Alt+Z", title: "Alt+Z" });
      this.count = el("span", { class: "bg-note" });
      const share = navigator.share === undefined ? null : button(say("share"), () => this.share());
      return el("div", { class: "bg-calc__tools" },
        this.undoing, button(say("reset"), () => this.reset()), button(say("copy-link"), () => this.copy()), share,
        button(say("download"), () => this.download()), this.count);
    }

    file() {
      const copy = button(say("copy-file"), () => this.copyText(exporting.yamlOf(this.state, this.data), say("file-copied")));
      const steps = list([el("code", {}, `buildgen price ${changes.NAME}`), el("code", {}, "buildgen check")]);
      return el("section", { class: "bg-calc__part", id: "calc-file" }, el("h3", {}, say("file")), el("p", {}, say("file-how")), steps, copy,
        el("details", { class: "bg-data" }, el("summary", {}, say("file-show")), this.preview));
    }

    link() {
      return new URL(address.write(this.state, this.data) || location.pathname, location.href).href;
    }

    copy() {
      return this.copyText(this.link(), say("link-copied"));
    }

    async copyText(words, done) {
      try {
        await navigator.clipboard.writeText(words);
        this.status.textContent = done;
      } catch {
        this.status.textContent = words;
      }
    }

    async share() {
      try {
        await navigator.share({ url: this.link() });
      } catch {
        this.status.textContent = this.link();
      }
    }

    download() {
      const file = new Blob([exporting.yamlOf(this.state, this.data)], { type: "text/yaml" });
      const link = el("a", { href: URL.createObjectURL(file), download: `${changes.NAME}.yaml` });
      link.click();
      URL.revokeObjectURL(link.href);
    }
  }

  function begin() {
    const root = document.getElementById("calculator");
    const store = document.getElementById("calculator-data");
    if (root === null || store === null) return;
    const data = JSON.parse(store.textContent);
    buildgen.constants.use(data.constants);
    buildgen.words.use(data);
    buildgen.calculator = new Calculator(root, data);
  }

  begin();
})((globalThis.buildgen = globalThis.buildgen || {}));
