"""What a file says about a card: facts, the sightings they belong to, and the reading of one file."""

from dataclasses import dataclass, field
from typing import TypeAlias

MAX_FACTS = 200
MAX_CARDS = 64

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one feature, with the place it was read from (`line` is null in a binary image)."""

    feature: str
    value: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one tool says of one card in one file.

    `keys` name the card across files: its PCI address (`pci`), the serial in its chip (`chip`), the number
    the driver gave it (`guid`). A sighting without keys can be joined to a card only by reasoning.
    """

    tool: str
    keys: frozenset[Key]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All sightings of one file, and the words for what stood in the way of reading it."""

    file: str
    sightings: tuple[Sighting, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """A sighting while its file is being read: of the lines that say one thing the first is kept."""

    tool: str
    file: str
    keys: set[Key] = field(default_factory=set)
    facts: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def note(self, feature: str, value: str | None, line: int | None) -> None:
        """Keep a value; nothing to keep when the tool printed none."""
        if value and len(self.facts) < MAX_FACTS:
            self.facts.setdefault((feature, value), line)

    def key(self, kind: str, value: str | None) -> None:
        """Remember a name of the card that other files may use too."""
        if value:
            self.keys.add((kind, value))

    def has(self, feature: str) -> bool:
        """Whether the feature was noted already."""
        return any(known == feature for known, _ in self.facts)

    def sighting(self) -> Sighting:
        """Freeze the draft."""
        facts = (Fact(feature, value, self.file, line) for (feature, value), line in self.facts.items())
        return Sighting(self.tool, frozenset(self.keys), tuple(facts))


def sightings(drafts: list[Draft]) -> tuple[Sighting, ...]:
    """Freeze the drafts that say anything, at most `MAX_CARDS` of them."""
    return tuple(draft.sighting() for draft in drafts if draft.facts)[:MAX_CARDS]
