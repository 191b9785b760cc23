"""`buildgen import log`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.bench.load_log import DeviceLog, LoadLog

MAX_BYTES = 64 << 20


@click.command("log")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--id", "identifier", metavar="ID", help="The record's id; by default from the file's name.")
@click.option("--build", metavar="BUILD", help="The build it ran on.")
@click.option("--model", metavar="M", help="The model, by id or alias; by default as the log names it.")
@click.option("--source", metavar="ID", help="Where the log is from: an id of sources.yaml.")
@click.option("--date", metavar="DATE", help="The day of the run, as 2025-01-03.")
@click.option("--write", is_flag=True, help="Put the record into the catalog; nothing is overwritten.")
@root_option
@lang_option
def command(  # noqa: PLR0913 - one argument per option
    file: Path,
    identifier: str | None,
    *,
    build: str | None,
    model: str | None,
    source: str | None,
    date: str | None,
    write: bool,
    root: Path,
    language: str,
) -> None:
    """Read a llama.cpp load log (buffer sizes, memory breakdown) into a memory record; `-` reads the input.

    Such a record stands beside the estimate and wins over it. A breakdown that the program printed before it
    loaded anything is a projection: it is marked so, and is no measurement.
    """
    from buildgen.bench.load_log import read_load_log
    from buildgen.catalog.fields import is_id
    from buildgen.catalog.loading import load_catalog
    from buildgen.cli.new import write_new
    from buildgen.cli.options import day_of
    from buildgen.cli.words import words_of

    log = read_load_log(_lines(file))
    if not log.devices:
        raise BuildgenError(f"{file} names no buffer of a card: is it the log of a llama.cpp that used one?")
    if date is not None:
        day_of(date)
    catalog = load_catalog(root) if root.is_dir() else None
    if build is not None and (catalog is None or build not in catalog.builds):
        raise BuildgenError(f"no build {build!r} in {root}")
    known = None
    if catalog is not None:
        known = {
            text.casefold(): entry.id
            for entry in catalog.models.values()
            for text in (entry.id, entry.name.en, *entry.aliases)
        }.get((model or log.model or "").casefold())
    if model is not None and known is None:
        raise BuildgenError(f"no model {model!r} in {root}")
    wanted = identifier or re.sub(r"[^a-z0-9.]+", "-", file.stem.casefold()).strip("-.")[:64]
    if not is_id(wanted):
        raise BuildgenError(f"{wanted!r} is no id: name one with --id, as --id my-rig-70b")
    text = record_text(log, build, known, source, date)
    if not write:
        click.echo(text, nl=False)
        return
    path = root / "memory" / f"{wanted}.yaml"
    if path.exists():
        raise BuildgenError(f"{path} is there already: choose another --id, or remove it first")
    write_new(path, text)
    click.echo(words_of(language)("wrote {path}", path=path.as_posix()))


def _lines(file: Path) -> list[str]:
    try:
        if str(file) == "-":
            text = sys.stdin.buffer.read(MAX_BYTES)
            return text.decode("utf-8", "replace").splitlines()
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise BuildgenError(f"cannot read {file}: {(error.strerror or 'unknown error').lower()}") from None


def record_text(
    log: LoadLog, build: str | None, model: str | None, source: str | None, date: str | None
) -> str:
    """Write the record of a load; what the log does not print is null."""
    what = model or log.model
    title = (f"Load log of {what}", f"{what} 的加载日志") if what else ("A load log", "一份加载日志")
    lines = [
        "# yaml-language-server: $schema=../schema/memory-record.json",
        "title:",
        f"  en: {_scalar(title[0])}",
        f"  zh: {_scalar(title[1])}",
        f"build: {_scalar(build)}",
        f"source: {_scalar(source)}",
        f"kind: {'derived' if log.projected else 'measured'}",
        f"date: {date or 'null'}",
    ]
    if log.notes:
        lines.append("note:")
        lines.append(f"  en: {_scalar(' '.join(note.en for note in log.notes))}")
        lines.append(f"  zh: {_scalar(''.join(note.zh for note in log.notes))}")
    engine = {"name": "llama.cpp", "build_number": log.build, "backend": _backend(log)}
    lines.append(f"engine: {_flow(engine)}")
    flash = {True: "on", False: "off", None: None}[log.flash_attention]
    conditions: dict[str, object] = {
        "model": model,
        "model_text": log.model,
        "quantisation": log.quantisation,
        "cards": len(log.devices),
        "kv_k": log.kv_k,
        "kv_v": log.kv_v,
        "flash_attention": flash,
        "context": log.context,
        "batch": log.batch,
        "micro_batch": log.micro_batch,
        "sequences": log.sequences,
    }
    lines.append("conditions:")
    lines += [f"  {name}: {_scalar(value)}" for name, value in conditions.items()]
    lines.append("cards:")
    for device in log.devices:
        lines += _device_lines(device)
    return "\n".join(lines) + "\n"


def _device_lines(device: DeviceLog) -> list[str]:
    sizes = ("total", "free", "weights", "context", "compute", "unaccounted")
    return [
        f"  - device: {device.device}",
        f"    name: {_scalar(device.name)}",
        *(f"    {name}: {_size(getattr(device, name))}" for name in sizes),
    ]


def _size(mib: float | None) -> str:
    """Write MiB of two decimals as whole KiB: a hundredth of a MiB is no whole number of bytes."""
    if mib is None:
        return "null"
    return f"{int(mib)} MiB" if mib == int(mib) else f"{round(mib * 1024)} KiB"


def _backend(log: LoadLog) -> str | None:
    return re.sub(r"[0-9]+$", "", log.devices[0].device) or None


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in values.items()) + "}"
