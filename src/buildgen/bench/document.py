"""An entry's data as YAML that a person likes to read and that reads back as the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

EDITOR_LINE = "# yaml-language-server: $schema=../../schema/benchmark.json"
WIDTH = 118

_PLAIN = re.compile(r"[A-Za-z0-9./+(][A-Za-z0-9 ._/+()-]*", re.ASCII)
_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|0[xob][0-9A-Fa-f]+")
_DAY = re.compile(r"20[0-9]{2}(?:-[0-9]{2}){0,2}")
# `on` and `off` are texts for buildgen and for YAML 1.2; a reader of YAML 1.1 takes the others for no texts.
_WORDS = frozenset({"null", "true", "false", "yes", "no", "y", "n", "nan", "inf"})


def document(data: Mapping[str, Any], origin: str) -> str:
    """Write an entry; `origin` says in one line where it was read from."""
    lines = [EDITOR_LINE, f"# {origin}" if origin else "", *_block(data, 0), ""]
    return "\n".join(line for line in lines if line) + "\n"


def _block(value: Mapping[str, Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for key, item in value.items():
        flow = f"{pad}{scalar(key)}: {flowing(item)}"
        if key == "runs":
            yield f"{pad}runs:"
            for run in item:
                yield from _run(run, pad + "  ")
        elif key in ("conditions", "extra") or (len(flow) > WIDTH and isinstance(item, Mapping)):
            if isinstance(item, Mapping) and item:
                yield f"{pad}{scalar(key)}:"
                yield from _block(item, depth + 1)
            else:
                yield flow
        else:
            yield flow


def _run(run: Mapping[str, Any], pad: str) -> Iterator[str]:
    """Write a run in braces: what it is on one line where that fits, the columns kept as they are below."""
    whole = f"{pad}- {flowing(run)}"
    if len(whole) <= WIDTH:
        yield whole
        return
    items = [f"{scalar(key)}: {flowing(item)}" for key, item in run.items() if key != "extra"]
    if "extra" in run:
        inner = [f"{scalar(key)}: {flowing(item)}" for key, item in run["extra"].items()]
        inner[0] = "extra: {" + inner[0]
        inner[-1] += "}"
        lines = [*_filled(items, pad + "   "), *_filled(inner, pad + "   ")]
    else:
        lines = list(_filled(items, pad + "   "))
    lines[0] = f"{pad}- {{{lines[0].lstrip()}"
    yield from (line + "," for line in lines[:-1])
    yield lines[-1] + "}"


def _filled(items: list[str], pad: str) -> Iterator[str]:
    """Put as many items on a line as fit, each line without its last comma."""
    line = pad
    for item in items:
        if line != pad and len(line) + len(item) + 3 > WIDTH:
            yield line
            line = pad
        line += item if line == pad else f", {item}"
    yield line


def flowing(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flowing(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flowing(item) for item in value) + "]"
    return scalar(value)


def scalar(value: object) -> str:
    """Write a scalar so that it is read back as what it is; a date stands bare."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _DAY.fullmatch(text) and len(text) == 10:
        return text
    bare = (
        _PLAIN.fullmatch(text)
        and text == text.strip()
        and not _NUMBER.fullmatch(text)
        and text.casefold() not in _WORDS
    )
    return text if bare else json.dumps(text, ensure_ascii=False)
