"""Every way a value can be misshapen has its code, its place and its advice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from buildgen.catalog.builds import Build
from buildgen.catalog.folders import FOLDERS
from buildgen.catalog.parts import Gpu, Psu
from buildgen.catalog.shape import closest, described, fields_at
from buildgen.money import MINOR_DIGITS
from buildgen.source import MAX_FINDINGS
from tests.catalog.files import helps, load, told

GPU = "name: Card\nevidence: {source: post, kind: spec}\n"


@pytest.mark.parametrize(
    ("text", "said", "help_"),
    [
        ("memry: 16 GiB", "4:1 SHP001 unknown field `memry`", "did you mean `memory`?"),
        ("memory: {valu: 16 GiB}", "4:10 SHP001 unknown field `valu`", "did you mean `value`?"),
        ("states: {on: {name: On, kap: 1 W}}", "4:25 SHP001 unknown field `kap`", "did you mean `cap`?"),
        ("links: [{title: T, ural: http://a.b}]", "4:20 SHP001 unknown field `ural`", "did you mean `url`?"),
        ("zzz: 1", "4:1 SHP001 unknown field `zzz`", "known here: aliases, architecture"),
        ("links: [{title: T}]", "4:9 SHP002 the field `url` is missing", "add `url:`"),
        ("states: {on: {cap: 1 W}}", "4:10 SHP002 the field `name` is missing", "add `name:`"),
        ("chip: 5", "4:7 SHP003 wanted a text, found the number 5", "write a text"),
        ("chip: [a]", "4:7 SHP003 wanted a text, found a list", "write a text"),
        ("plugs: pcie8", "4:8 SHP003 wanted a list, found the text `pcie8`", "write a list"),
        ("states: [on]", "4:9 SHP003 wanted a mapping, found a list", "write a mapping"),
        ("prices: {amount: 1 CNY}", "4:9 SHP003 wanted a list, found a mapping", "write a list"),
        ("slots_wide: two", "4:13 SHP003 wanted a number, found the text `two`", "write a number"),
        ("memory: 16", "4:9 SHP004 the number 16 has no unit, wanted one of", "write the unit, as in `16 "),
        (
            "prices: [{amount: 16}]",
            "4:19 SHP004 the number 16 has no currency",
            "write the currency, as in `16 CNY`",
        ),
        ("memory: 16 W", "4:9 SHP005 the unit `W` does not fit here", "change the unit"),
        (
            "prices: [{amount: 16 XYZ}]",
            "4:19 SHP005 the currency `XYZ` is not known",
            "take one of the listed codes",
        ),
        (
            "memory: {value: 16 GiB, source: x, date: 3.1.25}",
            "4:42 SHP006 wanted a date",
            "write year, month",
        ),
        (
            "memory: {value: 16 GiB, source: x, date: 2025-02-30}",
            "4:42 SHP006 there is no day `2025-02-30`",
            "write year",
        ),
        ("prices: [{amount: -1 CNY}]", "4:19 SHP007 `-1 CNY` is out of range", "check for a slip"),
        (
            "prices: [{amount: 1.234 CNY}]",
            "4:19 SHP007 `1.234 CNY` has more digits",
            "check for a slip",
        ),
        (
            "prices: [{amount: 1 CNY, per: 0}]",
            "4:31 SHP007 the number 0 is out of range: greater",
            "check for",
        ),
        ("length: 0.0000001 mm", "4:9 SHP007 `0.0000001 mm` is finer than", "check for a slip"),
        (
            "cooling: pasive",
            "4:10 SHP008 wanted one of passive, active, found the text",
            "did you mean `passive`?",
        ),
        ("plugs: [pcie8, pcie88]", "4:16 SHP008 wanted one of atx24", "did you mean `pcie8`?"),
        ("memory: {value: null, source: A B}", "4:31 SHP009 wanted an id", "rename it"),
        ("states: {A b: {name: x}}", "4:10 SHP009 wanted an id", "rename it"),
        (
            "links: [{title: T, url: ftp://x}]",
            "4:25 SHP003 wanted an address that starts with http://",
            "write an",
        ),
    ],
)
def test_a_slip_has_its_code_its_place_and_its_advice(
    tmp_path: Path, text: str, said: str, help_: str
) -> None:
    """One slip, one finding: where it is, what was found, what to do."""
    catalog = load(tmp_path, parts__gpu__card=f"{GPU}# a comment\n{text}\n")
    (line,) = told(catalog)
    assert line.startswith(f"parts/gpu/card.yaml:{said}")
    assert helps(catalog)[0].startswith(help_)
    assert catalog.parts == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("parts: {Big: {part: x}}", "2:9 SHP009 wanted a name of lower-case letters"),
        ("parts: {fan: {part: x, cout: 2}}", "2:24 SHP001 unknown field `cout`"),
        ("parts: {fan: {part: x, serves: cpu}}", "2:24 SHP001 unknown field `serves`"),
        ("parts: {fan: {part: x, count: 2.5}}", "2:31 SHP003 wanted a whole number"),
        ("parts: {fan: {part: x, count: true}}", "2:31 SHP003 wanted a whole number, found true"),
        ("prices: {a: {covers: [x], total: 5}}", "2:34 SHP004 the number 5 has no currency"),
        ("currency: YUAN", "2:11 SHP0"),
        ("waivers: [{code: pwr1, reason: x, source: y, until: 2027-01-01}]", "2:18 SHP007"),
    ],
)
def test_slips_in_a_build(tmp_path: Path, text: str, said: str) -> None:
    """Roles, counts, lots and waivers have their codes and places too."""
    (line,) = told(load(tmp_path, builds__rig=f"title: Rig\n{text}\n"))
    assert line.startswith(f"builds/rig.yaml:{said}")


def test_one_place_has_one_finding(tmp_path: Path) -> None:
    """However many complaints a value earns, it is told once; other values are told besides."""
    text = f"{GPU}memory: []\nbandwidth: 5\nchip: 5\n"
    assert len(told(load(tmp_path, parts__gpu__card=text))) == 3


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        ({}, "a mapping"),
        ((), "a list"),
        (5, "the number 5"),
        ("x" * 80, f"the text `{'x' * 57}...`"),
    ],
)
def test_what_was_found_is_described_shortly(value: object, said: str) -> None:
    """A collection by its kind, a scalar by its text, a long text by its beginning."""
    assert described(value) == said


def test_a_guess_is_near_or_none() -> None:
    """A word is guessed only when one that is known is near; a long word costs no time."""
    assert closest("memry", ["memory", "name"]) == "memory"
    assert closest("zzz", ["memory", "name"]) is None
    assert closest("x" * 10**6, ["memory"]) is None


@pytest.mark.parametrize(
    ("model", "path", "field"),
    [
        (Gpu, (), "memory"),
        (Gpu, ("memory",), "value"),
        (Gpu, ("states", "on"), "cap"),
        (Gpu, ("states", "on", "cap", "others", 0), "value"),
        (Psu, ("prices", 3), "amount"),
        (Build, ("parts", "fan"), "for"),
        (Build, ("stated", "total"), "value"),
    ],
)
def test_the_fields_that_may_stand_at_a_path(
    model: type[BaseModel], path: tuple[str | int, ...], field: str
) -> None:
    """At any depth, through mappings, lists and facts, the known fields are found as YAML writes them."""
    assert field in fields_at(model, path)


@pytest.mark.parametrize("path", [("nothing",), ("parts",), ("title", "en", "x"), ("remove", 0, "x")])
def test_where_no_fields_stand_none_are_known(path: tuple[str | int, ...]) -> None:
    """Inside texts and lists, and where there is nothing, no field is proposed."""
    assert fields_at(Build, path) == ()


def test_an_id_is_never_proposed() -> None:
    """The id is the file's name: no advice names it as a field."""
    assert all("id" not in fields_at(model, ()) for model in FOLDERS.values())


