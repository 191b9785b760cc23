"""From a catalog to a published site: what `build` does once and `serve` does again and again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import day_of
from buildgen.cli.reading import project_of
from buildgen.diagnostics import BuildgenError, Diagnostic
from buildgen.site.places import Places
from buildgen.site.publishing import Stamps

if TYPE_CHECKING:
    from buildgen.calc.results import Results
    from buildgen.site.matter import Command, Matter, Option
    from buildgen.site.words import Words


class Outcome(Enum):
    """How a build ended."""

    BUILT = "built"
    CURRENT = "current"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is told what happens, and in which words."""

    words: Words
    echo: Callable[[str], None]

    def __call__(self, english: str, /, **values: object) -> None:
        """Tell one thing."""
        self.echo(self.words(english, **values))


def places_for(root: Path, site_dir: Path) -> Places:
    """Say where things are: the project is the folder above the catalog when it has an mkdocs.yml.

    A catalog without a project around it is its own: nothing else of that folder is taken for pages.
    """
    project = project_of(root)
    usual = site_dir == Path("build/site")
    work = site_dir.parent if usual else site_dir.absolute().with_name(f".{site_dir.name}.work")
    return Places(root, project, site_dir, work)


def build_once(
    places: Places, program: click.Command, as_of: str | None, tell: Teller, *, force: bool
) -> Outcome:
    """Check and build, unless the published site was made from the very same; tell what happens."""
    from buildgen.site.fingerprint import fingerprint
    from buildgen.site.places import written_pages
    from buildgen.site.publishing import only_one_build, refuse_foreign, stamp_of
    from buildgen.site.staging import LANGUAGES

    if not places.catalog.is_dir():
        raise BuildgenError(
            f"no catalog at {places.catalog}: expected a folder with parts/ and builds/ in it"
        )
    refuse_foreign(places.site)
    try:
        with only_one_build(places.work):
            configs = [places.project / name for name in ("mkdocs.yml", "mkdocs.zh.yml")]
            pages = (written_pages(places, language) for language in LANGUAGES)
            stamp = fingerprint((places.catalog,), configs, pages, f"as-of {as_of}")
            before = None if force else stamp_of(places.site)
            if before is not None and before.whole == stamp:
                tell("nothing has changed: {site} is current", site=places.site)
                return Outcome.CURRENT
            return _build(places, program, as_of, Stamps(stamp, before), tell)
    except BrokenPipeError:  # whoever reads the output has gone: nothing is wrong with the site
        raise
    except OSError as error:  # a full disk, a folder that may not be written
        reason = os.strerror(error.errno or 0).lower()
        where = error.filename or places.work
        raise BuildgenError(
            f"cannot write the site: {where}: {reason}; the previous one is as it was"
        ) from None


def _build(
    places: Places, program: click.Command, as_of: str | None, stamps: Stamps, tell: Teller
) -> Outcome:
    from buildgen.catalog.loading import load_catalog
    from buildgen.checks.engine import run_checks
    from buildgen.cli.reading import read_prose, report_on
    from buildgen.cli.report import print_report, summary
    from buildgen.site.make import make_site

    catalog = load_catalog(places.catalog)
    findings, results = run_checks(catalog, day_of(as_of))
    prose = read_prose(places.catalog)
    findings = prose.judged(results, findings)
    language = tell.words.language
    report = report_on(places.catalog, catalog, findings, prose=prose, language=language)
    tell("checked {files} files: {end}", files=len(catalog.documents), end=summary(report))
    failing = tuple(f for f in findings if f.fails)
    if failing or results is None:
        standing = failing or findings
        print_report(report_on(places.catalog, catalog, standing, prose=prose, language=language))
        tell("no site is built while errors stand; the previous one is as it was")
        return Outcome.REFUSED
    make_site(matter_of(places, results, findings, program), places, stamps, tell)
    tell("the site is in {site}", site=places.site)
    return Outcome.BUILT


def matter_of(
    places: Places, results: Results, findings: tuple[Diagnostic, ...], program: click.Command
) -> Matter:
    """Gather what pages are made from, with what only the command line knows: the checks and the commands."""
    from buildgen.checks.registry import ALL_CODES, CHECKS
    from buildgen.site.matter import Matter, Rule
    from buildgen.site.places import written_pages
    from buildgen.site.words import Words

    known = {check.code: check for check in CHECKS}
    rules = tuple(
        Rule(code, known[code].slug, known[code].severity.value) if code in known else Rule(code, "", "error")
        for code in ALL_CODES
    )
    settings = settings_of(places.project)
    repository = settings.get("repo_url", "").rstrip("/")
    return Matter(
        results=results,
        findings=findings,
        words=Words.of("en"),
        rules=rules,
        commands=tuple(commands_of(program)),
        written=frozenset(written_pages(places, "en")),
        site_name=settings.get("site_name", ""),
        edit_base=f"{repository}/edit/main/{places.catalog.name}/" if repository else "",
    )


def settings_of(project: Path) -> dict[str, str]:
    """Read the plain settings at the top level of the project's mkdocs.yml."""
    path = project / "mkdocs.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.findall(r"^(site_name|repo_url):[ ]*(\S.*?)[ ]*$", text, flags=re.MULTILINE)
    return {name: value.strip("\"'") for name, value in found}


def commands_of(program: click.Command) -> Iterator[Command]:
    """Read the commands from the program itself, in the order of its overview."""
    from buildgen.site.matter import Command

    if not isinstance(program, click.Group):
        return
    above = click.Context(program, info_name="buildgen")
    for name in program.list_commands(above):
        command = program.get_command(above, name)
        if command is None:
            continue
        context = click.Context(command, info_name=name, parent=above)
        text = tuple(" ".join(p.split()) for p in (command.help or "").split("\n\n"))
        usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
        yield Command(name, usage, command.get_short_help_str(200), text, tuple(_options(command, context)))


def _options(command: click.Command, context: click.Context) -> Iterator[Option]:
    from buildgen.site.matter import Option

    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield Option(record[0], " ".join(record[1].split()))
