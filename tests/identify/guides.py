"""Load the identification guide for tests: plain YAML into the frozen values of `identify.guide`."""

from pathlib import Path
from typing import Any

import yaml

from buildgen.identify.guide import Candidate, Feature, Guide, Half, Rule, Rules, Words

PATH = Path(__file__).parents[2] / "catalog" / "identification" / "vega20.yaml"


def _words(plain: dict[str, str]) -> Words:
    return Words(**plain)


def _rules(plain: dict[str, Any]) -> dict[str, Rules]:
    return {
        feature: Rules(rules["others"], tuple(Rule(**rule) for rule in rules["values"]))
        for feature, rules in plain.items()
    }


def _half(plain: dict[str, Any]) -> Half:
    return Half(plain["id"], _words(plain["name"]), _rules(plain["features"]))


def _feature(plain: dict[str, Any]) -> Feature:
    texts = {name: _words(plain[name]) for name in ("name", "how", "means")}
    return Feature(**(plain | texts))


def _candidate(plain: dict[str, Any]) -> Candidate:
    return Candidate(**(plain | {"name": _words(plain["name"]), "text": _words(plain["text"])}))


def load(path: Path = PATH) -> Guide:
    """Read the guide of the catalog."""
    plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Guide(
        path.stem,
        _words(plain["name"]),
        _rules(plain["chip"]),
        tuple(_feature(feature) for feature in plain["features"]),
        tuple(_half(half) for half in plain["boards"]),
        tuple(_half(half) for half in plain["roms"]),
        tuple(_candidate(candidate) for candidate in plain["candidates"]),
    )
