"""What is found about a hand-written page: a diagnostic with its sentence, its place and its help."""

from __future__ import annotations

from buildgen.diagnostics import Diagnostic, Message, Place, Severity

Values = tuple[tuple[str, object], ...]


def said(
    code: str, part: str, place: Place, values: Values = (), severity: Severity = Severity.ERROR
) -> Diagnostic:
    """Make the diagnostic; its help is `help` for the plain sentence, `<part>_help` for the others."""
    hint = "help" if part in {"message", "twin"} else f"{part}_help"
    guess = dict(values).get("guess")
    hint = "did_you_mean" if guess else hint
    return Diagnostic(
        code, severity, place, Message(f"{code}.{part}", values), help=Message(f"{code}.{hint}", values)
    )
