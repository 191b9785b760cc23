"""Starting and stopping a rig, step by step; at most one danger a step, where the danger is."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.wiring import SupplyWiring, Wiring
from buildgen.site.harness import amps
from buildgen.site.matter import Matter


@dataclass(frozen=True, slots=True)
class Step:
    """One step of starting up; `danger` is the one warning that belongs to it, or empty."""

    text: str
    danger: str = ""


def starting_steps(wiring: Wiring, matter: Matter) -> tuple[Step, ...]:
    """Order the start: cards' supplies before the board's, and the reverse to stop; one danger a step."""
    words = matter.words
    board = [s for s in wiring.supplies if _feeds_board(wiring, s.id)]
    cards = [s for s in wiring.supplies if s not in board and any(s.id in c.supplies for c in wiring.cards)]
    largest = max((s.current for s in cards if s.current is not None), default=None)
    steps = []
    if not wiring.established:
        steps.append(
            Step(words("Find out what is missing, and write it down: by this page as it is nobody wires."))
        )
    steps += [
        Step(
            words("Pull every mains plug, and wait. Wire everything; join only what the net list joins."),
            words("Never open a supply: its capacitors hold mains voltage long after the plug is out."),
        ),
        Step(
            words("Check each plug with a meter before it meets a card: polarity, and no short."),
            words(
                "A crossed plug or a dropped tool shorts a supply of {current} and more: it welds.",
                current=amps(largest, words),
            )
            if largest is not None
            else "",
        ),
        Step(words("Run each supply alone on a dummy load, and measure its voltage at the plugs.")),
    ]
    if cards and board:
        first, last = (
            ", ".join(_switch(s, matter) for s in cards),
            ", ".join(_switch(s, matter) for s in board),
        )
        steps += [
            Step(
                words(
                    "To start: first the cards' ({first}), then the board's ({last}).",
                    first=first,
                    last=last,
                )
            ),
            Step(
                words("To stop: shut the computer down, then the board's supply, then the cards'."),
            ),
            Step(
                words("If one supply goes off by itself, switch the other one off at once."),
                words("A card with one of two supplies off is fed backwards: never run it so."),
            ),
        ]
    elif board:
        steps.append(Step(words("Start and stop with the computer's own button.")))
    return tuple(steps)


def _feeds_board(wiring: Wiring, supply: str) -> bool:
    return any(lead.start == supply and lead.end == wiring.circuit.board for lead in wiring.circuit.leads)


def _switch(supply: SupplyWiring, matter: Matter) -> str:
    words, method = matter.words, supply.control.method.value
    if method == "follows":
        return words("{supply}, which follows {other}", supply=supply.id, other=supply.control.follows or "?")
    how = {"button": "by the computer's button", "switch": "by its switch", "strap": "with the mains"}
    return words("{supply}, {how}", supply=supply.id, how=words(how.get(method or "", "how is not known")))
