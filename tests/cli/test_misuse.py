"""Whatever is asked, the program answers in a line or in findings, with the exit code that it promises."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from buildgen.cli.main import COMMANDS, group
from tests.cli.conftest import REAL, Call, Inside, environment

THERE = [name for name, (module, _) in COMMANDS.items() if find_spec(f"buildgen.cli.{module}")]


@pytest.mark.parametrize("command", ["", *THERE])
def test_help_fits_80_columns_and_teaches(command: str) -> None:
    """Every help fits a terminal of 80 columns, says what the command does, and names its options."""
    done = CliRunner().invoke(group, [*command.split(), "--help"], prog_name="buildgen")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert len(lines) >= 8
    assert lines[0].startswith("Usage: buildgen")
    assert "Options:" in done.stdout
    if not command:
        assert "Exit codes: 0 all well, 1 findings, 2 misuse." in done.stdout
        assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["price", "mi50x3-70"], "did you mean 'mi50x3-70b'?"),
        (["price", "qqqqqqqq"], "known are: "),
        (["price", "no/such/file.yaml"], "no file no/such/file.yaml"),
        (["price", "mi50x2", "--vs", "mi50x9"], "no build 'mi50x9'"),
        (["price", "x" * 5000], "no build"),
        (["price", "x/" * 3000 + "x.yaml"], "no file"),
        (["price", ""], "no build ''"),
        (["check", "--root", "nowhere"], "no catalog at nowhere"),
        (["check", "--root", "x" * 5000], "no catalog at"),
        (["check", "--root", __file__], "no catalog at"),
        (["check", "--as-of", "2026"], "--as-of wants a date as 2026-11-22"),
        (["check", "--as-of", "2026-02-30"], "--as-of wants a date"),
        (["check", "--as-of", "tomorrow"], "--as-of wants a date"),
        (["price", "mi50x2", "--as-of", ""], "--as-of wants a date"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["chekc"], "no command 'chekc': did you mean 'check'?"),
        (["zzz"], "no command 'zzz'"),
        (["explain", "PWR999"], "did you mean PWR0"),
        (["explain", "what"], "buildgen check"),
        (["new", "Rig", "--from", "mi50x2"], "is no id"),
        (["new", "rig", "--from", "mi50x9"], "no build 'mi50x9'"),
        (["new", "rig"], "Missing option '--from'"),
        (["new", "mi50x2", "--from", "mi50x2"], "is there already"),
    ],
)
def test_misuse_ends_with_2_and_a_reason(inside: Inside, words: list[str], said: str) -> None:
    """Bad use is answered on stderr, in the end with exit code 2, and nothing is printed as a result."""
    if words[0] in {"check", "price", "new"} and "--root" not in words:
        words = [*words, "--root", str(REAL)]
    code, out, err = inside(*words)
    assert code == 2
    assert said in err
    assert out == ""


def test_misuse_is_one_line(call: Call) -> None:
    """A reason of our own is one line, and starts with the program's name."""
    done = call("price", "mi50x9", "--root", REAL)
    assert done.stderr.startswith("buildgen: no build 'mi50x9'")
    assert done.stderr.count("\n") == 1


def test_exit_codes_of_check(inside: Inside, root: Path) -> None:
    """0 when no error stands, 1 when one does; warnings fail only when `--strict` asks for it."""
    assert inside("check", "--root", root)[0] == 0
    assert inside("check", "--root", root, "--strict")[0] == 0
    assert inside("check", "--root", root, "--as-of", "2030-01-01")[0] == 0
    assert inside("check", "--root", root, "--as-of", "2030-01-01", "--strict")[0] == 1
    (root / "builds/x.yaml").write_text("extends: base\n", encoding="utf-8")
    assert inside("check", "--root", root)[0] == 1


def test_a_draft_fails_by_its_syntax_only(inside: Inside, root: Path) -> None:
    """What is wrong with the meaning of a draft is shown and exits 0; what cannot be read exits 1."""
    draft = root / "builds/idea.yaml"
    draft.write_text("title: Idea\nstatus: draft\nparts:\n  gpus: {part: card-a}\n", encoding="utf-8")
    code, out, _ = inside("check", "--root", root)
    assert "error (draft)[BOM001]" in out
    assert code == 0
    draft.write_text("title: Idea\nstatus: draft\nparts: [\n", encoding="utf-8")
    assert inside("check", "--root", root)[0] == 1


