"""Why something is not established, and what an estimate rests on, in the page's words."""

from __future__ import annotations

from collections.abc import Iterable

from buildgen.calc.comparison import RECORD_REASONS
from buildgen.calc.forecast import CARD_REASONS
from buildgen.calc.scope import REASONS, Reason
from buildgen.calc.speed import SPEED_REASONS
from buildgen.site.views.evidence import VerdictWord
from buildgen.site.words import Words

_SENTENCES = {**RECORD_REASONS, **SPEED_REASONS, **REASONS, **CARD_REASONS}
_WORDS = {
    "fits": ("ok", "fits"),
    "tight": ("warning", "tight"),
    "does not fit": ("error", "does not fit"),
    "not established": ("unknown", "not established"),
}


def reason_texts(reasons: Iterable[Reason], words: Words) -> tuple[str, ...]:
    """Write reasons out, each once."""
    texts = (words(_SENTENCES[reason.code], value=reason.value) for reason in reasons)
    return tuple(dict.fromkeys(texts))


def fit_word(verdict: str, words: Words) -> VerdictWord:
    """Give the word of a fit's verdict."""
    value, word = _WORDS[verdict]
    return VerdictWord(value, words(word))
