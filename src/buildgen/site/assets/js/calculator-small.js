/* The form of the small calculator: one role of one build, and what comes of it. It is loaded on demand, after the
   calculator's own script and data. */
(function (buildgen) {
  "use strict";

  const { address, calculation } = buildgen;
  const { el, field, input, select, verdict } = buildgen.elements;
  const { cash, rate, say, signed, term, total, watts } = buildgen.words;

  /* The controls of one role: how many, their state, what all of them cost. */
  function draw(node) {
    if (node.querySelector("dl") !== null) return;
    const { base, role } = node.dataset;
    const data = buildgen.told;
    buildgen.constants.use(data.constants);
    buildgen.words.use(data);
    const build = data.catalog.builds[base];
    const use = build.parts[role];
    const part = data.catalog.parts[use.part];
    const state = address.start(base, data);
    const link = node.querySelector("a");
    const [top] = link.href.split("?");
    const answers = el("dl", { class: "bg-facts bg-facts--summary", role: "status" });

    function put(name, value) {
      const mine = { ...state.parts[role], [name]: value };
      if (value === undefined || value === use[name]) delete mine[name];
      if (Object.keys(mine).length) state.parts[role] = mine;
      else delete state.parts[role];
      show();
    }

    function price(amount) {
      if (amount === "") delete state.prices[role];
      else state.prices[role] = amount;
      show();
    }

    function fact(name, figure, note) {
      return el("div", {}, el("dt", {}, name), el("dd", {}, figure, note ? el("span", { class: "bg-note" }, note) : null));
    }

    function show() {
      const found = calculation.calculate(state, data);
      const supplies = found.budget.supplies.map((supply, index) => {
        const word = buildgen.verdict.worst(found.reasons[index].map((r) => r.verdict));
        const load = supply.load_percent === null ? watts(supply.budget) : `${watts(supply.budget)}, ${supply.load_percent} %`;
        return fact(found.catalog.parts[supply.part].name, verdict(word, term("verdicts", word)), load);
      });
      const pieces = [fact(say("total"), total(found.bill.total), found.difference === null ? "" : signed(found.difference.amount)), ...supplies];
      if (found.forecast !== null) {
        const { fit, decode } = found.forecast;
        const model = `${found.forecast.ask.model.name}, ${state.context}`;
        pieces.push(fact(model, verdict(fit.verdict, term("fits", fit.verdict)), decode.value === null ? "" : `${rate(decode.value)} ${term("speeds", decode.kind)}`));
      }
      if (found.per_gibibyte !== null) pieces.push(fact(say("per-gibibyte"), cash(found.per_gibibyte)));
      answers.replaceChildren(...pieces);
      link.href = `${top}${address.write(state, data) || `?v=${data.constants.format}&b=${base}`}`;
    }

    const states = Object.entries(part.states || {}).map(([id, each]) => [id, each.name]);
    const [count, wrongCount] = input(use.count === null ? "" : String(use.count), (t) => /^[0-9]{1,2}$/.test(t),
      (t) => put("count", t === "" ? undefined : Number(t)), say("wrong-count"), { inputmode: "numeric", size: 3 });
    const [paid, wrongPrice] = input("", (t) => address.AMOUNT.test(t), price, say("wrong-price"), { inputmode: "decimal", size: 8 });
    const fields = el("div", { class: "bg-calc__fields" },
      field(`${part.name}: ${say("count")}`, count, { hint: wrongCount }),
      states.length ? field(say("state"), select(states, use.state || part.default_state || "", (id) => put("state", id))) : null,
      field(say("price"), paid, { hint: wrongPrice }));
    node.querySelector("p").before(fields, answers);
    show();
  }

  const [first] = document.querySelectorAll("[data-bg-whatif]");
  const sheet = el("link", { rel: "stylesheet", href: `${first.dataset.top}assets/css/calculator.css` });
  sheet.onload = () => {
    for (const node of document.querySelectorAll("[data-bg-whatif]")) {
      node.addEventListener("toggle", () => draw(node), { once: true });
      if (node.open) draw(node);
    }
  };
  document.head.append(sheet);
})(globalThis.buildgen);
