"""Staging: hand-written and generated files in one folder per language, written where they differ."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from buildgen.site.address import html_path, relative
from buildgen.site.page import Page

Files = dict[str, bytes]

LANGUAGES = ("en", "zh")
# Where each language's tree stands below the top of the site.
TREE = {"en": "", "zh": "zh/"}
# Sections whose hand-written pages stand in no menu: there are too many of them.
SECTIONS = {"checks": {"en": "Checks", "zh": "检查"}, "reference": {"en": "Reference", "zh": "参考"}}


def read_folder(folder: Path, only: tuple[str, ...] = ()) -> Files:
    """Read every file below a folder, by its path with forward slashes; with `only`, below those folders."""
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_file() and not hidden and (not only or name.startswith(only)):
            found[name] = path.read_bytes()
    return found


def generated(pages: Iterable[Page]) -> Files:
    """Give the files that generated pages become."""
    return {page.path: page.text.encode() for page in pages}


def with_alternates(trees: Mapping[str, Files], borrowed: Collection[str] = ()) -> dict[str, Files]:
    """Tell every page where its twin in the other language stands: the same page, else the home page.

    The paths in `borrowed` stand in both trees, but in one language: they are no translations of each other.
    """
    marked = {}
    for language, files in trees.items():
        other = next(name for name in LANGUAGES if name != language)
        twins = trees.get(other, {})
        marked[language] = {
            path: _marked(path, data, (language, other), twins, path in borrowed)
            if path.endswith(".md")
            else data
            for path, data in files.items()
        }
    return marked


def _marked(path: str, data: bytes, languages: tuple[str, str], twins: Files, alike: bool) -> bytes:
    language, other = languages
    twin = path if path in twins else "index.md"
    target = relative(TREE[other] + html_path(twin), TREE[language] + html_path(path))
    head, body = _divided(data)
    lines = (
        f"alternate: {target}\nalternate_same: {'true' if twin == path and not alike else 'false'}\n{head}"
    )
    return f"---\n{lines}{_way_up(path, head, language)}---\n{body}".encode()


def _divided(data: bytes) -> tuple[str, str]:
    """Divide a page into the lines of its front matter and what follows."""
    text = data.decode()
    if text.startswith("---\n"):
        head, _, body = text[4:].partition("\n---\n")
        return f"{head}\n", body
    return "", f"\n{text}"


def _way_up(path: str, head: str, language: str) -> str:
    """Give a hand-written page that stands in no menu its way back to its section."""
    section, _, name = path.partition("/")
    if section not in SECTIONS or name == "index.md" or "crumbs:" in head:
        return ""
    title = SECTIONS[section][language]
    hide = "" if "hide:" in head else "hide: [navigation]\n"
    return f"crumbs: [[{title}, index.html]]\n{hide}"


def stage(folder: Path, files: Files) -> int:
    """Make `folder` hold exactly these files; return how many had to be written or removed.

    A file that is current is left alone, so that its time stays; one half-written by a killed run differs
    and is written again.
    """
    changed = 0
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in files:
            path.unlink()
            changed += 1
    for name, data in files.items():
        path = folder / name
        if not (path.is_file() and path.read_bytes() == data):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed += 1
    return changed


def clashes(written: Files, made: Files) -> tuple[str, ...]:
    """List paths that are both hand-written and generated: one would silently hide the other."""
    return tuple(sorted(set(written) & set(made)))


def parent_of(path: str) -> str:
    """Give the folder of a staged file."""
    return posixpath.dirname(path)
