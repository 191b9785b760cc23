"""Whatever the bytes, a file gets a clear answer in bounded time and memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.identify import text as text_module
from buildgen.identify.facts import MAX_CARDS, MAX_FACTS
from buildgen.identify.reading import READERS, read
from tests.identify.samples import FOLDER, text

SAMPLES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".txt", ".json"})
PIECES = [
    "GPU[0]\t\t: VRAM Total Memory (B): ",
    "9" * 3_000,
    "Agent 2",
    "  Device Type:             GPU",
    "  Chip ID: 99999999(0x5f5e0ff)",
    "GPU: 0",
    "    ASIC:",
    "        DEVICE_ID: 0x66a1",
    '{"gpu": 0, "asic": {"device_id": "0x66a1"}}',
    '{"gpu": 1, "asic": ' + "[" * 200_000,
    '{"card0": {"VRAM Total Memory (B)": "' + "9" * 6_000 + '"}}',
    "03:00.0 VGA compatible controller: ",
    "Region 0: Memory at 0 (64-bit, prefetchable) [size=999999999G]",
    "amdgpu 0000:03:00.0: VRAM: 999999999M 0x0",
    "[drm] initializing kernel modesetting (",
    "ATOM BIOS: ",
    "Adapter  0    SEG=0000, BN=0D, DN=00, PCIID=66A01002, SSID=081E1002)",
    "    Bios Date          :  99/99/99 99:99",
    "100000/100000h bytes programmed",
    "card notes",
    "memory: 99999999999999999999",
    "\x1b[31m",
    "\x00",
]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xff" * 0x100000, "empty"),
        (b"hello\n", "not-recognised"),
        (bytes(range(256)) * 100, "binary"),
        (b"\x55\xaa\x10", "damaged-image"),
    ],
)
def test_a_wrong_file_is_named_so(data: bytes, problem: str) -> None:
    """Empty, unknown, binary, damaged: one word each."""
    assert (read("x", data).sightings, read("x", data).problems) == ((), (problem,))


def test_a_file_over_the_limit_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands before the limit is read, what stands behind it is not, and the reading tells."""
    monkeypatch.setattr(text_module, "LIMIT", 100)
    monkeypatch.setattr("buildgen.identify.reading.LIMIT", 100)
    line = "03:00.0 0300: 1002:66af (rev c1)\n"
    reading = text(line + "x" * 100 + "\n" + line.replace("03:00.0", "04:00.0"))
    assert [sorted(one.keys) for one in reading.sightings] == [[("pci", "0000:03:00.0")]]
    assert reading.problems == ("cut",)


def test_cards_and_facts_are_bounded() -> None:
    """Ten thousand cards in a file, or ten thousand values for one, do not grow the reading."""
    rows = "".join(f"{at % 256:02x}:00.0 0300: 1002:66a1\n" for at in range(10_000))
    assert len(text(rows).sightings) == MAX_CARDS
    boots = "".join(f"amdgpu 0000:03:00.0: VRAM: {at * 1024}M 0x0\n" for at in range(1, 1_000))
    assert len(text(boots).sightings[0].facts) == MAX_FACTS


@given(st.binary(max_size=4_000))
@settings(max_examples=300, deadline=None)
def test_random_bytes_never_raise(data: bytes) -> None:
    """Any bytes give a reading with sightings or a problem."""
    reading = read("x", data)
    assert reading.sightings or reading.problems


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["\n", " ", ""]))
@settings(max_examples=200, deadline=None)
def test_pieces_of_output_in_any_order_never_raise(pieces: list[str], between: str) -> None:
    """Torn and mixed lines, numbers out of range and deep brackets are survived."""
    reading = text(between.join(pieces) + "\n")
    assert reading.sightings or reading.problems


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_cut_anywhere_never_raises(name: str) -> None:
    """Each truncation of a saved output gives a reading."""
    data = (FOLDER / name).read_bytes()
    for end in range(0, len(data), 7):
        assert read(name, data[:end]).file == name


def test_each_reader_alone_survives_every_sample() -> None:
    """A reader that is given the output of another tool gives something or nothing, and does not raise."""
    for name in SAMPLES:
        whole = text_module.text_of(name, (FOLDER / name).read_bytes())
        assert whole is not None
        for reader in READERS:
            assert isinstance(reader.read(whole), tuple)


@pytest.mark.parametrize(
    "data",
    [
        b'"market_name"' + b'{"gpu": 0, "asic": [' * 40_000,
        b'{"card0": {' + b",".join(b'"\\u0041%d": 1' % at for at in range(60_000)) + b"}}",
        b"AMDVBFLASH\nAdapter  0    SEG=0000, BN=0D, DN=00, PCIID=66A01002\n"
        + b"Image[0]: Size(1 Bytes), Type(EFI Image)\n" * 100_000,
        b"card notes\n" + b"label: " + b"a" * 1_000_000,
        b"VGA compatible controller\n" + b"[1002:66a1] " * 300_000,
        b"GPU[0] : " + b"a:" * 500_000,
        b"Adapter " * 500_000 + b"PCIID=",
    ],
    ids=["json objects", "json keys", "images", "long line", "ids in a line", "colons", "adapters"],
)
def test_hostile_repetition_is_answered(data: bytes) -> None:
    """Repeated starts of things do not add up to more than a linear walk: each case ends at once."""
    assert read("x", data).file == "x"
