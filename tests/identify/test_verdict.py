"""The verdict follows from the guide's rules; doubt stays doubt."""

import json

import pytest

from buildgen.identify.cards import Card
from buildgen.identify.facts import Fact
from buildgen.identify.reading import read
from buildgen.identify.verdict import CardVerdict, identify, judge
from tests.identify.guides import load
from tests.identify.roms import MI50_16G, PRO_VII, V420
from tests.identify.samples import sample, text

GUIDE = load()

MI50_ROM = {"device-id": "1002:66a1", "subsystem": "1002:0834", "vbios-part": "113-D1631400-107"}
VII_ROM = {"device-id": "1002:66af", "subsystem": "1002:081e", "vbios-part": "113-D3600200-105"}
PRO_ROM = {"device-id": "1002:66a1", "subsystem": "1002:081e", "vbios-part": "113-D1640600-104"}
LENOVO_ROM = {"device-id": "1002:66a1", "subsystem": "17aa:103e", "vbios-part": "113-D1640700-100"}
MI50_32_ROM = {"device-id": "1002:66a1", "subsystem": "1002:0834", "vbios-part": "113-D1631700-111"}
V420_ROM = {"device-id": "1002:66a0", "subsystem": "1002:081e", "vbios-part": "113-D1640200-043"}
VEGA_II_ROM = {"vbios-part": "113-D163A1XT-045", "gfx": "gfx906"}
MI60_ROM = {"device-id": "1002:66a1", "subsystem": "1002:0834", "vbios-part": "113-D1630600-107"}
SMALL = {"memory": "16 GiB", "compute-units": "60"}
LARGE = {"memory": "32 GiB", "compute-units": "60"}
FULL = {"memory": "32 GiB", "compute-units": "64"}
REAL = {"label": "AMD RADEON INSTINCT MI50", "back-plate-parts": "parts"}
FAKE = {"label": "Radeon VII", "back-plate-parts": "empty", "cooler": "passive"}

CONSISTENT = [
    ("mi50-16g", MI50_ROM | SMALL | REAL, False),
    ("mi50-16g-fake", VII_ROM | SMALL | FAKE, False),
    ("mi50-16g-fake-mi50-rom", MI50_ROM | SMALL | FAKE, True),
    ("mi50-16g-pro-vii-rom", PRO_ROM | SMALL | REAL | {"power-cap": "190 W"}, True),
    ("mi50-16g-fake-pro-vii-rom", PRO_ROM | SMALL | FAKE, True),
    ("mi50-16g-lenovo-rom", LENOVO_ROM | SMALL | REAL, True),
    ("mi50-32g", MI50_32_ROM | LARGE | {"stickers": "several"}, False),
    ("mi50-32g-simplified", MI50_32_ROM | LARGE | {"stickers": "one"}, False),
    ("mi50-32g-v420-rom", V420_ROM | LARGE | {"board-part": "102D1631711"}, True),
    ("mi50-32g-simplified-v420-rom", V420_ROM | LARGE | {"stickers": "one"}, True),
    ("mi50-32g-vega-ii-rom", VEGA_II_ROM | LARGE | {"stickers": "several"}, True),
    ("mi60", MI60_ROM | FULL, None),
    ("mi60", MI60_ROM | FULL | {"label": "AMD RADEON INSTINCT MI60"}, False),
    ("mi60-v420-rom", V420_ROM | FULL | {"label": "AMD RADEON INSTINCT MI60"}, True),
    ("radeon-vii", VII_ROM | SMALL | {"cooler": "three fans"}, False),
    ("radeon-pro-vii", PRO_ROM | SMALL | {"label": "AMD RADEON PRO VII"}, False),
    ("radeon-pro-vii-lenovo", LENOVO_ROM | SMALL | {"label": "AMD RADEON PRO VII"}, False),
    ("radeon-pro-v420", V420_ROM | FULL | {"label": "RADEON PRO"}, False),
    ("radeon-pro-vega-ii", VEGA_II_ROM | FULL | {"label": "Radeon Pro Vega II"}, False),
]

DOUBT = [
    (MI50_ROM, ("mi50-16g", "mi50-16g-fake-mi50-rom"), None),
    (VII_ROM | SMALL, ("mi50-16g-fake", "radeon-vii"), None),
    (PRO_ROM | SMALL, ("mi50-16g-pro-vii-rom", "mi50-16g-fake-pro-vii-rom", "radeon-pro-vii"), None),
    (MI60_ROM, ("mi60",), None),
    (V420_ROM | LARGE, ("mi50-32g-v420-rom", "mi50-32g-simplified-v420-rom"), True),
    (
        V420_ROM | FULL,
        ("mi50-32g-v420-rom", "mi60-v420-rom", "radeon-pro-v420"),
        None,
    ),
    (REAL | SMALL, ("mi50-16g", "mi50-16g-pro-vii-rom", "mi50-16g-lenovo-rom"), None),
]

