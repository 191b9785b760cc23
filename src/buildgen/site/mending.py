"""The ways to mend a supply, in words, for pages and terminal alike."""

from __future__ import annotations

from buildgen.calc.mending import Mend
from buildgen.site.harness import Words, plain

_WAYS = {
    "cap": "set a cap of {watts} on each of `{subject}`",
    "state": "run `{subject}` as {value}",
    "label": "read the label of `{subject}`: if it says {watts}, no more is needed",
    "supply": "put {value} in place of `{subject}`",
    "move": "move `{subject}` to {value}",
}


def way(mend: Mend, words: Words = plain) -> str:
    """Say what to do."""
    if mend.kind == "rating":
        kind = mend.load.supply_class
        return words("for `{subject}`, take a supply of {watts} ({kind})", **_values(mend), kind=kind)
    return words(_WAYS[mend.kind], **_values(mend))


def _values(mend: Mend) -> dict[str, object]:
    return {"subject": mend.subject, "value": mend.value, "watts": mend.watts}


def outcome(mend: Mend, words: Words = plain, *, verdict: bool = True) -> str:
    """Say what the verdict is then, what it costs, and what that rests on.

    Without `verdict`, for where that stands already, only the codes that are left; empty where nothing is.
    """
    codes = ", ".join(mend.reasons)
    parts = [words(mend.verdict.value) + (f" ({codes})" if codes else "")] if verdict else []
    if codes and not verdict:
        parts.append(codes)
    if not mend.free:
        parts.append(str(mend.price) if mend.price is not None else words("price not known"))
    parts += [
        words("if {value} has the plugs for it", value=mend.value)
        if path.endswith(".plugs")
        else words("if board power stays as far above the cap as now")
        for path in mend.assumed
    ]
    return words(", ").join(parts)
