"""Reader of `lspci`, with or without `-nn`, `-n`, `-v` to `-vvv`."""

import re

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (
    b"VGA compatible controller",
    b"3D controller",
    b"Display controller",
    b" 0300:",
    b" 0302:",
    b" 0380:",
)

_DEVICE = re.compile(
    r"(?:^|[\s>|])((?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]) "
    r"(?:([A-Z][^:\[]{2,60}?)(?: \[[0-9a-f]{4}\])?|([0-9a-f]{4})): (.*)"
)
_WITHOUT_ADDRESS = re.compile(
    r"^[\s>|]*()(VGA compatible controller|3D controller|Display controller)(?: \[[0-9a-f]{4}\])?(): (.*)"
)
_DISPLAY = {"VGA compatible controller", "3D controller", "Display controller", "0300", "0302", "0380"}
_IDS = re.compile(r"\[([0-9a-fA-F]{4}):([0-9a-fA-F]{4})\](?!.*\[[0-9a-fA-F]{4}:)")
_BARE_IDS = re.compile(r"^([0-9a-fA-F]{4}):([0-9a-fA-F]{4})\b")
_REVISION = re.compile(r"\(rev ([0-9a-fA-F]{2})\)")
_NAME = re.compile(r"(?:\[AMD\] )?(.*?)(?: \[[0-9a-fA-F]{4}:[0-9a-fA-F]{4}\]| \(rev | \(prog-if |$)")
_WINDOW = re.compile(r"(?:Region 0: )?Memory at \S+ \(64-bit, prefetchable\).*\[size=(\d+[KMGT])\]")
_RESIZABLE = re.compile(r"BAR 0: current size: \d+[KMG]B, supported:")


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each display device of the listing.

    Facts: `device-id`, `subsystem` (vendor:device), `revision`, `pci-name`, `bar-size`, `resizable-bar`.
    """
    drafts: list[Draft] = []
    card: Draft | None = None
    for number, line in text.lines():
        if found := _DEVICE.search(line) or _WITHOUT_ADDRESS.match(line):
            card = None
            if (found[2] or found[3]) in _DISPLAY and len(drafts) < MAX_CARDS:
                card = _device(text.file, number, found[1], found[4])
                drafts.append(card)
        elif card is not None:
            _detail(card, number, line)
    return sightings(drafts)


def _device(file: str, number: int, place: str, rest: str) -> Draft:
    card = Draft("lspci", file)
    card.key("pci", values.address(place))
    if ids := _IDS.search(rest) or _BARE_IDS.match(rest):
        card.note("device-id", values.pair(ids[1], ids[2]), number)
    if revision := _REVISION.search(rest):
        card.note("revision", values.hex_byte(revision[1]), number)
    name = _NAME.search(rest.partition("[AMD/ATI] ")[2] or rest)
    if name and not _BARE_IDS.match(rest):
        card.note("pci-name", values.words(name[1]), number)
    return card


def _detail(card: Draft, number: int, line: str) -> None:
    if "Subsystem:" in line:
        if ids := _IDS.search(line) or _BARE_IDS.match(line.partition("Subsystem: ")[2]):
            card.note("subsystem", values.pair(ids[1], ids[2]), number)
    elif "Memory at" in line:
        if (found := _WINDOW.search(line)) and not card.has("bar-size"):
            card.note("bar-size", values.window(found[1]), number)
    elif _RESIZABLE.search(line):
        card.note("resizable-bar", "supported", number)
