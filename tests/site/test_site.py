"""What every page of the built site keeps: links that lead somewhere, a policy, light weight, data."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from jinja2 import Environment, nodes

from buildgen.site.policy import inline_scripts, script_hash

TEMPLATES = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "templates"
# What a page may weigh on top of the theme: its article, our style sheet and our scripts.
MOST = 15 * 1024
# Every model by every context in one table.
MATRICES = {"fit.html", "fit-cards.html"}
# Pages that compute for their reader: 60 kB of engine and data beside what any page may weigh.
TOOLS = {"calculator.html", "real-or-fake.html"}


class Outline(HTMLParser):
    """Ids, links, loaded files, inline scripts and suspicious attributes of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.files: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.handlers += [name for name in found if name.startswith("on")]
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "link" and found.get("rel") not in {"canonical", "alternate"}:
            self.files.append(found["href"])
        elif tag in {"img", "source", "iframe"} and "src" in found:
            self.files.append(found["src"])
        elif tag == "script":
            self._script = "src" not in found and found.get("type", "") != "application/json"
            self.files += [found["src"]] if "src" in found else []

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self._script = False


@cache
def outline(path: Path) -> Outline:
    return Outline(path.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def names(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in pages(site)}


def broken(site: Path, page: Path) -> Iterator[str]:
    """Give the links and files of a page that lead nowhere in the site."""
    here = page.relative_to(site).as_posix()
    top = page.name == "404.html"  # served for any address: its links start at the site's root
    for target in (*outline(page).links, *outline(page).files):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            if parts.scheme not in {"http", "https"}:
                yield f"{here}: {target} has a scheme that no link should have"
            continue
        base = "" if top and parts.path.startswith("/") else posixpath.dirname(here)
        path = (
            posixpath.normpath(posixpath.join(base, unquote(parts.path).lstrip("/"))) if parts.path else here
        )
        file = site / path
        if not file.is_file():
            yield f"{here}: {target} leads to no file"
        elif parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in outline(file).ids:
            yield f"{here}: {target} leads to no anchor"


def test_all_page_kinds_are_there(site: Path) -> None:
    """The map of the site is complete."""
    wanted = {
        *("index.html", "404.html", "zh/index.html", "builds/index.html", "builds/mi50x3-70b/index.html"),
        *("catalog/index.html", "catalog/gpu/index.html", "catalog/gpu/mi50-16g/index.html"),
        *("checks/index.html", "checks/PWR001.html", "sources/index.html", "reference/index.html"),
        *(f"reference/{n}.html" for n in ("cli", "schema", "formulas", "verdicts", "glossary", "api")),
        "reference/changelog.html",
    }
    assert wanted - names(site) == set()


def test_every_link_leads_somewhere(site: Path) -> None:
    """Every internal link, anchor, picture, style sheet and script of every page resolves."""
    found = [line for page in pages(site) for line in broken(site, page)]
    assert found == []


def test_ids_stand_once(site: Path) -> None:
    """No page has one id twice."""
    twice = {
        str(page.relative_to(site)): sorted({i for i in outline(page).ids if outline(page).ids.count(i) > 1})
        for page in pages(site)
    }
    assert {page: ids for page, ids in twice.items() if ids} == {}


def test_the_policy_allows_what_is_there_and_no_more(site: Path) -> None:
    """Every inline script of every page is one of the theme's own, and the policy names exactly those."""
    allowed = {script_hash(script) for script in inline_scripts()}
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
        assert policy is not None, page
        assert set(re.findall(r"sha256-[A-Za-z0-9+/=]+", policy[1])) == allowed
        assert "unsafe-inline" not in policy[1].partition("script-src")[2].partition(";")[0]
        assert text.index("Content-Security-Policy") < text.index("<script")
        assert {script_hash(script) for script in outline(page).scripts} <= allowed, page
        assert outline(page).handlers == [], page


def test_sheets_of_single_pages_come_last(site: Path) -> None:
    """A page's own style sheet stands behind the common one, whose rules it refines."""
    for name, own in (("index.html", "home"), ("builds/index.html", "table")):
        files = [Path(f).name for f in outline(site / name).files]
        assert files.index(f"{own}.css") > files.index("buildgen.css")


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """No page, style sheet or search script names a file of another host."""
    for page in pages(site):
        assert [f for f in outline(page).files if urlsplit(f).netloc] == [], page
    for sheet in site.rglob("*.css"):
        assert re.findall(r"url\(['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")) == [], sheet


