"""From pydantic's complaints to findings with a place: one code per way a value can be misshapen."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from buildgen.catalog.fields import FieldError
from buildgen.diagnostics import Diagnostic, Message, Severity
from buildgen.money import MINOR_DIGITS, MoneyError
from buildgen.quantity import QuantityError
from buildgen.source import MAX_FINDINGS, Document

Path = tuple[str | int, ...]

KEY = "[key]"  # how pydantic marks a complaint about the key of a mapping

_KINDS: Mapping[type, str] = {
    str: "a text",
    int: "a number",
    bool: "true or false",
    type(None): "nothing",
    dict: "a mapping",
    tuple: "a list",
}
_WANTED: Mapping[str, str] = {
    "string_type": "a text",
    "int_type": "a whole number",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "tuple_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Find the one known word that was probably meant."""
    matches = difflib.get_close_matches(word[:200], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def described(value: object) -> str:
    """Say what was found, shortened: a kind for collections, the text itself for scalars."""
    if isinstance(value, (dict, tuple)) or value is None:
        return _KINDS[type(value)]
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"the text `{text}`" if isinstance(value, str) else f"the number {text}"


def shape_findings(
    error: ValidationError,
    model: type[BaseModel],
    document: Document,
    prefix: Path = (),
    *,
    partial: bool = False,
) -> list[Diagnostic]:
    """Turn one failed validation into findings in file order, at most one per place.

    `partial`: the file inherits from another one, and what it leaves out is not missing. Past `MAX_FINDINGS`
    the file has had its say: each unknown field is compared with all known ones.
    """
    found: dict[Path, Diagnostic] = {}
    items = error.errors(include_url=False)
    misspelt = _misspelt(items, model)
    for item in items:
        if len(found) >= MAX_FINDINGS:
            break
        loc = tuple(item["loc"])
        on_key = loc[-1:] == ("[key]",)
        path = _written(document, prefix + (loc[:-1] if on_key else loc))
        if item["type"] == "missing" and (partial or item["loc"] in misspelt):
            continue
        if path not in found:
            found[path] = _finding(item, model, document, path, prefix, on_key=on_key)
    return list(found.values())


def _misspelt(items: Iterable[Any], model: type[BaseModel]) -> set[Path]:
    """Give the fields that an unknown field beside them was probably meant to be: they are not missing."""
    unknown = (tuple(item["loc"]) for item in items if item["type"] == "extra_forbidden")
    compared = islice(unknown, MAX_FINDINGS)
    guesses = ((loc[:-1], closest(str(loc[-1]), fields_at(model, loc[:-1]))) for loc in compared)
    return {(*above, guess) for above, guess in guesses if guess is not None}


def _written(document: Document, path: Path) -> Path:
    """Leave out the `value` of a fact that is written bare, so that a place inside it is found."""
    written: Path = ()
    for index, step in enumerate(path):
        bare = step == "value" and index + 1 < len(path) and document.holds(written)
        if not bare or document.holds((*written, step)):
            written = (*written, step)
    return written


# One branch per kind of complaint, read top to bottom.
def _finding(  # noqa: PLR0911, PLR0913
    item: Any, model: type[BaseModel], document: Document, path: Path, prefix: Path, *, on_key: bool
) -> Diagnostic:
    kind, value = item["type"], item.get("input")
    error = item.get("ctx", {}).get("error")
    field = str(path[-1]) if path else ""
    make = _maker(document, path)
    if kind == "extra_forbidden":
        return _unknown_field(make, model, path, prefix)
    if kind == "missing":
        part = "help_value" if field == "value" else "help"
        return make("SHP002", key=True, parent=True, field=field, hint=(part, {}))
    if isinstance(error, QuantityError):
        return _quantity(make, error)
    if isinstance(error, MoneyError):
        return _money(make, error)
    if isinstance(error, FieldError):
        code = {"bad-date": "SHP006", "no-such-day": "SHP006", "bad-id": "SHP009", "bad-role": "SHP009"}
        part = {"no-such-day": "no_such_day", "bad-role": "role"}.get(error.reason, "message")
        if error.reason == "no-such-day":
            return make("SHP006", part, found=error.found)
        if error.reason in code:
            return make(code[error.reason], part, found=described(error.found), key=on_key)
        return make("SHP003", wanted=_OTHER[error.reason], found=described(error.found))
    if kind == "literal_error":
        words = [word.strip("'") for word in item["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        guess = closest(str(value), words)
        hint = ("did_you_mean", {"guess": guess}) if guess else None
        return make("SHP008", found=described(value), words=tuple(words), hint=hint)
    if kind in _WANTED:
        return make("SHP003", wanted=_WANTED[kind], found=described(value))
    return make("SHP007", found=described(value), limit=item["msg"].removeprefix("Input should be ").lower())


_OTHER: Mapping[str, str] = {
    "bad-link": "an address that starts with http:// or https://",
    "bad-part": "the id of a part, or a mapping with `name` and `kind`",
}


def _maker(document: Document, path: Path) -> Callable[..., Diagnostic]:
    def make(
        code: str,
        part: str = "message",
        *,
        key: bool = False,
        parent: bool = False,
        hint: tuple[str, dict[str, object]] | None = None,
        **values: object,
    ) -> Diagnostic:
        if path and path[-1] == KEY:
            place = document.place(path[:-1], key=True)
        else:
            place = document.place(path[:-1] if parent else path, key=key)
        name, more = hint or ("help", {})
        return Diagnostic(
            code,
            Severity.ERROR,
            place,
            Message.of(f"{code}.{part}", **values),
            help=Message.of(f"{code}.{name}", **{**values, **more}),
        )

    return make


def _quantity(make: Callable[..., Diagnostic], error: QuantityError) -> Diagnostic:
    units, found, written = error.units, described(error.found), f"`{str(error.found)[:60]}`"
    if error.reason == "missing-unit":
        return make("SHP004", found=found, number=error.found, units=units, first=units[0])
    if error.reason == "wrong-unit":
        return make("SHP005", found=found, unit=error.detail, units=units)
    if error.reason == "out-of-range":
        return make("SHP007", found=written, limit=error.detail)
    if error.reason == "too-fine":
        return make("SHP007", "too_fine", found=written, limit=error.detail)
    wanted = f"an amount with its unit, one of {', '.join(units)}"
    return make("SHP003", wanted=wanted, found=found)


def _money(make: Callable[..., Diagnostic], error: MoneyError) -> Diagnostic:
    found, written, codes = described(error.found), f"`{str(error.found)[:60]}`", tuple(MINOR_DIGITS)
    currency = ("help_currency", {"number": error.found})
    if error.reason == "missing-currency":
        return make("SHP004", "currency", found=found, units=codes, hint=currency)
    if error.reason == "unknown-currency":
        return make("SHP005", "currency", found=found, unit=error.detail, units=codes, hint=currency)
    if error.reason == "out-of-range":
        return make("SHP007", "money", found=written)
    if error.reason == "too-fine":
        return make("SHP007", "minor", found=written, limit=error.detail)
    return make("SHP003", wanted="an amount with its currency, as in 48 CNY", found=found)


def _unknown_field(
    make: Callable[..., Diagnostic], model: type[BaseModel], path: Path, prefix: Path
) -> Diagnostic:
    known = fields_at(model, path[len(prefix) : -1])
    field = str(path[-1])
    guess = closest(field, known)
    hint = ("did_you_mean", {"guess": guess}) if guess else ("help", {"known": tuple(sorted(known))})
    return make("SHP001", key=True, field=field[:60], hint=hint)


def fields_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """List the fields that may stand at a path inside a model, as YAML writes them."""
    current: Any = model
    for step in path:
        current = _below(current, step)
    current = _plain(current)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return tuple(f.alias or name for name, f in current.model_fields.items() if name != "id")
    return ()


def _plain(annotation: Any) -> Any:
    """Take `Annotated` and `| None` off an annotation."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _plain(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _plain(inner[0]) if len(inner) == 1 else annotation
    return annotation


def _below(annotation: Any, step: str | int) -> Any:
    annotation = _plain(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if step in {field.alias or name, name}:
                return field.annotation
        return None
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is dict:
        return args[1]
    return args[0] if origin is tuple else None
