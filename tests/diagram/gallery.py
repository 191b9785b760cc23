"""Write one HTML page with every drawing and component, light and dark, to look at.

`python -m tests.diagram.gallery FILE` writes the page; open it in a browser.
"""

import html
import sys
from pathlib import Path

from tests.diagram.drawn_examples import DRAWINGS

ASSETS = Path(__file__).parents[2] / "src" / "buildgen" / "site" / "assets"
PARTS = Path(__file__).parent / "components.html"


def drawings(scheme: str) -> str:
    """Give every drawing as a figure."""
    figures = (
        f'<figure class="bg-figure"><figcaption>{html.escape(data.title)}</figcaption>'
        f"{module.draw(data, f'{scheme}-{name}')}</figure>"
        for name, module, data in DRAWINGS
    )
    return "\n".join(figures)


def gallery() -> str:
    """Give the page."""
    css = "".join((ASSETS / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    js = "".join((ASSETS / "js" / f"{name}.js").read_text(encoding="utf-8") for name in ("ticks", "table"))
    parts = PARTS.read_text(encoding="utf-8")
    halves = "".join(
        f'<div data-md-color-scheme="{scheme}" class="half"><div class="md-typeset">'
        f"{parts.replace('SCHEME', scheme)}{drawings(scheme)}</div></div>"
        for scheme in ("default", "slate")
    )
    return (
        '<!doctype html><html lang="en" class="js"><meta charset="utf-8"><title>Gallery</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{RESET}{css}</style>'
        f"<body>{halves}<script>{js}</script></body></html>"
    )


STYLES = ("palette", "theme", "components", "home", "table", "code", "print")
RESET = (
    "*{box-sizing:border-box}html{font-size:125%}body{margin:0;font-family:var(--md-text-font-family)}"
    ".half{padding:1.6rem .8rem;background:var(--bg-paper);color:var(--bg-ink)}.half>div{max-width:38rem;"
    "margin:auto;font-size:.8rem}button{font:inherit;background:none;border:0;padding:0}a{color:var(--bg-accent);"
    "text-decoration:none}table{border-collapse:collapse}"
)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(gallery(), encoding="utf-8")
