"""The contracts of the JSON that commands print: one JSON Schema per command, versioned."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def contract(command: str) -> dict[str, Any]:
    """Read the JSON Schema of what `buildgen COMMAND --format json` prints."""
    schema: dict[str, Any] = json.loads(files(__name__).joinpath(f"{command}.schema.json").read_text("utf-8"))
    return schema
