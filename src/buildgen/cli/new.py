"""`buildgen new`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError


@click.command("new")
@click.argument("identifier", metavar="ID")
@click.option("--from", "base", required=True, metavar="BASE", help="The build to start from.")
@click.option("--full", is_flag=True, help="A whole file in place of one that states only what differs.")
@root_option
@lang_option
def command(identifier: str, base: str, root: Path, language: str, *, full: bool) -> None:
    """Write catalog/builds/ID.yaml: a build of your own that states only what differs from BASE.

    Comments in the file, in the language of --lang, show what may be changed. Nothing is overwritten.
    """
    from buildgen.catalog.fields import is_id
    from buildgen.catalog.loading import load_catalog
    from buildgen.cli.drafting import full_file, short_file
    from buildgen.cli.reading import build_named
    from buildgen.cli.words import words_of

    if not is_id(identifier):
        raise BuildgenError(
            f"{identifier!r} is no id: use lower-case letters, digits and dashes, as in my-rig"
        )
    path = root / "builds" / f"{identifier}.yaml"
    if os.path.lexists(path):
        raise BuildgenError(f"{path} is there already: choose another id, or remove it first")
    catalog = load_catalog(root)
    origin = build_named(catalog, base)
    words = words_of(language)
    text = full_file(origin, catalog, words) if full else short_file(origin, catalog, words)
    write_new(path, text)
    click.echo(words("wrote {path}", path=path.as_posix()))
    click.echo(words("next: change it, then run  buildgen price {id}", id=identifier))


def write_new(path: Path, text: str) -> None:
    """Write a new file whole or not at all; raises BuildgenError when it is there or cannot be written."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.link(draft, path)  # unlike a renaming, a link never takes the place of a file
    except FileExistsError as error:
        if error.filename2 is None:  # not the linking: a file stands where the folder should be
            raise BuildgenError(f"cannot write {path}: {error.filename} is no folder") from None
        raise BuildgenError(f"{path} is there already: choose another id, or remove it first") from None
    except OSError as error:
        raise BuildgenError(f"cannot write {path}: {os.strerror(error.errno or 0).lower()}") from None
    finally:
        with suppress(OSError):  # where none could be written there is none to remove
            draft.unlink()
