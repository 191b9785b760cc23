"""`--lang zh`: every command says in Chinese what it says in English, and nothing else changes."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from buildgen.calc.forecast import CARD_REASONS
from buildgen.calc.scope import REASONS
from buildgen.calc.speed import SPEED_REASONS
from buildgen.catalog.loading import load_catalog
from buildgen.cli import benchasking, fitting, identify, verdicts
from buildgen.cli.harness import STAMP
from buildgen.cli.import_ import KINDS
from buildgen.cli.main import COMMANDS
from buildgen.cli.words import cells, ranged, words_of
from buildgen.diagnostics import Severity
from buildgen.identify.notes import LINES
from buildgen.sentences import LANGUAGES
from tests.cli.conftest import PROJECT, REAL, Inside

SOURCE = PROJECT / "src" / "buildgen"
TOML = tomllib.loads((SOURCE / "cli" / "zh.toml").read_text(encoding="utf-8"))
OWN: dict[str, str] = TOML["words"]
MISUSE: dict[str, str] = TOML["misuse"]
TABLE = words_of("zh").table
MODULES = [name for name, _ in (*COMMANDS.values(), *KINDS.values()) if name != "import_"]
BUILDS = sorted(load_catalog(REAL).builds)
SAMPLES = PROJECT / "tests" / "identify" / "samples"
HAN = "\u4e00-\u9fff"

# Texts that are looked up by a name, gathered from where they are written.
REGISTERS = {
    *(severity.value for severity in Severity),
    *REASONS.values(),
    *SPEED_REASONS.values(),
    *CARD_REASONS.values(),
    *fitting.ASSUMED.values(),
    *fitting.CHANGES.values(),
    fitting.KEY,
    STAMP,
    *verdicts._FILES.values(),
    *verdicts._MATCHES.values(),
    *verdicts._FLASHED.values(),
    *(verdicts.note_line(feature) for feature in LINES),
    *(question for _, question in benchasking.QUESTIONS),
    *("identified", "ambiguous", "contradictory", "unknown", "fits", "tight", "does not fit"),
}


def constants() -> Iterator[str]:
    """Every text that stands in the sources."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def looked_up() -> Iterator[str]:
    """The texts that the command line passes to its words where it says them."""
    for path in sorted((SOURCE / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                if name in {"words", "tell"} and isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_word_has_its_twin() -> None:
    """What a command says, it can say in Chinese."""
    assert sorted({*looked_up(), *REGISTERS} - TABLE.keys()) == []


def test_no_twin_is_stale() -> None:
    """A key of the terminal's table is said by the program."""
    known = {*constants(), *REGISTERS}
    known |= {f"{fitting.EDGE}{text}" for text in known}
    fuses = {"each run", "each conductor"}
    assert sorted(OWN.keys() - known - fuses - {"kv k", "kv v", "decode,", "prefill,"}) == []


@pytest.mark.parametrize("key", sorted(OWN))
def test_a_twin_has_the_same_values_and_figures(key: str) -> None:
    """Named parts and figures are those of the English text."""
    for pattern in (r"\{[^{}]*\}", r"\d+(?:[.,-]\d+)*"):
        assert sorted(re.findall(pattern, key)) == sorted(re.findall(pattern, OWN[key]))
    assert not re.search(f"[{HAN}][,;?!]", OWN[key])


@pytest.mark.parametrize("module", MODULES)
def test_every_command_has_the_option(module: str) -> None:
    """Whatever says something says it in either language; English is what is said unasked."""
    command = import_module(f"buildgen.cli.{module}").command
    option = next(option for option in command.params if "--lang" in option.opts)
    assert tuple(option.type.choices) == LANGUAGES
    assert option.default == "en"


SAID = [
    ("check",),
    ("check", "--format", "github"),
    *(("price", build) for build in BUILDS[::4]),
    ("price", "mi50x2", "--format", "md"),
    ("wiring", "mi50x3-70b"),
    ("wiring", "mi50x3-70b-breakout"),
    ("fit", "mi50x3-70b", "--model", "llama-3.3-70b", "--context", "max"),
    ("fit", "mi50x2", "--model", "llama-3.3-70b", "--context", "8192", "--sequences", "2"),
    ("fit", "mi50x3-70b", "--model", "mixtral-8x7b", "--context", "8192"),
    ("identify", str(SAMPLES / "notes.fake-label.zh.txt"), str(SAMPLES / "SOURCES.md")),
    ("identify", str(SAMPLES / "lspci-nn.three-mi50-as-pro-vii.txt")),
]


@pytest.mark.parametrize("words", SAID, ids=" ".join)
def test_a_command_says_the_same_in_chinese(inside: Inside, words: tuple[str, ...]) -> None:
    """The exit code is the same, the figures are the same, and every line that has words has Chinese ones."""
    english = inside(*words, "--root", REAL)
    chinese = inside(*words, "--root", REAL, "--lang", "zh")
    assert chinese[0] == english[0]
    said = chinese[1]
    assert re.search(f"[{HAN}]", said)
    plain = re.compile(r"\b(?:the|of|is|are|and|not|with|known|from|to)\b")
    quoted = re.compile(r"`[^`]*`|^\s*\d* *\|.*$|\(.*?\)|GGML_\w+|[\w./-]+\.(?:txt|md|yaml)\S*", re.MULTILINE)
    left = [line for line in quoted.sub("", said).splitlines() if plain.search(line)]
    assert [line for line in left if not re.search(r"::|[A-Z][a-z]+ [A-Z]", line)] == []


@pytest.mark.parametrize("build", ["mi50x2", "mi50x3-70b"])
def test_a_chinese_table_keeps_to_the_terminal(
    inside: Inside, build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bill is 80 columns wide at most, Chinese characters counted as two."""
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = inside("price", build, "--root", REAL, "--lang", "zh")
    head = out.split("\n\n")[1].splitlines()
    assert max(cells(line) for line in head) <= 80


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("price", "mi50x3-70b"),
        ("wiring", "mi50x3-70b"),
        ("fit", "mi50x3-70b", "--model", "llama-3.3-70b", "--context", "8192"),
        ("identify", str(SAMPLES / "notes.genuine-label.txt")),
    ],
    ids=" ".join,
)
def test_only_sentences_of_the_json_are_in_the_language(inside: Inside, words: tuple[str, ...]) -> None:
    """`message` and `help` follow `--lang`; every other value is the same for programs."""
    told = [
        json.loads(inside(*words, "--root", REAL, "--format", "json", "--lang", language)[1])
        for language in ("en", "zh")
    ]
    sentences = [list(_taken(one)) for one in told]
    assert told[0] == told[1]
    assert all(re.search(f"[{HAN}]", text) for text in sentences[1])
    assert not any(text == other for text, other in zip(*sentences, strict=True))


def _taken(value: object) -> Iterator[str]:
    """Take the sentences out of a JSON value."""
    if isinstance(value, dict):
        for name in ("message", "help"):
            if isinstance(text := value.pop(name, None), str):
                yield text
        for item in value.values():
            yield from _taken(item)
    elif isinstance(value, list):
        for item in value:
            yield from _taken(item)


def test_a_new_file_has_chinese_comments(inside: Inside, root: Path) -> None:
    """`new --lang zh` writes a file that is as sound, with comments in Chinese."""
    code, out, _ = inside("new", "my-rig", "--from", "base", "--root", root, "--lang", "zh")
    assert code == 0
    assert "已写入" in out
    text = (root / "builds" / "my-rig.yaml").read_text(encoding="utf-8")
    comments = [line for line in text.splitlines()[1:] if line.startswith("# ")]
    assert any(re.search(f"[{HAN}]", line) for line in comments)
    assert load_catalog(root).findings == ()


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("显卡", 4), ("卡 0", 4), ("，", 2), ("", 0)])
def test_columns_of_the_terminal_are_counted(text: str, width: int) -> None:
    """A Chinese character takes two columns, so that tables in Chinese stand straight."""
    assert cells(text) == width
    assert cells(ranged(text, 9)) == cells(ranged(text, 9, right=True)) == 9
    assert ranged(text, 9).rstrip() == text
    assert ranged(text, 9, right=True).lstrip() == text


ERRORS = {"BuildgenError", "FactError", "UnreadableError", "_UnreadableError"}


def refusals() -> Iterator[str]:
    """The texts of every error of use, `*` in place of what is filled in."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ERRORS and isinstance(node, ast.Call):
                pieces = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
                constants = (p.value if isinstance(p, ast.Constant) else "*" for p in pieces)
                yield "".join(map(str, constants))
    yield from identify._NO_FILES.values()


def test_every_error_of_use_has_its_twin() -> None:
    """What is said of the words of a command is said in Chinese; of a macro in a page `check` says it."""
    told = set(refusals()) - {"docs/*/*: *: *", "*"}
    assert len(told) > 40
    assert sorted(told - MISUSE.keys()) == []


@pytest.mark.parametrize("key", sorted(MISUSE))
def test_a_twin_of_an_error_keeps_what_is_filled_in(key: str) -> None:
    """As many values as in English, and the same figures."""
    for pattern in (r"\*", r"\d+(?:[.,-]\d+)*"):
        assert sorted(re.findall(pattern, key)) == sorted(re.findall(pattern, MISUSE[key]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("price", "mi50x4"), "buildgen: 没有方案 'mi50x4'：是不是想写 'mi50x2'？\n"),
        (
            ("fit", "mi50x2", "--model", "llama-3.3-70b", "--context", "x"),
            "应为 token 数或 `max`，实际是 'x'",
        ),
        (("explain", "PWR01"), "buildgen: 没有检查 'PWR01'：是不是想写 PWR0"),
        (("identify", "."), "buildgen: .: 是文件夹：请写出里面的文件\n"),
        (("check", "--as-of", "x"), "--as-of 应为 2026-11-22 这样的日期，实际是 'x'"),
        (("wiring", "v100x4"), "buildgen: v100x4 没有写接线：它没有 `harness`\n"),
    ],
)
def test_an_error_of_use_is_said_in_chinese(inside: Inside, words: tuple[str, ...], said: str) -> None:
    """A slip on the command line is answered in the language that it asks for."""
    more = () if words[0] == "explain" else ("--root", str(REAL))
    code, out, err = inside(*words, *more, "--lang", "zh")
    assert (code, out) == (2, "")
    assert said in err
