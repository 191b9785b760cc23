"""From a file's bytes to its reading: find the readers it is for, and say so when there is none."""

import re

from buildgen.identify import amd_smi, amdvbflash, dmesg, lspci, notes, rocm_smi, rocminfo, vbios
from buildgen.identify.facts import Reading
from buildgen.identify.text import LIMIT, text_of

_CONTENT = re.compile(rb"[^\0\xff\s]")  # an erased flash chip reads as 0xFF

READERS = (notes, lspci, amdvbflash, rocm_smi, rocminfo, amd_smi, dmesg)


def read(file: str, data: bytes) -> Reading:
    """Read one saved file; its name is used for evidence only.

    One file may hold the output of several tools. Only the first `LIMIT` bytes are looked at.
    Problems: `empty`, `not-recognised` (text without any known output), `binary` (neither text nor a VBIOS
    image), `cut` (longer than the limit), `damaged-image`, `checksum`. Never raises for any bytes.
    """
    if not _CONTENT.search(data):
        return Reading(file, (), ("empty",))
    if vbios.looks_like_one(data):
        found, problems = vbios.read(file, data)
        return Reading(file, found, problems)
    text = text_of(file, data)
    if text is None:
        return Reading(file, (), ("binary",))
    found = tuple(
        sighting for reader in READERS if text.holds(reader.MARKS) for sighting in reader.read(text)
    )
    cut = ("cut",) if len(data) > LIMIT else ()
    return Reading(file, found, cut if found else (*cut, "not-recognised"))
