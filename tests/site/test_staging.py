"""Staging makes a folder hold exactly what was asked for, and touches nothing that is current."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from buildgen.site.staging import read_folder, stage, with_alternates

FILES = st.dictionaries(
    st.sampled_from(["index.md", "a/index.md", "a/b.txt", "c/d/e.md"]), st.binary(max_size=20), max_size=4
)


@settings(deadline=None, max_examples=40)
@given(FILES, FILES)
def test_the_folder_holds_what_was_staged_last(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Whatever stood there before, afterwards the folder holds exactly the files; again, nothing changes."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "docs"
        stage(folder, before)
        changed = stage(folder, after)
        assert read_folder(folder) == after
        differing = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
        assert changed == len(differing)
        assert stage(folder, after) == 0


def test_a_current_file_keeps_its_time(tmp_path: Path) -> None:
    """A file that is as it should be is not written again."""
    stage(tmp_path, {"a.md": b"1", "b.md": b"2"})
    old = (tmp_path / "a.md").stat().st_mtime_ns
    stage(tmp_path, {"a.md": b"1", "b.md": b"3"})
    assert (tmp_path / "a.md").stat().st_mtime_ns == old


def test_every_page_names_its_twin() -> None:
    """A page leads to the same page in the other language, and to its home page where there is none."""
    trees = {
        "en": {"index.md": b"# Home\n", "a/index.md": b"---\ntitle: A\n---\n", "x.png": b"\x89"},
        "zh": {"index.md": "# 首页\n".encode()},
    }
    marked = with_alternates(trees)
    assert marked["en"]["index.md"].startswith(b"---\nalternate: zh/index.html\nalternate_same: true\n---\n")
    assert marked["en"]["a/index.md"] == (
        b"---\nalternate: ../zh/index.html\nalternate_same: false\ntitle: A\n---\n"
    )
    assert b"alternate: ../index.html\n" in marked["zh"]["index.md"]
    assert marked["en"]["x.png"] == b"\x89"
