"""The identification guide: the cards there are, and which value of which feature speaks for or against each.

A card is a board with a ROM on it. What the ROM says (ids, part number, product string) proves the ROM; what
the board and its package say (label, parts, memory, compute units) proves the board. A candidate is one
pairing of the two, so a flashed card is simply a pairing that did not leave the factory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Says = Literal["for", "against", "nothing"]
Others = Literal["against", "against-if-listed", "nothing"]
Proves = Literal["rom", "board", "package", "flash", "nothing"]
Weight = Literal["proof", "hint", "none"]
Kind = Literal["measured", "reported", "spec", "assumed"]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What one value of a feature says, with where that is known from.

    `value` is compared without regard to case. A `*` at its start, its end or both stands for any text.
    """

    value: str
    says: Says
    source: str
    kind: Kind

    def fits(self, value: str) -> bool:
        """Whether the value is the one that the rule is about."""
        wanted, value = self.value.casefold(), value.casefold()
        core = wanted.strip("*")
        match wanted.startswith("*"), wanted.endswith("*"):
            case True, True:
                return core in value
            case True, False:
                return value.endswith(core)
            case False, True:
                return value.startswith(core)
            case _:
                return value == wanted


@dataclass(frozen=True, slots=True)
class Rules:
    """What a feature's values say of one board or ROM: the first rule that fits, else `others`.

    `against-if-listed` means: a value that no rule here names speaks against, but only when the guide knows
    it from another board or ROM. So a part number nobody has listed yet excludes nothing.
    """

    others: Others
    values: tuple[Rule, ...]

    def rule(self, value: str) -> Rule | None:
        """Find the rule about this value."""
        return next((rule for rule in self.values if rule.fits(value)), None)

    def says(self, value: str, *, listed: bool) -> Says:
        """Judge a value; `listed` is whether any board or ROM of the guide claims it."""
        if rule := self.rule(value):
            return rule.says
        return "against" if self.others == "against" or (self.others != "nothing" and listed) else "nothing"

    def excludes(self, value: str, *, listed: bool) -> bool:
        """Whether the value rules the board or ROM out; what is only assumed never does."""
        rule = self.rule(value)
        return self.says(value, listed=listed) == "against" and (rule is None or rule.kind != "assumed")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing to look at.

    `proves` is what a value can be evidence of; `weight` is how much: a proof includes or excludes, a hint
    only puts the likelier candidate first, `none` is shown and not judged. `how` is what to do to see it.
    """

    id: str
    name: Words
    proves: Proves
    weight: Weight
    how: Words
    means: Words


@dataclass(frozen=True, slots=True)
class Half:
    """A board or a ROM, and what speaks for and against it."""

    id: str
    name: Words
    features: Mapping[str, Rules]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A board with a ROM on it; `stock` when it left the factory so."""

    id: str
    name: Words
    board: str
    rom: str
    stock: bool
    text: Words
    source: str
    kind: Kind


@dataclass(frozen=True)
class Guide:
    """All that is known to tell the cards of one chip apart; features stand cheapest to look at first."""

    id: str
    name: Words
    chip: Mapping[str, Rules]
    features: tuple[Feature, ...]
    boards: tuple[Half, ...]
    roms: tuple[Half, ...]
    candidates: tuple[Candidate, ...]

    @cached_property
    def feature(self) -> Mapping[str, Feature]:
        """The features by id."""
        return {feature.id: feature for feature in self.features}

    @cached_property
    def half(self) -> Mapping[str, Half]:
        """The boards and ROMs by id with their kind in front: `board mi50-16g`, `rom mi50-16g`."""
        boards = {f"board {board.id}": board for board in self.boards}
        return boards | {f"rom {rom.id}": rom for rom in self.roms}

    def listed(self, feature: str, value: str) -> bool:
        """Whether any board or ROM claims this value of the feature."""
        halves = (*self.boards, *self.roms)
        rules = (half.features[feature] for half in halves if feature in half.features)
        return any(rule.says == "for" and rule.fits(value) for each in rules for rule in each.values)

    def chip_says(self, facts: Iterable[tuple[str, str]]) -> frozenset[Says]:
        """Judge whether (feature, value) pairs are of this chip at all: the set of all that they say."""
        return frozenset(
            self.chip[feature].says(value, listed=False) for feature, value in facts if feature in self.chip
        )
