"""`buildgen serve`, walked as someone who writes: save, look, break something, mend it, stop."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import NewPage
from tests.site.sites import SMALL, environment, project

pytestmark = pytest.mark.browser
SOON = 60.0


@dataclass(frozen=True)
class Served:
    """A running server: its project, its address, what it has said, and its process."""

    folder: Path
    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def says(self, words: str, times: int = 1) -> None:
        """Wait until the terminal shows some words so many times."""
        end = time.monotonic() + SOON
        while self.log.read_text(encoding="utf-8").count(words) < times:
            assert time.monotonic() < end, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve a small project of its own, on any free port, until the first site stands."""
    folder = project(tmp_path / "rig", catalog=SMALL, docs=False)
    (folder / "docs" / "en").mkdir(parents=True)
    (folder / "docs" / "en" / "note.md").write_text("# First words\n", encoding="utf-8")
    log = tmp_path / "terminal.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            (sys.executable, "-m", "buildgen", "serve", "--port", "0"),
            cwd=folder,
            env=environment(),
            stdout=out,
            stderr=out,
        )
    try:
        end = time.monotonic() + SOON
        while not (found := re.search(r"http://\S+/", log.read_text(encoding="utf-8"))):
            assert time.monotonic() < end
            time.sleep(0.05)
        running = Served(folder, found[0], log, process)
        running.says("the site is in")
        yield running
    finally:
        process.kill()
        process.wait()


def test_what_is_saved_is_shown(served: Served, new_page: NewPage) -> None:
    """A saved page and a saved entry reload what is open; an error stands in page and terminal, and goes."""
    page = new_page()
    page.goto(served.address + "note.html")
    (served.folder / "docs" / "en" / "note.md").write_text("# Other words\n", encoding="utf-8")
    page.wait_for_selector("h1:has-text('Other words')", timeout=SOON * 1000)
    page.goto(served.address + "builds/base/index.html")
    build = served.folder / "catalog" / "builds" / "base.yaml"
    before = build.read_text(encoding="utf-8")
    build.write_text(before + "nonsense: 1\n", encoding="utf-8")
    page.wait_for_selector("[role=alert] pre:has-text('nonsense')", timeout=SOON * 1000)
    served.says("nonsense")
    assert page.locator("h1").is_visible(), "the page before the error is still shown"
    build.write_text(before.replace("title: {en: ", "title: {en: Renamed "), encoding="utf-8")
    page.wait_for_selector("h1:has-text('Renamed')", timeout=SOON * 1000)
    assert page.locator("[role=alert] pre").count() == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopping_is_clean(served: Served, new_page: NewPage, sent: signal.Signals) -> None:
    """Stopped while a page is open and a build is under way, the server ends at once and leaves nothing."""
    page = new_page()
    page.goto(served.address + "note.html")
    (served.folder / "docs" / "en" / "note.md").write_text("# Never built\n", encoding="utf-8")
    served.says("changed: note.md")
    served.process.send_signal(sent)
    assert served.process.wait(timeout=10) == 0
    said = served.log.read_text(encoding="utf-8")
    assert said.endswith("stopped\n")
    assert "Traceback" not in said
    site = served.folder / "build" / "site"
    assert "First words" in (site / "note.html").read_text(encoding="utf-8")
    time.sleep(1)  # a build that had gone on would now be at its files
    assert [p.name for p in site.parent.iterdir() if p.name.startswith(".site-")] == []


def test_only_this_machine_is_answered(served: Served) -> None:
    """A request by another name, as a foreign page could send, gets nothing; a second server is refused."""
    host, port = served.address.removeprefix("http://").strip("/").split(":")
    asked = http.client.HTTPConnection(host, int(port), timeout=10)
    try:
        asked.request("GET", "/", headers={"Host": "rig.example"})
        assert asked.getresponse().status == 403
    finally:
        asked.close()
    second = subprocess.run(
        (sys.executable, "-m", "buildgen", "serve", "--port", port),
        cwd=served.folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert second.returncode == 2
    assert f"port {port} is not free" in second.stderr
    assert "Traceback" not in second.stderr
