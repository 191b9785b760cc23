"""Identification guides: their names lead somewhere, and their rules can tell the candidates apart."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.identification import IdentificationGuide
from buildgen.catalog.shape import closest
from buildgen.checks.check import Pointer, Problem, check, found
from buildgen.diagnostics import Severity
from buildgen.identify.distinction import Distinction, distinctions
from buildgen.identify.entry import guide_of, repeated_names, unknown_names


@check("IDN001", "unknown-name", on=IdentificationGuide, stage="references")
def names_are_known(guide: IdentificationGuide, _results: Results) -> Iterator[Problem]:
    """Every rule is about a feature of the guide, every candidate pairs a board and a ROM of the guide."""
    for loose in unknown_names(guide):
        guess = closest(loose.name, loose.known)
        hint = "did_you_mean" if guess else "help" if loose.known else "none"
        values = {"what": loose.what, "name": loose.name, "guess": guess, "known": loose.known}
        yield found(guide, loose.path, values=values, help=hint, key=loose.what == "feature")


@check("IDN002", "never-identified", on=IdentificationGuide, severity=Severity.WARNING)
def candidates_can_be_identified(guide: IdentificationGuide, _results: Results) -> Iterator[Problem]:
    """For every candidate there is evidence that would leave it alone, with a proof of each of its sides.

    Candidates that hide each other are IDN003's.
    """
    told = {one.candidate: one for one in distinctions(guide_of(guide))}
    for at, candidate in enumerate(guide.candidates):
        one = told[candidate.id]
        hidden = tuple(name for name in one.doubles if candidate.id not in told[name].doubles)
        path = ("candidates", at, "id")
        if one.unproven:
            values = {"candidate": one.candidate, "side": " and its ".join(one.unproven)}
            yield found(guide, path, values=values)
        elif hidden:
            values = {"candidate": one.candidate, "others": ", ".join(f"`{name}`" for name in hidden)}
            yield found(guide, path, values=values, sentence="hidden", help="hidden_help")


@check("IDN003", "never-told-apart", on=IdentificationGuide, severity=Severity.WARNING)
def candidates_can_be_told_apart(guide: IdentificationGuide, _results: Results) -> Iterator[Problem]:
    """Of any two candidates, some value rules out one and leaves the other."""
    told = distinctions(guide_of(guide))
    for at, one in enumerate(told):
        first = next((n for n, other in enumerate(told[:at]) if _alike(one, other)), None)
        if first is not None:
            yield found(
                guide,
                ("candidates", at, "id"),
                values={"candidate": one.candidate, "other": told[first].candidate},
                related=(Pointer(guide, ("candidates", first, "id"), "first"),),
            )


def _alike(one: Distinction, other: Distinction) -> bool:
    return other.candidate in one.doubles and one.candidate in other.doubles


@check("IDN004", "name-twice", on=IdentificationGuide, stage="references")
def names_stand_once(guide: IdentificationGuide, _results: Results) -> Iterator[Problem]:
    """Features, boards, ROMs and candidates have their ids to themselves."""
    for loose in repeated_names(guide):
        related = (Pointer(guide, loose.first, "first"),) if loose.first else ()
        yield found(guide, loose.path, values={"what": loose.what, "name": loose.name}, related=related)


@check("IDN005", "wrong-side", on=IdentificationGuide)
def rules_are_on_their_side(guide: IdentificationGuide, _results: Results) -> Iterator[Problem]:
    """What a ROM says is no evidence of its board, and what a board shows is none of its ROM."""
    proves = {feature.id: feature.proves for feature in guide.features}
    rom, board = ("rom",), ("board", "package", "flash")
    for group, side, allowed, halves in (
        ("boards", "board", board, guide.boards),
        ("roms", "rom", rom, guide.roms),
    ):
        for at, half in enumerate(halves):
            for name in half.features:
                if proves[name] in allowed:
                    continue
                part = "nothing" if proves[name] == "nothing" else "message"
                yield found(
                    guide,
                    (group, at, "features", name),
                    values={
                        "feature": name,
                        "proves": proves[name],
                        "side": side,
                        "right": "board" if side == "rom" else "rom",
                    },
                    sentence=part,
                    help="help" if part == "message" else "nothing_help",
                    key=True,
                )
