"""The readers of AMD's own tools give exactly the values that were printed, with their lines."""

import json

from tests.identify.samples import FOLDER, facts, sample, text


def test_amdvbflash_table() -> None:
    """A row of `amdvbflash -i` gives address, device id and part number of its adapter."""
    reading = sample("amdvbflash-i.mi50-and-radeon-vii-board.txt")
    assert [(sorted(one.keys), facts(one)[0][1], facts(one)[2][1]) for one in reading.sightings] == [
        ([("pci", "0000:07:00.0")], "1002:66a1", "113-D1631400-X11"),
        ([("pci", "0000:45:00.0")], "1002:66af", "113-D3600200-105"),
        ([("pci", "0000:8a:00.0")], "1002:66a1", "113-D1631400-X11"),
        ([("pci", "0000:c6:00.0")], "1002:66a1", "113-D1631400-X11"),
    ]


def test_amdvbflash_details() -> None:
    """A block of `amdvbflash -ai` gives ids, strings, date and the kinds of images."""
    reading = sample("amdvbflash-ai.v420-and-mi50-32g.txt")
    assert facts(reading.sightings[0]) == [
        ("device-id", "1002:66a0", 3),
        ("subsystem", "1002:081e", 3),
        ("asic", "VEGA20", 4),
        ("vbios-product", "Vega20 A1 GLXT WS D16402 32GB 8HI 1000m", 6),
        ("rom-memory", "32 GiB", 6),
        ("vbios-part", "113-D1640200-043", 8),
        ("vbios-version", "016.004.000.043.012098", 9),
        ("vbios-date", "2019-05-02 11:36", 10),
        ("rom-images", "legacy+uefi", 14),
    ]
    assert facts(reading.sightings[1])[-1] == ("rom-images", "legacy", 25)


def test_amdvbflash_described_file() -> None:
    """`-biosfileinfo` describes a ROM without an address."""
    (one,) = sample("amdvbflash-biosfileinfo.mi50-16g.txt").sightings
    assert one.keys == frozenset()
    assert facts(one) == [
        ("vbios-product", "Vega20 A1 SERVER XL D16314 Hynix/Samsung 16GB Gen 24HI 600m", 3),
        ("rom-memory", "16 GiB", 3),
        ("device-id", "1002:66a1", 4),
        ("vbios-version", "016.004.000.056.013521", 5),
        ("vbios-part", "113-D1631400-X11", 6),
        ("subsystem", "0834", 7),
        ("vbios-date", "2021-05-12 05:25", 9),
    ]


def test_a_flash_counts_only_when_it_was_programmed() -> None:
    """The log of a finished flash gives the ROM before; a log that broke off gives nothing."""
    name = "amdvbflash-p.mi50-rom-on-radeon-vii-board.txt"
    (one,) = sample(name).sightings
    assert facts(one)[:2] == [
        ("flashed-from", "113-D3600200-105", 5),
        ("vbios-part", "113-D1631400-X11", 6),
    ]
    broken = (FOLDER / name).read_text().partition("100000/100000h bytes programmed")[0] + "ERROR: 0FL01\n"
    assert text(broken).sightings == ()


def test_rocm_smi_table() -> None:
    """A row of the table gives the device id, the driver's number and the cap before the percentages."""
    reading = sample("rocm-smi.v420-and-mi50-32g.txt")
    assert [(sorted(one.keys), facts(one)) for one in reading.sightings] == [
        ([("guid", "35670")], [("device-id", "1002:66a0", 6), ("power-cap", "178 W", 6)]),
        ([("guid", "45663")], [("device-id", "1002:66a1", 7), ("power-cap", "225 W", 7)]),
    ]


def test_rocm_smi_old_table() -> None:
    """The table of ROCm 5 names no device: its cap is all there is."""
    (one,) = sample("rocm-smi.pro-vii-old-table.txt").sightings
    assert (one.keys, facts(one)) == (frozenset(), [("power-cap", "190 W", 4)])


def test_rocm_smi_listing() -> None:
    """`rocm-smi -a` scatters a card over its sections; the tool's number joins them."""
    reading = sample("rocm-smi-a.mi210-mi50-mi100.txt")
    assert facts(reading.sightings[1]) == [
        ("device-id", "1002:66a1", 7),
        ("vbios-part", "113-D1631400-111", 17),
        ("power-cap", "225 W", 22),
        ("driver-name", "Radeon Instinct MI50 16GB", 30),
        ("subsystem", "0834", 31),
        ("vbios-sku", "D16314", 33),
    ]
    assert reading.sightings[1].keys == {("chip", "c88e588172fd62d5")}


def test_rocm_smi_json() -> None:
    """`rocm-smi --json` gives the same features, each with the line of its key."""
    (one,) = sample("rocm-smi-json.mi50-32g.json").sightings
    assert one.keys == {("pci", "0000:c5:00.0"), ("guid", "61749")}
    assert facts(one) == [
        ("device-id", "1002:66a1", 6),
        ("vbios-sku", "D1631700", 8),
        ("subsystem", "0834", 9),
        ("revision", "02", 10),
        ("gfx", "gfx906", 14),
    ]


def test_rocminfo() -> None:
    """Agents of the kind GPU count, the processor does not; the packed number becomes the address."""
    (one,) = sample("rocminfo.mi50.txt").sightings
    assert one.keys == {("pci", "0000:03:00.0"), ("chip", "22849817348c2f7")}
    assert facts(one) == [
        ("gfx", "gfx906", 27),
        ("driver-name", "AMD Instinct MI60 / MI50", 29),
        ("device-id", "1002:66a1", 37),
        ("compute-units", "60", 42),
        ("memory", "16 GiB", 47),
    ]


