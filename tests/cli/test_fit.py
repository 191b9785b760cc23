"""`buildgen fit`: the answer keeps its contract, and a newcomer can read it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from buildgen.catalog.loading import load_catalog
from buildgen.cli.contracts import contract
from buildgen.cli.main import group
from buildgen.diagnostics import BuildgenError
from tests.cli.conftest import REAL

CONTRACT = Draft202012Validator(contract("fit"))
SEED = ("fit", "mi50x3-70b", "--model", "llama-3.3-70b")


def run(*words: str) -> Any:
    return CliRunner().invoke(group, [*words, "--root", str(REAL)], catch_exceptions=False)


def answer(*words: str) -> Any:
    done = run(*words, "--format", "json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    CONTRACT.validate(said)
    return said


def objects(schema: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(schema, dict):
        found += [schema] if schema.get("type") == "object" else []
        for value in schema.values():
            found += objects(value)
    elif isinstance(schema, list):
        for value in schema:
            found += objects(value)
    return found


def test_the_contract_is_a_closed_described_schema() -> None:
    """The contract is valid, has a version, and no object takes more than it names."""
    schema = contract("fit")
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["version"]["const"] == 1
    for part in objects(schema):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
        assert part["description"]


def test_items_and_margin_add_up_to_the_card() -> None:
    """What a card holds and what is left of it are the whole card, in every split."""
    for split in ("layer", "row", "none"):
        for card in answer(*SEED, "--context", "4096", "--split", split)["gpus"]:
            items = sum(
                value for name, value in card.items() if name.endswith("_mib") and name != "total_mib"
            )
            assert items == pytest.approx(card["total_mib"], abs=0.1)


@pytest.mark.parametrize("model", sorted(load_catalog(REAL).models))
def test_every_model_has_an_answer_within_the_contract(model: str) -> None:
    """Whatever is not known of a model, the answer keeps its form."""
    said = answer("fit", "mi50x2", "--model", model, "--context", "4096")
    assert (said["margin_mib"] is None) == (said["verdict"] == "not established")
    assert bool(said["gpus"]) == (said["verdict"] != "not established")


@pytest.mark.parametrize("build", sorted(load_catalog(REAL).builds))
def test_every_build_has_an_answer_within_the_contract(build: str) -> None:
    """A build without cards, or with cards that nobody read, has an answer too."""
    answer("fit", build, "--model", "llama-3.1-8b", "--context", "max")


def test_the_reference_row() -> None:
    """70B in layer split at 8192: fits with 560 MiB, 10.02 t/s measured, 25 t/s the limit."""
    said = answer(*SEED, "--context", "8192")
    assert (said["verdict"], round(said["margin_mib"])) == ("fits", 560)
    assert (said["decode"]["kind"], said["decode"]["value"]) == ("measured", 10.02)
    assert 24 < said["decode"]["limit"] < 26


def test_max_is_the_largest_context() -> None:
    """`max` shows the case of the largest context that surely fits."""
    said = answer(*SEED, "--context", "max")
    assert said["verdict"] == "fits"
    assert said["largest_context"] == 9984


def test_the_text_says_what_matters() -> None:
    """Verdict, cards, both sides of the tie, measurement, limit, and what the answer rests on."""
    text = run(*SEED, "--context", "32768", "--kv", "q8_0").stdout
    for part in (
        "tight, 288 MiB to spare on card 2",
        "the verdict hangs on it",
        "card 0 with 1 MiB more: tight, -103 MiB",
        "measured: it ran (post-context/5)",
        "9.84 t/s measured",
        "limit of the memory bandwidth",
        "--micro-batch 256",
        "a fixed footprint of 250 MiB",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 140


def test_too_much_is_seen_in_the_bar() -> None:
    """A card that holds too much runs out of its frame."""
    text = run(*SEED, "--context", "16384").stdout
    bars = [line for line in text.splitlines() if line.startswith("card") and "[" in line]
    assert len(bars) == 3
    assert all(line.endswith("!") for line in bars)


def test_strict_fails_unless_it_fits() -> None:
    """The answer exits 0; with --strict only a model that surely fits does."""
    assert run(*SEED, "--context", "16384").exit_code == 0
    assert run(*SEED, "--context", "16384", "--strict").exit_code == 1
    assert run(*SEED, "--context", "8192", "--strict").exit_code == 0


def test_shares_are_read_and_cards_must_agree() -> None:
    """Shares by hand move layers; shares for other cards than there are give a reason, not a trace."""
    said = answer(*SEED, "--context", "4096", "--tensor-split", "1,1,2")
    assert said["gpus"][2]["weights_mib"] > said["gpus"][0]["weights_mib"]
    assert answer(*SEED, "--context", "4096", "--tensor-split", "1,1")["verdict"] == "not established"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--context", "many"), "--context wants"),
        (("--context", "0"), "--context wants"),
        (("--context", "-5"), "--context wants"),
        (("--context", "4096", "--tensor-split", "a,b"), "--tensor-split wants"),
        (("--context", "4096", "--tensor-split", "nan,1,1"), "--tensor-split wants"),
        (("--context", "4096", "--engine", "vllm"), "no engine generation"),
    ],
)
def test_misuse_is_one_line(words: tuple[str, ...], said: str) -> None:
    """What cannot be read is refused in one line."""
    with pytest.raises(BuildgenError, match=said):
        run(*SEED, *words)


def test_a_model_is_found_by_its_alias() -> None:
    """Files and programs name models in their own way; a near miss gets a guess."""
    said = answer("fit", "mi50x3-70b", "--model", "llama-3.3-70b-instruct", "--context", "8192")
    assert said["verdict"] == "fits"
    with pytest.raises(BuildgenError, match=r"did you mean 'llama-3\.3-70b'"):
        run("fit", "mi50x3-70b", "--model", "llama-3.3-70", "--context", "8192")


def test_an_unknown_file_type_is_not_established() -> None:
    """A file type without rules gives a reason."""
    said = answer(*SEED, "--quant", "IQ2_XXS", "--context", "4096")
    assert said["verdict"] == "not established"
