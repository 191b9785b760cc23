"""The text of a new build file: the short form that extends, and the whole form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from buildgen.calc.power import card_state
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.inheritance import OWN, merge
from buildgen.catalog.parts import Gpu

if TYPE_CHECKING:
    from buildgen.site.words import Words

EDITOR_LINE = "# yaml-language-server: $schema=../schema/build.json"


def short_file(base: Build, catalog: Catalog, words: Words) -> str:
    """Write a file that extends `base` and shows, as comments, what may be changed."""
    today = catalog.policy.as_of if catalog.policy else "2025-01-03"
    lines = [
        EDITOR_LINE,
        words(
            "# An alternative to {base}: state only what differs, everything else is taken from there.",
            base=base.id,
        ),
        f"extends: {base.id}",
        "title:",
        f"  en: {_scalar('My rig, after ' + base.title.en)}",
        f"  zh: {_scalar('我的方案，基于 ' + (base.title.zh or base.title.en))}",
        "",
        words("# Take away what you do not want; what covered it in `prices` falls away too."),
        "# remove: [" + ", ".join(list(base.parts)[-1:]) + "]",
        "",
        words(
            "# Change a part, a count or a card's state; what is not a comment below stands for no change."
        ),
    ]
    choices = list(_choices(base, catalog, words))
    lines += ["parts:" if any(not line.startswith("  #") for line in choices) else "# parts:", *choices]
    lines += [
        "",
        words(
            "# What you paid or were quoted; a lot covers the roles it names, "
            "and replaces a lot of that name."
        ),
        "# prices:",
        f"#   gpus: {{covers: [gpus], total: 1800 CNY, date: {today}, kind: quoted, freight: included}}",
        "",
        words("# The day to price the rest at; without this line, the day of the build it extends."),
        f"# price_defaults: {{date: {today}}}",
        "",
    ]
    return "\n".join(lines)


def _choices(base: Build, catalog: Catalog, words: Words) -> Iterator[str]:
    """Show each role with its part; the first card's count and state stand open, ready to be changed."""
    opened = False
    for role, use in base.parts.items():
        part = catalog.part(base, role)
        named = f"part: {use.part}, " if isinstance(use.part, str) else ""
        count = f"count: {_scalar(use.count)}"
        if isinstance(part, Gpu) and not opened:
            chosen = card_state(base, catalog, role)
            state = f", state: {chosen[0]}" if chosen else ""
            yield f"  {role}: {{{named}{count}{state}}}"
            if part.states:
                states = words(", ").join(part.states)
                yield words("  # states of {part}: {states}", part=part.id, states=states)
            opened = True
        else:
            yield f"  # {role}: {{{named}{count}}}"


def full_file(base: Build, catalog: Catalog, words: Words) -> str:
    """Write all that `base` says, inherited or not, into one file of its own."""
    documents = catalog.lineage[base.key].documents
    data: Mapping[str, Any] = documents[-1].data
    for document in reversed(documents[:-1]):
        data = merge(data, document.data, base.id).data
    own = {key: value for key, value in data.items() if key not in OWN - {"title", "summary"}}
    return "\n".join(
        [EDITOR_LINE, words("# All of {base}, to be changed freely.", base=base.id), *_yaml(own, 0), ""]
    )


def _yaml(value: Mapping[str, Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for key, item in value.items():
        if isinstance(item, Mapping) and depth < 2 and len(_flow(item)) > 80:
            yield f"{pad}{key}:"
            yield from _yaml(item, depth + 1)
        elif isinstance(item, tuple) and item and len(_flow(item)) > 80:
            yield f"{pad}{key}:"
            yield from (f"{pad}  - {_flow(element)}" for element in item)
        else:
            yield f"{pad}{key}: {_flow(item)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Write a scalar so that it is read back as what it is."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    plain = value and value.isascii() and value.replace(" ", "").replace("-", "").replace(".", "").isalnum()
    safe = plain and value[0].isalpha() and value == value.strip() and value not in {"null", "true", "false"}
    quantity = plain and value[0].isdigit() and not value.replace(".", "").isdigit()
    return value if safe or quantity else json.dumps(value, ensure_ascii=False)
