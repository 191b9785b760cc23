"""Macros of hand-written pages: what is one, what it becomes, and what is said of one that is wrong."""

from __future__ import annotations

import pytest

from buildgen.calc.results import Results
from buildgen.catalog.loading import load_catalog
from buildgen.site.prose.blocks import BLOCKS
from buildgen.site.prose.filling import INLINE, Desk, filled
from buildgen.site.prose.judging import holds, prose_findings
from buildgen.site.prose.lookup import Nowhere, value_at
from buildgen.site.prose.macros import WrittenPage, macros, marks
from buildgen.site.words import Words
from tests.site.sites import PROJECT


@pytest.fixture(scope="module")
def results() -> Results:
    """The results of this repository's catalog."""
    catalog = load_catalog(PROJECT / "catalog")
    assert catalog.policy is not None
    return Results(catalog, catalog.policy)


def page(text: str, path: str = "guide/x.md", language: str = "en") -> WrittenPage:
    """Make a page."""
    return WrittenPage(language, path, text)


def fill(written: WrittenPage, results: Results) -> str:
    """Fill a page's macros."""
    return filled(Desk(results, Words.of(written.language), written), BLOCKS)


def codes(text: str, results: Results, path: str = "guide/x.md") -> list[str]:
    """Give the codes and places of what is found about a page, without what the list of facts lacks."""
    found = prose_findings([page(text, path)], results, "docs")
    return [f"{f.code} {f.place.line}:{f.place.column}" for f in found if f.place.path.startswith("docs")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ value parts/mi50-16g memory }}", "16 GiB"),
        ("{{ value parts/mi50-16g bandwidth.others.0 }}", "1 TB/s"),
        ("{{ value parts/mi50-16g details.rocm-6.4.value }}", "no longer listed"),
        ("{{ value parts/mi50-16g peak_factor }}", "not known"),
        ("{{ said parts/mi50-16g states.pro-vii-190w.cap }}", 'data-kind="measured"'),
        ("{{ paid mi50x3-70b gpus }}", "1730.00 CNY"),
        ("{{ total mi50x3-70b }}", "at least 3140.19 CNY"),
        ("{{ sum mi50x3-70b }}", ">3140.19 CNY"),
        ("{{ over mi50x3-70b }}", "140.19 CNY"),
        ("{{ supply mi50x3-70b server percent }}", "76.0 %"),
        ("{{ supply mi50x3-70b server verdict }}", "bg-verdict"),
        ("{{ power mi50x3-70b }}", "790 W"),
        ("{{ run post-context decode model=llama-3.3-70b split=layer context=8192 }}", "10.02 t/s"),
        ('{{ ran "this rig" never "nobody" source=post }}', "never, for this guide; by: nobody."),
        ("{{ dated 2025-01 }}", '<time datetime="2025-01">'),
        ("{{ part mi50-16g }}", "../catalog/gpu/mi50-16g/index.html"),
        ("{{ build mi50x1 }}", "../builds/mi50x1/index.html"),
        ('{{ page builds/index.html "all builds" }}', '<a href="../builds/index.html">all builds</a>'),
        ("{{ source post }}", "#post"),
        ("{{ 190 W }}", '<span class="bg-number">190 W</span>'),
        ('{{ "about 9 W" }}', "about 9 W"),
        ("{{ fact S021 }}many{{ end }}", '<span data-fact="S021" id="s021">many</span>'),
    ],
)
def test_a_macro_becomes_what_the_catalog_holds(text: str, shown: str, results: Results) -> None:
    """Each macro prints the figure, the name or the chip that it asks for."""
    assert shown in fill(page(f"# X\n\n{text}\n"), results)


def test_every_inline_macro_is_shown_here() -> None:
    """No macro is left out of the examples above."""
    import inspect

    text = inspect.getsource(test_a_macro_becomes_what_the_catalog_holds) + str(
        test_a_macro_becomes_what_the_catalog_holds.pytestmark  # type: ignore[attr-defined]
    )
    assert all(f"{{{{ {name} " in text for name in INLINE if name != "literal")


