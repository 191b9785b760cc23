"""From files to a catalog: read all, report all, keep what is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, Key, Lineage, sources_of, space
from buildgen.catalog.connectors import Connector
from buildgen.catalog.entry import Entry
from buildgen.catalog.folders import Found, find_files
from buildgen.catalog.generations import Generation
from buildgen.catalog.inheritance import DroppedLot, merge
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.memory_records import MemoryRecord
from buildgen.catalog.parts import PART_KINDS, Part
from buildgen.catalog.registers import Policy, Rates, Sources
from buildgen.catalog.shape import Path as DataPath
from buildgen.catalog.shape import closest, described, shape_findings
from buildgen.catalog.software import Software
from buildgen.catalog.wiring import WiringRules
from buildgen.diagnostics import Diagnostic, Label, Message, Severity, in_file_order
from buildgen.source import Document, collector_off, read_document

E = TypeVar("E", bound=Entry)


@dataclass(slots=True)
class _Desk:
    """What piles up while loading; becomes one immutable Catalog."""

    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    lineage: dict[Key, Lineage] = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)
    owners: dict[Key, str] = field(default_factory=dict)
    build_data: dict[str, tuple[Found, Document]] = field(default_factory=dict)

    def add(self, entry: Entry, lineage: Lineage) -> None:
        self.entries.append(entry)
        self.lineage[entry.key] = lineage


def load_catalog(root: Path, extra: Path | None = None) -> Catalog:
    """Load every entry below `root`, and one more build file from anywhere if asked.

    Raises BuildgenError when `root` is no folder; all that is wrong with the files is in `findings`.
    """
    files, odd = find_files(root)
    desk = _Desk(findings=odd)
    with collector_off():
        for found in files:
            _load(desk, found, read_document(root, found.path))
        if extra is not None:
            document = read_document(Path(), str(extra))
            desk.build_data.pop(extra.stem, None)
            _load(desk, Found(str(extra), Build, extra.stem), document)
        for found, document in desk.build_data.values():
            _load_build(desk, found, document)
    return _catalog(desk)


def _load(desk: _Desk, found: Found, document: Document) -> None:
    desk.documents[found.path] = document
    desk.findings.extend(document.diagnostics)
    if not document.sound or not _is_mapping(desk, document):
        desk.broken.add((space(found.model), found.id))
    elif found.model is Build:
        # The file by itself: what it inherits is not missing here, and its own slips are told only once.
        _validated(desk, found, document.data, document, partial="extends" in document.data)
        desk.build_data[found.id] = (found, document)
    elif _is_first(desk, found, document):
        entry = _validated(desk, found, document.data, document)
        if entry is not None:
            desk.add(entry, Lineage((document,)))


def _is_mapping(desk: _Desk, document: Document) -> bool:
    if isinstance(document.data, dict):
        return True
    message = Message.of("SHP003.message", wanted="a mapping of fields", found=described(document.data))
    desk.findings.append(
        Diagnostic("SHP003", Severity.ERROR, document.place(), message, help=Message.of("SHP003.help"))
    )
    return False


def _is_first(desk: _Desk, found: Found, document: Document) -> bool:
    """Refuse an id that another folder of the same name space holds already."""
    owner = desk.owners.setdefault((space(found.model), found.id), found.path)
    if owner == found.path:
        return True
    first = desk.documents[owner].place()
    desk.findings.append(
        Diagnostic(
            "REF008",
            Severity.ERROR,
            document.place(),
            Message.of("REF008.message", id=found.id, other=owner),
            related=(Label(first, Message.of("REF008.first")),),
            help=Message.of("REF008.help"),
        )
    )
    return False


def _validated(
    desk: _Desk, found: Found, data: dict[str, Any], document: Document, *, partial: bool = False
) -> Entry | None:
    """Validate an entry's data; `partial` lets a build that extends another leave fields out."""
    given = found.named
    findings = [_given_by_path(document, name) for name in given if name in data]
    try:
        if not findings:
            return found.model.model_validate({**given, **data})
    except ValidationError as error:
        findings = shape_findings(error, found.model, document, partial=partial)
    if findings:
        desk.findings.extend(findings)
        desk.broken.add((space(found.model), found.id))
    return None


def _given_by_path(document: Document, field: str) -> Diagnostic:
    place = document.place((field,), key=True)
    message = Message.of("SHP001.message", field=field)
    return Diagnostic("SHP001", Severity.ERROR, place, message, help=Message.of("SHP001.given"))


