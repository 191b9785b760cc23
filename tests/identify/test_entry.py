"""From the catalog's entry to the guide: nothing is lost, and a loose name stops it."""

import pytest

from buildgen.catalog.fields import Text
from buildgen.catalog.loading import load_catalog
from buildgen.diagnostics import BuildgenError
from buildgen.identify.entry import guide_of, repeated_names, unknown_names
from buildgen.identify.notes import LINES
from tests.identify.guides import ROOT
from tests.identify.samples import facts, text

CATALOG = load_catalog(ROOT)
ENTRY = CATALOG.guides["vega20"]


def test_the_guide_holds_all_that_the_entry_says() -> None:
    """As many features, halves, rules and candidates, in the same order, with both languages."""
    guide = guide_of(ENTRY)
    assert [one.id for one in guide.features] == [one.id for one in ENTRY.features]
    assert [one.id for one in guide.candidates] == [one.id for one in ENTRY.candidates]
    for made, written in ((guide.boards, ENTRY.boards), (guide.roms, ENTRY.roms)):
        assert [one.id for one in made] == [one.id for one in written]
        for half, entry in zip(made, written, strict=True):
            assert {n: len(r.values) for n, r in half.features.items()} == {
                n: len(r.values) for n, r in entry.features.items()
            }
    assert (guide.name.en, guide.name.zh) == (ENTRY.name.en, ENTRY.name.zh)


def test_the_sources_of_the_guide_are_all_registered() -> None:
    """Loading finds nothing wrong, and each rule's source is in sources.yaml."""
    assert CATALOG.findings == ()
    named = {
        rule.source
        for half in (*ENTRY.boards, *ENTRY.roms)
        for r in half.features.values()
        for rule in r.values
    }
    named |= {rule.source for rules in ENTRY.chip.values() for rule in rules.values}
    assert named | {one.source for one in ENTRY.candidates} <= set(CATALOG.sources)


def test_a_text_without_chinese_stands_in_english() -> None:
    """A missing translation leaves no hole in the verdict."""
    bare = ENTRY.model_copy(update={"name": Text(en="Cards")})
    assert guide_of(bare).name.zh == "Cards"


def test_loose_names_are_found_and_stop_the_guide() -> None:
    """A candidate on a board that is not there, an id that stands twice: both found, neither judged by."""
    first = ENTRY.candidates[0]
    lost = ENTRY.model_copy(update={"candidates": (first.model_copy(update={"board": "gone"}),)})
    assert [(one.path, one.name) for one in unknown_names(lost)] == [(("candidates", 0, "board"), "gone")]
    twice = ENTRY.model_copy(update={"candidates": (first, first)})
    assert [(one.path, one.first) for one in repeated_names(twice)] == [
        (("candidates", 1, "id"), ("candidates", 0, "id"))
    ]
    for broken in (lost, twice):
        with pytest.raises(BuildgenError, match="not sound"):
            guide_of(broken)


def test_what_the_command_tells_to_write_down_can_be_read() -> None:
    """Every word of the card notes that `identify` suggests is one that their reader knows."""
    for feature, (word, given) in LINES.items():
        for value in given:
            written = "77" if value == "the number" else value
            note = text(f"card notes\n{word}: {written}\n")
            assert [fact[0] for fact in facts(note.sightings[0])] == [feature], (word, value)
