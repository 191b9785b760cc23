"""Wiring: each harness against what its wires, plugs, fuses and supplies bear (judged in `calc.wiring_*`)."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.grounds import grounds
from buildgen.calc.results import Results
from buildgen.calc.verdict import Verdict
from buildgen.calc.wiring_reason import WiringReason
from buildgen.catalog.builds import Build
from buildgen.checks.check import Path, Problem, check, found
from buildgen.diagnostics import Severity

WARNING, UNKNOWN = Severity.WARNING, Severity.NOT_ESTABLISHED


def _told(build: Build, results: Results, code: str) -> Iterator[Problem]:
    """Make the reasons of a code problems: at the path that they are about, with what they rest on."""
    wiring = results.wiring(build)
    for reason in results.wiring_reasons(build):
        if reason.code != code:
            continue
        rests = grounds(reason, wiring) if wiring is not None else ()
        values = {name: _shown(value) for name, value in reason.values}
        known = reason.verdict is not Verdict.NOT_ESTABLISHED
        yield found(
            build,
            reason.subject,
            values={**values, "rests": rests},
            sentence=_sentence(reason),
            label="rests" if rests and known else None,
            severity=Severity(reason.verdict.value),
            subject=_subject(reason.subject),
            key=len(reason.subject) < 4,
        )


def _sentence(reason: WiringReason) -> str:
    """Name the sentence: by the way in which it went wrong, by the case, or that it cannot be told."""
    values = dict(reason.values)
    way = values.get("why") or values.get("case")
    if reason.verdict is Verdict.NOT_ESTABLISHED and way not in {
        *("missing", "assumed", "both"),
        *("no-off", "unknown-place", "unknown-voltage", "rail"),
    }:
        return "unknown"
    return str(way).replace("-", "_") if way else "message"


def _subject(path: Path) -> str:
    """Name what is judged by its run, joint, supply or role."""
    named = path[2] if path[0] == "harness" and len(path) > 2 else path[1] if len(path) > 1 else path[0]
    return str(named)


def _shown(value: object) -> object:
    """Write paths in a harness as a reader names them: `gpu_cables (gauge, length)`."""
    if not (isinstance(value, tuple) and value and isinstance(value[0], tuple)):
        return value
    fields: dict[str, list[str]] = {}
    for path in value:
        owner = path[2] if path[0] == "harness" else path[1]
        rest = path[3:] if path[0] == "harness" else path[2:] or ("inlets",)
        if path[:2] == ("harness", "inlets"):
            rest = ("inlets",)
        fields.setdefault(str(owner), []).append(".".join(str(step) for step in rest))
    return tuple(f"{owner} ({', '.join(dict.fromkeys(names))})" for owner, names in fields.items())


@check("WIR001", "loose-end", on=Build)
def runs_end_somewhere(build: Build, results: Results) -> Iterator[Problem]:
    """Every run ends at two points that exist, at known plugs, and at pins that they have."""
    yield from _told(build, results, "WIR001")


@check("WIR002", "inlet-unfed", on=Build)
def inlets_are_fed(build: Build, results: Results) -> Iterator[Problem]:
    """Every power inlet is fed; a card is never powered through its slot alone."""
    yield from _told(build, results, "WIR002")


@check("WIR003", "plug-without-inlet", on=Build)
def plugs_have_inlets(build: Build, results: Results) -> Iterator[Problem]:
    """Every plug has an inlet of its own kind."""
    yield from _told(build, results, "WIR003")


@check("WIR004", "mixed-sources", on=Build, severity=WARNING)
def inlets_have_one_source(build: Build, results: Results) -> Iterator[Problem]:
    """An inlet is fed from exactly one supply, and a card's cables share one."""
    yield from _told(build, results, "WIR004")


@check("WIR005", "rails-joined", on=Build)
def rails_are_apart(build: Build, results: Results) -> Iterator[Problem]:
    """No wire joins the 12 V of two supplies."""
    yield from _told(build, results, "WIR005")


