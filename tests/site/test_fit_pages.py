"""Pages of fits, models, terms and the evaluation: every number on them is one that was computed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from buildgen.calc.matrix import CONTEXTS
from buildgen.calc.results import Results
from buildgen.catalog.loading import load_catalog
from buildgen.checks.engine import run_checks
from buildgen.site.matter import Matter
from buildgen.site.pages import pages
from buildgen.site.views.evaluation import evaluation_view
from buildgen.site.views.explain import example, memory_view, speed_view
from buildgen.site.views.fit import fit_view
from buildgen.site.views.models import model_view, models_view
from buildgen.site.words import Words

ROOT = Path(__file__).parents[2] / "catalog"
SEED = "mi50x3-70b"


@pytest.fixture(scope="module")
def matter() -> Matter:
    """The real catalog, as the English pages get it."""
    catalog = load_catalog(ROOT)
    found, results = run_checks(catalog)
    assert results is not None
    return Matter(results, found, Words.of("en"))


@pytest.fixture(scope="module")
def texts(matter: Matter) -> dict[str, str]:
    return {page.path: page.text for page in pages(matter)}


def test_every_build_and_model_has_its_page(matter: Matter, texts: dict[str, str]) -> None:
    """A page of fits per build, a page per model, the two chapters and the evaluation are there."""
    for build in matter.builds:
        assert f"builds/{build.id}/fit.md" in texts
    for model in matter.catalog.models:
        assert f"models/{model}/index.md" in texts
    for path in ("models/index.md", "explain/memory.md", "explain/speed.md", "reference/evaluation.md"):
        assert path in texts


def test_the_matrix_has_every_model_in_every_way(matter: Matter) -> None:
    """Each table holds all models: a cell per context, or the reason why there is none."""
    view = fit_view(matter.catalog.builds[SEED], matter)
    assert len(view.tables) == 4
    for table in view.tables:
        assert len(table.rows) == len(matter.catalog.models)
        for row in table.rows:
            assert bool(row.reasons) != bool(row.cells)
            assert len(row.cells) in (0, len(CONTEXTS))


def test_a_build_that_is_not_known_says_why(matter: Matter) -> None:
    """Without the driver's figure there is no table, and the reason is about the cards."""
    view = fit_view(matter.catalog.builds["2080ti-22g"], matter)
    assert not view.tables
    assert any("2080ti-22g" in reason for reason in view.reasons)


def test_measured_cases_are_drawn_with_their_measurement(matter: Matter) -> None:
    """The post's twelve rows are drawn, each with both sides of its tie and what was measured."""
    cases = fit_view(matter.catalog.builds[SEED], matter).cases
    assert len(cases) == 12
    assert all(case.measured_word is not None and case.chart and case.ties for case in cases)
    assert sum(case.hangs for case in cases) == 3


def test_the_evaluation_tells_all(matter: Matter) -> None:
    """12 of 12 fits, three of which hang on a tie; 8 sequences have no number; every interval is judged."""
    view = evaluation_view(matter)
    assert (view.right, len(view.fits), view.hanging) == (12, 12, 3)
    eight = next(table for table in view.tables if "8 sequences" in table.title)
    assert all(not line.predicted for line in eight.lines)
    assert view.sizes > 70
    assert {row.error for row in view.records} >= {"+0.00 %"}


def test_rows_that_cannot_be_evaluated_are_named(matter: Matter) -> None:
    """A row whose model or entry is gone is listed with its reason, and the other rows are still held out."""
    assert evaluation_view(matter).left_out == ()
    catalog = matter.results.catalog
    models = {name: model for name, model in catalog.models.items() if name != "qwq-32b-preview"}
    headline = catalog.benchmarks["post-headline"]
    short = headline.model_copy(update={"runs": headline.runs[:3]})
    poorer = replace(catalog, models=models, benchmarks={**catalog.benchmarks, "post-headline": short})
    view = evaluation_view(replace(matter, results=Results(poorer, matter.results.policy)))
    reasons = {(gap.row, gap.reason) for gap in view.left_out}
    assert ("post-headline/4", "it is not in the catalog") in reasons
    assert ("post-headline/3", "no entry describes its model: qwq-32b-preview") in reasons
    rows = {line.row for line in view.tables[0].lines}
    assert "post-context/3" in rows
    assert not rows & {row for row, _ in reasons}


def test_the_terms_add_up_to_the_margin(matter: Matter) -> None:
    """The last line of the chapter is the sum of the lines before it, for the tightest card."""
    found = example(matter)
    assert found is not None
    terms = {term.name: term.numbers for term in memory_view(matter).terms}
    numbers = [float(n) for n in re.findall(r"-?[0-9]+", terms["Margin"].replace("- ", " "))]
    total, *items, margin = numbers
    assert total - sum(items) == pytest.approx(margin, abs=4)
    assert terms["Cache"].endswith("= 832 MiB")
    assert terms["Compute buffer"].endswith("= 1216 MiB")
    assert speed_view(matter).terms[0].numbers.endswith("24.9 t/s")


def test_a_model_page_says_what_context_costs(matter: Matter) -> None:
    """70B takes 320 KiB a token at 16 bit; a model without grouped heads eight times that."""
    models = matter.catalog.models
    assert model_view(models["llama-3.3-70b"], matter).cache[0].each == "320 KiB"
    assert model_view(models["liberated-qwen-1.5-72b"], matter).cache[0].each == "2560 KiB"
    assert len(models_view(matter).models) == len(models)


def test_ids_are_unique_in_a_page(texts: dict[str, str]) -> None:
    """No anchor and no part of a drawing has an id twice."""
    for path, text in texts.items():
        if path.startswith(("builds/mi50x3-70b/fit", "models/", "explain/", "reference/evaluation")):
            ids = re.findall(r'\bid="([^"]+)"', text)
            assert len(ids) == len(set(ids)), path
