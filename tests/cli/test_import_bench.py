"""`buildgen import bench`: what is written, what is refused, and that nothing is ever half done."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from buildgen.bench import as_json, read_bench
from buildgen.catalog.loading import load_catalog
from buildgen.cli.contracts import contract
from buildgen.cli.shelving import Item, shelve
from buildgen.cli.words import words_of
from buildgen.diagnostics import BuildgenError
from tests.cli.conftest import PROJECT, Call, Inside, environment

SAMPLES = PROJECT / "tests" / "bench" / "samples"
FILES = sorted(p for p in SAMPLES.iterdir() if p.name not in ("SOURCES.md", "llama-bench.fields.json"))
DEPTH = SAMPLES / "llama-bench.depth.md"
JSONL = SAMPLES / "llama-bench.b5163.jsonl"
OOM = b"alloc_buffer: allocating 1000.00 MiB on device 0: cudaMalloc failed: out of memory\n"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def order(root: Path, *words: str | Path) -> tuple[str | Path, ...]:
    return ("import", "bench", "--build", "base", "--root", root, "--no-input", *words)


@pytest.mark.parametrize("file", FILES, ids=[p.name for p in FILES])
def test_every_sample_becomes_a_sound_entry_with_its_raw_file(file: Path, root: Path, inside: Inside) -> None:
    """The entry loads, names the raw file beside it, and the raw file is the file, byte by byte."""
    code, out, _ = inside(*order(root, file))
    assert code == 0, out
    catalog = load_catalog(root)
    assert catalog.findings == ()
    (entry,) = catalog.benchmarks.values()
    assert entry.raw is not None
    kept = root / "benchmarks" / "base" / entry.raw.file
    assert kept.read_bytes() == file.read_bytes()
    assert entry.raw.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert inside("check", "--root", root)[0] in (0, 1)


def test_the_same_file_again_changes_nothing_and_says_so(root: Path, inside: Inside, tmp_path: Path) -> None:
    """Importing twice, under whatever name and with whatever note, leaves the catalog as it was."""
    assert inside(*order(root, DEPTH))[0] == 0
    before = snapshot(root)
    copy = tmp_path / "other-name.txt"
    shutil.copy(DEPTH, copy)
    code, out, _ = inside(*order(root, copy, "--note", "again"))
    assert (code, snapshot(root)) == (0, before)
    assert "in the catalog already" in out
    assert "nothing changed" in out


def test_two_copies_in_one_call_are_one_entry(root: Path, inside: Inside, tmp_path: Path) -> None:
    """The second of two equal files is told, not written."""
    copy = tmp_path / "copy.md"
    shutil.copy(DEPTH, copy)
    code, out, _ = inside(*order(root, DEPTH, copy))
    assert code == 0
    assert "the same file as" in out
    assert len(load_catalog(root).benchmarks) == 1


def test_one_refused_file_keeps_all_from_being_written(root: Path, inside: Inside, tmp_path: Path) -> None:
    """All that is wrong with all files is told in one run, and then nothing is written."""
    prose, folder = tmp_path / "notes.md", tmp_path / "folder"
    prose.write_text("# Notes\n\nIt was fast.\n", encoding="utf-8")
    folder.mkdir()
    before = snapshot(root)
    code, _, err = inside(*order(root, prose, DEPTH, tmp_path / "gone.md", folder))
    assert code == 1
    assert snapshot(root) == before
    assert [
        part in err for part in ("notes.md: no result", "gone.md: cannot be read", "is no plain file")
    ] == [True] * 3
    assert "nothing was written" in err


def test_a_failure_without_a_row_is_refused_and_recorded_when_told(
    root: Path, inside: Inside, tmp_path: Path
) -> None:
    """A log that ends out of memory is no success; with --oom --context it is a BOOM, the log beside it."""
    log = tmp_path / "run.log"
    log.write_bytes(OOM)
    code, _, err = inside(*order(root, log))
    assert code == 1
    assert "--oom --context N records it" in err
    assert inside(*order(root, log, "--oom", "--context", "32768"))[0] == 0
    (entry,) = load_catalog(root).benchmarks.values()
    assert [run.result for run in entry.runs] == ["out of memory"]
    assert entry.value(entry.runs[0], "context") == 32768
    assert entry.raw is not None


def test_a_boom_needs_no_file(root: Path, inside: Inside) -> None:
    """What memory did not hold can be recorded from the command line alone, once."""
    words = ("--oom", "--context", "16384", "--set", "split=layer", "--set", "cards=2")
    assert inside(*order(root, *words))[0] == 0
    before = snapshot(root)
    code, out, _ = inside(*order(root, *words))
    assert (code, snapshot(root)) == (0, before)
    assert "in the catalog already" in out


def test_a_dry_run_shows_the_entry_and_writes_nothing(root: Path, inside: Inside) -> None:
    """What --dry-run prints is the file that would be written."""
    before = snapshot(root)
    code, out, _ = inside(*order(root, DEPTH, "--dry-run"))
    assert (code, snapshot(root)) == (0, before)
    assert inside(*order(root, DEPTH))[0] == 0
    (entry,) = (root / "benchmarks" / "base").glob("*.yaml")
    assert out.partition("\n")[2] == entry.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("--model", "nothing"), ("--state", "stok"), ("--set", "crads=2")])
def test_a_wish_that_leads_nowhere_is_misuse(words: tuple[str, str], root: Path, inside: Inside) -> None:
    """An unknown model, state or fact exits 2 before any file is read."""
    assert inside(*order(root, DEPTH, *words))[0] == 2


def test_an_unknown_build_is_misuse_with_a_guess(root: Path, inside: Inside) -> None:
    """The build must be in the catalog."""
    code, _, err = inside("import", "bench", DEPTH, "--build", "bsae", "--root", root)
    assert code == 2
    assert "did you mean 'base'" in err


@pytest.mark.parametrize("words", [(), ("--oom",), ("--context", "5", str(DEPTH))])
def test_half_an_order_is_misuse(words: tuple[str, ...], root: Path, inside: Inside) -> None:
    """No file, --oom without a window and a window without --oom are refused."""
    assert inside(*order(root, *words))[0] == 2


def test_an_unknown_card_is_a_warning_with_the_line_to_add(root: Path, inside: Inside) -> None:
    """What a program calls a card is matched to the build's cards; else it is told how to match it."""
    code, _, err = inside(*order(root, JSONL))
    assert code == 0
    assert "'NVIDIA GeForce RTX 4080' is none of the cards of base (card-a)" in err
    assert "parts/gpu/card-a.yaml: printed_as: [NVIDIA GeForce RTX 4080]" in err
    part = root / "parts" / "gpu" / "card-a.yaml"
    part.write_text(
        part.read_text(encoding="utf-8") + "printed_as: [NVIDIA GeForce RTX 4080]\n", encoding="utf-8"
    )
    assert "none of the cards" not in inside(*order(root, SAMPLES / "llama-bench.b5163.csv"))[2]


