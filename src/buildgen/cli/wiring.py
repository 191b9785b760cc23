"""`buildgen wiring`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from buildgen.cli.options import as_of_option, day_of, lang_option, root_option
from buildgen.diagnostics import BuildgenError

FORMATS = ("text", "svg", "csv", "json", "wireviz")


@click.command("wiring")
@click.argument("build", metavar="BUILD")
@root_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="For people, as a drawing, for spreadsheets, for programs, or as YAML for WireViz.",
)
@as_of_option
@lang_option
def command(build: str, root: Path, format_: str, as_of: str | None, language: str) -> None:
    """Show a build's wiring: nets, currents, fuses, and what is not known.

    BUILD is an id of the catalog or any file. Currents come from solving the network, returns included. As
    long as something is not known that one would wire by, every format says that it is no wiring
    instruction, and there is no cut list.

    Exit 0 when nothing fails, 1 when a check of wiring does, 2 on misuse.
    """
    from buildgen.catalog.loading import load_catalog
    from buildgen.checks.engine import run_checks
    from buildgen.cli.harness import Workshop, as_csv, as_json, as_svg, print_text
    from buildgen.cli.reading import build_named, named_file

    extra = named_file(root, build)
    catalog = load_catalog(root, extra)
    findings, results = run_checks(catalog, day_of(as_of))
    wanted = Path(build).stem if extra or build.endswith((".yaml", ".yml")) else build
    if results is None:
        raise BuildgenError(f"no policy.yaml in {root}: nothing says by which limits to judge")
    rig = build_named(results.catalog, wanted)
    wiring = results.wiring(rig)
    if wiring is None:
        lacks = "the catalog has no wiring.yaml" if results.catalog.wiring is None else "it has no `harness`"
        raise BuildgenError(f"{rig.id} says nothing of its wiring: {lacks}")
    about = tuple(f for f in findings if f.entry == f"build/{rig.id}" and f.code.startswith("WIR"))
    workshop = Workshop(rig, wiring, results, about, language)
    match format_:
        case "json":
            click.echo(json.dumps(as_json(workshop), ensure_ascii=False, indent=2))
        case "csv":
            click.echo(as_csv(workshop), nl=False)
        case "svg":
            click.echo(as_svg(workshop))
        case "wireviz":
            from buildgen.cli.wireviz import as_wireviz

            click.echo(as_wireviz(workshop), nl=False)
        case _:
            print_text(workshop)
    sys.exit(1 if any(f.fails for f in about) else 0)
