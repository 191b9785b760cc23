"""Making the site: pages, staging, engine, and the swap; a failure leaves the previous site as it is."""

from __future__ import annotations

import calendar
import shutil
from collections.abc import Callable
from pathlib import Path

from buildgen.catalog.fields import Day
from buildgen.site.api import api_files
from buildgen.site.calculator import bundled
from buildgen.site.compact import compact, spoken
from buildgen.site.engine import PACKAGED, Order, build_all, config_for
from buildgen.site.fingerprint import tree_print
from buildgen.site.matter import Matter
from buildgen.site.pages import pages
from buildgen.site.places import Places, written_pages
from buildgen.site.policy import themed
from buildgen.site.prose.staging import filled_pages
from buildgen.site.publishing import STAMP, Stamp, Stamps, draft_of, publish
from buildgen.site.staging import TREE, Files, generated, read_folder, stage, with_alternates
from buildgen.site.twins import across, borrowed
from buildgen.site.words import Words
from buildgen.source import collector_off

HERE = Path(__file__).parent
# In this order; one file compresses better than four, and is one request. Others belong to single pages.
SHEETS = ("palette", "theme", "components", "chinese", "print")
Tell = Callable[..., None]  # a text in English and the values in it, by name


def program_files(language: str) -> Files:
    """Read the style sheets, scripts and pictures that every page of a language uses."""
    assets = read_folder(HERE / "assets", ("css/", "js/", "img/"))
    sheets = [assets.pop(f"css/{name}.css") for name in SHEETS]
    assets |= {f"js/{name}": data for name, data in read_folder(HERE / "scripts").items()}
    assets["css/buildgen.css"] = b"\n".join(sheets)
    assets = {n: compact(n, spoken(n, data, language)) for n, data in bundled(assets).items()}
    vendor = {f"js/vendor/{name}": data for name, data in read_folder(HERE / "vendor").items()}
    return {f"assets/{name}": data for name, data in {**assets, **vendor}.items()}


def trees_of(matter: Matter, places: Places) -> dict[str, Files]:
    """Put together what stands in each language's tree, by path.

    What is computed for one language is remembered by the results, and only said again for the other.
    """
    results = matter.results
    written = written_pages(places, "en")
    english = {**filled_pages(written, "en", results), **generated(pages(matter))}
    own = written_pages(places, "zh")
    made = generated(pages(matter.spoken(Words.of("zh"), own)))
    chinese = {**filled_pages(own, "zh", results, (*made, *written)), **made}
    lent = borrowed(english, chinese, "zh")
    chinese = across({**program_files("zh"), **chinese, **lent}, "zh")
    return with_alternates(
        {"en": {**program_files("en"), **english, **api_files(matter)}, "zh": chinese}, lent
    )


def make_site(matter: Matter, places: Places, stamps: Stamps, tell: Tell) -> None:
    """Stage both trees, build those that differ from before, and put the whole in the previous site's place.

    The caller holds the lock of the work folder. Raises EngineError when the engine refuses the pages.
    """
    with collector_off():  # pages make much text and no cycles
        trees = trees_of(matter, places)
    theme = themed(read_folder(HERE / "theme"))
    changed = stage(places.work / "theme", theme)
    for language, files in trees.items():
        changed += stage(places.work / "docs" / language, files)
    counts = {language: sum(name.endswith(".md") for name in files) for language, files in trees.items()}
    told = "{english} pages in English, {chinese} in Chinese; {changed} files differ from before"
    tell(told, english=counts["en"], chinese=counts["zh"], changed=changed)
    second = epoch(matter.results.as_of)
    prints = tuple(
        (language, tree_print({**files, **theme}, str(second), *_settings(language, places)))
        for language, files in trees.items()
    )
    with draft_of(places.site) as draft:
        orders = [
            Order(language, places.work, config_for(language, places.project), draft / language)
            for language in trees
        ]
        same = [
            o for o in orders if stamps.before and stamps.before.tree(o.language) == dict(prints)[o.language]
        ]
        for order in same:
            _copy(order, places.site)
        build_all([order for order in orders if order not in same], second)
        whole = draft / "en"
        (draft / "zh" / "404.html").unlink(missing_ok=True)  # hosts show the one at the top
        shutil.move(draft / "zh", whole / TREE["zh"].rstrip("/"))
        publish(whole, places.site, Stamp(stamps.whole, prints))


def _copy(order: Order, site: Path) -> None:
    """Take a tree over from the site before: nothing that it is built from has changed."""
    others = [place.rstrip("/") for name, place in TREE.items() if name != order.language and place]

    def ignored(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if n in (*others, STAMP)] if Path(folder) == site else []

    shutil.copytree(site / TREE[order.language], order.out, ignore=ignored)


def _settings(language: str, places: Places) -> tuple[str, ...]:
    """Read every settings file that the engine may follow for a language."""
    names = ("mkdocs.yml", f"mkdocs.{language}.yml")
    files = [folder / name for folder in (places.project, PACKAGED) for name in names]
    return tuple(file.read_text(encoding="utf-8") for file in files if file.is_file())


def epoch(day: Day) -> int:
    """Give the second at which a day begins, in UTC: what counts as now while the engine runs."""
    return calendar.timegm(day.first.timetuple())
