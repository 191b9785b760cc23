"""`buildgen schema`."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError


@click.command("schema")
@root_option
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit 1 when something is not current."
)
@lang_option
def command(root: Path, language: str, *, only_check: bool) -> None:
    """Write a JSON Schema per kind into DIR/schema and the editor's line at the top of each YAML file.

    With these, an editor that knows the YAML language server (VS Code with its YAML extension, among others)
    completes fields and marks mistakes while you type.
    """
    import sys

    from buildgen.catalog.schemas import pending_writes
    from buildgen.cli.words import words_of

    words, pending = words_of(language), pending_writes(root)
    for path, text in pending:
        if not only_check:
            _replace(path, text)
        click.echo(words("not current: {path}" if only_check else "wrote: {path}", path=path.as_posix()))
    if not pending:
        click.echo(words("schemas and editor lines are current"))
    if only_check and pending:
        sys.exit(1)


def _replace(path: Path, text: str) -> None:
    """Write a file whole, in the place of what it was: the catalog must not be lost to a full disk."""
    file = Path(os.path.realpath(path))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(parents=True)
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        if file.exists():
            shutil.copymode(file, draft)
        draft.replace(file)
    except OSError as error:
        raise BuildgenError(f"cannot write {path}: {os.strerror(error.errno or 0).lower()}") from None
    finally:
        with suppress(OSError):  # renamed, or never written
            draft.unlink()
