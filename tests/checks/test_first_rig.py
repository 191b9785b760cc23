"""The rig of the post, judged: what is established, what is not and why, and the verdicts on its supplies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from buildgen.calc.power import power_budget, with_state
from buildgen.calc.results import Results
from buildgen.calc.supply import SupplyLoad
from buildgen.calc.verdict import Verdict, judge, worst
from buildgen.catalog.builds import Build
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.diagnostics import Diagnostic, Severity
from buildgen.money import Money
from buildgen.quantity import Watts
from buildgen.sentences import say

RIG = "mi50x3-70b"

# What nobody knows about the rig, by code and subject, and why. A line here goes when the fact comes in.
NOT_ESTABLISHED: Mapping[tuple[str, str], str] = {
    ("FIT007", "board"): "the post does not say which plugs the board is fed through",
    ("FIT008", "gpu_fans"): "the post gives one price for the cards' cooling and no number of fans",
    ("FIT010", "cpu_cooler"): "the post names the cooler's form only, so its sockets are not known",
    ("PRC007", "gpus"): "the cards came with freight collected on delivery, of an amount that is not named",
    ("PWR011", "server"): "no measurement of the card's peaks was found",
    ("WIR020", "harness"): "gauge, length, plugs, fuses, pins and switching are not in the post",
}


@pytest.fixture(scope="module")
def judged() -> tuple[tuple[Diagnostic, ...], Results]:
    """The findings about the real catalog, and the results that they judge."""
    findings, results = run_checks(load_catalog(Path("catalog")))
    assert results is not None
    return findings, results


@pytest.fixture(scope="module")
def results(judged: tuple[tuple[Diagnostic, ...], Results]) -> Results:
    return judged[1]


@pytest.fixture(scope="module")
def told(judged: tuple[tuple[Diagnostic, ...], Results]) -> tuple[Diagnostic, ...]:
    """What is said about the rig itself."""
    return tuple(f for f in judged[0] if f.entry == f"build/{RIG}")


@pytest.fixture(scope="module")
def rig(results: Results) -> Build:
    return results.catalog.builds[RIG]


def supply(rig: Build, results: Results, role: str, state: str | None = None) -> tuple[SupplyLoad, Verdict]:
    """Give a supply of the rig with its cards in a state, and the verdict on it."""
    build = with_state(rig, "gpus", state) if state else rig
    load = next(s for s in power_budget(build, results.catalog).supplies if s.role == role)
    return load, worst(reason.verdict for reason in judge(load, results.policy))


def reasons(load: SupplyLoad, results: Results) -> set[str]:
    return {reason.code for reason in judge(load, results.policy)}


def test_exactly_this_is_not_established_about_the_rig(told: tuple[Diagnostic, ...]) -> None:
    """The list of what is unknown is known: nothing more, nothing less, each with its reason."""
    unknown = [(f.code, f.subject) for f in told if f.severity is Severity.NOT_ESTABLISHED]
    assert sorted(unknown) == sorted(NOT_ESTABLISHED)


def test_the_rig_has_no_error_and_these_warnings(told: tuple[Diagnostic, ...]) -> None:
    """The author ran it: it passes, with warnings for each supply, for the money and for two pins."""
    assert not [f for f in told if f.severity is Severity.ERROR]
    warnings = [(f.code, f.subject) for f in told if f.severity is Severity.WARNING]
    assert sorted(warnings) == [
        ("BOM006", ""),
        ("PWR004", "server"),
        ("PWR006", "atx"),
        ("WIR010", "atx_board"),
    ]


# The published catalog as a whole must be clean of errors, or nothing is built from it.
def test_the_catalog_has_no_error(judged: tuple[tuple[Diagnostic, ...], Results]) -> None:
    """`check` on the real catalog exits 0."""
    assert [say(f.message) for f in judged[0] if f.fails] == []


@pytest.mark.parametrize(
    ("state", "budget", "percent", "verdict", "code"),
    [
        ("pro-vii-190w", 570, "76.0", Verdict.WARNING, "PWR004"),
        ("cap-225w", 675, "90.0", Verdict.WARNING, "PWR003"),
        ("stock-250w", 750, "100.0", Verdict.ERROR, "PWR001"),
        ("stock-300w", 900, "120.0", Verdict.ERROR, "PWR001"),
    ],
)
def test_the_server_supply_in_each_state(  # noqa: PLR0917
    rig: Build, results: Results, state: str, budget: int, percent: str, verdict: Verdict, code: str
) -> None:
    """Three cards on 750 W: 190 W and 225 W a card pass with a warning, 250 W and 300 W do not pass."""
    load, judged = supply(rig, results, "server", state)
    assert load.budget == Watts.of(budget)
    assert load.load_percent == percent
    assert judged is verdict
    assert code in reasons(load, results)


def test_the_server_supply_as_it_ran(rig: Build, results: Results) -> None:
    """190 W a card: low takes 75 W a slot off, high is board power, 3 x 250 W, which reaches the rating."""
    load, _ = supply(rig, results, "server")
    assert (load.low, load.high) == (Watts.of(3 * 190 - 3 * 75), Watts.of(750))
    assert reasons(load, results) == {"PWR004", "PWR011"}
    assert load.assumed == ()


def test_the_atx_supply(rig: Build, results: Results) -> None:
    """120 W and 100 W, and 75 W through each of three slots at most; the rating is a name, not a label."""
    load, judged = supply(rig, results, "atx")
    assert (load.budget, load.low, load.high) == (Watts.of(220), Watts.of(220), Watts.of(445))
    assert load.rating is not None
    assert load.low is not None
    assert load.high is not None
    percents = [figure.percent_of(load.rating) for figure in (load.low, load.high)]
    assert percents == ["44.0", "89.0"]
    assert judged is Verdict.WARNING
    (reason,) = judge(load, results.policy)
    assert reason.code == "PWR006"
    figures = dict(reason.values)
    assert figures["assumed"] == ("xuanwu-500k.rating",)
    assert (figures["lower"], figures["reached"]) == (Watts.of(400), Watts.of(445))


def test_the_cards_state_does_not_move_the_atx_supply(rig: Build, results: Results) -> None:
    """Cards hang on the server supply by cable; through the slots goes at most 75 W each in any state."""
    figures = {
        (load.budget, load.low, load.high)
        for load, _ in (supply(rig, results, "atx", state) for state in ("pro-vii-190w", "stock-300w"))
    }
    assert len(figures) == 1


def test_the_whole_draw_is_790_watts_and_the_post_says_800(rig: Build, results: Results) -> None:
    """The author rounds his own sum; both figures are kept."""
    assert results.power(rig).total == Watts.of(790)
    assert rig.stated is not None
    assert rig.stated.power is not None
    assert rig.stated.power.value == Watts.of(800)
    assert [other.value for other in rig.stated.power.others] == [Watts.of(790)]


def test_the_money(rig: Build, results: Results) -> None:
    """At least 3140.19 CNY, since freight is unknown; 140.19 CNY over the budget; as the author sums it."""
    bom = results.bill(rig)
    assert str(bom.total) == "at least 3140.19 CNY"
    assert bom.over_budget == Money.parse("140.19 CNY")
    assert rig.stated is not None
    assert rig.stated.total is not None
    assert rig.stated.total.value == bom.total.amount
