"""`buildgen import model`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.bench.gguf_header import Header


FIELDS = (
    *("layers", "hidden", "heads", "kv_heads", "head_size", "feed_forward", "vocabulary"),
    *("context_limit", "tied_embeddings", "attention_biases", "experts", "sliding_window"),
)


@click.command("model")
@click.argument("file", metavar="FILE.gguf", type=click.Path(path_type=Path))
@click.option("--id", "identifier", metavar="ID", help="The entry's id; by default from the model's name.")
@click.option("--name", metavar="NAME", help="The model's name; by default the one in the header.")
@click.option("--quant", metavar="Q", help="The file type, where the header does not name it.")
@click.option(
    "--source",
    default="gguf-header",
    show_default=True,
    metavar="ID",
    help="Where the file is from: an id of sources.yaml.",
)
@click.option("--write", is_flag=True, help="Put the entry into the catalog; nothing is overwritten.")
@root_option
@lang_option
def command(  # noqa: PLR0913 - one argument per option
    file: Path,
    identifier: str | None,
    *,
    name: str | None,
    quant: str | None,
    source: str,
    write: bool,
    root: Path,
    language: str,
) -> None:
    """Read a GGUF file's header into a model of the catalog; the weights are not read.

    The types of all matrices are taken from the header, so the size needs no rules of the quantiser. A file
    that holds a vocabulary only, or one of several parts, is refused.
    """
    from buildgen.bench.gguf_header import read_header
    from buildgen.catalog.fields import is_id
    from buildgen.cli.new import write_new
    from buildgen.cli.words import words_of

    header = read_header(file)
    title = name or header.name or file.stem
    wanted = identifier or re.sub(r"[^a-z0-9.]+", "-", title.casefold()).strip("-.")[:64]
    if not is_id(wanted):
        raise BuildgenError(f"{wanted!r} is no id: name one with --id, as --id my-model-7b")
    quantisation = (quant or header.quantisation or "").upper()
    if not re.fullmatch(r"[A-Z0-9_]{2,16}", quantisation):
        raise BuildgenError(
            f"the header of {file} names no file type: name it with --quant, as --quant Q4_K_M"
        )
    text = entry_text(header, title, quantisation, source)
    if not write:
        click.echo(text, nl=False)
        return
    path = root / "models" / f"{wanted}.yaml"
    if path.exists():
        raise BuildgenError(f"{path} is there already: print the entry without --write and add what is new")
    write_new(path, text)
    click.echo(words_of(language)("wrote {path}", path=path.as_posix()))
    asked = f"buildgen fit BUILD --model {wanted} --quant {quantisation} --context max"
    click.echo(words_of(language)("next: {command}", command=asked))


def entry_text(header: Header, title: str, quantisation: str, source: str) -> str:
    """Write the entry of a model with one file; what the header does not say is null."""
    from buildgen.calc.placement import pack

    lines = [
        "# yaml-language-server: $schema=../schema/model.json",
        f"name: {json.dumps(title, ensure_ascii=False)}",
        f"evidence: {{source: {source}, kind: measured}}",
        "",
        f"architecture: {json.dumps(header.architecture)}",
        f"parameters: {header.elements / 1e9:.2f}",
    ]
    lines += [f"{field}: {json.dumps(getattr(header, field))}" for field in FIELDS]
    lines += [
        "",
        "quantisations:",
        f"  {quantisation}:",
        f"    file_bytes: {header.file_bytes} B",
        f"    imatrix: {'true' if header.imatrix else 'null'}",
    ]
    if header.types:
        lines.append("    tensors:")
        lines += [f"      {role}: {json.dumps(pack(types))}" for role, types in header.types.items()]
    return "\n".join(lines) + "\n"
