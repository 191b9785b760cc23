"""The `buildgen` command and its subcommands, each loaded when it is called."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from importlib import import_module

import click

from buildgen import __version__
from buildgen.diagnostics import BuildgenError

# Name -> module of this package and the line shown in the overview. Importing all of them would cost each
# call the start-up of pydantic, jinja2 and mkdocs, so each module is imported when its command runs.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("check", "Check the catalog: all findings in one run."),
    "price": ("price", "Price a build: bill, total, and each supply's load and verdict."),
    "fit": ("fit", "Say whether a model fits on a build's cards, and how fast it runs."),
    "import": ("import_", "Read runs, a model's header or a load log into an entry."),
    "wiring": ("wiring", "Show a build's wiring: nets, currents, fuses, a drawing."),
    "identify": ("identify", "Say which MI50 it is, or which fake, from saved output."),
    "new": ("new", "Start a build file that states only what differs from another."),
    "build": ("build", "Check the catalog and make the site from it."),
    "serve": ("serve", "Show the site and follow what you edit."),
    "explain": ("explain", "Explain a check: what, why, how to mend, with examples."),
    "schema": ("schema", "Write the JSON Schemas that let an editor complete YAML files."),
}

# What a shell reports of a program that Ctrl-C ended: 128 and the number of the signal.
STOPPED = 130

EPILOG = """
\b
Start here:
  buildgen check                          is the catalog sound?
  buildgen price mi50x3-70b               its cost, and does the power suffice
  buildgen fit mi50x3-70b --model llama-3.3-70b --context max
  buildgen new my-rig --from mi50x3-70b   a file that states what differs
  buildgen price my-rig --vs mi50x3-70b   what the change did

Exit codes: 0 all well, 1 findings, 2 misuse.
"""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the commands in the order that a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"buildgen.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the words begin with; a slip of the keyboard is answered with a guess."""
        if args[0] not in COMMANDS:
            from difflib import get_close_matches

            guess = next(iter(get_close_matches(args[0], COMMANDS, n=1)), None)
            ctx.fail(f"no command {args[0][:40]!r}" + (f": did you mean {guess!r}?" if guess else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what is wrong with its words is said in the language that they ask for."""
        try:
            return super().invoke(ctx)
        except BuildgenError as error:
            from buildgen.cli.options import LANGUAGE
            from buildgen.cli.words import misuse

            raise BuildgenError(misuse(str(error), ctx.meta.get(LANGUAGE, "en"))) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="buildgen")
def group() -> None:
    """Hardware builds as code: a catalog of YAML files in, a checked and priced build guide out."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # What the terminal cannot show, and bytes of a file's name that are no text, are written out.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = group(prog_name="buildgen", standalone_mode=False)
    except BuildgenError as error:
        click.echo(f"buildgen: {error}", err=True)
        code = 2
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("buildgen: stopped", err=True)
        code = STOPPED
    except BrokenPipeError:  # the reader has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
