"""Names that programs print, matched to what the catalog calls the same thing: models, file types, cards."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buildgen.bench.devices import devices_used
from buildgen.bench.reading import BenchReading, BenchRun
from buildgen.catalog.card_names import folded
from buildgen.catalog.language_models import LanguageModel

_TYPE = re.compile(
    r"\b(BF16|F16|F32|MXFP4|I?Q[1-8]_[A-Z0-9]{1,3}|TQ[12]_0)(?: - (Small|Medium|Large)\b)?( mix\b)?"
)
"""The types of files as llama.cpp prints them: `Q4_K - Small`, `IQ3_S mix - 3.66 bpw`."""

_IN_FILE = re.compile(
    r"[-._ ]((?:UD-)?(?:I?Q[1-8](?:_[A-Z0-9]{1,4}){1,3}|TQ[12]_0|MXFP4(?:_MOE)?|BF16|F16|F32))$",
    re.IGNORECASE,
)
_PART = re.compile(r"-\d{5}-of-\d{5}$")
_MOST_NAMES = 64


def file_types(run: BenchRun) -> tuple[str, ...]:
    """Give the file types that a run names, in its model's type and in its file's name: none, one, or two.

    Two when they disagree, as for files whose makers mix types under a name of their own.
    """
    found = [_of_type(run.model_type or ""), _of_file(_file_name(run))]
    return tuple(dict.fromkeys(kind for kind in found if kind))


def _of_type(text: str) -> str | None:
    found = _TYPE.search(text)
    if found is None:
        return None
    kind, size, mix = found.groups()
    if mix:  # the one type of that name: llama.cpp calls IQ3_M a mix of IQ3_S
        return "IQ3_M" if kind == "IQ3_S" else kind
    if size and kind.endswith("_K") and not (kind == "Q2_K" and size == "Medium"):
        return f"{kind}_{size[0]}"
    return kind


def _of_file(stem: str) -> str | None:
    found = _IN_FILE.search(stem)
    return found[1].upper() if found else None


def _file_name(run: BenchRun) -> str:
    """Give the name of the model's file without folders, suffix and part number; empty for none."""
    name = re.split(r"[/\\]", str(run.extra.get("model_filename") or ""))[-1]
    return _PART.sub("", re.sub(r"\.gguf$", "", name, flags=re.IGNORECASE))


def models_named(run: BenchRun, models: Mapping[str, LanguageModel]) -> tuple[str, ...]:
    """Give the ids of the models whose id, name or alias the run's file or type bears."""
    stem = _file_name(run)
    wanted = {folded(text) for text in (stem, _IN_FILE.sub("", stem), run.model_type or "") if text}
    kind = _TYPE.search(run.model_type or "")
    if kind and run.model_type:
        wanted.add(folded(run.model_type[: kind.start()].removesuffix("mostly ").removesuffix("all ")))
    wanted.discard("")
    return tuple(
        model.id
        for model in sorted(models.values(), key=lambda m: m.id)
        if wanted & {folded(name) for name in (model.id, model.name.en, *model.aliases)}
    )


def cards_printed(reading: BenchReading) -> tuple[str, ...]:
    """Give the names of cards that an output prints, each once: listed at start, or in `gpu_info`."""
    names = [device.name for listing in reading.devices_listed for device in listing.devices]
    for run in reading.runs:
        names += str(run.extra.get("gpu_info") or "").split(", ")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))[:_MOST_NAMES]


def cards_used(run: BenchRun, reading: BenchReading) -> int | None:
    """Give how many cards a run used, where its own columns state it; a list of devices does not."""
    used = devices_used(run, reading)
    named = used.names if used.names is not None else used.indexes
    return None if named is None else len(named)


def cards_listed(reading: BenchReading) -> int | None:
    """Give how many cards were listed, where every listing agrees: a guess at how many were used."""
    counts = {listing.count for listing in reading.devices_listed}
    return counts.pop() if len(counts) == 1 else None
