"""`buildgen identify`: what a buyer reads, what a program reads, and what hostile files do to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from buildgen.cli.identify import command
from buildgen.diagnostics import BuildgenError
from buildgen.identify.text import LIMIT
from tests.identify.roms import Rom
from tests.identify.samples import FOLDER

ROOT = Path(__file__).parents[2] / "catalog"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".txt", ".json"})
GENUINE = (FOLDER / "notes.genuine-label.txt", FOLDER / "rocm-smi-a.mi210-mi50-mi100.txt")
NOTES = b"card notes\nlabel: AMD RADEON INSTINCT MI50\n"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, [*words, "--root", str(ROOT)], input=stdin)


def schema() -> Any:
    return json.loads(files("buildgen.cli").joinpath("contracts/identify.schema.json").read_text("utf-8"))


def cards(result: Result) -> list[dict[str, Any]]:
    plain = json.loads(result.stdout)
    jsonschema.Draft202012Validator(schema()).validate(plain)
    return list(plain["cards"])


def test_the_contract_is_a_sound_schema() -> None:
    """The JSON Schema is itself valid."""
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", NAMES)
def test_json_keeps_the_contract(name: str) -> None:
    """Whatever sample is read, the JSON fits its schema and names the file as it was given."""
    result = run(FOLDER / name, "--format", "json")
    found = cards(result)
    assert result.exit_code in {0, 1}
    assert {one["file"] for card in found for one in card["evidence"]} == {str(FOLDER / name)}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"extra": 1},
        {"cards": [{"verdict": "identified"}]},
        {
            "cards": [
                {"verdict": "identified", "candidates": [], "flashed": None, "evidence": [], "missing": []}
            ]
        },
    ],
)
def test_the_contract_refuses_other_forms(change: dict[str, Any]) -> None:
    """Another version, a field too many or too few, an identified card without its candidate."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "cards": []} | change, schema())


def test_a_photo_and_the_software_together_identify_a_genuine_card() -> None:
    """A proof of the board and one of the ROM: identified, exit 0, other chips in the listing or not."""
    result = run(*GENUINE)
    assert result.exit_code == 0
    assert "identified\n  MI50 16 GB (mi50-16g)\n" in result.stdout
    assert "Flashed: no" in result.stdout
    assert "labels can be swapped" in " ".join(result.stdout.split())
    assert "3 cards: 2 not vega20, 1 identified" in result.stdout


def test_software_alone_leaves_doubt_and_says_what_to_look_at() -> None:
    """The same output without the label is ambiguous, exit 1, with the cheapest look first."""
    result = run(GENUINE[1])
    assert result.exit_code == 1
    assert "ambiguous; 2 cards fit" in result.stdout
    first = result.stdout.split("What would settle it, cheapest first\n")[1].splitlines()[:2]
    assert "Ask the seller for a sharp photo" in first[0]
    assert '"label: ..."' in first[1]


def test_evidence_stands_with_its_file_and_line() -> None:
    """Each fact names the place it was read from, for and against apart."""
    result = run(FOLDER / "notes.fake-label.zh.txt", GENUINE[1])
    joined = " ".join(result.stdout.split())
    assert f"Label text: Radeon VII ({FOLDER}/notes.fake-label.zh.txt:2)" in joined
    assert "(mi50-16g-fake-mi50-rom)" in result.stdout
    assert "Flashed: yes" in result.stdout


def test_the_text_keeps_to_80_columns_without_colours() -> None:
    """No line is wider, and what is no terminal gets no escapes."""
    result = run(*(FOLDER / name for name in NAMES))
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "\x1b" not in result.stdout
    assert not any(line != line.rstrip() for line in result.stdout.splitlines())


def test_dash_is_standard_input() -> None:
    """`-` reads what is piped in, beside files; the JSON names it `-`."""
    result = run("-", GENUINE[1], "--format", "json", stdin=NOTES)
    assert result.exit_code == 0
    places = {one["file"] for card in cards(result) for one in card["evidence"]}
    assert places == {"-", str(GENUINE[1])}
    assert "(standard input:2)" in " ".join(run("-", stdin=NOTES).stdout.split())


def test_a_file_named_twice_is_read_once() -> None:
    """Naming a file again adds no card and no evidence."""
    assert run(*GENUINE, *GENUINE).stdout == run(*GENUINE).stdout


def test_an_image_is_read_as_bytes(tmp_path: Path) -> None:
    """A VBIOS dump speaks for its ROM, without a line."""
    (tmp_path / "dump.rom").write_bytes(Rom().build())
    found = cards(run(tmp_path / "dump.rom", "--format", "json"))
    assert found[0]["verdict"] == "ambiguous"
    assert {one["line"] for one in found[0]["evidence"]} == {None}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xff" * 4096, "the file is empty"),
        (b"hello\n", "no output in it that buildgen knows"),
        (bytes(range(1, 32)) * 100, "neither text nor a VBIOS image"),
        (b"\x55\xaa\x10", "a VBIOS image that is cut or damaged"),
    ],
)
def test_files_that_say_nothing_say_why(tmp_path: Path, content: bytes, said: str) -> None:
    """Empty, foreign, binary and cut files each give one clear line and exit 1."""
    (tmp_path / "f").write_bytes(content)
    result = run(tmp_path / "f")
    assert result.exit_code == 1
    assert said in " ".join(result.stdout.split())
    assert cards(run(tmp_path / "f", "--format", "json"))[0]["verdict"] == "unknown"


