"""Reader of `amdvbflash`: `-i`, `-ai`, `-biosfileinfo`, and the log that a flash prints."""

import re

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"AMDVBFLASH", b"bios p/n", b"PCIID=", b"Bios P/N", b"AMD IFWI Flasher", b"Old P/N")

_ROW = re.compile(
    r"^[\s>|]*\d{1,2}\s+([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{2}) ([0-9A-F]{4}) (\S{2,15})\s+(\S{2,14})\s+"
    r"[0-9A-F]{2,7}\s+(?:pass|fail|-)\s+(\S+)\s*$"
)
_ADAPTER = re.compile(
    r"Adapter\s+\d{1,2}\s+SEG=([0-9A-F]{4}), BN=([0-9A-F]{2}), DN=([0-9A-F]{2}), PCIID=(\w{8})(.*)"
)
_ADAPTER_5 = re.compile(r"Adapter\s+\d{1,2}\s+\(0x([0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.\d)\)")
_SSID = re.compile(r"SSID=([0-9A-F]{4})([0-9A-F]{4})")
_ITEM = re.compile(
    r"^[\s>|]*(Asic Family|ASIC Family|Product Name|Bios P/N|Bios Version|Bios Date|Device ID|Bios SSID)"
    r"(?: is)?(?:\s*:\s*|\s{2,})(\S.*?)\s*$"
)
_IMAGE = re.compile(r"Image\[\d\]: Size\(\d+ Bytes\), Type\((\w+) Image\)")
_PROGRAMMED = re.compile(r"[0-9A-Fa-f]+/[0-9A-Fa-f]+h bytes programmed")
_CHANGE = re.compile(r"^[\s>|]*(Old|New) (P/N|DeviceID|Product Name|SSID)\s*: ?(\S.*?)\s*$")


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each adapter, each described file and each completed flash.

    Facts: `device-id`, `subsystem`, `asic`, `vbios-part`, `vbios-product`, `rom-memory`, `vbios-version`,
    `vbios-date`, `rom-images`; from a flash `flashed-from` (the part number of the ROM before). A flash that
    the tool did not report as programmed says nothing.
    """
    cards: list[Draft] = []
    card: Draft | None = None
    images: set[str] = set()
    change: dict[str, tuple[str, int]] = {}
    for number, line in text.lines():
        started = _start(text.file, number, line)
        if started:
            card, images = started, set()
            cards.append(card)
        elif line.lstrip(" >|").startswith("Product Name is"):
            card, images = Draft("amdvbflash", text.file), set()
            cards.append(card)
            _item(card, number, line)
        elif found := _CHANGE.match(line):
            card = None
            change[f"{found[1]} {found[2]}"] = (found[3], number)
        elif _PROGRAMMED.search(line):
            cards.append(_flash(text.file, change))
            change = {}
        elif card is not None and (found := _IMAGE.search(line)):
            images.add(found[1].lower())
            _images(card, images, number)
        elif card is not None:
            _item(card, number, line)
        if len(cards) >= MAX_CARDS:
            break
    return sightings(cards)


def _start(file: str, number: int, line: str) -> Draft | None:
    if found := _ROW.match(line):
        card = Draft("amdvbflash", file)
        card.key("pci", values.address(f"{found[1]}:{found[2]}:{found[3]}.0"))
        card.note("device-id", values.amd_device(found[4]), number)
        card.note("asic", found[5].upper(), number)
        card.note("vbios-part", values.words(found[7]), number)
        return card
    if found := _ADAPTER.search(line):
        card = Draft("amdvbflash", file)
        card.key("pci", values.address(f"{found[1]}:{found[2]}:{found[3]}.0"))
        card.note("device-id", values.pair(found[4][4:], found[4][:4]), number)
        if ids := _SSID.search(found[5]):
            card.note("subsystem", values.pair(ids[2], ids[1]), number)
        return card
    if found := _ADAPTER_5.search(line):
        card = Draft("amdvbflash", file)
        card.key("pci", values.address(found[1]))
        return card
    return None


def _item(card: Draft, number: int, line: str) -> None:
    found = _ITEM.match(line)
    if not found:
        return
    value = found[2]
    match found[1]:
        case "Asic Family" | "ASIC Family":
            card.note("asic", value.upper(), number)
        case "Product Name":
            card.note("vbios-product", values.words(value), number)
            card.note("rom-memory", values.product_memory(value), number)
        case "Bios P/N":
            card.note("vbios-part", values.words(value), number)
        case "Bios Version":
            card.note("vbios-version", values.words(value), number)
        case "Bios Date":
            card.note("vbios-date", values.moment(value), number)
        case "Device ID":
            card.note("device-id", values.amd_device(value), number)
        case "Bios SSID":
            card.note("subsystem", values.hex_word(value), number)


def _images(card: Draft, images: set[str], number: int) -> None:
    for feature in [known for known in card.facts if known[0] == "rom-images"]:
        del card.facts[feature]
    uefi = images & {"efi", "hybrid", "uefi"}
    card.note("rom-images", "legacy+uefi" if uefi else "legacy", number)


def _flash(file: str, change: dict[str, tuple[str, int]]) -> Draft:
    card = Draft("amdvbflash", file)
    old, new = change.get("Old P/N"), change.get("New P/N")
    if old and new and old[0] != new[0]:
        card.note("flashed-from", values.words(old[0]), old[1])
    if new:
        card.note("vbios-part", values.words(new[0]), new[1])
    if found := change.get("New DeviceID"):
        card.note("device-id", values.amd_device(found[0]), found[1])
    if found := change.get("New SSID"):
        card.note("subsystem", values.hex_word(found[0]), found[1])
    if found := change.get("New Product Name"):
        card.note("vbios-product", values.words(found[0]), found[1])
        card.note("rom-memory", values.product_memory(found[0]), found[1])
    return card