@pytest.mark.parametrize("file", FILES, ids=[p.name for p in FILES])
def test_the_json_keeps_its_contract(file: Path, root: Path, inside: Inside) -> None:
    """The JSON is within its schema, and its runs are those of the reading."""
    code, out, _ = inside(*order(root, file, "--format", "json", "--dry-run"))
    said = json.loads(out)
    Draft202012Validator(contract("import-bench")).validate(said)
    plain = json.loads(json.dumps(as_json(read_bench(file.read_bytes()))))
    assert (code, said["runs"], said["rejected"]) == (0, plain["runs"], plain["rejected"])
    assert [f["status"] for f in said["files"]] == ["not written"]


def test_the_contract_covers_refusals_and_what_is_known(root: Path, inside: Inside, tmp_path: Path) -> None:
    """Each state of a file is within the schema."""
    prose = tmp_path / "notes.md"
    prose.write_text("nothing\n", encoding="utf-8")
    states = []
    for words in ((DEPTH,), (DEPTH,), (prose, JSONL)):
        code, out, _ = inside(*order(root, *words, "--format", "json"))
        said = json.loads(out)
        Draft202012Validator(contract("import-bench")).validate(said)
        states.append((code, [f["status"] for f in said["files"]]))
    assert states == [(0, ["written"]), (0, ["known"]), (1, ["refused", "not written"])]


