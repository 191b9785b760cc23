/* The reader's rig as a YAML file that states only what differs: byte-stable, and priced the same by `buildgen`. */
(function (buildgen) {
  "use strict";

  const { text, money } = buildgen.money;

  /* A text as YAML: JSON's strings are YAML's, once the characters that YAML forbids are escaped. */
  function quoted(value) {
    return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => {
      return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
    });
  }

  function ownYaml(part, told) {
    const fields = [`name: ${quoted(told.name)}`, `kind: ${part.kind}`];
    const watts = buildgen.changes.wattsOf(told) === null ? null : `${told.watts} W`;
    const evidence = "evidence: {source: calculator, kind: assumed}";
    if (part.kind === "psu") fields.push(`supply_class: ${part.supply_class}`);
    if (watts !== null) {
      fields.push(evidence);
      if (part.kind === "gpu") {
        fields.push(`states: {own: {name: own, cap: ${watts}, board_power: ${watts}}}`, "default_state: own");
      } else if (part.kind === "psu") fields.push(`rating: ${watts}`);
      else if (Object.prototype.hasOwnProperty.call(part, "power")) fields.push(`power: ${watts}`);
    }
    return `{${fields.join(", ")}}`;
  }

  function yamlOf(state, data) {
    const { child, parts } = buildgen.changes.childOf(state, data);
    const lines = [
      "# yaml-language-server: $schema=../schema/build.json",
      `title: {en: My rig, zh: 我的配置}`,
      "status: draft",
      `extends: ${state.base}`,
    ];
    if (child.remove.length) lines.push(`remove: [${child.remove.join(", ")}]`);
    const uses = Object.entries(child.parts);
    if (uses.length) lines.push("parts:");
    for (const [role, use] of uses) {
      const fields = [];
      const mine = Object.prototype.hasOwnProperty.call(parts, use.part || "");
      if (use.part !== undefined) fields.push(`part: ${mine ? ownYaml(parts[use.part], state.own[role]) : use.part}`);
      if (use.count !== undefined) fields.push(`count: ${use.count}`);
      if (use.state !== undefined) fields.push(`state: ${use.state === null ? "null" : use.state}`);
      lines.push(`  ${role}: {${fields.join(", ")}}`);
    }
    const feeds = Object.entries(child.feeds);
    if (feeds.length) lines.push("feeds:");
    for (const [supply, fed] of feeds) lines.push(`  ${supply}: [${fed.join(", ")}]`);
    const lots = Object.entries(child.prices);
    if (lots.length) lines.push("prices:");
    for (const [name, lot] of lots) {
      const proof = `kind: ${lot.kind}, date: ${lot.date}, source: ${lot.source}, freight: ${lot.freight}`;
      lines.push(`  ${name}: {covers: [${lot.covers.join(", ")}], total: ${text(money(...lot.total))}, ${proof}}`);
    }
    return `${lines.join("\n")}\n`;
  }

  buildgen.exporting = Object.freeze({ quoted, yamlOf });
})((globalThis.buildgen = globalThis.buildgen || {}));