def test_pages_are_light(site: Path) -> None:
    """On top of the theme no page weighs above 15 kB: its article, our style sheet and scripts, gzipped."""

    def packed(data: bytes) -> int:
        return len(gzip.compress(data, 9, mtime=0))

    heavy = {}
    for page in pages(site):
        if page.name in MATRICES:
            continue
        text = page.read_text(encoding="utf-8")
        bare = re.sub(r"(<article.*?>).*(</article>)", r"\1\2", text, flags=re.DOTALL)
        files = [f.partition("assets/")[2] for f in outline(page).files]
        own = {name for name in files if re.match("(css|js)/[a-z]+[.]", name)}
        weight = packed(text.encode()) - packed(bare.encode())
        weight += sum(packed((site / "assets" / name).read_bytes()) for name in own)
        if weight > (5 * MOST if page.name in TOOLS else MOST):
            heavy[str(page.relative_to(site))] = weight
    assert heavy == {}


def test_the_api_keeps_its_contract(site: Path) -> None:
    """Every file of the API is valid by the schema that it names, and every schema is one."""
    found = [p for p in (site / "api").rglob("*.json") if p.parent.name != "schema"]
    assert len(found) > 3
    for path in found:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
        schema = json.loads((site / data["schema"]).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(data)
        assert "<" not in text


def test_the_api_gives_the_real_rig(site: Path) -> None:
    """Unknown is null, a bound is marked, and figures are texts with every digit."""
    rig = json.loads((site / "api/v1/builds/mi50x3-70b.json").read_text(encoding="utf-8"))
    assert rig["total"] == {"amount": "3140.19", "currency": "CNY", "at_least": True}
    server = next(s for s in rig["supplies"] if s["id"] == "server")
    assert (server["budget_w"], server["load_percent"], server["high_w"]) == ("570", "76.0", "750")
    assert server["peak_w"] is None
    assert next(r["decode"] for r in rig["runs"] if r["set"] == "post-headline") == "12.58"
    assert "58.80" in [r["prefill"] for r in rig["runs"]]


def test_the_home_page_says_what_it_must(site: Path) -> None:
    """Price with its date line, the four tiles and the three doors stand on the first page."""
    text = (site / "index.html").read_text(encoding="utf-8")
    plain = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
    for words in (
        *("at least 3140.19 CNY", "paid by January 2025", "freight of", "today: at least"),
        *("10.02 t/s measured, n = 1", "3 x 16 GiB", "Warning", "The author's conclusion Trash."),
        *("Is it for me?", "Price mine", "Build it", "The alternatives"),
    ):
        assert words in plain, words


def test_the_four_states_stand_side_by_side(site: Path) -> None:
    """The power page gives each state's budget and verdict as the domain defines them."""
    text = (site / "builds/mi50x3-70b/power.html").read_text(encoding="utf-8")
    plain = " ".join(re.sub(r"<[^>]+>", " ", text.rpartition("Each state with its supplies")[2]).split())
    assert re.search(
        r"570 W 76[.]0 %.*?Warning.*675 W 90[.]0 %.*?Warning.*750 W 100[.]0 %.*?Error.*900 W", plain
    )


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.stem)
def test_templates_do_not_compute(template: Path) -> None:
    """No template contains arithmetic, and none turns escaping off."""
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    sums = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
    assert [node.lineno for node in tree.find_all(sums)] == []
    assert [node.lineno for node in tree.find_all(nodes.Filter) if node.name == "safe"] == []
