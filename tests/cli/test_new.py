"""`buildgen new`: what it writes can be read, prices as its base, and takes no file's place."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildgen.calc.bom import bill
from buildgen.calc.power import power_budget
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day
from buildgen.catalog.loading import load_catalog
from buildgen.cli.drafting import _flow, full_file, short_file
from buildgen.cli.new import write_new
from buildgen.cli.words import words_of
from buildgen.diagnostics import BuildgenError
from buildgen.source import parse_document
from tests.cli.conftest import REAL, Inside

TODAY = Day.parse("2026-11-22")
BUILDS = sorted(load_catalog(REAL).builds)


def same(catalog: Catalog, one: str, other: str) -> bool:
    """Whether two builds come to the same lines, totals and loads."""
    bills = [bill(catalog.builds[name], catalog, TODAY) for name in (one, other)]
    powers = [power_budget(catalog.builds[name], catalog) for name in (one, other)]
    figures = [[(s.role, s.budget, s.low, s.high, s.rating) for s in power.supplies] for power in powers]
    lines = [[(line.name, line.amount, line.freight, str(line.date)) for line in bom.lines] for bom in bills]
    return lines[0] == lines[1] and bills[0].total == bills[1].total and figures[0] == figures[1]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("base", BUILDS)
def test_a_new_file_prices_as_its_base(tmp_path: Path, inside: Inside, base: str, *, full: bool) -> None:
    """Short or whole, before anything is changed: no new error, the same lines, total and loads."""
    root = Path(shutil.copytree(REAL, tmp_path / "catalog"))
    code, out, _ = inside("new", "my-rig", "--from", base, *(["--full"] if full else []), "--root", root)
    assert code == 0
    assert "buildgen price my-rig" in out
    catalog = load_catalog(root)
    assert catalog.findings == ()
    assert same(catalog, base, "my-rig")
    text = (root / "builds/my-rig.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema/build.json\n")
    assert ("extends:" in text) is not full
    assert inside("price", "my-rig", "--root", root)[0] == inside("price", base, "--root", root)[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_comments_of_a_short_file_hold(tmp_path: Path, language: str) -> None:
    """Each choice that is shown as a comment is sound when its mark is taken off, in both languages."""
    root = Path(shutil.copytree(REAL, tmp_path / "catalog"))
    catalog = load_catalog(root)
    text = short_file(catalog.builds["mi50x3-70b"], catalog, words_of(language))
    for line in [line for line in text.splitlines() if line.startswith("  # ") and "{" in line]:
        (root / "builds/my-rig.yaml").write_text(
            text.replace(line, line.replace("# ", "", 1)), encoding="utf-8"
        )
        assert load_catalog(root).findings == ()


IN_PLACE = """\
title: {en: 'Rig: "odd"', zh: 怪机}
parts:
  gpus: {part: {kind: gpu, name: 'Card: # [x]', evidence: {source: label, kind: spec}}, count: 2}
"""


@pytest.mark.parametrize("text", [IN_PLACE, "title: Nothing\n", "title: X\nparts: {fan: {part: fan-a}}\n"])
def test_odd_bases_give_sound_files(root: Path, text: str) -> None:
    """A base with parts in place, without cards or without parts, and with odd signs, can be started from."""
    (root / "builds/odd.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog(root)
    for name, write in (("short", short_file), ("full", full_file)):
        made = write(catalog.builds["odd"], catalog, words_of("zh"))
        (root / f"builds/{name}.yaml").write_text(made, encoding="utf-8")
    catalog = load_catalog(root)
    assert catalog.findings == ()
    assert [(x.name, x.amount) for x in bill(catalog.builds["odd"], catalog, TODAY).lines] == [
        (x.name, x.amount) for x in bill(catalog.builds["full"], catalog, TODAY).lines
    ]


def test_nothing_is_overwritten(root: Path, inside: Inside) -> None:
    """A file, a folder or even a dead link of that name stays as it is."""
    for name in ("file", "folder", "link"):
        path = root / "builds" / f"{name}.yaml"
        if name == "file":
            path.write_text("mine", encoding="utf-8")
        elif name == "folder":
            path.mkdir()
        else:
            path.symlink_to("nowhere")
        code, _, err = inside("new", name, "--from", "base", "--root", root)
        assert code == 2
        assert "is there already" in err
    assert (root / "builds/file.yaml").read_text(encoding="utf-8") == "mine"
    assert (root / "builds/link.yaml").is_symlink()


def test_a_file_that_comes_in_between_is_kept(tmp_path: Path) -> None:
    """Between the look and the writing another may be quicker: his file stays, and no draft is left."""
    path = tmp_path / "rig.yaml"
    path.write_text("his", encoding="utf-8")
    with pytest.raises(BuildgenError, match="is there already"):
        write_new(path, "mine")
    assert path.read_text(encoding="utf-8") == "his"
    assert [p.name for p in tmp_path.iterdir()] == ["rig.yaml"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """When writing fails nothing is left behind, and the reason is one line."""
    with pytest.raises(BuildgenError, match="cannot write"):
        write_new(tmp_path / ("x" * 300), "mine")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BuildgenError, match="cannot write"):
        write_new(tmp_path / "file" / "rig.yaml", "mine")


def test_a_broken_base_is_named_as_such(root: Path, inside: Inside) -> None:
    """A base that did not load is not "unknown": the answer says where to look."""
    (root / "builds/base.yaml").write_text("title: [", encoding="utf-8")
    code, _, err = inside("new", "mine", "--from", "base", "--root", root)
    assert code == 2
    assert "`buildgen check` shows them" in err


texts = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]) | st.sampled_from("\n\t:#-'\"[]{},&*!|>%@`\\ "),
    max_size=30,
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts | st.decimals(-1000, 1000, places=3),
    lambda inner: (
        st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.from_regex(r"[a-z][a-z0-9_.-]{0,9}x", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Every value that a file can hold is written so that our own reader reads the same."""
    document = parse_document("x.yaml", f"key: {_flow(value)}\n".encode())
    assert document.diagnostics == ()
    assert document.data == {"key": value}
    if isinstance(value, (bool, Decimal)):
        assert type(document.data["key"]) is type(value)
