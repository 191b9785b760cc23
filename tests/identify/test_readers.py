"""The readers of lspci, the kernel log and card notes give the printed values, with their lines."""

import pytest

from buildgen.identify.reading import read
from tests.identify.samples import FOLDER, facts, sample, text


def test_lspci_gives_every_display_device_and_no_other() -> None:
    """Display devices become sightings under their address; bridges, disks and audio functions do not."""
    reading = sample("lspci-nn.three-mi50-as-pro-vii.txt")
    assert [sorted(one.keys) for one in reading.sightings] == [
        [("pci", "0000:03:00.0")],
        [("pci", "0000:06:00.0")],
        [("pci", "0000:09:00.0")],
        [("pci", "0000:0c:00.0")],
    ]
    assert facts(reading.sightings[0]) == [
        ("device-id", "1002:66a1", 3),
        ("revision", "06", 3),
        ("pci-name", "Vega 20 [Radeon Pro VII/Radeon Instinct MI50]", 3),
    ]
    assert facts(reading.sightings[3])[0] == ("device-id", "10de:128b", 8)


def test_lspci_reads_the_details_below_a_device() -> None:
    """The subsystem and the first prefetchable 64-bit window belong to the device above them."""
    reading = sample("lspci-vvv-nn.mi50-32g.txt")
    assert [facts(one) for one in reading.sightings] == [
        [
            ("device-id", "1002:66a1", first),
            ("revision", "01", first),
            ("pci-name", "Vega 20 [Radeon Pro VII/Radeon Instinct MI50 32GB]", first),
            ("subsystem", "1002:0834", first + 1),
            ("bar-size", "16 GiB", window),
        ]
        for first, window in ((1, 6), (15, 17))
    ]


def test_lspci_without_an_address_is_a_card_without_a_key() -> None:
    """A listing whose address was cut off still says what it says."""
    reading = sample("lspci-vvv.v420-without-address.txt")
    assert [one.keys for one in reading.sightings] == [frozenset()]
    assert facts(reading.sightings[0]) == [
        ("pci-name", "Vega 20 [Radeon Pro/Radeon Instinct]", 1),
        ("bar-size", "32 GiB", 5),
        ("resizable-bar", "supported", 10),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("03:00.0 0300: 1002:66af (rev c1)", [("device-id", "1002:66af", 1), ("revision", "c1", 1)]),
        (
            "G 2 0001:0d:00.0 VGA compatible controller [0300]: [AMD/ATI] Vega 20 [Radeon VII] [1002:66af]",
            [("device-id", "1002:66af", 1), ("pci-name", "Vega 20 [Radeon VII]", 1)],
        ),
        (
            "> 44:00.0 Display controller: Advanced Micro Devices, Inc. [AMD/ATI] Device 66af",
            [("pci-name", "Device 66af", 1)],
        ),
    ],
)
def test_lspci_forms(line: str, expected: list[tuple[str, str, int]]) -> None:
    """Numbers only, a script's prefix, a mail's quote mark: the same facts."""
    assert [facts(one) for one in text(line + "\n").sightings] == [expected]


def test_dmesg() -> None:
    """The kernel log gives ids, ROM, memory and units of the card that was being started."""
    (one,) = sample("dmesg.mi50-16g.txt").sightings
    assert one.keys == {("pci", "0000:03:00.0")}
    assert facts(one) == [
        ("asic", "VEGA20", 6),
        ("device-id", "1002:66a1", 6),
        ("subsystem", "1002:0834", 6),
        ("revision", "02", 6),
        ("vbios-part", "113-D1631400-107", 10),
        ("memory", "16 GiB", 12),
        ("bar-size", "16 GiB", 13),
        ("compute-units", "60", 17),
    ]


def test_dmesg_through_grep() -> None:
    """A log filtered for amdgpu has lost the ids; the topology line still names the device."""
    (one,) = sample("dmesg.mi60-through-grep.txt").sightings
    assert facts(one) == [
        ("vbios-part", "113-D1630600-107", 5),
        ("memory", "32 GiB", 7),
        ("device-id", "1002:66a1", 9),
        ("compute-units", "64", 11),
    ]


def test_dmesg_quoted_in_a_mail() -> None:
    """Quote marks and journal prefixes change nothing; a small window is no small memory."""
    (one,) = sample("dmesg.radeon-pro-vii-quoted.txt").sightings
    assert ("memory", "16 GiB", 5) in facts(one)
    assert ("bar-size", "256 MiB", 6) in facts(one)
    assert ("revision", "06", 2) in facts(one)


def test_dmesg_without_addresses_gives_one_card_per_start() -> None:
    """Where grep took the addresses, each start of the driver is a card."""
    start = "[drm] initializing kernel modesetting (VEGA20 0x1002:0x66A{} 0x1002:0x0834 0x02).\n"
    log = start.format(1) + "amdgpu: ATOM BIOS: 113-A\n" + start.format("F") + "amdgpu: ATOM BIOS: 113-B\n"
    assert [[value for _, value, _ in facts(one)][1::3] for one in text(log).sightings] == [
        ["1002:66a1", "113-A"],
        ["1002:66af", "113-B"],
    ]


