"""Names that must lead somewhere: parts, states, roles, sources; and parts that stand there twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import part_id
from buildgen.catalog.entry import Entry
from buildgen.catalog.parts import Gpu, Part
from buildgen.catalog.registers import Policy
from buildgen.catalog.shape import closest
from buildgen.checks.check import Path, Pointer, Problem, check, found
from buildgen.diagnostics import Severity


def _guess(word: str, known: list[str]) -> tuple[str, dict[str, object]]:
    guess = closest(word, known)
    return ("did_you_mean", {"guess": guess}) if guess else ("help", {"known": tuple(sorted(known))})


@check("REF001", "unknown-part", on=Build, stage="references")
def part_is_known(build: Build, results: Results) -> Iterator[Problem]:
    """Every role names a part of the catalog."""
    catalog = results.catalog
    for role, use in build.parts.items():
        wanted = part_id(build, role, use)
        if wanted not in catalog.parts and ("part", wanted) not in catalog.broken:
            hint, values = _guess(wanted, list(catalog.parts))
            yield found(build, ("parts", role, "part"), values={"part": wanted, **values}, help=hint)


@check("REF002", "unknown-state", on=Entry, stage="references")
def state_is_known(entry: Entry, results: Results) -> Iterator[Problem]:
    """A state that a build chooses, or that a card names as its default, is one of the card's."""
    if isinstance(entry, Gpu) and entry.default_state not in {None, *entry.states}:
        yield _unknown_state(entry, ("default_state",), str(entry.default_state), entry, "default")
    if not isinstance(entry, Build):
        return
    for role, use in entry.parts.items():
        part = results.catalog.part(entry, role)
        if use.state is None or part is None:
            continue
        if not isinstance(part, Gpu) or use.state not in part.states:
            yield _unknown_state(entry, ("parts", role, "state"), use.state, part, "message")


def _unknown_state(entry: Entry, path: Path, state: str, part: Part, sentence: str) -> Problem:
    states = list(part.states) if isinstance(part, Gpu) else []
    hint, values = _guess(state, states) if states else ("none", {})
    return found(
        entry, path, values={"state": state, "part": part.id, **values}, sentence=sentence, help=hint
    )


@check("REF005", "unknown-role", on=Build, stage="references")
def role_is_known(build: Build, _results: Results) -> Iterator[Problem]:
    """What `feeds`, `loads` and `for` name is a role or, in `feeds`, a load of the build."""
    roles, loads = list(build.parts), list(build.loads)
    named: list[tuple[Path, str, list[str]]] = []
    for supply, fed in build.feeds.items():
        named.append((("feeds", supply), supply, roles))
        named += [(("feeds", supply, index), name, roles + loads) for index, name in enumerate(fed)]
    for name, load in build.loads.items():
        named += [(("loads", name, "covers", i), role, roles) for i, role in enumerate(load.covers)]
    named += [(("parts", r, "for"), use.serves, roles) for r, use in build.parts.items() if use.serves]
    unknown: dict[str, tuple[list[str], list[Path]]] = {}
    for path, name, known in named:
        if name not in known:
            unknown.setdefault(name, (known, []))[1].append(path)
    for name, (known, paths) in unknown.items():
        hint, values = _guess(name, known)
        key = len(paths[0]) == 2 and paths[0][0] == "feeds"
        values = {"role": name, **values}
        yield found(build, paths[0], values=values, help=hint, key=key, related=_again(build, paths))


def _again(entry: Entry, paths: list[Path]) -> tuple[Pointer, ...]:
    """Point at where else one name stands: it is one cause."""
    return tuple(Pointer(entry, path, "again") for path in paths[1:4])


@check("REF006", "unknown-source", on=Entry, stage="references")
def source_is_known(entry: Entry, results: Results) -> Iterator[Problem]:
    """Every source that an entry names is in `sources.yaml`."""
    known = results.catalog.sources
    if ("sources", "sources") in results.catalog.broken:
        return
    unknown: dict[str, list[Path]] = {}
    for path, source in results.contents(entry).sources:
        if source not in known:
            unknown.setdefault(source, []).append(path)
    for source, paths in unknown.items():
        hint, values = _guess(source, list(known))
        values = {"source": source, **values}
        yield found(entry, paths[0], values=values, help=hint, related=_again(entry, paths))


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@check("REF007", "same-part-twice", on=Policy, stage="references", severity=Severity.ERROR)
def parts_are_distinct(_policy: Policy, results: Results) -> Iterator[Problem]:
    """No two entries share a name, an alias or a maker's model number within a kind."""
    catalog = results.catalog
    seen: dict[tuple[str, str], tuple[Part, Path]] = {}
    for part in catalog.entries(Part):
        own: dict[tuple[str, str], tuple[str, Path]] = {}
        for text, path in _names(part):
            own.setdefault((part.KIND, _folded(text)), (text, path))
        for key, (text, path) in own.items():
            first, first_path = seen.setdefault(key, (part, path))
            # A part written in place is one entry for each build that inherits it, and stands there once.
            if first.id != part.id and catalog.place(first, first_path) != catalog.place(part, path):
                values = {"name": text, "part": part.id, "other": first.id}
                pointer = Pointer(first, first_path, "first")
                yield found(part, path, values=values, related=(pointer,))
                break


def _names(part: Part) -> Iterator[tuple[str, Path]]:
    yield part.name.en, ("name",)
    yield from ((alias, ("aliases", index)) for index, alias in enumerate(part.aliases))
    if part.model_number.value:
        yield part.model_number.value, ("model_number",)


@check("REF009", "removal-of-nothing", on=Build, stage="references")
def removal_names_something(build: Build, results: Results) -> Iterator[Problem]:
    """What `remove` names was there to remove."""
    lineage = results.catalog.lineage[build.key]
    if build.remove and not build.extends:
        yield found(build, ("remove",), sentence="no_base", help="no_base_help")
        return
    for index in lineage.idle_removals:
        yield found(build, ("remove", index), values={"role": build.remove[index]})
