"""Making the site: pages, staging, engine, and the swap; a failure leaves the previous site as it is."""

from __future__ import annotations

import calendar
import shutil
from collections.abc import Callable
from pathlib import Path

from buildgen.catalog.fields import Day
from buildgen.site.api import api_files
from buildgen.site.engine import Order, config_for, finish, start
from buildgen.site.matter import Matter
from buildgen.site.pages import pages
from buildgen.site.places import Places, written_pages
from buildgen.site.policy import themed
from buildgen.site.publishing import draft_of, publish
from buildgen.site.staging import TREE, Files, generated, read_folder, stage, with_alternates

HERE = Path(__file__).parent
Tell = Callable[[str], None]


def program_files() -> Files:
    """Read the style sheets, scripts and pictures that every page uses."""
    assets = read_folder(HERE / "assets", ("css/", "js/", "img/"))
    vendor = {f"js/vendor/{name}": data for name, data in read_folder(HERE / "vendor").items()}
    return {f"assets/{name}": data for name, data in {**assets, **vendor}.items()}


def trees_of(matter: Matter, places: Places) -> dict[str, Files]:
    """Put together what stands in each language's tree, by path."""
    english = {
        **program_files(),
        **written_pages(places, "en"),
        **generated(pages(matter)),
        **api_files(matter),
    }
    chinese = {**program_files(), **written_pages(places, "zh")}
    return with_alternates({"en": english, "zh": chinese})


def make_site(matter: Matter, places: Places, stamp: str, tell: Tell) -> None:
    """Stage and build both trees, then put them in the place of the previous site.

    The caller holds the lock of the work folder. Raises EngineError when the engine refuses the pages.
    """
    trees = trees_of(matter, places)
    changed = stage(places.work / "theme", themed(read_folder(HERE / "theme")))
    for language, files in trees.items():
        changed += stage(places.work / "docs" / language, files)
    counts = {language: sum(name.endswith(".md") for name in files) for language, files in trees.items()}
    tell(f"{counts['en']} pages in English, {counts['zh']} in Chinese; {changed} files differ from before")
    with draft_of(places.site) as draft:
        orders = [_order(language, places, draft) for language in trees]
        children = [start(order, epoch(matter.results.as_of)) for order in orders]
        try:
            for order, child in zip(orders, children, strict=True):
                finish(order, child)
        finally:
            for child in children:
                if child.poll() is None:
                    child.kill()
                    child.wait()
        whole = draft / "en"
        shutil.move(draft / "zh", whole / TREE["zh"].rstrip("/"))
        publish(whole, places.site, stamp)


def _order(language: str, places: Places, draft: Path) -> Order:
    return Order(language, places.work, config_for(language, places.project), draft / language)


def epoch(day: Day) -> int:
    """Give the second at which a day begins, in UTC: what counts as now while the engine runs."""
    return calendar.timegm(day.first.timetuple())
