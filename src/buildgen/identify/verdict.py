"""The verdict: from the facts about each card to the candidates that they leave, with reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from buildgen.identify.cards import Card, cards
from buildgen.identify.facts import Fact, Reading
from buildgen.identify.guide import Candidate, Feature, Guide, Rules, Says

VERSION = 1

Verdict = Literal["identified", "ambiguous", "contradictory", "not vega20", "unknown"]
Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"

# What a proof of each side of a card may be a proof of.
SIDES: Mapping[str, tuple[str, ...]] = {"rom": ("rom",), "board": ("board", "package")}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact and the candidates that it speaks for and against; `excludes` are those it rules out."""

    fact: Fact
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The finding in one line: `for A, B; against C`, or `nothing`."""
        parts = [
            f"{word} {', '.join(ids)}"
            for word, ids in (("for", self.speaks_for), ("against", self.speaks_against))
            if ids
        ]
        return "; ".join(parts) or "nothing"


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What the evidence leaves of the candidates for one card.

    `flashed` is true when ROM and board disagree or a file shows the flash, false when a ROM and a board
    proof agree, and None when that is not known. `missing` names the features that would tell the remaining
    candidates apart, cheapest first.
    """

    verdict: Verdict
    candidates: tuple[str, ...]
    flashed: bool | None
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]

    def plain(self) -> dict[str, Plain]:
        """Give the verdict as plain data for JSON."""
        return {
            "verdict": self.verdict,
            "candidates": list(self.candidates),
            "flashed": self.flashed,
            "evidence": [
                {
                    "feature": one.fact.feature,
                    "value": one.fact.value,
                    "says": one.says,
                    "file": one.fact.file,
                    "line": one.fact.line,
                }
                for one in self.evidence
            ],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts on all cards that the files speak of."""

    cards: tuple[CardVerdict, ...]

    def plain(self) -> dict[str, Plain]:
        """Give the report as plain data for JSON: `{"version": 1, "cards": [...]}`."""
        return {"version": VERSION, "cards": [card.plain() for card in self.cards]}


def identify(readings: Sequence[Reading], guide: Guide) -> Report:
    """Judge every card that the readings speak of."""
    return Report(tuple(judge(card, guide) for card in cards(readings, guide)))


def judge(card: Card, guide: Guide) -> CardVerdict:
    """Judge one card.

    Proofs exclude candidates; hints only order those that are left. One candidate is identified when both a
    proof of its ROM and a proof of its board or package speak for it: ids of the ROM alone never suffice.
    Assumed rules exclude nothing. When nothing is left, the facts contradict each other, unless one of them
    alone excludes every candidate: then the card is of the chip but not in the guide.
    """
    evidence = _evidence(card.facts, guide)
    chip = guide.chip_says((fact.feature, fact.value) for fact in card.facts) - {"nothing"}
    if chip == {"against"}:
        return CardVerdict("not vega20", (), None, evidence, ())
    if not chip:
        wanted = [feature.id for feature in guide.features if feature.id in guide.chip]
        return CardVerdict("unknown", (), None, evidence, tuple(wanted))
    proofs = [one for one in evidence if _weight(one, guide) == "proof"]
    left = _left(proofs, guide)
    flashed = _flashed(proofs, evidence, left, guide)
    ids = tuple(candidate.id for candidate in _ordered(left, evidence, guide))
    if len(chip) > 1:
        return CardVerdict("contradictory", _nearest(proofs, guide), None, evidence, ())
    if not left:
        alone = any(len(one.excludes) == len(guide.candidates) for one in proofs)
        nearest = () if alone else _nearest(proofs, guide)
        return CardVerdict("unknown" if alone else "contradictory", nearest, flashed, evidence, ())
    sure = len(left) == 1 and all(_backed(left[0], side, proofs, guide) for side in SIDES)
    missing = () if sure and flashed is not None else _missing(left, evidence, guide)
    return CardVerdict("identified" if sure else "ambiguous", ids, flashed, evidence, missing)


def _evidence(facts: Iterable[Fact], guide: Guide) -> tuple[Evidence, ...]:
    place = {feature.id: at for at, feature in enumerate(guide.features)}

    def order(fact: Fact) -> tuple[int, str, str, int, str]:
        known = place.get(fact.feature, len(place))
        return known, fact.feature, fact.file, fact.line or 0, fact.value

    return tuple(weigh(fact, guide) for fact in sorted(facts, key=order))


def weigh(fact: Fact, guide: Guide) -> Evidence:
    """Say which candidates a fact speaks for and against, and which it rules out."""
    found: dict[Says, list[str]] = {"for": [], "against": [], "nothing": []}
    feature = guide.feature.get(fact.feature)
    if feature is None or feature.weight == "none":
        return Evidence(fact)
    listed, excluded = guide.listed(fact.feature, fact.value), []
    for candidate in guide.candidates:
        rules = _rules(candidate, fact.feature, guide)
        said = {each.says(fact.value, listed=listed) for each in rules}
        found["against" if "against" in said else "for" if "for" in said else "nothing"].append(candidate.id)
        if feature.weight == "proof" and any(each.excludes(fact.value, listed=listed) for each in rules):
            excluded.append(candidate.id)
    return Evidence(fact, tuple(found["for"]), tuple(found["against"]), tuple(excluded))


def _rules(candidate: Candidate, feature: str, guide: Guide) -> tuple[Rules, ...]:
    halves = (guide.half[f"board {candidate.board}"], guide.half[f"rom {candidate.rom}"])
    return tuple(half.features[feature] for half in halves if feature in half.features)


def _feature(one: Evidence, guide: Guide) -> Feature | None:
    return guide.feature.get(one.fact.feature)


def _weight(one: Evidence, guide: Guide) -> str:
    feature = _feature(one, guide)
    return feature.weight if feature else "none"


def _left(proofs: Sequence[Evidence], guide: Guide) -> list[Candidate]:
    excluded = {name for one in proofs for name in one.excludes}
    return [candidate for candidate in guide.candidates if candidate.id not in excluded]


def _ordered(left: Sequence[Candidate], evidence: Sequence[Evidence], guide: Guide) -> list[Candidate]:
    """Put the likelier candidates first; what the hints leave equal keeps the order of the guide."""
    hints = [one for one in evidence if _weight(one, guide) == "hint"]

    def unlikely(candidate: Candidate) -> int:
        return sum((candidate.id in one.speaks_against) - (candidate.id in one.speaks_for) for one in hints)

    return sorted(left, key=unlikely)


def _nearest(proofs: Sequence[Evidence], guide: Guide) -> tuple[str, ...]:
    """Name the candidates with the fewest proofs against them: where the contradiction most likely lies."""
    count = {
        candidate.id: sum(candidate.id in one.excludes for one in proofs) for candidate in guide.candidates
    }
    return tuple(name for name, against in count.items() if against == min(count.values()))


def _backed(candidate: Candidate, side: str, proofs: Sequence[Evidence], guide: Guide) -> bool:
    """Whether a proof of the candidate's ROM, or of its board or package, speaks for it."""
    return any(
        candidate.id in one.speaks_for and (feature := _feature(one, guide)) and feature.proves in SIDES[side]
        for one in proofs
    )


def _flashed(
    proofs: Sequence[Evidence], evidence: Sequence[Evidence], left: Sequence[Candidate], guide: Guide
) -> bool | None:
    """Say whether the ROM is another than the board came with: yes, no, or not known."""
    by = {feature.id: feature.proves for feature in guide.features}
    if any(by.get(one.fact.feature) == "flash" for one in evidence):
        return True
    roms = _held("rom", [one.fact for one in proofs if by[one.fact.feature] in SIDES["rom"]], guide)
    boards = _held("board", [one.fact for one in proofs if by[one.fact.feature] in SIDES["board"]], guide)
    if not roms or not boards:
        return None
    if not any(one.stock and one.board in boards and one.rom in roms for one in guide.candidates):
        return True
    firm = [one for one in proofs if by[one.fact.feature] == "board"]
    agree = all(any(each.id in one.speaks_for for one in firm) for each in left)
    return False if left and agree and all(each.stock for each in left) else None


def _held(side: str, facts: Sequence[Fact], guide: Guide) -> set[str]:
    """Name the boards, or the ROMs, that a fact speaks for and none speaks against."""
    halves = guide.boards if side == "board" else guide.roms
    held = set()
    for half in halves:
        said = [
            (rules.says(fact.value, listed=listed), rules.excludes(fact.value, listed=listed))
            for fact in facts
            if (rules := half.features.get(fact.feature))
            for listed in (guide.listed(fact.feature, fact.value),)
        ]
        if any(says == "for" for says, _ in said) and not any(excludes for _, excludes in said):
            held.add(half.id)
    return held


def _missing(left: Sequence[Candidate], evidence: Sequence[Evidence], guide: Guide) -> tuple[str, ...]:
    """Name the proofs not given yet whose values the guide knows to differ between the candidates left."""
    given = {one.fact.feature for one in evidence}
    open_sides = _open_sides(left, evidence, guide)
    return tuple(
        feature.id
        for feature in guide.features
        if feature.weight == "proof"
        and feature.id not in given
        and _divides(feature.id, left, guide)
        and (len(left) > 1 or feature.proves in open_sides)
    )


def _open_sides(left: Sequence[Candidate], evidence: Sequence[Evidence], guide: Guide) -> frozenset[str]:
    """Name what the last candidate still lacks a proof of; its board always, for that settles `flashed`."""
    lacking = (side for side in SIDES if not _backed(left[0], side, evidence, guide))
    return frozenset({"board"}.union(*(SIDES[side] for side in lacking)))


def _divides(feature: str, left: Sequence[Candidate], guide: Guide) -> bool:
    """Whether the candidates claim different values; for the last one, whether it claims any."""
    claims = {_claims(feature, candidate, guide) for candidate in left}
    return len(claims) > 1 or (len(left) == 1 and claims != {frozenset()})


def _claims(feature: str, candidate: Candidate, guide: Guide) -> frozenset[str]:
    rules = _rules(candidate, feature, guide)
    return frozenset(rule.value for each in rules for rule in each.values if rule.says == "for")
