"""Reader of `rocminfo`."""

import re

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"HSA Agents", b"Marketing Name:", b"BDFID:")

_AGENT = re.compile(r"^[\s>|]*Agent (\d{1,3})\s*$")
_ITEM = re.compile(r"^[\s>|]*([A-Z][A-Za-z .()]{2,40}?):+\s*(\S.*?)\s*$")
_CHIP = re.compile(r"(\d{1,7})(?:\(0x[0-9a-f]+\))?")
_POOL = re.compile(r"(\d{1,12})(?:\(0x[0-9a-f]+\))? ?KB")


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each agent of the kind GPU.

    Facts: `gfx`, `driver-name`, `device-id`, `compute-units`, `memory` (the first pool). The PCI address
    comes from `BDFID` and, where the tool prints it, `Domain`; without that the domain is taken to be 0.
    """
    cards: list[Draft] = []
    agent: dict[str, tuple[str, int]] | None = None
    for number, line in text.lines():
        if _AGENT.match(line):
            _close(cards, agent, text.file)
            agent = {}
        elif agent is not None and (found := _ITEM.match(line)):
            agent.setdefault(found[1].strip(), (found[2], number))
    _close(cards, agent, text.file)
    return sightings(cards)


def _close(cards: list[Draft], agent: dict[str, tuple[str, int]] | None, file: str) -> None:
    if not agent or agent.get("Device Type", ("", 0))[0] != "GPU" or len(cards) >= MAX_CARDS:
        return
    card = Draft("rocminfo", file)
    nothing = ("", 0)
    name, line = agent.get("Name", nothing)
    card.note("gfx", values.words(name), line)
    name, line = agent.get("Marketing Name", nothing)
    card.note("driver-name", values.words(name), line)
    name, line = agent.get("Chip ID", nothing)
    if found := _CHIP.fullmatch(name):
        card.note("device-id", values.amd_device(f"{int(found[1]):04x}"), line)
    name, line = agent.get("Compute Unit", nothing)
    card.note("compute-units", values.number(name), line)
    name, line = agent.get("Size", nothing)
    if found := _POOL.fullmatch(name):
        card.note("memory", values.memory(int(found[1]) * 1024), line)
    packed, domain = agent.get("BDFID", nothing)[0], agent.get("Domain", nothing)[0]
    if packed.isdecimal() and int(packed) < 1 << 16:
        card.key("pci", values.address_of(int(domain) if domain.isdecimal() else 0, int(packed)))
    card.key("chip", values.chip_serial(agent.get("Uuid", nothing)[0]))
    cards.append(card)
