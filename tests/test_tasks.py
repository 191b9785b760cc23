"""tasks.py sets the project up with what the machine offers; none of this needs the network."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
import venv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY))  # tasks.py stands outside the package

import tasks  # noqa: E402

BASE = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
posix = pytest.mark.skipif(os.name == "nt", reason="writes shell scripts")


class Machine:
    """A machine that notes the commands, makes real bare environments and fails what it is told to."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.ran: list[str] = []

    def attempt(self, command: tuple[str, ...], held: tuple[int, ...]) -> str | None:  # noqa: ARG002
        """Do what the command would, without a network."""
        words = [Path(word).name if os.sep in word else word for word in command]
        self.ran.append(" ".join(words))
        if any(name in self.ran[-1] for name in self.failing):
            return "no route to host"
        if "venv" in command:
            venv.create(command[-1], with_pip=False, symlinks=os.name != "nt")
        return None


@pytest.fixture
def project(tmp_path: Path) -> tasks.Project:
    """Return a small checkout with a program that shows its arguments."""
    root = tmp_path / "a place"
    package = root / "src" / "buildgen"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import sys\nprint('program', *sys.argv[1:])\n", encoding="utf-8")
    (root / "requirements.lock").write_text("one==1\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "tasks.py", root)
    return tasks.Project(root=root, base=BASE)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine that has uv and on which everything works."""
    made = Machine()
    monkeypatch.setattr(tasks, "attempt", made.attempt)
    _offer(monkeypatch, programs=("uv", "pip3", "pip"), modules=("venv", "ensurepip", "pip"))
    return made


def _offer(monkeypatch: pytest.MonkeyPatch, programs: tuple[str, ...], modules: tuple[str, ...]) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/programs/{name}" if name in programs else None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in modules else None)


def _run(*words: str, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, str(REPOSITORY / "tasks.py"), *words),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_teaches_every_command(tmp_path: Path) -> None:
    """`--help` names every command and shows examples, from any folder, without setting anything up."""
    done = _run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in tasks.COMMANDS:
        assert f"  {command.name}" in done.stdout
        assert command.summary in done.stdout
    assert "python3 tasks.py test -n 0" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_an_unknown_command_is_misuse() -> None:
    """An unknown command exits 2 and lists the known ones on stderr."""
    done = _run("build")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no command 'build'" in done.stderr
    assert all(command.name in done.stderr for command in tasks.COMMANDS)


def test_no_command_is_misuse_that_teaches() -> None:
    """Without a command the help is shown and the exit code is 2."""
    done = _run()
    assert done.returncode == 2
    assert done.stdout.startswith("usage: python3 tasks.py COMMAND")


@pytest.mark.parametrize(
    ("programs", "modules", "expected"),
    [
        (("uv", "pip3", "pip"), ("venv", "ensurepip", "pip"), ["uv", "venv", "venv, system pip"]),
        (("pip3",), ("venv", "ensurepip", "pip"), ["venv", "venv, system pip", "venv, pip3"]),
        (("pip3", "pip"), ("venv", "pip"), ["venv, system pip", "venv, pip3", "venv, pip"]),
        (("pip",), ("venv",), ["venv, pip"]),
        (("uv",), (), ["uv"]),
        (("pip",), (), []),
        ((), ("venv",), []),
    ],
)
def test_the_ways_are_tried_in_order(
    project: tasks.Project,
    monkeypatch: pytest.MonkeyPatch,
    programs: tuple[str, ...],
    modules: tuple[str, ...],
    expected: list[str],
) -> None:
    """Uv comes first, then venv with its own pip, then a bare venv with any pip of the system."""
    _offer(monkeypatch, programs, modules)
    found = [way.name for way in tasks.ways(project)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_every_way_installs_with_hashes(project: tasks.Project, machine: Machine) -> None:
    """No way installs anything but the lock, and none without checking hashes."""
    for way in tasks.ways(project):
        install = way.commands[-1]
        assert "--require-hashes" in install
        assert install[-2:] == ("-r", str(project.lock))


def test_a_way_that_fails_gives_way_to_the_next(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a failure the next way starts from nothing, and the reader is told."""
    _offer(monkeypatch, ("uv",), ("venv", "ensurepip"))
    machine = Machine("uv pip")
    monkeypatch.setattr(tasks, "attempt", machine.attempt)
    tasks.prepare(project)
    assert len(machine.ran) == 4
    assert tasks.why_not_ready(project) is None
    assert "uv did not work, trying on" in capsys.readouterr().err


def test_when_nothing_works_one_message_says_what_to_install(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names each way with its reason, says what to install, and leaves no environment behind."""
    _offer(monkeypatch, ("uv",), ("venv", "ensurepip"))
    monkeypatch.setattr(tasks, "attempt", Machine("install").attempt)
    with pytest.raises(tasks.SetupError) as caught:
        tasks.prepare(project)
    for expected in ("- uv:\n    no route to host", "- venv:\n", "apt install python3-venv"):
        assert expected in str(caught.value)
    assert not project.venv.exists()


def test_an_empty_machine_is_told_what_to_install(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing at hand the message still says what to install."""
    _offer(monkeypatch, (), ())
    with pytest.raises(tasks.SetupError, match="found neither uv"):
        tasks.prepare(project)


def test_the_second_time_runs_no_command(project: tasks.Project, machine: Machine) -> None:
    """A whole environment is used as it is."""
    tasks.prepare(project)
    assert machine.ran == [
        f"uv venv --quiet --python {Path(BASE).name} .venv",
        f"uv pip install --python {project.python.name} --quiet --require-hashes -r requirements.lock",
    ]
    machine.ran.clear()
    tasks.prepare(project)
    assert machine.ran == []


def test_what_the_environment_was_made_from_decides(project: tasks.Project, machine: Machine) -> None:
    """Another lock, another interpreter or a lost interpreter each make it new, with the reason."""
    assert tasks.why_not_ready(project) == "first use"
    tasks.prepare(project)
    project.lock.write_text("one==2\n", encoding="utf-8")
    assert tasks.why_not_ready(project) == "requirements.lock has changed"
    tasks.prepare(project)
    assert tasks.why_not_ready(tasks.Project(root=project.root, base="/another/python")) == "another Python"
    project.python.unlink()
    assert tasks.why_not_ready(project) == "its Python is gone"
    tasks.prepare(project)
    project.stamp.write_text("", encoding="utf-8")
    assert tasks.why_not_ready(project) == "a setup was not finished"


@posix
def test_a_link_to_a_vanished_python_does_not_count(project: tasks.Project, machine: Machine) -> None:
    """A link that leads nowhere, as after an upgrade of the system's Python, makes the environment new."""
    tasks.prepare(project)
    project.python.unlink()
    project.python.symlink_to(project.root / "gone")
    assert tasks.why_not_ready(project) == "its Python is gone"
    tasks.prepare(project)
    assert tasks.why_not_ready(project) is None


def test_a_moved_checkout_is_set_up_again(project: tasks.Project, machine: Machine, tmp_path: Path) -> None:
    """Scripts hold absolute paths, so an environment that was moved or copied is not used."""
    tasks.prepare(project)
    moved = tasks.Project(root=project.root.rename(tmp_path / "moved"), base=BASE)
    assert tasks.why_not_ready(moved) == "the folder has moved"
    tasks.prepare(moved)
    assert tasks.why_not_ready(moved) is None


def test_an_interrupted_setup_leaves_no_stamp(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between making and installing, also over an older whole one, nothing counts as ready."""
    machine = Machine()
    _offer(monkeypatch, ("uv",), ())
    monkeypatch.setattr(tasks, "attempt", machine.attempt)
    tasks.prepare(project)
    project.lock.write_text("one==3\n", encoding="utf-8")

    def stop(command: tuple[str, ...], held: tuple[int, ...]) -> str | None:
        if "install" in command:
            raise KeyboardInterrupt
        return machine.attempt(command, held)

    monkeypatch.setattr(tasks, "attempt", stop)
    with pytest.raises(KeyboardInterrupt):
        tasks.prepare(project)
    assert project.venv.exists()
    assert not project.stamp.exists()
    assert tasks.why_not_ready(project) == "a setup was not finished"


def test_of_two_at_once_one_sets_up(project: tasks.Project, machine: Machine) -> None:
    """Runs that start together wait for one setup and share it."""
    runs = [threading.Thread(target=tasks.prepare, args=(project,)) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(machine.ran) == 2
    assert tasks.why_not_ready(project) is None


@posix
def test_the_program_runs_from_its_source(project: tasks.Project, machine: Machine, tmp_path: Path) -> None:
    """`.venv/bin/buildgen` and `-m buildgen` run the source, also beside a folder of the same name."""
    tasks.prepare(project)
    decoy = tmp_path / "elsewhere"
    (decoy / "buildgen").mkdir(parents=True)
    (decoy / "buildgen" / "__main__.py").write_text("print('decoy')", encoding="utf-8")
    (decoy / "buildgen" / "__init__.py").touch()
    for command in ((project.scripts / "buildgen",), (project.python, "-P", "-m", "buildgen")):
        done = subprocess.run(
            (*command, "check", "a b"), cwd=decoy, capture_output=True, text=True, check=True
        )
        assert done.stdout == "program check a b\n"


def test_test_runs_all_steps_and_ends_with_pytest(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failing step stops no other; pytest is last and gets the extra arguments; one line sums up."""
    ran: list[tuple[str, ...]] = []

    def call(project: tasks.Project, *arguments: str) -> int:
        ran.append(arguments)
        return 3 if "mypy" in arguments else 0

    monkeypatch.setattr(tasks, "call", call)
    assert tasks.test(project, ["-k", "power"]) == 1
    assert [words[1] for words in ran] == ["ruff", "ruff", "mypy", "pytest"]
    assert ran[-1] == ("-m", "pytest", "-n", "2", "--cov", "-k", "power")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("-- pytest")
    assert re.fullmatch(
        r"1 of 4 steps failed: ruff check \S+ s, ruff format \S+ s, mypy \S+ s FAILED, pytest \S+ s",
        lines[-1],
    )


def test_site_says_where_the_site_is(
    project: tasks.Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a build the start page is named; after a failed one nothing is; the exit code is the build's."""
    start = project.root / "build" / "site" / "index.html"
    start.parent.mkdir(parents=True)
    start.touch()
    monkeypatch.setattr(tasks, "call", lambda *_: 0)
    assert tasks.site(project, []) == 0
    assert capsys.readouterr().out == f"the site: {start}\n"
    monkeypatch.setattr(tasks, "call", lambda *_: 1)
    assert tasks.site(project, []) == 1
    assert capsys.readouterr().out == ""


def test_the_lock_names_what_the_project_names() -> None:
    """Each dependency of the project and of its dev group is pinned in the lock; each pin has a hash."""
    metadata = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*metadata["project"]["dependencies"], *metadata["dependency-groups"]["dev"]]
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(
        r"^([a-z0-9-]+)==\S+(?: ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE
    )
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pins) == len(lines)
    names = {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", line)[0]).lower() for line in wanted}
    assert names - set(pins) == set()


def test_the_lock_holds_no_address() -> None:
    """The lock says what, not from where: no address, no path, no option."""
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"://| @ |^-|^\s*/|\.whl", text, re.MULTILINE) == []