def _load_build(desk: _Desk, found: Found, document: Document) -> None:
    """Merge a build with what it extends, and check the whole; its own shape was checked before."""
    if ("build", found.id) in desk.broken:
        return
    merged = _merged(desk, found.id, document)
    if merged is None:
        desk.broken.add(("build", found.id))
        return
    data, lineage = merged
    build = _validated(desk, found, data, document)
    if not isinstance(build, Build):
        return
    desk.add(build, lineage)
    for role, use in build.parts.items():
        if isinstance(use.part, dict):
            _load_in_place(desk, build, role, use.part, lineage)


def _merged(desk: _Desk, identifier: str, document: Document) -> tuple[dict[str, Any], Lineage] | None:
    """Follow `extends` to its end, then lay each build over its base; None when a base is not usable."""
    chain: list[tuple[str, Document]] = [(identifier, document)]
    while "extends" in chain[-1][1].data:
        source = chain[-1][1]
        wanted = source.data["extends"]
        names = [name for name, _ in chain]
        if wanted in names:
            if wanted == identifier == min(names):  # one finding for the whole circle
                circle = " -> ".join((*names, wanted))
                desk.findings.append(_extends_finding(document, "REF004", circle=circle))
            return None
        if wanted not in desk.build_data:
            if len(chain) == 1 and ("build", wanted) not in desk.broken:
                guess = closest(str(wanted), desk.build_data)
                desk.findings.append(_extends_finding(source, "REF003", guess=guess, id=str(wanted)[:80]))
            return None
        chain.append((wanted, desk.build_data[wanted][1]))
        if ("build", wanted) in desk.broken:
            return None
    data: dict[str, Any] = dict(chain[-1][1].data)
    dropped: tuple[DroppedLot, ...] = ()
    idle: tuple[int, ...] = ()
    for name, layer in reversed(chain[:-1]):
        step = merge(data, layer.data, name)
        data, dropped, idle = step.data, dropped + step.dropped, step.idle_removals
    return data, Lineage(tuple(source for _, source in chain), dropped, idle)


def _extends_finding(
    document: Document, code: str, *, guess: str | None = None, **values: object
) -> Diagnostic:
    hint = Message.of(f"{code}.did_you_mean", guess=guess) if guess else Message.of(f"{code}.help")
    place = document.place(("extends",))
    return Diagnostic(code, Severity.ERROR, place, Message.of(f"{code}.message", **values), help=hint)


def _load_in_place(desk: _Desk, build: Build, role: str, data: dict[str, Any], lineage: Lineage) -> None:
    """Validate a part that the build writes itself, by the model of the kind it names."""
    path: DataPath = ("parts", role, "part")
    document = next((d for d in lineage.documents if d.holds(path)), lineage.documents[0])
    model = PART_KINDS.get(str(data.get("kind")))
    identifier = f"{build.id}.{role.replace('_', '-')}"
    if model is None:
        guess = closest(str(data.get("kind")), PART_KINDS)
        hint = Message.of("SHP008.did_you_mean", guess=guess) if guess else Message.of("SHP008.help")
        message = Message.of("SHP008.message", found=described(data.get("kind")), words=tuple(PART_KINDS))
        place = document.place((*path, "kind"))
        desk.findings.append(Diagnostic("SHP008", Severity.ERROR, place, message, help=hint))
        desk.broken.add(("part", identifier))
        return
    fields = {key: value for key, value in data.items() if key != "kind"}
    try:
        part = model.model_validate({"id": identifier, **fields})
    except ValidationError as error:
        desk.findings.extend(shape_findings(error, model, document, path))
        desk.broken.add(("part", identifier))
        return
    desk.add(part, Lineage(lineage.documents, prefix=path))


def _by_id(desk: _Desk, kind: type[E]) -> dict[str, E]:
    return {entry.id: entry for entry in desk.entries if isinstance(entry, kind)}


def _catalog(desk: _Desk) -> Catalog:
    registers = tuple(e for e in desk.entries if isinstance(e, (Policy, Rates, Sources, WiringRules)))
    return Catalog(
        parts=_by_id(desk, Part),
        builds=_by_id(desk, Build),
        benchmarks=_by_id(desk, Benchmark),
        models=_by_id(desk, LanguageModel),
        generations=_by_id(desk, Generation),
        memory_records=_by_id(desk, MemoryRecord),
        software=_by_id(desk, Software),
        connectors=_by_id(desk, Connector),
        sources=sources_of(registers),
        policy=next((e for e in registers if isinstance(e, Policy)), None),
        rates=next((e for e in registers if isinstance(e, Rates)), None),
        wiring=next((e for e in registers if isinstance(e, WiringRules)), None),
        registers=registers,
        lineage=desk.lineage,
        broken=frozenset(desk.broken),
        findings=in_file_order(desk.findings),
        documents=tuple(desk.documents.values()),
    )
