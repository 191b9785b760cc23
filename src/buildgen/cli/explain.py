"""`buildgen explain`."""

from __future__ import annotations

import sys

import click

from buildgen.cli.options import lang_option
from buildgen.diagnostics import BuildgenError


@click.command("explain")
@click.argument("code", metavar="CODE")
@lang_option
def command(code: str, language: str) -> None:
    """Explain a check: what it looks at, why, how to mend a finding, with examples.

    CODE is what stands in brackets in a finding, as in error[PWR001].
    """
    from buildgen.catalog.shape import closest
    from buildgen.checks.pages import page_of
    from buildgen.checks.registry import ALL_CODES

    wanted = code.strip("[]").upper()
    if wanted not in ALL_CODES:
        guess = closest(wanted, ALL_CODES)
        hint = f"did you mean {guess}?" if guess else "`buildgen check` prints codes in brackets"
        raise BuildgenError(f"no check {code[:20]!r}: {hint}")
    text = page_of(wanted, language)
    if text is None:
        raise BuildgenError(f"{wanted} has no page yet")
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(Console().width, 100)).print(Markdown(text))
    else:
        click.echo(text)
