"""Sites that tests look at: built once per run, whoever asks first, and read-only for everyone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SMALL = PROJECT / "tests" / "checks" / "base"


# An engine that copies: what it makes of a page is the page, between angle brackets at its title's end.
STAND_IN = """
import pathlib, shutil, sys, time
settings = pathlib.Path(sys.argv[sys.argv.index("--config-file") + 1])
out = pathlib.Path(sys.argv[sys.argv.index("--site-dir") + 1])
language = settings.name.split(".")[1]
for page in sorted((settings.parent / "docs" / language).rglob("*")):
    if page.is_file():
        target = (out / page.relative_to(settings.parent / "docs" / language)).with_suffix(
            ".html" if page.suffix == ".md" else page.suffix
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page.read_bytes().replace(b"\\n", b"<\\n", 99))
        time.sleep(0.001)
"""


def stand_in(folder: Path) -> dict[str, str]:
    """Put an engine that only copies in the place of the real one; give the variables that make it so.

    For laws that do not depend on the engine: it saves seconds a build.
    """
    package = folder / "mkdocs"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(STAND_IN, encoding="utf-8")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{PROJECT / 'src'}"}


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: ours, with the program as it stands here."""
    return {**os.environ, "PYTHONPATH": str(PROJECT / "src"), "PYTHONUTF8": "1", **more}


def buildgen(
    *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        (sys.executable, "-m", "buildgen", *map(str, words)),
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def project(folder: Path, *, catalog: Path = PROJECT / "catalog", docs: bool = True) -> Path:
    """Make a project of its own in a folder, as a user would have one."""
    shutil.copytree(catalog, folder / "catalog")
    if docs:
        shutil.copytree(PROJECT / "docs" / "en", folder / "docs" / "en")
        shutil.copytree(PROJECT / "docs" / "zh", folder / "docs" / "zh")
    packaged = os.path.relpath(PROJECT / "src" / "buildgen" / "site" / "engine", folder)
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        text = (PROJECT / name).read_text(encoding="utf-8").replace("src/buildgen/site/engine", packaged)
        if not docs:  # no pages, so no menu of them
            text = f"INHERIT: {packaged}/{name}\nsite_name: small\n"
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def shared(factory: pytest.TempPathFactory, name: str) -> Path:
    """Give a folder that all workers of one run share."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / name
    folder.mkdir(exist_ok=True)
    return folder


def real_site(factory: pytest.TempPathFactory) -> Path:
    """Build the site of this repository, once; the program itself sees to it that nobody builds twice."""
    folder = shared(factory, "real")
    done = buildgen("build", "--site-dir", folder / "site", cwd=PROJECT)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def contents(site: Path) -> dict[str, bytes]:
    """Read every file of a site."""
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}
