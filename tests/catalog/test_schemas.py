"""The schemas for editors say what the models say, and are current."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from buildgen.catalog.folders import Found, find_files
from buildgen.catalog.schemas import pending_writes, schema_of
from buildgen.quantity import Gauge, QuantityError
from buildgen.source import parse_document, read_document

ROOT = Path(__file__).parents[2] / "catalog"
FILES = find_files(ROOT)[0]


def plain(value: Any) -> Any:
    """The data of a document as JSON has it: lists for tuples, numbers for decimals."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (str, bool, int)) else float(value)


def slips(model: Any, text: str) -> int:
    data = plain(parse_document("x.yaml", text.encode()).data)
    return len(list(Draft202012Validator(schema_of(model)).iter_errors(data)))


@pytest.mark.parametrize("model", dict.fromkeys(f.model for f in FILES), ids=lambda m: m.KIND)
def test_a_schema_is_a_schema(model: Any) -> None:
    """Each kind's schema is valid draft 2020-12 and does not ask for what the path says."""
    schema = schema_of(model)
    Draft202012Validator.check_schema(schema)
    assert "id" not in schema["properties"]
    assert "id" not in schema.get("required", [])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("found", FILES, ids=lambda f: f.path)
def test_every_file_of_the_catalog_is_valid_by_its_schema(found: Found) -> None:
    """What loads without a finding has no mark in an editor either."""
    data = plain(read_document(ROOT, found.path).data)
    errors = [e.message[:200] for e in Draft202012Validator(schema_of(found.model)).iter_errors(data)]
    assert errors == []


def test_the_schemas_of_the_catalog_are_current() -> None:
    """Nothing is left for `buildgen schema` to write."""
    assert [path.name for path, _ in pending_writes(ROOT)] == []


@pytest.mark.parametrize(
    ("path", "text", "wrong"),
    [
        ("parts/fan", "name: F\n", 0),
        (
            "parts/fan",
            "name: {en: F, zh: 风扇}\npower: 3 W\nsize: {value: 120 mm, source: x, kind: spec}\n",
            0,
        ),
        ("parts/fan", "name: F\npower: null\nevidence: {source: x, kind: spec, date: 2025}\n", 0),
        ("parts/fan", "power: 3 W\n", 1),
        ("parts/fan", "name: F\npover: 3 W\n", 1),
        ("parts/fan", "name: F\npower: 3\n", 1),
        ("parts/fan", "name: F\npower: 3 V\n", 1),
        ("parts/fan", "name: F\nevidence: {source: x, kind: heard}\n", 1),
        ("parts/fan", "name: F\nevidence: {source: x, kind: spec, date: yesterday}\n", 1),
        ("builds", "title: X\nparts: {fan: {part: fan, count: null}}\n", 0),
        ("builds", "extends: base\n", 0),
        ("builds", "title: X\nparts: {fan: {part: {kind: fan, name: F}}}\n", 0),
        ("builds", "title: X\nprices: {fan: {covers: [fan], total: 3}}\n", 1),
    ],
)
def test_a_schema_marks_what_the_model_refuses(path: str, text: str, wrong: int) -> None:
    """Units, words, dates and field names are checked while one types."""
    model = next(f.model for f in FILES if f.path.startswith(path))
    assert bool(slips(model, text)) is bool(wrong)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "catalog"))


def write(root: Path) -> int:
    pending = pending_writes(root)
    for path, text in pending:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return len(pending)


def test_writing_twice_changes_nothing(copy: Path) -> None:
    """Schemas and editor lines are written once; then nothing is pending, whatever was lost before."""
    shutil.rmtree(copy / "schema")
    for path in copy.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.partition("\n")[2] if text.startswith("# yaml-l") else text, encoding="utf-8")
    assert write(copy) > len(FILES)
    assert write(copy) == 0
    for found in FILES:
        assert (copy / found.path).read_text("utf-8") == (ROOT / found.path).read_text("utf-8"), found.path


def test_a_stale_editor_line_is_replaced(copy: Path) -> None:
    """A line that leads to another schema is mended in place; the rest of the file stays as it was."""
    path = copy / FILES[0].path
    before = path.read_text(encoding="utf-8")
    path.write_text(
        "# yaml-language-server: $schema=elsewhere.json\n" + before.partition("\n")[2], encoding="utf-8"
    )
    assert write(copy) == 1
    assert path.read_text(encoding="utf-8") == before


def test_a_schema_line_leads_to_its_schema() -> None:
    """From every file the line's path leads to the schema of its kind."""
    for found in FILES:
        line = (ROOT / found.path).read_text(encoding="utf-8").splitlines()[0]
        target = (ROOT / found.path).parent / line.partition("$schema=")[2]
        assert target.resolve() == (ROOT / "schema" / f"{found.model.KIND}.json").resolve()


def test_files_that_cannot_be_read_are_left_alone(copy: Path) -> None:
    """Bytes that are no text, and links that lead nowhere, are for `check` to tell of."""
    (copy / "parts/fan/bytes.yaml").write_bytes(b"\xff\xfe")
    (copy / "parts/fan/dead.yaml").symlink_to("nowhere")
    assert write(copy) == 0


@pytest.mark.parametrize(
    ("gauge", "good"),
    [
        ("16 AWG", True),
        ("2.5 mm2", True),
        ("0.75mm²", True),
        ("16.5 AWG", False),
        ("60 AWG", False),
        ("16", False),
    ],
)
def test_a_schema_takes_the_gauges_that_the_program_takes(gauge: str, good: bool) -> None:
    """An editor marks a gauge exactly when `check` refuses it."""
    pattern = Gauge.__get_pydantic_json_schema__(None, None)["pattern"]
    assert (re.search(pattern, gauge) is not None) is good
    try:
        Gauge.parse(gauge)
    except QuantityError:
        assert not good
    else:
        assert good
