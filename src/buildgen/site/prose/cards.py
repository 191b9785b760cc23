"""Blocks about telling cards apart: what to look at, what a card can be, the check list, the drawings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buildgen.calc.results import Results
from buildgen.catalog.identification import IdentificationGuide
from buildgen.site.markup import html_block
from buildgen.site.prose.checklist import checklist
from buildgen.site.prose.drawings import DRAWINGS
from buildgen.site.prose.filling import Desk
from buildgen.site.prose.lookup import Nowhere, entry_named
from buildgen.site.prose.macros import Macro
from buildgen.site.prose.tables import Row, Table, rendered
from buildgen.site.views.evidence import shown


def _guide(macro: Macro, results: Results) -> IdentificationGuide:
    if len(macro.words) != 1:
        raise Nowhere("usage", name=macro.name, usage=f"{macro.name} vega20")
    entry = entry_named(f"identification/{macro.words[0]}", results)
    assert isinstance(entry, IdentificationGuide)  # noqa: S101 - the group holds guides only
    return entry


def _features(macro: Macro, desk: Desk) -> str:
    """What to look at, cheapest first, and what it can prove."""
    words, guide = desk.words, _guide(macro, desk.results)
    proves = {"rom": "the ROM", "board": "the board", "package": "the chip", "flash": "a flash"}
    rows = tuple(
        Row((words.text(f.name), words.text(f.how), words(proves[f.proves]), words.text(f.means)))
        for f in guide.features
        if f.proves in proves
    )
    columns = tuple(words(n) for n in ("What to look at", "How", "Says something about", "What it means"))
    return rendered("table", desk, Table(words("Cheapest to look at first"), columns, rows))


def _candidates(macro: Macro, desk: Desk) -> str:
    """The cards that one may turn out to be."""
    words, guide = desk.words, _guide(macro, desk.results)
    halves = {h.id: words.text(h.name) for h in (*guide.boards, *guide.roms)}
    rows = tuple(
        Row(
            (
                words.text(c.name),
                halves.get(c.board, c.board),
                halves.get(c.rom, c.rom),
                shown(c.stock, words),
                words.text(c.text),
            )
        )
        for c in guide.candidates
    )
    columns = tuple(words(n) for n in ("Card", "Board", "ROM", "As it left the factory", "In words"))
    return rendered("table", desk, Table(words("What it can turn out to be"), columns, rows))


def _checklist(macro: Macro, desk: Desk) -> str:
    """What to look at as questions; the page's script makes a form of them."""
    from markupsafe import Markup

    made = checklist(_guide(macro, desk.results), desk.words)
    data = Markup(made.data)  # noqa: S704 - `written` escapes
    return rendered("checklist", desk, {"questions": made.questions, "data": data})


def _drawing(macro: Macro, desk: Desk) -> str:
    if len(macro.words) != 1 or macro.words[0] not in DRAWINGS:
        raise Nowhere("usage", name="drawing", usage=f"drawing {' | '.join(DRAWINGS)}")
    name = macro.words[0]
    return html_block(DRAWINGS[name](desk.words, f"card-{name}"))


CARDS: Mapping[str, Callable[[Macro, Desk], str]] = {
    "features": _features,
    "candidates": _candidates,
    "checklist": _checklist,
    "drawing": _drawing,
}
