"""The text of a drawing: well-formed, named, the same every time, and free of markup from data."""

import gzip
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildgen.diagram import rig
from buildgen.diagram.scene import NARROW, WIDE
from buildgen.diagram.svg import TONES, render
from tests.diagram.drawn_examples import DRAWINGS, HARD_RIG, HOSTILE, RIG
from tests.diagram.drawn_random import RANDOM

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "defs", "pattern", "path", "rect", "circle", "text"}
CASES = pytest.mark.parametrize(("module", "data"), [d[1:] for d in DRAWINGS], ids=[d[0] for d in DRAWINGS])


def parsed(drawing: str) -> ET.Element:
    """Read a drawing as XML."""
    return ET.fromstring(drawing)  # noqa: S314 our own text


@CASES
def test_a_drawing_is_named_and_described(module: ModuleType, data: Any) -> None:
    """Each SVG is an image named and described by its own title and desc elements, and says its size."""
    for svg in parsed(module.draw(data, "p")):
        assert svg.get("role") == "img"
        names = [element.get("id") for element in svg if element.tag in (f"{SVG}title", f"{SVG}desc")]
        assert (svg.get("aria-labelledby") or "").split() == names
        assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"


@CASES
def test_ids_are_unique_and_begin_with_the_prefix(module: ModuleType, data: Any) -> None:
    """No id occurs twice in a drawing, and two drawings with two prefixes share none."""
    ids = [re.findall(r' id="([^"]+)"', module.draw(data, prefix)) for prefix in ("one", "two")]
    assert len(set(ids[0])) == len(ids[0])
    assert not set(ids[0]) & set(ids[1])
    assert all(name.startswith("one-") for name in ids[0])


@CASES
def test_a_drawing_is_small(module: ModuleType, data: Any) -> None:
    """Wide and narrow together stay under 40 kB of text and under 4 kB compressed."""
    text = module.draw(data, "p").encode()
    assert len(text) <= 40_000
    assert len(gzip.compress(text, 9)) <= 4_000


@CASES
def test_drawing_twice_gives_the_same_text(module: ModuleType, data: Any) -> None:
    """The same data gives the same bytes."""
    assert module.draw(data, "p") == module.draw(data, "p")


@CASES
def test_a_drawing_is_one_block_of_html(module: ModuleType, data: Any) -> None:
    """No line break ends the block for Markdown; no style, script or handler is in it."""
    text = module.draw(data, "p")
    assert "\n" not in text
    assert not re.search(r"<(script|style|foreignObject|a|image|use)\b|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize(("module", "kind"), [r[1:] for r in RANDOM], ids=[r[0] for r in RANDOM])
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_data_becomes_markup(module: ModuleType, kind: Any, data: st.DataObject) -> None:
    """Whatever the names are, the drawing parses as XML and has only the elements of drawings."""
    root = parsed(module.draw(data.draw(kind), "p"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} - {"div"} <= ELEMENTS


def test_hostile_names_are_shown_as_text() -> None:
    """A name with a script in it is shown as text, without the mark that would turn it around."""
    texts = [element.text or "" for element in parsed(rig.draw(HARD_RIG, "p")).iter(f"{SVG}text")]
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert "\u202e" in HOSTILE
    assert not any("\u202e" in text for text in texts)


def test_every_color_follows_the_page() -> None:
    """Every paint is a variable of the page with its light value behind it, a hatch, or none."""
    paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', "".join(m.draw(d, "p") for _, m, d in DRAWINGS)))
    allowed = {f"var(--bg-{name},{value})" for name, value in TONES.items()}
    assert {p for p in paints if not p.startswith("url(#p-")} <= allowed | {"none"}


def test_every_hatch_is_defined() -> None:
    """Every reference to a hatch leads to a pattern of the same drawing."""
    for _, module, data in DRAWINGS:
        for wide in (WIDE, NARROW):
            text = render(module.layout(data, wide), "p")
            assert set(re.findall(r"url\(#([^)]+)\)", text)) == set(
                re.findall(r'<pattern id="([^"]+)"', text)
            )


@pytest.mark.parametrize("prefix", ["", "1a", "A", 'x"y', "a b", "<"])
def test_a_bad_prefix_is_refused(prefix: str) -> None:
    """A prefix that could not begin an id is an error."""
    with pytest.raises(ValueError, match="prefix"):
        render(rig.layout(RIG, WIDE), prefix)


def test_the_light_values_are_those_of_the_palette() -> None:
    """Outside a page a drawing looks as in the light scheme: style sheet and drawings hold one palette."""
    css = (Path(__file__).parents[2] / "src/buildgen/site/assets/css/palette.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--bg-([\w-]+): (#[0-9a-f]{6});", css.partition("}")[0]))
    assert {name: value for name, value in light.items() if name in TONES} == TONES
