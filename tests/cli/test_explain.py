"""`buildgen explain` and `buildgen schema`."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildgen.checks.pages import page_of
from buildgen.checks.registry import ALL_CODES
from tests.cli.conftest import Inside


@pytest.mark.parametrize("code", [code for code in ALL_CODES if page_of(code)])
def test_a_code_is_explained(inside: Inside, code: str) -> None:
    """The page of the code is printed, by its code in any case and with the brackets of a finding."""
    for word in (code, code.lower(), f"[{code}]"):
        ended, out, err = inside("explain", word)
        assert (ended, err) == (0, "")
        assert out == f"{page_of(code)}\n"


@pytest.mark.parametrize("code", ALL_CODES[::20])
def test_a_code_is_explained_in_chinese(inside: Inside, code: str) -> None:
    """`--lang zh` prints the Chinese page."""
    assert inside("explain", code, "--lang", "zh") == (0, f"{page_of(code, 'zh')}\n", "")


@pytest.mark.parametrize(
    ("word", "said"), [("PWR01", "did you mean PWR0"), ("", "prints codes"), ("x" * 10_000, "prints codes")]
)
def test_an_unknown_code_is_misuse(inside: Inside, word: str, said: str) -> None:
    """What is no code is answered with the nearest one, or with where codes are found."""
    ended, out, err = inside("explain", word)
    assert (ended, out) == (2, "")
    assert said in err
    assert len(err) < 400


def test_schema_writes_once(inside: Inside, root: Path) -> None:
    """`--check` tells what is not current and exits 1; writing mends it; then all is current."""
    ended, out, _ = inside("schema", "--check", "--root", root)
    assert ended == 1
    assert "not current: " in out
    assert not (root / "schema").exists()
    assert inside("schema", "--root", root)[0] == 0
    ended, out, _ = inside("schema", "--check", "--root", root)
    assert ended == 0
    assert out == "schemas and editor lines are current\n"


def test_schema_wants_a_catalog(inside: Inside, tmp_path: Path) -> None:
    """No folder, no schemas: nothing is written next to it."""
    ended, _, err = inside("schema", "--root", tmp_path / "nothing")
    assert ended == 2
    assert "no catalog at" in err
    assert list(tmp_path.iterdir()) == []