def test_dmesg_of_a_card_started_twice_is_one_card() -> None:
    """The address joins both starts of a reloaded driver."""
    log = (FOLDER / "dmesg.mi50-16g.txt").read_text()
    assert len(text(log + log).sightings) == 1


def test_notes_in_both_languages() -> None:
    """What the eye saw can be written down in English and in Chinese."""
    assert facts(sample("notes.genuine-label.txt").sightings[0]) == [
        ("label", "AMD RADEON INSTINCT MI50", 2),
        ("back-plate-parts", "parts", 3),
        ("cooler", "passive", 4),
    ]
    assert facts(sample("notes.fake-label.zh.txt").sightings[0]) == [
        ("label", "Radeon VII", 2),
        ("back-plate-parts", "empty", 3),
        ("cooler", "passive", 4),
    ]


def test_notes_on_several_cards() -> None:
    """`card:` starts the next card and gives its address."""
    made = "card notes\ncard: 03:00.0\nlabel: A\ncard: 0000:06:00.0\nlabel: B\nstickers: many\n"
    assert [(sorted(one.keys), facts(one)) for one in text(made).sightings] == [
        ([("pci", "0000:03:00.0")], [("label", "A", 3)]),
        ([("pci", "0000:06:00.0")], [("label", "B", 5)]),
    ]


def test_one_file_may_hold_the_output_of_several_tools() -> None:
    """A bug report with everything in it is read by every reader it is for."""
    names = ("lspci-vvv-nn.mi50-32g.txt", "rocminfo.mi50.txt", "dmesg.mi50-16g.txt")
    joined = "".join((FOLDER / name).read_text() for name in names)
    assert [one.tool for one in text(joined).sightings] == ["lspci", "lspci", "rocminfo", "dmesg"]


def test_output_redirected_on_windows_is_read() -> None:
    """UTF-16 with a byte order mark, CRLF and terminal colours do not hide a value."""
    plain = (FOLDER / "amdvbflash-i.mi50-and-radeon-vii-board.txt").read_text()
    dressed = plain.replace("\n", "\x1b[0m\r\n").encode("utf-16")
    assert [facts(one) for one in read("x", dressed).sightings] == [
        facts(one) for one in text(plain).sightings
    ]


def test_dmesg_names_cards_that_the_driver_did_not_start() -> None:
    """The bus scan names the device; a failed start is noted with its number."""
    log = (
        "pci 0000:0d:00.0: [1002:66a1] type 00 class 0x038000\n"
        "pci 0000:0e:00.0: [8086:1533] type 00 class 0x020000\n"
        "amdgpu 0000:0d:00.0: probe with driver amdgpu failed with error -22\n"
        "amdgpu: probe of 0000:0f:00.0 failed with error -12\n"
        "amdgpu 0000:10:00.0: amdgpu: gpu post error!\n"
    )
    assert [(sorted(one.keys), facts(one)) for one in text(log).sightings] == [
        ([("pci", "0000:0d:00.0")], [("device-id", "1002:66a1", 1), ("driver-error", "-22", 3)]),
        ([("pci", "0000:0f:00.0")], [("driver-error", "-12", 4)]),
        ([("pci", "0000:10:00.0")], [("driver-error", "gpu post error", 5)]),
    ]


def test_dmesg_of_two_cards_keeps_them_apart() -> None:
    """Lines without an address belong to the card that was spoken of last."""
    log = "".join(
        f"amdgpu 0000:0{bus}:00.0: enabling device (0000 -> 0002)\n"
        f"[drm] initializing kernel modesetting (VEGA20 0x1002:0x66{low} 0x1002:0x0834 0x02).\n"
        f"ATOM BIOS: 113-{bus}\n[drm] Detected VRAM RAM={size}M, BAR=256M\n"
        for bus, low, size in ((3, "A1", 16368), (6, "A0", 32752))
    )
    said = [{name: value for name, value, _ in facts(one)} for one in text(log).sightings]
    assert [(one["device-id"], one["vbios-part"], one["memory"]) for one in said] == [
        ("1002:66a1", "113-3", "16 GiB"),
        ("1002:66a0", "113-6", "32 GiB"),
    ]


def test_notes_take_numbers_and_sizes() -> None:
    """Memory, units and ROPs are read as numbers; what is no number is passed over."""
    made = "card notes\nmemory: 32 GB\ncompute units: 060\nrops: sixty-four\nboard part: 102D1631711\n"
    (one,) = text(made).sightings
    assert facts(one) == [
        ("memory", "32 GiB", 2),
        ("compute-units", "60", 3),
        ("board-part", "102D1631711", 5),
    ]
