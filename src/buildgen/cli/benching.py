"""Importing measured runs: from files and wishes to entries, asked for where nobody says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from buildgen.bench import JSON_VERSION, BenchReading, FailureKind, read_bench
from buildgen.bench import as_json as reading_as_json
from buildgen.bench.document import document, flowing
from buildgen.bench.entry import Told, clean, days_of, doubts, entry_data
from buildgen.bench.facts import FactError, with_fact
from buildgen.bench.names import cards_printed
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.builds import Build
from buildgen.catalog.card_names import unknown_cards
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import MAX_ID
from buildgen.catalog.folders import BENCHMARKS
from buildgen.catalog.loading import load_catalog
from buildgen.catalog.shape import shape_findings
from buildgen.cli.benchasking import ask, cards_of, model_named, state_named
from buildgen.cli.benchfile import BenchFile, UnreadableError, read_file, shown_name
from buildgen.cli.reading import build_named
from buildgen.cli.shelving import Item, shelve
from buildgen.cli.words import misuse
from buildgen.diagnostics import BuildgenError
from buildgen.sentences import say
from buildgen.source import parse_document

if TYPE_CHECKING:
    from buildgen.site.words import Words

EMPTY = read_bench(b"")
MANY = 20

# Suffixes that a raw file keeps; any other becomes .txt, and never .yaml, which would be an entry.
_SUFFIXES = frozenset({".md", ".csv", ".json", ".jsonl", ".sql", ".log", ".txt"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says for all files."""

    build: str
    model: str | None = None
    state: str | None = None
    note: str | None = None
    oom_context: int | None = None
    facts: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of one file. `known` names the entry that holds it already; `text` is a new entry's."""

    name: str
    file: BenchFile | None = None
    path: str | None = None
    raw: str | None = None
    text: str = ""
    refusal: str | None = None
    known: str | None = None
    written: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def reading(self) -> BenchReading:
        """What the file holds: nothing where there is none."""
        return self.file.reading if self.file else EMPTY

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the file."""
        return self.file.sha256 if self.file else None

    def summary(self, words: Words) -> str:
        """Say how much was read."""
        runs, left = len(self.reading.runs), len(self.reading.rejected)
        read = words("read 1 result") if runs == 1 else words("read {count} results", count=runs)
        return read + (words(", left out {count}", count=left) if left else "")


@dataclass(frozen=True)
class Desk:
    """The catalog that entries go into, the build they belong to, and what is told of all of them."""

    root: Path
    catalog: Catalog
    build: Build
    told: Told
    words: Words
    asks: bool = False

    @classmethod
    def of(cls, root: Path, wishes: Wishes, words: Words, *, asks: bool) -> Desk:
        """Look the wishes up in the catalog; raises BuildgenError for the first that leads nowhere."""
        catalog = load_catalog(root)
        build = build_named(catalog, wishes.build)
        told = Told(note=wishes.note, oom_context=wishes.oom_context)
        try:
            for fact in wishes.facts:
                told = with_fact(told, fact)
        except FactError as error:
            raise BuildgenError(f"--set {error}") from None
        conditions = dict(told.conditions)
        if wishes.model is not None:
            conditions["model"] = model_named(catalog, wishes.model)
        if wishes.state is not None:
            conditions["state"] = state_named(catalog, build, wishes.state)
        return cls(root, catalog, build, replace(told, conditions=conditions), words, asks)

    def read(self, files: Sequence[str]) -> list[Outcome]:
        """Read every file, or with none what --oom alone says; nothing is written."""
        if not files:
            return [self._drafted(Outcome("--oom"), self.told)]
        words = self.words
        outcomes: list[Outcome] = []
        for name in dict.fromkeys(files):
            outcome = self._read(name)
            twin = next((o for o in outcomes if o.text and o.sha256 == outcome.sha256), None)
            if twin is not None:
                outcome = replace(
                    outcome,
                    text="",
                    known=words("{path}, the same file as {name}", path=twin.path, name=twin.name),
                )
            outcomes.append(outcome)
        return outcomes

    def write(self, outcomes: Iterable[Outcome]) -> None:
        """Write all new entries with their raw files; where one was refused, none. Raises BuildgenError."""
        outcomes = tuple(outcomes)
        new = [outcome for outcome in outcomes if outcome.text and outcome.path]
        if any(outcome.refusal for outcome in outcomes):
            return
        items: list[Item] = []
        for outcome in new:
            if outcome.raw and outcome.file:
                items.append(Item(self.root / outcome.raw, outcome.file.path, outcome.file.sha256))
            items.append(Item(self.root / str(outcome.path), outcome.text.encode()))
        shelve(items)
        for outcome in new:
            outcome.written = True

    def _read(self, name: str) -> Outcome:
        outcome = Outcome(shown_name(name))
        try:
            outcome.file = read_file(name)
        except UnreadableError as problem:
            return replace(outcome, refusal=misuse(str(problem), self.words.language))
        sha256 = outcome.file.sha256
        before = next((b for b in self.catalog.benchmarks.values() if b.raw and b.raw.sha256 == sha256), None)
        if before is not None:
            place = f"{BENCHMARKS}/{before.build}/{before.id}.yaml"
            if before.build == self.build.id:
                return replace(outcome, known=place)
            return replace(
                outcome, refusal=self.words("it was imported for another build, as {place}", place=place)
            )
        refusal = _refusal(outcome.reading, self.told, self.words)
        if refusal:
            return replace(outcome, refusal=refusal)
        outcome.warnings += self._warnings(outcome.reading)
        told = self.told
        if self.asks:
            said = self.words("Some facts may not be in it; Enter leaves one unknown.")
            summary = outcome.summary(self.words) + self.words(". ")
            click.echo(f"{outcome.name}{self.words(': ')}{summary}{said}")
            told = ask(told, outcome.reading, self.catalog, self.build, self.words)
        return self._drafted(outcome, told)

    def _warnings(self, reading: BenchReading) -> list[str]:
        """Say what was left out or stays open, a line for each, and no endless list."""
        words, build = self.words, self.build.id
        left_out = "line {line} is left out: {reason}"
        lines = [words(left_out, line=item.line, reason=item.reason) for item in reading.rejected]
        for failure in reading.failures:
            hint = ""
            if failure.kind is FailureKind.OUT_OF_MEMORY and self.told.oom_context is None:
                command = f"buildgen import bench --build {build} --oom --context N"
                hint = words("; to record it: {command}", command=command)
            kind, reason = words(str(failure.kind)), failure.reason[:120]
            lines.append(
                words("line {line}, {kind}: {reason}", line=failure.line, kind=kind, reason=reason) + hint
            )
        cards = cards_of(self.build, self.catalog)
        ids = words(", ").join(card.id for card in cards) or words("none")
        for name in unknown_cards(cards_printed(reading), cards):
            line = f"printed_as: {flowing([clean(name)])}"
            where = f"parts/gpu/{cards[0].id}.yaml" if cards else ""
            hint = words("; if it is that card, add to {file}: {line}", file=where, line=line)
            unknown = words(
                "{name} is none of the cards of {build} ({ids})", name=repr(name), build=build, ids=ids
            )
            lines.append(unknown + (hint if cards else ""))
        several = "the file names more than one {field}: {seen}"
        lines += [
            words(several, field=doubt.field, seen=words(", ").join(doubt.seen))
            for doubt in doubts(reading, self.catalog.models)
            if doubt.field not in self.told.conditions
        ]
        if len(days_of(reading)) > 1 and self.told.date is None:
            count = len(days_of(reading))
            lines.append(words("the runs are of {count} days: the entry has the first", count=count))
        more = words("and {count} more of the kind", count=len(lines) - MANY)
        return lines[:MANY] + ([more] if len(lines) > MANY else [])

    def _drafted(self, outcome: Outcome, told: Told) -> Outcome:
        """Write the entry's text, and read it back as the catalog does: what it would refuse is refused."""
        reading, models, file = outcome.reading, self.catalog.models, outcome.file
        probe = entry_data(reading, models, told, None)
        identifier = _identifier(probe, outcome.sha256, self.build.id)
        raw, origin = None, ""
        if file is not None:
            formats = ", ".join(dict.fromkeys(str(run.format) for run in reading.runs)) or "log"
            raw = {"file": identifier + _suffix(file.name), "sha256": file.sha256, "format": formats}
            origin = f"Imported from {clean(Path(file.name).name)}. "
        data = entry_data(reading, models, told, raw)
        text = document(data, f"{origin}Null: nobody said; it counts as equal to nothing.")
        path = f"{BENCHMARKS}/{self.build.id}/{identifier}.yaml"
        problem = _problem(path, identifier, self.build.id, text, self.words)
        if problem:
            return replace(outcome, refusal=problem)
        if (self.root / path).exists():
            return replace(outcome, known=path, path=path)
        place = f"{BENCHMARKS}/{self.build.id}/{raw['file']}" if raw else None
        return replace(outcome, path=path, raw=place, text=text)


