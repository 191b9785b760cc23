/* Twin of buildgen/calc/outputs.py: what leaves the supplies, what their wires turn into heat, how they are joined.
   Currents in milliamperes, heat in milliwatts. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { isKnown, jointsOf, strandsOf } = buildgen.circuit;
  const { amps, current, endsOf, milli, percent, sourcesOf, sum } = buildgen.bench;
  const { endOf } = buildgen.gaps;

  /* A supply's current, and what the harness says of its end. */
  function supply(bench, feed) {
    const { harness } = bench.laid;
    const end = endOf(harness, feed.id);
    const given = [...bench.solved.values()].filter((answer) => answer.sources.has(feed.id));
    const read = given.map((answer) => amps(answer.sources.get(feed.id)));
    return {
      id: feed.id,
      supply_class: feed.supply_class,
      current: read.length ? Math.max(...read) : null,
      heat: heatOf(bench, feed),
      heat_known: ownLeads(bench, feed).flatMap((lead) => lead.strands).every(isKnown),
      minimum: feed.minimum,
      minimum_assumed: feed.assumed,
      control: end.control,
      earthed: end.earthed,
      pinout: end.pinout,
      declared: own(harness.supplies, feed.id) !== null,
    };
  }

  function ownLeads(bench, feed) {
    return bench.laid.leads.filter((lead) => sourcesOf(bench, lead).includes(feed.id));
  }

  /* I^2 R over the leads and joints of a supply; a link counts for where it starts. */
  function heatOf(bench, feed) {
    const { laid } = bench;
    const answer = bench.solved.get("cables");
    if (answer === undefined) return null;
    const mine = new Set(ownLeads(bench, feed).flatMap((lead) => lead.strands).flatMap((s) => [`${s.id}.wire`, `${s.id}.plug`]));
    for (const { name, on, pole } of jointsOf(laid)) if (on === feed.id) mine.add(`${name}.${pole}.joint`);
    const wires = bench.networks.get("cables").resistors.filter((wire) => mine.has(wire.id));
    return milli(sum(wires.map((wire) => wire.ohms * answer.current(wire.id) ** 2)));
  }

  /* Supplies whose 12 V rails a wire joins. */
  function joined(bench) {
    const { laid } = bench;
    const reach = new Map();
    const root = (node) => (reach.has(node) ? root(reach.get(node)) : node);
    const strands = strandsOf(laid);
    const edges = [
      ...strands.map((s) => [s.start, s.middle]),
      ...strands.map((s) => [s.middle, s.end]),
      ...jointsOf(laid).map(({ name, on, pole }) => [`${on}.${pole}`, `${name}.${pole}`]),
    ];
    for (const [a, b] of edges) if (root(a) !== root(b)) reach.set(root(a), root(b));
    const feeds = laid.feeds.map((feed) => feed.id);
    return feeds.flatMap((a, n) =>
      feeds.slice(n + 1).filter((b) => root(`${a}.12V`) === root(`${b}.12V`)).map((b) => [a, b]),
    );
  }

  /* Whether a run joins the returns of two supplies on purpose. */
  function linked(bench) {
    const { laid } = bench;
    const ends = new Set([...laid.feeds.map((feed) => feed.id), ...Object.keys(laid.harness.joints)]);
    return laid.leads.some((lead) => lead.wires.net === "GND" && ends.has(lead.start) && ends.has(lead.end));
  }

  /* What returns through slots and board of what cards on another supply take: the part of their cable current in
     percent, and the current. To its own supply the board is a return by design. */
  function throughBoard(bench) {
    const cards = new Set(foreign(bench).map((card) => card.id));
    if (!bench.solved.has("cables") || !cards.size || !bench.returns_known) return [null, null];
    const back = sum([...cards].sort().map((card) => Math.abs(current(bench, `${card}.slot.GND`))));
    const strands = bench.laid.leads.filter((lead) => cards.has(lead.end)).flatMap((lead) => lead.strands);
    const out = sum(strands.filter((s) => s.pole === "12V").map((s) => Math.abs(current(bench, `${s.id}.plug`))));
    return [percent(amps(back), out), amps(back)];
  }

  /* The cards whose cables come from another supply than the board's. */
  function foreign(bench) {
    const feeding = (end) => endsOf(bench, bench.laid.leads.filter((lead) => lead.end === end), "12V");
    const mine = new Set(feeding(bench.laid.board));
    return bench.laid.cards.filter((card) => feeding(card.id).some((one) => !mine.has(one)));
  }

  buildgen.outputs = Object.freeze({ foreign, joined, linked, supply, throughBoard });
})((globalThis.buildgen = globalThis.buildgen || {}));
