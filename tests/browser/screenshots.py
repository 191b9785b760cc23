"""Take a picture of every kind of page: light and dark, 1280, 360 and 320 pixels wide.

    python -m tests.browser.screenshots [--site build/site] [--out build/pictures] [KIND ...]

Build the site first. Whole pages are taken, in parts of at most 2,400 pixels, so that they can be looked at;
`first` in a name is the first screen alone. A picture of print (A4, as a browser would print) comes as PDF.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import KINDS
from tests.conftest import CHROMIUM, OPTIONS

SIZES = ((1280, 900), (360, 640), (320, 640))
HIGHEST = 2_400


def take(browser: Browser, address: str, name: str, out: Path) -> int:
    """Take all pictures of one page; return how many there are."""
    count = 0
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(address)
            page.wait_for_timeout(200)
            stem = f"{name}-{width}-{scheme}"
            page.screenshot(path=out / f"{stem}-first.png")
            whole = int(page.evaluate("() => document.documentElement.scrollHeight"))
            for number, top in enumerate(range(0, whole, HIGHEST)):
                clip = {"x": 0, "y": top, "width": width, "height": min(HIGHEST, whole - top)}
                page.screenshot(path=out / f"{stem}-{number}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
                count += 1
            context.close()
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=out / f"{name}.pdf", format="A4")
    page.close()
    return count + 1


def main(words: list[str]) -> int:
    """Take the pictures that are asked for, all kinds without any name; 2 when there is no site."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--site", type=Path, default=Path("build/site"))
    parser.add_argument("--out", type=Path, default=Path("build/pictures"))
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    asked = parser.parse_args(words)
    if not (asked.site / "index.html").is_file():
        sys.stderr.write(f"no site in {asked.site}: build it first\n")
        return 2
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=list(OPTIONS))
        for kind, path in KINDS.items():
            if not asked.kinds or kind in asked.kinds:
                count = take(browser, (asked.site / path).resolve().as_uri(), kind, asked.out)
                sys.stdout.write(f"{kind}: {count} pictures\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
