"""There is always one whole site: the one before, or the new one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from buildgen.diagnostics import BuildgenError
from buildgen.site.publishing import Stamp, draft_of, publish, refuse_foreign, stamp_of
from tests.site.sites import environment

SWAPPER = """
import sys
from pathlib import Path
from buildgen.site.publishing import Stamp, draft_of, only_one_build, publish
site = Path(sys.argv[1])
number = 0
with only_one_build(site.parent / "work"):
    print("ready", flush=True)
    while True:
        number += 1
        with draft_of(site) as draft:
            whole = draft / "en"
            whole.mkdir()
            for name in "abcdefgh":
                (whole / name).write_text(str(number))
            publish(whole, site, Stamp(str(number)))
"""


def test_the_draft_takes_the_place_of_the_site(tmp_path: Path) -> None:
    """After publishing, the site holds the draft's files and stamp; nothing else is left beside it."""
    site = tmp_path / "site"
    for number in ("1", "2"):
        with draft_of(site) as draft:
            (draft / "en").mkdir()
            (draft / "en" / "index.html").write_text(number)
            publish(draft / "en", site, Stamp(number, (("en", "x"),)))
        assert (site / "index.html").read_text() == number
        stamp = stamp_of(site)
        assert stamp is not None
        assert (stamp.whole, stamp.tree("en"), stamp.tree("zh")) == (number, "x", None)
        assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_what_is_not_ours_is_refused(tmp_path: Path) -> None:
    """A folder with other files, a file and a link are left alone; an empty folder will do."""
    site = tmp_path / "site"
    site.mkdir()
    refuse_foreign(site)
    (site / "letter.txt").write_text("dear")
    with pytest.raises(BuildgenError, match="did not write"):
        refuse_foreign(site)
    with pytest.raises(BuildgenError, match="no folder"):
        refuse_foreign(site / "letter.txt")


def test_a_failed_draft_leaves_nothing(tmp_path: Path) -> None:
    """A draft that fails, or that a killed run left behind, is gone the next time."""
    (tmp_path / ".site-left").mkdir()

    def fail() -> None:
        with draft_of(tmp_path / "site") as draft:
            (draft / "half").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_swap_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path, seed: int) -> None:
    """Killed somewhere in a storm of swaps, the site holds one version whole."""
    site = tmp_path / "site"
    child = subprocess.Popen(
        (sys.executable, "-c", SWAPPER, str(site)), env=environment(), stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    while not site.exists():
        time.sleep(0.002)
    time.sleep(random.Random(seed).uniform(0.02, 0.08))  # noqa: S311 - a moment, not a secret
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    versions = {(site / name).read_text() for name in "abcdefgh"}
    assert len(versions) == 1
    stamp = stamp_of(site)
    assert stamp is not None
    assert {stamp.whole} == versions
