"""Reader of the kernel log of the amdgpu driver: `dmesg`, `journalctl -k`, or either through grep."""

import re
from dataclasses import dataclass, field

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"amdgpu", b"initializing kernel modesetting", b"class 0x0300", b"class 0x0380")

_ADDRESS = re.compile(r"(?:amdgpu|pci|drm\] amdgpu|probe of) ([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\b")
_ENUMERATED = re.compile(
    r"pci ([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): \[([0-9a-f]{4}):([0-9a-f]{4})\] .*class 0x03(?:00|80)"
)
_START = re.compile(
    r"initializing kernel modesetting \((\w+) 0x(\w{4}):0x(\w{4}) 0x(\w{4}):0x(\w{4})(?: 0x(\w{2}))?\)"
)
_PART = re.compile(r"ATOM BIOS: (\S{3,64})")
_NODE = re.compile(r"Topology: Add dGPU node \[0x([0-9a-f]{4}):0x([0-9a-f]{4})\]")
_DETECTED = re.compile(r"Detected VRAM RAM=(\d+M), BAR=(\d+M)")
_VRAM = re.compile(r"VRAM: (\d+M) 0x")
_UNITS = re.compile(r"active_cu_number (\d{1,3})\b")
_FAILED = re.compile(r"prob(?:e of|e with driver amdgpu) .*failed with error (-?\d+)|(gpu post error)")


@dataclass(slots=True)
class _Log:
    """The cards of one log; a line without an address belongs to the card that spoke last.

    `due` holds the features that the driver has yet to announce for that card. An announcement that is not
    due starts another card: so a log that grep robbed of its addresses still gives one card per start.
    """

    file: str
    cards: list[Draft] = field(default_factory=list)
    by_address: dict[str, Draft] = field(default_factory=dict)
    current: Draft | None = None
    due: set[str] = field(default_factory=set)

    def at(self, place: str) -> Draft:
        if place not in self.by_address:
            self.by_address[place] = self.anonymous()
            self.by_address[place].key("pci", place)
        self.current = self.by_address[place]
        self.due = {"asic", "vbios-part"}
        return self.current

    def anonymous(self) -> Draft:
        self.current = Draft("dmesg", self.file)
        self.due = {"asic", "vbios-part"}
        if len(self.cards) < MAX_CARDS:
            self.cards.append(self.current)
        return self.current

    def card(self) -> Draft:
        return self.current or self.anonymous()

    def announced(self, feature: str) -> Draft:
        card = self.card() if self.current is None or feature in self.due else self.anonymous()
        self.due.discard(feature)
        return card


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each graphics card that the log names.

    Facts: `asic`, `device-id`, `subsystem`, `revision`, `vbios-part`, `memory`, `bar-size`, `compute-units`,
    `driver-error`.
    """
    log = _Log(text.file)
    for number, line in text.lines():
        if "amdgpu" in line or "[drm]" in line or "class 0x03" in line or "ATOM BIOS" in line:
            _line(log, number, line)
    return sightings(log.cards)


def _line(log: _Log, number: int, line: str) -> None:
    if found := _ENUMERATED.search(line):
        log.at(found[1]).note("device-id", values.pair(found[2], found[3]), number)
        log.current = None
        return
    if ("amdgpu" in line or "probe of" in line) and (found := _ADDRESS.search(line)):
        log.at(found[1])
    if found := _START.search(line):
        _start(log, number, found)
    elif found := _PART.search(line):
        log.announced("vbios-part").note("vbios-part", values.words(found[1]), number)
    elif found := _NODE.search(line):
        log.card().note("device-id", values.pair(found[2], found[1]), number)
    else:
        _measure(log, number, line)


def _start(log: _Log, number: int, found: re.Match[str]) -> None:
    asic, vendor, device, sub_vendor, sub_device, revision = found.groups()
    card = log.announced("asic")
    card.note("asic", asic.upper(), number)
    card.note("device-id", values.pair(vendor, device), number)
    card.note("subsystem", values.pair(sub_vendor, sub_device), number)
    card.note("revision", values.hex_byte(revision or ""), number)


def _measure(log: _Log, number: int, line: str) -> None:
    if found := _DETECTED.search(line):
        log.card().note("memory", values.memory(values.size_in_bytes(found[1]) or 0), number)
        log.card().note("bar-size", values.window(found[2]), number)
    elif found := _VRAM.search(line):
        log.card().note("memory", values.memory(values.size_in_bytes(found[1]) or 0), number)
    elif found := _UNITS.search(line):
        log.card().note("compute-units", str(int(found[1])), number)
    elif found := _FAILED.search(line):
        log.card().note("driver-error", found[1] or found[2], number)
