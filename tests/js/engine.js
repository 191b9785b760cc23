/* The engine's scripts in the order in which a page loads them, run as classic scripts in one global scope. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const FOLDER = path.join(__dirname, "../../src/buildgen/site/assets/js/engine");
const ORDER = [
  "constants", "quantity", "money", "day", "bom", "supply", "rating", "power", "verdict", "tensors", "split", "pool", "scope",
  "compute_buffer", "fit", "remedy", "load", "speed", "placement", "samples", "forecast", "terms", "cost", "inheritance",
  "conductor", "solver", "circuit", "laying", "gaps", "bench", "outputs", "rails", "metering", "wiring_reason",
  "wiring_connections", "wiring_limits", "wiring_switching", "wiring_verdict",
];

/* Loads the engine with constants; gives the namespace that the scripts made. */
function loadEngine(constants) {
  for (const name of ORDER) {
    const file = path.join(FOLDER, `${name}.js`);
    vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
  }
  globalThis.buildgen.constants.use(constants);
  return globalThis.buildgen;
}

/* Loads files as a page does, in their order: what a site ships. */
function loadShipped(files, constants) {
  for (const file of files) vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
  globalThis.buildgen.constants.use(constants);
  return globalThis.buildgen;
}

/* A result as plain data, as Python writes it: money as [minor, currency], large numbers as text. */
function figures(value) {
  if (value === undefined) throw new Error("a result holds undefined");
  if (typeof value === "bigint") {
    return value < 9007199254740992n && value > -9007199254740992n ? Number(value) : String(value);
  }
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`a result holds ${value}`);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(figures);
  const keys = Object.keys(value);
  if (keys.length === 2 && typeof value.minor === "bigint") return [figures(value.minor), value.currency];
  return Object.fromEntries(keys.map((key) => [key, figures(value[key])]));
}

module.exports = { figures, loadEngine, loadShipped, ORDER };
