"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from buildgen.diagnostics import BuildgenError

LANGUAGE = "buildgen.language"
Decorated = Callable[..., Any]


def root_option(function: Decorated) -> Decorated:
    """`--root DIR`: the catalog's folder."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path),
        default=Path("catalog"),
        show_default=True,
        metavar="DIR",
        help="The catalog's folder.",
    )(function)


def _noted(ctx: click.Context, _parameter: click.Parameter, language: str) -> str:
    """Note the language where the program finds it when the command ends in an error."""
    ctx.meta[LANGUAGE] = language
    return language


def lang_option(function: Decorated) -> Decorated:
    """`--lang en|zh`: the language that findings and tables are written in."""
    return click.option(
        "--lang",
        "language",
        callback=_noted,
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="The language of what is said; names of fields, codes and this help stay English.",
    )(function)


def as_of_option(function: Decorated) -> Decorated:
    """`--as-of DATE`: the day that counts as today."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The day that counts as today, as 2026-11-22; by default the one in policy.yaml.",
    )(function)


def day_of(text: str | None) -> Any:
    """Read `--as-of`; raises BuildgenError when it is no full date."""
    from buildgen.catalog.fields import Day, FieldError

    if text is None:
        return None
    try:
        day = Day.parse(text)
    except FieldError:
        day = None
    if day is None or not day.exact:
        raise BuildgenError(f"--as-of wants a date as 2026-11-22, found {text!r}")
    return day
