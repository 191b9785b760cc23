"""What a guide can do at best: which candidates its rules could ever tell from the others."""

from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.identify.facts import Fact
from buildgen.identify.guide import Guide, Rules
from buildgen.identify.verdict import SIDES, Evidence, weigh

# Stands for all values that no rule is about.
_OTHER = "any other value"


@dataclass(frozen=True, slots=True)
class Distinction:
    """How far one candidate could be told from the others by the best of evidence.

    `unproven` are the sides (rom, board) of which no proof could ever speak for it; `doubles` the candidates
    that no value rules out without ruling this one out too. Nothing of both: it can be identified.
    """

    candidate: str
    unproven: tuple[str, ...]
    doubles: tuple[str, ...]


def distinctions(guide: Guide) -> tuple[Distinction, ...]:
    """Weigh every value that a rule names, and say for each candidate what the best of evidence leaves.

    Values that say that the card has another chip are left out: then no candidate is asked for.
    """
    proves = {feature.id: feature.proves for feature in guide.features if feature.weight == "proof"}
    weighed = [
        (proves[fact.feature], weigh(fact, guide)) for fact in _claims(guide) if fact.feature in proves
    ]
    found = []
    for candidate in guide.candidates:
        backed = {proof for proof, one in weighed if candidate.id in one.speaks_for}
        kept = [one for _, one in weighed if candidate.id not in one.excludes]
        found.append(
            Distinction(
                candidate.id,
                tuple(side for side, proofs in SIDES.items() if backed.isdisjoint(proofs)),
                _doubles(candidate.id, kept, guide),
            )
        )
    return tuple(found)


def _doubles(candidate: str, kept: list[Evidence], guide: Guide) -> tuple[str, ...]:
    gone = {name for one in kept for name in one.excludes}
    return tuple(other.id for other in guide.candidates if other.id != candidate and other.id not in gone)


def _claims(guide: Guide) -> Iterator[Fact]:
    """Yield the values that rules of boards and ROMs name, without their stars, and one that none names."""
    seen: set[tuple[str, str]] = set()
    for half in (*guide.boards, *guide.roms):
        for feature, rules in half.features.items():
            for value in (*_values(rules), _OTHER):
                if (feature, value) not in seen and guide.chip_says([(feature, value)]) != {"against"}:
                    seen.add((feature, value))
                    yield Fact(feature, value, "", None)


def _values(rules: Rules) -> Iterator[str]:
    return (rule.value.strip("*") for rule in rules.values)