@check("WIR006", "return-missing", on=Build)
def cards_have_returns(build: Build, results: Results) -> Iterator[Problem]:
    """Every card has a return to each supply that feeds it, and every load a closed circuit."""
    yield from _told(build, results, "WIR006")


@check("WIR007", "returns-through-board", on=Build, severity=WARNING)
def board_is_no_return(build: Build, results: Results) -> Iterator[Problem]:
    """Slots and board carry no large share of what the cards return."""
    yield from _told(build, results, "WIR007")


@check("WIR008", "voltage-too-low", on=Build)
def cards_see_their_voltage(build: Build, results: Results) -> Iterator[Problem]:
    """With the supply at its least voltage, each card still sees its own minimum."""
    yield from _told(build, results, "WIR008")


@check("WIR009", "conductor-overloaded", on=Build)
def conductors_bear_their_current(build: Build, results: Results) -> Iterator[Problem]:
    """No conductor carries more than the named table allows, also with one of its siblings lost."""
    yield from _told(build, results, "WIR009")


@check("WIR010", "pin-overloaded", on=Build)
def pins_bear_their_current(build: Build, results: Results) -> Iterator[Problem]:
    """No pin carries more than its terminal bears; all slots' 12 V comes through two pins."""
    yield from _told(build, results, "WIR010")


@check("WIR011", "plug-overloaded", on=Build)
def plugs_bear_their_power(build: Build, results: Results) -> Iterator[Problem]:
    """No plug carries more than it is rated for, and no card takes more than slot and plugs give."""
    yield from _told(build, results, "WIR011")


@check("WIR012", "fuse-unfit", on=Build)
def fuses_fit_their_wires(build: Build, results: Results) -> Iterator[Problem]:
    """A fuse is at least 1.25 times its load, and at most what the thinnest single conductor bears."""
    yield from _told(build, results, "WIR012")


@check("WIR013", "fuse-misplaced", on=Build)
def fuses_sit_at_the_source(build: Build, results: Results) -> Iterator[Problem]:
    """A fuse sits at the source end and breaks direct current."""
    yield from _told(build, results, "WIR013")


@check("WIR014", "control-unsafe", on=Build)
def control_is_isolated(build: Build, results: Results) -> Iterator[Problem]:
    """A supply that follows another is driven at its own logic level, across an isolated link."""
    yield from _told(build, results, "WIR014")


@check("WIR015", "start-by-hand", on=Build, severity=WARNING)
def supplies_start_together(build: Build, results: Results) -> Iterator[Problem]:
    """The cards have power before the board leaves reset, and losing either supply stops both."""
    yield from _told(build, results, "WIR015")


@check("WIR016", "earth-missing", on=Build)
def supplies_are_earthed(build: Build, results: Results) -> Iterator[Problem]:
    """Every supply of the rig is on an earthed outlet."""
    yield from _told(build, results, "WIR016")


@check("WIR017", "pins-crossed", on=Build)
def pins_are_not_crossed(build: Build, results: Results) -> Iterator[Problem]:
    """Each pin is wired to its own net: poles are not crossed, no signal touches power."""
    yield from _told(build, results, "WIR017")


@check("WIR018", "joint-overloaded", on=Build)
def joints_bear_their_current(build: Build, results: Results) -> Iterator[Problem]:
    """No joint carries more than it bears."""
    yield from _told(build, results, "WIR018")


@check("WIR019", "gauge-unfit", on=Build)
def terminals_take_their_wires(build: Build, results: Results) -> Iterator[Problem]:
    """The terminals of both ends take the conductor."""
    yield from _told(build, results, "WIR019")


@check("WIR020", "no-instruction", on=Build, severity=UNKNOWN)
def wiring_is_established(build: Build, results: Results) -> Iterator[Problem]:
    """What a reader would wire by is known; else no page of it is a wiring instruction."""
    yield from _told(build, results, "WIR020")
