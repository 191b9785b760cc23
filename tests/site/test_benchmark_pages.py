"""The pages of measured runs: every figure as printed, nothing ranked, files that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest

from buildgen.catalog.loading import load_catalog
from buildgen.site.run_files import cell
from tests.site.sites import PROJECT

CATALOG = load_catalog(PROJECT / "catalog")
PAGES = (
    "builds/mi50x3-70b/benchmarks.html",
    "builds/2080ti-22g/benchmarks.html",
    "models/dolphin-mistral-nemo-12b/benchmarks.html",
    "models/qwq-32b-preview/benchmarks.html",
    "benchmarks/index.html",
    "software/index.html",
)


def plain(site: Path, page: str) -> str:
    """The words of a page's article."""
    text = (site / page).read_text(encoding="utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", article)).split())


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_there(site: Path, page: str) -> None:
    """A page per build with runs, per measured model, of all runs, and of software."""
    assert len(plain(site, page)) > 500


def test_the_explorer_holds_every_run_as_printed(site: Path) -> None:
    """The table without scripts has a row for each run, failures too, and every speed to its last digit."""
    text = (site / "benchmarks/index.html").read_text(encoding="utf-8")
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    runs = [run for table in CATALOG.benchmarks.values() for run in table.runs]
    assert body.count("<tr>") == len(runs)
    for run in runs:
        for speed in (run.prefill, run.decode):
            assert speed is None or f">{str(speed).removesuffix(' t/s')}<" in body
    assert body.count("BOOM") >= sum(run.result == "out of memory" for run in runs)


def test_all_runs_as_files(site: Path) -> None:
    """CSV and JSON hold the same runs; unknown is empty or null, and figures keep their digits."""
    data = json.loads((site / "api/v1/runs.json").read_text(encoding="utf-8"))["runs"]
    text = (site / "api/v1/runs.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(data) == sum(len(t.runs) for t in CATALOG.benchmarks.values())
    first = next(r for r in data if r["benchmark"] == "post-headline")
    assert (first["prefill"], first["decode"], first["prompt"], first["patches"]) == (
        "58.80",
        "12.58",
        None,
        None,
    )
    assert [r["decode"] or "" for r in data] == [r["decode"] for r in rows]
    assert not [value for row in rows for value in row.values() if value and value[0] in "=+-@\t\r"]


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\ta", "\uff1d1", "\uff20a", -1])
def test_no_cell_is_a_formula(value: object) -> None:
    """What a spreadsheet would compute is made a text."""
    assert cell(value).startswith("'")


def test_charts_say_one_thing_each(site: Path) -> None:
    """The messages are computed from the figures of the post."""
    nemo = plain(site, "models/dolphin-mistral-nemo-12b/benchmarks.html")
    assert "With 8 requests at once GeForce RTX 2080 Ti, modified to 22 GB writes 2.7 times as fast" in nemo
    assert "AMD Instinct MI50 16 GB gains most with 4 at once: 1.67 times" in nemo
    rig = plain(site, "builds/mi50x3-70b/benchmarks.html")
    assert "Llama 3.3 70B Q4_K_S runs with a window of up to 32k (layer, q8_0), at 9.84 t/s" in rig
    assert "n = 1, spread unknown" in rig
    assert "BOOM" in rig


def test_every_chart_has_its_data_as_a_table(site: Path) -> None:
    """Below each drawing stands a table with its figures, and a picture has title and description."""
    for page in PAGES[:4]:
        text = (site / page).read_text(encoding="utf-8")
        for figure in re.findall(r'<figure class="bg-figure" id.*?</figure>', text, re.DOTALL):
            assert figure.count("<svg") == figure.count("<title") == figure.count("<desc") == 2
            assert "<table" in figure


def test_a_contrast_names_what_differs_and_ranks_nothing(site: Path) -> None:
    """Card against card tells the known difference, and how much is not known."""
    text = plain(site, "models/qwq-32b-preview/benchmarks.html")
    assert "a contrast, not a ranking" in text
    assert "What is not known of one or both" in text


def test_the_matrix_has_all_three_outcomes_with_dates(site: Path) -> None:
    """Works, failed and not tried, each with who and when; what was found since stands beside."""
    text = plain(site, "software/index.html")
    assert [word in text for word in ("Works", "Failed", "Not tried")] == [True] * 3
    assert text.count("2025-01") >= sum(len(s.attempts) for s in CATALOG.software.values())
    assert "DeepZero, which is read here as DeepSpeed ZeRO" in text
    assert "vllm-gfx906" in text


def test_bounds_are_said(site: Path) -> None:
    """What rests on a price known from below, or on power that nobody measured, is marked as a bound."""
    text = plain(site, "builds/mi50x3-70b/benchmarks.html")
    assert "at most 3.19" in text  # t/s per 1000 CNY of at least 3140.19
    assert "0.48 - 0.62 CNY a kWh in CN (assumed, no date)" in text
