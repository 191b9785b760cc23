/* The results: totals, supplies, findings, memory, speed, cost; each with what stands behind it. */
(function (buildgen) {
  "use strict";

  if (typeof document === "undefined") return;
  const own = buildgen.own;
  const { bar, el, how, legend, list, sentence, table, verdict } = buildgen.elements;
  const { alone, because, cash, evidence, mib, rate, say, signed, term, total, watts } = buildgen.words;
  const ITEMS = ["weights", "kv", "compute", "pool", "other"];

  function part(id, ...children) {
    return el("section", { class: "bg-calc__part", id: `calc-${id}` }, el("h3", {}, say(`${id}-results`)), ...children);
  }

  function partName(page, id) {
    const found = own(page.found.catalog.parts, id);
    return found === null ? id : found.name;
  }

  function differenceText(difference) {
    const percent = difference.percent === null ? "" : ` (${difference.percent} %)`;
    return say("against-base", { figure: `${signed(difference.amount)}${percent}` });
  }

  function fitWord(found) {
    return found.forecast === null ? "not established" : found.forecast.fit.verdict;
  }

  function speedText(found) {
    const speed = found.forecast.decode;
    if (speed.value === null) return term("speeds", speed.kind);
    const figure = `${rate(speed.value)} ${term("speeds", speed.kind)}`;
    return fitWord(found) === "does not fit" && speed.kind === "estimate" ? say("if-it-fitted", { figure }) : figure;
  }

  /* The four answers at the top: they stay in view on a wide screen. */
  function tiles(page) {
    const { found } = page;
    const tile = (id, figure, note) => el("div", { class: "bg-calc__tile" },
      el("dt", {}, say(`tile-${id}`)), el("dd", {}, figure, note ? el("span", { class: "bg-note" }, note) : null));
    const worst = buildgen.calculation.powerVerdict(found);
    const decode = found.forecast === null ? null : found.forecast.decode;
    const fit = fitWord(found);
    return [
      tile("total", el("span", { id: "calc-total" }, total(found.bill.total)),
        found.difference === null ? say("the-base") : el("span", { id: "calc-difference" }, differenceText(found.difference))),
      tile("power", verdict(worst, term("verdicts", worst)), found.budget.total === null ? "" : say("budget-of", { watts: watts(found.budget.total) })),
      tile("fit", el("span", { id: "calc-fit" }, verdict(fit, alone(term("fits", fit)))), marginText(found)),
      tile("speed", decode === null || decode.value === null ? verdict("unknown", alone(term("speeds", "not established"))) : rate(decode.value),
        decode === null || decode.value === null ? "" : speedNote(decode, fit)),
    ];
  }

  function marginText(found) {
    const { forecast } = found;
    if (forecast === null || forecast.fit.margin === null) return "";
    return say(forecast.fit.margin < 0 ? "mib-over" : "mib-left", { mib: mib(Math.abs(forecast.fit.margin)) });
  }

  function speedNote(speed, fit) {
    if (speed.kind !== "estimate") return term("speeds", speed.kind);
    const figure = say("estimate-range", { low: rate(speed.low), high: rate(speed.high) });
    return fit === "does not fit" ? say("if-it-fitted", { figure }) : figure;
  }

  /* One line for the bar of a phone and for the status line. */
  function summary(page) {
    const { found } = page;
    const worst = buildgen.calculation.powerVerdict(found);
    const pieces = [total(found.bill.total)];
    if (found.difference !== null && found.difference.amount.minor !== 0n) pieces.push(signed(found.difference.amount));
    pieces.push(say("power-is", { verdict: term("verdicts", worst).toLowerCase() }), say("memory-is", { verdict: term("fits", fitWord(found)) }));
    if (found.forecast !== null && found.forecast.decode.value !== null) pieces.push(speedText(found));
    return pieces;
  }

  function price(page) {
    const { found } = page;
    const { bill } = found;
    const names = (line) => line.parts.map((p) => `${p.count === null ? "?" : p.count} x ${partName(page, p.id)}`).join(", ");
    const known = bill.lines.filter((line) => line.amount !== null && line.amount.minor > 0n);
    const ordered = [...known].sort((a, b) => (a.amount.minor < b.amount.minor ? 1 : -1));
    const share = (line) => buildgen.bom.share(bill, line);
    const pieces = ordered.map((line, index) => ({ size: Number(line.amount.minor), shade: `${(index % 6) + 1}` }));
    const rows = bill.lines.map((line) => [
      names(line), line.amount === null ? say("not-known") : buildgen.words.lineAmount(line),
      share(line) === null ? "" : `${share(line)} %`, evidence(line.kind, line.date),
    ]);
    const sum = bill.lines.filter((l) => l.amount !== null).map((l) => buildgen.money.amount(l.amount)).join(" + ");
    const open = bill.lines.filter((l) => l.at_least).map((l) => l.name).join(", ");
    const top = ordered.slice(0, 4).map((line, index) => [`${index + 1}`, `${names(line)}: ${share(line)} %`]);
    return part("price",
      pieces.length ? bar(say("share-bar"), pieces, Number(bill.total.amount.minor)) : null,
      top.length ? legend(top) : null,
      found.exchanged === null
        ? page.state.currency === "" ? null : el("p", { class: "bg-note" }, say("no-rate", { currency: page.state.currency }))
        : el("p", { id: "calc-exchanged" }, say("exchanged", { amount: cash(found.exchanged.amount), rate: found.exchanged.rate, date: found.exchanged.date })),
      el("details", { class: "bg-data" }, el("summary", {}, say("bill")),
        table(say("bill"), [say("parts"), say("amount"), say("share"), say("known-how")], rows,
          { foot: [say("total"), total(bill.total), bill.total.amount.minor > 0n ? "100 %" : "", ""] })),
      how(say("how"), `${sum || "0"} = ${cash(bill.total.amount)}`, open ? say("at-least-because", { names: open }) : ""));
  }

  function findingList(page, findings) {
    const items = findings.map((finding) => {
      const page_ = own(page.data.rules, finding.code);
      const help = buildgen.words.sentence(finding, "help");
      return el("li", {},
        verdict(finding.verdict, term("verdicts", finding.verdict)), " ",
        page_ === null ? finding.code : el("a", { href: page_ }, finding.code), " ",
        ...sentence(buildgen.words.sentence(finding)),
        help ? el("span", { class: "bg-note" }, ...sentence(help)) : null);
    });
    return items.length ? el("ul", { class: "bg-findings" }, ...items) : null;
  }

  function supplyBar(supply, policy) {
    const { budget, high, rating } = supply;
    const most = [budget, high, rating].filter((each) => each !== null).reduce((a, b) => (b > a ? b : a), 1n);
    const more = high !== null && budget !== null && high > budget ? high - budget : 0n;
    const pieces = [{ size: Number(supply.known_budget), shade: "budget" }, { size: Number(more), shade: "more" }];
    const share = buildgen.verdict.shareOf(policy, supply);
    const marks = rating === null ? [] : [[Number(rating), "rating"]];
    if (rating !== null && share !== null) marks.push([Number(buildgen.quantity.scaled(rating, share)), "plan"]);
    return bar(say("supply-bar", { name: supply.role }), pieces, Number(most), marks);
  }

  function power(page) {
    const { found } = page;
    const { budget, reasons, findings, catalog } = found;
    const blocks = budget.supplies.map((supply, index) => {
      const word = buildgen.verdict.worst(reasons[index].map((r) => r.verdict));
      const figures = { budget: watts(supply.budget), rating: watts(supply.rating), low: watts(supply.low), high: watts(supply.high), peak: watts(supply.peak) };
      const loaded = supply.load_percent === null ? say("budget-is", figures) : say("load-is", { ...figures, percent: supply.load_percent });
      const sums = ["budget", "low", "high"].filter((name) => supply[name] !== null && supply.charges.length)
        .map((name) => `${say(`sum-${name}`)}: ${buildgen.checks.sumText(supply, name) || watts(0n)} = ${watts(supply[name])}`);
      const share = buildgen.verdict.shareOf(catalog.policy, supply);
      if (supply.rating !== null && share !== null) {
        sums.push(say("plan-is", { share, rating: figures.rating, limit: watts(buildgen.quantity.scaled(supply.rating, share)) }));
      }
      return el("div", { class: "bg-calc__supply", "data-supply": supply.role },
        el("h4", {}, `${partName(page, supply.part)} `, el("span", { class: "bg-note" }, supply.role), " ", verdict(word, term("verdicts", word))),
        el("p", {}, loaded, " ", el("span", { class: "bg-note" }, say("load-range", figures))),
        supplyBar(supply, catalog.policy),
        findingList(page, findings.supplies[index]),
        how(say("how"), sums));
    });
    const key = legend([["budget", say("sum-budget")], ["more", say("sum-high")], ["plan", say("key-plan")], ["rating", say("key-rating")]]);
    return part("power", blocks.length ? key : el("p", {}, say("no-supply")), ...blocks);
  }

  function checks(page) {
    const { others } = page.found.findings;
    const open = others.filter((f) => f.verdict === "not established");
    const judged = others.filter((f) => f.verdict !== "not established");
    return part("checks",
      judged.length ? findingList(page, judged) : el("p", {}, say("no-findings")),
      open.length
        ? el("details", { class: "bg-data" },
          el("summary", {}, say("not-established-count", { count: open.length })), findingList(page, open))
        : null,
      el("p", { class: "bg-note" }, say("checks-scope")));
  }

  function memory(page) {
    const { forecast } = page.found;
    if (forecast === null) return part("memory", el("p", {}, say("no-model")));
    const { fit } = forecast;
    const other = (card) => card.workspace + card.runtime;
    const sizes = (card) => [card.weights, card.kv, card.compute, card.pool, other(card)];
    const bars = fit.cards.map((card) => {
      const used = sizes(card).reduce((a, b) => a + b, card.in_use || 0);
      const pieces = sizes(card).map((size, index) => ({ size, shade: ITEMS[index] }));
      const words = say(card.margin < 0 ? "card-over" : "card-left", { card: card.card, used: mib(used), total: mib(card.total), mib: mib(Math.abs(card.margin)) });
      return el("div", { class: "bg-calc__card" }, el("p", {}, words), bar(words, pieces, Math.max(used, card.total), [[card.total, "rating"]]));
    });
    const rows = fit.cards.map((card) => [card.card, ...sizes(card).map(mib), mib(card.margin)]);
    const tight = fit.cards.length ? fit.cards[fit.tightest] : null;
    const formula = tight === null ? "" : `${mib(tight.total - tight.in_use)} - ${sizes(tight).map(mib).join(" - ")} = ${mib(tight.margin)} MiB (${tight.card})`;
    const heads = [say("card"), ...ITEMS.map((id) => say(`item-${id}`)), say("left")];
    return part("memory",
      el("p", {}, verdict(fit.verdict, alone(term("fits", fit.verdict))), " ", el("span", { class: "bg-note" }, marginText(page.found))),
      fit.reasons.length ? list(because(fit.reasons)) : null,
      bars.length ? legend(ITEMS.map((id) => [id, say(`item-${id}`)])) : null,
      ...bars,
      bars.length ? scanned(page) : null,
      bars.length ? how(say("how"), formula, fit.hangs_on_tie ? say("hangs") : "", say("sum-promises")) : null,
      bars.length ? el("details", { class: "bg-data" },
        el("summary", {}, say("data-as-table")), table(say("memory-table"), heads, rows)) : null);
  }

  /* What takes longer to find, and comes a moment later: the largest context, and what would help. */
  function scanned(page) {
    const fits = page.found.forecast.fit.verdict === "fits";
    const fields = { id: "calc-scanned", class: fits ? "bg-calc__scanned" : "bg-calc__scanned bg-calc__scanned--long" };
    if (page.scanned === null) return el("div", fields, el("p", { class: "bg-note" }, say("scanning")));
    const { largest, suggestions } = page.scanned;
    const changes = (each) => each.changes.map((c) => say(`try-${c.kind}`, { value: c.value })).join(say("and"));
    const context = largest === null || largest.tokens === null
      ? say("no-context-fits")
      : say("largest-context", { tokens: largest.tokens, surely: largest.surely || "?" });
    return el("div", fields, el("p", {}, context),
      suggestions.length ? el("p", {}, say("would-help")) : null,
      list(suggestions.map((each) => `${changes(each)}: ${say("mib-left", { mib: mib(each.result.margin) })}`)));
  }

  function speedLine(name, speed, fit) {
    const rests = speed.rests_on.length ? say("rests-on", { names: speed.rests_on.join(", ") }) : "";
    const figure = speed.value === null
      ? [el("span", { class: "bg-unknown" }, term("speeds", speed.kind)), list(because(speed.reasons))]
      : [el("b", {}, rate(speed.value)), ` ${speedNote(speed, fit)}`];
    const limit = speed.limit === null ? "" : say("speed-limit", { rate: rate(speed.limit) });
    const method = speed.kind === "estimate" ? say("estimate-how") : "";
    return el("div", { class: "bg-calc__speed" }, el("p", {}, `${say(name)}: `, ...figure), how(say("how"), rests, limit, method));
  }

  function speed(page) {
    const { forecast } = page.found;
    if (forecast === null) return null;
    const { prefill } = forecast;
    const seconds = prefill.value === null ? null : Number(page.state.context) / prefill.value;
    const reading = seconds === null ? null : say("reading-time", {
      context: page.state.context, rate: rate(prefill.value),
      time: seconds < 120 ? say("seconds", { count: seconds.toFixed(0) }) : say("minutes", { count: (seconds / 60).toFixed(1) }),
    });
    return part("speed", speedLine("decode", forecast.decode, forecast.fit.verdict), speedLine("prefill", prefill, forecast.fit.verdict), reading === null ? null : el("p", {}, reading));
  }

  /* The reader's rig beside its base, and beside a second build. */
  function compared(page) {
    const { data, state, found } = page;
    const others = [state.base, ...(state.beside === "" ? [] : [state.beside])];
    const results = [found, ...others.map((id) => page.unchanged(id))];
    const names = [say("your-rig"), ...others.map((id) => data.catalog.builds[id].title)];
    const line = (id, figure) => [say(id), ...results.map(figure)];
    const rows = [
      line("total", (each) => total(each.bill.total)),
      line("difference", (each) => {
        const gap = buildgen.bom.difference(found.bill, each.bill);
        return each === found || gap === null ? "" : signed(gap.amount);
      }),
      line("tile-power", (each) => verdict(buildgen.calculation.powerVerdict(each), term("verdicts", buildgen.calculation.powerVerdict(each)))),
      line("sum-budget", (each) => watts(each.budget.total)),
      line("tile-fit", (each) => verdict(fitWord(each), alone(term("fits", fitWord(each))))),
      line("decode", (each) => (each.forecast === null ? "" : speedText(each))),
      line("per-gibibyte", (each) => cash(each.per_gibibyte)),
      line("month", (each) => cash(each.cost.month)),
      line("million", (each) => cash(each.cost.million)),
    ];
    return part("compare", table(say("compare-caption"), [say("what"), ...names], rows));
  }

  /* The figures that were computed when the site was built, for when the page cannot trust its own. */
  function fixed(page) {
    const { total: sum, supplies } = page.data.figures[page.state.base];
    const rows = supplies.map(([role, budget, word]) => [role, budget === null ? say("not-known") : watts(BigInt(budget)), verdict(word, term("verdicts", word))]);
    return [
      el("p", { class: "bg-calc__notice", id: "calc-broken" }, say("broken")),
      el("p", {}, `${say("total")}: `, el("b", { id: "calc-total" }, page.data.language === "en" ? sum : sum.replace(/^at least (.*)$/, (all, figure) => say("at-least", { figure })))),
      table(say("power-results"), [say("supply"), say("sum-budget"), say("verdict")], rows),
    ];
  }

  function sections(page) {
    return [price, power, checks, memory, speed].map((make) => make(page)).concat([
      buildgen.costs.running(page, page.found), compared(page), buildgen.costs.assumptions(page, page.found),
    ]).filter(Boolean);
  }

  buildgen.results = Object.freeze({ fixed, scanned, sections, summary, tiles });
})((globalThis.buildgen = globalThis.buildgen || {}));
