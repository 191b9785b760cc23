"""What macros become: figures of the catalog, of a bill or of a run, names that link, dates, literals."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from buildgen.calc.results import Results
from buildgen.calc.verdict import worst
from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Day, FieldError
from buildgen.catalog.parts import Part
from buildgen.site.address import Link, html_path, relative
from buildgen.site.markup import escaped
from buildgen.site.prose.lookup import Nowhere, build_named, entry_named, run_value, run_where, value_at
from buildgen.site.prose.macros import END, FACT, LITERAL, RAN, Macro, WrittenPage, macros, marks
from buildgen.site.staging import TREE
from buildgen.site.typesetting import typeset
from buildgen.site.views.evidence import cited, shown, source_link, verdict_word
from buildgen.site.words import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """What a macro is filled from: the results, the page's words, and the page it stands on.

    `tree` holds the HTML paths of the page's own language, None for all; what is not in it is linked to in
    the English tree.
    """

    results: Results
    words: Words
    page: WrittenPage
    tree: frozenset[str] | None = None

    @property
    def here(self) -> str:
        """The page's HTML path."""
        return html_path(self.page.path)

    def rel(self, target: str) -> str:
        """Write an address as seen from the page."""
        return escaped(relative(target, self.here))

    def across(self, html: str) -> str:
        """Turn what leads to a page that this language lacks to the English one."""
        own = TREE[self.page.language]
        if not own or self.tree is None:
            return html

        def turned(found: re.Match[str]) -> str:
            path, mark, anchor = found[1].partition("#")
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(self.here), path))
            if not path or "://" in path or whole in (self.tree or ()):
                return found[0]
            return f'href="{relative(TREE["en"] + whole, own + self.here)}{mark}{anchor}"'

        return re.sub(r'href="([^"]*)"', turned, html)


# The day of commands that nobody ran.
NEVER = "never"
Fill = Callable[[Macro, Desk], str]


def number(text: str) -> str:
    """Keep a figure and its unit on one line."""
    return f'<span class="bg-number">{escaped(text)}</span>'


def _figure(value: object, desk: Desk) -> str:
    if value is None:
        return f'<span class="bg-unknown">{escaped(desk.words("not known"))}</span>'
    text = shown(value, desk.words)
    return number(text) if len(text) <= 24 else escaped(text)


def _wanted(macro: Macro, count: int, usage: str, *, options: bool = False) -> tuple[str, ...]:
    if len(macro.words) != count or (macro.options and not options):
        raise Nowhere("usage", name=macro.name, usage=usage)
    return macro.words


def _value(macro: Macro, desk: Desk) -> str:
    name, path = _wanted(macro, 2, "value parts/mi50-16g states.pro-vii-190w.cap")
    return _figure(value_at(name, path, desk.results).value, desk)


def _said(macro: Macro, desk: Desk) -> str:
    """How a value is known, when, and by which source."""
    name, path = _wanted(macro, 2, "said parts/mi50-16g bandwidth")
    found = value_at(name, path, desk.results)
    catalog, words = desk.results.catalog, desk.words
    if found.claim is None:
        raise Nowhere("claim", name=name, path=path)
    proof = found.entry.proof(found.claim) if isinstance(found.entry, Named) else None
    of = proof or found.claim
    cite = cited(of.kind, of.date, of.source, catalog, words)
    if cite is None:
        raise Nowhere("claim", name=name, path=path)
    date = f' <time datetime="{cite.date}">{cite.date}</time>' if cite.date else ""
    link = f" {_anchor(cite.source, desk)}" if cite.source else ""
    return f'<span class="bg-evidence" data-kind="{cite.kind}">{escaped(cite.word)}{date}{link}</span>'


def _anchor(link: Link, desk: Desk) -> str:
    if not link.target:
        return escaped(link.text)
    title = f' title="{escaped(link.title)}"' if link.title else ""
    return f'<a href="{desk.rel(link.target)}"{title}>{escaped(link.text)}</a>'


def _paid(macro: Macro, desk: Desk) -> str:
    name, lot = _wanted(macro, 2, "paid mi50x3-70b gpus")
    build = build_named(name, desk.results)
    line = next((line for line in desk.results.bill(build).lines if line.name == lot), None)
    if line is None:
        known = tuple(line.name for line in desk.results.bill(build).lines)
        raise Nowhere("entry", name=lot, known=known)
    return _figure(line.amount, desk)


def _total(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "total mi50x3-70b")
    total = desk.results.bill(build_named(name, desk.results)).total
    bound = f"{desk.words('at least')} " if total.at_least else ""
    return number(f"{bound}{total.amount}")


def _sum(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "sum mi50x3-70b")
    return number(str(desk.results.bill(build_named(name, desk.results)).total.amount))


def _over(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "over mi50x3-70b")
    return _figure(desk.results.bill(build_named(name, desk.results)).over_budget, desk)


_LOADS = ("budget", "low", "high", "peak", "rating", "percent", "verdict")


def _supply(macro: Macro, desk: Desk) -> str:
    name, role, field = _wanted(macro, 3, "supply mi50x3-70b server budget")
    build = build_named(name, desk.results)
    supplies = desk.results.power(build).supplies
    load = next((s for s in supplies if s.role == role), None)
    if load is None:
        raise Nowhere("entry", name=role, known=tuple(s.role for s in supplies))
    if field not in _LOADS:
        raise Nowhere("path", name=name, path=field, step=field)
    if field == "verdict":
        given = worst(reason.verdict for reason in desk.results.reasons(build)[role])
        word = verdict_word(given.value, desk.words)
        return f'<span class="bg-verdict" data-verdict="{word.value}">{escaped(word.word)}</span>'
    if field == "percent":
        return _figure(f"{load.load_percent} %" if load.load_percent else None, desk)
    watts = getattr(load, field)
    return _figure(f"{watts.number()} W" if watts is not None else None, desk)


