"""The how-to pages, walked: what they tell a newcomer to write and to run does what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.site.sites import PROJECT, buildgen

COPIED = ("policy.yaml", "rates.yaml", "sources.yaml", "wiring.yaml")


def blocks(language: str, page: str) -> list[tuple[str, str]]:
    """The fenced blocks of a how-to page: what stands behind the fence, and the text."""
    text = (PROJECT / "docs" / language / "how-to" / page).read_text(encoding="utf-8")
    return re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def titled(language: str, page: str, title: str) -> str:
    """The one block that stands for a file."""
    (found,) = [body for info, body in blocks(language, page) if f'title="{title}"' in info]
    return found


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder as the page on rigs of one's own describes it, without the build."""
    catalog = tmp_path / "catalog"
    (catalog / "builds").mkdir(parents=True)
    for name in COPIED:
        shutil.copy(PROJECT / "catalog" / name, catalog / name)
    for name in ("parts", "connectors"):
        shutil.copytree(PROJECT / "catalog" / name, catalog / name)
    (source,) = [
        body for info, body in blocks("en", "use-for-your-own-rig.md") if body.startswith("  my-notes:")
    ]
    with (catalog / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(source)
    return tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rig_of_ones_own(own: Path, language: str) -> None:
    """The files of the page make a project that is checked without an error and priced."""
    text = titled(language, "use-for-your-own-rig.md", "catalog/builds/my-rig.yaml")
    (own / "catalog" / "builds" / "my-rig.yaml").write_text(text, encoding="utf-8")
    checked = buildgen("check", cwd=own)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 errors" in checked.stdout + checked.stderr
    priced = buildgen("price", "my-rig", cwd=own)
    assert "450.00" in priced.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_part_and_a_price(own: Path, language: str) -> None:
    """The part of the one page and the price of the other are sound entries."""
    blower = own / "catalog" / "parts" / "fan" / "my-blower.yaml"
    blower.write_text(titled(language, "add-a-part.md", f"catalog/parts/fan/{blower.name}"), encoding="utf-8")
    (price,) = [body for info, body in blocks(language, "update-a-price.md") if info == "yaml"]
    gpu = own / "catalog" / "parts" / "gpu" / "mi50-16g.yaml"
    line = price.removeprefix("prices:\n")
    gpu.write_text(
        gpu.read_text(encoding="utf-8").replace("\nprices:\n", f"\nprices:\n{line}"), encoding="utf-8"
    )
    checked = buildgen("check", cwd=own)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_alternative(tmp_path: Path, language: str) -> None:
    """`new` and the lines of the page give a build with the price that was written."""
    shutil.copytree(PROJECT / "catalog", tmp_path / "catalog")
    made = buildgen("new", "my-rig", "--from", "mi50x3-70b", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    text = (PROJECT / "docs" / language / "how-to" / "price-an-alternative.md").read_text(encoding="utf-8")
    lot = re.search(r"^    prices:\n      gpus: .*\n", text, re.MULTILINE)
    source = re.search(r"^      my-notes:\n(?:        .*\n)+", text, re.MULTILINE)
    assert lot is not None
    assert source is not None
    for name, found, shift in (("builds/my-rig.yaml", lot, 4), ("sources.yaml", source, 4)):
        with (tmp_path / "catalog" / name).open("a", encoding="utf-8") as file:
            file.writelines(line[shift:] + "\n" for line in found[0].splitlines())
    priced = buildgen("price", "my-rig", cwd=tmp_path)
    assert "1100.00" in priced.stdout, priced.stdout + priced.stderr


@pytest.mark.parametrize("page", sorted(p.name for p in (PROJECT / "docs" / "en" / "how-to").glob("*.md")))
def test_both_languages_show_the_same_commands(page: str) -> None:
    """What is to be written and run is the same on the English page and on the Chinese one, remarks aside."""

    def shown(language: str) -> list[str]:
        text = (PROJECT / "docs" / language / "how-to" / page).read_text(encoding="utf-8")
        verbs = "check|price|build|new|import|fit|schema|explain|identify|wiring"
        return re.findall(rf"buildgen (?:{verbs})\b[^`\n#|（，。；：)]*(?=[`\n#|)])", text)

    def tidy(lines: list[str]) -> list[str]:
        return sorted({re.sub(r'"[^"]*"', '""', " ".join(line.split())) for line in lines})

    assert tidy(shown("zh")) == tidy(shown("en"))
