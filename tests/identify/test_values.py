"""Each value has one spelling, and text that is no such value gives None."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.identify import values


@pytest.mark.parametrize(
    ("turn", "text", "expected"),
    [
        (values.hex_word, "0x66A1", "66a1"),
        (values.hex_word, "66A", None),
        (values.hex_byte, "0xC1", "c1"),
        (values.hex_byte, "6", "06"),
        (values.hex_byte, "", None),
        (values.amd_device, "0x66a1", "1002:66a1"),
        (values.amd_device, "N/A", None),
        (values.address, "03:00.0", "0000:03:00.0"),
        (values.address, "0001:C5:00.1", "0001:c5:00.1"),
        (values.address, "3:0.0", None),
        (values.number, "060", "60"),
        (values.number, "64 CU", None),
        (values.number, "12345", None),
        (values.window, "16384M", "16 GiB"),
        (values.window, "256M", "256 MiB"),
        (values.window, "512K", "512 KiB"),
        (values.window, "17", None),
        (values.window, "0G", None),
        (values.window, "999999999G", None),
        (values.watts, "190.0", "190 W"),
        (values.watts, "178.25", "178.25 W"),
        (values.watts, "225.0W", "225 W"),
        (values.watts, "0.0", None),
        (values.watts, "unsupported", None),
        (values.moment, "05/12/21 05:25", "2021-05-12 05:25"),
        (values.moment, "2020/01/16 21:38", "2020-01-16 21:38"),
        (values.moment, "yesterday", None),
        (values.product_memory, "Vega20 A1 GLXT WS D16406 60CU/16GB 4HI 1000m", "16 GiB"),
        (values.product_memory, "Vega20 A1", None),
        (values.chip_serial, "GPU-022849817348c2f7", "22849817348c2f7"),
        (values.chip_serial, "0x22849817348C2F7", "22849817348c2f7"),
        (values.chip_serial, "GPU-XX", None),
        (values.chip_serial, "0x0000000000000000", None),
        (values.words, "  a \t b  ", "a b"),
        (values.words, "N/A", None),
        (values.words, "\x00\x1b", None),
    ],
)
def test_spelling(turn: Callable[[str], str | None], text: str, expected: str | None) -> None:
    """The value as the guide writes it, or None."""
    assert turn(text) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (16_368 << 20, "16 GiB"),
        (32_752 << 20, "32 GiB"),
        (16_760_832 << 10, "16 GiB"),
        (34_342_961_152, "32 GiB"),
        (0, None),
        (1 << 60, None),
    ],
)
def test_memory_is_counted_in_whole_gib(count: int, expected: str | None) -> None:
    """What the driver keeps for itself does not make the card smaller."""
    assert values.memory(count) == expected


@given(st.integers(0, 255), st.integers(0, 31), st.integers(0, 7))
def test_a_packed_address_unpacks(bus: int, device: int, function: int) -> None:
    """The number that rocminfo prints holds bus, device and function in 8, 5 and 3 bits."""
    assert (
        values.address_of(0, bus << 8 | device << 3 | function) == f"0000:{bus:02x}:{device:02x}.{function}"
    )


@given(st.text(max_size=200))
def test_any_text_is_a_value_or_none(text: str) -> None:
    """No text makes a spelling raise, and words stay on one line and short."""
    turns: tuple[Callable[[str], str | None], ...] = (
        *(values.hex_word, values.hex_byte, values.address, values.number, values.window),
        *(values.watts, values.moment, values.product_memory, values.chip_serial),
    )
    for turn in turns:
        assert turn(text) is None or isinstance(turn(text), str)
    tidy = values.words(text)
    assert tidy is None or (tidy.isprintable() and len(tidy) <= 80)
