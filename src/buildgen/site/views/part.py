"""The page of one part, and the indexes of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from buildgen.calc.bom import currency_of
from buildgen.catalog.fields import Fact
from buildgen.catalog.parts import PART_KINDS, Detail, Gpu, Part
from buildgen.catalog.prices import Observation
from buildgen.site.address import Link
from buildgen.site.charts import price_charts
from buildgen.site.matter import Matter, build_path, part_path
from buildgen.site.views.bill import count_text, kind_word, kinds_word, money_text
from buildgen.site.views.evidence import Cite, Figure, cited, claimed
from buildgen.site.views.findings import Finding, findings


@dataclass(frozen=True, slots=True)
class Spec:
    """One line of a specification; `others` are the values that were not chosen."""

    label: str
    figure: Figure
    others: tuple[Figure, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class StateSpec:
    """One state of a card."""

    id: str
    name: str
    default: bool
    specs: tuple[Spec, ...]
    proof: str
    note: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One observation of a price."""

    amount: str
    per: str
    date: str
    kind: str
    condition: str
    freight: str
    region: str
    source: Link | None
    note: str


@dataclass(frozen=True, slots=True)
class UseRow:
    """A build that uses the part."""

    build: Link
    draft: bool
    count: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class PartView:
    """All that the page of a part shows."""

    id: str
    kind: str
    kind_page: str
    name: str
    summary: str
    aliases: tuple[str, ...]
    edit: Link | None
    specs: tuple[Spec, ...]
    unknown: tuple[str, ...]
    states: tuple[StateSpec, ...]
    details: tuple[Spec, ...]
    prices: tuple[PriceRow, ...]
    charts: tuple[Markup, ...]
    disputes: tuple[Spec, ...]
    uses: tuple[UseRow, ...]
    problems: tuple[Finding, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part among the others; `price_number` sorts, and is empty for a price in another currency."""

    link: Link
    kind: str
    facts: str
    price: str
    price_number: str
    price_date: str
    builds: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of part with how many there are."""

    link: Link
    count: str


@dataclass(frozen=True, slots=True)
class CatalogView:
    """An index of parts: of all kinds, or of one."""

    kinds: tuple[KindRow, ...]
    rows: tuple[PartRow, ...]
    kind: str = ""


_LABELS = {
    "fp16": "FP16",
    "fp32": "FP32",
    "pcie_lanes": "PCIe lanes",
    "pcie_generation": "PCIe generation",
    "m2_slots": "M.2 slots",
    "rating_12v": "Rating at 12 V",
    "plugs": "Power plugs",
    "slots_wide": "Width in slots",
    "model_number": "Model number",
}
# What the index says of a part beside its name, per kind: the few facts that people choose by.
_TELLING = {
    "cpu": ("socket", "cores", "clock_all_cores"),
    "motherboard": ("socket", "memory_types"),
    "memory": ("capacity", "type", "rate"),
    "gpu": ("memory", "bandwidth", "architecture"),
    "storage": ("capacity", "interface"),
    "psu": ("supply_class", "rating"),
    "fan": ("size",),
    "cooler": ("form",),
    "chassis": ("form",),
    "system": ("memory", "bandwidth"),
}


def label(field: str) -> str:
    """Name a field as people say it."""
    return _LABELS.get(field, field.replace("_", " ").capitalize())


def spec(name: str, fact: Fact[Any], part: Part, matter: Matter) -> Spec:
    """Make a fact a line of the specification."""
    words, catalog = matter.words, matter.catalog
    title = words.text(fact.label) if isinstance(fact, Detail) else words(label(name), part.KIND)
    return Spec(
        title,
        claimed(fact, part, catalog, words),
        tuple(claimed(other, part, catalog, words) for other in fact.others),
        words.text(fact.why),
    )


def _facts(record: object) -> Iterator[tuple[str, Fact[Any]]]:
    for name in type(record).model_fields:  # type: ignore[attr-defined]
        value = getattr(record, name)
        if isinstance(value, Fact):
            yield name, value


def part_view(part: Part, matter: Matter) -> PartView:
    """Make the view of a part."""
    words = matter.words
    specs = [(name, spec(name, fact, part, matter)) for name, fact in _facts(part)]
    details = tuple(spec(name, fact, part, matter) for name, fact in part.details.items())
    states = tuple(_states(part, matter))
    known = tuple(s for _, s in specs if s.figure.known or s.others or s.figure.note)
    return PartView(
        id=part.id,
        kind=kind_word(part.KIND, words),
        kind_page=f"catalog/{part.KIND}/index.html",
        name=words.text(part.name),
        summary=words.text(part.summary),
        aliases=part.aliases,
        edit=matter.edit_link(part),
        specs=(*_plain(part, matter), *known),
        unknown=tuple(s.label for _, s in specs if s not in known),
        states=states,
        details=details,
        prices=tuple(price_row(o, matter) for o in part.prices),
        charts=price_charts(part, matter),
        disputes=tuple(s for s in (*known, *details, *(x for st in states for x in st.specs)) if s.others),
        uses=tuple(_use(build_role, matter) for build_role in matter.uses.get(part.id, ())),
        problems=findings(matter.about(part), matter),
        links=tuple(Link(words.text(link.title), link.url) for link in part.links),
    )


def _plain(part: Part, matter: Matter) -> Iterator[Spec]:
    """The fields that are no facts: maker, class of supply, board slots, what a system brings."""
    words = matter.words
    if part.maker is not None:
        yield Spec(words("Maker"), Figure(words.text(part.maker)))
    supply_class = getattr(part, "supply_class", None)
    if supply_class:
        yield Spec(words("Class"), Figure({"atx": "ATX", "server": words("server")}[supply_class]))
    slots = getattr(part, "slots", None)
    if slots:
        lanes = [str(slot.lanes.value) if slot.lanes.value is not None else "?" for slot in slots]
        text = ", ".join(
            words("{size} with {lanes} lanes", size=slot.size, lanes=count)
            for slot, count in zip(slots, lanes, strict=True)
        )
        yield Spec(words("Card slots"), Figure(text))
    provides = getattr(part, "provides", ())
    if provides:
        yield Spec(words("Brings"), Figure(", ".join(kind_word(kind, words) for kind in provides)))


def _states(part: Part, matter: Matter) -> Iterator[StateSpec]:
    if not isinstance(part, Gpu):
        return
    for name, state in part.states.items():
        specs = tuple(spec(field, fact, part, matter) for field, fact in _facts(state))
        yield StateSpec(
            name,
            matter.words.text(state.name),
            name == part.default_state,
            specs,
            state.proof or "",
            matter.words.text(state.note),
        )


def price_row(seen: Observation, matter: Matter) -> PriceRow:
    """Make an observation a row."""
    words = matter.words
    cite: Cite | None = cited(seen.kind, seen.date, seen.source, matter.catalog, words)
    freight = {"included": words("included"), "excluded": words("on top")}.get(seen.freight or "", "")
    return PriceRow(
        amount=money_text(seen.amount, seen.up_to),
        per=words("for {count} pieces", count=seen.per) if seen.per != 1 else "",
        date=str(seen.date) if seen.date else words("not known"),
        kind=words(seen.kind),
        condition=words(seen.condition) if seen.condition else words("not known"),
        freight=freight or words("not known"),
        region=seen.region or "",
        source=cite.source if cite else None,
        note=words.text(seen.note),
    )


def _use(build_role: tuple[object, str], matter: Matter) -> UseRow:
    from buildgen.catalog.builds import Build

    build, role = build_role
    assert isinstance(build, Build)  # noqa: S101 - the index holds builds
    words, use = matter.words, build.parts[role]
    return UseRow(
        Link(words.text(build.title), build_path(build.id)),
        build.is_draft,
        count_text(use.count) or "1 x",
        role,
        words.text(use.why),
    )


def part_row(part: Part, matter: Matter) -> PartRow:
    """Make a part a row of an index."""
    words = matter.words
    currency = currency_of(matter.builds[0]) if matter.builds else ""
    seen = sorted((o for o in part.prices if o.date), key=lambda o: str(o.date))
    own = [o for o in seen if o.amount.currency == currency]
    latest = (own or seen)[-1] if seen else None
    telling = (_telling(part, name, matter) for name in _TELLING.get(part.KIND, ()))
    return PartRow(
        link=Link(words.text(part.name), part_path(part)),
        kind=kind_word(part.KIND, words),
        facts=", ".join(filter(None, telling)),
        price=money_text(latest.amount, latest.up_to) if latest else "",
        price_number=latest.amount.amount if latest and latest.amount.currency == currency else "",
        price_date=str(latest.date) if latest else "",
        builds=str(len({b.id for b, _ in matter.uses.get(part.id, ())})),
    )


def _telling(part: Part, name: str, matter: Matter) -> str:
    value = getattr(part, name)
    if isinstance(value, Fact):
        figure = claimed(value, part, matter.catalog, matter.words)
        text = figure.text if figure.known else ""
        return matter.words("{count} cores", count=text) if name == "cores" and text else text
    return str(value)


def catalog_view(matter: Matter, kind: str = "") -> CatalogView:
    """Make the index of all parts, or of those of one kind."""
    kinds: dict[str, int] = {}
    for kind_name in PART_KINDS:
        if count := sum(1 for part in matter.parts if kind_name == part.KIND):
            kinds[kind_name] = count
    return CatalogView(
        tuple(
            KindRow(Link(kinds_word(name, matter.words), f"catalog/{name}/index.html"), str(count))
            for name, count in kinds.items()
        ),
        tuple(part_row(part, matter) for part in matter.parts if kind in ("", part.KIND)),
        kinds_word(kind, matter.words) if kind else "",
    )
