"""Hostile files: each gives findings in bounded time and memory, and none a traceback or a crash."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import buildgen
from buildgen.diagnostics import Place
from buildgen.sentences import headline
from buildgen.source import Document, faults, limits, parse_document, plain, read_document

MEGABYTE = 1 << 20
# Measured at most 0.25 s, 20 MB of Python objects and 60 MB for the process. The bounds leave a factor of ten
# and more, so that a slow machine under coverage passes; a quadratic walk takes minutes.
SECONDS = 5.0
TRACED_BYTES = 200 * MEGABYTE
PROCESS_BYTES = 600 * MEGABYTE


def nested_merge_bomb() -> bytes:
    """Ten levels of ten aliases each: 10^10 values if they were expanded."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11)]
    lines += ["merged: {<<: [*a9, *a10]}"]
    return "\n".join(lines).encode()


def filled(unit: bytes) -> bytes:
    """As many whole copies as fit into the largest file."""
    return unit * (limits.MAX_BYTES // len(unit))


def numbered(form: str, count: int) -> bytes:
    return "".join(form % number for number in range(count)).encode()[: limits.MAX_BYTES]


# Name, what makes the bytes, and the codes that it must give (in any number); none means sound.
HOSTILE: list[tuple[str, Callable[[], bytes], set[str]]] = [
    ("30,000 open brackets", lambda: b"[" * 30_000, {"SYN006"}),
    ("30,000 closed brackets", lambda: b"[" * 30_000 + b"]" * 30_000, {"SYN006"}),
    ("30,000 open braces", lambda: b"{" * 30_000, {"SYN009"}),
    ("30,000 braces with keys", lambda: b"{a: " * 30_000, {"SYN006"}),
    ("30,000 braces with quoted keys", lambda: b'{"a":' * 30_000, {"SYN006"}),
    ("brackets and braces in turn", lambda: b"[{a: " * 15_000, {"SYN006"}),
    ("brackets on lines of their own", lambda: filled(b"[\n"), {"SYN006"}),
    ("single pairs in lists", lambda: b"[a: " * 200_000, {"SYN006"}),
    ("explicit keys in lists", lambda: filled(b"[?"), {"SYN009"}),
    ("1 MB of dashes on one line", lambda: filled(b"- "), {"SYN006"}),
    ("block lists, each deeper", lambda: b"".join(b" " * n + b"-\n" for n in range(1400)), {"SYN006"}),
    ("block mappings, each deeper", lambda: b"".join(b" " * n + b"k:\n" for n in range(1400)), {"SYN006"}),
    ("explicit block keys on one line", lambda: filled(b"? "), {"SYN009"}),
    ("100,000 keys", lambda: numbered("k%d: 1\n", 100_000), {"SYN008"}),
    ("100,000 keys in braces", lambda: b"{" + numbered("k%d: 1,", 100_000), {"SYN008"}),
    ("100,000 explicit keys", lambda: numbered("? k%d\n", 100_000), {"SYN008"}),
    ("100,000 empty keys", lambda: filled(b"?\n:\n"), {"SYN009"}),
    ("one key 200,000 times", lambda: b"a: 1\n" * 200_000, {"SYN002"}),
    ("200,000 merge keys", lambda: b"<<: 1\n" * 170_000, {"SYN014"}),
    ("a long list on one line", lambda: b"[" + filled(b"1,")[2:], {"SYN008"}),
    ("empty lists on one line", lambda: b"[" + filled(b"[],")[3:], {"SYN008"}),
    ("empty texts on one line", lambda: b"[" + filled(b'"",')[3:], {"SYN008"}),
    ("wide characters on one line", lambda: b"[" + filled("漢,".encode())[4:], {"SYN008"}),
    ("plain words in braces", lambda: b"{" + filled(b"a b c d ")[2:] + b"}", {"SYN009"}),
    ("1 MB of commas", lambda: b"[" + filled(b",")[1:], {"SYN001"}),
    ("500,000 colons and spaces", lambda: filled(b": "), {"SYN001"}),
    ("1 MB of colons", lambda: filled(b":"), {"SYN001", "SYN017"}),
    ("key after key on one line", lambda: filled(b"a: "), {"SYN001"}),
    ("a plain text of 1 MB", lambda: filled(b"a"), {"SYN017"}),
    ("a plain text of 500,000 words", lambda: filled(b"a "), {"SYN017"}),
    ("a plain text over 500,000 lines", lambda: filled(b"a\n"), {"SYN017"}),
    ("a quoted text of 1 MB", lambda: b'"' + filled(b"a")[2:] + b'"', {"SYN017"}),
    ("a quoted text of escapes", lambda: b'"' + filled(b"\\u0041")[6:] + b'"', {"SYN017"}),
    ("a quoted text of line ends", lambda: b'"' + filled(b"\n")[3:] + b'a"', {"SYN017"}),
    ("an endless quoted text", lambda: filled(b"'")[1:], {"SYN001"}),
    ("1 MB of double quotes", lambda: filled(b'"'), {"SYN001"}),
    ("a literal block of 1 MB", lambda: b"k: |\n" + filled(b" a\n")[6:], {"SYN017"}),
    ("a folded block of 1 MB", lambda: b"k: >\n" + filled(b" a\n")[6:], {"SYN017"}),
    ("a literal block of empty lines", lambda: b"k: |\n" + filled(b" \n")[6:], set()),
    ("a key of 1 MB", lambda: filled(b"a")[:-10] + b": 1", {"SYN001", "SYN017"}),
    ("an explicit key of 1 MB", lambda: b"? " + filled(b"a")[10:] + b"\n: 1", {"SYN009"}),
    ("a quoted key of 1,000", lambda: b'"' + b"a" * 1000 + b'": 1', {"SYN009"}),
    ("a comment of 1 MB", lambda: b"a: 1 " + filled(b"#")[5:], set()),
    ("500,000 comments", lambda: filled(b"#\n"), {"SYN016"}),
    ("1 MB of spaces", lambda: filled(b" "), {"SYN016"}),
    ("1 MB of line ends", lambda: filled(b"\n"), {"SYN016"}),
    ("1 MB of Windows line ends", lambda: filled(b"\r\n"), {"SYN016"}),
    ("1 MB of carriage returns", lambda: filled(b"\r"), {"SYN010"}),
    ("1 MB of tabs", lambda: filled(b"\t"), {"SYN001"}),
    ("1 MB of NUL", lambda: filled(b"\0"), {"SYN010"}),
    ("1 MB of byte order marks", lambda: filled(b"\xef\xbb\xbf"), {"SYN010"}),
    ("1 MB that is not UTF-8", lambda: filled(b"\xff"), {"SYN011"}),
    ("1 MB of UTF-16", lambda: filled(b"a").decode().encode("utf-16")[: limits.MAX_BYTES], {"SYN011"}),
    ("1 MB of UTF-32", lambda: filled(b"a").decode().encode("utf-32")[: limits.MAX_BYTES], {"SYN011"}),
    ("anchors on one node", lambda: filled(b"&a "), {"SYN001", "SYN003"}),
    ("1 MB of ampersands", lambda: filled(b"&"), {"SYN001"}),
    ("an anchor of 1 MB", lambda: b"&" + filled(b"a")[5:] + b" b", {"SYN003"}),
    ("aliases without an anchor", lambda: filled(b"- *a\n"), {"SYN003"}),
    ("an alias bomb", nested_merge_bomb, {"SYN003", "SYN014"}),
    ("an alias to itself", lambda: b"a: &a [*a]\n", {"SYN003"}),
    ("1 MB of exclamation marks", lambda: filled(b"!"), {"SYN004"}),
    ("a tag of escapes", lambda: b"!" + filled(b"%41")[5:] + b" a", {"SYN004"}),
    ("tags of Python", lambda: b"- !!python/object/apply:os.system ['false']\n" * 1000, {"SYN004"}),
    ("a tag that names a function", lambda: b"a: !!python/name:os.system\n", {"SYN004"}),
    ("250,000 documents", lambda: filled(b"---\n"), {"SYN005"}),
    ("300,000 directives", lambda: filled(b"%a\n"), {"SYN015"}),
    ("many tag directives", lambda: numbered("%%TAG !%d! x\n", 68_000) + b"--- a", {"SYN015"}),
    (
        "many tag directives after a document",
        lambda: b"a\n...\n" + numbered("%%TAG !%d! x\n", 68_000),
        {"SYN015"},
    ),
    ("101 tag directives", lambda: numbered("%%TAG !%d! x\n", 101) + b"--- a", {"SYN015"}),
    ("a number of 5,000 digits", lambda: b"a: " + b"9" * 5000, {"SYN013"}),
    ("a number of a million digits", lambda: b"a: " + filled(b"9")[3:], {"SYN013"}),
    ("a fraction of 5,000 digits", lambda: b"a: 0." + b"3" * 5000, {"SYN013"}),
    ("not a number", lambda: b"a: .nan\nb: .inf\nc: NaN\n", set()),
    ("a time and a country", lambda: b"a: 1:30\nb: no\nc: 190:20:30\n", set()),
]
CASES = [pytest.param(make, codes, id=name) for name, make, codes in HOSTILE]


def codes_of(document: Document) -> set[str]:
    return {found.code for found in document.diagnostics}


@pytest.mark.parametrize(("make", "codes"), CASES)
def test_a_hostile_text_gives_its_findings_in_bounded_time(
    make: Callable[[], bytes], codes: set[str]
) -> None:
    """Each attack has its code, every finding can be said, and the walk stays linear."""
    data = make()
    assert len(data) <= limits.MAX_BYTES
    start = time.perf_counter()
    document = parse_document("a.yaml", data)
    assert time.perf_counter() - start < SECONDS
    assert codes_of(document) == codes
    assert len(document.diagnostics) <= limits.MAX_FINDINGS
    last = len(document.lines())
    for found in document.diagnostics:
        assert len(headline(found)) < 500
        assert 1 <= found.place.line <= last or not document.text


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(make, id=name)
        for name, make, _ in HOSTILE
        if name in {"100,000 keys", "a long list on one line", "a plain text of 1 MB"}
    ],
)
def test_a_hostile_text_costs_bounded_memory(make: Callable[[], bytes]) -> None:
    """What the walk builds before it stops is bounded by the count of values."""
    data = make()
    tracemalloc.start()
    try:
        parse_document("a.yaml", data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < TRACED_BYTES


@pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc: ru_maxrss would count the test runner's own peak"
)
def test_no_hostile_text_ends_the_interpreter() -> None:
    """One process parses them all and lives, libyaml's own memory and stack included."""
    script = (
        "import sys\n"
        "from test_hostile_yaml import HOSTILE\n"
        "from buildgen.source import parse_document\n"
        "for name, make, codes in HOSTILE:\n"
        "    parse_document('a.yaml', make())\n"
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "print(int(peak[0].split()[1]) * 1024)\n"
    )
    paths = [str(Path(__file__).parent), str(Path(buildgen.__file__).parents[1])]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) < PROCESS_BYTES


