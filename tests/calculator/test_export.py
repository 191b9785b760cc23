"""What the calculator exports is a build file, and `buildgen` prices it to the same fen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import PART_KINDS
from buildgen.checks.registry import CHECKS
from buildgen.diagnostics import Message
from buildgen.sentences import LANGUAGES, say
from buildgen.site.calculator import written
from buildgen.site.figures import figures
from buildgen.site.matter import Matter
from buildgen.site.views.calculator import CODES, calculator_data
from buildgen.site.words import Words
from tests.agreement.node import node_program

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "js" / "export.js"
FOLDER = ROOT / "catalog"
CATALOG = load_catalog(FOLDER)
CHANGES = 8
"""How many random changes are tried for each build."""


def queries(chance: Random, base: str) -> Iterator[str]:
    """Make addresses as the page writes them: parts, counts, states, prices, removals, new rows."""
    build = CATALOG.builds[base]
    for _ in range(CHANGES):
        pairs = {"v": "1", "b": base}
        removed = []
        for role in build.parts:
            part = CATALOG.part(build, role)
            if part is None:
                continue
            same = sorted(p.id for p in CATALOG.parts.values() if p.KIND == part.KIND and "." not in p.id)
            roll = chance.randint(0, 9)
            if roll == 0:
                pairs[f"r.{role}"] = chance.choice(same)
            elif roll == 1:
                pairs[f"r.{role}"] = f"*{chance.randint(0, 5)}"
            elif roll == 2:
                pairs[f"p.{role}"] = f"{chance.randint(0, 99999) / 100:.2f}"
            elif roll == 3:
                pairs[f"o.{role}"] = f"{chance.choice(('0', '99.5', '450'))}~My (own) part, no. 1"
            elif roll == 4:
                removed.append(role)
            elif roll == 5 and getattr(part, "states", None):
                pairs[f"r.{role}"] = f"!{chance.choice(sorted(getattr(part, 'states', ())))}"
        for role in chance.sample(("own_1", "own_2", "own_3"), chance.randint(0, 2)):
            pairs |= added(chance, role, [r for r in fed_by(base) if r not in removed])
        if removed:
            pairs["d"] = ",".join(sorted(removed))
        yield f"?{urlencode(pairs)}"


@cache
def spoken(language: str) -> dict[str, Any]:
    """Give the words of the page in a language."""
    assert CATALOG.policy is not None
    data = calculator_data(Matter(Results(CATALOG, CATALOG.policy), (), Words.of(language)))
    return {name: data[name] for name in ("language", "sentences", "separator", "value_words")}


def findings(build: Build, results: Results, language: str) -> list[list[str]]:
    """Write what the checks that the page runs, too, find in a build."""
    found = []
    for check in CHECKS:
        if check.code not in CODES:
            continue
        for problem in check.find(build, results):
            severity = problem.severity or check.severity
            messages = (
                Message(f"{check.code}.{n}", problem.values) for n in (problem.sentence, problem.help)
            )
            texts = [say(message, language) for message in messages]
            found.append([check.code, severity.value, *texts, problem.subject])
    return sorted(found)


def fed_by(base: str) -> list[str]:
    """Name the supplies of a build."""
    build = CATALOG.builds[base]
    parts = ((role, CATALOG.part(build, role)) for role in build.parts)
    return [role for role, part in parts if part is not None and part.KIND == "psu"]


def added(chance: Random, role: str, supplies: list[str]) -> dict[str, str]:
    """Add a row: of any kind, from the catalog or of one's own, fed or not."""
    kind = chance.choice(sorted(PART_KINDS))
    same = sorted(p.id for p in CATALOG.parts.values() if kind == p.KIND and "." not in p.id)
    pairs = {f"a.{role}": kind}
    if same and chance.random() < 0.5:
        pairs[f"r.{role}"] = f"{chance.choice(same)}*{chance.randint(1, 3)}"
    else:
        pairs[f"o.{role}"] = f"{chance.choice(('0', '30', '99.5'))}~My {kind}"
    if supplies and kind in {"gpu", "fan", "cpu", "storage", "system"} and chance.random() < 0.7:
        pairs[f"f.{role}"] = chance.choice(supplies)
    if chance.random() < 0.5:
        pairs[f"p.{role}"] = str(chance.randint(0, 500))
    return pairs


@pytest.fixture(scope="module")
def calculator() -> Iterator[subprocess.Popen[str]]:
    """Run the calculator's scripts in Node, with the page's data."""
    policy = CATALOG.policy
    assert policy is not None
    process = subprocess.Popen(
        (node_program(), str(SCRIPT)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    matter = Matter(Results(CATALOG, policy), (), Words())
    assert ask(process, calculator_data(matter)) == {"broken": []}
    yield process
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    process.wait()


def ask(process: subprocess.Popen[str], told: Any) -> Any:
    """Send a line and read the answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{written(told)}\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@pytest.mark.parametrize("base", sorted(CATALOG.builds))
def test_an_exported_file_comes_to_the_same(
    calculator: subprocess.Popen[str], tmp_path: Path, base: str
) -> None:
    """For any change to any build, the exported file has the total, the supplies and the reasons shown.

    And the page finds what the command line finds in it: code, weight, sentence, help, subject.
    """
    for number, query in enumerate(queries(Random(base), base)):  # noqa: S311 - repeatable on purpose
        language = LANGUAGES[number % len(LANGUAGES)]
        found = ask(calculator, {"query": query, "words": spoken(language)})
        assert found["notes"] == [], query
        file = tmp_path / "my-rig.yaml"
        file.write_text(found["yaml"], encoding="utf-8")
        catalog = load_catalog(FOLDER, file)
        wrong = [f for f in catalog.findings if f.place.path == str(file)]
        assert wrong == [], (query, found["yaml"])
        assert catalog.policy is not None
        results = Results(catalog, catalog.policy)
        build = catalog.builds["my-rig"]
        assert figures(results.bill(build).total) == found["total"], (query, found["yaml"])
        supplies = results.power(build).supplies
        assert [figures([s.part, s.budget, s.low, s.high]) for s in supplies] == found["supplies"], query
        reasons = results.reasons(build)
        assert [[r.code for r in reasons[s.role]] for s in supplies] == found["verdicts"], query
        assert sorted(found["findings"]) == findings(build, results, language), (query, found["yaml"])


def test_an_address_is_written_as_it_was_read(calculator: subprocess.Popen[str]) -> None:
    """An address that was read is written the same again: a link stays a link."""
    for base in sorted(CATALOG.builds):
        for query in queries(Random(base), base):  # noqa: S311 - repeatable on purpose
            once = ask(calculator, {"query": query})
            again = ask(calculator, {"query": once["query"] or "?"})
            assert (again["query"], again["total"]) == (once["query"], once["total"])
