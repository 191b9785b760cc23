"""What a file may hold at most, and which words and characters are more than text."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_VALUES = 50_000
MAX_TEXT = 20_000
MAX_KEY = 200
MAX_DIGITS = 30
MAX_FINDINGS = 200
MAX_DIRECTIVES = 100

WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
ODD_KEYS = frozenset({*WORDS, "<<"})
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
# Tab, line feed and a carriage return before one are the only control characters of a text file. U+0085,
# U+2028 and U+2029 would make YAML's lines differ from an editor's; U+FFFE and U+FFFF are no characters.
_UNWANTED = "\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_UNWANTED}]|\r(?!\n)")
CONTROL_IN_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f{_UNWANTED}\ud800-\udfff]")
