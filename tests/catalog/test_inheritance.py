"""What a build takes from the one it extends, and what it loses with a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.catalog.inheritance import merge
from tests.catalog.files import helps, load, told

CARD = """\
name: Card
evidence: {source: post, kind: spec}
states: {quiet: {name: Quiet, cap: 100 W}, loud: {name: Loud, cap: 200 W}}
"""
SUPPLY = "name: Supply\nevidence: {source: post, kind: spec}\nsupply_class: atx\n"
BASE = """\
title: Base
budget: 3000 CNY
notes: [One note]
parts:
  gpus: {part: card, count: 3, state: quiet, why: Cheap}
  atx: {part: supply}
  server: {part: supply}
loads:
  pump: {power: 5 W, covers: [gpus]}
feeds: {atx: [gpus, pump], server: [gpus]}
price_defaults: {date: 2025-01-03, source: post, freight: included}
prices:
  gpus: {covers: [gpus], total: 1730 CNY, note: Express}
  supplies: {covers: [atx, server], total: 200 CNY, date: 2024-01-01}
stated: {total: 1930 CNY}
waivers: [{code: PWR001, reason: Test, source: post, until: 2027-01-01}]
"""
PARTS = {
    "parts__gpu__card": CARD,
    "parts__gpu__other": CARD.replace("Card", "Other"),
    "parts__psu__supply": SUPPLY,
}


def child(tmp_path: Path, text: str, **more: str) -> Any:
    """Load a build that extends the base, and give it with the catalog."""
    text = f"extends: base\ntitle: Child\n{text}"
    catalog = load(tmp_path, **PARTS, builds__base=BASE, builds__child=text, **more)
    assert told(catalog) == []
    return catalog.builds["child"], catalog


def test_mappings_merge_and_what_a_build_says_of_itself_stays(tmp_path: Path) -> None:
    """Parts, feeds, prices and budget come down; title, notes, stated figures and waivers do not."""
    build, catalog = child(tmp_path, "parts: {gpus: {note: Mine}}")
    use = build.parts["gpus"]
    assert (use.part, use.count, use.state, str(use.why), str(use.note)) == (
        "card",
        3,
        "quiet",
        "Cheap",
        "Mine",
    )
    assert build.budget == catalog.builds["base"].budget
    assert set(build.prices) == {"gpus", "supplies"}
    assert (build.notes, build.stated, build.waivers) == ((), None, ())


def test_lists_replace(tmp_path: Path) -> None:
    """A list is taken whole: what the base fed besides is not added."""
    build, _ = child(tmp_path, "feeds: {atx: [pump]}")
    assert build.feeds == {"atx": ("pump",), "server": ("gpus",)}


def test_a_lot_replaces_a_lot_of_its_name_whole(tmp_path: Path) -> None:
    """A new lot takes nothing from the old one: neither its note nor its date."""
    build, _ = child(tmp_path, "prices: {supplies: {covers: [atx, server], total: 150 CNY}}")
    assert build.prices["supplies"].date is None
    assert set(build.prices) == {"gpus", "supplies"}


def test_null_is_unknown_and_not_left_out(tmp_path: Path) -> None:
    """`count: null` replaces the base's count by "not known"."""
    build, _ = child(tmp_path, "parts: {gpus: {count: null}}")
    assert build.parts["gpus"].count is None


@pytest.mark.parametrize("change", ["{count: 2}", "{part: other}", "{count: null}"])
def test_a_change_of_part_or_count_drops_the_lots_visibly(tmp_path: Path, change: str) -> None:
    """What was paid for three cards says nothing of two: the lot falls, and the fall is kept."""
    build, catalog = child(tmp_path, f"parts: {{gpus: {change}}}")
    assert set(build.prices) == {"supplies"}
    (lot,) = catalog.lineage[build.key].dropped
    assert (lot.lot, lot.covers, lot.because, lot.build) == ("gpus", ("gpus",), "gpus", "child")


