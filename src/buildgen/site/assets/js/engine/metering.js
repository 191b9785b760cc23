/* Twin of buildgen/calc/metering.py: a build's circuit solved, and its currents and voltages read off.
   Currents in milliamperes, voltages in millivolts, powers in milliwatts, rounded once; null where not solved.
   Two cases: `cables`, all of a card's power on its cables, and `slots`, as much as a slot may give from it. */
(function (buildgen) {
  "use strict";

  const { divideHalfUp, scaled } = buildgen.quantity;
  const { groupedLimit, singleLimit } = buildgen.conductor;
  const { CASES, cablePower, isKnown, jointsOf, leadOf, networkOf, polesOf, resistorsOf, whole } = buildgen.circuit;
  const { solve } = buildgen.solver;
  const { gaps } = buildgen.gaps;
  const { current, endsOf, loadOf, makeBench, makeLoad, milli, percent, sourcesOf, sum, wayOf } = buildgen.bench;
  const { foreign, joined, linked, supply, throughBoard } = buildgen.outputs;
  const { boardRails } = buildgen.rails;

  /* A build's wiring; null when the build states no harness or the catalog no wiring figures. */
  function wiring(build, catalog) {
    const laid = buildgen.laying.circuit(build, catalog);
    if (laid === null) return null;
    const networks = new Map(CASES.map((state) => [state, networkOf(laid, state)]));
    const answers = CASES.map((state) => [state, solve(networks.get(state))]);
    const solved = new Map(answers.filter(([, answer]) => answer.reason === undefined));
    const bench = makeBench(laid, networks, solved);
    const strands = laid.leads.flatMap((lead) => lead.strands.map((strand) => strandLoad(bench, lead, strand)));
    const [share, carried] = throughBoard(bench);
    const { missing, assumed } = gaps(laid, build);
    const unsolved = Object.fromEntries(answers.filter(([, answer]) => answer.reason !== undefined));
    return {
      build: build.id,
      supplies: laid.feeds.map((feed) => supply(bench, feed)),
      cards: laid.cards.map((card) => cardFeed(bench, card)),
      strands,
      fuses: laid.leads.filter((l) => polesOf(l.wires).includes("12V")).map((l) => fuseWindow(bench, l, strands)),
      joints: jointsOf(laid).map(({ name, pole }) => ({
        id: `${name}.${pole}`,
        current: loadOf(bench, `${name}.${pole}.joint`).most,
        rating: whole(laid.harness.joints[name].rating),
      })),
      rails: boardRails(laid, build, catalog),
      joined: joined(bench),
      linked: linked(bench),
      foreign: foreign(bench).map((card) => card.id),
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

  function shared(current, among) {
    return current === null ? null : Number(divideHalfUp(BigInt(current), BigInt(among)));
  }

  /* The current of one of several like conductors; `lost` counts one conductor less. */
  function divided(load, count) {
    return makeLoad(shared(load.cables, count), shared(load.slots, count), shared(load.lost, Math.max(count - 1, 1)));
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

  buildgen.metering = Object.freeze({ wiring });
})((globalThis.buildgen = globalThis.buildgen || {}));
