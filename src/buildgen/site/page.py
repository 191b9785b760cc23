"""A page: a path below the documentation's folder and its Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from buildgen.site.address import Link, html_path, relative
from buildgen.site.markup import escaped, front_matter, html_block, literal

# Scripts whose controls have a style sheet of their own, by the same name.
_WITH_SHEET = {"table"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a heading in our own words with its anchor, and HTML below it."""

    html: str
    heading: str = ""
    anchor: str = ""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A generated file: `path` ends in `.md` for pages, in anything else for files copied as they are."""

    path: str
    text: str = field(repr=False)


def markdown_page(  # noqa: PLR0913 - the parts of a page, each by its name
    path: str,
    title: str,
    sections: Iterable[Section],
    *,
    description: str = "",
    crumbs: tuple[Link, ...] = (),
    badge: str = "",
    scripts: tuple[str, ...] = (),
    styles: tuple[str, ...] = (),
    hide: tuple[str, ...] = ("navigation",),
    heading: bool = True,
) -> Page:
    """Put a page together.

    `title` may be catalog text: it enters the front matter as escaped HTML, because the theme prints it raw,
    and the heading as Markdown without any live character. `heading` False: the HTML brings its own h1.
    `crumbs` lead back up; they and the badge stand above the title, outside of what the search reads.
    `scripts` and `styles` are those of our own that this page needs beside what every page has.
    """
    fields: dict[str, object] = {"title": escaped(" ".join(title.split()))}
    if description:
        fields["description"] = escaped(" ".join(description.split()))
    if crumbs:
        here = html_path(path)
        fields["crumbs"] = [[escaped(c.text), escaped(relative(c.target, here))] for c in crumbs]
    if scripts:
        fields["scripts"] = list(scripts)
    styles += tuple(name for name in scripts if name in _WITH_SHEET)
    if styles:
        fields["styles"] = list(styles)
    if badge:
        fields["badge"] = escaped(badge)
    sections = tuple(sections)
    if not any(section.heading for section in sections):
        hide = ("navigation", "toc")
    fields["hide"] = list(hide)
    blocks = [f"# {literal(title)} {{#top}}"] if heading else []
    for section in sections:
        if section.heading:
            anchor = f" {{#{section.anchor}}}" if section.anchor else ""
            blocks.append(f"{'#' * section.level} {literal(section.heading)}{anchor}")
        block = html_block(section.html)
        if block:
            blocks.append(f'<div class="bg-block">\n{block}\n</div>')
    return Page(path, front_matter(fields) + "\n" + "\n\n".join(blocks) + "\n")
