"""Both engines answer whatever Hypothesis makes up, one long-lived Node process beside Python.

`BUILDGEN_AGREEMENT=5000` asks for more cases than the 500 of every run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildgen.calc.forecast import Ask
from buildgen.calc.scope import Workload
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.site.calculator import build_slice, catalog_slice
from buildgen.site.figures import figures
from tests.agreement import makers
from tests.agreement.calls import answer, forecast_answer, wiring_figures
from tests.agreement.node import Node, differences
from tests.agreement.rigs import alternative_of, rig_of
from tests.agreement.wired import parts_catalog, told_of, whole_slice, wired, wired_build

CASES = int(os.environ.get("BUILDGEN_AGREEMENT", "500"))
CATALOG = Path(__file__).parents[2] / "catalog"
WIRED = parts_catalog()
chances = st.randoms(use_true_random=False)


def share(part: int) -> settings:
    """Give one part in so many of the cases to a test."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        max_examples=max(CASES // part, 10), deadline=None, suppress_health_check=slow, database=None
    )


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Load the catalog of the project."""
    return load_catalog(CATALOG)


@pytest.fixture(scope="module")
def node(catalog: Catalog) -> Iterator[Node]:
    """Keep one Node process for all tests of this file."""
    with Node(catalog_slice(catalog)) as process:
        yield process


@pytest.fixture(scope="module")
def wired_node() -> Iterator[Node]:
    """Keep another one that knows the parts of the random harnesses."""
    with Node(whole_slice(WIRED)) as process:
        yield process


@share(1)
@given(chances)
def test_rigs_agree(node: Node, chance: Random) -> None:
    """Bills, differences, supplies and reasons are equal to the last digit, for any build."""
    rig = rig_of(makers.rig(chance))
    assert differences(rig.answer(), node.ask("rig", rig.args())) == []


@share(2)
@given(chances)
def test_wirings_agree(wired_node: Node, chance: Random) -> None:
    """Currents, voltages, gaps and reasons of any harness are equal to the last digit."""
    build = wired_build(wired(chance))
    told = told_of(build, WIRED, "given")
    assert differences({"result": wiring_figures(build, WIRED)}, wired_node.ask("wiring", told)) == []


@share(2)
@given(chances)
def test_alternatives_agree(node: Node, chance: Random) -> None:
    """A build laid over its base is the same build, loses the same lots and keeps the same order."""
    told, wanted = alternative_of(makers.rig(chance)["build"], makers.alternative(chance))
    assert differences({"result": wanted}, node.ask("inheritance.merge", told)) == []


@share(1)
@given(chances)
def test_fits_agree(node: Node, chance: Random) -> None:
    """Verdict, items, margins and reasons are equal to the byte, for any model on any cards."""
    case = makers.fit_case(chance)
    assert differences(answer("fit.predict", case), node.ask("fit.predict", case)) == []


@share(1)
@given(chances)
def test_costs_agree(node: Node, chance: Random) -> None:
    """Energy, money and break-even are equal to the last digit, on any terms."""
    case = makers.cost_case(chance)
    for call in ("cost.running_cost", "cost.break_even", "cost.per_speed", "cost.per_gibibyte"):
        assert differences(answer(call, case), node.ask(call, case)) == [], call


@share(2)
@given(chances)
def test_speeds_agree(node: Node, chance: Random) -> None:
    """Speeds, intervals, limits and reasons agree to a billionth."""
    for call, case in (
        ("speed.decode", makers.speed_case(chance)),
        ("speed.prefill", makers.prefill_case(chance)),
    ):
        assert differences(answer(call, case), node.ask(call, case)) == [], call


@share(50)
@given(chances)
def test_remedies_agree(node: Node, chance: Random) -> None:
    """The largest context and what would help are the same, in the same order."""
    case = makers.tame_case(chance)
    for call in ("remedy.find_largest_context", "remedy.suggest"):
        assert differences(answer(call, case), node.ask(call, case)) == [], call


texts = st.one_of(
    st.text(max_size=20),
    st.from_regex(r"[+-]?[0-9]{1,16}(\.[0-9]{1,12})? ?[A-Za-z°℃²/]{0,6}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{1,13}(\.[0-9]{1,4})? ?(CNY|USD|JPY|W|kW|GiB|MB|mm2|AWG)", fullmatch=True),
)


@share(1)
@given(texts, st.sampled_from(("Watts", "Memory", "Gauge", "Celsius", "TokenRate")))
def test_readings_agree(node: Node, text: str, kind: str) -> None:
    """Both read the same amounts, and refuse the same texts for the same reason."""
    for call, args in (("quantity.parse", {"kind": kind, "text": text}), ("money.parse", {"text": text})):
        assert differences(answer(call, args), node.ask(call, args)) == []


workloads = st.builds(
    Workload,
    context=st.just(0),
    split=st.sampled_from(("layer", "layer", "row", "none")),
    kv_type_k=st.sampled_from(("f16", "q8_0")),
    kv_type_v=st.sampled_from(("f16", "q8_0")),
    flash_attention=st.sampled_from((None, None, True)),
    sequences=st.sampled_from((1, 1, 2, 4, 8)),
)
CONTEXTS = (None, 512, 2048, 4096, 8192, 32768, 50000)


@share(4)
@given(workloads, chances)
def test_forecasts_agree(node: Node, catalog: Catalog, workload: Workload, chance: Random) -> None:
    """For any model of the catalog on any of its builds, changed or not, both say the same."""
    build = changed(chance.choice(catalog.entries(Build)), catalog, chance)
    model = chance.choice(sorted(catalog.models.values(), key=lambda m: m.id))
    context = chance.choice(CONTEXTS)
    names = (*model.quantisations, "Q8_0", "Q4_0", "Q2_K", "gone")
    engine_build = chance.choice((None, None, 4407, 9999))
    ask = Ask(model, chance.choice(names), workload, context, None, engine_build)
    scan = chance.randint(0, 20) == 0
    told = {
        "build": build_slice(build, catalog),
        "catalog": "given",
        "ask": {
            "model": model.id,
            "quantisation": ask.quantisation,
            "workload": figures(workload),
            "context": context,
            "generation": None,
            "engine_build": engine_build,
        },
        "scan": scan,
    }
    assert differences(forecast_answer(build, catalog, ask, scan=scan), node.ask("forecast", told)) == []


def changed(build: Build, catalog: Catalog, chance: Random) -> Build:
    """Give a build with another number of cards, or other cards."""
    cards = sorted(part.id for part in catalog.parts.values() if part.KIND == "gpu")
    parts = {
        role: use.model_copy(
            update={
                "part": chance.choice(cards),
                "count": chance.choice((0, 1, 2, 3, 4, None)),
                "state": None,
            }
        )
        if role == "gpus" and chance.randint(0, 1)
        else use
        for role, use in build.parts.items()
    }
    return build.model_copy(update={"parts": parts})
