"""The YAML walk: plain data, the place of every value, and a code for all that is refused."""

from __future__ import annotations

import errno
import gc
import os
import socket
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from buildgen.diagnostics import Place
from buildgen.sentences import headline, say
from buildgen.source import Document, collector_off, limits, parse_document, read_document


def parse(text: str) -> Document:
    return parse_document("a.yaml", text.encode())


def value(text: str) -> Any:
    """Give the value of the one key of a sound document."""
    document = parse(f"k: {text}\n")
    assert document.sound, [headline(found) for found in document.diagnostics]
    return document.data["k"]


def spans(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [
        (found.code, place.line, place.column, place.end_line, place.end_column)
        for found in document.diagnostics
        for place in [found.place]
    ]


def said(document: Document) -> list[str]:
    return [f"{found.code} {say(found.message)}" for found in document.diagnostics]


def pointed(document: Document, *path: str | int, key: bool = False) -> str:
    """Give the text that a place points at, when it is on one line."""
    place = document.place(path, key=key)
    assert place.line == place.end_line
    return document.lines()[place.line - 1][place.column - 1 : place.end_column - 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("null", None), ("~", None), ("", None), ("true", True), ("false", False)),
        *(("0", 0), ("-0", 0), ("12", 12), ("-12", -12), ("9" * 30, int("9" * 30))),
        *(("0.1", Decimal("0.1")), ("-3140.19", Decimal("-3140.19")), ("1.0", Decimal("1.0"))),
    ],
)
def test_six_kinds_of_plain_scalar_are_typed(text: str, expected: object) -> None:
    """Only null, true, false, whole numbers and plain decimals are more than text; a decimal is exact."""
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "yes", "on", "off", "y", "n", "No", "True", "FALSE", "Null", "NULL"),
        *(
            "1:30",
            "12:30:00",
            "010",
            "00",
            "1e5",
            "1.5e3",
            ".nan",
            ".inf",
            "-.inf",
            "nan",
            "0x1f",
            "0o17",
            "0b1",
        ),
        *(
            "1_000",
            "+1",
            "+1.5",
            ".5",
            "5.",
            "1.2.3",
            "--1",
            "1,000",
            "1-2",
            "2025-01-03",
            "2025-01-03T10:00:00Z",
        ),
        *(
            "٣",
            "１２",
            "²",
            "1/0",
            "750 W",
            "3140.19 CNY",
            "=",
            "MI50",
            "三卡",
            "😀",
            "a#b",
            "1#2",
        ),
    ],
)
def test_everything_else_is_the_text_that_was_written(text: str) -> None:
    """No country becomes false, no time a number of seconds, no octal, no date, no infinity."""
    assert value(text) == text


