"""Write into every Chinese page which English text it was held against; read both pages before.

    python -m tests.site.stamp_twins [PAGE ...]

PAGE is a path below docs/zh, such as guide/power.md; without any, all pages are stamped that have a twin.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from buildgen.site.prose.macros import WrittenPage, pages_of
from buildgen.site.prose.twins import APART, STAMP, fingerprint
from buildgen.site.staging import read_folder

DOCS = Path(__file__).parents[2] / "docs"


def stamped(text: str, stamp: str) -> str:
    """Put a stamp into a page's front matter, in the place of the one before."""
    line = f"{STAMP}: {stamp}\n"
    if not text.startswith("---\n"):
        return f"---\n{line}---\n\n{text}"
    head, mark, body = text[4:].partition("---\n")
    head = re.sub(rf"^{STAMP}:.*\n", "", head, flags=re.MULTILINE)
    return f"---\n{head}{line}{mark}{body}"


def main(asked: list[str]) -> None:
    """Stamp the pages that are asked for."""
    english: dict[str, WrittenPage] = {p.path: p for p in pages_of(read_folder(DOCS / "en"), "en")}
    for page in pages_of(read_folder(DOCS / "zh"), "zh"):
        if page.path in english and not page.path.startswith(APART) and (not asked or page.path in asked):
            stamp = fingerprint(english[page.path])
            (DOCS / "zh" / page.path).write_text(stamped(page.text, stamp), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
