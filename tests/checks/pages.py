"""The checks' pages as tests: read a page, lay its files over the base catalog, and say what `check` prints.

Run as a program, it copies the files of each English page into its Chinese twin, of which only the prose
is written by hand, and titles the twin from the sentences. It writes what is printed now into the `text`
blocks of both, to be read in the diff:

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
from buildgen.diagnostics import Message
from buildgen.sentences import LANGUAGES, say

BASE = Path(__file__).parent / "base"
# Laid over the base for the pages on wiring: a rig with a sound harness, and what it needs in the catalog.
WIRED = Path(__file__).parent / "wired"
# What an example is about: it fails, it passes, or it stands exactly at the limit.
SECTIONS = ("Fails", "Passes", "At the limit")
# The headings of a page, in their order, and those of its twin.
HEADINGS = {
    "What it checks": "查什么",
    "Why": "为什么",
    "How to mend": "怎么改",
    "Fails": "不通过",
    "Passes": "通过",
    "At the limit": "刚好在界限上",
    "See also": "另见",
}

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


def heading(section: str, language: str) -> str:
    """Give the heading of a section in a language; an example names its section in English."""
    return section if language == "en" else HEADINGS[section]


def examples(code: str, text: str, language: str = "en") -> list[Example]:
    """Read the examples of a page: one per section, or one per `###` heading in it."""
    found: list[Example] = []
    for section in SECTIONS:
        match = re.search(
            rf"^## {heading(section, language)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
        )
        if match is None:
            continue
        for number, (start, end) in enumerate(_parts(match[1], match.start(1)), 1):
            blocks = [_block(m, start) for m in _FENCE.finditer(text[start:end])]
            expected = next((b for b in blocks if b.language == "text"), None)
            files = tuple(b for b in blocks if b.language in {"yaml", "python", "markdown"})
            if files:
                found.append(Example(code, section, number, files, expected))
    return found


def fences(text: str) -> list[str]:
    """List the fenced blocks of a page, whole."""
    return [match[0] for match in _FENCE.finditer(text)]


def prose(text: str) -> str:
    """Give a page without its fenced blocks."""
    return _FENCE.sub("", text)


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


def printed(example: Example) -> dict[str, str]:
    """Make the example's catalog and say what `check` prints about it, by language."""
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
        judged = prose.judged(results, findings)
        told = {}
        for language in LANGUAGES:
            out = io.StringIO()
            print_report(report_on(Path(), catalog, judged, prose=prose, language=language), file=out)
            told[language] = out.getvalue().strip("\n")
        return told


def pages(*codes: str, language: str = "en") -> list[tuple[str, Path]]:
    """List the pages that are there, of all codes or of some."""
    found = sorted(pages_folder(language).glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9].md"))
    return [(path.stem, path) for path in found if not codes or path.stem in codes]


def update(code: str) -> list[Path]:
    """Write what is printed now into a page and its twin; list those that this changed."""
    paths = {language: pages_folder(language) / f"{code}.md" for language in LANGUAGES}
    old = {language: path.read_text(encoding="utf-8") for language, path in paths.items()}
    told = [printed(example) for example in examples(code, old["en"])]
    new = {"en": _filled(code, old["en"], "en", told)}
    title = f"# {code}：{say(Message.of(f'{code}.title'), 'zh')}"
    headed = re.sub(r"\A# .*", lambda _: title, _with_fences(old["zh"], new["en"]))
    new["zh"] = _filled(code, headed, "zh", told)
    changed = [language for language in LANGUAGES if new[language] != old[language]]
    for language in changed:
        paths[language].write_text(new[language], encoding="utf-8")
    return [paths[language] for language in changed]


def _filled(code: str, text: str, language: str, told: list[dict[str, str]]) -> str:
    """Write what the examples print into the `text` blocks of a page."""
    for example, now in reversed(list(zip(examples(code, text, language), told, strict=True))):
        said = now[language]
        if example.expected is not None:
            block = example.expected
            text = text[: block.start] + (said + "\n" if said else "") + text[block.end :]
        elif said:
            end = example.files[-1].end + len("```\n")
            text = f"{text[:end]}\n```text\n{said}\n```\n{text[end:]}"
    return text


def _with_fences(text: str, english: str) -> str:
    """Put the fenced blocks of the English page into its twin, one for one; another count is a slip."""
    blocks = fences(english)
    own = list(_FENCE.finditer(text))
    assert len(own) == len(blocks), f"{len(own)} blocks in place of {len(blocks)}: {text[:60]}"
    for match, block in reversed(list(zip(own, blocks, strict=True))):
        text = text[: match.start()] + block + text[match.end() :]
    return text


if __name__ == "__main__":
    for code, _ in pages(*sys.argv[1:]):
        for path in update(code):
            print(f"updated {path}")  # noqa: T201 - a program for the terminal
