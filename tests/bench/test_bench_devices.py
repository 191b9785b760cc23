"""Devices that a run used are told by its own columns, never by a list."""

import pytest

from buildgen.bench import devices_used, read_bench

LISTING = """ggml_cuda_init: found 3 ROCm devices (Total VRAM: 49104 MiB):
  Device 0: AMD Instinct MI60 / MI50, gfx906:sramecc+:xnack- (0x906), VMM: no, Wave Size: 64
  Device 1: AMD Instinct MI60 / MI50, gfx906:sramecc+:xnack- (0x906), VMM: no, Wave Size: 64
  Device 2: AMD Radeon RX 580 Series, gfx803 (0x803), VMM: no, Wave Size: 64
"""


@pytest.mark.parametrize(
    ("columns", "basis", "names", "indexes"),
    [
        ({}, "not stated", None, None),
        ({"dev": "ROCm0/ROCm1"}, "devices", ("ROCm0", "ROCm1"), None),
        ({"dev": "none"}, "devices", (), ()),
        ({"dev": "auto"}, "unrestricted", None, None),
        ({"sm": "none", "main_gpu": "2"}, "main_gpu", None, (2,)),
        ({"sm": "none"}, "not stated", None, None),
        ({"sm": "row", "main_gpu": "2"}, "not stated", None, None),
        ({"ts": "1.00/0.00/1.00"}, "tensor_split", None, (0, 2)),
        ({"ts": "0.00", "sm": "layer"}, "unrestricted", None, None),
        ({"dev": "ROCm1", "sm": "none", "main_gpu": "0"}, "devices", ("ROCm1",), None),
    ],
)
def test_used_devices_follow_from_the_columns(
    columns: dict[str, str], basis: str, names: tuple[str, ...] | None, indexes: tuple[int, ...] | None
) -> None:
    """The `devices` column counts first, then the main GPU of an unsplit run, then the shares of a split."""
    cells = {"model": "a", **columns, "test": "tg128", "t/s": "58.80 ± 0.10"}
    table = "|".join(cells) + "\n" + "|".join("-" * 3 for _ in cells) + "\n" + "|".join(cells.values()) + "\n"
    reading = read_bench((LISTING + table).encode())
    used = devices_used(reading.runs[0], reading)
    assert (used.basis, used.names, used.indexes) == (basis, names, indexes)
    assert used.listing is not None
    assert [device.name for device in used.listing.devices] == ["AMD Instinct MI60 / MI50"] * 2 + [
        "AMD Radeon RX 580 Series"
    ]


def test_a_listing_ends_at_the_next_command() -> None:
    """What an earlier command listed says nothing about a later run."""
    table = "| model | test | t/s |\n|---|---|---|\n| a | tg128 | 58.80 |\n"
    reading = read_bench((LISTING + table + "$ llama-bench -m x\n" + table).encode())
    assert [devices_used(run, reading).listing for run in reading.runs] == [reading.devices_listed[0], None]


def test_sycl_lists_between_heading_and_rows() -> None:
    """SYCL prints its table of devices below the heading of the results: neither is taken for the other."""
    text = """| model | size | params | backend | ngl | test | t/s |
| --- | ---: | ---: | --- | --: | --: | --: |
found 2 SYCL devices:
|  |                  |                             |Version|
|ID|       Device Type|                         Name|       |
|--|------------------|-----------------------------|-------|
| 0|[level_zero:gpu:0]| Intel(R) Arc(TM) A770 Graphics|    1.3|
| 1|[level_zero:gpu:1]|     Intel(R) UHD Graphics 770|    1.3|
| llama 7B | 3.56 GiB | 6.74 B | SYCL | 99 | tg128 | 58.80 ± 0.10 |
"""
    reading = read_bench(text.encode())
    assert [run.avg_ts for run in reading.runs] == ["58.80"]
    assert (reading.rejected, reading.failures) == ((), ())
    (listing,) = reading.devices_listed
    assert [(device.index, device.name) for device in listing.devices] == [
        (0, "Intel(R) Arc(TM) A770 Graphics"),
        (1, "Intel(R) UHD Graphics 770"),
    ]


def test_metal_names_its_device() -> None:
    """Metal announces one device by its name."""
    (listing,) = read_bench(b"ggml_metal_init: found device: Apple M4 Pro\n").devices_listed
    assert (listing.backend, listing.count, listing.devices[0].name) == ("Metal", 1, "Apple M4 Pro")
