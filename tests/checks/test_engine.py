"""The run of the checks: stages, one cause one finding, drafts, waivers, and the day that counts as today."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.checks.registry import CHECKS
from buildgen.diagnostics import Diagnostic, Severity
from buildgen.sentences import headline
from tests.checks.pages import BASE

Write = Callable[..., tuple[Diagnostic, ...]]

FULL = """\
title: {en: A full supply, zh: 电源跑满}
extends: base
loads: {platform: {power: 210 W}}
"""
WAIVER = "  - {code: PWR003, reason: {en: Tested., zh: 测过。}, source: label, until: %s}\n"


@pytest.fixture
def found(tmp_path: Path) -> Write:
    """Lay files over the base catalog and give what the checks find."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)

    def write(as_of: str | None = None, /, **files: str) -> tuple[Diagnostic, ...]:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/').replace('_', '-')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return run_checks(load_catalog(tmp_path), Day.parse(as_of) if as_of else None)[0]

    return write


def codes(findings: tuple[Diagnostic, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_the_base_catalog_has_nothing_to_tell(found: Write) -> None:
    """An example's findings are its own: the catalog beneath has none."""
    assert found() == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: Supply A\n\trating: 750 W\n", "SYN001"),
        ("name: Supply A\nsupply_class: atx\nsupply_class: atx\n", "SYN002"),
        ("name: Supply A\nsupply_clas: atx\n", "SHP001"),
        ("name: Supply A\n", "SHP002"),
        ("name: Supply A\nsupply_class: atx\nrating: {value: 750, source: label}\n", "SHP004"),
        ("", "SYN016"),
    ],
)
def test_a_broken_part_does_not_cascade_to_the_builds(found: Write, text: str, code: str) -> None:
    """One cause gives one finding: a build whose part is broken waits, and says nothing."""
    assert codes(found(parts__psu__supply_a=text)) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "title: {en: A rig, zh: 整机}\nextends: base\nparts: {gpus: {state: queit}}\n",
        "title: {en: A rig, zh: 整机}\nextends: base\nparts: {gpus: {part: card-x}}\n",
        "title: {en: A rig, zh: 整机}\nextends: base\nfeeds: {atx: [cpu, board, gpu, platform]}\n",
    ],
)
def test_a_broken_reference_is_all_that_is_told_of_a_build(found: Write, text: str) -> None:
    """Meaning is judged only where every name leads somewhere; waivers of such a build wait, too."""
    waiver = "waivers:\n" + WAIVER % "2027-01-01"
    (finding,) = found(builds__rig=text + waiver)
    assert finding.code.startswith("REF")


def test_a_broken_base_is_told_once_and_not_in_what_extends_it(found: Write) -> None:
    """Builds that rest on a broken build have no findings of their own."""
    rig = "title: {en: A rig, zh: 整机}\nextends: base\nremove: [nothing]\n"
    assert codes(found(builds__base="title: {en: Base}\npart: {}\n", builds__rig=rig)) == ["SHP001"]


def test_one_value_that_many_builds_inherit_is_one_place(found: Write) -> None:
    """A finding about an inherited value points into the file that wrote it, in every build."""
    rig = "title: {en: A rig, zh: 整机}\nextends: base\n"
    base = (BASE / "builds/base.yaml").read_text(encoding="utf-8") + "budget: 100 CNY\n"
    findings = found(builds__base=base, builds__one=rig, builds__two=rig)
    assert codes(findings) == ["BOM006"] * 3
    assert {str(finding.place) for finding in findings} == {"builds/base.yaml:17:9"}
    assert {finding.entry for finding in findings} == {"build/base", "build/one", "build/two"}


def test_all_findings_come_in_one_run_and_in_file_order(found: Write) -> None:
    """Nothing hides behind the first finding: syntax, shape, references and meaning together, by place."""
    findings = found(
        parts__fan__fan_b="name: Fan B\nname: Fan C\n",
        parts__fan__fan_c="nmae: Fan C\n",
        parts__fan__fan_d="name: Fan D\npower: 3 W\n",
        builds__lost="title: {en: Lost, zh: 迷路}\nextends: nowhere\n",
        builds__full=FULL,
    )
    assert codes(findings) == ["PWR003", "REF003", "SYN002", "SHP001", "SRC001"]
    assert [f.place for f in findings] == sorted(f.place for f in findings)


def test_the_order_of_files_and_checks_changes_nothing(found: Write, tmp_path: Path) -> None:
    """Findings are a function of the catalog's content."""
    files = {"builds__full": FULL, "builds__lost": "extends: nowhere\ntitle: X\n", "parts__fan__x": "n: 1\n"}
    told = found(**files)
    for order in itertools.permutations(files):
        for name in files:
            (tmp_path / f"{name.replace('__', '/')}.yaml").unlink()
        assert found(**{name: files[name] for name in order}) == told
    catalog = load_catalog(tmp_path)
    assert run_checks(catalog, checks=reversed(CHECKS))[0] == told


def test_a_draft_never_fails_for_what_it_means(found: Write) -> None:
    """Findings of meaning about a draft are shown and marked, and do not fail."""
    findings = found(builds__idea="title: {en: An idea, zh: 想法}\nstatus: draft\nparts: {}\n")
    assert set(codes(findings)) == {"BOM001"}
    assert all(f.draft and not f.fails and f.severity is Severity.ERROR for f in findings)