def as_json(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Give what was read as the contract says: all runs, what was left out, and what became of each file."""
    runs: list[object] = []
    rejected: list[object] = []
    for outcome in outcomes:
        plain: Any = reading_as_json(outcome.reading)
        runs += plain["runs"]
        rejected += plain["rejected"]
    files = [_file_json(outcome) for outcome in outcomes]
    return {"version": JSON_VERSION, "runs": runs, "rejected": rejected, "files": files}


def _file_json(outcome: Outcome) -> dict[str, object]:
    refused, known = outcome.refusal is not None, outcome.known is not None
    status = "refused" if refused else "known" if known else "written" if outcome.written else "not written"
    reading = outcome.reading
    return {
        "file": outcome.name,
        "status": status,
        "runs": len(reading.runs),
        "rejected": len(reading.rejected) + len(reading.failures),
        "sha256": outcome.sha256,
        "entry": outcome.known or outcome.path,
        "raw": outcome.raw,
        "refusal": outcome.refusal,
        "warnings": list(outcome.warnings),
    }


def _refusal(reading: BenchReading, told: Told, words: Words) -> str | None:
    """Say why a file gives no entry; None when it does."""
    if reading.runs or told.oom_context is not None:
        return None
    if reading.failures:
        first = reading.failures[0]
        ran_out = first.kind is FailureKind.OUT_OF_MEMORY
        return words(
            "no result, but a failure on line {line} ({kind}): {reason}",
            line=first.line,
            kind=words(str(first.kind)),
            reason=first.reason[:120],
        ) + (words("; --oom --context N records it") if ran_out else words("; no speed to record"))
    if reading.rejected:
        first_row = reading.rejected[0]
        more = words(", and {count} more", count=len(reading.rejected) - 1)
        taken = "no result that can be taken; line {line}: {reason}"
        refused = words(taken, line=first_row.line, reason=first_row.reason)
        return refused + (more if len(reading.rejected) > 1 else "")
    return reading.refusal or words("no result in it")


def _identifier(data: Mapping[str, Any], sha256: str | None, build: str) -> str:
    """Name an entry by its day, its model and its content, so that one file has one name for ever."""
    conditions = data["conditions"]
    words = str(conditions.get("model") or conditions.get("model_text") or "runs")
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words.casefold()).split())
    content = sha256 or hashlib.sha256(f"{build} {data}".encode()).hexdigest()
    day = data.get("date") or "undated"
    room = MAX_ID - len(day) - 10
    return f"{day}-{slug[:room].strip('-') or 'runs'}-{content[:8]}"


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".txt"


def _problem(path: str, identifier: str, build: str, text: str, words: Words) -> str | None:
    """Say why the catalog would refuse an entry; None when it takes it."""
    read = parse_document(path, text.encode())
    found = list(read.diagnostics)
    if not found:
        try:
            Benchmark.model_validate({"id": identifier, "build": build, **read.data})
        except ValidationError as error:
            found = shape_findings(error, Benchmark, read)
    if not found:
        return None
    first = found[0]
    line = text.splitlines()[first.place.line - 1].strip()[:80]
    return words(
        "makes no sound entry: {problem} ({line}): import it in smaller parts, or edit it",
        problem=say(first.message, words.language),
        line=line,
    )
