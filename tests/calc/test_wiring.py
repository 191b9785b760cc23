"""Wiring, computed and judged: the two harnesses of the rig, three more rigs, and one fault at a time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from buildgen.calc.conductor import grouped_limit, single_limit, wire_resistance
from buildgen.calc.likeness import counterparts
from buildgen.calc.metering import wiring
from buildgen.calc.netlist import cut_list, net_list, shopping_list
from buildgen.calc.verdict import Verdict
from buildgen.calc.wiring import CardFeed, StrandLoad, Wiring
from buildgen.calc.wiring_reason import WiringReason
from buildgen.calc.wiring_verdict import JUDGES, causes, judge_wiring
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.harness import Run
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.wiring import WiringRules
from buildgen.quantity import Amps, Gauge, Length, Ohms, Volts, Watts
from tests.agreement.wired import parts_catalog
from tests.calc import small

RIGS = Path(__file__).parent / "rig_data"
CATALOG = Path(__file__).parents[2] / "catalog"

# One server supply, one card with an 8-pin inlet on one keyed cable, nothing else: faults are made from it.
SOUND = """
title: A sound rig
parts:
  gpu: {{part: card-8{count}}}
  server: {{part: server-750}}
  other: {{part: server-750}}
feeds: {{server: [gpu]}}
harness:
  evidence: {{source: test, kind: spec}}
  supplies:
    server: {{earthed: true, pinout: keyed, minimum: 11.9 V,
      control: {{method: switch, off: {{value: A switch}}}}}}
    other: {{earthed: true, pinout: keyed, control: {{method: strap, off: {{value: The mains.}}}}}}
  joints:
    breakout: {{kind: bus, on: server, rating: 62 A}}
  runs:
    {run}
    {more}
"""
RUN = (
    "gpu_lead: {from: breakout, to: gpu, outlet: pcie6, plug: pcie8, gauge: 16 AWG, length: 50 cm,"
    " insulation: 105 degC, fuse: {rating: 7.5 A, at: source, per: conductor, dc: 32 V}}"
)


def rig_catalog(folder: Path, *builds: tuple[str, str]) -> Catalog:
    """Load the rigs with the project's own connectors and figures, and builds given as (id, text)."""
    shutil.copytree(RIGS, folder / "catalog")
    shutil.copytree(CATALOG / "connectors", folder / "catalog" / "connectors")
    shutil.copy(CATALOG / "wiring.yaml", folder / "catalog")
    for name, text in builds:
        (folder / "catalog" / "builds" / f"{name}.yaml").write_text(text, encoding="utf-8")
    catalog = load_catalog(folder / "catalog")
    assert not catalog.findings, catalog.findings
    return catalog


def wired(catalog: Catalog, name: str) -> Wiring:
    """Compute the wiring of a build by its id."""
    found = wiring(catalog.builds[name], catalog)
    assert found is not None
    return found


def card(found: Wiring, name: str) -> CardFeed:
    """Give a card by its id."""
    return next(c for c in found.cards if c.id == name)


def strand(found: Wiring, name: str) -> StrandLoad:
    """Give a strand by its id."""
    return next(s for s in found.strands if s.id == name)


def faulty(folder: Path, run: str = RUN, more: str = "", count: str = "") -> Wiring:
    """Compute the sound rig with its run replaced or another one added."""
    text = SOUND.format(run=run, more=more, count=count)
    return wired(rig_catalog(folder, ("rig", text)), "rig")


def codes(found: Wiring) -> dict[str, Verdict]:
    """Give the worst verdict under each code."""
    worst: dict[str, Verdict] = {}
    ranks = tuple(Verdict)
    for reason in judge_wiring(found):
        worst[reason.code] = min(worst.get(reason.code, Verdict.OK), reason.verdict, key=ranks.index)
    return worst


def values(found: Wiring, code: str) -> dict[str, object]:
    """Give the figures of the first reason under a code."""
    reason: WiringReason = next(r for r in judge_wiring(found) if r.code == code)
    return dict(reason.values)


