"""All generated pages of a tree, in the order of the site's map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildgen.catalog.builds import Build
from buildgen.site.address import Link, html_path
from buildgen.site.calculator import wiring_script
from buildgen.site.matter import Matter, build_path
from buildgen.site.page import Page, Section, markdown_page
from buildgen.site.rendering import sections
from buildgen.site.views.assembly import assembly_view
from buildgen.site.views.benchmarks import build_runs, explorer, has_runs, model_runs, software_view
from buildgen.site.views.bill import kinds_word
from buildgen.site.views.build import BuildView, build_view
from buildgen.site.views.builds import builds_view, home_view
from buildgen.site.views.calculator import calculator_script, calculator_view
from buildgen.site.views.checks import checks_view
from buildgen.site.views.evaluation import evaluation_view
from buildgen.site.views.explain import memory_view, speed_view
from buildgen.site.views.fit import fit_view
from buildgen.site.views.formulas import formulas_view
from buildgen.site.views.models import model_view, models_view
from buildgen.site.views.part import catalog_view, part_view
from buildgen.site.views.reference import commands_view, policy_view, schema_view
from buildgen.site.views.sources import sources_view
from buildgen.site.views.wiring import wiring_view

DATA = "assets/js/calculator-data.js"
WIRES = "assets/js/calculator-wiring-data.js"
_SCRIPTS = {
    "builds/index.md": ("table",),
    "catalog/index.md": ("table",),
    "models/index.md": ("table",),
    "benchmarks/index.md": ("table", "save"),
    "software/index.md": ("table",),
}


def pages(matter: Matter) -> Iterator[Page]:
    """Make every generated page that is not written by hand."""
    for page in _all(matter):
        if page.path not in matter.written:
            yield page


def _all(matter: Matter) -> Iterator[Page]:
    yield home(matter)
    yield _page("builds/index.md", "Builds", "builds.html", builds_view(matter), matter)
    yield from _builds(matter)
    yield from _calculator(matter)
    yield _page("catalog/index.md", "Catalog", "catalog.html", catalog_view(matter), matter)
    yield from _parts(matter)
    yield from _models(matter)
    yield _page("benchmarks/index.md", "Benchmarks", "explorer.html", explorer(matter), matter)
    yield _page("software/index.md", "Software", "software.html", software_view(matter), matter)
    yield _page("checks/index.md", "Checks", "checks.html", checks_view(matter), matter)
    sources = sources_view(matter)
    yield _page("sources/index.md", "Sources", "sources.html", sources, matter)
    up = (Link(matter.words("Sources"), "sources/index.html"),)
    for kind in sources.kinds:
        shown = sections("source_kind.html", kind.page, matter.words.language, kind)
        yield markdown_page(f"sources/{kind.kind}.md", kind.title, shown, crumbs=up)
    yield from _reference(matter)


def _builds(matter: Matter) -> Iterator[Page]:
    words = matter.words
    up = Link(words("Builds"), "builds/index.html")
    for build in matter.builds:
        view = build_view(build, matter)
        path = f"builds/{build.id}/index.md"
        yield markdown_page(
            path,
            view.title,
            sections("build.html", html_path(path), words.language, view),
            description=view.summary,
            crumbs=(up,),
            badge=words("Draft") if view.draft else "",
            scripts=("ticks",),
        )
        crumbs = (up, Link(view.title, build_path(build.id)))
        if view.power.supplies:
            name = words("Power: {build}", build=view.title)
            yield _below(f"builds/{build.id}/power.md", name, "power.html", view, crumbs)
        wiring = wiring_view(build, matter)
        if wiring is not None:
            path = f"builds/{build.id}/wiring.md"
            name = words("Wiring: {build}", build=view.title)
            parts = sections("wiring.html", html_path(path), words.language, wiring)
            yield markdown_page(path, name, parts, crumbs=crumbs)
        if view.has_why:
            name = words("Reasons: {build}", build=view.title)
            yield _below(f"builds/{build.id}/why.md", name, "why.html", view, crumbs)
        if view.runs:
            name = words("Measured speed: {build}", build=view.title)
            path = f"builds/{build.id}/benchmarks.md"
            parts = sections("runs.html", html_path(path), words.language, build_runs(build, matter))
            yield markdown_page(path, name, parts, crumbs=crumbs)
        steps = assembly_view(build, matter.results, words)
        if steps is not None:
            path = f"builds/{build.id}/assembly.md"
            yield markdown_page(
                path,
                words("Assembly: {build}", build=view.title),
                sections("assembly.html", html_path(path), words.language, steps),
                crumbs=crumbs,
                scripts=("ticks",),
            )
        yield from _fits(build, view.title, crumbs, matter)


def _fits(build: Build, title: str, crumbs: tuple[Link, ...], matter: Matter) -> Iterator[Page]:
    """Make the page of a build's fits, and the one that shows them card by card."""
    words, fits = matter.words, fit_view(build, matter)
    language = words.language
    path, name = f"builds/{build.id}/fit.md", words("Which models fit: {build}", build=title)
    yield markdown_page(path, name, sections("fit.html", html_path(path), language, fits), crumbs=crumbs)
    for link in fits.card_pages:
        path = link.target.replace(".html", ".md")
        view = replace(fits, cases=tuple(case for case in fits.cases if case.page == link))
        name = words("{model}, card by card: {build}", model=link.text, build=title)
        yield markdown_page(
            path, name, sections("fit_cards.html", html_path(path), language, view), crumbs=crumbs
        )


