"""Benchmark runs and software: names that lead somewhere, and figures that can be."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.contrast import card_of, size_bytes, speeds_of
from buildgen.calc.limit import BY_NATURE, NoLimit, decode_limit
from buildgen.calc.placement import inventory_of
from buildgen.calc.results import Results
from buildgen.calc.worth import rate, text
from buildgen.catalog.benchmarks import Benchmark, Run
from buildgen.catalog.builds import Build
from buildgen.catalog.card_names import unknown_cards
from buildgen.catalog.language_models import LanguageModel
from buildgen.catalog.parts import Gpu
from buildgen.catalog.shape import closest
from buildgen.catalog.software import Software
from buildgen.checks.check import Path, Pointer, Problem, check, found
from buildgen.diagnostics import Severity
from buildgen.quantity import Memory, divide_half_up

UNKNOWN = Severity.NOT_ESTABLISHED


def _hint(word: str, known: list[str]) -> tuple[str, dict[str, object]]:
    guess = closest(word, known)
    return ("did_you_mean", {"guess": guess}) if guess else ("help", {"known": tuple(sorted(known))})


@check("BEN001", "benchmark-of-unknown-build", on=Benchmark, stage="references")
def build_is_known(table: Benchmark, results: Results) -> Iterator[Problem]:
    """The folder that runs lie in is named after a build of the catalog."""
    catalog = results.catalog
    if table.build not in catalog.builds and ("build", table.build) not in catalog.broken:
        hint, values = _hint(table.build, list(catalog.builds))
        yield found(table, (), values={"build": table.build, **values}, help=hint)


@check("BEN002", "benchmark-of-unknown-model", on=Benchmark, stage="references")
def models_are_known(table: Benchmark, results: Results) -> Iterator[Problem]:
    """Every model that runs name is one of the catalog, by its id."""
    catalog, told = results.catalog, set()
    for path, model in _models(table):
        if model in catalog.models or ("model", model) in catalog.broken or model in told:
            continue
        told.add(model)
        bearers = [m.id for m in catalog.models.values() if model in (m.name.en, *m.aliases)]
        known = [*catalog.models, *(alias for m in catalog.models.values() for alias in m.aliases)]
        hint, values = _hint(model, known)
        if hint == "did_you_mean":
            guess = str(values["guess"])
            bearers = bearers or [m.id for m in catalog.models.values() if guess in (m.id, *m.aliases)]
            values = {"guess": bearers[0]}
        else:
            values = {"known": tuple(sorted(catalog.models))}
        yield found(table, path, values={"model": model, **values}, help=hint)


def _models(table: Benchmark) -> Iterator[tuple[Path, str]]:
    if table.conditions.model is not None:
        yield ("conditions", "model"), table.conditions.model
    for index, run in enumerate(table.runs):
        if run.model is not None:
            yield ("runs", index, "model"), run.model


@check("BEN003", "benchmark-size-mismatch", on=Benchmark)
def sizes_are_those_of_the_model(table: Benchmark, results: Results) -> Iterator[Problem]:
    """The size that a run printed is that of its model's file, within the share that the policy allows."""
    limit, told = results.policy.model_size_share.value, set()
    for index, run in enumerate(table.runs):
        model = results.catalog.models.get(table.value(run, "model") or "")
        kind, printed = table.value(run, "quantisation"), table.value(run, "size")
        ran = size_bytes(printed)
        if model is None or kind is None or ran is None or limit is None or (model.id, kind, ran) in told:
            continue
        known = _known_sizes(model, kind)
        if known and all(abs(ran - size) > limit * size for size in known):
            told.add((model.id, kind, ran))
            values = {
                "model": model.id,
                "file": kind,
                "ran": _gib(int(ran)),
                "known": " or ".join(dict.fromkeys(_gib(size) for size in known)),
            }
            path = _path_of(index, run, "size")
            pointers = (
                (Pointer(model, ("quantisations", kind), "model"),) if kind in model.quantisations else ()
            )
            yield found(table, path, values=values, related=pointers)


def _known_sizes(model: LanguageModel, kind: str) -> list[int]:
    """List every size that is stated of a model's file, and the one that its tensors sum to, in bytes."""
    entry, inventory = model.quantisations.get(kind), inventory_of(model, kind)
    sizes = [inventory.file_bytes] if inventory is not None else []
    if entry is not None:
        texts = [entry.size.value, *(other.value for other in entry.size.others)]
        read = [size_bytes(text) for text in texts]
        sizes += [int(size) for size in read if size is not None]
        if entry.file_bytes.value is not None:
            sizes.append(entry.file_bytes.value.grains)
    return sizes


def _gib(size: int) -> str:
    return f"{Memory(size).number(2)} GiB"


def _path_of(index: int, run: Run, field: str) -> Path:
    """Give where a condition of a run is written: in the run, else in what all runs share."""
    return ("runs", index, field) if field in run.model_fields_set else ("conditions", field)


