"""VBIOS images are read at their offsets, and a damaged one is said to be damaged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.identify import vbios
from buildgen.identify.reading import read
from tests.identify.roms import BLOCK, HEADER, MI50_16G, PCIR, PRO_VII, STRINGS, V420, Rom
from tests.identify.samples import facts

FULL = [
    ("device-id", "1002:66a1", None),
    ("subsystem", "1002:0834", None),
    ("vbios-date", "2021-05-12 05:25", None),
    ("vbios-part", "113-D1631400-X11", None),
    ("vbios-product", "Vega20 A1 SERVER XL D16314 Hynix/Samsung 16GB Gen 24HI 600m", None),
    ("rom-memory", "16 GiB", None),
    ("vbios-version", "016.004.000.056.013521", None),
    ("rom-images", "legacy", None),
]


@pytest.mark.parametrize("padded_to", [0, 0x80000, 0x100000])
def test_a_whole_rom_gives_all_it_says(padded_to: int) -> None:
    """The bare image, a half-size file and a full dump of the flash chip read the same."""
    reading = read("vbios.rom", MI50_16G.build(padded_to))
    assert (facts(reading.sightings[0]), reading.problems) == (FULL, ())


def test_a_second_image_makes_it_uefi() -> None:
    """A UEFI image behind the legacy one is seen; ids and strings come from the legacy one."""
    reading = read("v420.rom", V420.build(0x100000))
    assert [(one.offset, one.code, one.whole, one.balanced) for one in vbios.images(V420.build())] == [
        (0, 0x00, True, True),
        (4 * BLOCK, 0x03, True, False),
    ]
    assert ("rom-images", "legacy+uefi", None) in facts(reading.sightings[0])
    assert ("device-id", "1002:66a0", None) in facts(reading.sightings[0])
    assert reading.problems == ()


def test_images_that_do_not_start_the_file_are_found() -> None:
    """Some dumps begin with other blocks: the image is where AMD's mark is."""
    shifted = b"\x11" * (3 * BLOCK) + MI50_16G.build()
    assert facts(read("x", shifted).sightings[0]) == FULL


def test_a_changed_byte_breaks_the_checksum() -> None:
    """The bytes of a legacy image add up to 0 modulo 256, and only then."""
    data = bytearray(MI50_16G.build())
    data[0x300] ^= 1
    reading = read("x", bytes(data))
    assert (facts(reading.sightings[0]), reading.problems) == (FULL, ("checksum",))


def test_a_part_number_without_a_list_stands_at_0x80() -> None:
    """Where the count of strings is 0 the part number is read at 0x80, as the kernel does."""
    data = bytearray(Rom(strings=0).build())
    data[0x80:0x8C] = b"113-OLD-101\0"
    said = dict(pair[:2] for pair in facts(read("x", bytes(data)).sightings[0]))
    assert said["vbios-part"] == "113-OLD-101"
    assert "vbios-product" not in said


def test_the_backward_magic_is_accepted() -> None:
    """The kernel takes MOTA for ATOM."""
    assert ("subsystem", "1002:0834", None) in facts(read("x", Rom(magic=b"MOTA").build()).sightings[0])
    assert "subsystem" not in {one[0] for one in facts(read("x", Rom(magic=b"NONE").build()).sightings[0])}


def test_an_image_without_the_pci_structure_is_damaged() -> None:
    """The signature alone is no image."""
    data = bytearray(MI50_16G.build())
    data[PCIR : PCIR + 4] = b"XXXX"
    assert (read("x", bytes(data)).sightings, read("x", bytes(data)).problems) == ((), ("damaged-image",))


def test_an_image_list_that_never_ends_is_cut() -> None:
    """Images that all say that another follows are counted up to a bound, and a length of 0 ends the list."""
    endless = bytearray(PRO_VII.build()[4 * BLOCK :])
    endless[0x1C + 0x15] = 0
    assert len(vbios.images(bytes(endless) * 100)) == vbios.MAX_IMAGES
    endless[2] = endless[0x1C + 0x10] = 0
    assert len(vbios.images(bytes(endless) * 100)) == 1


def test_a_rom_cut_at_any_byte_never_raises_and_never_lies() -> None:
    """Every truncation gives a reading; what it still says is what the whole ROM says."""
    data = MI50_16G.build()
    whole = {pair[:2] for pair in FULL}
    for end in range(len(data)):
        reading = read("x", data[:end])
        assert reading.problems
        for one in reading.sightings:
            assert {pair[:2] for pair in facts(one)} <= whole, end


@given(st.binary(max_size=2_000), st.integers(0, 3 * BLOCK))
@settings(max_examples=300, deadline=None)
def test_bytes_written_over_a_rom_never_raise(noise: bytes, at: int) -> None:
    """Pointers, counts and lengths may be anything."""
    data = bytearray(PRO_VII.build(0x2000))
    data[at : at + len(noise)] = noise
    assert read("x", bytes(data)).file == "x"


@given(st.integers(0, 0xFFFF), st.sampled_from([0x18, 0x48, 0x6E, PCIR + 0x10, HEADER + 0x18, STRINGS]))
@settings(max_examples=200, deadline=None)
def test_any_pointer_is_survived(value: int, at: int) -> None:
    """A pointer beyond the file ends the search, nothing else."""
    data = bytearray(MI50_16G.build())
    data[at : at + 2] = value.to_bytes(2, "little")
    assert read("x", bytes(data)).file == "x"


def test_a_rom_with_a_uefi_image_only() -> None:
    """Without a legacy image there are no strings: the ids of the PCI structure are all."""
    uefi = PRO_VII.build()[4 * BLOCK :]
    assert facts(read("x", uefi).sightings[0]) == [
        ("device-id", "1002:66a1", None),
        ("rom-images", "uefi", None),
    ]


def test_a_rom_of_another_maker_says_whose_it_is() -> None:
    """An option ROM without AMD's mark still names its device."""
    data = bytearray(Rom(vendor=0x10DE, device=0x128B).build())
    data[0x30:0x3A] = bytes(10)
    assert facts(read("x", bytes(data)).sightings[0])[0] == ("device-id", "10de:128b", None)
