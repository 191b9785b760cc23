/* Which card is it? The same judgement as `buildgen identify`, function for function: weigh each fact for every
   candidate, let proofs exclude and hints order, and say what is still missing. */
(function (root) {
  "use strict";

  /* What a proof of each side of a card may be a proof of. */
  const SIDES = { rom: ["rom"], board: ["board", "package"] };
  const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

  /* A rule is [value, says, assumed]; a star at the value's start or end stands for any text. */
  function fits(rule, value) {
    const wanted = rule[0].toLowerCase();
    const given = value.toLowerCase();
    const core = wanted.replace(/^\*+|\*+$/g, "");
    const open = wanted.startsWith("*");
    if (open && wanted.endsWith("*")) return given.includes(core);
    if (open) return given.endsWith(core);
    return wanted.endsWith("*") ? given.startsWith(core) : given === wanted;
  }

  function ruleFor(rules, value) {
    return rules.values.find((rule) => fits(rule, value)) || null;
  }

  function says(rules, value, listed) {
    const rule = ruleFor(rules, value);
    if (rule) return rule[1];
    return rules.others === "against" || (rules.others !== "nothing" && listed) ? "against" : "nothing";
  }

  function excludes(rules, value, listed) {
    const rule = ruleFor(rules, value);
    return says(rules, value, listed) === "against" && (rule === null || !rule[2]);
  }

  function halves(guide) {
    return [...guide.boards, ...guide.roms];
  }

  function isListed(feature, value, guide) {
    return halves(guide).some(
      (half) =>
        own(half.features, feature) &&
        half.features[feature].values.some((rule) => rule[1] === "for" && fits(rule, value)),
    );
  }

  function featureOf(name, guide) {
    return guide.features.find((feature) => feature.id === name) || null;
  }

  function rulesOf(candidate, feature, guide) {
    const board = guide.boards.find((half) => half.id === candidate.board);
    const rom = guide.roms.find((half) => half.id === candidate.rom);
    return [board, rom].filter((half) => own(half.features, feature)).map((half) => half.features[feature]);
  }

  function weigh(fact, guide) {
    const found = { fact, for: [], against: [], excludes: [] };
    const feature = featureOf(fact.feature, guide);
    if (feature === null || feature.weight === "none") return found;
    const listed = isListed(fact.feature, fact.value, guide);
    for (const candidate of guide.candidates) {
      const rules = rulesOf(candidate, fact.feature, guide);
      const said = rules.map((each) => says(each, fact.value, listed));
      if (said.includes("against")) found.against.push(candidate.id);
      else if (said.includes("for")) found.for.push(candidate.id);
      if (feature.weight === "proof" && rules.some((each) => excludes(each, fact.value, listed)))
        found.excludes.push(candidate.id);
    }
    return found;
  }

  function compared(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
  }

  function evidenceOf(facts, guide) {
    const place = (name) => {
      const at = guide.features.findIndex((feature) => feature.id === name);
      return at < 0 ? guide.features.length : at;
    };
    return [...facts]
      .sort(
        (a, b) =>
          place(a.feature) - place(b.feature) || compared(a.feature, b.feature) || compared(a.value, b.value),
      )
      .map((fact) => weigh(fact, guide));
  }

  function chipSays(facts, guide) {
    const about = facts.filter((fact) => own(guide.chip, fact.feature));
    return new Set(about.map((fact) => says(guide.chip[fact.feature], fact.value, false)));
  }

  function weight(one, guide) {
    const feature = featureOf(one.fact.feature, guide);
    return feature ? feature.weight : "none";
  }

  function ordered(left, evidence, guide) {
    const hints = evidence.filter((one) => weight(one, guide) === "hint");
    const unlikely = (candidate) =>
      hints.reduce(
        (sum, one) => sum + one.against.includes(candidate.id) - one.for.includes(candidate.id),
        0,
      );
    return [...left].sort((a, b) => unlikely(a) - unlikely(b));
  }

  function nearest(proofs, guide) {
    const count = guide.candidates.map(
      (candidate) => proofs.filter((one) => one.excludes.includes(candidate.id)).length,
    );
    const fewest = Math.min(...count);
    return guide.candidates.filter((_, at) => count[at] === fewest).map((candidate) => candidate.id);
  }

  function backed(candidate, side, proofs, guide) {
    return proofs.some(
      (one) =>
        one.for.includes(candidate.id) && SIDES[side].includes(featureOf(one.fact.feature, guide).proves),
    );
  }

  function held(members, facts, guide) {
    return members
      .filter((half) => {
        const known = facts.filter((fact) => own(half.features, fact.feature));
        const judged = (judge, fact) =>
          judge(half.features[fact.feature], fact.value, isListed(fact.feature, fact.value, guide));
        return (
          known.some((fact) => judged(says, fact) === "for") && !known.some((fact) => judged(excludes, fact))
        );
      })
      .map((half) => half.id);
  }

  function flashedOf(proofs, evidence, left, guide) {
    const proves = (one) => (featureOf(one.fact.feature, guide) || { proves: "" }).proves;
    if (evidence.some((one) => proves(one) === "flash")) return true;
    const about = (side) =>
      proofs.filter((one) => SIDES[side].includes(proves(one))).map((one) => one.fact);
    const roms = held(guide.roms, about("rom"), guide);
    const boards = held(guide.boards, about("board"), guide);
    if (!roms.length || !boards.length) return null;
    const paired = (one) => one.stock && boards.includes(one.board) && roms.includes(one.rom);
    if (!guide.candidates.some(paired)) return true;
    const firm = proofs.filter((one) => proves(one) === "board");
    const agree = left.every((each) => firm.some((one) => one.for.includes(each.id)));
    return left.length && agree && left.every((each) => each.stock) ? false : null;
  }

  function claims(feature, candidate, guide) {
    const values = rulesOf(candidate, feature, guide).flatMap((rules) =>
      rules.values.filter((rule) => rule[1] === "for").map((rule) => rule[0]),
    );
    return [...new Set(values)].sort().join("\n");
  }

  function missingOf(left, evidence, guide) {
    const given = evidence.map((one) => one.fact.feature);
    const open = new Set(["board"]);
    for (const [side, proofs] of Object.entries(SIDES))
      if (!backed(left[0], side, evidence, guide)) proofs.forEach((proof) => open.add(proof));
    const divides = (name) => {
      const told = new Set(left.map((candidate) => claims(name, candidate, guide)));
      return told.size > 1 || (left.length === 1 && !told.has(""));
    };
    return guide.features
      .filter(
        (feature) =>
          feature.weight === "proof" &&
          !given.includes(feature.id) &&
          divides(feature.id) &&
          (left.length > 1 || open.has(feature.proves)),
      )
      .map((feature) => feature.id);
  }

  function verdict(word, candidates, flashed, evidence, missing) {
    return { verdict: word, candidates, flashed, evidence, missing };
  }

  /* Judge one card by its facts, [{feature, value}, ...]. */
  function judge(facts, guide) {
    const evidence = evidenceOf(facts, guide);
    const chip = chipSays(facts, guide);
    chip.delete("nothing");
    if (chip.size === 1 && chip.has("against")) return verdict("not vega20", [], null, evidence, []);
    if (!chip.size) {
      const wanted = guide.features.filter((feature) => own(guide.chip, feature.id));
      return verdict("unknown", [], null, evidence, wanted.map((feature) => feature.id));
    }
    const proofs = evidence.filter((one) => weight(one, guide) === "proof");
    const gone = new Set(proofs.flatMap((one) => one.excludes));
    const left = guide.candidates.filter((candidate) => !gone.has(candidate.id));
    const flashed = flashedOf(proofs, evidence, left, guide);
    if (chip.size > 1) return verdict("contradictory", nearest(proofs, guide), null, evidence, []);
    if (!left.length) {
      const alone = proofs.some((one) => one.excludes.length === guide.candidates.length);
      return verdict(alone ? "unknown" : "contradictory", alone ? [] : nearest(proofs, guide), flashed, evidence, []);
    }
    const sure = left.length === 1 && Object.keys(SIDES).every((side) => backed(left[0], side, proofs, guide));
    const missing = sure && flashed !== null ? [] : missingOf(left, evidence, guide);
    const names = ordered(left, evidence, guide).map((candidate) => candidate.id);
    return verdict(sure ? "identified" : "ambiguous", names, flashed, evidence, missing);
  }

  /* The finding about one fact in one line: `for A, B; against C`, or `nothing`. */
  function said(one) {
    const parts = ["for", "against"].filter((word) => one[word].length);
    return parts.map((word) => `${word} ${one[word].join(", ")}`).join("; ") || "nothing";
  }

  const made = { judge, said };
  if (typeof module === "object" && module.exports) module.exports = made;
  else root.buildgenIdentify = made;
})(typeof globalThis === "object" ? globalThis : this);
