"""Catalogs in a folder of their own, file by file, for the tests of loading."""

from __future__ import annotations

from pathlib import Path

from buildgen.catalog.catalog import Catalog
from buildgen.catalog.loading import load_catalog
from buildgen.diagnostics import Diagnostic
from buildgen.sentences import say

POLICY = """\
as_of: 2026-11-22
required_kinds: []
max_count: 64
quote_max_age_days: 180
budget_share: {}
standard_ratings: {}
slot_power: 75 W
slot_power_12v: 66 W
plug_power: {}
"""


def load(root: Path, **files: str) -> Catalog:
    """Write files (`builds__rig` is builds/rig.yaml, `_` a dash) and load them."""
    for name, text in {"policy": POLICY, **files}.items():
        path = root / (name.replace("__", "/").replace("_", "-") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_catalog(root)


def told(catalog: Catalog) -> list[str]:
    """The findings, each as `path:line:column code message`."""
    return [line(finding) for finding in catalog.findings]


def line(found: Diagnostic) -> str:
    """One finding as `path:line:column code message`."""
    return f"{found.place} {found.code} {say(found.message)}"


def helps(catalog: Catalog) -> list[str]:
    """What each finding advises."""
    return [say(found.help) for found in catalog.findings if found.help]
