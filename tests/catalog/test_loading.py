"""From files to a catalog: all is read, all is told, what is sound is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildgen.catalog.entry import Entry
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Part
from buildgen.diagnostics import BuildgenError
from tests.catalog.files import helps, load, told

FAN = "name: Fan\n"
RIG = "title: Rig\nparts: {fan: {part: fan}}\n"


def test_one_broken_file_leaves_the_others(tmp_path: Path) -> None:
    """What is wrong with one file is told; all others are in the catalog, the broken one is named."""
    catalog = load(tmp_path, parts__fan__fan=FAN, parts__fan__bad="name: [", builds__rig=RIG)
    assert [found.place.path for found in catalog.findings] == ["parts/fan/bad.yaml"]
    assert set(catalog.parts) == {"fan"}
    assert set(catalog.builds) == {"rig"}
    assert catalog.broken == {("part", "bad")}


def test_findings_come_in_one_run_and_in_file_order(tmp_path: Path) -> None:
    """Slips of syntax, shape and reference in five files are all told at once, by path and line."""
    catalog = load(
        tmp_path,
        builds__a="extends: nobody\ntitle: A\n",
        builds__b="title: B\nbudget: 5\nregion: 5\n",
        parts__fan__c="nam: C\n",
        parts__gpu__d="a: &x 1\n",
        policy="as_of: never\n",
    )
    assert [str(found.place) for found in catalog.findings] == sorted(
        (str(found.place) for found in catalog.findings),
        key=lambda place: (place.split(":")[0], int(place.split(":")[1]), int(place.split(":")[2])),
    )
    assert len({found.place.path for found in catalog.findings}) == 5


def test_entries_are_given_by_kind_in_order_of_their_ids(tmp_path: Path) -> None:
    """Asked for a kind, or for what several kinds share, the catalog gives all of it, sorted."""
    catalog = load(tmp_path, parts__fan__b=FAN, parts__gpu__a=FAN, builds__c=RIG)
    assert [e.id for e in catalog.entries(Part)] == ["a", "b"]
    assert [e.id for e in catalog.entries(Entry)] == ["a", "b", "c", "policy"]


def test_an_id_in_two_kinds_is_refused(tmp_path: Path) -> None:
    """Parts share one name space: the second file of an id is told of, with the first beside it."""
    catalog = load(tmp_path, parts__fan__x=FAN, parts__gpu__x=FAN)
    assert told(catalog) == ["parts/gpu/x.yaml:1:1 REF008 the id `x` is taken by parts/fan/x.yaml"]
    assert [str(label.place) for label in catalog.findings[0].related] == ["parts/fan/x.yaml:1:1"]


def test_a_build_may_share_its_id_with_a_part(tmp_path: Path) -> None:
    """Builds and parts are different name spaces."""
    assert told(load(tmp_path, parts__fan__x=FAN, builds__x=RIG.replace("part: fan", "part: x"))) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("parts/fan/Big Fan.yaml", "the file name `Big Fan` is no id"),
        ("parts/fan/con.yaml", "the file name `con` is no id"),
        ("parts/fan/x.yml", "the file ends in .yml, and only .yaml is read"),
        ("parts/fun/x.yaml", "no kind of entry lives in this folder"),
        ("x.yaml", "no kind of entry lives in this folder"),
    ],
)
def test_a_file_out_of_place_is_told(tmp_path: Path, name: str, said: str) -> None:
    """A file that would silently be left out is a finding that says where it belongs."""
    path = tmp_path / name
    path.parent.mkdir(parents=True) if not path.parent.is_dir() else None
    path.write_text(FAN, encoding="utf-8")
    assert told(load(tmp_path)) == [f"{name}:1:1 SHP010 {said}"]


@pytest.mark.parametrize(
    "name", ["notes.md", ".hidden.yaml", ".git/x.yaml", "schema/x.yaml", "parts/fan/raw.txt"]
)
def test_other_files_are_left_alone(tmp_path: Path, name: str) -> None:
    """Prose, hidden files, schemas and raw data are no entries."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[", encoding="utf-8")
    assert told(load(tmp_path)) == []


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    """An id in the file is refused: it could say something else than the name."""
    catalog = load(tmp_path, parts__fan__x="id: y\nname: Fan\n")
    assert [found.code for found in catalog.findings] == ["SHP001"]
    assert catalog.parts == {}