@pytest.mark.parametrize("unit", [b"a", b"# comment ", b"k: v\n", b"\0"], ids=ascii)
def test_a_file_of_ten_megabytes_is_not_read_to_its_end(unit: bytes, tmp_path: Path) -> None:
    """A scalar or a comment of 10 MB costs one finding and about one megabyte."""
    (tmp_path / "x.yaml").write_bytes(unit * (10 * MEGABYTE // len(unit)))
    tracemalloc.start()
    try:
        document = read_document(tmp_path, "x.yaml")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(found.code, found.place) for found in document.diagnostics] == [("SYN007", Place("x.yaml"))]
    assert peak < 4 * MEGABYTE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this system")
def test_no_odd_file_is_waited_for(tmp_path: Path) -> None:
    """A device, a FIFO, loops and folders behind links are findings at once, and no handle stays open."""
    os.mkfifo(tmp_path / "fifo.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name, target in {
        "zero": "/dev/zero",
        "pipe": "fifo.yaml",
        "up": "..",
        "self": "self.yaml",
        "there": "back.yaml",
        "back": "there.yaml",
        "gone": "nowhere/at/all",
        "under": "fifo.yaml/below",
    }.items():
        (tmp_path / f"{name}.yaml").symlink_to(target)
    start = time.perf_counter()
    for file in sorted(tmp_path.iterdir()):
        assert codes_of(read_document(tmp_path, file.name)) == {"SYN012"}, file.name
    first = os.open(tmp_path, os.O_RDONLY)
    os.close(first)
    for _ in range(50):
        read_document(tmp_path, "folder.yaml")
        read_document(tmp_path, "pipe.yaml")
    again = os.open(tmp_path, os.O_RDONLY)
    os.close(again)
    assert again == first
    assert time.perf_counter() - start < SECONDS


# Small texts on which the loader written in Python must say what libyaml says.
CORPUS = [
    "title: {en: Three cards, zh: 三卡 😀}   # comment\nparts:\n  gpus:\n    part: mi50-16g\n    count: 3\n",
    "- one\n- {two: 2, three: [3, null]}\n-\n  - deep\n- - a\n  - b\n",
    "a: |\n  x\n  y\nb: >-\n  f\n  g\nc: 'it''s'\nd: \"x\\\n  y\"\ne: plain\n  over lines\n",
    "a: |\r\n  x\r\nb: 1\r\n",
    "---\na: 1\n...\n",
    "? explicit key\n: value\n? lonely\n",
    '? "a\n  b"\n: 1\n',
    '{"k":1, k2: [a: 1], k3: x}',
    "a: 1:30\nb: no\nc: 010\nd: 0x1f\ne: .nan\nf: http://x\ng: x#y\nh: -1.50\ni: ~\nj: true\n",
    *("", "\n", "# nothing\n", "a", "1", "null", "---\n", "--- |\n a\n", "[]", "{}"),
    *("a: 1\na: 2\n", "a: &x 1\nb: *x\n", "*x : 1\n", "a: !!str 1\n", "a: ! 1\n", "<<: {a: 1}\n", "'': 1\n"),
    *("a: 1\n---\nb: 2\n", "%YAML 1.1\n---\na: 1\n", "%YAML 2.0\n---\na: 1\n", "? [a]\n: 1\n", "{[a]: 1}"),
    *('a: "\\e"\n', '"\\0": 1\n', "a: " + "9" * 31, "a: " + "x" * 20_001, "x" * 201 + ": 1"),
    *(
        "[" * 65 + "]" * 65,
        "- " * 65 + "a",
        "a: [1, 2",
        "a: 'x",
        "[}",
        "a: b: c",
        "a: @x",
        "\ta: 1",
        "a: - b",
    ),
    *("a: &x &y 1", "a: !x !y 1", "a: 'x' y", "a: [x] y", "a:\n  - b\n - c\n", "[a, , b]", "{a b}", "a: %x"),
]


def everything(document: Document) -> tuple[object, ...]:
    """Gather data, findings with their places, and the places of all values."""
    places = [document.place(path, key=key) for path in paths(document.data) for key in (False, True)]
    return document.data, [(found.code, found.place) for found in document.diagnostics], places


def paths(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        steps = list(data.items())
    elif isinstance(data, tuple):
        steps = list(enumerate(data))
    return [path, *(deep for step, below in steps for deep in paths(below, (*path, step)))]


def without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LOADER", yaml.SafeLoader)
    monkeypatch.setattr(plain, "COMPOSER", plain.composer_on(yaml.SafeLoader))


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: ascii(text)[:30])
def test_the_quick_way_and_the_search_for_faults_agree(text: str) -> None:
    """A text has data exactly where no fault is found in it."""
    document = parse_document("a.yaml", text.encode())
    assert document.sound == (document.node is not None)
    if document.sound:
        assert faults.faults_of("a.yaml", text) == ()


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: ascii(text)[:30])
def test_both_loaders_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml the same text gives the same data, codes and places."""
    fast = parse_document("a.yaml", text.encode())
    without_libyaml(monkeypatch)
    assert everything(parse_document("a.yaml", text.encode())) == everything(fast)


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="no libyaml to compare with")
@pytest.mark.parametrize(
    ("text", "with_libyaml", "without"),
    [
        ("a:\tb\n", set(), {"SYN001"}),  # a tab between a key and its value
        ("a: b\t\n", set(), {"SYN001"}),  # a tab at the end of a line
        ("a\tb: 1\n", set(), {"SYN001"}),  # a tab within a plain text
        ("{a: b?c}\n", set(), {"SYN001"}),  # a question mark within a plain text in braces
        ("%FOO\n---\na: 1\n", {"SYN001"}, set()),  # an unknown directive
        ('a: "\\ud83d\\ude00"\n', {"SYN001"}, {"SYN010"}),  # half characters
    ],
)
def test_where_the_loaders_differ(
    text: str, with_libyaml: set[str], without: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The known differences, so that a new one is noticed: none gives other data, only other findings."""
    assert codes_of(parse_document("a.yaml", text.encode())) == with_libyaml
    without_libyaml(monkeypatch)
    assert codes_of(parse_document("a.yaml", text.encode())) == without


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        pytest.param(make, codes, id=name)
        for name, make, codes in HOSTILE
        if name
        in {"30,000 open brackets", "1 MB of dashes on one line", "an alias bomb", "a number of 5,000 digits"}
    ],
)
def test_the_python_loader_is_bounded_too(
    make: Callable[[], bytes], codes: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without libyaml the attacks on depth, aliases and numbers end as soon."""
    without_libyaml(monkeypatch)
    start = time.perf_counter()
    assert codes_of(parse_document("a.yaml", make())) == codes
    assert time.perf_counter() - start < SECONDS
