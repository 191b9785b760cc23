"""Catalog text on its way into a page: always text, never markup, in HTML, Markdown and front matter."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

# Characters that change the order or the look of what stands around them. The list is that of Unicode's
# explicit formatting characters (UAX 9) with the invisible ones that are used to disguise names.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def visible(text: str) -> str:
    """Write invisible and reordering characters as `[U+202E]`, so that a name shows what it holds."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
    return _CONTROL.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)


def escaped(text: str) -> str:
    """Escape a text for HTML, element or attribute."""
    return html.escape(visible(text))


def literal(text: str) -> str:
    """Escape a text for a line of Markdown: every character that is no letter, digit or blank by its number.

    Markdown and HTML then both read it as plain text.
    """
    shown = " ".join(visible(text).split())
    return "".join(c if c.isalnum() or c == " " or not c.isascii() else f"&#{ord(c)};" for c in shown)


def html_block(text: str) -> str:
    """Make rendered HTML safe inside Markdown: no blank line, and nothing that could open a code fence.

    Fences are looked for before HTML blocks are set aside; their characters are written by number.
    """
    text = text.replace("`", "&#96;").replace("~", "&#126;")
    lines = text.splitlines() if "<pre" in text else [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line.strip())


def front_matter(fields: Mapping[str, object]) -> str:
    """Write front matter; JSON is YAML, and its strings cannot end early."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(("---", *lines, "---", ""))
