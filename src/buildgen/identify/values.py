"""One spelling for each value, whichever tool printed it."""

import re

_HEX4 = re.compile(r"(?:0[xX])?([0-9a-fA-F]{4})")
_HEX2 = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,2})")
_ADDRESS = re.compile(r"(?:([0-9a-fA-F]{4}):)?([0-9a-fA-F]{2}):([0-9a-fA-F]{2})\.([0-7])")
_WATTS = re.compile(r"(\d{1,4})(?:\.(\d{1,9}))?\s*W?")
_SIZE = re.compile(r"(\d{1,12})\s*([KMGT]?)(?:i?B)?")
_DATE_US = re.compile(r"(\d\d)/(\d\d)/(\d\d)\s+(\d\d):(\d\d)")
_DATE_ISO = re.compile(r"(\d{4})[/-](\d\d)[/-](\d\d)\s+(\d\d):(\d\d)")
_PRODUCT_MEMORY = re.compile(r"(?<!\d)(\d{1,3})\s?GB", re.IGNORECASE)
_CHIP_SERIAL = re.compile(r"(?:0[xX]|GPU-)?([0-9a-fA-F]{8,16})")
_SPACE = re.compile(r"\s+")
_SHIFT = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def hex_word(text: str) -> str | None:
    """Give four hexadecimal digits in lower case, without `0x`; None when the text is no such number."""
    found = _HEX4.fullmatch(text.strip())
    return found[1].lower() if found else None


def hex_byte(text: str) -> str | None:
    """Give two hexadecimal digits in lower case, without `0x`; None when the text is no such number."""
    found = _HEX2.fullmatch(text.strip())
    return found[1].lower().zfill(2) if found else None


def amd_device(text: str) -> str | None:
    """Give a PCI device id with AMD's vendor id, as in `1002:66a1`; for tools that list AMD's cards only."""
    word = hex_word(text)
    return f"1002:{word}" if word else None


def pair(vendor: str, device: str) -> str | None:
    """Give two PCI ids as `1002:66a1`; None unless both are four hexadecimal digits."""
    first, second = hex_word(vendor), hex_word(device)
    return f"{first}:{second}" if first and second else None


def address(text: str) -> str | None:
    """Give a PCI address with its domain in lower case; a missing domain is the first one, as in lspci."""
    found = _ADDRESS.fullmatch(text.strip())
    if not found:
        return None
    return f"{found[1] or '0000'}:{found[2]}:{found[3]}.{found[4]}".lower()


def address_of(domain: int, bdfid: int) -> str:
    """Give a PCI address from the packed number of rocminfo: 8 bits of bus, 5 of device, 3 of function."""
    return f"{domain:04x}:{bdfid >> 8 & 0xFF:02x}:{bdfid >> 3 & 0x1F:02x}.{bdfid & 7}"


def number(text: str) -> str | None:
    """Give a count of at most four digits without leading zeros; None for any other text."""
    text = text.strip()
    return str(int(text)) if text.isdecimal() and len(text) < 5 else None


def memory(count: int) -> str | None:
    """Give bytes of card memory as whole GiB: drivers hold back a few MiB, so 16368 MiB is a 16 GiB card."""
    whole = (count + (1 << 29)) >> 30
    return f"{whole} GiB" if 0 < whole < 1024 else None


def size_in_bytes(text: str) -> int | None:
    """Turn a size such as `16G`, `256MB`, `32752 MB` or `16760832 KB` into bytes, by powers of 1024."""
    found = _SIZE.fullmatch(text.strip().upper())
    return int(found[1]) << _SHIFT[found[2]] if found else None


def window(text: str) -> str | None:
    """Give the size of a PCI memory window, as `256 MiB` or `16 GiB`."""
    count = size_in_bytes(text)
    if not count or count >= 1 << 50:
        return None
    for unit, shift in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if count >= 1 << shift:
            return f"{count >> shift} {unit}"
    return None


def watts(text: str) -> str | None:
    """Give a power as `190 W`; a fraction is kept only when it says something."""
    found = _WATTS.fullmatch(text.strip())
    if not found or not int(found[1]):
        return None
    fraction = (found[2] or "").rstrip("0")
    return f"{int(found[1])}{'.' + fraction if fraction else ''} W"


def moment(text: str) -> str | None:
    """Give a VBIOS build date as `2021-05-12 05:25`, from `05/12/21 05:25` or `2021/05/12 05:25`."""
    if found := _DATE_US.match(text.strip()):
        month, day, year, hour, minute = found.groups()
        return f"20{year}-{month}-{day} {hour}:{minute}"
    if found := _DATE_ISO.match(text.strip()):
        year, month, day, hour, minute = found.groups()
        return f"{year}-{month}-{day} {hour}:{minute}"
    return None


def product_memory(product: str) -> str | None:
    """Find the memory that a VBIOS product string is written for: `... 32GB 8HI` gives `32 GiB`."""
    found = _PRODUCT_MEMORY.search(product)
    return f"{int(found[1])} GiB" if found else None


def chip_serial(text: str) -> str | None:
    """Give the serial that the chip carries, from `0xc88e588172fd62d5` or `GPU-c88e588172fd62d5`."""
    found = _CHIP_SERIAL.fullmatch(text.strip())
    digits = found[1].lower().lstrip("0") if found else ""
    return digits if len(digits) >= 8 else None


def words(text: str, limit: int = 80) -> str | None:
    """Put text on one line with single blanks, cut at `limit`; None for blanks and for `N/A`."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * limit])
    tidy = _SPACE.sub(" ", shown).strip()[:limit]
    return None if not tidy or tidy.upper() in {"N/A", "NONE", "UNKNOWN"} else tidy