def test_amd_smi_text() -> None:
    """`amd-smi static` gives ids, board, ROM, memory and units."""
    (one,) = sample("amd-smi-static.mi50-32g.txt").sightings
    assert one.keys == {("pci", "0000:06:00.0"), ("chip", "1f2e3d4c5b6a7988")}
    assert facts(one) == [
        ("driver-name", "AMD Instinct MI60 / MI50", 3),
        ("device-id", "1002:66a1", 7),
        ("subsystem", "1002:0834", 8),
        ("revision", "02", 9),
        ("compute-units", "60", 12),
        ("gfx", "gfx906", 13),
        ("vbios-product", "Vega20 A1 SERVER XL D16317 Hynix/Samsung 32GB 8HI", 21),
        ("rom-memory", "32 GiB", 21),
        ("vbios-date", "2020-01-16 21:38", 22),
        ("vbios-part", "113-D1631700-111", 23),
        ("vbios-version", "016.004.000.056.013522", 24),
        ("board-part", "102-D16317-11", 26),
        ("board-name", "Radeon Instinct MI50 32GB", 29),
        ("memory", "32 GiB", 34),
    ]


def test_amd_smi_json() -> None:
    """The JSON gives the same features; names the tool cut stay cut."""
    (one,) = sample("amd-smi-static.mi50-32g.json").sightings
    assert facts(one) == [
        ("board-part", "2-D16317-10ct", 12),
        ("board-name", "deon Instinct MI50 32GB", 15),
    ]


def test_amd_smi_json_and_text_agree() -> None:
    """One listing in both forms gives the same values."""
    (plain,) = sample("amd-smi-static.mi50-32g.txt").sightings
    sections: dict[str, dict[str, object]] = {}
    section = ""
    for line in (FOLDER / "amd-smi-static.mi50-32g.txt").read_text().splitlines()[1:34]:
        name, _, value = line.strip().partition(":")
        if not value:
            section = name.lower()
            sections[section] = {}
        else:
            sections[section][name.lower()] = value.strip()
    sections["vram"]["size"] = {"value": 32752, "unit": "MB"}
    (made,) = text(json.dumps({"gpu_data": [{"gpu": 0, **sections}]}), "x.json").sightings
    assert [pair[:2] for pair in facts(made)] == [pair[:2] for pair in facts(plain)]
    assert made.keys == plain.keys


def test_amd_smi_json_cut_short_keeps_its_whole_cards() -> None:
    """A file that ends inside the second card still gives the first."""
    card = {"gpu": 0, "asic": {"device_id": "0x66a1", "num_compute_units": 60}}
    cut = json.dumps([card, card | {"gpu": 1}])[:-20]
    assert [facts(one) for one in text(cut + ' "market_name"', "x.json").sightings] == [
        [("device-id", "1002:66a1", 1), ("compute-units", "60", 1)]
    ]


def test_amdvbflash_5_form() -> None:
    """Version 5 of the tool writes the address with `0x` and no colons between names and values."""
    made = (
        "AMD IFWI Flasher Tool Version 5.0.567.0-External.\n\nAdapter 0 (0x0000:07:00.0)\n"
        "    ASIC Family                   Vega20\n    Flash Type                    GD25Q80C\n"
        "    Product Name                  Vega20 A1 XT MOONSHOT D36002 16GB 1000m\n"
        "    Bios P/N                      113-D3600200-106\n"
        "    Bios Date                     01/19/19 13:25\n"
    )
    (one,) = text(made).sightings
    assert one.keys == {("pci", "0000:07:00.0")}
    assert facts(one) == [
        ("asic", "VEGA20", 4),
        ("vbios-product", "Vega20 A1 XT MOONSHOT D36002 16GB 1000m", 6),
        ("rom-memory", "16 GiB", 6),
        ("vbios-part", "113-D3600200-106", 7),
        ("vbios-date", "2019-01-19 13:25", 8),
    ]


def test_rocm_smi_6_0_table() -> None:
    """The table of ROCm 6.0 writes subsystem and revision in place of the device id."""
    made = (
        "Device  [Model : Revision]  Temp    Power  Partitions  SCLK  MCLK   Fan  Perf  PwrCap  VRAM%  GPU%\n"
        "0       [0x0834 : 0x02]     30.0°C  10.0W  N/A, N/A    0Mhz  96Mhz  0%   auto  225.0W    0%   0%\n"
    )
    (one,) = text(made).sightings
    assert facts(one) == [("subsystem", "0834", 2), ("revision", "02", 2), ("power-cap", "225 W", 2)]


def test_rocm_smi_6_card_model_is_the_device() -> None:
    """ROCm 5 calls the subsystem `Card model`, ROCm 6 calls the device `Card Model`."""
    old = text("GPU[0]\t\t: Card model: \t\t0x0834\n").sightings
    new = text("GPU[0]\t\t: Card Model: \t\t0x66a1\n").sightings
    assert [facts(one) for one in (*old, *new)] == [
        [("subsystem", "0834", 1)],
        [("device-id", "1002:66a1", 1)],
    ]


def test_rocm_smi_memory_in_bytes() -> None:
    """`--showmeminfo vram` counts bytes; the card has the GiB they round to."""
    (one,) = text("GPU[0]\t\t: VRAM Total Memory (B): 34342961152\n").sightings
    assert facts(one) == [("memory", "32 GiB", 1)]