AGAINST_EACH_OTHER = [
    (VII_ROM | SMALL | {"label": "AMD RADEON INSTINCT MI50"}, True),  # no such pairing is known
    (V420_ROM | SMALL, True),  # the flash that bricks
    (PRO_ROM | LARGE, True),  # the flash after which the driver gives up
]


def verdict(given: dict[str, str]) -> CardVerdict:
    """Judge a card that the given values are known of."""
    return judge(Card(None, tuple(Fact(name, value, "x", 1) for name, value in given.items())), GUIDE)


@pytest.mark.parametrize(("candidate", "given", "flashed"), CONSISTENT)
def test_consistent_evidence_identifies_the_card(
    candidate: str, given: dict[str, str], flashed: bool | None
) -> None:
    """ROM and board together leave one candidate of the guide."""
    found = verdict(given)
    assert (found.verdict, found.candidates, found.flashed) == ("identified", (candidate,), flashed)


def test_every_candidate_can_be_identified() -> None:
    """The list above leaves no candidate of the guide out."""
    assert {candidate for candidate, _, _ in CONSISTENT} == {one.id for one in GUIDE.candidates}


@pytest.mark.parametrize(("given", "candidates", "flashed"), DOUBT)
def test_ids_alone_leave_doubt(
    given: dict[str, str], candidates: tuple[str, ...], flashed: bool | None
) -> None:
    """PCI and VBIOS ids prove the ROM, a label the board; neither identifies the card."""
    found = verdict(given)
    assert (found.verdict, set(found.candidates), found.flashed) == ("ambiguous", set(candidates), flashed)
    assert found.missing


@pytest.mark.parametrize(("given", "flashed"), AGAINST_EACH_OTHER)
def test_evidence_that_no_candidate_fits_is_contradictory(given: dict[str, str], flashed: bool) -> None:
    """ROM and board of different cards, paired as no guide knows: contradictory, and flashed."""
    found = verdict(given)
    assert (found.verdict, found.flashed) == ("contradictory", flashed)
    assert found.candidates


def test_a_board_that_contradicts_itself_proves_no_flash() -> None:
    """When the board's own marks disagree, nothing is said about the ROM."""
    found = verdict(MI50_ROM | SMALL | REAL | {"back-plate-parts": "empty"})
    assert (found.verdict, found.flashed) == ("contradictory", None)


def test_two_roms_on_one_card_are_contradictory() -> None:
    """Ids of two ROMs, as before and after a flash, are not both true of the card now."""
    both = [Fact("device-id", one, one, 1) for one in ("1002:66a1", "1002:66af")]
    found = judge(Card(None, tuple(both)), GUIDE)
    assert (found.verdict, found.flashed) == ("contradictory", None)


def test_a_flash_log_says_that_it_was_flashed() -> None:
    """The file says so: flashed is true, the likelier candidate comes first, the other is not ruled out."""
    report = identify([sample("amdvbflash-p.mi50-rom-on-radeon-vii-board.txt")], GUIDE)
    (found,) = report.cards
    assert (found.verdict, found.flashed) == ("ambiguous", True)
    assert found.candidates == ("mi50-16g-fake-mi50-rom", "mi50-16g")


def test_the_window_says_nothing_about_the_memory() -> None:
    """BAR size changes no verdict, whatever it is."""
    plain = verdict(PRO_ROM | SMALL)
    for size in ("256 MiB", "16 GiB", "32 GiB"):
        found = verdict(PRO_ROM | SMALL | {"bar-size": size})
        assert (found.verdict, found.candidates) == (plain.verdict, plain.candidates)
        assert {one.says for one in found.evidence if one.fact.feature == "bar-size"} == {"nothing"}


def test_a_hint_orders_and_does_not_exclude() -> None:
    """A revision that fits better puts its candidates first and keeps the others."""
    plain = verdict({"device-id": "1002:66a1"} | SMALL)
    hinted = verdict({"device-id": "1002:66a1", "revision": "06"} | SMALL)
    assert set(hinted.candidates) == set(plain.candidates)
    assert hinted.candidates[0] == "mi50-16g-pro-vii-rom"


def test_what_is_only_assumed_excludes_nothing() -> None:
    """Six mini DisplayPorts are only assumed of the Radeon Pro VII: one socket does not rule it out."""
    found = verdict(PRO_ROM | SMALL | {"outputs": "one mini DP"})
    assert "radeon-pro-vii" in found.candidates
    assert any("against radeon-vii, radeon-pro-vii" in one.says for one in found.evidence)


def test_an_unlisted_part_number_excludes_nothing() -> None:
    """A ROM that nobody has listed yet leaves the candidates as they are."""
    plain = verdict({"device-id": "1002:66a1"})
    assert (
        verdict({"device-id": "1002:66a1", "vbios-part": "113-D1999900-001"}).candidates == plain.candidates
    )


