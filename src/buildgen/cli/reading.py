"""From what the user names to a loaded, checked catalog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.shape import closest
from buildgen.cli.report import Report, distinct
from buildgen.diagnostics import BuildgenError, Diagnostic


def report_on(
    root: Path, catalog: Catalog, findings: tuple[Diagnostic, ...], outside: frozenset[str] = frozenset()
) -> Report:
    """Pair findings with the lines that they point at."""
    documents = {document.path: document for document in catalog.documents}

    def lines_of(path: str) -> Sequence[str]:
        return documents[path].lines if path in documents else ()

    return Report(root, distinct(findings), lines_of, outside)


def named_file(root: Path, build: str) -> Path | None:
    """Tell whether a user's BUILD is a file outside the catalog; None when it is an id (or lies inside).

    A text that ends in .yaml or holds a slash is a path; raises BuildgenError when nothing is there.
    """
    path = Path(build)
    if not (build.endswith((".yaml", ".yml")) or "/" in build or "\\" in build):
        return None
    if not path.exists():
        raise BuildgenError(f"no file {build}")
    inside = (root / "builds").resolve()
    return None if path.resolve().parent == inside else path


def build_named(catalog: Catalog, name: str) -> Build:
    """Find a build by id or by the file it stands in; raises BuildgenError with a guess."""
    identifier = Path(name).stem if name.endswith((".yaml", ".yml")) else name
    if identifier in catalog.builds:
        return catalog.builds[identifier]
    guess = closest(identifier, catalog.builds)
    known = ", ".join(sorted(catalog.builds)) or "none"
    hint = f"did you mean {guess!r}?" if guess else f"known are: {known}"
    raise BuildgenError(f"no build {identifier!r}: {hint}")
