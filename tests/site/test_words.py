"""Every word of the pages has its twin in Chinese, and the twin says the same."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.cli.main import group
from buildgen.cli.publication import matter_of, places_for
from buildgen.site import rendering, words
from buildgen.site.pages import pages
from buildgen.site.places import written_pages
from buildgen.site.prose.staging import filled_pages
from buildgen.site.words import Words

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "buildgen"
TABLE = dict(Words.of("zh").table)
# Names that Chinese readers use as they are.
TERMS = {
    "、",
    "n = 1",
    "n = {count}",
    "decode",
    "prefill",
    "flash attention",
    "Flash",
    "batch",
    "micro-batch",
    "mmap",
}
TERMS |= {"CPU", "ROM", "KV cache", "{supply}，{how}", "{line}：{rating}", "{name}（{kind}）", "，"}
TERMS |= {"{role}：{what}", "{amount}，{proof}"}
TERMS |= {"decode，t/s", "prefill，t/s", "{supply}：{heat}"}
HAN = "\u4e00-\u9fff"


class Recorder(dict[str, str]):
    """A table that notes what is looked up in it."""

    def __init__(self, table: Mapping[str, str]) -> None:
        super().__init__(table)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)


def english(key: str) -> str:
    """Give what a key says: the table tells senses apart in brackets behind it."""
    return re.sub(r" \[[a-z]+\]$", "", key)


def called(tree: ast.AST) -> Iterator[str]:
    """Give the texts that a module passes to its words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name == "words" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def templates() -> Iterator[nodes.Template]:
    for path in sorted((SOURCE / "site" / "templates").rglob("*.html")):
        yield Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def written() -> set[str]:
    """Gather the texts that modules and templates of the site say word for word."""
    found = set()
    for path in sorted((SOURCE / "site").rglob("*.py")):
        found |= set(called(ast.parse(path.read_text(encoding="utf-8"))))
    for template in templates():
        for call in template.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                found |= {c.value for c in call.args[:1] if isinstance(c, nodes.Const)}
    return found


@pytest.fixture(scope="module")
def asked() -> Iterator[set[str]]:
    """What the pages of this repository look up, templates and views alike."""
    places = places_for(PROJECT / "catalog", PROJECT / "build" / "site")
    findings, results = run_checks(load_catalog(places.catalog), None)
    assert results is not None
    recorder = Recorder(TABLE)
    before = words._table
    words._table = lambda _language: recorder  # type: ignore[assignment]
    rendering._environment.cache_clear()
    try:
        own = written_pages(places, "zh")
        matter = matter_of(places, results, findings, group).spoken(Words.of("zh"), own)
        made = [page.path for page in pages(matter)]
        filled_pages(own, "zh", results, made)
        yield recorder.asked
    finally:
        words._table = before
        rendering._environment.cache_clear()


def test_every_word_has_its_twin(asked: set[str]) -> None:
    """What a page says, it can say in Chinese."""
    said = {text for text in asked if text and not re.search(r" \[[a-z]+\]$", text)} | written()
    assert sorted(said - TABLE.keys()) == []


def constants() -> Iterator[str]:
    """Every text that stands in the program, and every name of a field as people say it."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id.replace("_", " ")
                yield from (name, name.capitalize())
    for template in templates():
        yield from (c.value for c in template.find_all(nodes.Const) if isinstance(c.value, str))


def test_no_twin_is_stale(asked: set[str]) -> None:
    """A key of the table is a text that the program still says, in the sense in which it says it."""
    known = set(constants())
    known |= {text.replace("_", " ") for text in known} | {" ".join(text.split()) for text in known}
    stale = {
        key
        for key in TABLE.keys() - asked
        if english(key) not in known or (key != english(key) and key[len(english(key)) + 2 : -1] not in known)
    }
    assert sorted(stale) == []


def test_a_word_stands_in_one_table() -> None:
    """No key stands in two files of the table: and only one would be said."""
    found: list[str] = []
    for path in sorted((SOURCE / "site" / "words").glob("zh*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    assert sorted(key for key in set(found) if found.count(key) > 1) == []


def parts(text: str) -> tuple[list[str], list[str]]:
    """Give the named parts of a text, and its figures."""
    bare = re.sub(r"\{[^}]*\}", " ", text)
    return sorted(set(re.findall(r"\{([a-z_]+)\}", text))), sorted(re.findall(r"\d+(?:\.\d+)?", bare))


def test_a_twin_says_the_same() -> None:
    """A twin has the named parts and the figures of its English, and is in Chinese."""
    assert [key for key, twin in TABLE.items() if parts(twin) != parts(english(key))] == []
    assert [t for t in TABLE.values() if not re.search(f"[{HAN}]", t) and t not in TERMS] == []


# What may not stand beside what: punctuation of the other script, a blank after Chinese punctuation or
# between Chinese characters, and no blank between Chinese and Latin. A part that is filled in brings its own.
ILL_SET = (
    f"[{HAN}][,;:!?]|[,;:!?] ?[{HAN}]",
    "[\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f\uff09] ",
    f"[{HAN}][A-Za-z0-9`]|[A-Za-z0-9`%][{HAN}]",
    f"[{HAN}] +[{HAN}]",
)


@pytest.mark.parametrize("pattern", ILL_SET)
def test_a_twin_is_set_as_chinese(pattern: str) -> None:
    """Beside Chinese stands Chinese punctuation, and no blank after it; a blank parts Chinese from Latin."""
    assert [twin for twin in TABLE.values() if re.search(pattern, twin)] == []


def test_scripts_say_the_same_in_both_languages() -> None:
    """The few words that a script holds itself stand in it under the same names in both languages."""
    found = 0
    for path in sorted((SOURCE / "site" / "assets" / "js").glob("*.js")):
        table = re.search(
            r"var WORDS = \{\s*en: \{(.*?)\},?\s*zh: \{(.*?)\n  \};", path.read_text("utf-8"), re.DOTALL
        )
        if table is not None:
            one, other = (
                re.findall(r"(?:^|[{,])\s*([a-z]+): (?=[\"f])", side, re.MULTILINE) for side in table.groups()
            )
            assert one == other, path.name
            found += len(one)
    assert found > 10
