"""Commands in the guide: each block of them is followed by a word on what, when and by whom it was run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from buildgen.diagnostics import Diagnostic
from buildgen.site.prose.finding import said
from buildgen.site.prose.macros import RAN, Macro, WrittenPage

FOLDER = "guide/"
_SHELL = re.compile(
    r"^(?P<lead>[ ]*)(?P<fence>```|~~~)sh[^\n]*\n(?P<lines>.*?)^(?P=lead)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
# This project's own commands are run by its tests.
OURS = "buildgen "


def command_findings(page: WrittenPage, read: Sequence[Macro], above: str) -> Iterator[Diagnostic]:
    """Find the blocks of commands that nobody answers for before the next heading."""
    if not page.path.startswith(FOLDER):
        return
    told = [macro.start for macro in read if macro.name == RAN]
    blocks = list(_SHELL.finditer(page.text))
    inside = [(block.start(), block.end()) for block in blocks]
    headings = [
        found.start()
        for found in _HEADING.finditer(page.text)
        if not any(start <= found.start() < end for start, end in inside)
    ]
    for block in blocks:
        lines = [line.strip() for line in block["lines"].splitlines() if line.strip()]
        if all(line.startswith(OURS) for line in lines):
            continue
        end = next((at for at in headings if at > block.start()), len(page.text))
        if not any(block.end() <= at < end for at in told):
            start = block.start("lines") + len(block["lead"])
            place = page.place(start, start + len(lines[0]), above)
            yield said("DOC008", "message", place, (("command", lines[0]),))
