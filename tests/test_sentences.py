"""Sentences: every message that the code names has its text, in one style."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import buildgen
from buildgen.diagnostics import Diagnostic, Message, Place, Severity
from buildgen.money import Money
from buildgen.quantity import Watts
from buildgen.sentences import LANGUAGES, has, headline, say, shown, table

SRC = Path(buildgen.__file__).parent
CODE = re.compile(r"[A-Z]{2,4}[0-9]{3}")
SENTENCE = re.compile(r"([A-Z]{2,4}[0-9]{3})\.([a-z][a-z_0-9]*)")
# What may open a sentence instead of a lower-case letter: a value, code, or a name in capitals.
NAME_START = re.compile(r"[`{]|[A-Z][A-Za-z]*[A-Z0-9]|YAML|UTF")


def literals() -> Iterator[tuple[str, str]]:
    """Every string constant of the sources, with its file."""
    for file in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield file.name, node.value


def templates(language: str) -> list[tuple[str, str]]:
    return [
        (f"{code}.{part}", text) for code, parts in table(language).items() for part, text in parts.items()
    ]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_code_in_the_sources_has_a_title_and_a_sentence() -> None:
    """A code that the sources name can be said: it has a title and at least one sentence."""
    codes = {text for _, text in literals() if CODE.fullmatch(text)}
    assert {"SYN001", "SYN017"} <= codes
    for code in sorted(codes):
        assert has(f"{code}.title"), code
        assert table("en")[code].keys() - {"title", "help"}, code


def test_every_sentence_that_the_sources_name_exists() -> None:
    """A sentence named in full (`SYN002.first`) is in the table."""
    named = {text for _, text in literals() if SENTENCE.fullmatch(text)}
    assert "SYN002.first" in named
    assert [name for name in sorted(named) if not has(name)] == []


def test_every_sentence_that_is_named_by_its_part_exists() -> None:
    """`found("SYN003", span, "alias")` and `_failed(path, "SYN012", sentence="loop")` name sentences too."""
    files = sorted((SRC / "source").glob("*.py"))
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        words = [
            arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        words += [
            constant.value
            for keyword in call.keywords
            if keyword.arg == "sentence"
            for constant in ast.walk(keyword.value)
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
        ]
        if words and CODE.fullmatch(words[0]):
            assert all(has(f"{words[0]}.{part}") for part in [*words[1:], "help"]), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_the_same_sentences(language: str) -> None:
    """A language says all that English says, with the same values, and nothing else."""
    english, other = dict(templates("en")), dict(templates(language))
    assert english.keys() == other.keys()
    for name, text in other.items():
        assert fields(text) == fields(english[name]), name


def digits(template: str) -> list[str]:
    """The figures that a template itself writes, without its named parts."""
    literal = "".join(text for text, _, _, _ in string.Formatter().parse(template))
    return sorted(re.findall(r"\d+(?:[.,:-]\d+)*", literal))


def test_both_languages_write_the_same_figures() -> None:
    """A figure in a Chinese sentence is the one in the English sentence: figures do not drift."""
    english, chinese = dict(templates("en")), dict(templates("zh"))
    assert {name for name in english if digits(english[name]) != digits(chinese[name])} == set()


@pytest.mark.parametrize(("name", "text"), templates("zh"))
def test_the_style_of_a_chinese_sentence(name: str, text: str) -> None:
    """Chinese with Chinese marks, no full stop, a blank between Chinese and Latin, and none at the ends."""
    assert re.search("[\u4e00-\u9fff]", text), name
    assert not text.endswith(("。", "，", "：", "；", " ")), text
    assert not re.search("[\u4e00-\u9fff][,;:?!]", text), text
    assert not re.search("[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`%][\u4e00-\u9fff]", text), text


@pytest.mark.parametrize(
    ("identifier", "values", "said"),
    [
        ("SHP003.message", {"wanted": "a text", "found": "the number 4"}, "应为文本，实际是数字 4"),
        (
            "SHP004.message",
            {"found": "the text `x`", "units": ("W", "kW")},
            "文本 `x` 没有单位，应为以下之一：W、kW",
        ),
        ("SHP004.message", {"found": "nothing", "units": ("W",)}, "空值没有单位，应为以下之一：W"),
        (
            "PWR001.label",
            {"supply": "atx", "sum": "5 W + 2 x 9 W through a slot"},
            "atx 上共 5 W + 2 x 9 W（经插槽）",
        ),
        (
            "SYN001.message",
            {"problem": "did not find expected key while parsing a block mapping"},
            "不是合法的 YAML：解析块状映射时，没有找到应有的键",
        ),
        ("SYN001.message", {"problem": "something new"}, "不是合法的 YAML：something new"),
        ("WIR001.supplies", {"name": "load"}, "`load` 不是这个方案的电源"),
    ],
)
def test_words_in_values_are_translated_by_the_name_of_the_value(
    identifier: str, values: dict[str, object], said: str
) -> None:
    """English words in values have their Chinese; what comes from the file stays as it is written."""
    assert say(Message.of(identifier, **values), "zh") == said


@pytest.mark.parametrize(("name", "text"), templates("en"))
def test_a_template_can_be_filled(name: str, text: str) -> None:
    """Each template has only named values without formats, and its sentence is one line."""
    for _, field, form, conversion in string.Formatter().parse(text):
        assert field is None or field.isidentifier(), name
        assert not form
        assert conversion is None
    said = say(Message.of(name, **dict.fromkeys(fields(text), 1)))
    assert said
    assert "\n" not in said
    assert said.isascii()


@pytest.mark.parametrize(("name", "text"), templates("en"))
def test_the_style_of_a_sentence(name: str, text: str) -> None:
    """Lower case at the start, unless a name or a value stands there; no full stop; a question may ask."""
    assert text[0].islower() or text[0].isdigit() or NAME_START.match(text), text
    assert text[-1] not in ".!,;: ", text
    assert text.strip() == text
    assert "  " not in text


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, text in templates("en") if name.endswith(".help")]
)
def test_a_help_line_is_an_action(name: str, text: str) -> None:
    """A help line opens with what to do, as a lower-case word, not with an article or a pronoun."""
    first = text.split(maxsplit=1)[0].rstrip(",:;")
    assert re.fullmatch(r"[a-z]+", first), text
    assert first not in {"a", "an", "the", "it", "you", "this", "that", "there", "is", "its", "please"}, text


@pytest.mark.parametrize("code", sorted(table("en")))
def test_a_code_has_a_title_without_values(code: str) -> None:
    """A title stands alone, in lists of checks; a help exists for every code of the YAML walk."""
    assert fields(table("en")[code]["title"]) == set()
    if code.startswith("SYN"):
        assert has(f"{code}.help")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (0, "0"),
        (1048576, "1,048,576"),
        (-1234, "-1,234"),
        (Decimal("76.0"), "76.0"),
        (("W", "kW"), "W, kW"),
        (["a", 1000, None], "a, 1,000, null"),
        ((), ""),
        (Watts.parse("750 W"), "750 W"),
        (Money.parse("1730 CNY"), "1730.00 CNY"),
        (Severity.NOT_ESTABLISHED, "not established"),
        ("三卡 MI50 — 70B", "三卡 MI50 — 70B"),
        ("{key}", "{key}"),
    ],
    ids=ascii,
)
def test_values_are_shown_in_the_fields_way(value: object, text: str) -> None:
    """Numbers have separators, lists commas, nothing is called null; text is left alone."""
    assert shown(value) == text


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "\x1b[31mred", "a\u2028b", "a\u202eb", "a\x00b", "\ud800", "\u2066x"]
)
def test_a_value_cannot_break_the_line_or_the_terminal(text: str) -> None:
    """Control characters, line ends, turned text and lone surrogates are shown as escapes."""
    said = shown((text,))
    assert said.isascii()
    assert said.isprintable()


def test_a_value_with_braces_is_not_a_template() -> None:
    """What data says is never read as a template."""
    assert (
        say(Message.of("SYN002.message", key="{key.__class__}")) == "the key `{key.__class__}` stands twice"
    )


def test_a_missing_sentence_or_value_is_a_key_error() -> None:
    """An unknown id and a value that the template lacks are bugs and raise."""
    for message in (Message.of("SYN002.nothing"), Message.of("XXX000.message"), Message.of("SYN002.message")):
        with pytest.raises(KeyError):
            say(message)
    assert not has("SYN002.nothing")
    assert not has("XXX000.message")
    assert not has("SYN002")


def test_the_first_line_stands_alone() -> None:
    """Place, weight, code and sentence on one line, with the mark of a draft or a waiver."""
    message = Message.of("SYN002.message", key="cpu")
    place = Place("builds/a.yaml", 4, 27, 4, 30)
    line = "builds/a.yaml:4:27: error{}[SYN002]: the key `cpu` stands twice"
    assert headline(Diagnostic("SYN002", Severity.ERROR, place, message)) == line.format("")
    assert headline(Diagnostic("SYN002", Severity.ERROR, place, message, draft=True)) == line.format(
        " (draft)"
    )
    assert headline(Diagnostic("SYN002", Severity.ERROR, place, message, waived=True)) == line.format(
        " (waived)"
    )
    odd = headline(Diagnostic("SYN002", Severity.ERROR, Place("a\nb.yaml"), message))
    assert odd.startswith(r"a\nb.yaml:1:1: error")
