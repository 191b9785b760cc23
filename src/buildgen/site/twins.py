"""Twins: what one language's tree takes from the English one where it has nothing of its own.

A hand-written page without a translation stands in the other tree as well, in English and marked as such, so
that every address has its twin. What is no page (the static API) stands in the English tree only, and links
from the other tree lead across.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection

from buildgen.site.address import html_path, relative
from buildgen.site.staging import TREE, Files
from buildgen.site.words import Words

_HREF = re.compile(rb'(?<= href=")([^":#]+)((?:#[^"]*)?)"')


def borrowed(english: Files, own: Files, language: str) -> Files:
    """Give the English pages that a language lacks; each says so at its top."""
    note = Words.of(language)("This page is not translated yet; here it is in English.")
    head = f"---\nborrowed: {json.dumps(note, ensure_ascii=False)}\n".encode()
    return {
        path: head + (data[4:] if data.startswith(b"---\n") else b"---\n\n" + data)
        for path, data in english.items()
        if path.endswith(".md") and path not in own
    }


def across(files: Files, language: str) -> Files:
    """Turn what a tree's pages link to and the tree does not hold to the English tree."""
    held = {html_path(path) for path in files}
    return {
        path: _turned(path, data, held, language) if path.endswith(".md") else data
        for path, data in files.items()
    }


def _turned(path: str, data: bytes, held: Collection[str], language: str) -> bytes:
    here = html_path(path)

    def turn(found: re.Match[bytes]) -> bytes:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), found[1].decode()))
        if target in held or target.startswith(".."):
            return found[0]
        return relative(target, TREE[language] + here).encode() + found[2] + b'"'

    return _HREF.sub(turn, data)
