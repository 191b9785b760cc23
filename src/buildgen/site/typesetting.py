"""Typesetting: what templates and views join with English punctuation, set as Chinese is.

A comma, colon, semicolon or full stop beside a Chinese character becomes the Chinese one, which brings its
own room, so that no blank follows it; between two Chinese characters there is no blank. Code, scripts and
drawings stay as they are.
"""

from __future__ import annotations

import re

_KEPT = re.compile(r"(<(script|svg|pre|code|style)\b.*?</\2>)", re.DOTALL)
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"
_SHUT = "[\u3400-\u9fff\uf900-\ufaff\uff09\u201d\u300b]"
_ENDS = "(?:</(?:a|bdi|strong|span|small|time|em)>)*"
_STARTS = "(?:<(?:a|bdi|strong|span|small|time|em)\\b[^>]*>)*"
_MARKS = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", ".": "\u3002"}
_AFTER = re.compile(rf"({_SHUT}{_ENDS})([,;:.])(?= |<|$)", re.MULTILINE)
_BEFORE = re.compile(rf"(?<=[\w%)>\]])([,;:]) (?={_STARTS}{_HAN})")
_STOP = re.compile(rf"(?<=[A-Za-z)>\]])\. (?={_STARTS}{_HAN})")
_BRACKETS = re.compile(rf"({_HAN}) \(([^()<>]*)\)")
_LAST = re.compile(r"(?<=[\w)>\]])\.(?=\s*</(?:p|li)>)")
_ROOM = re.compile(r"(?<=[\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f\uff09]) +(?=\S)")
_GAP = re.compile(rf"(?<={_HAN}) +(?={_HAN})")


def typeset(html: str) -> str:
    """Set the words of rendered HTML as Chinese is set."""
    pieces = _KEPT.split(html)
    # The pattern has two groups: text, what is kept, the name of its element, text, and so on.
    return "".join(_set(piece) if at % 3 == 0 else piece for at, piece in enumerate(pieces) if at % 3 != 2)


def _set(text: str) -> str:
    text = _AFTER.sub(lambda m: m[1] + _MARKS[m[2]], text)
    text = _BEFORE.sub(lambda m: _MARKS[m[1]], text)
    text = _STOP.sub(_MARKS["."], _LAST.sub(_MARKS["."], text))
    text = _BRACKETS.sub("\\1\uff08\\2\uff09", text)
    return _GAP.sub("", _ROOM.sub("", text))
