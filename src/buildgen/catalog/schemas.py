"""JSON Schemas of the entries, for editors, and the line that ties a YAML file to its schema."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.entry import Entry
from buildgen.catalog.folders import FOLDERS, SINGLE_FILES, find_files
from buildgen.source import MAX_BYTES

# What the path of a file says, and the file does not.
GIVEN_BY_PATH: Mapping[str, tuple[str, ...]] = {"benchmark": ("id", "build")}

_LINE = re.compile(r"# yaml-language-server: \$schema=\S*\n")


def schema_of(model: type[Entry]) -> dict[str, Any]:
    """Give the JSON Schema of a kind as a YAML file writes it: without the id, which is the file's name."""
    schema = model.model_json_schema(by_alias=True)
    given = GIVEN_BY_PATH.get(model.KIND, ("id",))
    for name in given:
        del schema["properties"][name]
    schema["required"] = [name for name in schema.get("required", []) if name not in given]
    if model.KIND == "build":  # what a build extends may hold what it leaves out
        schema["required"] = []
        for name in ("Use", "Load"):
            schema["$defs"][name].pop("required", None)
    if not schema["required"]:
        del schema["required"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": model.KIND, **schema}


def schema_name(model: type[Entry]) -> str:
    """Name the file of a kind's schema."""
    return f"{model.KIND}.json"


def pending_writes(root: Path) -> list[tuple[Path, str]]:
    """List the files that are not as they should be, with the text they should have."""
    pending = []
    models: tuple[type[Entry], ...] = (*FOLDERS.values(), Benchmark, *SINGLE_FILES.values())
    for model in models:
        path = root / "schema" / schema_name(model)
        text = json.dumps(schema_of(model), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        if not path.is_file() or path.read_bytes() != text.encode():
            pending.append((path, text))
    for found in find_files(root)[0]:
        path = root / found.path
        if not path.is_file() or path.stat().st_size > MAX_BYTES:  # `check` says so, as of the next two
            continue
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        up = "../" * found.path.count("/")
        line = f"# yaml-language-server: $schema={up}schema/{schema_name(found.model)}\n"
        wanted = line + _LINE.sub("", text, count=1) if _LINE.match(text) else line + text
        if wanted != text:
            pending.append((path, wanted))
    return pending