def test_a_file_of_unknown_fields_has_its_say_and_no_more(tmp_path: Path) -> None:
    """Twenty thousand unknown fields give as many findings as any file may, in bounded time."""
    fields = "".join(f"f{number}: 1\n" for number in range(20_000))
    catalog = load(tmp_path, parts__gpu__card=GPU + fields)
    assert len(catalog.findings) == MAX_FINDINGS
    assert {finding.code for finding in catalog.findings} == {"SHP001"}


@pytest.mark.parametrize("field", ["of", "to"])
def test_a_rate_is_between_known_currencies(tmp_path: Path, field: str) -> None:
    """A rate from or to a currency that nobody can count in is refused where it stands."""
    codes = {"of": "EUR", "to": "CNY", field: "XYZ"}
    rate = f"{{of: {codes['of']}, to: {codes['to']}, rate: 8, date: 2025-01-03, source: bank}}"
    catalog = load(tmp_path, rates=f"exchange:\n  - {rate}\n")
    assert [f.code for f in catalog.findings] == ["SHP005"]
    assert told(catalog)[0].endswith(
        "the currency `XYZ` is not known, wanted one of " + ", ".join(MINOR_DIGITS)
    )


def test_a_build_is_priced_in_a_known_currency(tmp_path: Path) -> None:
    """What is no currency is told as it was written."""
    catalog = load(tmp_path, builds__rig="title: Rig\ncurrency: yuan\n")
    assert told(catalog)[0].startswith("builds/rig.yaml:2:11 SHP005 the currency `yuan` is not known")