def odd_files(folder: Path) -> dict[str, Path]:
    """Make one of each kind of path that is no plain file."""
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to("loop")
    (folder / "secret").write_text("x", encoding="utf-8")
    (folder / "secret").chmod(0)
    listener = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is bounded
    listener.bind("socket")
    os.chdir(here)
    listener.close()
    return {
        "is a pipe": folder / "fifo",
        "is a folder": folder,
        "is a device": Path("/dev/zero"),
        "is a socket": folder / "socket",
        "no such file": folder / "gone",
        "symbolic links": folder / "loop",
        "file name too long": folder / ("x" * 300),
        "permission denied": folder / "secret",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes or devices among files")
def test_what_is_no_file_gives_one_line_each_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    """A pipe, a folder, a device, ...: one line on standard error, exit 2, and the others are judged."""
    odd = odd_files(tmp_path)
    if os.geteuid() == 0:
        del odd["permission denied"]  # nothing is refused to root
    result = run(*odd.values(), *GENUINE)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == len(odd)
    for (said, path), line in zip(odd.items(), lines, strict=True):
        assert line.startswith(f"buildgen: {path}: ")
        assert said in line
    assert "1 identified" in result.stdout


def test_nothing_readable_prints_no_verdict() -> None:
    """With no file read at all there is no JSON to mistake for an answer."""
    result = run("nowhere.txt", "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")


def test_misuse_exits_2() -> None:
    """No file named, an unknown format: usage and exit 2."""
    assert run().exit_code == 2
    assert run(GENUINE[0], "--format", "xml").exit_code == 2


def test_a_catalog_without_a_sound_guide_is_named(tmp_path: Path) -> None:
    """No guide, a guide with a slip of form, a guide with a dangling name: one line that says so."""
    words = [str(GENUINE[0]), "--root", str(tmp_path)]
    folder = tmp_path / "identification"
    guide = (ROOT / "identification" / "vega20.yaml").read_text(encoding="utf-8")
    for content, said in (
        (None, "nothing says how to tell"),
        ("name: [\n", "not sound"),
        (guide.replace("board: mi60\n", "board: mi61\n", 1), "not sound"),
    ):
        if content is not None:
            folder.mkdir(exist_ok=True)
            (folder / "vega20.yaml").write_text(content, encoding="utf-8")
        with pytest.raises(BuildgenError, match=said):
            CliRunner().invoke(command, words, catch_exceptions=False)


def test_nothing_in_a_file_or_its_name_reaches_the_terminal_raw(tmp_path: Path) -> None:
    """Escapes, bells and direction marks in values and names are shown, not obeyed."""
    path = tmp_path / "a\x1b[31m\u202e.txt"
    path.write_bytes(b"card notes\nlabel: \x1b]0;owned\x07 \xe2\x80\xaeMI50\n")
    result = run(path)
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout)
    assert "\\u202e" in result.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only some systems take bytes that are no UTF-8")
def test_a_name_that_is_no_utf8_is_printed(tmp_path: Path) -> None:
    """A file name of any bytes is read, and shown in both formats."""
    name = os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9.txt")
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(NOTES)
    assert cards(run(name, "--format", "json"))[0]["evidence"][0]["file"].endswith("caf\ufffd.txt")
    assert "caf\ufffd.txt:2" in "".join(run(name).stdout.split())


@pytest.mark.skipif(sys.platform != "linux", reason="wants sparse files and a limit on memory")
def test_a_long_file_is_cut_and_says_so(tmp_path: Path) -> None:
    """Only the first 32 MiB are read: a sparse file of 1 TiB costs no more, in 1 GiB of memory."""
    import resource

    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.write(NOTES)
        file.truncate(1 << 40)
    words = [sys.executable, "-m", "buildgen", "identify", str(path), "--root", str(ROOT)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT.parent / "src")}
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert f"longer than {LIMIT >> 20} MiB" in " ".join(done.stdout.split())
    assert "AMD RADEON INSTINCT MI50" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="wants `yes`")
def test_endless_standard_input_ends() -> None:
    """Standard input is read up to the limit, whatever still comes."""
    script = f'yes "GPU[0] : x" | {sys.executable} -m buildgen identify - --root {ROOT} --format json'
    environment = {**os.environ, "PYTHONPATH": str(ROOT.parent / "src")}
    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["cards"][0]["verdict"] == "unknown"


def test_help_says_what_the_exit_codes_mean() -> None:
    """The help warns that 0 is not `genuine`."""
    text = " ".join(run("--help").stdout.split())
    assert "Exit 0 when every Vega 20 card" in text
    assert "a known fake exits 0 too" in text
