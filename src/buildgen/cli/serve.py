"""`buildgen serve`."""

from __future__ import annotations

from pathlib import Path

import click

from buildgen.cli.options import as_of_option, root_option
from buildgen.diagnostics import BuildgenError


@click.command("serve")
@root_option
@as_of_option
def command(root: Path, as_of: str | None) -> None:
    """Show the site on this machine and follow what you edit."""
    raise BuildgenError("serve is not there yet")
