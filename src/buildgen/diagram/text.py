"""Text in drawings: how wide it will be, how it is cut, and how it becomes XML.

No browser is at hand when a drawing is made, so widths are estimated. The table holds the advance widths of
Helvetica (its published font metrics, in thousandths of the size), which the usual system fonts stay close
to; `SAFETY` covers the wider ones. Characters of double width count one em, unknown scripts too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SAFETY = 1.08  # system fonts that stand in for Helvetica run up to some 8 % wider
BOLD = 1.07
ELLIPSIS = "\u2026"
REPLACEMENT = "\ufffd"

_GROUPS = (
    (222, "ijl"),
    (191, "'"),
    (260, "|"),
    (278, " ftI.,:;/!\\[]\u00a0\u00b7"),
    (333, "r()-`\u2010"),
    (334, "{}"),
    (355, '"'),
    (389, "*"),
    (469, "^"),
    (500, "cksvxyzJ"),
    (556, "abdeghnopqu0123456789L#$?_\u2013"),
    (584, "+<=>~\u2212\u00d7\u00b1\u2264\u2265"),
    (611, "FTZ"),
    (667, "ABEKPSVXY&"),
    (722, "wCDHNRU"),
    (778, "GOQ"),
    (833, "mM"),
    (889, "%"),
    (944, "W"),
    (1015, "@"),
)
_ADVANCE = {character: advance for advance, group in _GROUPS for character in group}
_LATIN_END = 0x0530  # Latin, Greek and Cyrillic: at most about as wide as a capital
_CAPITAL = 780


def clean(text: str) -> str:
    """Give the text on one line, with what cannot be seen made visible.

    White space becomes single blanks. Control and format characters (direction marks among them), surrogates
    and code points without a character become U+FFFD: they would reorder or break the drawing.
    """
    shown = "".join(c if unicodedata.category(c) not in _UNSEEN or c.isspace() else REPLACEMENT for c in text)
    return " ".join(shown.split())


_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Cn", "Co"))


def escape(text: str) -> str:
    """Give the text as XML character data, fit for attributes too."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(character, entity)
    return text


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate how wide the text is, in the unit of `size`, on the safe side."""
    return _total(text) / 1000 * size * SAFETY * (BOLD if bold else 1)


@lru_cache(maxsize=4096)  # the same labels are measured again and again while they find their place
def _total(text: str) -> int:
    return sum(_advance(character) for character in text)


def _advance(character: str) -> int:
    known = _ADVANCE.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    return _CAPITAL if ord(character) < _LATIN_END else 1000


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Give the text, cut with an ellipsis where it is wider than `room`; empty when not even that fits."""
    text = clean(text)
    if width(text, size, bold=bold) <= room:
        return text
    end = len(text)
    while end and width(text[:end].rstrip() + ELLIPSIS, size, bold=bold) > room:
        end -= 1
    if end:
        return text[:end].rstrip() + ELLIPSIS
    return ELLIPSIS if width(ELLIPSIS, size, bold=bold) <= room else ""


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> tuple[str, ...]:
    """Break the text into at most `most` lines of at most `room`; the last is cut where more is left.

    Lines end at blanks and beside characters of double width; a word wider than a line is cut where it must.
    """
    rest = clean(text)
    lines: list[str] = []
    while rest and len(lines) < most - 1:
        if width(rest, size, bold=bold) <= room:
            break
        cut = _break(rest, room, size, bold=bold)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        lines.append(fitted(rest, room, size, bold=bold))
    return tuple(line for line in lines if line)


def _break(text: str, room: float, size: float, *, bold: bool) -> int:
    """Find where the first line of a too long text ends: the last place that allows it, else anywhere."""
    best = fits = 0
    for end in range(1, len(text)):
        if width(text[:end].rstrip(), size, bold=bold) > room:
            break
        fits = end
        apart = text[end] == " " or _wide(text[end]) or _wide(text[end - 1])
        if apart and text[end] not in _CLOSING and text[end - 1] not in _OPENING:
            best = end
    return best or fits or 1


# No line of Chinese starts with the first or ends with the second.
_CLOSING = frozenset("）〉》」』】、。，．：；！？”%")
_OPENING = frozenset("（〈《「『【“")


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
