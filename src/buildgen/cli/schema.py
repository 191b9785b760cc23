"""`buildgen schema`."""

from __future__ import annotations

from pathlib import Path

import click

from buildgen.cli.options import root_option


@click.command("schema")
@root_option
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit 1 when something is not current."
)
def command(root: Path, *, only_check: bool) -> None:
    """Write a JSON Schema per kind into DIR/schema and the editor's line at the top of each YAML file.

    With these, an editor that knows the YAML language server (VS Code with its YAML extension, among others)
    completes fields and marks mistakes while you type.
    """
    import sys

    from buildgen.catalog.schemas import pending_writes

    pending = pending_writes(root)
    for path, text in pending:
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{'not current' if only_check else 'wrote'}: {path.as_posix()}")
    if not pending:
        click.echo("schemas and editor lines are current")
    if only_check and pending:
        sys.exit(1)
