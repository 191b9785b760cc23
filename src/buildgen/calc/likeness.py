"""Likeness: leads to like cards, which may change places without changing the circuit.

Cards of one role, each at the end of like leads and of nothing else, are mirror images of each other: what
holds for a lead to one of them holds for its counterpart to the next, and one solution stands for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildgen.calc.circuit import Card, Circuit, Lead


def counterparts(laid: Circuit) -> Mapping[str, str]:
    """Give each lead the lead that stands for it: its counterpart to the first like card, else itself."""
    stands = {lead.id: lead.id for lead in laid.leads}
    first: dict[tuple[object, ...], dict[str, str]] = {}
    begun = {lead.start for lead in laid.leads if lead.parent is None}
    begun |= {joint.on for joint in laid.harness.joints.values() if joint.on is not None}
    for card in laid.cards:
        leads = [lead for lead in laid.leads if lead.end == card.id]
        if begun & {card.id, card.role}:
            continue  # something hangs on a card: it is not like the others
        own = {lead.run: lead.id for lead in leads}
        like = first.setdefault((card.role, card.board_power, *_signature(laid, card, leads)), own)
        stands.update({lead: like[run] for run, lead in own.items()})
    return stands


def _signature(laid: Circuit, card: Card, leads: list[Lead]) -> Iterator[object]:
    """Tell what ends at a card, and where that comes from, without naming the card."""
    yield tuple((inlet.plug, inlet.share) for inlet in card.inlets)
    for lead in sorted(leads, key=lambda one: one.run):
        parent = laid.lead(lead.parent) if lead.parent else None
        inside = parent is None or parent.end == card.id
        start = lead.start if parent is None else parent.run if inside else parent.id
        seat = next((inlet.plug for inlet in card.inlets if lead.id in inlet.leads), None)
        yield (lead.run, start, inside, seat)
