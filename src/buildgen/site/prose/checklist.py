"""The check list of an identification guide: what to look at, as a list and as data for its script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from buildgen.catalog.fields import Text
from buildgen.catalog.identification import Feature, IdentificationGuide, Rules
from buildgen.site.calculator import written
from buildgen.site.words import Words

# Stands for every value that no board and no ROM of the guide claims.
ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Answer:
    """One value that a feature can have: as the rules write it, in words, and the halves that claim it."""

    value: str
    text: str
    claimed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One feature to look at; `by_eye` when no tool is needed."""

    feature: str
    name: str
    how: str
    means: str
    by_eye: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The questions of a guide, cheapest first, and the data that its script judges by, as safe JSON."""

    name: str
    questions: tuple[Question, ...]
    data: str


def checklist(guide: IdentificationGuide, words: Words) -> Checklist:
    """Make the check list of a guide in one language."""
    asked = tuple(_questions(guide, words))
    return Checklist(words.text(guide.name), asked, written(plain_guide(guide, words, asked)))


def values(guide: IdentificationGuide, feature: str) -> dict[str, tuple[Text, ...]]:
    """Give the values of a feature that boards and ROMs claim, without stars, each with who claims it."""
    claimed: dict[str, tuple[Text, ...]] = {}
    for half in (*guide.boards, *guide.roms):
        rules = half.features.get(feature)
        for rule in rules.values if rules else ():
            if rule.says == "for":
                value = rule.value.strip("*")
                claimed[value] = (*claimed.get(value, ()), half.name)
    return claimed


def proofs(guide: IdentificationGuide) -> tuple[Feature, ...]:
    """Give the features that the check list asks for: all that prove something and have a value to choose."""
    return tuple(f for f in guide.features if f.weight == "proof" and values(guide, f.id))


def _questions(guide: IdentificationGuide, words: Words) -> Iterator[Question]:
    by_eye = True
    for feature in proofs(guide):
        by_eye = by_eye and feature.proves == "board"
        answers = tuple(
            Answer(value, words.text(_SHOWN.get(value)) or value.strip(), tuple(words.text(n) for n in names))
            for value, names in values(guide, feature.id).items()
        )
        name, how, means = (words.text(text) for text in (feature.name, feature.how, feature.means))
        yield Question(feature.id, name, how, means, by_eye, answers)


def plain_guide(guide: IdentificationGuide, words: Words, asked: tuple[Question, ...] = ()) -> dict[str, Any]:
    """Give the guide as plain data, in one language: what `identify.js` judges by, and what it is asked with.

    A rule is `[value, says, whether it is only assumed]`.
    """
    features = [
        {
            "id": feature.id,
            "proves": feature.proves,
            "weight": feature.weight,
            "name": words.text(feature.name),
            "how": words.text(feature.how),
        }
        for feature in guide.features
    ]
    candidates = [
        {
            "id": one.id,
            "board": one.board,
            "rom": one.rom,
            "stock": one.stock,
            "name": words.text(one.name),
            "text": words.text(one.text),
        }
        for one in guide.candidates
    ]
    return {
        "chip": _plain_rules(guide.chip),
        "features": features,
        "boards": [{"id": half.id, "features": _plain_rules(half.features)} for half in guide.boards],
        "roms": [{"id": half.id, "features": _plain_rules(half.features)} for half in guide.roms],
        "candidates": candidates,
        "asked": [
            {"id": q.feature, "by_eye": q.by_eye, "answers": [[a.value, a.text] for a in q.answers]}
            for q in asked
        ],
        "words": {name: words.text(text) for name, text in _WORDS.items()},
    }


def _plain_rules(features: Mapping[str, Rules]) -> dict[str, Any]:
    return {
        name: {
            "others": rules.others,
            "values": [[rule.value, rule.says, rule.kind == "assumed"] for rule in rules.values],
        }
        for name, rules in features.items()
    }


# Values that are words and no printed text.
_SHOWN: Mapping[str, Text] = {
    "one mini DP": Text(en="one mini DisplayPort", zh="一个 miniDP"),
    "six mini DP": Text(en="six mini DisplayPorts", zh="六个 miniDP"),
    "three DP and HDMI": Text(en="three DisplayPorts and HDMI", zh="三个 DP 加一个 HDMI"),
    "passive": Text(en="bare fins, no fan", zh="被动散热，没有风扇"),
    "blower": Text(en="one blower", zh="涡轮"),
    "three fans": Text(en="three fans", zh="三风扇"),
    "parts": Text(en="parts", zh="有元件"),
    "empty": Text(en="empty pads", zh="空焊盘"),
    "several": Text(en="several", zh="好几张"),
    "one": Text(en="one", zh="只有一张"),
}

_WORDS: Mapping[str, Text] = {
    "by_eye": Text(en="On the seller's photo, or with the card in hand", zh="看卖家照片，或者实物"),
    "by_tool": Text(en="With the card in a computer", zh="卡已经插进电脑"),
    "not_seen": Text(en="not looked at yet", zh="还没看"),
    "another": Text(en="something else", zh="都不是"),
    "start": Text(
        en="Answer what you can see; the verdict stands here.",
        zh="看到什么就选什么，结论会写在这里。",
    ),
    "identified": Text(en="Identified: {name}", zh="认出来了：{name}"),
    "one_left": Text(
        en="In doubt: only {name} is left, but no proof of both its ROM and its board",
        zh="还不能确定：只剩{name}，但 ROM 和板子还没有都得到证明",
    ),
    "ambiguous": Text(
        en="In doubt: {count} cards fit, the likelier first",
        zh="还不能确定：符合的有 {count} 种，更像的在前",
    ),
    "contradictory": Text(
        en="The answers contradict each other: no card fits all of them. Nearest:",
        zh="答案互相矛盾，没有一种卡全都符合。最接近的：",
    ),
    "not vega20": Text(en="Another chip, not Vega 20", zh="不是 Vega 20 核心"),
    "no_chip": Text(
        en="Not known: nothing here says yet which chip it is", zh="还不知道：这些还看不出是什么核心"
    ),
    "unlisted": Text(
        en="Not known: a Vega 20 card, but none that the guide lists",
        zh="不认识：是 Vega 20 核心，但不在这份资料里",
    ),
    "flashed_yes": Text(en="Flashed: yes. ROM and board are not of one card.", zh="刷过：ROM 和板子对不上。"),
    "flashed_no": Text(en="Flashed: no. The ROM belongs to this board.", zh="没刷过：ROM 就是这块板子的。"),
    "flashed_unknown": Text(
        en="Flashed: not known. That takes a proof of the ROM and one of the board.",
        zh="刷没刷过还不知道：要 ROM 和板子各有一项证明。",
    ),
    "why": Text(en="Why", zh="理由"),
    "speaks": Text(en="speaks {what}", zh="{what}"),
    "for": Text(en="for {which}", zh="支持{which}"),
    "against": Text(en="against {which}", zh="反对{which}"),
    "all": Text(en="all of them", zh="全部"),
    "it": Text(en="it", zh="它"),
    "rules_out": Text(en="rules out {count} of {all} cards", zh="排除 {all} 种里的 {count} 种"),
    "nothing": Text(en="says nothing here", zh="在这里不说明问题"),
    "next": Text(en="What would settle it, cheapest first", zh="还差什么（从最省事的看起）"),
    "link": Text(en="Link to these answers", zh="这些答案的链接"),
    "clear": Text(en="Clear", zh="清除"),
    "undo": Text(en="Undo", zh="撤销"),
    "comma": Text(en=", ", zh="、"),
    "semicolon": Text(en="; ", zh="；"),
    "colon": Text(en=": ", zh="："),
}
