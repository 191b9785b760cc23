"""Reader of VBIOS images: one file, one flash chip, one or more option ROM images.

Offsets: the Linux kernel (`drivers/pci/rom.c`, `drivers/gpu/drm/amd/amdgpu/atom.h`, `amdgpu_bios.c`,
`atom.c`) and AMD's `atomfirmware.h`; the PCI data structure's ids and the checksum rule from the PCI
firmware specification.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from buildgen.identify import values
from buildgen.identify.facts import Draft, Sighting, sightings

SIGNATURE = b"\x55\xaa"
ATI_MAGIC = b" 761295520"
LIMIT = 16 * 1024 * 1024
MAX_IMAGES = 16

_BLOCK = 512
_LEGACY, _UEFI = 0x00, 0x03
_ATOM_MAGICS = {b"ATOM", b"MOTA"}
_VERSION_MARK = b"ATOMBIOSBK-AMD"
_VERSION = re.compile(r"\d{3}(?:\.\d{3}){3}\.\d{3,6}")


@dataclass(frozen=True, slots=True)
class Image:
    """One option ROM image: where it lies, how long it says it is, and how much of that is there."""

    offset: int
    length: int
    code: int
    vendor: int
    device: int
    data: bytes

    @property
    def whole(self) -> bool:
        """Whether the file holds all the bytes that the image's length byte promises."""
        return len(self.data) == self.length

    @property
    def balanced(self) -> bool:
        """Whether the bytes of the image add up to 0 modulo 256."""
        return self.whole and sum(self.data) % 256 == 0


def looks_like_one(data: bytes) -> bool:
    """Whether the bytes start as an option ROM, or hold AMD's mark where an image would have it."""
    return data[:2] == SIGNATURE or _first(data) is not None


def images(data: bytes) -> tuple[Image, ...]:
    """List the images of a ROM in order, at most `MAX_IMAGES`; a damaged one ends the list."""
    return tuple(_images(data[:LIMIT]))


def _first(data: bytes) -> int | None:
    """Find the offset of the first image: 0, or the first block that starts as one and carries AMD's mark."""
    at = data.find(ATI_MAGIC, 0, LIMIT)
    while at >= 0:
        if at >= 0x30 and (at - 0x30) % _BLOCK == 0 and data[at - 0x30 : at - 0x2E] == SIGNATURE:
            return at - 0x30
        at = data.find(ATI_MAGIC, at + 1, LIMIT)
    return None


def _images(data: bytes) -> Iterator[Image]:
    offset = 0 if data[:2] == SIGNATURE else (_first(data) or 0)
    for _ in range(MAX_IMAGES):
        if data[offset : offset + 2] != SIGNATURE:
            return
        pcir = offset + (_word(data, offset + 0x18) or 0)
        if data[pcir : pcir + 4] != b"PCIR" or len(data) < pcir + 0x16:
            return
        blocks = _word(data, pcir + 0x10) or data[offset + 2]
        code, last = data[pcir + 0x14], data[pcir + 0x15] & 0x80
        length = blocks * _BLOCK
        vendor, device = _word(data, pcir + 4) or 0, _word(data, pcir + 6) or 0
        yield Image(offset, length, code, vendor, device, data[offset : offset + length])
        if last or not length:
            return
        offset += length


def read(file: str, data: bytes) -> tuple[tuple[Sighting, ...], tuple[str, ...]]:
    """Give the sighting of a ROM file and the words for what is wrong with it.

    Facts: `device-id`, `subsystem`, `vbios-part`, `vbios-product`, `rom-memory`, `vbios-version`,
    `vbios-date`, `rom-images`. Problems: `damaged-image` (no readable image, or an image cut short),
    `checksum` (the bytes of the legacy image do not add up to 0).
    """
    found = images(data)
    card = Draft("vbios", file)
    problems = []
    legacy = next((image for image in found if image.code == _LEGACY), None)
    if not found or not all(image.whole for image in found):
        problems.append("damaged-image")
    if legacy is not None:
        card.note("device-id", values.pair(f"{legacy.vendor:04x}", f"{legacy.device:04x}"), None)
        _atom(card, legacy.data)
        if legacy.whole and not legacy.balanced:
            problems.append("checksum")
    elif found:
        card.note("device-id", values.pair(f"{found[0].vendor:04x}", f"{found[0].device:04x}"), None)
    if found and all(image.whole for image in found):
        uefi = any(image.code == _UEFI for image in found)
        card.note("rom-images", "legacy+uefi" if uefi and legacy else "uefi" if uefi else "legacy", None)
    return sightings([card]), tuple(problems)


def _atom(card: Draft, data: bytes) -> None:
    if data[0x30 : 0x30 + len(ATI_MAGIC)] != ATI_MAGIC:
        return
    header = _word(data, 0x48) or 0
    if data[header + 4 : header + 8] in _ATOM_MAGICS:
        ids = (_word(data, header + 0x18), _word(data, header + 0x1A))
        if ids[0] is not None and ids[1]:
            card.note("subsystem", values.pair(f"{ids[0]:04x}", f"{ids[1]:04x}"), None)
    card.note("vbios-date", values.moment(_run(data, 0x50, 20)), None)
    card.note("vbios-part", _part(data), None)
    product = _product(data)
    card.note("vbios-product", product, None)
    card.note("rom-memory", values.product_memory(product or ""), None)
    mark = data.find(_VERSION_MARK, 3, 1024)
    if mark >= 0 and (version := _VERSION.match(_run(data, mark + 18, 40))):
        card.note("vbios-version", version[0], None)


def _part(data: bytes) -> str | None:
    """Read the part number: the first string of the list, or the run at 0x80 where there is no list."""
    place = _word(data, 0x6E) if data[0x2F:0x30] not in {b"", b"\0"} else 0x80
    return values.words(_run(data, place, 43)) if place else None


def _product(data: bytes) -> str | None:
    """Read the product name behind the list of strings: each ends in a zero byte, then CR LF comes."""
    place, count = _word(data, 0x6E), data[0x2F] if len(data) > 0x2F else 0
    if not place or not count:
        return None
    for _ in range(min(count, 16)):
        stop = data.find(b"\0", place, place + 256)
        if stop < 0:
            return None
        place = stop + 1
    if data[place : place + 2] == b"\r\n":
        place += 2
    return values.words(_run(data, place, 64))


def _run(data: bytes, start: int, limit: int) -> str:
    """Read printable ASCII from `start`, at most `limit` signs, up to the first other byte.

    A run that the end of the data cuts off gives nothing: half a part number may be another card's.
    """
    piece = data[start : start + limit]
    stop = next((at for at, byte in enumerate(piece) if not 0x20 <= byte <= 0x7A), len(piece))
    return "" if start + stop >= len(data) else piece[:stop].decode("ascii")


def _word(data: bytes, offset: int) -> int | None:
    if offset < 0 or offset + 2 > len(data):
        return None
    word: int = struct.unpack_from("<H", data, offset)[0]
    return word
