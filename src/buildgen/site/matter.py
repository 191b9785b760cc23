"""What the pages are made from: the results, the findings, and what only the command line knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, part_id
from buildgen.catalog.entry import Entry
from buildgen.catalog.parts import PART_KINDS, Part
from buildgen.diagnostics import Diagnostic
from buildgen.site.address import Link
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as the command line knows it: its code, its short name and its usual weight."""

    code: str
    slug: str
    severity: str


@dataclass(frozen=True, slots=True)
class Option:
    """An argument or option of a command, in its own words."""

    usage: str
    help: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the program, as its help shows it."""

    name: str
    usage: str
    summary: str
    text: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Matter:
    """All that pages are made from, in one language; the indexes are made once."""

    results: Results
    findings: tuple[Diagnostic, ...]
    words: Words
    rules: tuple[Rule, ...] = ()
    commands: tuple[Command, ...] = ()
    written: frozenset[str] = frozenset()
    site_name: str = ""
    edit_base: str = ""
    builds: tuple[Build, ...] = field(init=False)
    parts: tuple[Part, ...] = field(init=False)
    uses: Mapping[str, tuple[tuple[Build, str], ...]] = field(init=False)
    by_entry: Mapping[str, tuple[Diagnostic, ...]] = field(init=False)
    citing: Mapping[str, tuple[Entry, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Put builds and parts in order, and make the indexes: who uses a part, what rests on a source.

        Drafts come last, and a build that others extend before its variations; parts by kind and id.
        """
        builds = sorted(self.catalog.builds.values(), key=lambda b: (b.is_draft, b.extends is not None, b.id))
        kinds = list(PART_KINDS)
        parts = sorted(self.catalog.parts.values(), key=lambda p: (kinds.index(p.KIND), p.id))
        object.__setattr__(self, "builds", tuple(builds))
        object.__setattr__(self, "parts", tuple(parts))
        uses: dict[str, list[tuple[Build, str]]] = {}
        for build in self.builds:
            for role, use in build.parts.items():
                uses.setdefault(part_id(build, role, use), []).append((build, role))
        by_entry: dict[str, list[Diagnostic]] = {}
        for found in self.findings:
            by_entry.setdefault(found.entry, []).append(found)
        citing: dict[str, dict[tuple[str, str], Entry]] = {}
        for entry in self.catalog.entries(Entry):
            for _, source in self.results.contents(entry).sources:
                citing.setdefault(source, {})[entry.key] = entry
        object.__setattr__(self, "uses", {k: tuple(v) for k, v in uses.items()})
        object.__setattr__(self, "by_entry", {k: tuple(v) for k, v in by_entry.items()})
        object.__setattr__(self, "citing", {k: tuple(v.values()) for k, v in citing.items()})

    def spoken(self, words: Words, written: Iterable[str]) -> Matter:
        """Give the same in another language, whose own hand-written pages come beside the English ones."""
        return replace(self, words=words, written=self.written.union(written))

    @property
    def catalog(self) -> Catalog:
        """The catalog."""
        return self.results.catalog

    def about(self, entry: Entry) -> tuple[Diagnostic, ...]:
        """What was found about an entry."""
        return self.by_entry.get("/".join(entry.key), ())

    def edit_link(self, entry: Entry) -> Link:
        """Lead to the file that an entry is written in; where the project has no address, name the file."""
        path = self.catalog.lineage[entry.key].documents[0].path
        if not self.edit_base:
            return Link(self.words("Edit this entry: {file} in the folder of the catalog", file=path), "")
        return Link(self.words("Edit this entry"), f"{self.edit_base}{path}")

    def rule_link(self, code: str) -> Link | None:
        """Lead to a check's page; None when it has none."""
        page = f"checks/{code}.md"
        return Link(code, f"checks/{code}.html") if page in self.written else None


def part_path(part: Part) -> str:
    """Give the page of a part."""
    return f"catalog/{part.KIND}/{part.id}/index.html"


def build_path(identifier: str) -> str:
    """Give the page of a build."""
    return f"builds/{identifier}/index.html"


def featured(builds: tuple[Build, ...]) -> Build | None:
    """Choose the build that the home page shows: the published one that most others extend, then by id."""
    published = [b for b in builds if not b.is_draft] or list(builds)
    extended = [b.extends for b in builds]
    return min(published, key=lambda b: (-extended.count(b.id), b.id), default=None)
