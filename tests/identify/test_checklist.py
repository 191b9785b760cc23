"""The check list of the page and `buildgen identify` are one judgement: vectors, and Node asked live."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from buildgen.identify.entry import guide_of
from buildgen.site.prose.checklist import ANOTHER, checklist, plain_guide, proofs, values
from buildgen.site.words import Words
from tests.agreement.node import node_program
from tests.identify.write_vectors import FILE, answered, drawn, entry, pairs, text

SCRIPT = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets" / "js" / "identify.js"
ASK = """
const { judge, said } = require(process.argv[1]);
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const told = asked.answers.map((answers) => {
  const found = judge(answers.map(([feature, value]) => ({ feature, value })), asked.guide);
  return { ...found, evidence: found.evidence.map((one) => [one.fact.feature, one.fact.value, said(one)]) };
});
process.stdout.write(JSON.stringify(told));
"""


def test_vectors_are_what_python_says() -> None:
    """The stored vectors are today's answers; `python -m tests.identify.write_vectors` changes them."""
    assert FILE.read_text(encoding="utf-8") == text()


def test_vectors_hold_every_verdict() -> None:
    """Each verdict, each word on flashing and a doubt between several cards occur among the vectors."""
    vectors = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
    assert {v["verdict"] for v in vectors} == {
        *("identified", "ambiguous", "contradictory", "not vega20", "unknown")
    }
    assert {v["flashed"] for v in vectors} == {True, False, None}
    assert any(len(v["candidates"]) > 1 and v["missing"] for v in vectors)


@pytest.mark.parametrize("kind", ["pairs", "drawn"])
def test_both_languages_agree(kind: str) -> None:
    """For every pair of answers, and for many larger sets, Python and the page's script say the same."""
    one = entry()
    asked = [*pairs(one)] if kind == "pairs" else [*drawn(one, 600, 7)]
    data = json.dumps({"guide": plain_guide(one, Words()), "answers": asked})
    ran = subprocess.run(
        (node_program(), "-e", ASK, "--", str(SCRIPT)),
        input=data,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    guide = guide_of(one)
    assert len(asked) > 500
    for answers, theirs in zip(asked, json.loads(ran.stdout), strict=True):
        assert theirs == answered(answers, guide), answers


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_can_be_answered(language: str) -> None:
    """Each question has a name, a way to look, and values to choose from that somebody claims."""
    one = entry()
    made = checklist(one, Words.of(language))
    assert [q.feature for q in made.questions] == [f.id for f in proofs(one)]
    assert len(made.questions) > 8
    for question in made.questions:
        assert question.name
        assert question.how
        assert question.answers
        assert all(a.text and a.claimed and a.value != ANOTHER for a in question.answers)


def test_what_is_seen_by_eye_comes_first() -> None:
    """Questions that need no tool stand before all others."""
    eyes = [q.by_eye for q in checklist(entry(), Words()).questions]
    assert eyes == sorted(eyes, reverse=True)
    assert eyes.count(True) >= 4


def test_no_claimed_value_is_the_word_for_another() -> None:
    """The answer "something else" fits no rule that names a value."""
    one = entry()
    halves = (*one.boards, *one.roms)
    rules = [r for half in halves for rules in half.features.values() for r in rules.values]
    assert all(values(one, f.id).get(ANOTHER) is None for f in one.features)
    assert not any(r.value.strip("*").casefold() in ANOTHER for r in rules)


def test_the_data_cannot_end_its_element() -> None:
    """The inlined guide is JSON without any sign that markup begins with."""
    data = checklist(entry(), Words.of("zh")).data
    assert json.loads(data)["candidates"]
    assert "<" not in data
    assert "`" not in data
