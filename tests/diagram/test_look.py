"""The style sheets: enough contrast in every scheme, small, and asking nobody else for anything."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets"
SHEETS = ("palette", "theme", "components", "home", "table", "code", "print")
SCRIPTS = ("ticks", "table", "language", "scroll")

TEXT = ("ink", "muted", "accent", "ok", "warning", "error", "unknown")
LINES = ("edge", "data-1", "data-2", "data-3", "data-4", "data-5", "data-6")
GROUNDS = ("paper", "panel")


def sheet(name: str) -> str:
    """Read a style sheet without its comments."""
    text = (ASSETS / "css" / f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield context and variables of each rule that sets ours to plain colours."""
    media = ""
    for head, body in re.findall(r"([^{}]+)\{([^{}]*(?=\}))?", css):
        if head.strip().startswith("@media"):
            media = head.strip()
        found = dict(re.findall(r"--bg-([\w-]+): (#[0-9a-f]{6});", body))
        if found:
            yield f"{media} {head.strip()}", found


def schemes() -> dict[str, dict[str, str]]:
    """Give the colours of each scheme that a reader can meet."""
    found = list(rules(sheet("palette")))
    light, dark, light_more, dark_more = (values for _, values in found)
    assert ['"slate"' in context for context, _ in found] == [False, True, False, True]
    (_, paper), *none = rules(sheet("print"))
    assert not none
    return {
        "light": light,
        "dark": dark,
        "light, more contrast": light | light_more,
        "dark, more contrast": dark | dark_more,
        "print": light | paper,
    }


def luminance(colour: str) -> float:
    """Give the relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_as_defined() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#0a5c68", "#0a5c68") == 1


@pytest.mark.parametrize("scheme", ["light", "dark", "light, more contrast", "dark, more contrast", "print"])
def test_text_and_lines_have_contrast(scheme: str) -> None:
    """Text reaches 4.5:1 and lines, marks and data 3:1, on paper and on panel, in every scheme."""
    colours = schemes()[scheme]
    wanted = dict.fromkeys(TEXT, 4.5) | dict.fromkeys(LINES, 3.0)
    weak = [
        f"{name} on {ground}: {contrast(colours[name], colours[ground]):.2f}"
        for name, least in wanted.items()
        for ground in GROUNDS
        if contrast(colours[name], colours[ground]) < least
    ]
    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_on_filled_ground_has_contrast(scheme: str) -> None:
    """The word on a button and the figure in a bar reach 4.5:1."""
    colours = schemes()[scheme]
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["paper"], colours["data-1"]) >= 4.5


def test_both_schemes_name_the_same_colours() -> None:
    """Light and dark define the same names, so none is missing in one."""
    found = schemes()
    assert set(found["light"]) == set(found["dark"])


def test_the_style_sheets_are_light() -> None:
    """All style sheets together stay under 15 kB compressed, the scripts of content pages under 8 kB."""
    css = b"".join((ASSETS / "css" / f"{name}.css").read_bytes() for name in SHEETS)
    js = b"".join((ASSETS / "js" / f"{name}.js").read_bytes() for name in SCRIPTS)
    assert len(gzip.compress(css, 9)) <= 15_000
    assert len(gzip.compress(js, 9)) <= 8_000


def test_nothing_is_asked_for() -> None:
    """No style sheet, script or picture loads anything: no import, no address but the names of XML."""
    for path in sorted(ASSETS.glob("*/*.*")):
        if path.suffix in {".css", ".js", ".svg"}:
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(
                r"@import|url\(|https?://|fetch\(|XMLHttpRequest|eval\(|\bFunction\(", text
            ), path


def test_every_used_colour_is_defined() -> None:
    """Every variable of ours that a style sheet uses is defined in one."""
    css = "".join(sheet(name) for name in SHEETS)
    used = set(re.findall(r"var\((--bg-[\w-]+)\)", css))
    assert used <= set(re.findall(r"(--bg-[\w-]+):", css))


def test_card_is_small() -> None:
    """The social card is a PNG of 1200 by 630 of at most 60 kB."""
    data = (ASSETS / "img" / "card.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 630)
    assert len(data) <= 60_000


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_classic(name: str) -> None:
    """Scripts are classic: no import or export, no global name left behind, strict."""
    text = (ASSETS / "js" / f"{name}.js").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export)\s+[\w{*]", text, flags=re.MULTILINE)
    assert text.split("*/", 1)[1].lstrip().startswith('(function () {\n  "use strict";')
