"""Reader of `amd-smi static`, as text and as JSON."""

import json
import re
from itertools import islice

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"MARKET_NAME", b"MODEL_NUMBER", b"SUBVENDOR_ID", b'"market_name"', b'"model_number"', b'"bdf"')
JSON_LIMIT = 1024 * 1024
JSON_KEYS = 256

_CARD = re.compile(r"^[\s>|]*GPU: (\d{1,3})\s*$")
_ITEM = re.compile(r"^[\s>|]*([A-Z][A-Z0-9_]{1,40}):\s*(.*?)\s*$")
_SECTIONS = {"ASIC", "BUS", "IFWI", "VBIOS", "BOARD", "LIMIT", "VRAM"}
_OBJECT = re.compile(r'\{\s*"gpu"\s*:\s*\d')


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each GPU of the listing.

    Facts: `driver-name`, `device-id`, `subsystem`, `revision`, `compute-units`, `gfx`, `vbios-product`,
    `rom-memory`, `vbios-date`, `vbios-part`, `vbios-version`, `board-part`, `board-name`, `memory`.
    """
    cards = _listing(text) if text.holds((b"GPU: ",)) else []
    if text.holds((b'"gpu"',)) and len(text.data) <= JSON_LIMIT:
        cards += _objects(text)
    return sightings(cards)


def _listing(text: Text) -> list[Draft]:
    cards: list[Draft] = []
    card: Draft | None = None
    section = ""
    seen: dict[str, str] = {}
    for number, line in text.lines():
        if _CARD.match(line):
            card, section, seen = Draft("amd-smi", text.file), "", {}
            if len(cards) < MAX_CARDS:
                cards.append(card)
        elif card is not None and (found := _ITEM.match(line)):
            if not found[2]:
                section = found[1]
            elif section in _SECTIONS:
                _item(card, (section, found[1]), found[2], number, seen)
    return cards


def _item(card: Draft, key: tuple[str, str], value: str, number: int, seen: dict[str, str]) -> None:
    seen[key[1]] = value
    match key:
        case "ASIC", "MARKET_NAME":
            card.note("driver-name", values.words(value), number)
        case "ASIC", "DEVICE_ID":
            card.note("device-id", values.pair(seen.get("VENDOR_ID", "0x1002"), value), number)
        case "ASIC", "SUBSYSTEM_ID":
            card.note("subsystem", values.pair(seen.get("SUBVENDOR_ID", "0x1002"), value), number)
        case "ASIC", "REV_ID":
            card.note("revision", values.hex_byte(value), number)
        case "ASIC", "NUM_COMPUTE_UNITS":
            card.note("compute-units", values.number(value), number)
        case "ASIC", "TARGET_GRAPHICS_VERSION":
            card.note("gfx", values.words(value), number)
        case "ASIC", "ASIC_SERIAL":
            card.key("chip", values.chip_serial(value))
        case "BUS", "BDF":
            card.key("pci", values.address(value))
        case "VRAM", "SIZE":
            card.note("memory", values.memory(values.size_in_bytes(value) or 0), number)
        case (("IFWI" | "VBIOS" | "BOARD"), _):
            _text_item(card, key, value, number)


def _text_item(card: Draft, key: tuple[str, str], value: str, number: int) -> None:
    match key:
        case "BOARD", "MODEL_NUMBER":
            card.note("board-part", values.words(value), number)
        case "BOARD", "PRODUCT_NAME":
            card.note("board-name", values.words(value), number)
        case _, "NAME":
            card.note("vbios-product", values.words(value), number)
            card.note("rom-memory", values.product_memory(value), number)
        case _, "BUILD_DATE":
            card.note("vbios-date", values.moment(value), number)
        case _, "PART_NUMBER":
            card.note("vbios-part", values.words(value), number)
        case _, "VERSION":
            card.note("vbios-version", values.words(value), number)


def _objects(text: Text) -> list[Draft]:
    """Read each `{"gpu": ...}` object by itself, so that a cut file still gives its whole cards."""
    source = text.data.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    cards: list[Draft] = []
    start = 0
    for _ in range(MAX_CARDS):
        found = _OBJECT.search(source, start)
        if not found:
            break
        try:
            item, start = decoder.raw_decode(source, found.start())
        except (ValueError, RecursionError):
            start = found.end()
        else:
            cards.append(_object(text.file, item, source, found.start(), start))
    return cards


def _object(file: str, item: object, source: str, start: int, end: int) -> Draft:
    card = Draft("amd-smi", file)
    seen: dict[str, str] = {}
    first = source.count("\n", 0, start) + 1
    for section, items in islice(item.items(), JSON_KEYS) if isinstance(item, dict) else ():
        if section.upper() not in _SECTIONS or not isinstance(items, dict):
            continue
        opened = max(source.find(f'"{section}"', start, end), start)
        for name, value in islice(items.items(), JSON_KEYS):
            at = max(source.find(f'"{name}"', opened, end), opened)
            key = (section.upper(), name.upper())
            _item(card, key, _plain(value), first + source.count("\n", start, at), seen)
    return card


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return f"{value.get('value', '')} {value.get('unit', '')}".strip()
    return str(value)