@pytest.mark.parametrize("change", ["{count: 3}", "{part: card}", "{state: loud}", "{why: Better}"])
def test_what_changes_neither_part_nor_count_keeps_the_lots(tmp_path: Path, change: str) -> None:
    """The same part in the same number costs what was paid for it, in whatever state it runs."""
    build, _ = child(tmp_path, f"parts: {{gpus: {change}}}")
    assert set(build.prices) == {"gpus", "supplies"}


def test_a_lot_of_its_own_is_kept(tmp_path: Path) -> None:
    """A build that changes a role and states its own price for it keeps that price."""
    build, catalog = child(
        tmp_path, "parts: {gpus: {count: 2}}\nprices: {gpus: {covers: [gpus], total: 1 CNY}}"
    )
    assert str(build.prices["gpus"].total) == "1.00 CNY"
    assert catalog.lineage[build.key].dropped == ()


def test_state_and_reason_go_with_the_part(tmp_path: Path) -> None:
    """Another part starts without the old one's state and reason, but in its number."""
    build, _ = child(tmp_path, "parts: {gpus: {part: other}}")
    use = build.parts["gpus"]
    assert (use.count, use.state, use.why) == (3, None, None)


def test_removing_a_role_takes_it_off_supplies_loads_and_lots(tmp_path: Path) -> None:
    """A role that goes leaves nothing behind: no feed, no load that stood for it alone, no lot."""
    build, catalog = child(tmp_path, "remove: [gpus]")
    assert set(build.parts) == {"atx", "server"}
    assert build.feeds == {"atx": (), "server": ()}
    assert build.loads == {}
    assert [lot.lot for lot in catalog.lineage[build.key].dropped] == ["gpus"]


def test_removing_a_supply_takes_its_cables(tmp_path: Path) -> None:
    """A supply that goes feeds nothing any more."""
    build, _ = child(tmp_path, "remove: [server]")
    assert build.feeds == {"atx": ("gpus", "pump")}
    assert set(build.prices) == {"gpus"}


def test_removing_loads_prices_and_feeds_by_name(tmp_path: Path) -> None:
    """`loads.x` goes with its cable, `prices.x` and `feeds.x` alone."""
    build, catalog = child(tmp_path, "remove: [loads.pump, prices.gpus, feeds.server]")
    assert build.loads == {}
    assert build.feeds == {"atx": ("gpus",)}
    assert set(build.prices) == {"supplies"}
    assert catalog.lineage[build.key].idle_removals == ()


@pytest.mark.parametrize(
    "name", ["nothing", "prices.nothing", "title.en", "stated.total", "budget.x", "parts.gpus"]
)
def test_a_removal_of_nothing_changes_nothing_and_is_kept(tmp_path: Path, name: str) -> None:
    """What names nothing that can be removed is remembered by its place in the list."""
    build, catalog = child(tmp_path, f"remove: [prices.gpus, {name}]")
    assert catalog.lineage[build.key].idle_removals == (1,)
    assert set(build.parts) == {"gpus", "atx", "server"}


def test_a_chain_of_three(tmp_path: Path) -> None:
    """A grandchild takes what its parents left, and knows what each of them lost."""
    grand = "extends: child\ntitle: Grand\nremove: [server]\n"
    _, catalog = child(tmp_path, "parts: {gpus: {count: 2}}", builds__a_grand=grand)
    build = catalog.builds["a-grand"]
    assert (build.parts["gpus"].count, build.parts["gpus"].state) == (2, "quiet")
    assert build.prices == {}
    dropped = catalog.lineage[build.key].dropped
    assert [(lot.lot, lot.build) for lot in dropped] == [("gpus", "child"), ("supplies", "a-grand")]
    assert [d.path for d in catalog.lineage[build.key].documents] == [
        "builds/a-grand.yaml",
        "builds/child.yaml",
        "builds/base.yaml",
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("parts", "gpus", "count"), "builds/child.yaml:3:23"),
        (("parts", "gpus", "part"), "builds/base.yaml:5:16"),
        (("parts", "atx"), "builds/base.yaml:6:8"),
        (("budget",), "builds/base.yaml:2:9"),
        (("title",), "builds/child.yaml:2:8"),
        (("prices", "supplies", "date"), "builds/child.yaml:4:10"),
        (("prices", "gpus", "total"), "builds/base.yaml:13:33"),
        (("nowhere",), "builds/child.yaml:1:1"),
    ],
)
def test_a_place_is_in_the_file_that_wrote_the_value(
    tmp_path: Path, path: tuple[str, ...], place: str
) -> None:
    """Inherited values are found in the base, own ones in the child; a replaced lot is never shown."""
    text = "parts: {gpus: {count: 3}}\nprices: {supplies: {covers: [atx, server], total: 1 CNY}}\n"
    build, catalog = child(tmp_path, text)
    assert str(catalog.place(build, path)) == place


