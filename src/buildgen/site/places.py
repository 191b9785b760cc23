"""Where a site comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from buildgen.site.staging import Files, read_folder

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one site; `project` holds docs/ and mkdocs.yml, when there are any."""

    catalog: Path
    project: Path
    site: Path
    work: Path

    @property
    def docs(self) -> Path:
        """The hand-written pages."""
        return self.project / "docs"


# What every site made with the program needs: where it lies in a checkout, and in an installed package.
_PROGRAM_PAGES = {
    "en": (
        ("checks/", _CHECKOUT / "docs/en/checks", _PACKAGE / "checks/pages"),
        ("reference/", _CHECKOUT / "docs/en/reference", _PACKAGE / "site/docs/reference"),
    ),
    "zh": (
        ("checks/", _CHECKOUT / "docs/zh/checks", _PACKAGE / "checks/pages-zh"),
        ("reference/", _CHECKOUT / "docs/zh/reference", _PACKAGE / "site/docs/reference-zh"),
    ),
}
_CHANGELOG = (_CHECKOUT / "CHANGELOG.md", _PACKAGE / "site/docs/CHANGELOG.md")


def program_pages(language: str) -> Files:
    """Read the pages that belong to the program, not to a project."""
    found: Files = {}
    for prefix, *places in _PROGRAM_PAGES[language]:
        folder = next((place for place in reversed(places) if place.is_dir()), places[0])
        found |= {f"{prefix}{name}": data for name, data in read_folder(folder).items()}
    changelog = next((path for path in _CHANGELOG if path.is_file()), None)
    if language == "en" and changelog is not None:
        found["reference/changelog.md"] = changelog.read_bytes()
    return found


def written_pages(places: Places, language: str) -> Files:
    """Read the hand-written pages of a language: those of the program, and the project's own over them."""
    return {**program_pages(language), **read_folder(places.docs / language)}
