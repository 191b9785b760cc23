"""The page of sources: what each is, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry
from buildgen.catalog.parts import Part
from buildgen.catalog.registers import Source
from buildgen.site.address import Link
from buildgen.site.matter import Matter, build_path, part_path
from buildgen.site.views.evidence import anchor, kind_path


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source."""

    anchor: str
    id: str
    title: str
    kind: str
    date: str
    address: Link | None
    note: str
    uses: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class KindView:
    """The sources of one kind, in the order of their titles, and the page that they stand on."""

    page: Link
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All sources by kind, the kinds in the order of their words."""

    kinds: tuple[KindView, ...]


def sources_view(matter: Matter) -> SourcesView:
    """Make the pages of sources."""
    groups: dict[str, list[SourceView]] = {}
    for name, source in matter.catalog.sources.items():
        groups.setdefault(source.kind, []).append(source_view(name, source, matter))
    kinds = (
        KindView(
            Link(matter.words(kind), kind_path(kind)),
            tuple(sorted(sources, key=lambda s: (s.title.casefold(), s.id))),
        )
        for kind, sources in groups.items()
    )
    return SourcesView(tuple(sorted(kinds, key=lambda view: view.page.text)))


def source_view(identifier: str, source: Source, matter: Matter) -> SourceView:
    """Make one source."""
    words = matter.words
    return SourceView(
        anchor=anchor(identifier),
        id=identifier,
        title=words.text(source.title),
        kind=words(source.kind),
        date=str(source.date) if source.date else "",
        address=Link(source.url, source.url) if source.url else None,
        note=words.text(source.note),
        uses=tuple(entry_link(entry, matter) for entry in matter.citing.get(identifier, ())),
    )


def entry_link(entry: Entry, matter: Matter) -> Link:
    """Lead to the page of an entry, where it has one."""
    if isinstance(entry, Part):
        return Link(matter.words.text(entry.name), part_path(entry))
    if isinstance(entry, Build):
        return Link(matter.words.text(entry.title), build_path(entry.id))
    target = {"policy": "reference/policy.html"}.get(entry.KIND, "")
    if isinstance(entry, Benchmark) and entry.build in matter.catalog.builds:
        target = f"builds/{entry.build}/benchmarks.html"
    name = getattr(entry, "name", None) or getattr(entry, "title", None)
    return Link(matter.words.text(name) if name is not None else entry.id, target)
