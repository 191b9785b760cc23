"""Write the vectors that Python and the page's script both answer.

    python -m tests.identify.write_vectors

Each vector is a set of answers of the check list, and what the judgement makes of them; what each answer says
stands in the vectors of one answer only.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from buildgen.catalog.identification import IdentificationGuide
from buildgen.catalog.loading import load_catalog
from buildgen.identify.cards import Card
from buildgen.identify.entry import guide_of
from buildgen.identify.facts import Fact
from buildgen.identify.guide import Guide
from buildgen.identify.verdict import judge
from buildgen.site.prose.checklist import ANOTHER, plain_guide, values
from buildgen.site.words import Words
from tests.identify.guides import ROOT

FILE = Path(__file__).with_name("vectors.json")
DRAWN = 160
Answers = tuple[tuple[str, str], ...]


def entry() -> IdentificationGuide:
    """The guide as the catalog holds it."""
    return load_catalog(ROOT).guides["vega20"]


def answered(answers: Answers, guide: Guide) -> dict[str, Any]:
    """Judge answers as `buildgen identify` judges facts; plain, as the vectors hold it."""
    facts = tuple(Fact(feature, value, "", None) for feature, value in answers)
    found = judge(Card(None, facts), guide).plain()
    evidence = found.pop("evidence")
    assert isinstance(evidence, list)
    return {**found, "evidence": [[one["feature"], one["value"], one["says"]] for one in evidence]}  # type: ignore[call-overload,index]


def choices(guide: IdentificationGuide) -> list[tuple[str, str]]:
    """Every (feature, value) that any rule claims, hints too, and for each feature one that none claims."""
    return [
        (feature.id, value) for feature in guide.features for value in (*values(guide, feature.id), ANOTHER)
    ]


def singles(guide: IdentificationGuide) -> Iterator[Answers]:
    """No answer, and each answer alone."""
    yield ()
    for choice in choices(guide):
        yield (choice,)


def pairs(guide: IdentificationGuide) -> Iterator[Answers]:
    """Each two answers to different questions."""
    for one, other in combinations(choices(guide), 2):
        if one[0] != other[0]:
            yield one, other


def drawn(guide: IdentificationGuide, count: int = DRAWN, seed: int = 20) -> Iterator[Answers]:
    """Answers to three to eight questions, drawn at random, always the same."""
    chance = random.Random(seed)  # noqa: S311 - for tests
    known = choices(guide)
    features = sorted({feature for feature, _ in known})
    for _ in range(count):
        asked = chance.sample(features, chance.randint(3, 8))
        yield tuple(chance.choice([choice for choice in known if choice[0] == name]) for name in asked)


def vectors() -> list[dict[str, Any]]:
    """Make all vectors."""
    one = entry()
    guide = guide_of(one)
    made = [{"answers": list(map(list, a)), **answered(a, guide)} for a in (*singles(one), *drawn(one))]
    return [{k: v for k, v in m.items() if k != "evidence" or len(m["answers"]) < 2} for m in made]


def document() -> dict[str, Any]:
    """The whole file: the guide as the page holds it, without its words, and the vectors."""
    guide = plain_guide(entry(), Words())
    for name in ("asked", "words"):
        del guide[name]
    for group in ("features", "candidates"):
        guide[group] = [
            {name: value for name, value in each.items() if name not in {"name", "how", "text"}}
            for each in guide[group]
        ]
    return {"guide": guide, "vectors": vectors()}


def text() -> str:
    """The file's text: one vector on a line."""
    whole = document()
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in whole["vectors"])
    return f'{{"guide": {json.dumps(whole["guide"], ensure_ascii=False)},\n"vectors": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