def test_code_and_comments_hold_no_macros(results: Results) -> None:
    """Between backticks, in fences, in front matter and in comments braces are plain text."""
    text = "---\ntitle: '{{ x }}'\n---\n`{{ a }}`\n\n```text\n{{ b }} 190 W\n```\n\n<!-- {{ c }} -->\n"
    assert macros(page(text)) == ([], [])
    assert codes(text, results) == []
    assert fill(page(text), results) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x {{ vlaue a b }}", ["DOC001 1:3"]),
        ("{{ value parts/mi50-16g }}", ["DOC001 1:1"]),
        ("{{ value parts/none memory }}", ["DOC002 1:1"]),
        ("{{ value parts/mi50-16g memory.much }}", ["DOC002 1:1"]),
        ("{{ run post-context decode split=layer }}", ["DOC002 1:1"]),
        ("{{ run post-context decode splat=layer }}", ["DOC002 1:1"]),
        ("{{ dated soon }}", ["DOC001 1:1"]),
        ("{{ open", ["DOC001 1:1"]),
        ("{{ }}", ["DOC001 1:1"]),
        ("{{ end }}", ["DOC001 1:1"]),
        ("{{ fact S001 }}a", ["DOC001 1:1"]),
        ("{{ fact S001 }}a\n\nb{{ end }}", ["DOC001 1:1"]),
        ("{{ fact S001 }}{{ fact S002 }}a{{ end }}", ["DOC001 1:16"]),
        ("{{ fact S999 }}a{{ end }}", ["COV003 1:1"]),
        ("\n\nIt draws 190 W here.", ["DOC003 3:10"]),
        ("250W, 3 x 190 W and 76.0 %", ["DOC003 1:1", "DOC003 1:7", "DOC003 1:21"]),
        ("70b, 8k, B=4, S021, x16, E5-2666, 1002:66a1 and [a 9 W](a-9 W.md)", ["DOC003 1:52"]),
        ("三张 190 瓦", ["DOC003 1:4"]),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, found: list[str], results: Results) -> None:
    """Each slip gives one finding, at its line and column."""
    assert codes(text, results) == found


def test_figures_of_other_pages_are_not_judged(results: Results) -> None:
    """Pages of reference may type what they like."""
    assert codes("190 W", results, "reference/x.md") == []


def test_a_fact_has_one_anchor_per_page(results: Results) -> None:
    """A fact that a page marks twice is led to once."""
    text = fill(page("{{ fact S021 }}a{{ end }} {{ fact S021 }}b{{ end }}"), results)
    assert text.count('id="s021"') == 1
    assert text.count('data-fact="S021"') == 2


def test_text_of_the_catalog_is_escaped(results: Results) -> None:
    """What a macro prints is text, never markup."""
    text = fill(page('{{ "<b>9 W" }}'), results)
    assert "&lt;b&gt;9 W" in text


@pytest.mark.parametrize(
    ("text", "number", "there"),
    [
        ("40.50 CNY", "40.5", True),
        ("40.57 CNY", "40.5", False),
        ("145.00 CNY", "145", True),
        ("145.50 CNY", "145", False),
        ("30 cards", "3", False),
        ("3 cards", "3", True),
        ("13.30", "3.30", False),
        ("ROCm 6.2.4.", "6.2.4", True),
        ("B=4.", "B=4", True),
        ("B=42", "B=4", False),
        ("32k", "32k", True),
    ],
)
def test_a_number_is_found_whole(text: str, number: str, there: bool) -> None:
    """A number counts where it stands whole, with or without zeros at its end."""
    assert holds(text, number) is there


def test_a_path_may_lead_through_facts_and_dotted_keys(results: Results) -> None:
    """Facts are passed through, keys may hold dots, and a list takes an index."""
    assert str(value_at("parts/mi50-16g", "details.rocm-5.7.source", results).value) == "rocm-5.7-release"
    assert value_at("parts/mi50-16g", "plugs.others.0", results).value == ("pcie8", "pcie8")
    with pytest.raises(Nowhere):
        value_at("parts/mi50-16g", "plugs.others.7", results)


