"""Every check has a page, and every example on it prints exactly what the page says."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest

from buildgen.checks.registry import ALL_CODES, CHECKS
from buildgen.diagnostics import Message
from buildgen.sentences import LANGUAGES, say
from tests.checks.pages import HEADINGS, SECTIONS, Example, examples, fences, pages, printed, prose

PAGES = {
    language: {code: path.read_text(encoding="utf-8") for code, path in pages(language=language)}
    for language in LANGUAGES
}
EXAMPLES = [e for code, text in PAGES["en"].items() for e in examples(code, text)]
TWINS = {e.name: e for code, text in PAGES["zh"].items() for e in examples(code, text, "zh")}
MONTHS = {date(2026, number, 1).strftime("%B"): str(number) for number in range(1, 13)}


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_an_example_prints_what_its_pages_say(example: Example) -> None:
    """What stands in a page's text block is the whole output of `check` on the example, in its language."""
    told = printed(example)
    for language, page in (("en", example), ("zh", TWINS[example.name])):
        assert told[language] == (page.expected.body.strip("\n") if page.expected else "")


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_an_example_is_about_its_code(example: Example) -> None:
    """An example that fails shows the page's code; one that passes does not."""
    shown = f"[{example.code}]" in (example.expected.body if example.expected else "")
    if example.section == "Fails":
        assert shown
    if example.section == "Passes":
        assert not shown


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """No check is undocumented in either language, and no page describes a check that is gone."""
    assert list(PAGES["en"]) == list(ALL_CODES)
    assert list(PAGES["zh"]) == list(ALL_CODES)


@pytest.mark.parametrize("code", ALL_CODES)
def test_a_chinese_page_has_the_sections_of_the_english_one(code: str) -> None:
    """The twin has the same headings in the same order, and its title is the one of the Chinese sentences."""
    english, chinese = (re.findall(r"^(#+) (.+)$", prose(PAGES[x][code]), re.MULTILINE) for x in ("en", "zh"))
    assert [mark for mark, _ in english] == [mark for mark, _ in chinese]
    own = [title for mark, title in chinese if mark == "##"]
    assert own == [HEADINGS[title] for mark, title in english if mark == "##"]
    title = say(Message.of(f"{code}.title"), "zh")
    assert chinese[0][1] in {f"{code}：{title}", f"{code}: {title}"}


@pytest.mark.parametrize("code", ALL_CODES)
def test_a_chinese_page_has_the_files_of_the_english_one(code: str) -> None:
    """Both pages show the same examples: every block but what `check` prints is equal, in the same order."""
    english, chinese = (
        [block for block in fences(PAGES[language][code]) if not block.startswith("```text\n")]
        for language in ("en", "zh")
    )
    assert english == chinese


@pytest.mark.parametrize("code", ALL_CODES)
def test_the_prose_of_both_pages_has_the_same_figures_and_names(code: str) -> None:
    """No figure drifts between the languages, and no name of a field or a file is left out or made up."""
    english, chinese = prose(PAGES["en"][code]), prose(PAGES["zh"][code])
    months = re.sub(rf"\b({'|'.join(MONTHS)})\b", lambda match: MONTHS[match[0]], english)
    figures = [sorted(re.findall(r"\d+(?:[.,]\d+)*", text)) for text in (months, chinese)]
    assert figures[0] == figures[1]
    names = [set(re.findall(r"`[^`]+`", " ".join(text.split()))) for text in (english, chinese)]
    assert names[0] == names[1]


@pytest.mark.parametrize("code", ALL_CODES)
def test_the_prose_of_a_chinese_page_is_chinese(code: str) -> None:
    """Every paragraph and every heading of a twin has Chinese in it, but names of encodings."""
    for line in prose(PAGES["zh"][code]).splitlines():
        if line.strip() and line not in {"### GBK", "### UTF-16"}:
            assert re.search("[\u4e00-\u9fff]", line), line
            assert not re.search("[\u4e00-\u9fff][,;:?!]", line), line


@pytest.mark.parametrize(("code", "path"), pages(), ids=[code for code, _ in pages()])
def test_a_page_has_its_sections_and_examples(code: str, path: object) -> None:
    """A page says what is checked, why, and how to mend it, and shows a failing and a passing example."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[:3] == ["What it checks", "Why", "How to mend"]
    assert headings[3:5] == ["Fails", "Passes"]
    assert set(headings[5:]) <= {*SECTIONS, "See also"}
    found = {e.section for e in examples(code, text)}
    assert {"Fails", "Passes"} <= found


def test_codes_are_sorted_unique_and_have_sentences() -> None:
    """The register is written out in order within each group, and every code can speak."""
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code[:3], []).append(code)
    assert all(group == sorted(group) for group in groups.values())
    from importlib.resources import files

    sentences = tomllib.loads(files("buildgen.sentences").joinpath("en.toml").read_text(encoding="utf-8"))
    assert set(sentences) == set(ALL_CODES)
    assert all("title" in part and any("help" in k.split("_") for k in part) for part in sentences.values())
