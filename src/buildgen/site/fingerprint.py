"""The fingerprint of a site: everything that its bytes depend on, as one hash."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROGRAM = Path(__file__).parents[1]
ENGINE = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2", "pygments", "jieba")


def fingerprint(
    folders: Iterable[Path], files: Iterable[Path], pages: Iterable[Mapping[str, bytes]], *settings: str
) -> str:
    """Hash the content of folders and files by their names below, pages, the program itself, and settings."""
    total = hashlib.sha256()
    for tree in pages:
        for name, data in sorted(tree.items()):
            total.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\0".encode())
    for number, folder in enumerate((PROGRAM, *folders)):
        for path in _files(folder):
            _add(total, f"{number}/{path.relative_to(folder).as_posix()}", path)
    for path in files:
        if path.is_file():
            _add(total, path.name, path)
    total.update("\0".join((*settings, *_versions())).encode())
    return total.hexdigest()


def tree_print(files: Mapping[str, bytes], *settings: str) -> str:
    """Hash what one tree of pages is built from: its files, and the settings of the engine."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        total.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\0".encode())
    total.update("\0".join((*settings, *_versions())).encode())
    return total.hexdigest()


def _versions() -> tuple[str, ...]:
    return (platform.python_version(), *(f"{name} {_version(name)}" for name in ENGINE))


def _files(folder: Path) -> list[Path]:
    skipped = ("__pycache__",)
    return [
        path
        for path in (sorted(folder.rglob("*")) if folder.is_dir() else ())
        if path.is_file()
        and not any(p in skipped or p.startswith(".") for p in path.relative_to(folder).parts)
    ]


def _add(total: hashlib._Hash, name: str, path: Path) -> None:
    total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
