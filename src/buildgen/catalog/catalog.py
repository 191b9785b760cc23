"""The catalog: the immutable set of entries, each with the documents that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build, Use
from buildgen.catalog.connectors import Connector
from buildgen.catalog.coverage import Coverage
from buildgen.catalog.decision import Decision
from buildgen.catalog.entry import Entry
from buildgen.catalog.generations import Generation
from buildgen.catalog.guides import BuildGuide
from buildgen.catalog.identification import IdentificationGuide
from buildgen.catalog.inheritance import DroppedLot
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.memory_records import MemoryRecord
from buildgen.catalog.parts import Part
from buildgen.catalog.registers import Policy, Rates, Source, Sources
from buildgen.catalog.software import Software
from buildgen.catalog.wiring import WiringRules
from buildgen.diagnostics import Diagnostic, Place
from buildgen.source import Document

E = TypeVar("E", bound=Entry)
Key = tuple[str, str]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where an entry's values were written: its own document first, then those it extends.

    `prefix` is the path inside the document at which the entry starts (a part written in place).
    """

    documents: tuple[Document, ...]
    dropped: tuple[DroppedLot, ...] = ()
    idle_removals: tuple[int, ...] = ()
    prefix: Path = ()


@dataclass(frozen=True, slots=True, repr=False)
class Catalog:
    """All entries that loaded, by kind and id; `findings` says what did not.

    `broken` names the entries that did not load, as ("part", id) or ("build", id): what refers to them is
    left alone, so that one cause gives one finding.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    builds: Mapping[str, Build] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    models: Mapping[str, LanguageModel] = field(default_factory=dict)
    generations: Mapping[str, Generation] = field(default_factory=dict)
    memory_records: Mapping[str, MemoryRecord] = field(default_factory=dict)
    software: Mapping[str, Software] = field(default_factory=dict)
    connectors: Mapping[str, Connector] = field(default_factory=dict)
    guides: Mapping[str, IdentificationGuide] = field(default_factory=dict)
    build_guides: Mapping[str, BuildGuide] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    policy: Policy | None = None
    rates: Rates | None = None
    wiring: WiringRules | None = None
    coverage: Coverage | None = None
    decision: Decision | None = None
    registers: tuple[Entry, ...] = ()
    lineage: Mapping[Key, Lineage] = field(default_factory=dict)
    broken: frozenset[Key] = frozenset()
    findings: tuple[Diagnostic, ...] = ()
    documents: tuple[Document, ...] = ()

    def __repr__(self) -> str:
        """Name the kinds that it holds and how many of each: whole, it would fill a book."""
        held = {
            name: len(getattr(self, name)) for name in ("parts", "builds", "models", "benchmarks", "findings")
        }
        return f"Catalog({', '.join(f'{name}: {count}' for name, count in held.items())})"

    def entries(self, kind: type[E]) -> tuple[E, ...]:
        """All entries of a kind (or of a base of kinds, such as Part), ordered by id."""
        groups: tuple[Iterable[Entry], ...] = (
            self.parts.values(),
            self.builds.values(),
            self.benchmarks.values(),
            self.models.values(),
            self.generations.values(),
            self.memory_records.values(),
            self.software.values(),
            self.connectors.values(),
            self.guides.values(),
            self.build_guides.values(),
            self.registers,
        )
        found = [entry for group in groups for entry in group if isinstance(entry, kind)]
        return tuple(sorted(found, key=lambda e: e.id))

    def part(self, build: Build, role: str) -> Part | None:
        """Give the part that plays a role; None when it is not in the catalog."""
        use = build.parts.get(role)
        if use is None:
            return None
        named = use.part
        return self.parts.get(named if type(named) is str else part_id(build, role, use))

    def missing_parts(self, build: Build) -> tuple[str, ...]:
        """Give the ids of a build's parts that are not in the catalog: unknown, or broken."""
        wanted = (part_id(build, role, use) for role, use in build.parts.items())
        return tuple(name for name in wanted if name not in self.parts)

    def place(self, entry: Entry, path: Path = (), *, key: bool = False) -> Place:
        """Where a value of an entry was written: in its own file, or in the file it was inherited from."""
        lineage = self.lineage[entry.key]
        whole = lineage.prefix + path
        documents = lineage.documents
        if path[:1] == ("prices",) and isinstance(entry, Build):  # a lot replaces the base's, whole
            own = next((d for d in documents if d.holds(path[:2])), documents[0])
            documents = (own,)
        if path and not key:  # of a fact written out in full, a mapping, one wants to see the value
            for document in documents:
                place = document.place_of((*whole, "value"))
                if place is not None:
                    return place
        for cut in range(len(whole), max(len(lineage.prefix), 1) - 1, -1):
            # Of what stands nowhere, the key above it says more than the bracket of its block.
            named = cut < len(whole) and isinstance(whole[cut - 1], str)
            for document in documents:
                place = document.place_of(whole[:cut], key=key or named)
                if place is not None:
                    return place
        return documents[0].place(lineage.prefix)

    def document(self, path: str) -> Document | None:
        """Give the document read from a path below the root."""
        return next((d for d in self.documents if d.path == path), None)


def space(model: type[Entry]) -> str:
    """Give the name space of a kind's ids: all parts share one."""
    return "part" if issubclass(model, Part) else model.KIND


def part_id(build: Build, role: str, use: Use) -> str:
    """Give the id under which a role's part stands in the catalog."""
    return use.part if isinstance(use.part, str) else f"{build.id}.{role.replace('_', '-')}"


def sources_of(registers: tuple[Entry, ...]) -> Mapping[str, Source]:
    """Gather the sources by id from the registers that loaded."""
    return next((r.sources for r in registers if isinstance(r, Sources)), {})
