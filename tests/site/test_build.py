"""`buildgen build`: the same input gives the same bytes, and a failure leaves the previous site alone."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.site.sites import PROJECT, SMALL, buildgen, contents, environment, project, stand_in


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small project of one build, with few pages."""
    folder = project(tmp_path, catalog=SMALL, docs=False)
    (folder / "docs" / "en").mkdir(parents=True)
    return folder


def test_the_same_input_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Another folder, hash seed, time zone and locale change no byte of any file."""
    folder = project(tmp_path / "elsewhere")
    (folder / "CHANGELOG.md").write_bytes((PROJECT / "CHANGELOG.md").read_bytes())
    other = {"PYTHONHASHSEED": "12345", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    done = buildgen("build", cwd=folder, env=other)
    assert done.returncode == 0, done.stdout + done.stderr
    one, two = contents(site), contents(folder / "build" / "site")
    (
        one.pop(".buildgen"),
        two.pop(".buildgen"),
    )  # names what it was made from, settings with their paths included
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_nothing_changed_nothing_built(small: Path) -> None:
    """A second run does nothing and says so; a touched file is no change, a changed one is."""
    quick = stand_in(small / "stand-in")
    assert buildgen("build", cwd=small, env=quick).returncode == 0
    before = {p: p.stat().st_mtime_ns for p in (small / "build" / "site").rglob("*")}
    (small / "catalog" / "policy.yaml").touch()
    again = buildgen("build", cwd=small, env=quick)
    assert (again.returncode, "nothing has changed" in again.stderr) == (0, True)
    assert {p: p.stat().st_mtime_ns for p in (small / "build" / "site").rglob("*")} == before
    page = small / "docs" / "en" / "note.md"
    page.write_text("# A note\n")
    assert buildgen("build", cwd=small, env=quick).returncode == 0
    assert (small / "build" / "site" / "note.html").is_file()


def test_an_error_leaves_the_site_as_it_was(small: Path) -> None:
    """Errors in the data, a page that the engine refuses, and a foreign folder stop before the swap."""
    quick = stand_in(small / "stand-in")
    assert buildgen("build", cwd=small, env=quick).returncode == 0
    whole = contents(small / "build" / "site")
    build = small / "catalog" / "builds" / "base.yaml"
    text = build.read_text(encoding="utf-8")
    build.write_text(text + "\nnonsense: 1\n", encoding="utf-8")
    bad = buildgen("build", cwd=small, env=quick)
    assert (bad.returncode, "nonsense" in bad.stdout) == (1, True)
    assert contents(small / "build" / "site") == whole
    build.write_text(text, encoding="utf-8")
    (small / "docs" / "en" / "page.md").write_text("[lost](nowhere.md)\n")
    lost = buildgen("build", cwd=small)
    assert (lost.returncode, "nowhere.md" in lost.stderr) == (2, True)
    assert contents(small / "build" / "site") == whole
    assert sorted(p.name for p in (small / "build").iterdir() if p.name.startswith(".site")) == []
    (small / "mine").mkdir()
    (small / "mine" / "letter.txt").write_text("dear")
    assert buildgen("build", "--site-dir", "mine", cwd=small).returncode == 2
    assert (small / "mine" / "letter.txt").read_text() == "dear"


def test_a_catalog_without_a_project_gets_a_site(tmp_path: Path) -> None:
    """Only a catalog: the site stands where the user is, and no other page of that place is taken for one."""
    shutil.copytree(SMALL, tmp_path / "rigs")
    (tmp_path / "docs" / "en").mkdir(parents=True)
    (tmp_path / "docs" / "en" / "diary.md").write_text("# Private\n")
    done = buildgen("build", "--root", "rigs", cwd=tmp_path, env=stand_in(tmp_path / "stand-in"))
    assert done.returncode == 0, done.stderr
    site = tmp_path / "build" / "site"
    assert (site / "builds" / "base" / "index.html").is_file()
    assert (site / "checks" / "PWR001.html").is_file()
    assert not (site / "diary.html").exists()


@pytest.mark.parametrize(("engine", "kills"), [("stand-in", 20), ("mkdocs", 2)])
def test_a_build_killed_at_any_moment_leaves_a_whole_site(small: Path, engine: str, kills: int) -> None:
    """Killed with all its children at random moments, half of them near the end, the site is old or new.

    The engine only writes beside the site, so a stand-in that copies files lets twenty moments be tried.
    """
    more = stand_in(small / "stand-in") if engine == "stand-in" else {}
    (small / "docs" / "en" / "note.md").write_text("# Version 0\n")
    started = time.monotonic()
    assert buildgen("build", cwd=small, env=more).returncode == 0
    needs = time.monotonic() - started
    site, dice = small / "build" / "site", random.Random(4)  # noqa: S311 - moments, not secrets
    wholes = {0: contents(site)}
    for number in range(1, kills + 1):
        (small / "docs" / "en" / "note.md").write_text(f"# Version {number}\n")
        child = subprocess.Popen(
            (sys.executable, "-m", "buildgen", "build"),
            cwd=small,
            env=environment(**more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            child.wait(timeout=dice.uniform(0 if number % 2 else 0.7, 1.1) * needs)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        now = contents(site)
        assert now.keys() == wholes[0].keys()
        version = next(n for n in range(number, -1, -1) if f"Version {n}<" in now["note.html"].decode())
        assert now == wholes.setdefault(version, now)
    assert 0 < len(wholes) <= kills + 1
