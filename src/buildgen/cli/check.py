"""`buildgen check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from buildgen.cli.options import as_of_option, day_of, lang_option, root_option


@click.command("check")
@root_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or annotations in a pull request.",
)
@click.option("--strict", is_flag=True, help="Exit 1 on warnings and on what is not established, too.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Excerpts for what is not established and for drafts, too."
)
@as_of_option
@lang_option
def command(  # noqa: PLR0913 - one argument per option
    root: Path, format_: str, *, strict: bool, verbose: bool, as_of: str | None, language: str
) -> None:
    """Check the catalog: all findings in one run, in file order.

    Exit 0 when no error stands, 1 when one does, 2 on misuse. What is not known is "not established", never
    "ok". A draft's findings are shown and do not fail; `buildgen explain CODE` says more about any code.
    """
    from buildgen.catalog.loading import load_catalog
    from buildgen.checks.engine import run_checks
    from buildgen.cli.reading import read_prose, report_on
    from buildgen.cli.report import as_github, as_json, print_report, summary
    from buildgen.cli.words import words_of

    catalog = load_catalog(root)
    findings, results = run_checks(catalog, day_of(as_of))
    prose = read_prose(root)
    findings = prose.judged(results, findings)
    report = report_on(root, catalog, findings, prose=prose, language=language)
    if format_ == "json":
        click.echo(json.dumps(as_json(report), ensure_ascii=False, indent=2))
    elif format_ == "github":
        for line in as_github(report):
            click.echo(line)
    else:
        print_report(report, every=verbose)
        files = len(catalog.documents)
        words = words_of(language)
        end = summary(report) if findings else words("all well")
        click.echo(words("checked {files} files: {end}", files=files, end=end))
    counts = report.counts()
    failed = any(f.fails for f in findings)
    if failed or (strict and (counts["warnings"] or counts["not_established"])):
        sys.exit(1)
