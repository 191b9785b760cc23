"""From files to a catalog: read all, report all, keep what is sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog, Key, Lineage, sources_of, space
from buildgen.catalog.connectors import Connector
from buildgen.catalog.coverage import Coverage
from buildgen.catalog.decision import Decision
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import is_id
from buildgen.catalog.folders import Found, find_files, misnamed
from buildgen.catalog.generations import Generation
from buildgen.catalog.guides import BuildGuide
from buildgen.catalog.identification import IdentificationGuide
from buildgen.catalog.inheritance import merge
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.memory_records import MemoryRecord
from buildgen.catalog.parts import PART_KINDS, Part
from buildgen.catalog.raw_files import raw_finding
from buildgen.catalog.registers import Policy, Rates, Sources
from buildgen.catalog.shape import Path as DataPath
from buildgen.catalog.shape import closest, described, shape_findings
from buildgen.catalog.software import Software
from buildgen.catalog.wiring import WiringRules
from buildgen.diagnostics import Diagnostic, Label, Message, Severity, in_file_order
from buildgen.source import Document, collector_off, read_document

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A build's data with all that it inherits, and where that was written."""

    data: dict[str, Any]
    lineage: Lineage


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
    wholes: dict[str, _Whole | None] = field(default_factory=dict)

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
        desk.findings.extend(_raw_findings(desk, root))
        if extra is not None:
            _replace_build(desk, extra)
        for name in desk.build_data:
            _load_build(desk, name)
    return _catalog(desk)


def _raw_findings(desk: _Desk, root: Path) -> Iterator[Diagnostic]:
    """Tell of raw files that are gone or changed; the entries stand, for they say what was read."""
    for entry in desk.entries:
        if isinstance(entry, Benchmark):
            finding = raw_finding(root, entry, desk.lineage[entry.key].documents[0])
            if finding is not None:
                yield finding


def _replace_build(desk: _Desk, file: Path) -> None:
    """Load a build's file from anywhere; it stands for the catalog's build of that name, if there is one."""
    found = Found(str(file), Build, file.stem)
    replaced = desk.build_data.pop(found.id, None)
    desk.broken.discard(("build", found.id))
    path = replaced[0].path if replaced else f"builds/{found.id}.yaml"
    desk.findings = [finding for finding in desk.findings if finding.place.path != path]
    if is_id(found.id):
        _load(desk, found, read_document(Path(), found.path))
    else:
        desk.findings.append(misnamed(found.path, found.id))
        desk.broken.add(("build", found.id))


def _load(desk: _Desk, found: Found, document: Document) -> None:
    desk.documents[found.path] = document
    desk.findings.extend(document.diagnostics)
    if not document.sound or not _is_mapping(desk, document):
        desk.broken.add((space(found.model), found.id))
    elif found.model is Build:
        desk.build_data[found.id] = (found, document)
    elif _is_first(desk, found, document):
        entry = _validated(desk, found, document.data, document)
        if entry is not None:
            desk.add(entry, Lineage((document,)))


def _is_mapping(desk: _Desk, document: Document) -> bool:
    if isinstance(document.data, dict):
        return True
    values = {"wanted": "a mapping of fields", "found": described(document.data)}
    message, hint = (Message.of(f"SHP003.{part}", **values) for part in ("message", "help"))
    desk.findings.append(Diagnostic("SHP003", Severity.ERROR, document.place(), message, help=hint))
    return False


def _is_first(desk: _Desk, found: Found, document: Document) -> bool:
    """Refuse an id that another folder of the same name space holds already."""
    owner = desk.owners.setdefault((space(found.model), found.id), found.path)
    if owner == found.path:
        return True
    desk.broken.add((space(found.model), found.id))  # neither is meant more than the other
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