def _power(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "power mi50x3-70b")
    total = desk.results.power(build_named(name, desk.results)).total
    return _figure(f"{total.number()} W" if total is not None else None, desk)


def _run(macro: Macro, desk: Desk) -> str:
    usage = "run post-context decode model=llama-3.3-70b split=layer context=8192"
    name, field = _wanted(macro, 2, usage, options=True)
    table, run = run_where(name, macro.options, desk.results)
    if field not in type(run).model_fields:
        raise Nowhere("path", name=f"benchmarks/{name}", path=field, step=field)
    return _figure(run_value(table, run, field), desk)


def _dated(macro: Macro, _desk: Desk) -> str:
    """A date as a chip: what stands beside it was so on that day."""
    (day,) = _wanted(macro, 1, "dated 2025-01")
    _day(day, macro, "dated 2025-01")
    return f'<span class="bg-evidence"><time datetime="{day}">{day}</time></span>'


def _day(day: str, macro: Macro, usage: str) -> None:
    try:
        Day.parse(day)
    except FieldError:
        raise Nowhere("usage", name=macro.name, usage=usage) from None


def _part(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "part mi50-16g")
    part = entry_named(f"parts/{name}", desk.results)
    assert isinstance(part, Part)  # noqa: S101 - the group holds parts only
    return _anchor(Link(desk.words.text(part.name), f"catalog/{part.KIND}/{part.id}/index.html"), desk)


def _build(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "build mi50x3-70b")
    build = build_named(name, desk.results)
    return _anchor(Link(desk.words.text(build.title), f"builds/{build.id}/index.html"), desk)


def _page(macro: Macro, desk: Desk) -> str:
    """A page of this site by its path; one that the page's language lacks is the English one."""
    target, text = _wanted(macro, 2, 'page builds/index.html "all builds"')
    return _anchor(Link(text, target), desk)


def _source(macro: Macro, desk: Desk) -> str:
    (name,) = _wanted(macro, 1, "source post")
    if name not in desk.results.catalog.sources:
        raise Nowhere("entry", name=name, known=("reference: catalog/sources.yaml",))
    link = source_link(name, desk.results.catalog, desk.words)
    return f'<span class="bg-evidence">{_anchor(link, desk)}</span>'


def _ran(macro: Macro, desk: Desk) -> str:
    """On what the commands above were run, when and by whom."""
    usage = 'ran "this rig" 2025-01 "the author of the post, not repeated by us" source=post'
    if len(macro.words) != 3 or any(name != "source" for name, _ in macro.options):
        raise Nowhere("usage", name=macro.name, usage=usage)
    machine, day, by = macro.words
    words = desk.words
    when = escaped(words("never, for this guide")) if day == NEVER else f'<time datetime="{day}">{day}</time>'
    if day != NEVER:
        _day(day, macro, usage)
    sources = [_source(Macro("source", (name,), (), 0, 0), desk) for _, name in macro.options]
    told = f"{words('Run on')}: {machine}; {words('when')}: "
    rest = "".join(f" {source}" for source in sources)
    html = f'<span class="bg-note">{escaped(told)}{when}; {escaped(words("by"))}: {escaped(by)}.{rest}</span>'
    return typeset(html) if words.language == "zh" else html


def _literal(macro: Macro, _desk: Desk) -> str:
    return number(macro.words[0])


INLINE: Mapping[str, Fill] = {
    "value": _value,
    "said": _said,
    "paid": _paid,
    "total": _total,
    "sum": _sum,
    "over": _over,
    "supply": _supply,
    "power": _power,
    "run": _run,
    "dated": _dated,
    "part": _part,
    "build": _build,
    "page": _page,
    "source": _source,
    RAN: _ran,
    LITERAL: _literal,
}


def filled(desk: Desk, blocks: Mapping[str, Fill]) -> str:
    """Fill every macro of the desk's page; raises Nowhere for one that leads nowhere.

    The caller has seen to it that the page has no slips.
    """
    page = desk.page
    found, _ = macros(page)
    seen: set[str] = set()
    pieces, at = [], 0
    for macro in found:
        pieces.append(page.text[at : macro.start])
        at = macro.end
        if macro.name == FACT:
            fact = macro.words[0]
            name = "" if fact in seen else f' id="{fact.lower()}"'
            seen.add(fact)
            pieces.append(f'<span data-fact="{fact}"{name}>')
        elif macro.name == END:
            pieces.append("</span>")
        elif macro.name in INLINE:
            pieces.append(desk.across(INLINE[macro.name](macro, desk)))
        elif macro.name in blocks:
            block = desk.across(blocks[macro.name](macro, desk))
            pieces.append(f'<div class="bg-block">\n{block}\n</div>')
        else:
            raise Nowhere("unknown", name=macro.name, known=(*INLINE, *blocks))
    pieces.append(page.text[at:])
    return "".join(pieces)


def marked_texts(page: WrittenPage, results: Results, words: Words) -> list[tuple[str, str]]:
    """Give each fact that a page marks with the text that its element holds, without tags."""
    found, _ = macros(page)
    desk = Desk(results, words, page)
    told = []
    for mark in marks(page, found)[0]:
        pieces, at = [], mark.inner[0]
        for macro in found:
            if mark.inner[0] <= macro.start < mark.inner[1]:
                pieces.append(page.text[at : macro.start])
                pieces.append(INLINE[macro.name](macro, desk) if macro.name in INLINE else "")
                at = macro.end
        pieces.append(page.text[at : mark.inner[1]])
        told.append((mark.fact, "".join(pieces)))
    return told
