"""`buildgen price`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from buildgen.cli.options import as_of_option, day_of, lang_option, root_option
from buildgen.diagnostics import BuildgenError


@click.command("price")
@click.argument("build", metavar="BUILD")
@click.option(
    "--vs", "base", metavar="BASE", help="Another build to compare with; by default what it extends."
)
@root_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "md"]),
    default="table",
    show_default=True,
    help="For people, for programs, or Markdown for a pull request.",
)
@as_of_option
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    build: str, base: str | None, root: Path, format_: str, as_of: str | None, language: str
) -> None:
    """Price a build: its bill of materials, the total, and each supply's load and verdict.

    BUILD is an id of the catalog or any file. A total with something unknown in it reads "at least"; a
    verdict rests on the reasons below it, and `buildgen explain CODE` says more about each.

    Exit 0 when the build has no errors, 1 when it has, 2 on misuse.
    """
    from buildgen.catalog.loading import load_catalog
    from buildgen.checks.engine import run_checks
    from buildgen.cli.pricing import Pricing, as_json, print_markdown, print_table
    from buildgen.cli.reading import build_named, identifier_of, named_file, report_on, unusable
    from buildgen.cli.report import print_report

    extra = named_file(root, build)
    if base and named_file(root, base):
        raise BuildgenError(f"--vs wants a build of {root}, found {base}: price that file by itself")
    catalog = load_catalog(root, extra)
    findings, results = run_checks(catalog, day_of(as_of))
    outside = frozenset({str(extra)} if extra else ())
    names = [identifier_of(name) for name in (build, base) if name]
    about = dict.fromkeys(f for name in names for f in unusable(catalog, findings, name, outside))
    if about:
        report = report_on(root, catalog, tuple(about), outside, language=language)
        print_report(report, file=None if format_ == "table" else sys.stderr)
        sys.exit(1)
    priced = build_named(catalog, build)
    against_id = base or priced.extends
    against = build_named(catalog, against_id) if against_id else None
    if results is None:
        raise BuildgenError(f"no policy.yaml in {root}: nothing says by which limits to judge")
    own = tuple(f for f in findings if f.entry == f"build/{priced.id}")
    pricing = Pricing(priced, against, results, own, language)
    if format_ == "json":
        click.echo(json.dumps(as_json(pricing), ensure_ascii=False, indent=2))
    elif format_ == "md":
        print_markdown(pricing)
    else:
        print_table(pricing)
        failing = tuple(f for f in own if f.fails)
        if failing:
            click.echo()
            print_report(report_on(root, catalog, failing, outside, language=language))
    sys.exit(1 if any(f.fails for f in own) else 0)