def test_standard_input_is_a_file_too(root: Path) -> None:
    """`-` reads a pipe; what came through it is kept beside the entry, and no copy stays elsewhere."""
    words = [sys.executable, "-m", "buildgen", *map(str, order(root, "-"))]
    scratch = root.parent / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        words,
        input=DEPTH.read_bytes(),
        env=environment(TMPDIR=str(scratch)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (entry,) = load_catalog(root).benchmarks.values()
    assert entry.raw is not None
    assert (root / "benchmarks" / "base" / entry.raw.file).read_bytes() == DEPTH.read_bytes()
    assert list(scratch.iterdir()) == []


def test_a_terminal_is_asked_and_a_wrong_answer_asked_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing facts are asked for; Enter leaves one null; an impossible answer is asked again."""
    from click.testing import CliRunner

    from buildgen.bench.entry import Told
    from buildgen.cli import benchasking
    from buildgen.cli.main import group

    catalog = load_catalog(root)
    answers = iter(["", "stok", "quiet", "", "2025-99-01", "2025-01-03", "2", "", "none", "none"])
    monkeypatch.setattr(benchasking, "_answer", lambda _question: next(answers))
    read = read_bench((SAMPLES / "llama-batched-bench.md").read_bytes())
    told = benchasking.ask(Told(), read, catalog, catalog.builds["base"], words_of("en"))
    assert dict(told.conditions) == {"state": "quiet", "cards": 2}
    assert dict(told.engine) == {"flags": (), "patches": ()}
    assert told.date == "2025-01-03"
    # A pipe is no terminal: nothing is asked, and nothing waits.
    piped = CliRunner().invoke(
        group, ["import", "bench", str(DEPTH), "--build", "base", "--root", str(root)], input=""
    )
    assert piped.exit_code == 0


def test_a_broken_write_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second of two files cannot be placed, the first is taken back."""
    items = [Item(root / "a.md", b"a"), Item(root / "b.yaml", b"b")]
    link, calls = os.link, []

    def failing(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        link(source, target)

    monkeypatch.setattr(os, "link", failing)
    before = snapshot(root)
    with pytest.raises(BuildgenError, match="no space left"):
        shelve(items)
    assert snapshot(root) == before


def test_nothing_is_overwritten_and_a_changed_source_is_refused(root: Path, tmp_path: Path) -> None:
    """An existing file stays, and a file that changed between reading and copying is not kept."""
    (root / "a.md").write_bytes(b"old")
    with pytest.raises(BuildgenError, match="already"):
        shelve([Item(root / "a.md", b"new")])
    assert (root / "a.md").read_bytes() == b"old"
    source = tmp_path / "s"
    source.write_bytes(b"changed")
    with pytest.raises(BuildgenError, match="changed meanwhile"):
        shelve([Item(root / "c.md", source, hashlib.sha256(b"first").hexdigest())])
    assert not (root / "c.md").exists()


def test_a_process_of_its_own_exits_with_the_right_code(root: Path, call: Call) -> None:
    """0 when all is in the catalog, 1 when a file was refused, 2 on misuse."""
    assert call(*order(root, DEPTH)).returncode == 0
    assert call(*order(root, "no-such-file")).returncode == 1
    assert call("import", "bench").returncode == 2
