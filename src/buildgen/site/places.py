"""Where a site comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from buildgen.site.staging import Files, read_folder

# In a checkout the program's own pages lie in docs/; an installed package carries a copy beside this module.
_PACKAGED = Path(__file__).parent / "docs"
_CHECKOUT = Path(__file__).parents[3] / "docs" / "en"
# What every site made with the program needs: what the checks and the fields mean.
_OF_THE_PROGRAM = ("checks/", "reference/")


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


def program_pages() -> Files:
    """Read the pages that belong to the program, not to a project: checks and reference."""
    folder = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return read_folder(folder, _OF_THE_PROGRAM)
