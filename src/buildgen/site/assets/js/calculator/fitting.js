/* Twin of buildgen/checks/fits.py and slots.py: whether the parts of a build go into and onto each other. */
(function (buildgen) {
  "use strict";

  const own = buildgen.own;
  const { partOf } = buildgen.bom;
  const LANES = { x16: 16, x8: 8, x4: 4, x1: 1 };
  // A plug that is made of two halves also goes where one half is wanted, if this one is made so.
  const SPLIT = { pcie6: "pcie8", eps4: "eps8" };

  function found(code, verdict, subject, values, sentence = "message", help = "help") {
    return { code, verdict, subject, values, sentence, help };
  }

  function missing(code, role, part, field) {
    return found(code, "not established", role, { role, part: part.id, field }, "unknown", "unknown_help");
  }

  function uncounted(code, role) {
    return found(code, "not established", role, { role }, "uncounted", "uncounted_help");
  }

  /* The parts of a build by kind: [role, part] pairs in the order of its roles. */
  function cast(build, catalog) {
    const kinds = {};
    for (const role of Object.keys(build.parts)) {
      const part = partOf(build, catalog, role);
      if (part !== null) (kinds[part.kind] = kinds[part.kind] || []).push([role, part]);
    }
    return (kind) => kinds[kind] || [];
  }

  function sockets(rig) {
    const problems = [];
    for (const [boardRole, board] of rig.of("motherboard")) {
      for (const [role, cpu] of rig.of("cpu")) {
        if (cpu.socket === null) problems.push(missing("FIT001", role, cpu, "socket"));
        if (board.socket === null) problems.push(missing("FIT001", boardRole, board, "socket"));
        if (cpu.socket !== null && board.socket !== null && cpu.socket !== board.socket) {
          const values = { part: cpu.id, has: cpu.socket, board: board.id, wants: board.socket };
          problems.push(found("FIT001", "error", role, values));
        }
      }
    }
    return problems;
  }

  function memoryTypes(rig) {
    const problems = [];
    const holders = [...rig.of("motherboard"), ...rig.of("cpu")];
    for (const [role, module] of rig.of("memory")) {
      if (module.type === null) {
        problems.push(missing("FIT002", role, module, "type"));
        continue;
      }
      const refuse = holders.filter(([, h]) => h.memory_types !== null && !h.memory_types.includes(module.type));
      if (refuse.length) {
        const values = { part: module.id, has: module.type, holders: refuse.map(([, h]) => h.id).join(" and ") };
        problems.push(found("FIT002", "error", role, values));
      }
    }
    if (!rig.of("memory").length) return problems;
    const silent = holders.filter(([, holder]) => holder.memory_types === null);
    return [...problems, ...silent.map(([role, holder]) => missing("FIT002", role, holder, "memory_types"))];
  }

  function registered(rig) {
    const problems = [];
    const modules = rig.of("memory");
    for (const [boardRole, board] of rig.of("motherboard")) {
      for (const [role, module] of modules) {
        if (module.registered === null) problems.push(missing("FIT003", role, module, "registered"));
        else if (module.registered && board.registered_memory === null) {
          problems.push(missing("FIT003", boardRole, board, "registered_memory"));
        } else if (module.registered && board.registered_memory === false) {
          problems.push(found("FIT003", "error", role, { part: module.id, board: board.id }));
        }
      }
    }
    const plain = modules.find(([, module]) => module.registered === false);
    const server = modules.find(([, module]) => module.registered);
    if (plain !== undefined && server !== undefined) {
      const values = { plain: plain[1].id, registered: server[1].id };
      problems.push(found("FIT003", "error", plain[0], values, "mixed", "help_mixed"));
    }
    return problems;
  }

  function modules(rig) {
    const problems = [];
    const roles = rig.of("memory").map(([role]) => role);
    for (const [boardRole, board] of rig.of("motherboard")) {
      if (!roles.length) continue;
      const total = roles.reduce((sum, role) => sum + (rig.count(role) || 0), 0);
      if (board.memory_slots === null) problems.push(missing("FIT004", boardRole, board, "memory_slots"));
      else if (total > board.memory_slots) {
        const values = { count: total, slots: board.memory_slots, board: board.id };
        problems.push(found("FIT004", "error", roles[0], values));
        continue;
      }
      problems.push(...roles.filter((role) => rig.count(role) === null).map((role) => uncounted("FIT004", role)));
    }
    return problems;
  }

  function cardSlots(rig) {
    const problems = [];
    const cards = rig.of("gpu");
    for (const [boardRole, board] of rig.of("motherboard")) {
      if (!cards.length) continue;
      if (board.slots === null) {
        problems.push(missing("FIT005", boardRole, board, "slots"));
        continue;
      }
      // A card of unknown size takes some slot: with too few of any size it is one too many.
      const sizes = cards.flatMap(([role, card]) => Array(Math.max(0, rig.count(role) || 0)).fill(LANES[card.slot || "x1"]));
      const fitting = seated(sizes, board.slots.map(([size]) => LANES[size]));
      if (fitting < sizes.length) {
        const values = { count: sizes.length, seated: fitting, board: board.id };
        problems.push(found("FIT005", "error", cards[0][0], values));
        continue;
      }
      problems.push(...cards.filter(([role]) => rig.count(role) === null).map(([role]) => uncounted("FIT005", role)));
      problems.push(...cards.filter(([, card]) => card.slot === null).map(([role, card]) => missing("FIT005", role, card, "slot")));
    }
    return problems;
  }

  /* The cards that find a slot at least as long as they are, the longest served first. */
  function seated(cards, slots) {
    const waiting = [...cards].sort((a, b) => b - a);
    let count = 0;
    for (const slot of [...slots].sort((a, b) => b - a)) {
      const index = waiting.findIndex((card) => card <= slot);
      if (index >= 0) {
        waiting.splice(index, 1);
        count += 1;
      }
    }
    return count;
  }

  function lanes(rig) {
    const cpus = rig.of("cpu");
    const boards = rig.of("motherboard").filter(([, board]) => board.slots !== null && board.slots.length);
    if (!cpus.length || !boards.length || !rig.of("gpu").length) return [];
    const [boardRole, board] = boards[0];
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const cards = sum(rig.of("gpu").map(([role]) => rig.count(role) || 0));
    const unknown = board.slots.filter(([, wide]) => wide === null).map(() => missing("FIT006", boardRole, board, "lanes"));
    let used = sum(board.slots.map(([, wide]) => wide || 0).sort((a, b) => b - a).slice(0, Math.max(0, cards)));
    for (const [role, drive] of rig.of("storage")) {
      if (drive.lanes === null) unknown.push(missing("FIT006", role, drive, "lanes"));
      used += (rig.count(role) || 0) * (drive.lanes || 0);
    }
    const silent = cpus.filter(([, cpu]) => cpu.pcie_lanes === null);
    unknown.push(...silent.map(([role, cpu]) => missing("FIT006", role, cpu, "pcie_lanes")));
    const have = sum(cpus.map(([role, cpu]) => (cpu.pcie_lanes || 0) * (rig.count(role) || 1)));
    if (used <= have || silent.length) return unknown;
    return [found("FIT006", "warning", cpus[0][0], { used, lanes: have, part: cpus[0][1].id, board: board.id })];
  }

  function plugs(rig) {
    const problems = [];
    // Where a harness names the runs to a card, these are its plugs, and the checks of wiring look at them.
    const cabled = rig.build.harness_roles === null ? [] : rig.build.cabled || [];
    for (const [supplyRole, supply] of rig.of("psu")) {
      const needs = new Map();
      for (const name of buildgen.power.fedBy(rig.build, supplyRole)) {
        const part = partOf(rig.build, rig.catalog, name);
        if (part === null || !["gpu", "motherboard"].includes(part.kind) || cabled.includes(name)) continue;
        const field = part.kind === "gpu" ? "plugs" : "inlets";
        if (part[field] === null) problems.push(missing("FIT007", name, part, field));
        else if (rig.count(name) === null) problems.push(uncounted("FIT007", name));
        else for (const plug of part[field]) needs.set(plug, (needs.get(plug) || 0) + rig.count(name));
      }
      if (!needs.size) continue;
      if (supply.plugs === null) problems.push(missing("FIT007", supplyRole, supply, "plugs"));
      else problems.push(...lackingPlugs(rig, supplyRole, supply, needs));
    }
    return problems;
  }

  /* What is wanted of a supply against what it has: one problem, whatever is missing. */
  function lackingPlugs(rig, role, supply, needs) {
    const have = (plug) => (own(supply.plugs, plug) || 0) * (rig.count(role) || 1);
    const lacking = [...needs].filter(([plug, count]) => count > have(plug)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (!lacking.length) return [];
    const spare = (plug) => Math.max(0, have(plug) - (needs.get(plug) || 0));
    const split = lacking.every(([plug, count]) => count - have(plug) <= spare(SPLIT[plug] || plug));
    const adapted = Object.keys(rig.build.parts).some((each) => rig.serves(each) === role);
    const values = {
      wanted: lacking.map(([plug, count]) => `${count} x ${plug}`),
      have: lacking.map(([plug]) => `${have(plug)} x ${plug}`),
      part: supply.id,
      supply: role,
    };
    if (!split && !adapted) return [found("FIT007", "error", role, values)];
    const word = split ? "split" : "adapted";
    return [found("FIT007", "not established", role, values, word, `help_${word}`)];
  }

  function fans(rig) {
    const problems = [];
    for (const [role, card] of rig.of("gpu")) {
      if (card.cooling === null) problems.push(missing("FIT008", role, card, "cooling"));
      if (card.cooling !== "passive") continue;
      const serving = rig.of("fan").filter(([fan]) => rig.serves(fan) === role).map(([fan]) => fan);
      if (!serving.length) problems.push(found("FIT008", "error", role, { role, part: card.id }));
      else if (serving.some((fan) => rig.count(fan) === null)) problems.push(uncounted("FIT008", serving[0]));
    }
    return problems;
  }

  function display(rig) {
    const states = rig.of("gpu").map(([role, card]) => [role, card, buildgen.power.cardState(rig.build, rig.catalog, role)]);
    // Without a state nobody knows what a card shows: PWR014 tells that.
    if (states.some(([, , state]) => state === null)) return [];
    const outputs = [
      ...states.map(([role, card, state]) => [role, card, state[1].display_output, "display_output"]),
      ...rig.of("cpu").map(([role, cpu]) => [role, cpu, cpu.graphics, "graphics"]),
      ...rig.of("motherboard").map(([role, board]) => [role, board, board.display_output, "display_output"]),
    ];
    if (!outputs.length || outputs.some(([, , shows]) => shows)) return [];
    const unknown = outputs.filter(([, , shows]) => shows === null);
    if (!unknown.length) return [found("FIT009", "warning", "", {})];
    return unknown.map(([role, part, , field]) => missing("FIT009", role, part, field));
  }

  function coolers(rig) {
    const problems = [];
    for (const [role, cooler] of rig.of("cooler")) {
      for (const [cpuRole, cpu] of rig.of("cpu")) {
        if (![null, cpuRole].includes(rig.serves(role))) continue;
        if (cooler.sockets === null) problems.push(missing("FIT010", role, cooler, "sockets"));
        else if (cpu.socket !== null && !cooler.sockets.includes(cpu.socket)) {
          const values = { part: cooler.id, cpu: cpu.id, socket: cpu.socket, sockets: cooler.sockets };
          problems.push(found("FIT010", "error", role, values));
        }
      }
    }
    return problems;
  }

  const PAIRED = [sockets, memoryTypes, registered, modules, cardSlots, lanes, plugs, coolers];

  function rigOf(build, catalog) {
    return {
      build,
      catalog,
      of: cast(build, catalog),
      count: (role) => build.parts[role].count,
      serves: (role) => own(build.serves, role),
    };
  }

  /* Everything that the checks of fit find. */
  function misfits(build, catalog) {
    const rig = rigOf(build, catalog);
    return [...PAIRED, fans, display].flatMap((check) => check(rig));
  }

  /* What the part in a role meets in this build: the problems that name it, errors before what is not known. */
  function against(build, catalog, role) {
    const rig = rigOf(build, catalog);
    const id = build.parts[role].part;
    const names = (problem) => problem.subject === role || Object.values(problem.values).includes(id);
    const problems = PAIRED.flatMap((check) => check(rig)).filter(names);
    return { errors: problems.filter((p) => p.verdict === "error"), unknown: problems.filter((p) => p.verdict === "not established") };
  }

  buildgen.fitting = Object.freeze({ against, found, misfits });
})((globalThis.buildgen = globalThis.buildgen || {}));