def test_a_vega_20_outside_the_guide_is_unknown() -> None:
    """1002:66a7 is a Vega 20 that no candidate claims: unknown, not contradictory."""
    found = verdict({"device-id": "1002:66a7"})
    assert (found.verdict, found.candidates) == ("unknown", ())


@pytest.mark.parametrize(
    "given",
    [{"device-id": "10de:128b"}, {"asic": "POLARIS10"}, {"gfx": "gfx90a"}, {"vbios-product": "NAVI23 XT"}],
)
def test_another_chip_is_not_vega20(given: dict[str, str]) -> None:
    """One mark of another chip suffices."""
    assert verdict(given).verdict == "not vega20"


def test_marks_of_two_chips_contradict() -> None:
    """A device id of Vega 20 beside another chip's name is a contradiction."""
    assert verdict({"device-id": "1002:66a1", "asic": "POLARIS10"}).verdict == "contradictory"


def test_no_mark_of_a_chip_is_unknown_and_names_what_to_bring() -> None:
    """A power cap alone says nothing about the card."""
    found = verdict({"power-cap": "190 W"})
    assert (found.verdict, found.candidates) == ("unknown", ())
    assert "device-id" in found.missing


def test_missing_names_what_divides_the_rest_cheapest_first() -> None:
    """For an MI50 ROM the label comes first, then what lies behind the holes; the ROM is not asked again."""
    assert verdict(MI50_ROM | SMALL).missing == ("label", "back-plate-parts", "board-part", "board-name")


def test_the_sticker_and_the_board_chip_name_the_same_board() -> None:
    """The number on the sticker and the cut one that amd-smi prints both fit the 32 GB board."""
    for part in ("102D1631711", "102-D16317-11", "2-D16317-10ct"):
        assert verdict(MI50_32_ROM | LARGE | {"board-part": part}).candidates[0] == "mi50-32g"


def test_files_together_say_more_than_each() -> None:
    """Kernel log and notes, each ambiguous or unknown, identify the card together."""
    log, notes = sample("dmesg.mi50-16g.txt"), sample("notes.genuine-label.txt")
    assert [card.verdict for card in identify([log], GUIDE).cards] == ["ambiguous"]
    assert [card.verdict for card in identify([notes], GUIDE).cards] == ["ambiguous"]
    (both,) = identify([log, notes], GUIDE).cards
    assert (both.verdict, both.candidates, both.flashed) == ("identified", ("mi50-16g",), False)


def test_a_dump_and_the_memory_of_another_size() -> None:
    """A ROM for 32 GB beside 16 GB of memory: the two cannot belong together."""
    dump = read("v420.rom", V420.build(0x100000))
    (found,) = identify([dump, text("card notes\nmemory: 16 GB\n", "notes")], GUIDE).cards
    assert (found.verdict, found.flashed) == ("contradictory", True)


def test_a_dump_alone_proves_the_rom_only() -> None:
    """A VBIOS image leaves every board that may carry it."""
    (found,) = identify([read("x.rom", PRO_VII.build())], GUIDE).cards
    assert (found.verdict, set(found.candidates)) == (
        "ambiguous",
        {"mi50-16g-pro-vii-rom", "mi50-16g-fake-pro-vii-rom", "radeon-pro-vii"},
    )
    damaged = identify([read("x.rom", MI50_16G.build()[:1500])], GUIDE).cards[0]
    assert ("file", "damaged-image") in {(one.fact.feature, one.fact.value) for one in damaged.evidence}


def test_the_report_is_plain_data_of_the_stated_shape() -> None:
    """JSON carries version, cards, and for each the keys of the format, no others."""
    names = ("lspci-nn.three-mi50-as-pro-vii.txt", "amdvbflash-i.mi50-and-radeon-vii-board.txt")
    plain = json.loads(json.dumps(identify([sample(name) for name in names], GUIDE).plain()))
    assert set(plain) == {"version", "cards"}
    assert plain["version"] == 1
    assert len(plain["cards"]) == 8
    for card in plain["cards"]:
        assert set(card) == {"verdict", "candidates", "flashed", "evidence", "missing"}
        for one in card["evidence"]:
            assert set(one) == {"feature", "value", "says", "file", "line"}
    first = plain["cards"][0]
    assert first["flashed"] is None
    assert first["evidence"][0] == {
        "feature": "device-id",
        "value": "1002:66a1",
        "says": first["evidence"][0]["says"],
        "file": "lspci-nn.three-mi50-as-pro-vii.txt",
        "line": 3,
    }
    assert first["evidence"][0]["says"].startswith("for mi50-16g, ")
    assert "; against mi50-16g-fake, " in first["evidence"][0]["says"]
