"""Every check has a page, and every example on it prints exactly what the page says."""

from __future__ import annotations

import re
import tomllib

import pytest

from buildgen.checks.registry import ALL_CODES, CHECKS
from tests.checks.pages import SECTIONS, Example, examples, pages, printed

EXAMPLES = [e for code, path in pages() for e in examples(code, path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_an_example_prints_what_its_page_says(example: Example) -> None:
    """What stands in a page's text block is the whole output of `check` on the example."""
    expected = example.expected.body.strip("\n") if example.expected else ""
    assert printed(example) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_an_example_is_about_its_code(example: Example) -> None:
    """An example that fails shows the page's code; one that passes does not."""
    shown = f"[{example.code}]" in (example.expected.body if example.expected else "")
    if example.section == "Fails":
        assert shown
    if example.section == "Passes":
        assert not shown


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """No check is undocumented, and no page describes a check that is gone."""
    assert [code for code, _ in pages()] == list(ALL_CODES)


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
