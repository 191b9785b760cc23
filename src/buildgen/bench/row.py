"""From a row's cells by name to the run it states, or to the reason why it states none."""

import re
from collections.abc import Mapping

from buildgen.bench.columns import SPEED, SPEED_FIELD
from buildgen.bench.reading import BenchRun, Cell, FailureKind, Format

_NUMBER = r"\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,2})?"
_DECIMAL = re.compile(_NUMBER, re.ASCII)
# What becomes of the plus-minus sign: its UTF-8 read as CP1252 (once, twice), CP437 or CP850, GBK, Big5,
# CP949, Shift-JIS, CP1251, Mac Roman; its GBK read as Latin-1; its name in HTML; a mark in its place.
_MANGLED = "Â±|Ã‚Â±|┬▒|卤|簣|짹|ﾂｱ|В±|¬±|¡À|&plusmn;|&#177;|\ufffd{1,2}|\\?{1,2}"
_PLUS_MINUS = rf"±|\+/?-|{_MANGLED}"
_SPEED = re.compile(rf"({_NUMBER})(?:\s*(?:{_PLUS_MINUS})\s*([-+]?nan(?:\(ind\))?|inf|{_NUMBER}))?", re.ASCII)
_TEST = re.compile(
    r"(?:pp\s?(\d{1,9}))?\s*(?:\+?\s*tg\s?(\d{1,9}))?\s*(?:@\s*d\s?(\d{1,9}))?", re.IGNORECASE | re.ASCII
)
_COUNT = re.compile(r"(-?\d{1,18})(?:\.0+)?", re.ASCII)
_FAILED = (
    (re.compile(r"\b(?:oom|boom)\b|out of memory|爆显存", re.IGNORECASE), FailureKind.OUT_OF_MEMORY),
    (re.compile(r"\b(?:crash(?:ed)?|segfault|abort(?:ed)?)\b|崩溃", re.IGNORECASE), FailureKind.CRASH),
    (re.compile(r"\b(?:fail(?:ed|ure)?|error|err)\b|失败", re.IGNORECASE), FailureKind.ERROR),
)
_FLASH: dict[str, bool | str] = {
    "0": False,
    "false": False,
    "off": False,
    "disabled": False,
    "1": True,
    "true": True,
    "on": True,
    "enabled": True,
    "-1": "auto",
    "auto": "auto",
}
_SHOWN = 80
_LONGEST = 100


class RowError(Exception):
    """A row that cannot be taken; the text is the reason."""


class FailedRow(Exception):  # noqa: N818 (the row is sound, the run it reports failed)
    """A row that reports a failure in the place of a speed."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def shown(value: object) -> str:
    """Give a value as a reason shows it: quoted and not endless."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")


def run_from(cells: Mapping[str, Cell], kind: Format, line: int) -> BenchRun:
    """Make the run that a llama-bench row states.

    Raises RowError where the row is ambiguous or broken, FailedRow where it says OOM or the like for a speed.
    """
    left = dict(cells)
    speed, spread = _speed(left)
    prompt, gen, depth = _lengths(left)
    number = taken_count(left, "build_number")
    commit = _taken_text(left, "build_commit")
    if commit == "unknown":  # what llama.cpp prints when it was built outside its repository, with number 0
        left["build_commit"] = commit
        commit = None
        if number == 0:
            left["build_number"], number = "0", None
    return BenchRun(
        format=kind,
        line=line,
        model_type=_taken_text(left, "model_type"),
        model_size=taken_count(left, "model_size"),
        model_n_params=taken_count(left, "model_n_params"),
        backends=_taken_text(left, "backends"),
        n_gpu_layers=taken_count(left, "n_gpu_layers"),
        n_batch=taken_count(left, "n_batch"),
        n_ubatch=taken_count(left, "n_ubatch"),
        split_mode=_taken_text(left, "split_mode"),
        tensor_split=_taken_text(left, "tensor_split"),
        type_k=_taken_text(left, "type_k"),
        type_v=_taken_text(left, "type_v"),
        flash_attn=taken_flash(left),
        test=test_name(prompt, gen, depth or 0),
        n_prompt=prompt,
        n_gen=gen,
        n_depth=depth,
        sequences=1,
        avg_ts=speed,
        stddev_ts=spread,
        build_commit=commit,
        build_number=number,
        extra=left,
    )


def test_name(prompt: int, gen: int, depth: int) -> str:
    """Name a test as llama-bench does: `pp512`, `tg128`, `pp4096+tg128`, each with ` @ d4096` at a depth."""
    parts = [f"pp{prompt}"] if prompt or not gen else []
    if gen:
        parts.append(f"tg{gen}")
    return "+".join(parts) + (f" @ d{depth}" if depth else "")


