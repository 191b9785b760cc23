"""Addresses inside the site: always relative, always to a file, so that they work from `file://`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a page of the site (`builds/x/index.html#b`) or to another site.

    `title` says more to those who point at it.
    """

    text: str
    target: str
    title: str = ""

    @property
    def outside(self) -> bool:
        """Whether it leaves the site."""
        return self.target.startswith(("https://", "http://"))


def relative(target: str, page: str) -> str:
    """Write the address of `target` as seen from `page`; both are HTML files below the site's top."""
    if target.startswith(("https://", "http://", "#")):
        return target
    here, there = page.split("/")[:-1], target.split("/")
    same = 0
    while same < len(here) and same < len(there) - 1 and here[same] == there[same]:
        same += 1
    return "../" * (len(here) - same) + "/".join(there[same:])


def html_path(source: str) -> str:
    """Give the HTML file that a Markdown file becomes."""
    return source.removesuffix(".md") + ".html"
