"""The checks' pages as tests: read a page, lay its files over the base catalog, and say what `check` prints.

Run as a program, it writes what is printed now into the pages' `text` blocks, to be read in the diff:

    python -m tests.checks.pages [CODE ...]
"""

from __future__ import annotations

import io
import itertools
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.checks.pages import pages_folder
from buildgen.cli.reading import read_prose, report_on
from buildgen.cli.report import print_report

BASE = Path(__file__).parent / "base"
# Laid over the base for the pages on wiring: a rig with a sound harness, and what it needs in the catalog.
WIRED = Path(__file__).parent / "wired"
# What an example is about: it fails, it passes, or it stands exactly at the limit.
SECTIONS = ("Fails", "Passes", "At the limit")

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: language, file it stands for, text, and where its text lies in the page."""

    language: str
    title: str | None
    body: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """Files and programs that make a catalog, and what `check` prints about it (None: nothing)."""

    code: str
    section: str
    number: int
    files: tuple[Block, ...]
    expected: Block | None

    @property
    def name(self) -> str:
        """A name for the test report."""
        return f"{self.code}-{self.section.replace(' ', '-').lower()}-{self.number}"


def examples(code: str, text: str) -> list[Example]:
    """Read the examples of a page: one per section, or one per `###` heading in it."""
    found: list[Example] = []
    for section in SECTIONS:
        match = re.search(rf"^## {section}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        if match is None:
            continue
        for number, (start, end) in enumerate(_parts(match[1], match.start(1)), 1):
            blocks = [_block(m, start) for m in _FENCE.finditer(text[start:end])]
            expected = next((b for b in blocks if b.language == "text"), None)
            files = tuple(b for b in blocks if b.language in {"yaml", "python", "markdown"})
            if files:
                found.append(Example(code, section, number, files, expected))
    return found


def _parts(body: str, offset: int) -> list[tuple[int, int]]:
    """Cut a section at its `###` headings; each part is one example."""
    cuts = [0, *(m.start() for m in re.finditer(r"^### ", body, re.MULTILINE)), len(body)]
    return [(offset + a, offset + b) for a, b in itertools.pairwise(cuts)]


def _block(match: re.Match[str], offset: int) -> Block:
    language = match["info"].split(" ")[0]
    title = _TITLE.search(match["info"])
    return Block(
        language,
        title[1] if title else None,
        match["body"],
        offset + match.start("body"),
        offset + match.end("body"),
    )


def printed(example: Example) -> str:
    """Make the example's catalog and say what `check` prints about it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(BASE, root, dirs_exist_ok=True)
        if example.code.startswith("WIR"):
            shutil.copytree(WIRED, root, dirs_exist_ok=True)
        for block in example.files:
            if block.language == "python":
                exec(block.body, {"root": root, "os": os})  # noqa: S102 - our own page makes the odd file
                continue
            assert block.title, f'{example.name}: a yaml block wants title="builds/rig.yaml"'
            path = root / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        catalog = load_catalog(root)
        findings, results = run_checks(catalog)
        prose = read_prose(root)
        report = report_on(Path(), catalog, prose.judged(results, findings), prose=prose)
        out = io.StringIO()
        print_report(report, file=out)
        return out.getvalue().strip("\n")


def pages(*codes: str) -> list[tuple[str, Path]]:
    """List the pages that are there, of all codes or of some."""
    found = sorted(pages_folder().glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9].md"))
    return [(path.stem, path) for path in found if not codes or path.stem in codes]


def update(code: str, path: Path) -> bool:
    """Write what is printed now into a page; tell whether that changed it."""
    text = path.read_text(encoding="utf-8")
    new = text
    for example in reversed(examples(code, text)):
        now = printed(example)
        if example.expected is not None:
            block = example.expected
            new = new[: block.start] + (now + "\n" if now else "") + new[block.end :]
        elif now:
            end = example.files[-1].end + len("```\n")
            new = f"{new[:end]}\n```text\n{now}\n```\n{new[end:]}"
    if new != text:
        path.write_text(new, encoding="utf-8")
    return new != text


if __name__ == "__main__":
    for code, path in pages(*sys.argv[1:]):
        if update(code, path):
            print(f"updated {path}")  # noqa: T201 - a program for the terminal