@pytest.mark.parametrize("text", ["null", "true", "12", "0.1", "~", "", "no", "1:30"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_scalar_is_always_text(text: str, quote: str) -> None:
    """Quotes make a text of anything."""
    assert value(f"{quote}{text}{quote}") == text


def test_block_scalars_are_text() -> None:
    """Literal and folded blocks are text, also where they hold a number."""
    assert value("|\n  12\n") == "12\n"
    assert value("|-\n  12") == "12"
    assert value(">-\n  a\n  b\n\n  c") == "a b\nc"
    assert value("|2-\n   indented") == " indented"


def test_plain_text_over_lines_is_folded() -> None:
    """A plain scalar over two lines is one text, and its place runs to the second line."""
    document = parse("k: one\n  two\n")
    assert document.data == {"k": "one two"}
    assert document.place(("k",)) == Place("a.yaml", 1, 4, 2, 6)


def test_collections_become_dict_and_tuple() -> None:
    """Mappings keep their order; lists cannot be changed."""
    document = parse("b: [1, [2, {c: 3}], {}]\na:\n- x\n- y: z\n1: []\n")
    assert document.data == {"b": (1, (2, {"c": 3}), {}), "a": ("x", {"y": "z"}), "1": ()}
    assert list(document.data) == ["b", "a", "1"]


NESTED = """\
title: {en: Three cards, zh: 三卡 😀}   # a comment
parts:
  gpus:
    part: mi50-16g
    count: 3
  "quoted key": 'a value'
list:
  - one
  - {two: 2, empty: }
  -
    - deep
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("title", "en"), "Three cards"),
        (("title", "zh"), "三卡 😀"),
        (("title",), "{en: Three cards, zh: 三卡 😀}"),
        (("parts",), "g"),
        (("parts", "gpus", "part"), "mi50-16g"),
        (("parts", "gpus", "count"), "3"),
        (("parts", "quoted key"), "'a value'"),
        (("list", 0), "one"),
        (("list", 1), "{two: 2, empty: }"),
        (("list", 1, "two"), "2"),
        (("list", 1, "empty"), ""),
        (("list", 2, 0), "deep"),
        ((), "t"),
    ],
)
def test_a_place_points_at_the_text_of_the_value(path: tuple[str | int, ...], text: str) -> None:
    """Columns count characters; what stands on one line is pointed at whole, the rest at its start."""
    assert pointed(parse(NESTED), *path) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("title",), "title"),
        (("title", "zh"), "zh"),
        (("parts", "gpus"), "gpus"),
        (("parts", "quoted key"), '"quoted key"'),
        (("list", 1, "two"), "two"),
        (("list", 0), "one"),
        (("list", 1), "{two: 2, empty: }"),
        (("list", 2), "-"),
    ],
)
def test_a_place_can_point_at_the_key(path: tuple[str | int, ...], text: str) -> None:
    """With `key` the key itself is pointed at; an item of a list has none, and stands for itself."""
    assert pointed(parse(NESTED), *path, key=True) == text


def test_a_path_that_the_file_does_not_write_leads_as_deep_as_it_goes() -> None:
    """A missing field is reported at the start of the block that lacks it, or at that block's key."""
    document = parse(NESTED)
    assert document.place(("parts", "gpus", "state")) == document.place(("parts", "gpus"))
    assert document.place(("parts", "gpus", "state"), key=True) == document.place(("parts", "gpus"), key=True)
    assert document.place(("list", 9)) == document.place(("list",))
    assert document.place(("list", -1)) == document.place(("list",))
    assert document.place(("list", "two")) == document.place(("list",))
    assert document.place(("parts", 0)) == document.place(("parts",))
    assert document.place(("list", 0, "deeper")) == document.place(("list", 0))
    assert document.place(("nothing",)) == document.place() == Place("a.yaml", 1, 1, 1, 2)
    assert parse("").place(("a", 0)) == Place("a.yaml")


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), True),
        (("title", "en"), True),
        (("list", 1, "empty"), True),
        (("list", 2, 0), True),
        (("list", 3), False),
        (("list", -1), False),
        (("list", "0"), False),
        (("title", "fr"), False),
        (("title", "en", "x"), False),
        (("parts", 0), False),
    ],
)
def test_holds_tells_what_the_file_itself_writes(path: tuple[str | int, ...], written: bool) -> None:
    """A value counts as written when the file states it, null included."""
    assert parse(NESTED).holds(path) is written


