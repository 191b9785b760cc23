"""The guide is whole: ids resolve, texts stand in both languages, every rule says where it is from."""

import re
from collections.abc import Iterator

import pytest
import yaml

from buildgen.identify.guide import Half, Rule, Rules, Words
from tests.identify.guides import PATH, load

GUIDE = load()
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HALVES = (*GUIDE.boards, *GUIDE.roms)


def rules() -> Iterator[tuple[str, str, Rule]]:
    """Yield every rule of the guide with its place and its feature."""
    for place, features in (("chip", GUIDE.chip), *((half.id, half.features) for half in HALVES)):
        for feature, of in features.items():
            yield from ((place, feature, rule) for rule in of.values)


def test_ids_are_kebab_case_and_unique() -> None:
    """Each list has its ids once, in lower case with hyphens."""
    for group in (GUIDE.features, GUIDE.boards, GUIDE.roms, GUIDE.candidates):
        ids = [one.id for one in group]
        assert len(set(ids)) == len(ids)
        assert all(KEBAB.fullmatch(one) for one in ids)


def test_candidates_pair_boards_and_roms_that_exist_each_once() -> None:
    """No candidate names a board or ROM that is not there, no pairing stands twice, each half is used."""
    pairs = [(one.board, one.rom) for one in GUIDE.candidates]
    assert len(set(pairs)) == len(pairs)
    assert {board for board, _ in pairs} == {half.id for half in GUIDE.boards}
    assert {rom for _, rom in pairs} == {half.id for half in GUIDE.roms}


def test_every_board_left_the_factory_with_some_rom() -> None:
    """Each board has a candidate in its original state."""
    assert {one.board for one in GUIDE.candidates if one.stock} == {half.id for half in GUIDE.boards}


def test_rules_are_about_features_of_the_right_side() -> None:
    """Boards are judged by boards' features, ROMs by ROMs'; no rule is about an unknown feature."""
    for half in GUIDE.boards:
        assert {GUIDE.feature[name].proves for name in half.features} <= {"board", "package", "flash"}, (
            half.id
        )
    for half in GUIDE.roms:
        assert {GUIDE.feature[name].proves for name in half.features} <= {"rom"}, half.id
    assert set(GUIDE.chip) <= set(GUIDE.feature)


def test_words_of_the_rules_are_those_that_the_code_knows() -> None:
    """`others`, `says`, `kind`, `proves` and `weight` take only their few words."""
    kinds = {rule.kind for _, _, rule in rules()} | {one.kind for one in GUIDE.candidates}
    assert kinds <= {"measured", "reported", "spec", "assumed"}
    assert {rule.says for _, _, rule in rules()} <= {"for", "against", "nothing"}
    assert {of.others for half in HALVES for of in half.features.values()} <= {
        "against",
        "against-if-listed",
        "nothing",
    }
    assert {one.proves for one in GUIDE.features} <= {"rom", "board", "package", "flash", "nothing"}
    assert {one.weight for one in GUIDE.features} <= {"proof", "hint", "none"}


def test_nothing_spec_like_comes_from_general_knowledge() -> None:
    """A rule without a page behind it is assumed, and says so."""
    for place, feature, rule in rules():
        assert KEBAB.fullmatch(rule.source.replace(".", "-")), (place, feature)
        if rule.source == "general-knowledge":
            assert rule.kind == "assumed", (place, feature, rule.value)
        if rule.source.startswith("unrecorded-"):
            assert rule.kind == "reported", (place, feature, rule.value)


def test_a_value_that_no_rule_claims_excludes_only_where_a_claim_exists() -> None:
    """`others: against` stands only beside a rule that says for: nothing is excluded out of ignorance."""
    for half in HALVES:
        for feature, of in half.features.items():
            if of.others == "against":
                assert any(rule.says == "for" for rule in of.values), (half.id, feature)


def texts() -> Iterator[Words]:
    """Yield every text of the guide."""
    yield GUIDE.name
    for feature in GUIDE.features:
        yield from (feature.name, feature.how, feature.means)
    for half in HALVES:
        yield half.name
    for candidate in GUIDE.candidates:
        yield from (candidate.name, candidate.text)


def test_texts_stand_in_both_languages_with_the_same_numbers() -> None:
    """No empty text, and no number that only one language has."""
    for one in texts():
        assert one.en.strip()
        assert one.zh.strip()
        assert set(re.findall(r"\d{2,}", one.zh)) <= set(re.findall(r"\d{2,}", one.en)), one


def test_the_file_is_plain_yaml() -> None:
    """One document without anchors, aliases, tags or bare yes and no; ids and dates are quoted strings."""
    source = PATH.read_text(encoding="utf-8")
    events = list(yaml.parse(source, Loader=yaml.SafeLoader))
    assert sum(isinstance(event, yaml.DocumentStartEvent) for event in events) == 1
    assert not any(isinstance(event, yaml.AliasEvent) for event in events)
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            assert event.anchor is None
            assert event.tag is None
            assert event.style or event.value.lower() not in {"yes", "no", "on", "off", "y", "n"}
    values = re.findall(r"value: (\S)", source)
    assert set(values) == {'"'}


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        ("1002:66a1", "1002:66A1", True),
        ("1002:66a1", "1002:66a10", False),
        ("113-D16314*", "113-d1631400-x11", True),
        ("*0834", "1002:0834", True),
        ("*0834", "0834:1002", False),
        ("*INSTINCT MI50*", "AMD Radeon Instinct MI50", True),
        ("*RADEON VII*", "AMD RADEON PRO VII", False),
    ],
)
def test_a_star_stands_for_any_text_at_either_end(pattern: str, value: str, fits: bool) -> None:
    """Values compare without regard to case; a star opens that end only."""
    assert Rule(pattern, "for", "x", "spec").fits(value) is fits


def test_others_decides_where_no_rule_fits() -> None:
    """Against, nothing, and against only where the guide knows the value from elsewhere."""
    rule = Rule("60", "for", "x", "spec")
    assert Rules("against", (rule,)).says("64", listed=False) == "against"
    assert Rules("nothing", (rule,)).says("64", listed=True) == "nothing"
    assert Rules("against-if-listed", (rule,)).says("64", listed=False) == "nothing"
    assert Rules("against-if-listed", (rule,)).says("64", listed=True) == "against"


def test_an_assumed_rule_speaks_and_does_not_exclude() -> None:
    """Assumed: against is said, and nothing is ruled out."""
    of = Rules("nothing", (Rule("60", "against", "x", "assumed"), Rule("64", "against", "x", "reported")))
    assert (of.says("60", listed=True), of.excludes("60", listed=True)) == ("against", False)
    assert (of.says("64", listed=True), of.excludes("64", listed=True)) == ("against", True)


def test_halves_are_found_by_kind_and_id() -> None:
    """A board and a ROM may have the same id."""
    assert isinstance(GUIDE.half["board mi50-16g"], Half)
    assert GUIDE.half["board mi50-16g"] is not GUIDE.half["rom mi50-16g"]
