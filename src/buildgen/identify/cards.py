"""From the sightings of many files to cards: which sightings are of one and the same card."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from buildgen.identify.facts import Fact, Key, Reading, Sighting
from buildgen.identify.guide import Guide


@dataclass(frozen=True, slots=True)
class Card:
    """All facts about one card, and its PCI address where a file gave one."""

    address: str | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sighting with what stood in the way of reading its file."""

    sighting: Sighting
    file: str
    problems: tuple[str, ...]


def cards(readings: Sequence[Reading], guide: Guide) -> tuple[Card, ...]:
    """Group the sightings into cards, those with an address first and in its order.

    Sightings that share a key are one card. A group without a PCI address joins the others only where there
    is a single card it could be: at most one card of the guide's chip has an address, and no tool saw two
    without. The fact `match` says `only-card` where it was joined so, `not-joined` where it could not be.
    The fact `file` carries the problems of a file; a file that says nothing of any card gives a card with
    that fact alone.
    """
    seen = [_Seen(one, reading.file, reading.problems) for reading in readings for one in reading.sightings]
    placed: list[list[_Seen]] = []
    near: list[list[_Seen]] = []
    apart: list[list[_Seen]] = []
    for group in _groups(seen):
        chip = _chip(group, guide)
        if _addresses(group):
            (placed if "for" in chip else apart).append(group)
        else:
            (apart if chip == {"against"} else near).append(group)
    tools = Counter(tool for group in near for tool in {one.sighting.tool for one in group})
    joined = len(placed) <= 1 and len(placed) + len(near) > 1 and max(tools.values(), default=0) == 1
    made = [_card([group], None) for group in apart]
    if joined:
        made.append(_card([*placed, *near], "only-card"))
    else:
        note = "not-joined" if len(placed) + len(near) > 1 else None
        made += [_card([group], note) for group in (*placed, *near)]
    made += [_silent(reading) for reading in readings if not reading.sightings]
    return tuple(sorted(made, key=lambda card: (card.address is None, card.address or "")))


def _addresses(group: Sequence[_Seen]) -> list[str]:
    return sorted({key[1] for one in group for key in one.sighting.keys if key[0] == "pci"})


def _chip(group: Sequence[_Seen], guide: Guide) -> frozenset[str]:
    facts = ((fact.feature, fact.value) for one in group for fact in one.sighting.facts)
    return guide.chip_says(facts) - {"nothing"}


def _groups(seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Join sightings that share a key, directly or by way of a third one."""
    groups: dict[int, list[_Seen]] = {}
    owner: dict[Key, int] = {}
    for at, one in enumerate(seen):
        groups[at] = [one]
        for key in sorted(one.sighting.keys):
            other = owner.setdefault(key, at)
            if other != at:
                groups[at] = groups.pop(other) + groups[at]
                owner.update({known: at for member in groups[at] for known in member.sighting.keys})
    return list(groups.values())


def _card(groups: Sequence[Sequence[_Seen]], note: str | None) -> Card:
    """Put groups together; the note goes to the files of those that have no address."""
    addresses = [address for group in groups for address in _addresses(group)]
    facts: dict[Fact, None] = {}
    for group in groups:
        for one in group:
            facts.update(dict.fromkeys(one.sighting.facts))
            if note and not _addresses(group):
                facts[Fact("match", note, one.file, None)] = None
            facts.update({Fact("file", problem, one.file, None): None for problem in one.problems})
    return Card(addresses[0] if addresses else None, tuple(facts))


def _silent(reading: Reading) -> Card:
    problems = reading.problems or ("not-recognised",)
    return Card(None, tuple(Fact("file", problem, reading.file, None) for problem in problems))