def _below(path: str, title: str, template: str, view: BuildView, crumbs: tuple[Link, ...]) -> Page:
    """Make a page below that of a build, from the same view."""
    return markdown_page(path, title, sections(template, html_path(path), view.language, view), crumbs=crumbs)


def _parts(matter: Matter) -> Iterator[Page]:
    words = matter.words
    top = Link(words("Catalog"), "catalog/index.html")
    for kind in dict.fromkeys(part.KIND for part in matter.parts):
        path, name = f"catalog/{kind}/index.md", kinds_word(kind, words)
        parts = sections("catalog.html", html_path(path), words.language, catalog_view(matter, kind))
        yield markdown_page(path, name, parts, crumbs=(top,), scripts=("table",))
    for part in matter.parts:
        view = part_view(part, matter)
        path = f"catalog/{part.KIND}/{part.id}/index.md"
        yield markdown_page(
            path,
            view.name,
            sections("part.html", html_path(path), words.language, view),
            description=view.summary,
            crumbs=(top, Link(view.kind, view.kind_page)),
        )


def _models(matter: Matter) -> Iterator[Page]:
    words = matter.words
    up = Link(words("Models"), "models/index.html")
    yield _page("models/index.md", "Models", "models.html", models_view(matter), matter)
    for model in matter.catalog.models.values():
        view = model_view(model, matter)
        path = f"models/{model.id}/index.md"
        parts = sections("model.html", html_path(path), words.language, view)
        if has_runs(model, matter):
            measured = words("Measured speed of this model")
            more = Section(f'<p class="bg-actions"><a href="benchmarks.html">{measured}</a></p>')
            parts = (*parts[:1], more, *parts[1:])
        yield markdown_page(
            path,
            view.name,
            parts,
            description=view.summary,
            crumbs=(up,),
        )
        if has_runs(model, matter):
            path, name = f"models/{model.id}/benchmarks.md", words("Measured speed: {build}", build=view.name)
            parts = sections("model_runs.html", html_path(path), words.language, model_runs(model, matter))
            crumbs = (up, Link(view.name, f"models/{model.id}/index.html"))
            yield markdown_page(path, name, parts, crumbs=crumbs, scripts=("table", "save"))
    yield _page("explain/memory.md", "Does it fit?", "explain_memory.html", memory_view(matter), matter)
    yield _page("explain/speed.md", "How fast?", "explain_speed.html", speed_view(matter), matter)


def _calculator(matter: Matter) -> Iterator[Page]:
    if not matter.builds:
        return
    path = "calculator.md"
    parts = sections("calculator.html", html_path(path), matter.words.language, calculator_view(matter))
    yield markdown_page(
        path, matter.words("Calculator"), parts, scripts=("calculator",), hide=("navigation", "toc")
    )
    yield Page(DATA, calculator_script(matter))
    yield Page(WIRES, wiring_script(matter.catalog))


def _reference(matter: Matter) -> Iterator[Page]:
    policy, fields = matter.results.policy, schema_view(matter.words)
    yield _page("reference/cli.md", "Command line", "cli.html", commands_view(matter), matter)
    yield _page("reference/schema.md", "Fields of the catalog", "schema.html", fields, matter)
    yield _page("reference/records.md", "Records inside entries", "records.html", fields, matter)
    yield _page("reference/formulas.md", "Formulas", "formulas.html", formulas_view(matter), matter)
    yield _page(
        "reference/evaluation.md", "How well it predicts", "evaluation.html", evaluation_view(matter), matter
    )
    yield _page("reference/policy.md", "Limits", "policy.html", policy_view(policy, matter), matter)


def home(matter: Matter) -> Page:
    """Make the home page; a catalog without builds gets a short one."""
    view = home_view(matter)
    name = matter.site_name or matter.words("Builds")
    if view is None:
        text = matter.words("There is no build in the catalog yet.")
        return markdown_page("index.md", name, [Section(f"<p>{text}</p>")])
    parts = sections("home.html", "index.html", matter.words.language, view)
    return markdown_page(
        "index.md",
        name,
        parts,
        hide=("navigation", "toc"),
        heading=False,
        scripts=("table",),
        styles=("home",),
    )


def _page(path: str, title: str, template: str, view: object, matter: Matter) -> Page:
    """Make a page whose title is a word of ours."""
    parts = sections(template, html_path(path), matter.words.language, view)
    crumbs: tuple[Link, ...] = ()
    if path.startswith("reference/"):
        crumbs = (Link(matter.words("Reference"), "reference/index.html"),)
    scripts = _SCRIPTS.get(path, ())
    return markdown_page(path, matter.words(title), parts, crumbs=crumbs, scripts=scripts)
