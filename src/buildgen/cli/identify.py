"""`buildgen identify`."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.identify.guide import Guide
    from buildgen.identify.verdict import CardVerdict

STDIN = "-"
# The one chip that the verdicts are about.
GUIDE = "vega20"

_NO_FILES: Mapping[int, str] = {
    stat.S_IFDIR: "is a folder: name the files in it",
    stat.S_IFIFO: "is a pipe: to read from one, give - and redirect it to standard input",
    stat.S_IFSOCK: "is a socket: save the output to a file first",
    stat.S_IFBLK: "is a device: save the output to a file first",
    stat.S_IFCHR: "is a device: save the output to a file first",
}


EPILOG = """
\b
Save what helps most, then give all of it:
  lspci -nn -vvv > lspci.txt    as root
  rocm-smi -a > smi.txt
  dmesg > dmesg.txt             as root, soon after a start
  amdvbflash -ai > flash.txt
  buildgen identify lspci.txt smi.txt dmesg.txt flash.txt
"""


@click.command("identify", epilog=EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@root_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@lang_option
def command(files: tuple[str, ...], root: Path, format_: str, language: str) -> None:
    """Say which card it is: a genuine MI50, a fake, a flashed one, or one of its relatives.

    FILE is saved output of lspci -nn (-v, -vvv), rocm-smi, rocminfo, amd-smi, amdvbflash -i (-ai, -p) or
    dmesg, a VBIOS image, or a text file that begins with the line "card notes" and says what you see on the
    card. Give all files together: what one cannot tell another may. - is standard input. Nothing is run, and
    nothing is sent anywhere.

    Exit 0 when every Vega 20 card in the files is identified and there is at least one, 1 when one is in
    doubt or there is none, 2 on misuse or when a file cannot be read. Identified means that it is known which
    card it is, not that it is genuine: a known fake exits 0 too. Read the verdict, or "candidates" in the
    JSON.
    """
    from buildgen.identify.cards import cards
    from buildgen.identify.reading import read
    from buildgen.identify.verdict import Report, judge

    guide = _guide(root)
    readings, unread = [], False
    for name in dict.fromkeys(files):
        shown = click.format_filename(name)
        try:
            data = _bytes(name)
        except _UnreadableError as problem:
            unread = True
            _complain(shown, str(problem), language)
        else:
            readings.append(read(shown, data))
    if not readings:
        sys.exit(2)
    found = cards(readings, guide)
    verdicts = tuple(judge(card, guide) for card in found)
    if format_ == "json":
        click.echo(json.dumps(Report(verdicts).plain(), ensure_ascii=False, indent=2))
    else:
        from buildgen.cli.verdicts import print_verdicts
        from buildgen.cli.words import words_of

        pairs = [(card.address, each) for card, each in zip(found, verdicts, strict=True)]
        print_verdicts(pairs, guide, words_of(language))
    sys.exit(2 if unread else _exit_code(verdicts))


class _UnreadableError(Exception):
    """A named file that gives no bytes; the text says why."""


def _exit_code(verdicts: Sequence[CardVerdict]) -> int:
    """Give 0 when every card of the chip is identified: other chips in the same listing are no doubt."""
    ours = [each for each in verdicts if each.verdict != "not vega20"]
    return 0 if ours and all(each.verdict == "identified" for each in ours) else 1


def _guide(root: Path) -> Guide:
    from buildgen.catalog.loading import load_catalog
    from buildgen.identify.entry import guide_of

    catalog = load_catalog(root)
    if GUIDE in catalog.guides:
        return guide_of(catalog.guides[GUIDE])
    path = (root / "identification" / f"{GUIDE}.yaml").as_posix()
    if ("identification", GUIDE) in catalog.broken:
        raise BuildgenError(f"{path} is not sound: `buildgen check` says where")
    raise BuildgenError(f"no {path}: nothing says how to tell the cards apart")


def _bytes(name: str) -> bytes:
    """Read what the readers look at and one byte more, by which they know that a file was cut.

    Only plain files are opened: a pipe would block, and opening a device can do things. Raises
    _UnreadableError.
    """
    from buildgen.identify.text import LIMIT

    if name == STDIN:
        if sys.stdin is None or sys.stdin.closed:
            raise _UnreadableError("is closed")
        return sys.stdin.buffer.read(LIMIT + 1)
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116 - the name may be no valid text
        if problem := _NO_FILES.get(stat.S_IFMT(mode)):
            raise _UnreadableError(problem)
        with open(name, "rb") as file:  # noqa: PTH123
            return file.read(LIMIT + 1)
    except OSError as error:
        raise _UnreadableError((error.strerror or str(error)).lower()) from error


def _complain(name: str, problem: str, language: str) -> None:
    from buildgen.cli.report import visible
    from buildgen.cli.words import misuse

    shown = misuse("standard input", language) if name == STDIN else name
    click.echo(f"buildgen: {visible(shown)}: {visible(misuse(problem, language))}", err=True)