def test_an_unread_file_holds_nothing() -> None:
    """A file that could not be parsed writes no value."""
    assert not parse("[").holds(())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: [1, 2\nb: 3\n", [("SYN001", 2, 2, 2, 3)]),
        ("a: 1\na: 2\n", [("SYN002", 2, 1, 2, 2)]),
        ("{三: 1, 三: 2}", [("SYN002", 1, 8, 1, 9)]),
        ("a: 1\n'a': 2\n\"a\": 3\n", [("SYN002", 2, 1, 2, 4), ("SYN002", 3, 1, 3, 4)]),
        ("a: &x 1\n", [("SYN003", 1, 4, 1, 8)]),
        ("a: &x [1]\n", [("SYN003", 1, 4, 1, 8)]),
        ("&x a: 1\n", [("SYN003", 1, 1, 1, 5)]),
        ("a: *x\n", [("SYN003", 1, 4, 1, 6)]),
        ("a: &x 1\nb: *x\n", [("SYN003", 1, 4, 1, 8), ("SYN003", 2, 4, 2, 6)]),
        ("a: !!str 1\n", [("SYN004", 1, 4, 1, 11)]),
        ("a: !!python/object/apply:os.system [id]\n", [("SYN004", 1, 4, 1, 37)]),
        ("a: ! 1\n", [("SYN004", 1, 4, 1, 7)]),
        ("a: 1\n---\nb: 2\n", [("SYN005", 2, 1, 2, 4)]),
        ("k: 1\n? [a]\n: 2\n", [("SYN009", 2, 3, 2, 4)]),
        ("k: 1\n? {a: b}\n: 2\n", [("SYN009", 2, 3, 2, 4)]),
        ("null: 1\n", [("SYN009", 1, 1, 1, 5)]),
        ("true: 1\n'': 2\n~: 3\n", [("SYN009", 1, 1, 1, 5), ("SYN009", 2, 1, 2, 3), ("SYN009", 3, 1, 3, 2)]),
        ("?\n: 1\n", [("SYN009", 1, 2, 1, 2)]),
        ("a: 1\nb: \x07\n", [("SYN010", 2, 4, 2, 5)]),
        ("a: 三\x00\n", [("SYN010", 1, 5, 1, 6)]),
        ("a: 1\rb: 2\r", [("SYN010", 1, 5, 1, 6)]),
        ('a: "\\e[31m"\n', [("SYN010", 1, 4, 1, 12)]),
        ('"\\0": 1\n', [("SYN010", 1, 1, 1, 5)]),
        ("a: " + "9" * 31, [("SYN013", 1, 4, 1, 35)]),
        ("a: -0." + "3" * 5000, [("SYN013", 1, 4, 1, 5007)]),
        ("<<: {a: 1}\n", [("SYN014", 1, 1, 1, 3)]),
        ("a: 1\n<<: {a: 1}\n<<: {b: 1}\n", [("SYN014", 2, 1, 2, 3), ("SYN014", 3, 1, 3, 3)]),
        ("%YAML 1.1\n---\na: 1\n", [("SYN015", 1, 1, 2, 4)]),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", [("SYN015", 1, 1, 2, 4)]),
        ("", [("SYN016", 1, 1, 1, 2)]),
        ("# nothing\n\n", [("SYN016", 1, 1, 1, 2)]),
        ("\ufeff", [("SYN016", 1, 1, 1, 2)]),
        ("a: " + "x" * 20_001, [("SYN017", 1, 4, 1, 20_005)]),
        ("a: '" + "x" * 20_001 + "'", [("SYN017", 1, 4, 1, 20_007)]),
    ],
    ids=lambda case: ascii(case)[:30] if isinstance(case, str) else "",
)
def test_each_code_has_its_place(text: str, found: list[tuple[str, int, int, int, int]]) -> None:
    """One cause gives one finding, from its first character to one past its last."""
    document = parse(text)
    assert spans(document) == found
    assert not document.sound
    for diagnostic in document.diagnostics:
        assert headline(diagnostic)
        assert diagnostic.help is not None
        assert say(diagnostic.help)


def test_bounds_are_inclusive() -> None:
    """What is exactly at a limit passes; one more does not."""
    assert parse("[" * limits.MAX_DEPTH + "]" * limits.MAX_DEPTH).sound
    assert said(parse("[" * 65 + "]" * 65)) == ["SYN006 nested deeper than 64 levels"]
    assert spans(parse("[" * 65 + "]" * 65)) == [("SYN006", 1, 65, 1, 66)]
    assert parse("a: " + "x" * limits.MAX_TEXT).sound
    assert parse("x" * limits.MAX_KEY + ": 1").sound
    assert [code for code, *_ in spans(parse("x" * 201 + ": 1"))] == ["SYN009"]
    full = "- 1\n" * (limits.MAX_VALUES - 1)
    assert parse(full).sound
    assert said(parse(full + "- 1\n")) == ["SYN008 more than 50,000 values in one file"]
    assert parse("a: " + "9" * limits.MAX_DIGITS).sound


def test_a_repeated_key_points_at_the_first() -> None:
    """The finding stands at the second key and shows the first; neither value is taken."""
    document = parse("cpu: 1\ngpu: 2\ncpu: 3\n")
    (found,) = document.diagnostics
    (label,) = found.related
    assert (label.place, say(label.text)) == (Place("a.yaml", 1, 1, 1, 4), "first here")
    assert document.data is None


