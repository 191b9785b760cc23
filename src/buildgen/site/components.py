"""Small pieces of HTML that many templates print: links, evidence, figures, verdicts."""

from __future__ import annotations

import re

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from buildgen.site.address import Link, relative
from buildgen.site.markup import escaped
from buildgen.site.views.evidence import Cite, Figure, VerdictWord
from buildgen.site.words import English

# Scripts that run from right to left, with the digits that follow them (UAX 9: classes R, AL and AN).
_TURNING = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def isolated(text: str) -> str:
    """Escape a text; one that may run from right to left is kept from turning round what stands beside it.

    A text that is English for want of a translation says so to those who read it aloud.
    """
    if isinstance(text, English):
        return f'<bdi lang="en">{escaped(text)}</bdi>'
    return f"<bdi>{escaped(text)}</bdi>" if _TURNING.search(text) else escaped(text)


def bdi(text: str) -> Markup:
    """Print a text of the catalog."""
    return Markup(isolated(text))  # noqa: S704


def anchor_tag(link: Link, page: str) -> str:
    """Write a link; one without a target is plain text, one that leaves the site says so to the browser."""
    text = isolated(link.text)
    if not link.target:
        return text
    more = ' rel="noopener noreferrer"' if link.outside else ""
    more += f' title="{escaped(link.title)}"' if link.title else ""
    return f'<a href="{escaped(relative(link.target, page))}"{more}>{text}</a>'


@pass_context
def link(context: Context, target: Link) -> Markup:
    """Print a link."""
    return Markup(anchor_tag(target, context["page"]))  # noqa: S704 - escaped above


def evidence_tag(cite: Cite, page: str, *, below: bool = False) -> str:
    """Write how a value is known, when, and by which source."""
    words = [escaped(cite.word)]
    if cite.date:
        words.append(f"<time>{escaped(cite.date)}</time>")
    if cite.source is not None:
        words.append(anchor_tag(cite.source, page))
    classes = "bg-evidence bg-evidence--below" if below else "bg-evidence"
    return f'<span class="{classes}" data-kind="{escaped(cite.kind)}">{" ".join(words)}</span>'


@pass_context
def evidence(context: Context, cite: Cite | None, *, below: bool = False) -> Markup:
    """Print evidence; nothing for none."""
    return Markup(evidence_tag(cite, context["page"], below=below) if cite else "")  # noqa: S704


@pass_context
def figure(context: Context, value: Figure, *, below: bool = False, note: bool = True) -> Markup:
    """Print a figure with what it rests on and, unless the place is too narrow for it, its note."""
    text = isolated(value.text) if isinstance(value.text, English) else escaped(value.text)
    shown = text if value.known else f'<span class="bg-unknown">{text}</span>'
    parts = [shown]
    if value.cite is not None:
        parts.append(evidence_tag(value.cite, context["page"], below=below))
    if value.note and note:
        parts.append(f'<span class="bg-note">{isolated(value.note)}</span>')
    return Markup(" ".join(parts))  # noqa: S704


def sentence(text: str) -> Markup:
    """Print a sentence of the checks: names between backticks are code."""
    pieces = escaped(text).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its twin is only a backtick
        return bdi(text)
    shown = (f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))
    joined = "".join(shown)
    if isinstance(text, English):
        return Markup(f'<bdi lang="en">{joined}</bdi>')  # noqa: S704
    return Markup(f"<bdi>{joined}</bdi>" if _TURNING.search(text) else joined)  # noqa: S704


def verdict(value: VerdictWord, *, large: bool = False) -> Markup:
    """Print a verdict."""
    classes = "bg-verdict bg-verdict--large" if large else "bg-verdict"
    return Markup(  # noqa: S704
        f'<span class="{classes}" data-verdict="{escaped(value.value)}">{escaped(value.word)}</span>'
    )