@pytest.mark.parametrize(
    ("extends", "circle", "place"),
    [
        ({"a": "b", "b": "a"}, "a -> b -> a", "builds/a.yaml:1:10"),
        ({"a": "a"}, "a -> a", "builds/a.yaml:1:10"),
        ({"m": "c", "c": "b", "b": "c"}, "b -> c -> b", "builds/b.yaml:1:10"),
        ({"a": "b", "b": "c", "c": "b"}, "b -> c -> b", "builds/b.yaml:1:10"),
        ({"a": "c", "b": "a", "c": "b", "z": "a"}, "a -> c -> b -> a", "builds/a.yaml:1:10"),
    ],
)
def test_a_circle_is_told_once(tmp_path: Path, extends: dict[str, str], circle: str, place: str) -> None:
    """However long the circle, whoever leads into it: one finding, at its first build by name."""
    files = {f"builds__{name}": f"extends: {base}\ntitle: X\n" for name, base in extends.items()}
    catalog = load(tmp_path, **files)
    assert told(catalog) == [f"{place} REF004 builds that extend each other: {circle}"]
    assert catalog.builds == {}


def test_an_unknown_base_is_told_once_with_a_guess(tmp_path: Path) -> None:
    """A base that is not there is told at the build that names it, not at those that extend that build."""
    files = {
        "builds__a": "extends: b\ntitle: A\n",
        "builds__b": "extends: bose\ntitle: B\n",
        "builds__base": BASE,
    }
    catalog = load(tmp_path, **PARTS, **files)
    assert told(catalog) == ["builds/b.yaml:1:10 REF003 no build `bose` to extend"]
    assert helps(catalog) == ["did you mean `base`?"]


@pytest.mark.parametrize("broken", ["title: [", "titel: Base\n", "title: Base\nbudget: 3000\n", "- a\n"])
def test_a_broken_base_is_told_once(tmp_path: Path, broken: str) -> None:
    """What extends a broken build is left alone, in whatever order the files come."""
    files = {f"builds__{name}": "extends: base\ntitle: X\n" for name in ("a", "z")}
    catalog = load(tmp_path, builds__base=broken, **files)
    assert {found.place.path for found in catalog.findings} == {"builds/base.yaml"}
    assert catalog.builds == {}


def test_own_slips_are_told_even_on_a_broken_base(tmp_path: Path) -> None:
    """All findings come in one run: a build's own slips do not wait for its base."""
    files = {"builds__base": "title: [", "builds__child": "extends: base\ntitel: X\n"}
    catalog = load(tmp_path, **files)
    assert [found.place.path for found in catalog.findings] == ["builds/base.yaml", "builds/child.yaml"]


def test_a_slip_in_the_middle_is_told_once(tmp_path: Path) -> None:
    """A role without a part in the second of three builds is one finding, not one per heir."""
    middle = "extends: base\ntitle: Middle\nparts: {new: {count: 2}}\n"
    files = {"builds__middle": middle, "builds__a": "extends: middle\ntitle: A\n", "builds__base": BASE}
    catalog = load(tmp_path, **PARTS, **files)
    assert told(catalog) == ["builds/middle.yaml:3:9 SHP002 the field `part` is missing"]


