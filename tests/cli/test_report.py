"""Findings as text, as annotations, with and without colour, and with characters of every width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from buildgen.cli.report import MAX_ANNOTATIONS, Report, as_github, distinct, visible
from buildgen.diagnostics import Diagnostic, Message, Place, Severity
from tests.cli.conftest import REAL, Call, Inside

ESCAPE = "\x1b["


def finding(path: str = "a.yaml", *, line: int = 1, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(
        "SHP001", severity, Place(path, line, 2, line, 5), Message.of("SHP001.message", field="x")
    )


def report(*findings: Diagnostic) -> Report:
    return Report(Path(), distinct(findings), lambda _: ())


@pytest.mark.parametrize("words", [["check"], ["price", "mi50x3-70b"], ["explain", "PWR001"], ["--help"]])
def test_colour_is_for_terminals(call: Call, words: list[str]) -> None:
    """Into a pipe goes plain text; NO_COLOR keeps it plain."""
    words = [*words, "--root", str(REAL)] if words[0] in {"check", "price"} else words
    assert ESCAPE not in call(*words).stdout
    assert ESCAPE not in call(*words, NO_COLOR="1").stdout


@pytest.mark.parametrize("words", [["check"], ["price", "mi50x3-70b"]])
def test_colour_can_be_asked_for(call: Call, words: list[str]) -> None:
    """FORCE_COLOR colours the output, and what is printed is otherwise the same."""
    words = [*words, "--root", str(REAL)]
    coloured = call(*words, FORCE_COLOR="1", TERM="xterm-256color").stdout
    assert ESCAPE in coloured


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour(more: dict[str, str], *, coloured: bool) -> None:
    """On a terminal findings are coloured, unless NO_COLOR says no."""
    import pty
    import subprocess
    import sys

    from tests.cli.conftest import environment

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        (sys.executable, "-m", "buildgen", "price", "mi50x3-70b", "--root", str(REAL)),
        stdout=theirs,
        stderr=theirs,
        stdin=theirs,
        env=environment(TERM="xterm-256color", **more),
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the last writer has gone
            break
        if not piece:
            break
        said += piece
    child.wait(timeout=60)
    os.close(ours)
    assert (b"\x1b[3" in said or b"\x1b[1;3" in said) is coloured


@pytest.mark.parametrize("build", ["mi50x3-70b", "mi50x2", "2080ti-22g", "v100x4", "mac-studio"])
def test_tables_fit_80_columns(inside: Inside, build: str) -> None:
    """The bill and the supplies of every kind of build fit a terminal of 80 columns."""
    _, out, _ = inside("price", build, "--root", REAL)
    assert max(cell_len(line) for line in out.splitlines()) <= 80


def test_wide_names_keep_the_table_straight(inside: Inside, root: Path) -> None:
    """Chinese names take two columns a character, and the columns after them still stand in line."""
    card = root / "parts/gpu/card-a.yaml"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("name: Card A", "name: 显卡甲" + "很长的名字" * 8), encoding="utf-8")
    lines = inside("price", "base", "--root", root)[1].splitlines()
    table = [line for line in lines if "quoted 2026-10-01" in line]
    assert len(table) == 8
    assert {cell_len(line[: line.index("quoted")]) for line in table} == {
        cell_len(table[0][: table[0].index("quoted")])
    }
    assert max(map(cell_len, lines)) <= 80


def test_carets_stand_under_wide_text(inside: Inside, root: Path) -> None:
    """Under Chinese text the carets are two columns a character, and start where the text starts."""
    text = "name: {en: Card, zh: 显卡}\nevidence: {source: label, kind: spec}\nmaker: {en: 名字, xx: 显卡}\n"
    (root / "parts/gpu/wide.yaml").write_text(text, encoding="utf-8")
    lines = inside("check", "--root", root)[1].splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("3 | maker"))
    shown, under = lines[at], lines[at + 1]
    assert cell_len(under[: under.index("^")]) == cell_len(shown[: shown.index("xx")])
    assert under.count("^") == 2


def test_long_lines_are_cut_around_the_place(inside: Inside, root: Path) -> None:
    """A line of thousands of characters shows only the neighbourhood of what is wrong."""
    text = "name: {en: " + "x" * 5000 + ", zhh: y}\nevidence: {source: label, kind: spec}\n"
    (root / "parts/gpu/long.yaml").write_text(text, encoding="utf-8")
    _, out, _ = inside("check", "--root", root)
    assert "zhh" in out
    assert max(map(len, out.splitlines())) < 250


def test_no_text_of_the_catalog_reaches_the_terminal_raw(inside: Inside, root: Path) -> None:
    """Marks that turn the direction of writing are written out in findings, tables and Markdown."""
    card = root / "parts/gpu/card-a.yaml"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("name: Card A", "name: Card \u202eA"), encoding="utf-8")
    for words in (["check"], ["price", "base"], ["price", "base", "--format", "md"]):
        _, out, _ = inside(*words, "--root", root)
        assert "\u202e" not in out
        assert "u202e" in out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a b"),
        ("\x1b[31m", "\\u001b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("显卡", "显卡"),
        ("\udcff", "\\udcff"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """What would change what a terminal shows is written out; text of any language stays."""
    assert visible(text) == shown


def test_annotations_are_escaped() -> None:
    """GitHub reads %, line ends, and in properties colons and commas: all are written as it asks."""
    bad = Diagnostic(
        "SHP001",
        Severity.ERROR,
        Place("a,b:c%d\r\n.yaml", 3, 2, 3, 5),
        Message.of("SHP001.message", field="50% a,b: c"),
        help=Message.of("SHP001.help", known=("x", "y")),
    )
    line = next(iter(as_github(report(bad))))
    assert line.startswith(
        "::error file=a%2Cb%3Ac%25d%0D%0A.yaml,line=3,endLine=3,col=2,endColumn=5,title=SHP001::"
    )
    assert line.endswith("unknown field `50%25 a,b: c`%0Ahelp: known here: x, y")
    assert "\n" not in line


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 10), (11, 9), (40, 9)])
def test_annotations_are_ten_of_a_kind(count: int, shown: int) -> None:
    """More than ten errors give nine and a line that counts the rest: none vanishes silently."""
    lines = list(as_github(report(*(finding(line=n + 1) for n in range(count)))))
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) <= MAX_ANNOTATIONS
    assert sum("file=" in line for line in errors) == shown
    if count > shown:
        assert f"and {count - shown} more" in errors[-1]
    assert lines[-1].startswith(f"{count} error")


def test_each_kind_has_its_own_ten() -> None:
    """Warnings and what is not established have annotations of their own kind; drafts have none."""
    from dataclasses import replace

    lines = list(
        as_github(
            report(
                finding(severity=Severity.WARNING),
                finding(severity=Severity.NOT_ESTABLISHED),
                replace(finding("draft.yaml"), draft=True),
                replace(finding("waived.yaml"), waived=True),
            )
        )
    )
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::notice", "0"]
    assert lines[-1] == "0 errors, 1 warning, 1 not established (and 1 about drafts, 1 waived)"


def test_github_paths_lead_from_here(call: Call, root: Path) -> None:
    """An annotation names the file as it is called from where the command ran."""
    (root / "builds/x.yaml").write_text("extends: base\n", encoding="utf-8")
    done = call("check", "--root", "catalog", "--format", "github", cwd=root.parent)
    assert "::error file=catalog/builds/x.yaml,line=1" in done.stdout


def test_one_cause_is_told_once(inside: Inside, root: Path) -> None:
    """A value that five builds inherit gives one finding, which names them when none of them wrote it."""
    base = root / "builds/base.yaml"
    base.write_text(base.read_text(encoding="utf-8").replace("source: label}", "source: lable}"), "utf-8")
    for n in range(5):
        (root / f"builds/x{n}.yaml").write_text("extends: base\ntitle: X\n", encoding="utf-8")
    _, out, _ = inside("check", "--root", root)
    assert out.count("REF006") == 1
    assert "1 error," in out.splitlines()[-1]