def test_parts_written_in_place(tmp_path: Path) -> None:
    """A part in no catalog is an entry under the build's id and its role, with places inside the build."""
    rig = "title: Rig\nparts:\n  top_fan: {part: {kind: fan, name: Fan, power: 3 W}}\n"
    catalog = load(tmp_path, builds__rig=rig)
    assert told(catalog) == []
    fan = catalog.part(catalog.builds["rig"], "top_fan")
    assert fan is catalog.parts["rig.top-fan"]
    assert str(catalog.place(fan, ("power",))) == "builds/rig.yaml:3:49"
    assert str(catalog.place(fan)) == "builds/rig.yaml:3:19"


@pytest.mark.parametrize(
    ("part", "said", "help_"),
    [
        ("{kind: fan}", "builds/rig.yaml:2:13 SHP002 the field `name` is missing", None),
        ("{name: F}", "builds/rig.yaml:2:19 SHP008 wanted one of cpu", None),
        ("{kind: fann, name: F}", "builds/rig.yaml:2:26 SHP008 wanted one of cpu", "did you mean `fan`?"),
        (
            "{kind: fan, name: F, pover: 3 W}",
            "builds/rig.yaml:2:40 SHP001 unknown field `pover`",
            "did you mean `power`?",
        ),
        ("{kind: fan, name: F, power: 3}", "builds/rig.yaml:2:47 SHP004 the number 3 has no unit", None),
        ("[fan]", "builds/rig.yaml:2:19 SHP003 wanted the id of a part", None),
        ("Big Fan", "builds/rig.yaml:2:19 SHP009 wanted an id", None),
    ],
)
def test_slips_in_a_part_in_place(tmp_path: Path, part: str, said: str, help_: str | None) -> None:
    """A slip inside a part in place is told at its place, once, with the words of that kind of part."""
    catalog = load(
        tmp_path, builds__rig=f"title: Rig\nparts: {{fan: {{part: {part}}}}}\n".replace("{fan: ", "{f: ", 1)
    )
    (line,) = told(catalog)
    assert line.startswith(said)
    if help_:
        assert helps(catalog) == [help_]


def test_no_folder_is_misuse(tmp_path: Path) -> None:
    """A root that is no folder is answered in one line, not with an empty catalog."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for root in (tmp_path / "file", tmp_path / "nothing", tmp_path / ("x" * 300)):
        with pytest.raises(BuildgenError, match="no catalog at"):
            load_catalog(root)


def test_an_empty_folder_is_an_empty_catalog(tmp_path: Path) -> None:
    """Nothing to read is nothing wrong."""
    catalog = load_catalog(tmp_path)
    assert told(catalog) == []
    assert catalog.policy is None


@pytest.mark.parametrize("inside", [RIG, "title: [", "title: X\nbudjet: 1 CNY\n"])
def test_a_file_from_outside_stands_for_the_catalogs_build(tmp_path: Path, inside: str) -> None:
    """A file of the name of a catalog's build takes its place, be that one sound or broken."""
    outside = tmp_path / "elsewhere" / "rig.yaml"
    outside.parent.mkdir()
    outside.write_text("title: Mine\nparts: {fan: {part: fan, count: 2}}\n", encoding="utf-8")
    root = tmp_path / "catalog"
    load(root, parts__fan__fan=FAN, builds__rig=inside, builds__child="extends: rig\ntitle: C\n")
    catalog = load_catalog(root, outside)
    assert told(catalog) == []
    assert str(catalog.builds["rig"].title) == "Mine"
    assert catalog.builds["child"].parts["fan"].count == 2


def test_a_file_from_outside_wants_a_name_that_is_an_id(tmp_path: Path) -> None:
    """The file's name is the build's id, outside the catalog too."""
    outside = tmp_path / "My Rig.yaml"
    outside.write_text("title: Mine\n", encoding="utf-8")
    root = tmp_path / "catalog"
    load(root)
    catalog = load_catalog(root, outside)
    assert [found.code for found in catalog.findings] == ["SHP010"]
    assert catalog.builds == {}


def test_a_long_chain_is_no_burden(tmp_path: Path) -> None:
    """A thousand builds, each extending the next, load without recursion."""
    files = {f"builds__b{n:04}": f"extends: b{n + 1:04}\ntitle: X\n" for n in range(1000)}
    catalog = load(tmp_path, **files, builds__b1000=RIG, parts__fan__fan=FAN)
    assert told(catalog) == []
    assert catalog.builds["b0000"].parts["fan"].part == "fan"
