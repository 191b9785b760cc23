"""Verdicts on cards in words, for someone who is about to buy one or has just bought one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from buildgen.cli.report import visible
from buildgen.identify.notes import LINES
from buildgen.identify.text import LIMIT

if TYPE_CHECKING:
    from buildgen.identify.facts import Fact
    from buildgen.identify.guide import Guide
    from buildgen.identify.guide import Words as Bilingual
    from buildgen.identify.verdict import CardVerdict, Evidence
    from buildgen.site.words import Words

WIDTH = 80

_STYLES: Mapping[str, str] = {
    "identified": "bold green",
    "ambiguous": "bold yellow",
    "contradictory": "bold red",
    "not vega20": "bold cyan",
    "unknown": "bold yellow",
}
_FLASHED: Mapping[bool | None, str] = {
    True: "Flashed: yes. ROM and board are not of one card, or a file shows the flash itself.",
    False: "Flashed: no. The ROM belongs to this board.",
    None: "Flashed: not known. That takes a proof of the ROM and one of the board.",
}
_FILES: Mapping[str, str] = {
    "empty": "the file is empty",
    "not-recognised": "no output in it that buildgen knows",
    "binary": "neither text nor a VBIOS image",
    "cut": "longer than {limit} MiB: the rest was not read",
    "damaged-image": "a VBIOS image that is cut or damaged",
    "checksum": "a VBIOS image whose checksum is wrong: damaged, or edited",
}
_MATCHES: Mapping[str, str] = {
    "only-card": "no PCI address in it: taken for this card, the only one it could be of",
    "not-joined": "no PCI address in it: it may be of a card that is listed apart here",
}
_HOW = (
    "Save what a command prints (lspci -nn -v > lspci.txt), and write what you see on the card into "
    'a text file whose first line is "card notes". Give all files together.'
)
# The heading of what speaks neither for nor against any candidate that is shown.
_IDLE = "Says nothing here"
# Features that say something of a file, not of a card.
_ABOUT_FILES: Mapping[str, Mapping[str, str]] = {"file": _FILES, "match": _MATCHES}


def _text(words: Words, text: Bilingual) -> str:
    """Give a text of the guide in the language of the words, else in English."""
    return (text.zh if words.language == "zh" else "") or text.en


@dataclass(slots=True)
class _Page:
    """Lines of at most 80 columns, and the words that they are written in."""

    console: Any
    words: Words

    def say(self, text: str, indent: int = 0, style: str = "", hang: int = 0) -> None:
        """Print a text from a column on; lines after the first start `hang` columns further."""
        from rich.text import Text

        width = max(min(WIDTH, self.console.width) - indent - hang, 20)
        for number, line in enumerate(Text(visible(text), style).wrap(self.console, width)):
            line.rstrip()
            line.pad_left(indent + (hang if number else 0))
            self.console.print(line, soft_wrap=True)

    def gap(self) -> None:
        self.console.print()


def print_verdicts(
    verdicts: Sequence[tuple[str | None, CardVerdict]],
    guide: Guide,
    words: Words,
    file: IO[str] | None = None,
) -> None:
    """Print each card's verdict with what speaks for and against, and what is missing.

    `verdicts` are pairs of a PCI address, where one is known, and the verdict. Colours on terminals only.
    """
    from rich.console import Console

    page = _Page(Console(highlight=False, emoji=False, markup=False, file=file), words)
    seen = [pair for pair in verdicts if not _is_mute(pair[1])]
    for number, (address, verdict) in enumerate(seen, 1):
        _card(page, _title(number, len(seen), address, words), verdict, guide)
    for _, verdict in verdicts:
        if _is_mute(verdict):
            _mute(page, verdict)
    if any(verdict.missing for _, verdict in seen):
        page.say(words(_HOW))
        page.gap()
    page.say(_summary([verdict for _, verdict in seen], words))


def _is_mute(verdict: CardVerdict) -> bool:
    """Tell whether the verdict only stands for a file that says nothing of any card."""
    return all(one.fact.feature == "file" for one in verdict.evidence)


def _mute(page: _Page, verdict: CardVerdict) -> None:
    for one in verdict.evidence:
        page.say(_about_file(one.fact, page.words), style="bold yellow")
    page.gap()


def _about_file(fact: Fact, words: Words) -> str:
    """Say what is wrong with a file, or how it was joined to a card."""
    said = _ABOUT_FILES[fact.feature].get(fact.value, fact.value)
    return _file(fact, words) + words(": ") + words(said, limit=LIMIT >> 20)


def _title(number: int, count: int, address: str | None, words: Words) -> str:
    place = words(" at {address}", address=address) if address else ""
    title = words("Card {number} of {count}", number=number, count=count) if count > 1 else words("Card")
    return title + place


def _card(page: _Page, title: str, verdict: CardVerdict, guide: Guide) -> None:
    words = page.words
    page.say(title + words(": ") + _verdict_words(verdict, words), style=_STYLES[verdict.verdict])
    names = {candidate.id: candidate for candidate in guide.candidates}
    several = len(verdict.candidates) > 1
    for number, name in enumerate(verdict.candidates, 1):
        lead = f"{number}. " if several else ""
        page.say(f"{lead}{_text(words, names[name].name)} ({name})", 2, "bold")
        page.say(_text(words, names[name].text), 2 + len(lead))
    if verdict.candidates:
        page.say(words(_FLASHED[verdict.flashed]), 2)
    page.gap()
    _evidence(page, verdict, guide)
    if verdict.missing:
        _missing(page, verdict, guide)


def _verdict_words(verdict: CardVerdict, words: Words) -> str:
    """Say the verdict after the card's title, with what it means for the list below it."""
    match verdict.verdict:
        case "identified":
            more = ""
        case "ambiguous" if len(verdict.candidates) == 1:
            more = words("; only this one is left, but no proof of both its ROM and its board")
        case "ambiguous":
            more = words("; {count} cards fit, the likelier first", count=len(verdict.candidates))
        case "contradictory":
            nearest = words("; nearest, with the fewest proofs against it") if verdict.candidates else ""
            more = words("; no card fits all of it") + nearest
        case "not vega20":
            return words("another chip, not Vega 20")
        case _ if verdict.missing:
            more = words("; nothing here says which chip it is")
        case _:
            more = words("; a Vega 20 card, but none that the guide lists")
    return words(verdict.verdict) + more


