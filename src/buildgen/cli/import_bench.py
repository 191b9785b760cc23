"""`buildgen import bench`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.cli.benching import Outcome
    from buildgen.site.words import Words

EPILOG = """
\b
Make a run worth importing, all conditions in it:
  llama-bench -m MODEL.gguf -p 512 -n 128 -d 0,4096,8192 -o jsonl > run.jsonl
  buildgen import bench run.jsonl --build my-rig --model llama-3.3-70b
A window that memory did not hold is a result too:
  buildgen import bench --build my-rig --model llama-3.3-70b --oom --context 16384
"""


@click.command("bench", epilog=EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--build", required=True, metavar="ID", help="The build it ran on.")
@click.option("--model", metavar="ID", help="The model, by id or alias; by default as the file names it.")
@click.option("--state", metavar="S", help="The state its cards were in, such as pro-vii-190w.")
@click.option("--note", metavar="TEXT", help="What else a reader should know.")
@click.option("--oom", is_flag=True, help="Record that memory ran out; wants --context.")
@click.option(
    "--context", type=click.IntRange(1, 100_000_000), metavar="N", help="The window that --oom means."
)
@click.option(
    "--set",
    "facts",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Another fact that the file does not say, as --set cards=3 or --set patches=none.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, write nothing.")
@click.option("--no-input", is_flag=True, help="Ask nothing: what nobody says stays null.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@root_option
@lang_option
def command(  # noqa: PLR0913 - one argument per option
    files: tuple[str, ...],
    *,
    build: str,
    model: str | None,
    state: str | None,
    note: str | None,
    oom: bool,
    context: int | None,
    facts: tuple[str, ...],
    dry_run: bool,
    no_input: bool,
    format_: str,
    root: Path,
    language: str,
) -> None:
    """Read measured runs into catalog/benchmarks/BUILD, one entry per file, the file itself beside it.

    FILE is what llama-bench or llama-batched-bench printed, in any of its formats, with whatever stands
    around it; - is standard input. Numbers stay as printed. What no file says is asked for at a terminal,
    else it is null: null never counts as equal when runs are compared.

    A file that was imported before changes nothing. When one file cannot be taken, none is.

    Exit 0 when every file is in the catalog, 1 when one was refused, 2 on misuse.
    """
    from buildgen.cli.benching import Desk, Wishes
    from buildgen.cli.words import words_of

    if not files and not oom:
        raise BuildgenError("no FILE given: name the saved output, or - for standard input")
    if oom != (context is not None):
        raise BuildgenError("--oom and --context N belong together: which window did not fit?")
    wishes = Wishes(build, model, state, note, context, facts)
    asks = not no_input and format_ == "text" and sys.stdin is not None and sys.stdin.isatty()
    words = words_of(language)
    desk = Desk.of(root, wishes, words, asks=asks)
    outcomes = desk.read(files)
    try:
        if not dry_run:
            desk.write(outcomes)
    finally:
        for outcome in outcomes:
            if outcome.file and outcome.file.spooled:
                outcome.file.path.unlink(missing_ok=True)
    if format_ == "json":
        from buildgen.cli.benching import as_json

        click.echo(json.dumps(as_json(outcomes), ensure_ascii=False, indent=2))
    else:
        for outcome in outcomes:
            _tell(outcome, root, words, dry_run=dry_run)
        if any(o.refusal for o in outcomes) and any(o.text for o in outcomes):
            refused = words("nothing was written: mend or leave out what was refused")
            click.echo(f"buildgen: {refused}", err=True)
    sys.exit(1 if any(outcome.refusal for outcome in outcomes) else 0)


def _tell(outcome: Outcome, root: Path, words: Words, *, dry_run: bool) -> None:
    """Say what became of one file: what was read, what was left out, and where it stands."""
    from buildgen.cli.report import visible

    name = visible(outcome.name)
    if outcome.refusal:
        click.echo(f"buildgen: {name}: {visible(outcome.refusal)}", err=True)
    for line in outcome.warnings:
        click.echo(f"buildgen: {name}: {words('warning')}{words(': ')}{visible(line)}", err=True)
    if outcome.refusal:
        return
    if outcome.known:
        known = words("in the catalog already, as {path}; nothing changed", path=visible(outcome.known))
        click.echo(f"{name}{words(': ')}{known}")
        return
    if dry_run:
        click.echo(f"# {(root / str(outcome.path)).as_posix()}")
        click.echo(outcome.text, nl=False)
        return
    if outcome.file:
        click.echo(f"{name}{words(': ')}{outcome.summary(words)}")
    if outcome.text and outcome.written:
        for path in filter(None, (outcome.path, outcome.raw)):
            click.echo(words("wrote {path}", path=(root / path).as_posix()))