def test_the_same_key_in_two_mappings_is_fine() -> None:
    """Keys are compared within one mapping only, and by their text."""
    assert parse("a: {x: 1}\nb: {x: 1}\nA: 1\n").sound


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &base 1\n", "SYN003 an anchor, `&base`"),
        ("a: *base\n", "SYN003 an alias, `*base`"),
        ("*base : 1\n", "SYN003 an alias, `*base`"),
        ("a: !x 1\n", "SYN004 a tag, `!x`"),
        ("? []\n: 1\n", "SYN009 a key must be a short plain text, found a collection"),
        ("a: \x1b\n", "SYN010 control character U+001B in the file"),
        ('a: "\\x1b"\n', "SYN010 an escape that makes a control character"),
        ("a: " + "1" * 5000, "SYN013 a number of 5,000 characters, more than 30"),
        ("\ta: 1", "SYN001 not readable as YAML: a tab where only spaces may stand"),
        ("a: @b", "SYN001 not readable as YAML: found character that cannot start any token while scanning"),
    ],
)
def test_the_sentence_says_what_was_found(text: str, sentence: str) -> None:
    """A finding repeats the name, the tag, the character or both numbers, and is the only one."""
    (found,) = said(parse(text))
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    "text", ["a: [1, 2", "a: [1, 2\n", "a: 'x", "{a", "a: [三", "'", "a: |\n\tx", "- [\n- ["]
)
def test_a_syntax_error_points_into_the_file(text: str) -> None:
    """An unclosed bracket or quote is noticed at the end, and the place is still within the file."""
    document = parse(text)
    place = document.diagnostics[0].place
    assert document.diagnostics[0].code == "SYN001"
    assert 1 <= place.line <= len(document.lines())
    assert 1 <= place.column <= len(document.lines()[place.line - 1]) + 1


def all_places(document: Document) -> list[Place]:
    paths: list[tuple[str | int, ...]] = [
        ("title", "zh"),
        ("parts", "gpus", "count"),
        ("parts", "quoted key"),
    ]
    paths += [(), ("list",), ("list", 1, "empty"), ("list", 2, 0)]
    return [document.place(path, key=key) for path in paths for key in (False, True)]


def test_line_ends_of_windows_change_nothing() -> None:
    """CRLF gives the same data and the same places as LF."""
    unix, windows = parse(NESTED), parse(NESTED.replace("\n", "\r\n"))
    assert (windows.data, windows.lines()) == (unix.data, unix.lines())
    assert all_places(windows) == all_places(unix)
    assert windows.sound


def test_a_byte_order_mark_changes_nothing() -> None:
    """A UTF-8 mark at the start is no part of the text, and counts in no column."""
    plain, marked = parse(NESTED), parse("\ufeff" + NESTED)
    assert (marked.data, marked.text) == (plain.data, plain.text)
    assert all_places(marked) == all_places(plain)


@pytest.mark.parametrize(
    ("data", "place", "sentence"),
    [
        (b"a: 1\nb: \xff\n", (2, 4), "byte 0xff is not UTF-8"),
        (b"\xef\xbb\xbfa: \xff\n", (1, 4), "byte 0xff is not UTF-8"),
        ("a: 三".encode() + b"\xe4\xb8", (1, 5), "byte 0xe4 is not UTF-8"),
        ("a: 显卡\n".encode("gb18030"), (1, 4), "byte 0xcf is not UTF-8"),
        (b"a: \xed\xa0\x80\n", (1, 4), "byte 0xed is not UTF-8"),
        (b"a: \xc0\x80\n", (1, 4), "byte 0xc0 is not UTF-8"),
        ("a: 1".encode("utf-16"), (1, 1), "the file is UTF-16, wanted UTF-8"),
        (b"\xfe\xff\0a", (1, 1), "the file is UTF-16, wanted UTF-8"),
        ("a: 1".encode("utf-32"), (1, 1), "the file is UTF-32, wanted UTF-8"),
        (b"\0\0\xfe\xff\0\0\0a", (1, 1), "the file is UTF-32, wanted UTF-8"),
    ],
)
def test_another_encoding_is_named(data: bytes, place: tuple[int, int], sentence: str) -> None:
    """A file in another encoding gives one finding, at the first byte that is not UTF-8."""
    (found,) = parse_document("a.yaml", data).diagnostics
    assert (found.code, say(found.message)) == ("SYN011", sentence)
    assert (found.place.line, found.place.column) == place


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_unmarked_wide_encoding_shows_its_zero_bytes(codec: str) -> None:
    """Without a mark the zero bytes of UTF-16 and UTF-32 are found as control characters."""
    (found,) = parse_document("a.yaml", "a: 1".encode(codec)).diagnostics
    assert (found.code, say(found.message)) == ("SYN010", "control character U+0000 in the file")


def test_findings_of_one_file_are_capped() -> None:
    """After 200 findings a file has had its say, also when the last one is a syntax error."""
    tags = "".join(f"k{number}: !t 1\n" for number in range(300))
    assert len(parse(tags).diagnostics) == limits.MAX_FINDINGS
    late = "".join(f"k{number}: !t 1\n" for number in range(199)) + "x: [\n"
    assert [found.code for found in parse(late).diagnostics].count("SYN001") == 1


