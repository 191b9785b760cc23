"""Laws of the verdict: order and noise change nothing, and evidence for a candidate never removes it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.identify.cards import Card
from buildgen.identify.facts import Fact, Reading
from buildgen.identify.reading import read
from buildgen.identify.verdict import CardVerdict, Report, identify, judge
from tests.identify.guides import load
from tests.identify.samples import FOLDER, sample

GUIDE = load()
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".txt", ".json"})
NOISE = [
    "",
    "[   18.788590] scsi 1:0:0:0: Direct-Access     ATA      INTEL SSDSC2KG96 0121 PQ: 0 ANSI: 5",
    "        Latency: 0, Cache Line Size: 32 bytes",
    "WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status",
    "\x1b[32m$\x1b[0m",
    "显卡 gpu 显存",
]


def known_values() -> list[tuple[str, str]]:
    """List every value that the guide has a rule about, with stars filled in."""
    halves = (*GUIDE.boards, *GUIDE.roms)
    groups = [GUIDE.chip, *(half.features for half in halves)]
    found = {
        (
            feature,
            rule.value.replace("*", "", 1) if rule.value[0] != "*" else rule.value.replace("*", "Vega 20 "),
        )
        for features in groups
        for feature, of in features.items()
        for rule in of.values
    }
    return sorted((feature, value.replace("*", "")) for feature, value in found)


VALUES = known_values()
FACTS = st.lists(st.sampled_from(VALUES), max_size=8, unique=True)


def card(values: list[tuple[str, str]]) -> Card:
    """Make a card of which the values are known."""
    return Card(None, tuple(Fact(name, value, "x", 1) for name, value in values))


def outcome(report: Report) -> list[object]:
    """Give all of a report but the lines."""
    return [
        (
            one.verdict,
            one.candidates,
            one.flashed,
            one.missing,
            [(e.fact.feature, e.says) for e in one.evidence],
        )
        for one in report.cards
    ]


@given(FACTS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_the_facts_changes_nothing(
    values: list[tuple[str, str]], shuffle: random.Random
) -> None:
    """A card is what is known of it, not the order in which it was read."""
    mixed = list(values)
    shuffle.shuffle(mixed)
    assert judge(card(mixed), GUIDE) == judge(card(values), GUIDE)


@given(FACTS, st.sampled_from(VALUES))
@settings(max_examples=500, deadline=None)
def test_evidence_for_a_candidate_never_removes_it(
    values: list[tuple[str, str]], more: tuple[str, str]
) -> None:
    """A candidate that was left is still left after a fact that speaks for it."""
    before = judge(card(values), GUIDE)
    after = judge(card([*values, more]), GUIDE)
    (added,) = judge(card([more]), GUIDE).evidence
    assert set(before.candidates) & set(added.speaks_for) <= set(after.candidates)


@given(FACTS, st.sampled_from(VALUES))
@settings(max_examples=300, deadline=None)
def test_more_evidence_never_brings_a_candidate_back(
    values: list[tuple[str, str]], more: tuple[str, str]
) -> None:
    """While nothing contradicts, candidates only fall away."""
    before, after = judge(card(values), GUIDE), judge(card([*values, more]), GUIDE)
    if {before.verdict, after.verdict} <= {"identified", "ambiguous"}:
        assert set(after.candidates) <= set(before.candidates)


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_a_verdict_says_no_more_than_its_evidence(values: list[tuple[str, str]]) -> None:
    """Identified means one candidate with a proof of ROM and of board; contradictory never lacks evidence."""
    found = judge(card(values), GUIDE)
    if found.verdict == "identified":
        assert len(found.candidates) == 1
        assert {"rom"} <= proved(found)
        assert proved(found) & {"board", "package"}
    if found.flashed is False:
        assert {"rom", "board"} <= proved(found)
    if found.verdict in {"not vega20", "unknown"}:
        assert found.candidates == ()
    assert found.verdict != "contradictory" or len(found.evidence) > 1


def proved(found: CardVerdict) -> set[str]:
    """Name the sides that a proof for the first candidate stands on."""
    return {
        GUIDE.feature[one.fact.feature].proves
        for one in found.evidence
        if GUIDE.feature[one.fact.feature].weight == "proof" and found.candidates[0] in one.speaks_for
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".txt")])
def test_noise_between_the_lines_changes_nothing(name: str) -> None:
    """Lines of other programs, blanks and colours between the lines leave the verdict as it is."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    noisy = [part for at, line in enumerate(lines) for part in (line, NOISE[at % len(NOISE)])]
    noisy_reading = read(name, "\n".join(noisy).encode())
    assert outcome(identify([noisy_reading], GUIDE)) == outcome(identify([sample(name)], GUIDE))


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_files_changes_nothing(names: list[str]) -> None:
    """The same files in another order give the same verdicts."""
    readings = [sample(name) for name in names]
    first, second = identify(readings, GUIDE), identify(readings[::-1], GUIDE)
    assert sorted(map(repr, first.cards)) == sorted(map(repr, second.cards))


@given(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
@settings(max_examples=60, deadline=None)
def test_every_file_is_answered(names: list[str]) -> None:
    """Each file that was given is named in the evidence of some card."""
    report = identify([sample(name) for name in names], GUIDE)
    assert {one.fact.file for found in report.cards for one in found.evidence} == set(names)


def test_no_files_give_no_cards() -> None:
    """Nothing in, nothing out."""
    assert identify([], GUIDE).plain() == {"version": 1, "cards": []}


@given(st.lists(st.binary(max_size=500), max_size=3))
@settings(max_examples=100, deadline=None)
def test_random_files_get_a_verdict(files: list[bytes]) -> None:
    """Any bytes give a card that is unknown, with a word on the file."""
    readings: list[Reading] = [read(str(at), data) for at, data in enumerate(files)]
    report = identify(readings, GUIDE)
    assert len(report.cards) == len(files)
    assert {one.verdict for one in report.cards} <= {"unknown"}
