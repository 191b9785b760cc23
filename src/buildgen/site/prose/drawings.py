"""The drawings of hand-written pages, with their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buildgen.catalog.decision import Decision
from buildgen.catalog.fields import Text
from buildgen.diagram import card, ladder
from buildgen.site.words import Words

_REAL = Text(en="Real: MI50 board", zh="真卡：MI50 板")
_FAKE = Text(en="Fake: Radeon VII style board", zh="假卡：Radeon VII 板")


def _backs(words: Words, prefix: str) -> str:
    say = words.text
    real = card.CardBack(
        say(_REAL),
        ("AMD RADEON INSTINCT MI50", say(Text(en="label", zh="标签"))),
        fitted=True,
        note=say(
            Text(
                en="A: the label names the MI50. B, C: parts behind the windows.",
                zh="A：标签写 MI50。B、C：孔里有元件。",
            )
        ),
    )
    fake = card.CardBack(
        say(_FAKE),
        ("Radeon VII", say(Text(en="label", zh="标签"))),
        fitted=False,
        note=say(
            Text(
                en="A: the label says Radeon VII. B, C: bare pads behind the windows.",
                zh="A：标签写 Radeon VII。B、C：孔里是空焊盘。",
            )
        ),
    )
    drawn = card.CardBacks(
        title=say(Text(en="The two boards from behind", zh="两种板子的背面")),
        desc=say(
            Text(
                en="Two back plates. Spot A is the label, spots B and C are windows in the plate. On "
                "the real board the windows show fitted parts, on the fake one empty pads. Schematic: the "
                "places of label and windows are ours.",
                zh="两块背板。A 是标签，B、C 是背板上的孔。真卡孔里有元件，假卡孔里是空焊盘。"
                "示意图：标签和孔的位置以实物为准。",
            )
        ),
        view="back",
        cards=(real, fake),
    )
    return card.draw(drawn, prefix)


def _labels(words: Words, prefix: str) -> str:
    say = words.text
    number = say(Text(en="board number, if printed: 102D1631410", zh="板号（如果印了）：102D1631410"))
    other = say(Text(en="another board number, or none", zh="别的板号，或没有"))
    real = card.CardBack(
        say(_REAL),
        ("AMD RADEON INSTINCT MI50", number),
        fitted=True,
        note=say(Text(en="The post's wording of the label.", zh="标签文字按原帖。")),
    )
    fake = card.CardBack(
        say(_FAKE),
        ("Radeon VII", other),
        fitted=False,
        note=say(
            Text(en="Labels can be swapped: look behind the windows, too.", zh="标签可以换，别忘了看孔里。")
        ),
    )
    drawn = card.CardBacks(
        title=say(Text(en="The two labels", zh="两种标签")),
        desc=say(
            Text(
                en="Two labels. Spot A is the line with the card's name: AMD RADEON INSTINCT MI50 on the "
                "real one, Radeon VII on the fake one.",
                zh="两张标签。A 是型号一行：真卡写 AMD RADEON INSTINCT MI50，假卡写 Radeon VII。",
            )
        ),
        view="label",
        cards=(real, fake),
    )
    return card.draw(drawn, prefix)


DRAWINGS: Mapping[str, Callable[[Words, str], str]] = {"back-plate": _backs, "label": _labels}


def decision_ladder(decision: Decision, words: Words) -> str:
    """Draw the questions of the decision."""
    say = words.text
    return ladder.draw(
        ladder.Ladder(
            title=say(decision.title),
            desc=say(
                Text(
                    en="The same questions and answers stand in the list below.",
                    zh="同样的问题和回答列在下面。",
                )
            ),
            rungs=tuple(ladder.Rung(say(q.ask), say(q.answer)) for q in decision.questions),
            last=say(decision.otherwise),
            yes=say(Text(en="yes", zh="是")),
            no=say(Text(en="no", zh="否")),
        ),
        "decision",
    )
