"""The page of sources: what each is, and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.entry import Entry
from buildgen.catalog.guides import BuildGuide
from buildgen.catalog.parts import Part
from buildgen.catalog.registers import Source
from buildgen.site.address import Link
from buildgen.site.matter import Matter, build_path, part_path
from buildgen.site.views.evidence import anchor, sources_path


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
class SourceKind:
    """All sources of one kind, in the order of their titles."""

    kind: str
    title: str
    text: str
    page: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All sources, by kind."""

    kinds: tuple[SourceKind, ...]


# What sort of witness each kind is.
_KINDS = {
    "post": ("Posts", "what an author tells of what they did"),
    "measurement": ("Measurements", "read from an instrument or a program's output"),
    "specification": ("Specifications", "a maker's own figures, or a mirror of them"),
    "documentation": ("Documentation", "a maker's or a project's manuals and release notes"),
    "code": ("Code", "what a program's source or its data files say"),
    "article": ("Articles", "tests, notes and guides by others"),
    "listing": ("Listings", "offers: what something was sold as, and for how much"),
    "arithmetic": ("Arithmetic", "computed from other values of the catalog"),
    "knowledge": ("Knowledge", "what we found no page for; look it up before you rely on it"),
}


def sources_view(matter: Matter) -> SourcesView:
    """Make the pages of sources."""
    words = matter.words
    kinds = []
    for kind, (title, text) in _KINDS.items():
        found = [(n, s) for n, s in matter.catalog.sources.items() if s.kind == kind]
        shown = sorted(
            (source_view(name, source, matter) for name, source in found),
            key=lambda s: (s.title.casefold(), s.id),
        )
        if shown:
            kinds.append(
                SourceKind(kind, words(title, "sources"), words(text), sources_path(kind), tuple(shown))
            )
    return SourcesView(tuple(kinds))


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
    if isinstance(entry, BuildGuide) and entry.build in matter.catalog.builds:
        of = matter.words.text(matter.catalog.builds[entry.build].title)
        return Link(matter.words("Assembly: {build}", build=of), f"builds/{entry.build}/assembly.html")
    target = {
        "policy": "reference/policy.html",
        "model": f"models/{entry.id}/index.html",
        "software": "software/index.html",
        "coverage": "sources/facts.html" if "sources/facts.md" in matter.written else "",
    }.get(entry.KIND, "")
    if isinstance(entry, Benchmark) and entry.build in matter.catalog.builds:
        target = f"builds/{entry.build}/benchmarks.html"
    name = getattr(entry, "name", None) or getattr(entry, "title", None)
    return Link(matter.words.text(name) if name is not None else entry.id, target)
