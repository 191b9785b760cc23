/* The pieces that the calculator's pages are put together from: elements, fields, tables, bars. Whatever comes
   from data or from an address enters them as text. */
(function (buildgen) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function put(node, fields, children) {
    for (const [name, value] of Object.entries(fields || {})) {
      if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (name === "value") node.value = value;
      else if (value !== null && value !== undefined && value !== false) {
        node.setAttribute(name, value === true ? "" : value);
      }
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  function el(tag, fields, ...children) {
    return put(document.createElement(tag), fields, children);
  }

  function drawn(tag, fields, ...children) {
    return put(document.createElementNS(SVG, tag), fields, children);
  }

  function button(text, act, more = {}) {
    return el("button", { type: "button", class: "bg-calc__button", on: { click: act }, ...more }, text);
  }

  /* A labelled control with room for what is wrong with it. */
  function field(label, control, { hint = null, wide = false } = {}) {
    const name = el("span", { class: "bg-calc__name" }, label);
    return el("label", { class: wide ? "bg-calc__field bg-calc__field--wide" : "bg-calc__field" }, name, control, hint);
  }

  /* `options` are [value, text] pairs, or {label, options} for a group. */
  function select(options, value, act, more = {}) {
    const option = ([key, text]) => el("option", { value: key, selected: key === value }, text);
    const nodes = options.map((each) =>
      Array.isArray(each) ? option(each) : el("optgroup", { label: each.label }, ...each.options.map(option)),
    );
    return el("select", { on: { change: (event) => act(event.target.value) }, ...more }, ...nodes);
  }

  /* A text field that hands on what is valid; else it says so, and the results stay those from before. */
  function input(value, valid, act, wrongText, more = {}) {
    const wrong = el("span", { class: "bg-calc__wrong" });
    const read = (event) => {
      const text = event.target.value.trim().replace(/(?<=\d),(?=\d{3})/g, "").replace(/^[￥¥]\s*/, "");
      const fine = text === "" || valid(text);
      event.target.setAttribute("aria-invalid", String(!fine));
      wrong.textContent = fine ? "" : wrongText;
      if (fine) act(text);
    };
    const node = el("input", { type: "text", value, autocomplete: "off", on: { change: read }, ...more });
    return [node, wrong];
  }

  const VERDICTS = { error: "error", warning: "warning", ok: "ok", fits: "ok", tight: "warning", "does not fit": "error" };

  function verdict(value, text, large = false) {
    const shape = VERDICTS[value] || "unknown";
    return el("span", { class: large ? "bg-verdict bg-verdict--large" : "bg-verdict", "data-verdict": shape }, text);
  }

  /* A sentence whose names stand between backticks. */
  function sentence(text) {
    return text.split("`").map((piece, index) => (index % 2 ? el("code", {}, piece) : piece));
  }

  function list(lines, more = {}) {
    return lines.length ? el("ul", more, ...lines.map((line) => el("li", {}, line))) : null;
  }

  /* What stands behind a figure: opened on demand. */
  function how(title, ...lines) {
    const items = lines.flat().filter(Boolean);
    if (!items.length) return null;
    return el("details", { class: "bg-data" }, el("summary", {}, title), list(items));
  }

  function table(caption, heads, rows, { words = [], foot = null } = {}) {
    const side = (index) => (index && !words.includes(index) ? "bg-num" : null);
    const cell = (value, index) => el(index ? "td" : "th", { class: side(index), scope: index ? null : "row" }, value);
    const head = heads.map((text, index) => el("th", { scope: "col", class: side(index) }, text));
    const body = rows.map((row) => el("tr", {}, ...row.map(cell)));
    const node = el("table", { class: "bg-table bg-table--compact" },
      el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body),
      foot === null ? null : el("tfoot", {}, el("tr", {}, ...foot.map(cell))));
    return el("div", { class: "bg-scroll", role: "region", tabindex: "0", "aria-label": caption }, node);
  }

  /* A bar of pieces from left to right; `whole` is its length, marks are [at, name] lines across it. */
  function bar(title, pieces, whole, marks = []) {
    const width = 1000;
    const at = (value) => Math.round((Math.min(value, whole) / whole) * width * 10) / 10;
    let start = 0;
    const rects = pieces.map(({ size, shade }) => {
      const from = at(start);
      start += size;
      const wide = Math.max(0, at(start) - from);
      return drawn("rect", { x: from, y: 4, width: wide, height: 24, class: `bg-bar__piece bg-bar__piece--${shade}` });
    });
    const lines = marks.map(([value, name]) =>
      drawn("line", { x1: at(value), x2: at(value), y1: 0, y2: 32, class: `bg-bar__mark bg-bar__mark--${name}` }),
    );
    const frame = drawn("rect", { x: 0, y: 4, width, height: 24, class: "bg-bar__frame" });
    return drawn("svg", { viewBox: `0 0 ${width} 32`, preserveAspectRatio: "none", class: "bg-bar", role: "img", "aria-label": title },
      frame, ...rects, ...lines);
  }

  /* The names of a bar's pieces: [shade, text] pairs. */
  function legend(items) {
    const key = (shade) => drawn("svg", { viewBox: "0 0 10 10", class: "bg-bar__key", "aria-hidden": "true" },
      drawn("rect", { width: 10, height: 10, class: `bg-bar__piece bg-bar__piece--${shade}` }));
    return el("ul", { class: "bg-bar__legend" }, ...items.map(([shade, text]) => el("li", {}, key(shade), text)));
  }

  buildgen.elements = Object.freeze({
    bar, button, drawn, el, field, how, input, legend, list, select, sentence, table, verdict,
  });
})((globalThis.buildgen = globalThis.buildgen || {}));
