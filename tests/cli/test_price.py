"""`buildgen price`: ids and files, comparisons, Markdown, and builds that cannot be priced."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.conftest import REAL, Call, Inside

ESCAPED = re.compile(r"\\[\\`*_{}\[\]<>#|~&@]")


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def amount(said: str) -> str:
    return str(json.loads(said)["total"]["amount"])


def test_a_build_is_named_by_its_id_or_by_its_file(inside: Inside, root: Path, tmp_path: Path) -> None:
    """The id, the file inside the catalog, a copy outside: all are priced, and all alike."""
    copy = write(tmp_path, "mine/my-rig.yaml", (root / "builds/base.yaml").read_text(encoding="utf-8"))
    said = [
        inside("price", name, "--root", root, "--format", "json")
        for name in ("base", root / "builds/base.yaml", copy)
    ]
    assert {code for code, _, _ in said} == {0}
    assert len({amount(out) for _, out, _ in said}) == 1


def test_a_file_outside_may_extend_the_catalog(inside: Inside, root: Path, tmp_path: Path) -> None:
    """One's own rig stays out of the catalog, states only what differs, and is compared with its base."""
    mine = write(tmp_path, "my.yaml", "extends: base\ntitle: Mine\nparts: {gpus: {count: 1}}\n")
    code, out, _ = inside("price", mine, "--root", root, "--format", "json")
    said = json.loads(out)
    assert code == 0
    assert (said["build"], said["base"], said["difference"]["amount"]) == ("my", "base", "-600.00")


def test_a_file_outside_of_the_name_of_a_build_takes_its_place(
    inside: Inside, root: Path, tmp_path: Path
) -> None:
    """A changed copy of a build, under its name, is what is priced: not the catalog's."""
    text = (root / "builds/base.yaml").read_text(encoding="utf-8")
    copy = write(tmp_path, "base.yaml", text.replace("card-a, count: 2", "card-a, count: 1"))
    before = inside("price", "base", "--root", root, "--format", "json")[1]
    after = inside("price", copy, "--root", root, "--format", "json")[1]
    assert float(amount(before)) - float(amount(after)) == pytest.approx(600)
    write(root, "builds/base.yaml", "title: [")
    assert inside("price", copy, "--root", root, "--format", "json")[1] == after


def test_vs_names_the_build_to_compare_with(inside: Inside) -> None:
    """`--vs` wins over what the build extends; a build against itself differs by nothing."""
    said = json.loads(inside("price", "mi50x2", "--vs", "mi50x1", "--root", REAL, "--format", "json")[1])
    assert said["base"] == "mi50x1"
    same = json.loads(inside("price", "mi50x2", "--vs", "mi50x2", "--root", REAL, "--format", "json")[1])
    assert same["difference"] == {"amount": "0.00", "currency": "CNY", "percent": "0.0"}
    out = inside("price", "mi50x1", "--vs", "mi50x3-70b", "--root", REAL)[1]
    assert "against mi50x3-70b" in out


def test_vs_wants_a_build_of_the_catalog(inside: Inside, root: Path, tmp_path: Path) -> None:
    """A file outside is not taken for the catalog's build of its name."""
    other = write(tmp_path, "base.yaml", "title: Another\n")
    code, _, err = inside("price", "base", "--vs", other, "--root", root)
    assert code == 2
    assert "--vs wants a build of" in err


BROKEN = {
    "REF001": "title: X\nparts: {gpus: {part: card-z}}\n",
    "REF002": "title: X\nparts: {gpus: {part: card-a, state: loud}}\n",
    "REF003": "extends: bose\ntitle: X\n",
    "REF004": "extends: bad\ntitle: X\n",
    "REF005": "title: X\nparts: {gpus: {part: card-a, for: cpu}}\nfeeds: {atx: [gpus]}\n",
    "REF006": "title: X\nprice_defaults: {source: hearsay}\n",
    "REF009": "extends: base\ntitle: X\nremove: [nothing]\n",
    "SHP001": "title: X\nbudjet: 5 CNY\n",
    "SYN001": "title: [\n",
    "SHP008": "title: X\nparts: {gpus: {part: {kind: gnu, name: x}}}\n",
}


@pytest.mark.parametrize(("code", "text"), BROKEN.items())
@pytest.mark.parametrize("form", ["table", "json", "md"])
@pytest.mark.parametrize("outside", [False, True])
def test_a_build_that_leads_nowhere_is_not_priced(  # noqa: PLR0917
    inside: Inside, root: Path, tmp_path: Path, code: str, text: str, form: str, *, outside: bool
) -> None:
    """Names that lead nowhere and files that cannot be read: findings and exit 1, never a half price.

    Programs that read JSON or Markdown from stdout get nothing there; the findings go to stderr.
    """
    path = write(tmp_path if outside else root / "builds", "bad.yaml", text)
    ended, out, err = inside("price", path if outside else "bad", "--root", root, "--format", form)
    assert ended == 1
    assert f"[{code}]" in (out if form == "table" else err)
    assert form == "table" or out == ""
    assert "bad.yaml:" in out + err


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("parts/gpu/card-a.yaml", "name: [", "SYN001"),
        ("parts/gpu/card-a.yaml", "name: x\nmemory: 5\n", "SHP004"),
        ("policy.yaml", "as_of: x\n", "SHP"),
        ("builds/base.yaml", "title: [", "SYN001"),
    ],
)
def test_what_a_build_rests_on_is_told(inside: Inside, root: Path, name: str, text: str, code: str) -> None:
    """A broken part, base or policy is shown with its findings: a build on it never counts as well."""
    write(root, "builds/mine.yaml", "extends: base\ntitle: Mine\n")
    write(root, name, text)
    ended, out, _ = inside("price", "mine", "--root", root)
    assert ended == 1
    assert f"{name}:" in out
    assert code in out


