"""Style sheets and scripts without what only their authors need: comments, indentation, blank lines.

Names stay as they are: what a reader finds in the browser is still the source, only closer together. The
calculator alone has short ones, for its weight (`shortening`).
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};])\s*")
_AFTER = re.compile(r"([:,])\s+")
# A script keeps its words as `var WORDS = {en: {...}, zh: {...}};`, an entry on one line or on several.
_WORDS = re.compile(r"^  var WORDS = \{\n.*?^  \};\n", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"^    ([a-z]{2}): \{(?:[^\n]*\}|\n.*?^    \}),?\n", re.DOTALL | re.MULTILINE)


def compact(name: str, data: bytes) -> bytes:
    """Give a file in its compact form; what is neither a style sheet nor a script stays as it is."""
    if name.endswith(".css"):
        return css(data.decode()).encode()
    if name.endswith(".js"):
        return script(data.decode()).encode()
    return data


def spoken(name: str, data: bytes, language: str) -> bytes:
    """Leave a script the words of one language: each language's tree has scripts of its own."""
    if not name.endswith(".js"):
        return data

    def one(words: re.Match[str]) -> str:
        return _ENTRY.sub(lambda entry: entry[0] if entry[1] == language else "", words[0])

    return _WORDS.sub(one, data.decode()).encode()


def css(text: str) -> str:
    """Take comments and needless blanks out; a blank before a colon may join selectors and stays."""
    text = " ".join(_COMMENT.sub(" ", text).split())
    text = _AFTER.sub(r"\1", _AROUND.sub(r"\1", text)).replace(";}", "}")
    return text.strip() + "\n"


def script(text: str) -> str:
    """Take whole-line comments and indentation out; what stands inside a line stays."""
    text = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
