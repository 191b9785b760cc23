"""The calculator in headless Chromium: one recomputation after another, and the bytes that it costs to load.

A recomputation is all that follows a change of a control: the state laid over its base build, the bill,
the supplies and their verdicts, the wiring where a harness is left, fit, speed and cost. The states are
seeded changes of every build: a part, a count, a state, a price. Of each state the quickest of several
rounds counts, as in the other benchmarks; the median and the 99th percentile are those over the states.
Beside them stand the same two over every single round, which count whatever else the machine does, too.

The yardstick, in the same page and run, is a plain copy of its data, `JSON.parse(JSON.stringify(data))`.
The catalog of 1,000 parts is the real one filled up with synthetic parts; the rig of 1,000 roles holds no
cards beyond its base's, for no harness feeds a thousand.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.bench_site import parts_catalog
from buildgen.calc.results import Results
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Part
from buildgen.site.calculator import part_slice, written
from buildgen.site.make import program_files
from buildgen.site.matter import Matter
from buildgen.site.views.calculator import calculator_data, fitting_slice
from buildgen.site.wiring_slice import wiring_slice
from buildgen.site.words import Words

CATALOG = Path(__file__).parents[1] / "catalog"
MEDIAN, HIGHEST, LARGE, HEAVIEST = 1.0, 4.0, 16.0, 60_000
"""The bars: milliseconds at the median and at the 99th percentile, with 1,000 parts, and compressed bytes."""
PARTS = 1_000
CHANGES, ROUNDS = 24, 9
# Isolated from other origins, a page's clock ticks every 5 us instead of every 100.
ADDRESS = "https://bench.invalid/"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
MEASURE = """([queries, rounds]) => {
    const { address, calculation, metering, wiring_verdict: wired } = buildgen;
    const once = (query) => {
        const found = calculation.calculate(address.read(query, data).state, data);
        if (found.wiring !== undefined) return found;
        const wiring = metering.wiring(found.build, found.catalog);
        return wiring === null ? found : wired.causes(wiring);
    };
    const timed = (work) => {
        const begun = performance.now();
        work();
        return performance.now() - begun;
    };
    for (const query of queries) once(query);
    const times = queries.map(() => []), copies = [];
    for (let round = 0; round < rounds; round += 1) {
        queries.forEach((query, n) => times[n].push(timed(() => once(query))));
        for (let n = 0; n < 20; n += 1) copies.push(timed(() => JSON.parse(JSON.stringify(data))));
    }
    return [times, copies, crossOriginIsolated];
}"""


def data_of(catalog: Catalog) -> dict[str, Any]:
    """Give what a page of the calculator holds."""
    assert catalog.policy is not None
    data: dict[str, Any] = calculator_data(Matter(Results(catalog, catalog.policy), (), Words()))
    return data


def queries(data: dict[str, Any]) -> Iterator[str]:
    """Make addresses as the page writes them, for every build of the data."""
    chance = Random(20250103)  # noqa: S311 - the same states every time
    parts = data["catalog"]["parts"]
    for base, build in data["catalog"]["builds"].items():
        for _ in range(CHANGES):
            pairs = {"v": "1", "b": base}
            for role in chance.sample(sorted(build["parts"]), k=min(2, len(build["parts"]))):
                part = parts.get(build["parts"][role]["part"], {"kind": ""})
                same = [name for name, other in parts.items() if other["kind"] == part["kind"]]
                changes = [(f"p.{role}", f"{chance.randint(1, 999_999) / 100:.2f}")]
                changes += [(f"r.{role}", f"*{chance.randint(0, 6)}")]
                changes += [(f"r.{role}", chance.choice(same))] if same else []
                changes += [(f"r.{role}", f"!{name}") for name in part.get("states", ())]
                pairs |= [chance.choice(changes)]
            yield f"?{urlencode(pairs)}"


def crowded(data: dict[str, Any]) -> dict[str, Any]:
    """Fill the data's catalog up to 1,000 parts."""
    with tempfile.TemporaryDirectory() as folder:
        parts_catalog(Path(folder), PARTS)
        more = [part_slice(part) | fitting_slice(part) for part in load_catalog(Path(folder)).entries(Part)]
    parts = dict(data["catalog"]["parts"])
    parts |= {part["id"]: part for part in more[: PARTS - len(parts)]}
    return {**data, "catalog": {**data["catalog"], "parts": parts}}


