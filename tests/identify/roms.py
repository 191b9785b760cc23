"""A maker of synthetic VBIOS images: right offsets, pointers and checksums, no code and no maker's bytes."""

import struct
from dataclasses import dataclass, replace

BLOCK = 512
PCIR = 0x200
HEADER = 0x240
STRINGS = 0x280
VERSION = 0x120


@dataclass(frozen=True, slots=True)
class Rom:
    """What a made-up ROM says of itself; `uefi` adds a second image."""

    device: int = 0x66A1
    vendor: int = 0x1002
    subsystem: int = 0x0834
    part: str = "113-D1631400-X11"
    product: str = "Vega20 A1 SERVER XL D16314 Hynix/Samsung 16GB Gen 24HI 600m"
    version: str = "016.004.000.056.013521"
    date: str = "05/12/21 05:25"
    blocks: int = 4
    uefi: bool = False
    magic: bytes = b"ATOM"
    strings: int = 4

    def but(self, **changes: object) -> "Rom":
        """Give the same ROM with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def build(self, padded_to: int = 0) -> bytes:
        """Build the file, filled up with 0xFF as a flash chip is."""
        data = self._legacy() + (self._uefi() if self.uefi else b"")
        return data.ljust(padded_to, b"\xff")

    def _legacy(self) -> bytes:
        image = bytearray(self.blocks * BLOCK)
        image[0:3] = b"\x55\xaa" + bytes([self.blocks])
        struct.pack_into("<H", image, 0x18, PCIR)
        image[0x2F] = self.strings
        image[0x30:0x3A] = b" 761295520"
        struct.pack_into("<H", image, 0x48, HEADER)
        image[0x50:0x5E] = self.date.encode()
        struct.pack_into("<H", image, 0x6E, STRINGS)
        version = b"ATOMBIOSBK-AMD VER" + self.version.encode() + b"\0"
        image[VERSION : VERSION + len(version)] = version
        self._pcir(image, PCIR, self.blocks, 0x00, last=not self.uefi)
        image[HEADER + 4 : HEADER + 8] = self.magic
        struct.pack_into("<HH", image, HEADER + 0x18, self.vendor, self.subsystem)
        list_of_strings = [self.part, "VEGA20", "PCI_EXPRESS", "HBM"][: self.strings]
        text = (
            b"".join(one.encode() + b"\0" for one in list_of_strings)
            + b"\r\n"
            + self.product.encode()
            + b" \0"
        )
        image[STRINGS : STRINGS + len(text)] = text
        image[-1] = -sum(image) % 256
        return bytes(image)

    def _uefi(self) -> bytes:
        image = bytearray(2 * BLOCK)
        image[0:4] = b"\x55\xaa\x02\x00"
        struct.pack_into("<H", image, 0x18, 0x1C)
        self._pcir(image, 0x1C, 2, 0x03, last=True)
        return bytes(image)

    def _pcir(self, image: bytearray, at: int, blocks: int, code: int, *, last: bool) -> None:
        image[at : at + 4] = b"PCIR"
        struct.pack_into("<HH", image, at + 4, self.vendor, self.device)
        struct.pack_into("<H", image, at + 0x10, blocks)
        image[at + 0x14] = code
        image[at + 0x15] = 0x80 if last else 0x00


MI50_16G = Rom()
RADEON_VII = Rom(
    device=0x66AF,
    subsystem=0x081E,
    part="113-D3600200-105",
    product="Vega20 A1 XT MOONSHOT D36002 16GB 1000m",
    version="016.004.000.030.011639",
    date="01/19/19 13:25",
)
PRO_VII = Rom(
    subsystem=0x081E,
    part="113-D1640600-104",
    product="Vega20 A1 GLXT WS D16406 60CU/16GB 4HI 1000m",
    version="016.004.000.064.015319",
    date="08/18/20 11:22",
    uefi=True,
)
V420 = Rom(
    device=0x66A0,
    subsystem=0x081E,
    part="113-D1640200-043",
    product="Vega20 A1 GLXT WS D16402 32GB 8HI 1000m",
    version="016.004.000.043.012098",
    date="05/02/19 11:36",
    uefi=True,
)
