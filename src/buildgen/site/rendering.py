"""Rendering: a view and a template become the sections of a page; every printed value is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from buildgen.site.address import relative
from buildgen.site.components import bdi, evidence, figure, link, sentence, verdict
from buildgen.site.markup import visible
from buildgen.site.page import Section
from buildgen.site.typesetting import typeset
from buildgen.site.words import Words

# A heading stands in a template as `<!--## anchor: Words -->`. Printed text cannot make one: `<` is escaped.
_HEADING = re.compile(r"<!--(#{2,4}) ([a-z][a-z0-9-]*): (.*?) -->", re.DOTALL)


def _shown(value: Any) -> Any:
    return visible(value) if type(value) is str else value


@pass_context
def _rel(context: Context, target: str) -> str:
    return relative(target, context["page"])


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("buildgen.site", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["rel"] = _rel
    pieces = {"link": link, "evidence": evidence, "figure": figure, "sentence": sentence}
    pieces.update(verdict=verdict, bdi=bdi)
    environment.globals.update(pieces, _=Words.of(language), language=language)
    return environment


def render(template: str, page: str, language: str, view: object) -> str:
    """Render a view to HTML for the page at `page` (its HTML path)."""
    return _set(_filled(template, page, language, view), language)


def _filled(template: str, page: str, language: str, view: object) -> str:
    return _environment(language).get_template(template).render(page=page, view=view)


def _set(html: str, language: str) -> str:
    return typeset(html) if language == "zh" else html


def sections(template: str, page: str, language: str, view: object) -> tuple[Section, ...]:
    """Render a view to the sections of a page, cut at the template's headings."""
    cut = _cut(_filled(template, page, language, view))
    return tuple(replace(s, html=_set(s.html, language), heading=_set(s.heading, language)) for s in cut)


def _cut(text: str) -> Iterator[Section]:
    heading, anchor, level, start = "", "", 2, 0
    for match in _HEADING.finditer(text):
        yield Section(text[start : match.start()], heading, anchor, level)
        level, anchor, heading, start = len(match[1]), match[2], unescape(match[3]), match.end()
    yield Section(text[start:], heading, anchor, level)