def crammed(data: dict[str, Any]) -> dict[str, Any]:
    """Give the base build of the data 1,000 roles; the catalog has no other build then."""
    catalog = data["catalog"]
    base = catalog["builds"][data["base"]]
    names = [name for name, part in catalog["parts"].items() if part["kind"] not in {"gpu", "psu"}]
    more = {
        f"more_{n}": {"part": names[n % len(names)], "count": 1, "state": None}
        for n in range(PARTS - len(base["parts"]))
    }
    build = {**base, "parts": {**base["parts"], **more}}
    return {**data, "catalog": {**catalog, "builds": {base["id"]: build}}}


def with_wiring(data: dict[str, Any], wired: dict[str, Any]) -> dict[str, Any]:
    """Give the data as they are once the part for wiring is loaded."""
    return {**data, "catalog": {**data["catalog"], "wiring": wired}}


def compressed(content: bytes) -> int:
    """Count the bytes that go over the wire."""
    return len(gzip.compress(content, 9))


def measured(page: Page, data: dict[str, Any], script: str) -> tuple[list[list[float]], float]:
    """Time recomputations in a fresh page; give each state's times and the median copy, in milliseconds."""
    page.goto(ADDRESS)
    page.evaluate(f"window.data = {written(data)}")
    page.add_script_tag(content=script)
    page.evaluate("buildgen.constants.use(data.constants)")
    times, copies, isolated = page.evaluate(MEASURE, [list(queries(data)), ROUNDS])
    assert isolated
    return times, median(copies)


def reported(name: str, times: list[list[float]], copy: float) -> tuple[float, float]:
    """Print one line; give the median and the 99th percentile of the states' quickest rounds."""
    quickest = quantiles([min(rounds) for rounds in times], n=100)
    every = quantiles([time for rounds in times for time in rounds], n=100)
    figures = (quickest[49], quickest[98], every[49], every[98], copy)
    shown = "  ".join(f"{figure:>7.2f} ms" for figure in figures)
    print(f"{name:<22} {shown}  {quickest[49] / copy:>6.2f}  {quickest[98] / copy:>6.2f}")
    return quickest[49], quickest[98]


def serve(route: Route) -> None:
    """Answer the page's address with an empty page; whatever else is asked for is not there."""
    if route.request.url == ADDRESS:
        route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html", headers=ISOLATED)
    else:
        route.abort()


def main() -> bool:
    """Print a line for each catalog and the bytes; tell whether every bar holds."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("Chromium is not installed: nothing was measured")
        return False
    files = program_files("en")
    script, wiring = (files[f"assets/js/{name}.js"] for name in ("calculator", "calculator-wiring"))
    catalog = load_catalog(CATALOG)
    data, wired = data_of(catalog), wiring_slice(catalog)
    large = crowded(data)
    heads = "  ".join(f"{head:>10}" for head in ("median", "99 %", "all median", "all 99 %", "copy"))
    print(f"{'recomputation':<22} {heads}  {'ratio':>6}  {'99 %':>6}")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", serve)
        text = (script + wiring).decode()
        real = reported("the catalog as it is", *measured(page, with_wiring(data, wired), text))
        thousand = reported(f"{PARTS:,} parts", *measured(page, with_wiring(large, wired), text))
        reported(f"a rig of {PARTS:,} roles", *measured(page, with_wiring(crammed(large), wired), text))
        browser.close()
    held = [compressed(script), compressed(written(data).encode())]
    later = [compressed(wiring), compressed(written(wired).encode())]
    print(f"compressed: script {held[0]:,} + data {held[1]:,} = {sum(held):,} bytes (at most {HEAVIEST:,})")
    print(f"loaded when wiring is asked for: script {later[0]:,} + data {later[1]:,} = {sum(later):,} bytes")
    print(f"bars: {MEDIAN} ms at the median, {HIGHEST} ms at 99 %, {LARGE} ms at 99 % with {PARTS:,} parts")
    return real[0] < MEDIAN and real[1] < HIGHEST and thousand[1] < LARGE and sum(held) <= HEAVIEST


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