@pytest.fixture(scope="module")
def rigs(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return rig_catalog(tmp_path_factory.mktemp("rigs"))


@pytest.fixture(scope="module")
def project() -> Catalog:
    return load_catalog(CATALOG)


@pytest.fixture(scope="module")
def breakout(project: Catalog) -> Wiring:
    return wired(project, "mi50x3-70b-breakout")


@pytest.fixture(scope="module")
def figures(rigs: Catalog) -> WiringRules:
    assert rigs.wiring is not None
    return rigs.wiring


# Conductors


@pytest.mark.parametrize(
    ("gauge", "milliohm"),
    [
        ("10 AWG", "3.277"),
        ("16 AWG", "13.174"),
        ("18 AWG", "20.948"),
        ("1.5 mm2", "11.49"),
        ("6 mm2", "2.87"),
    ],
)
def test_cold_copper_has_the_resistance_of_the_tables(
    figures: WiringRules, gauge: str, milliohm: str
) -> None:
    """A metre of wire, divided by the factor for 70 degC, has the published resistance at 20 degC."""
    hot = wire_resistance(Gauge.parse(gauge), Length.of(1, "m"), figures)
    assert hot is not None
    cold = Decimal(hot.grains) / Decimal("1.2") / 1000
    assert round(cold, 3 if gauge.endswith("AWG") else 2) == Decimal(milliohm)


def test_between_two_sizes_the_thinner_ones_limit_holds(figures: WiringRules) -> None:
    """1.5 mm2 lies between 16 and 14 AWG and gets 10 A; below the table there is no limit to give."""
    assert single_limit(Gauge.parse("16 AWG"), figures) == Amps.of(10)
    assert single_limit(Gauge.parse("1.5 mm2"), figures) == Amps.of(10)
    assert single_limit(Gauge.parse("22 AWG"), figures) is None


def test_conductors_that_lie_together_bear_less(figures: WiringRules) -> None:
    """Up to three bear the table's current, four to six 80 %; beyond the last group nothing is known."""
    gauge = Gauge.parse("16 AWG")
    assert grouped_limit(gauge, 3, figures) == Amps.of(10)
    assert grouped_limit(gauge, 4, figures) == Amps.of(8)
    assert grouped_limit(gauge, 31, figures) is None


# The two harnesses of the rig


def test_the_breakout_harness_is_established_and_within_its_limits(breakout: Wiring) -> None:
    """Nothing is unknown or assumed, nothing is an error; what is left are three warnings."""
    assert breakout.established
    assert codes(breakout) == {
        "WIR010": Verdict.WARNING,
        "WIR011": Verdict.WARNING,
        "WIR015": Verdict.WARNING,
    }


def test_three_cards_load_the_two_pins_of_the_board_connector(breakout: Wiring) -> None:
    """At the slots' limit of 5.5 A, three cards draw 16.5 A through two pins: 8.25 A each."""
    pin = strand(breakout, "atx_board.12V").pin
    assert pin is not None
    assert pin.slots == Amps.of(Decimal("8.25"))
    assert pin.cables == Amps(0)


def test_the_drop_of_a_card_is_its_parts(breakout: Wiring) -> None:
    """Supply minimum less drop is the voltage at the card, and wire is less than half of the drop."""
    feed = card(breakout, "gpus.0")
    assert feed.volts is not None
    assert feed.drop is not None
    assert feed.volts + feed.drop.whole == Volts.of(Decimal("11.7"))
    assert feed.drop.wire * 2 < feed.drop.whole


def test_what_the_cards_take_and_the_wires_heat_comes_from_the_supply(breakout: Wiring) -> None:
    """Volts times amperes of the server supply are the cards' board power and the heat of its wires."""
    supply = next(s for s in breakout.supplies if s.id == "server")
    assert supply.current is not None
    assert supply.minimum is not None
    assert supply.heat is not None
    given_out = Watts(supply.current.grains * supply.minimum.grains // 1000)
    taken = Watts.of(750) + supply.heat
    assert abs(given_out.grains - taken.grains) < 50


def test_equal_cards_return_nothing_through_the_board(breakout: Wiring) -> None:
    """Without a link between the supplies, and with like cables, no card's return has a way round."""
    assert breakout.board_share == "0.0"
    assert breakout.share_known


def test_the_breakout_harness_can_be_bought(breakout: Wiring) -> None:
    """Six cables and a fuse for each 12 V conductor; nothing to cut, for nothing is made by hand."""
    bought = shopping_list(breakout)
    assert bought is not None
    cables, fuses = bought
    assert {(c.run, c.pieces, c.conductors) for c in cables} == {("gpu_8pin", 3, 3), ("gpu_6pin", 3, 2)}
    assert sum(f.pieces for f in fuses) == 15
    assert cut_list(breakout) == ()


def test_the_posts_harness_is_no_wiring_instruction(project: Catalog) -> None:
    """What the post leaves open is listed, nothing passes by being unknown, and no cut list is given."""
    found = wired(project, "mi50x3-70b")
    assert not found.established
    assert cut_list(found) is None
    assert shopping_list(found) is None
    lacking = {gap.path[1:] for gap in found.missing}
    assert {
        ("runs", "gpu_cables", "gauge"),
        ("runs", "gpu_cables", "length"),
        ("runs", "gpu_cables", "plug"),
    } <= lacking
    assert {("runs", "gpu_cables", "fuse", "rating"), ("supplies", "server", "pinout")} <= lacking
    assert ("supplies", "server", "control", "method") in lacking
    judged = codes(found)
    open_codes = {"WIR007", "WIR008", "WIR009", "WIR012", "WIR015", "WIR016", "WIR018", "WIR020"}
    assert all(judged[code] is Verdict.NOT_ESTABLISHED for code in open_codes)
    assert Verdict.ERROR not in judged.values()


def test_a_harness_takes_sides_where_sources_disagree_on_the_inlets(project: Catalog) -> None:
    """Disputed inlets leave the wiring not established, until the harness says for which it is made."""
    build = project.builds["mi50x3-70b-breakout"]
    assert build.harness is not None
    undecided = build.harness.model_copy(update={"inlets": {}})
    found = wiring(build.model_copy(update={"harness": undecided}), project)
    assert found is not None
    assert [gap.reason for gap in found.assumed] == ["inlets-disputed"]


def test_an_unknown_cable_still_bounds_the_current(project: Catalog) -> None:
    """250 W at no more than 11.4 V are at least 21.93 A, whatever the cable is."""
    total = strand(wired(project, "mi50x3-70b"), "gpu_cables.0.12V").total.most
    assert total is not None
    assert total >= Amps.of(Decimal("21.929"))
    assert strand(wired(project, "mi50x3-70b"), "gpu_cables.0.12V").each is None


# Three more rigs


def test_a_pigtails_shared_segment_carries_both_plugs(rigs: Catalog) -> None:
    """The lead up to the first plug carries the current of the second one too; each pin only its own."""
    found = wired(rigs, "one-supply")
    lead, tail = strand(found, "gpu_lead.12V"), strand(found, "gpu_tail.12V")
    assert lead.total.cables is not None
    assert tail.total.cables is not None
    assert lead.pin is not None
    assert lead.pin.cables is not None
    assert abs(lead.total.cables.grains - tail.total.cables.grains - 3 * lead.pin.cables.grains) <= 3


def test_the_fuse_of_a_pigtails_parent_protects_the_pigtail(rigs: Catalog) -> None:
    """The thinnest conductor behind a fuse counts, also beyond the first plug."""
    window = next(f for f in wired(rigs, "one-supply").fuses if f.lead == "gpu_lead")
    assert window.most == Amps.of(7)


def test_three_supplies_are_told_apart(rigs: Catalog) -> None:
    """Each finding names its own run or supply: the sound side has no part in the other's faults."""
    found = wired(rigs, "three-supplies")
    errors = {(r.code, *r.subject[1:3]) for r in judge_wiring(found) if r.verdict is Verdict.ERROR}
    assert {e for e in errors if e[0] != "WIR019"} == {
        ("WIR012", "runs", "right_6"),
        ("WIR012", "runs", "right_8"),
        ("WIR013", "runs", "right_8"),
        ("WIR014", "supplies", "server_b"),
    }


def test_a_link_lets_the_return_of_its_supply_go_through_the_board(rigs: Catalog) -> None:
    """The card whose supply is linked to the platform's returns a part through its slot, the other none."""
    found = wired(rigs, "three-supplies")
    left, right = card(found, "left.0"), card(found, "right.0")
    assert left.slot_return is not None
    assert right.slot_return is not None
    assert left.slot_return > Amps.of(1)
    assert right.slot_return < Amps.of(Decimal("0.01"))
    link = strand(found, "link.GND").total.cables
    assert link is not None
    assert abs(link.grains - left.slot_return.grains) <= 1


def test_the_rails_of_the_boards_plug_are_summed(project: Catalog) -> None:
    """Three slots give 16.5 A on 12 V and 9 A on 3.3 V; a drive adds 1.424 A; the fans are unknown."""
    twelve, three = wired(project, "mi50x3-70b").rails
    assert (str(twelve.current), twelve.pins, str(twelve.each), twelve.known) == (
        "16.5 A",
        2,
        "8.25 A",
        False,
    )
    assert (str(three.current), three.pins, str(three.each), three.known) == ("10.424 A", 4, "2.606 A", True)
    assert {t.name for t in twelve.takers if t.current is None} == {"gpu_fans", "cpu_cooler"}


@pytest.mark.parametrize(("cards", "told"), [(8, False), (9, True)])
def test_the_slots_share_four_pins_of_three_volts(rigs: Catalog, cards: int, told: bool) -> None:
    """Eight slots bring a pin of 3.3 V to exactly its 6 A; a ninth is too many."""
    build = rigs.builds["six-cards"]
    use = build.parts["gpus"].model_copy(update={"count": cards})
    found = wiring(build.model_copy(update={"parts": {**build.parts, "gpus": use}}), rigs)
    assert found is not None
    poles = [dict(r.values).get("pole") for r in judge_wiring(found) if r.code == "WIR010"]
    assert ("3.3 V" in poles) is told


def test_a_drive_of_unknown_power_leaves_the_three_volts_open(project: Catalog) -> None:
    """What nobody knows the draw of does not pass."""
    disk = project.parts["kioxia-xg6-1tb"]
    power = disk.power.model_copy(update={"value": None})  # type: ignore[attr-defined]
    blind = replace(project, parts={**project.parts, disk.id: disk.model_copy(update={"power": power})})
    found = wired(blind, "mi50x3-70b-breakout")
    assert [dict(r.values)["takers"] for r in judge_wiring(found) if dict(r.values).get("why") == "rail"] == [
        ("disk",)
    ]


def test_to_its_own_supply_the_board_is_a_return_by_design(rigs: Catalog) -> None:
    """One supply for board and card: over half returns through the board, and its pins bear it."""
    found = wired(rigs, "one-supply")
    assert (found.foreign, found.board_share) == ((), None)
    assert float(found.cards[0].slot_share or 0) > 50
    back = next(s for s in found.strands if s.id == "board.GND")
    assert back.pin is not None
    assert back.pin.most is not None
    assert back.pin_limit is not None
    assert back.pin.most < back.pin_limit
    assert "WIR007" not in {r.code for r in judge_wiring(found)}


def test_a_card_on_the_boards_supply_does_not_count_for_the_others(rigs: Catalog) -> None:
    """Of a card on each of two supplies, the share is that of the one that is not on the board's."""
    build = rigs.builds["three-supplies"]
    assert build.harness is not None
    runs = {n: r for n, r in build.harness.runs.items() if n != "link"}
    moved = {
        n: r.model_copy(update={"start": "atx"}) if n.startswith("right") else r for n, r in runs.items()
    }
    harness = build.harness.model_copy(update={"runs": moved})
    found = wiring(build.model_copy(update={"harness": harness}), rigs)
    assert found is not None
    assert found.foreign == ("left.0",)
    shares = {card.id: card.slot_share for card in found.cards}
    assert found.board_share == shares["left.0"] == "0.0"
    assert float(shares["right.0"] or 0) > 10


def test_cards_are_alike_only_with_like_leads(rigs: Catalog) -> None:
    """Six cards on like leads have one stand for all; one with a return more stands for itself."""
    build = rigs.builds["six-cards"]
    assert build.harness is not None
    whole = wired(rigs, "six-cards")
    assert set(counterparts(whole.circuit).values()) == {"board", "cpu_lead", "gpu.0"}
    more = Run.model_validate(
        {
            "from": "server",
            "to": "gpus.0",
            "net": "GND",
            "conductors": 2,
            "gauge": "16 AWG",
            "length": "50 cm",
        }
    )
    harness = build.harness.model_copy(update={"runs": {**build.harness.runs, "more": more}})
    found = wiring(build.model_copy(update={"harness": harness}), rigs)
    assert found is not None
    stands = counterparts(found.circuit)
    assert (stands["gpu.0"], stands["gpu.1"], stands["gpu.5"]) == ("gpu.0", "gpu.1", "gpu.1")
    lost = {s.lead: s.total.lost for s in found.strands if s.run == "gpu" and s.pole == "GND"}
    assert lost["gpu.0"] != lost["gpu.1"] == lost["gpu.5"]


def test_six_cards_overload_one_breakout_board(rigs: Catalog) -> None:
    """Six cards of 150 W draw more than the 62 A of the board, and one fuse cannot guard three thin wires."""
    judged = codes(wired(rigs, "six-cards"))
    assert judged["WIR018"] is Verdict.ERROR
    assert values(wired(rigs, "six-cards"), "WIR012")["why"] == "no-window"


# One fault at a time


def test_the_sound_rig_has_no_error(tmp_path: Path) -> None:
    """One card on one fused, keyed cable: only the switch by hand is warned of."""
    assert codes(faulty(tmp_path)) == {"WIR015": Verdict.WARNING}


@pytest.mark.parametrize(
    ("code", "run", "more"),
    [
        ("WIR001", RUN.replace("to: gpu,", "to: gpus,"), ""),
        ("WIR001", RUN.replace("from: breakout", "from: brakeout"), ""),
        ("WIR001", RUN.replace("gauge:", "pins: {9: 12V}, gauge:"), ""),
        ("WIR002", RUN.replace("to: gpu,", "to: other,"), ""),
        ("WIR003", RUN.replace("plug: pcie8", "plug: eps8"), ""),
        ("WIR003", RUN, RUN.replace("gpu_lead", "gpu_more")),
        (
            "WIR005",
            RUN,
            "tie: {from: server, to: other, net: 12V, conductors: 1, gauge: 10 AWG, length: 10 cm}",
        ),
        ("WIR006", RUN.replace("gauge:", "net: 12V, gauge:"), ""),
        ("WIR009", RUN.replace("16 AWG", "16 AWG, conductors: 1"), ""),
        ("WIR010", RUN.replace("gauge:", "terminal: 4 A, gauge:"), ""),
        ("WIR012", RUN.replace("rating: 7.5 A", "rating: 5 A"), ""),
        ("WIR012", RUN.replace("rating: 7.5 A", "rating: 10.1 A"), ""),
        (
            "WIR012",
            RUN.replace("fuse: {rating: 7.5 A, at: source, per: conductor, dc: 32 V}", "fuse: none"),
            "",
        ),
        ("WIR013", RUN.replace("at: source", "at: load"), ""),
        ("WIR013", RUN.replace("dc: 32 V", "dc: 12 V"), ""),
        ("WIR017", RUN.replace("gauge:", "pins: {1: GND, 5: 12V}, gauge:"), ""),
        ("WIR017", RUN.replace("gauge:", "pins: {6: 12V}, gauge:"), ""),
        ("WIR019", RUN.replace("16 AWG", "12 AWG"), ""),
    ],
)
def test_a_fault_is_an_error_or_a_warning_under_its_code(
    tmp_path: Path, code: str, run: str, more: str
) -> None:
    """Each way to go wrong is found under its own code."""
    found = codes(faulty(tmp_path, run, more))
    assert found.get(code) in {Verdict.ERROR, Verdict.WARNING}, found


def test_an_eps_plug_in_a_card_is_said_to_short_it(tmp_path: Path) -> None:
    """The 8-pin plug of processors has its poles the other way round."""
    assert values(faulty(tmp_path, RUN.replace("plug: pcie8", "plug: eps8")), "WIR003")["why"] == "shorts"


def test_a_sense_pin_may_be_grounded_and_not_left_on_power(tmp_path: Path) -> None:
    """Pins 4 and 6 of the 8-pin plug go to ground in the cable."""
    assert "WIR017" not in codes(faulty(tmp_path, RUN.replace("gauge:", "pins: {4: GND, 6: GND}, gauge:")))


def test_fuses_at_the_limits_of_their_window_pass(tmp_path: Path) -> None:
    """A fuse of exactly the conductor's limit is allowed."""
    assert "WIR012" not in codes(faulty(tmp_path, RUN.replace("rating: 7.5 A", "rating: 10 A")))


def test_a_long_thin_cable_starves_the_card(tmp_path: Path) -> None:
    """Below 11.04 V at the card, from a stated minimum at the supply, is an error."""
    run = RUN.replace("50 cm", "4 m").replace("16 AWG", "18 AWG")
    assert codes(faulty(tmp_path, run))["WIR008"] is Verdict.ERROR


def test_beyond_what_a_wire_can_deliver_nothing_is_established(tmp_path: Path) -> None:
    """Where no working point exists the wiring is an error, and no current is made up."""
    run = RUN.replace("50 cm", "100 m").replace("16 AWG", "18 AWG")
    found = faulty(tmp_path, run)
    assert codes(found)["WIR006"] is Verdict.ERROR
    assert not found.established


def test_a_signal_of_five_volts_may_not_pull_a_pin_of_three(rigs: Catalog) -> None:
    """Without isolation, the driver's voltage must not exceed the enable pin's."""
    assert values(wired(rigs, "three-supplies"), "WIR014")["why"] == "level"


# What holds for all


def test_codes_are_judged_once_each_and_in_order() -> None:
    """Each judge's sentence begins with its code, and the codes run up."""
    told = [(judge.__doc__ or "")[:6] for judge in JUDGES]
    assert told == [f"WIR{n:03}" for n in range(1, len(JUDGES) + 1)]


@pytest.mark.parametrize("name", ["one-supply", "three-supplies", "six-cards"])
def test_a_net_list_names_every_strand_once(rigs: Catalog, name: str) -> None:
    """Every pole of every lead is one row, with a wire number of its own."""
    found = wired(rigs, name)
    rows = net_list(found)
    assert sorted(row.strand for row in rows) == sorted(s.id for s in found.strands)
    assert len({row.wire for row in rows}) == len(rows)


def test_a_build_without_a_harness_has_no_wiring(rigs: Catalog) -> None:
    """No harness, no figures: nothing is invented."""
    build = rigs.builds["six-cards"].model_copy(update={"harness": None})
    assert wiring(build, rigs) is None


@pytest.mark.parametrize("length", ["25 cm", "50 cm", "1 m"])
def test_a_longer_cable_drops_more(tmp_path: Path, length: str) -> None:
    """The wire's part of the drop is the current of one conductor times its resistance, out and back."""
    found = faulty(tmp_path, RUN.replace("50 cm", length))
    feed, each = card(found, "gpu.0"), strand(found, "gpu_lead.12V").each
    assert feed.drop is not None
    assert each is not None
    assert each.most is not None
    metres = {"25 cm": Decimal("0.25"), "50 cm": Decimal("0.5"), "1 m": Decimal(1)}[length]
    expected = 2 * Decimal(each.most.grains) / 1000 * metres * Decimal("13.174") * Decimal("1.2")
    assert Decimal(feed.drop.wire.grains) == pytest.approx(expected, abs=Decimal("0.6"))


def test_hot_wire_of_sixteen_gauge_has_its_textbook_drop(figures: WiringRules) -> None:
    """12.5 A there and back through 0.6 m of 16 AWG drop 198 mV cold, a fifth more hot."""
    one_way = wire_resistance(Gauge.parse("16 AWG"), Length.of(60, "cm"), figures)
    assert one_way is not None
    assert Ohms(one_way.grains * 2).grains * Decimal("12.5") / 1000 == pytest.approx(
        Decimal("237.2"), rel=Decimal("0.001")
    )


@pytest.mark.parametrize("name", ["one-supply", "three-supplies", "six-cards"])
def test_the_order_of_runs_changes_nothing(rigs: Catalog, name: str) -> None:
    """Runs, joints and supplies written in the opposite order give the same figures and reasons."""
    build = rigs.builds[name]
    assert build.harness is not None
    turned = {
        key: dict(reversed(getattr(build.harness, key).items())) for key in ("runs", "joints", "supplies")
    }
    again = wiring(build.model_copy(update={"harness": build.harness.model_copy(update=turned)}), rigs)
    assert again is not None
    first = wired(rigs, name)
    assert (again.strands, again.cards, again.fuses) == (first.strands, first.cards, first.fuses)
    assert set(judge_wiring(again)) == set(judge_wiring(first))


def test_what_is_missing_is_told_once(project: Catalog) -> None:
    """Of the post's rig, all that waits for an unknown figure is one reason; limits stand beside it."""
    told = [r.code for r in causes(wired(project, "mi50x3-70b"))]
    assert told == ["WIR010", "WIR020"]


def test_a_card_may_take_exactly_what_slot_and_plug_give(tmp_path: Path) -> None:
    """75 W and 150 W are 225 W: one watt more is an error whatever the card does."""
    found = faulty(tmp_path)
    for power, verdict in ((225, Verdict.WARNING), (226, Verdict.ERROR)):
        whole = Watts.of(power)
        inlets = tuple(replace(i, cables=whole, slots=whole - Watts.of(75)) for i in found.cards[0].inlets)
        card_ = replace(found.cards[0], board_power=whole, inlets=inlets)
        reasons = judge_wiring(replace(found, cards=(card_,)))
        assert next(r.verdict for r in reasons if r.code == "WIR011") is verdict


def test_an_eps_plug_is_told_without_the_inlet_that_it_leaves_empty(tmp_path: Path) -> None:
    """The inlet that stays empty follows from the plug that does not fit it."""
    found = faulty(tmp_path, RUN.replace("plug: pcie8", "plug: eps8"))
    assert "WIR002" not in {r.code for r in causes(found)}


def test_a_lead_that_starts_at_the_board_comes_from_the_boards_supply() -> None:
    """A joint on the board is followed through the board's own lead to the supply behind it."""
    runs = {
        "main": {"from": "atx", "to": "board", "plug": "atx24", "made": "factory"},
        "gpu": {"from": "pins", "to": "gpus", "plug": "pcie8", "gauge": "16 AWG", "length": "10 cm"},
    }
    rig = small.build(
        parts={"board": {"part": "plate"}, "gpus": {"part": "card-8"}, "atx": {"part": "brick"}},
        harness={"joints": {"pins": {"kind": "pad", "on": "board"}}, "runs": runs},
    )
    found = wiring(rig, parts_catalog())
    assert found is not None
    assert found.cards[0].supplies == found.cards[0].returns == ("atx",)
    assert found.cards[0].drop is not None