def test_all_findings_of_a_file_come_at_once() -> None:
    """One run finds every fault that does not hide the next."""
    document = parse("a: &x 1\na: 2\nb: !t 3\n'': 4\nc: \"\\0\"\n<<: {}\n---\n")
    assert [found.code for found in document.diagnostics] == [
        *("SYN003", "SYN002", "SYN004", "SYN009", "SYN010", "SYN014", "SYN005"),
    ]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_put_back(was_on: bool) -> None:
    """The pause of the cyclic collector ends with the block, also by an error, and never turns it on."""
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        with collector_off():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
        with pytest.raises(ZeroDivisionError), collector_off():
            _ = 1 // 0
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


def refusal(root: Path, path: str = "x.yaml") -> str:
    document = read_document(root, path)
    (found,) = document.diagnostics
    assert found.place.path == path
    assert document.data is None
    return f"{found.code} {say(found.message)}"


def test_a_file_is_read_below_its_root(tmp_path: Path) -> None:
    """The document carries the path as given, not where the root lies."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "x.yaml").write_bytes(b"a: 1\r\n")
    document = read_document(tmp_path, "parts/x.yaml")
    assert (document.path, document.data, document.sound) == ("parts/x.yaml", {"a": 1}, True)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder named like a file is a finding."""
    (tmp_path / "x.yaml").mkdir()
    assert refusal(tmp_path) == "SYN012 wanted a plain file, found a folder"


def test_a_missing_file_and_a_dead_link_differ(tmp_path: Path) -> None:
    """Nothing there is one thing, a link that leads nowhere another."""
    assert refusal(tmp_path) == "SYN012 there is no such file"
    (tmp_path / "x.yaml").symlink_to("gone.yaml")
    assert refusal(tmp_path) == "SYN012 the file is a link that leads nowhere"


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """Two links to each other are a finding."""
    (tmp_path / "x.yaml").symlink_to("y.yaml")
    (tmp_path / "y.yaml").symlink_to("x.yaml")
    assert refusal(tmp_path) == "SYN012 the file is a loop of links"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO without a writer is a finding at once."""
    os.mkfifo(tmp_path / "x.yaml")
    assert refusal(tmp_path) == "SYN012 wanted a plain file, found a pipe"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero on this system")
def test_a_device_is_not_read(tmp_path: Path) -> None:
    """A link to an endless device is a finding at once."""
    (tmp_path / "x.yaml").symlink_to("/dev/zero")
    assert refusal(tmp_path) == "SYN012 wanted a plain file, found a device"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets in files on this system")
def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket cannot be opened and is a finding."""
    monkeypatch.chdir(tmp_path)  # a socket's path is bounded to about 100 bytes
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("x.yaml")
        assert refusal(tmp_path).startswith("SYN012 ")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.EACCES, "the file cannot be read: permission denied"), (errno.EIO, "the file cannot be read: ")],
)
def test_an_unreadable_file_is_a_finding(
    number: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system says on opening is repeated, whoever runs the program."""

    def refuse(*args: object) -> int:
        raise OSError(number, os.strerror(number))

    (tmp_path / "x.yaml").write_text("a: 1\n")
    monkeypatch.setattr(os, "open", refuse)
    assert refusal(tmp_path).startswith(f"SYN012 {sentence}")


def test_an_error_while_reading_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails in the middle of a file is a finding, and the handle is closed."""
    closed: list[int] = []
    close = os.close

    def note(handle: int) -> None:
        closed.append(handle)
        close(handle)

    def refuse(*args: object, **options: object) -> None:
        raise OSError(errno.EIO, "input/output error")

    (tmp_path / "x.yaml").write_text("a: 1\n")
    monkeypatch.setattr(os, "read", refuse)
    monkeypatch.setattr(os, "close", note)
    assert refusal(tmp_path).startswith("SYN012 the file cannot be read: ")
    assert len(closed) == 1


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    """One megabyte is read, one byte more is not."""
    honest = b"a: 1\n" + b"#" * (limits.MAX_BYTES - 5)
    (tmp_path / "x.yaml").write_bytes(honest)
    assert read_document(tmp_path, "x.yaml").sound
    (tmp_path / "x.yaml").write_bytes(honest + b"#")
    assert refusal(tmp_path) == "SYN007 the file is larger than 1,048,576 bytes"
