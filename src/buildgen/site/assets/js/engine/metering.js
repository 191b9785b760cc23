/* Twin of buildgen/calc/metering.py: a build's circuit solved, and its currents and voltages read off.
   Currents in milliamperes, voltages in millivolts, powers in milliwatts, rounded once; null where not solved.
   Two cases: `cables`, all of a card's power on its cables, and `slots`, as much as a slot may give from it. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { decimalText, divideHalfUp, scaled } = buildgen.quantity;
  const { groupedLimit, singleLimit } = buildgen.conductor;
  const {
    CASES, cablePower, isKnown, jointsOf, leadOf, networkOf, polesOf, resistorsOf, strandsOf, whole,
  } = buildgen.circuit;
  const { solve } = buildgen.network;
  const { gaps, endOf } = buildgen.gaps;

  /* A build's wiring; null when the build states no harness or the catalog no wiring figures. */
  function wiring(build, catalog) {
    const laid = buildgen.laying.circuit(build, catalog);
    if (laid === null) return null;
    const networks = new Map(CASES.map((state) => [state, networkOf(laid, state)]));
    const answers = CASES.map((state) => [state, solve(networks.get(state))]);
    const solved = new Map(answers.filter(([, answer]) => answer.reason === undefined));
    const known = strandsOf(laid).every((s) => s.pole !== "GND" || isKnown(s));
    const bench = { laid, networks, solved, returns_known: known };
    const strands = laid.leads.flatMap((lead) => lead.strands.map((strand) => strandLoad(bench, lead, strand)));
    const [share, carried] = throughBoard(bench);
    const { missing, assumed } = gaps(laid, build);
    const unsolved = Object.fromEntries(answers.filter(([, answer]) => answer.reason !== undefined));
    return {
      build: build.id,
      supplies: laid.feeds.map((feed) => supplyWiring(bench, feed)),
      cards: laid.cards.map((card) => cardFeed(bench, card)),
      strands,
      fuses: laid.leads.filter((l) => polesOf(l.wires).includes("12V")).map((l) => fuseWindow(bench, l, strands)),
      joints: jointsOf(laid).map(({ name, pole }) => ({
        id: `${name}.${pole}`,
        current: loadOf(bench, `${name}.${pole}.joint`).most,
        rating: whole(laid.harness.joints[name].rating),
      })),
      joined: joined(bench),
      linked: linked(bench),
      board_share: share,
      board_return: carried,
      share_known: bench.returns_known,
      unsolved,
      faults: laid.faults,
      missing,
      assumed,
      circuit: laid,
      established: !(missing.length || assumed.length || laid.faults.length || Object.keys(unsolved).length),
    };
  }

  /* Half to even, as Python rounds. */
  function roundHalfEven(value) {
    const floor = Math.floor(value);
    const rest = value - floor;
    if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
    return floor % 2 === 0 ? floor : floor + 1;
  }

  function milli(value) {
    return roundHalfEven(value * 1000) + 0; // no -0
  }

  function amps(value) {
    return milli(Math.abs(value));
  }

  function shared(current, among) {
    return current === null ? null : Number(divideHalfUp(BigInt(current), BigInt(among)));
  }

  function makeLoad(cables, slots, lost) {
    const read = [cables, slots].filter((value) => value !== null);
    return {
      cables, slots, lost,
      least: read.length ? Math.min(...read) : null,
      most: read.length ? Math.max(...read) : null,
    };
  }

  /* The current of one of several like conductors; `lost` counts one conductor less. */
  function divided(load, count) {
    return makeLoad(shared(load.cables, count), shared(load.slots, count), shared(load.lost, Math.max(count - 1, 1)));
  }

  /* One resistance's current in both cases. */
  function loadOf(bench, resistor, lost = []) {
    const read = (state) => {
      const answer = bench.solved.get(state);
      return answer !== undefined && answer.has(resistor) ? amps(answer.current(resistor)) : null;
    };
    return makeLoad(read("cables"), read("slots"), lost.length ? Math.max(...lost.map(amps)) : null);
  }

  /* A strand's currents, also with one of its conductors lost, and its limits. */
  function strandLoad(bench, lead, strand) {
    const { laid } = bench;
    const { count, gauge, run, pole, length, id } = strand;
    const maimed = [];
    if (count !== null && count > 1) {
      const changes = resistorsOf(strand, 1).map((wire) => [wire.id, wire.ohms]);
      for (const answer of bench.solved.values()) maimed.push(answer.changed(changes));
    }
    const lost = maimed.filter((currents) => currents !== null);
    const total = loadOf(bench, `${id}.wire`, lost.map(([wire]) => wire));
    const plug = loadOf(bench, `${id}.plug`, lost.map(([, pin]) => pin));
    const together = lead.strands.reduce((sum, s) => sum + (s.count || 0), 0);
    return {
      id, run, lead: strand.lead, pole, count, gauge, length, total,
      each: count ? divided(total, count) : null,
      limit: gauge === null ? null : groupedLimit(gauge, together, laid.rules),
      pin: count && lead.plug !== null ? divided(plug, count) : null,
      pin_limit: lead.plug === null ? null : whole(lead.wires.terminal) ?? whole(lead.plug.pin_current),
      known: isKnown(strand),
    };
  }

  /* The supply that a lead comes from, through joints, boards and leads; none when it is loose. */
  function sourcesOf(bench, lead) {
    const { laid } = bench;
    const supplies = new Set(laid.feeds.map((feed) => feed.id));
    const seen = new Set();
    let first = originOf(bench, lead);
    while (!supplies.has(first)) {
      const here = first;
      const joint = own(laid.harness.joints, here);
      const feeding = laid.leads.find((k) => k.end === here);
      const before = (joint !== null && joint.on) || (feeding === undefined ? null : originOf(bench, feeding));
      if (before === null || seen.has(here)) return [];
      seen.add(here);
      first = before;
    }
    return [first];
  }

  /* The point at which the first of the leads that this one hangs on starts. */
  function originOf(bench, lead) {
    return lead.parent === null ? lead.start : originOf(bench, leadOf(bench.laid, lead.parent));
  }

  function cardFeed(bench, card) {
    const { laid } = bench;
    const leads = laid.leads.filter((lead) => lead.end === card.id);
    const worst = worstInlet(bench, card);
    const slot = bench.returns_known ? loadOf(bench, `${card.id}.slot.GND`).cables : null;
    const strands = leads.flatMap((lead) => lead.strands);
    const out = sum(strands.filter((s) => s.pole === "12V").map((s) => Math.abs(current(bench, `${s.id}.plug`))));
    return {
      id: card.id,
      plugs: card.plugs,
      inlets: card.inlets.map((inlet) => inletLoad(bench, card, inlet)),
      board_power: card.board_power,
      slot_power: laid.slot_power,
      supplies: endsOf(bench, leads, "12V"),
      returns: endsOf(bench, leads, "GND"),
      volts: worst === null ? null : milli(worst.volts),
      drop: worst === null ? null : dropOf(bench, card, worst.inlet, worst.answer),
      slot_share: percent(slot, out),
      slot_return: slot,
      known: leads.flatMap((lead) => wayOf(bench, lead)).every(isKnown),
    };
  }

  function sum(values) {
    return values.reduce((total, value) => total + value, 0);
  }

  function endsOf(bench, leads, pole) {
    const found = leads.filter((lead) => polesOf(lead.wires).includes(pole)).flatMap((lead) => sourcesOf(bench, lead));
    return [...new Set(found)].sort();
  }

  function current(bench, resistor) {
    const answer = bench.solved.get("cables");
    return answer === undefined || !answer.has(resistor) ? 0 : answer.current(resistor);
  }

  function inletLoad(bench, card, { id, plug, leads, rated, share: [part, all] }) {
    const watts = (state) => {
      const power = cablePower(bench.laid, card, state);
      return power === null || !part ? null : Number(divideHalfUp(BigInt(power) * BigInt(part), BigInt(all)));
    };
    const supplies = endsOf(bench, leads.map((lead) => leadOf(bench.laid, lead)), "12V");
    return { id, plug, leads, supplies, rated, cables: watts("cables"), slots: watts("slots") };
  }

  /* The inlet and case with the least voltage. */
  function worstInlet(bench, card) {
    let worst = null;
    for (const answer of bench.solved.values()) {
      for (const inlet of card.inlets) {
        if (!inlet.share[0] || !answer.loads.has(inlet.id)) continue;
        const volts = answer.volts(`${inlet.id}.12V`, `${card.id}.GND`);
        const before = worst === null || volts < worst.volts || (volts === worst.volts && inlet.id < worst.inlet);
        if (before) worst = { volts, inlet: inlet.id, answer };
      }
    }
    return worst;
  }

  /* A lead's strands and those of the leads that it hangs on. */
  function wayOf(bench, lead) {
    if (lead.parent === null) return lead.strands;
    return [...lead.strands, ...wayOf(bench, leadOf(bench.laid, lead.parent))];
  }

  /* Where the voltage goes on the worst inlet's way out and on the way back beside it. */
  function dropOf(bench, card, inlet, answer) {
    const leads = bench.laid.leads.filter((lead) => lead.inlet === inlet);
    let [wire, contacts, fuse] = [0, 0, 0];
    for (const strand of leads.flatMap((lead) => wayOf(bench, lead))) {
      if (strand.count === null) continue;
      const count = strand.count || 1;
      const along = Math.abs(answer.current(`${strand.id}.wire`)) / count / 1000000;
      const through = Math.abs(answer.current(`${strand.id}.plug`)) / count / 1000000;
      wire += along * (strand.wire || 0);
      fuse += along * (strand.fuse || 0);
      // The far contact of a parent run is not on the way: the pigtail leaves before it.
      const mine = leads.some((lead) => lead.id === strand.lead);
      contacts += along * strand.near + (mine ? through * strand.far : 0);
    }
    const source = leads.flatMap((lead) => sourcesOf(bench, lead))[0];
    if (source !== undefined && new Set(leads.flatMap((lead) => lead.strands).map((s) => s.pole)).size === 2) {
      const drop = answer.volts(`${source}.12V`, `${source}.GND`) - answer.volts(`${inlet}.12V`, `${card.id}.GND`);
      contacts = Math.max(drop - wire - fuse, 0); // with the joints that the leads share
    }
    const read = { wire: milli(wire), contacts: milli(contacts), fuse: milli(fuse) };
    return { ...read, whole: read.wire + read.contacts + read.fuse };
  }

  /* The part of all cable current that returns through slots and board, and that current. */
  function throughBoard(bench) {
    const { laid } = bench;
    if (!bench.solved.has("cables") || !laid.cards.length || !bench.returns_known) return [null, null];
    const cards = new Set(laid.cards.map((card) => card.id));
    const back = sum(laid.cards.map((card) => Math.abs(current(bench, `${card.id}.slot.GND`))));
    const ours = laid.leads.filter((lead) => cards.has(lead.end)).flatMap((lead) => lead.strands);
    const out = sum(ours.filter((s) => s.pole === "12V").map((s) => Math.abs(current(bench, `${s.id}.plug`))));
    return [percent(amps(back), out), amps(back)];
  }

  /* What the fuse on a lead must be. */
  function fuseWindow(bench, lead, strands) {
    const { rules } = bench.laid;
    const { fuse } = lead.wires;
    const per = fuse === null ? "run" : fuse.per;
    const mine = strands.find((s) => s.lead === lead.id && s.pole === "12V");
    const carried = per === "conductor" ? mine.each : mine.total;
    const most = carried === null ? null : carried.most;
    const margin = rules.fuse_margin;
    return {
      lead: lead.id,
      run: lead.run,
      made: lead.wires.made,
      supply: sourcesOf(bench, lead)[0] ?? null,
      per,
      fitted: fuse === null ? null : fuse.fitted,
      rating: fuse === null ? null : whole(fuse.rating),
      least: most === null || margin === null ? null : Number(scaled(BigInt(most), margin)),
      most: thinnest(bench, lead),
      at: fuse === null ? null : fuse.at,
      dc: fuse === null ? null : whole(fuse.dc),
      dc_needed: whole(rules.fuse_dc),
    };
  }

  /* The limit of the thinnest single conductor that a fuse at a lead's start must protect. */
  function thinnest(bench, lead) {
    const behind = [lead, ...bench.laid.leads.filter((p) => p.parent === lead.id && p.wires.fuse === null)];
    const gauges = behind.flatMap((p) => p.strands).filter((s) => s.pole === "12V").map((s) => s.gauge);
    return gauges.includes(null) ? null : singleLimit(Math.min(...gauges), bench.laid.rules);
  }

  /* A supply's current, and what the harness says of its end. */
  function supplyWiring(bench, feed) {
    const { harness } = bench.laid;
    const end = endOf(harness, feed.id);
    const given = [...bench.solved.values()].filter((answer) => answer.sources.has(feed.id));
    const read = given.map((answer) => amps(answer.sources.get(feed.id)));
    return {
      id: feed.id,
      supply_class: feed.supply_class,
      current: read.length ? Math.max(...read) : null,
      heat: heatOf(bench, feed),
      minimum: feed.minimum,
      minimum_assumed: feed.assumed,
      control: end.control,
      earthed: end.earthed,
      pinout: end.pinout,
      declared: own(harness.supplies, feed.id) !== null,
    };
  }

  /* I^2 R over the leads and joints of a supply; a link counts for where it starts. */
  function heatOf(bench, feed) {
    const { laid } = bench;
    const answer = bench.solved.get("cables");
    if (answer === undefined) return null;
    const leads = laid.leads.filter((lead) => sourcesOf(bench, lead).includes(feed.id));
    const mine = new Set(leads.flatMap((lead) => lead.strands).flatMap((s) => [`${s.id}.wire`, `${s.id}.plug`]));
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

  /* A current as a part of one in amperes, in percent with one digit. */
  function percent(part, all) {
    if (part === null || all <= 0 || amps(all) === 0) return null;
    return decimalText(divideHalfUp(BigInt(part) * 1000n, BigInt(amps(all))), 10n, 1);
  }

  buildgen.metering = Object.freeze({ wiring });
})((globalThis.buildgen = globalThis.buildgen || {}));
