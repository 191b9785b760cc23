"""`buildgen serve`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from buildgen.cli.options import as_of_option, lang_option, root_option

# Files of a project that pages are made from, beside those of its catalog and docs.
_BESIDE = ("mkdocs.yml", "mkdocs.zh.yml", "CHANGELOG.md")

if TYPE_CHECKING:
    from buildgen.site.places import Places
    from buildgen.site.pulse import Pulse
    from buildgen.site.words import Words


@click.command("serve")
@root_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=Path("build/site"),
    show_default=True,
    metavar="DIR",
    help="Where the site goes; must be empty or hold an earlier site.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port on this machine; 0 takes any free one.",
)
@as_of_option
@lang_option
def command(root: Path, site_dir: Path, port: int, as_of: str | None, language: str) -> None:
    """Show the site on this machine and follow what you edit.

    Both languages are served, to this machine only. Save a YAML or Markdown file, and the page reloads. An
    error shows in the page and here, the page before it stays, and serving goes on. Stop with Ctrl+C.
    """
    from buildgen.cli.options import day_of
    from buildgen.cli.publication import places_for
    from buildgen.cli.words import words_of
    from buildgen.site.pulse import Pulse
    from buildgen.site.server import LOOPBACK, server_for

    day_of(as_of)
    places = places_for(root, site_dir)
    pulse, stop = Pulse(str(os.getpid())), threading.Event()
    server = server_for(places.site.absolute(), pulse, port)
    words = words_of(language)
    click.echo(f"http://{LOOPBACK}:{server.port}/  {words('(Ctrl+C stops)')}", err=True)
    builder = _builder(places, as_of, pulse, words)
    watcher = threading.Thread(target=_follow, args=(places, builder, stop, words), daemon=True)
    watcher.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by another program: as by Ctrl+C
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        click.echo(words("stopped"), err=True)
    finally:
        stop.set()
        server.server_close()
        watcher.join(timeout=5)


def _follow(
    places: Places, build: Callable[[threading.Event], None], stop: threading.Event, words: Words
) -> None:
    """Build now, and again after every change, until told to stop."""
    from buildgen.site.watching import changes

    watched = [places.catalog, places.docs, *(places.project / name for name in _BESIDE)]
    build(stop)
    for changed in changes(watched, stop.wait):
        names = words(", ").join(Path(name).name for name in changed[:3])
        more = " ..." if len(changed) > 3 else ""
        click.echo(words("changed: {names}", names=names + more), err=True)
        build(stop)


def _builder(
    places: Places, as_of: str | None, pulse: Pulse, words: Words
) -> Callable[[threading.Event], None]:
    """Make the function that runs `buildgen build` as a program of its own and tells the pages how it went.

    Whatever goes wrong there, a finding or a bug, is text on its way to the terminal and to the page.
    """
    order = [sys.executable, "-m", "buildgen", "build", "--root", str(places.catalog)]
    order += ["--site-dir", str(places.site), "--lang", words.language]
    order += ["--as-of", as_of] if as_of else []

    def build(stop: threading.Event) -> None:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own arguments
            order,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"},
            start_new_session=True,
        )
        output = _output(child, stop)
        if stop.is_set():
            return
        click.echo(output, nl=False, err=True)
        if child.returncode == 0:
            pulse.built()
        else:
            ended = words("the build ended with exit code {code}", code=child.returncode)
            pulse.failed(output.strip() or ended)

    return build


def _output(child: subprocess.Popen[str], stop: threading.Event) -> str:
    """Wait for a build and give what it said; one that outlives the server is ended."""
    while True:
        try:
            return child.communicate(timeout=0.5)[0]
        except subprocess.TimeoutExpired:
            if stop.is_set():
                _end(child)


def _end(child: subprocess.Popen[str]) -> None:
    """End a build with the engines that it started: they are one session."""
    if os.name == "posix":
        os.killpg(child.pid, signal.SIGTERM)
    else:
        child.terminate()
