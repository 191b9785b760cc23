/* The check list of the page on real and fake cards: answers in, a verdict with its reasons out. The judgement is that
   of identify.js; the answers stand in the page's address, so that a link opens them. */
(function (root) {
  "use strict";

  const ANOTHER = "another";
  const MOST = 5; // what to look at next: more is no advice

  /* The answers of an address, as far as the list knows them: {feature: value}. */
  function read(search, data) {
    const asked = new URLSearchParams(search);
    const answers = {};
    for (const question of data.asked) {
      const value = asked.get(question.id);
      if (value !== null && [ANOTHER, ...question.answers.map((each) => each[0])].includes(value))
        answers[question.id] = value;
    }
    return answers;
  }

  /* The address of answers, in the order of the list; what else the address holds stays behind them. */
  function write(answers, search, data) {
    const names = data.asked.map((question) => question.id);
    const query = new URLSearchParams();
    for (const name of names) if (answers[name]) query.set(name, answers[name]);
    for (const [name, value] of new URLSearchParams(search)) if (!names.includes(name)) query.append(name, value);
    const text = String(query);
    return text && `?${text}`;
  }

  function factsOf(answers, data) {
    const given = data.asked.filter((question) => answers[question.id]);
    return given.map((question) => ({ feature: question.id, value: answers[question.id] }));
  }

  function filled(text, values) {
    return text.replace(/\{([a-z]+)\}/g, (_, name) => String(values[name]));
  }

  /* The verdict's first line. */
  function headline(found, data) {
    const words = data.words;
    const nameOf = (id) => data.candidates.find((candidate) => candidate.id === id).name;
    const count = found.candidates.length;
    const values = { count, name: count ? nameOf(found.candidates[0]) : "" };
    if (found.verdict === "ambiguous") return filled(count === 1 ? words.one_left : words.ambiguous, values);
    if (found.verdict === "unknown") return found.missing.length ? words.no_chip : words.unlisted;
    return filled(words[found.verdict], values);
  }

  /* What one answer says of the cards that are shown, by their numbers. */
  function reason(one, found, data) {
    const words = data.words;
    const shown = found.candidates;
    const which = (ids) => {
      const numbers = shown.flatMap((id, at) => (ids.includes(id) ? [at + 1] : []));
      if (numbers.length === shown.length) return shown.length === 1 ? words.it : words.all;
      return numbers.join(words.comma);
    };
    const parts = ["for", "against"]
      .filter((word) => one[word].some((id) => shown.includes(id)))
      .map((word) => filled(words[word], { which: which(one[word]) }));
    const told = parts.length ? [filled(words.speaks, { what: parts.join(words.comma) })] : [];
    if (shown.length && one.excludes.length)
      told.push(filled(words.rules_out, { count: one.excludes.length, all: data.candidates.length }));
    return told.join(words.semicolon) || words.nothing;
  }

  if (typeof module === "object" && module.exports) {
    module.exports = { read, write, factsOf, headline, reason };
    return;
  }

  const { judge } = root.buildgenIdentify;

  function el(tag, fields, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(fields)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  class List {
    constructor(place, data) {
      this.data = data;
      this.fields = new Map();
      this.before = null;
      const words = data.words;
      this.status = el("p", { class: "bg-check__verdict", role: "status" });
      this.result = el("div", { class: "bg-check__result" });
      this.clear = el("button", { type: "button", class: "bg-button bg-button--quiet" }, words.clear);
      this.link = el("a", { class: "bg-check__link" }, words.link);
      this.clear.addEventListener("click", () => this.cleared());
      const tools = el("p", { class: "bg-check__tools" }, this.clear, this.link);
      place.append(...this.groups(), el("section", { class: "bg-check__answer" }, this.status, this.result, tools));
      place.hidden = false;
      this.show(read(location.search, data));
    }

    groups() {
      const words = this.data.words;
      const rows = (byEye) => this.data.asked.filter((each) => each.by_eye === byEye).map((each) => this.row(each));
      const tools = el("fieldset", { "aria-label": words.by_tool }, ...rows(false));
      this.more = el("details", { class: "bg-data" }, el("summary", {}, words.by_tool), tools);
      return [el("fieldset", {}, el("legend", {}, words.by_eye), ...rows(true)), this.more];
    }

    row(question) {
      const words = this.data.words;
      const feature = this.data.features.find((each) => each.id === question.id);
      const options = [["", words.not_seen], ...question.answers, [ANOTHER, words.another]];
      const field = el("select", { "data-feature": question.id, "aria-describedby": `how-${question.id}` });
      for (const [value, text] of options) field.append(el("option", { value }, text));
      field.addEventListener("change", () => this.changed());
      this.fields.set(question.id, field);
      const how = el("span", { class: "bg-note", id: `how-${question.id}` }, feature.how);
      return el("div", { class: "bg-check__row" }, el("label", {}, feature.name, field), how);
    }

    answers() {
      return Object.fromEntries([...this.fields].map(([name, field]) => [name, field.value]));
    }

    show(answers) {
      for (const [name, field] of this.fields) field.value = answers[name] || "";
      if ([...this.more.querySelectorAll("select")].some((field) => field.value)) this.more.open = true;
      this.judged();
    }

    cleared() {
      const before = this.before;
      this.before = before ? null : this.answers();
      this.clear.textContent = before ? this.data.words.clear : this.data.words.undo;
      this.show(before || {});
      this.addressed();
    }

    changed() {
      this.before = null;
      this.clear.textContent = this.data.words.clear;
      this.judged();
      this.addressed();
    }

    addressed() {
      const query = write(this.answers(), location.search, this.data);
      try {
        history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
      } catch {
        /* Some browsers let no page from a disk change its address: the link below holds it. */
      }
    }

    judged() {
      const { data } = this;
      const facts = factsOf(this.answers(), data);
      this.link.href = `${write(this.answers(), location.search, data) || location.pathname}#check-list`;
      this.link.hidden = this.clear.hidden = !facts.length && !this.before;
      this.result.replaceChildren();
      if (!facts.length) {
        this.status.textContent = data.words.start;
        return;
      }
      const found = judge(facts, data);
      this.status.textContent = headline(found, data);
      this.result.append(...this.cards(found), ...this.reasons(found), ...this.next(found));
    }

    cards(found) {
      if (!found.candidates.length) return [];
      const list = el("ol", {});
      for (const id of found.candidates) {
        const card = this.data.candidates.find((each) => each.id === id);
        list.append(el("li", {}, el("strong", {}, card.name), ` ${card.text}`));
      }
      const words = this.data.words;
      const flashed = found.flashed === null ? words.flashed_unknown : found.flashed ? words.flashed_yes : words.flashed_no;
      return [list, el("p", {}, flashed)];
    }

    reasons(found) {
      const list = el("ul", {});
      const names = new Map(this.data.features.map((feature) => [feature.id, feature.name]));
      for (const one of found.evidence) {
        const field = this.fields.get(one.fact.feature);
        const text = `${names.get(one.fact.feature)}${this.data.words.colon}${field.selectedOptions[0].text}`;
        list.append(el("li", {}, text, this.data.words.semicolon, reason(one, found, this.data)));
      }
      return [el("h3", {}, this.data.words.why), list];
    }

    next(found) {
      const wanted = found.missing.filter((name) => this.fields.has(name)).slice(0, MOST);
      if (!wanted.length) return [];
      const list = el("ol", {});
      for (const name of wanted) {
        const feature = this.data.features.find((each) => each.id === name);
        list.append(el("li", {}, feature.name, this.data.words.colon, feature.how));
      }
      return [el("h3", {}, this.data.words.next), list];
    }
  }

  for (const place of document.querySelectorAll("[data-bg-checklist]")) {
    const data = JSON.parse(place.querySelector("[data-bg-checklist-data]").textContent);
    place.querySelector("[data-bg-checklist-list]").open = false;
    new List(place.querySelector("[data-bg-checklist-form]"), data);
  }
})(typeof globalThis === "object" ? globalThis : this);