@pytest.mark.parametrize("line", ["ttile: X\n", "extends: nowhere\n", "parts: {a: {part: nothing}}\n"])
def test_a_draft_fails_for_what_cannot_be_read(found: Write, line: str) -> None:
    """Syntax, shape and references of a draft are errors like any other's."""
    (finding,) = found(builds__idea=f"title: {{en: An idea, zh: 想法}}\nstatus: draft\n{line}")
    assert finding.fails


def test_a_waiver_marks_what_it_covers_and_nothing_else(found: Write) -> None:
    """A waived finding stays visible; another build's, and another code's, still count."""
    bare = FULL + "budget: 100 CNY\n"
    findings = found(builds__one=bare + "waivers:\n" + WAIVER % "2026-11-22", builds__two=bare)
    assert [(f.entry, f.code) for f in findings if f.waived] == [("build/one", "PWR003")]
    assert sorted((f.entry, f.code) for f in findings if not f.waived) == [
        ("build/one", "BOM006"),
        ("build/two", "BOM006"),
        ("build/two", "PWR003"),
    ]


def test_a_waived_error_does_not_fail(found: Write) -> None:
    """What a waiver covers is accepted, be it an error."""
    text = FULL.replace("210", "500") + "waivers:\n" + (WAIVER % "2027").replace("PWR003", "PWR001")
    (finding,) = found(builds__rig=text)
    assert finding.severity is Severity.ERROR
    assert finding.waived
    assert not finding.fails


@pytest.mark.parametrize(("subject", "waived"), [("atx", True), ("server", False)])
def test_a_waiver_with_a_subject_covers_that_alone(found: Write, subject: str, *, waived: bool) -> None:
    """A waiver for one supply says nothing about another, and is told when it misses."""
    waiver = (WAIVER % "2027").replace("reason", f"subject: {subject}, reason")
    findings = found(builds__rig=FULL + "waivers:\n" + waiver)
    assert [f.waived for f in findings if f.code == "PWR003"] == [waived]
    assert ("WVR001" in codes(findings)) is not waived


def test_a_waiver_that_covers_nothing_is_told(found: Write) -> None:
    """A door left open on purpose is closed when nobody goes through it."""
    text = FULL.replace("210", "110") + "waivers:\n" + WAIVER % "2027"
    assert codes(found(builds__rig=text)) == ["WVR001"]


def test_a_waiver_holds_to_its_last_day(found: Write) -> None:
    """`until` is the last day; `--as-of` moves what counts as today, in both directions."""
    text = FULL + "waivers:\n" + WAIVER % "2026-12-31"
    assert codes(found("2026-12-31", builds__rig=text)) == ["PWR003"]
    after = found("2027-01-01", builds__rig=text)
    assert sorted(codes(after)) == ["PWR003", "WVR002"]
    assert not any(f.waived for f in after)


def test_the_day_decides_what_is_stale_and_what_is_not_yet(found: Write) -> None:
    """Quotes of 1 October 2026 are fresh in November, stale in May, and from the future in September."""
    assert codes(found("2026-11-22")) == []
    assert set(codes(found("2027-05-01"))) == {"PRC003"}
    assert set(codes(found("2026-09-30"))) == {"PRC005"}


def test_without_a_policy_one_finding_stands_for_all(found: Write, tmp_path: Path) -> None:
    """Nothing is judged without limits, and nothing passes as judged."""
    found(builds__full=FULL)
    (tmp_path / "policy.yaml").unlink()
    findings, results = run_checks(load_catalog(tmp_path))
    assert codes(findings) == ["REF010"]
    assert results is None


def test_a_broken_policy_is_not_a_missing_one(found: Write) -> None:
    """A policy that does not load tells its own cause, once."""
    assert codes(found(policy="as_of: tomorrow\n"))[0] == "SHP002"
    assert "REF010" not in codes(found(policy="as_of: tomorrow\n"))


def test_a_part_written_in_place_is_one_part_for_all_who_inherit_it(found: Write) -> None:
    """Inheriting a part written in place makes no second entry of it."""
    base = "title: {en: A rig, zh: 整机}\nextends: base\n"
    part = "parts: {cooler: {part: {kind: cooler, name: Tower, sockets: {value: [S1], source: label}}}}\n"
    findings = found(builds__one=base + part, builds__two=base.replace("base", "one"))
    assert set(codes(findings)) == {"PRC006"}


def test_every_finding_of_the_base_can_be_said(found: Write) -> None:
    """Every sentence has the values that it names; the line starts with the place and fits the contract."""
    for finding in found(builds__rig=FULL.replace("210", "560")):
        assert headline(finding).startswith(f"{finding.place}: {finding.severity}")


def test_loading_twice_gives_equal_findings(tmp_path: Path) -> None:
    """Reading is a function of the files."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "builds/full.yaml").write_text(FULL, encoding="utf-8")
    catalogs: list[Catalog] = [load_catalog(tmp_path), load_catalog(tmp_path)]
    assert run_checks(catalogs[0])[0] == run_checks(catalogs[1])[0]