def _evidence(page: _Page, verdict: CardVerdict, guide: Guide) -> None:
    """Print the evidence in groups that say the same of the candidates shown."""
    words = page.words
    idle = words(_IDLE)
    groups: dict[str, list[Evidence]] = {}
    files: list[Fact] = []
    for one in verdict.evidence:
        if one.fact.feature in _ABOUT_FILES:
            files.append(one.fact)
        else:
            groups.setdefault(_heading(one, verdict, words), []).append(one)
    for heading in sorted(groups, key=lambda heading: heading == idle):
        page.say(heading, 2, "bold")
        for one in groups[heading]:
            page.say(_fact(one, guide, words, judged=bool(verdict.candidates)), 4, hang=2)
            if heading == idle and one.fact.feature in guide.feature:
                page.say(_text(words, guide.feature[one.fact.feature].means), 6)
        page.gap()
    if verdict.verdict == "identified":
        _caveats(page, verdict, guide)
    if files:
        page.say(words("About the files"), 2, "bold")
        for fact in files:
            page.say(_about_file(fact, words), 4, hang=2)
        page.gap()


def _caveats(page: _Page, verdict: CardVerdict, guide: Guide) -> None:
    """Say what the board's proofs are worth: a label can be swapped, a ROM cannot add memory."""
    named = dict.fromkeys(
        one.fact.feature for one in verdict.evidence if verdict.candidates[0] in one.speaks_for
    )
    features = [guide.feature[name] for name in named]
    words = page.words
    page.say(words("What the board's side rests on"), 2, "bold")
    for feature in features:
        if feature.proves in {"board", "package"}:
            page.say(_text(words, feature.name) + words(": ") + _text(words, feature.means), 4, hang=2)
    page.gap()


def _heading(one: Evidence, verdict: CardVerdict, words: Words) -> str:
    shown = verdict.candidates
    if not shown:
        return words("Seen")
    speaks = [
        words(sentence, cards=_numbers(shown, ids, words))
        for sentence, ids in (("for {cards}", one.speaks_for), ("against {cards}", one.speaks_against))
        if not set(ids).isdisjoint(shown)
    ]
    if len(speaks) > 1:
        return words("Speaks {one}, {other}", one=speaks[0], other=speaks[1])
    return words("Speaks {side}", side=speaks[0]) if speaks else words(_IDLE)


def _numbers(shown: Sequence[str], ids: Iterable[str], words: Words) -> str:
    """Name candidates by their numbers in the list above."""
    numbers = [str(number) for number, name in enumerate(shown, 1) if name in ids]
    if len(numbers) == len(shown):
        return words("it") if len(shown) == 1 else words("all of them")
    return numbers[0] if len(numbers) == 1 else words(", ").join(numbers[:-1]) + words(" and ") + numbers[-1]


def _fact(one: Evidence, guide: Guide, words: Words, *, judged: bool) -> str:
    fact = one.fact
    feature = guide.feature.get(fact.feature)
    name = _text(words, feature.name) if feature else fact.feature
    place = _file(fact, words) if fact.line is None else f"{_file(fact, words)}:{fact.line}"
    count, all_ = len(one.excludes), len(guide.candidates)
    out = words("; rules out {count} of {all} cards", count=count, all=all_)
    return f"{name}{words(': ')}{fact.value} ({place}){out if judged and one.excludes else ''}"


def _file(fact: Fact, words: Words) -> str:
    return words("standard input") if fact.file == "-" else fact.file


def _missing(page: _Page, verdict: CardVerdict, guide: Guide) -> None:
    words = page.words
    page.say(words("What would settle it, cheapest first"), 2, "bold")
    for name in verdict.missing:
        feature = guide.feature[name]
        page.say(_text(words, feature.name) + words(": ") + _text(words, feature.how), 4, hang=2)
        if name in LINES:
            page.say(words(note_line(name)), 6, hang=2)
    page.gap()


def note_line(feature: str) -> str:
    """Say how a feature that is seen by eye is written down."""
    word, values = LINES[feature]
    return f'in card notes, "{word}: ..." with {" or ".join(values)}'


def _summary(verdicts: Sequence[CardVerdict], words: Words) -> str:
    if not verdicts:
        return words("no card in these files")
    counted = Counter(verdict.verdict for verdict in verdicts)
    told = words(", ").join(
        words("{count} {verdict}", count=number, verdict=words(word)) for word, number in counted.items()
    )
    count = len(verdicts)
    return (words("1 card") if count == 1 else words("{count} cards", count=count)) + words(": ") + told
