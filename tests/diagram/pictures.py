"""Write the bitmaps of the site from their SVG sources: the social card and the small icon.

`python tests/diagram/pictures.py` needs Chromium; the results are committed, so that a build does not.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets" / "img"
PICTURES = (("card", 1200, 630), ("favicon", 32, 32))


def main() -> None:
    """Render each source at its size."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, wide, high in PICTURES:
            page = browser.new_page(viewport={"width": wide, "height": high})
            source = (IMAGES / f"{name}.svg").read_text(encoding="utf-8")
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{source}")
            page.screenshot(path=str(IMAGES / f"{name}.png"), omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
