"""The site engine: MkDocs, run as a program on the staged files. Another engine changes this file only."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from buildgen.diagnostics import BuildgenError
from buildgen.site.staging import TREE

PACKAGED = Path(__file__).parent / "engine"


class EngineError(BuildgenError):
    """The site engine refused the staged files: its own words, for the user."""


@dataclass(frozen=True, slots=True)
class Order:
    """One tree to build: its language, the folder with `docs/` and `theme/`, and where the result goes."""

    language: str
    work: Path
    config: Path
    out: Path


def config_for(language: str, project: Path) -> Path:
    """Give the engine's configuration: the project's own, else the one that comes with buildgen."""
    name = "mkdocs.yml" if language == "en" else f"mkdocs.{language}.yml"
    own = project / name
    return own if own.is_file() else PACKAGED / name


def build_all(orders: Sequence[Order], epoch: int) -> None:
    """Build several trees at once; raises EngineError for the first that fails, and ends the others."""
    children = [start(order, epoch) for order in orders]
    try:
        for order, child in zip(orders, children, strict=True):
            finish(order, child)
    finally:
        for child in children:
            if child.poll() is None:
                child.kill()
                child.wait()


def start(order: Order, epoch: int) -> subprocess.Popen[str]:
    """Start the engine on one tree; `epoch` is the second that counts as now, so that output repeats."""
    settings = order.work / f"mkdocs.{order.language}.yml"
    settings.write_text(settings_of(order), encoding="utf-8")
    command = (sys.executable, "-m", "mkdocs", "build", "--strict")
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
        (*command, "--config-file", str(settings), "--site-dir", str(order.out.resolve())),
        env={**os.environ, **_fixed(epoch)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def settings_of(order: Order) -> str:
    """Write the settings of one tree: the project's, with the folders, and with the tree's own address.

    The project gives one address, that of the whole site, unless the tree's own settings name another.
    """
    inherited = os.path.relpath(order.config, order.work).replace(os.sep, "/")
    text = f"INHERIT: {inherited!r}\ndocs_dir: docs/{order.language}\ntheme:\n  custom_dir: theme\n"
    whole = order.config.with_name("mkdocs.yml")
    if not TREE[order.language] or not whole.is_file() or _site_url(order.config):
        return text
    address = _site_url(whole)
    return f"{text}site_url: {address.rstrip('/')}/{TREE[order.language]}\n" if address else text


def _site_url(settings: Path) -> str:
    found = re.search(r"^site_url:[ ]*[\"']?([^\s\"'#]+)", settings.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def _fixed(epoch: int) -> dict[str, str]:
    return {
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "PYTHONUTF8": "1",
        "NO_MKDOCS_2_WARNING": "1",
    }


def finish(order: Order, child: subprocess.Popen[str]) -> None:
    """Wait for a started engine; raises EngineError with what it said when it failed."""
    output, _ = child.communicate()
    if child.returncode != 0:
        told = "\n".join(_telling(output)) or f"exit code {child.returncode}"
        raise EngineError(f"the site engine failed on the {order.language} pages:\n{told}")


def _telling(output: str) -> list[str]:
    """Take the lines that say what is wrong: warnings and errors where there are any, else the last ones."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(("WARNING", "ERROR"))]
    return (marked or lines)[-20:]
