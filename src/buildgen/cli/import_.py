"""`buildgen import`: what programs and files print, read into entries; one module per kind of source."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

# Name -> module of this package and the line shown in the overview; each is imported when it runs.
KINDS: Mapping[str, tuple[str, str]] = {
    "bench": ("import_bench", "Output of llama-bench or llama-batched-bench: measured runs."),
    "model": ("import_model", "A GGUF file's header: a model's shape and the types of its matrices."),
    "log": ("import_log", "A llama.cpp load log: what each card held, as a memory record."),
}


class LazyKinds(click.Group):
    """A group that imports a kind's module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the kinds as they are written down."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a kind's command."""
        if cmd_name not in KINDS:
            return None
        command: click.Command = import_module(f"buildgen.cli.{KINDS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without importing any kind."""
        with formatter.section("Kinds"):
            formatter.write_dl([(name, text) for name, (_, text) in KINDS.items()])


@click.command("import", cls=LazyKinds)
def command() -> None:
    """Read what a file or a program says into an entry of the catalog.

    A model or a load log is printed, and put into the catalog with --write; runs are put there at once,
    unless --dry-run says otherwise. An entry is written whole or not at all, and nothing is overwritten.
    """