def test_null_extends_nothing(tmp_path: Path) -> None:
    """`extends: null` is a build of its own."""
    catalog = load(tmp_path, builds__x="extends: null\ntitle: X\n")
    assert told(catalog) == []
    assert set(catalog.builds) == {"x"}


@pytest.mark.parametrize("value", ["[a]", "{a: b}", "5", "Not An Id", "''"])
def test_a_misshapen_extends_is_one_finding(tmp_path: Path, value: str) -> None:
    """What is no id is told as such, and nothing is guessed from it."""
    catalog = load(tmp_path, builds__x=f"extends: {value}\ntitle: X\n")
    assert [found.code for found in catalog.findings] in (["SHP003"], ["SHP009"])


IN_PLACE = """\
title: Base
parts:
  gpus: {part: {kind: gpu, name: A card, evidence: {source: post, kind: spec}, memory: 8 GiB}}
prices:
  gpus: {covers: [gpus], total: 5 CNY}
"""


def test_a_part_in_place_is_inherited_with_its_place(tmp_path: Path) -> None:
    """A part that the base writes in place plays its role in the child too, and points into the base."""
    catalog = load(tmp_path, builds__base=IN_PLACE, builds__child="extends: base\ntitle: C\n")
    assert told(catalog) == []
    assert set(catalog.parts) == {"base.gpus", "child.gpus"}
    card = catalog.part(catalog.builds["child"], "gpus")
    assert card is not None
    assert str(catalog.place(card, ("memory",))) == "builds/base.yaml:3:88"


def test_a_named_part_in_place_replaces_the_other_whole(tmp_path: Path) -> None:
    """A part with a name of its own takes nothing from the one before, and drops its lot."""
    text = "extends: base\ntitle: C\nparts: {gpus: {part: {kind: fan, name: A fan}}}\n"
    catalog = load(tmp_path, builds__base=IN_PLACE, builds__child=text)
    assert told(catalog) == []
    assert catalog.parts["child.gpus"].KIND == "fan"
    assert catalog.builds["child"].prices == {}


def test_one_fact_of_a_part_in_place_can_be_changed(tmp_path: Path) -> None:
    """A part in place without a name refines the one before."""
    text = "extends: base\ntitle: C\nparts: {gpus: {part: {memory: 16 GiB}}}\n"
    catalog = load(tmp_path, builds__base=IN_PLACE, builds__child=text)
    assert told(catalog) == []
    card = catalog.parts["child.gpus"]
    assert (card.KIND, str(card.name), str(card.memory.value)) == ("gpu", "A card", "16 GiB")  # type: ignore[attr-defined]


words = st.sampled_from(
    ["parts", "prices", "loads", "feeds", "remove", "gpus", "atx", "part", "count", "covers", "x"]
)
data = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | words,
    lambda inner: st.dictionaries(words, inner, max_size=4) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=20,
)
SOUND = {
    "title": "Base",
    "parts": {"gpus": {"part": "card", "count": 3}, "atx": {"part": {"kind": "psu", "name": "S"}}},
    "loads": {"x": {"power": "5 W", "covers": ("gpus",)}},
    "feeds": {"atx": ("gpus", "x")},
    "prices": {"x": {"covers": ("gpus", "atx"), "total": "1 CNY"}},
}


@given(st.dictionaries(words, data, max_size=5))
def test_no_build_is_too_misshapen_to_be_laid_over_its_base(child: dict[str, Any]) -> None:
    """Merging comes before validation: it bears any data, changes none and hides none."""
    before = repr((SOUND, child))
    merged = merge(SOUND, child, "child").data
    assert repr((SOUND, child)) == before
    for key, value in child.items():
        if not isinstance(value, dict):
            assert merged[key] == value


@given(st.dictionaries(words, data, max_size=5))
def test_laying_nothing_over_a_build_keeps_it(child: dict[str, Any]) -> None:
    """An empty build over another changes nothing but what every build says of itself."""
    assert merge(SOUND, {}, "child").data == {k: v for k, v in SOUND.items() if k != "title"}
