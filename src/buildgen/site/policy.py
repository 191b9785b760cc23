"""The content policy of every page: only files of the site run as scripts, and the theme's own by hash."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

# The theme's inline scripts that our configuration prints; a theme that changes them changes the hashes.
_PARTIALS = ("base", "palette", "content")
_SCOPE = "{{ config.extra.scope | d(base_url) }}"
SCOPE = "/"  # `extra.scope` in the engine's settings: without it the script would differ with the depth


class PolicyError(RuntimeError):
    """The theme's scripts are not what we know: the policy would forbid them."""


def inline_scripts() -> tuple[str, ...]:
    """Read the theme's inline scripts as they stand in every page."""
    folder = files("material") / "templates" / "partials" / "javascripts"
    scripts = []
    for name in _PARTIALS:
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        text = re.sub(r"\{% if \"content.tabs.link\".*?\{% endif %\}", "", text, flags=re.DOTALL)
        found = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
        if len(found) != 1:
            raise PolicyError(f"the theme's {name}.html holds {len(found)} scripts, expected one")
        scripts.append(found[0].replace(_SCOPE, SCOPE))
    return tuple(scripts)


def script_hash(script: str) -> str:
    """Give the source expression that allows one inline script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def content_policy() -> str:
    """Write the policy for the pages' head.

    `file:` lets pages that were opened from a disk load their own files; on a server it allows nothing more,
    since no browser loads a file from a page of the web.
    """
    allowed = " ".join(f"'{script_hash(script)}'" for script in inline_scripts())
    rules = (
        "default-src 'self' file:",
        f"script-src 'self' file: {allowed}",
        "style-src 'self' file: 'unsafe-inline'",
        "img-src 'self' file: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
    return "; ".join(rules)


def themed(files_: dict[str, bytes]) -> dict[str, bytes]:
    """Put the policy into the staged theme."""
    return {
        name: data.replace(b"@@POLICY@@", content_policy().encode()) if name == "main.html" else data
        for name, data in files_.items()
    }
