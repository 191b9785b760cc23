"""Reader of `rocm-smi`: the table, the long listing (`-a`, `--showallinfo`) and `--json`."""

import json
import re
from itertools import islice

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"GPU[", b"ROCm System Management Interface", b"Concise Info", b"PwrCap", b'"card0"')
JSON_LIMIT = 1024 * 1024
JSON_KEYS = 256

_ITEM = re.compile(r"\bGPU\[(\d{1,2})\]\s*: ([^:]{2,60}?)\s*:\s*(.*?)\s*$")
_ROW = re.compile(r"^[\s>|]*(\d{1,2})\s+(.*\d(?:\.\d+)?°?[cC]\s.*)$")
_CAP = re.compile(r"\s(\d{1,4}(?:\.\d+)?)W\s+\d+%\s+\d+%\s*$")
_IDS = re.compile(r"^\d+\s+0x([0-9a-f]{4}),\s+(\d{1,9})\s")
_MODEL = re.compile(r"^\[0x([0-9a-f]{4}) : 0x([0-9a-f]{2})\]\s")


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each card of the listing, joined inside the file by the tool's own numbers.

    Facts: `device-id`, `revision`, `subsystem`, `vbios-part`, `vbios-sku`, `power-cap`, `memory`, `gfx`,
    `driver-name`.
    """
    cards: dict[str, Draft] = {}
    for number, line in text.lines():
        if found := _ITEM.search(line):
            _item(_card(cards, text.file, found[1]), found[2].strip(), found[3], number)
        elif found := _ROW.search(line):
            _row(_card(cards, text.file, found[1]), found[2], number)
    _json(cards, text)
    return sightings(list(cards.values()))


def _card(cards: dict[str, Draft], file: str, index: str) -> Draft:
    if index not in cards and len(cards) < MAX_CARDS:
        cards[index] = Draft("rocm-smi", file)
    return cards.get(index) or Draft("rocm-smi", file)


def _item(card: Draft, name: str, value: str, number: int) -> None:
    # ROCm 5 prints "Card model" for the subsystem, ROCm 6 "Card Model" for the device: the capital tells.
    match name:
        case "GPU ID" | "Device ID" | "Card Model":
            card.note("device-id", values.amd_device(value), number)
        case "Card model" | "Subsystem ID":
            card.note("subsystem", values.hex_word(value), number)
        case "Device Rev":
            card.note("revision", values.hex_byte(value), number)
        case "VBIOS version":
            card.note("vbios-part", values.words(value), number)
        case "Card SKU":
            card.note("vbios-sku", values.words(value), number)
        case "Card series" | "Card Series" | "Device Name":
            card.note("driver-name", values.words(value), number)
        case "Max Graphics Package Power (W)":
            card.note("power-cap", values.watts(value), number)
        case "VRAM Total Memory (B)":
            card.note("memory", values.memory(values.size_in_bytes(value) or 0), number)
        case "GFX Version":
            card.note("gfx", values.words(value), number)
        case _:
            _key(card, name, value)


def _key(card: Draft, name: str, value: str) -> None:
    match name:
        case "PCI Bus":
            card.key("pci", values.address(value))
        case "Unique ID":
            card.key("chip", values.chip_serial(value))
        case "GUID":
            card.key("guid", value if value.isdecimal() and len(value) < 12 else None)


def _row(card: Draft, row: str, number: int) -> None:
    if found := _IDS.match(row):
        card.note("device-id", values.amd_device(found[1]), number)
        card.key("guid", found[2])
    elif found := _MODEL.match(row):
        card.note("subsystem", values.hex_word(found[1]), number)
        card.note("revision", values.hex_byte(found[2]), number)
    if found := _CAP.search(row):
        card.note("power-cap", values.watts(found[1]), number)


def _json(cards: dict[str, Draft], text: Text) -> None:
    start = text.data.find(b'{"card') if b'{"card' in text.data else text.data.find(b"{")
    if b'"card0"' not in text.data or len(text.data) > JSON_LIMIT or start < 0:
        return
    try:
        found, _ = json.JSONDecoder().raw_decode(text.data[start:].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for name, items in islice(found.items(), JSON_KEYS) if isinstance(found, dict) else ():
        if not (isinstance(items, dict) and name.startswith("card") and name[4:].isdecimal()):
            continue
        card = _card(cards, text.file, name[4:])
        place = text.data.find(f'"{name}"'.encode(), start)
        for key, value in islice(items.items(), JSON_KEYS):
            at = text.data.find(f'"{key}"'.encode("utf-8", "replace"), place)
            line = text.data.count(b"\n", 0, max(at, place)) + 1
            _item(card, str(key), str(value), line)
