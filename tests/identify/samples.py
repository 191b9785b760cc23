"""The sample files, and short ways to read them."""

from pathlib import Path

from buildgen.identify.facts import Reading, Sighting
from buildgen.identify.reading import read

FOLDER = Path(__file__).parent / "samples"

Fact = tuple[str, str, int | None]


def sample(name: str) -> Reading:
    """Read a sample file."""
    return read(name, (FOLDER / name).read_bytes())


def text(content: str, name: str = "file.txt") -> Reading:
    """Read made-up text."""
    return read(name, content.encode())


def facts(sighting: Sighting) -> list[Fact]:
    """List what a sighting says as (feature, value, line)."""
    return [(fact.feature, fact.value, fact.line) for fact in sighting.facts]