def _load_build(desk: _Desk, identifier: str) -> None:
    """Load a build after those that it extends, the furthest first, each once."""
    line = [identifier]
    base = _base(desk.build_data[identifier][1])
    while isinstance(base, str) and base in desk.build_data and base not in desk.wholes:
        if base in line:
            _refuse_circle(desk, line[line.index(base) :])
            break
        line.append(base)
        base = _base(desk.build_data[base][1])
    for name in reversed(line):
        if name not in desk.wholes:
            desk.wholes[name] = _whole(desk, *desk.build_data[name])


def _base(document: Document) -> object:
    """Give what a build's file says it extends; None when it extends nothing."""
    return document.data.get("extends")


def _refuse_circle(desk: _Desk, circle: list[str]) -> None:
    """Tell of builds that extend each other, once, at the first by name."""
    start = circle.index(min(circle))
    names = circle[start:] + circle[:start]
    source = desk.build_data[names[0]][1]
    desk.findings.append(_extends_finding(source, "REF004", circle=" -> ".join((*names, names[0]))))
    for name in circle:
        _validate_alone(desk, *desk.build_data[name])


def _validate_alone(desk: _Desk, found: Found, document: Document) -> None:
    """Tell the slips of a build whose base is not usable; what it may inherit is not missing."""
    _validated(desk, found, document.data, document, partial=True)
    desk.broken.add(("build", found.id))
    desk.wholes[found.id] = None


def _whole(desk: _Desk, found: Found, document: Document) -> _Whole | None:
    """Lay a build over its base, validate the whole and keep it; None when it or its base is not usable."""
    base = _base(document)
    if base is None:
        whole = _Whole(document.data, Lineage((document,)))
    else:
        below = desk.wholes.get(base) if isinstance(base, str) else None
        if below is None:
            _refuse_base(desk, document, base)
            _validate_alone(desk, found, document)
            return None
        merged = merge(below.data, document.data, found.id)
        lineage = Lineage(
            (document, *below.lineage.documents),
            below.lineage.dropped + merged.dropped,
            merged.idle_removals,
        )
        whole = _Whole(merged.data, lineage)
    build = _validated(desk, found, whole.data, document)
    if not isinstance(build, Build):
        return None
    desk.add(build, whole.lineage)
    for role, use in build.parts.items():
        if isinstance(use.part, dict):
            _load_in_place(desk, build, role, use.part, whole.lineage)
    return whole


def _refuse_base(desk: _Desk, document: Document, base: object) -> None:
    """Tell of a base that is not there; one that is broken has its own findings."""
    if isinstance(base, str) and is_id(base) and ("build", base) not in desk.broken:
        guess = closest(base, desk.build_data)
        desk.findings.append(_extends_finding(document, "REF003", guess=guess, id=base))


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
    desk.entries = [e for e in desk.entries if (space(type(e)), e.id) not in desk.broken]
    registers = tuple(
        e for e in desk.entries if isinstance(e, (Coverage, Decision, Policy, Rates, Sources, WiringRules))
    )
    return Catalog(
        parts=_by_id(desk, Part),
        builds=_by_id(desk, Build),
        benchmarks=_by_id(desk, Benchmark),
        models=_by_id(desk, LanguageModel),
        generations=_by_id(desk, Generation),
        memory_records=_by_id(desk, MemoryRecord),
        software=_by_id(desk, Software),
        connectors=_by_id(desk, Connector),
        guides=_by_id(desk, IdentificationGuide),
        build_guides=_by_id(desk, BuildGuide),
        sources=sources_of(registers),
        policy=next((e for e in registers if isinstance(e, Policy)), None),
        rates=next((e for e in registers if isinstance(e, Rates)), None),
        wiring=next((e for e in registers if isinstance(e, WiringRules)), None),
        coverage=next((e for e in registers if isinstance(e, Coverage)), None),
        decision=next((e for e in registers if isinstance(e, Decision)), None),
        registers=registers,
        lineage=desk.lineage,
        broken=frozenset(desk.broken),
        findings=in_file_order(desk.findings),
        documents=tuple(desk.documents.values()),
    )
