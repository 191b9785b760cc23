"""What leaves the supplies: their currents, what their wires turn into heat, and how they are joined."""

from __future__ import annotations

import math
from collections.abc import Iterator

from buildgen.calc.bench import Bench, amps, percent
from buildgen.calc.circuit import Card, Feed
from buildgen.calc.wiring import SupplyWiring
from buildgen.catalog.harness import SupplyEnd
from buildgen.quantity import Amps, Watts


def supply(bench: Bench, feed: Feed) -> SupplyWiring:
    """Read a supply's current, and take over what the harness says of its end."""
    declared = bench.laid.harness.supplies.get(feed.id)
    end = declared or SupplyEnd()
    read = [answer.sources[feed.id] for answer in bench.solved.values() if feed.id in answer.sources]
    return SupplyWiring(
        id=feed.id,
        supply_class=feed.supply_class,
        current=max((amps(value) for value in read), default=None),
        heat=_heat(bench, feed),
        heat_known=all(
            s.known for lead in bench.laid.leads if feed.id in bench.sources_of(lead) for s in lead.strands
        ),
        minimum=feed.minimum,
        minimum_assumed=feed.assumed,
        control=end.control,
        earthed=end.earthed.value,
        pinout=end.pinout.value,
        declared=declared is not None,
    )


def _heat(bench: Bench, feed: Feed) -> Watts | None:
    """Add up I^2 R over the leads and joints of a supply; a link counts for where it starts."""
    answer = bench.solved.get("cables")
    if answer is None:
        return None
    own = {
        f"{s.id}.{end}"
        for lead in bench.laid.leads
        if feed.id in bench.sources_of(lead)
        for s in lead.strands
        for end in ("wire", "plug")
    }
    own |= {f"{name}.{pole}.joint" for name, on, pole, _ in bench.laid.joints if on == feed.id}
    wires = [r for r in bench.laid.network("cables").resistors if r.id in own]
    return Watts(round(math.fsum(r.ohms * answer.currents[r.id] ** 2 for r in wires) * 1000))


def joined(bench: Bench) -> Iterator[tuple[str, str]]:
    """Find supplies whose 12 V rails a wire joins."""
    reach: dict[str, str] = {}
    edges = [(s.start, s.middle) for s in bench.laid.strands()] + [
        (s.middle, s.end) for s in bench.laid.strands()
    ]
    edges += [(f"{on}.{pole}", f"{name}.{pole}") for name, on, pole, _ in bench.laid.joints]

    def root(node: str) -> str:
        while node in reach:
            node = reach[node]
        return node

    for a, b in edges:
        if root(a) != root(b):
            reach[root(a)] = root(b)
    feeds = [feed.id for feed in bench.laid.feeds]
    for n, a in enumerate(feeds):
        for b in feeds[n + 1 :]:
            if root(f"{a}.12V") == root(f"{b}.12V"):
                yield (a, b)


def linked(bench: Bench) -> bool:
    """Tell whether a run joins the returns of two supplies on purpose."""
    ends = {feed.id for feed in bench.laid.feeds} | set(bench.laid.harness.joints)
    return any(lead.wires.net == "GND" and {lead.start, lead.end} <= ends for lead in bench.laid.leads)


def through_board(bench: Bench) -> tuple[str | None, Amps | None]:
    """Give what returns through slots and board of what cards on another supply take.

    The part of their cable current in percent, and the current. Where the board's own supply feeds a card,
    the board is one of its returns by design, as in any computer: its pins are judged, not its share.
    """
    cards = {card.id for card in foreign(bench)}
    if "cables" not in bench.solved or not cards or not bench.returns_known:
        return None, None
    back = sum(abs(bench.current(f"{card}.slot.GND")) for card in sorted(cards))
    out = sum(
        abs(bench.current(f"{s.id}.plug"))
        for lead in bench.laid.leads
        for s in lead.strands
        if lead.end in cards and s.pole == "12V"
    )
    return percent(amps(back), out), amps(back)


def foreign(bench: Bench) -> tuple[Card, ...]:
    """List the cards whose cables come from another supply than the board's."""
    leads = bench.laid.leads
    own = set(bench.ends([lead for lead in leads if lead.end == bench.laid.board], "12V"))
    return tuple(
        card
        for card in bench.laid.cards
        if set(bench.ends([lead for lead in leads if lead.end == card.id], "12V")) - own
    )
