#!/usr/bin/env python3
"""Set up the project and run its everyday commands; needs Python 3.11 and nothing else.

`.venv` is made on first use from `requirements.lock` and belongs to this file: it is replaced whole when the
lock, the interpreter or the place of the folder changes, so that what runs is always what is locked.
One file, long for this project, because it has to run before anything is installed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HELP = """\
usage: python3 tasks.py COMMAND [ARGUMENTS]

{commands}

The first command sets up .venv from requirements.lock: a minute or so, once.
ARGUMENTS go on to the program behind the command:

  python3 tasks.py site                      the site, from catalog/ and docs/
  python3 tasks.py check --format json       the findings, for a program to read
  python3 tasks.py test tests/test_money.py  lint and types, then one test file
  python3 tasks.py test -n 0 -x -k power     extra arguments go to pytest

The program itself is .venv/bin/buildgen (Windows: .venv\\Scripts\\buildgen).
"""

NOTHING_WORKED = """\
tasks.py: no way to set up {venv} worked here
{reasons}
Install one of these and run the same command again:
  uv                        any system, see the page "Installing uv" of its documentation
  python3-venv              Debian, Ubuntu: apt install python3-venv
  python3-pip 22.3 or later other systems: any pip that `python3 -m pip` finds
With one of them in place, the likely cause is the network or a proxy: see the reasons above."""

STEP_WIDTH = 72


class SetupError(Exception):
    """The environment cannot be made; the text says what to do."""


@dataclass(frozen=True)
class Project:
    """A checkout: its folder and the interpreter that its environment is made from."""

    root: Path
    base: str

    @property
    def venv(self) -> Path:
        """The environment's folder."""
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        """The folder of the environment's programs."""
        return self.venv / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    @property
    def lock(self) -> Path:
        """The pinned dependencies with their hashes."""
        return self.root / "requirements.lock"

    @property
    def stamp(self) -> Path:
        """The file that is written last, and says what the environment was made from."""
        return self.venv / "buildgen-stamp.txt"


@dataclass(frozen=True)
class Way:
    """One way to make the environment: commands that run one after the other."""

    name: str
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Command:
    """A word on the command line, what it is for and what it runs."""

    name: str
    summary: str
    run: Callable[[Project, list[str]], int]


