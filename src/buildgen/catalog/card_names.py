"""Names of cards as programs print them, held against what the catalog calls its cards."""

from __future__ import annotations

from collections.abc import Iterable

from buildgen.catalog.parts import Gpu


def folded(text: str) -> str:
    """Reduce a name to its letters and digits, so that blanks, dashes and case do not tell names apart."""
    return "".join(c for c in text.casefold() if c.isalnum())


def unknown_cards(names: Iterable[str], cards: Iterable[Gpu]) -> tuple[str, ...]:
    """Pick the printed names that are none of these cards', by name, alias, or what a flashed card shows."""
    known: set[str] = set()
    for card in cards:
        given = (card.id, card.name.en, card.name.zh or "", *card.aliases, *card.printed_as)
        known |= {folded(name) for name in given}
    return tuple(name for name in names if folded(name) not in known and folded(_bare(name)) not in known)


def _bare(name: str) -> str:
    """Take off what drivers put after a name in brackets: `AMD Radeon Pro VII (RADV VEGA20)`."""
    return name.partition(" (")[0]