def test_marks_are_pairs() -> None:
    """Marks give the span that they hold."""
    one = page("a {{ fact S001 }}b c{{ end }} d")
    (mark,), slips = marks(one, macros(one)[0])
    assert slips == []
    assert one.text[slice(*mark.inner)] == "b c"


def test_a_chinese_page_links_to_english_ones_where_it_must(results: Results) -> None:
    """A page that the Chinese tree lacks is linked to in the English one; what it has, in its own."""
    written = page("{{ part mi50-16g }}", language="zh")
    lacking = filled(Desk(results, Words.of("zh"), written, frozenset()), BLOCKS)
    assert 'href="../../catalog/gpu/mi50-16g/index.html"' in lacking
    there = filled(
        Desk(results, Words.of("zh"), written, frozenset({"catalog/gpu/mi50-16g/index.html"})), BLOCKS
    )
    assert 'href="../catalog/gpu/mi50-16g/index.html"' in there


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```sh\nls\n```\n", ["DOC008 2:1"]),
        ('```sh\nls\n```\n\n{{ ran "a" 2025-01 "b" }}\n', []),
        ('```sh\nls\n```\n\n```sh\npwd\n```\n\n{{ ran "a" never "b" }}\n', []),
        ('{{ ran "a" never "b" }}\n\n```sh\nls\n```\n', ["DOC008 4:1"]),
        ('```sh\n# a comment is no heading\nls\n```\n\n{{ ran "a" never "b" }}\n', []),
        ('```sh\nls\n```\n\n## Next\n\n{{ ran "a" never "b" }}\n', ["DOC008 2:1"]),
        ("1. Do:\n\n    ```sh\n    ls\n    ```\n", ["DOC008 4:5"]),
        ("```sh\nbuildgen check\n```\n", []),
        ("```sh\nbuildgen check\nls\n```\n", ["DOC008 2:1"]),
        ("```text\nls\n```\n", []),
        ('{{ ran "a" soon "b" }}', ["DOC001 1:1"]),
        ('{{ ran "a" never "b" by=c }}', ["DOC001 1:1"]),
        ('{{ ran "a" never "b" source=nobody }}', ["DOC002 1:1"]),
    ],
)
def test_somebody_answers_for_every_command(text: str, found: list[str], results: Results) -> None:
    """A block of commands in the guide has its word before the next heading; buildgen's own need none."""
    assert codes(text, results) == found
    assert not [c for c in codes(text, results, "how-to/x.md") if c.startswith("DOC008")]


LINKS = "# One\n\n## Two words\n\n## Named {#name}\n\n## With {{ 9 W }}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](y.md) [b](../guide/y.md#two-words) [c](y.md#name)", []),
        ("[a](z.md)", ["DOC009 1:5"]),
        ("[a](../how-to/z.md)", ["DOC009 1:5"]),
        ("[a](../builds/index.md) [b](https://x.org/z.md) [c](z.txt)", []),
        ("## Here\n\n[a](#here) [b](#there)", ["DOC009 3:16"]),
        ("[a](open.md#anything)", []),
        ("[a](y.md#three)", ["DOC009 1:5"]),
        ("[a](y.md#s021) [b](y.md#e01)", []),
        ("`[a](z.md)`", []),
    ],
)
def test_links_lead_somewhere(text: str, found: list[str], results: Results) -> None:
    """A link leads to a hand-written page that is there, and to a heading that it has."""
    others = [page(LINKS.replace(" {{ 9 W }}", ""), "guide/y.md"), page(LINKS, "guide/open.md")]
    told = prose_findings([page(text), *others], results, "docs")
    shown = [
        f"{f.code} {f.place.line}:{f.place.column}" for f in told if f.place.path == "docs/en/guide/x.md"
    ]
    assert shown == found


def test_who_ran_it_is_set_as_chinese_is(results: Results) -> None:
    """On a Chinese page the word on commands has Chinese punctuation."""
    text = fill(page('{{ ran "这台机器" 2025-01 "原帖作者，我们没有复测" }}', language="zh"), results)
    assert "：这台机器；" in text
    assert "没有复测。" in text
