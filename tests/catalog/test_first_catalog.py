"""Laws of the first catalog: what the data themselves promise, whatever the checks say of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Claim, Fact, Text
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.parts import Gpu, facts_of
from buildgen.money import Money
from buildgen.quantity import Watts

ROOT = Path(__file__).parents[2] / "catalog"
RIG = "mi50x3-70b"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Between two Chinese characters, or beside a full-width mark.
BLANK = re.compile(
    r"[\u4e00-\u9fff] [\u4e00-\u9fff]|[\u3000-\u303f\uff00-\uffef] | [\u3000-\u303f\uff00-\uffef]"
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT)


@pytest.fixture(scope="module")
def rig(catalog: Catalog) -> Build:
    return catalog.builds[RIG]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All values below an entry with their paths, models included."""
    yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}.{index}")


def everything(catalog: Catalog) -> Iterator[tuple[str, Any]]:
    for entry in (*catalog.parts.values(), *catalog.builds.values(), *catalog.registers):
        yield from walk(entry, entry.id)


def claims(fact: Fact[Any]) -> tuple[Claim[Any], ...]:
    return (fact, *fact.others)


def test_the_catalog_loads_without_a_finding(catalog: Catalog) -> None:
    """Every file of the catalog is sound."""
    assert catalog.findings == ()
    assert catalog.policy is not None
    assert catalog.rates is not None


def test_the_lots_of_the_rig_sum_to_the_total_that_the_post_states(rig: Build) -> None:
    """Ten lots, 3140.19 CNY to the fen, 140.19 above the budget."""
    total = sum(lot.total.minor for lot in rig.prices.values())
    assert len(rig.prices) == 10
    assert total == Money.parse("3140.19 CNY").minor
    assert rig.stated is not None
    assert rig.stated.total is not None
    assert rig.stated.total.value == Money(total, "CNY")
    assert rig.budget is not None
    assert total - rig.budget.minor == Money.parse("140.19 CNY").minor


def test_every_role_of_the_rig_lies_in_exactly_one_lot(rig: Build) -> None:
    """Nothing that was paid is counted twice, and nothing is left out."""
    covered = Counter(role for lot in rig.prices.values() for role in lot.covers)
    assert covered == Counter(dict.fromkeys(rig.parts, 1))


def test_only_the_freight_of_the_cards_is_unknown(rig: Build) -> None:
    """The post says that freight is in every price but the cards', whose freight it does not name."""
    assert rig.price_defaults.freight == "included"
    unknown = {
        name for name, lot in rig.prices.items() if "freight" in lot.model_fields_set and lot.freight is None
    }
    assert unknown == {"gpus"}


def test_no_alternative_keeps_a_lot_that_was_bought_for_something_else(catalog: Catalog) -> None:
    """The lots of cards, fans and cables hold for three MI50 and for nothing else: no lot is divided."""
    for name in ("mi50x1", "mi50x2", "2080ti-22g"):
        left = set(catalog.builds[name].prices)
        assert left.isdisjoint({"gpus", "gpu_fans", "gpu_cables"}), name
        assert "cpu_board" in left, name


def test_the_card_has_a_state_for_every_cap_that_a_source_names(catalog: Catalog) -> None:
    """190, 225, 250 and 300 W stand side by side; board power never lies below the cap."""
    card = catalog.parts["mi50-16g"]
    assert isinstance(card, Gpu)
    caps = {state.cap.value for state in card.states.values()}
    assert caps == {Watts.of(watts) for watts in (190, 225, 250, 300)}
    for gpu in (part for part in catalog.parts.values() if isinstance(part, Gpu)):
        for state in gpu.states.values():
            if state.cap.value is not None and state.board_power.value is not None:
                assert state.board_power.value.grains >= state.cap.value.grains, gpu.id


def test_states_that_are_named_exist(catalog: Catalog) -> None:
    """A card's default state, and the state that a build chooses, are states of that card."""
    for gpu in (part for part in catalog.parts.values() if isinstance(part, Gpu)):
        assert gpu.default_state is None or gpu.default_state in gpu.states, gpu.id
    for build in catalog.builds.values():
        for role, use in build.parts.items():
            part = catalog.part(build, role)
            assert part is not None, (build.id, role)
            if use.state is not None:
                assert isinstance(part, Gpu)
                assert use.state in part.states, (build.id, role)


def test_every_text_is_there_in_both_languages(catalog: Catalog) -> None:
    """A reader of either language finds every sentence; only names and figures are the same in both."""
    for path, value in everything(catalog):
        if isinstance(value, Text):
            assert value.zh, path
            assert not CHINESE.search(value.en), path
            same = value.en == value.zh
            assert not same or path.rpartition(".")[2] in {
                "name",
                "title",
                "value",
                "maker",
                "label",
                "service",
            }, path


def test_no_blank_stands_between_chinese_characters(catalog: Catalog) -> None:
    """Chinese is written without blanks; a text folded over two lines would gain one."""
    for path, value in everything(catalog):
        if isinstance(value, Text):
            assert not BLANK.search(value.zh or ""), path


def test_every_value_of_a_part_says_where_it_comes_from(catalog: Catalog) -> None:
    """No value without a source; a file whose repository was not recorded never counts as a specification."""
    for part in catalog.parts.values():
        for path, fact in facts_of(part):
            for claim in claims(fact):
                if claim.value is None:
                    continue
                proof = part.proof(claim)
                assert proof is not None, (part.id, path)
                assert not (proof.source.startswith("unrecorded-") and proof.kind == "spec"), (part.id, path)


def test_every_source_that_is_named_exists(catalog: Catalog) -> None:
    """A source id leads to an entry of `sources.yaml`."""
    for path, value in everything(catalog):
        if path.endswith(".source") and isinstance(value, str):
            assert value in catalog.sources, path


def test_a_choice_between_values_is_explained(catalog: Catalog) -> None:
    """Where sources disagree, all values stay and the choice has a reason."""
    for path, value in everything(catalog):
        if isinstance(value, Fact) and value.others:
            assert value.why is not None, path


def test_prices_of_parts_are_dated_and_sourced(catalog: Catalog) -> None:
    """A price without at least a year stays out of `prices`."""
    for part in catalog.parts.values():
        for price in part.prices:
            assert price.date is not None, part.id
            assert price.source is not None, part.id
            assert price.up_to is None or price.up_to > price.amount, part.id


@pytest.mark.parametrize(("kind", "rating", "lower"), [("atx", 500, 400), ("atx", 750, 650)])
def test_the_next_lower_standard_rating(catalog: Catalog, kind: Any, rating: int, lower: int) -> None:
    """Below 500 W the next standard size is 400 W, below 750 W it is 650 W."""
    assert catalog.policy is not None
    ratings = catalog.policy.standard_ratings[kind].value
    assert ratings is not None
    assert list(ratings) == sorted(ratings)
    assert max(r for r in ratings if r < Watts.of(rating)) == Watts.of(lower)


def test_the_drafts_name_who_suggested_them(catalog: Catalog) -> None:
    """Every draft comes from a reply and says from whose."""
    drafts = [build for build in catalog.builds.values() if build.is_draft]
    assert {build.id for build in drafts} == {"v100x4", "mac-studio", "mi100", "b770"}
    assert all(build.notes and re.search(r"Reply by .* \(S1\d\d\)", build.notes[0].en) for build in drafts)


def test_parts_are_used_or_offered(catalog: Catalog) -> None:
    """Every part plays a role in a build, but for the 32 GB card that waits for one."""
    used = {use.part for build in catalog.builds.values() for use in build.parts.values()}
    assert set(catalog.parts) - used == {"mi50-32g"}
