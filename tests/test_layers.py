"""Imports go one way, only `cli` prints, and nothing but `cli` reads the clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "buildgen"
PACKAGE = "buildgen"

# A room is a package or module directly under src/buildgen. Each may import those on its right, no others.
# A new room gets a row here, by hand, in the order of the chain.
ALLOWED = {
    "diagnostics": (),
    "quantity": (),
    "money": ("quantity",),  # one rounding function for both
    "sentences": ("diagnostics",),
    "source": ("diagnostics",),
    "catalog": ("source", "diagnostics", "quantity", "money"),
    "bench": ("catalog", "source", "diagnostics", "quantity", "money"),
    "identify": ("catalog", "source", "diagnostics", "quantity", "money"),
    "calc": ("catalog", "source", "quantity", "money"),  # judges nothing: no diagnostics
    "checks": ("calc", "identify", "catalog", "source", "diagnostics", "quantity", "money"),
    "diagram": ("quantity", "money"),  # draws the numbers that it is given
    "site": ("diagram", "calc", "catalog", "source", "diagnostics", "sentences", "quantity", "money"),
    "cli": (
        *("site", "checks", "diagram", "calc", "identify", "bench"),
        *("catalog", "source", "diagnostics", "sentences", "quantity", "money"),
    ),
    "__main__": ("cli",),
    "__init__": (),  # the package itself: everyone may ask it for __version__
}

PRINTS = frozenset(
    {"print", "click.echo", "click.secho", "click.echo_via_pager", "rich.print", "sys.stdout", "sys.stderr"}
)
CLOCK = frozenset(
    {
        *(
            "datetime.datetime.now",
            "datetime.datetime.today",
            "datetime.datetime.utcnow",
            "datetime.date.today",
        ),
        *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
        *(
            "time.perf_counter_ns",
            "time.process_time",
            "time.process_time_ns",
            "time.localtime",
            "time.gmtime",
        ),
        *("time.ctime", "time.asctime", "time.strftime", "time.clock_gettime", "time.clock_gettime_ns"),
    }
)


def breaches(source: Path) -> list[str]:
    """Return what breaks the rules in the package at `source`: `file:line: what`, in file order."""
    found: list[str] = []
    for path in sorted(source.rglob("*.py")):
        inner = path.relative_to(source)
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        marked = [*_wrong_imports(tree, inner), *_wrong_uses(tree, inner)]
        found += [f"{inner.as_posix()}:{line}: {what}" for line, what in sorted(marked)]
    return found


def _room(inner: Path) -> str:
    return inner.parts[0].removesuffix(".py")


def _wrong_imports(tree: ast.Module, inner: Path) -> Iterator[tuple[int, str]]:
    room = _room(inner)
    if room not in ALLOWED:
        yield 1, f"room {room} has no row in the table"
        return
    for line, other in _imported_rooms(tree, inner):
        if other not in (room, "__init__", *ALLOWED[room]):
            yield line, f"{room} imports {other}"


def _imported_rooms(tree: ast.Module, inner: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of every import of our own, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from ((node.lineno, room) for room in _rooms_of(alias.name))
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, inner)
            for name in [module] if module != PACKAGE else [f"{module}.{alias.name}" for alias in node.names]:
                yield from ((node.lineno, room) for room in _rooms_of(name))
        elif isinstance(node, ast.Call) and node.args and _called(node) in {"import_module", "__import__"}:
            target = node.args[0]
            if isinstance(target, ast.Constant) and isinstance(target.value, str):
                yield from ((node.lineno, room) for room in _rooms_of(target.value))


def _rooms_of(module: str) -> Iterator[str]:
    """Yield the room of a dotted name of ours; a name that is no room is the package's own."""
    package, _, rest = module.partition(".")
    if package == PACKAGE:
        room = rest.partition(".")[0]
        yield "__init__" if not room or (room.startswith("__") and room != "__main__") else room


def _absolute(node: ast.ImportFrom, inner: Path) -> str:
    """Return the dotted name that a `from` import, relative or not, reads from."""
    if node.level == 0:
        return node.module or ""
    package = [PACKAGE, *inner.parts[:-1]]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _called(node: ast.Call) -> str:
    return (_dotted(node.func) or "").rpartition(".")[2]


