"""A whole site from synthetic catalogs of 50, 300 and 1,000 parts: our own share of the work, and its bytes.

Work is counted in processor seconds, ours in this process (loading, checking, pages, staging, the swap) and
the engine's in its own, so that a busy machine does not bend the share. Bytes per part are what one more part
adds to the published folder, search index and API included. Page weight is the gzipped article with our style
sheet and scripts, for the heaviest pages of the real catalog.
"""

from __future__ import annotations

import gzip
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import MIXTURE, write_catalog
from buildgen.cli.main import group
from buildgen.cli.publication import Teller, build_once, places_for
from buildgen.cli.words import words_of

SIZES = (50, 300, 1_000)
HIGHEST_SHARE = 0.15  # at the largest size
BUILDS = 5
PROJECT = Path(__file__).parents[1]


def parts_catalog(root: Path, parts: int) -> int:
    """Write a catalog of about so many parts and a few builds; return how many parts it has."""
    of_ten = sum(share for kind, share in MIXTURE if kind != "build")
    write_catalog(root, parts * 10 // of_ten)
    builds = sorted((root / "builds").iterdir(), key=lambda path: int(path.stem.split("-")[1]))
    for path in builds[BUILDS:]:
        path.unlink()
    return sum(1 for path in (root / "parts").rglob("*.yaml"))


def processor_seconds(who: int) -> float:
    """Read the processor seconds spent so far by this process or by its children."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def built(root: Path, site: Path) -> tuple[float, float, float]:
    """Build once; give our processor seconds, the engine's, and the seconds on the clock."""
    ours = processor_seconds(resource.RUSAGE_SELF)
    theirs = processor_seconds(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    build_once(places_for(root, site), group, None, Teller(words_of("en"), lambda _text: None), force=True)
    return (
        processor_seconds(resource.RUSAGE_SELF) - ours,
        processor_seconds(resource.RUSAGE_CHILDREN) - theirs,
        time.perf_counter() - clock,
    )


def size_of(site: Path) -> int:
    """Add up the bytes of every file of a site."""
    return sum(path.stat().st_size for path in site.rglob("*") if path.is_file())


def weights(site: Path) -> list[tuple[int, str]]:
    """Weigh every page on top of the theme, heaviest first."""

    def packed(data: bytes) -> int:
        return len(gzip.compress(data, 9, mtime=0))

    found = []
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        bare = re.sub(r"(<article.*?>).*(</article>)", r"\1\2", text, flags=re.DOTALL)
        own = set(re.findall(r'="[^"]*assets/((?:css|js)/[a-z]+[.][a-z]+)"', text))
        files = sum(packed((site / "assets" / name).read_bytes()) for name in own)
        weight = packed(text.encode()) - packed(bare.encode()) + files
        found.append((weight, page.relative_to(site).as_posix()))
    return sorted(found, reverse=True)


def main() -> bool:
    """Print share and bytes for each size, then the heaviest pages; False beyond the limit of the share."""
    share, sizes = 0.0, []
    with tempfile.TemporaryDirectory() as folder:
        for wanted in SIZES:
            root, site = Path(folder) / f"{wanted}" / "catalog", Path(folder) / f"{wanted}" / "site"
            parts = parts_catalog(root, wanted)
            ours, theirs, clock = built(root, site)
            share = ours / (ours + theirs)
            sizes.append((parts, size_of(site)))
            print(
                f"{parts:>6,} parts: ours {ours:>5.2f} s, engine {theirs:>6.2f} s of processor time, "
                f"share {share:>5.1%}; {clock:>6.1f} s on the clock; {sizes[-1][1] / 1e6:>6.2f} MB"
            )
        (few, small), (many, large) = sizes[0], sizes[-1]
        print(f"one more part adds {(large - small) / (many - few) / 1000:.1f} kB to the site")
        site = Path(folder) / "real" / "site"
        built(PROJECT / "catalog", site)
        for weight, page in weights(site)[:8]:
            print(f"{weight / 1000:>6.1f} kB on top of the theme: {page}")
    print(f"limit at {many:,} parts: {HIGHEST_SHARE:.0%}")
    return share <= HIGHEST_SHARE


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
