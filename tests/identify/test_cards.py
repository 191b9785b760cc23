"""Sightings become cards: by their keys, or by reasoning where only one card is possible."""

from buildgen.identify.cards import cards
from buildgen.identify.reading import read
from tests.identify.guides import load
from tests.identify.roms import MI50_16G, RADEON_VII
from tests.identify.samples import FOLDER, sample, text

GUIDE = load()
ONE = "03:00.0 0300: 1002:66a1 (rev 02)\n"
TWO = ONE + "06:00.0 0300: 1002:66af (rev c1)\n"
NOTES = "card notes\nlabel: AMD RADEON INSTINCT MI50\n"


def values(card: object, feature: str) -> list[str]:
    """List a card's values of one feature."""
    return [fact.value for fact in card.facts if fact.feature == feature]  # type: ignore[attr-defined]


def test_files_about_one_address_are_one_card() -> None:
    """The PCI address joins files, whether or not a tool prints the domain."""
    found = cards([text(ONE, "a"), sample("dmesg.mi50-16g.txt"), sample("rocminfo.mi50.txt")], GUIDE)
    assert [card.address for card in found] == ["0000:03:00.0"]
    assert {fact.file for fact in found[0].facts} == {"a", "dmesg.mi50-16g.txt", "rocminfo.mi50.txt"}
    assert values(found[0], "match") == []


def test_the_chip_serial_joins_what_no_address_joins() -> None:
    """rocm-smi's unique id and rocminfo's uuid are the same serial."""
    smi = text("GPU[0] : Unique ID: 0x022849817348c2f7\nGPU[0] : VBIOS version: 113-D1631400-X11\n", "smi")
    found = cards([smi, sample("rocminfo.mi50.txt")], GUIDE)
    assert [(card.address, values(card, "vbios-part")) for card in found] == [
        ("0000:03:00.0", ["113-D1631400-X11"])
    ]


def test_a_file_without_address_joins_the_only_card_and_says_so() -> None:
    """A ROM dump, notes and a table can only be about the one Vega 20 card; other cards do not disturb."""
    rom = sample("amdvbflash-biosfileinfo.mi50-16g.txt")
    other = "0c:00.0 VGA compatible controller [0300]: NVIDIA Corporation GK208B [10de:128b] (rev a1)\n"
    found = cards([text(ONE + other, "a"), rom, text(NOTES, "notes")], GUIDE)
    assert [card.address for card in found] == ["0000:03:00.0", "0000:0c:00.0"]
    assert values(found[0], "match") == ["only-card", "only-card"]
    assert values(found[0], "label") == ["AMD RADEON INSTINCT MI50"]


def test_a_file_without_address_stays_apart_from_several_cards() -> None:
    """With two cards in the computer notes without an address belong to neither, and that is said."""
    found = cards([text(TWO, "a"), text(NOTES, "notes")], GUIDE)
    assert [(card.address, values(card, "match")) for card in found] == [
        ("0000:03:00.0", []),
        ("0000:06:00.0", []),
        (None, ["not-joined"]),
    ]


def test_two_rom_dumps_are_two_cards() -> None:
    """Two images without addresses are never mixed into one card."""
    found = cards([read("0.rom", MI50_16G.build()), read("1.rom", RADEON_VII.build())], GUIDE)
    assert [values(card, "vbios-part") for card in found] == [["113-D1631400-X11"], ["113-D3600200-105"]]
    assert [values(card, "match") for card in found] == [["not-joined"], ["not-joined"]]


def test_two_different_tools_without_addresses_are_one_card() -> None:
    """One dump and one page of notes, and nothing else: the card they were saved for."""
    (card,) = cards([read("0.rom", MI50_16G.build()), text(NOTES, "notes")], GUIDE)
    assert values(card, "match") == ["only-card", "only-card"]


def test_a_table_of_two_cards_is_not_joined_to_one() -> None:
    """Where one tool saw two cards and another one, nobody knows which it was."""
    found = cards([text(ONE, "a"), sample("rocm-smi.v420-and-mi50-32g.txt")], GUIDE)
    assert [card.address for card in found] == ["0000:03:00.0", None, None]


def test_a_silent_file_is_a_card_with_its_problem() -> None:
    """No file is passed over in silence."""
    found = cards([text("hello", "a"), text(ONE, "b")], GUIDE)
    assert [(card.address, [(fact.feature, fact.value) for fact in card.facts][-1]) for card in found] == [
        ("0000:03:00.0", ("revision", "02")),
        (None, ("file", "not-recognised")),
    ]


def test_the_order_of_files_does_not_change_the_cards() -> None:
    """Cards with addresses come in the order of these, with the same facts."""
    names = ["dmesg.mi50-16g.txt", "lspci-vvv-nn.mi50-32g.txt", "rocminfo.mi50.txt"]
    first = cards([sample(name) for name in names], GUIDE)
    second = cards([sample(name) for name in reversed(names)], GUIDE)
    assert [(card.address, set(card.facts)) for card in first] == [
        (card.address, set(card.facts)) for card in second
    ]
    assert (FOLDER / names[0]).exists()
