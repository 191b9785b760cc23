"""Findings: values that sort, compare and say whether they fail."""

from __future__ import annotations

import itertools

import pytest

from buildgen.diagnostics import BuildgenError, Diagnostic, Label, Message, Place, Severity, in_file_order


def finding(
    line: int = 1, code: str = "SYN002", severity: Severity = Severity.ERROR, **values: object
) -> Diagnostic:
    return Diagnostic(code, severity, Place("a.yaml", line), Message.of(f"{code}.message", **values))


def test_severities_are_ranked_worst_first() -> None:
    """An error outweighs a warning, and a warning outweighs what is not established."""
    assert [severity.rank for severity in (Severity.ERROR, Severity.WARNING, Severity.NOT_ESTABLISHED)] == [
        0,
        1,
        2,
    ]
    assert [str(severity) for severity in Severity] == ["error", "warning", "not established"]


def test_places_are_ordered_by_file_then_position() -> None:
    """Line 10 comes after line 9, and all of one file before the next."""
    places = [Place("a.yaml", 9), Place("a.yaml", 10), Place("a.yaml", 10, 2), Place("b.yaml", 1)]
    assert sorted([places[3], places[1], places[2], places[0]]) == places
    assert str(Place("a.yaml", 10, 2)) == "a.yaml:10:2"


def test_findings_come_in_file_order_whatever_order_they_were_made_in() -> None:
    """The order is: file, place, weight, code."""
    expected = (
        finding(1, "ZZZ001"),
        finding(1, "AAA001", Severity.WARNING),
        finding(1, "AAA002", Severity.WARNING),
        finding(1, "AAA001", Severity.NOT_ESTABLISHED),
        finding(2, "AAA001"),
    )
    for order in itertools.permutations(expected):
        assert in_file_order(order) == expected


def test_exact_repeats_are_dropped_and_only_those() -> None:
    """One finding made twice is said once; a finding with other values is another finding."""
    assert in_file_order([finding(key="a"), finding(key="a"), finding(key="b")]) == (
        finding(key="a"),
        finding(key="b"),
    )
    assert in_file_order([]) == ()


def test_a_message_with_a_list_can_be_sorted_out() -> None:
    """A list among the values is frozen, so that every finding is hashable."""
    assert in_file_order([finding(units=["W", "kW"]), finding(units=("W", "kW"))]) == (
        finding(units=("W", "kW")),
    )


def test_a_value_may_have_any_name() -> None:
    """The id of a message takes no name away from its values."""
    assert Message.of("X.message", identifier=1, id=2, self=3).values == (
        ("identifier", 1),
        ("id", 2),
        ("self", 3),
    )


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("waived", [False, True])
def test_only_errors_that_are_neither_draft_nor_waived_fail(
    severity: Severity, draft: bool, waived: bool
) -> None:
    """A draft's findings and waived ones are shown and never fail; nor does anything below an error."""
    found = Diagnostic("X", severity, Place("a.yaml"), Message.of("X.message"), draft=draft, waived=waived)
    assert found.fails is (severity is Severity.ERROR and not draft and not waived)


def test_findings_are_frozen() -> None:
    """A finding, its place, its message and its labels are values."""
    label = Label(Place("a.yaml"), Message.of("X.first"))
    for value, name in ((finding(), "code"), (Place("a"), "line"), (Message("x"), "id"), (label, "text")):
        with pytest.raises(AttributeError):
            setattr(value, name, "other")


def test_bad_use_is_one_line() -> None:
    """A BuildgenError carries its sentence as it is."""
    assert str(BuildgenError("no build is called `x`")) == "no build is called `x`"