def test_a_missing_policy_is_told(inside: Inside, root: Path) -> None:
    """Without a policy nothing is judged, and that is said."""
    (root / "policy.yaml").unlink()
    ended, out, _ = inside("price", "base", "--root", root)
    assert ended == 1
    assert "[REF010]" in out


def test_other_broken_files_do_not_matter(inside: Inside, root: Path) -> None:
    """A build whose own files are sound is priced, whatever else is broken in the catalog."""
    before = inside("price", "base", "--root", root)
    write(root, "parts/gpu/other.yaml", "name: [")
    write(root, "builds/other.yaml", "extends: nobody\ntitle: X\n")
    write(root, "builds/third.yaml", "title: X\nparts: {gpus: {part: nothing}}\n")
    assert inside("price", "base", "--root", root) == before


def test_a_base_that_leads_nowhere_is_told(inside: Inside, root: Path) -> None:
    """What one compares with must be there in full, too."""
    write(root, "builds/other.yaml", "title: X\nparts: {gpus: {part: nothing}}\n")
    ended, out, _ = inside("price", "base", "--vs", "other", "--root", root)
    assert ended == 1
    assert "[REF001]" in out


def test_a_build_with_errors_is_priced_and_fails(inside: Inside, root: Path) -> None:
    """Errors of meaning keep no one from seeing the price: it is shown with them, and the exit code is 1."""
    write(root, "builds/hot.yaml", "extends: base\ntitle: Hot\nparts: {gpus: {state: stock}}\n")
    ended, out, _ = inside("price", "hot", "--root", root)
    assert ended == 1
    assert "TOTAL" in out
    assert "error[PWR001]" in out
    assert "verdict: error" in out


@pytest.mark.parametrize("count", ["0", "-1", "100000", "100001", "9" * 30, "null"])
def test_impossible_counts_are_no_accident(inside: Inside, root: Path, count: str) -> None:
    """None, less than none, or more than there are atoms of it: priced or not, never a traceback."""
    for role in ("gpus: {count", "atx: {count", "fans: {count", "memory: {count"):
        write(root, "builds/odd.yaml", f"extends: base\ntitle: Odd\nparts: {{{role}: {count}}}}}\n")
        for form in ("table", "json", "md"):
            assert inside("price", "odd", "--root", root, "--format", form)[0] in {0, 1}


def test_zero_ratings_are_no_accident(inside: Inside, root: Path) -> None:
    """A supply of 0 W and a slot of 0 W are judged like any other figure."""
    path = root / "parts/psu/supply-a.yaml"
    write(
        root,
        "parts/psu/supply-a.yaml",
        path.read_text(encoding="utf-8").replace("rating: 750 W", "rating: 0 W"),
    )
    for form in ("table", "json", "md"):
        assert inside("price", "base", "--root", root, "--format", form)[0] == 1


def test_markdown_takes_names_for_text(inside: Inside, root: Path) -> None:
    """Nothing in a name becomes a table's edge, a link, an element or a mention in a pull request."""
    card = root / "parts/gpu/card-a.yaml"
    odd = '"a|b <img src=x> [l](http://x) `c` *d* _e_ @all #1 \\\\ &amp; ~f~"'
    card.write_text(
        card.read_text(encoding="utf-8").replace("name: Card A", f"name: {odd}"), encoding="utf-8"
    )
    code, out, _ = inside("price", "base", "--root", root, "--format", "md")
    assert code == 0
    row = next(line for line in out.splitlines() if "img" in line)
    left = ESCAPED.sub("", row)
    assert left.count("|") == 5
    assert not re.search(r"[\\`*_{}\[\]<>#~&@]", left)


def test_markdown_is_a_whole_table(inside: Inside) -> None:
    """Every row of the Markdown has as many cells as its head."""
    _, out, _ = inside("price", "mi50x2", "--root", REAL, "--format", "md")
    tables = [
        list(map(len, (line.split("|") for line in part.splitlines())))
        for part in out.split("\n\n")
        if part.startswith("|")
    ]
    assert len(tables) == 2
    assert all(len(set(widths)) == 1 for widths in tables)


def test_wide_amounts_fit(inside: Inside, root: Path) -> None:
    """The dearest price that there can be does not break the table's lines."""
    card = root / "parts/gpu/card-a.yaml"
    text = card.read_text(encoding="utf-8").replace("amount: 600 CNY", "amount: 4999999999 CNY")
    card.write_text(text, encoding="utf-8")
    out = inside("price", "base", "--root", root)[1]
    assert "9999999998.00" in out


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_odd_files_are_told(call: Call, root: Path, tmp_path: Path) -> None:
    """A folder, a pipe, a loop of links and a device as BUILD are findings, not accidents."""
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    for name in ("folder", "pipe", "loop", "zero"):
        done = call("price", f"{name}.yaml", "--root", root)
        assert done.returncode == 1
        assert f"{name}.yaml:1:1: error[SYN012]" in done.stdout


def test_what_would_mend_a_supply_is_told_in_every_form(inside: Inside) -> None:
    """The table, the JSON and the Markdown name the same ways, in the same order."""
    said = {form: inside("price", "mi50x3-70b", "--root", REAL, "--format", form)[1] for form in FORMS}
    supplies = json.loads(said["json"])["supplies"]
    ways = [mend["text"] for supply in supplies for mend in supply["mends"]]
    assert ways
    marked = [line for line in said["md"].splitlines() if line.startswith("  - mend: ")]
    assert len(marked) == len(ways)
    for way, line in zip(ways, marked, strict=True):
        assert way in line.replace("\\", "")
        assert " ".join(way.split()[:4]) in " ".join(said["table"].split())


FORMS = ("table", "json", "md")
