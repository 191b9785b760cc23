"""Whatever the data, labels stay inside and apart from each other, and figures stand in their place."""

from itertools import combinations, pairwise
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildgen.diagram import lines, prices, rig, share, supplies
from buildgen.diagram.scene import NARROW, WIDE, Mark, Path, Rect, Scene
from buildgen.money import Money
from buildgen.quantity import Watts
from tests.diagram.drawn_examples import CONTEXT, DRAWINGS, PRICES, RIG, SEED_SUPPLIES, SHARE
from tests.diagram.drawn_random import RANDOM, SHARES

WIDTHS = (WIDE, NARROW)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def faults(scene: Scene) -> list[str]:
    """Name each label outside the view box and each pair of labels that overlap."""
    texts = [text for text in scene.texts if text.text.strip()]
    outside = [f"outside: {text}" for text in texts if not text.box.within(scene.box, 0.5)]
    shrunk = [(text, text.box.grown(-0.4)) for text in texts]
    over = [f"overlap: {a} and {b}" for (a, x), (b, y) in combinations(shrunk, 2) if x.overlaps(y)]
    return outside + over


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize(("module", "data"), [d[1:] for d in DRAWINGS], ids=[d[0] for d in DRAWINGS])
def test_labels_of_the_examples_are_clear(module: ModuleType, data: Any, wide: float) -> None:
    """In every example no label leaves the view box and no two overlap, wide and narrow."""
    assert faults(module.layout(data, wide)) == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize(("module", "kind"), [r[1:] for r in RANDOM], ids=[r[0] for r in RANDOM])
@given(data=st.data())
@QUICK
def test_labels_of_random_data_are_clear(
    module: ModuleType, kind: Any, wide: float, data: st.DataObject
) -> None:
    """With random data no label leaves the view box and no two overlap, wide and narrow."""
    assert faults(module.layout(data.draw(kind), wide)) == []


@pytest.mark.parametrize(("module", "kind"), [r[1:] for r in RANDOM], ids=[r[0] for r in RANDOM])
@given(data=st.data())
@QUICK
def test_shapes_stay_inside(module: ModuleType, kind: Any, data: st.DataObject) -> None:
    """With random data no bar, line or mark leaves the view box, and no bar has a negative side."""
    for wide in WIDTHS:
        scene = module.layout(data.draw(kind), wide)
        for shape in scene.shapes:
            if isinstance(shape, Rect):
                assert shape.width >= 0
                assert shape.height >= 0
                assert shape.box.within(scene.box, 1)
            elif isinstance(shape, Path):
                assert all(
                    -1 <= x <= scene.width + 1 and -1 <= y <= scene.height + 1 for x, y in shape.points
                )
            elif isinstance(shape, Mark):
                assert 0 <= shape.x <= scene.width
                assert 0 <= shape.y <= scene.height


@given(SHARES, st.floats(50, 1000))
@QUICK
def test_shares_fill_the_bar(bar: share.ShareBar, wide: float) -> None:
    """Slices follow each other without a gap, in proportion to their amounts, and end at the bar's end."""
    spans = share.spans(bar.slices, wide)
    known = [span for span in spans if span is not None]
    assert all(a.right == pytest.approx(b.left) for a, b in pairwise(known))
    if known:
        assert known[0].left == 0
        assert known[-1].right == pytest.approx(wide)
    whole = sum(s.amount.minor for s in bar.slices if s.amount)
    for slice_, span in zip(bar.slices, spans, strict=True):
        if span is not None and slice_.amount is not None:
            assert (span.right - span.left) * whole == pytest.approx(slice_.amount.minor * wide)


def test_the_cards_take_their_share() -> None:
    """The first slice of the seed's bill is 55.1 % of the bar."""
    first = share.spans(SHARE.slices, 1000)[0]
    assert first is not None
    assert first.right == pytest.approx(550.9, abs=0.05)


def test_the_rating_stands_at_its_watts() -> None:
    """Budget bar and rating line of the seed's server supply lie in proportion 570 to 750."""
    scene = supplies.layout(SEED_SUPPLIES, WIDE)
    bar = next(s for s in scene.shapes if isinstance(s, Rect) and s.fill == "data-1")
    line = next(s for s in scene.shapes if isinstance(s, Path) and s.thickness == 2 and s.tone == "ink")
    assert bar.width / (line.points[0][0] - bar.x) == pytest.approx(570 / 750)


def test_the_axis_covers_every_figure() -> None:
    """The last tick of the common scale is at or above every figure of every supply."""
    assert supplies.reach(SEED_SUPPLIES.supplies, 7)[-1] >= 1125
    assert supplies.reach((supplies.Supply("x", None, Watts.of(7)),), 7)[-1] >= 7


def test_a_line_stops_before_its_boom() -> None:
    """Every BOOM has a mark in the strip above the plot, and no line of the series reaches its place."""
    scene = lines.layout(CONTEXT, WIDE)
    crosses = [s for s in scene.shapes if isinstance(s, Mark) and s.sign == "cross"]
    assert len(crosses) == sum(len(series.booms) for series in CONTEXT.series)
    assert sum(text.text == "BOOM" for text in scene.texts) == len(crosses)
    points = [s for s in scene.shapes if isinstance(s, Mark) and s.sign != "cross"]
    for cross in crosses:
        own = [point for point in points if point.tone == cross.tone and point.y > cross.y + 20]
        assert all(point.x < cross.x for point in own)


def test_prices_lie_in_order_of_time_and_amount() -> None:
    """Later observations stand further right, dearer ones higher."""
    scene = prices.layout(PRICES, WIDE)
    marks = [s for s in scene.shapes if isinstance(s, Mark)][: len(PRICES.observations)]
    assert [m.x for m in marks] == sorted(m.x for m in marks)
    assert marks[0].y > marks[2].y > marks[3].y


def test_two_currencies_are_refused() -> None:
    """One chart shows one currency: two need two charts, for no rate is drawn silently."""
    other = prices.Observation("2025", "paid", Money(100, "USD"))
    with pytest.raises(ValueError, match="one currency"):
        prices.layout(prices.PriceChart("", "", (*PRICES.observations, other)), WIDE)


@pytest.mark.parametrize("date", ["soon", "2025-13", "2025-02-30", ""])
def test_a_bad_date_is_refused(date: str) -> None:
    """A text that is no date is an error, not a guess."""
    with pytest.raises(ValueError, match=r".+"):
        prices.days(date)


@pytest.mark.parametrize("wide", WIDTHS)
def test_every_feed_ends_at_its_load_with_its_letter(wide: float) -> None:
    """Each feed of the seed's rig ends in a badge with the letter of its supply at the load's left edge."""
    scene = rig.layout(RIG, wide)
    letters = [t.text for t in scene.texts if t.text in ("A", "B")]
    assert letters.count("A") == 1 + 3
    assert letters.count("B") == 1 + 2


def test_letters_never_repeat() -> None:
    """Supplies are named A to Z, then AA, AB, ...; a thousand of them have a thousand names."""
    names = [rig.letter(index) for index in range(1000)]
    assert names[0] == "A"
    assert names[25:28] == ["Z", "AA", "AB"]
    assert len(set(names)) == 1000


def test_a_feed_to_nowhere_is_refused() -> None:
    """A feed that names no block is an error that names it."""
    with pytest.raises(ValueError, match="ghost"):
        rig.layout(rig.Rig("", "", (), (rig.LoadBlock("a", "A"),), (rig.Feed("ghost", "a"),)), WIDE)
