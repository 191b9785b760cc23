"""`buildgen fit`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import lang_option, root_option
from buildgen.diagnostics import BuildgenError

if TYPE_CHECKING:
    from buildgen.catalog.catalog import Catalog
    from buildgen.catalog.language_models import LanguageModel

KV_TYPES = ("f16", "q8_0", "q4_0", "f32", "bf16", "q5_0", "q5_1", "q4_1", "iq4_nl")


@click.command("fit")
@click.argument("build", metavar="BUILD")
@click.option(
    "--model", "model_id", required=True, metavar="M", help="A model of the catalog, by id or alias."
)
@click.option(
    "--quant", metavar="Q", help="Its file type, as Q4_K_S; by default the first that its entry lists."
)
@click.option("--context", required=True, metavar="N|max", help="Tokens of the window, over all sequences.")
@click.option(
    "--split",
    type=click.Choice(["layer", "row", "none"]),
    default="layer",
    show_default=True,
    help="How the model is spread over the cards; `none` uses the first one.",
)
@click.option(
    "--kv", type=click.Choice(KV_TYPES), default="f16", show_default=True, help="The type of the cache."
)
@click.option(
    "--flash-attn/--no-flash-attn", default=None, help="Flash attention; by default on for a packed cache."
)
@click.option(
    "--sequences", type=click.IntRange(1, 1024), default=1, show_default=True, help="Requests at once."
)
@click.option("--tensor-split", metavar="A,B,C", help="Shares of the cards, set by hand.")
@click.option(
    "--micro-batch", type=click.IntRange(1, 65536), default=512, show_default=True, help="llama.cpp's -ub."
)
@click.option("--engine", metavar="ID", help="An engine generation of the catalog; by default the first.")
@click.option("--engine-build", type=click.IntRange(0), metavar="N", help="The build number that runs.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@click.option("--strict", is_flag=True, help="Exit 1 unless the verdict is `fits`.")
@root_option
@lang_option
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    build: str,
    model_id: str,
    quant: str | None,
    context: str,
    split: str,
    kv: str,
    *,
    flash_attn: bool | None,
    sequences: int,
    tensor_split: str | None,
    micro_batch: int,
    engine: str | None,
    engine_build: int | None,
    format_: str,
    strict: bool,
    root: Path,
    language: str,
) -> None:
    """Say whether a model fits on a build's cards, and how fast it runs there.

    Each card is judged by itself: what it must hold against what its driver reports. Speeds are measured
    where the catalog has a row of exactly this case, else estimated with an interval, else not established.

    Exit 0 with an answer, whatever it is; 1 with --strict unless it fits; 2 on misuse.
    """
    from buildgen.calc.forecast import Ask, forecast
    from buildgen.calc.scope import Workload
    from buildgen.catalog.loading import load_catalog
    from buildgen.cli.fitting import as_json, text_lines
    from buildgen.cli.reading import build_named, named_file
    from buildgen.cli.words import words_of

    extra = named_file(root, build)
    catalog = load_catalog(root, extra)
    wanted = build_named(catalog, build)
    model = model_named(catalog, model_id)
    tokens = _tokens(context)
    workload = Workload(
        context=tokens or 1,
        micro_batch=micro_batch,
        split=split,
        tensor_split=_shares(tensor_split),
        kv_type_k=kv,
        kv_type_v=kv,
        flash_attention=flash_attn,
        sequences=sequences,
    )
    if engine is not None and engine not in catalog.generations:
        raise BuildgenError(f"no engine generation {engine!r}: known are {', '.join(catalog.generations)}")
    ask = Ask(model, _quantisation(model, quant), workload, tokens, engine, engine_build)
    found = forecast(wanted, catalog, ask)
    if format_ == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        for line in text_lines(found, catalog, words_of(language)):
            click.echo(line)
    sys.exit(1 if strict and found.fit.verdict != "fits" else 0)


def model_named(catalog: Catalog, name: str) -> LanguageModel:
    """Find a model by id, name or alias; raises BuildgenError with a guess."""
    from buildgen.catalog.shape import closest

    if name in catalog.models:
        return catalog.models[name]
    for model in catalog.models.values():
        if name.casefold() in {text.casefold() for text in (model.name.en, *model.aliases)}:
            return model
    guess = closest(name, catalog.models)
    hint = f"did you mean {guess!r}?" if guess else f"known are: {', '.join(sorted(catalog.models))}"
    raise BuildgenError(f"no model {name!r}: {hint}")


def _quantisation(model: LanguageModel, name: str | None) -> str:
    """Choose the file type: the one named, else the first of the entry."""
    if name is not None:
        return name.upper()
    first = next(iter(model.quantisations), None)
    if first is None:
        raise BuildgenError(f"{model.id} lists no file: name one with --quant, as --quant Q4_K_M")
    return first


def _tokens(text: str) -> int | None:
    """Read `--context`; None means the largest."""
    if text == "max":
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 100_000_000:
        raise BuildgenError(f"--context wants a number of tokens or `max`, found {text[:40]!r}")
    return int(text)


def _shares(text: str | None) -> tuple[int, ...] | None:
    """Read `--tensor-split`: whole shares, or decimals with up to three places."""
    if text is None:
        return None
    parts = [part.strip() for part in text.replace("/", ",").split(",")]
    try:
        shares = tuple(round(float(part) * 1000) for part in parts)
    except (ValueError, OverflowError):
        shares = ()
    if not shares or min(shares) < 0 or sum(shares) <= 0 or len(shares) > 64:
        raise BuildgenError(f"--tensor-split wants shares as 3,3,2, found {text[:40]!r}")
    return shares