def this_project() -> Project:
    """Return the checkout that holds this file, with the interpreter behind any environment we run in."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    return Project(root=Path(__file__).resolve().parent, base=os.path.realpath(base))


def expected_stamp(project: Project) -> str:
    """Say what an environment made now would be made from: place, interpreter, lock."""
    import hashlib

    digest = hashlib.sha256(project.lock.read_bytes()).hexdigest()
    version = sys.version.split(maxsplit=1)[0]
    return f"place {project.venv}\npython {version} {project.base}\nlock sha256:{digest}\nsetup 1\n"


def why_not_ready(project: Project) -> str | None:
    """Return None for an environment that can be used as it is, else the reason in a few words."""
    if not project.venv.exists():
        return "first use"
    try:
        found = project.stamp.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return "a setup was not finished"
    if not project.python.exists():  # follows the link: also False when the system's Python is gone
        return "its Python is gone"
    reasons = (
        "the folder has moved",
        "another Python",
        "requirements.lock has changed",
        "tasks.py has changed",
    )
    expected = expected_stamp(project).splitlines()
    if len(found) != len(expected):
        return "a setup was not finished"
    return next((why for why, old, new in zip(reasons, found, expected, strict=True) if old != new), None)


def ways(project: Project) -> Iterator[Way]:
    """Yield the ways that this machine offers, the quickest first."""
    import shutil
    from importlib.util import find_spec

    install = ("install", "--quiet", "--require-hashes", "-r", str(project.lock))
    venv, python = str(project.venv), str(project.python)
    if uv := shutil.which("uv"):
        create = (uv, "venv", "--quiet", "--python", project.base, venv)
        yield Way("uv", (create, (uv, "pip", install[0], "--python", python, *install[1:])))
    if find_spec("venv") is None:
        return
    if find_spec("ensurepip") is not None:
        full = (project.base, "-m", "venv", venv)
        yield Way("venv", (full, (python, "-m", "pip", *install)))
    bare = (project.base, "-m", "venv", "--without-pip", venv)
    if find_spec("pip") is not None:
        yield Way("venv, system pip", (bare, (project.base, "-m", "pip", "--python", python, *install)))
    for name in ("pip3", "pip"):
        if pip := shutil.which(name):
            yield Way(f"venv, {name}", (bare, (pip, "--python", python, *install)))


def child_environment() -> dict[str, str]:
    """Return the variables for a child: nothing that would let it see packages other than the locked ones."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def attempt(command: tuple[str, ...], held: tuple[int, ...]) -> str | None:
    """Run a setup command quietly; return None, or the last lines that it wrote when it failed.

    `held` is the lock's handle: an installer that outlives a killed tasks.py keeps the next one waiting.
    """
    import subprocess

    try:
        done = subprocess.run(
            command,
            env=child_environment(),
            pass_fds=held,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    return "\n".join(done.stdout.strip().splitlines()[-6:]) or f"exit code {done.returncode}"


@contextmanager
def only_one_setup(project: Project) -> Iterator[tuple[int, ...]]:
    """Wait until no other tasks.py sets up this checkout; the lock goes with the process, however it ends.

    The locked file is tasks.py itself: it is there, and outside the folder that is being replaced.
    """
    with (project.root / "tasks.py").open("r+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(1 << 30)  # far behind the end: Windows refuses others even to read a locked byte
            while True:
                try:
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    continue  # LK_LOCK gives up after ten seconds
            yield ()
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
            yield (handle.fileno(),)


def clear(project: Project) -> None:
    """Remove the environment, its stamp first, so that a half removed one never counts as ready."""
    import shutil

    if project.venv.is_symlink() or project.venv.is_file():
        project.venv.unlink()
    elif project.venv.exists():
        project.stamp.unlink(missing_ok=True)
        shutil.rmtree(project.venv)


def add_project(project: Project) -> None:
    """Make `buildgen` importable and runnable from the environment, from the source as it stands.

    A path file and a two-line script do what `pip install -e .` does, without fetching and running the build
    backend: quick, works offline, and the lock need not hold the backend and what it depends on.
    """
    import shlex
    import subprocess

    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run(
        (str(project.python), "-I", "-X", "utf8", "-c", ask),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    packages = Path(answer.stdout.strip())
    # Relative to the path file, hence plain ASCII: before Python 3.13 it is read in the locale's encoding.
    source = os.path.relpath(project.root / "src", packages)
    (packages / "buildgen-source.pth").write_text(source + "\n", encoding="utf-8")
    # -P: a folder named "buildgen" where the reader stands must not be taken for the program.
    if os.name == "nt":
        script = project.scripts / "buildgen.cmd"
        script.write_text('@"%~dp0python.exe" -P -m buildgen %*\n', encoding="utf-8")
    else:
        script = project.scripts / "buildgen"
        python = shlex.quote(str(project.python))
        script.write_text(f'#!/bin/sh\nexec {python} -P -m buildgen "$@"\n', encoding="utf-8")
        script.chmod(0o755)


def write_stamp(project: Project) -> None:
    """Say, in one step, that the environment is whole."""
    draft = project.stamp.with_suffix(".new")
    draft.write_text(expected_stamp(project), encoding="utf-8")
    draft.replace(project.stamp)


def make(project: Project, held: tuple[int, ...]) -> None:
    """Make the environment in the first way that works; when none does, `SetupError` with every reason."""
    reasons: list[str] = []
    for way in ways(project):
        clear(project)
        failures = (attempt(command, held) for command in way.commands)
        failure = next((text for text in failures if text is not None), None)
        if failure is None:
            add_project(project)
            write_stamp(project)
            return
        reasons.append(f"- {way.name}:\n    " + failure.replace("\n", "\n    "))
        say(f"tasks.py: {way.name} did not work, trying on")
    clear(project)
    found = "\n".join(reasons) or "- found neither uv, nor Python's venv and ensurepip, nor a pip"
    raise SetupError(NOTHING_WORKED.format(venv=project.venv, reasons=found))


def prepare(project: Project) -> None:
    """See to it that the environment is there and whole; does next to nothing when it is."""
    if why_not_ready(project) is None:
        return
    with only_one_setup(project) as held:
        reason = why_not_ready(project)  # another one may have done it while we waited
        if reason is None:
            return
        started = time.monotonic()
        say(f"tasks.py: setting up {project.venv} ({reason}), about a minute")
        make(project, held)
        say(f"tasks.py: ready after {time.monotonic() - started:.0f} s")


def say(text: str) -> None:
    """Print a line of our own to stderr, in order with what the children print."""
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)


def call(project: Project, *arguments: str) -> int:
    """Run the environment's Python in the project's folder and return its exit code."""
    import subprocess

    sys.stdout.flush()
    child = subprocess.Popen((str(project.python), *arguments), cwd=project.root, env=child_environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the child got the same signal: let it end in its own way


def hand_over(project: Project, *arguments: str) -> int:
    """Become the program, so that signals and exit code are its own; on Windows, which cannot, call it."""
    if os.name != "nt":
        sys.stdout.flush()
        os.chdir(project.root)
        os.execve(project.python, [str(project.python), *arguments], child_environment())  # noqa: S606
    return call(project, *arguments)


def site(project: Project, arguments: list[str]) -> int:
    """Build the site and say where it is."""
    code = call(project, "-P", "-m", "buildgen", "build", *arguments)
    start = project.root / "build" / "site" / "index.html"
    elsewhere = any(word.startswith(("--site-dir", "--root", "--help")) for word in arguments)
    if code == 0 and not elsewhere and start.exists():
        print(f"the site: {start}", flush=True)
    return code


def test(project: Project, arguments: list[str]) -> int:
    """Run every step, also after a failure; pytest comes last so that its summary ends the output."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(
            "usage: python3 tasks.py test [PYTEST ARGUMENTS]\n\nruff check, ruff format --check, mypy, pytest"
        )
        return 0
    steps = (
        ("ruff check", ("ruff", "check", ".")),
        ("ruff format", ("ruff", "format", "--check", ".")),
        ("mypy", ("mypy",)),
        ("pytest", ("pytest", "-n", "2", "--cov", *arguments)),
    )
    timed: list[str] = []
    failed: list[str] = []
    for name, words in steps:
        print(f"-- {name} ".ljust(STEP_WIDTH, "-"), flush=True)
        started = time.monotonic()
        code = call(project, "-m", *words)
        if code != 0:
            failed.append(name)
        timed.append(f"{name} {time.monotonic() - started:.1f} s{' FAILED' if code else ''}")
    verdict = f"{len(failed)} of {len(steps)} steps failed" if failed else f"all {len(steps)} steps passed"
    print(f"{verdict}: {', '.join(timed)}", flush=True)
    return 1 if failed else 0


def check(project: Project, arguments: list[str]) -> int:
    """Check the catalog."""
    return hand_over(project, "-P", "-m", "buildgen", "check", *arguments)


def serve(project: Project, arguments: list[str]) -> int:
    """Show the site on this machine and follow changes."""
    return hand_over(project, "-P", "-m", "buildgen", "serve", *arguments)


def bench(project: Project, arguments: list[str]) -> int:
    """Run the performance suite."""
    return hand_over(project, str(Path("benchmarks", "run.py")), *arguments)


COMMANDS = (
    Command("site", "build the site into build/site and say where it is", site),
    Command("test", "ruff, mypy and pytest with coverage", test),
    Command("check", "check the catalog: one line per finding, exit 1 on errors", check),
    Command("serve", "show the site on this machine; edit a file and the page reloads", serve),
    Command("bench", "run the performance suite of benchmarks/", bench),
)


def main(words: list[str]) -> int:
    """Run the command that `words` name; 2 when there is no such command, 1 when setting up failed."""
    listing = "\n".join(f"  {command.name:<7}{command.summary}" for command in COMMANDS)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(HELP.format(commands=listing), end="")
        return 0 if words else 2
    command = next((known for known in COMMANDS if known.name == words[0]), None)
    if command is None:
        say(f"tasks.py: no command {words[0]!r}; there are:\n{listing}")
        return 2
    project = this_project()
    try:
        prepare(project)
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:  # no right to write here, disk full, no requirements.lock
        say(f"tasks.py: cannot set up {project.venv}: {error}")
        return 1
    except KeyboardInterrupt:
        say("tasks.py: stopped; the next run starts the setup again")
        return 130
    return command.run(project, words[1:])


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the file still parses there, and says so
        sys.exit("tasks.py: needs Python 3.11 or later, this is " + sys.version.split(maxsplit=1)[0])
    sys.exit(main(sys.argv[1:]))