def _wrong_uses(tree: ast.Module, inner: Path) -> Iterator[tuple[int, str]]:
    """Yield each use of a name that prints or reads the clock, under whatever name it was imported."""
    if _room(inner) == "cli":
        return
    origin = _origins(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and (dotted := _dotted(node)):
            first, dot, rest = dotted.partition(".")
            name = origin.get(first, first) + dot + rest
            if name in PRINTS:
                yield node.lineno, f"{_room(inner)} prints: {name}"
            if name in CLOCK:
                yield node.lineno, f"{_room(inner)} reads the clock: {name}"


def _origins(tree: ast.Module) -> dict[str, str]:
    """Map each imported local name to the dotted name that it stands for."""
    origin: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            origin |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            origin |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return origin


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := _dotted(node.value)):
        return f"{left}.{node.attr}"
    return None


def test_the_source_keeps_the_rules() -> None:
    """No file under src/buildgen imports against the direction, prints or reads the clock outside cli."""
    assert breaches(SOURCE) == []


def test_the_table_has_no_cycle() -> None:
    """A room may import only rooms that stand above it in the table, so no directions close a loop."""
    rooms = list(ALLOWED)
    upwards = [
        (room, other)
        for room, row in ALLOWED.items()
        for other in row
        if rooms.index(other) >= rooms.index(room)
    ]
    assert upwards == []


def test_site_and_checks_do_not_know_each_other() -> None:
    """The table keeps rendering and judging apart, whatever else it comes to allow."""
    assert "checks" not in ALLOWED["site"]
    assert "site" not in ALLOWED["checks"]


@pytest.mark.parametrize(
    ("file", "text", "breach"),
    [
        ("calc/power.py", "import buildgen.site.pages", "1: calc imports site"),
        ("calc/power.py", "from buildgen import checks", "1: calc imports checks"),
        ("calc/power.py", "from buildgen.diagnostics import Diagnostic", "1: calc imports diagnostics"),
        ("calc/power.py", "def f():\n    from ..cli import main", "2: calc imports cli"),
        ("calc/deep/er.py", "from ...site import pages", "1: calc imports site"),
        ("calc/__init__.py", "from .. import site", "1: calc imports site"),
        ("quantity.py", "from . import money", "1: quantity imports money"),
        ("money.py", "if TYPE_CHECKING:\n    from .catalog import Part", "2: money imports catalog"),
        ("site/views.py", "from ..checks import run", "1: site imports checks"),
        ("checks/power.py", "from buildgen.site import pages as p", "1: checks imports site"),
        ("site/a.py", "import_module('buildgen.checks')", "1: site imports checks"),
        ("site/a.py", "importlib.import_module('buildgen.cli.main')", "1: site imports cli"),
        ("utils.py", "", "1: room utils has no row in the table"),
        ("site/a.py", "print('x')", "1: site prints: print"),
        ("site/a.py", "write = print", "1: site prints: print"),
        ("site/a.py", "import click as c\nc.echo('x')", "2: site prints: click.echo"),
        ("site/a.py", "from click import secho as s\ns('x')", "2: site prints: click.secho"),
        ("site/a.py", "import sys\nsys.stderr.write('x')", "2: site prints: sys.stderr"),
        ("calc/a.py", "import time\ntime.time()", "2: calc reads the clock: time.time"),
        ("calc/a.py", "from time import monotonic as m\nm()", "2: calc reads the clock: time.monotonic"),
        (
            "calc/a.py",
            "from datetime import datetime\ndatetime.now()",
            "2: calc reads the clock: datetime.datetime.now",
        ),
        (
            "calc/a.py",
            "import datetime as dt\nf = dt.date.today",
            "2: calc reads the clock: datetime.date.today",
        ),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, file: str, text: str, breach: str) -> None:
    """Each way to break a rule is found, once, at its line."""
    planted = tmp_path / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(text, encoding="utf-8")
    assert breaches(tmp_path) == [f"{file}:{breach}"]


def test_what_is_allowed_is_not_reported(tmp_path: Path) -> None:
    """Imports down the chain, the package's version, plain dates and printing in cli are no breach."""
    files = {
        "checks/power.py": "from buildgen import __version__\nfrom ..calc.power import budget",
        "site/pages.py": "from datetime import date\nfrom buildgen.diagram import wiring\nday = date.max",
        "cli/main.py": "import time\nfrom buildgen import checks, site\nprint(time.monotonic())",
        "__main__.py": "from buildgen.cli.main import main",
        "catalog/load.py": "import time_machine\nfrom buildgen.source import Document\nself.print()",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert breaches(tmp_path) == []
