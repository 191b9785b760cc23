"""The drawn wiring holds what was computed: every wire once, in its place, with its figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings

from buildgen.calc.metering import wiring
from buildgen.calc.netlist import net_list
from buildgen.calc.wiring import Wiring
from buildgen.calc.wiring_verdict import causes
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.diagram import harness
from buildgen.diagram import wiring as drawing
from buildgen.diagram.scene import NARROW, WIDE, Rect, Scene
from buildgen.diagram.svg import render
from buildgen.site.harness import wiring_diagram
from tests.diagram.test_layouts import faults
from tests.harnesses import CATALOG, builds, rig_catalog

WIDTHS = (WIDE, NARROW)
LABEL = re.compile(r"(W[0-9]+) (12V|GND),")
BUILDS = ("mi50x3-70b", "mi50x3-70b-breakout", "mi50x1", "mi50x2")
RIGS = ("one-supply", "three-supplies", "six-cards")


@pytest.fixture(scope="module")
def project() -> Catalog:
    return load_catalog(CATALOG)


@pytest.fixture(scope="module")
def rigs(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return rig_catalog(tmp_path_factory.mktemp("rigs"))


def drawn(build: Build, catalog: Catalog) -> tuple[Wiring, harness.Diagram]:
    found = wiring(build, catalog)
    assert found is not None
    return found, wiring_diagram(build, found, causes(found), catalog)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")]  # noqa: S314 - our own drawing


def holds(found: Wiring, diagram: harness.Diagram, wide: float) -> None:
    """Parse the drawing and hold it against the net list."""
    scene = drawing.layout(diagram, wide)
    svg = render(scene, "w")
    labels = [LABEL.match(text) for text in texts(svg)]
    shown = sorted((m[1], m[2]) for m in labels if m)
    assert shown == sorted((row.wire, row.pole) for row in net_list(found))
    assert faults(scene) == []
    assert boxes_nest(scene) == []
    stamped = any("Not a wiring instruction" in text for text in texts(svg))
    assert stamped is not found.established
    assert "NaN" not in svg


def boxes_nest(scene: Scene) -> list[str]:
    """Name each pair of boxes that overlap without one lying inside the other, and each outside the view."""
    boxes = [s.box for s in scene.shapes if isinstance(s, Rect) and s.height > 12]
    crossed = [
        f"{a} crosses {b}"
        for a, b in combinations(boxes, 2)
        if a.overlaps(b.grown(-0.5)) and not a.within(b, 1) and not b.within(a, 1)
    ]
    return crossed + [f"outside: {box}" for box in boxes if not box.within(scene.box, 1)]


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", BUILDS)
def test_the_drawing_of_a_harness_holds_its_net_list(project: Catalog, name: str, wide: float) -> None:
    """Every wire stands once with its number and pole; labels and boxes keep apart; the stamp is due."""
    holds(*drawn(project.builds[name], project), wide)


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("name", RIGS)
def test_the_drawing_of_a_rig_holds_its_net_list(rigs: Catalog, name: str, wide: float) -> None:
    """One supply, three supplies and six cards on one board are drawn by the same law."""
    holds(*drawn(rigs.builds[name], rigs), wide)


@given(build=builds())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_drawing_of_any_harness_holds_its_net_list(rigs: Catalog, build: Build) -> None:
    """Two hundred random harnesses, pigtails, links and unknowns among them."""
    found, diagram = drawn(build, rigs)
    for wide in WIDTHS:
        holds(found, diagram, wide)


def test_a_failing_run_is_marked_by_more_than_colour(rigs: Catalog) -> None:
    """Its lines are thicker, each carries a sign, and the code stands beside them."""
    _, diagram = drawn(rigs.builds["three-supplies"], rigs)
    lead = next(lead for lead in diagram.leads if lead.name == "right_6")
    assert lead.worst == "error"
    assert any("WIR012" in note for note in lead.notes)
    svg = render(drawing.layout(diagram, WIDE), "w")
    assert any("WIR012" in text for text in texts(svg))
    assert 'stroke-width="4"' in svg


def test_only_the_failing_pole_is_marked(project: Catalog) -> None:
    """Two 12 V pins of the board's plug bear too little; its eight returns do, and carry no sign."""
    _, diagram = drawn(project.builds["mi50x3-70b-breakout"], project)
    lead = next(lead for lead in diagram.leads if lead.name == "atx_board")
    assert {wire.pole: wire.sound for wire in lead.wires} == {"12V": False, "GND": True}
    _, unknown = drawn(project.builds["mi50x3-70b"], project)
    cable = next(lead for lead in unknown.leads if lead.name == "gpu_cables.0")
    assert not any(wire.sound for wire in cable.wires)


def test_drawing_twice_gives_the_same_text(project: Catalog) -> None:
    """The drawing is a function of the data."""
    diagrams = [drawn(project.builds["mi50x3-70b"], project)[1] for _ in range(2)]
    assert len({drawing.draw(diagram, "w") for diagram in diagrams}) == 1


def test_the_drawing_is_small(project: Catalog) -> None:
    """Wide and narrow together stay below the budget of one drawing."""
    assert len(drawing.draw(drawn(project.builds["mi50x3-70b-breakout"], project)[1], "w")) < 60_000


def test_a_lead_to_nowhere_is_refused() -> None:
    """What starts or ends where nothing is cannot be drawn."""
    lead = harness.Lead("a", "x", "y", "plug", ())
    with pytest.raises(ValueError, match="nothing to draw to"):
        drawing.layout(harness.Diagram("t", "d", (), (lead,), ()), WIDE)


def test_the_figures_on_the_drawing_are_the_computed_ones(project: Catalog) -> None:
    """The 12 V wire of an 8-pin cable carries what the network's solution says."""
    found, diagram = drawn(project.builds["mi50x3-70b-breakout"], project)
    strand = next(s for s in found.strands if s.id == "gpu_8pin.0.12V")
    assert strand.total.most is not None
    wire = next(lead for lead in diagram.leads if lead.name == "gpu_8pin.0").wires[0]
    assert wire.current == f"{strand.total.most.number(1)} A"
    assert "16 AWG" in wire.spec
