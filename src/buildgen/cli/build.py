"""`buildgen build`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from buildgen.cli.options import as_of_option, lang_option, root_option


@click.command("build")
@root_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=Path("build/site"),
    show_default=True,
    metavar="DIR",
    help="Where the site goes; must be empty or hold an earlier site.",
)
@click.option("--force", is_flag=True, help="Build also when nothing has changed.")
@as_of_option
@lang_option
@click.pass_context
def command(  # noqa: PLR0913 - one argument per option
    ctx: click.Context, root: Path, site_dir: Path, *, force: bool, as_of: str | None, language: str
) -> None:
    """Check the catalog and make the site from it.

    A catalog with errors, or a build that fails or is stopped, leaves the previous site as it was. When
    nothing has changed since the last time, nothing is built.

    Exit 0 when the site is there, 1 when errors stand against it, 2 on misuse.
    """
    from buildgen.cli.publication import Outcome, Teller, build_once, places_for
    from buildgen.cli.words import words_of

    places = places_for(root, site_dir)
    commands = ctx.find_root().command
    teller = Teller(words_of(language), lambda text: click.echo(text, err=True))
    outcome = build_once(places, commands, as_of, teller, force=force)
    if outcome is Outcome.REFUSED:
        sys.exit(1)
