"""What the repository holds is fit for strangers: no traces of one machine, short decisions, whole links."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROSE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions/*.md")
LONGEST_DECISION = 40

# Written in pieces: this file is one of those that are searched.
HOSTS = ("py" + "pi.org", "files.python" + "hosted.org", "py" + "pi.python.org", "registry.npm" + "js.org")
SYSTEM = frozenset(
    (
        "bin",
        "builds",
        "dev",
        "etc",
        "home",
        "lib",
        "media",
        "mnt",
        "opt",
        "root",
        "srv",
        "tmp",
        "usr",
        "var",
        "Users",
    )
)
STANDS = r"(?<![\w.$}])/"  # an absolute path begins here: not inside an address, not after a variable
HOMES = re.compile(STANDS + "(?:" + "|".join(("ho" + "me/[a-z]", "Us" + "ers/[A-Za-z]", "ro" + "ot/")) + ")")
# The folder at the top of the path to this checkout, unless every machine has one of that name.
HERE = re.compile(
    "|".join(STANDS + re.escape(top) + "/" for top in REPOSITORY.parts[1:2] if top not in SYSTEM) or r"(?!)"
)


def tracked() -> list[Path]:
    """Return the files under version control; skip outside a clone, which has no list."""
    try:
        listed = subprocess.run(
            ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
            cwd=REPOSITORY,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("git is not installed")
    if listed.returncode != 0:
        pytest.skip("not a git clone")
    paths = (REPOSITORY / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def traces(text: str, *, recorded: bool = False) -> Iterator[str]:
    """Yield `line: what` for each registry host and each path of one machine in the text.

    Output that was recorded elsewhere keeps the paths of the machine it comes from.
    """
    patterns = (HERE,) if recorded else (HERE, HOMES)
    for number, line in enumerate(text.splitlines(), start=1):
        found = [host for host in HOSTS if host in line.lower()]
        found += [match.group() for pattern in patterns for match in pattern.finditer(line)]
        yield from (f"{number}: {what}" for what in found)


def broken_links(page: Path) -> list[str]:
    """Return the relative link targets of a Markdown page that lead to no file."""
    code = re.compile(r"^```.*?^```|^    .*?$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
    text = code.sub("", page.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(<?([^)>\s]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", text, flags=re.MULTILINE)
    relative = [
        target for pair in targets for target in pair if target and not re.match(r"[a-z][a-z+.-]*:|#", target)
    ]
    return [target for target in relative if not (page.parent / target.partition("#")[0]).exists()]


def prose() -> list[Path]:
    """Return the pages for people who read the repository rather than the site."""
    return sorted(path for pattern in PROSE for path in REPOSITORY.glob(pattern))


def test_no_file_names_a_machine_or_a_registry() -> None:
    """No file holds a path of someone's machine or the host name of a package registry."""
    found: list[str] = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures, firmware images, samples in other encodings
        name = path.relative_to(REPOSITORY).as_posix()
        recorded = name.startswith("tests/") and path.suffix != ".py"
        found += [f"{name}:{trace}" for trace in traces(text, recorded=recorded)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("index https://" + HOSTS[0] + "/simple", [f"1: {HOSTS[0]}"]),
        ("see /ro" + "ot/project", ["1: /ro" + "ot/"]),
        ("'/ho" + "me/anna/rigs'", ["1: /ho" + "me/a"]),
        ("cd ~/my-rigs; ls /usr/bin /tmp/x src/home/page.html https://example.org/home/a", []),
        ("$ROOT/root/ and ${x}/home/a", []),
    ],
)
def test_traces_are_told_from_other_paths(line: str, expected: list[str]) -> None:
    """Hosts and private folders are found; paths that every machine has and parts of addresses are not."""
    assert list(traces(line)) == expected


def test_decisions_are_short() -> None:
    """A decision page has at most 40 lines: longer reasons belong beside the code or in the documentation."""
    pages = sorted((REPOSITORY / "docs" / "decisions").glob("*.md"))
    assert pages
    long = [
        page.name for page in pages if len(page.read_text(encoding="utf-8").splitlines()) > LONGEST_DECISION
    ]
    assert long == []


def test_decisions_have_one_form_and_stand_in_the_index() -> None:
    """Each page answers the same four questions, and the index leads to it under its own title."""
    folder = REPOSITORY / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for page in sorted(folder.glob("[0-9]*.md")):
        text = page.read_text(encoding="utf-8")
        headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
        assert headings == ["Decision", "Why", "What it costs", "When to look again"], page.name
        title = re.match(r"# (\d+)\. (.+)\n", text)
        assert title is not None, page.name
        assert int(page.name[:4]) == int(title[1])
        assert f"| {title[1]} | [{title[2]}]({page.name}) |" in index


@pytest.mark.parametrize("page", prose(), ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    """Every relative link of the repository's own prose leads to a file that is there."""
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """A link to a missing file is found; addresses, anchors, code and links that hold are not reported."""
    page = tmp_path / "page.md"
    page.write_text(
        "[a](page.md#x) [b](gone.md) ![c](pictures/c.svg) [d](https://example.org) [e](#here)\n\n"
        "`[f](no.md)`\n\n    [g](code.md)\n\n[h]: lost.md\n",
        encoding="utf-8",
    )
    assert broken_links(page) == ["gone.md", "pictures/c.svg", "lost.md"]