def test_as_of_moves_staleness(inside: Inside, root: Path) -> None:
    """A quote of 1 October 2026 is fresh in November and stale two years later, by the day that is given."""
    assert "PRC003" not in inside("check", "--root", root)[1]
    late = inside("check", "--root", root, "--as-of", "2028-10-01")[1]
    assert "PRC003" in late
    assert "before 2028-10-01" in late


def test_odd_things_in_the_catalog_are_findings(call: Call, root: Path) -> None:
    """A pipe, a folder, a dead link, a loop and bytes that are no text are told of, each at its file."""
    folder = root / "parts/gpu"
    os.mkfifo(folder / "pipe.yaml")
    (folder / "dead.yaml").symlink_to("nowhere")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "bytes.yaml").write_bytes(b"name: \xff\n")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.yaml")).write_text("name: x\n", encoding="utf-8")
    for form in ("text", "json", "github"):
        done = call("check", "--root", root, "--format", form)
        assert done.returncode == 1
        assert done.stderr == ""
        assert all(name in done.stdout for name in ("pipe.yaml", "dead.yaml", "loop.yaml", "bytes.yaml"))


def test_a_file_that_cannot_be_read_is_a_finding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to open is told of, whoever runs the program; the rest is checked."""
    opened: list[str] = []
    opening = os.open

    def refuse(path: str, *options: int) -> int:
        opened.append(str(path))
        if str(path).endswith("card-a.yaml"):
            raise PermissionError(13, "Permission denied")
        return opening(path, *options)

    monkeypatch.setattr("buildgen.source.reading.os.open", refuse)
    done = CliRunner().invoke(group, ["check", "--root", str(root)])
    assert done.exit_code == 1
    assert "card-a.yaml:1:1: error[SYN012]: the file cannot be read: permission denied" in done.stdout
    assert len(opened) > 10


def test_a_folder_that_cannot_be_read_is_a_finding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the system refuses to list is told of by name, and the rest is checked."""
    listing = os.scandir

    def refuse(path: Path) -> object:
        if str(path).endswith("fan"):
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr("buildgen.catalog.folders.os.scandir", refuse)
    done = CliRunner().invoke(group, ["check", "--root", str(root)])
    assert done.exit_code == 1
    assert "parts/fan:1:1: error[SYN012]: the folder cannot be read: permission denied" in done.stdout


def test_a_terminal_of_another_encoding_gets_escapes(call: Call) -> None:
    """Where the output cannot hold a character, it is written out, not a traceback."""
    done = call("price", "2080ti-22g", "--root", REAL, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_a_closed_pipe_is_no_accident() -> None:
    """`buildgen check | head -1` ends without a word on stderr."""
    words = f"{sys.executable} -m buildgen check --root {REAL} -v | head -1"
    done = subprocess.run(
        ("sh", "-c", words), env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    for form in ("json", "github"):
        reader, writer = os.pipe()
        os.close(reader)
        child = subprocess.run(
            (sys.executable, "-m", "buildgen", "check", "--root", str(REAL), "--format", form),
            env=environment(),
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
        os.close(writer)
        assert child.stderr == b""


def test_an_interrupt_inside_a_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the interrupt comes, the answer is one line and 130."""
    from buildgen.cli import main as entry

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("buildgen.catalog.loading.load_catalog", stop)
    monkeypatch.setattr(sys, "argv", ["buildgen", "check"])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 130


def test_the_version_is_told(call: Call) -> None:
    """`--version` names the program and ends with 0."""
    done = call("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("buildgen, version ")


def test_no_command_shows_the_overview(call: Call) -> None:
    """Without a command the overview is shown, and the exit code says that none was given."""
    done = call()
    assert done.returncode == 2
    assert "Start here:" in done.stdout + done.stderr


def test_a_catalog_that_cannot_be_written_stays_as_it_was(root: Path, call: Call) -> None:
    """`schema` replaces a file whole or not at all, and says in one line what is in the way."""
    (root / "schema").write_text("in the way", encoding="utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = call("schema", "--root", root)
    assert done.returncode == 2
    assert done.stderr.startswith("buildgen: cannot write")
    assert len(done.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_site_that_cannot_be_written_is_one_line(root: Path, tmp_path: Path, call: Call) -> None:
    """A place where nothing can be written is told in one line, not as an accident."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call("build", "--root", root, "--site-dir", tmp_path / "file" / "site")
    assert done.returncode == 2
    assert "cannot write the site" in done.stderr
