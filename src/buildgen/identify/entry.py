"""From a guide as the catalog holds it to the guide that cards are judged by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buildgen.catalog import identification as entries
from buildgen.catalog.fields import Text
from buildgen.diagnostics import BuildgenError
from buildgen.identify.guide import Candidate, Feature, Guide, Half, Rule, Rules, Words

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class LooseName:
    """A name in a guide that leads nowhere, or that was given before.

    `what` is the kind of thing it should name (feature, board, rom) or does name a second time; `known` are
    the names there are, empty for a repeated one, whose `first` place is given instead.
    """

    path: Path
    what: str
    name: str
    known: tuple[str, ...] = ()
    first: Path | None = None


def unknown_names(entry: entries.IdentificationGuide) -> Iterator[LooseName]:
    """Find the features that rules are about, and the boards and ROMs of candidates, that do not exist."""
    features = tuple(feature.id for feature in entry.features)
    halves = {"boards": entry.boards, "roms": entry.roms}
    places: list[tuple[Path, Mapping[str, entries.Rules]]] = [(("chip",), entry.chip)]
    for group, members in halves.items():
        places += [((group, at, "features"), half.features) for at, half in enumerate(members)]
    for path, rules in places:
        for name in rules:
            if name not in features:
                yield LooseName((*path, name), "feature", name, features)
    for at, candidate in enumerate(entry.candidates):
        for what, name, group in (("board", candidate.board, "boards"), ("rom", candidate.rom, "roms")):
            known = tuple(half.id for half in halves[group])
            if name not in known:
                yield LooseName(("candidates", at, what), what, name, known)


def repeated_names(entry: entries.IdentificationGuide) -> Iterator[LooseName]:
    """Find the ids that stand twice in one list of the guide."""
    for group, what, ids in (
        ("features", "feature", [one.id for one in entry.features]),
        ("boards", "board", [one.id for one in entry.boards]),
        ("roms", "rom", [one.id for one in entry.roms]),
        ("candidates", "candidate", [one.id for one in entry.candidates]),
    ):
        first: dict[str, int] = {}
        for at, name in enumerate(ids):
            if first.setdefault(name, at) != at:
                yield LooseName((group, at, "id"), what, name, first=(group, first[name], "id"))


def guide_of(entry: entries.IdentificationGuide) -> Guide:
    """Give the guide of an entry; a text without Chinese stands in English for both.

    Raises BuildgenError when a name in the entry leads nowhere or stands twice.
    """
    for loose in (*unknown_names(entry), *repeated_names(entry)):
        raise BuildgenError(
            f"the guide {entry.id} is not sound ({loose.what} {loose.name}): `buildgen check`"
        )
    return Guide(
        entry.id,
        _words(entry.name),
        _features(entry.chip),
        tuple(_feature(feature) for feature in entry.features),
        tuple(_half(half) for half in entry.boards),
        tuple(_half(half) for half in entry.roms),
        tuple(_candidate(candidate) for candidate in entry.candidates),
    )


def _words(text: Text) -> Words:
    return Words(text.en, text.zh or text.en)


def _features(features: Mapping[str, entries.Rules]) -> dict[str, Rules]:
    return {
        name: Rules(
            rules.others, tuple(Rule(rule.value, rule.says, rule.source, rule.kind) for rule in rules.values)
        )
        for name, rules in features.items()
    }


def _feature(one: entries.Feature) -> Feature:
    return Feature(one.id, _words(one.name), one.proves, one.weight, _words(one.how), _words(one.means))


def _half(half: entries.Half) -> Half:
    return Half(half.id, _words(half.name), _features(half.features))


def _candidate(one: entries.Candidate) -> Candidate:
    name, text = _words(one.name), _words(one.text)
    return Candidate(one.id, name, one.board, one.rom, one.stock, text, one.source, one.kind)
