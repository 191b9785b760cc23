"""From what the user names to a loaded, checked catalog."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.parts import PART_KINDS
from buildgen.catalog.shape import closest
from buildgen.cli.report import Report, distinct
from buildgen.diagnostics import BuildgenError, Diagnostic, in_file_order

if TYPE_CHECKING:
    from buildgen.calc.results import Results
    from buildgen.site.prose.macros import WrittenPage


def report_on(  # noqa: PLR0913, PLR0917 - what a report is made of
    root: Path,
    catalog: Catalog,
    findings: tuple[Diagnostic, ...],
    outside: frozenset[str] = frozenset(),
    prose: Prose | None = None,
    language: str = "en",
) -> Report:
    """Pair findings with the lines that they point at."""
    documents = {document.path: document for document in catalog.documents}

    @cache  # one file may have hundreds of findings
    def lines_of(path: str) -> Sequence[str]:
        written = prose.lines(path) if prose is not None else None
        if written is not None:
            return written
        return documents[path].lines() if path in documents else ()

    return Report(root, distinct(findings), lines_of, outside, language)


def project_of(root: Path) -> Path:
    """Give the project that a catalog belongs to: the folder above it when that has an mkdocs.yml.

    A catalog without a project around it is its own: nothing else of that folder is taken for pages.
    """
    above = root.absolute().parent
    return above if (above / "mkdocs.yml").is_file() else root


@dataclass(frozen=True, slots=True)
class Prose:
    """A project's hand-written pages, and the folder docs/ as paths are told below the catalog."""

    pages: tuple[WrittenPage, ...] = ()
    above: str = "docs"

    def judged(self, results: Results | None, findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """Add what is wrong with the pages; nothing without results to judge them by."""
        if results is None:
            return findings
        from buildgen.site.prose.judging import prose_findings

        return in_file_order((*findings, *prose_findings(self.pages, results, self.above)))

    def lines(self, path: str) -> Sequence[str] | None:
        """Give the lines of a page by the path it is told under; None for what is no page."""
        pages = (p for p in self.pages if f"{self.above}/{p.language}/{p.path}" == path)
        page = next(pages, None)
        return page.text.split("\n") if page is not None else None


def read_prose(root: Path) -> Prose:
    """Read the hand-written pages that belong to a catalog, in both languages."""
    from buildgen.site.prose.macros import pages_of
    from buildgen.site.staging import LANGUAGES, read_folder

    project = project_of(root)
    files = ((language, read_folder(project / "docs" / language)) for language in LANGUAGES)
    pages = tuple(page for language, found in files for page in pages_of(found, language))
    return Prose(pages, "docs" if project == root else "../docs")


def named_file(root: Path, build: str) -> Path | None:
    """Tell whether a user's BUILD is a file outside the catalog; None when it is an id (or lies inside).

    A text that ends in .yaml or holds a slash is a path; raises BuildgenError when nothing is there.
    """
    path = Path(build)
    if not _is_path(build):
        return None
    if not os.path.lexists(path):
        raise BuildgenError(f"no file {build}")
    # os.path, because Path.resolve raises for a loop of links.
    folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
    return None if folder == os.path.realpath(root / "builds") else path


def identifier_of(name: str) -> str:
    """Give the id of a build that is named by its id or by its file."""
    return Path(name).stem if _is_path(name) else name


def _is_path(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or "/" in name or os.sep in name


def build_named(catalog: Catalog, name: str) -> Build:
    """Find a build by id or by the file it stands in; raises BuildgenError with a guess."""
    identifier = identifier_of(name)
    if identifier in catalog.builds:
        return catalog.builds[identifier]
    if ("build", identifier) in catalog.broken:
        raise BuildgenError(f"the build {identifier!r} has errors: `buildgen check` shows them")
    guess = closest(identifier, catalog.builds)
    known = ", ".join(sorted(catalog.builds)) or "none"
    hint = f"did you mean {guess!r}?" if guess else f"known are: {known}"
    raise BuildgenError(f"no build {identifier[:80]!r}: {hint}")


def unusable(
    catalog: Catalog, findings: Iterable[Diagnostic], identifier: str, outside: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """Pick the errors that keep a build from being priced: a file or a name that it rests on is no good.

    Empty when all that the build names is there; findings of meaning keep nothing from being priced.
    """
    build = catalog.builds.get(identifier)
    if build is None and ("build", identifier) not in catalog.broken:
        return ()
    missing = catalog.missing_parts(build) if build is not None else ()
    files = {f"parts/{kind}/{part}.yaml" for part in missing for kind in PART_KINDS}
    if build is None or any(part.startswith(f"{identifier}.") for part in missing):
        files |= set(_files_of(catalog, identifier, outside))
    if catalog.policy is None:
        files.add("policy.yaml")
    return tuple(
        f for f in findings if f.fails and (f.place.path in files or _is_reference_of(f, identifier))
    )


def _is_reference_of(found: Diagnostic, identifier: str) -> bool:
    return found.entry == f"build/{identifier}" and found.code.startswith("REF")


def _files_of(catalog: Catalog, identifier: str, outside: frozenset[str]) -> Iterator[str]:
    """List the files that a build is written in: its own, then those it extends, as far as they lead."""
    seen: set[str] = set()
    while identifier not in seen:
        seen.add(identifier)
        paths = (f"builds/{identifier}.yaml", *(p for p in outside if Path(p).stem == identifier))
        yield from paths
        documents = (catalog.document(path) for path in paths)
        data = next((d.data for d in documents if d is not None and d.sound), None)
        identifier = str(data.get("extends")) if isinstance(data, dict) else identifier