@check("BEN004", "speed-above-limit", on=Benchmark)
def speeds_are_possible(table: Benchmark, results: Results) -> Iterator[Problem]:
    """No run of one sequence writes faster than the cards can read the model's weights."""
    told: set[str] = set()
    for speed in speeds_of(table, results.catalog):
        if speed.kind != "decode" or speed.key["sequences"] != 1:
            continue
        limit = decode_limit(table, speed.run, results.catalog)
        path = ("runs", speed.index, "decode")
        if isinstance(limit, NoLimit):
            if limit.missing not in BY_NATURE and limit.missing not in told:
                told.add(limit.missing)
                values = {"missing": limit.missing}
                yield found(
                    table, path, values=values, sentence="unknown", help="unknown_help", severity=UNKNOWN
                )
        elif rate(speed.speed) > limit.rate:
            figures: dict[str, object] = {
                "speed": str(speed.speed),
                "limit": f"{text(limit.rate, 2)} t/s",
                "readers": limit.readers,
                "bandwidth": f"{divide_half_up(limit.bandwidth, 10**9)} GB/s",
                "weights": _gib(limit.weight_bytes),
            }
            yield found(table, path, values=figures)


@check("BEN005", "benchmark-hardware-mismatch", on=Benchmark)
def hardware_is_that_of_the_build(table: Benchmark, results: Results) -> Iterator[Problem]:
    """A run used no more cards than its build has, in a role and a state that they have.

    Where the program printed names of cards, one of them is a card of the build.
    """
    build = results.catalog.builds.get(table.build)
    if build is None:
        return
    told: set[tuple[str, object]] = set()
    yield from _foreign_cards(table, build, results)
    for index, run in enumerate(table.runs):
        for field, sentence, values in _mismatches(table, run, build, results):
            if (field, values.get(field)) not in told:
                told.add((field, values.get(field)))
                severity = UNKNOWN if sentence == "uncounted" else None
                path = _path_of(index, run, field)
                hint = "uncounted_help" if sentence == "uncounted" else f"{field}_help"
                yield found(table, path, values=values, sentence=sentence, help=hint, severity=severity)


def _foreign_cards(table: Benchmark, build: Build, results: Results) -> Iterator[Problem]:
    """Find lists of cards that a program printed and none of which is a card of the build.

    A list says what was there, not what ran: one known name in it will do.
    """
    cards = [part for part in results.parts(build).values() if isinstance(part, Gpu)]
    written: list[tuple[Path, dict[str, str]]]
    written = [(("conditions", "extra", "gpu_info"), table.conditions.extra)]
    written += [(("runs", n, "extra", "gpu_info"), run.extra) for n, run in enumerate(table.runs)]
    told = set()
    for path, extra in written:
        printed = extra.get("gpu_info", "")
        names = [name.strip() for name in printed.split(",") if name.strip()]
        if not names or printed in told or len(unknown_cards(names, cards)) < len(names):
            continue
        told.add(printed)
        known = tuple(card.id for card in cards) or ("none",)
        values = {"printed": printed, "build": build.id, "known": known}
        help_ = "foreign_help" if cards else "foreign_cardless_help"
        yield found(table, path, values=values, sentence="foreign", help=help_, severity=Severity.WARNING)


def _mismatches(
    table: Benchmark, run: Run, build: Build, results: Results
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Give the field, the sentence and the values of each thing in which a run does not fit its build."""
    parts = results.parts(build)
    cards = {role: part for role, part in parts.items() if isinstance(part, Gpu)}
    role, state, used = (table.value(run, name) for name in ("role", "state", "cards"))
    if role is not None and role not in cards:
        values = {"role": role, "build": build.id, "known": tuple(cards) or ("none",)}
        yield "role", "role", values
        return
    chosen = {role: cards[role]} if role is not None else cards
    states = [name for part in chosen.values() for name in part.states]
    if state is not None and state not in states:
        yield "state", "state", {"state": state, "build": build.id, "known": tuple(states) or ("none",)}
    counts = [build.parts[name].count for name in chosen]
    if used and None in counts:
        yield "cards", "uncounted", {"cards": used, "build": build.id}
    elif used is not None and used > sum(count for count in counts if count is not None):
        have = sum(count for count in counts if count is not None)
        card = card_of(table, run, results.catalog) or "card"
        yield "cards", "cards", {"cards": used, "have": have, "card": card, "build": build.id}


@check("BEN007", "same-run-twice", on=Benchmark, severity=Severity.WARNING)
def runs_stand_once(table: Benchmark, results: Results) -> Iterator[Problem]:
    """No file was imported twice, and no two runs agree in every condition and every figure."""
    for twin in results.twins.get(table.key, ()):
        other = f"{twin.first.build}/{twin.first.id}"
        if twin.index is None or twin.first_index is None:
            yield found(
                table,
                ("raw", "sha256"),
                values={"other": other},
                sentence="file",
                related=(Pointer(twin.first, ("raw", "sha256"), "first"),),
                severity=Severity.ERROR,
            )
        else:
            pointer = Pointer(twin.first, ("runs", twin.first_index), "first")
            values = {"other": other, "number": twin.first_index + 1}
            yield found(table, ("runs", twin.index), values=values, related=(pointer,))


@check("SFT001", "attempt-on-unknown-build", on=Software, stage="references")
def attempts_name_builds(software: Software, results: Results) -> Iterator[Problem]:
    """Every build that an attempt names is one of the catalog."""
    catalog = results.catalog
    for index, attempt in enumerate(software.attempts):
        build = attempt.build
        if build is not None and build not in catalog.builds and ("build", build) not in catalog.broken:
            hint, values = _hint(build, list(catalog.builds))
            yield found(software, ("attempts", index, "build"), values={"build": build, **values}, help=hint)