def decimal(value: Cell, name: str) -> str:
    """Give a speed or a time as printed; RowError where it is no plain decimal number."""
    text = _text(value).strip("*` ") if value is not None else ""
    if not _DECIMAL.fullmatch(text):
        raise RowError(f"{name} is {shown(value)}, not a number")
    return text


def count(value: Cell, name: str) -> int:
    """Give a whole number; RowError where it is none."""
    found = _COUNT.fullmatch(_text(value).strip("*` "))
    if not found:
        raise RowError(f"{name} is {shown(value)}, not a whole number")
    return int(found[1])


def taken_flash(left: dict[str, Cell]) -> bool | str | None:
    """Take flash attention out of the cells: true, false, "auto", or None where nothing is said."""
    value = left.pop("flash_attn", None)
    text = _text(value).strip("*` ").lower()
    if not text:
        return None
    if text not in _FLASH:
        raise RowError(f"flash_attn is {shown(value)}, none of 0, 1, -1")
    return _FLASH[text]


def _speed(left: dict[str, Cell]) -> tuple[str, str | None]:
    if SPEED in left and SPEED_FIELD in left:
        raise RowError(f"two speeds: {SPEED} is {shown(left[SPEED])}, avg_ts is {shown(left[SPEED_FIELD])}")
    name = SPEED if SPEED in left else SPEED_FIELD
    value = left.pop(name, None)
    text = _text(value).strip("*` ")
    found = _SPEED.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        for words, kind in _FAILED:
            if words.search(text):
                test = left.get("test")
                raise FailedRow(kind, f"{name} is {shown(text)}" + (f" for {shown(test)}" if test else ""))
        raise RowError(f"{name} is {shown(value)}, not a speed" if text else f"{name} is empty: no speed")
    spread = found[2]
    if name == SPEED_FIELD:
        if spread is not None:
            raise RowError(f"avg_ts is {shown(value)}, not a number")
        spread = _text(left.get("stddev_ts")).strip("*` ") or None
        left.pop("stddev_ts", None)
    if spread is not None and not _DECIMAL.fullmatch(spread):
        left["stddev_ts"] = spread
        if "nan" not in spread.lower() and "inf" not in spread.lower():
            raise RowError(f"stddev_ts is {shown(spread)}, not a number")
        spread = None
    return found[1], spread


def _lengths(left: dict[str, Cell]) -> tuple[int, int, int | None]:
    """Take prompt, generation and depth, from the test's name, from their own columns, or from both."""
    named = _named_lengths(left)
    stated = {name: taken_count(left, name) for name in ("n_prompt", "n_gen", "n_depth")}
    if named is None:
        missing = [name for name in ("n_prompt", "n_gen") if stated[name] is None]
        if missing:
            raise RowError(f"no column says {' and '.join(missing)}: which test this is stays open")
        prompt, gen, depth = stated["n_prompt"] or 0, stated["n_gen"] or 0, stated["n_depth"]
    else:
        for (name, said), meant in zip(stated.items(), named, strict=True):
            if said is not None and said != meant:
                raise RowError(f"{name} is {said}, but the test's name says {meant}")
        prompt, gen, depth = named
    if min(prompt, gen, depth or 0) < 0 or not (prompt or gen):
        raise RowError(f"n_prompt is {prompt} and n_gen is {gen}: no test")
    return prompt, gen, depth


def _named_lengths(left: dict[str, Cell]) -> tuple[int, int, int] | None:
    if "test" not in left:
        return None
    printed = _text(left.pop("test"))
    text = printed.strip("*` ")
    found = _TEST.fullmatch(text) if len(text) <= _LONGEST else None
    if not found or (found[1] is None and found[2] is None):
        raise RowError(f"test is {shown(printed)}, not like pp512, tg128 or pp512+tg128")
    prompt, gen, depth = (int(part or 0) for part in found.groups())
    if printed != test_name(prompt, gen, depth):
        left["test"] = printed
    return prompt, gen, depth


def _taken_text(left: dict[str, Cell], name: str) -> str | None:
    text = _text(left.pop(name, None))
    while len(text) > 2 and text[0] == text[-1] and text[0] in "*`":  # set off by hand in a Markdown table
        text = text[1:-1]
    return text or None


def taken_count(left: dict[str, Cell], name: str) -> int | None:
    """Take a whole number out of the cells: None where it is missing or empty, RowError where it is none."""
    value = left.pop(name, None)
    return None if value is None or value == "" else count(value, name)


def _text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
