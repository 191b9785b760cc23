"""What a guide can tell apart at best, proved against the verdict itself."""

from dataclasses import replace

import pytest

from buildgen.identify.cards import Card
from buildgen.identify.distinction import distinctions
from buildgen.identify.facts import Fact
from buildgen.identify.guide import Guide, Half, Rules
from buildgen.identify.verdict import judge, weigh
from tests.identify.guides import load

GUIDE = load()


def best_evidence(guide: Guide, candidate: str) -> Card:
    """Gather every value that a rule names and that does not rule the candidate out."""
    proofs = {feature.id for feature in guide.features if feature.weight == "proof"}
    facts = [
        Fact(feature, rule.value.strip("*"), "all", None)
        for half in (*guide.boards, *guide.roms)
        for feature, rules in half.features.items()
        if feature in proofs
        for rule in rules.values
    ]
    facts = [fact for fact in facts if "against" not in guide.chip_says([(fact.feature, fact.value)])]
    kept = [fact for fact in facts if candidate not in weigh(fact, guide).excludes]
    return Card(None, (*dict.fromkeys(kept), Fact("asic", "VEGA20", "all", None)))


@pytest.mark.parametrize("name", [one.id for one in GUIDE.candidates])
def test_the_best_of_evidence_identifies_each_candidate(name: str) -> None:
    """Where no side is unproven and no candidate is a double, the verdict on all of it is that candidate."""
    one = next(one for one in distinctions(GUIDE) if one.candidate == name)
    assert (one.unproven, one.doubles) == ((), ())
    verdict = judge(best_evidence(GUIDE, name), GUIDE)
    assert (verdict.verdict, verdict.candidates) == ("identified", (name,))


def without(half: Half, *, keep: str) -> Half:
    features = {name: rules for name, rules in half.features.items() if name == keep}
    return replace(half, features=features)


def test_a_candidate_without_a_proof_of_its_board_is_never_identified() -> None:
    """Take all proofs of a board away: the best of evidence leaves doubt, and the distinction says why."""
    bare = tuple(without(b, keep="") if b.id == "mi60" else b for b in GUIDE.boards)
    guide = replace(GUIDE, boards=bare)
    told = {one.candidate: one for one in distinctions(guide)}
    assert told["mi60"].unproven == ("board",)
    assert judge(best_evidence(guide, "mi60"), guide).verdict != "identified"


def test_doubles_are_what_the_verdict_leaves_beside_a_candidate() -> None:
    """On boards that differ in nothing, each candidate's double stays in the verdict, whatever is shown."""
    same = next(b for b in GUIDE.boards if b.id == "mi50-16g").features
    boards = tuple(replace(b, features=same) if b.id == "mi50-16g-fake" else b for b in GUIDE.boards)
    guide = replace(GUIDE, boards=boards)
    told = {one.candidate: one for one in distinctions(guide)}
    assert told["mi50-16g"].doubles == ("mi50-16g-fake-mi50-rom",)
    assert told["mi50-16g-fake-mi50-rom"].doubles == ("mi50-16g",)
    left = judge(best_evidence(guide, "mi50-16g"), guide)
    assert (left.verdict, set(left.candidates)) == ("ambiguous", {"mi50-16g", "mi50-16g-fake-mi50-rom"})


def test_a_value_that_nobody_lists_may_rule_out_a_double() -> None:
    """`others: against` speaks about every value but its own: a candidate without that rule can be told."""
    boards = tuple(
        replace(b, features={**b.features, "rops": Rules("against", ())}) if b.id == "mi60" else b
        for b in GUIDE.boards
    )
    told = {one.candidate: one for one in distinctions(replace(GUIDE, boards=boards))}
    assert "mi60" not in told["radeon-pro-v420"].doubles
